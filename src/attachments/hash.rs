//! The SHA-2 hashes by which contents are named.

use std::fmt;

use aws_lc_rs::digest::{self, Context};

/// A SHA-2 hash of 224, 256, 384 or 512 bits, in lowercase hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(String);

impl Hash {
    /// Reads a `sha2` member or header; none for what is no such hash.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let sound = algorithm(text.len()).is_some() && text.bytes().all(|c| c.is_ascii_hexdigit());
        sound.then(|| Self(text.to_ascii_lowercase()))
    }

    /// The hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The algorithm whose hashes have this many hexadecimal digits.
const fn algorithm(digits: usize) -> Option<&'static digest::Algorithm> {
    match digits {
        56 => Some(&digest::SHA224),
        64 => Some(&digest::SHA256),
        96 => Some(&digest::SHA384),
        128 => Some(&digest::SHA512),
        _ => None,
    }
}

/// Computes the hash of a content that comes in parts.
pub struct Hasher(Context);

impl Hasher {
    /// For a hash of the same kind as another.
    #[must_use]
    pub fn like(hash: &Hash) -> Self {
        // A hash has one of the lengths, so that the default is never taken.
        Self(Context::new(
            algorithm(hash.0.len()).unwrap_or(&digest::SHA256),
        ))
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that was taken.
    #[must_use]
    pub fn finish(self) -> Hash {
        let sum = self.0.finish();
        let digits = sum.as_ref().iter().map(|byte| format!("{byte:02x}"));
        Hash(digits.collect())
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Hasher")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_sha2_is_computed() {
        for (digits, start) in [
            (56, "23097d22"),
            (64, "ba7816bf"),
            (96, "cb00753f"),
            (128, "ddaf35a1"),
        ] {
            let like = Hash::parse(&"A".repeat(digits)).unwrap();
            assert_eq!(like.as_str(), "a".repeat(digits));
            let mut hasher = Hasher::like(&like);
            hasher.update(b"a");
            hasher.update(b"bc");
            let hash = hasher.finish();
            assert_eq!(hash.as_str().len(), digits);
            assert!(hash.as_str().starts_with(start), "{hash}");
        }
        assert_eq!(Hash::parse("ab"), None);
        assert_eq!(Hash::parse(&"g".repeat(64)), None);
    }
}

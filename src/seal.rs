//! The installation's master key and what is made from it: sealed secrets in the database, signed
//! cursors, random secrets. A copy of the database alone yields none of them.

use std::io::Write;
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::{digest, hkdf, hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Why a key or a sealed secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key file cannot be read or made.
    #[error("reading or making the key file {}", path.display())]
    File {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The key file holds something else.
    #[error("{} does not hold a key of 32 bytes in hexadecimal", .0.display())]
    Malformed(PathBuf),
    /// The secret was sealed with another key, for another purpose, or was changed.
    #[error("a sealed secret cannot be opened with this key file")]
    Open,
    /// The cryptographic library failed, which it does only without a source of randomness.
    #[error("the system gives no random numbers")]
    Random,
}

/// The installation's master key.
#[derive(Clone)]
pub struct MasterKey([u8; KEY_BYTES]);

const KEY_BYTES: usize = 32;

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("MasterKey")
    }
}

impl MasterKey {
    /// Reads the key file, making it (readable by its owner only) if there is none.
    pub fn load_or_create(path: &Path) -> Result<Self, SealError> {
        let failed = |source| SealError::File {
            path: path.to_owned(),
            source,
        };
        match std::fs::read_to_string(path) {
            Ok(text) => parse_hex(text.trim())
                .map(Self)
                .ok_or_else(|| SealError::Malformed(path.to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = random::<KEY_BYTES>()?;
                let mut options = std::fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                {
                    use std::os::unix::fs::OpenOptionsExt;
                    options.mode(0o600);
                }
                let mut file = match options.open(path) {
                    Ok(file) => file,
                    // Another process was first: its key is the one.
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                        return Self::load_or_create(path);
                    }
                    Err(error) => return Err(failed(error)),
                };
                writeln!(file, "{}", hex(&key)).map_err(failed)?;
                file.sync_all().map_err(failed)?;
                Ok(Self(key))
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// A key for one purpose (HKDF-SHA256, RFC 5869).
    fn derive(&self, purpose: &str) -> Result<[u8; KEY_BYTES], SealError> {
        let mut key = [0; KEY_BYTES];
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"coachlight")
            .extract(&self.0)
            .expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|material| material.fill(&mut key))
            .map_err(|_| SealError::Random)?;
        Ok(key)
    }

    /// Encrypts a secret for storage (AES-256-GCM); `purpose` has to be the same to open it.
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.derive(purpose)?)
            .map_err(|_| SealError::Random)?;
        let mut sealed = secret.to_vec();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(purpose.as_bytes()), &mut sealed)
            .map_err(|_| SealError::Random)?;
        let mut row = nonce.as_ref().to_vec();
        row.extend(sealed);
        Ok(row)
    }

    /// Decrypts what [`MasterKey::seal`] made.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.derive(purpose)?)
            .map_err(|_| SealError::Random)?;
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(SealError::Open)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Open)?;
        let mut body = body.to_vec();
        let secret = key
            .open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut body)
            .map_err(|_| SealError::Open)?;
        Ok(secret.to_vec())
    }

    /// Signs a text that a client keeps for us: `base64url(text).base64url(tag)`.
    pub fn sign(&self, purpose: &str, text: &str) -> Result<String, SealError> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(purpose)?);
        let tag = hmac::sign(&key, text.as_bytes());
        Ok(format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(text),
            URL_SAFE_NO_PAD.encode(tag)
        ))
    }

    /// A keyed digest of bytes (HMAC-SHA256), which nobody makes who has not the key.
    pub fn tag(&self, purpose: &str, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(purpose)?);
        Ok(hmac::sign(&key, bytes).as_ref().to_vec())
    }

    /// The text of a token that [`MasterKey::sign`] made; none if it was changed.
    #[must_use]
    pub fn verify(&self, purpose: &str, token: &str) -> Option<String> {
        let (text, tag) = token.split_once('.')?;
        let text = URL_SAFE_NO_PAD.decode(text).ok()?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(purpose).ok()?);
        hmac::verify(&key, &text, &tag).ok()?;
        String::from_utf8(text).ok()
    }
}

/// Random bytes from the system's generator.
pub fn random<const BYTES: usize>() -> Result<[u8; BYTES], SealError> {
    let mut bytes = [0; BYTES];
    rand::fill(&mut bytes).map_err(|_| SealError::Random)?;
    Ok(bytes)
}

/// A secret of 256 random bits for people and programs to copy, URL-safe.
pub fn random_secret() -> Result<String, SealError> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// SHA-256, what is kept of a random secret.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// SHA-1, by which xAPI names a mail address without telling it.
#[must_use]
pub fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes)
        .as_ref()
        .to_vec()
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _infallible = write!(text, "{byte:02x}");
            text
        })
}

/// Reads what [`hex`] writes of 32 bytes.
#[must_use]
pub fn parse_hex(text: &str) -> Option<[u8; KEY_BYTES]> {
    let mut key = [0; KEY_BYTES];
    if text.len() != KEY_BYTES * 2 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_only_with_its_key_and_purpose() {
        let key = MasterKey([7; 32]);
        let sealed = key.seal("lti", b"secret").unwrap();
        assert_eq!(key.open("lti", &sealed).unwrap(), b"secret");
        assert!(key.open("sso", &sealed).is_err());
        assert!(MasterKey([8; 32]).open("lti", &sealed).is_err());
        let mut changed = sealed.clone();
        changed[NONCE_LEN] ^= 1;
        assert!(key.open("lti", &changed).is_err());
        assert!(key.open("lti", &sealed[..5]).is_err());
    }

    #[test]
    fn a_signed_text_cannot_be_changed() {
        let key = MasterKey([7; 32]);
        let token = key.sign("cursor", "text").unwrap();
        assert_eq!(key.verify("cursor", &token).as_deref(), Some("text"));
        assert_eq!(key.verify("other", &token), None);
        let other = key.sign("cursor", "texu").unwrap();
        let forged = format!(
            "{}.{}",
            other.split_once('.').unwrap().0,
            token.split_once('.').unwrap().1
        );
        assert_eq!(key.verify("cursor", &forged), None);
    }

    #[test]
    fn the_key_file_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let first = MasterKey::load_or_create(&path).unwrap();
        assert_eq!(first.0, MasterKey::load_or_create(&path).unwrap().0);
        std::fs::write(&path, "short").unwrap();
        assert!(matches!(
            MasterKey::load_or_create(&path),
            Err(SealError::Malformed(_))
        ));
    }
}

//! A platform's keys (RFC 7517): which one a token may be checked with, and when to fetch them
//! again.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::Value;

use crate::jws::Algorithm;

/// Fewest and most bits of an RSA key.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Most keys of a set that are looked at.
const KEYS: usize = 64;
/// A set is fetched again after this long.
const FRESH_SECONDS: i64 = 3600;
/// For keys that are not known the set is fetched once more than the hour asks for in each of these,
/// so that made-up key identifiers cannot make the tool flood the platform.
const UNKNOWN_SECONDS: i64 = 60;
/// So many of those fetches may come at once: a new key need not wait for them.
const UNKNOWN_AT_ONCE: i64 = 5;
/// After a fetch that failed the next one waits this long.
const FAILED_SECONDS: i64 = 10;

/// A public key for signatures, ready to be used.
#[derive(Clone)]
pub struct Key {
    id: Option<String>,
    /// The numbers that make it, to tell one key from another.
    numbers: Vec<u8>,
    /// One for each algorithm that the key may check: decoded once, used for every launch.
    parsed: Vec<(Algorithm, Arc<ParsedPublicKey>)>,
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithms: Vec<Algorithm> = self.parsed.iter().map(|(known, _)| *known).collect();
        formatter
            .debug_struct("Key")
            .field("id", &self.id)
            .field("algorithms", &algorithms)
            .finish_non_exhaustive()
    }
}

impl Key {
    /// Reads a key; none for one that is not for signatures, too weak, or of another kind.
    fn read(key: &Value) -> Option<Self> {
        let text = |name: &str| key.get(name).and_then(Value::as_str);
        if key.get("use").is_some_and(|usage| usage != "sig") {
            return None;
        }
        let operations = key.get("key_ops").and_then(Value::as_array);
        if operations.is_some_and(|list| !list.iter().any(|operation| operation == "verify")) {
            return None;
        }
        let bytes = |name: &str| {
            let text = text(name)?.trim_end_matches('=');
            URL_SAFE_NO_PAD.decode(text).ok()
        };
        let (one, other, mut parsed) = match text("kty")? {
            "RSA" => {
                let (n, e) = (bytes("n")?, bytes("e")?);
                let parsed = rsa(&n, &e)?;
                (n, e, parsed)
            }
            "EC" => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                let parsed = vec![elliptic(text("crv")?, &x, &y)?];
                (x, y, parsed)
            }
            _ => return None,
        };
        // A key without `alg` is legal and taken by its kind.
        if let Some(own) = key.get("alg") {
            parsed.retain(|(algorithm, _)| own == algorithm.name());
        }
        Some(Self {
            id: text("kid").map(str::to_owned),
            numbers: [one, other].concat(),
            parsed,
        })
    }

    fn parsed(&self, algorithm: Algorithm) -> Option<&ParsedPublicKey> {
        let (_, key) = self.parsed.iter().find(|(known, _)| *known == algorithm)?;
        Some(key)
    }

    pub(crate) fn has_signed(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        self.parsed(algorithm)
            .is_some_and(|key| key.verify_sig(signed, signature).is_ok())
    }
}

fn rsa(n: &[u8], e: &[u8]) -> Option<Vec<(Algorithm, Arc<ParsedPublicKey>)>> {
    let strip = |bytes: &[u8]| -> Vec<u8> {
        let significant = bytes.iter().skip_while(|byte| **byte == 0);
        significant.copied().collect()
    };
    let components = RsaPublicKeyComponents {
        n: strip(n),
        e: strip(e),
    };
    if !RSA_BITS.contains(&(components.n.len() * 8)) {
        return None;
    }
    let kinds: [(Algorithm, &'static RsaParameters); 3] = [
        (Algorithm::Rs256, &RSA_PKCS1_2048_8192_SHA256),
        (Algorithm::Rs384, &RSA_PKCS1_2048_8192_SHA384),
        (Algorithm::Rs512, &RSA_PKCS1_2048_8192_SHA512),
    ];
    let parse = |(algorithm, parameters)| {
        let key = components.to_parsed_public_key(parameters).ok()?;
        Some((algorithm, Arc::new(key)))
    };
    kinds.into_iter().map(parse).collect()
}

fn elliptic(curve: &str, x: &[u8], y: &[u8]) -> Option<(Algorithm, Arc<ParsedPublicKey>)> {
    let (algorithm, parameters, length) = match curve {
        "P-256" => (Algorithm::Es256, &ECDSA_P256_SHA256_FIXED, 32),
        "P-384" => (Algorithm::Es384, &ECDSA_P384_SHA384_FIXED, 48),
        "P-521" => (Algorithm::Es512, &ECDSA_P521_SHA512_FIXED, 66),
        _ => return None,
    };
    // RFC 7518, 6.2.1.2: coordinates are as long as the curve's field.
    if x.len() != length || y.len() != length {
        return None;
    }
    let point = [&[4], x, y].concat();
    let key = ParsedPublicKey::new(parameters, point).ok()?;
    Some((algorithm, Arc::new(key)))
}

/// A platform's keys as they were fetched. Cloning one costs a counter.
#[derive(Debug, Clone)]
pub struct KeySet(Arc<[Key]>);

/// Why no key can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The set has several keys that fit: the token names none, or the platform gives one name to
    /// different ones.
    #[error("the platform has several keys that the token may be signed with")]
    Ambiguous,
    /// The key is there, but not for this algorithm.
    #[error("the platform's key is not for the token's algorithm")]
    Unfit,
    /// No key of this name.
    #[error("the platform has no such key")]
    Unknown,
}

impl KeyError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ambiguous => "key_ambiguous",
            Self::Unfit => "key_unfit",
            Self::Unknown => "key_unknown",
        }
    }
}

impl KeySet {
    /// Reads a set; keys that cannot be used are passed over. None if it is no key set at all.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let limits = strict_json::Limits {
            depth: 8,
            ..Default::default()
        };
        let set = strict_json::parse(bytes, limits).ok()?;
        let keys = set.get("keys")?.as_array()?;
        Some(Self(keys.iter().take(KEYS).filter_map(Key::read).collect()))
    }

    /// How many keys can be used.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no key can be used: a platform that publishes none cannot launch anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key for a token. Without an identifier only a set of one key leaves no doubt
    /// (OIDC 10.1); an identifier of several keys that fit leaves one, too.
    pub fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Result<&Key, KeyError> {
        let fits = |key: &&Key| key.parsed(algorithm).is_some();
        match id {
            Some(id) => {
                let mut named = self
                    .0
                    .iter()
                    .filter(|key| key.id.as_deref() == Some(id))
                    .peekable();
                if named.peek().is_none() {
                    return Err(KeyError::Unknown);
                }
                let mut fitting = named.filter(fits);
                let found = fitting.next().ok_or(KeyError::Unfit)?;
                if fitting.any(|other| other.numbers != found.numbers) {
                    return Err(KeyError::Ambiguous);
                }
                Ok(found)
            }
            None => match &*self.0 {
                [] => Err(KeyError::Unknown),
                [only] if fits(&only) => Ok(only),
                [_] => Err(KeyError::Unfit),
                _ => Err(KeyError::Ambiguous),
            },
        }
    }
}

/// A platform's keys and when they were fetched and asked for.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    keys: Option<KeySet>,
    tried_at: Option<Timestamp>,
    failed: bool,
    /// When as many fetches for unknown keys may come at once as ever, seconds since the epoch.
    full_at: i64,
}

impl Cache {
    /// Whether to fetch before a token with this key is checked: after an hour; for a key that is
    /// not known, or cannot be used, at once, but for a flood of them no more often than once a minute; and ten seconds
    /// after a fetch that failed.
    #[must_use]
    pub fn should_fetch(&self, id: Option<&str>, algorithm: Algorithm, now: Timestamp) -> bool {
        let Some(tried_at) = self.tried_at else {
            return true;
        };
        let now = now.as_second();
        let age = now - tried_at.as_second();
        // A clock that was set back must not keep old keys for ever.
        if !(0..FRESH_SECONDS).contains(&age) {
            return true;
        }
        let known = self
            .keys
            .as_ref()
            .is_some_and(|keys| keys.find(id, algorithm).is_ok());
        if known {
            false
        } else if self.failed {
            age >= FAILED_SECONDS
        } else {
            self.full_at - now <= (UNKNOWN_AT_ONCE - 1) * UNKNOWN_SECONDS
        }
    }

    /// Notes a fetch. When it failed the last good keys stay.
    pub fn fetched(&mut self, keys: Option<KeySet>, now: Timestamp) {
        let second = now.as_second();
        let since = self.tried_at.map(|tried| second - tried.as_second());
        self.full_at = match since {
            // Sooner than its hour it was for a key that is not known.
            Some(0..FRESH_SECONDS) => self.full_at.max(second) + UNKNOWN_SECONDS,
            // The first, one in its time, or a clock that was set.
            _ => second,
        };
        self.tried_at = Some(now);
        self.failed = keys.is_none();
        if keys.is_some() {
            self.keys = keys;
        }
    }

    /// The keys, as far as any were ever fetched.
    #[must_use]
    pub const fn keys(&self) -> Option<&KeySet> {
        self.keys.as_ref()
    }
}

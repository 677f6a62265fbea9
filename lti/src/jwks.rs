//! A platform's keys (RFC 7517): which one a token may be checked with, and when to fetch them
//! again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

/// Fewest bits of an RSA key.
const RSA_BITS: usize = 2048;
/// Most keys of a set that are looked at.
const KEYS: usize = 64;
/// A set is fetched again after this long.
const FRESH_SECONDS: i64 = 3600;
/// For a key that is not known the set is fetched no more often than this, so that made-up key
/// identifiers cannot make the tool flood the platform.
const UNKNOWN_SECONDS: i64 = 60;

/// A public key for signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    id: Option<String>,
    algorithm: Option<String>,
    material: Material,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Material {
    Rsa { n: String, e: String },
    Ec { curve: String, x: String, y: String },
}

impl Key {
    /// Reads a key; none for one that is not for signatures, too weak, or of another kind.
    fn read(key: &Value) -> Option<Self> {
        let text = |name: &str| key.get(name).and_then(Value::as_str).map(str::to_owned);
        if key.get("use").is_some_and(|usage| usage != "sig") {
            return None;
        }
        let operations = key.get("key_ops").and_then(Value::as_array);
        if operations.is_some_and(|list| !list.iter().any(|operation| operation == "verify")) {
            return None;
        }
        let material = match text("kty")?.as_str() {
            "RSA" => {
                let (n, e) = (text("n")?, text("e")?);
                let modulus = URL_SAFE_NO_PAD.decode(n.trim_end_matches('=')).ok()?;
                let leading = modulus.iter().take_while(|byte| **byte == 0).count();
                if (modulus.len() - leading) * 8 < RSA_BITS {
                    return None;
                }
                Material::Rsa { n, e }
            }
            "EC" => Material::Ec {
                curve: text("crv")?,
                x: text("x")?,
                y: text("y")?,
            },
            _ => return None,
        };
        Some(Self {
            id: text("kid"),
            algorithm: text("alg"),
            material,
        })
    }

    /// Whether the key may check a signature of this algorithm. A key without `alg` is legal and
    /// taken by its kind.
    fn fits(&self, algorithm: Algorithm) -> bool {
        let named = format!("{algorithm:?}");
        if self.algorithm.as_ref().is_some_and(|own| *own != named) {
            return false;
        }
        match (&self.material, algorithm) {
            (Material::Rsa { .. }, Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512) => true,
            (Material::Ec { curve, .. }, Algorithm::ES256) => curve == "P-256",
            (Material::Ec { curve, .. }, Algorithm::ES384) => curve == "P-384",
            _ => false,
        }
    }

    pub(crate) fn decoding(&self) -> Option<DecodingKey> {
        match &self.material {
            Material::Rsa { n, e } => DecodingKey::from_rsa_components(n, e).ok(),
            Material::Ec { x, y, .. } => DecodingKey::from_ec_components(x, y).ok(),
        }
    }
}

/// A platform's keys as they were fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeySet(Vec<Key>);

/// Why no key can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The token names no key and the set has several that fit.
    #[error("the token names no key, and the platform has several")]
    Ambiguous,
    /// The key is there, but not for this algorithm.
    #[error("the platform's key is not for the token's algorithm")]
    Unfit,
    /// No key of this name.
    #[error("the platform has no such key")]
    Unknown,
}

impl KeySet {
    /// Reads a set; keys that cannot be used are passed over. None if it is no key set at all.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let set = strict_json::parse(
            bytes,
            strict_json::Limits {
                depth: 8,
                ..Default::default()
            },
        )
        .ok()?;
        let keys = set.get("keys")?.as_array()?;
        Some(Self(keys.iter().take(KEYS).filter_map(Key::read).collect()))
    }

    /// The key for a token.
    pub fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Result<&Key, KeyError> {
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
                named.find(|key| key.fits(algorithm)).ok_or(KeyError::Unfit)
            }
            None => match self.0.as_slice() {
                [] => Err(KeyError::Unknown),
                [only] if only.fits(algorithm) => Ok(only),
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
}

impl Cache {
    /// Whether to fetch before a token with this key is checked.
    #[must_use]
    pub fn should_fetch(&self, id: Option<&str>, algorithm: Algorithm, now: Timestamp) -> bool {
        let Some(tried_at) = self.tried_at else {
            return true;
        };
        let age = now.as_second() - tried_at.as_second();
        let known = self
            .keys
            .as_ref()
            .is_some_and(|keys| !matches!(keys.find(id, algorithm), Err(KeyError::Unknown)));
        // A clock that was set back must not keep old keys for ever.
        age < 0
            || age
                >= if known {
                    FRESH_SECONDS
                } else {
                    UNKNOWN_SECONDS
                }
    }

    /// Notes a fetch. When it failed the last good keys stay.
    pub fn fetched(&mut self, keys: Option<KeySet>, now: Timestamp) {
        self.tried_at = Some(now);
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

//! The tool's own keys (SEC, key management): made, published, rotated, signed with.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Why a key cannot be made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ToolKeyError {
    /// The cryptographic library could make no pair.
    #[error("making a key pair failed")]
    Make,
    /// The stored private key is not one of RSA in PKCS #8.
    #[error("the stored private key cannot be read")]
    Read,
    /// The cryptographic library could not sign.
    #[error("signing failed")]
    Sign,
}

impl ToolKeyError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Make => "tool_key_make",
            Self::Read => "tool_key_read",
            Self::Sign => "tool_key_sign",
        }
    }
}

/// A pair of RSA keys with 2048 bits, for RS256: what every platform takes.
pub struct ToolKey {
    id: String,
    pair: RsaKeyPair,
}

impl fmt::Debug for ToolKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ToolKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl ToolKey {
    /// Makes a pair, which takes tens of milliseconds. The identifier is to be unique for ever:
    /// platforms cache keys by it.
    pub fn generate(id: impl Into<String>) -> Result<Self, ToolKeyError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| ToolKeyError::Make)?;
        Ok(Self {
            id: id.into(),
            pair,
        })
    }

    /// Reads a stored pair (PKCS #8, DER).
    pub fn from_pkcs8(id: impl Into<String>, pkcs8: &[u8]) -> Result<Self, ToolKeyError> {
        let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| ToolKeyError::Read)?;
        Ok(Self {
            id: id.into(),
            pair,
        })
    }

    /// The pair to be stored, sealed (PKCS #8, DER).
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, ToolKeyError> {
        let private: Pkcs8V1Der<'_> = self.pair.as_der().map_err(|_| ToolKeyError::Make)?;
        Ok(private.as_ref().to_vec())
    }

    /// The identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public key as it is published (RFC 7517). Nothing of the private one is in it.
    #[must_use]
    pub fn public_jwk(&self) -> Value {
        let public = self.pair.public_key();
        json!({
            "kty": "RSA",
            "kid": self.id,
            "alg": "RS256",
            "use": "sig",
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }

    /// Signs claims as a compact token with `alg`, `kid` and `typ` in its header (RFC 7515).
    pub fn sign(&self, claims: &Value) -> Result<String, ToolKeyError> {
        let header = json!({ "alg": "RS256", "kid": self.id, "typ": "JWT" });
        let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims.to_string(), &mut token);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                token.as_bytes(),
                &mut signature,
            )
            .map_err(|_| ToolKeyError::Sign)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

/// The set to publish: public keys as [`ToolKey::public_jwk`] made them.
#[must_use]
pub fn key_set(public_keys: &[Value]) -> Value {
    json!({ "keys": public_keys })
}

/// A key as rotation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// The key's identifier.
    pub id: String,
    /// When it was made, and published.
    pub created_at: Timestamp,
}

/// When keys take over from each other, so that no platform meets a key that it cannot know: a new
/// one is published before it signs, an old one stays published after it has signed for the last
/// time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotation {
    /// A new key signs when it has been published for this long, in seconds: at least the longest
    /// time that a platform keeps a key set.
    pub lead_seconds: i64,
    /// A key may be dropped when its successor has signed for this long, in seconds: at least the
    /// life of anything signed with it.
    pub overlap_seconds: i64,
}

impl Default for Rotation {
    /// One day each.
    fn default() -> Self {
        Self {
            lead_seconds: 86_400,
            overlap_seconds: 86_400,
        }
    }
}

impl Rotation {
    /// The key to sign with: the newest that has been published long enough. The first key of all
    /// has no predecessor and signs at once. None if there is no key.
    #[must_use]
    pub fn signing<'g>(&self, keys: &'g [Generation], now: Timestamp) -> Option<&'g Generation> {
        keys.iter()
            .filter(|key| self.signs_since(key) <= now.as_second())
            .max_by_key(|key| (key.created_at, &key.id))
            .or_else(|| keys.iter().min_by_key(|key| (key.created_at, &key.id)))
    }

    /// The keys to publish.
    #[must_use]
    pub fn published<'g>(&self, keys: &'g [Generation], now: Timestamp) -> Vec<&'g Generation> {
        let gone = self.droppable(keys, now);
        keys.iter().filter(|key| !gone.contains(key)).collect()
    }

    /// The keys that may be dropped.
    #[must_use]
    pub fn droppable<'g>(&self, keys: &'g [Generation], now: Timestamp) -> Vec<&'g Generation> {
        let succeeded = |key: &&Generation| {
            keys.iter().any(|other| {
                other.created_at > key.created_at
                    && self.signs_since(other).saturating_add(self.overlap_seconds)
                        <= now.as_second()
            })
        };
        keys.iter().filter(succeeded).collect()
    }

    /// Whether a new key is due when each is to sign for `every` seconds.
    #[must_use]
    pub fn is_due(&self, keys: &[Generation], every: i64, now: Timestamp) -> bool {
        let newest = keys.iter().map(|key| key.created_at.as_second()).max();
        newest.is_none_or(|newest| now.as_second() - newest >= every)
    }

    fn signs_since(self, key: &Generation) -> i64 {
        key.created_at.as_second().saturating_add(self.lead_seconds)
    }
}

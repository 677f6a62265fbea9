//! Compact JSON Web Signatures (RFC 7515), as strictly as LTI wants them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::jwks::Key;

/// Longest token that is looked at, in bytes.
const LONGEST: usize = 64 * 1024;
/// Deepest nesting of a payload.
const DEPTH: usize = 16;
/// Longest key identifier, in bytes.
const KEY_ID: usize = 512;

/// The signature algorithms that the 1EdTech Security Framework approves of (SEC 5.1.3 and its
/// list of approved algorithms). All of them are asymmetric: `none` and shared secrets have no
/// value here to be confused with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256; the one that every platform has.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
}

impl Algorithm {
    /// Every algorithm that is taken.
    pub const ALL: [Self; 6] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
    ];

    /// The name in a header or key (RFC 7518, 3.1).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    /// Reads a name, which is case-sensitive.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// Why a token is not a signature that can be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// The algorithm is not among those that are taken, `none` and shared secrets first of all.
    #[error("the token's algorithm is not accepted")]
    Algorithm,
    /// The header names extensions that must be understood.
    #[error("the token's header demands extensions")]
    Critical,
    /// It is not base64url, or not JSON, or repeats a key.
    #[error("the token's {0} is malformed")]
    Malformed(&'static str),
    /// It has not three parts.
    #[error("the token has not three parts")]
    Parts,
    /// The signature is not that of the key.
    #[error("the token's signature is wrong")]
    Signature,
    /// It is longer than 64 KiB.
    #[error("the token is too long")]
    TooLong,
}

impl JwsError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Algorithm => "token_algorithm",
            Self::Critical => "token_critical",
            Self::Malformed(_) => "token_malformed",
            Self::Parts => "token_parts",
            Self::Signature => "token_signature",
            Self::TooLong => "token_too_long",
        }
    }
}

/// A token whose signature has still to be checked. Its claims are out of reach until then.
#[derive(Debug)]
pub struct Unverified<'t> {
    algorithm: Algorithm,
    key_id: Option<String>,
    signed: &'t str,
    signature: &'t str,
    payload: &'t str,
}

impl<'t> Unverified<'t> {
    /// Reads the parts and the header.
    pub fn parse(token: &'t str) -> Result<Self, JwsError> {
        if token.len() > LONGEST {
            return Err(JwsError::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(JwsError::Parts)?;
        let (header, payload) = signed.split_once('.').ok_or(JwsError::Parts)?;
        if payload.contains('.') {
            return Err(JwsError::Parts);
        }
        let header = object(header, "header")?;
        if header.contains_key("crit") {
            return Err(JwsError::Critical);
        }
        let name = header
            .get("alg")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let algorithm = Algorithm::named(name).ok_or(JwsError::Algorithm)?;
        let key_id = match header.get("kid") {
            None => None,
            Some(Value::String(id)) if id.len() <= KEY_ID => Some(id.clone()),
            Some(_) => return Err(JwsError::Malformed("header")),
        };
        // jku, jwk, x5u and x5c name keys of the sender's choice: they are not even read.
        Ok(Self {
            algorithm,
            key_id,
            signed,
            signature,
            payload,
        })
    }

    /// The key that the header names.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Who claims to have signed it: tells whose keys to check it with, and nothing else.
    #[must_use]
    pub fn claimed_issuer(&self) -> Option<String> {
        match object(self.payload, "payload").ok()?.remove("iss")? {
            Value::String(issuer) => Some(issuer),
            _ => None,
        }
    }

    /// Checks the signature and hands out the claims.
    pub fn verify(&self, key: &Key) -> Result<Map<String, Value>, JwsError> {
        let signature = URL_SAFE_NO_PAD
            .decode(self.signature)
            .map_err(|_| JwsError::Malformed("signature"))?;
        if !key.has_signed(self.algorithm, self.signed.as_bytes(), &signature) {
            return Err(JwsError::Signature);
        }
        object(self.payload, "payload")
    }
}

fn object(part: &str, what: &'static str) -> Result<Map<String, Value>, JwsError> {
    let bytes = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| JwsError::Malformed(what))?;
    let limits = strict_json::Limits {
        depth: DEPTH,
        ..Default::default()
    };
    match strict_json::parse(&bytes, limits) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(JwsError::Malformed(what)),
    }
}

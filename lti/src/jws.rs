//! Compact JSON Web Signatures (RFC 7515), as strictly as LTI wants them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::{Map, Value};

use crate::jwks::Key;

/// Longest token that is looked at, in bytes.
const LONGEST: usize = 64 * 1024;
/// Deepest nesting of a payload.
const DEPTH: usize = 16;
/// Longest key identifier, in bytes.
const KEY_ID: usize = 512;

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

/// A token whose signature has still to be checked. Its claims are out of reach until then.
#[derive(Debug)]
pub struct Unverified<'t> {
    algorithm: Algorithm,
    key_id: Option<String>,
    signed: &'t str,
    signature: &'t str,
    payload: &'t str,
}

/// Algorithms of the 1EdTech Security Framework (SEC 5.1.3) that are taken.
fn algorithm(name: &str) -> Option<Algorithm> {
    Some(match name {
        "RS256" => Algorithm::RS256,
        "RS384" => Algorithm::RS384,
        "RS512" => Algorithm::RS512,
        "ES256" => Algorithm::ES256,
        "ES384" => Algorithm::ES384,
        _ => return None,
    })
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
        let algorithm = algorithm(name).ok_or(JwsError::Algorithm)?;
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
        let decoding: DecodingKey = key.decoding().ok_or(JwsError::Signature)?;
        let sound = crypto::verify(
            self.signature,
            self.signed.as_bytes(),
            &decoding,
            self.algorithm,
        );
        if !matches!(sound, Ok(true)) {
            return Err(JwsError::Signature);
        }
        object(self.payload, "payload")
    }
}

fn object(part: &str, what: &'static str) -> Result<Map<String, Value>, JwsError> {
    let bytes = URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| JwsError::Malformed(what))?;
    match strict_json::parse(
        &bytes,
        strict_json::Limits {
            depth: DEPTH,
            ..Default::default()
        },
    ) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(JwsError::Malformed(what)),
    }
}

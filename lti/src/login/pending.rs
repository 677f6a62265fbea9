//! A login on its way, and the proof that its answer comes from the browser that began it.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;

use super::LIFE_SECONDS;

pub(super) fn sha256(secret: &str) -> Vec<u8> {
    digest(&SHA256, secret.as_bytes()).as_ref().to_vec()
}

/// A login that the platform has still to answer. Keep it under its state, where every instance of
/// the tool can take it out once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The platform's issuer.
    pub issuer: String,
    /// The tool's client identifier.
    pub client_id: String,
    /// Where the launch is to end.
    pub target_link_uri: String,
    /// Must come back in the ID token.
    pub nonce: String,
    /// SHA-256 of the secret in the browser's cookie.
    pub browser_sha256: Vec<u8>,
    /// SHA-256 of the secret in the platform's storage, where that way was offered.
    pub storage_sha256: Option<Vec<u8>>,
    /// When it began.
    pub created_at: Timestamp,
}

/// What shows that the answer comes from the browser that began: without it a stranger could sign
/// somebody in as somebody else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Proof<'s> {
    /// The cookie's value.
    Cookie(&'s str),
    /// The value that the page got back from the platform's storage ([`crate::storage`]).
    Storage(&'s str),
}

/// Why an answer is not taken for this login's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The login is too old, or the clock was set back.
    #[error("the login took too long")]
    Expired,
    /// The secret is not the one that this login gave to the browser.
    #[error("the login was begun in another browser")]
    Foreign,
    /// The login did not offer the platform's storage.
    #[error("the login did not offer the platform's storage")]
    NotOffered,
}

impl ProofError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Expired => "login_expired",
            Self::Foreign => "browser",
            Self::NotOffered => "storage_not_offered",
        }
    }
}

/// A login of which the browser is proven. Nothing else can be launched with, so a session without
/// a proof cannot be written by mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven(Pending);

impl Proven {
    /// The login.
    #[must_use]
    pub const fn pending(&self) -> &Pending {
        &self.0
    }
}

impl Pending {
    /// Whether it is worth while to ask the page for what the platform stored, when the cookie has
    /// not come.
    #[must_use]
    pub const fn offers_storage(&self) -> bool {
        self.storage_sha256.is_some()
    }

    /// Whether it is too late for an answer. A clock that was set back is no excuse.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        let age = now.as_second() - self.created_at.as_second();
        !(0..LIFE_SECONDS).contains(&age)
    }

    /// Takes a proof, compared in constant time.
    pub fn prove(self, proof: Proof<'_>, now: Timestamp) -> Result<Proven, ProofError> {
        if self.is_expired(now) {
            return Err(ProofError::Expired);
        }
        let (given, kept) = match proof {
            Proof::Cookie(secret) => (secret, &self.browser_sha256),
            Proof::Storage(secret) => {
                let kept = self.storage_sha256.as_ref();
                (secret, kept.ok_or(ProofError::NotOffered)?)
            }
        };
        if verify_slices_are_equal(&sha256(given), kept).is_err() {
            return Err(ProofError::Foreign);
        }
        Ok(Proven(self))
    }
}

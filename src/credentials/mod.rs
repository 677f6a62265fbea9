//! Who may call: API keys with a secret of 256 random bits (shown once, kept as a digest), and
//! access tokens of the organisation's identity providers.
//!
//! A credential has scopes, an authority that vouches for what is written with it, and optionally
//! a rate and the home pages of the accounts it may write about. Several keys may share one
//! authority: they are of one application.

mod authentication;
mod bearer;
mod caller;
pub mod erasing;
mod scope;
mod store;

pub use authentication::{Authenticator, Peer};
pub use bearer::Issuers;
pub use caller::{Caller, CallerSlot};
pub use scope::Scope;
pub use store::{Listed, all, by_key};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::audit::{self, Act, AuditError, Author, Change};
use crate::profiles::Check;
use crate::seal::{SealError, random_secret, sha256};
use crate::store::{Db, StoreError, Tx};

/// A credential as it is checked.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Identifier of the row.
    pub id: Uuid,
    /// What it was made for.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The authority of statements written with it, as JSON text.
    pub authority: String,
    /// SHA-256 of the secret.
    pub secret_sha256: Vec<u8>,
    /// Not valid from this moment on.
    pub expires_at: Option<i64>,
    /// Revoked at this moment.
    pub revoked_at: Option<i64>,
    /// Most requests in a minute.
    pub requests_per_minute: Option<u32>,
    /// Home pages of the accounts that it may write about; empty: of all agents.
    pub home_pages: Vec<String>,
    /// Whether its statements are checked against profiles.
    pub profile_check: Check,
}

impl Credential {
    /// Whether it may be used at `now`.
    #[must_use]
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none()
            && self
                .expires_at
                .is_none_or(|expiry| now.as_microsecond() < expiry)
    }
}

/// A new pair; the secret is not to be had again.
#[derive(Debug)]
pub struct Pair {
    /// The Basic user name.
    pub key: String,
    /// The Basic password.
    pub secret: String,
}

/// What a new credential is to be.
#[derive(Debug, Clone, Default)]
pub struct NewCredential {
    /// What it is for, such as the app's name.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Not valid from this moment on.
    pub expires_at: Option<Timestamp>,
    /// Most requests in a minute.
    pub requests_per_minute: Option<u32>,
    /// Home pages of the accounts that it may write about; empty: of all agents.
    pub home_pages: Vec<String>,
    /// Whether its statements are checked against profiles.
    pub profile_check: Check,
    /// The key of the same application whose authority it shares.
    pub beside: Option<String>,
}

/// Why a credential could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// No random numbers.
    #[error("making a secret")]
    Seal(#[from] SealError),
    /// The database refused.
    #[error("storing the credential")]
    Store(#[from] StoreError),
    /// The audit log refused.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The key that it was to replace or to stand beside is not in force.
    #[error("there is no key {0:?} in force")]
    Unknown(String),
}

/// Makes a credential. `home_page` is the system its authority account lives on.
pub async fn create(
    db: &Db,
    new: &NewCredential,
    home_page: &str,
    by: &Author,
    now: Timestamp,
) -> Result<Pair, CredentialError> {
    let authority = match &new.beside {
        Some(key) => Some(in_force(db, key, now).await?.authority),
        None => None,
    };
    let mut tx = db.write().await?;
    let pair = add(&mut tx, new, authority, home_page, now).await?;
    let change = Change::to(&pair.key, in_words(new));
    audit::record(&mut tx, by, Act::KeyMade, change, now).await?;
    tx.commit().await?;
    Ok(pair)
}

/// What a key is for and may do.
fn in_words(new: &NewCredential) -> String {
    let scopes: Vec<String> = new.scopes.iter().map(ToString::to_string).collect();
    format!("{}: {}", new.label, scopes.join(", "))
}

/// Makes a key that takes the place of another: with the same scopes, limits and authority. The
/// old one works on for `overlap`, so that the app can change over.
pub async fn rotate(
    db: &Db,
    key: &str,
    overlap: SignedDuration,
    by: &Author,
    now: Timestamp,
) -> Result<Pair, CredentialError> {
    let old = in_force(db, key, now).await?;
    let new = NewCredential {
        label: old.label,
        scopes: old.scopes,
        expires_at: None,
        requests_per_minute: old.requests_per_minute,
        home_pages: old.home_pages,
        profile_check: old.profile_check,
        beside: None,
    };
    let mut tx = db.write().await?;
    let pair = add(&mut tx, &new, Some(old.authority), "", now).await?;
    let ends = now.saturating_add(overlap).unwrap_or(Timestamp::MAX);
    store::expire(&mut tx, key, ends).await?;
    let change = Change::to(&pair.key, in_words(&new)).from(key);
    audit::record(&mut tx, by, Act::KeyReplaced, change, now).await?;
    tx.commit().await?;
    Ok(pair)
}

/// Revokes a credential; false if there is none in force with this key.
pub async fn revoke(
    db: &Db,
    key: &str,
    by: &Author,
    now: Timestamp,
) -> Result<bool, CredentialError> {
    let mut tx = db.write().await?;
    let revoked = store::revoke(&mut tx, key, now).await?;
    if revoked {
        let change = Change::to(key, "revoked").from("in force");
        audit::record(&mut tx, by, Act::KeyRevoked, change, now).await?;
    }
    tx.commit().await?;
    Ok(revoked)
}

async fn in_force(db: &Db, key: &str, now: Timestamp) -> Result<Credential, CredentialError> {
    by_key(db, key)
        .await?
        .filter(|credential| credential.in_force(now))
        .ok_or_else(|| CredentialError::Unknown(key.to_owned()))
}

async fn add(
    tx: &mut Tx,
    new: &NewCredential,
    authority: Option<String>,
    home_page: &str,
    now: Timestamp,
) -> Result<Pair, CredentialError> {
    let id = Uuid::now_v7();
    let pair = Pair {
        key: format!("key-{}", id.simple()),
        secret: random_secret()?,
    };
    let own = || -> Value {
        json!({
            "objectType": "Agent",
            "name": new.label,
            "account": { "homePage": home_page, "name": pair.key }
        })
    };
    let authority = authority.unwrap_or_else(|| own().to_string());
    let secret = sha256(pair.secret.as_bytes());
    store::insert(tx, id, &pair.key, &secret, new, &authority, now).await?;
    Ok(pair)
}

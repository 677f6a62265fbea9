//! API keys: a public key and a secret of 256 random bits, shown once and kept as a digest.

mod authentication;

pub use authentication::{Authenticator, Caller, Peer};

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::seal::{SealError, random_secret, sha256};
use crate::store::{Db, StoreError, execute, fetch_all, fetch_optional, sql};

sql! {
    INSERT = "INSERT INTO credential (id, label, key, secret_sha256, scopes, authority,
                  created_at, expires_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    BY_KEY = "SELECT id, label, secret_sha256, scopes, authority, expires_at, revoked_at
              FROM credential WHERE key = $1";
    ALL = "SELECT key, label, scopes, created_at, expires_at, revoked_at, last_used_at
           FROM credential ORDER BY created_at, key";
    USED = "UPDATE credential SET last_used_at = $2 WHERE id = $1";
    REVOKE = "UPDATE credential SET revoked_at = $2 WHERE key = $1 AND revoked_at IS NULL";
}

/// What a credential may do (xAPI 1.0.3, Communication 4.2 names the standard ones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Everything.
    All,
    /// Read everything.
    AllRead,
    /// Change what is known of activities.
    Define,
    /// Read and write profiles.
    Profile,
    /// Read what groups and people have come to: our own, for the organisation's systems.
    ReportsRead,
    /// Read and write state.
    State,
    /// Read all statements.
    StatementsRead,
    /// Read the statements written with the same authority.
    StatementsReadMine,
    /// Write statements.
    StatementsWrite,
}

impl Scope {
    const NAMES: [(Self, &'static str); 9] = [
        (Self::All, "all"),
        (Self::AllRead, "all/read"),
        (Self::Define, "define"),
        (Self::Profile, "profile"),
        (Self::ReportsRead, "reports/read"),
        (Self::State, "state"),
        (Self::StatementsRead, "statements/read"),
        (Self::StatementsReadMine, "statements/read/mine"),
        (Self::StatementsWrite, "statements/write"),
    ];
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES
            .iter()
            .find(|(scope, _)| scope == self)
            .map_or("", |(_, name)| name);
        formatter.write_str(name)
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::NAMES
            .iter()
            .find(|(_, name)| *name == text)
            .map(|(scope, _)| *scope)
            .ok_or_else(|| {
                let known: Vec<&str> = Self::NAMES.iter().map(|(_, name)| *name).collect();
                format!("there is no scope {text:?}; known are {}", known.join(", "))
            })
    }
}

/// A credential as it is checked.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Identifier of the row.
    pub id: Uuid,
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

    /// Whether one of `scopes` was granted.
    #[must_use]
    pub fn allows(&self, scopes: &[Scope]) -> bool {
        self.scopes.iter().any(|scope| scopes.contains(scope))
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

/// A credential as a list shows it.
#[derive(Debug, sqlx::FromRow)]
pub struct Listed {
    /// The Basic user name.
    pub key: String,
    /// What it was made for.
    pub label: String,
    /// Scopes, separated by blanks.
    pub scopes: String,
    /// Microseconds since the epoch.
    pub created_at: i64,
    /// Microseconds since the epoch.
    pub expires_at: Option<i64>,
    /// Microseconds since the epoch.
    pub revoked_at: Option<i64>,
    /// Microseconds since the epoch, to the minute.
    pub last_used_at: Option<i64>,
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
}

/// Makes a credential. `home_page` is the system its authority account lives on.
pub async fn create(
    db: &Db,
    label: &str,
    scopes: &[Scope],
    home_page: &str,
    now: Timestamp,
    expires_at: Option<Timestamp>,
) -> Result<Pair, CredentialError> {
    let id = Uuid::now_v7();
    let pair = Pair {
        key: format!("key-{}", id.simple()),
        secret: random_secret()?,
    };
    let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
    let authority: Value = json!({
        "objectType": "Agent",
        "name": label,
        "account": { "homePage": home_page, "name": pair.key }
    });
    let mut tx = db.write().await?;
    execute!(
        tx,
        INSERT,
        id,
        label,
        &pair.key,
        sha256(pair.secret.as_bytes()),
        scopes.join(" "),
        authority.to_string(),
        now.as_microsecond(),
        expires_at.map(Timestamp::as_microsecond)
    )?;
    tx.commit().await?;
    Ok(pair)
}

/// The credential with a key, in force or not.
pub async fn by_key(db: &Db, key: &str) -> Result<Option<Credential>, StoreError> {
    type Row = (
        Uuid,
        String,
        Vec<u8>,
        String,
        String,
        Option<i64>,
        Option<i64>,
    );
    let mut tx = db.read().await?;
    let row = fetch_optional!(tx, BY_KEY as Row, key)?;
    Ok(row.map(
        |(id, _label, secret_sha256, scopes, authority, expires_at, revoked_at)| {
            // A scope that a later version wrote and this one does not know grants nothing.
            let scopes = scopes
                .split(' ')
                .filter_map(|scope| scope.parse().ok())
                .collect();
            Credential {
                id,
                scopes,
                authority,
                secret_sha256,
                expires_at,
                revoked_at,
            }
        },
    ))
}

/// All credentials, oldest first.
pub async fn all(db: &Db) -> Result<Vec<Listed>, StoreError> {
    let mut tx = db.read().await?;
    fetch_all!(tx, ALL as Listed)
}

/// Notes that a credential was used.
pub async fn used(db: &Db, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    execute!(tx, USED, id, now.as_microsecond())?;
    tx.commit().await
}

/// Revokes a credential; false if there is none in force with this key.
pub async fn revoke(db: &Db, key: &str, now: Timestamp) -> Result<bool, StoreError> {
    let mut tx = db.write().await?;
    let changed = execute!(tx, REVOKE, key, now.as_microsecond())?;
    tx.commit().await?;
    Ok(changed > 0)
}

//! All SQL of the credentials table.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Credential, NewCredential};
use crate::profiles::Check;
use crate::store::{Db, StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    INSERT = "INSERT INTO credential (id, label, key, secret_sha256, scopes, authority,
                  created_at, expires_at, requests_per_minute, home_pages, profile_check)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    BY_KEY = "SELECT id, label, secret_sha256, scopes, authority, expires_at, revoked_at,
                  requests_per_minute, home_pages, profile_check
              FROM credential WHERE key = $1";
    ALL = "SELECT key, label, scopes, created_at, expires_at, revoked_at, last_used_at,
               requests_per_minute, home_pages, profile_check
           FROM credential ORDER BY created_at, key";
    USED = "UPDATE credential SET last_used_at = $2 WHERE id = $1";
    REVOKE = "UPDATE credential SET revoked_at = $2 WHERE key = $1 AND revoked_at IS NULL";
    EXPIRE = "UPDATE credential SET expires_at = $2
              WHERE key = $1 AND (expires_at IS NULL OR expires_at > $2)";
}

/// A credential as a list shows it.
#[derive(Debug, serde::Serialize, sqlx::FromRow)]
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
    /// Most requests in a minute.
    pub requests_per_minute: Option<i64>,
    /// Home pages of the accounts it may write about, separated by blanks.
    pub home_pages: String,
    /// Whether its statements are checked against profiles: 0 off, 1 report, 2 refuse.
    pub profile_check: i64,
}

impl Listed {
    /// Whether it may be used at `now`.
    #[must_use]
    pub fn in_force(&self, now: Timestamp) -> bool {
        let expired = self
            .expires_at
            .is_some_and(|expiry| now.as_microsecond() >= expiry);
        self.revoked_at.is_none() && !expired
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    label: String,
    secret_sha256: Vec<u8>,
    scopes: String,
    authority: String,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    requests_per_minute: Option<i64>,
    home_pages: String,
    profile_check: i64,
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    key: &str,
    secret_sha256: &[u8],
    new: &NewCredential,
    authority: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scopes: Vec<String> = new.scopes.iter().map(ToString::to_string).collect();
    execute!(
        tx,
        INSERT,
        id,
        &new.label,
        key,
        secret_sha256,
        scopes.join(" "),
        authority,
        now.as_microsecond(),
        new.expires_at.map(Timestamp::as_microsecond),
        new.requests_per_minute.map(i64::from),
        new.home_pages.join(" "),
        new.profile_check.code()
    )?;
    Ok(())
}

/// The credential with a key, in force or not.
pub async fn by_key(db: &Db, key: &str) -> Result<Option<Credential>, StoreError> {
    let mut tx = db.read().await?;
    let row = fetch_optional!(tx, BY_KEY as Row, key)?;
    Ok(row.map(|row| Credential {
        id: row.id,
        label: row.label,
        // A scope that a later version wrote and this one does not know grants nothing.
        scopes: row
            .scopes
            .split(' ')
            .filter_map(|scope| scope.parse().ok())
            .collect(),
        authority: row.authority,
        secret_sha256: row.secret_sha256,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        requests_per_minute: row
            .requests_per_minute
            .and_then(|limit| limit.try_into().ok()),
        home_pages: row
            .home_pages
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        // A kind of check that a later version wrote is stricter than none.
        profile_check: Check::from_code(row.profile_check).unwrap_or(Check::Report),
    }))
}

/// All credentials, oldest first.
pub async fn all(db: &Db) -> Result<Vec<Listed>, StoreError> {
    let mut tx = db.read().await?;
    fetch_all!(tx, ALL as Listed)
}

/// Notes that a credential was used.
pub(super) async fn used(db: &Db, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    execute!(tx, USED, id, now.as_microsecond())?;
    tx.commit().await
}

/// Revokes a credential; false if there is none in force with this key.
pub(super) async fn revoke(tx: &mut Tx, key: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, REVOKE, key, now.as_microsecond())? > 0)
}

/// Lets a credential end at a moment, if it does not end earlier.
pub(super) async fn expire(tx: &mut Tx, key: &str, at: Timestamp) -> Result<(), StoreError> {
    execute!(tx, EXPIRE, key, at.as_microsecond())?;
    Ok(())
}

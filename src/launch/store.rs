//! All SQL of logins under way and of what has been used.

use jiff::Timestamp;
use lti::login::Pending;
use uuid::Uuid;

use crate::people::PersonId;
use crate::platforms::Platform;
use crate::seal::sha256;
use crate::store::{StoreError, Tx, execute, fetch_optional, sql};

sql! {
    ADD_PENDING = "INSERT INTO pending_login (state_sha256, platform, target_link_uri, nonce,
                       browser_sha256, storage_sha256, storage_target, initiation, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    PENDING = "SELECT platform, target_link_uri, nonce, browser_sha256, storage_sha256,
                   storage_target, initiation, created_at
               FROM pending_login WHERE state_sha256 = $1";
    TAKE_PENDING = "DELETE FROM pending_login WHERE state_sha256 = $1
                    RETURNING platform, target_link_uri, nonce, browser_sha256, storage_sha256,
                        storage_target, initiation, created_at";
    DROP_PENDING = "DELETE FROM pending_login WHERE created_at < $1";
    CROWDED = "SELECT created_at, platform FROM pending_login ORDER BY created_at LIMIT 1 OFFSET $1";
    USE_NONCE = "INSERT INTO used_nonce (platform, nonce_sha256, remember_until)
                 VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1";
    ADD_CHOICE = "INSERT INTO content_choice
                      (id, platform, deployment_id, person, settings_sealed, created_at)
                  VALUES ($1, $2, $3, $4, $5, $6)";
    CHOICE = "SELECT id, platform, deployment_id, person, settings_sealed, created_at
              FROM content_choice WHERE id = $1";
    TAKE_CHOICE = "DELETE FROM content_choice WHERE id = $1 RETURNING 1";
    DROP_CHOICES = "DELETE FROM content_choice WHERE created_at < $1";
    FORGET_NONCES = "DELETE FROM used_nonce WHERE remember_until < $1";
}

/// Most logins under way: ten minutes of 80 in a second. Beyond, somebody floods us.
const MOST: i64 = 50_000;

/// A login as it stands in the database.
#[derive(sqlx::FromRow)]
pub(super) struct PendingRow {
    pub(super) platform: Uuid,
    target_link_uri: String,
    nonce: String,
    browser_sha256: Vec<u8>,
    storage_sha256: Option<Vec<u8>>,
    pub(super) storage_target: Option<String>,
    /// The parameters that began it.
    pub(super) initiation: String,
    created_at: i64,
}

impl PendingRow {
    /// What the protocol needs of it.
    pub(super) fn pending(self, platform: &Platform) -> Pending {
        Pending {
            issuer: platform.issuer.clone(),
            client_id: platform.client_id.clone(),
            target_link_uri: self.target_link_uri,
            nonce: self.nonce,
            browser_sha256: self.browser_sha256,
            storage_sha256: self.storage_sha256,
            created_at: Timestamp::from_microsecond(self.created_at).unwrap_or(Timestamp::MIN),
        }
    }

    pub(super) const fn offers_storage(&self) -> bool {
        self.storage_sha256.is_some()
    }
}

/// Remembers a login, and forgets those that are too old to be answered. Not remembered, and false,
/// if there are far too many.
pub(super) async fn add_pending(
    tx: &mut Tx,
    state: &str,
    platform: Uuid,
    pending: &Pending,
    storage_target: Option<&str>,
    initiation: &str,
) -> Result<bool, StoreError> {
    let created = pending.created_at.as_microsecond();
    let oldest = created - lti::login::LIFE_SECONDS * 1_000_000;
    execute!(tx, DROP_PENDING, oldest)?;
    if fetch_optional!(tx, CROWDED as (i64, Uuid), MOST)?.is_some() {
        return Ok(false);
    }
    execute!(
        tx,
        ADD_PENDING,
        &sha256(state.as_bytes()),
        platform,
        &pending.target_link_uri,
        &pending.nonce,
        &pending.browser_sha256,
        pending.storage_sha256.as_deref(),
        storage_target,
        initiation,
        created
    )?;
    Ok(true)
}

/// A login, which stays.
pub(super) async fn pending(tx: &mut Tx, state: &str) -> Result<Option<PendingRow>, StoreError> {
    fetch_optional!(tx, PENDING as PendingRow, &sha256(state.as_bytes()))
}

/// Takes a login: it works once.
pub(super) async fn take_pending(
    tx: &mut Tx,
    state: &str,
) -> Result<Option<PendingRow>, StoreError> {
    fetch_optional!(tx, TAKE_PENDING as PendingRow, &sha256(state.as_bytes()))
}

/// Uses a nonce, on whichever instance its token arrives. Whether it was not used before.
pub(super) async fn use_nonce(
    tx: &mut Tx,
    platform: Uuid,
    nonce: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    execute!(tx, FORGET_NONCES, now.as_microsecond())?;
    let nonce = sha256(nonce.as_bytes());
    let until = until.as_microsecond();
    Ok(fetch_optional!(tx, USE_NONCE as (i32,), platform, &nonce, until)?.is_some())
}

/// Content that somebody is choosing, as it stands in the database.
#[derive(sqlx::FromRow)]
pub(super) struct ChoiceRow {
    pub(super) id: Uuid,
    pub(super) platform: Uuid,
    pub(super) deployment_id: String,
    pub(super) person: PersonId,
    pub(super) settings_sealed: Vec<u8>,
    pub(super) created_at: i64,
}

/// Keeps a choice, and forgets those from before `oldest`.
pub(super) async fn add_choice(
    tx: &mut Tx,
    row: &ChoiceRow,
    oldest: i64,
) -> Result<(), StoreError> {
    execute!(tx, DROP_CHOICES, oldest)?;
    execute!(
        tx,
        ADD_CHOICE,
        row.id,
        row.platform,
        &row.deployment_id,
        row.person,
        &row.settings_sealed,
        row.created_at
    )?;
    Ok(())
}

/// A choice, which stays.
pub(super) async fn choice(tx: &mut Tx, id: Uuid) -> Result<Option<ChoiceRow>, StoreError> {
    fetch_optional!(tx, CHOICE as ChoiceRow, id)
}

/// Takes a choice: it is answered once. Whether it was there.
pub(super) async fn take_choice(tx: &mut Tx, id: Uuid) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, TAKE_CHOICE as (i32,), id)?.is_some())
}

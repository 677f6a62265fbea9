//! All SQL of logins under way and of what has been used.

use jiff::Timestamp;
use lti::login::Pending;
use uuid::Uuid;

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
    CROWDED = "SELECT created_at FROM pending_login WHERE created_at >= $1
               ORDER BY created_at DESC LIMIT 1 OFFSET $2";
    USE_NONCE = "INSERT INTO used_nonce (platform, nonce_sha256, remember_until)
                 VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1";
    FORGET_NONCES = "DELETE FROM used_nonce WHERE remember_until < $1";
}

/// Most logins under way: ten minutes of 80 in a second. Beyond, somebody floods us, and the oldest
/// make room. To refuse instead would let whoever sends 84 a second keep everybody out, whereas a
/// login that takes two seconds outlives a flood of 20,000 a second.
const MOST: i64 = 50_000;
/// How many stay when room is made, so that it is not made anew for each login.
const KEPT: i64 = 45_000;

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

/// Remembers a login, and forgets those that are too old to be answered, as well as the oldest
/// when there are far too many; how many of the latter.
pub(super) async fn add_pending(
    tx: &mut Tx,
    state: &str,
    platform: Uuid,
    pending: &Pending,
    storage_target: Option<&str>,
    initiation: &str,
) -> Result<u64, StoreError> {
    let created = pending.created_at.as_microsecond();
    let oldest = created - lti::login::LIFE_SECONDS * 1_000_000;
    execute!(tx, DROP_PENDING, oldest)?;
    let mut pushed_out = 0;
    if fetch_optional!(tx, CROWDED as (i64,), oldest, MOST - 1)?.is_some()
        && let Some((from,)) = fetch_optional!(tx, CROWDED as (i64,), oldest, KEPT - 1)?
    {
        pushed_out = execute!(tx, DROP_PENDING, from)?;
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
    Ok(pushed_out)
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

//! All SQL of our own key pairs.

use uuid::Uuid;

use crate::store::{StoreError, Tx, execute, fetch_all, sql};

sql! {
    SHARED_KEYS = "SELECT id, public_jwk, private_sealed, created_at FROM tool_key
                   WHERE platform IS NULL ORDER BY created_at, id";
    OWN_KEYS = "SELECT id, public_jwk, private_sealed, created_at FROM tool_key
                WHERE platform = $1 ORDER BY created_at, id";
    EVERY_KEY = "SELECT id, public_jwk, private_sealed, created_at FROM tool_key
                 ORDER BY created_at, id";
    ADD_KEY = "INSERT INTO tool_key (id, platform, public_jwk, private_sealed, created_at)
               VALUES ($1, $2, $3, $4, $5)";
    DROP_KEY = "DELETE FROM tool_key WHERE id = $1";
}

/// A key pair as it stands in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::platforms) struct KeyRow {
    pub(in crate::platforms) id: String,
    pub(in crate::platforms) public_jwk: String,
    pub(in crate::platforms) private_sealed: Vec<u8>,
    pub(in crate::platforms) created_at: i64,
}

/// Key pairs of one platform, or those that all share, the oldest first.
pub(in crate::platforms) async fn key_rows(
    tx: &mut Tx,
    platform: Option<Uuid>,
) -> Result<Vec<KeyRow>, StoreError> {
    match platform {
        Some(platform) => fetch_all!(tx, OWN_KEYS as KeyRow, platform),
        None => fetch_all!(tx, SHARED_KEYS as KeyRow),
    }
}

/// Every key pair.
pub(in crate::platforms) async fn every_key(tx: &mut Tx) -> Result<Vec<KeyRow>, StoreError> {
    fetch_all!(tx, EVERY_KEY as KeyRow)
}

pub(in crate::platforms) async fn add_key(
    tx: &mut Tx,
    platform: Option<Uuid>,
    key: &KeyRow,
) -> Result<(), StoreError> {
    execute!(
        tx,
        ADD_KEY,
        &key.id,
        platform,
        &key.public_jwk,
        &key.private_sealed,
        key.created_at
    )?;
    Ok(())
}

pub(in crate::platforms) async fn drop_key(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    execute!(tx, DROP_KEY, id)?;
    Ok(())
}

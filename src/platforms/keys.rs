//! Our own key pairs: shared by all platforms, or of one platform alone.
//!
//! A new pair is published a day before it signs, and an old one stays published a day after it has
//! signed for the last time (`lti::tool_keys::Rotation`): every instance decides alike, from what
//! stands in the database.

use jiff::Timestamp;
use lti::tool_keys::{Generation, Rotation, ToolKey, key_set};
use serde_json::Value;
use uuid::Uuid;

use super::store::{self, KeyRow};
use crate::audit::{self, Act, AuditError, Author, Change};
use crate::seal::{MasterKey, SealError};
use crate::store::{Db, StoreError, Tx};

/// What our private keys are sealed for.
const PURPOSE: &str = "lti-tool-key";

/// Why our own keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ToolKeyError {
    /// Making or reading a key failed.
    #[error("making or reading a key pair")]
    Key(#[from] lti::tool_keys::ToolKeyError),
    /// A stored public key is not JSON: the database was changed from outside.
    #[error("reading a stored key")]
    Json(#[from] serde_json::Error),
    /// Sealing or opening failed.
    #[error("sealing or opening a private key")]
    Seal(#[from] SealError),
    /// The database refused.
    #[error("storing a key pair")]
    Store(#[from] StoreError),
    /// The audit log refused.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// A pair as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its identifier.
    pub id: String,
    /// When it was made.
    pub created_at: i64,
    /// Whether it signs now.
    pub signs: bool,
}

fn generations(rows: &[KeyRow]) -> Vec<Generation> {
    let time = |at: i64| Timestamp::from_microsecond(at).unwrap_or(Timestamp::MIN);
    rows.iter()
        .map(|row| Generation {
            id: row.id.clone(),
            created_at: time(row.created_at),
        })
        .collect()
}

/// Our public keys as a JWK set, those of all platforms together; the first call makes the first
/// shared pair.
pub async fn published(db: &Db, key: &MasterKey, now: Timestamp) -> Result<Value, ToolKeyError> {
    let mut tx = db.read().await?;
    let mut rows = store::every_key(&mut tx).await?;
    drop(tx);
    if rows.is_empty() {
        ensure(db, key, None, now).await?;
        let mut tx = db.read().await?;
        rows = store::every_key(&mut tx).await?;
    }
    let keys: Result<Vec<Value>, _> = rows
        .iter()
        .map(|row| serde_json::from_str(&row.public_jwk))
        .collect();
    Ok(key_set(&keys?))
}

/// The key to sign with for a platform (`None`: those that share), made if there is none.
pub async fn signing(
    db: &Db,
    key: &MasterKey,
    platform: Option<Uuid>,
    now: Timestamp,
) -> Result<ToolKey, ToolKeyError> {
    let rows = ensure(db, key, platform, now).await?;
    let generations = generations(&rows);
    let chosen = Rotation::default().signing(&generations, now);
    let row = rows
        .iter()
        .find(|row| chosen.is_some_and(|chosen| chosen.id == row.id))
        .ok_or(lti::tool_keys::ToolKeyError::Read)?;
    let private = key.open(PURPOSE, &row.private_sealed)?;
    Ok(ToolKey::from_pkcs8(row.id.clone(), &private)?)
}

/// The pairs as administrators see them, the oldest first.
pub async fn listed(
    tx: &mut Tx,
    platform: Option<Uuid>,
    now: Timestamp,
) -> Result<Vec<Listed>, StoreError> {
    let rows = store::key_rows(tx, platform).await?;
    let generations = generations(&rows);
    let chosen = Rotation::default().signing(&generations, now);
    Ok(rows
        .iter()
        .map(|row| Listed {
            id: row.id.clone(),
            created_at: row.created_at,
            signs: chosen.is_some_and(|chosen| chosen.id == row.id),
        })
        .collect())
}

/// Makes a new pair, which signs after a day, and drops those that nothing is checked with any
/// more. Returns the new one's identifier.
pub async fn rotate(
    db: &Db,
    key: &MasterKey,
    platform: Option<Uuid>,
    by: &Author,
    now: Timestamp,
) -> Result<String, ToolKeyError> {
    let new = make(key, now).await?;
    let mut tx = db.write().await?;
    let rows = store::key_rows(&mut tx, platform).await?;
    for gone in Rotation::default().droppable(&generations(&rows), now) {
        store::drop_key(&mut tx, &gone.id).await?;
    }
    store::add_key(&mut tx, platform, &new).await?;
    let whose = platform.map_or_else(|| "shared".to_owned(), |id| id.to_string());
    let change = Change::to(whose, format!("new key pair {}", new.id));
    audit::record(&mut tx, by, Act::PlatformKeyRotated, change, now).await?;
    tx.commit().await?;
    Ok(new.id)
}

/// The pairs, of which one is made if there is none.
async fn ensure(
    db: &Db,
    key: &MasterKey,
    platform: Option<Uuid>,
    now: Timestamp,
) -> Result<Vec<KeyRow>, ToolKeyError> {
    let mut tx = db.read().await?;
    let rows = store::key_rows(&mut tx, platform).await?;
    drop(tx);
    if !rows.is_empty() {
        return Ok(rows);
    }
    let new = make(key, now).await?;
    let mut tx = db.write().await?;
    // Another request or instance may have been first: its pair is the one.
    let mut rows = store::key_rows(&mut tx, platform).await?;
    if rows.is_empty() {
        store::add_key(&mut tx, platform, &new).await?;
        tx.commit().await?;
        rows.push(new);
    }
    Ok(rows)
}

/// A new pair, made where it keeps no other work waiting.
async fn make(key: &MasterKey, now: Timestamp) -> Result<KeyRow, ToolKeyError> {
    let made = tokio::task::spawn_blocking(|| {
        let key = ToolKey::generate(Uuid::new_v4().to_string())?;
        let private = key.to_pkcs8()?;
        Ok::<_, lti::tool_keys::ToolKeyError>((key, private))
    });
    let (pair, private) = made
        .await
        .map_err(|_| lti::tool_keys::ToolKeyError::Make)??;
    Ok(KeyRow {
        id: pair.id().to_owned(),
        public_jwk: pair.public_jwk().to_string(),
        private_sealed: key.seal(PURPOSE, &private)?,
        created_at: now.as_microsecond(),
    })
}

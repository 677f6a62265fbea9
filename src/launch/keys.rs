//! Our own keys.

use lti::tool_keys::{ToolKey, key_set};
use uuid::Uuid;

use super::store;
use crate::seal::SealError;
use crate::state::App;
use crate::store::StoreError;

/// What our private keys are sealed for.
const PURPOSE: &str = "lti-tool-key";

/// Why our own keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ToolKeyError {
    /// Making a key failed.
    #[error("making a key pair")]
    Make(#[from] lti::tool_keys::ToolKeyError),
    /// A stored public key is not JSON: the database was changed from outside.
    #[error("reading a stored key")]
    Json(#[from] serde_json::Error),
    /// Sealing failed.
    #[error("sealing a private key")]
    Seal(#[from] SealError),
    /// The database refused.
    #[error("storing a key pair")]
    Store(#[from] StoreError),
}

/// Our public keys as a JWK set; the first call makes the first pair.
pub(super) async fn published(app: &App) -> Result<serde_json::Value, ToolKeyError> {
    let mut tx = app.db.read().await?;
    let mut keys = store::public_keys(&mut tx).await?;
    drop(tx);
    if keys.is_empty() {
        let (id, public, private) = tokio::task::spawn_blocking(make)
            .await
            .map_err(|_| lti::tool_keys::ToolKeyError::Make)??;
        let sealed = app.key.seal(PURPOSE, &private)?;
        let mut tx = app.db.write().await?;
        // Another request or instance may have been first: its key is the one.
        keys = store::public_keys(&mut tx).await?;
        if keys.is_empty() {
            let now = app.clock.now().as_microsecond();
            store::add_key(&mut tx, &id, &public, &sealed, now).await?;
            tx.commit().await?;
            keys = vec![public];
        }
    }
    let keys: Result<Vec<serde_json::Value>, _> =
        keys.iter().map(|key| serde_json::from_str(key)).collect();
    Ok(key_set(&keys?))
}

/// A new pair: identifier, public JWK, private key in PKCS #8.
fn make() -> Result<(String, String, Vec<u8>), lti::tool_keys::ToolKeyError> {
    let key = ToolKey::generate(Uuid::new_v4().to_string())?;
    let private = key.to_pkcs8()?;
    Ok((key.id().to_owned(), key.public_jwk().to_string(), private))
}

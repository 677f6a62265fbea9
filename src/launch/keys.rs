//! Our own keys.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
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
    Make(#[from] aws_lc_rs::error::Unspecified),
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
            .map_err(|_| aws_lc_rs::error::Unspecified)??;
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
    Ok(json!({ "keys": keys? }))
}

/// A new pair: identifier, public JWK, private key in PKCS #8.
fn make() -> Result<(String, String, Vec<u8>), aws_lc_rs::error::Unspecified> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let id = Uuid::new_v4().to_string();
    let public = pair.public_key();
    let jwk = json!({
        "kty": "RSA",
        "kid": id,
        "alg": "RS256",
        "use": "sig",
        "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
    });
    let private: Pkcs8V1Der<'_> = pair.as_der()?;
    Ok((id, jwk.to_string(), private.as_ref().to_vec()))
}

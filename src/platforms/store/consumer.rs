//! All SQL of registrations of LTI 1.1.

use uuid::Uuid;

use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    ADD_CONSUMER = "INSERT INTO platform_consumer
                        (platform, consumer_key, secret_sealed, account_home_page)
                    VALUES ($1, $2, $3, $4)
                    ON CONFLICT (platform, consumer_key) DO UPDATE
                    SET secret_sealed = $3, account_home_page = $4";
    CONSUMERS = "SELECT consumer_key, secret_sealed, account_home_page FROM platform_consumer
                 WHERE platform = $1 ORDER BY consumer_key";
    REMOVE_CONSUMER = "DELETE FROM platform_consumer WHERE platform = $1 AND consumer_key = $2
                       RETURNING 1";
}

/// A registration of LTI 1.1 that a platform comes from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Consumer {
    /// Its key.
    pub consumer_key: String,
    /// Its secret, sealed.
    pub secret_sealed: Vec<u8>,
    /// The home page of the accounts that statements of that time name.
    pub account_home_page: String,
}

/// Makes a registration of LTI 1.1 known.
pub async fn add_consumer(
    tx: &mut Tx,
    platform: Uuid,
    key: &str,
    sealed: &[u8],
    home_page: &str,
) -> Result<(), StoreError> {
    execute!(tx, ADD_CONSUMER, platform, key, sealed, home_page)?;
    Ok(())
}

/// The registrations of LTI 1.1 that a platform comes from.
pub async fn consumers(tx: &mut Tx, platform: Uuid) -> Result<Vec<Consumer>, StoreError> {
    fetch_all!(tx, CONSUMERS as Consumer, platform)
}

/// Forgets a registration of LTI 1.1. Whether there was one.
pub async fn remove_consumer(tx: &mut Tx, platform: Uuid, key: &str) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, REMOVE_CONSUMER as (i32,), platform, key)?.is_some())
}

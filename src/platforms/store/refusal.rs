//! All SQL of refused launches.

use jiff::Timestamp;
use uuid::Uuid;

use crate::store::{StoreError, Tx, execute, fetch_all, sql};

sql! {
    REFUSE = "INSERT INTO launch_refusal (id, platform, at, rule, detail) VALUES ($1, $2, $3, $4, $5)";
    FORGET_REFUSALS = "DELETE FROM launch_refusal WHERE platform = $1 AND at < (
                           SELECT at FROM launch_refusal WHERE platform = $1
                           ORDER BY at DESC LIMIT 1 OFFSET 199)";
    REFUSALS = "SELECT at, rule, detail FROM launch_refusal WHERE platform = $1
                ORDER BY at DESC LIMIT $2";
}

/// A refused launch.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Refusal {
    /// When, microseconds since the epoch.
    pub at: i64,
    /// The rule.
    pub rule: String,
    /// What was wrong, in a sentence without personal data.
    pub detail: String,
}

/// Keeps a refused launch; of each platform the latest 200 stay.
pub async fn refuse(
    tx: &mut Tx,
    platform: Uuid,
    rule: &str,
    detail: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        REFUSE,
        Uuid::now_v7(),
        platform,
        now.as_microsecond(),
        rule,
        detail
    )?;
    execute!(tx, FORGET_REFUSALS, platform)?;
    Ok(())
}

/// A platform's refused launches, the latest first.
pub async fn refusals(tx: &mut Tx, platform: Uuid, limit: i64) -> Result<Vec<Refusal>, StoreError> {
    fetch_all!(tx, REFUSALS as Refusal, platform, limit)
}

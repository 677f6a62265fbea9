//! All SQL of the table of reports.

use sqlx::FromRow;

use super::period::Period;
use crate::store::{StoreError, Tx, execute, fetch_all, sql};

sql! {
    ADD = "INSERT INTO report (period, first_day, last_day, body, made_at)
           VALUES ($1, $2, $3, $4, $5) ON CONFLICT (period) DO NOTHING";
    /// Periods are at least a month long, so few overlap.
    OVERLAPPING = "SELECT period, body, made_at FROM report
                   WHERE first_day <= $2 AND last_day >= $1 ORDER BY first_day";
    LIST = "SELECT period, '' AS body, made_at FROM report ORDER BY first_day DESC";
    REMOVE = "DELETE FROM report WHERE period = $1";
}

/// A report that is kept.
#[derive(Debug, Clone, FromRow)]
pub struct Kept {
    /// Its period.
    pub period: String,
    pub(super) body: String,
    /// When it was worked out, microseconds since the epoch.
    pub made_at: i64,
}

pub(super) async fn add(
    tx: &mut Tx,
    period: Period,
    body: &str,
    now: i64,
) -> Result<(), StoreError> {
    let (first, last) = (period.first(), period.last());
    execute!(tx, ADD, period.to_string(), first, last, body, now)?;
    Ok(())
}

/// Reports that tell of days between two, both included.
pub(super) async fn overlapping(
    tx: &mut Tx,
    first: i64,
    last: i64,
) -> Result<Vec<Kept>, StoreError> {
    fetch_all!(tx, OVERLAPPING as Kept, first, last)
}

pub(super) async fn list(tx: &mut Tx) -> Result<Vec<Kept>, StoreError> {
    fetch_all!(tx, LIST as Kept)
}

/// Whether there was one.
pub(super) async fn remove(tx: &mut Tx, period: &str) -> Result<bool, StoreError> {
    Ok(execute!(tx, REMOVE, period)? > 0)
}

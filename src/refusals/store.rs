//! All SQL of the refusals table.

use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;

use super::Refusal;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, list, sql};

sql! {
    INSERT = {
        sqlite: "INSERT INTO refusal (at, caller, request, method, path, status, problem, detail,
                     faults)
                 SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5,
                     value->>6, value->>7, value->>8 FROM json_each($1)",
        postgres: "INSERT INTO refusal (at, caller, request, method, path, status, problem, detail,
                       faults)
                   SELECT (r->>0)::bigint, r->>1, r->>2, r->>3, r->>4, (r->>5)::bigint, r->>6,
                       r->>7, r->>8 FROM jsonb_array_elements($1::jsonb) AS r",
    };
    TRIM = "DELETE FROM refusal WHERE caller = $1 AND id <=
                (SELECT id FROM refusal WHERE caller = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)";
    LATEST = "SELECT id, at, caller, request, method, path, status, problem, detail, faults
              FROM refusal WHERE id < $1 ORDER BY id DESC LIMIT $2";
    COUNT_BEFORE = "SELECT count(*) FROM refusal WHERE at < $1";
    FORGET_BEFORE = "DELETE FROM refusal WHERE id IN (
                         SELECT id FROM refusal WHERE at < $1 ORDER BY at LIMIT $2)";
    COUNT_OF = "SELECT count(*), max(at) FROM refusal WHERE caller = $1 AND at >= $2";
    LATEST_OF = "SELECT id, at, caller, request, method, path, status, problem, detail, faults
                 FROM refusal WHERE caller = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
}

/// A refusal as it was kept.
#[derive(Debug, Clone, FromRow, Serialize)]
pub struct Listed {
    /// Rises with time.
    pub id: i64,
    /// When, microseconds since the epoch.
    pub at: i64,
    /// What the caller is known by.
    pub caller: String,
    /// The request's identifier.
    pub request: String,
    /// The HTTP method.
    pub method: String,
    /// The address without its query.
    pub path: String,
    /// The HTTP status.
    pub status: i64,
    /// The kind of problem.
    pub problem: String,
    /// What the answer said.
    pub detail: String,
    /// Each fault's place, rule and remedy, as a JSON list.
    pub faults: String,
}

pub(super) async fn insert(tx: &mut Tx, refusals: &[Refusal]) -> Result<(), StoreError> {
    // PostgreSQL's text has no U+0000.
    let clean = |text: &str| text.replace('\0', "\u{FFFD}");
    let rows = list(refusals.iter().map(|it| {
        json!([
            it.at,
            clean(&it.caller),
            clean(&it.request),
            it.method,
            clean(&it.path),
            it.status,
            it.problem,
            clean(&it.detail),
            it.faults
        ])
    }));
    execute!(tx, INSERT, rows)?;
    Ok(())
}

/// Leaves the latest `kept` of a caller.
pub(super) async fn trim(tx: &mut Tx, caller: &str, kept: i64) -> Result<(), StoreError> {
    execute!(tx, TRIM, caller, kept)?;
    Ok(())
}

/// The latest refusals before `before` (all: [`i64::MAX`]), newest first.
pub async fn latest(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<Listed>, StoreError> {
    fetch_all!(tx, LATEST as Listed, before, limit)
}

/// The same of one caller.
pub async fn latest_of(
    tx: &mut Tx,
    caller: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    fetch_all!(tx, LATEST_OF as Listed, caller, before, limit)
}

/// How many requests of a caller were refused since a moment, of those that are kept; and when the
/// last was, microseconds since the epoch.
pub async fn count_of(
    tx: &mut Tx,
    caller: &str,
    since: i64,
) -> Result<(i64, Option<i64>), StoreError> {
    fetch_one!(tx, COUNT_OF as (i64, Option<i64>), caller, since)
}

/// How many refusals are kept from before a moment.
pub async fn count_before(tx: &mut Tx, before: jiff::Timestamp) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, COUNT_BEFORE as (i64,), before.as_microsecond())?.0)
}

/// Removes at most `limit` refusals from before a moment; how many there were.
pub async fn forget_before(
    tx: &mut Tx,
    before: jiff::Timestamp,
    limit: i64,
) -> Result<i64, StoreError> {
    let gone = execute!(tx, FORGET_BEFORE, before.as_microsecond(), limit)?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}

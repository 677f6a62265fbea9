//! All SQL of the rulebook.

use jiff::Timestamp;

use crate::store::{StoreError, Tx, coded, fetch_all, fetch_one, fetch_optional, sql};

sql! {
    ADD = "INSERT INTO ruling (kind, number, document, reason, decided_by, decided_at)
           SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 FROM ruling WHERE kind = $1
           RETURNING number";
    IN_FORCE = "SELECT number, document, reason, decided_by, decided_at FROM ruling
                WHERE kind = $1 ORDER BY number DESC LIMIT 1";
    FIND = "SELECT number, document, reason, decided_by, decided_at FROM ruling
            WHERE kind = $1 AND number = $2";
    LIST = "SELECT number, document, reason, decided_by, decided_at FROM ruling
            WHERE kind = $1 ORDER BY number DESC";
}

coded! {
    /// What is decided about.
    pub enum Kind {
        /// What verbs and types mean, before the shipped rules.
        Vocabulary = 1 "vocabulary",
        /// The numbers of progress, engagement and group health.
        RuleSet = 2 "rules",
    }
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ruling {
    /// Its number among those of its kind, from 1 on.
    pub number: i64,
    /// The document; none goes back to what is shipped.
    pub document: Option<String>,
    /// Why it was decided.
    pub reason: String,
    /// Who decided.
    pub decided_by: String,
    /// When, microseconds since the epoch.
    pub decided_at: i64,
}

/// Puts a document in force, or (`document` none) what is shipped; returns its number.
pub async fn add(
    tx: &mut Tx,
    kind: Kind,
    document: Option<&str>,
    reason: &str,
    by: &str,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let at = now.as_microsecond();
    let (number,) = fetch_one!(tx, ADD as (i64,), kind.code(), document, reason, by, at)?;
    Ok(number)
}

/// The latest decision; none where what is shipped was never changed.
pub async fn in_force(tx: &mut Tx, kind: Kind) -> Result<Option<Ruling>, StoreError> {
    fetch_optional!(tx, IN_FORCE as Ruling, kind.code())
}

/// A decision by number.
pub async fn find(tx: &mut Tx, kind: Kind, number: i64) -> Result<Option<Ruling>, StoreError> {
    fetch_optional!(tx, FIND as Ruling, kind.code(), number)
}

/// Every decision of a kind, the latest first.
pub async fn list_all(tx: &mut Tx, kind: Kind) -> Result<Vec<Ruling>, StoreError> {
    fetch_all!(tx, LIST as Ruling, kind.code())
}

//! All SQL of merges.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::MergeError;
use crate::alerts::MovedAlerts;
use crate::coaching::MovedRecords;
use crate::groups::MovedRoles;
use crate::people::{MovedIdentifiers, PersonId};
use crate::restrictions::MovedRestrictions;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    ADD = "INSERT INTO person_merge (id, kept, merged, moved, reason, decided_by, decided_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)";
    IS_MERGED = "SELECT 1 FROM person_merge WHERE merged = $1 AND undone_at IS NULL";
    STANDING = "SELECT id, kept, merged, reason, decided_by, decided_at, undone_at, moved
                FROM person_merge WHERE id = $1 AND undone_at IS NULL";
    UNDO = "UPDATE person_merge SET undone_at = $2 WHERE id = $1";
    LIST = "SELECT id, kept, merged, reason, decided_by, decided_at, undone_at FROM person_merge
            ORDER BY id DESC LIMIT $1";
}

/// A merge of two persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Merge {
    /// Its identifier.
    pub id: Uuid,
    /// Who both are now.
    pub kept: PersonId,
    /// Who is part of them.
    pub merged: PersonId,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub decided_by: String,
    /// When, microseconds since the epoch.
    pub decided_at: i64,
    /// When it was undone.
    pub undone_at: Option<i64>,
}

/// What a merge moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Moved {
    pub(super) identifiers: MovedIdentifiers,
    pub(super) roles: MovedRoles,
    pub(super) places: Vec<(Uuid, String)>,
    #[serde(default)]
    pub(super) records: MovedRecords,
    #[serde(default)]
    pub(super) alerts: MovedAlerts,
    #[serde(default)]
    pub(super) restrictions: MovedRestrictions,
}

#[derive(sqlx::FromRow)]
struct Standing {
    #[sqlx(flatten)]
    merge: Merge,
    moved: String,
}

pub(super) async fn add(
    tx: &mut Tx,
    id: Uuid,
    (kept, merged): (PersonId, PersonId),
    moved: &Moved,
    (reason, by): (&str, &str),
    now: Timestamp,
) -> Result<(), MergeError> {
    let moved = serde_json::to_string(moved)?;
    execute!(
        tx,
        ADD,
        id,
        kept,
        merged,
        &moved,
        reason,
        by,
        now.as_microsecond()
    )?;
    Ok(())
}

/// Whether a person is part of another now.
pub async fn is_merged(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, IS_MERGED as (i32,), person)?.is_some())
}

/// A merge that was not undone, with what it moved.
pub(super) async fn standing(tx: &mut Tx, id: Uuid) -> Result<Option<(Merge, Moved)>, MergeError> {
    let Some(found) = fetch_optional!(tx, STANDING as Standing, id)? else {
        return Ok(None);
    };
    Ok(Some((found.merge, serde_json::from_str(&found.moved)?)))
}

pub(super) async fn undo(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, UNDO, id, now.as_microsecond())?;
    Ok(())
}

/// At most `limit` merges, the latest first.
pub async fn list_all(tx: &mut Tx, limit: i64) -> Result<Vec<Merge>, StoreError> {
    fetch_all!(tx, LIST as Merge, limit)
}

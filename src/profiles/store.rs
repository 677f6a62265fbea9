//! All SQL of the profiles table.

use jiff::Timestamp;
use sqlx::FromRow;

use super::Compiled;
use crate::store::{Db, StoreError, Tx, execute, fetch_all, fetch_one, sql};

sql! {
    ADD = "INSERT INTO xapi_profile (iri, version, document, changed_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (iri) DO UPDATE SET version = excluded.version,
               document = excluded.document, changed_at = excluded.changed_at";
    REMOVE = "DELETE FROM xapi_profile WHERE iri = $1";
    ALL = "SELECT iri, version, changed_at FROM xapi_profile ORDER BY iri";
    DOCUMENTS = "SELECT document FROM xapi_profile ORDER BY iri";
    STATE = "SELECT count(*), max(changed_at) FROM xapi_profile";
}

/// A profile as a list shows it.
#[derive(Debug, FromRow, serde::Serialize)]
pub struct Listed {
    /// The profile's IRI.
    pub iri: String,
    /// Its version's IRI.
    pub version: String,
    /// When it was added or replaced, microseconds since the epoch.
    pub changed_at: i64,
}

/// How many profiles there are, and when one was last changed: different after every change.
pub(super) type State = (i64, Option<i64>);

pub(super) async fn state(tx: &mut Tx) -> Result<State, StoreError> {
    fetch_one!(tx, STATE as State)
}

pub(super) async fn documents(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let rows = fetch_all!(tx, DOCUMENTS as (String,))?;
    Ok(rows.into_iter().map(|(document,)| document).collect())
}

/// Adds a profile, or puts it in the place of an earlier version.
pub async fn add(
    db: &Db,
    compiled: &Compiled,
    document: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    let at = now.as_microsecond();
    execute!(tx, ADD, &compiled.id, &compiled.version, document, at)?;
    tx.commit().await
}

/// Removes a profile; false if there is none with this IRI.
pub async fn remove(db: &Db, iri: &str) -> Result<bool, StoreError> {
    let mut tx = db.write().await?;
    let removed = execute!(tx, REMOVE, iri)?;
    tx.commit().await?;
    Ok(removed > 0)
}

/// All profiles.
pub async fn all(db: &Db) -> Result<Vec<Listed>, StoreError> {
    let mut tx = db.read().await?;
    fetch_all!(tx, ALL as Listed)
}

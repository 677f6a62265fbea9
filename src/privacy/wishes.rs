//! Wishes of people to be erased: asked for by themselves, answered by an administrator. A wish that
//! is granted goes with the person.

use jiff::Timestamp;
use uuid::Uuid;

use crate::people::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

/// Longest reason or answer, in characters.
pub const LONGEST: usize = 2000;

sql! {
    ADD = "INSERT INTO erasure_wish (id, person, asked_at, reason) VALUES ($1, $2, $3, $4)";
    OPEN_OF = "SELECT id, person, asked_at, reason, answer, answered_at FROM erasure_wish
               WHERE person = $1 AND answered_at IS NULL LIMIT 1";
    LATEST_OF = "SELECT id, person, asked_at, reason, answer, answered_at FROM erasure_wish
                 WHERE person = $1 ORDER BY asked_at DESC LIMIT 1";
    OPEN = "SELECT id, person, asked_at, reason, answer, answered_at FROM erasure_wish
            WHERE answered_at IS NULL ORDER BY asked_at LIMIT $1";
    ANSWER = "UPDATE erasure_wish SET answer = $2, answered_at = $3
              WHERE id = $1 AND answered_at IS NULL";
    WITHDRAW = "DELETE FROM erasure_wish WHERE person = $1 AND answered_at IS NULL";
}

/// A wish to be erased.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Wish {
    /// Its identifier.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// When, microseconds since the epoch.
    pub asked_at: i64,
    /// What they say of it; may be empty.
    pub reason: String,
    /// Why it was not granted, if it was not.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<i64>,
}

/// Notes a wish; one that is open already stays as it is.
pub async fn wish(
    tx: &mut Tx,
    person: PersonId,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    if fetch_optional!(tx, OPEN_OF as Wish, person)?.is_none() {
        execute!(
            tx,
            ADD,
            Uuid::now_v7(),
            person,
            now.as_microsecond(),
            reason
        )?;
    }
    Ok(())
}

/// Takes an open wish back.
pub async fn withdraw(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    execute!(tx, WITHDRAW, person)?;
    Ok(())
}

/// A person's latest wish.
pub async fn latest_wish(tx: &mut Tx, person: PersonId) -> Result<Option<Wish>, StoreError> {
    fetch_optional!(tx, LATEST_OF as Wish, person)
}

/// At most `limit` wishes without an answer, the oldest first.
pub async fn open_wishes(tx: &mut Tx, limit: i64) -> Result<Vec<Wish>, StoreError> {
    fetch_all!(tx, OPEN as Wish, limit)
}

/// Says why a wish is not granted; whether it was still open.
pub async fn decline(
    tx: &mut Tx,
    wish: Uuid,
    answer: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, ANSWER, wish, answer, now.as_microsecond())? == 1)
}

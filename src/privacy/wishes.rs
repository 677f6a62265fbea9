//! Wishes of people to be erased: asked for by themselves, answered by an administrator. A wish that
//! is granted goes with the person.

use jiff::Timestamp;
use uuid::Uuid;

use crate::audit::{self, Act, AuditError, Author, Change};
use crate::message::Message;
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

/// A reason as it is kept, or what is wrong with it.
pub fn reason(said: &str) -> Result<String, Message> {
    let reason = said.trim();
    if reason.chars().count() > LONGEST {
        return Err(Message::new("refused-reason").with("most", LONGEST as i64));
    }
    Ok(reason.replace('\0', "\u{FFFD}"))
}

/// An answer as it is kept, or what is wrong with it.
pub fn answer(said: &str) -> Result<String, Message> {
    let answer = said.trim();
    if answer.is_empty() || answer.chars().count() > LONGEST {
        return Err(Message::new("refused-answer").with("most", LONGEST as i64));
    }
    Ok(answer.replace('\0', "\u{FFFD}"))
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

/// Whether a person has a wish that waits for an answer.
pub(super) async fn waits(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, OPEN_OF as Wish, person)?.is_some())
}

/// At most `limit` wishes without an answer, the oldest first.
pub async fn open_wishes(tx: &mut Tx, limit: i64) -> Result<Vec<Wish>, StoreError> {
    fetch_all!(tx, OPEN as Wish, limit)
}

/// Says why a wish is not granted, and writes it to the audit log; whether it was still open.
pub async fn decline(
    tx: &mut Tx,
    wish: Uuid,
    answer: &str,
    by: &Author,
    now: Timestamp,
) -> Result<bool, AuditError> {
    if execute!(tx, ANSWER, wish, answer, now.as_microsecond())? != 1 {
        return Ok(false);
    }
    let change = Change::to(wish, "declined");
    audit::record(tx, by, Act::ErasureDeclined, change, now).await?;
    Ok(true)
}

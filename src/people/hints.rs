//! All SQL of hints: what platforms say of somebody without vouching for it.

use jiff::Timestamp;
use uuid::Uuid;

use super::PersonId;
use crate::store::{StoreError, Tx, coded, execute, fetch_all, sql};

sql! {
    NOTE_HINT = "INSERT INTO person_hint (id, person, kind, value, noted_at)
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    HINTS = "SELECT id, person, kind, value FROM person_hint WHERE id > $1 ORDER BY id LIMIT $2";
}

/// Longest value that is kept.
const LONGEST: usize = 200;

coded! {
    /// What a hint tells.
    pub enum Hint {
        /// An e-mail address.
        Email = 1 "email",
        /// The identifier of a student information system.
        SourcedId = 2 "sourced_id",
        /// The name somebody signs in with.
        Username = 3 "username",
    }
}

/// Keeps what a platform said of a person, in lower case; what is empty or long is left out.
pub async fn note_hint(
    tx: &mut Tx,
    person: PersonId,
    hint: Hint,
    value: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let value = value.trim().to_lowercase();
    if value.is_empty() || value.chars().count() > LONGEST || value.contains('\0') {
        return Ok(());
    }
    let at = now.as_microsecond();
    execute!(
        tx,
        NOTE_HINT,
        Uuid::now_v7(),
        person,
        hint.code(),
        &value,
        at
    )?;
    Ok(())
}

/// At most `limit` hints after one of them.
pub(super) async fn hints(
    tx: &mut Tx,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, PersonId, i64, String)>, StoreError> {
    fetch_all!(tx, HINTS as (Uuid, PersonId, i64, String), after, limit)
}

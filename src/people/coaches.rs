//! All SQL of who is known as a coach: by the identity provider at their last sign-in, or by an
//! administrator.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_all, id_list, sql};

sql! {
    KNOWN = {
        sqlite: "SELECT DISTINCT person FROM known_coach
                 WHERE person IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT DISTINCT person FROM known_coach
                   WHERE person IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    NOTE = "INSERT INTO known_coach (person, reason, since) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING";
    FORGET = "DELETE FROM known_coach WHERE person = $1 AND reason = $2";
}

/// Who says that somebody is a coach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoachBy {
    /// An administrator.
    Administrator,
    /// The role that they signed in with last.
    SignIn,
}

impl CoachBy {
    const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::SignIn => "sign_in",
        }
    }
}

/// Notes that somebody is a coach, or is no longer one.
pub async fn note_coach(
    tx: &mut Tx,
    person: PersonId,
    by: CoachBy,
    is: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    if is {
        execute!(tx, NOTE, person, by.word(), now.as_microsecond())?;
    } else {
        execute!(tx, FORGET, person, by.word())?;
    }
    Ok(())
}

/// Which of some persons are known as coaches.
pub async fn known_coaches(
    tx: &mut Tx,
    among: &BTreeSet<PersonId>,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let ids = id_list(among);
    let rows = fetch_all!(tx, KNOWN as (PersonId,), &ids)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

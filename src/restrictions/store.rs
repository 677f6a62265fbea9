//! All SQL of the table of restrictions.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Ground, State, Use};
use crate::people::PersonId;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

/// The columns of a row.
macro_rules! columns {
    () => {
        "id, person, purpose, ground, words, asked_at, by_letter, state, holds, granted, answer,
         answered_at, notice, told_at, ends_at, over_at"
    };
}

sql! {
    ADD = "INSERT INTO restriction (id, person, purpose, ground, words, asked_at, by_letter, state,
               holds, granted, answer, answered_at, notice, told_at, ends_at, over_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    PUT = "UPDATE restriction SET state = $2, holds = $3, granted = $4, answer = $5,
               answered_at = $6, notice = $7, told_at = $8, ends_at = $9, over_at = $10
           WHERE id = $1";
    ONE = concat!("SELECT ", columns!(), " FROM restriction WHERE id = $1");
    OF_PERSON = concat!("SELECT ", columns!(), " FROM restriction WHERE person = $1
                         ORDER BY asked_at DESC, id DESC");
    STANDING_FOR = concat!("SELECT ", columns!(), " FROM restriction
                            WHERE person = $1 AND purpose = $2 AND over_at IS NULL
                            ORDER BY asked_at LIMIT 1");
    STANDING = concat!("SELECT ", columns!(), " FROM restriction WHERE over_at IS NULL
                        ORDER BY asked_at, id LIMIT $1");
    DUE = concat!("SELECT ", columns!(), " FROM restriction
                   WHERE state = 3 AND ends_at <= $1 ORDER BY ends_at");
    LAST_END = "SELECT over_at FROM restriction WHERE purpose = 1 AND over_at IS NOT NULL
                ORDER BY over_at DESC LIMIT 1";
    WITHHELD = "SELECT DISTINCT person FROM restriction
                WHERE holds = 1 AND purpose IN (1, $1)";
    WITHHELD_AGENTS = "SELECT a.agent FROM restriction r
                       JOIN person_agent a ON a.person = r.person
                       WHERE r.holds = 1 AND r.purpose = 1";
    IS_WITHHELD = "SELECT 1 FROM restriction
                   WHERE holds = 1 AND purpose IN (1, $2) AND person = $1 LIMIT 1";
}

/// A use of a person's data that is switched off, or asked to be.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Restriction {
    /// Its identifier.
    pub id: Uuid,
    /// Whose data they are.
    pub person: PersonId,
    pub(super) purpose: i64,
    pub(super) ground: i64,
    /// What the person says of it; may be empty.
    pub words: String,
    /// When it was asked for, microseconds since the epoch.
    pub asked_at: i64,
    pub(super) by_letter: i64,
    pub(super) state: i64,
    pub(super) holds: i64,
    pub(super) granted: Option<i64>,
    /// What was answered, which the person reads.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<i64>,
    /// Why it ends.
    pub notice: Option<String>,
    /// When the person knew that it ends.
    pub told_at: Option<i64>,
    /// When it ends; absent until the person knows.
    pub ends_at: Option<i64>,
    /// Since when it holds no more.
    pub over_at: Option<i64>,
}

impl Restriction {
    /// What is not done with the data.
    #[must_use]
    pub fn purpose(&self) -> Use {
        Use::from_code(self.purpose).unwrap_or(Use::Everything)
    }

    /// Why.
    #[must_use]
    pub fn ground(&self) -> Ground {
        Ground::from_code(self.ground).unwrap_or(Ground::Objection)
    }

    /// How it stands.
    #[must_use]
    pub fn state(&self) -> State {
        State::from_code(self.state).unwrap_or(State::Over)
    }

    /// Whether the use is switched off now.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.holds != 0
    }

    /// Whether it was granted; none before it is answered.
    #[must_use]
    pub fn granted(&self) -> Option<bool> {
        self.granted.map(|granted| granted != 0)
    }

    /// Whether an administrator wrote it down for the person.
    #[must_use]
    pub const fn by_letter(&self) -> bool {
        self.by_letter != 0
    }

    #[cfg(test)]
    pub(super) fn of_test(asked: jiff::Timestamp) -> Self {
        Self {
            id: Uuid::nil(),
            person: PersonId(Uuid::nil()),
            purpose: Use::Everything.code(),
            ground: Ground::Accuracy.code(),
            words: String::new(),
            asked_at: asked.as_microsecond(),
            by_letter: 0,
            state: State::Asked.code(),
            holds: 0,
            granted: None,
            answer: None,
            answered_at: None,
            notice: None,
            told_at: None,
            ends_at: None,
            over_at: None,
        }
    }
}

pub(super) async fn add(tx: &mut Tx, one: &Restriction) -> Result<(), StoreError> {
    execute!(
        tx,
        ADD,
        one.id,
        one.person,
        one.purpose,
        one.ground,
        &one.words,
        one.asked_at,
        one.by_letter,
        one.state,
        one.holds,
        one.granted,
        one.answer.as_deref(),
        one.answered_at,
        one.notice.as_deref(),
        one.told_at,
        one.ends_at,
        one.over_at
    )?;
    Ok(())
}

/// Writes what may change of one.
pub(super) async fn put(tx: &mut Tx, one: &Restriction) -> Result<(), StoreError> {
    execute!(
        tx,
        PUT,
        one.id,
        one.state,
        one.holds,
        one.granted,
        one.answer.as_deref(),
        one.answered_at,
        one.notice.as_deref(),
        one.told_at,
        one.ends_at,
        one.over_at
    )?;
    Ok(())
}

/// One by its identifier.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Restriction>, StoreError> {
    fetch_optional!(tx, ONE as Restriction, id)
}

/// All of a person, the latest first.
pub async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Restriction>, StoreError> {
    fetch_all!(tx, OF_PERSON as Restriction, person)
}

pub(super) async fn standing_for(
    tx: &mut Tx,
    person: PersonId,
    purpose: Use,
) -> Result<Option<Restriction>, StoreError> {
    fetch_optional!(tx, STANDING_FOR as Restriction, person, purpose.code())
}

/// At most `limit` that are not over, the oldest first.
pub async fn standing(tx: &mut Tx, limit: i64) -> Result<Vec<Restriction>, StoreError> {
    fetch_all!(tx, STANDING as Restriction, limit)
}

pub(super) async fn due(tx: &mut Tx, now: i64) -> Result<Vec<Restriction>, StoreError> {
    fetch_all!(tx, DUE as Restriction, now)
}

/// When data that were only kept could be used again last, microseconds since the epoch.
pub async fn last_end(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    Ok(fetch_optional!(tx, LAST_END as (i64,))?.map(|(at,)| at))
}

pub(super) async fn withheld(tx: &mut Tx, purpose: Use) -> Result<BTreeSet<PersonId>, StoreError> {
    let rows = fetch_all!(tx, WITHHELD as (PersonId,), purpose.code())?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

pub(super) async fn withheld_agents(tx: &mut Tx) -> Result<BTreeSet<AgentKey>, StoreError> {
    let rows = fetch_all!(tx, WITHHELD_AGENTS as (AgentKey,))?;
    Ok(rows.into_iter().map(|(agent,)| agent).collect())
}

/// Whether a use has to leave a person out.
pub async fn is_withheld(tx: &mut Tx, person: PersonId, purpose: Use) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, IS_WITHHELD as (i32,), person, purpose.code())?.is_some())
}

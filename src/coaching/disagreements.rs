//! Disagreements: a learner says that a number, or a piece of evidence for it, is wrong; a coach
//! answers, and either closes it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::acts::{Acting, long};
use super::competency::Measured;
use super::error::CoachingError;
use crate::message::Message;
use crate::people::{self, PersonId};
use crate::statements;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, id_list, sql};

sql! {
    ADD = "INSERT INTO disagreement (id, person, competency, statement, opened_at)
           VALUES ($1, $2, $3, $4, $5)";
    ADD_NOTE = "INSERT INTO disagreement_note (disagreement, number, writer, text, at)
                VALUES ($1, $2, $3, $4, $5)";
    LAST_NOTE = "SELECT coalesce(max(number), 0) FROM disagreement_note WHERE disagreement = $1";
    LIST = "SELECT id, competency, statement, opened_at, closed_at, closed_by FROM disagreement
            WHERE person = $1 ORDER BY opened_at DESC, id";
    ONE = "SELECT id, competency, statement, opened_at, closed_at, closed_by FROM disagreement
           WHERE id = $1 AND person = $2";
    NOTES = "SELECT writer, text, at FROM disagreement_note WHERE disagreement = $1
             ORDER BY number";
    CLOSE = "UPDATE disagreement SET closed_at = $2, closed_by = $3
             WHERE id = $1 AND closed_at IS NULL";
    OPEN = {
        sqlite: "SELECT person, competency FROM disagreement
                 WHERE person IN (SELECT unhex(value) FROM json_each($1)) AND closed_at IS NULL",
        postgres: "SELECT person, competency FROM disagreement
                   WHERE person IN (SELECT value::uuid
                                    FROM jsonb_array_elements_text($1::jsonb))
                       AND closed_at IS NULL",
    };
}

/// That a number is said to be wrong.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Disagreement {
    /// Its identifier.
    pub id: Uuid,
    /// The competency's address.
    pub competency: String,
    /// The piece of evidence.
    pub statement: Option<Uuid>,
    /// When it was said, microseconds since the epoch.
    pub opened_at: i64,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// By whom.
    pub closed_by: Option<PersonId>,
    /// What was said, the oldest first.
    #[sqlx(skip)]
    pub notes: Vec<Note>,
}

/// Something said about it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Note {
    /// Who.
    pub writer: PersonId,
    /// What.
    pub text: String,
    /// When, microseconds since the epoch.
    pub at: i64,
}

/// Says that a number, or a piece of evidence, is wrong.
pub async fn open(
    tx: &mut Tx,
    acting: Acting,
    competency: &str,
    statement: Option<Uuid>,
    text: &str,
    now: Timestamp,
) -> Result<Disagreement, CoachingError> {
    acting.require_own("refused-own-disagreement")?;
    let text = long("text", text)?;
    let measured = Measured::named(tx, competency).await?;
    if let Some(statement) = statement
        && statements::one(tx, statement).await?.is_none()
    {
        return Err(CoachingError::Wrong(
            Message::new("refused-no-statement").with("statement", statement.to_string()),
        ));
    }
    let id = Uuid::now_v7();
    let at = now.as_microsecond();
    execute!(tx, ADD, id, acting.person, measured.iri, statement, at)?;
    add(tx, id, acting.who, &text, now).await?;
    find(tx, acting.person, id).await
}

/// Answers. What is closed is not answered any more.
pub async fn answer(
    tx: &mut Tx,
    acting: Acting,
    id: Uuid,
    text: &str,
    now: Timestamp,
) -> Result<Disagreement, CoachingError> {
    let text = long("text", text)?;
    let found = find(tx, acting.person, id).await?;
    if found.closed_at.is_some() {
        return Err(CoachingError::state("refused-disagreement-closed"));
    }
    add(tx, id, acting.who, &text, now).await?;
    find(tx, acting.person, id).await
}

/// Closes it, for either side. One that is closed stays as it is.
pub async fn close(
    tx: &mut Tx,
    acting: Acting,
    id: Uuid,
    now: Timestamp,
) -> Result<Disagreement, CoachingError> {
    find(tx, acting.person, id).await?;
    execute!(tx, CLOSE, id, now.as_microsecond(), acting.who)?;
    find(tx, acting.person, id).await
}

async fn add(
    tx: &mut Tx,
    id: Uuid,
    writer: PersonId,
    text: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (last,) = fetch_one!(tx, LAST_NOTE as (i64,), id)?;
    execute!(
        tx,
        ADD_NOTE,
        id,
        last + 1,
        writer,
        text,
        now.as_microsecond()
    )?;
    Ok(())
}

/// All of a person, the newest first.
pub async fn list(tx: &mut Tx, person: PersonId) -> Result<Vec<Disagreement>, StoreError> {
    let mut found = fetch_all!(tx, LIST as Disagreement, person)?;
    for one in &mut found {
        one.notes = notes(tx, one.id).await?;
    }
    Ok(found)
}

/// One of a person.
pub async fn find(tx: &mut Tx, person: PersonId, id: Uuid) -> Result<Disagreement, CoachingError> {
    let found = fetch_optional!(tx, ONE as Disagreement, id, person)?;
    let mut found = found.ok_or(CoachingError::Unknown)?;
    found.notes = notes(tx, id).await?;
    Ok(found)
}

/// What was said about one, as whoever reads may see it.
async fn notes(tx: &mut Tx, id: Uuid) -> Result<Vec<Note>, StoreError> {
    let mut notes = fetch_all!(tx, NOTES as Note, id)?;
    for note in &mut notes {
        note.text = people::text(tx, std::mem::take(&mut note.text));
    }
    Ok(notes)
}

/// The competencies about whose numbers persons disagree, one for each open disagreement.
pub async fn open_of(
    tx: &mut Tx,
    persons: &[PersonId],
) -> Result<BTreeMap<PersonId, Vec<String>>, StoreError> {
    let ids = id_list(persons);
    let mut open: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    for (person, competency) in fetch_all!(tx, OPEN as (PersonId, String), ids)? {
        open.entry(person).or_default().push(competency);
    }
    Ok(open)
}

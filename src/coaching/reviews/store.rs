//! All SQL of reviews.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::super::acts::Acting;
use super::{CoachingError, Record, Stage};
use crate::people::{self, PersonId};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, sql};

sql! {
    ADD = "INSERT INTO review (id, person, coach, day, version, record, created_at)
           VALUES ($1, $2, $3, $4, 1, $5, $6)";
    LIST = "SELECT id, person, coach, day, version, record, cancelled_at, closed_at, digest, named_at
            FROM review WHERE person = $1 ORDER BY day DESC, id DESC";
    FIND = "SELECT id, person, coach, day, version, record, cancelled_at, closed_at, digest, named_at
            FROM review WHERE id = $1";
    OPEN_WITH = "SELECT id, person, coach, day, version, record, cancelled_at, closed_at, digest, named_at
                 FROM review WHERE coach = $1 AND closed_at IS NULL AND cancelled_at IS NULL
                     AND day <= $2
                 ORDER BY day, id";
    /// Those who agreed to be known by name in a review that is still to be held.
    NAMED_TO = "SELECT DISTINCT person FROM review WHERE coach = $1 AND named_at IS NOT NULL
                    AND closed_at IS NULL AND cancelled_at IS NULL";
    NAME = "UPDATE review SET named_at = $2 WHERE id = $1";
    HOLD = "UPDATE review SET record = $2, version = version + 1
            WHERE id = $1 AND closed_at IS NULL AND cancelled_at IS NULL";
    CANCEL = "UPDATE review SET cancelled_at = $2, version = version + 1
              WHERE id = $1 AND closed_at IS NULL AND cancelled_at IS NULL";
    /// To be known by name was agreed with whoever was its coach, with nobody else.
    CLOSE = "UPDATE review SET coach = $2, snapshot = $3, digest = $4, closed_at = $5,
                 closed_day = $6, version = version + 1,
                 named_at = CASE WHEN coach = $2 THEN named_at END
             WHERE id = $1 AND closed_at IS NULL AND cancelled_at IS NULL";
    SNAPSHOT = "SELECT snapshot, digest FROM review WHERE id = $1 AND closed_at IS NOT NULL";
    LAST_CLOSED = "SELECT max(closed_day) FROM review WHERE person = $1";
    PUT_NOTE = "INSERT INTO review_private_note (review, writer, text, at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (review, writer) DO UPDATE SET text = excluded.text, at = excluded.at";
    REMOVE_NOTE = "DELETE FROM review_private_note WHERE review = $1 AND writer = $2";
    NOTE = "SELECT text FROM review_private_note WHERE review = $1 AND writer = $2";
}

/// A review interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Its identifier.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// The coach who scheduled it, or who closed it.
    pub coach: PersonId,
    /// The day it is to take place.
    pub day: i64,
    version: i64,
    /// What both see.
    pub record: Record,
    cancelled_at: Option<i64>,
    /// When it was closed, microseconds since the epoch.
    pub closed_at: Option<i64>,
    /// The SHA-256 of what was frozen.
    pub digest: Option<String>,
    /// When the person agreed that the coach knows them by name, microseconds since the epoch.
    pub named_at: Option<i64>,
}

/// What was frozen, as whoever reads may see it, and the SHA-256 of what was frozen.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Snapshot {
    /// JSON text.
    #[sqlx(rename = "snapshot")]
    pub text: String,
    /// Hexadecimal.
    pub digest: String,
}

impl Review {
    /// How it stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match (self.closed_at, self.cancelled_at) {
            (Some(_), _) => Stage::Closed,
            (None, Some(_)) => Stage::Cancelled,
            (None, None) => Stage::Open,
        }
    }

    /// What tells this state from every other.
    #[must_use]
    pub fn tag(&self) -> String {
        format!("{}.{}", self.id.simple(), self.version)
    }

    /// Whether the person agreed that somebody knows them by name in it, and did not take it back.
    #[must_use]
    pub fn is_named_to(&self, coach: PersonId) -> bool {
        self.named_at.is_some() && self.coach == coach && self.stage() != Stage::Cancelled
    }

    pub(super) fn require_open(&self) -> Result<(), CoachingError> {
        match self.stage() {
            Stage::Open => Ok(()),
            Stage::Closed => Err(CoachingError::state("refused-review-closed")),
            Stage::Cancelled => Err(CoachingError::state("refused-review-cancelled")),
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person: PersonId,
    coach: PersonId,
    day: i64,
    version: i64,
    record: String,
    cancelled_at: Option<i64>,
    closed_at: Option<i64>,
    digest: Option<String>,
    named_at: Option<i64>,
}

impl Row {
    /// The review as whoever reads may see it.
    fn shown(self, tx: &Tx) -> Result<Review, CoachingError> {
        let row = self;
        Ok(Review {
            id: row.id,
            person: row.person,
            coach: row.coach,
            day: row.day,
            version: row.version,
            record: serde_json::from_str::<Record>(&row.record)?.shown(tx),
            cancelled_at: row.cancelled_at,
            closed_at: row.closed_at,
            digest: row.digest,
            named_at: row.named_at,
        })
    }
}

pub(super) async fn add(
    tx: &mut Tx,
    acting: Acting,
    day: i64,
    now: Timestamp,
) -> Result<Review, CoachingError> {
    let id = Uuid::now_v7();
    let record = serde_json::to_string(&Record::default())?;
    let at = now.as_microsecond();
    execute!(tx, ADD, id, acting.person, acting.who, day, record, at)?;
    Ok(Review {
        id,
        person: acting.person,
        coach: acting.who,
        day,
        version: 1,
        record: Record::default(),
        cancelled_at: None,
        closed_at: None,
        digest: None,
        named_at: None,
    })
}

pub(super) async fn list(tx: &mut Tx, person: PersonId) -> Result<Vec<Review>, CoachingError> {
    let rows = fetch_all!(tx, LIST as Row, person)?;
    rows.into_iter().map(|row| row.shown(tx)).collect()
}

/// Reviews that a coach has scheduled up to a day and that have not been held.
pub(super) async fn open_with(
    tx: &mut Tx,
    coach: PersonId,
    until: i64,
) -> Result<Vec<Review>, CoachingError> {
    let rows = fetch_all!(tx, OPEN_WITH as Row, coach, until)?;
    rows.into_iter().map(|row| row.shown(tx)).collect()
}

pub(super) async fn named_to(tx: &mut Tx, coach: PersonId) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(tx, NAMED_TO as (PersonId,), coach)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

pub(super) async fn name(
    tx: &mut Tx,
    review: &mut Review,
    at: Option<Timestamp>,
) -> Result<(), StoreError> {
    review.named_at = at.map(Timestamp::as_microsecond);
    execute!(tx, NAME, review.id, review.named_at)?;
    Ok(())
}

pub(super) async fn find(tx: &mut Tx, review: Uuid) -> Result<Option<Review>, CoachingError> {
    let row = fetch_optional!(tx, FIND as Row, review)?;
    row.map(|row| row.shown(tx)).transpose()
}

pub(super) async fn hold(tx: &mut Tx, review: &mut Review) -> Result<(), CoachingError> {
    let record = serde_json::to_string(&review.record)?;
    execute!(tx, HOLD, review.id, record)?;
    review.version += 1;
    Ok(())
}

pub(super) async fn cancel(
    tx: &mut Tx,
    review: &mut Review,
    now: Timestamp,
) -> Result<(), StoreError> {
    review.cancelled_at = Some(now.as_microsecond());
    execute!(tx, CANCEL, review.id, now.as_microsecond())?;
    review.version += 1;
    Ok(())
}

/// What is frozen once is never written again: the statement holds only for what is open.
pub(super) async fn close(
    tx: &mut Tx,
    review: &mut Review,
    coach: PersonId,
    snapshot: &Snapshot,
    now: Timestamp,
    today: i64,
) -> Result<(), StoreError> {
    let at = now.as_microsecond();
    execute!(
        tx,
        CLOSE,
        review.id,
        coach,
        &snapshot.text,
        &snapshot.digest,
        at,
        today
    )?;
    if review.coach != coach {
        review.named_at = None;
    }
    review.coach = coach;
    review.closed_at = Some(at);
    review.digest = Some(snapshot.digest.clone());
    review.version += 1;
    Ok(())
}

pub(super) async fn snapshot(tx: &mut Tx, review: Uuid) -> Result<Option<Snapshot>, StoreError> {
    let found = fetch_optional!(tx, SNAPSHOT as Snapshot, review)?;
    let Some(frozen) = found else { return Ok(None) };
    Ok(Some(Snapshot {
        text: people::json(tx, frozen.text)?,
        ..frozen
    }))
}

/// The organisation's day on which a review of a person was closed last.
pub(super) async fn last_closed(tx: &mut Tx, person: PersonId) -> Result<Option<i64>, StoreError> {
    let (day,) = fetch_one!(tx, LAST_CLOSED as (Option<i64>,), person)?;
    Ok(day)
}

pub(super) async fn put_note(
    tx: &mut Tx,
    review: Uuid,
    writer: PersonId,
    text: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, PUT_NOTE, review, writer, text, now.as_microsecond())?;
    Ok(())
}

pub(super) async fn remove_note(
    tx: &mut Tx,
    review: Uuid,
    writer: PersonId,
) -> Result<(), StoreError> {
    execute!(tx, REMOVE_NOTE, review, writer)?;
    Ok(())
}

pub(super) async fn note(
    tx: &mut Tx,
    review: Uuid,
    writer: PersonId,
) -> Result<Option<String>, StoreError> {
    let found = fetch_optional!(tx, NOTE as (String,), review, writer)?;
    Ok(found.map(|(text,)| people::text(tx, text)))
}

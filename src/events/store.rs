//! All SQL of the log of events.

use sqlx::FromRow;
use uuid::Uuid;

use super::Kind;
use super::derive::News;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, id_list, sql};

sql! {
    PLACE = "SELECT statement_seq, event_seq FROM event_place WHERE only_row = 1";
    /// Also keeps others from writing events until the transaction has ended.
    MOVE = "UPDATE event_place SET statement_seq = $2
            WHERE only_row = 1 AND statement_seq = $1 RETURNING event_seq";
    COUNT = "UPDATE event_place SET event_seq = $1 WHERE only_row = 1";
    ADD = "INSERT INTO event (seq, id, kind, subject, statement, told_at, data)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING seq";
    NAME = "INSERT INTO event_person (person, event) VALUES ($1, $2)";
    AFTER = "SELECT seq, id, kind, subject, statement, told_at, data FROM event
             WHERE seq > $1 ORDER BY seq LIMIT $2";
    BY_SEQ = "SELECT seq, id, kind, subject, statement, told_at, data FROM event WHERE seq = $1";
    OLDEST = "SELECT seq FROM event WHERE seq > 0 ORDER BY seq LIMIT 1";
    OF_STATEMENTS = {
        sqlite: "SELECT seq, id, kind, subject, statement, told_at, data FROM event
                 WHERE statement IN (SELECT unhex(value) FROM json_each($1)) ORDER BY seq",
        postgres: "SELECT seq, id, kind, subject, statement, told_at, data FROM event
                   WHERE statement IN (SELECT value::uuid
                                       FROM jsonb_array_elements_text($1::jsonb))
                   ORDER BY seq",
    };
    IS_TOLD = "SELECT 1 FROM event WHERE subject = $1 AND kind = $2 LIMIT 1";
    PRUNE = "DELETE FROM event WHERE told_at < $1";
}

/// Something that was told.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Event {
    /// Its place in the log of events.
    pub seq: i64,
    /// The same wherever and however often it is told.
    pub id: Uuid,
    /// What it tells: the word of a [`Kind`].
    pub kind: String,
    /// A group or a person: events of one subject are told in order.
    pub subject: String,
    /// The statement that it comes from.
    pub statement: Uuid,
    /// When it was told first, microseconds since the epoch.
    pub told_at: i64,
    pub(super) data: String,
}

/// How far statements were read, and the last event's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, FromRow)]
pub(super) struct Place {
    pub(super) statement_seq: i64,
    pub(super) event_seq: i64,
}

pub(super) async fn place(tx: &mut Tx) -> Result<Place, StoreError> {
    Ok(fetch_optional!(tx, PLACE as Place)?.unwrap_or_default())
}

/// Moves on and returns the last event's place; none if another instance was first.
pub(super) async fn move_on(tx: &mut Tx, from: i64, to: i64) -> Result<Option<i64>, StoreError> {
    let moved = fetch_optional!(tx, MOVE as (i64,), from, to)?;
    Ok(moved.map(|(event,)| event))
}

pub(super) async fn count(tx: &mut Tx, last: i64) -> Result<(), StoreError> {
    execute!(tx, COUNT, last)?;
    Ok(())
}

/// Writes an event at a place; none if it was told before.
pub(super) async fn add(
    tx: &mut Tx,
    seq: i64,
    telling: &News,
    now: i64,
) -> Result<Option<Event>, StoreError> {
    let event = Event {
        seq,
        id: super::name(telling.kind, telling.statement),
        kind: telling.kind.word().to_owned(),
        subject: telling.subject.clone(),
        statement: telling.statement,
        told_at: now,
        data: telling.data.to_string(),
    };
    let added = fetch_optional!(
        tx,
        ADD as (i64,),
        seq,
        event.id,
        &event.kind,
        &event.subject,
        event.statement,
        now,
        &event.data
    )?;
    if added.is_none() {
        return Ok(None);
    }
    for person in event.named() {
        execute!(tx, NAME, person, seq)?;
    }
    Ok(Some(event))
}

/// At most `limit` events after a place, in order.
pub async fn after(tx: &mut Tx, seq: i64, limit: i64) -> Result<Vec<Event>, StoreError> {
    fetch_all!(tx, AFTER as Event, seq, limit)
}

pub(super) async fn by_seq(tx: &mut Tx, seq: i64) -> Result<Option<Event>, StoreError> {
    fetch_optional!(tx, BY_SEQ as Event, seq)
}

/// The place of the oldest event that is kept, and that of the last one told.
pub async fn oldest(tx: &mut Tx) -> Result<(i64, i64), StoreError> {
    let last = place(tx).await?.event_seq;
    let oldest = fetch_optional!(tx, OLDEST as (i64,))?;
    Ok((oldest.map_or(last + 1, |(seq,)| seq), last))
}

pub(super) async fn of_statements(
    tx: &mut Tx,
    statements: &[Uuid],
) -> Result<Vec<Event>, StoreError> {
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    let ids = id_list(statements);
    fetch_all!(tx, OF_STATEMENTS as Event, &ids)
}

/// Whether something of a kind was told of a subject.
pub(super) async fn is_told(tx: &mut Tx, subject: &str, kind: Kind) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, IS_TOLD as (i32,), subject, kind.word())?.is_some())
}

pub(super) async fn prune(tx: &mut Tx, before: i64) -> Result<u64, StoreError> {
    execute!(tx, PRUNE, before)
}

//! All SQL of erasures.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ErasureError;
use crate::people::PersonId;
use crate::seal::MasterKey;
use crate::statements::{AgentKey, Identity};
use crate::store::{
    StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, list, sql, texts,
};

const PURPOSE: &str = "erasure";

sql! {
    ADD = "INSERT INTO erasure (id, mark, person, phase, position, until_seq, statements,
               rewritten, secret, decided_by, begun_at, over_at)
           VALUES ($1, $2, $3, 1, 0, $4, 0, 0, $5, $6, $7, NULL)";
    ONE = "SELECT id, mark, person, phase, position, until_seq, statements, rewritten, begun_at,
               over_at
           FROM erasure WHERE id = $1";
    LATEST = "SELECT id, mark, person, phase, position, until_seq, statements, rewritten, begun_at,
                  over_at
              FROM erasure ORDER BY begun_at DESC LIMIT $1";
    UNDER_WAY = "SELECT id, mark, person, phase, position, until_seq, statements, rewritten,
                     begun_at, over_at
                 FROM erasure WHERE phase < 5 ORDER BY phase, begun_at LIMIT $1";
    SECRET = "SELECT secret FROM erasure WHERE id = $1 AND secret IS NOT NULL";
    KEEP_SECRET = "UPDATE erasure SET secret = $2 WHERE id = $1";
    MOVE = "UPDATE erasure SET phase = $2, position = $3, rewritten = rewritten + $4 WHERE id = $1";
    TO_REWRITE_OF_AGENTS = {
        sqlite: "INSERT INTO erasure_statement (erasure, seq)
                 SELECT DISTINCT $1, s.seq FROM json_each($2) a
                 CROSS JOIN statement_agent s ON s.agent = a.value AND s.via = s.seq
                 WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO erasure_statement (erasure, seq)
                   SELECT DISTINCT $1::uuid, s.seq FROM jsonb_array_elements_text($2::jsonb) a
                   JOIN statement_agent s ON s.agent = a.value::bigint AND s.via = s.seq
                   ON CONFLICT DO NOTHING",
    };
    TO_REWRITE_OF_ACTIVITIES = {
        sqlite: "INSERT INTO erasure_statement (erasure, seq)
                 SELECT DISTINCT $1, s.seq FROM json_each($2) a
                 CROSS JOIN statement_activity s ON s.activity = a.value AND s.via = s.seq
                 WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO erasure_statement (erasure, seq)
                   SELECT DISTINCT $1::uuid, s.seq FROM jsonb_array_elements_text($2::jsonb) a
                   JOIN statement_activity s ON s.activity = a.value::bigint AND s.via = s.seq
                   ON CONFLICT DO NOTHING",
    };
    COUNT = "UPDATE erasure SET statements = (SELECT count(*) FROM erasure_statement s
                 WHERE s.erasure = erasure.id) WHERE id = $1";
    NEXT = "SELECT seq FROM erasure_statement WHERE erasure = $1 ORDER BY seq LIMIT $2";
    REWRITTEN = {
        sqlite: "DELETE FROM erasure_statement
                 WHERE erasure = $1 AND seq IN (SELECT value FROM json_each($2))",
        postgres: "DELETE FROM erasure_statement
                   WHERE erasure = $1 AND seq IN (SELECT value::bigint
                       FROM jsonb_array_elements_text($2::jsonb))",
    };
    END = "UPDATE erasure SET person = NULL, secret = NULL, phase = 5, over_at = $2 WHERE id = $1";
    COUNT_WISHES = "SELECT count(*) FROM erasure_wish WHERE person = $1";
    FORGET_WISHES = "DELETE FROM erasure_wish WHERE person = $1";
}

texts! {
    replaced {
        deciders: "erasure"."decided_by",
        reasons: "erasure_wish"."reason",
        answers: "erasure_wish"."answer",
    }
    working {}
}

/// How far an erasure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Facts of all statements are waited for: they tell what the person wrote.
    Waiting = 1,
    /// Statements of the person are rewritten.
    Statements = 2,
    /// The log is searched for what else names them.
    Searching = 3,
    /// Everything else goes.
    Removing = 4,
    /// It is over.
    Over = 5,
}

impl Phase {
    const fn from_code(code: i64) -> Self {
        match code {
            1 => Self::Waiting,
            2 => Self::Statements,
            3 => Self::Searching,
            4 => Self::Removing,
            _ => Self::Over,
        }
    }
}

/// An erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// Its identifier.
    pub id: Uuid,
    /// What stands in the place of the person's identifiers.
    pub mark: String,
    /// The person; none once it is over.
    #[serde(skip)]
    pub person: Option<PersonId>,
    /// How far it is.
    pub phase: Phase,
    /// How far the log has been searched, and how far it is to be.
    pub position: i64,
    /// The last statement that may name them.
    pub until: i64,
    /// Statements of theirs or about them.
    pub statements: i64,
    /// Statements that were rewritten.
    pub rewritten: i64,
    /// When it was begun, microseconds since the epoch.
    pub begun_at: i64,
    /// When it was over.
    pub over_at: Option<i64>,
}

type Row = (
    Uuid,
    String,
    Option<PersonId>,
    i64,
    i64,
    i64,
    i64,
    i64,
    i64,
    Option<i64>,
);

fn read(row: Row) -> Erasure {
    let (id, mark, person, phase, position, until, statements, rewritten, begun_at, over_at) = row;
    Erasure {
        id,
        mark,
        person,
        phase: Phase::from_code(phase),
        position,
        until,
        statements,
        rewritten,
        begun_at,
        over_at,
    }
}

/// What is searched for until an erasure is over.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Secret {
    /// The person, and those who are part of them.
    pub(super) persons: Vec<PersonId>,
    /// What agents were called, and are called now.
    pub(super) agents: Vec<(AgentKey, Identity, Identity)>,
    pub(super) subjects: Vec<(String, String)>,
    pub(super) words: BTreeSet<String>,
    /// What they wrote: keys and addresses of activities.
    pub(super) written: Vec<(i64, String)>,
    /// Addresses of activities that would become the same as others, and what they become instead.
    #[serde(default)]
    pub(super) renamed: Vec<(String, String)>,
}

pub(super) async fn add(
    tx: &mut Tx,
    erasure: (Uuid, &str, PersonId),
    until: i64,
    secret: &[u8],
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (id, mark, person) = erasure;
    let at = now.as_microsecond();
    execute!(tx, ADD, id, mark, person, until, secret, by, at)?;
    Ok(())
}

/// An erasure by its identifier.
pub async fn erasure(tx: &mut Tx, id: Uuid) -> Result<Option<Erasure>, StoreError> {
    Ok(fetch_optional!(tx, ONE as Row, id)?.map(read))
}

/// At most `limit` erasures, the latest first.
pub async fn erasures(tx: &mut Tx, limit: i64) -> Result<Vec<Erasure>, StoreError> {
    let rows = fetch_all!(tx, LATEST as Row, limit)?;
    Ok(rows.into_iter().map(read).collect())
}

/// At most `limit` erasures that are not over.
pub async fn under_way(tx: &mut Tx, limit: i64) -> Result<Vec<Erasure>, StoreError> {
    let rows = fetch_all!(tx, UNDER_WAY as Row, limit)?;
    Ok(rows.into_iter().map(read).collect())
}

pub(super) fn seal(key: &MasterKey, secret: &Secret) -> Result<Vec<u8>, ErasureError> {
    Ok(key.seal(PURPOSE, &serde_json::to_vec(secret)?)?)
}

pub(super) async fn secret(tx: &mut Tx, key: &MasterKey, id: Uuid) -> Result<Secret, ErasureError> {
    let (sealed,) = fetch_one!(tx, SECRET as (Vec<u8>,), id)?;
    let text = key.open(PURPOSE, &sealed)?;
    serde_json::from_slice(&text).map_err(|error| ErasureError::Secret(id, error))
}

pub(super) async fn keep_secret(
    tx: &mut Tx,
    key: &MasterKey,
    id: Uuid,
    secret: &Secret,
) -> Result<(), ErasureError> {
    let sealed = seal(key, secret)?;
    execute!(tx, KEEP_SECRET, id, sealed)?;
    Ok(())
}

pub(super) async fn go_to(
    tx: &mut Tx,
    id: Uuid,
    phase: Phase,
    position: i64,
    rewritten: i64,
) -> Result<(), StoreError> {
    execute!(tx, MOVE, id, phase as i64, position, rewritten)?;
    Ok(())
}

/// Notes which statements are to be rewritten: those that name an agent or an activity.
pub(super) async fn note_statements(
    tx: &mut Tx,
    id: Uuid,
    agents: &[AgentKey],
    activities: &[i64],
) -> Result<(), StoreError> {
    execute!(tx, TO_REWRITE_OF_AGENTS, id, list(agents.iter()))?;
    execute!(tx, TO_REWRITE_OF_ACTIVITIES, id, list(activities.iter()))?;
    execute!(tx, COUNT, id)?;
    Ok(())
}

pub(super) async fn next(tx: &mut Tx, id: Uuid, limit: i64) -> Result<Vec<i64>, StoreError> {
    let rows = fetch_all!(tx, NEXT as (i64,), id, limit)?;
    Ok(rows.into_iter().map(|(seq,)| seq).collect())
}

pub(super) async fn done(tx: &mut Tx, id: Uuid, statements: &[i64]) -> Result<(), StoreError> {
    execute!(tx, REWRITTEN, id, list(statements.iter()))?;
    Ok(())
}

pub(super) async fn end(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, END, id, now.as_microsecond())?;
    Ok(())
}

pub(super) async fn wishes_of(tx: &mut Tx, person: PersonId) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, COUNT_WISHES as (i64,), person)?.0)
}

pub(super) async fn forget_wishes(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    execute!(tx, FORGET_WISHES, person)?;
    Ok(())
}

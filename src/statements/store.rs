//! All SQL of the statement log.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use sqlx::AssertSqlSafe;
use uuid::Uuid;
use uuid::fmt::Simple;
use xapi_schemas::Version;

use super::names::Keys;
use super::new::{Identity, NewStatement};
use super::packed::{self, AT_ONCE_BYTES, fields, postgres_fields, sqlite_fields, unpack};
use super::query::{Bound, Built, Direction, Page, Query};
use super::stored::StoredStatement;
use crate::store::{
    Sql, StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, list, metered, sql,
};

/// Stored statements, to be gone on with a condition on `s`.
macro_rules! stored {
    ($condition:literal) => {
        concat!(
            "SELECT s.seq, s.id, s.id_received, s.stored, s.timestamp, s.has_timestamp,
                 s.has_version, s.version, s.target, s.voids, EXISTS (SELECT 1
                     FROM voided_statement w WHERE w.seq = s.seq) AS voided,
                 a.text AS authority, s.text
             FROM statement s JOIN authority a ON a.key = s.authority ",
            $condition
        )
    };
}

/// What [`FOLLOWING`] is in both dialects.
macro_rules! following {
    ($fields:expr) => {
        concat!(
            "WITH sized AS (SELECT s.seq, octet_length(s.text) AS size FROM statement s
                     WHERE s.seq > $1 ORDER BY s.seq LIMIT $2),
                 placed AS (SELECT z.seq, sum(z.size) OVER (ORDER BY z.seq) - z.size AS before
                     FROM sized z)
             SELECT (SELECT count(*) FROM sized), (
                 SELECT string_agg(concat_ws('\u{1f}', ",
            $fields,
            "), '\u{1e}')
                 FROM placed p JOIN statement s ON s.seq = p.seq
                 JOIN authority a ON a.key = s.authority
                 WHERE p.before < $3)"
        )
    };
}

sql! {
    /// Locks the log against other appending transactions until this one ends.
    LOCK_HEAD = {
        sqlite: "SELECT seq, stored FROM log_head WHERE id = 1",
        postgres: "SELECT seq, stored FROM log_head WHERE id = 1 FOR UPDATE",
    };
    HEAD = "SELECT seq, stored FROM log_head WHERE id = 1";
    /// The statements that those of a part of the log refer to.
    REFERRED_TEXTS = "SELECT t.text FROM statement s JOIN statement t ON t.id = s.target
                      WHERE s.seq > $1 AND s.seq <= $2 AND s.target IS NOT NULL";
    MOVE_HEAD = "UPDATE log_head SET seq = $1, stored = $2 WHERE id = 1";

    /// Those of a list of identifiers that are taken, with what is needed to compare.
    TAKEN = {
        sqlite: "SELECT id, text FROM statement
                 WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT id, text FROM statement
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    INSERT_STATEMENTS = {
        sqlite: "INSERT INTO statement (seq, id, id_received, stored, timestamp, has_timestamp,
                     has_version, version, authority, target, voids, text)
                 SELECT value->>0, unhex(value->>1), value->>2, value->>3, value->>4, value->>5,
                     value->>6, value->>7, value->>8, unhex(value->>9), value->>10, value->>11
                 FROM json_each($1)",
        postgres: "INSERT INTO statement (seq, id, id_received, stored, timestamp, has_timestamp,
                       has_version, version, authority, target, voids, text)
                   SELECT (r->>0)::bigint, (r->>1)::uuid, (r->>2)::boolean, (r->>3)::bigint,
                       (r->>4)::bigint, (r->>5)::boolean, (r->>6)::boolean, (r->>7)::bigint,
                       (r->>8)::bigint, (r->>9)::uuid, (r->>10)::boolean, r->>11
                   FROM jsonb_array_elements($1::jsonb) AS r",
    };
    INSERT_AGENT_INDEX = {
        sqlite: "INSERT INTO statement_agent (agent, relation, seq, via, verb)
                 SELECT value->>0, value->>1, value->>2, value->>3, value->>4 FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_agent (agent, relation, seq, via, verb)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, (r->>3)::bigint,
                       (r->>4)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    INSERT_ACTIVITY_INDEX = {
        sqlite: "INSERT INTO statement_activity (activity, relation, seq, via, verb)
                 SELECT value->>0, value->>1, value->>2, value->>3, value->>4 FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_activity (activity, relation, seq, via, verb)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, (r->>3)::bigint,
                       (r->>4)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    INSERT_VERB_INDEX = {
        sqlite: "INSERT INTO statement_verb (verb, seq, via)
                 SELECT value->>0, value->>1, value->>2 FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_verb (verb, seq, via)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    INSERT_REGISTRATION_INDEX = {
        sqlite: "INSERT INTO statement_registration (registration, seq, via)
                 SELECT unhex(value->>0), value->>1, value->>2 FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_registration (registration, seq, via)
                   SELECT (r->>0)::uuid, (r->>1)::bigint, (r->>2)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    INSERT_ATTACHMENTS = {
        sqlite: "INSERT INTO statement_attachment (sha2, seq)
                 SELECT value->>0, value->>1 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_attachment (sha2, seq)
                   SELECT r->>0, (r->>1)::bigint FROM jsonb_array_elements($1::jsonb) AS r
                   ON CONFLICT DO NOTHING",
    };
    /// Those of a list of hashes that some statement needs.
    ATTACHED = {
        sqlite: "SELECT value FROM json_each($1) WHERE EXISTS
                 (SELECT 1 FROM statement_attachment s WHERE s.sha2 = value)",
        postgres: "SELECT l.value FROM jsonb_array_elements_text($1::jsonb) AS l WHERE EXISTS
                   (SELECT 1 FROM statement_attachment s WHERE s.sha2 = l.value)",
    };

    /// Voids the targets of new voiding statements; a voiding statement cannot be voided
    /// (xAPI 1.0.3, Data 2.3.2).
    VOID_TARGETS = {
        sqlite: "INSERT INTO voided_statement (seq) SELECT seq FROM statement
                 WHERE NOT voids AND id IN (SELECT unhex(value) FROM json_each($1))
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO voided_statement (seq) SELECT seq FROM statement
                   WHERE NOT voids
                   AND id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                   ON CONFLICT DO NOTHING",
    };
    /// Those of a list of identifiers that a stored statement refers to, and whether to void them.
    REFERRED = {
        sqlite: "SELECT target, max(voids) FROM statement WHERE target IS NOT NULL
                 AND target IN (SELECT unhex(value) FROM json_each($1)) GROUP BY target",
        postgres: "SELECT target, bool_or(voids) FROM statement WHERE target IS NOT NULL
                   AND target IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                   GROUP BY target",
    };
    /// Each of a list of statements with those that refer to it, directly or not, and how far off
    /// they are.
    REFERRING = {
        sqlite: "WITH RECURSIVE up(n, a, distance) AS (
                     SELECT value, value, 0 FROM json_each($1)
                     UNION
                     SELECT up.n, r.seq, up.distance + 1 FROM up
                     JOIN statement s ON s.seq = up.a JOIN statement r ON r.target = s.id
                     WHERE up.distance < $2)
                 SELECT n, a, distance FROM up",
        postgres: "WITH RECURSIVE up(n, a, distance) AS (
                       SELECT l.value::bigint, l.value::bigint, 0::bigint
                       FROM jsonb_array_elements_text($1::jsonb) AS l
                       UNION
                       SELECT up.n, r.seq, up.distance + 1 FROM up
                       JOIN statement s ON s.seq = up.a JOIN statement r ON r.target = s.id
                       WHERE up.distance < $2)
                   SELECT n, a, distance FROM up",
    };
    /// Each of a list of statements with those it refers to, directly or not, and how far off they
    /// are.
    REACHED = {
        sqlite: "WITH RECURSIVE down(n, d, distance) AS (
                     SELECT value, value, 0 FROM json_each($1)
                     UNION
                     SELECT down.n, t.seq, down.distance + 1 FROM down
                     JOIN statement s ON s.seq = down.d JOIN statement t ON t.id = s.target
                     WHERE down.distance < $2)
                 SELECT n, d, distance FROM down",
        postgres: "WITH RECURSIVE down(n, d, distance) AS (
                       SELECT l.value::bigint, l.value::bigint, 0::bigint
                       FROM jsonb_array_elements_text($1::jsonb) AS l
                       UNION
                       SELECT down.n, t.seq, down.distance + 1 FROM down
                       JOIN statement s ON s.seq = down.d JOIN statement t ON t.id = s.target
                       WHERE down.distance < $2)
                   SELECT n, d, distance FROM down",
    };
    BY_SEQ = {
        sqlite: stored!("WHERE s.seq IN (SELECT value FROM json_each($1))"),
        postgres: stored!("WHERE s.seq IN (SELECT value::bigint
                                   FROM jsonb_array_elements_text($1::jsonb))"),
    };

    ADD_VERBS = {
        sqlite: "INSERT INTO verb (iri) SELECT value FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO verb (iri) SELECT value FROM jsonb_array_elements_text($1::jsonb)
                   ON CONFLICT DO NOTHING",
    };
    VERB_KEYS = {
        sqlite: "SELECT iri, key FROM verb WHERE iri IN (SELECT value FROM json_each($1))",
        postgres: "SELECT iri, key FROM verb
                   WHERE iri IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))",
    };
    ADD_ACTIVITIES = {
        sqlite: "INSERT INTO activity (iri) SELECT value FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO activity (iri)
                   SELECT value FROM jsonb_array_elements_text($1::jsonb)
                   ON CONFLICT DO NOTHING",
    };
    ACTIVITY_KEYS = {
        sqlite: "SELECT iri, key FROM activity WHERE iri IN (SELECT value FROM json_each($1))",
        postgres: "SELECT iri, key FROM activity
                   WHERE iri IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))",
    };
    VERB_DISPLAYS = {
        sqlite: "SELECT key, display FROM verb
                 WHERE key IN (SELECT value FROM json_each($1)) AND display IS NOT NULL",
        postgres: "SELECT key, display FROM verb
                   WHERE key IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
                   AND display IS NOT NULL",
    };
    ACTIVITY_DEFINITIONS = {
        sqlite: "SELECT key, definition FROM activity
                 WHERE key IN (SELECT value FROM json_each($1)) AND definition IS NOT NULL",
        postgres: "SELECT key, definition FROM activity
                   WHERE key IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
                   AND definition IS NOT NULL",
    };
    SET_VERB_DISPLAYS = {
        sqlite: "UPDATE verb SET display = new.value->>1 FROM json_each($1) AS new
                 WHERE verb.key = new.value->>0",
        postgres: "UPDATE verb SET display = new->>1 FROM jsonb_array_elements($1::jsonb) AS new
                   WHERE verb.key = (new->>0)::bigint",
    };
    SET_ACTIVITY_DEFINITIONS = {
        sqlite: "UPDATE activity SET definition = new.value->>1 FROM json_each($1) AS new
                 WHERE activity.key = new.value->>0",
        postgres: "UPDATE activity SET definition = new->>1
                   FROM jsonb_array_elements($1::jsonb) AS new
                   WHERE activity.key = (new->>0)::bigint",
    };
    DISPLAYS_BY_IRI = {
        sqlite: "SELECT iri, display FROM verb
                 WHERE iri IN (SELECT value FROM json_each($1)) AND display IS NOT NULL",
        postgres: "SELECT iri, display FROM verb
                   WHERE iri IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))
                   AND display IS NOT NULL",
    };
    DEFINITIONS_BY_IRI = {
        sqlite: "SELECT iri, definition FROM activity
                 WHERE iri IN (SELECT value FROM json_each($1)) AND definition IS NOT NULL",
        postgres: "SELECT iri, definition FROM activity
                   WHERE iri IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))
                   AND definition IS NOT NULL",
    };

    ADD_AUTHORITIES = {
        sqlite: "INSERT INTO authority (text) SELECT value FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO authority (text)
                   SELECT value FROM jsonb_array_elements_text($1::jsonb) ON CONFLICT DO NOTHING",
    };
    AUTHORITY_KEYS = {
        sqlite: "SELECT text, key FROM authority WHERE text IN (SELECT value FROM json_each($1))",
        postgres: "SELECT text, key FROM authority
                   WHERE text IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))",
    };
    ADD_AGENTS = {
        sqlite: "INSERT INTO agent (kind, value, home_page)
                 SELECT value->>0, value->>1, value->>2 FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO agent (kind, value, home_page)
                   SELECT (r->>0)::bigint, r->>1, r->>2 FROM jsonb_array_elements($1::jsonb) AS r
                   ON CONFLICT DO NOTHING",
    };
    AGENT_KEYS = {
        sqlite: "SELECT kind, value, home_page, key FROM agent
                 WHERE (kind, value, home_page) IN
                     (SELECT value->>0, value->>1, value->>2 FROM json_each($1))",
        postgres: "SELECT kind, value, home_page, key FROM agent
                   WHERE (kind, value, home_page) IN
                       (SELECT (r->>0)::bigint, r->>1, r->>2
                        FROM jsonb_array_elements($1::jsonb) AS r)",
    };
    IDENTITIES = {
        sqlite: "SELECT kind, value, home_page, key FROM agent
                 WHERE key IN (SELECT value FROM json_each($1))",
        postgres: "SELECT kind, value, home_page, key FROM agent
                   WHERE key IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))",
    };

    FIND_ACTIVITY = "SELECT key FROM activity WHERE iri = $1";

    ONE = stored!("WHERE s.id = $1");
    REFERRING_TO = stored!("WHERE s.target = $1 ORDER BY s.seq DESC LIMIT $2");
    /// How many statements follow, up to a number, and those of them that fit, packed.
    FOLLOWING = {
        sqlite: following!(sqlite_fields!()),
        postgres: following!(postgres_fields!()),
    };
    POSITION_AT = "SELECT seq FROM statement WHERE stored <= $1 ORDER BY stored DESC LIMIT 1";
}

/// The key of a row in `agent`.
pub type AgentKey = i64;

/// The end of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHead {
    /// Sequence number of the last statement, 0 in an empty log.
    pub seq: i64,
    /// When it was stored, microseconds since the epoch; no statement will ever be stored at or
    /// before it.
    pub stored: i64,
}

/// The end of the log as this transaction sees it.
pub async fn head(tx: &mut Tx) -> Result<LogHead, StoreError> {
    let (seq, stored) = fetch_one!(tx, HEAD as (i64, i64))?;
    Ok(LogHead { seq, stored })
}

/// The end of the log, and the right to append to it until the transaction ends.
pub async fn lock(tx: &mut Tx) -> Result<LogHead, StoreError> {
    let (seq, stored) = fetch_one!(tx, LOCK_HEAD as (i64, i64))?;
    Ok(LogHead { seq, stored })
}

pub(super) async fn move_head(tx: &mut Tx, head: LogHead) -> Result<(), StoreError> {
    execute!(tx, MOVE_HEAD, head.seq, head.stored)?;
    Ok(())
}

/// One statement by its identifier, voided or not.
pub async fn one(tx: &mut Tx, id: Uuid) -> Result<Option<StoredStatement>, StoreError> {
    fetch_optional!(tx, ONE as StoredStatement, id)
}

/// The latest statements that refer to one directly.
pub async fn referring_to(
    tx: &mut Tx,
    id: Uuid,
    limit: i64,
) -> Result<Vec<StoredStatement>, StoreError> {
    fetch_all!(tx, REFERRING_TO as StoredStatement, id, limit)
}

/// At most `limit` statements after a sequence number, in order and without a gap, and whether
/// more may follow. Large ones are fewer.
pub async fn following(
    tx: &mut Tx,
    seq: i64,
    limit: i64,
) -> Result<(Vec<StoredStatement>, bool), StoreError> {
    type Columns = (i64, Option<String>);
    let (found, packed) = fetch_one!(tx, FOLLOWING as Columns, seq, limit, AT_ONCE_BYTES)?;
    let statements = unpack(&packed.unwrap_or_default(), Direction::Ascending)?;
    let all = i64::try_from(statements.len()).is_ok_and(|read| read == found);
    Ok((statements, found == limit || !all))
}

/// The place of the last statement stored at or before a moment (microseconds since the epoch).
pub async fn position_at(tx: &mut Tx, stored: i64) -> Result<i64, StoreError> {
    Ok(fetch_optional!(tx, POSITION_AT as (i64,), stored)?.map_or(0, |(seq,)| seq))
}

/// What statements that are built for one query are measured as.
static PAGE: Sql = Sql {
    name: "coachlight::statements::store::PAGE",
    sqlite: "",
    postgres: "",
};

/// Runs a statement that was built for one query.
macro_rules! built {
    ($tx:expr, $built:expr, $row:ty, $method:ident) => {{
        let built: Built = $built;
        macro_rules! run {
            ($on:expr) => {{
                // Built of constant fragments in query.rs; every value is bound.
                let mut running = sqlx::query_as::<_, $row>(AssertSqlSafe(built.sql));
                for value in built.values {
                    running = match value {
                        Bound::Id(id) => running.bind(id),
                        Bound::Number(number) => running.bind(number),
                        Bound::Text(text) => running.bind(text),
                    };
                }
                metered(&PAGE, running.$method(&mut **$on)).await?
            }};
        }
        match $tx {
            Tx::Sqlite(tx) => run!(tx),
            Tx::Postgres(tx) => run!(tx),
        }
    }};
}

/// The statements of one page of an answer, and whether more follow.
pub async fn page(tx: &mut Tx, query: &Query) -> Result<Page, StoreError> {
    let mut plan = query.plan();
    if let Some(counting) = plan.counting() {
        plan.counted(&built!(tx, counting, (i64, i64), fetch_all));
    }
    let built = plan.page(packed::of(tx));
    let (seq, stored, found, packed) =
        built!(tx, built, (i64, i64, i64, Option<String>), fetch_one);
    let statements = unpack(&packed.unwrap_or_default(), query.direction)?;
    Ok(Page {
        more: usize::try_from(found).is_ok_and(|found| found > statements.len()),
        statements,
        head: LogHead { seq, stored },
    })
}

/// Those of `ids` that are taken, with the stored text.
pub(super) async fn taken(tx: &mut Tx, ids: &[Uuid]) -> Result<BTreeMap<Uuid, String>, StoreError> {
    let ids = id_list(ids.iter().copied());
    Ok(fetch_all!(tx, TAKEN as (Uuid, String), &ids)?
        .into_iter()
        .collect())
}

/// A new statement with the place it was given.
pub(super) struct Placed<'s> {
    pub(super) seq: i64,
    pub(super) stored: i64,
    pub(super) authority: i64,
    pub(super) keys: Keys,
    /// Whether what it says of activities and verbs is taken over.
    pub(super) defines: bool,
    pub(super) statement: &'s NewStatement,
}

/// Rows of the index tables.
#[derive(Debug, Default)]
pub(super) struct IndexRows {
    agents: Vec<[i64; 5]>,
    activities: Vec<[i64; 5]>,
    verbs: Vec<[i64; 3]>,
    registrations: Vec<(Simple, i64, i64)>,
}

impl IndexRows {
    /// Indexes the statement `seq` under what stands in the statement `via`.
    pub(super) fn add(&mut self, holder: &NewStatement, keys: &Keys, seq: i64, via: i64) {
        for (agent, relation) in &keys.agents {
            self.agents
                .push([*agent, *relation as i64, seq, via, keys.verb]);
        }
        for (activity, relation) in &keys.activities {
            self.activities
                .push([*activity, *relation as i64, seq, via, keys.verb]);
        }
        self.verbs.push([keys.verb, seq, via]);
        if let Some(registration) = holder.registration {
            self.registrations.push((registration.simple(), seq, via));
        }
    }
}

fn statement_row<'p>(place: &'p Placed<'_>) -> impl Serialize + use<'p> {
    let new = place.statement;
    (
        place.seq,
        new.id.simple(),
        new.id_received,
        place.stored,
        new.timestamp
            .map_or(place.stored, jiff::Timestamp::as_microsecond),
        new.timestamp.is_some(),
        new.has_version,
        match new.version {
            Version::V1_0_3 => 103,
            Version::V2_0 => 200,
        },
        place.authority,
        new.target.map(Uuid::simple),
        new.voids,
        new.text.as_str(),
    )
}

/// Writes statements and their index rows, and voids what they void.
pub(super) async fn insert(tx: &mut Tx, placed: &[Placed<'_>]) -> Result<(), StoreError> {
    let statements = list(placed.iter().map(statement_row));
    execute!(tx, INSERT_STATEMENTS, &statements)?;
    let mut rows = IndexRows::default();
    for place in placed {
        rows.add(place.statement, &place.keys, place.seq, place.seq);
    }
    insert_index(tx, rows).await?;
    let attachments: Vec<(&str, i64)> = placed
        .iter()
        .flat_map(|place| {
            let hashes = place.statement.attachments.iter();
            hashes.map(|hash| (hash.as_str(), place.seq))
        })
        .collect();
    if !attachments.is_empty() {
        execute!(tx, INSERT_ATTACHMENTS, list(attachments.into_iter()))?;
    }
    let new = placed.iter().map(|place| place.statement);
    let voided = new.filter(|new| new.voids).filter_map(|new| new.target);
    void(tx, &voided.collect::<Vec<Uuid>>()).await
}

/// Writes rows of the index tables; those that are there already stay.
pub(super) async fn insert_index(tx: &mut Tx, rows: IndexRows) -> Result<(), StoreError> {
    if !rows.agents.is_empty() {
        execute!(tx, INSERT_AGENT_INDEX, list(rows.agents.iter()))?;
    }
    if !rows.activities.is_empty() {
        execute!(tx, INSERT_ACTIVITY_INDEX, list(rows.activities.iter()))?;
    }
    if !rows.verbs.is_empty() {
        execute!(tx, INSERT_VERB_INDEX, list(rows.verbs.iter()))?;
    }
    if !rows.registrations.is_empty() {
        execute!(
            tx,
            INSERT_REGISTRATION_INDEX,
            list(rows.registrations.iter())
        )?;
    }
    Ok(())
}

/// Those of some attachments' hashes that a statement needs.
pub async fn attached(
    tx: &mut Tx,
    hashes: impl Iterator<Item = &str>,
) -> Result<Vec<String>, StoreError> {
    let hashes = list(hashes);
    let rows = fetch_all!(tx, ATTACHED as (String,), hashes)?;
    Ok(rows.into_iter().map(|(hash,)| hash).collect())
}

async fn void(tx: &mut Tx, ids: &[Uuid]) -> Result<(), StoreError> {
    if !ids.is_empty() {
        execute!(tx, VOID_TARGETS, id_list(ids.iter().copied()))?;
    }
    Ok(())
}

/// Those of new statements that stored ones were waiting for; what a stored one voids is voided.
pub(super) async fn referred(tx: &mut Tx, placed: &[Placed<'_>]) -> Result<Vec<Uuid>, StoreError> {
    let received = placed
        .iter()
        .map(|place| place.statement)
        .filter(|new| new.id_received)
        .map(NewStatement::id);
    let found = fetch_all!(tx, REFERRED as (Uuid, bool), id_list(received))?;
    let voided: Vec<Uuid> = found
        .iter()
        .filter(|(_, voids)| *voids)
        .map(|(id, _)| *id)
        .collect();
    void(tx, &voided).await?;
    Ok(found.into_iter().map(|(id, _)| id).collect())
}

/// Each statement (by sequence number) with those that refer to it within `deepest` steps, itself
/// included, and their distance.
pub(super) async fn referring(
    tx: &mut Tx,
    statements: &[i64],
    deepest: i64,
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    let statements = list(statements.iter());
    fetch_all!(tx, REFERRING as (i64, i64, i64), &statements, deepest)
}

/// Each statement (by sequence number) with those it refers to within `deepest` steps, itself
/// included, and their distance.
pub(super) async fn reached(
    tx: &mut Tx,
    statements: &[i64],
    deepest: i64,
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    let statements = list(statements.iter());
    fetch_all!(tx, REACHED as (i64, i64, i64), &statements, deepest)
}

/// Statements by their sequence numbers.
pub(super) async fn by_seq(
    tx: &mut Tx,
    statements: &[i64],
) -> Result<Vec<StoredStatement>, StoreError> {
    let statements = list(statements.iter());
    fetch_all!(tx, BY_SEQ as StoredStatement, &statements)
}

/// What a description is of, by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Described {
    Activity(i64),
    Verb(i64),
}

/// Keys of activities, and of verbs, as lists.
fn described<'d>(all: impl Iterator<Item = &'d Described>) -> (Vec<i64>, Vec<i64>) {
    let (mut activities, mut verbs) = (Vec::new(), Vec::new());
    for described in all {
        match described {
            Described::Activity(key) => activities.push(*key),
            Described::Verb(key) => verbs.push(*key),
        }
    }
    (activities, verbs)
}

/// Definitions of activities and displays of verbs as they are stored, as JSON text.
pub(super) async fn descriptions<'d>(
    tx: &mut Tx,
    wanted: impl Iterator<Item = &'d Described>,
) -> Result<BTreeMap<Described, String>, StoreError> {
    let (activities, verbs) = described(wanted);
    let mut found = BTreeMap::new();
    if !activities.is_empty() {
        let keys = list(activities.iter());
        let rows = fetch_all!(tx, ACTIVITY_DEFINITIONS as (i64, String), keys)?;
        found.extend(
            rows.into_iter()
                .map(|(key, text)| (Described::Activity(key), text)),
        );
    }
    if !verbs.is_empty() {
        let keys = list(verbs.iter());
        let rows = fetch_all!(tx, VERB_DISPLAYS as (i64, String), keys)?;
        found.extend(
            rows.into_iter()
                .map(|(key, text)| (Described::Verb(key), text)),
        );
    }
    Ok(found)
}

/// Stores definitions of activities and displays of verbs.
pub(super) async fn describe(
    tx: &mut Tx,
    changed: &[(Described, String)],
) -> Result<(), StoreError> {
    let (mut activities, mut verbs) = (Vec::new(), Vec::new());
    for (described, text) in changed {
        match described {
            Described::Activity(key) => activities.push((key, text)),
            Described::Verb(key) => verbs.push((key, text)),
        }
    }
    if !activities.is_empty() {
        execute!(tx, SET_ACTIVITY_DEFINITIONS, list(activities.iter()))?;
    }
    if !verbs.is_empty() {
        execute!(tx, SET_VERB_DISPLAYS, list(verbs.iter()))?;
    }
    Ok(())
}

/// The definitions, as JSON text, of those of some activities that have one.
pub async fn definitions(
    tx: &mut Tx,
    iris: impl Iterator<Item = &str>,
) -> Result<HashMap<String, String>, StoreError> {
    let iris = list(iris);
    let rows = fetch_all!(tx, DEFINITIONS_BY_IRI as (String, String), iris)?;
    Ok(rows.into_iter().collect())
}

/// The displays, as JSON text, of those of some verbs that have one.
pub(super) async fn displays(
    tx: &mut Tx,
    iris: impl Iterator<Item = &str>,
) -> Result<HashMap<String, String>, StoreError> {
    let iris = list(iris);
    let rows = fetch_all!(tx, DISPLAYS_BY_IRI as (String, String), iris)?;
    Ok(rows.into_iter().collect())
}

/// Gives every verb IRI a key.
pub(super) async fn intern_verbs(
    tx: &mut Tx,
    iris: &[&str],
) -> Result<Vec<(String, i64)>, StoreError> {
    let iris = list(iris.iter());
    execute!(tx, ADD_VERBS, &iris)?;
    fetch_all!(tx, VERB_KEYS as (String, i64), &iris)
}

/// Gives every activity IRI a key.
pub async fn intern_activities(
    tx: &mut Tx,
    iris: &[&str],
) -> Result<Vec<(String, i64)>, StoreError> {
    let iris = list(iris.iter());
    execute!(tx, ADD_ACTIVITIES, &iris)?;
    fetch_all!(tx, ACTIVITY_KEYS as (String, i64), &iris)
}

/// Gives every authority text a key.
pub(super) async fn intern_authorities(
    tx: &mut Tx,
    texts: &[&str],
) -> Result<Vec<(String, i64)>, StoreError> {
    let texts = list(texts.iter());
    execute!(tx, ADD_AUTHORITIES, &texts)?;
    fetch_all!(tx, AUTHORITY_KEYS as (String, i64), &texts)
}

/// Gives every identity a key.
pub async fn intern_agents(
    tx: &mut Tx,
    identities: &[&Identity],
) -> Result<Vec<(Identity, AgentKey)>, StoreError> {
    let rows = list(identities.iter().map(|identity| identity.columns()));
    execute!(tx, ADD_AGENTS, &rows)?;
    let found = fetch_all!(tx, AGENT_KEYS as (i64, String, String, i64), &rows)?;
    Ok(found.into_iter().filter_map(identity_row).collect())
}

/// The key of one identity, which is made if it is new.
pub async fn intern_agent(tx: &mut Tx, identity: &Identity) -> Result<AgentKey, StoreError> {
    let found = intern_agents(tx, &[identity]).await?;
    found
        .first()
        .map(|(_, key)| *key)
        .ok_or_else(|| StoreError::from(sqlx::Error::RowNotFound))
}

/// The key of an identity that some statement or link has brought.
pub async fn find_agent(tx: &mut Tx, identity: &Identity) -> Result<Option<AgentKey>, StoreError> {
    let rows = list(std::iter::once(identity.columns()));
    let found = fetch_all!(tx, AGENT_KEYS as (i64, String, String, i64), rows)?;
    Ok(found.first().map(|row| row.3))
}

/// The actors of the statements that those of a part of the log refer to: whom voiding or vouching
/// concerns.
pub async fn referred_actors(
    tx: &mut Tx,
    after: i64,
    until: i64,
) -> Result<Vec<AgentKey>, StoreError> {
    let texts = fetch_all!(tx, REFERRED_TEXTS as (String,), after, until)?;
    let actors: BTreeSet<Identity> = texts
        .iter()
        .filter_map(|(text,)| serde_json::from_str::<serde_json::Value>(text).ok())
        .filter_map(|statement| Identity::of(statement.get("actor")?))
        .collect();
    if actors.is_empty() {
        return Ok(Vec::new());
    }
    let rows = list(actors.iter().map(Identity::columns));
    let found = fetch_all!(tx, AGENT_KEYS as (i64, String, String, i64), rows)?;
    Ok(found.into_iter().map(|row| row.3).collect())
}

/// The key of an activity that some statement or document has brought.
pub async fn find_activity(tx: &mut Tx, iri: &str) -> Result<Option<i64>, StoreError> {
    Ok(fetch_optional!(tx, FIND_ACTIVITY as (i64,), iri)?.map(|(key,)| key))
}

/// The identities behind keys.
pub async fn identities(
    tx: &mut Tx,
    keys: &[AgentKey],
) -> Result<Vec<(Identity, AgentKey)>, StoreError> {
    let keys = list(keys.iter());
    let found = fetch_all!(tx, IDENTITIES as (i64, String, String, i64), keys)?;
    Ok(found.into_iter().filter_map(identity_row).collect())
}

fn identity_row(row: (i64, String, String, i64)) -> Option<(Identity, AgentKey)> {
    let (kind, value, home_page, key) = row;
    Some((Identity::from_columns(kind, value, home_page)?, key))
}

fn id_list(ids: impl Iterator<Item = Uuid>) -> String {
    list(ids.map(Uuid::simple))
}

//! All SQL of the statement log.

mod descriptions;
mod erasing;
mod index;
mod names;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use uuid::Uuid;
use xapi_schemas::Version;

use super::names::Keys;
use super::new::NewStatement;
use super::packed::{self, AT_ONCE_BYTES, fields, postgres_fields, sqlite_fields, unpack};
use super::query::{Bound, Built, Direction, Page, Query};
use super::stored::StoredStatement;
use crate::store::{
    Sql, StoreError, Tx, execute, execute_apart, fetch_all, fetch_one, fetch_optional, id_list,
    list, metered, sql,
};

pub(in crate::statements) use descriptions::{
    Described, definition_sizes, describe, descriptions, display_sizes, displays,
};
pub use descriptions::{declaring, definitions};
pub use erasing::{
    ActivityRow, activities, activities_holding, agents_alike, authorities_holding, by_places,
    detach, forget_former, mentioning, rename_agent, rewrite, set_activity, set_authority,
};
pub(in crate::statements) use erasing::{admit, bar, barred, bars, count_bars, is_barred};
pub(in crate::statements) use index::{
    IndexRows, empty, insert_index, reached, referred, referring, remove_index,
};
pub use names::{
    find_activity, find_agent, identities, intern_activities, intern_agent, intern_agents,
    referred_actors,
};
pub(in crate::statements) use names::{intern_authorities, intern_verbs};

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
            "WITH sized AS (SELECT t.*, octet_length(t.text) AS size FROM statement t
                     WHERE t.seq > $1 ORDER BY t.seq LIMIT $2),
                 placed AS (SELECT z.*, sum(z.size) OVER (ORDER BY z.seq) - z.size AS before
                     FROM sized z)
             SELECT (SELECT count(*) FROM sized), (
                 SELECT string_agg(concat_ws('\u{1f}', ",
            $fields,
            "), '\u{1e}')
                 FROM placed s CROSS JOIN authority a
                 WHERE a.key = s.authority AND s.before < $3)"
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
    MOVE_HEAD = "UPDATE log_head SET seq = $1, stored = $2 WHERE id = 1";
    /// Those of a list of identifiers that are taken, with what is needed to compare.
    TAKEN = {
        sqlite: "SELECT id, text FROM statement
                 WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT id, text FROM statement
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    /// Writes statements; on `PostgreSQL` with what they are indexed under, in one way there and
    /// back. Nothing of a new statement can be indexed already.
    INSERT_STATEMENTS = {
        sqlite: "INSERT INTO statement (seq, id, id_received, stored, timestamp, has_timestamp,
                     has_version, version, authority, target, voids, text)
                 SELECT value->>0, unhex(value->>1), value->>2, value->>3, value->>4, value->>5,
                     value->>6, value->>7, value->>8, unhex(value->>9), value->>10, value->>11
                 FROM json_each($1)",
        postgres: "WITH agents AS (
                       INSERT INTO statement_agent (agent, relation, seq, via, verb)
                       SELECT * FROM unnest($13::bigint[], $14::bigint[], $15::bigint[],
                           $16::bigint[], $17::bigint[])),
                   activities AS (
                       INSERT INTO statement_activity (activity, relation, seq, via, verb)
                       SELECT * FROM unnest($18::bigint[], $19::bigint[], $20::bigint[],
                           $21::bigint[], $22::bigint[])),
                   verbs AS (
                       INSERT INTO statement_verb (verb, seq, via)
                       SELECT * FROM unnest($23::bigint[], $24::bigint[], $25::bigint[])),
                   registrations AS (
                       INSERT INTO statement_registration (registration, seq, via)
                       SELECT * FROM unnest($26::uuid[], $27::bigint[], $28::bigint[]))
                   INSERT INTO statement (seq, id, id_received, stored, timestamp, has_timestamp,
                       has_version, version, authority, target, voids, text)
                   SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::boolean[], $4::bigint[],
                       $5::bigint[], $6::boolean[], $7::boolean[], $8::bigint[], $9::bigint[],
                       $10::uuid[], $11::boolean[], $12::text[])",
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
    BY_SEQ = {
        sqlite: stored!("WHERE s.seq IN (SELECT value FROM json_each($1))"),
        postgres: stored!("WHERE s.seq IN (SELECT value::bigint
                                   FROM jsonb_array_elements_text($1::jsonb))"),
    };
    ONE = stored!("WHERE s.id = $1");
    VOIDER = stored!("WHERE s.target = $1 AND s.voids ORDER BY s.seq LIMIT 1");
    VOIDED_BETWEEN = "SELECT target, id FROM statement
                      WHERE seq > $1 AND seq <= $2 AND voids AND target IS NOT NULL ORDER BY seq";
    VOIDED_ABOUT = {
        sqlite: "SELECT DISTINCT s.id FROM statement_agent i
                 CROSS JOIN verb v ON v.key = i.verb
                 CROSS JOIN voided_statement x ON x.seq = i.seq
                 CROSS JOIN statement s ON s.seq = i.seq
                 WHERE i.agent IN (SELECT value FROM json_each($1)) AND i.via = i.seq
                     AND v.iri IN (SELECT value FROM json_each($2))",
        postgres: "SELECT DISTINCT s.id FROM statement_agent i
                   JOIN verb v ON v.key = i.verb
                   JOIN voided_statement x ON x.seq = i.seq
                   JOIN statement s ON s.seq = i.seq
                   WHERE i.agent IN (SELECT value::bigint
                                     FROM jsonb_array_elements_text($1::jsonb))
                       AND i.via = i.seq
                       AND v.iri IN (SELECT value FROM jsonb_array_elements_text($2::jsonb))",
    };
    REFERRING_TO = stored!("WHERE s.target = $1 ORDER BY s.seq DESC LIMIT $2");
    /// How many statements follow, up to a number, and those of them that fit, packed.
    FOLLOWING = {
        sqlite: following!(sqlite_fields!()),
        postgres: following!(postgres_fields!()),
    };
    COME_AFTER = "SELECT seq, authority, stored FROM statement
                  WHERE seq > $1 ORDER BY seq LIMIT $2";
    AT = {
        sqlite: "SELECT seq, id, stored FROM statement
                 WHERE seq IN (SELECT value FROM json_each($1))",
        postgres: "SELECT seq, id, stored FROM statement
                   WHERE seq IN (SELECT value::bigint
                                 FROM jsonb_array_elements_text($1::jsonb))",
    };
    VOUCHED = {
        sqlite: "SELECT s.id, a.text FROM statement s JOIN authority a ON a.key = s.authority
                 WHERE s.id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT s.id, a.text FROM statement s JOIN authority a ON a.key = s.authority
                   WHERE s.id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    /// Statements that may say how long something took.
    TEXTS = {
        sqlite: "SELECT id, text FROM statement WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT id, text FROM statement
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    TIMED = {
        sqlite: "SELECT id, text FROM statement
                 WHERE id IN (SELECT unhex(value) FROM json_each($1))
                     AND instr(text, '\"duration\"') > 0",
        postgres: "SELECT id, text FROM statement
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                       AND strpos(text, '\"duration\"') > 0",
    };
    /// Statements that speak of activities, in any place.
    MENTIONS = {
        sqlite: "SELECT activity, count(DISTINCT via) FROM statement_activity
                 WHERE activity IN (SELECT value FROM json_each($1)) AND seq = via
                 GROUP BY activity",
        postgres: "SELECT activity, count(DISTINCT via) FROM statement_activity
                   WHERE activity IN
                       (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
                       AND seq = via
                   GROUP BY activity",
    };
    NAMING = {
        sqlite: "SELECT DISTINCT s.seq FROM json_each($1) a
                 CROSS JOIN statement_agent s ON s.agent = a.value AND s.via = s.seq
                 WHERE s.seq > $2 ORDER BY s.seq LIMIT $3",
        postgres: "SELECT DISTINCT s.seq FROM jsonb_array_elements_text($1::jsonb) a
                   JOIN statement_agent s ON s.agent = a.value::bigint AND s.via = s.seq
                   WHERE s.seq > $2 ORDER BY s.seq LIMIT $3",
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

pub(in crate::statements) async fn move_head(tx: &mut Tx, head: LogHead) -> Result<(), StoreError> {
    execute!(tx, MOVE_HEAD, head.seq, head.stored)?;
    Ok(())
}

/// One statement by its identifier, voided or not.
pub async fn one(tx: &mut Tx, id: Uuid) -> Result<Option<StoredStatement>, StoreError> {
    fetch_optional!(tx, ONE as StoredStatement, id)
}

/// What some statements say, voided ones too; without those that are no more.
pub async fn texts(
    tx: &mut Tx,
    statements: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Value>, StoreError> {
    let found = fetch_all!(tx, TEXTS as (Uuid, String), id_list(statements))?;
    found.into_iter().map(parsed).collect()
}

fn parsed((id, text): (Uuid, String)) -> Result<(Uuid, Value), StoreError> {
    let statement =
        serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok((id, statement))
}

/// What the record store calls whoever it vouches for statements by: the app that sent each.
pub async fn senders(
    tx: &mut Tx,
    statements: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>, StoreError> {
    let ids = id_list(statements);
    let found = fetch_all!(tx, VOUCHED as (Uuid, String), &ids)?;
    let named = found.into_iter().filter_map(|(id, text)| {
        // What was stored is JSON; anything else has no name.
        let authority: Value = serde_json::from_str(&text).ok()?;
        Some((id, sender(&authority)?.to_owned()))
    });
    Ok(named.collect())
}

/// How long took what a statement tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed {
    /// As it says (`result.duration`).
    pub duration: String,
    /// The activity that is its object.
    pub activity: Option<String>,
}

/// How long took what statements tell, of those that say it.
pub async fn timed(
    tx: &mut Tx,
    statements: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Timed>, StoreError> {
    let ids = id_list(statements);
    let found = fetch_all!(tx, TIMED as (Uuid, String), &ids)?;
    let mut timed = BTreeMap::new();
    for row in found {
        let (id, statement) = parsed(row)?;
        let duration = statement
            .pointer("/result/duration")
            .and_then(Value::as_str);
        let Some(duration) = duration else { continue };
        let kind = statement.pointer("/object/objectType");
        let activity = statement.pointer("/object/id").and_then(Value::as_str);
        let activity = activity.filter(|_| kind.is_none_or(|kind| kind == "Activity"));
        timed.insert(
            id,
            Timed {
                duration: duration.to_owned(),
                activity: activity.map(str::to_owned),
            },
        );
    }
    Ok(timed)
}

/// What an authority is called: its name, else the name of its account.
#[must_use]
pub fn sender(authority: &Value) -> Option<&str> {
    let text = |pointer: &str| authority.pointer(pointer).and_then(Value::as_str);
    text("/name")
        .or_else(|| text("/account/name"))
        .or_else(|| text("/member/0/account/name"))
        .or_else(|| text("/mbox"))
}

/// The first statement that voids one.
pub async fn voider(tx: &mut Tx, id: Uuid) -> Result<Option<StoredStatement>, StoreError> {
    fetch_optional!(tx, VOIDER as StoredStatement, id)
}

/// Statements that name one of some agents, have one of some verbs, and are voided.
pub async fn voided_about(
    tx: &mut Tx,
    agents: &[AgentKey],
    verbs: &[&str],
) -> Result<Vec<StoredStatement>, StoreError> {
    let (agents, verbs) = (list(agents.iter()), list(verbs.iter()));
    let mut found = Vec::new();
    for (id,) in fetch_all!(tx, VOIDED_ABOUT as (Uuid,), &agents, &verbs)? {
        found.extend(one(tx, id).await?);
    }
    Ok(found)
}

/// What statements of a part of the log (after a place, up to one) void, each with the statement that
/// voids it.
pub async fn voided_between(
    tx: &mut Tx,
    after: i64,
    until: i64,
) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    fetch_all!(tx, VOIDED_BETWEEN as (Uuid, Uuid), after, until)
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

/// At most `limit` statements after a place that name one of some agents.
pub async fn naming(
    tx: &mut Tx,
    agents: &[AgentKey],
    after: i64,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let rows = fetch_all!(tx, NAMING as (i64,), list(agents.iter()), after, limit)?;
    Ok(rows.into_iter().map(|(seq,)| seq).collect())
}

/// The place of the last statement stored at or before a moment (microseconds since the epoch).
pub async fn position_at(tx: &mut Tx, stored: i64) -> Result<i64, StoreError> {
    Ok(fetch_optional!(tx, POSITION_AT as (i64,), stored)?.map_or(0, |(seq,)| seq))
}

/// At most `limit` statements after a place in the log: place, key of the authority, and when stored.
pub async fn come_after(
    tx: &mut Tx,
    seq: i64,
    limit: i64,
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    fetch_all!(tx, COME_AFTER as (i64, i64, i64), seq, limit)
}

/// Identifiers of statements at some places of the log, and when they were stored.
pub async fn at(tx: &mut Tx, seqs: &[i64]) -> Result<BTreeMap<i64, (Uuid, i64)>, StoreError> {
    let rows = fetch_all!(tx, AT as (i64, Uuid, i64), list(seqs.iter()))?;
    let placed = rows
        .into_iter()
        .map(|(seq, id, stored)| (seq, (id, stored)));
    Ok(placed.collect())
}

/// How many statements speak of each of some activities, where any does.
pub async fn mentions(tx: &mut Tx, keys: &[i64]) -> Result<BTreeMap<i64, i64>, StoreError> {
    let rows = fetch_all!(tx, MENTIONS as (i64, i64), list(keys.iter()))?;
    Ok(rows.into_iter().collect())
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
pub(in crate::statements) async fn taken(
    tx: &mut Tx,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, String>, StoreError> {
    let ids = id_list(ids);
    Ok(fetch_all!(tx, TAKEN as (Uuid, String), &ids)?
        .into_iter()
        .collect())
}

/// A new statement with the place it was given.
pub(in crate::statements) struct Placed<'s> {
    pub(in crate::statements) seq: i64,
    pub(in crate::statements) stored: i64,
    pub(in crate::statements) authority: i64,
    pub(in crate::statements) keys: Keys,
    /// Whether what it says of activities and verbs is taken over.
    pub(in crate::statements) defines: bool,
    pub(in crate::statements) statement: &'s NewStatement,
}

/// When a statement happened; without a word on that, when it was stored.
fn timestamp(new: &NewStatement, stored: i64) -> i64 {
    new.timestamp
        .map_or(stored, jiff::Timestamp::as_microsecond)
}

const fn version(new: &NewStatement) -> i64 {
    match new.version {
        Version::V1_0_3 => 103,
        Version::V2_0 => 200,
    }
}

fn statement_row<'p>(place: &'p Placed<'_>) -> impl Serialize + use<'p> {
    let new = place.statement;
    (
        place.seq,
        new.id.simple(),
        new.id_received,
        place.stored,
        timestamp(new, place.stored),
        new.timestamp.is_some(),
        new.has_version,
        version(new),
        place.authority,
        new.target.map(Uuid::simple),
        new.voids,
        new.text.as_str(),
    )
}

/// A column of rows.
fn column<'r, R, T>(rows: &'r [R], of: impl Fn(&'r R) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

/// Writes statements and their index rows, and voids what they void.
pub(in crate::statements) async fn insert(
    tx: &mut Tx,
    placed: &[Placed<'_>],
) -> Result<(), StoreError> {
    let mut rows = IndexRows::default();
    for place in placed {
        rows.add(place.statement, &place.keys, place.seq, place.seq);
    }
    execute_apart!(
        tx,
        INSERT_STATEMENTS,
        [list(placed.iter().map(statement_row))],
        [
            column(placed, |it| it.seq),
            column(placed, |it| it.statement.id),
            column(placed, |it| it.statement.id_received),
            column(placed, |it| it.stored),
            column(placed, |it| timestamp(it.statement, it.stored)),
            column(placed, |it| it.statement.timestamp.is_some()),
            column(placed, |it| it.statement.has_version),
            column(placed, |it| version(it.statement)),
            column(placed, |it| it.authority),
            column(placed, |it| it.statement.target),
            column(placed, |it| it.statement.voids),
            column(placed, |it| it.statement.text.as_str()),
            column(&rows.agents, |row| row[0]),
            column(&rows.agents, |row| row[1]),
            column(&rows.agents, |row| row[2]),
            column(&rows.agents, |row| row[3]),
            column(&rows.agents, |row| row[4]),
            column(&rows.activities, |row| row[0]),
            column(&rows.activities, |row| row[1]),
            column(&rows.activities, |row| row[2]),
            column(&rows.activities, |row| row[3]),
            column(&rows.activities, |row| row[4]),
            column(&rows.verbs, |row| row[0]),
            column(&rows.verbs, |row| row[1]),
            column(&rows.verbs, |row| row[2]),
            column(&rows.registrations, |row| row.0),
            column(&rows.registrations, |row| row.1),
            column(&rows.registrations, |row| row.2),
        ]
    )?;
    if let Tx::Sqlite(_) = tx {
        insert_index(tx, &rows).await?;
    }
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
    index::void(tx, &voided.collect::<Vec<Uuid>>()).await
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

/// Statements by their sequence numbers.
pub(in crate::statements) async fn by_seq(
    tx: &mut Tx,
    statements: &[i64],
) -> Result<Vec<StoredStatement>, StoreError> {
    let statements = list(statements.iter());
    fetch_all!(tx, BY_SEQ as StoredStatement, &statements)
}

//! All SQL of the statement log.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use uuid::Uuid;
use xapi_schemas::Version;

use super::new::{Identity, NewStatement, Relation};
use super::query::{Page, Query};
use super::stored::StoredStatement;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, list, sql};

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
    INSERT_STATEMENTS = {
        sqlite: "INSERT INTO statement (seq, id, id_received, stored, timestamp, has_timestamp,
                     has_version, version, authority, target, voids, voided, text)
                 SELECT value->>0, unhex(value->>1), value->>2, value->>3, value->>4, value->>5,
                     value->>6, value->>7, value->>8, unhex(value->>9), value->>10, 0, value->>11
                 FROM json_each($1)",
        postgres: "INSERT INTO statement (seq, id, id_received, stored, timestamp, has_timestamp,
                       has_version, version, authority, target, voids, voided, text)
                   SELECT (r->>0)::bigint, (r->>1)::uuid, (r->>2)::boolean, (r->>3)::bigint,
                       (r->>4)::bigint, (r->>5)::boolean, (r->>6)::boolean, (r->>7)::bigint,
                       (r->>8)::bigint, (r->>9)::uuid, (r->>10)::boolean, false, r->>11
                   FROM jsonb_array_elements($1::jsonb) AS r",
    };
    INSERT_AGENT_INDEX = {
        sqlite: "INSERT INTO statement_agent (agent, relation, seq, via)
                 SELECT value->>0, value->>1, value->>2, value->>2 FROM json_each($1)",
        postgres: "INSERT INTO statement_agent (agent, relation, seq, via)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, (r->>2)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r",
    };
    INSERT_ACTIVITY_INDEX = {
        sqlite: "INSERT INTO statement_activity (activity, relation, seq, via)
                 SELECT value->>0, value->>1, value->>2, value->>2 FROM json_each($1)",
        postgres: "INSERT INTO statement_activity (activity, relation, seq, via)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, (r->>2)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r",
    };
    INSERT_VERB_INDEX = {
        sqlite: "INSERT INTO statement_verb (verb, seq, via)
                 SELECT value->>0, value->>1, value->>1 FROM json_each($1)",
        postgres: "INSERT INTO statement_verb (verb, seq, via)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>1)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r",
    };
    INSERT_REGISTRATION_INDEX = {
        sqlite: "INSERT INTO statement_registration (registration, seq, via)
                 SELECT unhex(value->>0), value->>1, value->>1 FROM json_each($1)",
        postgres: "INSERT INTO statement_registration (registration, seq, via)
                   SELECT (r->>0)::uuid, (r->>1)::bigint, (r->>1)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r",
    };

    /// Voids the targets of new voiding statements; a voiding statement cannot be voided
    /// (xAPI 1.0.3, Data 2.3.2).
    VOID_TARGETS = {
        sqlite: "UPDATE statement SET voided = 1 WHERE voids = 0
                 AND id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "UPDATE statement SET voided = true WHERE NOT voids
                   AND id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    /// Those of a list of identifiers that a stored statement voids: they arrived after it.
    VOIDED_BEFORE = {
        sqlite: "SELECT DISTINCT target FROM statement WHERE voids AND target IS NOT NULL
                 AND target IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT DISTINCT target FROM statement WHERE voids AND target IS NOT NULL
                   AND target IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
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

    ONE = "SELECT s.seq, s.id, s.id_received, s.stored, s.timestamp, s.has_timestamp,
               s.has_version, s.version, s.target, s.voids, s.voided, a.text AS authority, s.text
           FROM statement s JOIN authority a ON a.key = s.authority
           WHERE s.id = $1";
    FOLLOWING = "SELECT s.seq, s.id, s.id_received, s.stored, s.timestamp, s.has_timestamp,
                     s.has_version, s.version, s.target, s.voids, s.voided,
                     a.text AS authority, s.text
                 FROM statement s JOIN authority a ON a.key = s.authority
                 WHERE s.seq > $1 ORDER BY s.seq LIMIT $2";
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

/// At most `limit` statements after a sequence number, in order and without a gap.
pub async fn following(
    tx: &mut Tx,
    seq: i64,
    limit: i64,
) -> Result<Vec<StoredStatement>, StoreError> {
    fetch_all!(tx, FOLLOWING as StoredStatement, seq, limit)
}

/// The statements of one page of an answer, and whether more follow.
pub async fn page(tx: &mut Tx, query: &Query) -> Result<Page, StoreError> {
    let Some(built) = query.resolve(tx).await? else {
        return Ok(Page::default());
    };
    // Built of constant fragments in query.rs; every value is bound.
    let statement = AssertSqlSafe(built.sql);
    macro_rules! rows {
        ($tx:expr) => {{
            let mut running = sqlx::query_as::<_, StoredStatement>(statement);
            for key in built.keys {
                running = running.bind(key);
            }
            if let Some(registration) = built.registration {
                running = running.bind(registration);
            }
            running.fetch_all(&mut **$tx).await?
        }};
    }
    let mut statements = match tx {
        Tx::Sqlite(tx) => rows!(tx),
        Tx::Postgres(tx) => rows!(tx),
    };
    let more = statements.len() > query.limit;
    statements.truncate(query.limit);
    Ok(Page { statements, more })
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
    pub(super) verb: i64,
    pub(super) agents: Vec<(AgentKey, Relation)>,
    pub(super) activities: Vec<(i64, Relation)>,
    pub(super) statement: &'s NewStatement,
}

/// Rows of the log's tables, each a JSON list.
struct Rows {
    statements: String,
    agents: String,
    activities: String,
    verbs: String,
    registrations: Option<String>,
    /// Identifiers that came with the statements: an earlier statement may void them.
    ids: String,
    /// What the new statements void.
    targets: Vec<Uuid>,
}

impl Rows {
    fn of(placed: &[Placed<'_>]) -> Self {
        let agents = placed.iter().flat_map(|place| {
            place
                .agents
                .iter()
                .map(|(agent, relation)| json!([agent, *relation as i64, place.seq]))
        });
        let activities = placed.iter().flat_map(|place| {
            let rows = place.activities.iter();
            rows.map(|(activity, relation)| json!([activity, *relation as i64, place.seq]))
        });
        let registrations: Vec<Value> = placed
            .iter()
            .filter_map(|place| {
                let registration = place.statement.registration?;
                Some(json!([registration.simple().to_string(), place.seq]))
            })
            .collect();
        let new = || placed.iter().map(|place| place.statement);
        Self {
            statements: list(placed.iter().map(statement_row)),
            agents: list(agents),
            activities: list(activities),
            verbs: list(placed.iter().map(|place| json!([place.verb, place.seq]))),
            registrations: (!registrations.is_empty()).then(|| list(registrations.into_iter())),
            ids: id_list(
                new()
                    .filter(|statement| statement.id_received)
                    .map(NewStatement::id),
            ),
            targets: new()
                .filter(|new| new.voids)
                .filter_map(|new| new.target)
                .collect(),
        }
    }
}

fn statement_row(place: &Placed<'_>) -> Value {
    let new = place.statement;
    json!([
        place.seq,
        new.id.simple().to_string(),
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
        new.target.map(|id| id.simple().to_string()),
        new.voids,
        new.text,
    ])
}

/// Writes statements and their index rows, and voids what is to be voided.
pub(super) async fn insert(tx: &mut Tx, placed: &[Placed<'_>]) -> Result<(), StoreError> {
    let rows = Rows::of(placed);
    execute!(tx, INSERT_STATEMENTS, &rows.statements)?;
    execute!(tx, INSERT_AGENT_INDEX, &rows.agents)?;
    execute!(tx, INSERT_ACTIVITY_INDEX, &rows.activities)?;
    execute!(tx, INSERT_VERB_INDEX, &rows.verbs)?;
    if let Some(registrations) = &rows.registrations {
        execute!(tx, INSERT_REGISTRATION_INDEX, registrations)?;
    }
    let mut voided = rows.targets;
    let before = fetch_all!(tx, VOIDED_BEFORE as (Uuid,), &rows.ids)?;
    voided.extend(before.into_iter().map(|(id,)| id));
    if !voided.is_empty() {
        let voided = id_list(voided.into_iter());
        execute!(tx, VOID_TARGETS, &voided)?;
    }
    Ok(())
}

/// Gives every verb IRI a key.
pub(super) async fn intern_verbs(
    tx: &mut Tx,
    iris: &[&str],
) -> Result<Vec<(String, i64)>, StoreError> {
    let iris = list(iris.iter().map(|iri| json!(iri)));
    execute!(tx, ADD_VERBS, &iris)?;
    fetch_all!(tx, VERB_KEYS as (String, i64), &iris)
}

/// Gives every activity IRI a key.
pub async fn intern_activities(
    tx: &mut Tx,
    iris: &[&str],
) -> Result<Vec<(String, i64)>, StoreError> {
    let iris = list(iris.iter().map(|iri| json!(iri)));
    execute!(tx, ADD_ACTIVITIES, &iris)?;
    fetch_all!(tx, ACTIVITY_KEYS as (String, i64), &iris)
}

/// Gives every authority text a key.
pub(super) async fn intern_authorities(
    tx: &mut Tx,
    texts: &[&str],
) -> Result<Vec<(String, i64)>, StoreError> {
    let texts = list(texts.iter().map(|text| json!(text)));
    execute!(tx, ADD_AUTHORITIES, &texts)?;
    fetch_all!(tx, AUTHORITY_KEYS as (String, i64), &texts)
}

/// Gives every identity a key.
pub async fn intern_agents(
    tx: &mut Tx,
    identities: &[&Identity],
) -> Result<Vec<(Identity, AgentKey)>, StoreError> {
    let rows = list(identities.iter().map(|identity| json!(identity.columns())));
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
    let rows = list(std::iter::once(json!(identity.columns())));
    let found = fetch_all!(tx, AGENT_KEYS as (i64, String, String, i64), rows)?;
    Ok(found.first().map(|row| row.3))
}

/// The identities behind keys.
pub async fn identities(
    tx: &mut Tx,
    keys: &[AgentKey],
) -> Result<Vec<(Identity, AgentKey)>, StoreError> {
    let keys = list(keys.iter().map(|key| json!(key)));
    let found = fetch_all!(tx, IDENTITIES as (i64, String, String, i64), keys)?;
    Ok(found.into_iter().filter_map(identity_row).collect())
}

fn identity_row(row: (i64, String, String, i64)) -> Option<(Identity, AgentKey)> {
    let (kind, value, home_page, key) = row;
    Some((Identity::from_columns(kind, value, home_page)?, key))
}

fn id_list(ids: impl Iterator<Item = Uuid>) -> String {
    list(ids.map(|id| Value::String(id.simple().to_string())))
}

//! The tables of names: agents, verbs, activities and authorities with their keys.

use std::collections::BTreeSet;

use super::AgentKey;
use crate::statements::identity::Identity;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, list, sql};

sql! {
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
                 SELECT n.value->>0, n.value->>1, n.value->>2 FROM json_each($1) AS n
                 WHERE NOT EXISTS (SELECT 1 FROM agent_former f WHERE f.value = n.value->>1
                     AND f.home_page = n.value->>2 AND f.kind = n.value->>0)
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO agent (kind, value, home_page)
                   SELECT (r->>0)::bigint, r->>1, r->>2 FROM jsonb_array_elements($1::jsonb) AS r
                   WHERE NOT EXISTS (SELECT 1 FROM agent_former f WHERE f.value = r->>1
                       AND f.home_page = r->>2 AND f.kind = (r->>0)::bigint)
                   ON CONFLICT DO NOTHING",
    };
    /// While a person is being erased, texts still name them by what they were called before.
    AGENT_KEYS = {
        sqlite: "SELECT kind, value, home_page, key FROM agent
                 WHERE (kind, value, home_page) IN
                     (SELECT value->>0, value->>1, value->>2 FROM json_each($1))
                 UNION ALL
                 SELECT kind, value, home_page, agent FROM agent_former
                 WHERE (kind, value, home_page) IN
                     (SELECT value->>0, value->>1, value->>2 FROM json_each($1))",
        postgres: "SELECT kind, value, home_page, key FROM agent
                   WHERE (kind, value, home_page) IN
                       (SELECT (r->>0)::bigint, r->>1, r->>2
                        FROM jsonb_array_elements($1::jsonb) AS r)
                   UNION ALL
                   SELECT kind, value, home_page, agent FROM agent_former
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
    /// The statements that those of a part of the log refer to.
    REFERRED_TEXTS = "SELECT t.text FROM statement s JOIN statement t ON t.id = s.target
                      WHERE s.seq > $1 AND s.seq <= $2 AND s.target IS NOT NULL";
    FIND_ACTIVITY = "SELECT key FROM activity WHERE iri = $1";
}

/// Gives every verb IRI a key.
pub(in crate::statements) async fn intern_verbs(
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
pub(in crate::statements) async fn intern_authorities(
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

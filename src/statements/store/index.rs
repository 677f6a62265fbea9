//! The tables that filters walk, and the references that fill them.

use uuid::Uuid;
use uuid::fmt::Simple;

use super::{Placed, id_list};
use crate::statements::names::Keys;
use crate::statements::new::NewStatement;
use crate::store::{StoreError, Tx, execute, fetch_all, list, sql};

sql! {
    INSERT_AGENT_INDEX = {
        sqlite: "INSERT INTO statement_agent (agent, relation, seq, via, verb)
                 SELECT value->>0, value->>1, value->>2, value->>3, value->>4
                 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_agent (agent, relation, seq, via, verb)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, (r->>3)::bigint,
                       (r->>4)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    INSERT_ACTIVITY_INDEX = {
        sqlite: "INSERT INTO statement_activity (activity, relation, seq, via, verb)
                 SELECT value->>0, value->>1, value->>2, value->>3, value->>4
                 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
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
}

/// Rows of the index tables.
#[derive(Debug, Default)]
pub(in crate::statements) struct IndexRows {
    agents: Vec<[i64; 5]>,
    activities: Vec<[i64; 5]>,
    verbs: Vec<[i64; 3]>,
    registrations: Vec<(Simple, i64, i64)>,
}

impl IndexRows {
    /// Indexes the statement `seq` under what stands in the statement `via`.
    pub(in crate::statements) fn add(
        &mut self,
        holder: &NewStatement,
        keys: &Keys,
        seq: i64,
        via: i64,
    ) {
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

/// Writes rows of the index tables; those that are there already stay.
pub(in crate::statements) async fn insert_index(
    tx: &mut Tx,
    rows: IndexRows,
) -> Result<(), StoreError> {
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

pub(super) async fn void(tx: &mut Tx, ids: &[Uuid]) -> Result<(), StoreError> {
    if !ids.is_empty() {
        execute!(tx, VOID_TARGETS, id_list(ids.iter().copied()))?;
    }
    Ok(())
}

/// Those of new statements that stored ones were waiting for; what a stored one voids is voided.
pub(in crate::statements) async fn referred(
    tx: &mut Tx,
    placed: &[Placed<'_>],
) -> Result<Vec<Uuid>, StoreError> {
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
pub(in crate::statements) async fn referring(
    tx: &mut Tx,
    statements: &[i64],
    deepest: i64,
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    let statements = list(statements.iter());
    fetch_all!(tx, REFERRING as (i64, i64, i64), &statements, deepest)
}

/// Each statement (by sequence number) with those it refers to within `deepest` steps, itself
/// included, and their distance.
pub(in crate::statements) async fn reached(
    tx: &mut Tx,
    statements: &[i64],
    deepest: i64,
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    let statements = list(statements.iter());
    fetch_all!(tx, REACHED as (i64, i64, i64), &statements, deepest)
}

//! The tables that filters walk, and the references that fill them.

use uuid::Uuid;

use super::{Placed, column, id_list};
use crate::statements::names::Keys;
use crate::statements::new::NewStatement;
use crate::store::{StoreError, Tx, execute, execute_apart, fetch_all, list, sql};

sql! {
    INSERT_AGENT_INDEX = {
        sqlite: "INSERT INTO statement_agent (agent, relation, seq, via, verb)
                 SELECT value->>0, value->>1, value->>2, value->>3, value->>4
                 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_agent (agent, relation, seq, via, verb)
                   SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[],
                       $5::bigint[]) ON CONFLICT DO NOTHING",
    };
    INSERT_ACTIVITY_INDEX = {
        sqlite: "INSERT INTO statement_activity (activity, relation, seq, via, verb)
                 SELECT value->>0, value->>1, value->>2, value->>3, value->>4
                 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_activity (activity, relation, seq, via, verb)
                   SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[],
                       $5::bigint[]) ON CONFLICT DO NOTHING",
    };
    INSERT_VERB_INDEX = {
        sqlite: "INSERT INTO statement_verb (verb, seq, via)
                 SELECT value->>0, value->>1, value->>2 FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_verb (verb, seq, via)
                   SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
                   ON CONFLICT DO NOTHING",
    };
    INSERT_REGISTRATION_INDEX = {
        sqlite: "INSERT INTO statement_registration (registration, seq, via)
                 SELECT unhex(value->>0), value->>1, value->>2 FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO statement_registration (registration, seq, via)
                   SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[])
                   ON CONFLICT DO NOTHING",
    };
    REMOVE_AGENT_INDEX = {
        sqlite: "DELETE FROM statement_agent WHERE (agent, relation, seq, via) IN (
                     SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each($1))",
        postgres: "DELETE FROM statement_agent t USING unnest($1::bigint[], $2::bigint[], $3::bigint[],
                       $4::bigint[]) AS r (agent, relation, seq, via)
                   WHERE t.agent = r.agent AND t.relation = r.relation AND t.seq = r.seq
                       AND t.via = r.via",
    };
    REMOVE_ACTIVITY_INDEX = {
        sqlite: "DELETE FROM statement_activity WHERE (activity, relation, seq, via) IN (
                     SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each($1))",
        postgres: "DELETE FROM statement_activity t USING unnest($1::bigint[], $2::bigint[], $3::bigint[],
                       $4::bigint[]) AS r (activity, relation, seq, via)
                   WHERE t.activity = r.activity AND t.relation = r.relation AND t.seq = r.seq
                       AND t.via = r.via",
    };
    REMOVE_VERB_INDEX = {
        sqlite: "DELETE FROM statement_verb WHERE (verb, seq, via) IN (
                     SELECT value->>0, value->>1, value->>2 FROM json_each($1))",
        postgres: "DELETE FROM statement_verb t USING unnest($1::bigint[], $2::bigint[],
                       $3::bigint[]) AS r (verb, seq, via)
                   WHERE t.verb = r.verb AND t.seq = r.seq AND t.via = r.via",
    };
    REMOVE_REGISTRATION_INDEX = {
        sqlite: "DELETE FROM statement_registration WHERE (registration, seq, via) IN (
                     SELECT unhex(value->>0), value->>1, value->>2 FROM json_each($1))",
        postgres: "DELETE FROM statement_registration t USING unnest($1::uuid[], $2::bigint[],
                       $3::bigint[]) AS r (registration, seq, via)
                   WHERE t.registration = r.registration AND t.seq = r.seq AND t.via = r.via",
    };
    /// Puts another text in the place of statements, as voided ones that say nothing else.
    EMPTY = {
        sqlite: "UPDATE statement SET text = $2, authority = $3, timestamp = stored,
                     has_timestamp = 0, has_version = 0, target = NULL, voids = 0
                 WHERE seq IN (SELECT value FROM json_each($1))",
        postgres: "UPDATE statement SET text = $2, authority = $3, timestamp = stored,
                       has_timestamp = false, has_version = false, target = NULL, voids = false
                   WHERE seq IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))",
    };
    VOID_PLACES = {
        sqlite: "INSERT INTO voided_statement (seq) SELECT value FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO voided_statement (seq)
                   SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)
                   ON CONFLICT DO NOTHING",
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
                 SELECT n, a, distance FROM up LIMIT $3",
        postgres: "WITH RECURSIVE up(n, a, distance) AS (
                       SELECT l.value::bigint, l.value::bigint, 0::bigint
                       FROM jsonb_array_elements_text($1::jsonb) AS l
                       UNION
                       SELECT up.n, r.seq, up.distance + 1 FROM up
                       JOIN statement s ON s.seq = up.a JOIN statement r ON r.target = s.id
                       WHERE up.distance < $2)
                   SELECT n, a, distance FROM up LIMIT $3",
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
    pub(super) agents: Vec<[i64; 5]>,
    pub(super) activities: Vec<[i64; 5]>,
    pub(super) verbs: Vec<[i64; 3]>,
    pub(super) registrations: Vec<(Uuid, i64, i64)>,
}

impl IndexRows {
    /// How many there are.
    pub(in crate::statements) const fn len(&self) -> usize {
        self.agents.len() + self.activities.len() + self.verbs.len() + self.registrations.len()
    }

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
            self.registrations.push((registration, seq, via));
        }
    }
}

/// Writes rows of the index tables; those that are there already stay.
pub(in crate::statements) async fn insert_index(
    tx: &mut Tx,
    rows: &IndexRows,
) -> Result<(), StoreError> {
    let IndexRows {
        agents,
        activities,
        verbs,
        registrations,
    } = rows;
    if !agents.is_empty() {
        execute_apart!(
            tx,
            INSERT_AGENT_INDEX,
            [list(agents.iter())],
            [
                column(agents, |row| row[0]),
                column(agents, |row| row[1]),
                column(agents, |row| row[2]),
                column(agents, |row| row[3]),
                column(agents, |row| row[4]),
            ]
        )?;
    }
    if !activities.is_empty() {
        execute_apart!(
            tx,
            INSERT_ACTIVITY_INDEX,
            [list(activities.iter())],
            [
                column(activities, |row| row[0]),
                column(activities, |row| row[1]),
                column(activities, |row| row[2]),
                column(activities, |row| row[3]),
                column(activities, |row| row[4]),
            ]
        )?;
    }
    if !verbs.is_empty() {
        execute_apart!(
            tx,
            INSERT_VERB_INDEX,
            [list(verbs.iter())],
            [
                column(verbs, |row| row[0]),
                column(verbs, |row| row[1]),
                column(verbs, |row| row[2])
            ]
        )?;
    }
    if !registrations.is_empty() {
        let simple = registrations
            .iter()
            .map(|(registration, seq, via)| (registration.simple(), seq, via));
        execute_apart!(
            tx,
            INSERT_REGISTRATION_INDEX,
            [list(simple)],
            [
                column(registrations, |row| row.0),
                column(registrations, |row| row.1),
                column(registrations, |row| row.2),
            ]
        )?;
    }
    Ok(())
}

/// Removes rows of the index tables.
pub(in crate::statements) async fn remove_index(
    tx: &mut Tx,
    rows: &IndexRows,
) -> Result<(), StoreError> {
    let IndexRows {
        agents,
        activities,
        verbs,
        registrations,
    } = rows;
    execute_apart!(
        tx,
        REMOVE_AGENT_INDEX,
        [list(agents.iter())],
        [
            column(agents, |row| row[0]),
            column(agents, |row| row[1]),
            column(agents, |row| row[2]),
            column(agents, |row| row[3]),
        ]
    )?;
    execute_apart!(
        tx,
        REMOVE_ACTIVITY_INDEX,
        [list(activities.iter())],
        [
            column(activities, |row| row[0]),
            column(activities, |row| row[1]),
            column(activities, |row| row[2]),
            column(activities, |row| row[3]),
        ]
    )?;
    execute_apart!(
        tx,
        REMOVE_VERB_INDEX,
        [list(verbs.iter())],
        [
            column(verbs, |row| row[0]),
            column(verbs, |row| row[1]),
            column(verbs, |row| row[2])
        ]
    )?;
    let simple = registrations
        .iter()
        .map(|(registration, seq, via)| (registration.simple(), seq, via));
    execute_apart!(
        tx,
        REMOVE_REGISTRATION_INDEX,
        [list(simple)],
        [
            column(registrations, |row| row.0),
            column(registrations, |row| row.1),
            column(registrations, |row| row.2),
        ]
    )?;
    Ok(())
}

/// Lets statements say something else, and nobody be shown them.
pub(in crate::statements) async fn empty(
    tx: &mut Tx,
    places: &[i64],
    text: &str,
    authority: i64,
) -> Result<(), StoreError> {
    let places = list(places.iter());
    execute!(tx, EMPTY, &places, text, authority)?;
    execute!(tx, VOID_PLACES, &places)?;
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
/// included, and their distance: so many that whoever wants at most `most` sees that there are more.
pub(in crate::statements) async fn referring(
    tx: &mut Tx,
    statements: &[i64],
    deepest: i64,
    most: usize,
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    let statements = list(statements.iter());
    let limit = i64::try_from(most).map_or(i64::MAX, |most| most.saturating_add(1));
    fetch_all!(
        tx,
        REFERRING as (i64, i64, i64),
        &statements,
        deepest,
        limit
    )
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

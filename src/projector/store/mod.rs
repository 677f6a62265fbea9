//! All SQL of facts, contributions and generations.

mod aims;
mod contributions;
mod finished;
mod generations;
mod groups;
mod leading;
mod packs;
mod persons;
mod presence;
mod row;
mod unused;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::people;
use crate::projector::act::{said, title};
use crate::statements;
use crate::store::{StoreError, Tx, execute, fetch_all, id_list, list, sql};

pub use aims::aiming_at;
pub(in crate::projector) use contributions::{
    Contribution, children, contributions, created, point, put_contributions, tell_creators,
};
pub use finished::finished;
pub use generations::{Generation, current};
pub(in crate::projector) use generations::{
    add_generation, all, differences, drop_generation, drop_portion, generation, lock_all,
    lock_generation, move_generation, note_vocabulary, promote, retire, vocabulary,
};
pub use groups::{comings_and_goings, facts_of_group, facts_of_groups};
pub use leading::{coached_groups, group_settings, group_settings_on, shares_group};
pub(in crate::projector) use packs::{Changing, change, keep, renew};
pub use packs::{Packed, packed};
pub use persons::{about, about_all, about_on, acted_in, facts_between, likes_received, touched};
pub use presence::{Titled, acting_in, presence_in, titles_in};

pub(in crate::projector) use unused::{Noted, note_unused};
pub use unused::{Unmapped, UnusedStatement, unmapped_verbs, unused_statements};

sql! {
    INSERT_FACTS = {
        sqlite: "INSERT INTO fact (generation, seq, id, act, engagement, evidence, at, day, actor,
                     instructor, recipient, recipient_named, object, anchor, creates, group_key,
                     group_named, quality, target, level, due_day, expires_day, resend_key,
                     resent, recipient_since, group_since, withdrawn_day, fallback_key)
                 SELECT $1, value->>0, unhex(value->>1), value->>2, value->>3, value->>4,
                     value->>5, value->>6, value->>7, value->>8, value->>9, value->>10,
                     value->>11, value->>12, value->>13, value->>14, value->>15, value->>16,
                     unhex(value->>17), value->>18, value->>19, value->>20, unhex(value->>21),
                     0, value->>22, value->>23, value->>24, value->>25
                 FROM json_each($2)",
        postgres: "INSERT INTO fact (generation, seq, id, act, engagement, evidence, at, day, actor,
                       instructor, recipient, recipient_named, object, anchor, creates, group_key,
                       group_named, quality, target, level, due_day, expires_day, resend_key,
                       resent, recipient_since, group_since, withdrawn_day, fallback_key)
                   SELECT $1, (r->>0)::bigint, (r->>1)::uuid, (r->>2)::bigint, (r->>3)::bigint,
                       (r->>4)::bigint, (r->>5)::bigint, (r->>6)::bigint, (r->>7)::bigint,
                       (r->>8)::bigint, (r->>9)::bigint, (r->>10)::boolean, (r->>11)::bigint,
                       (r->>12)::bigint, (r->>13)::boolean, (r->>14)::bigint, (r->>15)::boolean,
                       (r->>16)::bigint, (r->>17)::uuid, (r->>18)::bigint, (r->>19)::bigint,
                       (r->>20)::bigint, decode(r->>21, 'hex'), false, (r->>22)::bigint,
                       (r->>23)::bigint, (r->>24)::bigint, (r->>25)::bigint
                   FROM jsonb_array_elements($2::jsonb) AS r",
    };
    INSERT_COMPETENCIES = {
        sqlite: "INSERT INTO fact_competency (generation, seq, competency)
                 SELECT $1, value->>0, value->>1 FROM json_each($2)",
        postgres: "INSERT INTO fact_competency (generation, seq, competency)
                   SELECT $1, (r->>0)::bigint, (r->>1)::bigint
                   FROM jsonb_array_elements($2::jsonb) AS r",
    };
    NAME_ACTIVITIES = {
        sqlite: "INSERT INTO activity_name (activity, name, at)
                 SELECT value->>0, value->>1, value->>2 FROM json_each($1) WHERE true
                 ON CONFLICT (activity) DO UPDATE SET name = excluded.name, at = excluded.at
                 WHERE activity_name.at < excluded.at
                     OR (activity_name.at = excluded.at AND activity_name.name < excluded.name)",
        postgres: "INSERT INTO activity_name (activity, name, at)
                   SELECT (r->>0)::bigint, r->>1, (r->>2)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r
                   ON CONFLICT (activity) DO UPDATE SET name = excluded.name, at = excluded.at
                   WHERE activity_name.at < excluded.at
                       OR (activity_name.at = excluded.at AND activity_name.name < excluded.name)",
    };
    ACTIVITY_NAMES = {
        sqlite: "SELECT a.key, a.iri, n.name FROM activity a
                 LEFT JOIN activity_name n ON n.activity = a.key
                 WHERE a.key IN (SELECT value FROM json_each($1))",
        postgres: "SELECT a.key, a.iri, n.name FROM activity a
                   LEFT JOIN activity_name n ON n.activity = a.key
                   WHERE a.key IN (SELECT value::bigint
                                   FROM jsonb_array_elements_text($1::jsonb))",
    };
    /// The facts of statements.
    OF_STATEMENTS = {
        sqlite: "SELECT f.seq, f.object, f.creates, f.act, f.resend_key, f.target FROM fact f
                 WHERE f.generation = $1 AND f.seq IN
                     (SELECT s.seq FROM statement s
                      WHERE s.id IN (SELECT unhex(value) FROM json_each($2)))",
        postgres: "SELECT f.seq, f.object, f.creates, f.act, f.resend_key, f.target FROM fact f
                   WHERE f.generation = $1 AND f.seq IN
                       (SELECT s.seq FROM statement s
                        WHERE s.id IN (SELECT value::uuid
                                       FROM jsonb_array_elements_text($2::jsonb)))",
    };
    DELETE_FACTS = {
        sqlite: "DELETE FROM fact
                 WHERE generation = $1 AND seq IN (SELECT value FROM json_each($2))",
        postgres: "DELETE FROM fact WHERE generation = $1
                   AND seq IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))",
    };
    DELETE_COMPETENCIES = {
        sqlite: "DELETE FROM fact_competency
                 WHERE generation = $1 AND seq IN (SELECT value FROM json_each($2))",
        postgres: "DELETE FROM fact_competency WHERE generation = $1
                   AND seq IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))",
    };
    /// Of facts with the same resend key the first counts, the others do not.
    MARK_RESENDS = {
        sqlite: "UPDATE fact SET resent = seq <> (SELECT min(o.seq) FROM fact o
                     WHERE o.generation = $1 AND o.resend_key = fact.resend_key)
                 WHERE generation = $1
                     AND resend_key IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE fact SET resent = seq <> (SELECT min(o.seq) FROM fact o
                       WHERE o.generation = $1 AND o.resend_key = fact.resend_key)
                   WHERE generation = $1
                       AND resend_key IN (SELECT decode(value, 'hex')
                                          FROM jsonb_array_elements_text($2::jsonb))",
    };
}

/// Writes facts (rows in the order of the statement's columns) and their competencies.
pub(in crate::projector) async fn insert_facts(
    tx: &mut Tx,
    generation: i64,
    facts: &str,
    competencies: &str,
) -> Result<(), StoreError> {
    execute!(tx, INSERT_FACTS, generation, facts)?;
    execute!(tx, INSERT_COMPETENCIES, generation, competencies)?;
    Ok(())
}

pub(in crate::projector) async fn name_activities(
    tx: &mut Tx,
    rows: &str,
) -> Result<(), StoreError> {
    execute!(tx, NAME_ACTIVITIES, rows)?;
    Ok(())
}

/// IRI and name of activities: the name as whoever reads may see it.
pub async fn activity_names(
    tx: &mut Tx,
    keys: &[i64],
) -> Result<BTreeMap<i64, (String, Option<String>)>, StoreError> {
    let keys = list(keys.iter().map(|key| json!(key)));
    let rows = fetch_all!(tx, ACTIVITY_NAMES as (i64, String, Option<String>), &keys)?;
    Ok(rows
        .into_iter()
        .map(|(key, iri, name)| (key, (iri, name.map(|name| people::text(tx, name)))))
        .collect())
}

/// What somebody wrote in a statement, as whoever reads may see it.
#[must_use]
pub fn said_to(tx: &Tx, statement: &Value) -> Option<String> {
    Some(people::text(tx, said(statement)?))
}

/// The words of a statement, as whoever reads may see them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// What its object is called.
    pub title: Option<String>,
    /// What somebody wrote.
    pub text: Option<String>,
}

/// The words of some statements; none of those that are no more.
pub async fn words_of(
    tx: &mut Tx,
    statements: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Words>, StoreError> {
    let found = statements::texts(tx, statements).await?;
    let words = found.into_iter().map(|(id, value)| {
        let words = Words {
            title: title(&value).map(|title| people::text(tx, title)),
            text: said_to(tx, &value),
        };
        (id, words)
    });
    Ok(words.collect())
}

/// What the statements that others refer to brought into being.
pub(in crate::projector) async fn created_by(
    tx: &mut Tx,
    generation: i64,
    statements: &[Uuid],
) -> Result<Vec<i64>, StoreError> {
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    let ids = id_list(statements);
    let facts = fetch_all!(tx, OF_STATEMENTS as Leaving, generation, &ids)?;
    let made = facts.into_iter().filter(|fact| fact.creates);
    Ok(made.filter_map(|fact| fact.object).collect())
}

/// A fact that is to go, as far as others depend on it.
#[derive(sqlx::FromRow)]
pub(in crate::projector) struct Leaving {
    pub(in crate::projector) seq: i64,
    pub(in crate::projector) object: Option<i64>,
    pub(in crate::projector) creates: bool,
    pub(in crate::projector) act: i64,
    pub(in crate::projector) resend_key: Option<Vec<u8>>,
    pub(in crate::projector) target: Option<Uuid>,
}

/// Takes away the facts of statements; returns what others depend on.
pub(in crate::projector) async fn remove(
    tx: &mut Tx,
    generation: i64,
    statements: &[Uuid],
) -> Result<Vec<Leaving>, StoreError> {
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    let ids = id_list(statements);
    let leaving = fetch_all!(tx, OF_STATEMENTS as Leaving, generation, &ids)?;
    if !leaving.is_empty() {
        let seqs = list(leaving.iter().map(|fact| json!(fact.seq)));
        execute!(tx, DELETE_FACTS, generation, &seqs)?;
        execute!(tx, DELETE_COMPETENCIES, generation, &seqs)?;
    }
    unused::forget(tx, generation, &ids).await?;
    Ok(leaving)
}

pub(in crate::projector) async fn mark_resends(
    tx: &mut Tx,
    generation: i64,
    keys: &[String],
) -> Result<(), StoreError> {
    let keys = list(keys.iter().map(|key| json!(key)));
    execute!(tx, MARK_RESENDS, generation, &keys)?;
    Ok(())
}

fn keys(keys: &[i64]) -> String {
    list(keys.iter().map(|key| json!(key)))
}

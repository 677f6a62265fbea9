//! Facts about persons, and where they acted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::row::{Row, columns, counts, speaks_of_progress};
use crate::people::PersonId;
use crate::projector::fact::Fact;
use crate::projector::kinds::ActKind;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, list, sql};

sql! {
    /// What a person did, what others did that concerns them, and what refers to either or
    /// approves a step of theirs.
    ABOUT_PERSON = concat!(
        "SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND ", counts!(), " AND ", speaks_of_progress!(), "
                 AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
         UNION SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND ", counts!(), "
                 AND (f.recipient_since IS NULL OR f.recipient_since <= $3)
                 AND f.recipient IN (SELECT agent FROM person_agent WHERE person = $2)
         UNION SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND ", counts!(), " AND f.target IN
                 (SELECT o.id FROM fact o WHERE o.generation = $1 AND o.act IN (10, 19, 29)
                  AND (o.evidence <> 0 OR o.creates OR o.act IN (12, 19, 31))
                  AND o.actor IN (SELECT agent FROM person_agent WHERE person = $2)
                  UNION SELECT c.id FROM fact c WHERE c.generation = $1 AND c.act IN (10, 19)
                  AND c.recipient IN (SELECT agent FROM person_agent WHERE person = $2))
         UNION SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND ", counts!(), " AND f.act = 32 AND f.anchor IN
                 (SELECT o.object FROM fact o WHERE o.generation = $1 AND o.act = 29
                  AND (o.evidence <> 0 OR o.creates OR o.act IN (12, 19, 31))
                  AND o.actor IN (SELECT agent FROM person_agent WHERE person = $2))
         ORDER BY 1"
    );
    /// The same for many persons, with the competencies that each fact names.
    ABOUT_PERSONS = {
        sqlite: concat!("WITH p (person, agent) AS MATERIALIZED (
                 SELECT a.person, a.agent FROM json_each($2) l
                 CROSS JOIN person_agent a ON a.person = unhex(l.value))
             SELECT p.person, (SELECT group_concat(c.competency) FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq) AS named, ", columns!(), "
                 FROM p CROSS JOIN fact f ON f.actor = p.agent
                 WHERE f.generation = $1 AND ", counts!(), " AND ", speaks_of_progress!(), "
             UNION ALL SELECT p.person, (SELECT group_concat(c.competency) FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq), ", columns!(), "
                 FROM p CROSS JOIN fact f ON f.recipient = p.agent
                 WHERE f.generation = $1 AND ", counts!(), "
                     AND (f.recipient_since IS NULL OR f.recipient_since <= $3)
             UNION ALL SELECT p.person, (SELECT group_concat(c.competency) FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq), ", columns!(), "
                 FROM p CROSS JOIN fact o ON o.actor = p.agent AND o.act IN (10, 19, 29)
                     AND (o.evidence <> 0 OR o.creates OR o.act IN (12, 19, 31))
                     AND o.generation = $1
                 CROSS JOIN fact f ON f.target = o.id
                 WHERE f.generation = $1 AND ", counts!(), "
             UNION ALL SELECT p.person, (SELECT group_concat(c.competency) FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq), ", columns!(), "
                 FROM p CROSS JOIN fact o ON o.recipient = p.agent AND o.act IN (10, 19)
                     AND o.generation = $1
                 CROSS JOIN fact f ON f.target = o.id
                 WHERE f.generation = $1 AND ", counts!(), "
             UNION ALL SELECT p.person, (SELECT group_concat(c.competency) FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq), ", columns!(), "
                 FROM p CROSS JOIN fact o ON o.actor = p.agent AND o.act = 29
                     AND (o.evidence <> 0 OR o.creates OR o.act IN (12, 19, 31))
                     AND o.generation = $1
                 CROSS JOIN fact f ON f.anchor = o.object AND f.act = 32
                 WHERE f.generation = $1 AND ", counts!()),
        postgres: concat!("WITH p (person, agent) AS MATERIALIZED (
                 SELECT a.person, a.agent FROM jsonb_array_elements_text($2::jsonb) l
                 JOIN person_agent a ON a.person = l.value::uuid)
             SELECT p.person, (SELECT string_agg(c.competency::text, ',') FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq) AS named, ", columns!(), "
                 FROM p JOIN fact f ON f.actor = p.agent
                 WHERE f.generation = $1 AND ", counts!(), " AND ", speaks_of_progress!(), "
             UNION ALL SELECT p.person, (SELECT string_agg(c.competency::text, ',')
                               FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq), ", columns!(), "
                 FROM p JOIN fact f ON f.recipient = p.agent
                 WHERE f.generation = $1 AND ", counts!(), "
                     AND (f.recipient_since IS NULL OR f.recipient_since <= $3)
             UNION ALL SELECT p.person, (SELECT string_agg(c.competency::text, ',')
                               FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq), ", columns!(), "
                 FROM p JOIN fact o ON o.actor = p.agent AND o.act IN (10, 19, 29)
                     AND (o.evidence <> 0 OR o.creates OR o.act IN (12, 19, 31))
                     AND o.generation = $1
                 JOIN fact f ON f.target = o.id
                 WHERE f.generation = $1 AND ", counts!(), "
             UNION ALL SELECT p.person, (SELECT string_agg(c.competency::text, ',')
                               FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq), ", columns!(), "
                 FROM p JOIN fact o ON o.recipient = p.agent AND o.act IN (10, 19)
                     AND o.generation = $1
                 JOIN fact f ON f.target = o.id
                 WHERE f.generation = $1 AND ", counts!(), "
             UNION ALL SELECT p.person, (SELECT string_agg(c.competency::text, ',')
                               FROM fact_competency c
                               WHERE c.generation = $1 AND c.seq = f.seq), ", columns!(), "
                 FROM p JOIN fact o ON o.actor = p.agent AND o.act = 29
                     AND (o.evidence <> 0 OR o.creates OR o.act IN (12, 19, 31))
                     AND o.generation = $1
                 JOIN fact f ON f.anchor = o.object AND f.act = 32
                 WHERE f.generation = $1 AND ", counts!()),
    };
    FACT_COMPETENCIES = {
        sqlite: "SELECT seq, competency FROM fact_competency
                 WHERE generation = $1 AND seq IN (SELECT value FROM json_each($2))
                 ORDER BY seq, competency",
        postgres: "SELECT seq, competency FROM fact_competency WHERE generation = $1
                   AND seq IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))
                   ORDER BY seq, competency",
    };
    /// The groups that a person has acted in, by the keys that facts name them by.
    ACTED_IN = "SELECT DISTINCT f.group_key FROM fact f
                WHERE f.generation = $1 AND f.day <= $3 AND f.group_key IS NOT NULL
                    AND (f.group_since IS NULL OR f.group_since <= $3)
                    AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
                ORDER BY 1";
    /// The groups that each of some persons has acted in.
    ACTED_IN_ALL = {
        sqlite: "SELECT DISTINCT a.person, f.group_key FROM json_each($2) l
                 CROSS JOIN person_agent a ON a.person = unhex(l.value)
                 CROSS JOIN fact f ON f.actor = a.agent
                 WHERE f.generation = $1 AND f.day <= $3 AND f.group_key IS NOT NULL
                     AND (f.group_since IS NULL OR f.group_since <= $3)",
        postgres: "SELECT DISTINCT a.person, f.group_key
                   FROM jsonb_array_elements_text($2::jsonb) l
                   JOIN person_agent a ON a.person = l.value::uuid
                   JOIN fact f ON f.actor = a.agent
                   WHERE f.generation = $1 AND f.day <= $3 AND f.group_key IS NOT NULL
                       AND (f.group_since IS NULL OR f.group_since <= $3)",
    };
    /// Likes and ratings of what the persons behind some agents contributed.
    LIKES_RECEIVED = {
        sqlite: concat!("SELECT ", columns!(), " FROM fact f
                 WHERE f.generation = $1 AND ", counts!(), " AND f.act IN (18, 23, 30)
                     AND (f.recipient_since IS NULL OR f.recipient_since <= $3)
                     AND f.recipient IN (SELECT b.agent FROM json_each($2) l
                         CROSS JOIN person_agent a ON a.agent = l.value
                         CROSS JOIN person_agent b ON b.person = a.person)
                 ORDER BY f.seq"),
        postgres: concat!("SELECT ", columns!(), " FROM fact f
                   WHERE f.generation = $1 AND ", counts!(), " AND f.act IN (18, 23, 30)
                       AND (f.recipient_since IS NULL OR f.recipient_since <= $3)
                       AND f.recipient IN (SELECT b.agent
                           FROM jsonb_array_elements_text($2::jsonb) AS l
                           JOIN person_agent a ON a.agent = l.value::bigint
                           JOIN person_agent b ON b.person = a.person)
                   ORDER BY f.seq"),
    };
    /// Those of a part of the log that are of some kinds.
    BETWEEN = {
        sqlite: concat!("SELECT ", columns!(), " FROM fact f
                 WHERE f.generation = $1 AND f.seq > $2 AND f.seq <= $4 AND ", counts!(), "
                     AND +f.act IN (SELECT value FROM json_each($5)) ORDER BY f.seq"),
        postgres: concat!("SELECT ", columns!(), " FROM fact f
                   WHERE f.generation = $1 AND f.seq > $2 AND f.seq <= $4 AND ", counts!(), "
                       AND f.act IN (SELECT value::bigint
                                     FROM jsonb_array_elements_text($5::jsonb)) ORDER BY f.seq"),
    };
    /// Whom facts of a part of the log are about.
    TOUCHED = "SELECT actor FROM fact WHERE generation = $1 AND seq > $2 AND seq <= $3
               UNION SELECT recipient FROM fact
               WHERE generation = $1 AND seq > $2 AND seq <= $3 AND recipient IS NOT NULL
               UNION SELECT instructor FROM fact
               WHERE generation = $1 AND seq > $2 AND seq <= $3 AND instructor IS NOT NULL";
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    person: PersonId,
    named: Option<String>,
    #[sqlx(flatten)]
    row: Row,
}

/// All facts about a person up to a day, with the competencies they name, in the order of the log.
pub async fn facts_about(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
    until: i64,
) -> Result<Vec<Fact>, StoreError> {
    let rows = fetch_all!(tx, ABOUT_PERSON as Row, generation, person, until)?;
    with_competencies(tx, generation, rows, until).await
}

/// Facts of a part of the log (after a place, up to one) that are of some kinds, with the
/// competencies they name, in the order of the log, as they are known now.
pub async fn facts_between(
    tx: &mut Tx,
    generation: i64,
    (after, until): (i64, i64),
    acts: &[ActKind],
) -> Result<Vec<Fact>, StoreError> {
    let acts = list(acts.iter().map(|act| json!(act.code())));
    let day = i64::MAX;
    let rows = fetch_all!(tx, BETWEEN as Row, generation, after, day, until, &acts)?;
    with_competencies(tx, generation, rows, day).await
}

async fn with_competencies(
    tx: &mut Tx,
    generation: i64,
    rows: Vec<Row>,
    until: i64,
) -> Result<Vec<Fact>, StoreError> {
    let mut facts: Vec<Fact> = rows.into_iter().filter_map(|row| row.fact(until)).collect();
    let seqs = list(facts.iter().map(|fact| json!(fact.seq)));
    let mut links: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (seq, competency) in fetch_all!(tx, FACT_COMPETENCIES as (i64, i64), generation, &seqs)? {
        links.entry(seq).or_default().push(competency);
    }
    for fact in &mut facts {
        fact.competencies = links.remove(&fact.seq).unwrap_or_default();
    }
    Ok(facts)
}

/// All facts that progress of some persons is worked out from, up to a day, with the competencies
/// they name, in the order of the log.
pub async fn facts_about_all(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
    until: i64,
) -> Result<BTreeMap<PersonId, Vec<Fact>>, StoreError> {
    let ids = person_list(persons);
    let rows = fetch_all!(tx, ABOUT_PERSONS as PersonRow, generation, &ids, until)?;
    let mut facts: BTreeMap<PersonId, Vec<Fact>> = BTreeMap::new();
    for PersonRow { person, named, row } in rows {
        let Some(mut fact) = row.fact(until) else {
            continue;
        };
        let named = named.iter().flat_map(|named| named.split(','));
        fact.competencies = named.filter_map(|key| key.parse().ok()).collect();
        fact.competencies.sort_unstable();
        facts.entry(person).or_default().push(fact);
    }
    for facts in facts.values_mut() {
        // What somebody did may also concern them.
        facts.sort_by_key(|fact| fact.seq);
        facts.dedup_by_key(|fact| fact.seq);
    }
    Ok(facts)
}

/// The groups that a person has acted in up to a day, by the keys that facts name them by.
pub async fn acted_in(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
    until: i64,
) -> Result<Vec<i64>, StoreError> {
    let rows = fetch_all!(tx, ACTED_IN as (i64,), generation, person, until)?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// The groups that each of some persons has acted in up to a day, by the keys that facts name them
/// by.
pub async fn acted_in_all(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
    until: i64,
) -> Result<BTreeMap<PersonId, BTreeSet<i64>>, StoreError> {
    let ids = person_list(persons);
    let mut acted: BTreeMap<PersonId, BTreeSet<i64>> = BTreeMap::new();
    for (person, group) in fetch_all!(tx, ACTED_IN_ALL as (PersonId, i64), generation, &ids, until)?
    {
        acted.entry(person).or_default().insert(group);
    }
    Ok(acted)
}

fn person_list(persons: &[PersonId]) -> String {
    list(
        persons
            .iter()
            .map(|person| json!(person.0.simple().to_string())),
    )
}

/// Likes, unlikes and ratings up to a day of what the persons behind some agents contributed.
pub async fn likes_received(
    tx: &mut Tx,
    generation: i64,
    agents: &[AgentKey],
    until: i64,
) -> Result<Vec<Fact>, StoreError> {
    let agents = list(agents.iter().map(|agent| json!(agent)));
    let rows = fetch_all!(tx, LIKES_RECEIVED as Row, generation, &agents, until)?;
    Ok(rows.into_iter().filter_map(|row| row.fact(until)).collect())
}

/// Whom facts are about that statements of a part of the log brought: actors, recipients and those
/// who vouch.
pub async fn touched(
    tx: &mut Tx,
    generation: i64,
    after: i64,
    until: i64,
) -> Result<Vec<AgentKey>, StoreError> {
    let rows = fetch_all!(tx, TOUCHED as (AgentKey,), generation, after, until)?;
    Ok(rows.into_iter().map(|(agent,)| agent).collect())
}

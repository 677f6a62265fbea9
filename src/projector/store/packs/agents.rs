//! What is known of each agent, packed together: what progress is worked out from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Kind, Packed, Rows, made, parsed, read, row_json, written};
use crate::people::PersonId;
use crate::projector::store::row::{Row, speaks_of_progress};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, id_list, list, sql};

/// The facts that concern an agent `a`, by their places in the log: what the agent did, what others
/// did that concerns the agent, and what refers to either or approves a step of theirs. `named` is 0
/// for those that concern the agent only as the author of what they are about, who may be known
/// later only.
macro_rules! about {
    ($join:literal) => {
        concat!(
            "SELECT u.seq, max(u.named) AS named FROM (
                 SELECT f.seq, 1 AS named FROM fact f
                     WHERE f.actor = a.agent AND f.generation = $1 AND ",
            speaks_of_progress!(),
            "    UNION ALL SELECT f.seq, CASE WHEN f.recipient_since IS NULL THEN 1 ELSE 0 END
                     FROM fact f WHERE f.recipient = a.agent AND f.generation = $1
                 UNION ALL SELECT f.seq, 1 FROM fact o ",
            $join,
            " fact f ON f.target = o.id AND f.generation = $1
                     WHERE o.actor = a.agent AND o.act IN (2, 10, 19, 22, 24, 29)
                         AND (o.evidence <> 0 OR o.creates OR o.act IN (12, 19, 31))
                         AND o.generation = $1
                 UNION ALL SELECT f.seq, 1 FROM fact o ",
            $join,
            " fact f ON f.target = o.id AND f.generation = $1
                     WHERE o.recipient = a.agent AND o.act IN (10, 19) AND o.generation = $1
                 UNION ALL SELECT f.seq, 1 FROM fact o ",
            $join,
            " fact f ON f.anchor = o.object AND f.generation = $1 AND f.act = 32
                     WHERE o.actor = a.agent AND o.act = 29
                         AND (o.evidence <> 0 OR o.creates OR o.act IN (12, 19, 31))
                         AND o.generation = $1) u
             GROUP BY u.seq"
        )
    };
}

/// Agents (`$2`) with what is packed, as [`PackedFact`] and [`ActedIn`] read it.
macro_rules! packed_sqlite {
    () => {
        concat!(
            "SELECT a.agent, (
                 SELECT json_group_array(json_array(",
            row_json!(sqlite),
            ", f.withdrawn_day, b.named,
                     (SELECT group_concat(c.competency) FROM fact_competency c
                      WHERE c.seq = f.seq AND c.generation = $1)))
                 FROM (",
            about!("CROSS JOIN"),
            ") b CROSS JOIN fact f ON f.seq = b.seq AND f.generation = $1
                 WHERE NOT f.resent) AS facts, (
                 SELECT json_group_array(json_array(d.group_key, d.since)) FROM (
                     SELECT f.group_key, min(max(f.day, coalesce(f.group_since, f.day))) AS since
                     FROM fact f WHERE f.actor = a.agent AND f.generation = $1
                         AND f.group_key IS NOT NULL
                     GROUP BY f.group_key) d) AS acted_in
             FROM (SELECT value AS agent FROM json_each($2)) a"
        )
    };
}

/// The same in the other dialect.
macro_rules! packed_postgres {
    () => {
        concat!(
            "SELECT a.agent, (
                 SELECT coalesce(json_agg(json_build_array(",
            row_json!(postgres),
            ", f.withdrawn_day, b.named,
                     (SELECT string_agg(c.competency::text, ',') FROM fact_competency c
                      WHERE c.seq = f.seq AND c.generation = $1)))::text, '[]')
                 FROM (",
            about!("JOIN"),
            ") b JOIN fact f ON f.seq = b.seq AND f.generation = $1
                 WHERE NOT f.resent) AS facts, (
                 SELECT coalesce(json_agg(json_build_array(d.group_key, d.since))::text, '[]') FROM (
                     SELECT f.group_key, min(greatest(f.day, f.group_since)) AS since
                     FROM fact f WHERE f.actor = a.agent AND f.generation = $1
                         AND f.group_key IS NOT NULL
                     GROUP BY f.group_key) d) AS acted_in
             FROM (SELECT value::bigint AS agent FROM jsonb_array_elements_text($2::jsonb)) a"
        )
    };
}

sql! {
    /// The agents of persons, with their packs if they hold.
    PACKS = {
        sqlite: "SELECT a.person, a.agent, k.facts, k.beside FROM json_each($2) l
                 CROSS JOIN person_agent a ON a.person = unhex(l.value)
                 LEFT JOIN fact_pack k ON k.kind = 1 AND k.key = a.agent AND k.generation = $1
                     AND NOT EXISTS (SELECT 1 FROM fact_pack_changed c
                                     WHERE c.generation = $1 AND c.kind = 1 AND c.key = a.agent)",
        postgres: "SELECT a.person, a.agent, k.facts, k.beside
                   FROM jsonb_array_elements_text($2::jsonb) l
                   JOIN person_agent a ON a.person = l.value::uuid
                   LEFT JOIN fact_pack k ON k.kind = 1 AND k.key = a.agent AND k.generation = $1
                       AND NOT EXISTS (SELECT 1 FROM fact_pack_changed c
                                       WHERE c.generation = $1 AND c.kind = 1 AND c.key = a.agent)",
    };
    /// Packs as they are to be now.
    PACKED_AGENTS = { sqlite: packed_sqlite!(), postgres: packed_postgres!() };
}

/// A fact in a pack.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(in crate::projector::store) struct PackedFact<'p>(
    pub(in crate::projector::store) Row,
    /// The day from which its contribution is withdrawn.
    pub(in crate::projector::store) Option<i64>,
    /// 0 if it concerns the agent only from `recipient_since` on.
    pub(in crate::projector::store) i64,
    /// The competencies that it names.
    #[serde(borrow)]
    pub(in crate::projector::store) Option<&'p str>,
);

/// A group that an agent has acted in, and the first day on which that is known.
pub(in crate::projector::store) type ActedIn = (i64, i64);

/// The pack of an agent of a person.
pub(in crate::projector::store) struct Pack {
    pub(in crate::projector::store) person: PersonId,
    pub(in crate::projector::store) agent: AgentKey,
    facts: Vec<u8>,
    acted_in: Vec<u8>,
}

impl Pack {
    pub(in crate::projector::store) fn facts(&self) -> Result<Vec<PackedFact<'_>>, sqlx::Error> {
        read(&self.facts)
    }

    pub(in crate::projector::store) fn acted_in(&self) -> Result<Vec<ActedIn>, sqlx::Error> {
        read(&self.acted_in)
    }
}

/// The packs of all agents of some persons: those that hold as they are, others made now.
pub(in crate::projector::store) async fn packs(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
) -> Result<Vec<Pack>, StoreError> {
    type Kept = (PersonId, AgentKey, Option<Vec<u8>>, Option<Vec<u8>>);
    let ids = id_list(persons);
    let mut packs = Vec::new();
    let mut outdated: BTreeMap<AgentKey, PersonId> = BTreeMap::new();
    for (person, agent, facts, acted_in) in fetch_all!(tx, PACKS as Kept, generation, &ids)? {
        match (facts, acted_in) {
            (Some(facts), Some(acted_in)) => packs.push(Pack {
                person,
                agent,
                facts,
                acted_in,
            }),
            _ => {
                outdated.insert(agent, person);
            }
        }
    }
    if outdated.is_empty() {
        return Ok(packs);
    }
    let agents: Vec<AgentKey> = outdated.keys().copied().collect();
    let made = made(tx, generation, Kind::Agent, &agents).await?;
    packs.extend(made.into_iter().filter_map(|(agent, facts, acted_in)| {
        Some(Pack {
            person: *outdated.get(&agent)?,
            agent,
            facts,
            acted_in,
        })
    }));
    Ok(packs)
}

/// What is to be packed of agents: the agent, the facts, and where the agent has acted.
pub(super) async fn rows(
    tx: &mut Tx,
    generation: i64,
    agents: &[i64],
) -> Result<Vec<Rows>, StoreError> {
    fetch_all!(tx, PACKED_AGENTS as Rows, generation, list(agents.iter()))
}

/// It as it is kept.
pub(super) fn kept(facts: &str, acted_in: &str) -> Result<Packed, sqlx::Error> {
    let mut facts: Vec<PackedFact<'_>> = parsed(facts)?;
    facts.sort_unstable_by_key(|fact| fact.0.seq);
    let mut acted_in: Vec<ActedIn> = parsed(acted_in)?;
    acted_in.sort_unstable();
    Ok((written(&facts)?, written(&acted_in)?))
}

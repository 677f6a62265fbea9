//! What is known of each agent, packed together, and kept as long as it holds. A pack is a copy of
//! rows of `fact`: who needs one that is outdated has it made on the spot.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use uuid::Uuid;

use super::row::{Row, speaks_of_progress};
use crate::people::PersonId;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, execute, fetch_all, id_list, list, mark, sql};

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
                     WHERE o.actor = a.agent AND o.act IN (10, 19, 29)
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

/// Agents (`$2`) with their packs, as [`PackedFact`] and [`ActedIn`] read them.
macro_rules! packed_sqlite {
    () => {
        concat!(
            "SELECT a.agent, (
                 SELECT json_group_array(json_array(json_array(f.seq, hex(f.id), f.act,
                     f.engagement, f.evidence, f.at, f.day, f.actor, f.instructor, f.recipient,
                     f.recipient_since, f.object, f.anchor, f.group_key, f.group_since, f.quality,
                     CASE WHEN f.target IS NOT NULL THEN hex(f.target) END, f.level, f.due_day,
                     f.expires_day), f.withdrawn_day, b.named,
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
                 SELECT coalesce(json_agg(json_build_array(json_build_array(f.seq, f.id, f.act,
                     f.engagement, f.evidence, f.at, f.day, f.actor, f.instructor, f.recipient,
                     f.recipient_since, f.object, f.anchor, f.group_key, f.group_since, f.quality,
                     f.target, f.level, f.due_day, f.expires_day), f.withdrawn_day, b.named,
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
        sqlite: "SELECT a.person, a.agent, k.facts, k.acted_in FROM json_each($2) l
                 CROSS JOIN person_agent a ON a.person = unhex(l.value)
                 LEFT JOIN agent_facts k ON k.agent = a.agent AND k.generation = $1
                     AND NOT EXISTS (SELECT 1 FROM agent_changed c
                                     WHERE c.generation = $1 AND c.agent = a.agent)",
        postgres: "SELECT a.person, a.agent, k.facts, k.acted_in
                   FROM jsonb_array_elements_text($2::jsonb) l
                   JOIN person_agent a ON a.person = l.value::uuid
                   LEFT JOIN agent_facts k ON k.agent = a.agent AND k.generation = $1
                       AND NOT EXISTS (SELECT 1 FROM agent_changed c
                                       WHERE c.generation = $1 AND c.agent = a.agent)",
    };
    /// Packs as they are to be now.
    PACKED = { sqlite: packed_sqlite!(), postgres: packed_postgres!() };
    /// Keeps packs, given as agent and both texts.
    KEEP = {
        sqlite: "INSERT INTO agent_facts (agent, generation, facts, acted_in)
                 SELECT value->>0, $1, value->>1, value->>2 FROM json_each($2) WHERE true
                 ON CONFLICT (agent, generation)
                     DO UPDATE SET facts = excluded.facts, acted_in = excluded.acted_in",
        postgres: "INSERT INTO agent_facts (agent, generation, facts, acted_in)
                   SELECT (r->>0)::bigint, $1, r->>1, r->>2 FROM jsonb_array_elements($2::jsonb) r
                   ON CONFLICT (agent, generation)
                       DO UPDATE SET facts = excluded.facts, acted_in = excluded.acted_in",
    };
    /// The first of those whose packs are outdated, with the marks of their last changes.
    OUTDATED = "SELECT agent, mark FROM agent_changed WHERE generation = $1
                ORDER BY agent LIMIT $2";
    /// Takes from the outdated those of a list of agents that have not changed since.
    TAKE_UNCHANGED = {
        sqlite: "DELETE FROM agent_changed WHERE generation = $1 AND (agent, mark) IN
                     (SELECT value->>0, value->>1 FROM json_each($2))
                 RETURNING agent",
        postgres: "DELETE FROM agent_changed WHERE generation = $1 AND (agent, mark) IN
                       (SELECT (r->>0)::bigint, (r->>1)::bigint
                        FROM jsonb_array_elements($2::jsonb) r)
                   RETURNING agent",
    };
    /// Everybody: what a new generation begins with.
    CHANGE_ALL = "INSERT INTO agent_changed (generation, agent, mark)
                  SELECT $1, p.agent, $2 FROM person_agent p WHERE true
                  ON CONFLICT (generation, agent) DO UPDATE SET mark = excluded.mark";
    /// Those whose packs hold some facts: by places in the log (`$2`), identifiers of statements
    /// (`$3`), or what they are about (`$4`), refer to (`$5`) or made (`$6`), or their resend keys
    /// (`$7`). `$8` is the mark.
    CHANGE = {
        sqlite: "WITH named (seq) AS (
                     SELECT l.value FROM json_each($2) l
                     UNION SELECT s.seq FROM json_each($3) l
                     CROSS JOIN statement s ON s.id = unhex(l.value)
                     UNION SELECT f.seq FROM json_each($4) l
                     CROSS JOIN fact f ON f.anchor = l.value AND f.generation = $1
                     UNION SELECT f.seq FROM json_each($5) l
                     CROSS JOIN fact f ON f.target = unhex(l.value) AND f.generation = $1
                     UNION SELECT f.seq FROM json_each($6) l
                     CROSS JOIN fact f ON f.object = l.value AND f.generation = $1 AND f.creates
                     UNION SELECT f.seq FROM json_each($7) l
                     CROSS JOIN fact f ON f.resend_key = unhex(l.value) AND f.generation = $1),
                 z (act, actor, recipient, anchor, target) AS MATERIALIZED (
                     SELECT f.act, f.actor, f.recipient, f.anchor, f.target FROM named p
                     CROSS JOIN fact f ON f.seq = p.seq AND f.generation = $1)
                 INSERT INTO agent_changed (generation, agent, mark)
                 SELECT $1, u.agent, $8 FROM (
                     SELECT z.actor AS agent FROM z
                     UNION SELECT z.recipient FROM z
                     UNION SELECT o.actor FROM z CROSS JOIN statement s ON s.id = z.target
                     CROSS JOIN fact o ON o.seq = s.seq AND o.generation = $1
                     UNION SELECT o.recipient FROM z CROSS JOIN statement s ON s.id = z.target
                     CROSS JOIN fact o ON o.seq = s.seq AND o.generation = $1
                     UNION SELECT o.actor FROM z CROSS JOIN fact o ON o.object = z.anchor
                         AND o.generation = $1 AND o.act = 29
                     WHERE z.act = 32) u
                 WHERE u.agent IS NOT NULL
                 ON CONFLICT (generation, agent) DO UPDATE SET mark = excluded.mark",
        postgres: "WITH named (seq) AS (
                       SELECT l.value::bigint FROM jsonb_array_elements_text($2::jsonb) l
                       UNION SELECT s.seq FROM jsonb_array_elements_text($3::jsonb) l
                       JOIN statement s ON s.id = l.value::uuid
                       UNION SELECT f.seq FROM jsonb_array_elements_text($4::jsonb) l
                       JOIN fact f ON f.anchor = l.value::bigint AND f.generation = $1
                       UNION SELECT f.seq FROM jsonb_array_elements_text($5::jsonb) l
                       JOIN fact f ON f.target = l.value::uuid AND f.generation = $1
                       UNION SELECT f.seq FROM jsonb_array_elements_text($6::jsonb) l
                       JOIN fact f ON f.object = l.value::bigint AND f.generation = $1
                           AND f.creates
                       UNION SELECT f.seq FROM jsonb_array_elements_text($7::jsonb) l
                       JOIN fact f ON f.resend_key = decode(l.value, 'hex')
                           AND f.generation = $1),
                   z (act, actor, recipient, anchor, target) AS MATERIALIZED (
                       SELECT f.act, f.actor, f.recipient, f.anchor, f.target FROM named p
                       JOIN fact f ON f.seq = p.seq AND f.generation = $1)
                   INSERT INTO agent_changed (generation, agent, mark)
                   SELECT $1, u.agent, $8 FROM (
                       SELECT z.actor AS agent FROM z
                       UNION SELECT z.recipient FROM z
                       UNION SELECT o.actor FROM z JOIN statement s ON s.id = z.target
                       JOIN fact o ON o.seq = s.seq AND o.generation = $1
                       UNION SELECT o.recipient FROM z JOIN statement s ON s.id = z.target
                       JOIN fact o ON o.seq = s.seq AND o.generation = $1
                       UNION SELECT o.actor FROM z JOIN fact o ON o.object = z.anchor
                           AND o.generation = $1 AND o.act = 29
                       WHERE z.act = 32) u
                   WHERE u.agent IS NOT NULL
                   ON CONFLICT (generation, agent) DO UPDATE SET mark = excluded.mark",
    };
}

/// A fact in a pack.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct PackedFact<'p>(
    pub(super) Row,
    /// The day from which its contribution is withdrawn.
    pub(super) Option<i64>,
    /// 0 if it concerns the agent only from `recipient_since` on.
    pub(super) i64,
    /// The competencies that it names.
    #[serde(borrow)]
    pub(super) Option<&'p str>,
);

/// A group that an agent has acted in, and the first day on which that is known.
pub(super) type ActedIn = (i64, i64);

/// The pack of an agent of a person.
pub(super) struct Pack {
    pub(super) person: PersonId,
    pub(super) agent: AgentKey,
    pub(super) facts: String,
    pub(super) acted_in: String,
}

/// The packs of all agents of some persons: those that hold as they are, others made now.
pub(super) async fn packs(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
) -> Result<Vec<Pack>, StoreError> {
    type Kept = (PersonId, AgentKey, Option<String>, Option<String>);
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
    let agents = list(outdated.keys());
    let made = fetch_all!(
        tx,
        PACKED as (AgentKey, String, String),
        generation,
        &agents
    )?;
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

/// Packs made anew, each with the mark of its agent's last change before.
pub(in crate::projector) struct Renewed {
    packs: Vec<(AgentKey, String, String)>,
    marks: BTreeMap<AgentKey, i64>,
}

impl Renewed {
    /// How many agents were outdated.
    pub(in crate::projector) fn count(&self) -> usize {
        self.marks.len()
    }
}

/// Makes the packs of at most `most` agents anew whose packs are outdated, and keeps nothing yet.
pub(in crate::projector) async fn renew(
    tx: &mut Tx,
    generation: i64,
    most: i64,
) -> Result<Renewed, StoreError> {
    let outdated = fetch_all!(tx, OUTDATED as (AgentKey, i64), generation, most)?;
    let marks: BTreeMap<AgentKey, i64> = outdated.into_iter().collect();
    let mut packs = Vec::new();
    if !marks.is_empty() {
        let agents = list(marks.keys());
        packs = fetch_all!(
            tx,
            PACKED as (AgentKey, String, String),
            generation,
            &agents
        )?;
    }
    Ok(Renewed { packs, marks })
}

/// Keeps those packs whose agents have not changed since they were made. To be told while nobody
/// else can change facts of the generation.
pub(in crate::projector) async fn keep(
    tx: &mut Tx,
    generation: i64,
    renewed: &Renewed,
) -> Result<(), StoreError> {
    let marks = list(renewed.marks.iter());
    let taken = fetch_all!(tx, TAKE_UNCHANGED as (AgentKey,), generation, &marks)?;
    let taken: BTreeSet<AgentKey> = taken.into_iter().map(|(agent,)| agent).collect();
    let packs = renewed.packs.iter();
    let unchanged = list(packs.filter(|pack| taken.contains(&pack.0)));
    execute!(tx, KEEP, generation, &unchanged)?;
    Ok(())
}

/// Notes that all packs of a generation are still to be made.
pub(in crate::projector) async fn change_all(
    tx: &mut Tx,
    generation: i64,
) -> Result<(), StoreError> {
    execute!(tx, CHANGE_ALL, generation, mark())?;
    Ok(())
}

/// Facts that change.
#[derive(Debug, Default)]
pub(in crate::projector) struct Changing<'c> {
    /// Their places in the log.
    pub(in crate::projector) seqs: &'c [i64],
    /// The statements they were made from.
    pub(in crate::projector) statements: &'c [Uuid],
    /// What they are about.
    pub(in crate::projector) anchors: &'c [i64],
    /// The statements they refer to.
    pub(in crate::projector) targets: &'c [Uuid],
    /// What they brought into being.
    pub(in crate::projector) made: &'c [i64],
    /// Their resend keys, in hexadecimal.
    pub(in crate::projector) resends: &'c [String],
}

/// Notes that the packs which hold these facts are outdated. To be told before a change that may
/// take facts from an agent, and after one that may give them.
pub(in crate::projector) async fn change(
    tx: &mut Tx,
    generation: i64,
    changing: &Changing<'_>,
) -> Result<(), StoreError> {
    execute!(
        tx,
        CHANGE,
        generation,
        &list(changing.seqs.iter()),
        &id_list(changing.statements),
        &list(changing.anchors.iter()),
        &id_list(changing.targets),
        &list(changing.made.iter()),
        &list(changing.resends.iter()),
        mark()
    )?;
    Ok(())
}

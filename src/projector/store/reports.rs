//! Facts as reports read them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use crate::groups::{Group, GroupId};
use crate::people::PersonId;
use crate::projector::fact::{Fact, GroupFacts, Visits};
use crate::projector::kinds::{ActKind, EngagementKind, EvidenceKind};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, fetch_optional, list, sql};

/// The columns of a fact as [`Row`] reads them.
macro_rules! columns {
    () => {
        "f.seq, f.id, f.act, f.engagement, f.evidence, f.at, f.day, f.actor, f.instructor, \
         f.recipient, f.object, f.anchor, f.group_key, f.quality, f.target, f.level, f.due_day, f.expires_day"
    };
}

sql! {
    GROUP_FACTS = {
        sqlite: concat!("SELECT i.group_id, ", columns!(), " FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND f.day <= $3 AND f.excluded = 0 AND f.engagement NOT IN (8, 13)
                 ORDER BY f.seq"),
        postgres: concat!("SELECT i.group_id, ", columns!(), " FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   WHERE i.group_id IN (SELECT value::uuid
                                        FROM jsonb_array_elements_text($2::jsonb))
                       AND f.day <= $3 AND f.excluded = 0 AND f.engagement NOT IN (8, 13)
                   ORDER BY f.seq"),
    };
    GROUP_VISITS = {
        sqlite: "SELECT i.group_id, f.actor, f.day, f.engagement, count(*)
                 FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND f.day <= $3 AND f.excluded = 0 AND f.engagement IN (8, 13)
                 GROUP BY 1, 2, 3, 4",
        postgres: "SELECT i.group_id, f.actor, f.day, f.engagement, count(*)
                   FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   WHERE i.group_id IN (SELECT value::uuid
                                        FROM jsonb_array_elements_text($2::jsonb))
                       AND f.day <= $3 AND f.excluded = 0 AND f.engagement IN (8, 13)
                   GROUP BY 1, 2, 3, 4",
    };
    /// What a person did, what others did that concerns them, and what refers to either.
    ABOUT_PERSON = concat!(
        "SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND f.excluded = 0 AND f.day <= $3
                 AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
         UNION SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND f.excluded = 0 AND f.day <= $3
                 AND f.recipient IN (SELECT agent FROM person_agent WHERE person = $2)
         UNION SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND f.excluded = 0 AND f.day <= $3 AND f.target IN
                 (SELECT o.id FROM fact o WHERE o.generation = $1 AND o.excluded = 0
                  AND o.actor IN (SELECT agent FROM person_agent WHERE person = $2))
         ORDER BY 1"
    );
    /// Whom facts of a part of the log are about.
    TOUCHED = "SELECT actor FROM fact WHERE generation = $1 AND seq > $2 AND seq <= $3
               UNION SELECT recipient FROM fact
               WHERE generation = $1 AND seq > $2 AND seq <= $3 AND recipient IS NOT NULL
               UNION SELECT instructor FROM fact
               WHERE generation = $1 AND seq > $2 AND seq <= $3 AND instructor IS NOT NULL";
    FACT_COMPETENCIES = {
        sqlite: "SELECT seq, competency FROM fact_competency
                 WHERE generation = $1 AND seq IN (SELECT value FROM json_each($2))
                 ORDER BY seq, competency",
        postgres: "SELECT seq, competency FROM fact_competency WHERE generation = $1
                   AND seq IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))
                   ORDER BY seq, competency",
    };
    /// Those of some persons who made a group, or were made a coach by a launch or an
    /// administrator.
    COACHES = {
        sqlite: "SELECT a.person FROM json_each($2) AS p
                 CROSS JOIN person_agent a ON a.person = unhex(p.value)
                 CROSS JOIN fact f ON f.actor = a.agent AND f.act = 8
                 WHERE f.generation = $1 AND f.excluded = 0
                 UNION SELECT c.person FROM json_each($2) AS p
                 CROSS JOIN group_coach c ON c.person = unhex(p.value)",
        postgres: "SELECT a.person FROM jsonb_array_elements_text($2::jsonb) AS p
                   JOIN person_agent a ON a.person = p.value::uuid
                   JOIN fact f ON f.actor = a.agent AND f.act = 8
                   WHERE f.generation = $1 AND f.excluded = 0
                   UNION SELECT c.person FROM jsonb_array_elements_text($2::jsonb) AS p
                   JOIN group_coach c ON c.person = p.value::uuid",
    };
    /// Groups that a person made, and so coaches.
    COACHED = "SELECT DISTINCT l.id, l.name FROM fact f
               JOIN group_identifier i ON i.key = f.group_key
               JOIN learning_group l ON l.id = i.group_id
               WHERE f.generation = $1 AND f.act = 8 AND f.excluded = 0
                   AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
               ORDER BY l.name, l.id";
    IS_COACH = "SELECT 1 FROM fact f JOIN group_identifier i ON i.key = f.group_key
                WHERE f.generation = $1 AND f.act = 8 AND f.excluded = 0 AND i.group_id = $2
                    AND f.actor IN (SELECT agent FROM person_agent WHERE person = $3) LIMIT 1";
    /// Whether one person coaches a group that another is in and has not left.
    SHARES_GROUP = "SELECT 1 FROM group_identifier i
        JOIN fact f ON f.generation = $1 AND f.group_key = i.key AND f.excluded = 0
            AND f.actor IN (SELECT agent FROM person_agent WHERE person = $3)
        WHERE i.group_id IN (
            SELECT c.group_id FROM group_coach c WHERE c.person = $2
            UNION SELECT o.group_id FROM fact m JOIN group_identifier o ON o.key = m.group_key
                WHERE m.generation = $1 AND m.act = 8 AND m.excluded = 0
                    AND m.actor IN (SELECT agent FROM person_agent WHERE person = $2))
        AND coalesce((SELECT l.act FROM fact l
                      JOIN group_identifier li ON li.key = l.group_key
                      WHERE l.generation = $1 AND l.excluded = 0 AND li.group_id = i.group_id
                          AND l.act IN (16, 17)
                          AND l.actor IN (SELECT agent FROM person_agent WHERE person = $3)
                      ORDER BY l.at DESC, l.id DESC LIMIT 1), 16) <> 17
        LIMIT 1";
    /// Competencies that the makers of groups linked to them.
    GROUP_COMPETENCIES = {
        sqlite: "SELECT DISTINCT i.group_id, c.competency FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                 WHERE f.excluded = 0 AND f.act IN (8, 19) AND i.group_id IN
                     (SELECT unhex(value) FROM json_each($2))
                 ORDER BY 1, 2",
        postgres: "SELECT DISTINCT i.group_id, c.competency FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                   WHERE f.excluded = 0 AND f.act IN (8, 19) AND i.group_id IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))
                   ORDER BY 1, 2",
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    id: Uuid,
    act: i64,
    engagement: i64,
    evidence: i64,
    at: i64,
    day: i64,
    actor: i64,
    instructor: Option<i64>,
    recipient: Option<i64>,
    object: Option<i64>,
    anchor: Option<i64>,
    group_key: Option<i64>,
    quality: Option<i64>,
    target: Option<Uuid>,
    level: Option<i64>,
    due_day: Option<i64>,
    expires_day: Option<i64>,
}

impl Row {
    /// None for codes of a later release, which this one cannot weigh.
    fn fact(self) -> Option<Fact> {
        Some(Fact {
            seq: self.seq,
            id: self.id,
            act: ActKind::from_code(self.act)?,
            engagement: EngagementKind::from_code(self.engagement)?,
            evidence: EvidenceKind::from_code(self.evidence)?,
            at: self.at,
            day: self.day,
            actor: self.actor as AgentKey,
            instructor: self.instructor,
            recipient: self.recipient,
            object: self.object,
            anchor: self.anchor,
            group: self.group_key,
            quality: self.quality,
            target: self.target,
            level: self.level,
            due_day: self.due_day,
            expires_day: self.expires_day,
            competencies: Vec::new(),
        })
    }
}

/// Group, actor, day, engagement, how many.
type VisitRow = (GroupId, AgentKey, i64, i64, i64);

#[derive(sqlx::FromRow)]
struct GroupRow {
    group_id: GroupId,
    #[sqlx(flatten)]
    row: Row,
}

/// All facts of groups up to a day.
pub async fn facts_of_groups(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    until: i64,
) -> Result<BTreeMap<GroupId, GroupFacts>, StoreError> {
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let mut facts: BTreeMap<GroupId, GroupFacts> = groups
        .iter()
        .map(|group| (*group, GroupFacts::default()))
        .collect();
    let rows = fetch_all!(tx, GROUP_FACTS as GroupRow, generation, &ids, until)?;
    for GroupRow { group_id, row } in rows {
        facts.entry(group_id).or_default().acts.extend(row.fact());
    }
    let visits = fetch_all!(tx, GROUP_VISITS as VisitRow, generation, &ids, until)?;
    for (group, actor, day, engagement, count) in visits {
        let visits = &mut facts.entry(group).or_default().visits;
        visits.extend(
            EngagementKind::from_code(engagement).map(|engagement| Visits {
                actor,
                day,
                engagement,
                count,
            }),
        );
    }
    Ok(facts)
}

/// All facts of one group up to a day.
pub async fn facts_of_group(
    tx: &mut Tx,
    generation: i64,
    group: GroupId,
    until: i64,
) -> Result<GroupFacts, StoreError> {
    let mut facts = facts_of_groups(tx, generation, &[group], until).await?;
    Ok(facts.remove(&group).unwrap_or_default())
}

/// All facts about a person up to a day, with the competencies they name, in the order of the log.
pub async fn facts_about(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
    until: i64,
) -> Result<Vec<Fact>, StoreError> {
    let rows = fetch_all!(tx, ABOUT_PERSON as Row, generation, person, until)?;
    let mut facts: Vec<Fact> = rows.into_iter().filter_map(Row::fact).collect();
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

/// Groups that a person coaches because they made them.
pub async fn coached_groups(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
) -> Result<Vec<Group>, StoreError> {
    fetch_all!(tx, COACHED as Group, generation, person)
}

/// Those of some persons whose word counts as a coach's.
pub async fn coaches(
    tx: &mut Tx,
    generation: i64,
    persons: impl Iterator<Item = PersonId>,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let persons: BTreeSet<PersonId> = persons.collect();
    let persons = list(
        persons
            .iter()
            .map(|person| json!(person.0.simple().to_string())),
    );
    let rows = fetch_all!(tx, COACHES as (PersonId,), generation, &persons)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// Whether a person coaches a group because they made it.
pub async fn is_coach_of(
    tx: &mut Tx,
    generation: i64,
    group: GroupId,
    person: PersonId,
) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, IS_COACH as (i32,), generation, group, person)?.is_some())
}

/// Whether `coach` coaches a group that `person` is in and has not left.
pub async fn shares_group(
    tx: &mut Tx,
    generation: i64,
    coach: PersonId,
    person: PersonId,
) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, SHARES_GROUP as (i32,), generation, coach, person)?.is_some())
}

/// The competencies planned for groups.
pub async fn group_competencies(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
) -> Result<BTreeMap<GroupId, Vec<i64>>, StoreError> {
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let mut planned: BTreeMap<GroupId, Vec<i64>> = BTreeMap::new();
    let rows = fetch_all!(tx, GROUP_COMPETENCIES as (GroupId, i64), generation, &ids)?;
    for (group, competency) in rows {
        planned.entry(group).or_default().push(competency);
    }
    Ok(planned)
}

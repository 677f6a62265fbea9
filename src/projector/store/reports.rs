//! Facts as reports read them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use crate::groups::{self, Group, GroupId};
use crate::people::PersonId;
use crate::projector::fact::{Fact, GroupFacts, Visits};
use crate::projector::kinds::{ActKind, EngagementKind, EvidenceKind};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, fetch_optional, list, sql};

/// The columns of a fact as [`Row`] reads them.
macro_rules! columns {
    () => {
        "f.seq, f.id, f.act, f.engagement, f.evidence, f.at, f.day, f.actor, f.instructor, \
         f.recipient, f.recipient_since, f.object, f.anchor, f.group_key, f.group_since, \
         f.quality, f.target, f.level, f.due_day, f.expires_day"
    };
}

/// What progress is worked out from; the same as in the index `fact_evidence`.
macro_rules! speaks_of_progress {
    () => {
        "(f.evidence <> 0 OR f.creates OR f.act IN (12, 19, 31))"
    };
}

/// What counts at the end of the day `$3`: not what came later, what was sent again, and what was
/// withdrawn by then.
macro_rules! counts {
    () => {
        "f.day <= $3 AND NOT f.resent AND (f.withdrawn_day IS NULL OR f.withdrawn_day > $3)"
    };
}

sql! {
    GROUP_FACTS = {
        sqlite: concat!("SELECT i.group_id, ", columns!(), " FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND ", counts!(), " AND (f.group_since IS NULL OR f.group_since <= $3)
                     AND f.engagement NOT IN (8, 13)
                 ORDER BY f.seq"),
        postgres: concat!("SELECT i.group_id, ", columns!(), " FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   WHERE i.group_id IN (SELECT value::uuid
                                        FROM jsonb_array_elements_text($2::jsonb))
                       AND ", counts!(), " AND (f.group_since IS NULL OR f.group_since <= $3)
                       AND f.engagement NOT IN (8, 13)
                   ORDER BY f.seq"),
    };
    GROUP_VISITS = {
        sqlite: concat!("SELECT i.group_id, f.actor, f.day, f.engagement, count(*)
                 FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND ", counts!(), " AND (f.group_since IS NULL OR f.group_since <= $3)
                     AND f.engagement IN (8, 13)
                 GROUP BY 1, 2, 3, 4"),
        postgres: concat!("SELECT i.group_id, f.actor, f.day, f.engagement, count(*)
                   FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   WHERE i.group_id IN (SELECT value::uuid
                                        FROM jsonb_array_elements_text($2::jsonb))
                       AND ", counts!(), " AND (f.group_since IS NULL OR f.group_since <= $3)
                       AND f.engagement IN (8, 13)
                   GROUP BY 1, 2, 3, 4"),
    };
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
    /// Groups that a person made, and so coaches.
    COACHED = "SELECT DISTINCT l.id, l.name FROM fact f
               JOIN group_identifier i ON i.key = f.group_key
               JOIN learning_group l ON l.id = i.group_id
               WHERE f.generation = $1 AND f.act = 8
                   AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
               ORDER BY l.name, l.id";
    IS_COACH = "SELECT 1 FROM fact f JOIN group_identifier i ON i.key = f.group_key
                WHERE f.generation = $1 AND f.act = 8 AND i.group_id = $2
                    AND f.actor IN (SELECT agent FROM person_agent WHERE person = $3) LIMIT 1";
    /// Whether one person coaches a group that another is in and has not left.
    SHARES_GROUP = "SELECT 1 FROM group_identifier i
        JOIN fact f ON f.generation = $1 AND f.group_key = i.key
            AND f.actor IN (SELECT agent FROM person_agent WHERE person = $3)
        WHERE i.group_id IN (
            SELECT c.group_id FROM group_coach c WHERE c.person = $2
            UNION SELECT o.group_id FROM fact m JOIN group_identifier o ON o.key = m.group_key
                WHERE m.generation = $1 AND m.act = 8
                    AND m.actor IN (SELECT agent FROM person_agent WHERE person = $2))
        AND coalesce((SELECT l.act FROM fact l
                      JOIN group_identifier li ON li.key = l.group_key
                      WHERE l.generation = $1 AND li.group_id = i.group_id
                          AND l.act IN (16, 17)
                          AND l.actor IN (SELECT agent FROM person_agent WHERE person = $3)
                      ORDER BY l.at DESC, l.id DESC LIMIT 1), 16) <> 17
        LIMIT 1";
    /// Who made groups, and what was planned for them rather than for a person, with the
    /// competencies. A plan that was given up is none.
    GROUP_PLANS = {
        sqlite: concat!("SELECT i.group_id, f.act, p.person, c.competency FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 CROSS JOIN person_agent p ON p.agent = f.actor
                 LEFT JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                 WHERE f.act IN (8, 19) AND f.level IS NULL AND ", counts!(), "
                     AND i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND NOT EXISTS (SELECT 1 FROM fact u WHERE u.target = f.id
                         AND u.generation = $1 AND u.act = 31 AND u.day <= $3)
                 ORDER BY 1, 2, 4"),
        postgres: concat!("SELECT i.group_id, f.act, p.person, c.competency
                   FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   JOIN person_agent p ON p.agent = f.actor
                   LEFT JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                   WHERE f.act IN (8, 19) AND f.level IS NULL AND ", counts!(), "
                       AND i.group_id IN (SELECT value::uuid
                                          FROM jsonb_array_elements_text($2::jsonb))
                       AND NOT EXISTS (SELECT 1 FROM fact u WHERE u.target = f.id
                           AND u.generation = $1 AND u.act = 31 AND u.day <= $3)
                   ORDER BY 1, 2, 4"),
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
    /// The groups that a person has acted in, by the keys that facts name them by.
    ACTED_IN = "SELECT DISTINCT f.group_key FROM fact f
                WHERE f.generation = $1 AND f.day <= $3 AND f.group_key IS NOT NULL
                    AND (f.group_since IS NULL OR f.group_since <= $3)
                    AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
                ORDER BY 1";
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
    recipient_since: Option<i64>,
    object: Option<i64>,
    anchor: Option<i64>,
    group_key: Option<i64>,
    group_since: Option<i64>,
    quality: Option<i64>,
    target: Option<Uuid>,
    level: Option<i64>,
    due_day: Option<i64>,
    expires_day: Option<i64>,
}

impl Row {
    /// As it was known at the end of a day; none for codes of a later release, which this one
    /// cannot weigh.
    fn fact(self, until: i64) -> Option<Fact> {
        let known = |since: Option<i64>| since.is_none_or(|since| since <= until);
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
            recipient: self.recipient.filter(|_| known(self.recipient_since)),
            object: self.object,
            anchor: self.anchor,
            group: self.group_key.filter(|_| known(self.group_since)),
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
        facts
            .entry(group_id)
            .or_default()
            .acts
            .extend(row.fact(until));
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

/// What a group is for, and who leads it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupSetting {
    /// Its makers, and those whom a launch or an administrator appointed.
    pub coaches: BTreeSet<PersonId>,
    /// Competencies that a coach of it planned for it.
    pub competencies: BTreeSet<i64>,
}

/// Coaches and competencies of groups at the end of a day.
pub async fn group_settings(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    until: i64,
) -> Result<BTreeMap<GroupId, GroupSetting>, StoreError> {
    type Plan = (GroupId, i64, PersonId, Option<i64>);
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let plans = fetch_all!(tx, GROUP_PLANS as Plan, generation, &ids, until)?;
    let mut settings: BTreeMap<GroupId, GroupSetting> = groups::appointed(tx, groups)
        .await?
        .into_iter()
        .map(|(group, coaches)| {
            let setting = GroupSetting {
                coaches,
                ..GroupSetting::default()
            };
            (group, setting)
        })
        .collect();
    for (group, act, person, _) in &plans {
        if *act == ActKind::CreateGroup.code() {
            settings.entry(*group).or_default().coaches.insert(*person);
        }
    }
    for (group, _, person, competency) in plans {
        let setting = settings.entry(group).or_default();
        if setting.coaches.contains(&person) {
            setting.competencies.extend(competency);
        }
    }
    Ok(settings)
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    person: PersonId,
    named: Option<String>,
    #[sqlx(flatten)]
    row: Row,
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

//! Facts of groups, and who leads them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::row::{Row, columns, counts};
use crate::groups::{self, Group, GroupId};
use crate::people::PersonId;
use crate::projector::fact::{GroupFacts, Visits};
use crate::projector::kinds::{ActKind, EngagementKind};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, fetch_optional, list, sql};

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
                 CROSS JOIN fact f INDEXED BY fact_group_plan ON f.generation = $1 AND f.group_key = i.key
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

//! Facts of groups, and who leads them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use super::row::{Row, columns, counts};
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::projector::fact::{Fact, GroupFacts, Visits};
use crate::projector::kinds::{ActKind, EngagementKind};
use crate::projector::leading::{GroupSetting, Organising, setting};
use crate::restrictions;
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
    /// Who was invited to a group, joined it and left.
    COMINGS = concat!("SELECT ", columns!(), " FROM group_identifier i
                 JOIN fact f ON f.group_key = i.key AND f.generation = $1
                 WHERE i.group_id = $2 AND f.act IN (15, 16, 17) AND ", counts!(), "
                     AND (f.group_since IS NULL OR f.group_since <= $3)
                 ORDER BY f.seq");
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
    /// Groups that a person made or was appointed to, or that a launch or an administrator made
    /// them coach of: whether they coach them is another question.
    MAY_COACH = "SELECT i.group_id FROM fact f JOIN group_identifier i ON i.key = f.group_key
                 WHERE f.generation = $1 AND f.act = 8
                     AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
                 UNION SELECT i.group_id FROM fact f
                 JOIN group_identifier i ON i.key = f.group_key
                 WHERE f.generation = $1 AND f.act = 39
                     AND f.recipient IN (SELECT agent FROM person_agent WHERE person = $2)
                 UNION SELECT group_id FROM group_coach WHERE person = $2";
    /// Whether a person is in one of some groups and has not left.
    IS_IN_ONE = {
        sqlite: "SELECT 1 FROM json_each($3) AS g
            CROSS JOIN group_identifier i ON i.group_id = unhex(g.value)
            CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
            WHERE coalesce((SELECT l.act FROM fact l
                            JOIN group_identifier li ON li.key = l.group_key
                            WHERE l.generation = $1 AND li.group_id = i.group_id
                                AND l.act IN (16, 17)
                                AND l.actor IN (SELECT agent FROM person_agent WHERE person = $2)
                            ORDER BY l.at DESC, l.id DESC LIMIT 1), 16) <> 17
            LIMIT 1",
        postgres: "SELECT 1 FROM jsonb_array_elements_text($3::jsonb) AS g
            JOIN group_identifier i ON i.group_id = g.value::uuid
            JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
            WHERE coalesce((SELECT l.act FROM fact l
                            JOIN group_identifier li ON li.key = l.group_key
                            WHERE l.generation = $1 AND li.group_id = i.group_id
                                AND l.act IN (16, 17)
                                AND l.actor IN (SELECT agent FROM person_agent WHERE person = $2)
                            ORDER BY l.at DESC, l.id DESC LIMIT 1), 16) <> 17
            LIMIT 1",
    };
    /// Everybody who has done something in some groups.
    ACTING_IN = {
        sqlite: "SELECT DISTINCT f.actor FROM group_identifier i
                 CROSS JOIN fact f ON f.group_key = i.key AND f.generation = $1
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "SELECT DISTINCT f.actor FROM group_identifier i
                   JOIN fact f ON f.group_key = i.key AND f.generation = $1
                   WHERE i.group_id IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
    /// What organises groups: who made them, appointed whom, what was planned for them rather than
    /// for a person, with the competencies. A plan that was given up is none.
    ORGANISING = {
        sqlite: concat!("SELECT i.group_id, f.act, f.at, f.id, f.day, p.person,
                     r.person AS recipient, c.competency
                 FROM group_identifier i
                 CROSS JOIN fact f INDEXED BY fact_group_plan
                     ON f.generation = $1 AND f.group_key = i.key
                 CROSS JOIN person_agent p ON p.agent = f.actor
                 LEFT JOIN person_agent r ON r.agent = f.recipient
                 LEFT JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                 WHERE f.act IN (8, 19, 31, 39, 40, 41, 42, 43) AND f.level IS NULL AND ",
                 counts!(), "
                     AND i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND (f.act <> 19 OR NOT EXISTS (SELECT 1 FROM fact u WHERE u.target = f.id
                         AND u.generation = $1 AND u.act = 31 AND u.day <= $3))
                 ORDER BY f.at, f.id"),
        postgres: concat!("SELECT i.group_id, f.act, f.at, f.id, f.day, p.person,
                       r.person AS recipient, c.competency
                   FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   JOIN person_agent p ON p.agent = f.actor
                   LEFT JOIN person_agent r ON r.agent = f.recipient
                   LEFT JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                   WHERE f.act IN (8, 19, 31, 39, 40, 41, 42, 43) AND f.level IS NULL AND ",
                   counts!(), "
                       AND i.group_id IN (SELECT value::uuid
                                          FROM jsonb_array_elements_text($2::jsonb))
                       AND (f.act <> 19 OR NOT EXISTS (SELECT 1 FROM fact u
                           WHERE u.target = f.id AND u.generation = $1 AND u.act = 31
                               AND u.day <= $3))
                   ORDER BY f.at, f.id"),
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

/// All facts of groups up to a day. What people did whose data are only kept is put aside.
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
    let withheld = restrictions::withheld_agents(tx).await?;
    let rows = fetch_all!(tx, GROUP_FACTS as GroupRow, generation, &ids, until)?;
    for GroupRow { group_id, row } in rows {
        let of = facts.entry(group_id).or_default();
        let Some(fact) = row.fact(until) else {
            continue;
        };
        if withheld.contains(&fact.actor) {
            of.aside().acts.push(fact);
        } else {
            of.acts.push(fact);
        }
    }
    let visits = fetch_all!(tx, GROUP_VISITS as VisitRow, generation, &ids, until)?;
    for (group, actor, day, engagement, count) in visits {
        let of = facts.entry(group).or_default();
        let of = if withheld.contains(&actor) {
            of.aside()
        } else {
            of
        };
        of.visits.extend(
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

/// Who was invited to a group, joined it and left, up to a day, without people whose data are only
/// kept.
pub async fn comings_and_goings(
    tx: &mut Tx,
    generation: i64,
    group: GroupId,
    until: i64,
) -> Result<Vec<Fact>, StoreError> {
    let rows = fetch_all!(tx, COMINGS as Row, generation, group, until)?;
    let withheld = restrictions::withheld_agents(tx).await?;
    let facts = rows.into_iter().filter_map(|row| row.fact(until));
    let used = facts.filter(|fact| {
        let concerned = [Some(fact.actor), fact.recipient];
        !concerned
            .into_iter()
            .flatten()
            .any(|agent| withheld.contains(&agent))
    });
    Ok(used.collect())
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

/// Groups that a person coaches at the end of a day.
pub async fn coached_groups(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
    until: i64,
) -> Result<Vec<GroupId>, StoreError> {
    let possible = fetch_all!(tx, MAY_COACH as (GroupId,), generation, person)?;
    let possible: Vec<GroupId> = possible.into_iter().map(|(group,)| group).collect();
    let settings = group_settings(tx, generation, &possible, until).await?;
    let coached = settings
        .into_iter()
        .filter(|(_, setting)| setting.coaches.contains(&person));
    Ok(coached.map(|(group, _)| group).collect())
}

/// Whether `coach` coaches a group that `person` is in and has not left.
pub async fn shares_group(
    tx: &mut Tx,
    generation: i64,
    coach: PersonId,
    person: PersonId,
) -> Result<bool, StoreError> {
    let coached = coached_groups(tx, generation, coach, i64::MAX).await?;
    if coached.is_empty() {
        return Ok(false);
    }
    let coached = list(coached.iter().map(|id| json!(id.0.simple().to_string())));
    Ok(fetch_optional!(tx, IS_IN_ONE as (i32,), generation, person, &coached)?.is_some())
}

/// Everybody who has done something in some groups, whether it still counts or not.
pub async fn acting_in(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
) -> Result<Vec<AgentKey>, StoreError> {
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let rows = fetch_all!(tx, ACTING_IN as (AgentKey,), generation, &ids)?;
    Ok(rows.into_iter().map(|(agent,)| agent).collect())
}

/// Who leads groups, what they are for, and how they stand at the end of a day.
pub async fn group_settings(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    until: i64,
) -> Result<BTreeMap<GroupId, GroupSetting>, StoreError> {
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let rows = fetch_all!(tx, ORGANISING as OrganisingRow, generation, &ids, until)?;
    let mut appointed = groups::appointed(tx, groups).await?;
    let coaches = if groups::known_coaches_only(tx).await? {
        let named = rows
            .iter()
            .flat_map(|row| [Some(row.person), row.recipient]);
        let named: BTreeSet<PersonId> = named.flatten().collect();
        Some(people::known_coaches(tx, &named).await?)
    } else {
        None
    };
    let mut acts: BTreeMap<GroupId, Vec<Organising>> = BTreeMap::new();
    for row in rows {
        let group = row.group_id;
        acts.entry(group).or_default().extend(row.act());
    }
    let all: BTreeSet<GroupId> = acts.keys().chain(appointed.keys()).copied().collect();
    let setting = |group| {
        let acts = acts.remove(&group).unwrap_or_default();
        let base = appointed.remove(&group).unwrap_or_default();
        let may = |person| coaches.as_ref().is_none_or(|known| known.contains(&person));
        (group, setting(&acts, base, may))
    };
    Ok(all.into_iter().map(setting).collect())
}

#[derive(sqlx::FromRow)]
struct OrganisingRow {
    group_id: GroupId,
    act: i64,
    at: i64,
    id: Uuid,
    day: i64,
    person: PersonId,
    recipient: Option<PersonId>,
    competency: Option<i64>,
}

impl OrganisingRow {
    fn act(self) -> Option<Organising> {
        Some(Organising {
            act: ActKind::from_code(self.act)?,
            moment: (self.at, self.id),
            day: self.day,
            person: self.person,
            recipient: self.recipient,
            competency: self.competency,
        })
    }
}

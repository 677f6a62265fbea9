//! Facts of groups, and who leads them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use super::row::{Row, columns, counts};
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::projector::fact::{Fact, GroupFacts, Move, Presence, Visits};
use crate::projector::kinds::{ActKind, EngagementKind};
use crate::projector::leading::{GroupSetting, Organising, setting};
use crate::restrictions;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, fetch_optional, list, sql};

/// The codes of the acts of which [`ActKind::organises`] speaks.
macro_rules! organising {
    () => {
        "8, 39, 40, 41, 42, 43"
    };
}

/// The codes of those of which [`ActKind::is_contribution`] speaks.
macro_rules! contributing {
    () => {
        "4, 20, 24, 25, 27"
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
    /// What was said in groups under a title.
    TITLES = {
        sqlite: concat!("SELECT i.group_id AS \"group\", f.id AS statement, f.day, n.name AS title, f.actor
                 FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 CROSS JOIN activity_name n ON n.activity = f.object
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND ", counts!(), " AND (f.group_since IS NULL OR f.group_since <= $3)
                     AND f.act IN (", contributing!(), ")"),
        postgres: concat!("SELECT i.group_id AS \"group\", f.id AS statement, f.day, n.name AS title, f.actor
                   FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   JOIN activity_name n ON n.activity = f.object
                   WHERE i.group_id IN (SELECT value::uuid
                                        FROM jsonb_array_elements_text($2::jsonb))
                       AND ", counts!(), " AND (f.group_since IS NULL OR f.group_since <= $3)
                       AND f.act IN (", contributing!(), ")"),
    };
    /// Who has done something in groups that makes a member, and since when.
    ACTING_SINCE = {
        sqlite: concat!("SELECT i.group_id, f.actor, min(f.day) FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND ", counts!(), " AND (f.group_since IS NULL OR f.group_since <= $3)
                     AND f.act NOT IN (", organising!(), ")
                 GROUP BY 1, 2"),
        postgres: concat!("SELECT i.group_id, f.actor, min(f.day) FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   WHERE i.group_id IN (SELECT value::uuid
                                        FROM jsonb_array_elements_text($2::jsonb))
                       AND ", counts!(), " AND (f.group_since IS NULL OR f.group_since <= $3)
                       AND f.act NOT IN (", organising!(), ")
                   GROUP BY 1, 2"),
    };
    /// Who joined groups and left them; the longer list is the index's.
    MOVES = {
        sqlite: concat!("SELECT i.group_id, f.actor, f.at, f.id, f.day, f.act
                 FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND f.act IN (15, 16, 17) AND f.act <> 15 AND ", counts!(), "
                     AND (f.group_since IS NULL OR f.group_since <= $3)"),
        postgres: concat!("SELECT i.group_id, f.actor, f.at, f.id, f.day, f.act
                   FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   WHERE i.group_id IN (SELECT value::uuid
                                        FROM jsonb_array_elements_text($2::jsonb))
                       AND f.act IN (15, 16, 17) AND f.act <> 15 AND ", counts!(), "
                       AND (f.group_since IS NULL OR f.group_since <= $3)"),
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
    /// for a person, with the competencies; the day from which it is withdrawn, and the one on which
    /// a plan was given up.
    ORGANISING = {
        sqlite: "SELECT i.group_id, f.act, f.at, f.id, f.day, f.withdrawn_day, p.person,
                     r.person AS recipient, c.competency,
                     CASE WHEN f.act = 19 THEN (SELECT min(u.day) FROM fact u
                         WHERE u.target = f.id AND u.generation = $1 AND u.act = 31)
                     END AS given_up_day
                 FROM group_identifier i
                 CROSS JOIN fact f INDEXED BY fact_group_plan
                     ON f.generation = $1 AND f.group_key = i.key
                 CROSS JOIN person_agent p ON p.agent = f.actor
                 LEFT JOIN person_agent r ON r.agent = f.recipient
                 LEFT JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                 WHERE f.act IN (8, 19, 31, 39, 40, 41, 42, 43) AND f.level IS NULL
                     AND NOT f.resent
                     AND i.group_id IN (SELECT unhex(value) FROM json_each($2))
                 ORDER BY f.at, f.id",
        postgres: "SELECT i.group_id, f.act, f.at, f.id, f.day, f.withdrawn_day, p.person,
                       r.person AS recipient, c.competency,
                       CASE WHEN f.act = 19 THEN (SELECT min(u.day) FROM fact u
                           WHERE u.target = f.id AND u.generation = $1 AND u.act = 31)
                       END AS given_up_day
                   FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   JOIN person_agent p ON p.agent = f.actor
                   LEFT JOIN person_agent r ON r.agent = f.recipient
                   LEFT JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                   WHERE f.act IN (8, 19, 31, 39, 40, 41, 42, 43) AND f.level IS NULL
                       AND NOT f.resent
                       AND i.group_id IN (SELECT value::uuid
                                          FROM jsonb_array_elements_text($2::jsonb))
                   ORDER BY f.at, f.id",
    };
}

/// Group, actor, day, engagement, how many.
type VisitRow = (GroupId, AgentKey, i64, i64, i64);

/// Something that was said in a group under a title.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Titled {
    /// Where.
    pub group: GroupId,
    /// The statement.
    pub statement: Uuid,
    /// The organisation's calendar day, days since the epoch.
    pub day: i64,
    /// Its title, as whoever reads may see it.
    pub title: String,
    actor: AgentKey,
}

/// Group, actor, moment, statement, day, act.
type MoveRow = (GroupId, AgentKey, i64, Uuid, i64, i64);

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

/// Who has been in groups up to a day, and apart from them those whose data are only kept: the same as
/// [`GroupFacts::presence`] tells, without reading what they did.
pub async fn presence_in(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    until: i64,
) -> Result<BTreeMap<GroupId, [Presence; 2]>, StoreError> {
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let withheld = restrictions::withheld_agents(tx).await?;
    let side = |actor: &AgentKey| usize::from(withheld.contains(actor));
    let mut found: BTreeMap<GroupId, [Presence; 2]> = BTreeMap::new();
    let acting = fetch_all!(
        tx,
        ACTING_SINCE as (GroupId, AgentKey, i64),
        generation,
        &ids,
        until
    )?;
    for (group, actor, day) in acting {
        found.entry(group).or_default()[side(&actor)].acted(actor, day);
    }
    for row in fetch_all!(tx, MOVES as MoveRow, generation, &ids, until)? {
        let (group, actor, at, id, day, act) = row;
        found.entry(group).or_default()[side(&actor)]
            .moves
            .push(Move {
                actor,
                moment: (at, id),
                day,
                joined: ActKind::from_code(act) == Some(ActKind::Join),
            });
    }
    Ok(found)
}

/// What was said in groups under a title up to a day, without what people said whose data are only
/// kept.
pub async fn titles_in(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    until: i64,
) -> Result<Vec<Titled>, StoreError> {
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let withheld = restrictions::withheld_agents(tx).await?;
    let mut found = fetch_all!(tx, TITLES as Titled, generation, &ids, until)?;
    found.retain(|said| !withheld.contains(&said.actor));
    for said in &mut found {
        said.title = people::text(tx, std::mem::take(&mut said.title));
    }
    Ok(found)
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
    let mut days = group_settings_on(tx, generation, groups, &[until]).await?;
    Ok(days.pop().unwrap_or_default())
}

/// The same at the end of each of some days, in their order.
pub async fn group_settings_on(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    days: &[i64],
) -> Result<Vec<BTreeMap<GroupId, GroupSetting>>, StoreError> {
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let rows = fetch_all!(tx, ORGANISING as OrganisingRow, generation, &ids)?;
    let appointed = groups::appointed(tx, groups).await?;
    let coaches = if groups::known_coaches_only(tx).await? {
        let named = rows
            .iter()
            .flat_map(|row| [Some(row.person), row.recipient]);
        let named: BTreeSet<PersonId> = named.flatten().collect();
        Some(people::known_coaches(tx, &named).await?)
    } else {
        None
    };
    let may = |person| coaches.as_ref().is_none_or(|known| known.contains(&person));
    let on = |until: &i64| {
        let mut acts: BTreeMap<GroupId, Vec<Organising>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.counts(*until)) {
            acts.entry(row.group_id).or_default().extend(row.act());
        }
        let all: BTreeSet<GroupId> = acts.keys().chain(appointed.keys()).copied().collect();
        let setting = |group| {
            let acts = acts.remove(&group).unwrap_or_default();
            let base = appointed.get(&group).cloned().unwrap_or_default();
            (group, setting(&acts, base, may))
        };
        all.into_iter().map(setting).collect()
    };
    Ok(days.iter().map(on).collect())
}

#[derive(sqlx::FromRow)]
struct OrganisingRow {
    group_id: GroupId,
    act: i64,
    at: i64,
    id: Uuid,
    day: i64,
    withdrawn_day: Option<i64>,
    person: PersonId,
    recipient: Option<PersonId>,
    competency: Option<i64>,
    given_up_day: Option<i64>,
}

impl OrganisingRow {
    /// Whether it holds at the end of a day: a plan that was given up does not.
    fn counts(&self, until: i64) -> bool {
        let given_up = self.given_up_day.is_some_and(|day| day <= until);
        let withdrawn = self.withdrawn_day.is_some_and(|day| day <= until);
        self.day <= until && !given_up && !withdrawn
    }

    fn act(&self) -> Option<Organising> {
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

#[cfg(test)]
mod tests {
    use super::ActKind;

    /// The codes of the acts that are as asked for, as statements of SQL list them.
    fn codes(wanted: impl Fn(ActKind) -> bool) -> String {
        let codes = (0..=i64::from(u8::MAX))
            .filter(|code| ActKind::from_code(*code).is_some_and(&wanted))
            .map(|code| code.to_string());
        codes.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn statements_list_the_acts_that_the_kinds_mean() {
        assert_eq!(organising!(), codes(ActKind::organises));
        assert_eq!(contributing!(), codes(ActKind::is_contribution));
    }
}

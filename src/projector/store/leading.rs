//! Who leads groups, and what they are for.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::presence::is_in_one;
use super::row::{facts_of, these_groups};
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::projector::act::day;
use crate::projector::kinds::ActKind;
use crate::projector::leading::{GroupSetting, Organising, setting};
use crate::projector::tenures::{Tenure, Tenures};
use crate::store::{StoreError, Tx, fetch_all, id_list, sql};

sql! {
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
    /// What organises groups: who made them, appointed whom, what was planned for them rather than
    /// for a person, with the competencies; the day from which it is withdrawn, and the one on which
    /// a plan was given up.
    ORGANISING = {
        sqlite: concat!("SELECT i.group_id, f.act, f.at, f.id, f.day, f.withdrawn_day, p.person,
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
                     AND ", these_groups!(sqlite), "
                 ORDER BY f.at, f.id"),
        postgres: concat!("SELECT i.group_id, f.act, f.at, f.id, f.day, f.withdrawn_day, p.person,
                       r.person AS recipient, c.competency,
                       CASE WHEN f.act = 19 THEN (SELECT min(u.day) FROM fact u
                           WHERE u.target = f.id AND u.generation = $1 AND u.act = 31)
                       END AS given_up_day
                   ", facts_of!(postgres), "
                   JOIN person_agent p ON p.agent = f.actor
                   LEFT JOIN person_agent r ON r.agent = f.recipient
                   LEFT JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                   WHERE f.act IN (8, 19, 31, 39, 40, 41, 42, 43) AND f.level IS NULL
                       AND NOT f.resent
                       AND ", these_groups!(postgres), "
                   ORDER BY f.at, f.id"),
    };
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
    is_in_one(tx, generation, person, &coached).await
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
    let ids = id_list(groups);
    let rows = fetch_all!(tx, ORGANISING as OrganisingRow, generation, &ids)?;
    let appointed = appointed(tx, generation, groups).await?;
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
            (group, setting(&acts, base, *until, may))
        };
        all.into_iter().map(setting).collect()
    };
    Ok(days.iter().map(on).collect())
}

/// Coaches that no statement made so, and up to which day.
async fn appointed(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
) -> Result<BTreeMap<GroupId, Tenures>, StoreError> {
    let rows = groups::appointed(tx, groups).await?;
    let mut zone = TimeZone::UTC;
    if rows.iter().any(|(_, _, until)| until.is_some()) {
        let made = super::generations::generation(tx, generation).await?;
        let made = made.and_then(|it| TimeZone::get(&it.time_zone).ok());
        zone = made.unwrap_or(zone);
    }
    let mut found: BTreeMap<GroupId, Tenures> = BTreeMap::new();
    for (group, person, until) in rows {
        let tenure = Tenure {
            first: i64::MIN,
            last: until.map(|at| day(&zone, at)),
        };
        found.entry(group).or_default().add(person, tenure);
    }
    Ok(found)
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

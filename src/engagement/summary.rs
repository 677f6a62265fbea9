//! Groups as lists show them, and as alerts are worked out from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::gathered::{
    aims_in, by_name, group_keys, in_group, likes_received, names, persons, sources,
};
use super::health::{Health, Observed, health};
use super::membership::answered_aside;
use super::policy::Policy;
use super::roster::roster;
use super::score::{Likes, count};
use crate::competency::Aims;
use crate::cores;
use crate::groups::{Group, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::{self, Fact, GroupFacts, GroupSetting, facts_of_groups, group_settings};
use crate::restrictions::{self, Use};
use crate::rules::{self, RuleSet};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx};

/// A group in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupSummary {
    /// The group.
    pub group: Group,
    /// Learners in it.
    pub members: usize,
    /// Its state.
    pub health: Health,
    /// Contributions of each of the last twelve weeks, the oldest first.
    pub weeks: Vec<usize>,
    /// Who they are.
    pub learners: Vec<PersonId>,
    /// Those whom its alerts are about.
    pub concerned: Vec<Person>,
}

/// Weeks of the small charts.
pub const WEEKS: usize = 12;
const DAYS_OF_WEEKS: i64 = 84;

/// Summaries of groups at the end of `today`, in the order given.
pub async fn group_summaries(
    tx: &mut Tx,
    list: &[Group],
    today: i64,
    policy: &Policy,
) -> Result<Vec<GroupSummary>, StoreError> {
    summaries(tx, list, (today, None), policy).await
}

/// A group's state as it was at a moment (microseconds since the epoch) of a day, by what is known
/// of that time now. What was looked at on the day itself is left out: it is kept by the day.
pub async fn health_then(
    tx: &mut Tx,
    group: &Group,
    (day, at): (i64, i64),
    policy: &Policy,
) -> Result<Health, StoreError> {
    let found = summaries(tx, std::slice::from_ref(group), (day, Some(at)), policy).await?;
    let health = found.into_iter().map(|summary| summary.health).next();
    Ok(health.unwrap_or_default())
}

/// Summaries at the end of a day, or at a moment of it.
async fn summaries(
    tx: &mut Tx,
    list: &[Group],
    (today, until): (i64, Option<i64>),
    policy: &Policy,
) -> Result<Vec<GroupSummary>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Vec::new());
    };
    let ids: Vec<GroupId> = list.iter().map(|group| group.id).collect();
    let mut facts = facts_of_groups(tx, current.generation, &ids, today).await?;
    let mut received = likes_received(tx, current.generation, facts.values(), today).await?;
    if let Some(until) = until {
        received.retain(|like| like.at <= until);
        for facts in facts.values_mut() {
            facts.acts.retain(|fact| fact.at <= until);
            facts.visits.retain(|visits| visits.day < today);
        }
    }
    let names = names(tx, facts.values(), &received).await?;
    let keys = group_keys(tx, &received).await?;
    let mut settings = group_settings(tx, current.generation, &ids, today).await?;
    let rules = rules::in_force(tx).await?;
    let everybody: BTreeSet<PersonId> = names.values().map(|person| person.id).collect();
    let everybody: Vec<PersonId> = everybody.into_iter().collect();
    let absent = people::absent_on(tx, &everybody, today).await?;
    let unwatched = restrictions::withheld(tx, Use::Alerts).await?;
    // What was shown of somebody is kept by the day, as visits are.
    let shown = if until.is_some() { today - 1 } else { today };
    let persons = persons(&names);
    let aims = aims_in(tx, facts.values(), &persons, shown).await?;
    let observed = list.iter().map(|group| {
        let facts = facts.remove(&group.id).unwrap_or_default();
        let setting = settings.remove(&group.id).unwrap_or_default();
        (group.clone(), facts, setting)
    });
    let beside = Arc::new(Beside {
        received,
        keys,
        names,
        persons,
        rules,
        absent,
        unwatched,
        aims,
        policy: *policy,
        today,
    });
    let summarised = move |part: Vec<(Group, GroupFacts, GroupSetting)>| {
        let part = part.into_iter();
        part.map(|(group, facts, setting)| beside.summary(group, &facts, &setting))
            .collect()
    };
    Ok(cores::on_all(observed.collect(), summarised).await)
}

/// What summaries are made of beside what happened in each group.
struct Beside {
    received: Vec<Fact>,
    keys: BTreeMap<i64, GroupId>,
    names: BTreeMap<i64, Person>,
    persons: BTreeMap<AgentKey, PersonId>,
    rules: Arc<RuleSet>,
    absent: BTreeSet<PersonId>,
    unwatched: BTreeSet<PersonId>,
    aims: Aims,
    policy: Policy,
    today: i64,
}

impl Beside {
    fn summary(&self, group: Group, facts: &GroupFacts, setting: &GroupSetting) -> GroupSummary {
        let sources = sources(self.persons.clone(), setting);
        let roster = roster(&facts.presence(), &sources);
        let likes = Likes::of(
            &self.received,
            |like| in_group(like, &self.keys, group.id),
            &sources,
            self.rules.progress.likes_a_month,
        );
        let counters = count(facts, &likes, &sources);
        let health = health(&Observed {
            rules: &self.rules,
            facts: &facts.acts,
            sources: &sources,
            roster: &roster,
            counters: &counters,
            absent: &self.absent,
            answered: &answered_aside(facts),
            unwatched: &self.unwatched,
            aims: &self.aims,
            policy: &self.policy,
            today: self.today,
        });
        let about: BTreeSet<PersonId> = health
            .alerts
            .iter()
            .filter_map(|alert| alert.person)
            .collect();
        let mut concerned: Vec<Person> = self
            .names
            .values()
            .filter(|person| about.contains(&person.id))
            .cloned()
            .collect();
        concerned.sort_by(by_name);
        concerned.dedup();
        GroupSummary {
            group,
            members: roster.members.len(),
            learners: roster.members.iter().map(|member| member.person).collect(),
            weeks: weeks(contributed(&facts.acts), self.today),
            health,
            concerned,
        }
    }
}

/// The days of contributions.
fn contributed(facts: &[Fact]) -> impl Iterator<Item = i64> {
    let said = facts.iter().filter(|fact| fact.act.is_contribution());
    said.map(|fact| fact.day)
}

/// How many of some days lie in each of the last twelve weeks, the oldest week first.
#[must_use]
pub fn weeks(days: impl Iterator<Item = i64>, today: i64) -> Vec<usize> {
    let start = today - DAYS_OF_WEEKS + 1;
    let mut weeks = vec![0; WEEKS];
    for day in days.filter(|day| *day >= start) {
        let week = usize::try_from((day - start) / 7).ok();
        if let Some(count) = week.and_then(|week| weeks.get_mut(week)) {
            *count += 1;
        }
    }
    weeks
}

//! What is read beside what happened in groups: who that was, and what they were liked for.

use std::collections::{BTreeMap, BTreeSet};

use super::goal::planners;
use crate::competency::{self, Aims, Sources};
use crate::groups::{self, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::{self, ActKind, Fact, GroupFacts, GroupSetting};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx};

/// The order of every list of people.
pub(super) fn by_name(left: &Person, right: &Person) -> std::cmp::Ordering {
    (&left.name, left.id).cmp(&(&right.name, right.id))
}

/// The likes and ratings that everybody has received, there or elsewhere, who contributed to groups or is
/// liked in them.
pub(super) async fn likes_received(
    tx: &mut Tx,
    generation: i64,
    facts: impl Iterator<Item = &GroupFacts>,
    today: i64,
) -> Result<Vec<Fact>, StoreError> {
    // Whom somebody liked makes their like no other one, whatever may be told of whom it was for.
    let authors: BTreeSet<i64> = facts
        .flat_map(|facts| facts.acts.iter().chain(facts.aside_acts()))
        .filter_map(|fact| match fact.act {
            ActKind::Like | ActKind::Rate => fact.recipient,
            act => act.is_contribution().then_some(fact.actor),
        })
        .collect();
    let authors: Vec<i64> = authors.into_iter().collect();
    let authors = people::persons(tx, &authors).await?.into_values();
    let authors: BTreeSet<PersonId> = authors.collect();
    let authors: Vec<PersonId> = authors.into_iter().collect();
    projector::likes_received(tx, generation, &authors, today).await
}

/// The groups that likes fell in.
pub(super) async fn group_keys(
    tx: &mut Tx,
    likes: &[Fact],
) -> Result<BTreeMap<i64, GroupId>, StoreError> {
    let keys: BTreeSet<i64> = likes.iter().filter_map(|like| like.group).collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    groups::ids(tx, &keys).await
}

pub(super) fn in_group(like: &Fact, keys: &BTreeMap<i64, GroupId>, group: GroupId) -> bool {
    like.group.and_then(|key| keys.get(&key)) == Some(&group)
}

/// The persons behind everybody whom facts name.
pub(super) async fn names(
    tx: &mut Tx,
    facts: impl Iterator<Item = &GroupFacts>,
    likes: &[Fact],
) -> Result<BTreeMap<i64, Person>, StoreError> {
    let mut agents = BTreeSet::new();
    for like in likes {
        agents.insert(like.actor);
        agents.extend(like.recipient);
    }
    for facts in facts {
        agents.extend(facts.visits.iter().map(|visits| visits.actor));
        for fact in &facts.acts {
            agents.insert(fact.actor);
            agents.extend(fact.recipient);
        }
    }
    let agents: Vec<i64> = agents.into_iter().collect();
    people::names(tx, &agents).await
}

/// How the levels that people planned in groups to reach stand at the end of a day.
pub(super) async fn aims_in(
    tx: &mut Tx,
    facts: impl Iterator<Item = &GroupFacts>,
    persons: &BTreeMap<AgentKey, PersonId>,
    today: i64,
) -> Result<Aims, StoreError> {
    let planners: BTreeSet<PersonId> = facts
        .flat_map(|facts| planners(&facts.acts, persons))
        .collect();
    let planners: Vec<PersonId> = planners.into_iter().collect();
    competency::aims(tx, &planners, today).await
}

/// Whose agents those are that have names.
pub(super) fn persons(names: &BTreeMap<AgentKey, Person>) -> BTreeMap<AgentKey, PersonId> {
    let names = names.iter();
    names.map(|(agent, person)| (*agent, person.id)).collect()
}

pub(super) fn sources(persons: BTreeMap<AgentKey, PersonId>, setting: &GroupSetting) -> Sources {
    Sources {
        persons,
        coaches: setting.coaches.clone(),
        tenures: setting.tenures.clone(),
        ..Sources::default()
    }
}

//! What the facts say about a person, with what is needed to read them.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::error::CoachingError;
use super::terms::HINTED;
use crate::competency::Sources;
use crate::groups::{self, Group, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::{
    self, About, ActKind, Fact, GroupSetting, about, activity_names, group_settings, said_to,
    words_of,
};
use crate::statements::{self, Identity};
use crate::store::{StoreError, Tx};

/// The facts about a person at the end of a day.
#[derive(Debug)]
pub struct Known {
    /// Whom they are about.
    pub person: PersonId,
    /// In the order of the log.
    pub facts: Vec<Fact>,
    /// Who is behind the agents, and who coaches the person.
    pub sources: Sources,
    /// Names of those who acted.
    pub names: BTreeMap<PersonId, Option<String>>,
    /// Groups that the person has acted in.
    pub groups: BTreeSet<GroupId>,
    /// Addresses and names of the activities that facts name.
    titles: BTreeMap<i64, (String, Option<String>)>,
}

/// Reads them; nobody is known before there is a generation of facts.
pub async fn known(tx: &mut Tx, person: PersonId, today: i64) -> Result<Known, StoreError> {
    let mut known = Known {
        person,
        facts: Vec::new(),
        sources: Sources::default(),
        names: BTreeMap::new(),
        groups: BTreeSet::new(),
        titles: BTreeMap::new(),
    };
    let Some(current) = projector::current(tx).await? else {
        return Ok(known);
    };
    let generation = current.generation;
    let About { facts, acted_in } = about(tx, generation, person, today).await?;
    known.facts = facts;
    let agents = known.facts.iter().flat_map(|fact| {
        let named = [Some(fact.actor), fact.instructor, fact.recipient];
        named.into_iter().flatten()
    });
    let agents: BTreeSet<i64> = agents.collect();
    let agents: Vec<i64> = agents.into_iter().collect();
    for (agent, Person { id, name }) in people::names(tx, &agents).await? {
        known.sources.persons.insert(agent, id);
        known.names.insert(id, name);
    }
    let acted_in: Vec<i64> = acted_in.into_iter().collect();
    known.groups = groups::ids(tx, &acted_in).await?.into_values().collect();
    let all: Vec<GroupId> = known.groups.iter().copied().collect();
    let settings = group_settings(tx, generation, &all, today).await?;
    for setting in settings.into_values() {
        known.sources.coaches.extend(setting.coaches);
        known.sources.tenures.add_all(&setting.tenures);
    }
    let keys = known.facts.iter().flat_map(|fact| {
        let competencies = fact.competencies.iter().copied();
        fact.object.into_iter().chain(competencies)
    });
    let keys: BTreeSet<i64> = keys.collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    known.titles = activity_names(tx, &keys).await?;
    Ok(known)
}

impl Known {
    /// The address of an activity.
    #[must_use]
    pub fn iri(&self, key: i64) -> Option<&str> {
        self.titles.get(&key).map(|(iri, _)| iri.as_str())
    }

    /// The open groups where `who` and the person meet: all that the person learns in for themselves,
    /// and for a coach those that they coach.
    pub async fn shared_groups(
        &self,
        tx: &mut Tx,
        who: PersonId,
        today: i64,
    ) -> Result<Vec<Group>, StoreError> {
        let Some(current) = projector::current(tx).await? else {
            return Ok(Vec::new());
        };
        let all: Vec<GroupId> = self.groups.iter().copied().collect();
        let settings = group_settings(tx, current.generation, &all, today).await?;
        let none = GroupSetting::default();
        let shared = all.into_iter().filter(|group| {
            let setting = settings.get(group).unwrap_or(&none);
            let meets = who == self.person || setting.coaches.contains(&who);
            meets && setting.closed.is_none() && !setting.coaches.contains(&self.person)
        });
        let shared: Vec<GroupId> = shared.collect();
        let mut found = groups::find_all(tx, &shared).await?;
        found.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
        Ok(found)
    }

    /// What an activity is called.
    #[must_use]
    pub fn title(&self, key: i64) -> Option<&str> {
        self.titles.get(&key)?.1.as_deref()
    }

    /// The person behind an agent.
    #[must_use]
    pub fn who(&self, agent: i64) -> Option<PersonId> {
        self.sources.persons.get(&agent).copied()
    }
}

/// A coach's hint to a person or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The statement.
    pub statement: Uuid,
    /// When, microseconds since the epoch.
    pub at: i64,
    /// Who gave it.
    pub by: Option<PersonId>,
    /// What it says.
    pub text: Option<String>,
    /// It was taken back.
    pub withdrawn: bool,
}

/// The hints given to a person, the newest first. Talk by somebody who coached none of their groups
/// then is none.
pub async fn hints(tx: &mut Tx, known: &Known) -> Result<Vec<Hint>, CoachingError> {
    let mut found: Vec<&Fact> = known
        .facts
        .iter()
        .filter(|fact| fact.act == ActKind::Hint)
        .filter(|fact| {
            let to = fact.recipient.and_then(|agent| known.who(agent));
            let by = known.who(fact.actor);
            let coached = |by| known.sources.tenures.cover(by, fact.day);
            to == Some(known.person) && by.is_some_and(coached)
        })
        .collect();
    found.sort_by_key(|fact| std::cmp::Reverse((fact.at, fact.id)));
    let mut words = words_of(tx, found.iter().map(|fact| fact.id)).await?;
    let hint = |fact: &Fact| Hint {
        statement: fact.id,
        at: fact.at,
        by: known.who(fact.actor),
        text: words.remove(&fact.id).and_then(|words| words.text),
        withdrawn: false,
    };
    let mut hints: Vec<Hint> = found.into_iter().map(hint).collect();
    hints.extend(withdrawn_hints(tx, known).await?);
    hints.sort_by_key(|hint| std::cmp::Reverse((hint.at, hint.statement)));
    Ok(hints)
}

/// Hints by who has coached the person that were taken back: they are facts no more, but statements.
async fn withdrawn_hints(tx: &mut Tx, known: &Known) -> Result<Vec<Hint>, CoachingError> {
    let agents = people::agents_of(tx, known.person).await?;
    let mut hints = Vec::new();
    for stored in statements::voided_about(tx, &agents, &[HINTED.0]).await? {
        let value = stored.value()?;
        let object = value.get("object").and_then(Identity::of);
        let to = person_of(tx, object.as_ref()).await?;
        let actor = value.get("actor").and_then(Identity::of);
        let by = person_of(tx, actor.as_ref()).await?;
        if to == Some(known.person) && by.is_some_and(|by| known.sources.tenures.include(by)) {
            hints.push(Hint {
                statement: stored.id,
                at: stored.timestamp,
                by,
                text: said_to(tx, &value),
                withdrawn: true,
            });
        }
    }
    Ok(hints)
}

/// The person behind an agent of a statement.
pub(super) async fn person_of(
    tx: &mut Tx,
    agent: Option<&Identity>,
) -> Result<Option<PersonId>, StoreError> {
    let Some(agent) = agent else { return Ok(None) };
    match statements::find_agent(tx, agent).await? {
        Some(key) => people::by_agent(tx, key).await,
        None => Ok(None),
    }
}

//! Who is in a group: learners whose data are used, and those whose data are only kept.

use std::collections::{BTreeMap, BTreeSet};

use super::gathered::{by_name, names, persons, sources};
use super::roster::roster;
use crate::competency::Sources;
use crate::groups::{self, Group, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::{
    self, ActKind, GroupFacts, GroupSetting, Presence, group_settings, presence_in,
};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx};

/// Who is in a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Membership {
    /// Learners whose data are used, by name.
    pub members: Vec<Person>,
    /// Learners whose data are only kept, by name.
    pub restricted: Vec<Person>,
}

impl Membership {
    /// Whether somebody is in the group, whatever is done with their data.
    #[must_use]
    pub fn has(&self, person: PersonId) -> bool {
        let mut all = self.members.iter().chain(&self.restricted);
        all.any(|member| member.id == person)
    }
}

/// Everybody who is a learner in a group at the end of `today`.
pub async fn membership(tx: &mut Tx, group: GroupId, today: i64) -> Result<Membership, StoreError> {
    let mut found = memberships(tx, &[group], today).await?;
    Ok(found.remove(&group).unwrap_or_default())
}

/// Everybody who is a learner in some groups at the end of `today`; groups without any are left out.
pub async fn memberships(
    tx: &mut Tx,
    groups: &[GroupId],
    today: i64,
) -> Result<BTreeMap<GroupId, Membership>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(BTreeMap::new());
    };
    let present = presence_in(tx, current.generation, groups, today).await?;
    let mut settings = group_settings(tx, current.generation, groups, today).await?;
    let agents: BTreeSet<AgentKey> = present
        .values()
        .flatten()
        .flat_map(|presence| presence.first.keys().copied())
        .collect();
    let agents: Vec<AgentKey> = agents.into_iter().collect();
    let names = people::names(tx, &agents).await?;
    let found = present.into_iter().map(|(group, [used, withheld])| {
        let sources = sources(
            persons(&names),
            &settings.remove(&group).unwrap_or_default(),
        );
        let membership = Membership {
            members: learners(&used, &names, &sources),
            restricted: learners(&withheld, &names, &sources),
        };
        (group, membership)
    });
    Ok(found.collect())
}

/// The groups that somebody is a learner in at the end of `today`, whatever is done with their data,
/// by name.
pub async fn member_of(
    tx: &mut Tx,
    person: PersonId,
    today: i64,
) -> Result<Vec<Group>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Vec::new());
    };
    let acted_in = projector::acted_in(tx, current.generation, &[person], today).await?;
    let keys: Vec<i64> = acted_in.into_values().flatten().collect();
    let ids: BTreeSet<GroupId> = groups::ids(tx, &keys).await?.into_values().collect();
    let ids: Vec<GroupId> = ids.into_iter().collect();
    let all = memberships(tx, &ids, today).await?;
    let mine = all.into_iter().filter(|(_, it)| it.has(person));
    let mine: Vec<GroupId> = mine.map(|(group, _)| group).collect();
    let mut mine = groups::find_all(tx, &mine).await?;
    mine.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
    Ok(mine)
}

/// What people have replied to whose data are only kept.
pub(super) fn answered_aside(facts: &GroupFacts) -> BTreeSet<i64> {
    let replies = facts.aside_acts().filter(|fact| fact.act == ActKind::Reply);
    replies.filter_map(|fact| fact.anchor).collect()
}

/// The learners of a group whose data are only kept, by name.
pub(super) async fn restricted(
    tx: &mut Tx,
    facts: &GroupFacts,
    setting: &GroupSetting,
) -> Result<Vec<Person>, StoreError> {
    let Some(withheld) = &facts.withheld else {
        return Ok(Vec::new());
    };
    let names = names(tx, std::iter::once(&**withheld), &[]).await?;
    let sources = sources(persons(&names), setting);
    Ok(learners(&withheld.presence(), &names, &sources))
}

/// The learners among those who were in a group, by name.
fn learners(
    presence: &Presence,
    names: &BTreeMap<AgentKey, Person>,
    sources: &Sources,
) -> Vec<Person> {
    let people: BTreeMap<PersonId, &Person> = presence
        .first
        .keys()
        .filter_map(|actor| names.get(actor))
        .map(|person| (person.id, person))
        .collect();
    let learners = roster(presence, sources).members.into_iter();
    let mut learners: Vec<Person> = learners
        .filter_map(|member| people.get(&member.person).copied().cloned())
        .collect();
    learners.sort_by(by_name);
    learners
}

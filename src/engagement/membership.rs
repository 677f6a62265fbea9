//! Who is in a group: learners whose data are used, and those whose data are only kept.

use std::collections::BTreeSet;

use super::report::{by_name, names, sources};
use super::roster::roster;
use crate::groups::GroupId;
use crate::people::{Person, PersonId};
use crate::projector::{self, ActKind, GroupFacts, GroupSetting, facts_of_group, group_settings};
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

/// The learners in a group at the end of `today`, by name, without those whose data are only kept.
pub async fn members(tx: &mut Tx, group: GroupId, today: i64) -> Result<Vec<Person>, StoreError> {
    Ok(membership(tx, group, today).await?.members)
}

/// Everybody who is a learner in a group at the end of `today`.
pub async fn membership(tx: &mut Tx, group: GroupId, today: i64) -> Result<Membership, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Membership::default());
    };
    let facts = facts_of_group(tx, current.generation, group, today).await?;
    let setting = group_settings(tx, current.generation, &[group], today)
        .await?
        .remove(&group)
        .unwrap_or_default();
    Ok(Membership {
        members: learners(tx, &facts, &setting).await?,
        restricted: restricted(tx, &facts, &setting).await?,
    })
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
    match &facts.withheld {
        Some(withheld) => learners(tx, withheld, setting).await,
        None => Ok(Vec::new()),
    }
}

/// The learners by some facts of a group, by name.
async fn learners(
    tx: &mut Tx,
    facts: &GroupFacts,
    setting: &GroupSetting,
) -> Result<Vec<Person>, StoreError> {
    let names = names(tx, std::iter::once(facts), &[]).await?;
    let roster = roster(facts, &sources(&names, setting));
    let learners: BTreeSet<PersonId> = roster.members.iter().map(|found| found.person).collect();
    let mut members: Vec<Person> = names
        .into_values()
        .filter(|person| learners.contains(&person.id))
        .collect();
    members.sort_by(by_name);
    members.dedup();
    Ok(members)
}

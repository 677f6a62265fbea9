//! What is new in groups since somebody looked at them.

use std::collections::BTreeSet;

use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::projector::{self, ActKind, facts_between};
use crate::restrictions;
use crate::store::{StoreError, Tx};

/// Statements looked at together.
const STEP: i64 = 2000;

/// Contributions to some groups by others than `viewer`, in the statements after a place in the log
/// that facts have been derived of; and the place up to which they were looked at, which is behind
/// the last derived one if there were many.
pub async fn contributions_since(
    tx: &mut Tx,
    wanted: &BTreeSet<GroupId>,
    viewer: PersonId,
    after: i64,
) -> Result<(usize, i64), StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok((0, after));
    };
    let until = current.seq.min(after + STEP);
    if until <= after {
        return Ok((0, after));
    }
    let kinds: Vec<ActKind> = ActKind::ALL
        .iter()
        .copied()
        .filter(|act| act.is_contribution())
        .collect();
    let mut facts = facts_between(tx, current.generation, (after, until), &kinds).await?;
    if facts.is_empty() {
        return Ok((0, until));
    }
    let own = people::agents_of(tx, viewer).await?;
    let withheld = restrictions::withheld_agents(tx).await?;
    facts.retain(|fact| !own.contains(&fact.actor) && !withheld.contains(&fact.actor));
    let keys: BTreeSet<i64> = facts.iter().filter_map(|fact| fact.group).collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    let ids = groups::ids(tx, &keys).await?;
    let known = |fact: &&projector::Fact| {
        let group = fact.group.and_then(|key| ids.get(&key));
        group.is_some_and(|group| wanted.contains(group))
    };
    Ok((facts.iter().filter(known).count(), until))
}

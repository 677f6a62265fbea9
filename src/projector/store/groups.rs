//! Facts of groups.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::packs::{GroupPack, group_packs};
use super::row::{Row, columns, counts, counts_there};
use crate::cores;
use crate::groups::GroupId;
use crate::projector::fact::{Fact, GroupFacts, Visits};
use crate::projector::kinds::EngagementKind;
use crate::restrictions;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, sql};

sql! {
    /// Who was invited to a group, joined it and left.
    COMINGS = {
        sqlite: concat!("SELECT ", columns!(), " FROM group_identifier i
                 CROSS JOIN fact f INDEXED BY fact_group_comings
                     ON f.group_key = i.key AND f.generation = $1
                 WHERE i.group_id = $2 AND f.act IN (15, 16, 17) AND ", counts_there!(), "
                 ORDER BY f.seq"),
        postgres: concat!("SELECT ", columns!(), " FROM group_identifier i
                   JOIN fact f ON f.group_key = i.key AND f.generation = $1
                   WHERE i.group_id = $2 AND f.act IN (15, 16, 17) AND ", counts_there!(), "
                   ORDER BY f.seq"),
    };
}

/// All facts of groups up to a day. What people did whose data are only kept is put aside.
pub async fn facts_of_groups(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    until: i64,
) -> Result<BTreeMap<GroupId, GroupFacts>, StoreError> {
    let mut facts: BTreeMap<GroupId, GroupFacts> = groups
        .iter()
        .map(|group| (*group, GroupFacts::default()))
        .collect();
    let withheld = Arc::new(restrictions::withheld_agents(tx).await?);
    let packs = group_packs(tx, generation, groups).await?;
    let unpacking = move |part: Vec<GroupPack>| {
        let read = |pack: &GroupPack| unpacked(pack, until, &withheld);
        part.iter().map(read).collect::<Vec<_>>()
    };
    for unpacked in cores::on_all(packs, unpacking).await {
        let (group, found) = unpacked?;
        facts.entry(group).or_default().add(found);
    }
    for found in facts.values_mut() {
        found.acts.sort_by_key(|fact| fact.seq);
        if let Some(aside) = &mut found.withheld {
            aside.acts.sort_by_key(|fact| fact.seq);
        }
    }
    Ok(facts)
}

/// What a pack holds up to a day, with what people did apart whose data are only kept.
fn unpacked(
    pack: &GroupPack,
    until: i64,
    withheld: &BTreeSet<AgentKey>,
) -> Result<(GroupId, GroupFacts), sqlx::Error> {
    let mut found = GroupFacts::default();
    for fact in pack
        .rows(until)?
        .into_iter()
        .filter_map(|row| row.fact(until))
    {
        found.side(withheld.contains(&fact.actor)).acts.push(fact);
    }
    for visits in pack.visits(until)? {
        let side = found.side(withheld.contains(&visits.actor));
        side.visits.extend(
            EngagementKind::from_code(visits.engagement).map(|engagement| Visits {
                actor: visits.actor,
                day: visits.day,
                engagement,
                count: visits.count,
            }),
        );
    }
    Ok((pack.group, found))
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

//! Facts of groups.

use std::collections::BTreeMap;

use super::row::{Row, columns, counts, counts_there, facts_of, these_groups};
use crate::groups::GroupId;
use crate::projector::fact::{Fact, GroupFacts, Visits};
use crate::projector::kinds::EngagementKind;
use crate::restrictions;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, id_list, sql};

sql! {
    GROUP_FACTS = {
        sqlite: concat!("SELECT i.group_id, ", columns!(), " ", facts_of!(sqlite), "
                 WHERE ", these_groups!(sqlite), "
                     AND ", counts_there!(), " AND f.engagement NOT IN (8, 13)
                 ORDER BY f.seq"),
        postgres: concat!("SELECT i.group_id, ", columns!(), " ", facts_of!(postgres), "
                   WHERE ", these_groups!(postgres), "
                       AND ", counts_there!(), " AND f.engagement NOT IN (8, 13)
                   ORDER BY f.seq"),
    };
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
    GROUP_VISITS = {
        sqlite: concat!("SELECT i.group_id, f.actor, f.day, f.engagement, count(*)
                 ", facts_of!(sqlite), "
                 WHERE ", these_groups!(sqlite), "
                     AND ", counts_there!(), " AND f.engagement IN (8, 13)
                 GROUP BY 1, 2, 3, 4"),
        postgres: concat!("SELECT i.group_id, f.actor, f.day, f.engagement, count(*)
                   ", facts_of!(postgres), "
                   WHERE ", these_groups!(postgres), "
                       AND ", counts_there!(), " AND f.engagement IN (8, 13)
                   GROUP BY 1, 2, 3, 4"),
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
    let ids = id_list(groups);
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

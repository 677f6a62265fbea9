//! What happened in each group, packed together.

use serde::{Deserialize, Serialize};

use super::{Kind, Packed, Rows, made, parsed, read, row_json, written};
use crate::groups::GroupId;
use crate::projector::store::row::Row;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, id_list, list, sql};

sql! {
    /// The names by which facts call groups, with their packs if they hold.
    GROUP_PACKS = {
        sqlite: "SELECT i.group_id, i.key, k.facts, k.beside FROM json_each($2) l
                 CROSS JOIN group_identifier i ON i.group_id = unhex(l.value)
                 LEFT JOIN fact_pack k ON k.kind = 2 AND k.key = i.key AND k.generation = $1
                     AND NOT EXISTS (SELECT 1 FROM fact_pack_changed c
                                     WHERE c.generation = $1 AND c.kind = 2 AND c.key = i.key)",
        postgres: "SELECT i.group_id, i.key, k.facts, k.beside
                   FROM jsonb_array_elements_text($2::jsonb) l
                   JOIN group_identifier i ON i.group_id = l.value::uuid
                   LEFT JOIN fact_pack k ON k.kind = 2 AND k.key = i.key AND k.generation = $1
                       AND NOT EXISTS (SELECT 1 FROM fact_pack_changed c
                                       WHERE c.generation = $1 AND c.kind = 2 AND c.key = i.key)",
    };
    /// What is to be packed: what was done, and, summed up, who was there and looked at things.
    PACKED_GROUPS = {
        sqlite: concat!("SELECT g.value, (
                     SELECT json_group_array(json_array(", row_json!(sqlite), ", f.withdrawn_day))
                     FROM fact f WHERE f.generation = $1 AND f.group_key = g.value
                         AND NOT f.resent AND f.engagement NOT IN (8, 13)), (
                     SELECT json_group_array(json_array(u.actor, u.day, u.engagement,
                         u.group_since, u.withdrawn_day, u.count))
                     FROM (SELECT f.actor, f.day, f.engagement, f.group_since, f.withdrawn_day,
                               count(*) AS count
                           FROM fact f WHERE f.generation = $1 AND f.group_key = g.value
                               AND NOT f.resent AND f.engagement IN (8, 13)
                           GROUP BY 1, 2, 3, 4, 5) u)
                 FROM json_each($2) g"),
        postgres: concat!("SELECT g.key, (
                       SELECT coalesce(json_agg(json_build_array(", row_json!(postgres), ",
                           f.withdrawn_day))::text, '[]')
                       FROM fact f WHERE f.generation = $1 AND f.group_key = g.key
                           AND NOT f.resent AND f.engagement NOT IN (8, 13)), (
                       SELECT coalesce(json_agg(json_build_array(u.actor, u.day, u.engagement,
                           u.group_since, u.withdrawn_day, u.count))::text, '[]')
                       FROM (SELECT f.actor, f.day, f.engagement, f.group_since, f.withdrawn_day,
                                 count(*) AS count
                             FROM fact f WHERE f.generation = $1 AND f.group_key = g.key
                                 AND NOT f.resent AND f.engagement IN (8, 13)
                             GROUP BY 1, 2, 3, 4, 5) u)
                   FROM (SELECT value::bigint AS key
                         FROM jsonb_array_elements_text($2::jsonb)) g"),
    };
}

/// The pack of a name of a group.
pub(in crate::projector::store) struct GroupPack {
    pub(in crate::projector::store) group: GroupId,
    facts: Vec<u8>,
    visits: Vec<u8>,
}

/// A fact, and the day from which its contribution is withdrawn.
type Withdrawable = (Row, Option<i64>);

/// Who was there and looked at things on a day, and how often.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::projector::store) struct PackedVisits {
    pub(in crate::projector::store) actor: AgentKey,
    pub(in crate::projector::store) day: i64,
    pub(in crate::projector::store) engagement: i64,
    group_since: Option<i64>,
    withdrawn_day: Option<i64>,
    pub(in crate::projector::store) count: i64,
}

/// Whether something counts in a group at the end of a day; the same as `counts_there!` of rows.
fn counts_there(until: i64, day: i64, since: Option<i64>, withdrawn: Option<i64>) -> bool {
    day <= until
        && since.is_none_or(|since| since <= until)
        && withdrawn.is_none_or(|day| day > until)
}

impl GroupPack {
    /// What was done up to a day.
    pub(in crate::projector::store) fn rows(&self, until: i64) -> Result<Vec<Row>, sqlx::Error> {
        let all: Vec<Withdrawable> = read(&self.facts)?;
        let counts = |(row, withdrawn): &Withdrawable| {
            counts_there(until, row.day, row.group_since, *withdrawn)
        };
        Ok(all.into_iter().filter(counts).map(|(row, _)| row).collect())
    }

    /// Who was there and looked at things up to a day.
    pub(in crate::projector::store) fn visits(
        &self,
        until: i64,
    ) -> Result<Vec<PackedVisits>, sqlx::Error> {
        let mut all: Vec<PackedVisits> = read(&self.visits)?;
        all.retain(|it| counts_there(until, it.day, it.group_since, it.withdrawn_day));
        Ok(all)
    }
}

/// The packs of some groups: those that hold as they are, others made now.
pub(in crate::projector::store) async fn group_packs(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
) -> Result<Vec<GroupPack>, StoreError> {
    type Kept = (GroupId, i64, Option<Vec<u8>>, Option<Vec<u8>>);
    let mut packs = Vec::new();
    let mut outdated: Vec<(i64, GroupId)> = Vec::new();
    for (group, key, facts, visits) in
        fetch_all!(tx, GROUP_PACKS as Kept, generation, id_list(groups))?
    {
        match (facts, visits) {
            (Some(facts), Some(visits)) => packs.push(GroupPack {
                group,
                facts,
                visits,
            }),
            _ => outdated.push((key, group)),
        }
    }
    if outdated.is_empty() {
        return Ok(packs);
    }
    let keys: Vec<i64> = outdated.iter().map(|(key, _)| *key).collect();
    for (key, facts, visits) in made(tx, generation, Kind::Group, &keys).await? {
        let of = outdated.iter().filter(|(outdated, _)| *outdated == key);
        packs.extend(of.map(|(_, group)| GroupPack {
            group: *group,
            facts: facts.clone(),
            visits: visits.clone(),
        }));
    }
    Ok(packs)
}

/// What is to be packed of groups: the key by which facts name the group, what was done, and who was there.
pub(super) async fn rows(
    tx: &mut Tx,
    generation: i64,
    keys: &[i64],
) -> Result<Vec<Rows>, StoreError> {
    fetch_all!(tx, PACKED_GROUPS as Rows, generation, list(keys.iter()))
}

/// It as it is kept.
pub(super) fn kept(facts: &str, visits: &str) -> Result<Packed, sqlx::Error> {
    let mut facts: Vec<Withdrawable> = parsed(facts)?;
    facts.sort_unstable_by_key(|(row, _)| row.seq);
    let mut visits: Vec<PackedVisits> = parsed(visits)?;
    visits.sort_unstable();
    Ok((written(&facts)?, written(&visits)?))
}

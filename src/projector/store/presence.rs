//! Who is in groups and what was said there, without all that was done.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::row::{counts, counts_there, facts_of, these_groups};
use crate::groups::GroupId;
use crate::people::{self, PersonId};
use crate::projector::fact::{Move, Presence};
use crate::projector::kinds::ActKind;
use crate::restrictions;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, fetch_optional, id_list, sql};

/// The codes of the acts of which [`ActKind::organises`] speaks.
macro_rules! organising {
    () => {
        "8, 39, 40, 41, 42, 43, 44"
    };
}

/// The codes of those of which [`ActKind::is_contribution`] speaks.
macro_rules! contributing {
    () => {
        "4, 20, 24, 25, 27"
    };
}

/// That a fact `f` in a group `i` is of the person `$2`, who has not left it since.
macro_rules! acted_and_stayed {
    () => {
        "f.generation = $1 AND f.group_key = i.key
             AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
         WHERE coalesce((SELECT l.act FROM fact l
                         JOIN group_identifier li ON li.key = l.group_key
                         WHERE l.generation = $1 AND li.group_id = i.group_id
                             AND l.act IN (16, 17)
                             AND l.actor IN (SELECT agent FROM person_agent WHERE person = $2)
                         ORDER BY l.at DESC, l.id DESC LIMIT 1), 16) <> 17
         LIMIT 1"
    };
}

sql! {
    /// What was said in groups under a title.
    TITLES = {
        sqlite: concat!("SELECT i.group_id AS \"group\", f.id AS statement, f.day, n.name AS title, f.actor
                 ", facts_of!(sqlite), "
                 CROSS JOIN activity_name n ON n.activity = f.object
                 WHERE ", these_groups!(sqlite), "
                     AND ", counts_there!(), "
                     AND f.act IN (", contributing!(), ")"),
        postgres: concat!("SELECT i.group_id AS \"group\", f.id AS statement, f.day, n.name AS title, f.actor
                   ", facts_of!(postgres), "
                   JOIN activity_name n ON n.activity = f.object
                   WHERE ", these_groups!(postgres), "
                       AND ", counts_there!(), "
                       AND f.act IN (", contributing!(), ")"),
    };
    /// Who has done something in groups that makes a member, and since when.
    ACTING_SINCE = {
        sqlite: concat!("SELECT i.group_id, f.actor, min(f.day) ", facts_of!(sqlite), "
                 WHERE ", these_groups!(sqlite), "
                     AND ", counts_there!(), "
                     AND f.act NOT IN (", organising!(), ")
                 GROUP BY 1, 2"),
        postgres: concat!("SELECT i.group_id, f.actor, min(f.day) ", facts_of!(postgres), "
                   WHERE ", these_groups!(postgres), "
                       AND ", counts_there!(), "
                       AND f.act NOT IN (", organising!(), ")
                   GROUP BY 1, 2"),
    };
    /// Who joined groups and left them; the longer list is the index's.
    MOVES = {
        sqlite: concat!("SELECT i.group_id, f.actor, f.at, f.id, f.day, f.act
                 FROM group_identifier i
                 CROSS JOIN fact f INDEXED BY fact_group_comings
                     ON f.group_key = i.key AND f.generation = $1
                 WHERE ", these_groups!(sqlite), "
                     AND f.act IN (15, 16, 17) AND f.act <> 15 AND ", counts_there!()),
        postgres: concat!("SELECT i.group_id, f.actor, f.at, f.id, f.day, f.act
                   ", facts_of!(postgres), "
                   WHERE ", these_groups!(postgres), "
                       AND f.act IN (15, 16, 17) AND f.act <> 15 AND ", counts_there!()),
    };
    /// Whether a person is in one of some groups and has not left.
    IS_IN_ONE = {
        sqlite: concat!("SELECT 1 FROM json_each($3) g
            CROSS JOIN group_identifier i ON i.group_id = unhex(g.value)
            CROSS JOIN fact f ON ", acted_and_stayed!()),
        postgres: concat!("SELECT 1 FROM jsonb_array_elements_text($3::jsonb) g
            JOIN group_identifier i ON i.group_id = g.value::uuid
            JOIN fact f ON ", acted_and_stayed!()),
    };
    /// Everybody who has done something in some groups.
    ACTING_IN = {
        sqlite: concat!("SELECT DISTINCT f.actor ", facts_of!(sqlite), "
                 WHERE ", these_groups!(sqlite)),
        postgres: concat!("SELECT DISTINCT f.actor ", facts_of!(postgres), "
                   WHERE ", these_groups!(postgres)),
    };
}

/// Something that was said in a group under a title.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Titled {
    /// Where.
    pub group: GroupId,
    /// The statement.
    pub statement: Uuid,
    /// The organisation's calendar day, days since the epoch.
    pub day: i64,
    /// Its title, as whoever reads may see it.
    pub title: String,
    actor: AgentKey,
}

/// Group, actor, moment, statement, day, act.
type MoveRow = (GroupId, AgentKey, i64, Uuid, i64, i64);

/// Who has been in groups up to a day, and apart from them those whose data are only kept: the same as
/// [`GroupFacts::presence`] tells, without reading what they did.
pub async fn presence_in(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    until: i64,
) -> Result<BTreeMap<GroupId, [Presence; 2]>, StoreError> {
    let ids = id_list(groups);
    let withheld = restrictions::withheld_agents(tx).await?;
    let side = |actor: &AgentKey| usize::from(withheld.contains(actor));
    let mut found: BTreeMap<GroupId, [Presence; 2]> = BTreeMap::new();
    let acting = fetch_all!(
        tx,
        ACTING_SINCE as (GroupId, AgentKey, i64),
        generation,
        &ids,
        until
    )?;
    for (group, actor, day) in acting {
        found.entry(group).or_default()[side(&actor)].acted(actor, day);
    }
    for row in fetch_all!(tx, MOVES as MoveRow, generation, &ids, until)? {
        let (group, actor, at, id, day, act) = row;
        found.entry(group).or_default()[side(&actor)]
            .moves
            .push(Move {
                actor,
                moment: (at, id),
                day,
                joined: ActKind::from_code(act) == Some(ActKind::Join),
            });
    }
    Ok(found)
}

/// What was said in groups under a title up to a day, without what people said whose data are only
/// kept.
pub async fn titles_in(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    until: i64,
) -> Result<Vec<Titled>, StoreError> {
    let ids = id_list(groups);
    let withheld = restrictions::withheld_agents(tx).await?;
    let mut found = fetch_all!(tx, TITLES as Titled, generation, &ids, until)?;
    found.retain(|said| !withheld.contains(&said.actor));
    for said in &mut found {
        said.title = people::text(tx, std::mem::take(&mut said.title));
    }
    Ok(found)
}

/// Whether `person` is in one of some groups and has not left.
pub(super) async fn is_in_one(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
    groups: &[GroupId],
) -> Result<bool, StoreError> {
    let groups = id_list(groups);
    Ok(fetch_optional!(tx, IS_IN_ONE as (i32,), generation, person, &groups)?.is_some())
}

/// Everybody who has done something in some groups, whether it still counts or not.
pub async fn acting_in(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
) -> Result<Vec<AgentKey>, StoreError> {
    let ids = id_list(groups);
    let rows = fetch_all!(tx, ACTING_IN as (AgentKey,), generation, &ids)?;
    Ok(rows.into_iter().map(|(agent,)| agent).collect())
}

#[cfg(test)]
mod tests {
    use super::ActKind;

    /// The codes of the acts that are as asked for, as statements of SQL list them.
    fn codes(wanted: impl Fn(ActKind) -> bool) -> String {
        let codes = (0..=i64::from(u8::MAX))
            .filter(|code| ActKind::from_code(*code).is_some_and(&wanted))
            .map(|code| code.to_string());
        codes.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn statements_list_the_acts_that_the_kinds_mean() {
        assert_eq!(organising!(), codes(ActKind::organises));
        assert_eq!(contributing!(), codes(ActKind::is_contribution));
    }
}

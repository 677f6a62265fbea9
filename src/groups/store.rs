//! All SQL of the group tables.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::people::{self, PersonId};
use crate::store::{
    Identifier, StoreError, Tx, coded, execute, fetch_all, fetch_optional, id_list, identifier,
    list, sql,
};

sql! {
    ADD_GROUPS = {
        sqlite: "INSERT INTO learning_group (id, name, name_at, created_at)
                 SELECT unhex(value->>0), NULL, -9223372036854775808, value->>1
                 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO learning_group (id, name, name_at, created_at)
                   SELECT (r->>0)::uuid, NULL, -9223372036854775808, (r->>1)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    ADD_IDENTIFIERS = {
        sqlite: "INSERT INTO group_identifier (identity, group_id)
                 SELECT value->>2, unhex(value->>0) FROM json_each($1) WHERE true
                 ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO group_identifier (identity, group_id)
                   SELECT r->>2, (r->>0)::uuid FROM jsonb_array_elements($1::jsonb) AS r
                   ON CONFLICT DO NOTHING",
    };
    KEYS = {
        sqlite: "SELECT identity, key FROM group_identifier
                 WHERE identity IN (SELECT value FROM json_each($1))",
        postgres: "SELECT identity, key FROM group_identifier
                   WHERE identity IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))",
    };
    NAME_GROUPS = {
        sqlite: "UPDATE learning_group SET name = n.value->>1, name_at = n.value->>2
                 FROM json_each($1) AS n, group_identifier AS i
                 WHERE i.identity = n.value->>0 AND learning_group.id = i.group_id
                     AND (learning_group.name_at < n.value->>2
                         OR (learning_group.name_at = n.value->>2
                             AND learning_group.name < n.value->>1))",
        postgres: "UPDATE learning_group SET name = n->>1, name_at = (n->>2)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS n, group_identifier AS i
                   WHERE i.identity = n->>0 AND learning_group.id = i.group_id
                       AND (learning_group.name_at < (n->>2)::bigint
                           OR (learning_group.name_at = (n->>2)::bigint
                               AND learning_group.name < n->>1))",
    };
    /// A group none of whose identifiers is its own any more is part of another.
    FIND = "SELECT id, name FROM learning_group g WHERE id = $1
            AND EXISTS (SELECT 1 FROM group_identifier i WHERE i.group_id = g.id)";
    FIND_ALL = {
        sqlite: "SELECT id, name FROM learning_group
                 WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT id, name FROM learning_group
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    FIRST = {
        sqlite: "SELECT id, name FROM learning_group g
                 WHERE EXISTS (SELECT 1 FROM group_identifier i WHERE i.group_id = g.id)
                 ORDER BY coalesce(name, ''), id LIMIT $1",
        postgres: "SELECT id, name FROM learning_group g
                   WHERE EXISTS (SELECT 1 FROM group_identifier i WHERE i.group_id = g.id)
                   ORDER BY coalesce(name, '') COLLATE \"C\", id LIMIT $1",
    };
    AFTER = {
        sqlite: "SELECT id, name FROM learning_group g
                 WHERE coalesce(name, '') >= $2 AND (coalesce(name, ''), id) > ($2, $3)
                     AND EXISTS (SELECT 1 FROM group_identifier i WHERE i.group_id = g.id)
                 ORDER BY coalesce(name, ''), id LIMIT $1",
        postgres: "SELECT id, name FROM learning_group g
                   WHERE coalesce(name, '') COLLATE \"C\" >= $2
                       AND (coalesce(name, '') COLLATE \"C\", id) > ($2, $3)
                       AND EXISTS (SELECT 1 FROM group_identifier i WHERE i.group_id = g.id)
                   ORDER BY coalesce(name, '') COLLATE \"C\", id LIMIT $1",
    };
    IDS = {
        sqlite: "SELECT key, group_id FROM group_identifier
                 WHERE key IN (SELECT value FROM json_each($1))",
        postgres: "SELECT key, group_id FROM group_identifier
                   WHERE key IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))",
    };
    ADD_COACH = "INSERT INTO group_coach (group_id, person, reason, since)
                 VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    REMOVE_COACH = "DELETE FROM group_coach WHERE group_id = $1 AND person = $2 AND reason = $3
                    RETURNING since";
    /// What they said until then stays a coach's word.
    NOTE_COACHED = "INSERT INTO group_coached (id, group_id, person, reason, since, until)
                    VALUES ($1, $2, $3, $4, $5, $6)";
    COACHES_BECAUSE = "SELECT person FROM group_coach WHERE group_id = $1 AND reason = $2";
    IDENTITIES = "SELECT identity FROM group_identifier WHERE group_id = $1 ORDER BY key";
    APPOINTED = {
        sqlite: "SELECT group_id, person, NULL AS until FROM group_coach
                 WHERE group_id IN (SELECT unhex(value) FROM json_each($1))
                 UNION ALL SELECT group_id, person, until FROM group_coached
                 WHERE group_id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT group_id, person, NULL::bigint AS until FROM group_coach
                   WHERE group_id IN (SELECT value::uuid
                                      FROM jsonb_array_elements_text($1::jsonb))
                   UNION ALL SELECT group_id, person, until FROM group_coached
                   WHERE group_id IN (SELECT value::uuid
                                      FROM jsonb_array_elements_text($1::jsonb))",
    };
    BOARD_CHOICES_OF = "SELECT b.group_id, g.name, b.shown, b.at FROM group_board b
                        JOIN learning_group g ON g.id = b.group_id
                        WHERE b.person = $1 ORDER BY b.at, b.group_id";
    BOARD_CHOICES = "SELECT person, shown FROM group_board WHERE group_id = $1";
    BOARD_MODE = "SELECT mode FROM group_board_mode WHERE group_id = $1";
    CHOOSE_MODE = "INSERT INTO group_board_mode (group_id, mode, by_person, at)
                   VALUES ($1, $2, $3, $4)
                   ON CONFLICT (group_id) DO UPDATE SET mode = excluded.mode,
                       by_person = excluded.by_person, at = excluded.at";
    FORGET_MODE = "DELETE FROM group_board_mode WHERE group_id = $1";
    CHOOSE_BOARD = "INSERT INTO group_board (group_id, person, shown, at) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (group_id, person) DO UPDATE SET shown = $3, at = $4";
    COACHED = "SELECT g.id, g.name FROM group_coach c JOIN learning_group g ON g.id = c.group_id
               WHERE c.person = $1 ORDER BY g.name, g.id";
    KNOWN_ONLY = "SELECT known_only FROM coach_policy WHERE only_row = 1";
    SET_KNOWN_ONLY = "UPDATE coach_policy SET known_only = $1 WHERE only_row = 1";
    IS_COACH = "SELECT 1 FROM group_coach WHERE group_id = $1 AND person = $2";
}

/// Groups have an identifier made from what statements call them, so that a database built again
/// from the same log has the same groups.
const GROUP_NAMESPACE: Uuid = Uuid::from_u128(0x2f0d_1c64_5b5e_4a4f_8a8e_0b6f_5a9d_3e02);

impl GroupId {
    /// The group that statements name by `identity`, unless it belongs to another.
    #[must_use]
    pub fn of(identity: &str) -> Self {
        Self(Uuid::new_v5(&GROUP_NAMESPACE, identity.as_bytes()))
    }
}

identifier! {
    /// A group's identifier.
    GroupId
}

coded! {
    /// How a leader board is shown (`domain.md` 4.3).
    #[derive(ToSchema)]
    #[schema(rename_all = "lowercase")]
    pub enum BoardMode {
        /// Every place.
        Full = 1 "full",
        /// The first three, and to each their own place with its neighbours.
        Top = 2 "top",
        /// To each their own place.
        Own = 3 "own",
        /// What everybody does, without ranks.
        Facets = 4 "facets",
        /// Not at all.
        Off = 5 "off",
    }
}

/// A learning group.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Group {
    /// Identifier.
    pub id: GroupId,
    /// The name said last, if any was.
    pub name: Option<String>,
}

/// A group as a statement names it.
pub struct Named<'n> {
    /// The text by which it is found.
    pub identity: &'n str,
    /// Its name, if the statement tells it.
    pub name: Option<&'n str>,
    /// When the statement's act happened.
    pub at: i64,
}

/// Finds or makes the groups that statements name, and notes what they are called.
pub async fn ensure(
    tx: &mut Tx,
    named: &[Named<'_>],
    now: Timestamp,
) -> Result<BTreeMap<String, i64>, StoreError> {
    if named.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut latest: BTreeMap<&str, Option<(i64, &str)>> = BTreeMap::new();
    for group in named {
        let known = latest.entry(group.identity).or_default();
        *known = (*known).max(group.name.map(|name| (group.at, name)));
    }
    let identities = list(latest.keys().map(|identity| json!(identity)));
    let known = fetch_all!(tx, KEYS as (String, i64), &identities)?;
    let mut keys: BTreeMap<String, i64> = known.into_iter().collect();
    if keys.len() < latest.len() {
        let rows = list(
            latest
                .keys()
                .filter(|identity| !keys.contains_key(**identity))
                .map(|identity| {
                    let id = GroupId::of(identity).0;
                    json!([id.hex(), now.as_microsecond(), identity])
                }),
        );
        execute!(tx, ADD_GROUPS, &rows)?;
        execute!(tx, ADD_IDENTIFIERS, &rows)?;
        keys = fetch_all!(tx, KEYS as (String, i64), &identities)?
            .into_iter()
            .collect();
    }
    let names = latest
        .into_iter()
        .filter_map(|(identity, name)| name.map(|(at, name)| json!([identity, name, at])));
    let names = list(names);
    execute!(tx, NAME_GROUPS, &names)?;
    Ok(keys)
}

/// A group as whoever reads may see it: it may be named after somebody.
fn shown(tx: &Tx, group: Group) -> Group {
    Group {
        name: group.name.map(|name| people::text(tx, name)),
        ..group
    }
}

/// A group by identifier.
pub async fn find(tx: &mut Tx, id: GroupId) -> Result<Option<Group>, StoreError> {
    let found = fetch_optional!(tx, FIND as Group, id)?;
    Ok(found.map(|group| shown(tx, group)))
}

/// The groups with some identifiers.
pub async fn find_all(tx: &mut Tx, ids: &[GroupId]) -> Result<Vec<Group>, StoreError> {
    let ids = id_list(ids);
    let found = fetch_all!(tx, FIND_ALL as Group, &ids)?;
    Ok(found.into_iter().map(|group| shown(tx, group)).collect())
}

/// Whether only who is known as a coach can become one by making a group.
pub async fn known_coaches_only(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, KNOWN_ONLY as (bool,))?.is_some_and(|(only,)| only))
}

/// Decides that.
pub async fn set_known_coaches_only(tx: &mut Tx, only: bool) -> Result<(), StoreError> {
    execute!(tx, SET_KNOWN_ONLY, only)?;
    Ok(())
}

/// At most `limit` of all groups by name and identifier, after a place in that order.
pub async fn list_all(
    tx: &mut Tx,
    after: Option<(String, GroupId)>,
    limit: usize,
) -> Result<Vec<Group>, StoreError> {
    let limit = limit as i64;
    match after {
        None => fetch_all!(tx, FIRST as Group, limit),
        Some((name, id)) => fetch_all!(tx, AFTER as Group, limit, &name, id),
    }
}

/// The groups behind the keys by which facts name them.
pub async fn ids(tx: &mut Tx, keys: &[i64]) -> Result<BTreeMap<i64, GroupId>, StoreError> {
    let keys = list(keys.iter().map(|key| json!(key)));
    Ok(fetch_all!(tx, IDS as (i64, GroupId), &keys)?
        .into_iter()
        .collect())
}

/// Makes a person a coach of a group because a launch or an administrator says so.
pub async fn add_coach(
    tx: &mut Tx,
    group: GroupId,
    person: PersonId,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, ADD_COACH, group, person, reason, now.as_microsecond())?;
    Ok(())
}

/// Ends that a person is a coach of a group for a reason that no longer holds.
pub async fn remove_coach(
    tx: &mut Tx,
    group: GroupId,
    person: PersonId,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ended = fetch_optional!(tx, REMOVE_COACH as (i64,), group, person, reason)?;
    if let Some((since,)) = ended {
        let (id, until) = (Uuid::now_v7(), now.as_microsecond());
        execute!(tx, NOTE_COACHED, id, group, person, reason, since, until)?;
    }
    Ok(())
}

/// Who coaches a group for a reason.
pub async fn coaches_because(
    tx: &mut Tx,
    group: GroupId,
    reason: &str,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let rows = fetch_all!(tx, COACHES_BECAUSE as (PersonId,), group, reason)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// What statements call a group: texts such as "activity IRI".
pub async fn identities(tx: &mut Tx, group: GroupId) -> Result<Vec<String>, StoreError> {
    let rows = fetch_all!(tx, IDENTITIES as (String,), group)?;
    Ok(rows.into_iter().map(|(identity,)| identity).collect())
}

/// Groups that a person was made a coach of by a launch or an administrator.
pub async fn coached_by_launch(tx: &mut Tx, person: PersonId) -> Result<Vec<Group>, StoreError> {
    let found = fetch_all!(tx, COACHED as Group, person)?;
    Ok(found.into_iter().map(|group| shown(tx, group)).collect())
}

/// Whether a launch or an administrator made a person a coach of a group.
pub async fn is_coach_by_launch(
    tx: &mut Tx,
    group: GroupId,
    person: PersonId,
) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, IS_COACH as (i32,), group, person)?.is_some())
}

/// A coach that no statement made so: which group, who, and the moment it ended, microseconds since
/// the epoch, if it has. Since when somebody coaches neither a launch nor a roster tells.
pub type Appointed = (GroupId, PersonId, Option<i64>);

/// Coaches that no statement made so.
pub async fn appointed(tx: &mut Tx, groups: &[GroupId]) -> Result<Vec<Appointed>, StoreError> {
    fetch_all!(tx, APPOINTED as Appointed, &id_list(groups))
}

/// Where a person has chosen whether to be on the leader board: the group, its name, the choice and when
/// it was made, microseconds since the epoch.
pub async fn board_choices_of(
    tx: &mut Tx,
    person: PersonId,
) -> Result<Vec<(GroupId, Option<String>, bool, i64)>, StoreError> {
    type Row = (GroupId, Option<String>, bool, i64);
    fetch_all!(tx, BOARD_CHOICES_OF as Row, person)
}

/// Members who have chosen whether to be on the leader board.
pub async fn board_choices(
    tx: &mut Tx,
    group: GroupId,
) -> Result<BTreeMap<PersonId, bool>, StoreError> {
    let rows = fetch_all!(tx, BOARD_CHOICES as (PersonId, bool), group)?;
    Ok(rows.into_iter().collect())
}

/// How a coach has chosen the leader board to be shown, if one has.
pub async fn board_mode(tx: &mut Tx, group: GroupId) -> Result<Option<BoardMode>, StoreError> {
    let row = fetch_optional!(tx, BOARD_MODE as (i64,), group)?;
    Ok(row.and_then(|(mode,)| BoardMode::from_code(mode)))
}

/// Notes how the leader board is to be shown; none leaves it to the organisation.
pub async fn choose_board_mode(
    tx: &mut Tx,
    group: GroupId,
    mode: Option<BoardMode>,
    by: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let now = now.as_microsecond();
    match mode {
        Some(mode) => execute!(tx, CHOOSE_MODE, group, mode.code(), by, now)?,
        None => execute!(tx, FORGET_MODE, group)?,
    };
    Ok(())
}

/// Notes whether a member wants to be on the leader board.
pub async fn choose_board(
    tx: &mut Tx,
    group: GroupId,
    person: PersonId,
    shown: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, CHOOSE_BOARD, group, person, shown, now.as_microsecond())?;
    Ok(())
}

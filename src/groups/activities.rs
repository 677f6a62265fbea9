//! All SQL of activities that stand for a group in statements that name none: what a learning platform
//! calls a course. Which group that is follows the identifier by which facts name it.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::GroupId;
use crate::store::{StoreError, Tx, execute, fetch_all, id_list, sql};

sql! {
    DERIVED_BY = "SELECT activity, key FROM group_activity";
    OF_COURSES = {
        sqlite: "SELECT course, activity FROM group_activity
                 WHERE course IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT course, activity FROM group_activity
                   WHERE course IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    IDENTIFIERS = "SELECT key, identity FROM group_identifier WHERE group_id = $1 ORDER BY key";
    ADD = "INSERT INTO group_activity (activity, course, key) VALUES ($1, $2, $3)
           ON CONFLICT DO NOTHING";
    REMOVE = "DELETE FROM group_activity WHERE activity = $1 AND course = $2";
    REGROUP = "UPDATE group_activity SET key = $2 WHERE course = $1 AND key <> $2";
}

/// Activities, by their IRIs, with the keys that facts name their groups by.
pub type Activities = BTreeMap<String, i64>;

/// Every activity that stands for a group.
pub async fn activities(tx: &mut Tx) -> Result<Activities, StoreError> {
    let rows = fetch_all!(tx, DERIVED_BY as (String, i64))?;
    Ok(rows.into_iter().collect())
}

/// Those that stand for the groups of courses; of a course that has none nothing.
pub async fn activities_of(
    tx: &mut Tx,
    courses: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, BTreeSet<String>>, StoreError> {
    let rows = fetch_all!(tx, OF_COURSES as (Uuid, String), id_list(courses))?;
    let mut found: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for (course, activity) in rows {
        found.entry(course).or_default().insert(activity);
    }
    Ok(found)
}

/// The key that facts are to name a group by: that of an identifier which is its own, so that it stays
/// the group's when one that was linked to it goes back. None of a group that is part of another.
pub async fn key_of(tx: &mut Tx, group: GroupId) -> Result<Option<i64>, StoreError> {
    let all = fetch_all!(tx, IDENTIFIERS as (i64, String), group)?;
    let own = all.iter().find(|(_, it)| GroupId::of(it) == group);
    Ok(own.or(all.first()).map(|(key, _)| *key))
}

/// Makes an activity stand for a group. False if it stands for another course's already.
pub async fn add_activity(
    tx: &mut Tx,
    activity: &str,
    course: Uuid,
    key: i64,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, ADD, activity, course, key)? == 1)
}

/// Makes an activity stand for the group of a course no longer.
pub async fn remove_activity(tx: &mut Tx, activity: &str, course: Uuid) -> Result<(), StoreError> {
    execute!(tx, REMOVE, activity, course)?;
    Ok(())
}

/// Makes what stands for a course stand for the group that it has now; whether that changed anything.
pub async fn regroup(tx: &mut Tx, course: Uuid, group: GroupId) -> Result<bool, StoreError> {
    let Some(key) = key_of(tx, group).await? else {
        return Ok(false);
    };
    Ok(execute!(tx, REGROUP, course, key)? > 0)
}

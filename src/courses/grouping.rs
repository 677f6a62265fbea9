//! Which learning group a course is.

use jiff::Timestamp;

use super::rounds::{RoundKind, hurry};
use super::store::{self, Course};
use crate::groups::{self, GroupId};
use crate::store::{StoreError, Tx};

/// The group of a course itself, which is made with the first launch; `iri` is what stands for the course in
/// statements. Its name is told again only where it differs, for whoever tells it keeps the others' launches
/// waiting.
pub async fn own_group(
    tx: &mut Tx,
    iri: &str,
    title: Option<&str>,
    now: Timestamp,
) -> Result<GroupId, StoreError> {
    let identity = format!("activity {iri}");
    let named = |name| groups::Named {
        identity: &identity,
        name,
        at: now.as_microsecond(),
    };
    let keys = groups::ensure(tx, &[named(None)], now).await?;
    let keys: Vec<i64> = keys.into_values().collect();
    let found = groups::ids(tx, &keys).await?.into_values().next();
    let group = found.ok_or(sqlx::Error::RowNotFound)?;
    let known = groups::find(tx, group).await?.and_then(|group| group.name);
    if title.is_some() && known.as_deref() != title {
        groups::ensure(tx, &[named(title)], now).await?;
    }
    Ok(group)
}

/// Has a course be another group from now on, into which its roster brings everybody at once. Whether what
/// statements call the course belongs to that group now: facts are to be derived anew.
pub async fn move_to(
    tx: &mut Tx,
    course: &Course,
    group: GroupId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if course.group_id == group {
        return Ok(false);
    }
    store::set_group(tx, course.id, group).await?;
    hurry(tx, course.id, RoundKind::Roster, now).await?;
    groups::regroup(tx, course.id, group).await
}

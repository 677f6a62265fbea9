//! The courses of a platform as whoever administers it sees them: which group each is, who is in it,
//! how its roster and results go, and which columns of its gradebook are ours. Page, API and command line say
//! it from here.

mod group;

pub use group::{LinkError, Linked, Place, link, unlink};

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::courses::{self, Course, RoundKind, RoundState};
use crate::grades::{self, Column};
use crate::groups::{self, Group, GroupId};
use crate::platforms;
use crate::store::{StoreError, Tx};

/// A course with what is asked of the platform about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The course.
    pub course: Course,
    /// Its learning group: the one that an administrator linked it to, or its own.
    pub group: Option<Group>,
    /// Whether an administrator has linked it to that one.
    pub linked: bool,
    /// How its roster goes; none if the platform offers none.
    pub roster: Option<RoundState>,
    /// How its results go; none if the platform offers none.
    pub results: Option<RoundState>,
    /// Columns that were chosen and are not to be deleted.
    pub columns: Vec<Column>,
}

/// At most `limit` courses of a platform after a place, which is empty for the first page.
pub async fn listed(
    tx: &mut Tx,
    platform: Uuid,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let courses = courses::all(tx, platform, after, limit).await?;
    let ids: Vec<Uuid> = courses.iter().map(|course| course.id).collect();
    let linked = linked(tx, platform, &courses).await?;
    let group_of = |course: &Course| {
        let linked = linked.get(&course.place());
        linked.copied().unwrap_or(course.group_id)
    };
    let groups: Vec<GroupId> = courses.iter().map(group_of).collect();
    let known = groups::find_all(tx, &groups).await?;
    let mut rosters = courses::rounds(tx, &ids, RoundKind::Roster).await?;
    let mut results = courses::rounds(tx, &ids, RoundKind::Results).await?;
    let mut columns: BTreeMap<Uuid, Vec<Column>> = BTreeMap::new();
    for column in grades::chosen(tx, &ids).await? {
        columns.entry(column.course).or_default().push(column);
    }
    Ok(courses
        .into_iter()
        .zip(groups)
        .map(|(course, group)| Listed {
            group: known.iter().find(|known| known.id == group).cloned(),
            roster: rosters.remove(&course.id),
            results: results.remove(&course.id),
            columns: columns.remove(&course.id).unwrap_or_default(),
            linked: linked.contains_key(&course.place()),
            course,
        })
        .collect())
}

/// Groups that courses were linked to, by deployment and context.
async fn linked(
    tx: &mut Tx,
    platform: Uuid,
    courses: &[Course],
) -> Result<BTreeMap<(String, String), GroupId>, StoreError> {
    let (Some(first), Some(last)) = (courses.first(), courses.last()) else {
        return Ok(BTreeMap::new());
    };
    let from = (&*first.deployment_id, &*first.context_id);
    let to = (&*last.deployment_id, &*last.context_id);
    platforms::contexts(tx, platform, from, to).await
}

/// Has the roster of a platform's course fetched at once, whatever failed before. Whether the platform
/// has such a course, with a roster.
pub async fn fetch_roster(
    tx: &mut Tx,
    platform: Uuid,
    course: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    match courses::of_platform(tx, platform, course).await? {
        Some(course) => courses::hurry(tx, course.id, RoundKind::Roster, now).await,
        None => Ok(false),
    }
}

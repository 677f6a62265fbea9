//! What somebody did in their groups, week by week.

use super::summary::weeks;
use crate::competency::{Involvement, PersonReport};
use crate::groups::{self, Group, GroupId};
use crate::store::{StoreError, Tx};

/// A group with somebody's own acts of each of the last twelve weeks, the oldest first.
pub type Involved = (Group, Vec<usize>);

/// The groups of a person that are to be told of, by name. What was done is known from the report.
pub async fn involved(
    tx: &mut Tx,
    report: &PersonReport,
    is_told: impl Fn(GroupId, &Involvement) -> bool,
) -> Result<Vec<Involved>, StoreError> {
    let told = report
        .groups
        .iter()
        .filter(|(group, it)| is_told(**group, it));
    let ids: Vec<GroupId> = told.map(|(group, _)| *group).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = groups::find_all(tx, &ids).await?;
    all.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
    let involved = all.into_iter().filter_map(|group| {
        let days = report.groups.get(&group.id)?.days.iter().copied();
        Some((group, weeks(days, report.today)))
    });
    Ok(involved.collect())
}

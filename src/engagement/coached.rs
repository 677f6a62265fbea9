//! Whom groups are coached by.

use crate::groups::{self, Group, GroupId};
use crate::people::PersonId;
use crate::projector::{self, coached_groups, group_settings};
use crate::store::{StoreError, Tx};

/// Groups that a person coaches, by name.
pub async fn my_groups(tx: &mut Tx, person: PersonId) -> Result<Vec<Group>, StoreError> {
    let mut found = match projector::current(tx).await? {
        Some(current) => {
            let coached = coached_groups(tx, current.generation, person, i64::MAX).await?;
            groups::find_all(tx, &coached).await?
        }
        None => groups::coached_by_launch(tx, person).await?,
    };
    found.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
    Ok(found)
}

/// Whether a person coaches a group.
pub async fn is_coach(tx: &mut Tx, group: GroupId, person: PersonId) -> Result<bool, StoreError> {
    if groups::is_coach_by_launch(tx, group, person).await? {
        return Ok(true);
    }
    let Some(current) = projector::current(tx).await? else {
        return Ok(false);
    };
    let settings = group_settings(tx, current.generation, &[group], i64::MAX).await?;
    let setting = settings.get(&group);
    Ok(setting.is_some_and(|setting| setting.coaches.contains(&person)))
}

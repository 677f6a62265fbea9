//! Groups that a platform makes within a course (Course Groups service), and which of them are
//! learning groups here.

use lti::services::groups::{Group, GroupSet};
use uuid::Uuid;

use super::store;
use crate::store::{StoreError, Tx};

/// A group of a course at the platform.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Team {
    /// The platform's identifier, unique within the course.
    pub team: String,
    /// Its name.
    pub name: Option<String>,
    /// A word that the platform's users gave it.
    pub tag: Option<String>,
    /// The set it belongs to.
    pub set_id: Option<String>,
    /// The set's name.
    pub set_name: Option<String>,
    /// The activity that stands for the learning group it was chosen to be; none if it was not.
    pub activity: Option<String>,
}

/// The groups of a course, as the platform told them last.
pub async fn teams(tx: &mut Tx, course: Uuid) -> Result<Vec<Team>, StoreError> {
    store::teams(tx, course).await
}

/// Chooses a group of the platform to be the learning group that statements call `activity`, or no
/// longer (`None`). Its members follow with the next roster. False if there is no such group.
pub async fn choose_team(
    tx: &mut Tx,
    course: Uuid,
    team: &str,
    activity: Option<&str>,
) -> Result<bool, StoreError> {
    store::choose_team(tx, course, team, activity).await
}

/// Notes what groups there are. One that is gone is forgotten unless it was chosen.
pub async fn keep_teams(
    tx: &mut Tx,
    course: Uuid,
    groups: &[Group],
    sets: &[GroupSet],
) -> Result<(), StoreError> {
    store::drop_teams(tx, course).await?;
    for group in groups {
        let set = sets
            .iter()
            .find(|set| Some(&set.id) == group.set_id.as_ref());
        let team = Team {
            team: group.id.clone(),
            name: group.name.clone(),
            tag: group.tag.clone(),
            set_id: group.set_id.clone(),
            set_name: set.and_then(|set| set.name.clone()),
            activity: None,
        };
        store::put_team(tx, course, &team).await?;
    }
    Ok(())
}

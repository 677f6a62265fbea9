//! How many groups stand at once.

use std::collections::BTreeMap;

use super::error::CoachingError;
use super::organising::{Described, GroupState};
use crate::groups::GroupId;
use crate::projector::{self, group_settings};
use crate::statements;
use crate::store::Tx;

/// How groups stand at the end of a day.
pub async fn states(
    tx: &mut Tx,
    groups: &[GroupId],
    today: i64,
) -> Result<BTreeMap<GroupId, GroupState>, CoachingError> {
    let settings = match projector::current(tx).await? {
        Some(current) => group_settings(tx, current.generation, groups, today).await?,
        None => BTreeMap::new(),
    };
    let mut states: BTreeMap<GroupId, GroupState> =
        groups.iter().map(|id| (*id, GroupState::Open)).collect();
    for (group, setting) in settings {
        let described = match setting.described_by {
            // Whoever closed it has said all there is to say about its days.
            Some(statement) if setting.closed.is_none() => {
                match statements::one(tx, statement).await? {
                    Some(stored) => Described::of(&stored.value()?),
                    None => Described::default(),
                }
            }
            _ => Described::default(),
        };
        states.insert(group, described.state(setting.closed, today));
    }
    Ok(states)
}

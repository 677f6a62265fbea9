//! How the roster of a learning group stands, for those who look at the group.

use super::RoundKind;
use super::store::{self, OfGroup};
use crate::groups::GroupId;
use crate::platforms::DeploymentStatus;
use crate::store::{StoreError, Tx};

/// How the rosters of a group's courses stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterState {
    /// The first is on its way.
    Awaited,
    /// The last one came.
    Current {
        /// When, microseconds since the epoch, as are the others.
        done_at: i64,
    },
    /// The last one did not come.
    Failing {
        /// Why: a code.
        reason: String,
        /// When one came that members are known by; none: never.
        done_at: Option<i64>,
        /// When it is tried again; none: not before an administrator lets it.
        next_at: Option<i64>,
    },
}

impl RosterState {
    /// The word of it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Awaited => "awaited",
            Self::Current { .. } => "current",
            Self::Failing { .. } => "failing",
        }
    }

    /// The less, the sooner it is told: what is awaited may be what somebody has just launched for.
    const fn rank(&self) -> u8 {
        match self {
            Self::Awaited => 0,
            Self::Failing { .. } => 1,
            Self::Current { .. } => 2,
        }
    }

    fn of(row: OfGroup) -> Self {
        let OfGroup {
            state,
            enabled,
            status,
        } = row;
        let stopped = match (enabled, DeploymentStatus::of(&status)) {
            (false, _) => Some("registration_disabled"),
            (true, DeploymentStatus::Disabled) => Some("deployment_disabled"),
            (true, DeploymentStatus::Pending) => Some("deployment_unknown"),
            (true, DeploymentStatus::Approved) => None,
        };
        if let Some(reason) = stopped {
            return Self::Failing {
                reason: reason.to_owned(),
                done_at: state.done_at,
                next_at: None,
            };
        }
        match (state.reason(), state.done_at) {
            (Some(reason), done_at) => Self::Failing {
                reason: reason.to_owned(),
                done_at,
                next_at: Some(state.due_at()),
            },
            (None, Some(done_at)) => Self::Current { done_at },
            (None, None) => Self::Awaited,
        }
    }
}

/// How the rosters of a group's courses stand: what matters most of them; none if there are none.
pub async fn roster(tx: &mut Tx, group: GroupId) -> Result<Option<RosterState>, StoreError> {
    let rounds = store::of_group(tx, group, RoundKind::Roster).await?;
    let states = rounds.into_iter().map(RosterState::of);
    Ok(states.min_by_key(RosterState::rank))
}

//! What deserves a look, and how urgently.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::people::PersonId;
use crate::rules::{Days, Limits};
use crate::store::coded;

/// How urgent an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Look at it.
    Amber,
    /// Act on it.
    Red,
}

coded! {
    /// What an alert is about.
    #[derive(ToSchema)]
    #[schema(rename_all = "snake_case")]
    pub enum AlertRule {
        /// Few members did anything lately.
        Activity = 1 "activity",
        /// Replies go to the coach or come from them.
        CoachCentred = 2 "coach_centred",
        /// A goal is due soon or past its day, and not done.
        GoalDue = 3 "goal_due",
        /// An open goal has seen no progress for long.
        GoalStalled = 4 "goal_stalled",
        /// Points fell against the time before.
        Momentum = 5 "momentum",
        /// A member did nothing of their own for long.
        Quiet = 6 "quiet",
        /// First replies take long.
        Response = 7 "response",
        /// Nobody contributed for long.
        Silence = 8 "silence",
        /// A question waits for an answer.
        Unanswered = 9 "unanswered",
        /// Few voices speak for many.
        Voices = 10 "voices",
    }
}

impl AlertRule {
    /// Whether it tells of a member rather than of the group as a whole. Such an alert is a
    /// reason to look at the member; were it one to call the group unwell, few groups would ever
    /// be well.
    #[must_use]
    pub const fn is_about_a_member(self) -> bool {
        matches!(self, Self::GoalDue | Self::GoalStalled | Self::Quiet)
    }
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// What it is about.
    pub rule: AlertRule,
    /// How urgent.
    pub severity: Severity,
    /// Whom it is about, where it is about one member.
    pub person: Option<PersonId>,
    /// The question or goal it is about, by its statement.
    pub statement: Option<Uuid>,
    /// The activity that is the question or goal.
    pub object: Option<i64>,
    /// The figure behind it: percent, days, hours or effective voices, by the rule.
    pub value: f64,
}

/// The urgency of a figure that should not be low.
pub(super) fn below(value: f64, limits: Limits) -> Option<Severity> {
    match value {
        value if value < limits.red => Some(Severity::Red),
        value if value < limits.amber => Some(Severity::Amber),
        _ => None,
    }
}

/// The urgency of a figure that should not be high.
pub(super) fn above(value: f64, limits: Limits) -> Option<Severity> {
    match value {
        value if value > limits.red => Some(Severity::Red),
        value if value > limits.amber => Some(Severity::Amber),
        _ => None,
    }
}

/// The urgency of a number of days.
pub(super) const fn from(value: i64, days: Days) -> Option<Severity> {
    if value >= days.red {
        Some(Severity::Red)
    } else if value >= days.amber {
        Some(Severity::Amber)
    } else {
        None
    }
}

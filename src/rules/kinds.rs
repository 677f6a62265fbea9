//! The closed lists that rules are about, beside those of the projector.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Classes of evidence, from the weakest to the strongest.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// What the learner says of themself.
    Own,
    /// What peers and contributions show.
    Social,
    /// What systems record: tests, attendance, credentials.
    System,
    /// What a coach has seen.
    Coach,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 4] = [Self::Own, Self::Social, Self::System, Self::Coach];
}

/// What must have been among the evidence lately for a level to be reached.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Gate {
    /// A test or a coach.
    Check,
    /// A coach.
    Coach,
}

/// What is counted in a group.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    /// A day with an own action.
    ActiveDay,
    /// An answer of the member was accepted.
    AnswerAccepted,
    /// Asked a question.
    Ask,
    /// Attended a workshop.
    Attend,
    /// Joined the group.
    Join,
    /// Gave a like.
    LikeGiven,
    /// Received a like.
    LikeReceived,
    /// Planned a goal.
    Plan,
    /// Posted or shared.
    Post,
    /// Noted progress.
    Progress,
    /// Reflected.
    Reflection,
    /// Replied or commented.
    Reply,
    /// Did a transfer step.
    Transfer,
    /// Viewed a resource.
    View,
}

impl Counter {
    /// Everything that is counted.
    pub const ALL: [Self; 14] = [
        Self::ActiveDay,
        Self::AnswerAccepted,
        Self::Ask,
        Self::Attend,
        Self::Join,
        Self::LikeGiven,
        Self::LikeReceived,
        Self::Plan,
        Self::Post,
        Self::Progress,
        Self::Reflection,
        Self::Reply,
        Self::Transfer,
        Self::View,
    ];
}

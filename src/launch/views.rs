//! The views that a resource link's custom parameters choose.

use lti::launch::Launch;

use crate::grades::Measure;

/// The custom parameter that names a view.
pub(super) const VIEW: &str = "coachlight_view";
/// The custom parameter that names a competency by its IRI.
pub(super) const COMPETENCY: &str = "coachlight_competency";

/// What a link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum View {
    /// The group: its report for those who coach, one's own page for those who learn.
    Group,
    /// The group's leader board.
    Board,
    /// Progress in a competency.
    Competency(String),
    /// The way to the level of a competency that a plan aims at.
    Goal(String),
}

impl View {
    /// The view that a launch asks for; the group's for any other word.
    pub(super) fn of(launch: &Launch) -> Self {
        let custom = |name: &str| launch.custom.get(name).map(String::as_str);
        match (custom(VIEW), custom(COMPETENCY)) {
            (Some("board"), _) => Self::Board,
            (Some("competency"), Some(iri)) => Self::Competency(iri.to_owned()),
            (Some("goal"), Some(iri)) => Self::Goal(iri.to_owned()),
            _ => Self::Group,
        }
    }

    /// Its word in the custom parameter.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Board => "board",
            Self::Competency(_) => "competency",
            Self::Goal(_) => "goal",
        }
    }

    /// The competency that it is about, by its IRI.
    pub(super) fn competency(&self) -> Option<&str> {
        match self {
            Self::Group | Self::Board => None,
            Self::Competency(iri) | Self::Goal(iri) => Some(iri),
        }
    }

    /// Our word for columns of a gradebook that show it.
    pub(super) const fn tag(&self) -> Option<&'static str> {
        match self {
            Self::Group | Self::Board => None,
            Self::Competency(_) => Some(Measure::Competency.tag()),
            Self::Goal(_) => Some(Measure::Goal.tag()),
        }
    }
}

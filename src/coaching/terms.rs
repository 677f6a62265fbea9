//! The terms that our statements use. Each is read by a rule of the shipped vocabulary.

pub(super) use crate::statements::REASON;

/// A verb: its IRI, and the word shown for it.
pub(super) type Verb = (&'static str, &'static str);

// ADL Learner Competency.
pub(super) const PLANNED: Verb = ("https://w3id.org/xapi/tla/verbs/planned", "planned");
pub(super) const DIRECTED: Verb = ("https://w3id.org/xapi/tla/verbs/directed", "directed");
pub(super) const DESELECTED: Verb = ("https://w3id.org/xapi/tla/verbs/deselected", "deselected");
pub(super) const ACHIEVED: Verb = ("https://w3id.org/xapi/tla/verbs/achieved", "achieved");
pub(super) const VERIFIED: Verb = ("https://w3id.org/xapi/tla/verbs/verified", "verified");
pub(super) const SCHEDULED: Verb = ("https://w3id.org/xapi/tla/verbs/scheduled", "scheduled");
pub(super) const PROGRESSED: Verb = ("http://adlnet.gov/expapi/verbs/progressed", "progressed");
pub(super) const COMPLETED: Verb = ("http://adlnet.gov/expapi/verbs/completed", "completed");
pub(super) const VOIDED: Verb = ("http://adlnet.gov/expapi/verbs/voided", "voided");
pub(super) const SCORED: Verb = ("http://adlnet.gov/expapi/verbs/scored", "scored");
pub(super) const INVITED: Verb = ("http://activitystrea.ms/invite", "invited");
pub(super) const CREATED: Verb = ("http://activitystrea.ms/create", "created");
pub(super) const CHANGED: Verb = ("http://activitystrea.ms/update", "changed");
pub(super) const CLOSED: Verb = ("http://activitystrea.ms/close", "closed");
// Ours, where no registered verb means it.
pub(super) const REFLECTED: Verb = ("https://coachlight.org/xapi/verbs/reflected", "reflected");
pub(super) const HINTED: Verb = ("https://coachlight.org/xapi/verbs/hinted", "hinted");
pub(super) const FEATURED: Verb = ("https://coachlight.org/xapi/verbs/featured", "featured");
pub(super) const REOPENED: Verb = ("https://coachlight.org/xapi/verbs/reopened", "reopened");
pub(super) const APPOINTED: Verb = ("https://coachlight.org/xapi/verbs/appointed", "appointed");
pub(super) const DISMISSED: Verb = ("https://coachlight.org/xapi/verbs/dismissed", "dismissed");

pub(super) const COMPETENCY: &str = "https://w3id.org/xapi/tla/activity-types/competency";
pub(super) const GOAL: &str = "http://id.tincanapi.com/activitytype/goal";
pub(super) const STEP: &str = "https://coachlight.org/xapi/activity-types/transfer-step";
pub(super) const REVIEW: &str = "https://coachlight.org/xapi/activity-types/review-interview";
pub(super) const GROUP: &str = "https://coachlight.org/xapi/activity-types/learning-group";
pub(super) const REFLECTION: &str = "http://id.tincanapi.com/activitytype/essay";

pub(super) const COMPETENCY_LINK: &str = "https://coachlight.org/xapi/extensions/competency-link";
pub(super) const OPENS: &str = "https://coachlight.org/xapi/extensions/opens";
pub(super) const CLOSES: &str = "https://coachlight.org/xapi/extensions/closes";
pub(super) const TARGET_LEVEL: &str = "https://coachlight.org/xapi/extensions/target-level";
pub(super) const DUE_DATE: &str = "https://w3id.org/xapi/tla/extensions/due_date";
pub(super) const INVITEE: &str = "http://id.tincanapi.com/extension/invitee";
pub(super) const PROGRESS: &str = "https://w3id.org/xapi/cmi5/result/extensions/progress";

/// The profile by which goals, achievements and verifications are told.
pub(super) const LEARNER_COMPETENCY: &str = "https://w3id.org/xapi/learnercompetency";

//! Every number that progress, engagement and group health are worked out with
//! (`docs/how-the-numbers-are-made.md`), as one versioned document: shipped, or an organisation's.

mod book;
mod document;
mod kinds;
mod set;

pub use book::{SHIPPED, in_force, shipped};
pub use document::parse;
pub use kinds::{Class, Counter, Gate};
pub use set::{
    ClassRule, Days, EngagementRules, EvidenceRule, HealthRules, Level, Limits, PointRule,
    ProgressRules, RuleSet, Targets,
};

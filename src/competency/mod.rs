//! Competency progress: the evidence ledger (`docs/how-the-numbers-are-made.md`).
//!
//! Evidence goes into integer daily buckets; progress is a function of the buckets and a day, so
//! the order in which evidence arrives makes no difference, and any past day can be asked for.

mod evidence;
mod ledger;
mod plan;
mod report;
mod ruleset;

pub use evidence::{Evidence, Sources, counted_likes, gather};
pub use ledger::{Bucket, ClassMass, Ledger, Progress};
pub use plan::{PlanItem, Status, plans};
pub use report::{CompetencyProgress, EvidenceItem, PersonReport, person_report};
pub use ruleset::{Class, Confidence, Level, RULESET, RuleSet, weight};

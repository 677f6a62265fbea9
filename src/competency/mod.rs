//! Competency progress: the evidence ledger (`docs/how-the-numbers-are-made.md`).
//!
//! Evidence goes into integer daily buckets; progress is a function of the buckets and a day, so
//! the order in which evidence arrives makes no difference, and any past day can be asked for.

mod aims;
mod evidence;
mod explain;
mod hurried;
mod ledger;
mod matrix;
mod plan;
mod progress;
mod report;
mod surroundings;
mod timing;
mod trend;
mod weighing;

pub use aims::{Aim, Aims, aims};
pub use evidence::{
    Evidence, Made, Sources, accepted, claims, counted_likes, gather, standing_likes,
};
pub use explain::{Help, Tree, effects, helps};
pub use hurried::hurried;
pub use ledger::{Bucket, BucketKey, Fading, Ledger};
pub use matrix::{
    Cell, Levels, MOST_COMPETENCIES, MOST_PEOPLE, Matrix, levels_by, matrix, of_each, trend,
};
pub use plan::{PlanItem, Status, plans};
pub use progress::{ClassMass, Confidence, Mass, Progress, Sums};
pub use report::{CompetencyProgress, EvidenceItem, Involvement, PersonReport, person_report};
pub use timing::{Length, Timing};
pub use trend::spread;

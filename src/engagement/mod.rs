//! Engagement: how active each member of a group is, and how healthy the group
//! (`docs/how-the-numbers-are-made.md`).

mod alert;
mod board;
mod coached;
mod discussion;
mod gathered;
mod goal;
mod graph;
mod health;
mod involved;
mod matrix;
mod membership;
mod news;
mod policy;
mod report;
mod roster;
mod score;
mod summary;

pub use alert::{Alert, AlertRule, Severity};
pub use board::{Board, Entry, Ranked, Viewer, board};
pub use coached::{is_coach, my_groups};
pub use discussion::{
    Contribution, Featured, MOST_FEATURED, featured_among, featured_in, on_the_web,
};
pub use goal::Goal;
pub use graph::{Graph, Tie, graph};
pub use health::{Health, Observed, OpenQuestion, health};
pub use involved::{Involved, involved};
pub use matrix::{GroupMatrix, Topic, group_matrix, topics, topics_of};
pub use membership::{Membership, member_of, membership, memberships};
pub use news::contributions_since;
pub use policy::Policy;
pub use report::{Activity, GroupReport, MemberReport, group_report};
pub use roster::{Member, Roster, roster};
pub use score::{Counters, Facet, Likes, Score, Window, count};
pub use summary::{GroupSummary, WEEKS, group_summaries, health_then, weeks};

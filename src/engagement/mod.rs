//! Engagement: how active each member of a group is, and how healthy the group
//! (`docs/how-the-numbers-are-made.md`).

mod alert;
mod board;
mod goal;
mod graph;
mod health;
mod matrix;
mod membership;
mod news;
mod policy;
mod report;
mod roster;
mod score;

pub use alert::{Alert, AlertRule, Severity};
pub use board::{Board, Entry, Ranked, Viewer, board};
pub use goal::{Goal, open_goals};
pub use graph::{Graph, Tie, graph};
pub use health::{Health, Observed, OpenQuestion, health};
pub use matrix::{GroupMatrix, Topic, group_matrix, topics, topics_of};
pub use membership::{Membership, membership, memberships};
pub use news::contributions_since;
pub use policy::Policy;
pub use report::{
    Activity, Contribution, GroupReport, GroupSummary, MemberReport, group_report, group_summaries,
    health_then, is_coach, my_groups,
};
pub use roster::{Member, Roster, roster};
pub use score::{Counters, Facet, Likes, Score, Window, count};

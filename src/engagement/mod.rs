//! Engagement: how active each member of a group is, and how healthy the group
//! (`docs/how-the-numbers-are-made.md`).

mod board;
mod health;
mod report;
mod roster;
mod score;

pub use board::{Board, Ranked, SMALLEST, board};
pub use health::{Alert, AlertRule, Health, Severity, health};
pub use report::{
    Activity, Contribution, GroupReport, GroupSummary, MemberReport, group_report, group_summaries,
    is_coach, members, my_groups,
};
pub use roster::{Member, Roster, roster};
pub use score::{Counter, Counters, Facet, Score, Window, count};

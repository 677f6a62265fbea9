//! Alerts as work: each is opened once for a subject and a rule, grows more or less urgent, is put
//! off or seen by a coach, and is over when its indicator no longer holds.
//!
//! Only this course is kept. Whether an alert holds, how urgent it is and the figure behind it are
//! worked out from facts each time ([`crate::engagement`]), so that what is kept can never
//! contradict a group's page: whoever reads gets what holds now, with what is known of its course.
//! A figure in the history is the one that the alert had then.
//!
//! An alert whose statements were voided, or that statements which came late would have prevented,
//! is over with that reason.

mod act;
mod course;
pub mod erasing;
mod filing;
mod merging;
mod standing;
mod store;
mod untold;
mod watch;

pub use act::{AlertError, mark_seen, snooze, wake};
pub use course::{AlertId, Because, Event, Happened, Kept};
pub use merging::{MovedAlerts, move_alerts, open_about, return_alerts};
pub use standing::{Hush, Standing, as_of, of_groups, of_summaries, with_history};
pub use store::{look_again, opened_since};
pub use watch::Watch;

pub(crate) use store::happened;

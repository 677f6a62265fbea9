//! Courses of learning platforms: what their launches said of services, who is in them, and what
//! is asked of the platform about them again and again.
//!
//! - A course is known from its first launch. Addresses of services come from launches alone, which
//!   are signed; where a token may go is for [`crate::platforms`] to say.
//! - Somebody is a member because a launch or a roster says so, of this course and no other.
//! - What has to be asked in rounds (rosters, results) is due in a table, so that any instance does
//!   it and one at a time ([`Rounds`]).
//! - A platform's people become persons by what the registration vouches for alone ([`identify`]).

mod activities;
mod ask;
pub mod erasing;
mod grouping;
mod identify;
mod member;
mod merging;
mod rounds;
mod statement;
mod store;
mod team;

pub use activities::{ActivityError, call, called, proposed};
pub use ask::{Trouble, whole};
pub use grouping::{move_to, own_group};
pub use identify::{Named, identify};
pub use member::{Arrival, Met, arrived, stop_coaching};
pub use merging::{move_places, return_places};
pub use rounds::{
    Done, RosterState, Round, RoundKind, RoundState, Rounds, failing, hurry, is_rostered, roster,
    round, rounds,
};
pub use statement::{LEARNING_GROUP, Membership, Scored, activity, actor, group_activity, write};
pub use store::{
    COURSE, Change, Course, MemberRow, Seat, absent, all, by_id, change, changes, find,
    graded_members, learners, meet, members, of_platform, put_seat, seat, seats,
};
pub use team::{Team, choose_team, keep_teams, teams};

use url::Url;

use crate::clock::Clock;
use crate::platforms::Platforms;
use crate::seal::MasterKey;
use crate::statements::Log;
use crate::store::Db;

/// Why a launch makes somebody the coach of a course's group.
pub const BY_LAUNCH: &str = "lti_launch";
/// Why a roster does, whatever launches said before.
pub const BY_ROSTER: &str = "lti_roster";

/// What work on courses needs: a handle that is cheap to clone.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The master key.
    pub key: MasterKey,
    /// The way into the statement log.
    pub log: Log,
    /// What asks platforms.
    pub platforms: Platforms,
    /// Our own address.
    pub base_url: Url,
}

//! What coaches and learners agree on and do: roles, development plans, goals and steps, ratings,
//! review interviews, hints and invitations.
//!
//! The statement log is the truth. Every act here is written as a statement of ours, in the terms of
//! ADL's Learner Competency profile where it has one, and the engine reads it back as a fact. A
//! statement of the same meaning that an app sends has the same effect, because nothing here looks
//! at anything else. Tables hold only what is no activity: drafts and signatures, private notes,
//! pins, disagreements, and what was frozen when a review was closed.

pub mod disagreements;
pub mod erasing;
pub mod invitations;
pub mod pins;
pub mod plans;
pub mod reviews;
pub mod roles;

mod acts;
mod aims;
mod competency;
mod desk;
mod error;
mod featuring;
mod group_hints;
mod known;
mod merging;
mod naming;
mod organising;
mod reflections;
mod standing;
mod statement;
mod terms;
mod unsaid;
mod words;

pub use acts::{Acting, LONGEST_TEXT, LONGEST_TITLE, Rating, Wish};
pub use aims::{Aim, AimState, Step, Verification, aims, steps};
pub use competency::Measured;
pub use desk::Desk;
pub use error::CoachingError;
pub use group_hints::group_hints;
pub use known::{Hint, Known, hints, known};
pub use merging::{MovedRecords, move_records, return_records};
pub use naming::{fellow_coaches, person_named};
pub use organising::{Definition, GroupState, GroupWish, Made, address, definition};
pub use reflections::{Reflection, reflections};
pub use standing::states;
pub use statement::{Place, Saying};
pub use unsaid::Unsaid;

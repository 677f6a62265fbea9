//! A made-up organisation whose people behave like people: for the demo, tests and benches.
//!
//! Deterministic: the same options give the same statements, byte for byte. Participation is
//! heavy-tailed, days and weeks have their rhythm, groups flourish and fade, a few rings like each
//! other's posts, and some statements are voided, withdrawn or late. Parameters and their sources
//! are in `docs/how-the-numbers-are-made.md`.

mod coach;
mod member;
mod noise;
mod organisation;
mod simulation;
mod statement;
mod story;
mod text;

pub use noise::requests;
pub use organisation::{Learner, Options, Organisation};
pub use simulation::Simulation;

//! LTI launches: what binds the `lti` crate to the web, the database and the people.
//!
//! A launch lands a learner on their own progress and an instructor on the group of the course.
//! The person is the one the statements speak of, by the rule the platform was registered with.

mod arrive;
mod frame;
mod keys;
mod store;
mod web;

pub use keys::ToolKeyError;
pub use store::{NewPlatform, Platform, add, add_deployment, all, link_context};
pub use web::router;

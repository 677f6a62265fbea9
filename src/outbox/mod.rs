//! What is to be sent to platforms: written in the transaction of its cause, sent until the platform
//! has taken it, given up in the end with the reason, and tried again when somebody wishes.
//!
//! - Work is about something (`about`): newer work about the same takes the place of older, so that
//!   a platform that was away gets the latest alone.
//! - A platform is a lane: one instance sends to it, one thing after another, at a rate that was
//!   set. What is wrong with the platform lets the lane rest; what is wrong with one piece of work
//!   lets that rest and the others go on.
//! - It is sent at least once. Whoever delivers ([`Deliver`]) sees to it that twice is as good as
//!   once.

mod store;
mod worker;

use std::future::Future;

use jiff::Timestamp;
use uuid::Uuid;

use crate::store::StoreError;

pub use store::{
    GivenUp, Lane, Outgoing, enqueue, given_up, lane, retry, retry_all, waiting, withdraw,
};
pub use worker::{Outbox, Pace};

/// Which lanes an outbox serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lanes {
    /// Those of all platforms that are enabled.
    Platforms,
    /// One that is no platform's.
    One(Uuid),
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is nothing more to do.
    Done,
    /// It is not its turn yet, without anything having failed.
    Later(Timestamp),
    /// It failed and may succeed later.
    Again(Failure),
    /// It failed for good.
    Never(Failure),
}

/// Why an attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What an administrator reads.
    pub reason: String,
    /// The HTTP status, if there was one.
    pub status: Option<u16>,
    /// When the platform wants to be asked again, if it says so.
    pub retry_at: Option<Timestamp>,
    /// Whether it is the platform that cannot be talked to, whatever is sent.
    pub of_platform: bool,
}

/// What delivers work.
pub trait Deliver: Send + Sync + 'static {
    /// Tries once. An error is one of our own database.
    fn deliver(
        &self,
        platform: Uuid,
        work: &Outgoing,
    ) -> impl Future<Output = Result<Outcome, StoreError>> + Send;
}

//! What is to be sent to platforms and to apps' webhooks: written in the transaction of its cause,
//! sent until the other end has taken it, given up in the end with the reason, and tried again when
//! somebody wishes.
//!
//! - Work is about something (`about`): newer work about the same takes the place of older, so that
//!   a platform that was away gets the latest alone.
//! - A platform or webhook is a lane: one instance sends to it, one thing after another, at a rate
//!   that was set. What is wrong with the other end lets the lane rest; what is wrong with one piece
//!   of work lets that rest, and what follows it in its line, and the others go on.
//! - It is sent at least once. Whoever delivers ([`Deliver`]) sees to it that twice is as good as
//!   once.

pub mod erasing;
mod store;
mod worker;

use std::future::Future;

use jiff::Timestamp;
use uuid::Uuid;

use crate::store::StoreError;

pub use store::{
    GivenUp, Lane, Outgoing, count_given_up, enqueue, forget_lane, given_up, hurry, in_lane, lane,
    listed, retry, retry_all, waiting, withdraw,
};
pub use worker::{Outbox, Pace};

/// Kinds of lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lanes {
    /// Learning platforms.
    Platforms,
    /// Webhooks of apps.
    Webhooks,
    /// One that is neither's.
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
    /// When the other end wants to be asked again, if it says so.
    pub retry_at: Option<Timestamp>,
    /// Whether it is the other end that cannot be talked to, whatever is sent.
    pub of_lane: bool,
}

/// What delivers work.
pub trait Deliver: Send + Sync + 'static {
    /// The lanes that it delivers to.
    const LANES: Lanes;

    /// Tries once. An error is one of our own database.
    fn deliver(
        &self,
        lane: Uuid,
        work: &Outgoing,
    ) -> impl Future<Output = Result<Outcome, StoreError>> + Send;
}

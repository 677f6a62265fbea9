//! Statements that move between record stores: forwardings to another one, pulls from another
//! one, export and import.
//!
//! - The log is gapless and in the order of commit, so it is itself the queue of a forwarding: what
//!   is left to send is what stands after a number. The number moves only after the other end has
//!   acknowledged (see `docs/decisions/0006-the-log-is-the-queue.md`).
//! - Everything is done at least once and keeps its identifier, so doing it again changes nothing.
//! - A statement that one end does not take is set aside with the reason; the rest goes on.
//! - Of several gateways exactly one works on a feed, as long as it renews its lease.

mod client;
mod contents;
pub mod erasing;
mod feed;
mod forward;
mod intake;
mod pull;
mod scan;
mod steer;
mod store;
mod worker;

pub use feed::{Feed, Kind, NewFeed, State, Terms, add, move_to};
pub use intake::{Foreign, Outcome, Refused, append, read, take_content};
pub use scan::{Item, Place, Scanner};
pub use steer::{Steer, steer};
pub use store::{Refusal, all, refusals, remove, retry, retry_forwards, set_enabled};
pub use worker::Sync;

use jiff::Timestamp;
use uuid::Uuid;

use crate::attachments::AttachmentError;
use crate::outbound::OutboundError;
use crate::seal::SealError;
use crate::statements::{AppendError, PrepareError};
use crate::store::StoreError;

/// Why a feed cannot go on now; it is tried again later.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The other end refuses, not for a statement's sake.
    #[error("the other record store answered {status} to a request to {what}")]
    Answer {
        /// The HTTP status.
        status: u16,
        /// What it was to do.
        what: &'static str,
        /// When it wants to be asked again.
        retry_at: Option<Timestamp>,
    },
    /// The other end's answer is not what the standard says.
    #[error("the other record store's answer cannot be used: {0}")]
    Unusable(String),
    /// The other end cannot be reached, or may not be.
    #[error("asking the other record store")]
    Outbound(#[from] OutboundError),
    /// The endpoint was changed and no secret has been given for the new one.
    #[error("there is no secret for this endpoint")]
    NoSecret,
    /// The secret cannot be opened or sealed.
    #[error("using the secret of the other record store")]
    Seal(#[from] SealError),
    /// What the row holds cannot be read: the database was changed from outside.
    #[error("reading the feed {feed}")]
    Row {
        /// The feed.
        feed: Uuid,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A stored statement cannot be read: the database was changed from outside.
    #[error("reading a stored statement")]
    Statement(#[from] PrepareError),
    /// Another instance works on the feed, or it was paused.
    #[error("the feed is no longer ours")]
    Lost,
    /// The log did not take statements.
    #[error("storing statements")]
    Append(#[from] AppendError),
    /// A content could not be read or kept.
    #[error("moving the content of an attachment")]
    Attachment(#[from] AttachmentError),
    /// The database refused.
    #[error("keeping the state of a feed")]
    Store(#[from] StoreError),
}

impl From<reqwest::Error> for SyncError {
    fn from(error: reqwest::Error) -> Self {
        // An address may hold a filter, and that names a person.
        Self::Outbound(error.without_url().into())
    }
}

impl SyncError {
    /// What an operator reads: the whole chain of causes.
    fn words(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(&format!(": {error}"));
            cause = error.source();
        }
        shorten(&text)
    }
}

/// Longest reason that is kept, in characters.
const LONGEST_REASON: usize = 500;

fn shorten(text: &str) -> String {
    let text = text.replace('\0', " ");
    match text.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

//! What apps keep with us: state, activity profiles and agent profiles (xAPI 1.0.3,
//! Communication 2.2 to 2.7; IEEE 9274.1.1, 4.1.6).
//!
//! A change names the version it starts from. It is made only if that version is still the one
//! that is stored, so of two writers at once neither overwrites the other unseen, on several
//! gateways too.

pub mod erasing;
mod merge;
mod precondition;
mod store;

pub use merge::{MergeError, merge};
pub use precondition::{Outcome, Preconditions, Tags};
pub use store::{
    About, After, count_untouched, delete_all, find, forget_untouched, names, next_about, replace,
};

use std::fmt;

use aws_lc_rs::digest;
use uuid::Uuid;

use crate::statements::Identity;

/// What a document belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// State that an app keeps of one agent in one activity.
    State {
        /// The activity's IRI.
        activity: String,
        /// Whose state.
        agent: Identity,
        /// The registration it is bound to.
        registration: Option<Uuid>,
    },
    /// What is kept of an activity.
    Activity {
        /// The activity's IRI.
        activity: String,
    },
    /// What is kept of an agent.
    Agent {
        /// Whose profile.
        agent: Identity,
    },
}

/// The version of a document's content: its SHA-1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tag([u8; 20]);

impl Tag {
    /// The tag of a content.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        let sum = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, content);
        let mut bytes = [0; 20];
        for (byte, summed) in bytes.iter_mut().zip(sum.as_ref()) {
            *byte = *summed;
        }
        Self(bytes)
    }

    /// Reads a stored tag.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Tag({self})")
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The content's media type as it was sent.
    pub content_type: String,
    /// What was sent.
    pub content: Vec<u8>,
    /// The content's version.
    pub tag: Tag,
    /// When it was stored, microseconds since the epoch.
    pub updated_at: i64,
}

impl Document {
    /// Whether the content is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        is_json(&self.content_type)
    }
}

/// Whether a media type is JSON.
#[must_use]
pub fn is_json(content_type: &str) -> bool {
    content_type
        .parse::<mime::Mime>()
        .is_ok_and(|kind| kind.essence_str() == "application/json")
}

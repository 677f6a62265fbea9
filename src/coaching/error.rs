//! What can be wrong with an act of coaching.

use crate::frameworks::FrameworkError;
use crate::message::Message;
use crate::statements::{AppendError, PrepareError};
use crate::store::StoreError;

/// Why something was not done; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CoachingError {
    /// What was asked for makes no sense; the text says how to mend it.
    #[error("{0}")]
    Wrong(Message),
    /// It cannot be done as things stand.
    #[error("{0}")]
    State(Message),
    /// It is for somebody else to do.
    #[error("{0}")]
    NotYours(Message),
    /// There is no such thing, or not of this person.
    #[error("there is no such thing")]
    Unknown,
    /// It is no longer as the asker last saw it.
    #[error("it has changed meanwhile")]
    Changed,
    /// A table is wrong; its faults say how to mend it.
    #[error(transparent)]
    Table(#[from] FrameworkError),
    /// A statement of ours breaks a rule.
    #[error("our own statement: {0}")]
    Statement(String),
    /// A statement of ours cannot be stored.
    #[error("preparing a statement")]
    Prepare(#[from] PrepareError),
    /// The log took no statement.
    #[error("writing statements")]
    Append(#[from] AppendError),
    /// Something kept as JSON cannot be read.
    #[error("reading what was kept")]
    Json(#[from] serde_json::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CoachingError {
    /// Refuses a change that starts from another state (RFC 9110, 13.1.1) than the one there is.
    pub(super) fn unless_changed(condition: Option<&str>, tag: &str) -> Result<(), Self> {
        let Some(condition) = condition else {
            return Ok(());
        };
        let mut tags = condition.split(',').map(str::trim);
        if tags.any(|it| it == "*" || it.trim_matches('"') == tag) {
            return Ok(());
        }
        Err(Self::Changed)
    }

    pub(super) const fn wrong(key: &'static str) -> Self {
        Self::Wrong(Message::new(key))
    }

    pub(super) const fn state(key: &'static str) -> Self {
        Self::State(Message::new(key))
    }

    pub(super) const fn not_yours(key: &'static str) -> Self {
        Self::NotYours(Message::new(key))
    }
}

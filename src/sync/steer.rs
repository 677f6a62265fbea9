//! What administrators do with a feed.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Kind, store};
use crate::audit::{self, Act, AuditError, Author, Change};
use crate::store::Tx;

/// What is done with a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steer {
    /// Nothing flows until it is resumed.
    Pause,
    /// It goes on where it was.
    Resume,
    /// What was set aside is tried again at once.
    Retry,
}

impl Steer {
    /// What a word says.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "pause" => Some(Self::Pause),
            "resume" => Some(Self::Resume),
            "retry" => Some(Self::Retry),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Retry => "retry",
        }
    }
}

/// Steers a feed, and writes it to the audit log. False if there is no such feed.
pub async fn steer(
    tx: &mut Tx,
    (kind, feed): (Kind, Uuid),
    steer: Steer,
    by: &Author,
    now: Timestamp,
) -> Result<bool, AuditError> {
    let known = match steer {
        Steer::Pause => store::set_enabled(tx, kind, feed, false).await?,
        Steer::Resume => store::set_enabled(tx, kind, feed, true).await?,
        Steer::Retry => store::retry(tx, kind, feed).await?.is_some(),
    };
    if known {
        let change = Change::to(feed, format!("{}: {}", steer.word(), kind.word()));
        audit::record(tx, by, Act::FeedChanged, change, now).await?;
    }
    Ok(known)
}

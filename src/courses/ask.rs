//! Asking a platform for whole lists, and why there is none.

use jiff::Timestamp;
use lti::services::token::TokenError;
use lti::services::{Page, Paged, ServiceError, Verdict, Whole};

use super::Setting;
use crate::platforms::{CallError, Platform};
use crate::statements::AppendError;
use crate::store::StoreError;

/// Why something could not be done with a platform now.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The platform could not be asked.
    #[error(transparent)]
    Call(#[from] CallError),
    /// Its answer is none.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// What came cannot be acted on.
    #[error("{0}")]
    Unusable(&'static str),
    /// A statement of ours is none.
    #[error("our own statement: {0}")]
    Statement(String),
    /// The log did not take statements.
    #[error("storing statements")]
    Append(#[from] AppendError),
    /// The database refused.
    #[error("keeping what a platform said")]
    Store(#[from] StoreError),
}

/// Longest reason that is kept, in characters.
const LONGEST_REASON: usize = 300;

impl Trouble {
    /// A stable word for pages.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Call(error) => error.code(),
            Self::Service(error) => error.code(),
            Self::Unusable(_) => "service_unusable",
            Self::Statement(_) | Self::Append(_) | Self::Store(_) => "internal",
        }
    }

    /// What an administrator reads: the whole chain of causes.
    #[must_use]
    pub fn words(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(&format!(": {error}"));
            cause = error.source();
        }
        text.replace('\0', " ")
            .chars()
            .take(LONGEST_REASON)
            .collect()
    }

    /// The HTTP status, where the platform refused.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Service(ServiceError::Refused { status, .. })
            | Self::Call(CallError::Token(TokenError::Refused { status, .. })) => Some(*status),
            _ => None,
        }
    }

    /// When the platform wants to be asked again, if it says so.
    #[must_use]
    pub const fn retry_at(&self) -> Option<Timestamp> {
        match self.verdict() {
            Some(Verdict::RetryAt(at)) => Some(at),
            _ => None,
        }
    }

    /// What is to be done, where the platform refused.
    #[must_use]
    pub const fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Service(error) => error.verdict(),
            Self::Call(CallError::Token(TokenError::Refused { verdict, .. })) => Some(*verdict),
            _ => None,
        }
    }

    /// Whether the capability is off until an administrator grants it: asking again soon is no use.
    #[must_use]
    pub const fn is_not_granted(&self) -> bool {
        matches!(self, Self::Call(CallError::MissingScope))
            || matches!(
                self.verdict(),
                Some(Verdict::MissingScope | Verdict::DropToken)
            )
    }

    /// Whether what was asked for is not there.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.verdict() == Some(Verdict::Gone)
    }

    /// Whether it is the platform that cannot be talked to now, whatever is asked of it.
    #[must_use]
    pub const fn is_of_platform(&self) -> bool {
        matches!(self, Self::Call(_)) || self.retry_at().is_some()
    }
}

/// Asks for a list to its end; a part of a list is none.
pub async fn whole<P: Page>(
    setting: &Setting,
    platform: &Platform,
    mut list: Paged<P>,
) -> Result<Whole<P>, Trouble> {
    while let Some(call) = list.next_call() {
        let answer = setting.platforms.call(platform, call).await?;
        list.take(&answer, setting.clock.now())?;
    }
    Ok(list.finish()?)
}

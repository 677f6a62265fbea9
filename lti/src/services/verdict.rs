//! What an answer that is no success means, and what is to be done.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::Value;

use super::call::Answer;

/// A platform that does not say when to come back is left alone for this long, in seconds.
const PAUSE: i64 = 60;
/// The longest that a platform can send the tool away for, in seconds.
const LONGEST_PAUSE: i64 = 86_400;

/// What is to be done about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send it again, no earlier than this. Repeated refusals are for the host to space further.
    RetryAt(Timestamp),
    /// The token is no longer good: drop it ([`crate::services::token::Cache::refused`]) and send
    /// it once more with a new one. A second time means that the scope is missing: some platforms
    /// answer 401 for that.
    DropToken,
    /// The token lacks the scope: the capability is off until an administrator grants it.
    MissingScope,
    /// It is not there, or no longer.
    Gone,
    /// A newer score is there already: this one is out of date and done with.
    Stale,
    /// The platform understood and refuses for good: this person is not graded here, or the
    /// request breaks a rule of its own.
    NotTaken,
    /// It will be no better when it is sent again.
    GiveUp,
}

impl Verdict {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::RetryAt(_) => "service_retry",
            Self::DropToken => "service_token",
            Self::MissingScope => "service_scope",
            Self::Gone => "service_gone",
            Self::Stale => "service_stale",
            Self::NotTaken => "service_not_taken",
            Self::GiveUp => "service_refused",
        }
    }

    /// Judges an answer that is no success.
    #[must_use]
    pub fn of(answer: &Answer, now: Timestamp) -> Self {
        match answer.status {
            400 | 422 => Self::NotTaken,
            401 => Self::DropToken,
            // Canvas answers so when it has been asked too often.
            403 if is_rate_limit(&answer.body) => Self::RetryAt(retry_at(answer, now)),
            403 => Self::MissingScope,
            404 | 410 => Self::Gone,
            409 => Self::Stale,
            408 | 425 | 429 | 500..=599 => Self::RetryAt(retry_at(answer, now)),
            _ => Self::GiveUp,
        }
    }
}

fn is_rate_limit(body: &[u8]) -> bool {
    let start = String::from_utf8_lossy(body.get(..1024).unwrap_or(body)).to_ascii_lowercase();
    start.contains("rate limit exceeded")
}

/// `Retry-After` (RFC 9110, 10.2.3) in seconds or as a date, within a day.
fn retry_at(answer: &Answer, now: Timestamp) -> Timestamp {
    let value = answer.header("retry-after").next();
    let text = value.and_then(|value| std::str::from_utf8(value).ok());
    let seconds = text.map(str::trim).and_then(|text| {
        let date = || {
            let date = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
            Some(date.as_second() - now.as_second())
        };
        text.parse().ok().or_else(date)
    });
    let pause = seconds.unwrap_or(PAUSE).clamp(1, LONGEST_PAUSE);
    Timestamp::from_second(now.as_second().saturating_add(pause)).unwrap_or(now)
}

/// Why a service gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// The next page is on another origin.
    #[error("the next page is on another origin: {0}")]
    ForeignPage(String),
    /// The pages lead back to one that was read before.
    #[error("the pages of the list lead in a circle")]
    Loop,
    /// The answer is a success and not what the service answers.
    #[error("the answer's {0} is missing or malformed")]
    Malformed(&'static str),
    /// The platform refused.
    #[error("the platform answered {status}")]
    Refused {
        /// The status.
        status: u16,
        /// What is to be done.
        verdict: Verdict,
    },
    /// The list has more pages than are read.
    #[error("the list has more than {0} pages")]
    TooManyPages(usize),
    /// Not all pages have been read: a part of a list is no list.
    #[error("the list has not been read to its end")]
    Unfinished,
}

impl ServiceError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ForeignPage(_) => "service_foreign_page",
            Self::Loop => "service_loop",
            Self::Malformed(_) => "service_malformed",
            Self::Refused { verdict, .. } => verdict.code(),
            Self::TooManyPages(_) => "service_too_many_pages",
            Self::Unfinished => "service_unfinished",
        }
    }

    /// What is to be done, where the platform refused.
    #[must_use]
    pub const fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Refused { verdict, .. } => Some(*verdict),
            _ => None,
        }
    }
}

/// Reads a body. Some platforms begin theirs with a byte order mark.
pub(crate) fn json(body: &[u8]) -> Result<Value, ServiceError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(body).map_err(|_| ServiceError::Malformed("JSON"))
}

/// Reads a body that is a list.
pub(crate) fn list(body: &[u8]) -> Result<Vec<Value>, ServiceError> {
    match json(body)? {
        Value::Array(list) => Ok(list),
        _ => Err(ServiceError::Malformed("list")),
    }
}

/// Passes a success on.
pub(crate) fn success(answer: &Answer, now: Timestamp) -> Result<&[u8], ServiceError> {
    if answer.is_success() {
        return Ok(&answer.body);
    }
    Err(ServiceError::Refused {
        status: answer.status,
        verdict: Verdict::of(answer, now),
    })
}

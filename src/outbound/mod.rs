//! Requests that the gateway itself makes: one client with limits on time and size, and one that
//! goes to public addresses only.

mod guard;

pub use guard::{Guarded, check};

mod keys;

pub use keys::{KeyCaches, fetch_keys};

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{self, HeaderMap};
use reqwest::redirect::Policy;

/// Longest a request may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Largest answer, in bytes: key sets and discovery documents are far smaller.
pub const LARGEST: usize = 512 * 1024;

/// Why an answer could not be had.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// The answer is larger than it may be.
    #[error("the answer has more than {0} bytes")]
    TooLarge(usize),
    /// The address may not be asked.
    #[error("{0}")]
    Refused(&'static str),
    /// The request failed.
    #[error("asking another server")]
    Request(#[from] reqwest::Error),
}

/// The shared client: it follows no redirects, so that nobody can send it elsewhere.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    builder().build()
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(Policy::none())
        .timeout(TIMEOUT)
        .connect_timeout(Duration::from_secs(5))
        .user_agent(concat!("coachlight/", env!("CARGO_PKG_VERSION")))
}

/// Reads an answer's body, up to [`LARGEST`].
pub async fn body(response: reqwest::Response) -> Result<Vec<u8>, OutboundError> {
    body_up_to(response, LARGEST).await
}

/// Reads an answer's body, up to a number of bytes.
pub async fn body_up_to(
    mut response: reqwest::Response,
    most: usize,
) -> Result<Vec<u8>, OutboundError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > most {
            return Err(OutboundError::TooLarge(most));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// When the other end wants to be asked again (RFC 9110, 10.2.3).
#[must_use]
pub fn retry_at(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse::<u32>() {
        Ok(seconds) => now.checked_add(Duration::from_secs(seconds.into())).ok(),
        Err(_) => rfc2822::DateTimeParser::new().parse_timestamp(text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let at = |text: &str| {
            let value = header::HeaderValue::from_str(text).unwrap();
            let headers = HeaderMap::from_iter([(header::RETRY_AFTER, value)]);
            retry_at(&headers, now).map(|at| at.to_string())
        };
        let expected = Some("2026-01-01T00:02:00Z".to_owned());
        assert_eq!(at("120"), expected);
        assert_eq!(at("Thu, 01 Jan 2026 00:02:00 GMT"), expected);
        assert_eq!(at("soon"), None);
    }
}

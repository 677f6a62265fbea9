//! Access tokens by a signed assertion (SEC 4.1; RFC 7523): the request, its answer, and a cache.

mod cache;

use std::fmt;

use jiff::Timestamp;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::call::{Answer, Call, Method};
use super::verdict::Verdict;
use crate::tool_keys::{ToolKey, ToolKeyError};

pub use cache::{Cache, CacheKey};

/// An assertion is good for this long, in seconds.
const ASSERTION_SECONDS: i64 = 300;
/// A token is used for no longer than this, in seconds, whatever the platform says.
const LONGEST_SECONDS: i64 = 3600;
/// A token whose life is not told is used for this long, in seconds.
const UNTOLD_SECONDS: i64 = 300;
/// Longest token that is taken, in bytes.
const LONGEST: usize = 16 * 1024;

/// Who asks whom for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The tool's client identifier at the platform.
    pub client_id: String,
    /// Where tokens are given.
    pub token_endpoint: Url,
    /// The audience of the assertion where the platform has one of its own: D2L does, and the
    /// member `authorization_server` of its configuration names it. Otherwise it is the
    /// token endpoint.
    pub audience: Option<String>,
}

/// Asks for a token of some scopes. `jti` is a random text that is never used again: platforms
/// refuse an assertion that they have seen. The call takes no token and is sent to
/// [`Client::token_endpoint`] alone.
pub fn request(
    client: &Client,
    key: &ToolKey,
    scopes: &[&str],
    jti: &str,
    now: Timestamp,
) -> Result<Call, ToolKeyError> {
    let audience = client.audience.as_deref();
    let issued = now.as_second();
    // One text: D2L answers 500 to a list.
    let assertion = key.sign(&json!({
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": audience.unwrap_or(client.token_endpoint.as_str()),
        "iat": issued,
        "exp": issued + ASSERTION_SECONDS,
        "jti": jti,
    }))?;
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair(
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        )
        .append_pair("client_assertion", &assertion)
        .append_pair("scope", &scopes.join(" "))
        .finish();
    Ok(Call {
        method: Method::Post,
        url: client.token_endpoint.clone(),
        accept: "application/json",
        content_type: Some("application/x-www-form-urlencoded"),
        body: Some(body),
        scopes: &[],
    })
}

/// A token. Its text is shown by no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    secret: String,
    scopes: Vec<String>,
    expires_at: Timestamp,
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessToken")
            .field("scopes", &self.scopes)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl AccessToken {
    /// What goes after `Bearer` in the header `Authorization`.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The scopes that were granted of those asked for; others of the answer are left out.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// Whether a call may be made with it.
    #[must_use]
    pub fn permits(&self, call: &Call) -> bool {
        call.scopes
            .iter()
            .any(|scope| self.scopes.iter().any(|granted| granted == scope))
    }

    /// When it ends.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The answer is a success without a usable token.
    #[error("the answer's {0} is missing or malformed")]
    Malformed(&'static str),
    /// The platform refused.
    #[error("the platform refused a token: {status} {}", .error.as_deref().unwrap_or(""))]
    Refused {
        /// The status.
        status: u16,
        /// The error's word (RFC 6749, 5.2), such as `invalid_client` or `invalid_scope`.
        error: Option<String>,
        /// What is to be done.
        verdict: Verdict,
    },
}

impl TokenError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "token_answer",
            Self::Refused { .. } => "token_refused",
        }
    }
}

/// Reads the answer to [`request`]. `asked` are the scopes that it asked for.
pub fn parse(answer: &Answer, asked: &[&str], now: Timestamp) -> Result<AccessToken, TokenError> {
    if !answer.is_success() {
        let error = error_word(&answer.body);
        let verdict = match (Verdict::of(answer, now), error.as_deref()) {
            (retry @ Verdict::RetryAt(_), _) => retry,
            // The tool is known, and none of what it asks for is granted: Moodle answers so for a
            // service that is switched off.
            (_, Some("invalid_scope")) => Verdict::MissingScope,
            // There is no token to drop here: the platform does not know the tool or its key.
            _ => Verdict::GiveUp,
        };
        return Err(TokenError::Refused {
            status: answer.status,
            error,
            verdict,
        });
    }
    let body: Value =
        serde_json::from_slice(&answer.body).map_err(|_| TokenError::Malformed("JSON"))?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let secret = text("access_token")
        .filter(|token| (1..=LONGEST).contains(&token.len()))
        // RFC 6750, 2.1: what does not fit into a header is no token.
        .filter(|token| token.bytes().all(|byte| byte.is_ascii_graphic()))
        .ok_or(TokenError::Malformed("access_token"))?;
    if text("token_type").is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(TokenError::Malformed("token_type"));
    }
    let life = match body.get("expires_in") {
        None | Some(Value::Null) => UNTOLD_SECONDS,
        Some(value) => seconds(value).ok_or(TokenError::Malformed("expires_in"))?,
    };
    let expires = now.as_second() + life.clamp(0, LONGEST_SECONDS);
    let granted: Vec<&str> = match body.get("scope") {
        Some(Value::String(list)) => list.split_whitespace().collect(),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        // RFC 6749, 5.1: what is not said is as it was asked for.
        _ => asked.to_vec(),
    };
    Ok(AccessToken {
        secret: secret.to_owned(),
        scopes: asked
            .iter()
            .filter(|scope| granted.contains(scope))
            .map(|scope| (*scope).to_owned())
            .collect(),
        expires_at: Timestamp::from_second(expires).unwrap_or(now),
    })
}

fn seconds(value: &Value) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it saturates, and is capped afterwards"
    )]
    let whole = |seconds: f64| seconds as i64;
    value
        .as_i64()
        .or_else(|| value.as_f64().map(whole))
        .or_else(|| value.as_str()?.trim().parse().ok())
}

/// The word of an error, also out of broken JSON: Moodle puts quotes into its texts as they are.
fn error_word(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body.get(..4096).unwrap_or(body));
    let (_, after) = text.split_once("\"error\"")?;
    let value = after.trim_start().strip_prefix(':')?.trim_start();
    let word: String = value
        .strip_prefix('"')?
        .chars()
        .take(64)
        .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
        .collect();
    (!word.is_empty()).then_some(word)
}

//! Platform Notification Service 1.0 (PNS): the platform tells of what happens without anybody
//! launching.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::Url;

use super::call::{Answer, Call, Method};
use super::verdict::{ServiceError, json, success};
use crate::claims::{self, Context, lti};
use crate::id_token::{self, IdTokenError, Limits};
use crate::jwks::KeySet;
use crate::lenient;
use crate::registration::Registration;

/// The scope of the service.
pub const SCOPE: &str = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers";
/// Sent to try a handler.
pub const HELLO_WORLD: &str = "LtiHelloWorldNotice";
/// A context was made from others.
pub const CONTEXT_COPY: &str = "LtiContextCopyNotice";
/// A submission is to be looked at by an asset processor.
pub const ASSET_PROCESSOR_SUBMISSION: &str = "LtiAssetProcessorSubmissionNotice";

const JSON: &str = "application/json";
/// Most notices of one request that are looked at.
const MOST: usize = 1000;

/// A handler as the platform has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handler {
    /// The kind of notice.
    pub notice_type: String,
    /// Where notices are posted; none if nowhere.
    pub handler: Option<Url>,
}

/// Asks which handlers are set; [`parse_handlers`] reads the answer.
#[must_use]
pub fn handlers(service_url: &Url) -> Call {
    Call::get(service_url.clone(), JSON, &[SCOPE])
}

/// Sets the handler of one kind of notice, or removes it; [`parse_handler`] reads the answer.
/// Platforms want the handler on the tool's own domain and call it without any sign-in.
#[must_use]
pub fn subscribe(service_url: &Url, notice_type: &str, handler: Option<&Url>) -> Call {
    let body = json!({
        "notice_type": notice_type,
        "handler": handler.map(Url::as_str).unwrap_or_default(),
    });
    Call::with_body(
        Method::Put,
        service_url.clone(),
        JSON,
        body.to_string(),
        &[SCOPE],
    )
}

fn handler(value: &Value) -> Option<Handler> {
    Some(Handler {
        notice_type: lenient::text(value, "notice_type")?,
        handler: lenient::address(value, "handler"),
    })
}

/// Reads the answer to [`subscribe`].
pub fn parse_handler(answer: &Answer, now: Timestamp) -> Result<Handler, ServiceError> {
    let body = success(answer, now)?;
    let value = json(body)?;
    handler(&value).ok_or(ServiceError::Malformed("notice_type"))
}

/// Reads the answer to [`handlers`].
pub fn parse_handlers(answer: &Answer, now: Timestamp) -> Result<Vec<Handler>, ServiceError> {
    let body = success(answer, now)?;
    let value = json(body)?;
    let list = value.get("notice_handlers").and_then(Value::as_array);
    let list = list.ok_or(ServiceError::Malformed("notice_handlers"))?;
    Ok(list.iter().filter_map(handler).collect())
}

/// Why a notice is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// The body is not what platforms post.
    #[error("the body holds no notices")]
    Body,
    /// A rule of every signed message.
    #[error(transparent)]
    IdToken(#[from] IdTokenError),
    /// The notice's identifier, type or time is missing.
    #[error("the notice's {0} is missing or malformed")]
    Notice(&'static str),
    /// It is another kind of message.
    #[error("the message is no notice")]
    NoNotice,
}

impl NoticeError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Body => "notice_body",
            Self::IdToken(error) => error.code(),
            Self::Notice(_) => "notice_malformed",
            Self::NoNotice => "notice_type",
        }
    }
}

/// A verified notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Identifier: the same notice may come twice, and is to be taken once. To be remembered with
    /// issuer and client until [`Notice::remember_until`].
    pub id: String,
    /// The kind of notice.
    pub notice_type: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// The deployment it is for: compare it with the one that the handler was set for.
    pub deployment_id: String,
    /// Where it happened.
    pub context: Option<Context>,
    /// The contexts that a copy was made from.
    pub origin_contexts: Vec<String>,
    /// Until when the same token could be sent again.
    pub remember_until: Timestamp,
    /// All claims.
    pub claims: Map<String, Value>,
}

/// Takes the tokens out of what a platform posts to a handler, at most 1000.
pub fn tokens(body: &[u8]) -> Result<Vec<String>, NoticeError> {
    let value: Value = serde_json::from_slice(body).map_err(|_| NoticeError::Body)?;
    let list = value.get("notices").and_then(Value::as_array);
    let list = list.filter(|list| list.len() <= MOST);
    list.ok_or(NoticeError::Body)?
        .iter()
        .map(|entry| lenient::text(entry, "jwt").ok_or(NoticeError::Body))
        .collect()
}

/// Checks a notice's token, as an ID token without a login.
pub fn verify(
    token: &str,
    registration: &Registration,
    keys: &KeySet,
    limits: Limits,
    now: Timestamp,
) -> Result<Notice, NoticeError> {
    let checked = id_token::check(token, registration, keys, limits, now)?;
    let claims = checked.claims;
    // A launch is no notice, whatever else it carries.
    if lti(&claims, "message_type").is_some() {
        return Err(NoticeError::NoNotice);
    }
    let notice = lti(&claims, "notice").ok_or(NoticeError::NoNotice)?;
    let text = |name| {
        let text = lenient::text(notice, name).filter(|text| text.len() <= 255);
        text.ok_or(NoticeError::Notice(name))
    };
    let origins = claims
        .get(&format!("{}origin_contexts", claims::LTI))
        .and_then(Value::as_array);
    Ok(Notice {
        id: text("id")?,
        notice_type: text("type")?,
        timestamp: lenient::moment(notice, "timestamp").ok_or(NoticeError::Notice("timestamp"))?,
        deployment_id: id_token::deployment(&claims, registration)?,
        context: claims::context(&claims),
        origin_contexts: origins
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        remember_until: checked.remember_until,
        claims,
    })
}

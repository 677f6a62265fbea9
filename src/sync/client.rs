//! The client's side of xAPI: what we ask of another record store (xAPI 1.0.3, Communication 2.1).

use std::time::Duration;

use reqwest::header;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use url::Url;
use uuid::Uuid;

use super::contents::{self, Outgoing};
use super::{SyncError, feed, shorten};
use crate::outbound::{body_up_to, retry_at};
use crate::sync::Feed;
use crate::sync::worker::Sync;

const VERSION: &str = "X-Experience-API-Version";
pub(super) const CONSISTENT_THROUGH: &str = "X-Experience-API-Consistent-Through";
/// A request without contents of attachments has this long.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes a second that contents come or go with at least.
const SLOWEST: u64 = 100_000;
/// Longest time that a page with contents may take.
const LONG_PATIENCE: Duration = Duration::from_secs(1800);
/// After so many failures one after the other a statement may be the reason.
const TRIED: i64 = 5;
/// Largest page of statements, without contents.
pub(super) const LARGEST_PAGE: usize = 32 * 1024 * 1024;

/// Another record store.
pub(super) struct Remote<'r> {
    sync: &'r Sync,
    feed: &'r Feed,
    endpoint: Url,
    secret: String,
}

/// What became of statements that were sent.
pub(super) enum Sent {
    /// The other end has them.
    Taken,
    /// It does not take them as they are.
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it said.
        reason: String,
    },
    /// It has failed at them for long; whether because of them is not known.
    Failed(SyncError),
}

impl<'r> Remote<'r> {
    pub(super) fn new(sync: &'r Sync, feed: &'r Feed) -> Result<Self, SyncError> {
        let sealed = feed.secret_sealed.as_ref().ok_or(SyncError::NoSecret)?;
        let purpose = feed::purpose(feed.id, &feed.endpoint);
        let secret = sync.key.open(&purpose, sealed)?;
        let secret = String::from_utf8(secret).map_err(|_| SyncError::NoSecret)?;
        let endpoint = Url::parse(&feed.endpoint)
            .map_err(|_| SyncError::Unusable("the endpoint is no address".into()))?;
        Ok(Self {
            sync,
            feed,
            endpoint,
            secret,
        })
    }

    fn request(&self, method: Method, url: Url) -> Result<RequestBuilder, SyncError> {
        let request = self.sync.client.request(method, url)?;
        Ok(request
            .basic_auth(&self.feed.key, Some(&self.secret))
            .header(VERSION, self.feed.version.as_str())
            .timeout(PATIENCE))
    }

    /// The address of the statements resource with parameters.
    pub(super) fn statements(&self, parameters: &[(&str, &str)]) -> Result<Url, SyncError> {
        let mut url = self
            .endpoint
            .join("statements")
            .map_err(|_| SyncError::Unusable("the endpoint is no address".into()))?;
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        Ok(url)
    }

    /// The address of a further page, which has to be the other end's own.
    pub(super) fn more(&self, link: &str) -> Result<Url, SyncError> {
        let unusable = || SyncError::Unusable("`more` leads to another server".into());
        let url = self.endpoint.join(link).map_err(|_| unusable())?;
        if url.origin() == self.endpoint.origin() {
            Ok(url)
        } else {
            Err(unusable())
        }
    }

    /// Sends statements, with the contents of their attachments if the feed says so.
    pub(super) async fn send(&self, batch: &[Outgoing]) -> Result<Sent, SyncError> {
        let texts: Vec<&str> = batch.iter().map(|one| one.text.as_str()).collect();
        let json = format!("[{}]", texts.join(","));
        let request = self.request(Method::POST, self.statements(&[])?)?;
        let parts = contents::here(&self.sync.attachments, batch).await?;
        let request = if parts.is_empty() {
            request
                .header(header::CONTENT_TYPE, "application/json")
                .body(json)
        } else {
            let body = contents::Body::new(&self.sync.attachments, json, parts);
            let time = PATIENCE + Duration::from_secs(body.length / SLOWEST);
            request
                .header(header::CONTENT_TYPE, body.content_type())
                .header(header::CONTENT_LENGTH, body.length)
                .timeout(time)
                .body(body.stream())
        };
        let may_be_theirs = self.feed.failures >= TRIED;
        let response = match request.send().await {
            Err(error) if may_be_theirs && error.is_timeout() => {
                return Ok(Sent::Failed(error.into()));
            }
            answer => answer?,
        };
        let status = response.status();
        if status.is_success() {
            return Ok(Sent::Taken);
        }
        match status {
            StatusCode::BAD_REQUEST
            | StatusCode::CONFLICT
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNPROCESSABLE_ENTITY => Ok(Sent::Refused {
                status: status.as_u16(),
                reason: said(response).await,
            }),
            _ => {
                let failure = self.refusal(&response, "store statements");
                if may_be_theirs && status == StatusCode::INTERNAL_SERVER_ERROR {
                    Ok(Sent::Failed(failure))
                } else {
                    Err(failure)
                }
            }
        }
    }

    /// Whether the other end understands us at all: without that, a 400 says nothing about the
    /// statements that it was the answer to. A key that may only write is told 403.
    pub(super) async fn understands(&self) -> Result<(), SyncError> {
        let url = self.statements(&[("limit", "1")])?;
        let response = self.request(Method::GET, url)?.send().await?;
        match response.status() {
            status if status.is_success() => Ok(()),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Ok(()),
            _ => Err(self.refusal(&response, "read statements")),
        }
    }

    /// Asks for a page of statements, or for one.
    pub(super) async fn page(&self, url: Url) -> Result<Response, SyncError> {
        let mut request = self.request(Method::GET, url)?;
        if self.feed.terms.attachments {
            request = request.timeout(LONG_PATIENCE);
        }
        let response = request.send().await?;
        if response.status() == StatusCode::OK {
            Ok(response)
        } else {
            Err(self.refusal(&response, "read statements"))
        }
    }

    /// One statement as the other end has it, voided or not; none if it has none.
    pub(super) async fn one(&self, id: Uuid) -> Result<Option<Response>, SyncError> {
        let id = id.to_string();
        let attachments = self.feed.terms.attachments.to_string();
        for name in ["statementId", "voidedStatementId"] {
            let url = self.statements(&[(name, &id), ("attachments", &attachments)])?;
            match self.page(url).await {
                Err(SyncError::Answer { status: 404, .. }) => {}
                answer => return answer.map(Some),
            }
        }
        Ok(None)
    }

    fn refusal(&self, response: &Response, what: &'static str) -> SyncError {
        SyncError::Answer {
            status: response.status().as_u16(),
            what,
            retry_at: retry_at(response.headers(), self.sync.clock.now()),
        }
    }
}

/// What the other end said about a refusal.
async fn said(response: Response) -> String {
    match body_up_to(response, 64 * 1024).await {
        Ok(body) => {
            let text = String::from_utf8_lossy(&body);
            let sentence = serde_json::from_str::<serde_json::Value>(&text)
                .ok()
                .map(|problem| sentence(&problem))
                .filter(|sentence| !sentence.is_empty());
            shorten(&sentence.unwrap_or_else(|| text.into_owned()))
        }
        Err(error) => shorten(&error.to_string()),
    }
}

/// The texts of a problem document (RFC 9457) such as our own; other documents stay as they are.
fn sentence(problem: &serde_json::Value) -> String {
    let faults = problem["errors"].as_array().into_iter().flatten();
    let texts = std::iter::once(&problem["detail"]).chain(faults.map(|fault| &fault["detail"]));
    let texts: Vec<&str> = texts.filter_map(serde_json::Value::as_str).collect();
    texts.join(" ")
}

//! What the outbox carries for webhooks: one event to one address.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::store::{self, Webhook};
use super::{Event, WebhookError, log, long_failure, purpose, sign};
use crate::clock::Clock;
use crate::events::{message, without_withheld};
use crate::outbound::{Guarded, OutboundError, body_up_to, retry_at};
use crate::outbox::{self, Deliver, Failure, Lanes, Outcome, Outgoing};
use crate::seal::MasterKey;
use crate::store::{Db, StoreError};

/// A receiver has this long to answer; it should take an event and do its work afterwards.
const PATIENCE: Duration = Duration::from_secs(15);
/// What is read of an answer, in bytes.
const LARGEST: usize = 16 * 1024;
/// What is kept of it, in characters.
const KEPT: usize = 200;
/// After this long without a success a webhook is disabled.
const LONGEST_FAILURE: SignedDuration = SignedDuration::from_hours(5 * 24);
/// A disabled webhook is looked at again after this long.
const WHILE_DISABLED: SignedDuration = SignedDuration::from_mins(10);

/// Sends events.
#[derive(Debug, Clone)]
pub struct Courier {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Opens secrets.
    pub key: MasterKey,
    /// The client.
    pub client: Guarded,
}

/// What a receiver did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It has the message.
    Taken(u16),
    /// It has not.
    Failed(Failure),
    /// It wants no more (410).
    Unwanted,
}

impl Deliver for Courier {
    const LANES: Lanes = Lanes::Webhooks;

    async fn deliver(&self, lane: Uuid, work: &Outgoing) -> Result<Outcome, StoreError> {
        let mut tx = self.db.read().await?;
        let webhook = store::find(&mut tx, lane).await?;
        let event = log::by_seq(&mut tx, work.place).await?;
        let told = event.iter().cloned().collect();
        let untold = event.is_some() && without_withheld(&mut tx, told).await?.is_empty();
        drop(tx);
        let Some(webhook) = webhook else {
            return Ok(Outcome::Done);
        };
        if !webhook.enabled {
            return Ok(Outcome::Later(self.clock.now() + WHILE_DISABLED));
        }
        let Some(event) = event else {
            return Ok(Outcome::Never(Failure {
                reason: "the event is kept no longer".into(),
                status: None,
                retry_at: None,
                of_lane: false,
            }));
        };
        if untold {
            // It would hold up what comes after it; whoever looks after deliveries sends it again.
            return Ok(Outcome::Never(Failure {
                reason:
                    "it names somebody whose data are restricted: send it again when that is over"
                        .into(),
                status: None,
                retry_at: None,
                of_lane: false,
            }));
        }
        let tried = match self
            .send(&webhook, &event.id.to_string(), &event.body())
            .await
        {
            Ok(tried) => tried,
            Err(WebhookError::Store(error)) => return Err(error),
            Err(error) => Tried::Failed(failure(&error)),
        };
        self.settle(&webhook, &event, work, tried).await
    }
}

impl Courier {
    /// Sends a webhook something that means nothing, to see whether it arrives.
    pub async fn test(&self, webhook: &Webhook) -> Result<Tried, WebhookError> {
        let id = Uuid::now_v7().to_string();
        let at = self.clock.now().as_microsecond();
        let body = message("webhook.test", at, &json!({ "webhook": webhook.id }));
        self.send(webhook, &id, &body).await
    }

    async fn send(&self, webhook: &Webhook, id: &str, body: &Value) -> Result<Tried, WebhookError> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let sealed = store::secrets(&mut tx, webhook.id, now.as_microsecond()).await?;
        drop(tx);
        let purpose = purpose(webhook.id, &webhook.url);
        let mut secrets = Vec::with_capacity(sealed.len());
        for sealed in sealed {
            let secret = self.key.open(&purpose, &sealed)?;
            secrets.push(String::from_utf8_lossy(&secret).into_owned());
        }
        let body = body.to_string();
        let at = now.as_second();
        let signature = sign::signature(&secrets, id, at, &body)
            .ok_or(WebhookError::Wrong("The secret has another form."))?;
        let url = Url::parse(&webhook.url)
            .map_err(|_| WebhookError::Wrong("The address is none any more."))?;
        let request = match self.client.request(Method::POST, url) {
            Ok(request) => request,
            Err(error) => return Ok(Tried::Failed(failure(&error))),
        };
        let sent = request
            .timeout(PATIENCE)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", at)
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await;
        Ok(match sent {
            Ok(response) => answered(response, now).await,
            // The address may hold a secret of the receiver's.
            Err(error) => Tried::Failed(failure(&OutboundError::from(error.without_url()))),
        })
    }

    async fn settle(
        &self,
        webhook: &Webhook,
        event: &Event,
        work: &Outgoing,
        tried: Tried,
    ) -> Result<Outcome, StoreError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let outcome = match tried {
            Tried::Taken(status) => {
                let at = now.as_microsecond();
                store::take(&mut tx, webhook.id, event.seq, status, work.attempts, at).await?;
                Outcome::Done
            }
            Tried::Unwanted => {
                let reason = "The receiver answered 410: it wants no more events.";
                store::enable(&mut tx, webhook.id, false, Some(reason)).await?;
                tracing::warn!(webhook = %webhook.id, "a webhook was disabled: the answer was 410");
                Outcome::Later(now + WHILE_DISABLED)
            }
            Tried::Failed(failure) => {
                let since = outbox::lane(&mut tx, webhook.id).await?.failing_since;
                let longest = (now - LONGEST_FAILURE).as_microsecond();
                if let Some(since) = since.filter(|since| *since <= longest) {
                    let reason = long_failure(since, &failure.reason);
                    store::enable(&mut tx, webhook.id, false, Some(&reason)).await?;
                    tracing::warn!(webhook = %webhook.id, "a webhook was disabled after long failure");
                }
                Outcome::Again(failure)
            }
        };
        tx.commit().await?;
        Ok(outcome)
    }
}

/// What an answer means. A redirect is followed nowhere: it is a failure.
async fn answered(response: Response, now: Timestamp) -> Tried {
    let status = response.status();
    if status.is_success() {
        return Tried::Taken(status.as_u16());
    }
    if status == StatusCode::GONE {
        return Tried::Unwanted;
    }
    // Nobody makes us wait for longer than a day.
    let retry_at =
        retry_at(response.headers(), now).map(|at| at.min(now + SignedDuration::from_hours(24)));
    let of_message = matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::CONFLICT
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNPROCESSABLE_ENTITY
    );
    let said = said(response).await;
    let reason = if status.is_redirection() {
        format!("the answer was {status}: redirects are not followed")
    } else if said.is_empty() {
        format!("the answer was {status}")
    } else {
        format!("the answer was {status}: {said}")
    };
    Tried::Failed(Failure {
        reason,
        status: Some(status.as_u16()),
        retry_at,
        of_lane: !of_message,
    })
}

async fn said(response: Response) -> String {
    let body = body_up_to(response, LARGEST).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&body).replace('\0', " ");
    text.trim().chars().take(KEPT).collect()
}

/// No answer: they cannot be reached, or we cannot send.
fn failure(error: &dyn std::error::Error) -> Failure {
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason.push_str(&format!(": {error}"));
        cause = error.source();
    }
    Failure {
        reason: reason.chars().take(500).collect(),
        status: None,
        retry_at: None,
        of_lane: true,
    }
}

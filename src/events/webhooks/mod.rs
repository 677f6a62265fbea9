//! Webhooks by the Standard Webhooks specification (version 1.0.0): each message has an identifier, the
//! time of its attempt and a signature over both and its body; secrets change over without a gap.

mod courier;
mod sign;
mod store;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use url::Url;
use uuid::Uuid;

pub use courier::{Courier, Tried};
pub use store::{Delivery, Webhook};

use super::Kind;
use super::store::{self as log, Event};
use crate::outbound::{self, OutboundError};
use crate::outbox::{self, Lane};
use crate::seal::{MasterKey, SealError};
use crate::statements::format_time;
use crate::store::{StoreError, Tx};

/// The old secret signs along for this long after a rotation.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);
/// Most characters of a label.
const LABEL: usize = 200;

/// Why something cannot be done with a webhook.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The address may not be sent to.
    #[error("the address cannot be sent to: {0}")]
    Address(#[source] OutboundError),
    /// What was asked for makes no sense; the text says how to mend it.
    #[error("{0}")]
    Wrong(&'static str),
    /// There is no such webhook, or event.
    #[error("there is no such webhook or event")]
    Unknown,
    /// The secret cannot be sealed or opened.
    #[error("using the secret of a webhook")]
    Seal(#[from] SealError),
    /// The client cannot be made.
    #[error("making a client")]
    Client(#[from] reqwest::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A webhook to be made.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// Where it leads.
    pub url: Url,
    /// What it is for.
    pub label: String,
    /// Kinds of event; empty for all.
    pub kinds: Vec<Kind>,
    /// The authority of the credential that makes it; none for the command line.
    pub made_by: Option<String>,
}

/// How a webhook is doing. Times are microseconds since the epoch.
#[derive(Debug, Serialize)]
pub struct State {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: Webhook,
    /// Events that wait to be sent.
    pub waiting: i64,
    /// When one was taken last.
    pub last_success_at: Option<i64>,
    /// When one was refused last.
    pub last_error_at: Option<i64>,
    /// Why, in words; none after a success.
    pub last_error: Option<String>,
    /// Since when each attempt has failed.
    pub failing_since: Option<i64>,
}

/// Makes a webhook, which is sent everything told from now on. Returns it and its secret, which is not
/// to be had again.
pub async fn create(
    tx: &mut Tx,
    key: &MasterKey,
    new: &NewWebhook,
    allow_private: bool,
    now: Timestamp,
) -> Result<(Uuid, String), WebhookError> {
    outbound::check(&new.url, allow_private).map_err(WebhookError::Address)?;
    let label = new.label.trim();
    if label.is_empty() || label.chars().count() > LABEL || label.contains('\0') {
        return Err(WebhookError::Wrong(
            "The label is a text of 1 to 200 characters.",
        ));
    }
    let id = Uuid::now_v7();
    let secret = sign::new_secret()?;
    let sealed = key.seal(&purpose(id, new.url.as_str()), secret.as_bytes())?;
    store::add(tx, id, new, label, sealed, now).await?;
    Ok((id, secret))
}

/// A secret is sealed for its address: a row changed in the database sends nothing elsewhere.
fn purpose(id: Uuid, url: &str) -> String {
    format!("webhook {id} {url}")
}

/// All webhooks, or those of one authority, the oldest first.
pub async fn list(tx: &mut Tx, of: Option<&str>) -> Result<Vec<State>, WebhookError> {
    let all = store::list(tx).await?;
    let mut states = Vec::with_capacity(all.len());
    for webhook in all {
        if of.is_none() || webhook.made_by.as_deref() == of {
            states.push(state(tx, webhook).await?);
        }
    }
    Ok(states)
}

/// A webhook, if it is one of an authority; whosever it is if none is named.
pub async fn find(tx: &mut Tx, id: Uuid, of: Option<&str>) -> Result<State, WebhookError> {
    let webhook = store::find(tx, id).await?;
    let webhook = webhook.filter(|it| of.is_none() || it.made_by.as_deref() == of);
    state(tx, webhook.ok_or(WebhookError::Unknown)?).await
}

async fn state(tx: &mut Tx, webhook: Webhook) -> Result<State, WebhookError> {
    let Lane {
        last_sent_at,
        error,
        error_at,
        failing_since,
        ..
    } = outbox::lane(tx, webhook.id).await?;
    Ok(State {
        waiting: outbox::waiting(tx, webhook.id).await?,
        last_success_at: last_sent_at,
        last_error_at: error_at,
        last_error: error,
        failing_since,
        webhook,
    })
}

/// Makes a new secret; the old one signs along for a day, so that the receiver can change over.
pub async fn rotate(
    tx: &mut Tx,
    key: &MasterKey,
    id: Uuid,
    now: Timestamp,
) -> Result<String, WebhookError> {
    let webhook = store::find(tx, id).await?.ok_or(WebhookError::Unknown)?;
    let secret = sign::new_secret()?;
    let sealed = key.seal(&purpose(id, &webhook.url), secret.as_bytes())?;
    store::rotate(tx, id, sealed, now + OVERLAP).await?;
    Ok(secret)
}

/// Lets a webhook be sent to, at once, or no longer. What waited stays; what is told meanwhile is not
/// sent, and is to be read from the log of events.
pub async fn enable(
    tx: &mut Tx,
    id: Uuid,
    enabled: bool,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), WebhookError> {
    if !store::enable(tx, id, enabled, reason).await? {
        return Err(WebhookError::Unknown);
    }
    if enabled {
        outbox::hurry(tx, id, now).await?;
    }
    Ok(())
}

/// Forgets a webhook and what waits for it.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<(), WebhookError> {
    if !store::remove(tx, id).await? {
        return Err(WebhookError::Unknown);
    }
    outbox::forget_lane(tx, id).await?;
    Ok(())
}

/// What was sent to a webhook or waits for it, by the place of the event, after one.
pub async fn deliveries(
    tx: &mut Tx,
    id: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<Delivery>, WebhookError> {
    let waiting = outbox::in_lane(tx, id, after, limit).await?;
    let mut all = store::taken(tx, id, after, limit).await?;
    let again: Vec<i64> = waiting.iter().map(|work| work.place).collect();
    // What is sent again waits, whatever became of it before.
    all.retain(|delivery| !again.contains(&delivery.event));
    all.extend(waiting.into_iter().map(Delivery::from));
    all.sort_by_key(|delivery| delivery.event);
    all.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(all)
}

/// Sends an event once more, in its place in the order.
pub async fn replay(tx: &mut Tx, id: Uuid, event: i64, now: Timestamp) -> Result<(), WebhookError> {
    let webhook = store::find(tx, id).await?.ok_or(WebhookError::Unknown)?;
    let event = log::by_seq(tx, event).await?;
    let event = event
        .filter(|event| webhook.takes(&event.kind))
        .ok_or(WebhookError::Unknown)?;
    enqueue(tx, &webhook, &event, now).await?;
    Ok(())
}

/// Writes down what is to be sent of new events, in the transaction that tells them.
pub(super) async fn announce(
    tx: &mut Tx,
    events: &[Event],
    now: Timestamp,
) -> Result<(), StoreError> {
    for webhook in store::list(tx).await? {
        for event in events {
            if webhook.enabled && webhook.takes(&event.kind) {
                enqueue(tx, &webhook, event, now).await?;
            }
        }
    }
    Ok(())
}

async fn enqueue(
    tx: &mut Tx,
    webhook: &Webhook,
    event: &Event,
    now: Timestamp,
) -> Result<(), StoreError> {
    let about = format!("webhook {} event {}", webhook.id, event.seq);
    let line = Some((event.subject.as_str(), event.seq));
    let payload = event.seq.to_string();
    outbox::enqueue(tx, webhook.id, line, &about, &payload, now).await
}

/// Words for why a webhook was disabled after a long time of failures.
fn long_failure(since: i64, error: &str) -> String {
    format!(
        "Nothing was taken since {}. At last: {error}",
        format_time(since)
    )
}

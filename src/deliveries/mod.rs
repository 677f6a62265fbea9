//! What is on its way out, by destination: scores to platforms, events to webhooks, letters and
//! forwarded statements. How it is sent, the rooms say that send it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audit::{self, Act, AuditError, Author, Change};
use crate::digests;
use crate::events::webhooks::{self, WebhookError};
use crate::outbox::{self, Lane, Outgoing};
use crate::platforms;
use crate::store::{StoreError, Tx};
use crate::sync::{self, SyncError};

/// Where something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = DestinationKind)]
pub enum Kind {
    /// Another record store.
    Forwarding,
    /// A mail server.
    Letters,
    /// A learning platform.
    Platform,
    /// An app that is told what is new.
    Webhook,
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::Platform,
        Self::Webhook,
        Self::Letters,
        Self::Forwarding,
    ];

    /// The word of it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Forwarding => "forwarding",
            Self::Letters => "letters",
            Self::Platform => "platform",
            Self::Webhook => "webhook",
        }
    }
}

/// A destination, and how it takes what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its lane; of a forwarding the feed.
    pub id: Uuid,
    /// What it is.
    pub kind: Kind,
    /// What it is called; empty for letters, of which there is one.
    pub name: String,
    /// Whether it is sent to.
    pub enabled: bool,
    /// How it takes what is sent.
    pub lane: Lane,
    /// Pieces of work, of a forwarding statements, that wait.
    pub waiting: i64,
    /// Those that were given up.
    pub given_up: i64,
}

impl Destination {
    /// Whether somebody should look at it.
    #[must_use]
    pub const fn is_troubled(&self) -> bool {
        self.given_up > 0 || self.lane.failures > 0
    }
}

/// Why destinations could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Feeds could not be read.
    #[error("reading the forwardings")]
    Sync(#[from] SyncError),
    /// Webhooks could not be read.
    #[error("reading the webhooks")]
    Webhook(#[from] WebhookError),
}

async fn of_lane(
    tx: &mut Tx,
    (id, kind): (Uuid, Kind),
    name: String,
    enabled: bool,
) -> Result<Destination, StoreError> {
    Ok(Destination {
        id,
        kind,
        name,
        enabled,
        lane: outbox::lane(tx, id).await?,
        waiting: outbox::waiting(tx, id).await?,
        given_up: outbox::count_given_up(tx, id).await?,
    })
}

/// Every destination; `letters` says whether letters are sent at all.
pub async fn destinations(tx: &mut Tx, letters: bool) -> Result<Vec<Destination>, DeliveryError> {
    let mut all = Vec::new();
    for platform in platforms::all(tx).await? {
        let key = (platform.id, Kind::Platform);
        all.push(of_lane(tx, key, platform.name, platform.enabled).await?);
    }
    for state in webhooks::list(tx, None).await? {
        let webhook = state.webhook;
        let name = if webhook.label.is_empty() {
            webhook.url
        } else {
            webhook.label
        };
        let key = (webhook.id, Kind::Webhook);
        all.push(of_lane(tx, key, name, webhook.enabled).await?);
    }
    let key = (digests::MAIL, Kind::Letters);
    all.push(of_lane(tx, key, String::new(), letters).await?);
    let feeds = sync::all(tx).await?;
    let forwardings = feeds
        .into_iter()
        .filter(|feed| feed.kind == sync::Kind::Forward);
    all.extend(forwardings.map(|feed| Destination {
        id: feed.id,
        kind: Kind::Forwarding,
        name: feed.endpoint,
        enabled: feed.enabled,
        lane: Lane {
            failures: feed.failures,
            last_sent_at: feed.last_success_at,
            error: feed.last_error,
            error_at: feed.last_error_at,
            ..Lane::default()
        },
        waiting: feed.lag.unwrap_or(0),
        given_up: feed.set_aside,
    }));
    Ok(all)
}

/// A destination whose work can be listed; none for forwardings, whose work is the log.
pub async fn find(
    tx: &mut Tx,
    lane: Uuid,
    letters: bool,
) -> Result<Option<Destination>, DeliveryError> {
    let all = destinations(tx, letters).await?;
    Ok(all
        .into_iter()
        .find(|one| one.id == lane && one.kind != Kind::Forwarding))
}

/// What a piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Work {
    /// A column of a platform's gradebook.
    Column,
    /// A letter.
    Digest,
    /// An event for an app.
    Event,
    /// Anything else.
    Other,
    /// A score.
    Score,
}

impl Work {
    /// What a piece of work is, by the first word of what it is about. The rest may name a person.
    #[must_use]
    pub fn of(piece: &Outgoing) -> Self {
        match piece.about.split(' ').next() {
            Some("column") => Self::Column,
            Some("score") => Self::Score,
            Some("digest") => Self::Digest,
            Some("webhook") => Self::Event,
            _ => Self::Other,
        }
    }
}

/// Has everything of a destination tried again at once.
pub async fn retry_all(
    tx: &mut Tx,
    lane: Uuid,
    by: &Author,
    now: Timestamp,
) -> Result<(), AuditError> {
    let count = outbox::retry_all(tx, lane, now).await?;
    let change = Change::to(lane, format!("{count} given up, and all that waits"));
    audit::record(tx, by, Act::DeliveryRetried, change, now).await
}

/// Has one piece of work tried again at once; false if there is none.
pub async fn retry(
    tx: &mut Tx,
    piece: Uuid,
    by: &Author,
    now: Timestamp,
) -> Result<bool, AuditError> {
    if !outbox::retry(tx, piece, now).await? {
        return Ok(false);
    }
    let change = Change::to(piece, "tried again");
    audit::record(tx, by, Act::DeliveryRetried, change, now).await?;
    Ok(true)
}

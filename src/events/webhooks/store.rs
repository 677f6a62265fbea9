//! All SQL of webhooks.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use super::NewWebhook;
use crate::events::Kind;
use crate::outbox::Outgoing;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, list as texts, sql};

sql! {
    ADD = "INSERT INTO webhook (id, url, label, kinds, secret_sealed, enabled, made_by, made_at)
           VALUES ($1, $2, $3, $4, $5, true, $6, $7)";
    LIST = "SELECT id, url, label, kinds, enabled, disabled_for, made_by, made_at, old_until
            FROM webhook ORDER BY id";
    FIND = "SELECT id, url, label, kinds, enabled, disabled_for, made_by, made_at, old_until
            FROM webhook WHERE id = $1";
    SECRETS = "SELECT secret_sealed, old_secret_sealed, old_until FROM webhook WHERE id = $1";
    ROTATE = "UPDATE webhook SET old_secret_sealed = secret_sealed, old_until = $3,
                  secret_sealed = $2
              WHERE id = $1";
    ENABLE = "UPDATE webhook SET enabled = $2, disabled_for = $3 WHERE id = $1";
    REMOVE = "DELETE FROM webhook WHERE id = $1";
    TAKE = "INSERT INTO webhook_delivery (webhook, event, at, status, attempts)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (webhook, event) DO UPDATE SET at = excluded.at,
                status = excluded.status, attempts = excluded.attempts";
    TAKEN = "SELECT event, at, status, attempts FROM webhook_delivery
             WHERE webhook = $1 AND event > $2 ORDER BY event LIMIT $3";
}

/// Where events are sent. Times are microseconds since the epoch.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Webhook {
    /// Its identifier.
    pub id: Uuid,
    /// Where it leads.
    pub url: String,
    /// What it is for.
    pub label: String,
    /// Kinds of event as a JSON list of words; empty for all.
    #[serde(skip)]
    kinds: String,
    /// Whether it is sent to.
    pub enabled: bool,
    /// Why not, in words.
    pub disabled_for: Option<String>,
    #[serde(skip)]
    pub(super) made_by: Option<String>,
    /// When it was made.
    pub made_at: i64,
    /// Until when the secret before this one signs along.
    pub old_until: Option<i64>,
}

impl Webhook {
    /// Kinds of event that it is sent; empty for all.
    #[must_use]
    pub fn kinds(&self) -> Vec<Kind> {
        serde_json::from_str(&self.kinds).unwrap_or_default()
    }

    /// Whether it is sent events of a kind.
    #[must_use]
    pub fn takes(&self, kind: &str) -> bool {
        let kinds = self.kinds();
        kinds.is_empty() || kinds.iter().any(|it| it.word() == kind)
    }
}

/// What became of an event at a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// The event's place.
    pub event: i64,
    /// `taken`, `waiting` or `given_up`.
    pub state: &'static str,
    /// Attempts that failed before.
    pub attempts: i64,
    /// The HTTP status of the last answer, if there was one.
    pub status: Option<i64>,
    /// What failed last, in words.
    pub error: Option<String>,
    /// When it was taken or given up, or is tried next: microseconds since the epoch.
    pub at: i64,
}

impl From<Outgoing> for Delivery {
    fn from(work: Outgoing) -> Self {
        Self {
            event: work.place,
            state: if work.given_up_at.is_some() {
                "given_up"
            } else {
                "waiting"
            },
            attempts: work.attempts,
            status: work.status,
            error: work.error,
            at: work.given_up_at.unwrap_or(work.next_at),
        }
    }
}

pub(super) async fn add(
    tx: &mut Tx,
    id: Uuid,
    new: &NewWebhook,
    label: &str,
    sealed: Vec<u8>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let kinds = texts(new.kinds.iter().map(|kind| json!(kind.word())));
    execute!(
        tx,
        ADD,
        id,
        new.url.as_str(),
        label,
        &kinds,
        sealed,
        new.made_by.as_deref(),
        now.as_microsecond()
    )?;
    Ok(())
}

pub(super) async fn list(tx: &mut Tx) -> Result<Vec<Webhook>, StoreError> {
    fetch_all!(tx, LIST as Webhook)
}

pub(super) async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Webhook>, StoreError> {
    fetch_optional!(tx, FIND as Webhook, id)
}

/// The secrets of a webhook, sealed, the newest first; the old one while it signs along.
pub(super) async fn secrets(tx: &mut Tx, id: Uuid, now: i64) -> Result<Vec<Vec<u8>>, StoreError> {
    type Secrets = (Vec<u8>, Option<Vec<u8>>, Option<i64>);
    let Some((current, old, until)) = fetch_optional!(tx, SECRETS as Secrets, id)? else {
        return Ok(Vec::new());
    };
    let old = old.filter(|_| until.is_some_and(|until| now < until));
    Ok(std::iter::once(current).chain(old).collect())
}

pub(super) async fn rotate(
    tx: &mut Tx,
    id: Uuid,
    sealed: Vec<u8>,
    old_until: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, ROTATE, id, sealed, old_until.as_microsecond())?;
    Ok(())
}

pub(super) async fn enable(
    tx: &mut Tx,
    id: Uuid,
    enabled: bool,
    reason: Option<&str>,
) -> Result<bool, StoreError> {
    let reason = reason.filter(|_| !enabled);
    Ok(execute!(tx, ENABLE, id, enabled, reason)? == 1)
}

pub(super) async fn remove(tx: &mut Tx, id: Uuid) -> Result<bool, StoreError> {
    Ok(execute!(tx, REMOVE, id)? == 1)
}

pub(super) async fn take(
    tx: &mut Tx,
    id: Uuid,
    event: i64,
    status: u16,
    attempts: i64,
    now: i64,
) -> Result<(), StoreError> {
    execute!(tx, TAKE, id, event, now, i64::from(status), attempts)?;
    Ok(())
}

pub(super) async fn taken(
    tx: &mut Tx,
    id: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<Delivery>, StoreError> {
    type Taken = (i64, i64, i64, i64);
    let rows = fetch_all!(tx, TAKEN as Taken, id, after, limit)?;
    let delivery = |(event, at, status, attempts): Taken| Delivery {
        event,
        state: "taken",
        attempts,
        status: Some(status),
        error: None,
        at,
    };
    Ok(rows.into_iter().map(delivery).collect())
}

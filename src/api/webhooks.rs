//! Webhooks: a credential leads those that it made, one with the scope `all` leads all.

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Everything, List, Listed, PageParameters};
use super::{json, read};
use crate::credentials::{Caller, Scope};
use crate::events::Kind as EventKind;
use crate::events::webhooks::{self, Delivery, NewWebhook, State as How, Tried, WebhookError};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;

/// Who leads webhooks: those of its authority, or all.
pub(super) struct Leader {
    authority: String,
    all: bool,
}

impl FromRequestParts<App> for Leader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = <Caller as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        caller.require(&[Scope::All, Scope::WebhooksWrite])?;
        Ok(Self {
            authority: caller.authority.to_string(),
            all: caller.require(&[Scope::All]).is_ok(),
        })
    }
}

impl Leader {
    fn of(&self) -> Option<&str> {
        (!self.all).then_some(self.authority.as_str())
    }

    async fn find(&self, tx: &mut Tx, id: Uuid) -> Result<How, Problem> {
        webhooks::find(tx, id, self.of()).await.map_err(problem)
    }
}

fn problem(error: WebhookError) -> Problem {
    match error {
        WebhookError::Unknown => Problem::not_found(),
        WebhookError::Store(error) => error.into(),
        WebhookError::Wrong(detail) => Problem::new(Kind::BadRequest, detail),
        WebhookError::Address(error) => {
            Problem::new(Kind::BadRequest, format!("The member url: {error}."))
        }
        other => Problem::internal(other),
    }
}

/// A webhook, and how it is doing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookItem {
    /// Identifier.
    id: Uuid,
    /// Where it leads.
    url: String,
    /// What it is for.
    label: String,
    /// Kinds of event; empty for all.
    kinds: Vec<&'static str>,
    /// Whether it is sent to.
    enabled: bool,
    /// Why not.
    disabled_for: Option<String>,
    /// When it was made.
    made_at: String,
    /// Until when the secret before this one signs along.
    old_secret_until: Option<String>,
    /// Events that wait to be sent.
    waiting: i64,
    /// When one was taken last.
    last_success_at: Option<String>,
    /// When one was refused last.
    last_error_at: Option<String>,
    /// Why.
    last_error: Option<String>,
    /// Since when each attempt has failed.
    failing_since: Option<String>,
}

impl From<How> for WebhookItem {
    fn from(how: How) -> Self {
        Self {
            kinds: how.webhook.kinds().iter().map(|kind| kind.word()).collect(),
            id: how.webhook.id,
            url: how.webhook.url,
            label: how.webhook.label,
            enabled: how.webhook.enabled,
            disabled_for: how.webhook.disabled_for,
            made_at: format_time(how.webhook.made_at),
            old_secret_until: how.webhook.old_until.map(format_time),
            waiting: how.waiting,
            last_success_at: how.last_success_at.map(format_time),
            last_error_at: how.last_error_at.map(format_time),
            last_error: how.last_error,
            failing_since: how.failing_since.map(format_time),
        }
    }
}

/// A webhook to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookWish {
    /// Where it is to lead.
    url: String,
    /// What it is for.
    label: String,
    /// Kinds of event, such as `group.created`; left out or empty: all.
    #[serde(default)]
    kinds: Vec<String>,
}

/// A secret, shown once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NewSecret {
    /// The webhook.
    id: Uuid,
    /// What its messages are signed with. It cannot be shown again.
    secret: String,
}

/// The webhooks that the caller leads, the oldest first.
#[utoipa::path(
    get, path = "/webhooks", tag = "events", params(PageParameters),
    responses((status = 200, body = List<WebhookItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    leader: Leader,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<WebhookItem>>, Problem> {
    let mut tx = app.db.read().await?;
    let all = webhooks::list(&mut tx, leader.of())
        .await
        .map_err(problem)?;
    let items = all.into_iter().map(WebhookItem::from).collect();
    page.of(items, |item| item.id).map(json)
}

/// Makes a webhook. It is sent what is told from now on.
#[utoipa::path(
    post, path = "/webhooks", tag = "events", request_body = WebhookWish,
    responses((status = 201, body = NewSecret))
)]
pub(super) async fn make(
    State(app): State<App>,
    leader: Leader,
    body: String,
) -> Result<Response, Problem> {
    let wish: WebhookWish = read(&body)?;
    let url: Url = wish.url.parse().map_err(|_| {
        Problem::new(
            Kind::BadRequest,
            "The member url is an address such as https://app.example.org/hooks.",
        )
    })?;
    let kinds = wish.kinds.iter().map(|word| {
        EventKind::from_word(word).ok_or_else(|| {
            let known: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.word()).collect();
            Problem::new(
                Kind::BadRequest,
                format!("There is no kind {word:?}; known are {}.", known.join(", ")),
            )
        })
    });
    let new = NewWebhook {
        url,
        label: wish.label,
        kinds: kinds.collect::<Result<_, _>>()?,
        made_by: Some(leader.authority),
    };
    let allow_private = app.config.outbound.allow_private;
    let mut tx = app.db.write().await?;
    let made = webhooks::create(&mut tx, &app.key, &new, allow_private, app.clock.now()).await;
    let (id, secret) = made.map_err(problem)?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(NewSecret { id, secret })).into_response())
}

/// A webhook.
#[utoipa::path(
    get, path = "/webhooks/{webhook}", tag = "events",
    params(("webhook" = Uuid, Path, description = "The webhook")),
    responses((status = 200, body = WebhookItem))
)]
pub(super) async fn one(
    State(app): State<App>,
    leader: Leader,
    Path(webhook): Path<Uuid>,
) -> Result<Json<WebhookItem>, Problem> {
    let mut tx = app.db.read().await?;
    leader
        .find(&mut tx, webhook)
        .await
        .map(|how| json(how.into()))
}

/// Forgets a webhook and what waits for it.
#[utoipa::path(
    delete, path = "/webhooks/{webhook}", tag = "events",
    params(("webhook" = Uuid, Path, description = "The webhook")),
    responses((status = 204))
)]
pub(super) async fn delete(
    State(app): State<App>,
    leader: Leader,
    Path(webhook): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db.write().await?;
    leader.find(&mut tx, webhook).await?;
    webhooks::delete(&mut tx, webhook).await.map_err(problem)?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a new secret. The old one signs along for a day.
#[utoipa::path(
    post, path = "/webhooks/{webhook}/rotate", tag = "events",
    params(("webhook" = Uuid, Path, description = "The webhook")),
    responses((status = 200, body = NewSecret))
)]
pub(super) async fn rotate(
    State(app): State<App>,
    leader: Leader,
    Path(webhook): Path<Uuid>,
) -> Result<Json<NewSecret>, Problem> {
    let mut tx = app.db.write().await?;
    leader.find(&mut tx, webhook).await?;
    let secret = webhooks::rotate(&mut tx, &app.key, webhook, app.clock.now())
        .await
        .map_err(problem)?;
    tx.commit().await?;
    Ok(json(NewSecret {
        id: webhook,
        secret,
    }))
}

/// Whether a webhook is to be sent to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookSwitch)]
pub(super) struct Switch {
    /// Whether it is sent to.
    enabled: bool,
    /// Why not.
    reason: Option<String>,
}

/// Lets a webhook be sent to, at once, or no longer. What waited stays; what is told meanwhile is not
/// sent: read it from the log of events.
#[utoipa::path(
    put, path = "/webhooks/{webhook}/enabled", tag = "events",
    params(("webhook" = Uuid, Path, description = "The webhook")),
    request_body = Switch,
    responses((status = 200, body = WebhookItem))
)]
pub(super) async fn switch(
    State(app): State<App>,
    leader: Leader,
    Path(webhook): Path<Uuid>,
    body: String,
) -> Result<Json<WebhookItem>, Problem> {
    let wish: Switch = read(&body)?;
    let reason = wish.reason.as_deref().unwrap_or("It was disabled by hand.");
    let mut tx = app.db.write().await?;
    leader.find(&mut tx, webhook).await?;
    let now = app.clock.now();
    webhooks::enable(&mut tx, webhook, wish.enabled, Some(reason), now)
        .await
        .map_err(problem)?;
    let how = leader.find(&mut tx, webhook).await?;
    tx.commit().await?;
    Ok(json(how.into()))
}

/// What a receiver did with a test.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TestResult {
    /// Whether it took it.
    taken: bool,
    /// The HTTP status, if there was an answer.
    status: Option<u16>,
    /// What failed, in words.
    error: Option<String>,
}

/// Sends a webhook something that means nothing (`webhook.test`), and says what came of it.
#[utoipa::path(
    post, path = "/webhooks/{webhook}/test", tag = "events",
    params(("webhook" = Uuid, Path, description = "The webhook")),
    responses((status = 200, body = TestResult))
)]
pub(super) async fn test(
    State(app): State<App>,
    leader: Leader,
    Path(webhook): Path<Uuid>,
) -> Result<Json<TestResult>, Problem> {
    let mut tx = app.db.read().await?;
    let how = leader.find(&mut tx, webhook).await?;
    drop(tx);
    let tried = app.courier.test(&how.webhook).await.map_err(problem)?;
    Ok(json(match tried {
        Tried::Taken(status) => TestResult {
            taken: true,
            status: Some(status),
            error: None,
        },
        Tried::Unwanted => TestResult {
            taken: false,
            status: Some(410),
            error: Some("the answer was 410: the receiver wants no more".into()),
        },
        Tried::Failed(failure) => TestResult {
            taken: false,
            status: failure.status,
            error: Some(failure.reason),
        },
    }))
}

/// What became of an event at a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeliveryItem {
    /// The event's place.
    event: i64,
    /// `taken`, `waiting` or `given_up`.
    state: &'static str,
    /// Attempts that failed.
    attempts: i64,
    /// The HTTP status of the last answer, if there was one.
    status: Option<i64>,
    /// What failed last.
    error: Option<String>,
    /// When it was taken or given up, or is tried next.
    at: String,
}

impl From<Delivery> for DeliveryItem {
    fn from(delivery: Delivery) -> Self {
        Self {
            event: delivery.event,
            state: delivery.state,
            attempts: delivery.attempts,
            status: delivery.status,
            error: delivery.error,
            at: format_time(delivery.at),
        }
    }
}

/// What was sent to a webhook or waits for it, in the order of events.
#[utoipa::path(
    get, path = "/webhooks/{webhook}/deliveries", tag = "events",
    params(("webhook" = Uuid, Path, description = "The webhook"), PageParameters),
    responses((status = 200, body = List<DeliveryItem>))
)]
pub(super) async fn deliveries(
    State(app): State<App>,
    leader: Leader,
    Path(webhook): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<DeliveryItem>>, Problem> {
    let mut tx = app.db.read().await?;
    leader.find(&mut tx, webhook).await?;
    let after = page.after::<i64>()?.unwrap_or(0);
    let limit = i64::try_from(page.limit + 1).unwrap_or(i64::MAX);
    let found = webhooks::deliveries(&mut tx, webhook, after, limit);
    let found = found.await.map_err(problem)?;
    let items = found.into_iter().map(DeliveryItem::from).collect();
    page.page(items, |item: &DeliveryItem| item.event).map(json)
}

/// Sends an event once more, in its place in the order.
#[utoipa::path(
    post, path = "/webhooks/{webhook}/deliveries/{event}/replay", tag = "events",
    params(
        ("webhook" = Uuid, Path, description = "The webhook"),
        ("event" = i64, Path, description = "The event's place")
    ),
    responses((status = 202))
)]
pub(super) async fn replay(
    State(app): State<App>,
    leader: Leader,
    Path((webhook, event)): Path<(Uuid, i64)>,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db.write().await?;
    leader.find(&mut tx, webhook).await?;
    webhooks::replay(&mut tx, webhook, event, app.clock.now())
        .await
        .map_err(problem)?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}

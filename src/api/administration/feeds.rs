//! Forwardings to other record stores, and pulls from them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json, read};
use crate::problem::Problem;
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;
use crate::sync::{self, Kind, Refusal, State as How, Steer, SyncError};

/// Statements set aside that are told of a feed.
const ASIDE: i64 = 20;

/// A feed, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FeedItem {
    /// Identifier.
    id: Uuid,
    /// `forward` or `pull`.
    kind: &'static str,
    /// The other record store's endpoint.
    endpoint: String,
    /// Whether it is worked on.
    enabled: bool,
    /// How many statements of the log a forwarding has still to look at.
    lag: Option<i64>,
    /// When the last statement that a pull took was stored at the other end.
    reached: Option<String>,
    /// When the other end last took or gave what it was asked for.
    last_success_at: Option<String>,
    /// When it last did not.
    last_error_at: Option<String>,
    /// Why it did not.
    last_error: Option<String>,
    /// Attempts that have failed one after another since the last success.
    failures: i64,
    /// Statements set aside.
    set_aside: i64,
    /// The first 20 of them.
    refusals: Vec<RefusalItem>,
}

/// A statement that one end did not take.
#[derive(Debug, Serialize, ToSchema)]
struct RefusalItem {
    /// Its identifier, or its hash where it has none.
    statement: String,
    /// The HTTP status it was refused with, if it was.
    status: Option<i64>,
    /// Why.
    reason: String,
    /// When.
    at: String,
}

impl From<Refusal> for RefusalItem {
    fn from(refusal: Refusal) -> Self {
        Self {
            statement: refusal.statement,
            status: refusal.status,
            reason: refusal.reason,
            at: format_time(refusal.refused_at),
        }
    }
}

impl FeedItem {
    fn of(feed: How, refusals: Vec<Refusal>) -> Self {
        Self {
            id: feed.id,
            kind: feed.kind.word(),
            endpoint: feed.endpoint,
            enabled: feed.enabled,
            lag: feed.lag,
            reached: feed.reached,
            last_success_at: feed.last_success_at.map(format_time),
            last_error_at: feed.last_error_at.map(format_time),
            last_error: feed.last_error,
            failures: feed.failures,
            set_aside: feed.set_aside,
            refusals: refusals.into_iter().map(RefusalItem::from).collect(),
        }
    }
}

async fn all(tx: &mut Tx) -> Result<Vec<How>, Problem> {
    sync::all(tx).await.map_err(|error| match error {
        SyncError::Store(error) => error.into(),
        other => Problem::internal(other),
    })
}

/// Forwardings and pulls, and whether they get on.
#[utoipa::path(
    get, path = "/feeds", tag = "administration", params(PageParameters),
    responses((status = 200, body = List<FeedItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<FeedItem>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let mut items = Vec::new();
    for feed in all(&mut tx).await? {
        let refusals = sync::refusals(&mut tx, feed.id, "", ASIDE).await?;
        items.push(FeedItem::of(feed, refusals));
    }
    page.of(items, |item| item.id).map(json)
}

/// Whether a feed is to be worked on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FeedSwitch {
    /// Whether it is worked on.
    enabled: bool,
}

/// Does something with a feed.
async fn do_with(app: &App, asker: &Asker, feed: Uuid, steer: Steer) -> Result<(), Problem> {
    let by = asker.author(app);
    let mut tx = app.db.write().await?;
    let kind = kind_of(&mut tx, feed).await?;
    if !sync::steer(&mut tx, (kind, feed), steer, &by, app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    Ok(tx.commit().await?)
}

async fn kind_of(tx: &mut Tx, feed: Uuid) -> Result<Kind, Problem> {
    let found = all(tx).await?.into_iter().find(|known| known.id == feed);
    Ok(found.ok_or_else(Problem::not_found)?.kind)
}

/// Pauses a feed, or lets it go on where it was.
#[utoipa::path(
    put, path = "/feeds/{feed}/enabled", tag = "administration",
    params(("feed" = Uuid, Path, description = "The feed")),
    request_body = FeedSwitch,
    responses((status = 204))
)]
pub(super) async fn switch(
    State(app): State<App>,
    asker: Asker,
    Path(feed): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let wish: FeedSwitch = read(&body)?;
    let steer = if wish.enabled {
        Steer::Resume
    } else {
        Steer::Pause
    };
    do_with(&app, &asker, feed, steer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has everything that a feed has set aside tried again at once.
#[utoipa::path(
    post, path = "/feeds/{feed}/retry", tag = "administration",
    params(("feed" = Uuid, Path, description = "The feed")),
    responses((status = 204))
)]
pub(super) async fn retry(
    State(app): State<App>,
    asker: Asker,
    Path(feed): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    do_with(&app, &asker, feed, Steer::Retry).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! What is on its way out, and whether it arrives.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::deliveries::{self, Destination, Kind, Work};
use crate::outbox::{self, Outgoing};
use crate::problem::Problem;
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;

/// Which destinations are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    /// Only destinations of this kind.
    kind: Option<Kind>,
}

/// A destination, and how it takes what is sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DestinationItem {
    /// Identifier: of the platform, the webhook, the feed, or of letters.
    id: Uuid,
    /// What it is.
    kind: Kind,
    /// What it is called; absent for letters.
    name: Option<String>,
    /// Whether it is sent to.
    enabled: bool,
    /// Whether somebody should look at it.
    troubled: bool,
    /// Pieces of work, of a forwarding statements, that wait.
    waiting: i64,
    /// Those that were given up.
    given_up: i64,
    /// Failures in a row.
    failures: i64,
    /// When it took something last.
    last_sent_at: Option<String>,
    /// What failed last; absent after a success.
    error: Option<String>,
    /// When that was.
    error_at: Option<String>,
}

impl From<Destination> for DestinationItem {
    fn from(one: Destination) -> Self {
        Self {
            troubled: one.is_troubled(),
            id: one.id,
            kind: one.kind,
            name: Some(one.name).filter(|name| !name.is_empty()),
            enabled: one.enabled,
            waiting: one.waiting,
            given_up: one.given_up,
            failures: one.lane.failures,
            last_sent_at: one.lane.last_sent_at.map(format_time),
            error: one.lane.error,
            error_at: one.lane.error_at.map(format_time),
        }
    }
}

fn letters(app: &App) -> bool {
    app.config.mail.smtp_url.is_some()
}

/// Refuses what is no destination whose work can be listed.
async fn known(app: &App, tx: &mut Tx, lane: Uuid) -> Result<(), Problem> {
    let found = deliveries::find(tx, lane, letters(app)).await;
    found?.ok_or_else(Problem::not_found)?;
    Ok(())
}

/// Where something is sent, and whether it arrives.
#[utoipa::path(
    get, path = "/deliveries", tag = "administration", params(Choice, PageParameters),
    responses((status = 200, body = List<DestinationItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { choice, page }: Listed<Choice>,
) -> Result<Json<List<DestinationItem>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let all = deliveries::destinations(&mut tx, letters(&app)).await;
    let items = all?
        .into_iter()
        .filter(|one| choice.kind.is_none_or(|kind| one.kind == kind))
        .map(DestinationItem::from);
    page.of(items.collect(), |item| item.id).map(json)
}

/// A piece of work that waits or was given up.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkItem {
    /// Identifier.
    id: Uuid,
    /// What it is.
    work: Work,
    /// When it came.
    at: String,
    /// When it is tried next; absent once it was given up.
    next_at: Option<String>,
    /// When it was given up.
    given_up_at: Option<String>,
    /// Attempts that failed.
    attempts: i64,
    /// The HTTP status of the last refusal, if there was one.
    status: Option<i64>,
    /// Why it failed last.
    error: Option<String>,
}

impl From<Outgoing> for WorkItem {
    fn from(piece: Outgoing) -> Self {
        Self {
            work: Work::of(&piece),
            id: piece.id,
            at: format_time(piece.created_at),
            next_at: Some(piece.next_at)
                .filter(|_| piece.given_up_at.is_none())
                .map(format_time),
            given_up_at: piece.given_up_at.map(format_time),
            attempts: piece.attempts,
            status: piece.status,
            error: piece.error,
        }
    }
}

/// What waits for a destination, or was given up.
#[utoipa::path(
    get, path = "/deliveries/{lane}", tag = "administration",
    params(("lane" = Uuid, Path, description = "The destination"), PageParameters),
    responses((status = 200, body = List<WorkItem>))
)]
pub(super) async fn work(
    State(app): State<App>,
    asker: Asker,
    Path(lane): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<WorkItem>>, Problem> {
    asker.administrate()?;
    let after: Option<Uuid> = page.after()?;
    let limit = i64::try_from(page.limit + 1).map_err(Problem::internal)?;
    let mut tx = app.db.read().await?;
    known(&app, &mut tx, lane).await?;
    let found = outbox::listed(&mut tx, lane, after.unwrap_or_default(), limit).await?;
    let items = found.into_iter().map(WorkItem::from);
    page.page(items.collect(), |item| item.id).map(json)
}

/// Has everything of a destination tried again at once.
#[utoipa::path(
    post, path = "/deliveries/{lane}/retry", tag = "administration",
    params(("lane" = Uuid, Path, description = "The destination")),
    responses((status = 204))
)]
pub(super) async fn retry_all(
    State(app): State<App>,
    asker: Asker,
    Path(lane): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let mut tx = app.db.write().await?;
    known(&app, &mut tx, lane).await?;
    deliveries::retry_all(&mut tx, lane, &asker.author(&app), app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has one piece of work tried again at once.
#[utoipa::path(
    post, path = "/deliveries/{lane}/{piece}/retry", tag = "administration",
    params(
        ("lane" = Uuid, Path, description = "The destination"),
        ("piece" = Uuid, Path, description = "The piece of work")
    ),
    responses((status = 204))
)]
pub(super) async fn retry(
    State(app): State<App>,
    asker: Asker,
    Path((lane, piece)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let mut tx = app.db.write().await?;
    known(&app, &mut tx, lane).await?;
    if !deliveries::retry(&mut tx, piece, &asker.author(&app), app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

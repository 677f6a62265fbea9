//! One's own sessions.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::paging::{Everything, List, Listed, PageParameters};
use super::{Asker, json};
use crate::problem::Problem;
use crate::sso::{self, Door, Listed as Session};
use crate::state::App;
use crate::statements::format_time;

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionItem {
    /// By which it can be ended. It lets nobody in.
    id: String,
    /// Browser and system, as far as the browser told.
    browser: Option<String>,
    /// Who let them in: `link`, `platform` or `provider`.
    by: &'static str,
    /// The provider's name in the settings, if it was one that has a name.
    provider: Option<String>,
    /// Since when.
    since: String,
    /// When it was last seen, to the minute.
    seen: String,
    /// Whether it is the one that asks.
    this: bool,
}

impl SessionItem {
    pub(super) fn of(session: Session, current: Option<&sso::SessionId>) -> Self {
        let (by, provider) = match session.door {
            Door::Link => ("link", None),
            Door::Platform => ("platform", None),
            Door::Provider(name) => ("provider", Some(name).filter(|name| !name.is_empty())),
        };
        Self {
            this: current == Some(&session.id),
            id: session.id.to_string(),
            browser: Some(session.browser).filter(|browser| !browser.is_empty()),
            by,
            provider,
            since: format_time(session.created_at),
            seen: format_time(session.seen_at),
        }
    }
}

/// The sessions of whoever is signed in, the one seen last first.
#[utoipa::path(
    get, path = "/me/sessions", tag = "me", params(PageParameters),
    responses((status = 200, body = List<SessionItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<SessionItem>>, Problem> {
    let actor = asker.person()?;
    let mut tx = app.db.read().await?;
    let all = sso::sessions(&app, &mut tx, actor.person).await?;
    let items = all
        .into_iter()
        .map(|session| SessionItem::of(session, Some(&actor.session)));
    page.of(items.collect(), |item| item.id.clone()).map(json)
}

/// Ends every other session of whoever is signed in.
#[utoipa::path(
    delete, path = "/me/sessions", tag = "me",
    responses((status = 204))
)]
pub(super) async fn end_others(
    State(app): State<App>,
    asker: Asker,
) -> Result<StatusCode, Problem> {
    let actor = asker.person()?;
    let mut tx = app.db.write().await?;
    sso::end_other_sessions(&mut tx, actor.person, &actor.session).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a session of whoever is signed in; the one that asks, too.
#[utoipa::path(
    delete, path = "/me/sessions/{session}", tag = "me",
    params(("session" = String, Path, description = "The session, as the list names it")),
    responses((status = 204))
)]
pub(super) async fn end(
    State(app): State<App>,
    asker: Asker,
    Path(session): Path<String>,
) -> Result<StatusCode, Problem> {
    let actor = asker.person()?;
    let mut tx = app.db.write().await?;
    let all = sso::sessions(&app, &mut tx, actor.person).await?;
    let named = all
        .into_iter()
        .find(|one| one.id.to_string() == session)
        .ok_or_else(Problem::not_found)?;
    sso::end_one_session(&mut tx, actor.person, &named.id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

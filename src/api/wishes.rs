//! One's own wish to be erased.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asker, json, read};
use crate::privacy::{self, Wish};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;

/// One's own wish to be erased.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnWish {
    /// When it was said.
    asked_at: String,
    /// What was said of it.
    reason: Option<String>,
    /// Why it was not granted, if it was not.
    answer: Option<String>,
    /// When it was answered.
    answered_at: Option<String>,
}

impl From<Wish> for OwnWish {
    fn from(wish: Wish) -> Self {
        Self {
            asked_at: format_time(wish.asked_at),
            reason: Some(wish.reason).filter(|reason| !reason.is_empty()),
            answer: wish.answer,
            answered_at: wish.answered_at.map(format_time),
        }
    }
}

/// The last wish of whoever is signed in to be erased.
#[utoipa::path(
    get, path = "/me/erasure-wish", tag = "me",
    responses((status = 200, body = OwnWish), (status = 404, description = "There is none."))
)]
pub(super) async fn get(State(app): State<App>, asker: Asker) -> Result<Json<OwnWish>, Problem> {
    let actor = asker.person()?;
    let mut tx = app.db.read().await?;
    let wish = privacy::latest_wish(&mut tx, actor.person).await?;
    wish.map(|wish| json(wish.into()))
        .ok_or_else(Problem::not_found)
}

/// What there is to say of a wish.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWish {
    /// Why, in at most 2000 characters.
    #[serde(default)]
    reason: String,
}

/// Asks to be erased; an administrator answers. A wish that waits stays as it is.
#[utoipa::path(
    put, path = "/me/erasure-wish", tag = "me", request_body = NewWish,
    responses((status = 204))
)]
pub(super) async fn ask(
    State(app): State<App>,
    asker: Asker,
    body: String,
) -> Result<StatusCode, Problem> {
    let actor = asker.person()?;
    let NewWish { reason } = read(&body)?;
    let reason = privacy::reason(&reason).map_err(|wrong| Problem::new(Kind::BadRequest, wrong))?;
    let mut tx = app.db.write().await?;
    privacy::wish(&mut tx, actor.person, &reason, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a wish back that waits.
#[utoipa::path(
    delete, path = "/me/erasure-wish", tag = "me",
    responses((status = 204))
)]
pub(super) async fn withdraw(State(app): State<App>, asker: Asker) -> Result<StatusCode, Problem> {
    let actor = asker.person()?;
    let mut tx = app.db.write().await?;
    privacy::withdraw(&mut tx, actor.person).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Pins: a coach's word beside a number.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Writer, date, day, signed};
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::coaching::pins::{self, NewPin, Pin};
use crate::people::PersonId;
use crate::problem::Problem;
use crate::state::App;

/// A coach's word beside a number.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct PinItem {
    /// Identifier.
    id: Uuid,
    /// The competency's address.
    competency: String,
    /// The level that the coach says.
    level: Option<i64>,
    /// Or the shown share, 0 to 1.
    share: Option<f64>,
    /// Why.
    reason: String,
    /// The first day it holds.
    since: String,
    /// The last, if there is one.
    until: Option<String>,
    /// The coach.
    by: Uuid,
    /// The day from which it no longer holds because somebody ended it.
    ended: Option<String>,
    /// Who did.
    ended_by: Option<Uuid>,
}

impl From<Pin> for PinItem {
    fn from(pin: Pin) -> Self {
        Self {
            id: pin.id,
            competency: pin.competency,
            level: pin.level,
            share: pin.share.map(|share| share as f64 / 1e6),
            reason: pin.reason,
            since: date(pin.since),
            until: pin.until.map(date),
            by: pin.made_by.0,
            ended: pin.ended.map(date),
            ended_by: pin.ended_by.map(|person| person.0),
        }
    }
}

/// All pins of a person, also those that ended, the newest first.
#[utoipa::path(
    get, path = "/people/{person}/pins", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person"), PageParameters),
    responses((status = 200, body = List<PinItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<PinItem>>, Problem> {
    let person = PersonId(person);
    let mut tx = asker.look_at(&app, person).await?;
    let all = pins::list(&mut tx, person).await?;
    page.of(all.into_iter().map(PinItem::from).collect(), |pin| pin.id)
        .map(json)
}

/// A pin to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPin)]
pub(super) struct Wanted {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// The competency: its address, identifier or code.
    competency: String,
    /// The level that the coach says.
    level: Option<i64>,
    /// Or the shown share, 0 to 1.
    share: Option<f64>,
    /// Why.
    reason: String,
    /// The last day it holds.
    until: Option<String>,
}

signed!(Wanted);

/// Sets a pin from today on.
#[utoipa::path(
    post, path = "/people/{person}/pins", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = Wanted,
    responses((status = 201, body = PinItem))
)]
pub(super) async fn set(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, wanted) = writer.act::<Wanted>(&app, person, &body).await?;
    let new = NewPin {
        competency: wanted.competency,
        level: wanted.level,
        share: wanted.share,
        reason: wanted.reason,
        until: day("until", wanted.until.as_deref())?,
    };
    let desk = app.desk();
    let mut tx = app.db.write().await?;
    let pin = pins::set(&mut tx, acting, &new, desk.today(), desk.now()).await;
    let pin = pin.map_err(Problem::from)?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(PinItem::from(pin))).into_response())
}

/// Ends a pin.
#[utoipa::path(
    delete, path = "/people/{person}/pins/{pin}", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("pin" = Uuid, Path, description = "The pin")
    ),
    request_body = Nothing,
    responses((status = 200, body = PinItem))
)]
pub(super) async fn end(
    State(app): State<App>,
    writer: Writer,
    Path((person, pin)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Json<PinItem>, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    let mut tx = app.db.write().await?;
    let ended = pins::end(&mut tx, acting, pin, app.today())
        .await
        .map_err(Problem::from)?;
    tx.commit().await?;
    Ok(json(ended.into()))
}

//! Disagreements about a number or a piece of evidence.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Writer, signed};
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::coaching::disagreements::{self, Disagreement};
use crate::people::PersonId;
use crate::problem::Problem;
use crate::state::App;
use crate::statements::format_time;

/// That a number is said to be wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisagreementItem {
    /// Identifier.
    id: Uuid,
    /// The competency's address.
    competency: String,
    /// The piece of evidence it is about.
    statement: Option<Uuid>,
    /// When it was said.
    opened_at: String,
    /// When it was closed.
    closed_at: Option<String>,
    /// By whom.
    closed_by: Option<Uuid>,
    /// What was said, the oldest first.
    notes: Vec<NoteItem>,
}

/// Something said about it.
#[derive(Debug, Serialize, ToSchema)]
struct NoteItem {
    /// Who.
    by: Uuid,
    /// What.
    text: String,
    /// When.
    at: String,
}

impl From<Disagreement> for DisagreementItem {
    fn from(found: Disagreement) -> Self {
        let notes = found.notes.into_iter().map(|note| NoteItem {
            by: note.writer.0,
            text: note.text,
            at: format_time(note.at),
        });
        Self {
            id: found.id,
            competency: found.competency,
            statement: found.statement,
            opened_at: format_time(found.opened_at),
            closed_at: found.closed_at.map(format_time),
            closed_by: found.closed_by.map(|person| person.0),
            notes: notes.collect(),
        }
    }
}

/// A person's disagreements, the newest first.
#[utoipa::path(
    get, path = "/people/{person}/disagreements", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person"), PageParameters),
    responses((status = 200, body = List<DisagreementItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<DisagreementItem>>, Problem> {
    let person = PersonId(person);
    let mut tx = asker.look_at(&app, person).await?;
    let all = disagreements::list(&mut tx, person).await?;
    let items = all.into_iter().map(DisagreementItem::from).collect();
    page.of(items, |item| item.id).map(json)
}

/// What is said to be wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// The competency: its address, identifier or code.
    competency: String,
    /// The piece of evidence, by its statement.
    statement: Option<Uuid>,
    /// Why.
    text: String,
}

/// An answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// What is said.
    text: String,
}

signed!(Opening, Reply);

/// Says that a number about oneself, or a piece of evidence, is wrong.
#[utoipa::path(
    post, path = "/people/{person}/disagreements", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = Opening,
    responses((status = 201, body = DisagreementItem))
)]
pub(super) async fn open(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, new) = writer.act::<Opening>(&app, person, &body).await?;
    let mut tx = app.db.write().await?;
    let (about, now) = (new.statement, app.clock.now());
    let opened = disagreements::open(&mut tx, acting, &new.competency, about, &new.text, now).await;
    let opened = opened.map_err(Problem::from)?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(DisagreementItem::from(opened))).into_response())
}

/// Answers a disagreement, for either side.
#[utoipa::path(
    post, path = "/people/{person}/disagreements/{disagreement}/notes", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("disagreement" = Uuid, Path, description = "The disagreement")
    ),
    request_body = Reply,
    responses((status = 200, body = DisagreementItem))
)]
pub(super) async fn answer(
    State(app): State<App>,
    writer: Writer,
    Path((person, id)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Json<DisagreementItem>, Problem> {
    let (acting, reply) = writer.act::<Reply>(&app, person, &body).await?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let answered = disagreements::answer(&mut tx, acting, id, &reply.text, now).await;
    let answered = answered.map_err(Problem::from)?;
    tx.commit().await?;
    Ok(json(answered.into()))
}

/// Closes a disagreement, for either side.
#[utoipa::path(
    post, path = "/people/{person}/disagreements/{disagreement}/close", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("disagreement" = Uuid, Path, description = "The disagreement")
    ),
    request_body = Nothing,
    responses((status = 200, body = DisagreementItem))
)]
pub(super) async fn close(
    State(app): State<App>,
    writer: Writer,
    Path((person, id)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Json<DisagreementItem>, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    let mut tx = app.db.write().await?;
    let closed = disagreements::close(&mut tx, acting, id, app.clock.now()).await;
    let closed = closed.map_err(Problem::from)?;
    tx.commit().await?;
    Ok(json(closed.into()))
}

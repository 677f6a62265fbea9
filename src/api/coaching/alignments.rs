//! Which activities are about which competencies, as coaches have said.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Signed, Writer, date, read, signed};
use crate::alignments::{self, Alignment, AlignmentError};
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::coaching::Measured;
use crate::people::{self, PersonId};
use crate::problem::{Kind, Problem};
use crate::sso::Role;
use crate::state::App;

/// That an activity is about a competency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlignmentItem {
    /// Identifier.
    id: Uuid,
    /// The activity's IRI.
    activity: String,
    /// The competency's IRI.
    competency: String,
    /// Why.
    why: String,
    /// Who said so; absent for a table that was imported.
    by: Option<Uuid>,
    /// From which day on it holds.
    from: String,
    /// From which day on it no longer holds.
    ended: Option<String>,
    /// Who took it back.
    ended_by: Option<Uuid>,
}

impl From<Alignment> for AlignmentItem {
    fn from(alignment: Alignment) -> Self {
        Self {
            id: alignment.id,
            activity: alignment.activity,
            competency: alignment.competency,
            why: alignment.why,
            by: alignment.made_by.map(|person| person.0),
            from: date(alignment.made_day),
            ended: alignment.ended_day.map(date),
            ended_by: alignment.ended_by.map(|person| person.0),
        }
    }
}

fn refused(error: AlignmentError) -> Problem {
    match error {
        AlignmentError::Store(error) => error.into(),
        other => Problem::new(Kind::BadRequest, format!("{other}.")),
    }
}

/// Refuses whoever is no coach and no administrator.
fn see(asker: &Asker) -> Result<(), Problem> {
    match asker {
        Asker::System(_) => Ok(()),
        Asker::Person(actor)
            if actor.roles.has(Role::Coach) || actor.roles.has(Role::Administrator) =>
        {
            Ok(())
        }
        Asker::Person(_) => Err(not_a_coach()),
    }
}

fn not_a_coach() -> Problem {
    Problem::new(
        Kind::Forbidden,
        "Coaches say which activities are about which competencies.",
    )
}

/// Who says something with a body.
async fn speaker<T: serde::de::DeserializeOwned + Signed>(
    app: &App,
    writer: &Writer,
    body: &str,
) -> Result<(PersonId, T), Problem> {
    if let Writer::Person(actor) = writer
        && !(actor.roles.has(Role::Coach) || actor.roles.has(Role::Administrator))
    {
        return Err(not_a_coach());
    }
    let body: T = read(body)?;
    let who = writer.who(body.by())?;
    let mut tx = writer.read(app).await?;
    if people::find(&mut tx, who).await?.is_none() {
        return Err(Problem::not_found());
    }
    Ok((who, body))
}

/// Which activities are about which competencies, in the order in which it was said; also what was
/// taken back.
#[utoipa::path(
    get, path = "/alignments", tag = "meaning", params(PageParameters),
    responses((status = 200, body = List<AlignmentItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<AlignmentItem>>, Problem> {
    see(&asker)?;
    let after: Option<Uuid> = page.after()?;
    let mut tx = asker.read(&app).await?;
    let found = alignments::list_all(&mut tx, after.unwrap_or_default(), page.limit + 1).await?;
    let items = found.into_iter().map(AlignmentItem::from);
    page.page(items.collect(), |item| item.id).map(json)
}

/// That an activity is about a competency.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAlignment {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// The activity's IRI.
    activity: String,
    /// The competency: its IRI, identifier or code.
    competency: String,
    /// Why, in at most 500 characters.
    why: String,
}

signed!(NewAlignment);

/// Says that an activity is about a competency: what people do with it counts for the competency from
/// today on.
#[utoipa::path(
    post, path = "/alignments", tag = "meaning", request_body = NewAlignment,
    responses(
        (status = 200, body = AlignmentItem, description = "It was said before"),
        (status = 201, body = AlignmentItem),
        (status = 404, description = "There is nobody whom `by` names.")
    )
)]
pub(super) async fn add(
    State(app): State<App>,
    writer: Writer,
    body: String,
) -> Result<Response, Problem> {
    let (who, wish) = speaker::<NewAlignment>(&app, &writer, &body).await?;
    let mut tx = app.db.write().await?;
    let competency = Measured::named(&mut tx, &wish.competency)
        .await
        .map_err(Problem::from)?;
    let named = (wish.activity.as_str(), competency.iri.as_str());
    let (today, now) = (app.today(), app.clock.now());
    let (alignment, new) = alignments::add(&mut tx, named, (&wish.why, Some(who)), today, now)
        .await
        .map_err(refused)?;
    tx.commit().await?;
    let status = if new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(AlignmentItem::from(alignment))).into_response())
}

/// Takes back that an activity is about a competency.
#[utoipa::path(
    delete, path = "/alignments/{alignment}", tag = "meaning",
    params(("alignment" = Uuid, Path, description = "The alignment")),
    request_body = Nothing,
    responses((status = 204))
)]
pub(super) async fn take_back(
    State(app): State<App>,
    writer: Writer,
    Path(alignment): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    let (who, _) = speaker::<Nothing>(&app, &writer, &body).await?;
    let mut tx = app.db.write().await?;
    if alignments::find(&mut tx, alignment).await?.is_none() {
        return Err(Problem::not_found());
    }
    let (today, now) = (app.today(), app.clock.now());
    if !alignments::take_back(&mut tx, alignment, Some(who), today, now).await? {
        return Err(Problem::new(Kind::Conflict, "It was taken back before."));
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The alignments that stand, as a table of comma-separated values: activity, competency, why.
#[utoipa::path(
    get, path = "/alignments/table", tag = "meaning",
    responses((status = 200, body = String, content_type = "text/csv"))
)]
pub(super) async fn table(State(app): State<App>, asker: Asker) -> Result<Response, Problem> {
    see(&asker)?;
    let mut tx = asker.read(&app).await?;
    let table = alignments::export(&mut tx).await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"alignments.csv\""),
        ),
    ];
    Ok((headers, table).into_response())
}

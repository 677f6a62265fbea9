//! Review interviews.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Writer, condition, date, day, signed, tagged};
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::coaching::reviews::{self, Frozen, Preparation, Record, Review, Stage};
use crate::people::PersonId;
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;

/// A review interview.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReviewItem {
    /// Identifier.
    id: Uuid,
    /// Whose it is.
    person: Uuid,
    /// The coach.
    coach: Uuid,
    /// The day it is to take place.
    day: String,
    /// How it stands.
    stage: Stage,
    /// What both see.
    record: Record,
    /// When it was closed.
    closed_at: Option<String>,
    /// The SHA-256 of what was frozen.
    sha256: Option<String>,
    /// When the person agreed that the coach knows them by name, where names are hidden from coaches.
    named_at: Option<String>,
}

impl From<Review> for ReviewItem {
    fn from(review: Review) -> Self {
        Self {
            id: review.id,
            person: review.person.0,
            coach: review.coach.0,
            day: date(review.day),
            stage: review.stage(),
            closed_at: review.closed_at.map(format_time),
            sha256: review.digest.clone(),
            named_at: review.named_at.map(format_time),
            record: review.record,
        }
    }
}

pub(super) fn shown(review: Review) -> Response {
    tagged(&review.tag(), ReviewItem::from(review))
}

/// The reviews of a person, the latest first.
#[utoipa::path(
    get, path = "/people/{person}/reviews", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person"), PageParameters),
    responses((status = 200, body = List<ReviewItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<ReviewItem>>, Problem> {
    let person = PersonId(person);
    let mut tx = asker.look_at(&app, person).await?;
    let all = reviews::list(&mut tx, person)
        .await
        .map_err(Problem::from)?;
    page.of(all.into_iter().map(ReviewItem::from).collect(), |item| {
        item.id
    })
    .map(json)
}

/// A review.
#[utoipa::path(
    get, path = "/people/{person}/reviews/{review}", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    responses((status = 200, body = ReviewItem))
)]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path((person, review)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let person = PersonId(person);
    let mut tx = asker.look_at(&app, person).await?;
    let found = reviews::find(&mut tx, person, review)
        .await
        .map_err(Problem::from)?;
    Ok(shown(found))
}

/// What an open review looks at: each competency at the last review and now, what was reached since,
/// and what is open.
#[utoipa::path(
    get, path = "/people/{person}/reviews/{review}/preparation", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    responses(
        (status = 200, body = Preparation),
        (status = 409)
    )
)]
pub(super) async fn preparation(
    State(app): State<App>,
    asker: Asker,
    Path((person, review)): Path<(Uuid, Uuid)>,
) -> Result<Json<Preparation>, Problem> {
    let person = PersonId(person);
    let mut tx = asker.look_at(&app, person).await?;
    let found = reviews::find(&mut tx, person, review)
        .await
        .map_err(Problem::from)?;
    if found.stage() == Stage::Closed {
        return Err(Problem::new(
            Kind::Conflict,
            "This review is closed. What was shown is in its snapshot.",
        ));
    }
    let prepared = reviews::prepare(&mut tx, person, app.today())
        .await
        .map_err(Problem::from)?;
    Ok(json(prepared))
}

/// What was shown when a review was closed, byte for byte; the entity tag is its SHA-256.
#[utoipa::path(
    get, path = "/people/{person}/reviews/{review}/snapshot", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    responses((status = 200, body = Frozen))
)]
pub(super) async fn snapshot(
    State(app): State<App>,
    asker: Asker,
    Path((person, review)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let person = PersonId(person);
    let mut tx = asker.look_at(&app, person).await?;
    reviews::find(&mut tx, person, review)
        .await
        .map_err(Problem::from)?;
    let frozen = reviews::snapshot(&mut tx, review)
        .await
        .map_err(Problem::from)?;
    let frozen = frozen.ok_or_else(Problem::not_found)?;
    let tag =
        HeaderValue::from_str(&format!("\"{}\"", frozen.digest)).map_err(Problem::internal)?;
    let kind = HeaderValue::from_static("application/json");
    Ok((
        [(header::CONTENT_TYPE, kind), (header::ETAG, tag)],
        frozen.text,
    )
        .into_response())
}

/// A review to schedule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReview {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// The day it is to take place.
    day: String,
}

/// What a review comes to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// What both see.
    record: Record,
}

/// A note for oneself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnNote {
    /// Not for API keys: nobody else reads or writes it.
    by: Option<Uuid>,
    /// The text; an empty one takes the note away.
    text: String,
}

/// A note that one wrote for oneself.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PrivateNote {
    /// The text, if there is one.
    text: Option<String>,
}

signed!(NewReview, Written, OwnNote);

/// Schedules a review interview.
#[utoipa::path(
    post, path = "/people/{person}/reviews", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = NewReview,
    responses((status = 201, body = ReviewItem))
)]
pub(super) async fn schedule(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, new) = writer.act::<NewReview>(&app, person, &body).await?;
    let on = day("day", Some(&new.day))?.unwrap_or_default();
    let review = app
        .desk()
        .schedule(acting, on)
        .await
        .map_err(Problem::from)?;
    Ok((StatusCode::CREATED, shown(review)).into_response())
}

/// Writes down what both see: notes, ratings, goals.
#[utoipa::path(
    put, path = "/people/{person}/reviews/{review}", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    request_body = Written,
    responses(
        (status = 200, body = ReviewItem),
        (status = 412)
    )
)]
pub(super) async fn hold(
    State(app): State<App>,
    writer: Writer,
    Path((person, review)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let (acting, written) = writer.act::<Written>(&app, person, &body).await?;
    let desk = app.desk();
    let held = desk.hold(acting, review, written.record, condition(&headers));
    held.await.map(shown).map_err(Problem::from)
}

/// Closes a review: freezes what is shown, and says what was agreed on.
#[utoipa::path(
    post, path = "/people/{person}/reviews/{review}/close", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    request_body = Nothing,
    responses(
        (status = 200, body = ReviewItem),
        (status = 412)
    )
)]
pub(super) async fn close(
    State(app): State<App>,
    writer: Writer,
    Path((person, review)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    let closed = app.desk().close(acting, review, condition(&headers)).await;
    closed.map(shown).map_err(Problem::from)
}

/// Calls a review off.
#[utoipa::path(
    post, path = "/people/{person}/reviews/{review}/cancel", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    request_body = Nothing,
    responses(
        (status = 200, body = ReviewItem),
        (status = 412)
    )
)]
pub(super) async fn cancel(
    State(app): State<App>,
    writer: Writer,
    Path((person, review)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    let cancelled = app.desk().cancel(acting, review, condition(&headers)).await;
    cancelled.map(shown).map_err(Problem::from)
}

/// Private notes are for whoever signs in: an API key could read them for anybody.
fn in_person(writer: &Writer) -> Result<(), Problem> {
    match writer {
        Writer::Person(_) => Ok(()),
        Writer::System => Err(Problem::new(
            Kind::Forbidden,
            "Private notes are for whoever wrote them, with a session of their own.",
        )),
    }
}

/// What one noted for oneself.
#[utoipa::path(
    get, path = "/people/{person}/reviews/{review}/private-note", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    responses((status = 200, body = PrivateNote))
)]
pub(super) async fn private_note(
    State(app): State<App>,
    writer: Writer,
    Path((person, review)): Path<(Uuid, Uuid)>,
) -> Result<Json<PrivateNote>, Problem> {
    in_person(&writer)?;
    let (acting, _) = writer.act::<Nothing>(&app, person, "").await?;
    let mut tx = writer.read(&app).await?;
    reviews::find(&mut tx, acting.person, review)
        .await
        .map_err(Problem::from)?;
    let text = reviews::private_note(&mut tx, review, acting.who)
        .await
        .map_err(Problem::from)?;
    Ok(json(PrivateNote { text }))
}

/// Notes something for oneself.
#[utoipa::path(
    put, path = "/people/{person}/reviews/{review}/private-note", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("review" = Uuid, Path, description = "The review")
    ),
    request_body = OwnNote,
    responses((status = 204))
)]
pub(super) async fn note_privately(
    State(app): State<App>,
    writer: Writer,
    Path((person, review)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<StatusCode, Problem> {
    in_person(&writer)?;
    let (acting, note) = writer.act::<OwnNote>(&app, person, &body).await?;
    let noted = app.desk().note_privately(acting, review, &note.text).await;
    noted.map_err(Problem::from)?;
    Ok(StatusCode::NO_CONTENT)
}

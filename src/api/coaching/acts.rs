//! Steps, verifications, ratings and reflections.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Said, Writer, date, said, signed};
use crate::api::paging::{List, Listed, PageParameters};
use crate::api::people::At;
use crate::api::{Asker, day_asked, json};
use crate::coaching::{Rating, Wish, known, steps as steps_of};
use crate::groups::GroupId;
use crate::people::PersonId;
use crate::problem::Problem;
use crate::state::App;

/// A transfer step that was done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StepItem {
    /// The statement that reports it.
    statement: Uuid,
    /// What was done, as statements name it.
    object: Option<String>,
    /// What it is called.
    title: Option<String>,
    /// Competencies that it is for.
    competencies: Vec<String>,
    /// The day it was done.
    day: String,
    /// The coach's word that stands.
    verification: Option<VerificationItem>,
}

/// A coach's word that a step was done.
#[derive(Debug, Serialize, ToSchema)]
struct VerificationItem {
    /// The statement.
    statement: Uuid,
    /// The coach.
    by: Uuid,
    /// The day.
    day: String,
    /// How well it was done, 0 to 1.
    mark: f64,
}

/// The steps that a person has done, the newest first.
#[utoipa::path(
    get, path = "/people/{person}/steps", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person"), At, PageParameters),
    responses((status = 200, body = List<StepItem>))
)]
pub(super) async fn steps(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    Listed { choice, page }: Listed<At>,
) -> Result<Json<List<StepItem>>, Problem> {
    let person = PersonId(person);
    let at = day_asked(&app, choice.at.as_deref())?;
    let mut tx = asker.look_at(&app, person).await?;
    let known = known(&mut tx, person, at).await?;
    let found = steps_of(&known.facts, person, &known.sources);
    let items = found.into_iter().map(|step| StepItem {
        statement: step.statement,
        object: step
            .object
            .and_then(|key| known.iri(key))
            .map(str::to_owned),
        title: step
            .object
            .and_then(|key| known.title(key))
            .map(str::to_owned),
        competencies: step
            .competencies
            .iter()
            .filter_map(|key| known.iri(*key).map(str::to_owned))
            .collect(),
        day: date(step.day),
        verification: step.verification.map(|word| VerificationItem {
            statement: word.statement,
            by: word.by.0,
            day: date(word.day),
            mark: word.mark as f64 / 1e6,
        }),
    });
    page.of(items.collect(), |item| item.statement).map(json)
}

/// A step that is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DoneStep {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// Identifier of the statement, so that sending it again adds nothing.
    id: Option<Uuid>,
    /// The statement that planned it; then it needs no title.
    planned: Option<Uuid>,
    /// What it is called.
    #[serde(default)]
    title: String,
    /// Competencies that it is for.
    #[serde(default)]
    competencies: Vec<String>,
    /// The group that it belongs to.
    group: Option<Uuid>,
    /// What there is to say about it.
    note: Option<String>,
}

/// A coach's word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Word {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// How well it was done, 0 to 1; left out, it counts whole.
    mark: Option<f64>,
    /// What there is to say about it.
    note: Option<String>,
}

/// A rating.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRating {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// Identifier of the statement, so that sending it again adds nothing.
    id: Option<Uuid>,
    /// The competency: its address, identifier or code.
    competency: String,
    /// The level; 0 for none.
    level: i64,
    /// The group that it belongs to.
    group: Option<Uuid>,
    /// What there is to say about it.
    note: Option<String>,
}

/// What somebody thinks about their own learning.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reflection {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// Identifier of the statement, so that sending it again adds nothing.
    id: Option<Uuid>,
    /// What it is called.
    #[serde(default)]
    title: String,
    /// The text. As evidence counts one of 80 characters or more.
    text: String,
    /// Competencies that it is about.
    #[serde(default)]
    competencies: Vec<String>,
    /// The group that it belongs to.
    group: Option<Uuid>,
}

signed!(DoneStep, Word, NewRating, Reflection);

/// Reports a step as done.
#[utoipa::path(
    post, path = "/people/{person}/steps", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = DoneStep,
    responses((status = 201, body = Said))
)]
pub(super) async fn report(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, done) = writer.act::<DoneStep>(&app, person, &body).await?;
    let wish = Wish {
        id: done.id,
        title: done.title,
        step: true,
        competencies: done.competencies,
        due: None,
        group: done.group.map(GroupId),
        note: done.note,
    };
    let reported = app.desk().report(acting, done.planned, &wish).await;
    reported.map(said).map_err(Problem::from)
}

/// Vouches for a step, or for something else that the person says of themselves: progress on a goal, a
/// reflection. With the mark 0 it says that it is not so.
#[utoipa::path(
    put, path = "/people/{person}/steps/{step}/verification", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("step" = Uuid, Path, description = "The statement that reports the step, or says the other thing")
    ),
    request_body = Word,
    responses((status = 201, body = Said))
)]
pub(super) async fn verify(
    State(app): State<App>,
    writer: Writer,
    Path((person, step)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, word) = writer.act::<Word>(&app, person, &body).await?;
    let desk = app.desk();
    let verified = desk.verify(acting, step, word.mark, word.note.as_deref());
    verified.await.map(said).map_err(Problem::from)
}

/// Takes one's word on a step, or on something else that the person says of themselves, back.
#[utoipa::path(
    delete, path = "/people/{person}/steps/{step}/verification", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("step" = Uuid, Path, description = "The statement that reports the step, or says the other thing")
    ),
    request_body = Nothing,
    responses((status = 201, body = Said))
)]
pub(super) async fn withdraw(
    State(app): State<App>,
    writer: Writer,
    Path((person, step)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    app.desk()
        .withdraw(acting, step)
        .await
        .map(said)
        .map_err(Problem::from)
}

/// Rates a competency of a person.
#[utoipa::path(
    post, path = "/people/{person}/ratings", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = NewRating,
    responses((status = 201, body = Said))
)]
pub(super) async fn rate(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, new) = writer.act::<NewRating>(&app, person, &body).await?;
    let rating = Rating {
        id: new.id,
        competency: new.competency,
        level: new.level,
        note: new.note,
        group: new.group.map(GroupId),
    };
    app.desk()
        .rate(acting, &rating)
        .await
        .map(said)
        .map_err(Problem::from)
}

/// Writes down what somebody thinks about their own learning.
#[utoipa::path(
    post, path = "/people/{person}/reflections", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = Reflection,
    responses((status = 201, body = Said))
)]
pub(super) async fn reflect(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, new) = writer.act::<Reflection>(&app, person, &body).await?;
    let wish = Wish {
        id: new.id,
        title: new.title,
        competencies: new.competencies,
        group: new.group.map(GroupId),
        note: Some(new.text),
        ..Wish::default()
    };
    app.desk()
        .reflect(acting, &wish)
        .await
        .map(said)
        .map_err(Problem::from)
}

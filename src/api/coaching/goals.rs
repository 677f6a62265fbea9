//! Goals and planned transfer steps.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Said, Writer, date, day, said, signed};
use crate::api::paging::{List, Listed, PageParameters};
use crate::api::people::At;
use crate::api::{Asker, day_asked, json};
use crate::coaching::{Aim, AimState, Known, Wish, aims, known};
use crate::groups::GroupId;
use crate::people::PersonId;
use crate::problem::Problem;
use crate::state::App;

/// A goal, or a transfer step that is planned.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GoalItem {
    /// The statement that set it.
    pub(super) statement: Uuid,
    /// What it is, as statements name it.
    pub(super) object: String,
    /// What it is called.
    title: Option<String>,
    /// Competencies that it is for.
    competencies: Vec<String>,
    /// The day it was set.
    since: String,
    /// The day it is due.
    due: Option<String>,
    /// The coach who set it.
    set_by: Option<Uuid>,
    /// How it stands.
    state: AimState,
    /// The day it was reached or given up.
    closed: Option<String>,
    /// Progress noted last, 0 to 1.
    done: f64,
}

impl GoalItem {
    pub(super) fn of(aim: &Aim, known: &Known) -> Self {
        let iris = aim.competencies.iter().filter_map(|key| known.iri(*key));
        Self {
            statement: aim.statement,
            object: known.iri(aim.object).unwrap_or_default().to_owned(),
            title: known.title(aim.object).map(str::to_owned),
            competencies: iris.map(str::to_owned).collect(),
            since: date(aim.since),
            due: aim.due.map(date),
            set_by: aim.set_by.map(|person| person.0),
            state: aim.state,
            closed: aim.closed.map(date),
            done: aim.done as f64 / 1e6,
        }
    }
}

/// A person's goals and planned steps, the newest first.
#[utoipa::path(
    get, path = "/people/{person}/goals", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person"), At, PageParameters),
    responses((status = 200, body = List<GoalItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    Listed { choice, page }: Listed<At>,
) -> Result<Json<List<GoalItem>>, Problem> {
    let person = PersonId(person);
    let at = day_asked(&app, choice.at.as_deref())?;
    let mut tx = asker.look_at(&app, person).await?;
    let known = known(&mut tx, person, at).await?;
    let all = aims(&known.facts, person, &known.sources);
    let items = all.iter().map(|aim| GoalItem::of(aim, &known)).collect();
    page.of(items, |item| item.statement).map(json)
}

/// A goal to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewGoal {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// Identifier of the statement, so that sending it again sets nothing twice.
    id: Option<Uuid>,
    /// What it is called.
    title: String,
    /// A transfer step to be done rather than a goal.
    #[serde(default)]
    step: bool,
    /// Competencies that it is for: addresses, identifiers or codes.
    #[serde(default)]
    competencies: Vec<String>,
    /// The day it is due.
    due: Option<String>,
    /// The group that it belongs to.
    group: Option<Uuid>,
    /// What there is to say about it.
    note: Option<String>,
}

/// How far a goal is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HowFar {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// 0 to 100.
    percent: u8,
    /// What there is to say about it.
    note: Option<String>,
}

/// The end of a goal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// What there is to say about it.
    note: Option<String>,
}

signed!(NewGoal, HowFar, End);

/// Sets a goal or plans a step.
#[utoipa::path(
    post, path = "/people/{person}/goals", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = NewGoal,
    responses((status = 201, body = Said))
)]
pub(super) async fn set(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, goal) = writer.act::<NewGoal>(&app, person, &body).await?;
    let wish = Wish {
        id: goal.id,
        title: goal.title,
        step: goal.step,
        competencies: goal.competencies,
        due: day("due", goal.due.as_deref())?,
        group: goal.group.map(GroupId),
        note: goal.note,
    };
    app.desk()
        .set(acting, &wish)
        .await
        .map(said)
        .map_err(Problem::from)
}

/// Notes how far a goal is.
#[utoipa::path(
    post, path = "/people/{person}/goals/{goal}/progress", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("goal" = Uuid, Path, description = "The statement that set the goal")
    ),
    request_body = HowFar,
    responses((status = 201, body = Said))
)]
pub(super) async fn note(
    State(app): State<App>,
    writer: Writer,
    Path((person, goal)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, far) = writer.act::<HowFar>(&app, person, &body).await?;
    let desk = app.desk();
    let noted = desk.note_progress(acting, goal, far.percent, far.note.as_deref());
    noted.await.map(said).map_err(Problem::from)
}

/// Says that a goal is reached.
#[utoipa::path(
    post, path = "/people/{person}/goals/{goal}/achieved", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("goal" = Uuid, Path, description = "The statement that set the goal")
    ),
    request_body = End,
    responses((status = 201, body = Said))
)]
pub(super) async fn achieve(
    State(app): State<App>,
    writer: Writer,
    Path((person, goal)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, end) = writer.act::<End>(&app, person, &body).await?;
    let reached = app.desk().achieve(acting, goal, end.note.as_deref()).await;
    reached.map(said).map_err(Problem::from)
}

/// Gives a goal up.
#[utoipa::path(
    post, path = "/people/{person}/goals/{goal}/given-up", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("goal" = Uuid, Path, description = "The statement that set the goal")
    ),
    request_body = End,
    responses((status = 201, body = Said))
)]
pub(super) async fn give_up(
    State(app): State<App>,
    writer: Writer,
    Path((person, goal)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, end) = writer.act::<End>(&app, person, &body).await?;
    let given_up = app.desk().give_up(acting, goal, end.note.as_deref()).await;
    given_up.map(said).map_err(Problem::from)
}

//! Development plans.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Writer, condition, date, day, signed, tagged};
use crate::access;
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::coaching::plans::{self, Beginning, Item, Plan, State as How, Version};
use crate::people::{PersonId, View, Viewer};
use crate::problem::Problem;
use crate::state::App;
use crate::statements::format_time;

/// A plan as it is worked on now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanItem {
    /// Identifier.
    id: Uuid,
    /// Whose it is.
    person: Uuid,
    /// The version that is worked on.
    #[serde(flatten)]
    current: VersionItem,
    /// The version agreed last.
    agreed_version: Option<i64>,
}

/// A version of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VersionItem {
    /// Its number, from 1 on.
    version: i64,
    /// How it stands.
    state: How,
    /// What the plan is called.
    title: String,
    /// What is aimed at.
    items: Vec<AimItem>,
    /// Who made it.
    made_by: Uuid,
    /// When.
    made_at: String,
    /// When the learner signed it.
    learner_signed_at: Option<String>,
    /// The coach who signed it.
    coach: Option<Uuid>,
    /// When.
    coach_signed_at: Option<String>,
}

/// An aim.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AimItem {
    /// The competency: its address, or for one of a framework its identifier or code.
    competency: String,
    /// The level aimed at.
    level: i64,
    /// The day it is due.
    due: Option<String>,
    /// Why.
    why: Option<String>,
}

impl From<&Version> for VersionItem {
    fn from(version: &Version) -> Self {
        Self {
            version: version.number,
            state: version.state(),
            title: version.title.clone(),
            items: version
                .items
                .iter()
                .map(|item| AimItem {
                    competency: item.competency.clone(),
                    level: item.level,
                    due: item.due.map(date),
                    why: item.why.clone(),
                })
                .collect(),
            made_by: version.made_by,
            made_at: format_time(version.made_at),
            learner_signed_at: version.learner_at.map(format_time),
            coach: version.coach.map(|coach| coach.0),
            coach_signed_at: version.coach_at.map(format_time),
        }
    }
}

impl From<&Plan> for PlanItem {
    fn from(plan: &Plan) -> Self {
        Self {
            id: plan.id,
            person: plan.person.0,
            current: plan.current().into(),
            agreed_version: plan.agreed().map(|version| version.number),
        }
    }
}

fn items(list: Vec<AimItem>) -> Result<Vec<Item>, Problem> {
    let item = |item: AimItem| {
        Ok(Item {
            due: day("due", item.due.as_deref())?,
            competency: item.competency,
            level: item.level,
            why: item.why,
        })
    };
    list.into_iter().map(item).collect()
}

fn shown(plan: &Plan) -> Response {
    tagged(&plan.tag(), PlanItem::from(plan))
}

/// The plans of a person, the newest first.
#[utoipa::path(
    get, path = "/people/{person}/plans", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person"), PageParameters),
    responses((status = 200, body = List<PlanItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<PlanItem>>, Problem> {
    let person = PersonId(person);
    let mut tx = asker.look_at(&app, person).await?;
    let all = plans::list(&mut tx, person).await.map_err(Problem::from)?;
    page.of(all.iter().map(PlanItem::from).collect(), |plan| plan.id)
        .map(json)
}

/// A plan as it is worked on now.
#[utoipa::path(
    get, path = "/people/{person}/plans/{plan}", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("plan" = Uuid, Path, description = "The plan")
    ),
    responses((status = 200, body = PlanItem))
)]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path((person, plan)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let found = seen(&app, &asker, PersonId(person), plan).await?;
    Ok(shown(&found))
}

/// The versions of a plan, the oldest first.
#[utoipa::path(
    get, path = "/people/{person}/plans/{plan}/versions", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("plan" = Uuid, Path, description = "The plan"),
        PageParameters
    ),
    responses((status = 200, body = List<VersionItem>))
)]
pub(super) async fn versions(
    State(app): State<App>,
    asker: Asker,
    Path((person, plan)): Path<(Uuid, Uuid)>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<VersionItem>>, Problem> {
    let found = seen(&app, &asker, PersonId(person), plan).await?;
    let all = found.versions.iter().map(VersionItem::from).collect();
    page.of(all, |version| version.version).map(json)
}

async fn seen(app: &App, asker: &Asker, person: PersonId, plan: Uuid) -> Result<Plan, Problem> {
    let mut tx = asker.look_at(app, person).await?;
    let found = plans::find(&mut tx, person, plan)
        .await
        .map_err(Problem::from)?;
    Ok(found)
}

/// A plan to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlan {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// What it is called.
    title: String,
    /// What is aimed at.
    #[serde(default)]
    items: Vec<AimItem>,
    /// A role: what the person lacks for it becomes aims.
    role: Option<Uuid>,
    /// The day by which what the role asks for is due.
    due: Option<String>,
    /// A plan, of this person or of another whom the writer coaches, whose aims are taken over.
    copy_of: Option<Uuid>,
}

/// A new version of a plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedPlan {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// What it is called.
    title: String,
    /// What is aimed at.
    items: Vec<AimItem>,
}

signed!(NewPlan, ChangedPlan);

/// Begins a plan: a draft of its first version.
#[utoipa::path(
    post, path = "/people/{person}/plans", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = NewPlan,
    responses((status = 201, body = PlanItem))
)]
pub(super) async fn draft(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, new) = writer.act::<NewPlan>(&app, person, &body).await?;
    if let Some(copied) = new.copy_of {
        let mut tx = writer.read(&app).await?;
        let of = plans::any(&mut tx, copied)
            .await
            .map_err(Problem::from)?
            .person;
        let mine = of == acting.who;
        if !mine && !access::coaches(&mut tx, acting.who, of).await? {
            return Err(Problem::not_found());
        }
        drop(tx);
        if !mine && of != acting.person {
            let viewer = Viewer::Person(acting.who);
            let noted = app.looks.note(&viewer, &[of], View::Api, app.clock.now());
            noted.done().await?;
        }
    }
    let beginning = Beginning {
        title: new.title,
        items: items(new.items)?,
        role: new.role,
        due: day("due", new.due.as_deref())?,
        copy_of: new.copy_of,
    };
    let plan = app
        .desk()
        .draft(acting, beginning)
        .await
        .map_err(Problem::from)?;
    Ok((StatusCode::CREATED, shown(&plan)).into_response())
}

/// Makes a new version of a plan; nobody has signed it.
#[utoipa::path(
    put, path = "/people/{person}/plans/{plan}", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("plan" = Uuid, Path, description = "The plan")
    ),
    request_body = ChangedPlan,
    responses(
        (status = 200, body = PlanItem),
        (status = 412)
    )
)]
pub(super) async fn change(
    State(app): State<App>,
    writer: Writer,
    Path((person, plan)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let (acting, new) = writer.act::<ChangedPlan>(&app, person, &body).await?;
    let aims = items(new.items)?;
    let desk = app.desk();
    let changed = desk.change(acting, plan, &new.title, aims, condition(&headers));
    changed
        .await
        .map(|plan| shown(&plan))
        .map_err(Problem::from)
}

/// Signs the draft for one side and asks the other.
#[utoipa::path(
    post, path = "/people/{person}/plans/{plan}/propose", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("plan" = Uuid, Path, description = "The plan")
    ),
    request_body = Nothing,
    responses(
        (status = 200, body = PlanItem),
        (status = 412)
    )
)]
pub(super) async fn propose(
    State(app): State<App>,
    writer: Writer,
    Path((person, plan)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    let proposed = app.desk().propose(acting, plan, condition(&headers)).await;
    proposed.map(|plan| shown(&plan)).map_err(Problem::from)
}

/// Signs the proposed version for the other side. It is agreed then, and counts.
#[utoipa::path(
    post, path = "/people/{person}/plans/{plan}/agree", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("plan" = Uuid, Path, description = "The plan")
    ),
    request_body = Nothing,
    responses(
        (status = 200, body = PlanItem),
        (status = 412)
    )
)]
pub(super) async fn agree(
    State(app): State<App>,
    writer: Writer,
    Path((person, plan)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    let agreed = app.desk().agree(acting, plan, condition(&headers)).await;
    agreed.map(|plan| shown(&plan)).map_err(Problem::from)
}

/// Takes back the version that is not agreed; a plan that had no other is gone.
#[utoipa::path(
    post, path = "/people/{person}/plans/{plan}/undo", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("plan" = Uuid, Path, description = "The plan")
    ),
    request_body = Nothing,
    responses(
        (status = 200, body = PlanItem),
        (status = 204),
        (status = 412)
    )
)]
pub(super) async fn undo(
    State(app): State<App>,
    writer: Writer,
    Path((person, plan)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    let left = app.desk().undo(acting, plan, condition(&headers)).await;
    Ok(match left.map_err(Problem::from)? {
        Some(plan) => shown(&plan),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

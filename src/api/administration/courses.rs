//! The courses of learning platforms: who is in them, how their rosters go, having one fetched, and what
//! apps' statements call them.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json, read};
use crate::course_list::{self, Place};
use crate::courses::{self, RoundState};
use crate::grades::Column;
use crate::groups::Group;
use crate::platforms::{self, Platform};
use crate::problem::Problem;
use crate::state::App;
use crate::statements::format_time;

/// A course that was launched.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CourseItem {
    /// Identifier.
    id: Uuid,
    /// Where the tool was installed for it, as the platform calls it.
    deployment: String,
    /// What the platform calls it.
    context: String,
    /// Its title, where one is known.
    title: Option<String>,
    /// When it was last launched.
    launched_at: String,
    /// Its learning group.
    group: Option<CourseGroup>,
    /// Whether an administrator has led its launches to that group instead of its own.
    linked: bool,
    /// How its roster goes; absent if the platform offers none.
    roster: Option<CourseRoster>,
    /// How reading the results in its gradebook goes; absent if the platform offers none.
    results: Option<CourseResults>,
    /// Columns of its gradebook that were chosen.
    columns: Vec<CourseColumn>,
    /// What apps' statements call it: IRIs of activities. What happens there belongs to its group.
    activities: Vec<String>,
    /// The IRI that the platform's product is known to give it, where that is certain.
    proposed: Option<String>,
}

/// The learning group of a course.
#[derive(Debug, Serialize, ToSchema)]
struct CourseGroup {
    /// Identifier.
    id: Uuid,
    /// Name, where one is known.
    name: Option<String>,
}

impl From<Group> for CourseGroup {
    fn from(group: Group) -> Self {
        Self {
            id: group.id.0,
            name: group.name,
        }
    }
}

/// How the roster of a course goes.
#[derive(Debug, Serialize, ToSchema)]
struct CourseRoster {
    /// When the last one came.
    fetched_at: Option<String>,
    /// How many were on it.
    members: Option<i64>,
    /// When the next is due.
    next_at: String,
    /// Why the last attempt failed: a code; absent if it went well.
    reason: Option<String>,
    /// The same in words.
    error: Option<String>,
    /// When that was.
    error_at: Option<String>,
}

impl From<RoundState> for CourseRoster {
    fn from(state: RoundState) -> Self {
        Self {
            fetched_at: state.done_at.map(format_time),
            members: state.count,
            next_at: format_time(state.due_at()),
            reason: state.reason().map(str::to_owned),
            error_at: state.error.as_ref().and(state.error_at).map(format_time),
            error: state.error,
        }
    }
}

/// How reading the results of a course goes.
#[derive(Debug, Serialize, ToSchema)]
struct CourseResults {
    /// When they were last read.
    read_at: Option<String>,
    /// How many there were.
    results: Option<i64>,
    /// When they are next read.
    next_at: String,
    /// Why the last attempt failed: a code; absent if it went well.
    reason: Option<String>,
    /// The same in words.
    error: Option<String>,
    /// When that was.
    error_at: Option<String>,
}

impl From<RoundState> for CourseResults {
    fn from(state: RoundState) -> Self {
        let CourseRoster {
            fetched_at,
            members,
            next_at,
            reason,
            error,
            error_at,
        } = state.into();
        Self {
            read_at: fetched_at,
            results: members,
            next_at,
            reason,
            error,
            error_at,
        }
    }
}

/// A column of a course's gradebook.
#[derive(Debug, Serialize, ToSchema)]
struct CourseColumn {
    /// Identifier.
    id: Uuid,
    /// What it is called.
    label: String,
    /// What it shows: `competency` or `goal`.
    measure: &'static str,
    /// The competency's IRI.
    competency: String,
    /// The score that counts as all.
    maximum: i64,
    /// Whether the platform has made it.
    is_there: bool,
    /// Whether somebody deleted it at the platform. It is filled again when it is picked there, or
    /// chosen, once more.
    is_gone: bool,
}

impl From<Column> for CourseColumn {
    fn from(column: Column) -> Self {
        Self {
            measure: column.measure().word(),
            is_there: column.is_there(),
            is_gone: column.is_gone(),
            id: column.id,
            label: column.label,
            competency: column.competency,
            maximum: column.maximum,
        }
    }
}

impl CourseItem {
    fn new(platform: &Platform, listed: course_list::Listed, called: BTreeSet<String>) -> Self {
        let course = listed.course;
        Self {
            activities: called.into_iter().collect(),
            proposed: courses::proposed(platform, &course.context_id),
            group: listed.group.map(CourseGroup::from),
            linked: listed.linked,
            roster: listed.roster.map(CourseRoster::from),
            results: listed.results.map(CourseResults::from),
            columns: listed.columns.into_iter().map(CourseColumn::from).collect(),
            launched_at: format_time(course.launched_at),
            id: course.id,
            deployment: course.deployment_id,
            context: course.context_id,
            title: course.title,
        }
    }
}

/// The courses of a learning platform that were launched, with their groups, rosters and columns.
#[utoipa::path(
    get, path = "/platforms/{platform}/courses", tag = "administration",
    params(("platform" = Uuid, Path, description = "The platform"), PageParameters),
    responses((status = 200, body = List<CourseItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Path(platform): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<CourseItem>>, Problem> {
    asker.administrate()?;
    let after: Option<(String, String)> = page.after()?;
    let (deployment, context) = after.unwrap_or_default();
    let mut tx = app.db.read().await?;
    let found = platforms::by_id(&mut tx, platform).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let place = (deployment.as_str(), context.as_str());
    let limit = page.limit as i64 + 1;
    let listed = course_list::listed(&mut tx, platform, place, limit).await?;
    let ids = listed.iter().map(|listed| listed.course.id);
    let mut called = courses::called(&mut tx, ids).await?;
    let items = listed.into_iter().map(|listed| {
        let called = called.remove(&listed.course.id).unwrap_or_default();
        CourseItem::new(&found, listed, called)
    });
    page.page(items.collect(), |item: &CourseItem| {
        (item.deployment.clone(), item.context.clone())
    })
    .map(json)
}

/// Has the roster of a course fetched at once, whatever failed before. It comes a moment later.
#[utoipa::path(
    post, path = "/platforms/{platform}/courses/{course}/roster", tag = "administration",
    params(
        ("platform" = Uuid, Path, description = "The platform"),
        ("course" = Uuid, Path, description = "The course")
    ),
    responses((status = 204))
)]
pub(super) async fn fetch(
    State(app): State<App>,
    asker: Asker,
    Path((platform, course)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let mut tx = app.db.write().await?;
    if !course_list::fetch_roster(&mut tx, platform, course, app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What apps' statements call a course.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CourseActivities {
    /// IRIs of activities, such as the address of the course's page; none: nothing stands for it.
    activities: Vec<String>,
}

/// Says what apps' statements call a course, in place of what was said before: what happens there
/// belongs to its group, unless the statement names another. Earlier statements follow as soon as facts
/// are derived anew.
#[utoipa::path(
    put, path = "/platforms/{platform}/courses/{course}/activities", tag = "administration",
    params(
        ("platform" = Uuid, Path, description = "The platform"),
        ("course" = Uuid, Path, description = "The course")
    ),
    request_body = CourseActivities,
    responses((status = 204), (status = 409))
)]
pub(super) async fn call(
    State(app): State<App>,
    asker: Asker,
    Path((platform, course)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let CourseActivities { activities } = read(&body)?;
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    let course = courses::of_platform(&mut tx, platform, course).await?;
    let course = course.ok_or_else(Problem::not_found)?;
    let iris = activities.iter().map(String::as_str);
    let changed = courses::call(&mut tx, &course, iris, &by, app.clock.now()).await?;
    app.renewals.commit(tx, changed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The group that launches from a course open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkedGroup {
    /// The group's identifier, the address of its page, or its IRI in statements.
    group: String,
}

/// Has launches from a course open a group that is there already instead of one of the course's own. Who is on
/// the course's roster comes into it.
#[utoipa::path(
    put, path = "/platforms/{platform}/courses/{course}/group", tag = "administration",
    params(
        ("platform" = Uuid, Path, description = "The platform"),
        ("course" = Uuid, Path, description = "The course")
    ),
    request_body = LinkedGroup,
    responses((status = 204))
)]
pub(super) async fn link(
    State(app): State<App>,
    asker: Asker,
    Path((platform, course)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let LinkedGroup { group } = read(&body)?;
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    let found = courses::of_platform(&mut tx, platform, course).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let now = app.clock.now();
    let linked = course_list::link(&mut tx, Place::of(&found), &group, &by, now).await?;
    app.renewals.commit(tx, linked.regrouped).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has launches from a course open its own group again.
#[utoipa::path(
    delete, path = "/platforms/{platform}/courses/{course}/group", tag = "administration",
    params(
        ("platform" = Uuid, Path, description = "The platform"),
        ("course" = Uuid, Path, description = "The course")
    ),
    responses((status = 204))
)]
pub(super) async fn unlink(
    State(app): State<App>,
    asker: Asker,
    Path((platform, course)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    let found = courses::of_platform(&mut tx, platform, course).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let unlinked = course_list::unlink(&mut tx, Place::of(&found), &by, app.clock.now()).await?;
    app.renewals.commit(tx, unlinked.regrouped).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Courses of learning platforms, and what apps' statements call them.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json, read};
use crate::courses::{self, Course};
use crate::platforms::{self, Platform};
use crate::problem::Problem;
use crate::state::App;
use crate::store::{StoreError, Tx};

/// A course that somebody has launched from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CourseItem {
    /// Identifier.
    id: Uuid,
    /// The place where we were installed.
    deployment: String,
    /// What the platform calls the course in launches.
    context: String,
    /// Its title.
    title: Option<String>,
    /// Its learning group.
    group: Uuid,
    /// What apps' statements call it: IRIs of activities. What happens there belongs to its group.
    activities: Vec<String>,
    /// The IRI that the platform's product is known to give it, where that is certain.
    proposed: Option<String>,
}

impl CourseItem {
    async fn of(tx: &mut Tx, platform: &Platform, course: Course) -> Result<Self, StoreError> {
        Ok(Self {
            activities: courses::called(tx, &course).await?.into_iter().collect(),
            proposed: courses::proposed(platform, &course.context_id),
            id: course.id,
            deployment: course.deployment_id,
            context: course.context_id,
            title: course.title,
            group: course.group_id.0,
        })
    }
}

/// The courses of a platform that somebody has launched from.
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
    let mut tx = app.db.read().await?;
    let found = platforms::by_id(&mut tx, platform).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let after: (String, String) = page.after()?.unwrap_or_default();
    let limit = i64::try_from(page.limit + 1).unwrap_or(i64::MAX);
    let after = (after.0.as_str(), after.1.as_str());
    let mut items = Vec::new();
    for course in courses::all(&mut tx, platform, after, limit).await? {
        items.push(CourseItem::of(&mut tx, &found, course).await?);
    }
    let list = page.page(items, |item| {
        (item.deployment.clone(), item.context.clone())
    })?;
    Ok(json(list))
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
    responses((status = 200, body = CourseItem), (status = 409))
)]
pub(super) async fn call(
    State(app): State<App>,
    asker: Asker,
    Path((platform, course)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Json<CourseItem>, Problem> {
    asker.administrate()?;
    let CourseActivities { activities } = read(&body)?;
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    let found = platforms::by_id(&mut tx, platform).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let course = courses::by_id(&mut tx, course).await?;
    let course = course.filter(|course| course.platform == platform);
    let course = course.ok_or_else(Problem::not_found)?;
    let iris = activities.iter().map(String::as_str);
    let changed = courses::call(&mut tx, &course, iris, &by, app.clock.now()).await?;
    let item = CourseItem::of(&mut tx, &found, course).await?;
    tx.commit().await?;
    if changed {
        app.renewals.ask();
    }
    Ok(json(item))
}

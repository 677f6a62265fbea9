//! What coaches feature in a group.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Said, Writer, said, signed};
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::engagement::{Featured, featured_in};
use crate::groups::GroupId;
use crate::problem::Problem;
use crate::state::App;
use crate::statements::format_time;

/// A resource that stands at the top of a group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FeaturedItem {
    /// The statement that features it.
    statement: Uuid,
    /// Where it is.
    address: String,
    /// What it is called.
    title: Option<String>,
    /// The coach.
    by: Option<Uuid>,
    /// When.
    at: String,
}

impl From<Featured> for FeaturedItem {
    fn from(one: Featured) -> Self {
        Self {
            statement: one.statement,
            address: one.address,
            title: one.title,
            by: one.by.map(|person| person.id.0),
            at: format_time(one.at),
        }
    }
}

/// A resource to feature.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFeatured {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// The statement that contributed it.
    contribution: Uuid,
}

signed!(NewFeatured);

/// What the coaches of a group feature in it, the latest first.
#[utoipa::path(
    get, path = "/groups/{group}/featured", tag = "groups",
    params(("group" = Uuid, Path, description = "The group"), PageParameters),
    responses((status = 200, body = List<FeaturedItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<FeaturedItem>>, Problem> {
    let group = GroupId(group);
    let mut tx = asker.read(&app).await?;
    asker.see_group(&mut tx, group).await?;
    let all = featured_in(&mut tx, group, app.today()).await?;
    let items = all.into_iter().map(FeaturedItem::from);
    page.of(items.collect(), |item| item.statement).map(json)
}

/// Features what somebody contributed to a group, if it has an address on the web: it stands at the top.
#[utoipa::path(
    post, path = "/groups/{group}/featured", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = NewFeatured,
    responses((status = 201, body = Said))
)]
pub(super) async fn feature(
    State(app): State<App>,
    writer: Writer,
    Path(group): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, new) = writer.coach::<NewFeatured>(&app, group, &body).await?;
    let desk = app.desk();
    let featured = desk.feature(coach, GroupId(group), new.contribution);
    featured.await.map(said).map_err(Problem::from)
}

/// Features it no longer.
#[utoipa::path(
    delete, path = "/groups/{group}/featured/{feature}", tag = "coaching",
    params(
        ("group" = Uuid, Path, description = "The group"),
        ("feature" = Uuid, Path, description = "The statement that features it")
    ),
    request_body = Nothing,
    responses((status = 201, body = Said))
)]
pub(super) async fn remove(
    State(app): State<App>,
    writer: Writer,
    Path((group, feature)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, _) = writer.coach::<Nothing>(&app, group, &body).await?;
    let desk = app.desk();
    let removed = desk.feature_no_longer(coach, GroupId(group), feature).await;
    removed.map(said).map_err(Problem::from)
}

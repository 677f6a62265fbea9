//! Restrictions and objections: what was asked for, and what an administrator answers.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::paging::{List, Listed, PageParameters};
use crate::api::restrictions::{NewRestriction, RestrictionItem, asked};
use crate::api::{Asker, json, object, read};
use crate::people::PersonId;
use crate::privacy::{self, Step};
use crate::problem::Problem;
use crate::restrictions;
use crate::state::App;

/// Most that are told: far more than anybody has.
const MOST: i64 = 10_000;

/// Whose to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    /// The person of whom all is wanted, what is over, too; what stands of everybody if left out.
    person: Option<Uuid>,
}

/// What is asked for or holds, the oldest first; of one person all there was, the latest first.
#[utoipa::path(
    get, path = "/restrictions", tag = "administration", params(Choice, PageParameters),
    responses((status = 200, body = List<RestrictionItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { choice, page }: Listed<Choice>,
) -> Result<Json<List<RestrictionItem>>, Problem> {
    asker.administrate()?;
    let mut tx = app.db.read().await?;
    let found = match choice.person {
        Some(person) => restrictions::of_person(&mut tx, PersonId(person)).await?,
        None => restrictions::standing(&mut tx, MOST).await?,
    };
    drop(tx);
    let mut persons: Vec<PersonId> = found.iter().map(|one| one.person).collect();
    persons.sort_unstable();
    persons.dedup();
    asker.looked(&app, &persons).await?;
    let items = found.into_iter();
    let items = items.map(|one| RestrictionItem::of(&app, one)).collect();
    page.of(items, RestrictionItem::key).map(json)
}

/// Writes down what a person has asked for otherwise, such as in a letter. It is granted with it, but for
/// an objection, which holds and waits for its answer.
#[utoipa::path(
    post, path = "/people/{person}/restrictions", tag = "administration",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = NewRestriction,
    responses((status = 201, body = crate::api::restrictions::AskedRestriction))
)]
pub(super) async fn write_down(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    asker.administrate()?;
    let claim = object::<NewRestriction>(&body)?.claim()?;
    let by = (&asker.author(&app), true);
    let mut tx = app.db.write().await?;
    let id = privacy::restrict(&mut tx, PersonId(person), &claim, by, app.clock.now()).await?;
    tx.commit().await?;
    Ok(asked(id))
}

/// Takes a step with something that was asked for, as whoever asks.
async fn take(app: &App, asker: &Asker, id: Uuid, step: Step<'_>) -> Result<StatusCode, Problem> {
    let by = asker.author(app);
    let mut tx = app.db.write().await?;
    privacy::step(&mut tx, id, step, &by, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    /// Whether it is granted, or the objection upheld.
    grant: bool,
    /// Why, which the person reads, in at most 2000 characters. An objection is refused for compelling
    /// grounds that override the person's.
    answer: String,
}

/// Answers what was asked for. An objection that is refused goes on holding until the person knows and
/// seven days have gone by.
#[utoipa::path(
    post, path = "/restrictions/{restriction}/answer", tag = "administration",
    params(("restriction" = Uuid, Path, description = "What was asked for")),
    request_body = Answer,
    responses((status = 204), (status = 409))
)]
pub(super) async fn answer(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let Answer { grant, answer } = read(&body)?;
    take(&app, &asker, id, Step::Answer(grant, &answer)).await
}

/// An end to announce.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    /// Why it ends, which the person reads, in at most 2000 characters.
    notice: String,
    /// Whether the person was told otherwise already, such as by letter.
    #[serde(default)]
    told: bool,
}

/// Announces that a restriction ends: seven days after the person has seen that, or was told otherwise.
/// An objection that was upheld lasts until the person takes it back.
#[utoipa::path(
    post, path = "/restrictions/{restriction}/end", tag = "administration",
    params(("restriction" = Uuid, Path, description = "The restriction")),
    request_body = End,
    responses((status = 204), (status = 409))
)]
pub(super) async fn end(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let End { notice, told } = read(&body)?;
    take(&app, &asker, id, Step::End(&notice, told)).await
}

/// Notes that the person was told otherwise than here of an end that was announced.
#[utoipa::path(
    post, path = "/restrictions/{restriction}/told", tag = "administration",
    params(("restriction" = Uuid, Path, description = "The restriction")),
    responses((status = 204), (status = 409))
)]
pub(super) async fn told(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    take(&app, &asker, id, Step::Told).await
}

/// Ends one at the wish of the person, who said so otherwise than here.
#[utoipa::path(
    post, path = "/restrictions/{restriction}/withdraw", tag = "administration",
    params(("restriction" = Uuid, Path, description = "The restriction")),
    responses((status = 204), (status = 409))
)]
pub(super) async fn withdraw(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    take(&app, &asker, id, Step::Withdraw).await
}

//! Hints to people and groups, and when people are away.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Said, Writer, date, day, said, signed};
use crate::alerts;
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::coaching::{Hint, Wish, group_hints, hints as hints_to, known};
use crate::groups::GroupId;
use crate::people::{self, Absence, PersonId};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;

/// A coach's hint.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HintItem {
    /// The statement.
    statement: Uuid,
    /// The coach.
    by: Option<Uuid>,
    /// When.
    at: String,
    /// What it says.
    text: Option<String>,
    /// How it stands.
    state: HintState,
}

/// How a hint stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HintState {
    /// It holds.
    Given,
    /// It was taken back.
    Withdrawn,
}

impl From<Hint> for HintItem {
    fn from(hint: Hint) -> Self {
        Self {
            statement: hint.statement,
            by: hint.by.map(|person| person.0),
            at: format_time(hint.at),
            text: hint.text,
            state: if hint.withdrawn {
                HintState::Withdrawn
            } else {
                HintState::Given
            },
        }
    }
}

/// Days on which a person is away.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AbsenceItem {
    /// Identifier.
    id: Uuid,
    /// The first day.
    from: String,
    /// The last.
    to: String,
    /// Who noted it.
    by: Uuid,
}

impl From<Absence> for AbsenceItem {
    fn from(absence: Absence) -> Self {
        Self {
            id: absence.id,
            from: date(absence.first_day),
            to: date(absence.last_day),
            by: absence.noted_by.0,
        }
    }
}

/// The hints that coaches gave to a person, the newest first.
#[utoipa::path(
    get, path = "/people/{person}/hints", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person"), PageParameters),
    responses((status = 200, body = List<HintItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<HintItem>>, Problem> {
    let person = PersonId(person);
    let mut tx = asker.look_at(&app, person).await?;
    let known = known(&mut tx, person, app.today()).await?;
    let all = hints_to(&mut tx, &known).await.map_err(Problem::from)?;
    let items = all.into_iter().map(HintItem::from);
    page.of(items.collect(), |item| item.statement).map(json)
}

/// A hint to give.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewHint {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// Identifier of the statement, so that sending it again adds nothing.
    id: Option<Uuid>,
    /// What it says.
    text: String,
    /// Competencies that it is about.
    #[serde(default)]
    competencies: Vec<String>,
    /// The group that it belongs to.
    group: Option<Uuid>,
}

/// A hint to a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupHint {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// Identifier of the statement, so that sending it again adds nothing.
    id: Option<Uuid>,
    /// What it says.
    text: String,
}

/// Days on which a person is away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Away {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// The first day.
    from: String,
    /// The last.
    to: String,
}

signed!(NewHint, GroupHint, Away);

/// Helps a person on.
#[utoipa::path(
    post, path = "/people/{person}/hints", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = NewHint,
    responses((status = 201, body = Said))
)]
pub(super) async fn give(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, new) = writer.act::<NewHint>(&app, person, &body).await?;
    let wish = Wish {
        id: new.id,
        competencies: new.competencies,
        group: new.group.map(GroupId),
        note: Some(new.text),
        ..Wish::default()
    };
    app.desk()
        .hint(acting, &wish)
        .await
        .map(said)
        .map_err(Problem::from)
}

/// Takes a hint back.
#[utoipa::path(
    delete, path = "/people/{person}/hints/{hint}", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("hint" = Uuid, Path, description = "The statement that gives it")
    ),
    request_body = Nothing,
    responses((status = 201, body = Said))
)]
pub(super) async fn withdraw(
    State(app): State<App>,
    writer: Writer,
    Path((person, hint)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    let withdrawn = app.desk().withdraw_hint(acting, hint).await;
    withdrawn.map(said).map_err(Problem::from)
}

/// Helps a group on.
#[utoipa::path(
    post, path = "/groups/{group}/hints", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = GroupHint,
    responses((status = 201, body = Said))
)]
pub(super) async fn give_group(
    State(app): State<App>,
    writer: Writer,
    Path(group): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, hint) = writer.coach::<GroupHint>(&app, group, &body).await?;
    let desk = app.desk();
    let given = desk
        .hint_group(coach, GroupId(group), hint.id, &hint.text)
        .await;
    given.map(said).map_err(Problem::from)
}

/// The hints that coaches gave to a group, the newest first.
#[utoipa::path(
    get, path = "/groups/{group}/hints", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group"), PageParameters),
    responses((status = 200, body = List<HintItem>))
)]
pub(super) async fn of_group(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<HintItem>>, Problem> {
    let group = GroupId(group);
    let mut tx = asker.read(&app).await?;
    asker.see_group(&mut tx, group).await?;
    let all = group_hints(&mut tx, group, app.today()).await?;
    let items = all.into_iter().map(HintItem::from);
    page.of(items.collect(), |item| item.statement).map(json)
}

/// Takes a hint to a group back.
#[utoipa::path(
    delete, path = "/groups/{group}/hints/{hint}", tag = "coaching",
    params(
        ("group" = Uuid, Path, description = "The group"),
        ("hint" = Uuid, Path, description = "The statement that gives it")
    ),
    request_body = Nothing,
    responses((status = 201, body = Said))
)]
pub(super) async fn withdraw_group(
    State(app): State<App>,
    writer: Writer,
    Path((group, hint)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, _) = writer.coach::<Nothing>(&app, group, &body).await?;
    let desk = app.desk();
    let withdrawn = desk.withdraw_group_hint(coach, GroupId(group), hint).await;
    withdrawn.map(said).map_err(Problem::from)
}

/// When a person is away, the latest first.
#[utoipa::path(
    get, path = "/people/{person}/absences", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person"), PageParameters),
    responses((status = 200, body = List<AbsenceItem>))
)]
pub(super) async fn absences(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<AbsenceItem>>, Problem> {
    let person = PersonId(person);
    let mut tx = asker.look_at(&app, person).await?;
    let all = people::absences(&mut tx, person).await?;
    page.of(all.into_iter().map(AbsenceItem::from).collect(), |item| {
        item.id
    })
    .map(json)
}

/// Notes that a person is away: on these days nobody takes them for quiet.
#[utoipa::path(
    post, path = "/people/{person}/absences", tag = "coaching",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = Away,
    responses((status = 201, body = AbsenceItem))
)]
pub(super) async fn leave(
    State(app): State<App>,
    writer: Writer,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (acting, away) = writer.act::<Away>(&app, person, &body).await?;
    let first = day("from", Some(&away.from))?.unwrap_or_default();
    let last = day("to", Some(&away.to))?.unwrap_or_default();
    if last < first {
        return Err(Problem::new(
            Kind::BadRequest,
            "The member to is a day before from. Turn them round.",
        ));
    }
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let noted = people::note_absence(&mut tx, acting.person, first..=last, acting.who, now).await?;
    alerts::look_again(&mut tx, acting.person, app.today()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(AbsenceItem::from(noted))).into_response())
}

/// Takes back that a person is away.
#[utoipa::path(
    delete, path = "/people/{person}/absences/{absence}", tag = "coaching",
    params(
        ("person" = Uuid, Path, description = "The person"),
        ("absence" = Uuid, Path, description = "The absence")
    ),
    request_body = Nothing,
    responses((status = 204))
)]
pub(super) async fn come_back(
    State(app): State<App>,
    writer: Writer,
    Path((person, absence)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<StatusCode, Problem> {
    let (acting, _) = writer.act::<Nothing>(&app, person, &body).await?;
    let mut tx = app.db.write().await?;
    if !people::remove_absence(&mut tx, acting.person, absence).await? {
        return Err(Problem::not_found());
    }
    alerts::look_again(&mut tx, acting.person, app.today()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

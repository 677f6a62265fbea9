//! Invitations to a group, and who needs it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Said, Writer, date, said, signed};
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::coaching::invitations::{self, Candidate, Invitation};
use crate::groups::GroupId;
use crate::people::PersonId;
use crate::problem::Problem;
use crate::state::App;

/// Somebody who needs what a group is for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CandidateItem {
    /// Who.
    person: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// What they lack, the widest gap first.
    needs: Vec<NeedItem>,
}

/// A level that a person is to reach and has not.
#[derive(Debug, Serialize, ToSchema)]
struct NeedItem {
    /// The competency's address.
    competency: String,
    /// The level that is wanted.
    wanted: i64,
    /// The level that is reached, 0 for none.
    reached: i64,
    /// Levels that are missing.
    missing: i64,
    /// The day it is due.
    due: Option<String>,
    /// Whether their plan says so; else a role of theirs does.
    planned: bool,
}

impl CandidateItem {
    fn of(candidate: Candidate, iris: &BTreeMap<i64, String>) -> Self {
        let needs = candidate.needs.iter().map(|need| NeedItem {
            competency: iris.get(&need.competency).cloned().unwrap_or_default(),
            wanted: need.wanted,
            reached: need.reached,
            missing: need.missing(),
            due: need.due.map(date),
            planned: need.planned,
        });
        Self {
            needs: needs.collect(),
            person: candidate.person.id.0,
            name: candidate.person.name,
        }
    }
}

/// An invitation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvitationItem {
    /// The statement.
    statement: Uuid,
    /// Who is invited.
    person: Uuid,
    /// The coach who invites.
    by: Uuid,
    /// The day.
    day: String,
    /// The day on which the person was reminded of it last.
    reminded: Option<String>,
    /// How it stands.
    state: InvitationState,
    /// The day of joining.
    joined: Option<String>,
}

/// How an invitation stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum InvitationState {
    /// The person has joined the group since.
    Joined,
    /// Nothing has come of it yet.
    Open,
    /// It was taken back.
    Withdrawn,
}

impl From<Invitation> for InvitationItem {
    fn from(invitation: Invitation) -> Self {
        Self {
            statement: invitation.statement,
            person: invitation.person.0,
            by: invitation.by.0,
            day: date(invitation.day),
            reminded: invitation.reminders.last().map(|(_, day)| date(*day)),
            state: match invitation.joined {
                Some(_) => InvitationState::Joined,
                None => InvitationState::Open,
            },
            joined: invitation.joined.map(date),
        }
    }
}

/// People who need a competency of the group by their agreed plan or a role, are below the level and
/// not in the group, by need. A coach sees those of the groups that they coach, an API key all.
#[utoipa::path(
    get, path = "/groups/{group}/candidates", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group"), PageParameters),
    responses((status = 200, body = List<CandidateItem>))
)]
pub(super) async fn candidates(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<CandidateItem>>, Problem> {
    let (group, today) = (GroupId(group), app.today());
    let mut tx = asker.read(&app).await?;
    asker.see_group(&mut tx, group).await?;
    let among = match &asker {
        Asker::System(_) => None,
        Asker::Person(actor) => Some(invitations::seen_by(&mut tx, actor.person, today).await?),
    };
    let found = invitations::candidates(&mut tx, group, among.as_ref(), today).await?;
    drop(tx);
    let (found, iris) = found;
    let items = found
        .into_iter()
        .map(|one| CandidateItem::of(one, &iris))
        .collect();
    let shown = page.of(items, |item: &CandidateItem| item.person)?;
    let persons: Vec<PersonId> = shown
        .items
        .iter()
        .map(|item| PersonId(item.person))
        .collect();
    asker.looked(&app, &persons).await?;
    Ok(json(shown))
}

/// The invitations to a group, the newest first.
#[utoipa::path(
    get, path = "/groups/{group}/invitations", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group"), PageParameters),
    responses((status = 200, body = List<InvitationItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<InvitationItem>>, Problem> {
    let group = GroupId(group);
    let mut tx = asker.read(&app).await?;
    asker.see_group(&mut tx, group).await?;
    let all = invitations::standing(&mut tx, group, app.today()).await?;
    let mut items: Vec<InvitationItem> = all.into_iter().map(InvitationItem::from).collect();
    let withdrawn = app
        .desk()
        .withdrawn(&mut tx, group)
        .await
        .map_err(Problem::from)?;
    items.extend(withdrawn.into_iter().map(|invitation| InvitationItem {
        state: InvitationState::Withdrawn,
        ..InvitationItem::from(invitation)
    }));
    items.sort_by(|left, right| (&right.day, right.statement).cmp(&(&left.day, left.statement)));
    page.of(items, |item| item.statement).map(json)
}

/// An invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvitation {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// Identifier of the statement, so that sending it again adds nothing.
    id: Option<Uuid>,
    /// Who is invited.
    person: Uuid,
    /// What there is to say about it.
    note: Option<String>,
}

/// A reminder.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReminder {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// What there is to say about it.
    note: Option<String>,
}

/// Invitations of a list of people.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvitations {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// A table of text (CSV) that names people by e-mail address or identifier: in the column `person`,
    /// or in the first one if it has no header.
    table: String,
    /// What there is to say about it.
    note: Option<String>,
}

/// What was said of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Invited {
    /// The statements, in the order of the table.
    statements: Vec<Uuid>,
}

signed!(NewInvitation, NewInvitations, NewReminder);

/// Invites a person to a group.
#[utoipa::path(
    post, path = "/groups/{group}/invitations", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = NewInvitation,
    responses((status = 201, body = Said))
)]
pub(super) async fn invite(
    State(app): State<App>,
    writer: Writer,
    Path(group): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, new) = writer.coach::<NewInvitation>(&app, group, &body).await?;
    let (group, person) = (GroupId(group), PersonId(new.person));
    let desk = app.desk();
    let invited = desk.invite(coach, group, person, new.id, new.note.as_deref());
    invited.await.map(said).map_err(Problem::from)
}

/// Invites everybody whom a table names, or nobody if one line of it is wrong. A coach names people of
/// the groups that they coach.
#[utoipa::path(
    post, path = "/groups/{group}/invitations/list", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = NewInvitations,
    responses((status = 201, body = Invited))
)]
pub(super) async fn invite_all(
    State(app): State<App>,
    writer: Writer,
    Path(group): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, new) = writer.coach::<NewInvitations>(&app, group, &body).await?;
    let mut tx = writer.read(&app).await?;
    let among = match &writer {
        Writer::System => None,
        Writer::Person(actor) => {
            Some(invitations::seen_by(&mut tx, actor.person, app.today()).await?)
        }
    };
    let table = ("table", new.table.as_bytes());
    let note = new.note.as_deref();
    let desk = app.desk();
    let invited = desk.invite_all(tx, coach, GroupId(group), among.as_ref(), table, note);
    let statements = invited.await.map_err(Problem::from)?;
    Ok((StatusCode::CREATED, Json(Invited { statements })).into_response())
}

/// Reminds somebody of an invitation that they have not followed, at most once a day.
#[utoipa::path(
    post, path = "/groups/{group}/invitations/{invitation}/reminders", tag = "coaching",
    params(
        ("group" = Uuid, Path, description = "The group"),
        ("invitation" = Uuid, Path, description = "The statement that invites")
    ),
    request_body = NewReminder,
    responses((status = 201, body = Said))
)]
pub(super) async fn remind(
    State(app): State<App>,
    writer: Writer,
    Path((group, invitation)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, new) = writer.coach::<NewReminder>(&app, group, &body).await?;
    let desk = app.desk();
    let reminded = desk.remind(coach, GroupId(group), invitation, new.note.as_deref());
    reminded.await.map(said).map_err(Problem::from)
}

/// Takes an invitation back, with all that reminded of it.
#[utoipa::path(
    delete, path = "/groups/{group}/invitations/{invitation}", tag = "coaching",
    params(
        ("group" = Uuid, Path, description = "The group"),
        ("invitation" = Uuid, Path, description = "The statement that invites")
    ),
    request_body = Nothing,
    responses((status = 201, body = Said))
)]
pub(super) async fn withdraw(
    State(app): State<App>,
    writer: Writer,
    Path((group, invitation)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, _) = writer.coach::<Nothing>(&app, group, &body).await?;
    let withdrawn = app.desk().uninvite(coach, GroupId(group), invitation).await;
    withdrawn.map(said).map_err(Problem::from)
}

//! Groups that are made and led here.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Nothing, Said, Writer, condition, date, day, said, signed, tagged};
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::coaching::{Definition, GroupState, GroupWish, address, definition};
use crate::engagement;
use crate::groups::{self, Alias, AliasError, GroupId};
use crate::people::{Person, PersonId};
use crate::problem::{Kind, Problem};
use crate::sso::Role;
use crate::state::App;
use crate::statements::format_time;

/// What a group is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupDetails {
    /// Identifier.
    id: Uuid,
    /// What statements call it, the first name first: activities by their address, groups of agents as
    /// `agent …`.
    identifiers: Vec<String>,
    /// Name, where one is known.
    name: Option<String>,
    /// What it is about.
    description: Option<String>,
    /// Addresses of the competencies that it works on.
    competencies: Vec<String>,
    /// Who coaches it.
    coaches: Vec<CoachItem>,
    /// The day it begins its work.
    opens: Option<String>,
    /// The day it is to end it.
    closes: Option<String>,
    /// The day a coach closed it.
    closed: Option<String>,
    /// How it stands.
    state: GroupState,
}

/// A coach of a group.
#[derive(Debug, Serialize, ToSchema)]
struct CoachItem {
    /// Identifier.
    person: Uuid,
    /// Name, where one is known.
    name: Option<String>,
}

impl From<Person> for CoachItem {
    fn from(person: Person) -> Self {
        Self {
            person: person.id.0,
            name: person.name,
        }
    }
}

impl From<Definition> for GroupDetails {
    fn from(found: Definition) -> Self {
        Self {
            id: found.group.id.0,
            identifiers: found
                .identities
                .iter()
                .map(|identity| shown(identity))
                .collect(),
            name: found.group.name,
            description: found.description,
            competencies: found.competencies,
            coaches: found.coaches.into_iter().map(CoachItem::from).collect(),
            opens: found.opens.map(date),
            closes: found.closes.map(date),
            closed: found.closed.map(date),
            state: found.state,
        }
    }
}

/// An identity as a client sees it.
fn shown(identity: &str) -> String {
    identity
        .strip_prefix("activity ")
        .unwrap_or(identity)
        .to_owned()
}

/// A group that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MadeGroup {
    /// Identifier. There is something at its address once it is derived, which takes a moment.
    id: Uuid,
    /// What statements are to call it.
    iri: String,
    /// The statement that makes it.
    statement: Uuid,
}

/// A group to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewGroup {
    /// For whom an API key acts: that person coaches the group.
    by: Option<Uuid>,
    /// Identifier of the statement, so that sending it again adds nothing.
    id: Option<Uuid>,
    /// What statements are to call it; an address of ours if left out.
    iri: Option<String>,
    /// Name.
    name: String,
    /// What it is about.
    description: Option<String>,
    /// Competencies that it works on.
    #[serde(default)]
    competencies: Vec<String>,
    /// The day it begins its work.
    opens: Option<String>,
    /// The day it is to end it.
    closes: Option<String>,
}

/// What a group is from now on, as a whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedGroup {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// Name.
    name: String,
    /// What it is about.
    description: Option<String>,
    /// Competencies that it works on.
    #[serde(default)]
    competencies: Vec<String>,
    /// The day it begins its work.
    opens: Option<String>,
    /// The day it is to end it.
    closes: Option<String>,
}

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Why {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// Why.
    reason: Option<String>,
}

/// Another identifier of a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewIdentifier {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// What an app's statements call the group.
    iri: String,
    /// Why it is the same group; kept.
    reason: String,
}

signed!(NewGroup, ChangedGroup, Why, NewIdentifier);

/// Makes a group. A person does it with their session as a coach; an API key names in `by` who is to
/// coach it.
#[utoipa::path(
    post, path = "/groups", tag = "coaching", request_body = NewGroup,
    responses(
        (status = 201, body = MadeGroup),
        (status = 404, description = "There is nobody whom `by` names.")
    )
)]
pub(super) async fn make(
    State(app): State<App>,
    writer: Writer,
    body: String,
) -> Result<Response, Problem> {
    if let Writer::Person(actor) = &writer
        && !actor.roles.has(Role::Coach)
    {
        return Err(Problem::new(Kind::Forbidden, "Groups are made by coaches."));
    }
    let (coach, new) = writer.signed::<NewGroup>(&app, &body).await?;
    let wish = GroupWish {
        name: new.name,
        description: new.description,
        competencies: new.competencies,
        opens: day("opens", new.opens.as_deref())?,
        closes: day("closes", new.closes.as_deref())?,
    };
    let desk = app.desk();
    let made = desk.make_group(coach, new.id, new.iri.as_deref(), &wish);
    let made = made.await.map_err(Problem::from)?;
    let item = MadeGroup {
        id: made.group.0,
        iri: made.iri,
        statement: made.statement,
    };
    Ok((StatusCode::CREATED, Json(item)).into_response())
}

/// What a group is.
#[utoipa::path(
    get, path = "/groups/{group}", tag = "groups",
    params(("group" = Uuid, Path, description = "The group")),
    responses((status = 200, body = GroupDetails))
)]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
) -> Result<Response, Problem> {
    let mut tx = asker.read(&app).await?;
    asker.see_group(&mut tx, GroupId(group)).await?;
    let found = definition(&mut tx, GroupId(group), app.today()).await;
    let found = found
        .map_err(Problem::from)?
        .ok_or_else(Problem::not_found)?;
    Ok(tagged(&found.tag.clone(), GroupDetails::from(found)))
}

/// Says anew what a group is, as a whole.
#[utoipa::path(
    put, path = "/groups/{group}", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = ChangedGroup,
    responses(
        (status = 201, body = Said),
        (status = 412)
    )
)]
pub(super) async fn change(
    State(app): State<App>,
    writer: Writer,
    Path(group): Path<Uuid>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let (coach, new) = writer.coach::<ChangedGroup>(&app, group, &body).await?;
    let wish = GroupWish {
        name: new.name,
        description: new.description,
        competencies: new.competencies,
        opens: day("opens", new.opens.as_deref())?,
        closes: day("closes", new.closes.as_deref())?,
    };
    let desk = app.desk();
    let changed = desk.change_group(coach, GroupId(group), &wish, condition(&headers));
    changed.await.map(said).map_err(Problem::from)
}

/// Closes a group: what was said in it stays, and nobody is invited any more.
#[utoipa::path(
    post, path = "/groups/{group}/close", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = Why,
    responses((status = 201, body = Said))
)]
pub(super) async fn close(
    State(app): State<App>,
    writer: Writer,
    Path(group): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, why) = writer.coach::<Why>(&app, group, &body).await?;
    let desk = app.desk();
    let closed = desk.close_group(coach, GroupId(group), why.reason.as_deref());
    closed.await.map(said).map_err(Problem::from)
}

/// Lets a closed group go on.
#[utoipa::path(
    post, path = "/groups/{group}/reopen", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = Why,
    responses((status = 201, body = Said))
)]
pub(super) async fn reopen(
    State(app): State<App>,
    writer: Writer,
    Path(group): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, why) = writer.coach::<Why>(&app, group, &body).await?;
    let desk = app.desk();
    let opened = desk.reopen_group(coach, GroupId(group), why.reason.as_deref());
    opened.await.map(said).map_err(Problem::from)
}

/// Makes a person a coach of a group.
#[utoipa::path(
    put, path = "/groups/{group}/coaches/{person}", tag = "coaching",
    params(
        ("group" = Uuid, Path, description = "The group"),
        ("person" = Uuid, Path, description = "The person")
    ),
    request_body = Nothing,
    responses((status = 201, body = Said))
)]
pub(super) async fn appoint(
    State(app): State<App>,
    writer: Writer,
    Path((group, person)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, _) = writer.coach::<Nothing>(&app, group, &body).await?;
    let appointed = app
        .desk()
        .appoint(coach, GroupId(group), PersonId(person))
        .await;
    appointed.map(said).map_err(Problem::from)
}

/// Ends that a person coaches a group. The last coach stays.
#[utoipa::path(
    delete, path = "/groups/{group}/coaches/{person}", tag = "coaching",
    params(
        ("group" = Uuid, Path, description = "The group"),
        ("person" = Uuid, Path, description = "The person")
    ),
    request_body = Nothing,
    responses((status = 201, body = Said))
)]
pub(super) async fn dismiss(
    State(app): State<App>,
    writer: Writer,
    Path((group, person)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, _) = writer.coach::<Nothing>(&app, group, &body).await?;
    let dismissed = app
        .desk()
        .dismiss(coach, GroupId(group), PersonId(person))
        .await;
    dismissed.map(said).map_err(Problem::from)
}

/// An identifier that was linked to a group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IdentifierItem {
    /// By which it can be undone.
    id: Uuid,
    /// What statements call the group.
    iri: String,
    /// Why it is the same group.
    reason: String,
    /// Who said so.
    by: String,
    /// When.
    at: String,
    /// When it was undone.
    undone_at: Option<String>,
}

impl From<Alias> for IdentifierItem {
    fn from(alias: Alias) -> Self {
        Self {
            id: alias.id,
            iri: shown(&alias.identity),
            reason: alias.reason,
            by: alias.decided_by,
            at: format_time(alias.decided_at),
            undone_at: alias.undone_at.map(format_time),
        }
    }
}

/// The identifiers that were linked to a group, the latest first.
#[utoipa::path(
    get, path = "/groups/{group}/identifiers", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group"), PageParameters),
    responses((status = 200, body = List<IdentifierItem>))
)]
pub(super) async fn identifiers(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<IdentifierItem>>, Problem> {
    let mut tx = asker.read(&app).await?;
    asker.see_group(&mut tx, GroupId(group)).await?;
    let all = groups::aliases(&mut tx, GroupId(group)).await?;
    let items = all.into_iter().map(IdentifierItem::from).collect();
    page.of(items, |item| item.id).map(json)
}

/// A link that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinkedIdentifier {
    /// By which it can be undone.
    id: Uuid,
}

/// Says that what an app's statements call by another identifier is this group: from the first such
/// statement on both are one, until it is undone. Who says so has to coach both; an app may name an
/// identifier before the first statement does.
#[utoipa::path(
    post, path = "/groups/{group}/identifiers", tag = "coaching",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = NewIdentifier,
    responses((status = 201, body = LinkedIdentifier))
)]
pub(super) async fn link(
    State(app): State<App>,
    writer: Writer,
    Path(group): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let (coach, new) = writer.coach::<NewIdentifier>(&app, group, &body).await?;
    let identity = format!("activity {}", address(&new.iri).map_err(Problem::from)?);
    let reason = new.reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 || reason.contains('\0') {
        return Err(Problem::new(
            Kind::BadRequest,
            "The member reason is a text of 1 to 1000 characters.",
        ));
    }
    let mut tx = app.db.write().await?;
    let may = match groups::belongs_to(&mut tx, &identity).await? {
        Some(other) => engagement::is_coach(&mut tx, other, coach).await?,
        // Whoever named a group before it is there would coach it with whoever makes it.
        None => matches!(writer, Writer::System),
    };
    if !may {
        return Err(Problem::new(
            Kind::Conflict,
            "Two groups become one by a coach of both; a group that no statement has named yet is \
             linked by its app.",
        ));
    }
    let by = coach.to_string();
    let now = app.clock.now();
    let id = groups::link(&mut tx, GroupId(group), &identity, (reason, &by), now).await;
    let id = id.map_err(|error| match error {
        AliasError::Store(error) => error.into(),
        AliasError::Same => Problem::new(
            Kind::Conflict,
            "The group is known by this identifier already.",
        ),
        AliasError::OfCourse => Problem::new(
            Kind::Conflict,
            "A course of a learning platform stands for this identifier: it stays a group of its own.",
        ),
    })?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(LinkedIdentifier { id })).into_response())
}

/// Undoes a link: what is known by the identifier is a group of its own again, with all that was said
/// of it.
#[utoipa::path(
    delete, path = "/groups/{group}/identifiers/{identifier}", tag = "coaching",
    params(
        ("group" = Uuid, Path, description = "The group"),
        ("identifier" = Uuid, Path, description = "The link")
    ),
    request_body = Nothing,
    responses((status = 204))
)]
pub(super) async fn unlink(
    State(app): State<App>,
    writer: Writer,
    Path((group, identifier)): Path<(Uuid, Uuid)>,
    body: String,
) -> Result<StatusCode, Problem> {
    writer.coach::<Nothing>(&app, group, &body).await?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    if !groups::unlink(&mut tx, GroupId(group), identifier, now).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

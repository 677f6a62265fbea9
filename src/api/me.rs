//! Who asks, and what people learn about themselves.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Everything, List, Listed, PageParameters};
use super::people::PersonItem;
use super::{Asker, json};
use crate::people;
use crate::problem::{Kind, Problem};
use crate::sso::{Actor, Role};
use crate::state::App;
use crate::statements::format_time;

impl Asker {
    /// Refuses a system: what follows is about whoever is signed in.
    pub(super) fn person(&self) -> Result<&Actor, Problem> {
        match self {
            Self::Person(actor) => Ok(actor),
            Self::System(_) => Err(Problem::new(
                Kind::Forbidden,
                "This is about whoever is signed in: ask with the session of a person.",
            )),
        }
    }

    /// The same for a coach.
    pub(super) fn coach(&self) -> Result<&Actor, Problem> {
        let actor = self.person()?;
        if actor.roles.has(Role::Coach) {
            return Ok(actor);
        }
        Err(Problem::new(Kind::Forbidden, "Only coaches have this."))
    }
}

/// Whoever is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Oneself {
    /// Identifier.
    person: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// What they may do: `administrator`, `coach`, `hr`; none of it for learners.
    roles: Vec<&'static str>,
}

/// Who is signed in, and what they may do.
#[utoipa::path(
    get, path = "/me", tag = "me",
    responses((status = 200, body = Oneself))
)]
pub(super) async fn who(State(_app): State<App>, asker: Asker) -> Result<Json<Oneself>, Problem> {
    let actor = asker.person()?;
    let roles = Role::ALL.into_iter().filter(|role| actor.roles.has(*role));
    Ok(json(Oneself {
        person: actor.person.0,
        name: actor.name.clone(),
        roles: roles.map(Role::word).collect(),
    }))
}

/// Those whom the asker accompanies as a mentor, by name, as the platform that they came from has
/// named them.
#[utoipa::path(
    get, path = "/me/mentored", tag = "me", params(PageParameters),
    responses((status = 200, body = List<PersonItem>), (status = 404))
)]
pub(super) async fn mentored(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<PersonItem>>, Problem> {
    let actor = asker.person()?;
    let visit = actor.visit.as_ref();
    let issuer = visit.and_then(|visit| visit.mentor_of.as_deref());
    let issuer = issuer.ok_or_else(Problem::not_found)?;
    let mut tx = asker.read(&app).await?;
    let found = people::mentored(&mut tx, actor.person, issuer).await?;
    let items = PersonItem::marked(&mut tx, found).await?;
    page.of(items, PersonItem::key).map(json)
}

/// Somebody looked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LookItem {
    /// Identifier.
    id: Uuid,
    /// The place in the order.
    #[serde(skip)]
    microseconds: i64,
    /// When first in that hour.
    at: String,
    /// At what: `api`, `export`, `group`, `inbox` (what needs a coach), `page`, `platform` (a page
    /// within a learning platform) or `statement`.
    kind: String,
    /// The person who looked; absent if it was a system.
    person: Option<Uuid>,
    /// Their name, where one is known.
    name: Option<String>,
    /// The system that looked; absent if it was a person.
    system: Option<String>,
}

/// Who looked at the asker, latest first: one row for each viewer, kind of view and hour.
#[utoipa::path(
    get, path = "/me/looks", tag = "me", params(PageParameters),
    responses((status = 200, body = List<LookItem>))
)]
pub(super) async fn looks(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<LookItem>>, Problem> {
    let actor = asker.person()?;
    let after: Option<(i64, Uuid)> = page.after()?;
    let limit = page.limit as i64 + 1;
    let mut tx = asker.read(&app).await?;
    let found = people::looks_at(&mut tx, actor.person, after, limit).await?;
    let items = found
        .into_iter()
        .map(|look| LookItem {
            id: look.id,
            microseconds: look.at,
            at: format_time(look.at),
            kind: look.kind,
            person: look.viewer.map(|person| person.0),
            name: look.name,
            system: look.system,
        })
        .collect();
    Ok(json(page.page(items, |item: &LookItem| {
        (item.microseconds, item.id)
    })?))
}

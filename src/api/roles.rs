//! Role profiles, and the roles that people have and wish for.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::{Everything, List, Listed, PageParameters};
use super::{Asker, json, object};
use crate::audit::{self, Act};
use crate::coaching::roles::{self, Hold, Role};
use crate::frameworks;
use crate::people::{self, PersonId};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::statements::format_time;
use crate::store::Tx;

/// A role in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoleItem {
    /// Identifier.
    id: Uuid,
    /// What it is called.
    title: String,
    /// The step of a career in it.
    step: Option<String>,
    /// Current version, from 1 on.
    version: i64,
}

impl From<Role> for RoleItem {
    fn from(role: Role) -> Self {
        Self {
            id: role.id,
            title: role.title,
            step: (!role.step.is_empty()).then_some(role.step),
            version: role.version,
        }
    }
}

/// A role with what it asks for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Profile {
    /// The role.
    role: RoleItem,
    /// What it asks for.
    requirements: Vec<RequirementItem>,
}

/// A level of a competency that a role asks for.
#[derive(Debug, Serialize, ToSchema)]
struct RequirementItem {
    /// The key by which progress names the competency.
    key: i64,
    /// The competency's address.
    competency: String,
    /// Its name, where a framework gives one.
    name: Option<String>,
    /// The number of the level.
    level: i64,
}

/// The roles of a person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Held {
    /// The one they have.
    present: Option<HeldRole>,
    /// The one they wish for.
    wished: Option<HeldRole>,
}

/// A role that a person has or wishes for.
#[derive(Debug, Serialize, ToSchema)]
struct HeldRole {
    /// The role.
    role: RoleItem,
    /// Since when.
    since: String,
}

/// Roles to give: `null` takes one away, what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RolesWanted)]
pub(super) struct Wanted {
    /// The role they have.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    present: Change,
    /// The role they wish for.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    wished: Change,
}

/// What becomes of a role that a person has or wishes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Option<Uuid>")]
enum Change {
    /// It was left out.
    #[default]
    Stays,
    /// It was `null`.
    Ends,
    Becomes(Uuid),
}

impl From<Option<Uuid>> for Change {
    fn from(said: Option<Uuid>) -> Self {
        said.map_or(Self::Ends, Self::Becomes)
    }
}

/// The roles, by title and step.
#[utoipa::path(
    get, path = "/roles", tag = "roles", params(PageParameters),
    responses((status = 200, body = List<RoleItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    _asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<RoleItem>>, Problem> {
    let mut tx = app.db.read().await?;
    let all = roles::list(&mut tx)
        .await?
        .into_iter()
        .map(RoleItem::from)
        .collect();
    Ok(json(page.of(all, |role| role.id)?))
}

/// A role with what it asks for.
#[utoipa::path(
    get, path = "/roles/{role}", tag = "roles",
    params(("role" = Uuid, Path, description = "The role")),
    responses((status = 200, body = Profile))
)]
pub(super) async fn one(
    State(app): State<App>,
    _asker: Asker,
    Path(role): Path<Uuid>,
) -> Result<Json<Profile>, Problem> {
    let mut tx = app.db.read().await?;
    let known = roles::by_id(&mut tx, role)
        .await?
        .ok_or_else(Problem::not_found)?;
    let parts = roles::requirements(&mut tx, &[role]).await?;
    let keys: Vec<i64> = parts.iter().map(|part| part.competency).collect();
    let mut names: BTreeMap<i64, String> = frameworks::names(&mut tx, &keys).await?;
    let requirements = parts.into_iter().map(|part| RequirementItem {
        key: part.competency,
        competency: part.iri,
        name: names.remove(&part.competency),
        level: part.level,
    });
    Ok(json(Profile {
        role: known.into(),
        requirements: requirements.collect(),
    }))
}

/// The roles that a person has and wishes for.
#[utoipa::path(
    get, path = "/people/{person}/roles", tag = "roles",
    params(("person" = Uuid, Path, description = "The person")),
    responses((status = 200, body = Held))
)]
pub(super) async fn held(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
) -> Result<Json<Held>, Problem> {
    let mut tx = asker.read(&app).await?;
    let person = PersonId(person);
    asker.see_person(&mut tx, person).await?;
    let held = held_by(&mut tx, person).await?;
    drop(tx);
    asker.looked(&app, &[person]).await?;
    Ok(json(held))
}

/// Notes the roles that a person has and wishes for: an API key with the scope `all`, or a coach of
/// theirs; the wished-for one also they themselves.
#[utoipa::path(
    put, path = "/people/{person}/roles", tag = "roles",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = Wanted,
    responses((status = 200, body = Held))
)]
pub(super) async fn assign(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<Json<Held>, Problem> {
    let person = PersonId(person);
    let mut tx = app.db.write().await?;
    asker.see_person(&mut tx, person).await?;
    let wanted: Wanted = object(&body)?;
    asker.change_roles(person, wanted.present != Change::Stays)?;
    people::find(&mut tx, person)
        .await?
        .ok_or_else(Problem::not_found)?;
    let before = held_by(&mut tx, person).await?;
    for (hold, role) in [
        (Hold::Present, wanted.present),
        (Hold::Wished, wanted.wished),
    ] {
        let role = match role {
            Change::Stays => continue,
            Change::Ends => None,
            Change::Becomes(role) => Some(role),
        };
        if let Some(role) = role
            && roles::by_id(&mut tx, role).await?.is_none()
        {
            let detail = format!("There is no role {role}.");
            return Err(Problem::new(Kind::BadRequest, detail));
        }
        roles::assign(&mut tx, person, hold, role, app.clock.now()).await?;
    }
    let held = held_by(&mut tx, person).await?;
    let change = audit::Change::to(person, in_words(&held)).from(in_words(&before));
    let by = asker.author(&app);
    audit::record(&mut tx, &by, Act::RolesAssigned, change, app.clock.now()).await?;
    tx.commit().await?;
    Ok(json(held))
}

fn in_words(held: &Held) -> String {
    let name = |role: Option<&HeldRole>| match role {
        Some(role) => role.role.title.clone(),
        None => "none".to_owned(),
    };
    format!(
        "has {}, wishes for {}",
        name(held.present.as_ref()),
        name(held.wished.as_ref())
    )
}

async fn held_by(tx: &mut Tx, person: PersonId) -> Result<Held, Problem> {
    let mut held = Held {
        present: None,
        wished: None,
    };
    for holding in roles::held(tx, person).await? {
        let hold = holding.hold();
        let role = HeldRole {
            since: format_time(holding.since),
            role: holding.role.into(),
        };
        match hold {
            Hold::Present => held.present = Some(role),
            Hold::Wished => held.wished = Some(role),
        }
    }
    Ok(held)
}

//! Who people are, and whether they are let in. Nothing of their progress.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::sessions::SessionItem;
use crate::api::{Asker, json, read};
use crate::people::{self, PersonId};
use crate::problem::{Kind, Problem};
use crate::sso::{self, Admission};
use crate::state::App;
use crate::statements::format_time;

/// Somebody who is one identifier of statements and nothing else.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlonePerson {
    /// The place in the order.
    #[serde(skip)]
    agent: i64,
    /// Identifier.
    person: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// What statements know them by.
    identifier: String,
    /// Since when.
    since: String,
}

/// People for whom nobody vouches: one identifier of statements each, in the order in which they came.
#[utoipa::path(
    get, path = "/people-alone", tag = "administration", params(PageParameters),
    responses((status = 200, body = List<AlonePerson>))
)]
pub(super) async fn alone(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<AlonePerson>>, Problem> {
    asker.administrate()?;
    let after: Option<i64> = page.after()?;
    let limit = i64::try_from(page.limit + 1).map_err(Problem::internal)?;
    let mut tx = app.db.read().await?;
    let found = people::alone(&mut tx, after.unwrap_or(0), limit).await?;
    let items = found.into_iter().map(|one| AlonePerson {
        agent: one.agent,
        identifier: one.identifier(),
        since: format_time(one.linked_at),
        person: one.person.id.0,
        name: one.person.name,
    });
    page.page(items.collect(), |item| item.agent).map(json)
}

/// Who somebody is, and where they are signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Account {
    /// Identifier.
    person: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// Whether they are kept out.
    disabled: bool,
    /// By what they are known.
    identifiers: Vec<IdentifierReason>,
    /// Where they are signed in.
    sessions: Vec<SessionItem>,
}

/// Something that a person is known by.
#[derive(Debug, Serialize, ToSchema)]
struct IdentifierReason {
    /// The identifier.
    identifier: String,
    /// Why it is theirs.
    reason: String,
}

/// Who a person is, by what they are known, and where they are signed in.
#[utoipa::path(
    get, path = "/people/{person}/account", tag = "administration",
    params(("person" = Uuid, Path, description = "The person")),
    responses((status = 200, body = Account))
)]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
) -> Result<Json<Account>, Problem> {
    asker.administrate()?;
    let id = PersonId(person);
    let mut tx = app.db.read().await?;
    let found = people::find(&mut tx, id).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let identifiers = people::identifiers(&mut tx, id).await?;
    let sessions = sso::sessions(&app, &mut tx, id).await?;
    let own = asker.person().ok().map(|actor| &actor.session);
    Ok(json(Account {
        person,
        name: found.name,
        disabled: people::is_disabled(&mut tx, id).await?,
        identifiers: identifiers
            .into_iter()
            .map(|(identifier, reason)| IdentifierReason { identifier, reason })
            .collect(),
        sessions: sessions
            .into_iter()
            .map(|session| SessionItem::of(session, own))
            .collect(),
    }))
}

/// What is decided about somebody's access.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessDecision {
    /// `disable`, `enable` or `end-sessions`.
    decision: Admission,
}

/// Keeps a person out, lets them in again, or ends their sessions.
#[utoipa::path(
    post, path = "/people/{person}/account/access", tag = "administration",
    params(("person" = Uuid, Path, description = "The person")),
    request_body = AccessDecision,
    responses((status = 204))
)]
pub(super) async fn decide(
    State(app): State<App>,
    asker: Asker,
    Path(person): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    asker.administrate()?;
    let id = PersonId(person);
    let AccessDecision { decision } = read(&body)?;
    let oneself = asker.person().is_ok_and(|actor| actor.person == id);
    if oneself && decision == Admission::Disable {
        return Err(Problem::new(
            Kind::Conflict,
            "You cannot disable yourself. Another administrator can.",
        ));
    }
    let by = asker.author(&app);
    let mut tx = app.db.write().await?;
    let known = people::find(&mut tx, id).await?;
    known.ok_or_else(Problem::not_found)?;
    sso::admit(&mut tx, id, decision, &by, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

//! What people learn about themselves.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::paging::{List, Listed, PageParameters};
use super::{Asker, json};
use crate::people;
use crate::problem::{Kind, Problem, ProblemDocument};
use crate::state::App;
use crate::statements::format_time;

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
    /// At what: `api`, `group`, `page`, `platform` (a page within a learning platform) or
    /// `statement`.
    kind: String,
    /// The person who looked; absent if it was a system.
    person: Option<Uuid>,
    /// Their name, where one is known.
    name: Option<String>,
    /// The system that looked; absent if it was a person.
    system: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Everything {}

/// Who looked at the asker, latest first: one row for each viewer, kind of view and hour.
#[utoipa::path(
    get, path = "/me/looks", tag = "me", params(PageParameters),
    responses(
        (status = 200, body = List<LookItem>),
        (status = 401, body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn looks(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<LookItem>>, Problem> {
    let Asker::Person(actor) = asker else {
        return Err(Problem::new(
            Kind::Forbidden,
            "Nobody looks at a system. This is for people who are signed in.",
        ));
    };
    let after: Option<(i64, Uuid)> = page.after()?;
    let limit = page.limit as i64 + 1;
    let mut tx = app.db.read().await?;
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

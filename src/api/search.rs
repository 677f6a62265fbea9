//! Search by name.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::paging::{List, Listed, PageParameters};
use super::{Asker, json};
use crate::access;
use crate::problem::{self, Problem};
use crate::projector::date_of;
use crate::search::{self, Found, Kind, Scope, Wanted};
use crate::state::App;

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The beginnings of words, in any case and with or without accents; 200 letters count.
    q: String,
    /// Only what is of this kind.
    kind: Option<Kind>,
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FoundItem {
    /// What it is.
    kind: Kind,
    /// What tells it from others of its kind: the identifier of a person, a group or the statement
    /// of a contribution, the address of a competency.
    id: String,
    /// What it is called.
    name: String,
    /// The group of a contribution.
    group: Option<Uuid>,
    /// The name of that group, where one is known.
    group_name: Option<String>,
    /// The day of a contribution.
    day: Option<String>,
}

impl From<Found> for FoundItem {
    fn from(found: Found) -> Self {
        let (group, day) = match &found {
            Found::Contribution { group, day, .. } => (Some(group), Some(date_of(*day))),
            _ => (None, None),
        };
        Self {
            kind: found.kind(),
            id: found.id(),
            name: found.name().to_owned(),
            group: group.map(|group| group.id.0),
            group_name: group.and_then(|group| group.name.clone()),
            day: day.map(|day| day.to_string()),
        }
    }
}

/// People, groups, competencies and contributions by name, of what the asker may see: a person finds
/// those of the groups that they coach and their own groups, an API key and an administrator all
/// people, groups and competencies by name.
#[utoipa::path(
    get, path = "/search", tag = "search", params(Asked, PageParameters),
    responses((status = 200, body = List<FoundItem>))
)]
pub(super) async fn find(
    State(app): State<App>,
    asker: Asker,
    Listed { choice, page }: Listed<Asked>,
) -> Result<Json<List<FoundItem>>, Problem> {
    let scope = match &asker {
        Asker::System(_) => Scope::Everything,
        Asker::Person(actor) => access::searches(actor),
    };
    let wanted = Wanted::of(&choice.q).ok_or_else(|| {
        Problem::new(
            problem::Kind::InvalidParameter,
            "The parameter q holds no letter or digit to look for.",
        )
    })?;
    let mut tx = asker.read(&app).await?;
    let found = search::search(&mut tx, scope, &wanted, choice.kind, app.today()).await?;
    drop(tx);
    let items = found.into_iter().map(FoundItem::from).collect();
    page.of(items, |item| (item.kind, item.id.clone()))
        .map(json)
}

//! Leader boards, for those in the group alone.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Writer, read, signed};
use crate::access;
use crate::api::groups::{Place, points};
use crate::api::paging::{Everything, List, Listed, PageParameters};
use crate::api::{Asker, json};
use crate::engagement::{self, Board, Facet, Viewer, Window};
use crate::groups::{self, BoardMode, GroupId};
use crate::problem::{Kind, Problem};
use crate::state::App;

/// What somebody does, without a rank.
#[derive(Debug, Serialize, ToSchema)]
struct Side {
    /// Identifier.
    person: Uuid,
    /// Points of each side, of 30 days.
    facets: std::collections::BTreeMap<Facet, f64>,
}

/// A group's board as the asker sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoardItem {
    /// `full`, `top`, `own`, `facets` or `off`.
    mode: BoardMode,
    /// Whether too few members take part for it to be shown.
    hidden: bool,
    /// Places that the asker sees, the best first.
    places: Vec<Place>,
    /// What those who take part do, by name, where nobody is ranked.
    facets: Vec<Side>,
    /// Whether the asker takes part; absent for a coach.
    shown: Option<bool>,
}

/// The leader board of a group that the asker coaches or is a member of. It does not leave the group:
/// an API key is told none.
#[utoipa::path(
    get, path = "/groups/{group}/board", tag = "groups",
    params(("group" = Uuid, Path, description = "The group")),
    responses((status = 200, body = BoardItem))
)]
pub(super) async fn get(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
) -> Result<Json<BoardItem>, Problem> {
    let actor = asker.person()?;
    let group = GroupId(group);
    let mut tx = asker.read(&app).await?;
    let viewer = access::see_board(&mut tx, actor, group, app.today()).await?;
    let asked = (Window::default(), app.today());
    let policy = app.policy(&mut tx).await?;
    let report = engagement::group_report(&mut tx, group, viewer, asked, &policy)
        .await?
        .ok_or_else(Problem::not_found)?;
    let mut item = BoardItem {
        mode: report.board_mode,
        hidden: false,
        places: Vec::new(),
        facets: Vec::new(),
        shown: match viewer {
            Viewer::Member(me) => report
                .members
                .iter()
                .find(|member| member.person.id == me)
                .map(|member| member.on_board),
            Viewer::Coach | Viewer::Outsider => None,
        },
    };
    match report.board {
        Board::Off => {}
        Board::Hidden { .. } => item.hidden = true,
        Board::Places { places, .. } => {
            item.places = places.into_iter().map(Place::from).collect();
        }
        Board::Facets(sides) => {
            let side = |side: engagement::Entry| Side {
                person: side.person.0,
                facets: side
                    .facets
                    .into_iter()
                    .map(|(facet, tenths)| (facet, points(tenths)))
                    .collect(),
            };
            item.facets = sides.into_iter().map(side).collect();
        }
    }
    Ok(json(item))
}

/// How a board is to be shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Mode {
    /// For whom an API key acts.
    by: Option<Uuid>,
    /// `full`, `top`, `own`, `facets` or `off`; absent or null: as the organisation has it.
    mode: Option<BoardMode>,
}

signed!(Mode);

/// Chooses how a group's board is shown, as its coach.
#[utoipa::path(
    put, path = "/groups/{group}/board", tag = "groups",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = Mode,
    responses((status = 204))
)]
pub(super) async fn choose_mode(
    State(app): State<App>,
    writer: Writer,
    Path(group): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    let (coach, wish) = writer.coach::<Mode>(&app, group, &body).await?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    groups::choose_board_mode(&mut tx, GroupId(group), wish.mode, coach, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A group that somebody is in, as they see it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnBoard {
    /// The group.
    id: Uuid,
    /// Its name, where one is known.
    name: Option<String>,
    /// The asker's engagement of 30 days, 0 to 100; absent as long as their data are only kept.
    index: Option<i64>,
    /// The asker's active days of 30; absent as long as their data are only kept.
    active_days: Option<i64>,
    /// Whether they want to be on the board.
    shown: bool,
}

/// The groups that the signed-in person is a member of, by name, each with its board at
/// `/groups/{group}/board`. Whoever came from a course is told its group alone.
#[utoipa::path(
    get, path = "/me/boards", tag = "groups", params(PageParameters),
    responses((status = 200, body = List<OwnBoard>))
)]
pub(super) async fn mine(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<OwnBoard>>, Problem> {
    let actor = asker.person()?;
    let me = actor.person;
    let came_from = actor.visit.as_ref().and_then(|visit| visit.group);
    let mut tx = asker.read(&app).await?;
    let mut mine = engagement::member_of(&mut tx, me, app.today()).await?;
    mine.retain(|group| came_from.is_none_or(|came_from| came_from == group.id));
    let policy = app.policy(&mut tx).await?;
    let asked = (Window::default(), app.today());
    let mut items = Vec::with_capacity(mine.len());
    for group in mine {
        let viewer = Viewer::Member(me);
        let report = engagement::group_report(&mut tx, group.id, viewer, asked, &policy).await?;
        let members = report.map(|report| report.members).unwrap_or_default();
        let own = members.into_iter().find(|member| member.person.id == me);
        items.push(OwnBoard {
            id: group.id.0,
            name: group.name,
            index: own.as_ref().map(|own| own.score.index),
            active_days: own.as_ref().map(|own| own.score.active_days),
            shown: own.is_some_and(|own| own.on_board),
        });
    }
    page.of(items, |item| (item.name.clone(), item.id))
        .map(json)
}

/// Whether to be on a board.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BoardChoice)]
pub(super) struct Switch {
    /// True: be on it.
    shown: bool,
}

/// Chooses whether the signed-in member is on a group's board.
#[utoipa::path(
    put, path = "/me/boards/{group}", tag = "groups",
    params(("group" = Uuid, Path, description = "The group")),
    request_body = Switch,
    responses((status = 204))
)]
pub(super) async fn choose(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    body: String,
) -> Result<StatusCode, Problem> {
    let actor = asker.person()?;
    let group = GroupId(group);
    let mut tx = asker.read(&app).await?;
    let viewer = access::see_board(&mut tx, actor, group, app.today()).await?;
    drop(tx);
    let Viewer::Member(me) = viewer else {
        return Err(Problem::new(
            Kind::Forbidden,
            "Only members are on a group's board.",
        ));
    };
    let switch: Switch = read(&body)?;
    let mut tx = app.db.write().await?;
    groups::choose_board(&mut tx, group, me, switch.shown, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

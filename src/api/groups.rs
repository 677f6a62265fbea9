//! Groups and their engagement.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::paging::{Everything, List, Listed, PageParameters};
use super::people::PersonItem;
use super::{Asker, Parameters, day_asked, json};
use crate::coaching::disagreements;
use crate::courses::{self, RosterState};
use crate::engagement::{self, AlertRule, Board, Facet, GroupReport, Severity, Viewer, Window};
use crate::groups::{self, Group, GroupId};
use crate::people::PersonId;
use crate::problem::{Kind, Problem};
use crate::projector::date_of;
use crate::sso::Role;
use crate::state::App;
use crate::statements::format_time;

/// A group in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupItem {
    /// Identifier.
    id: Uuid,
    /// Name, where one is known.
    name: Option<String>,
}

/// The groups the asker may see, by name.
#[utoipa::path(
    get, path = "/groups", tag = "groups", params(PageParameters),
    responses((status = 200, body = List<GroupItem>))
)]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<GroupItem>>, Problem> {
    let mut tx = asker.read(&app).await?;
    let item = |group: Group| GroupItem {
        id: group.id.0,
        name: group.name,
    };
    let key = |group: &GroupItem| (group.name.clone().unwrap_or_default(), group.id);
    let found = match &asker {
        Asker::System(_) => {
            let after: Option<(String, Uuid)> = page.after()?;
            let after = after.map(|(name, id)| (name, GroupId(id)));
            let found = groups::list_all(&mut tx, after, page.limit + 1).await?;
            page.page(found.into_iter().map(item).collect(), key)?
        }
        Asker::Person(actor) if actor.roles.has(Role::Coach) => {
            let mine = engagement::my_groups(&mut tx, actor.person).await?;
            page.of(mine.into_iter().map(item).collect(), key)?
        }
        Asker::Person(_) => page.page(Vec::new(), key)?,
    };
    Ok(json(found))
}

/// What to look at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    /// Days that count, ending with `at`: 7, 30 or 90.
    #[param(required = false)]
    window: Option<i64>,
    /// The day (`YYYY-MM-DD`); today if left out.
    at: Option<String>,
}

/// A group's engagement.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Engagement {
    /// Identifier.
    id: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// The day.
    at: String,
    /// Days that count.
    window: i64,
    /// Members.
    members: Vec<Member>,
    /// How the roster stands that members come from; absent if there is none.
    roster: Option<RosterItem>,
    /// Members whose data are only kept: nothing else is told of them, and nothing counted.
    restricted: Vec<PersonItem>,
    /// Places on the leader board that the asker sees; absent while fewer than five take part, for
    /// systems, and where nobody is ranked.
    leader_board: Option<Vec<Place>>,
    /// Days since the last contribution.
    silence_days: Option<i64>,
    /// Share of members active in 30 days, 0 to 1.
    active_share: Option<f64>,
    /// Effective voices of 30 days.
    effective_voices: Option<f64>,
    /// Share of the replies that are by or to a coach.
    coach_centred_share: Option<f64>,
    /// Median hours to the first reply to a question.
    response_hours: Option<f64>,
    /// Points of 30 days against those of the 30 before.
    momentum: Option<f64>,
    /// Who replies to whom and likes whom in the window.
    network: Network,
    /// Version of the rules that the numbers were made by.
    rule_set: String,
    /// What to look at, the most urgent first.
    alerts: Vec<AlertItem>,
}

/// How the roster of a group stands.
#[derive(Debug, Serialize, ToSchema)]
struct RosterItem {
    /// `awaited`: the first is on its way. `current`: the last one came. `failing`: it did not.
    state: &'static str,
    /// Why it did not come: a code.
    reason: Option<String>,
    /// When one came that members are known by.
    fetched_at: Option<String>,
    /// When one that fails is tried again; absent: not before an administrator lets it.
    next_at: Option<String>,
}

impl From<RosterState> for RosterItem {
    fn from(roster: RosterState) -> Self {
        let state = roster.word();
        let (reason, done_at, next_at) = match roster {
            RosterState::Awaited => (None, None, None),
            RosterState::Current { done_at } => (None, Some(done_at), None),
            RosterState::Failing {
                reason,
                done_at,
                next_at,
            } => (Some(reason), done_at, next_at),
        };
        Self {
            state,
            reason,
            fetched_at: done_at.map(format_time),
            next_at: next_at.map(format_time),
        }
    }
}

/// A group's network; the measures are of the ties between members.
#[derive(Debug, Serialize, ToSchema)]
struct Network {
    /// Directed ties, coaches included.
    ties: Vec<TieItem>,
    /// Share of the ties that go both ways.
    reciprocity: Option<f64>,
    /// Ties out of all that could be.
    density: Option<f64>,
    /// How far incoming ties go to one member, 0 to 1.
    centralisation: Option<f64>,
    /// Gini coefficient of the members' contributions.
    inequality: Option<f64>,
}

/// Somebody replied to somebody or liked what they contributed.
#[derive(Debug, Serialize, ToSchema)]
struct TieItem {
    /// Who replied or liked.
    from: Uuid,
    /// Whose contribution it was.
    to: Uuid,
    /// Replies.
    replies: usize,
    /// Likes.
    likes: usize,
}

/// A member's engagement.
#[derive(Debug, Serialize, ToSchema)]
struct Member {
    /// Identifier.
    person: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// Engagement index, 0 to 100.
    index: i64,
    /// Points.
    points: f64,
    /// Points of each side.
    facets: std::collections::BTreeMap<Facet, f64>,
    /// Days with an own action.
    active_days: i64,
    /// The last day with an own action.
    last_active: Option<String>,
    /// Disagreements of theirs about a number that are open now.
    open_disagreements: usize,
}

/// A place on the leader board.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Place {
    /// Equal points share a place.
    rank: usize,
    /// Identifier.
    person: Uuid,
    /// Points.
    points: f64,
}

impl From<engagement::Ranked> for Place {
    fn from(place: engagement::Ranked) -> Self {
        Self {
            rank: place.rank,
            person: place.person.0,
            points: points(place.tenths),
        }
    }
}

/// Something to look at.
#[derive(Debug, Serialize, ToSchema)]
struct AlertItem {
    /// What it is about.
    rule: AlertRule,
    /// How urgent.
    severity: Severity,
    /// Whom it is about.
    person: Option<Uuid>,
    /// The question or goal it is about, by its statement.
    statement: Option<Uuid>,
    /// The figure behind it.
    value: f64,
}

/// A group's engagement on a day.
#[utoipa::path(
    get, path = "/groups/{group}/engagement", tag = "groups",
    params(("group" = Uuid, Path, description = "The group"), Choice),
    responses((status = 200, body = Engagement))
)]
pub(super) async fn engagement(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Parameters(choice): Parameters<Choice>,
) -> Result<Json<Engagement>, Problem> {
    let window = asked_window(choice.window)?;
    let at = day_asked(&app, choice.at.as_deref())?;
    let mut tx = asker.read(&app).await?;
    asker.see_group(&mut tx, GroupId(group)).await?;
    let viewer = match &asker {
        Asker::Person(_) => Viewer::Coach,
        Asker::System(_) => Viewer::Outsider,
    };
    let asked = (window, at);
    let policy = app.policy(&mut tx).await?;
    let mut report = engagement::group_report(&mut tx, GroupId(group), viewer, asked, &policy)
        .await?
        .ok_or_else(Problem::not_found)?;
    if matches!(asker, Asker::System(_)) && !policy.files {
        report.members.clear();
        report.board = engagement::Board::Off;
    }
    let learners: Vec<PersonId> = report.members.iter().map(|it| it.person.id).collect();
    let open = disagreements::open_of(&mut tx, &learners).await?;
    let roster = courses::roster(&mut tx, GroupId(group)).await?;
    drop(tx);
    asker.looked(&app, &learners).await?;
    let mut engagement = Engagement::from(report);
    engagement.roster = roster.map(RosterItem::from);
    for member in &mut engagement.members {
        member.open_disagreements = open.get(&PersonId(member.person)).map_or(0, Vec::len);
    }
    Ok(json(engagement))
}

/// The window asked for, or the usual one.
pub(super) fn asked_window(days: Option<i64>) -> Result<Window, Problem> {
    let Some(days) = days else {
        return Ok(Window::default());
    };
    Window::of(days).ok_or_else(|| {
        Problem::new(
            Kind::InvalidParameter,
            "The parameter window is 7, 30 or 90.",
        )
    })
}

pub(super) fn points(tenths: i64) -> f64 {
    tenths as f64 / 10.0
}

impl From<GroupReport> for Engagement {
    fn from(report: GroupReport) -> Self {
        Self {
            id: report.group.id.0,
            name: report.group.name,
            at: date_of(report.today).to_string(),
            window: report.window.days(),
            members: report
                .members
                .into_iter()
                .map(|member| Member {
                    person: member.person.id.0,
                    name: member.person.name,
                    index: member.score.index,
                    points: points(member.score.tenths),
                    facets: member
                        .score
                        .facets
                        .into_iter()
                        .map(|(facet, tenths)| (facet, points(tenths)))
                        .collect(),
                    active_days: member.score.active_days,
                    last_active: member.last_active.map(|day| date_of(day).to_string()),
                    open_disagreements: 0,
                })
                .collect(),
            roster: None,
            restricted: report
                .restricted
                .into_iter()
                .map(PersonItem::restricted)
                .collect(),
            leader_board: match report.board {
                Board::Off | Board::Hidden { .. } | Board::Facets(_) => None,
                Board::Places { places, .. } => Some(places.into_iter().map(Place::from).collect()),
            },
            silence_days: report.health.silence,
            active_share: report.health.active,
            effective_voices: report.health.voices,
            coach_centred_share: report.health.coach_centred,
            response_hours: report.health.response,
            momentum: report.health.momentum,
            network: Network {
                reciprocity: report.graph.reciprocity,
                density: report.graph.density,
                centralisation: report.graph.centralisation,
                inequality: report.graph.inequality,
                ties: report
                    .graph
                    .ties
                    .into_iter()
                    .map(|tie| TieItem {
                        from: tie.from.0,
                        to: tie.to.0,
                        replies: tie.replies,
                        likes: tie.likes,
                    })
                    .collect(),
            },
            rule_set: report.rules.version.clone(),
            alerts: report
                .health
                .alerts
                .into_iter()
                .map(|alert| AlertItem {
                    rule: alert.rule,
                    severity: alert.severity,
                    person: alert.person.map(|person| person.0),
                    statement: alert.statement,
                    value: alert.value,
                })
                .collect(),
        }
    }
}

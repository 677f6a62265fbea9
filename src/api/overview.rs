//! A coach's groups at a glance, and what happens in one of them.

use std::cmp::Reverse;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::groups::asked_window;
use super::paging::{Everything, List, Listed, PageParameters};
use super::{Asker, day_asked, json};
use crate::coaching::{self, GroupState};
use crate::engagement::{self, Contribution, GroupReport, GroupSummary, Severity, Viewer};
use crate::groups::GroupId;
use crate::problem::Problem;
use crate::projector::{ActKind, date_of};
use crate::state::App;
use crate::statements::format_time;

/// A group of a coach, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoachedGroup {
    /// Identifier.
    id: Uuid,
    /// Name, where one is known.
    name: Option<String>,
    /// Whether it is open, closed or to come.
    state: GroupState,
    /// Learners in it.
    members: usize,
    /// The most urgent of its alerts that are not about one member; absent if there is none.
    severity: Option<Severity>,
    /// Contributions of each of the last twelve weeks, the oldest first.
    weeks: Vec<usize>,
    /// Days since the last contribution.
    silence_days: Option<i64>,
    /// Share of members active in 30 days, 0 to 1.
    active_share: Option<f64>,
    /// Effective voices of 30 days.
    effective_voices: Option<f64>,
}

impl CoachedGroup {
    fn of(summary: GroupSummary, state: Option<GroupState>) -> Self {
        Self {
            severity: summary.health.worst(),
            silence_days: summary.health.silence,
            active_share: summary.health.active,
            effective_voices: summary.health.voices,
            id: summary.group.id.0,
            name: summary.group.name,
            state: state.unwrap_or(GroupState::Open),
            members: summary.members,
            weeks: summary.weeks,
        }
    }
}

/// The groups that the signed-in coach coaches, those that need them most first, closed ones last.
#[utoipa::path(
    get, path = "/me/groups", tag = "me", params(PageParameters),
    responses((status = 200, body = List<CoachedGroup>))
)]
pub(super) async fn mine(
    State(app): State<App>,
    asker: Asker,
    Listed { page, .. }: Listed<Everything>,
) -> Result<Json<List<CoachedGroup>>, Problem> {
    let actor = asker.coach()?;
    let today = app.today();
    let mut tx = asker.read(&app).await?;
    let groups = engagement::my_groups(&mut tx, actor.person).await?;
    let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let states = coaching::states(&mut tx, &ids, today).await?;
    let policy = app.policy(&mut tx).await?;
    let summaries = engagement::group_summaries(&mut tx, &groups, today, &policy).await?;
    let mut items: Vec<CoachedGroup> = summaries
        .into_iter()
        .map(|summary| {
            let state = states.get(&summary.group.id).copied();
            CoachedGroup::of(summary, state)
        })
        .collect();
    items.sort_by_key(|item| (item.state == GroupState::Closed, Reverse(item.severity)));
    page.of(items, |item| item.id).map(json)
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

async fn report(
    app: &App,
    asker: &Asker,
    group: Uuid,
    choice: &Choice,
) -> Result<GroupReport, Problem> {
    let asked = (
        asked_window(choice.window)?,
        day_asked(app, choice.at.as_deref())?,
    );
    let mut tx = asker.read(app).await?;
    asker.see_group(&mut tx, GroupId(group)).await?;
    let viewer = match asker {
        Asker::Person(_) => Viewer::Coach,
        Asker::System(_) => Viewer::Outsider,
    };
    let policy = app.policy(&mut tx).await?;
    engagement::group_report(&mut tx, GroupId(group), viewer, asked, &policy)
        .await?
        .ok_or_else(Problem::not_found)
}

/// What a group's members did on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActivityItem {
    /// The day.
    day: String,
    /// Contributions.
    contributions: usize,
    /// Everything else that members did.
    other: usize,
}

/// What a group's members did on each day of the window, the latest first.
#[utoipa::path(
    get, path = "/groups/{group}/activity", tag = "groups",
    params(("group" = Uuid, Path, description = "The group"), Choice, PageParameters),
    responses((status = 200, body = List<ActivityItem>))
)]
pub(super) async fn activity(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Listed { choice, page }: Listed<Choice>,
) -> Result<Json<List<ActivityItem>>, Problem> {
    let report = report(&app, &asker, group, &choice).await?;
    let items = report.activity.into_iter().rev().map(|day| ActivityItem {
        day: date_of(day.day).to_string(),
        contributions: day.contributions,
        other: day.other,
    });
    page.of(items.collect(), |item| item.day.clone()).map(json)
}

/// Something said in a group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContributionItem {
    /// The statement.
    statement: Uuid,
    /// When.
    at: String,
    /// Who.
    person: Option<Uuid>,
    /// Their name, where one is known.
    name: Option<String>,
    /// What was done: `post`, `reply`, `ask`, `share`, `reflect` …
    #[schema(value_type = String)]
    act: ActKind,
    /// Its title.
    title: Option<String>,
    /// Where it can be looked at, if it has an address on the web.
    address: Option<String>,
    /// What was said.
    text: Option<String>,
    /// What it replies to.
    reply_to: Option<String>,
    /// Likes that count.
    likes: usize,
    /// People who disliked it: of no weight.
    dislikes: usize,
    /// Whether it is a question that nobody has answered.
    unanswered: bool,
}

impl From<Contribution> for ContributionItem {
    fn from(said: Contribution) -> Self {
        Self {
            statement: said.statement,
            at: format_time(said.at),
            person: said.person.as_ref().map(|person| person.id.0),
            name: said.person.and_then(|person| person.name),
            act: said.act,
            title: said.title,
            address: said.address,
            text: said.text,
            reply_to: said.reply_to,
            likes: said.likes,
            dislikes: said.dislikes,
            unanswered: said.unanswered,
        }
    }
}

/// What was said last in a group, and what was asked before and waits for an answer, the newest first.
#[utoipa::path(
    get, path = "/groups/{group}/contributions", tag = "groups",
    params(("group" = Uuid, Path, description = "The group"), Choice, PageParameters),
    responses((status = 200, body = List<ContributionItem>))
)]
pub(super) async fn contributions(
    State(app): State<App>,
    asker: Asker,
    Path(group): Path<Uuid>,
    Listed { choice, page }: Listed<Choice>,
) -> Result<Json<List<ContributionItem>>, Problem> {
    let report = report(&app, &asker, group, &choice).await?;
    let speakers: Vec<_> = report
        .discussion
        .iter()
        .filter_map(|said| said.person.as_ref().map(|person| person.id))
        .collect();
    asker.looked(&app, &speakers).await?;
    let items = report.discussion.into_iter().map(ContributionItem::from);
    page.of(items.collect(), |item| item.statement).map(json)
}

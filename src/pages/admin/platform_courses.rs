//! The courses of a learning platform: who is in them, how their rosters and results go, and having a
//! roster fetched.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use axum_extra::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::{live, roster, ui};
use super::paged::Paged;
use crate::access;
use crate::course_list::{self, Listed};
use crate::courses::{self, RoundKind, RoundState};
use crate::grades::Column;
use crate::groups::GroupId;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;
use crate::store::{StoreError, Tx};
use crate::words;

/// Courses on a page.
const PAGE: usize = 20;
/// Rosters that are awaited are looked for this often.
const LOOK: Duration = Duration::from_secs(1);

/// After which course the list goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct After {
    deployment: String,
    course: String,
}

/// A page of a platform's courses.
pub(super) struct Courses {
    platform: Uuid,
    listed: Paged<Listed>,
    /// Groups whose pages whoever looks may open.
    open: BTreeSet<GroupId>,
}

impl Courses {
    pub(super) async fn of(
        tx: &mut Tx,
        actor: &Actor,
        platform: Uuid,
        after: &After,
    ) -> Result<Self, Problem> {
        let place = (after.deployment.as_str(), after.course.as_str());
        let listed = course_list::listed(tx, platform, place, PAGE as i64 + 1).await?;
        let listed = Paged::of(listed, PAGE);
        let mut open = BTreeSet::new();
        for group in listed.items.iter().filter_map(|one| one.group.as_ref()) {
            if access::may_see_group(tx, actor, group.id).await? {
                open.insert(group.id);
            }
        }
        Ok(Self {
            platform,
            listed,
            open,
        })
    }

    pub(super) fn card(&self, locale: Locale, actor: &Actor, now: i64) -> Markup {
        html! {
            section.card #courses {
                h2 { (locale.text("courses-title")) }
                @if self.listed.items.is_empty() {
                    p.note { (locale.text("courses-none")) }
                } @else {
                    div.table { (self.table(locale, actor, now)) }
                    @if self.listed.items.iter().flat_map(|one| &one.columns).any(Column::is_gone) {
                        p.note { (locale.text("courses-column-gone-note")) }
                    }
                }
                (self.awaited(locale, now))
                (self.listed.next(locale, "page-more", |last| self.after(last)))
            }
        }
    }

    /// What shows the rosters that are being fetched as soon as they are there.
    fn awaited(&self, locale: Locale, now: i64) -> Markup {
        let is_due = |one: &&Listed| one.roster.as_ref().is_some_and(|it| it.due_at() <= now);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for one in self.listed.items.iter().filter(is_due) {
            query.append_pair("course", &one.course.id.to_string());
        }
        let query = query.finish();
        html! {
            @if !query.is_empty() {
                (live::place(&format!("/admin/platforms/{}/live?{query}", self.platform)))
                (roster::by_hand(locale))
            }
        }
    }

    /// The address of what comes after a course.
    fn after(&self, last: &Listed) -> String {
        let (deployment, course) = last.course.place();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("deployment", &deployment)
            .append_pair("course", &course)
            .finish();
        format!("/admin/platforms/{}?{query}#courses", self.platform)
    }

    fn table(&self, locale: Locale, actor: &Actor, now: i64) -> Markup {
        let labels = [
            "courses-course",
            "courses-group",
            "courses-members",
            "courses-fetched",
            "courses-next",
            "courses-columns",
            "keys-actions",
        ]
        .map(|key| locale.text(key));
        let [_, group, members, fetched, next, columns, actions] = &labels;
        html! {
            table.cards {
                thead { tr { @for (index, label) in labels.iter().enumerate() {
                    th.number[index == 2] scope="col" { (label) }
                } } }
                tbody { @for one in &self.listed.items { tr {
                    th.wrap scope="row" {
                        (one.course.title.as_deref().unwrap_or(&one.course.context_id))
                        br; code.note { (one.course.deployment_id) " / " (one.course.context_id) }
                    }
                    td.wrap data-label=(group) { (self.group(locale, one)) }
                    td.number data-label=(members) { (count(one)) }
                    td.wrap data-label=(fetched) { (fetched_at(locale, actor, one)) }
                    td.wrap data-label=(next) { (next_at(locale, actor, one, now)) }
                    td.wrap data-label=(columns) { (gradebook(locale, actor, one)) }
                    td data-label=(actions) {
                        @if one.roster.is_some() { (self.fetch(locale, one.course.id)) }
                    }
                } } }
            }
        }
    }

    fn group(&self, locale: Locale, one: &Listed) -> Markup {
        html! {
            @match &one.group {
                None => "–",
                Some(group) if self.open.contains(&group.id) => {
                    a href={ "/groups/" (group.id) } { (ui::group_name(locale, group)) }
                },
                Some(group) => (ui::group_name(locale, group)),
            }
        }
    }

    fn fetch(&self, locale: Locale, course: Uuid) -> Markup {
        let address = format!("/admin/platforms/{}/courses/{course}/roster", self.platform);
        html! {
            form method="post" action=(address) {
                button.plain type="submit" { (locale.text("courses-fetch")) }
            }
        }
    }
}

/// How many the last roster had.
fn count(one: &Listed) -> Markup {
    let count = one.roster.as_ref().and_then(|state| state.count);
    html! { @match count { Some(count) => (count), None => "–" } }
}

/// When the last roster came, and why no other did.
fn fetched_at(locale: Locale, actor: &Actor, one: &Listed) -> Markup {
    html! {
        @match &one.roster {
            None => (locale.text("courses-no-roster")),
            Some(state) => {
                (ui::moment_if(locale, &actor.zone, state.done_at))
                (failed(locale, actor, state))
            }
        }
    }
}

/// Why the last round brought nothing, if it did not.
fn failed(locale: Locale, actor: &Actor, state: &RoundState) -> Markup {
    let reason = state.reason();
    let detail = state
        .error
        .as_deref()
        .filter(|words| Some(*words) != reason);
    html! {
        @if let Some(reason) = reason {
            p.note {
                (ui::moment_if(locale, &actor.zone, state.error_at)) ": "
                (words::rule(locale, reason))
                @if let Some(detail) = detail { br; code { (detail) } }
            }
        }
    }
}

/// Our columns in the gradebook, which of them are gone, and how reading it goes.
fn gradebook(locale: Locale, actor: &Actor, one: &Listed) -> Markup {
    html! {
        @if one.columns.is_empty() { "–" }
        @for column in &one.columns { div {
            (column.label)
            @if column.is_gone() {
                " " span.chip.amber { (locale.text("courses-column-gone")) }
            }
        } }
        @if let Some(state) = &one.results {
            p.note {
                (locale.text("courses-results")) " "
                (ui::moment_if(locale, &actor.zone, state.done_at))
            }
            (failed(locale, actor, state))
        }
    }
}

fn next_at(locale: Locale, actor: &Actor, one: &Listed, now: i64) -> Markup {
    html! {
        @match one.roster.as_ref().map(RoundState::due_at) {
            None => "–",
            Some(at) if at <= now => (locale.text("courses-due")),
            Some(at) => (ui::moment(locale, &actor.zone, at)),
        }
    }
}

/// Has the roster of a course fetched at once.
pub(super) async fn fetch(
    State(app): State<App>,
    actor: Actor,
    Path((platform, course)): Path<(Uuid, Uuid)>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let mut tx = app.db.write().await?;
    if !course_list::fetch_roster(&mut tx, platform, course, app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!(
        "/admin/platforms/{platform}#courses"
    )))
}

/// Courses whose rosters a page says are being fetched.
#[derive(Debug, Deserialize)]
pub(super) struct Awaited {
    #[serde(default)]
    course: Vec<Uuid>,
}

/// Tells a page that says that rosters are being fetched when one of them is there, or is not to be
/// had.
pub(super) async fn tell(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(mut awaited): Query<Awaited>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    if awaited.course.is_empty() {
        return Err(Problem::not_found());
    }
    awaited.course.truncate(PAGE);
    let stopping = app.stopping.clone();
    let fetched = async move {
        while !is_one_fetched(&app, &awaited.course).await.unwrap_or(false) {
            tokio::time::sleep(LOOK).await;
        }
    };
    Ok(live::rosters(stopping, locale, fetched))
}

async fn is_one_fetched(app: &App, courses: &[Uuid]) -> Result<bool, StoreError> {
    let mut tx = app.db.read().await?;
    let states = courses::rounds(&mut tx, courses, RoundKind::Roster).await?;
    let now = app.clock.now().as_microsecond();
    Ok(states.values().any(|state| state.due_at() > now))
}

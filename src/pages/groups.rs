//! My groups: which of them needs me?

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Place, page};
use super::locale::Locale;
use super::{chart, organising, sheet, ui};
use crate::coaching::{self, GroupState};
use crate::engagement::{self, Alert, GroupSummary, Severity};
use crate::exports::{Subject, sheets};
use crate::groups::{Group, GroupId};
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::sso::{Actor, Role};
use crate::state::App;

/// Which groups are to be shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    /// Those that are archived; the others if it is left out.
    archived: Option<String>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(choice): Query<Choice>,
) -> Result<Markup, Problem> {
    if !actor.roles.has(Role::Coach) {
        return Err(Problem::new(
            Kind::Forbidden,
            Message::new("refused-coaches-have"),
        ));
    }
    let today = app.today();
    let mut tx = app.read(&actor).await?;
    let groups = engagement::my_groups(&mut tx, actor.person).await?;
    let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let states = coaching::states(&mut tx, &ids, today).await?;
    let (closed, going): (Vec<Group>, Vec<Group>) = groups
        .into_iter()
        .partition(|group| states.get(&group.id) == Some(&GroupState::Closed));
    let archived = choice.archived.is_some();
    let counts = (going.len(), closed.len());
    let shown = if archived { closed } else { going };
    let policy = app.policy(&mut tx).await?;
    let mut summaries = engagement::group_summaries(&mut tx, &shown, today, &policy).await?;
    // Whatever needs the coach most comes first; equals stay in the order of their names.
    summaries.sort_by_key(|summary| std::cmp::Reverse(rank(summary)));
    let title = locale.text("groups-title");
    let body = html! {
        div.head.row-head {
            h1 { (title) }
            a.button href="/groups/new" { (locale.text("groups-new")) }
        }
        @if counts.1 > 0 { (tabs(locale, counts, archived)) }
        @if summaries.is_empty() {
            (ui::empty(locale, "groups-empty-title", "groups-empty"))
        } @else {
            section.card {
                (table((&app, &actor), locale, &summaries, &states))
                (weeks((&app, &actor), locale, &summaries))
                (sheet::menu(locale, Subject::Groups, ""))
            }
        }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Groups,
        &title,
        body,
    ))
}

/// The way between the groups that go on and those that are archived.
fn tabs(locale: Locale, (going, closed): (usize, usize), archived: bool) -> Markup {
    html! {
        nav.tabs aria-label=(locale.text("groups-title")) {
            a href="/groups" aria-current=[(!archived).then_some("page")] {
                (locale.with("groups-going", &[("count", going.into())]))
            }
            a href="/groups?archived=yes" aria-current=[archived.then_some("page")] {
                (locale.with("groups-archived", &[("count", closed.into())]))
            }
        }
    }
}

fn rank(summary: &GroupSummary) -> usize {
    let weight = |alert: &Alert| {
        if alert.severity == Severity::Red {
            100
        } else {
            1
        }
    };
    summary.health.about_group().map(weight).sum()
}

/// The figures of the small charts.
fn weeks((app, actor): (&App, &Actor), locale: Locale, summaries: &[GroupSummary]) -> Markup {
    let definition = sheets::group_weeks(locale, app.today());
    html! {
        details {
            summary { (locale.text("groups-weeks-table")) }
            (sheet::table(&sheet::reader(actor, locale), &definition, summaries, |_, _| None))
        }
    }
}

fn table(
    (app, actor): (&App, &Actor),
    locale: Locale,
    summaries: &[GroupSummary],
    states: &BTreeMap<GroupId, GroupState>,
) -> Markup {
    let definition = sheets::group_list(locale, app.today());
    sheet::table(
        &sheet::reader(actor, locale),
        &definition,
        summaries,
        |column, one| {
            Some(match &*column.name {
                "name" => {
                    let state = states
                        .get(&one.group.id)
                        .copied()
                        .unwrap_or(GroupState::Open);
                    html! {
                        a href={ "/groups/" (one.group.id) } { (ui::group_name(locale, &one.group)) }
                        " " (organising::state(locale, state))
                    }
                }
                "state" => ui::state(locale, one.health.worst()),
                "contributions" => {
                    let total: usize = one.weeks.iter().sum();
                    let last = one.weeks.last().copied().unwrap_or(0);
                    let counts = [("total", total.into()), ("last", last.into())];
                    let weeks: Vec<Option<usize>> = one.weeks.iter().copied().map(Some).collect();
                    chart::spark(&weeks, &locale.with("groups-weeks-summary", &counts))
                }
                "last_contribution" => {
                    let silence = one.health.silence.map(|days| -days);
                    html! { (locale.days_ago(silence, 0)) }
                }
                _ => return None,
            })
        },
    )
}

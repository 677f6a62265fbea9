//! My groups: which of them needs me?

use axum::extract::State;
use maud::{Markup, html};

use super::layout::{Place, page};
use super::locale::Locale;
use super::{chart, ui};
use crate::engagement::{self, Alert, AlertRule, GroupSummary, Severity};
use crate::problem::{Kind, Problem};
use crate::sso::{Actor, Role};
use crate::state::App;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    if !actor.roles.has(Role::Coach) {
        return Err(Problem::new(
            Kind::Forbidden,
            "Only coaches have groups here.",
        ));
    }
    let today = app.today();
    let mut tx = app.db.read().await?;
    let groups = engagement::my_groups(&mut tx, actor.person).await?;
    let mut summaries = engagement::group_summaries(&mut tx, &groups, today, &app.policy()).await?;
    // Whatever needs the coach most comes first; equals stay in the order of their names.
    summaries.sort_by_key(|summary| std::cmp::Reverse(rank(summary)));
    let title = locale.text("groups-title");
    let body = html! {
        div.head { h1 { (title) } }
        @if summaries.is_empty() {
            (ui::empty(locale, "groups-empty-title", "groups-empty"))
        } @else {
            section.card { div.table { (table(locale, &summaries)) } }
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

fn table(locale: Locale, summaries: &[GroupSummary]) -> Markup {
    let labels = [
        "groups-group",
        "groups-state",
        "groups-members",
        "groups-weeks",
        "groups-active",
        "groups-voices",
        "groups-quiet",
        "groups-last",
    ]
    .map(|key| locale.text(key));
    html! {
        table.cards {
            thead { tr {
                @for (index, label) in labels.iter().enumerate() {
                    th.number[matches!(index, 2 | 4 | 5 | 6)] scope="col" { (label) }
                }
            } }
            tbody { @for summary in summaries { (row(locale, summary, &labels)) } }
        }
    }
}

fn row(locale: Locale, summary: &GroupSummary, labels: &[String; 8]) -> Markup {
    let name = summary
        .group
        .name
        .clone()
        .unwrap_or_else(|| locale.text("group-unnamed"));
    let total: usize = summary.weeks.iter().sum();
    let last = summary.weeks.last().copied().unwrap_or(0);
    let weeks = locale.with(
        "groups-weeks-summary",
        &[("total", total.into()), ("last", last.into())],
    );
    let dash = || "–".to_owned();
    let [
        _,
        state,
        members,
        chart,
        active,
        voices,
        quiet,
        contribution,
    ] = labels;
    let silent = summary
        .health
        .alerts
        .iter()
        .filter(|alert| alert.rule == AlertRule::Quiet)
        .count();
    html! {
        tr {
            th scope="row" { a href={ "/groups/" (summary.group.id) } { (name) } }
            td data-label=(state) { (ui::state(locale, summary.health.worst())) }
            td.number data-label=(members) { (summary.members) }
            td data-label=(chart) { (chart::spark(&summary.weeks, &weeks)) }
            td.number data-label=(active) {
                (summary.health.active.map_or_else(dash, |share| locale.percent(share)))
            }
            td.number data-label=(voices) {
                (summary.health.voices.map_or_else(dash, |voices| locale.decimal(voices)))
            }
            td.number data-label=(quiet) { (silent) }
            td data-label=(contribution) {
                (locale.days_ago(summary.health.silence.map(|days| -days), 0))
            }
        }
    }
}

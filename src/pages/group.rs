//! One group: who speaks, is it answered, who is quiet?

use axum::extract::{Path, Query, State};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::layout::{Place, page};
use super::live::Since;
use super::locale::Locale;
use super::look::looked;
use super::{board, chart, measured, network, organising, roster, sheet, ui};
use crate::access;
use crate::coaching::{self, Definition, GroupState};
use crate::courses::{self, RosterState};
use crate::engagement::{
    self, Alert, Contribution, GroupReport, MemberReport, Severity, Viewer, Window,
};
use crate::exports::{Subject, sheets};
use crate::groups::{self, GroupId};
use crate::people::{Person, PersonId, View};
use crate::problem::Problem;
use crate::projector::ActKind;
use crate::sso::Actor;
use crate::state::App;
use crate::words;

/// A member counts as quiet from this many days on.
const QUIET: i64 = 14;
/// Quiet members listed.
const SILENT: usize = 8;
/// Alerts shown at once.
const ALERTS: usize = 8;

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    window: Window,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(group): Path<Uuid>,
    Query(choice): Query<Choice>,
) -> Result<Markup, Problem> {
    let group = GroupId(group);
    let mut tx = app.read(&actor).await?;
    access::see_group(&mut tx, &actor, group).await?;
    let since = Since::now(&app, &mut tx).await?;
    // Before those who are members by it: what comes between is told, and shown anew.
    let roster = courses::roster(&mut tx, group).await?;
    let policy = app.policy(&mut tx).await?;
    let report = engagement::group_report(
        &mut tx,
        group,
        Viewer::Coach,
        (choice.window, app.today()),
        &policy,
    )
    .await?
    .ok_or_else(Problem::not_found)?;
    let roster = match roster {
        // Who joined with a roster is no member before facts say so.
        Some(RosterState::Current { done_at })
            if report.members.is_empty() && !since.shows(&mut tx, done_at).await? =>
        {
            Some(RosterState::Awaited)
        }
        roster => roster,
    };
    let chosen = groups::board_mode(&mut tx, group).await?;
    let definition = coaching::definition(&mut tx, group, app.today())
        .await?
        .ok_or_else(Problem::not_found)?;
    drop(tx);
    let seen: Vec<PersonId> = report
        .members
        .iter()
        .map(|member| member.person.id)
        .collect();
    looked(&app, &actor, &seen, View::Group).await?;
    let title = ui::group_name(locale, &report.group);
    let body = html! {
        (head(locale, &report, &definition, &title, roster.as_ref()))
        @if let Some(roster) = &roster { (roster::card(locale, &actor.zone, roster)) }
        (organising::featured::card(locale, &report))
        (windows(locale, report.window))
        (since.within(group, roster.as_ref()))
        div.columns {
            (activity(&actor, locale, &report))
            (alerts(locale, &report))
        }
        (members(&actor, locale, &report))
        (restricted(locale, &report.restricted))
        (network::card(locale, &report))
        div.columns {
            (discussion(&actor.zone, locale, &report))
            div.stack {
                @if report.tells_of_quiet { (silent(locale, &report)) }
                (board::card(&actor, locale, &report))
                (board::modes(locale, &report, chosen))
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

fn head(
    locale: Locale,
    report: &GroupReport,
    group: &Definition,
    title: &str,
    roster: Option<&RosterState>,
) -> Markup {
    // Nobody is not who is in the course while the list of it is on its way.
    let is_awaited = report.members.is_empty() && roster == Some(&RosterState::Awaited);
    let coaches: Vec<String> = report
        .coaches
        .iter()
        .map(|coach| ui::name(locale, Some(coach)))
        .collect();
    let topics: Vec<&str> = report
        .competencies
        .iter()
        .map(|(_, _, name)| name.as_str())
        .collect();
    html! {
        div.head {
            h1 { (title) " " @if group.state != GroupState::Open { (organising::state(locale, group.state)) } }
            @if let Some(description) = &group.description { p.written { (description) } }
            p.facts {
                @if !is_awaited {
                    span { (locale.with("group-members", &[("count", report.members.len().into())])) }
                }
                @if !coaches.is_empty() {
                    span { (locale.with("group-coached-by", &[("names", coaches.join(", ").into())])) }
                }
                @if !topics.is_empty() {
                    span { a href={ "/groups/" (report.group.id) "/matrix" } { (locale.text("group-matrix")) } }
                    span { (locale.with("group-works-on", &[("names", topics.join(", ").into())])) }
                }
            }
            (organising::actions(locale, group))
        }
    }
}

fn windows(locale: Locale, current: Window) -> Markup {
    html! {
        nav.tabs aria-label=(locale.text("group-window")) {
            @for window in Window::ALL {
                a href={ "?window=" (window.days()) }
                    aria-current=[(window == current).then_some("true")] {
                    (locale.with("window-days", &[("days", window.days().into())]))
                }
            }
        }
    }
}

fn alerts(locale: Locale, report: &GroupReport) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("group-alerts")) }
            @if report.health.about_group().next().is_none() {
                p.note { (locale.text("group-alerts-none")) }
            } @else {
                ul.list {
                    @for alert in report.health.about_group().take(ALERTS) {
                        li { (ui::state(locale, Some(alert.severity))) span { (alert_text(locale, report, alert)) } }
                    }
                }
            }
            (measured::indicators(locale, report))
        }
    }
}

pub(super) fn find(report: &GroupReport, person: PersonId) -> Option<&Person> {
    let members = report.members.iter().map(|member| &member.person);
    members
        .chain(&report.coaches)
        .find(|known| known.id == person)
}

fn alert_text(locale: Locale, report: &GroupReport, alert: &Alert) -> String {
    let name = ui::name(locale, alert.person.and_then(|person| find(report, person)));
    words::alert(locale, alert, &name)
}

fn activity(actor: &Actor, locale: Locale, report: &GroupReport) -> Markup {
    let contributions: usize = report.activity.iter().map(|day| day.contributions).sum();
    let other: usize = report.activity.iter().map(|day| day.other).sum();
    let busiest = report
        .activity
        .iter()
        .max_by_key(|day| day.contributions + day.other);
    let days = report.window.days();
    let summary = locale.with(
        "group-activity-summary",
        &[
            ("contributions", contributions.into()),
            ("other", other.into()),
            ("days", days.into()),
            (
                "busiest",
                busiest
                    .map_or_else(String::new, |day| locale.day(day.day))
                    .into(),
            ),
        ],
    );
    let labels = (
        locale.day(report.today - days + 1),
        locale.day(report.today),
    );
    html! {
        section.card {
            h2 { (locale.text("group-activity")) }
            @if contributions + other == 0 {
                p.note { (locale.with("group-activity-none", &[("days", days.into())])) }
            } @else {
                (chart::days(&report.activity, (&labels.0, &labels.1), &summary))
                p.legend {
                    span.s { (locale.text("activity-contributions")) }
                    span { (locale.text("activity-other")) }
                }
                details {
                    summary { (locale.text("show-as-table")) }
                    p.note { (summary) }
                    (sheet::table(
                        &sheet::reader(actor, locale),
                        &sheets::activity(locale),
                        report.activity.iter().rev().filter(|day| day.contributions + day.other > 0),
                        |_, _| None,
                    ))
                }
            }
        }
    }
}

fn members(actor: &Actor, locale: Locale, report: &GroupReport) -> Markup {
    let definition = sheets::members(locale);
    let reader = sheet::reader(actor, locale);
    let of = format!("&group={}&window={}", report.group.id, report.window.days());
    html! {
        section.card {
            h2 { (locale.text("group-people")) }
            @if report.members.is_empty() {
                p.note { (locale.text("group-people-none")) }
            } @else {
                (sheet::table(&reader, &definition, &report.members, |column, member| {
                    Some(match &*column.name {
                        "name" => ui::person_link(locale, &member.person),
                        "index" => html! {
                            span.index { (chart::index(member.score.index)) span { (member.score.index) } }
                        },
                        "last_active" => {
                            html! { (locale.days_ago(member.last_active, report.today)) }
                        }
                        _ => return None,
                    })
                }))
                (measured::index(locale, &report.rules, report.window))
            }
            (sheet::menu(locale, Subject::Group, &of))
        }
    }
}

/// Members whose data are only kept, and what to do instead of looking at them.
pub(super) fn restricted(locale: Locale, people: &[Person]) -> Markup {
    html! {
        @if !people.is_empty() {
            section.card {
                h2 { (locale.text("restriction-members")) }
                ul.list { @for person in people {
                    li { span.chip { (locale.text("restriction-chip")) } span { (ui::name(locale, Some(person))) } }
                } }
                p.note { (locale.text("restriction-members-note")) }
            }
        }
    }
}

fn silent(locale: Locale, report: &GroupReport) -> Markup {
    let mut silent: Vec<(i64, &MemberReport)> = report
        .members
        .iter()
        .map(|member| {
            (
                report.today - member.last_active.unwrap_or(member.since),
                member,
            )
        })
        .filter(|(days, member)| *days >= QUIET && !report.unwatched.contains(&member.person.id))
        .collect();
    silent.sort_by_key(|(days, _)| std::cmp::Reverse(*days));
    html! {
        section.card {
            h2 { (locale.text("group-silent")) }
            @if silent.is_empty() {
                p.note { (locale.text("group-silent-none")) }
            } @else {
                ul.list {
                    @for (days, member) in silent.iter().take(SILENT) {
                        @let name = ui::name(locale, Some(&member.person));
                        li {
                            (ui::state(locale, Some(if *days >= 2 * QUIET { Severity::Red } else { Severity::Amber })))
                            a href={ "/people/" (member.person.id) } {
                                (locale.with("silent-days", &[("name", name.into()), ("days", (*days).into())]))
                            }
                        }
                    }
                }
                @if silent.len() > SILENT {
                    p.note { (locale.with("silent-more", &[("count", (silent.len() - SILENT).into())])) }
                }
            }
        }
    }
}

fn discussion(zone: &TimeZone, locale: Locale, report: &GroupReport) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("group-discussion")) }
            @if report.discussion.is_empty() {
                p.note { (locale.text("group-discussion-none")) }
            } @else {
                ol.feed {
                    @for said in &report.discussion { (contribution(zone, locale, report, said)) }
                }
            }
        }
    }
}

fn contribution(
    zone: &TimeZone,
    locale: Locale,
    report: &GroupReport,
    said: &Contribution,
) -> Markup {
    let verb = match said.act {
        ActKind::Ask => "act-ask",
        ActKind::Reply => "act-reply",
        ActKind::Reflect => "act-reflect",
        ActKind::Share => "act-share",
        _ => "act-post",
    };
    html! {
        li id={ "said-" (said.statement) } {
            div.meta {
                span { strong { (ui::name(locale, said.person.as_ref())) } " " (locale.text(verb)) }
                // "Yesterday" would be the organisation's, and may be another than the reader's.
                span { (ui::minute(locale, zone, said.at)) }
                @if said.likes > 0 {
                    span { (locale.with("feed-likes", &[("count", said.likes.into())])) }
                }
                @if said.dislikes > 0 {
                    span { (locale.with("feed-dislikes", &[("count", said.dislikes.into())])) }
                }
                @if said.unanswered { span.chip.amber { (locale.text("feed-unanswered")) } }
            }
            @if let Some(title) = said.reply_to.as_ref() {
                div.meta { (locale.with("feed-reply-to", &[("title", title.as_str().into())])) }
            } @else if let Some(title) = said.title.as_ref().filter(|title| Some(*title) != said.text.as_ref()) {
                div.title { (title) }
            }
            @if let Some(text) = &said.text { blockquote { (text) } }
            (organising::featured::button(locale, report, said))
        }
    }
}

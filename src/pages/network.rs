//! A group's network: who replies to whom and likes what by whom.

use maud::{Markup, html};

use super::chart::{self, Edge, Node};
use super::group::find;
use super::ui;
use crate::engagement::{GroupReport, Tie};
use crate::locale::Locale;
use crate::people::{Person, PersonId};

/// People drawn at most: beyond, a circle says nothing.
const MOST: usize = 80;

/// The network's card.
pub(super) fn card(locale: Locale, report: &GroupReport) -> Markup {
    let ties = &report.graph.ties;
    html! {
        section.card {
            h2 { (locale.text("network-title")) }
            @if ties.is_empty() {
                p.note { (locale.with("network-none", &[("days", report.window.days().into())])) }
            } @else {
                (drawn(locale, report))
                (measures(locale, report))
                details {
                    summary { (locale.text("show-as-table")) }
                    (table(locale, report))
                }
            }
        }
    }
}

/// Everybody in the network: coaches first, then members, each by name.
fn people(report: &GroupReport) -> Vec<(&Person, bool)> {
    let members = report.members.iter().map(|member| &member.person);
    let coaches = report.coaches.iter().map(|coach| (coach, true));
    coaches
        .chain(members.map(|member| (member, false)))
        .collect()
}

fn drawn(locale: Locale, report: &GroupReport) -> Markup {
    let people = people(report);
    let place = |person: PersonId| people.iter().position(|(known, _)| known.id == person);
    let edges: Vec<Edge> = report
        .graph
        .ties
        .iter()
        .filter_map(|tie| {
            Some(Edge {
                from: place(tie.from)?,
                to: place(tie.to)?,
                replies: tie.replies,
                likes: tie.likes,
            })
        })
        .collect();
    let nodes: Vec<Node> = people
        .iter()
        .map(|(person, coach)| Node {
            name: ui::name(locale, Some(person)),
            coach: *coach,
        })
        .collect();
    let summary = summary(locale, report, &edges);
    html! {
        p { (summary) }
        @if nodes.len() <= MOST {
            (chart::network(&nodes, &edges, &summary))
            p.legend.network-legend {
                span.s { (locale.text("network-replies")) }
                span.like { (locale.text("network-likes")) }
                span.c { (locale.text("network-coach")) }
                span { (locale.text("network-alone")) }
            }
        }
    }
}

/// How many ties there are, and who is replied to or liked by most.
fn summary(locale: Locale, report: &GroupReport, edges: &[Edge]) -> String {
    let heard = |person: PersonId| {
        report
            .graph
            .ties
            .iter()
            .filter(|tie| tie.to == person)
            .count()
    };
    let members = report.members.iter().map(|member| &member.person);
    let most = members.max_by_key(|person| (heard(person.id), std::cmp::Reverse(&person.name)));
    locale.with(
        "network-summary",
        &[
            ("ties", edges.len().into()),
            ("days", report.window.days().into()),
            ("most", ui::name(locale, most).into()),
            ("heard", most.map_or(0, |person| heard(person.id)).into()),
        ],
    )
}

fn measures(locale: Locale, report: &GroupReport) -> Markup {
    let graph = &report.graph;
    let all = [
        ("network-reciprocity", graph.reciprocity),
        ("network-density", graph.density),
        ("network-centralisation", graph.centralisation),
        ("network-inequality", graph.inequality),
    ];
    html! {
        dl.measures {
            @for (key, value) in all {
                @if let Some(value) = value {
                    div { dt { (locale.text(key)) } dd { (locale.percent(value)) } }
                }
            }
        }
        p.note { (locale.text("network-note")) }
    }
}

fn table(locale: Locale, report: &GroupReport) -> Markup {
    let mut ties: Vec<&Tie> = report.graph.ties.iter().collect();
    ties.sort_by_key(|tie| std::cmp::Reverse((tie.replies, tie.likes)));
    html! {
        div.table { table {
            caption { (locale.text("network-title")) }
            thead { tr {
                th scope="col" { (locale.text("network-from")) }
                th scope="col" { (locale.text("network-to")) }
                th.number scope="col" { (locale.text("network-replies")) }
                th.number scope="col" { (locale.text("network-likes")) }
            } }
            tbody { @for tie in ties { tr {
                th scope="row" { (ui::name(locale, find(report, tie.from))) }
                td { (ui::name(locale, find(report, tie.to))) }
                td.number { (tie.replies) }
                td.number { (tie.likes) }
            } } }
        } }
    }
}

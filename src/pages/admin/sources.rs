//! What arrives, from where? Statements by source and day, and what was refused.

use std::collections::BTreeSet;

use axum::extract::State;
use maud::{Markup, html};

use super::super::locale::Locale;
use super::super::{chart, ui};
use super::{Tab, headed};
use crate::access;
use crate::arrivals::{self, Source};
use crate::credentials;
use crate::problem::Problem;
use crate::refusals;
use crate::sso::Actor;
use crate::state::App;
use crate::statements;

/// Days that are shown.
const DAYS: i64 = 30;
const DAY: i64 = 24 * 3600 * 1_000_000;
/// Sources that the table of days has a column for.
const COLUMNS: usize = 6;

/// A key of which requests were refused.
struct Refused {
    key: String,
    label: String,
    count: i64,
    last: Option<i64>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    arrivals::count_up(&app.db, &app.zone()).await?;
    let today = app.today();
    let keys = credentials::all(&app.db).await?;
    let mut tx = app.db.read().await?;
    let sources = arrivals::sources(&mut tx, today - DAYS + 1).await?;
    let last: Vec<i64> = sources.iter().map(|source| source.last_seq).collect();
    let last = statements::at(&mut tx, &last).await?;
    let since = app.clock.now().as_microsecond() - DAYS * DAY;
    let mut refused = Vec::new();
    for key in keys {
        let (count, last) = refusals::count_of(&mut tx, &key.key, since).await?;
        if count > 0 {
            refused.push(Refused {
                key: key.key,
                label: key.label,
                count,
                last,
            });
        }
    }
    drop(tx);
    let labels = [
        "sources-source",
        "sources-days",
        "sources-month",
        "sources-all",
        "sources-last",
    ]
    .map(|key| locale.text(key));
    let body = html! {
        @if sources.is_empty() {
            (ui::empty(locale, "sources-empty-title", "sources-empty"))
        } @else {
            section.card {
                div.table { table.cards {
                    thead { tr { @for (index, label) in labels.iter().enumerate() {
                        th.number[index == 2 || index == 3] scope="col" { (label) }
                    } } }
                    tbody { @for source in &sources {
                        @let sample = last.get(&source.last_seq).map(|(id, _)| id);
                        tr {
                            th scope="row" {
                                (source.name())
                                @if let Some(account) = source.account() { br; code.note { (account) } }
                            }
                            td data-label=(labels[1]) { (spark(locale, source, today)) }
                            td.number data-label=(labels[2]) { (locale.whole(month(source))) }
                            td.number data-label=(labels[3]) { (locale.whole(source.statements)) }
                            td data-label=(labels[4]) {
                                @let at = ui::moment(locale, &actor.zone, source.last_at);
                                @match sample {
                                    Some(id) => a href={ "/admin/statements/" (id) } { (at) },
                                    None => (at),
                                }
                            }
                        }
                    } }
                } }
                details {
                    summary { (locale.text("sources-by-day")) }
                    (by_day(locale, &sources))
                }
            }
        }
        section.card {
            h2 { (locale.text("sources-refused")) }
            @if refused.is_empty() {
                p.note { (locale.text("sources-none-refused")) }
            } @else {
                ul.list { @for one in &refused {
                    li { span {
                        a href={ "/admin/refusals?key=" (one.key) } { (one.label) } " "
                        (locale.with("sources-refusals", &[("count", one.count.into())]))
                        @if let Some(at) = one.last { ", " (ui::moment(locale, &actor.zone, at)) }
                    } }
                } }
            }
        }
    };
    Ok(headed(&app, locale, &actor, Tab::Sources, body))
}

fn month(source: &Source) -> i64 {
    source.days.values().sum()
}

fn spark(locale: Locale, source: &Source, today: i64) -> Markup {
    let counts: Vec<Option<usize>> = (today - DAYS + 1..=today)
        .map(|day| source.days.get(&day).copied().unwrap_or(0))
        .map(|count| Some(usize::try_from(count).unwrap_or(0)))
        .collect();
    let most = counts.iter().flatten().copied().max().unwrap_or(0);
    let summary = locale.with(
        "sources-spark",
        &[("sum", month(source).into()), ("most", most.into())],
    );
    chart::spark(&counts, &summary)
}

/// The figures of the small charts.
fn by_day(locale: Locale, sources: &[Source]) -> Markup {
    let shown = &sources[..sources.len().min(COLUMNS)];
    let days: BTreeSet<i64> = shown
        .iter()
        .flat_map(|it| it.days.keys().copied())
        .collect();
    html! {
        div.table { table {
            thead { tr {
                th scope="col" { (locale.text("sources-day")) }
                @for source in shown { th.number scope="col" { (source.name()) } }
            } }
            tbody { @for day in days.iter().rev() { tr {
                th scope="row" { (locale.day(*day)) }
                @for source in shown {
                    td.number { (locale.whole(source.days.get(day).copied().unwrap_or(0))) }
                }
            } } }
        } }
    }
}

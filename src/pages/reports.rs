//! Is learning and development working? Figures of a month or quarter, without people.

use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Router, middleware};
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Place, page};
use super::locale::Locale;
use super::{chart, sheet, ui};
use crate::access;
use crate::exports::Subject;
use crate::exports::sheets::{competencies, figure_name, period_name, roles};
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::projector::days_since_epoch;
use crate::reports::{self, CompetencyFigures, LOOKED_BACK, Measure, Period, Report, ReportError};
use crate::sso::{self, Actor, Role};
use crate::state::App;

pub(super) fn router(app: &App) -> Router<App> {
    let recently = middleware::from_fn_with_state(app.clone(), sso::recently);
    Router::new()
        .route("/reports", get(show))
        .route("/reports/{period}/renew", post(renew).layer(recently))
}

/// Which period is to be shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// The last that is over if left out.
    period: Option<String>,
}

fn named(text: &str) -> Result<Period, Problem> {
    text.parse().map_err(|_| {
        Problem::new(
            Kind::InvalidParameter,
            Message::new("refused-period").with("text", text),
        )
    })
}

async fn show(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    access::see_reports(&actor)?;
    let (today, length) = (app.today(), app.config.reports.period);
    let period = match &asked.period {
        Some(text) => named(text)?,
        None => Period::last_closed(length, today),
    };
    let report = reports::report(&app.db, &app.clock, today, period).await?;
    // The same, some periods back, the latest first. Where one of another length stands in the way
    // there is no looking back.
    let mut earlier = Vec::new();
    for back in 1..LOOKED_BACK {
        match reports::report(&app.db, &app.clock, today, period.before(back)).await {
            Ok(report) => earlier.push(report),
            Err(ReportError::Overlaps(_)) => break,
            Err(error) => return Err(error.into()),
        }
    }
    let title = locale.text("report-title");
    let made = report.made_on.parse().map_or_else(
        |_| report.made_on.clone(),
        |date| locale.day(days_since_epoch(date)),
    );
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                span { (period_name(locale, period)) }
                span { (locale.day(period.first())) " – " (locale.day(period.last())) }
                span { (locale.with("report-made", &[("date", made.into())])) }
            }
        }
        (choose(&app, locale, period))
        p.note { (locale.text("report-note")) }
        (figures(locale, &report, &earlier))
        @if !report.roles.is_empty() { (by_role(&actor, locale, &report)) }
        (levels(&actor, locale, &report))
        (cohorts(locale, &report, &earlier))
        section.card {
            (super::ui::rule_set(locale, &report.rule_set))
            (sheet::menu(locale, Subject::Report, &format!("&period={period}")))
            @if actor.roles.has(Role::Administrator) {
                (analysis(locale))
                form method="post" action={ "/reports/" (period) "/renew" } {
                    p.note { (locale.text("report-renew-note")) }
                    p.actions { button.plain type="submit" { (locale.text("report-renew")) } }
                }
            }
        }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Reports,
        &title,
        body,
    ))
}

async fn renew(
    State(app): State<App>,
    actor: Actor,
    Path(name): Path<String>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let period = named(&name)?;
    reports::renew(&app.db, &app.clock, &app.author(&actor), period).await?;
    Ok(Redirect::to(&format!("/reports?period={period}")))
}

/// Where administrators ask for rows of single people, made in the background.
fn analysis(locale: Locale) -> Markup {
    html! {
        details.export {
            summary { (locale.text("analysis-title")) }
            p.note { (locale.text("analysis-note")) }
            form method="post" action="/exports" {
                p.field {
                    label for="what" { (locale.text("analysis-what")) }
                    select #what name="what" {
                        @for what in [Subject::Evidence, Subject::History] {
                            option value=(what.word()) { (locale.text(&format!("export-of-{}", what.word()))) }
                        }
                    }
                }
                p.choice {
                    input #pseudonyms type="checkbox" name="pseudonyms" value="true" checked;
                    label for="pseudonyms" { (locale.text("analysis-pseudonyms")) }
                }
                p.actions { @for format in Subject::Evidence.formats() {
                    button.plain type="submit" name="format" value=(format.word()) {
                        (sheet::format_name(locale, *format))
                    }
                } }
            }
        }
    }
}

fn choose(app: &App, locale: Locale, shown: Period) -> Markup {
    let mut periods = reports::periods(app.config.reports.period, app.today());
    if !periods.contains(&shown) {
        periods.insert(0, shown);
    }
    html! {
        form.filters method="get" action="/reports" {
            div {
                label for="period" { (locale.text("report-period")) }
                select #period name="period" {
                    @for period in &periods {
                        option value=(period) selected[*period == shown] { (period_name(locale, *period)) }
                    }
                }
            }
            button type="submit" { (locale.text("report-show")) }
        }
    }
}

fn whole(locale: Locale, value: Option<u64>) -> Markup {
    ui::told(locale, value, |value| locale.whole(value))
}

fn percent(locale: Locale, value: Option<u8>) -> Markup {
    ui::told(locale, value, |value| {
        locale.percent(f64::from(value) / 100.0)
    })
}

/// Each figure, with the periods before, as columns and as a small chart.
fn figures(locale: Locale, report: &Report, earlier: &[Report]) -> Markup {
    let oldest_first = || earlier.iter().rev().chain([report]);
    let number = |report: &Report, measure: Measure| report.figure(measure)?.number;
    let name = |report: &Report| title_of(locale, &report.period);
    let [share, over_time] = ["report-share", "report-trend"].map(|key| locale.text(key));
    html! {
        section.card {
            h2 { (locale.text("report-figures")) }
            div.table { table.cards {
                thead { tr {
                    th scope="col" { (locale.text("report-measure")) }
                    @for report in oldest_first() { th.number scope="col" { (name(report)) } }
                    th.number scope="col" { (share) }
                    @if !earlier.is_empty() { th scope="col" { (over_time) } }
                } }
                tbody { @for measure in Measure::ALL { tr {
                    th scope="row" { (figure_name(locale, measure)) }
                    @for report in oldest_first() {
                        td.number data-label=(name(report)) { (whole(locale, number(report, measure))) }
                    }
                    @if has_share(measure) {
                        td.number data-label=(share) {
                            (percent(locale, report.figure(measure).and_then(|it| it.share)))
                        }
                    } @else { td {} }
                    @if !earlier.is_empty() {
                        td data-label=(over_time) { (trend(locale, measure, oldest_first())) }
                    }
                } } }
            } }
            p.note { (locale.text("report-share-note")) }
        }
    }
}

/// Whether a measure is a part of another one.
const fn has_share(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Active
            | Measure::Newcomers
            | Measure::Contributing
            | Measure::Applying
            | Measure::Verified
            | Measure::Achieving
            | Measure::Answered
    )
}

fn trend<'r>(
    locale: Locale,
    measure: Measure,
    reports: impl Iterator<Item = &'r Report>,
) -> Markup {
    let numbers: Vec<Option<u64>> = reports
        .map(|report| report.figure(measure).and_then(|it| it.number))
        .collect();
    // One number goes nowhere.
    if numbers.iter().flatten().count() < 2 {
        return html! { "–" };
    }
    let column = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let columns: Vec<Option<usize>> = numbers.iter().map(|it| it.map(column)).collect();
    let words: Vec<String> = numbers
        .iter()
        .map(|number| number.map_or("–".to_owned(), |number| locale.whole(number)))
        .collect();
    let summary = format!("{}: {}", figure_name(locale, measure), words.join(", "));
    chart::spark(&columns, &summary)
}

fn title_of(locale: Locale, period: &str) -> String {
    let parsed: Result<Period, _> = period.parse();
    parsed.map_or_else(|_| period.to_owned(), |period| period_name(locale, period))
}

fn by_role(actor: &Actor, locale: Locale, report: &Report) -> Markup {
    let reader = sheet::reader(actor, locale);
    html! {
        section.card {
            h2 { (locale.text("report-roles")) }
            (sheet::table(&reader, &roles(locale), &report.roles, |_, _| None))
        }
    }
}

fn levels(actor: &Actor, locale: Locale, report: &Report) -> Markup {
    let reader = sheet::reader(actor, locale);
    let table = competencies(locale, &report.competencies);
    let bar = |one: &CompetencyFigures| {
        let numbers = one.levels.iter().enumerate().map(|(level, number)| {
            let number = number.map_or("–".to_owned(), |number| locale.whole(number));
            format!("{level}: {number}")
        });
        let numbers: Vec<String> = numbers.collect();
        let name = one.name.as_str();
        let summary = locale.with(
            "report-levels-summary",
            &[("name", name.into()), ("levels", numbers.join(", ").into())],
        );
        html! { (one.name) (chart::levels(&one.levels, one.people, &summary)) }
    };
    html! {
        section.card {
            h2 { (locale.text("report-competencies")) }
            @if report.competencies.is_empty() {
                p.note { (locale.text("report-no-competencies")) }
            } @else {
                (sheet::table(&reader, &table, &report.competencies, |column, one| {
                    (column.name == "name").then(|| bar(one))
                }))
            }
        }
    }
}

/// Who began when, by who was still active later. Each period's share stands in its own report.
fn cohorts(locale: Locale, report: &Report, earlier: &[Report]) -> Markup {
    let reports: Vec<&Report> = earlier.iter().rev().chain([report]).collect();
    let of = |report: &Report, began: &str| {
        let mut cohorts = report.cohorts.iter();
        cohorts.find(|cohort| cohort.began == began).cloned()
    };
    html! {
        section.card {
            h2 { (locale.text("report-cohorts")) }
            p.note { (locale.text("report-cohorts-note")) }
            @if report.cohorts.is_empty() {
                p.note { (locale.text("report-no-cohorts")) }
            } @else {
                div.table tabindex="0" role="region" aria-label=(locale.text("report-cohorts")) { table.heat {
                    thead { tr {
                        th scope="col" { (locale.text("report-began")) }
                        th.number scope="col" { (locale.text("measure-people")) }
                        @for report in &reports { th scope="col" {
                            (locale.with("report-active-in", &[("period", title_of(locale, &report.period).into())]))
                        } }
                        th scope="col" { (locale.text("report-level-two")) }
                    } }
                    tbody { @for cohort in &report.cohorts { tr {
                        th scope="row" { (title_of(locale, &cohort.began)) }
                        td { span { (whole(locale, cohort.people)) } }
                        @for report in &reports {
                            @match of(report, &cohort.began) {
                                Some(then) => (shaded(locale, then.active)),
                                None => td {},
                            }
                        }
                        (shaded(locale, cohort.at_level_two))
                    } } }
                } }
            }
        }
    }
}

/// A share as its colour and its number.
fn shaded(locale: Locale, share: Option<u8>) -> Markup {
    let class = share.map_or("nothing".to_owned(), |share| {
        format!("l{}", chart::shade(f64::from(share) / 100.0))
    });
    html! { td class=(class) { span { (percent(locale, share)) } } }
}

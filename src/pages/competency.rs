//! One competency of a person: why this number, since when, on what evidence?

use axum::extract::{Path, State};
use maud::{Markup, html};
use uuid::Uuid;

use super::chart::{self, Mark, Sample};
use super::coaching::disagreements::Said;
use super::coaching::judging::Pins;
use super::coaching::vouching::{Back, Claims};
use super::layout::{Place, page};
use super::person::{Beside, card, noted};
use super::{sheet, ui};
use crate::access;
use crate::competency::{self, CompetencyProgress, PersonReport, Progress};
use crate::exports::sheets;
use crate::locale::Locale;
use crate::people::{PersonId, View};
use crate::problem::Problem;
use crate::rules::Class;
use crate::sso::Actor;
use crate::state::App;

/// Days that the line is drawn through.
const DAYS: i64 = 16;
/// A line begins at least this long ago, so that a first day is seen as one.
const LEAST: i64 = 30;
/// And at most this long ago.
const MOST: i64 = 730;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path((person, key)): Path<(Uuid, i64)>,
) -> Result<Markup, Problem> {
    show((&app, &actor, locale), (PersonId(person), key), None).await
}

/// One competency of a person, for whoever may see it; above it what is wrong with a form of it.
pub(super) async fn show(
    (app, actor, locale): (&App, &Actor, Locale),
    (person, key): (PersonId, i64),
    complaint: Option<&str>,
) -> Result<Markup, Problem> {
    let today = app.today();
    let mut tx = app.read(actor).await?;
    let may_act = access::see_person(&mut tx, actor, person).await?.may_act();
    let noted = noted(app, actor, person, View::Page);
    let mut report = competency::person_report(&mut tx, person, today)
        .await?
        .ok_or_else(Problem::not_found)?;
    report.competencies.retain(|found| found.key == key);
    report.ask_statements(&mut tx).await?;
    let found = report.competencies.first();
    let found = found.ok_or_else(Problem::not_found)?;
    let first = found.evidence.iter().map(|item| item.day).min();
    let first = first.unwrap_or(today).clamp(today - MOST, today - LEAST);
    let days = competency::spread(first, today, DAYS);
    let trend = competency::trend(&mut tx, person, key, &days).await?;
    let said = Said::of(&mut tx, locale, actor, person, may_act).await?;
    let pins = Pins::of(&mut tx, person, today).await?;
    let is_own = actor.person == person;
    let coach = (may_act && !is_own).then_some(actor.person);
    let claims = match coach {
        Some(coach) => Some(Claims::of(&mut tx, &report.competencies, (person, coach)).await?),
        None => None,
    };
    drop(tx);
    noted.done().await?;
    let body = html! {
        (ui::fault(locale, complaint))
        div.head {
            h1 { (found.name) }
            p.facts {
                a href={ (if is_own { "/me".to_owned() } else { format!("/people/{person}") }) } {
                    (ui::name(locale, Some(&report.person)))
                }
            }
        }
        (grown(locale, found, &trend, first, today))
        (card(&sheet::reader(actor, locale), &report, found, &Beside::alone()))
        @if let Some(claims) = &claims { (claims.card(locale, Back::Competency(key))) }
        (pins.card(locale, (person, coach), found))
        (said.about(found))
        (note(locale, &report, is_own))
    };
    let place = if is_own { Place::Me } else { Place::Groups };
    Ok(page(app, locale, Some(actor), place, &found.name, body))
}

fn note(locale: Locale, report: &PersonReport, is_own: bool) -> Markup {
    let name = ui::name(locale, Some(&report.person));
    html! {
        @if !is_own { p.note { (locale.with("person-access-note", &[("name", name.into())])) } }
    }
}

/// How the number came about, as a line over the evidence, and the same as a table.
fn grown(
    locale: Locale,
    found: &CompetencyProgress,
    trend: &[(i64, Progress)],
    first: i64,
    today: i64,
) -> Markup {
    let samples: Vec<Sample> = trend
        .iter()
        .map(|(day, progress)| Sample {
            day: *day,
            shown: progress.shown,
            contradicted: progress.contradicted,
        })
        .collect();
    let marks: Vec<Mark> = found
        .evidence
        .iter()
        .filter(|item| item.day >= first)
        .map(|item| Mark {
            day: item.day,
            lane: item.class as usize,
            quality: item.quality as f64 / 1e6,
        })
        .collect();
    let lanes = Class::ALL.map(|class| locale.text(sheets::class_name(class)));
    let target = found.plan.map(|plan| plan.target);
    let then = trend.first().map_or(0.0, |(_, progress)| progress.shown);
    let summary = locale.with(
        "trend-summary",
        &[
            ("then", locale.percent(then).into()),
            ("now", locale.percent(found.progress.shown).into()),
            ("day", locale.day(first).into()),
            ("count", marks.len().into()),
        ],
    );
    let ends = (locale.day(first), locale.day(today));
    html! {
        section.card {
            h2 { (locale.text("trend-title")) }
            @if trend.is_empty() {
                p.note { (locale.text("plan-nothing-yet")) }
            } @else {
                p { (summary) }
                (chart::timeline(&samples, &marks, (&found.scale, target), &lanes, (&ends.0, &ends.1), &summary))
                p.legend {
                    span.s { (locale.text("progress-shown")) }
                    span.c { (locale.text("progress-contradicted")) }
                }
                details {
                    summary { (locale.text("show-as-table")) }
                    div.table { table {
                        caption { (summary) }
                        thead { tr {
                            th scope="col" { (locale.text("evidence-date")) }
                            th.number scope="col" { (locale.text("progress-shown")) }
                            th.number scope="col" { (locale.text("progress-contradicted")) }
                            th.number scope="col" { (locale.text("plan-level")) }
                        } }
                        tbody { @for (day, progress) in trend.iter().rev() { tr {
                            th scope="row" { (locale.day(*day)) }
                            td.number { (locale.percent(progress.shown)) }
                            td.number { (locale.percent(progress.contradicted)) }
                            td.number { (progress.level) }
                        } } }
                    } }
                }
            }
        }
    }
}

//! For how long data are kept: what is recommended, what was decided, how far it is done, and what would
//! go.

use axum::extract::{Query, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::locale::Locale;
use super::{Tab, headed};
use crate::access;
use crate::problem::Problem;
use crate::retention::{self, Kind, Period, Preview, RetentionError, Unit};
use crate::sso::Actor;
use crate::state::App;

/// A period that is considered.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Considered {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    period: String,
}

impl Considered {
    fn read(&self) -> Result<Option<(Kind, i64)>, Problem> {
        if self.kind.is_empty() {
            return Ok(None);
        }
        let kind = kind(&self.kind)?;
        let period = self.period.trim().parse().ok();
        let period = period.filter(|period| (1..=kind.longest()).contains(period));
        period
            .map(|period| Some((kind, period)))
            .ok_or_else(|| RetentionError::Period(kind).into())
    }
}

fn kind(word: &str) -> Result<Kind, Problem> {
    Kind::of_word(word).ok_or_else(Problem::not_found)
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(considered): Query<Considered>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let considered = considered.read()?;
    let mut tx = app.db.read().await?;
    let periods = retention::periods(&mut tx).await?;
    let preview = match considered {
        None => None,
        Some((kind, period)) => {
            let when = (app.clock.now(), &app.zone());
            let found = retention::preview(&mut tx, kind, period, when).await;
            Some(found?)
        }
    };
    drop(tx);
    let body = html! {
        @if let Some(preview) = &preview { (what_goes(&actor.zone, locale, preview)) }
        @for kind in Kind::ALL {
            (card(&actor.zone, locale, *kind, periods.iter().find(|period| period.kind == *kind)))
        }
        (fixed(&app, locale))
    };
    Ok(headed(&app, locale, &actor, Tab::Retention, body))
}

fn length(locale: Locale, kind: Kind, period: i64) -> String {
    let key = match kind.unit() {
        Unit::Days => "retention-days",
        Unit::Months => "retention-months",
    };
    locale.with(key, &[("count", period.into())])
}

fn what_goes(zone: &TimeZone, locale: Locale, preview: &Preview) -> Markup {
    let kind = preview.kind;
    html! {
        section.card #preview {
            h2 { (locale.with("retention-preview", &[
                ("what", locale.text(&format!("retention-{}", kind.word())).into()),
                ("period", length(locale, kind, preview.period).into()),
            ])) }
            p { (locale.with("retention-preview-count", &[
                ("count", preview.count.into()),
                ("when", locale.moment_there(zone, preview.before).into()),
            ])) }
            p { (locale.text("retention-warning")) }
            form method="post" action="/admin/retention" {
                input type="hidden" name="kind" value=(kind.word());
                input type="hidden" name="period" value=(preview.period);
                button type="submit" { (locale.text("retention-switch-on")) }
            }
        }
    }
}

fn card(zone: &TimeZone, locale: Locale, kind: Kind, period: Option<&Period>) -> Markup {
    let word = kind.word();
    let name = locale.text(&format!("retention-{word}"));
    let shown = period.map_or_else(|| kind.recommended(), |period| period.period);
    let label = match kind.unit() {
        Unit::Days => "retention-period-days",
        Unit::Months => "retention-period-months",
    };
    html! {
        section.card {
            h2 { (name) }
            p { (locale.text(&format!("retention-{word}-what"))) }
            p.chips {
                @match period {
                    None => span.chip.grey { (locale.text("retention-for-ever")) },
                    Some(period) => span.chip.green { (length(locale, kind, period.period)) },
                }
                span.chip { (locale.with("retention-recommended", &[
                    ("period", length(locale, kind, kind.recommended()).into()),
                ])) }
            }
            @if let Some(period) = period { (state(zone, locale, period)) }
            form.row method="get" action="/admin/retention" {
                input type="hidden" name="kind" value=(word);
                p.field {
                    label for={ "period-" (word) } { (locale.text(label)) }
                    input id={ "period-" (word) } name="period" type="number" min="1"
                        max=(kind.longest()) required value=(shown);
                }
                button.plain type="submit" aria-label={ (name) ": " (locale.text("retention-consider")) } {
                    (locale.text("retention-consider"))
                }
            }
            @if period.is_some() {
                form method="post" action="/admin/retention" {
                    input type="hidden" name="kind" value=(word);
                    button.plain type="submit" aria-label={ (name) ": " (locale.text("retention-switch-off")) } {
                        (locale.text("retention-switch-off"))
                    }
                }
            }
        }
    }
}

/// How far it is, and how much has gone.
fn state(zone: &TimeZone, locale: Locale, period: &Period) -> Markup {
    let gone = locale.with("retention-gone", &[("count", period.gone.into())]);
    html! {
        @match period.done_at {
            Some(at) => p.note {
                (locale.with("retention-done", &[("when", locale.moment_there(zone, at).into())]))
                " " (gone)
            },
            None => {
                p.note { (locale.text("retention-under-way")) " " (gone) }
                @if period.target > 0 {
                    progress max=(period.target) value=(period.position)
                        aria-label=(locale.text("retention-under-way")) {}
                }
            }
        }
    }
}

/// What goes by settings or by itself.
fn fixed(app: &App, locale: Locale) -> Markup {
    let months = app.config.privacy.looks_months;
    let hours = app.config.sso.session_hours;
    let keep = app.config.exports.keep_hours;
    html! {
        section.card {
            h2 { (locale.text("retention-fixed")) }
            ul.list {
                li { (locale.with("retention-looks", &[("count", months.into())])) }
                li { (locale.with("retention-sessions", &[("count", hours.into())])) }
                li { (locale.with("retention-exports", &[("count", keep.into())])) }
                li { (locale.text("retention-rest")) }
            }
        }
    }
}

pub(super) async fn decide(
    State(app): State<App>,
    actor: Actor,
    Form(decided): Form<Considered>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let (kind, period) = if decided.period.trim().is_empty() {
        (kind(&decided.kind)?, None)
    } else {
        let read = decided.read()?;
        let (kind, period) = read.ok_or_else(Problem::not_found)?;
        (kind, Some(period))
    };
    let mut tx = app.db.write().await?;
    retention::decide(&mut tx, kind, period, &app.author(&actor), app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/retention"))
}

//! What a review looks at: each competency then and now, beside what each side says of it.

use maud::{Markup, html};

use super::super::{chart, ui};
use super::Visitor;
use crate::coaching::reviews::{Column, Compared, Preparation, Shown};
use crate::locale::Locale;
use crate::words;

/// The comparison, what was reached, and what is open.
pub(super) fn compared(visitor: &Visitor, prepared: &Preparation) -> Markup {
    let locale = visitor.locale;
    html! {
        section.card {
            h2 { (visitor.text("review-changed")) }
            p.note { (since(visitor, prepared)) }
            @if prepared.competencies.is_empty() {
                p.note { (visitor.text("review-nothing")) }
            } @else {
                ol.aims { @for found in &prepared.competencies { (competency(visitor, found)) } }
            }
            (ui::rule_set(locale, &prepared.rule_set))
        }
        div.columns {
            section.card {
                h2 { (visitor.text("review-achievements")) }
                @if prepared.achievements.is_empty() {
                    p.note { (visitor.text("review-achievements-none")) }
                } @else {
                    ul.list { @for reached in &prepared.achievements {
                        li {
                            span.note { (written(locale, &reached.day)) }
                            span {
                                (locale.text(&format!("reached-{}", reached.act)))
                                @if let Some(object) = &reached.object { ": " (object) }
                            }
                        }
                    } }
                }
            }
            section.card {
                h2 { (visitor.text("review-open-aims")) }
                @if prepared.open.is_empty() && prepared.unverified.is_empty() {
                    p.note { (visitor.text("review-open-none")) }
                }
                ul.list { @for aim in &prepared.open {
                    li { span {
                        (aim.title.clone().unwrap_or_else(|| visitor.text("goal-unnamed")))
                        " · " (locale.percent(aim.done))
                        @if let Some(due) = &aim.due {
                            " · " (locale.with("plan-due", &[("date", written(locale, due).into())]))
                        }
                    } }
                } }
                @if !prepared.unverified.is_empty() {
                    p.note { (locale.with("review-unverified", &[("count", prepared.unverified.len().into())])) }
                }
            }
        }
    }
}

/// A day that is kept as text, as the reader writes it.
pub(super) fn written(locale: Locale, day: &str) -> String {
    match day.parse() {
        Ok(date) => locale.day(crate::projector::days_since_epoch(date)),
        Err(_) => day.to_owned(),
    }
}

fn since(visitor: &Visitor, prepared: &Preparation) -> String {
    let now = written(visitor.locale, &prepared.now);
    match &prepared.then {
        Some(then) => visitor.locale.with(
            "review-since",
            &[
                ("then", written(visitor.locale, then).into()),
                ("now", now.into()),
            ],
        ),
        None => visitor.locale.with("review-first", &[("now", now.into())]),
    }
}

fn competency(visitor: &Visitor, found: &Compared) -> Markup {
    let locale = visitor.locale;
    html! {
        li {
            div.row-head {
                h3 { (found.name) }
                div.chips {
                    (level(locale, found))
                    @if let Some(target) = found.target {
                        span.chip.grey { (locale.with("level-target", &[("level", target.into())])) }
                    }
                }
            }
            @let summary = change(locale, found);
            (chart::then_and_now(found.then.map(shares), shares(found.now), &summary))
            p.note { (summary) }
            (sides(visitor, found))
        }
    }
}

fn shares(shown: Shown) -> (f64, f64) {
    (shown.shown, shown.contradicted)
}

fn level(locale: Locale, found: &Compared) -> Markup {
    let word = |level: u8| words::level(locale, level.into(), None);
    let now = found.now.level;
    html! {
        @match found.then.map(|then| then.level) {
            Some(then) if then != now => {
                span.chip.green[now > then].amber[now < then] { (word(then)) " → " (word(now)) }
            }
            _ => span.chip.grey[now == 0] { (word(now)) },
        }
    }
}

fn change(locale: Locale, found: &Compared) -> String {
    let points = |share: f64| format!("{:.0}", share * 100.0);
    match found.then {
        Some(then) => locale.with(
            "review-change",
            &[
                ("then", points(then.shown).into()),
                ("now", points(found.now.shown).into()),
                ("before", points(then.contradicted).into()),
                ("contradicted", points(found.now.contradicted).into()),
            ],
        ),
        None => locale.with(
            "review-new",
            &[
                ("now", points(found.now.shown).into()),
                ("contradicted", points(found.now.contradicted).into()),
            ],
        ),
    }
}

/// What each side says, side by side.
fn sides(visitor: &Visitor, found: &Compared) -> Markup {
    let locale = visitor.locale;
    let says = |column: &Column| match column.quality {
        Some(quality) => locale.with(
            "review-side",
            &[
                ("quality", locale.percent(quality).into()),
                ("mass", locale.decimal(column.mass).into()),
            ],
        ),
        None => "–".to_owned(),
    };
    html! {
        dl.sides {
            @for (key, column) in [
                ("class-own", &found.own),
                ("class-social", &found.peers),
                ("class-system", &found.records),
                ("class-coach", &found.coach),
            ] {
                div { dt { (visitor.text(key)) } dd { (says(column)) } }
            }
        }
    }
}

//! Who may be who? Pairs with what speaks for each and against it; an administrator decides.

use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::ui;
use super::merging::identifiers;
use super::paged::Paged;
use super::{Tab, decider, framed, read};
use crate::access;
use crate::merges::{self, Suggestion};
use crate::people::{self, Person};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Pairs on a page.
const PAGE: usize = 20;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// The last pair of the page before: its weight and identifier.
    weight: Option<i64>,
    after: Option<Uuid>,
}

/// A pair with everything by which both are known.
struct Pair<'s> {
    suggestion: &'s Suggestion,
    known_by: [Vec<(String, String)>; 2],
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let after = asked.weight.zip(asked.after);
    let found = merges::suggestions(&mut tx, after, PAGE as i64 + 1).await?;
    let looked = merges::last_look(&mut tx).await?;
    let count = merges::count_suggestions(&mut tx).await?;
    let found = Paged::of(found, PAGE);
    let mut pairs = Vec::new();
    for suggestion in &found.items {
        let one = people::identifiers(&mut tx, suggestion.one.id).await?;
        let other = people::identifiers(&mut tx, suggestion.other.id).await?;
        pairs.push(Pair {
            suggestion,
            known_by: [one, other],
        });
    }
    drop(tx);
    let title = locale.text("admin-likenesses");
    let looked = looked.map_or_else(
        || locale.text("never"),
        |at| locale.moment_there(&actor.zone, at),
    );
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts {
                span { (locale.with("likeness-count", &[("count", count.into())])) }
                span { (locale.with("likeness-looked", &[("when", looked.into())])) }
            }
        }
        p { (locale.text("likeness-note")) }
        form method="post" action="/admin/people/suggestions" {
            button.plain type="submit" { (locale.text("likeness-look")) }
        }
        @if pairs.is_empty() {
            (ui::empty(locale, "likeness-empty-title", "likeness-empty"))
        }
        @for pair in &pairs { (card(locale, pair)) }
        (found.next(locale, "page-more", |last| {
            format!("/admin/people/suggestions?weight={}&after={}", last.weight, last.id)
        }))
    };
    Ok(framed(&app, locale, &actor, Tab::Likenesses, &title, body))
}

fn card(locale: Locale, pair: &Pair) -> Markup {
    let Suggestion {
        id,
        one,
        other,
        signs,
        ..
    } = pair.suggestion;
    html! {
        section.card {
            div.row-head {
                h2 { (names(locale, one, other)) }
                span.chips {
                    @for reason in &signs.reasons {
                        span.chip.green { (locale.text(&format!("reason-{}", reason.word()))) }
                    }
                    @for place in &signs.apart_at {
                        span.chip.amber {
                            (locale.with("likeness-apart", &[("place", place.as_str().into())]))
                        }
                    }
                }
            }
            div.columns.even {
                @for (person, known_by) in [one, other].into_iter().zip(&pair.known_by) {
                    div {
                        h3 { a href={ "/admin/people/" (person.id) } { (ui::name(locale, Some(person))) } }
                        (identifiers(locale, known_by))
                    }
                }
            }
            div.actions {
                a.button href={ "/admin/people/" (one.id) "/merge?other=" (other.id) } {
                    (locale.text("likeness-consider"))
                }
                form method="post" action={ "/admin/people/suggestions/" (id) "/refuse" } {
                    button.plain type="submit" { (locale.text("likeness-refuse")) }
                }
            }
        }
    }
}

/// One name where both are called the same.
fn names(locale: Locale, one: &Person, other: &Person) -> String {
    let (left, right) = (ui::name(locale, Some(one)), ui::name(locale, Some(other)));
    if left == right {
        return left;
    }
    format!("{left} · {right}")
}

/// Looks at everybody now.
pub(super) async fn look(State(app): State<App>, actor: Actor) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    merges::look_for_likenesses(&app.db, app.clock.now()).await?;
    Ok(Redirect::to("/admin/people/suggestions"))
}

/// The two are two.
pub(super) async fn refuse(
    State(app): State<App>,
    actor: Actor,
    Path(suggestion): Path<Uuid>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let decider = decider(&app, &actor);
    let mut tx = app.db.write().await?;
    merges::refuse(&mut tx, suggestion, &decider, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/people/suggestions"))
}

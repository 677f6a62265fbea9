//! What was agreed with a works council: switches, and the sheet to attach to the agreement.

use axum::extract::State;
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::locale::Locale;
use super::super::sheet;
use super::{Tab, framed, headed};
use crate::access;
use crate::agreement::{self, Standing, Switch};
use crate::exports::{Subject, data_sheet};
use crate::paper::{Block, Document, Grid};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let mut tx = app.db.read().await?;
    let standing = agreement::standing(&mut tx, &app.config.agreement()).await?;
    drop(tx);
    let body = html! {
        @for one in &standing { (switch(&actor.zone, locale, one)) }
        section.card {
            h2 { (locale.text("agreement-retention")) }
            p { (locale.text("agreement-retention-note")) }
        }
        section.card {
            h2 { (locale.text("export-of-data_sheet")) }
            p { (locale.text("agreement-sheet-note")) }
            p.actions { a.button href="/admin/works-council/data-sheet" { (locale.text("agreement-sheet-open")) } }
            (sheet::menu(locale, Subject::DataSheet, ""))
        }
    };
    Ok(headed(&app, locale, &actor, Tab::Agreement, body))
}

fn switch(zone: &TimeZone, locale: Locale, standing: &Standing) -> Markup {
    let word = standing.switch.word();
    let text = |what: &str| locale.text(&format!("agreement-{word}{what}"));
    let name = text("");
    html! {
        section.card {
            h2 {
                (name) " "
                @if standing.on { span.chip.green { (locale.text("agreement-on")) } }
                @else { span.chip.grey { (locale.text("agreement-off")) } }
            }
            p { (text("-effect")) }
            @if let Some((who, at)) = &standing.decided {
                p.note { (locale.with("agreement-decided", &[
                    ("who", who.as_str().into()), ("when", locale.moment_there(zone, *at).into()),
                ])) }
            }
            @if standing.fixed {
                p.note { (locale.text("agreement-fixed")) }
            } @else {
                form method="post" action="/admin/works-council" {
                    input type="hidden" name="switch" value=(word);
                    @let (on, label) = if standing.on { ("no", "agreement-put-off") } else { ("yes", "agreement-put-on") };
                    button.plain type="submit" name="on" value=(on) {
                        (locale.text(label)) span.hidden { ": " (name) }
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Decision {
    switch: Switch,
    on: YesOrNo,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum YesOrNo {
    No,
    Yes,
}

pub(super) async fn decide(
    State(app): State<App>,
    actor: Actor,
    Form(decision): Form<Decision>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let wanted = (decision.switch, decision.on == YesOrNo::Yes);
    let mut tx = app.db.write().await?;
    let (author, basis) = (app.author(&actor), app.config.agreement());
    agreement::decide(&mut tx, &author, wanted, &basis, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/works-council"))
}

/// The sheet as a page. Its parts are those that are printed.
pub(super) async fn show(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let mut tx = app.db.read().await?;
    let Document { title, blocks, .. } = data_sheet(&app, &mut tx, locale).await?;
    drop(tx);
    let body = html! {
        div.head { h1 { (title) } }
        section.card {
            @for block in &blocks { (written(block)) }
            (sheet::menu(locale, Subject::DataSheet, ""))
        }
    };
    Ok(framed(&app, locale, &actor, Tab::Agreement, &title, body))
}

fn written(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading(text) => h2 { (text) },
            Block::Subheading(text) => h3 { (text) },
            Block::Note(text) => p.note { (text) },
            Block::Text(text) => p.written { (text) },
            Block::List(points) => ul { @for point in points { li { (point) } } },
            Block::Pairs(pairs) => dl.pairs { @for (name, value) in pairs { dt { (name) } dd { (value) } } },
            Block::Table(grid) => (table(grid)),
            // Neither is part of the sheet.
            Block::Bars { summary, .. } => p { (summary) },
            Block::Signatures(_) => {},
        }
    }
}

fn table(grid: &Grid) -> Markup {
    html! {
        div.table { table.cards.words {
            thead { tr { @for (label, _) in &grid.columns { th scope="col" { (label) } } } }
            tbody { @for row in &grid.rows { tr {
                @for (place, (cell, (label, _))) in row.iter().zip(&grid.columns).enumerate() {
                    @if grid.names == Some(place) { th scope="row" { (cell) } }
                    @else { td data-label=(label) { (cell) } }
                }
            } } }
        } }
    }
}

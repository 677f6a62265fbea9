//! What administrators did: who, what, when, and how it was before.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::locale::Locale;
use super::super::ui;
use super::{Tab, framed};
use crate::access;
use crate::audit::{self, Act, Entry, Filter};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Entries on a page.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    act: String,
    before: Option<i64>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(choice): Query<Choice>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let filter = Filter {
        act: Act::of(&choice.act),
        before: choice.before,
    };
    let mut tx = app.db.read().await?;
    let mut entries = audit::list(&mut tx, filter, PAGE as i64 + 1).await?;
    drop(tx);
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let title = locale.text("admin-audit");
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts { span { (locale.text("audit-note")) } }
        }
        (form(locale, filter.act))
        @if entries.is_empty() {
            (ui::empty(locale, "audit-empty-title", "audit-empty"))
        } @else {
            section.card { (table(&app, locale, &entries)) }
        }
        @if more && let Some(last) = entries.last() {
            p { a.button href={ "/admin/audit?act=" (choice.act) "&before=" (last.sequence) } {
                (locale.text("page-older"))
            } }
        }
    };
    Ok(framed(&app, locale, &actor, Tab::Audit, &title, body))
}

fn form(locale: Locale, chosen: Option<Act>) -> Markup {
    html! {
        form.filters method="get" action="/admin/audit" {
            p.field {
                label for="act" { (locale.text("audit-act")) }
                select #act name="act" {
                    option value="" { (locale.text("audit-all")) }
                    @for act in Act::ALL {
                        option value=(act.word()) selected[chosen == Some(*act)] { (word(locale, act.word())) }
                    }
                }
            }
            button type="submit" { (locale.text("filter-apply")) }
        }
    }
}

/// An act in words; one of a later release stands for itself.
fn word(locale: Locale, act: &str) -> String {
    let key = format!("act-{act}");
    let text = locale.text(&key);
    if text == key { act.to_owned() } else { text }
}

fn table(app: &App, locale: Locale, entries: &[Entry]) -> Markup {
    let labels = [
        "audit-number",
        "audit-when",
        "audit-who",
        "audit-act",
        "audit-what",
    ]
    .map(|key| locale.text(key));
    let [_, when, who, act, what] = &labels;
    html! {
        div.table { table.cards {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody { @for entry in entries { tr {
                th scope="row" { (entry.sequence) }
                td data-label=(when) { (locale.moment(&app.zone(), entry.at)) }
                td.wrap data-label=(who) { (entry.actor_name.as_deref().unwrap_or(&entry.actor)) }
                td.wrap data-label=(act) { (word(locale, &entry.act)) }
                td.wrap data-label=(what) {
                    code { (entry.subject) }
                    @if let Some(before) = &entry.before { " · " (before) }
                    @if entry.before.is_some() && entry.after.is_some() { " → " } @else if entry.after.is_some() { " · " }
                    @if let Some(after) = &entry.after { (after) }
                }
            } } }
        } }
    }
}

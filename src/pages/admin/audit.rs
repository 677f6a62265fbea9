//! What administrators did: who, what, when, and how it was before.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::locale::Locale;
use super::super::{exports, sheet, ui};
use super::paged::Paged;
use super::{Tab, headed};
use crate::access;
use crate::audit::{self, Act, Entry, Filter};
use crate::exports::{Subject, sheets};
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
    let entries = audit::list(&mut tx, filter, PAGE as i64 + 1).await?;
    drop(tx);
    let entries = Paged::of(entries, PAGE);
    let act = filter.act.map_or("", Act::word);
    let body = html! {
        (form(locale, filter.act))
        @if entries.items.is_empty() {
            (ui::empty(locale, "audit-empty-title", "audit-empty"))
        } @else {
            section.card {
                (table(&actor, locale, &entries.items))
                (exports::form(locale, Subject::Audit, &[]))
            }
        }
        (entries.next(locale, "page-older", |last| {
            format!("/admin/audit?act={act}&before={}", last.sequence)
        }))
    };
    Ok(headed(&app, locale, &actor, Tab::Audit, body))
}

fn form(locale: Locale, chosen: Option<Act>) -> Markup {
    html! {
        form.filters method="get" action="/admin/audit" {
            p.field {
                label for="act" { (locale.text("audit-act")) }
                select #act name="act" {
                    option value="" { (locale.text("audit-all")) }
                    @for act in Act::ALL {
                        option value=(act.word()) selected[chosen == Some(*act)] { (sheets::act_word(locale, act.word())) }
                    }
                }
            }
            button type="submit" { (locale.text("filter-apply")) }
        }
    }
}

fn table(actor: &Actor, locale: Locale, entries: &[Entry]) -> Markup {
    let reader = sheet::reader(actor, locale);
    sheet::table(
        &reader,
        &sheets::audit_log(locale),
        entries,
        |column, entry| {
            (column.name == "subject").then(|| {
            html! {
                code { (entry.subject) }
                @if let Some(before) = &entry.before { " · " (before) }
                @if entry.before.is_some() && entry.after.is_some() { " → " } @else if entry.after.is_some() { " · " }
                @if let Some(after) = &entry.after { (after) }
            }
        })
        },
    )
}

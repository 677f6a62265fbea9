//! What could not be used, and why? Statements that count for nothing, and alignments that point to
//! nothing.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::ui;
use super::paged::Paged;
use super::{Tab, headed, read};
use crate::alignments::{self, Alignment};
use crate::problem::Problem;
use crate::projector::{self, UnusedStatement};
use crate::sso::Actor;
use crate::state::App;

/// Statements on a page.
const PAGE: usize = 50;
/// Alignments that are listed.
const LISTED: usize = 100;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Only statements before this place in the log.
    before: Option<i64>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let before = asked.before.unwrap_or(i64::MAX);
    let found = match projector::current(&mut tx).await? {
        Some(current) => {
            let limit = PAGE as i64 + 1;
            projector::unused_statements(&mut tx, current.generation, before, limit).await?
        }
        None => Vec::new(),
    };
    let pointless = alignments::pointless(&mut tx, Uuid::nil(), LISTED).await?;
    drop(tx);
    let found = Paged::of(found, PAGE);
    let body = html! {
        @if found.items.is_empty() {
            (ui::empty(locale, "unused-empty-title", "unused-empty"))
        } @else {
            section.card { (statements(locale, &found.items)) }
        }
        (found.next(locale, "page-older", |last| format!("/admin/unused?before={}", last.seq)))
        section.card {
            h2 { (locale.text("unused-alignments")) }
            @if pointless.is_empty() {
                p.note { (locale.text("unused-alignments-none")) }
            } @else {
                p { (locale.with("unused-alignments-count", &[("count", pointless.len().into())])) }
                (aligned(locale, &pointless))
            }
        }
    };
    Ok(headed(&app, locale, &actor, Tab::Unused, body))
}

fn statements(locale: Locale, found: &[UnusedStatement]) -> Markup {
    let reason = locale.text("unused-reason");
    html! {
        div.table { table.cards {
            thead { tr {
                th scope="col" { (locale.text("unused-statement")) }
                th scope="col" { (reason) }
            } }
            tbody { @for one in found { tr {
                th scope="row" { a href={ "/admin/statements/" (one.id) } { (one.id) } }
                td.wrap data-label=(reason) { (locale.text(&format!("unused-{}", one.reason.word()))) }
            } } }
        } }
    }
}

fn aligned(locale: Locale, pointless: &[Alignment]) -> Markup {
    let competency = locale.text("unused-competency");
    html! {
        div.table { table.cards {
            thead { tr {
                th scope="col" { (locale.text("unused-activity")) }
                th scope="col" { (competency) }
            } }
            tbody { @for one in pointless { tr {
                th.wrap scope="row" { code { (one.activity) } }
                td.wrap data-label=(competency) { code { (one.competency) } }
            } } }
        } }
    }
}

//! Whom does nobody vouch for? Persons who are one identifier of statements and nothing else.

use axum::extract::{Query, State};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::locale::Locale;
use super::super::ui;
use super::paged::Paged;
use super::{Tab, headed, read};
use crate::people::{self, Alone};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Persons on a page.
const PAGE: usize = 50;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Only those after this identifier.
    after: Option<i64>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let mut tx = read(&app, &actor).await?;
    let after = asked.after.unwrap_or(0);
    let found = people::alone(&mut tx, after, PAGE as i64 + 1).await?;
    drop(tx);
    let found = Paged::of(found, PAGE);
    let body = html! {
        @if found.items.is_empty() {
            (ui::empty(locale, "alone-empty-title", "alone-empty"))
        } @else {
            section.card { div.table { (table(&actor.zone, locale, &found.items)) } }
        }
        (found.next(locale, "page-more", |last| format!("/admin/people/alone?after={}", last.agent)))
    };
    Ok(headed(&app, locale, &actor, Tab::Alone, body))
}

fn table(zone: &TimeZone, locale: Locale, found: &[Alone]) -> Markup {
    let labels = ["alone-name", "alone-identifier", "alone-since"].map(|key| locale.text(key));
    let [_, identifier, since] = &labels;
    html! {
        table.cards {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody { @for one in found { tr {
                th scope="row" {
                    a href={ "/admin/people/" (one.person.id) } { (ui::name(locale, Some(&one.person))) }
                }
                td.wrap data-label=(identifier) { code { (one.identifier()) } }
                td data-label=(since) { (ui::moment(locale, zone, one.linked_at)) }
            } } }
        }
    }
}

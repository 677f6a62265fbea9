//! Refusals: which requests of apps failed lately, and why?

use axum::extract::{Query, State};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::locale::Locale;
use super::super::{exports, ui};
use super::paged::Paged;
use super::{Tab, headed};
use crate::access;
use crate::credentials;
use crate::exports::Subject;
use crate::problem::{Fault, Problem};
use crate::refusals::{self, Listed};
use crate::sso::Actor;
use crate::state::App;

/// Refusals on a page.
const PAGE: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Only of this credential.
    #[serde(default)]
    key: String,
    /// Only those before this one.
    before: Option<i64>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let keys = credentials::all(&app.db).await?;
    let before = asked.before.unwrap_or(i64::MAX);
    let mut tx = app.db.read().await?;
    let found = if asked.key.is_empty() {
        refusals::latest(&mut tx, before, PAGE as i64 + 1).await?
    } else {
        refusals::latest_of(&mut tx, &asked.key, before, PAGE as i64 + 1).await?
    };
    drop(tx);
    let found = Paged::of(found, PAGE);
    let name = |caller: &str| {
        let label = keys.iter().find(|key| key.key == caller);
        label.map_or_else(|| caller.to_owned(), |key| key.label.clone())
    };
    let body = html! {
        form.filters method="get" action="/admin/refusals" {
            p.field {
                label for="key" { (locale.text("refusals-key")) }
                select #key name="key" {
                    option value="" { (locale.text("refusals-all")) }
                    @for key in &keys {
                        option value=(key.key) selected[key.key == asked.key] {
                            (key.label) " · " (key.key)
                        }
                    }
                }
            }
            button type="submit" { (locale.text("filter-apply")) }
        }
        @if found.items.is_empty() {
            (ui::empty(locale, "refusals-empty-title", "refusals-empty"))
        } @else {
            section.card { ol.feed {
                @for refusal in &found.items {
                    li { (entry(&actor.zone, locale, refusal, &name(&refusal.caller))) }
                }
            }
            (exports::form(locale, Subject::Refusals, &[])) }
        }
        (found.next(locale, "page-older", |last| {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("key", &asked.key)
                .append_pair("before", &last.id.to_string())
                .finish();
            format!("/admin/refusals?{query}")
        }))
    };
    Ok(headed(&app, locale, &actor, Tab::Refusals, body))
}

fn entry(zone: &TimeZone, locale: Locale, refusal: &Listed, caller: &str) -> Markup {
    // We wrote the list ourselves; were it damaged, the sentence above it still tells the most.
    let faults: Vec<Fault> = serde_json::from_str(&refusal.faults).unwrap_or_default();
    html! {
        p.meta {
            span.chip.red { (refusal.status) }
            strong { (caller) }
            span { code { (refusal.method) " " (refusal.path) } }
            span { (ui::moment(locale, zone, refusal.at)) }
        }
        p.title { a href={ "/problems/" (refusal.problem) } { (refusal.problem) } }
        p { (refusal.detail) }
        @if !faults.is_empty() {
            ul.faults {
                @for fault in &faults {
                    li { code { (fault.pointer) } " " (fault.detail) " " span.note { (fault.rule) } }
                }
            }
        }
        p.note { (locale.with("refusals-request", &[("id", refusal.request.as_str().into())])) }
    }
}

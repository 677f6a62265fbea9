//! What is measured: the frameworks, and bringing one in, seen before it is taken.

mod imports;
pub(super) mod one;
mod tree;

pub(super) use imports::import;

use axum::extract::State;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::super::ui;
use super::{Tab, headed};
use crate::access;
use crate::frameworks::{self, Change, Difference, Framework};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Changes of one kind that are listed.
const LISTED: usize = 50;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let form = imports::form(locale, &imports::Filled::default(), &[]);
    list(&app, &actor, locale, html! {}, form).await
}

/// The list of frameworks between what is to be said above and a form.
async fn list(
    app: &App,
    actor: &Actor,
    locale: Locale,
    above: Markup,
    form: Markup,
) -> Result<Markup, Problem> {
    let mut tx = app.db.read().await?;
    let all = frameworks::list(&mut tx).await?;
    drop(tx);
    let body = html! {
        (above)
        @if all.is_empty() {
            (ui::empty(locale, "frameworks-empty-title", "frameworks-empty"))
        } @else {
            section.card { (table(&actor.zone, locale, &all)) }
        }
        (form)
    };
    Ok(headed(app, locale, actor, Tab::Frameworks, body))
}

fn table(zone: &TimeZone, locale: Locale, all: &[Framework]) -> Markup {
    let labels = [
        "frameworks-title",
        "frameworks-version",
        "frameworks-items",
        "frameworks-changed",
    ]
    .map(|key| locale.text(key));
    let [_, version, items, changed] = &labels;
    html! {
        div.table { table.cards {
            thead { tr { @for (index, label) in labels.iter().enumerate() {
                th.number[index == 1 || index == 2] scope="col" { (label) }
            } } }
            tbody { @for one in all { tr {
                th scope="row" { a href={ "/admin/frameworks/" (one.id) } { (one.title) } }
                td.number data-label=(version) { (one.version) }
                td.number data-label=(items) { (locale.whole(one.items)) }
                td data-label=(changed) { (ui::moment(locale, zone, one.changed_at)) }
            } } }
        } }
    }
}

/// What a new version changes.
fn difference(locale: Locale, difference: &Difference) -> Markup {
    let parts: [(&str, &[Change]); 3] = [
        ("difference-added", &difference.added),
        ("difference-changed", &difference.changed),
        ("difference-removed", &difference.removed),
    ];
    html! {
        @if difference.is_none() { p.note { (locale.text("difference-none")) } }
        @if !difference.document.is_empty() {
            p { (locale.text("difference-document")) " " (difference.document.join(", ")) }
        }
        @for (label, changes) in parts {
            @if !changes.is_empty() {
                h3 { (locale.with(label, &[("count", changes.len().into())])) }
                ul.faults {
                    @for change in changes.iter().take(LISTED) {
                        li {
                            (change.name)
                            @if !change.members.is_empty() { " " span.note { (change.members.join(", ")) } }
                        }
                    }
                    @if changes.len() > LISTED {
                        li { (locale.with("difference-more", &[("count", (changes.len() - LISTED).into())])) }
                    }
                }
            }
        }
        @if difference.others > 0 {
            p.note { (locale.with("difference-others", &[("count", difference.others.into())])) }
        }
    }
}

//! Who looked at me?

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::layout::{Place, page};
use super::locale::Locale;
use super::{sheet, ui};
use crate::exports::{Subject, sheets};
use crate::message::Message;
use crate::people::{self, Look};
use crate::problem::{Kind, Problem};
use crate::sso::Actor;
use crate::state::App;

/// Looks on a page.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(super) struct Position {
    before: Option<String>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(place): Query<Position>,
) -> Result<Markup, Problem> {
    let before = place.before.as_deref().map(read).transpose()?;
    let mut tx = app.read(&actor).await?;
    let mut looks = people::looks_at(&mut tx, actor.person, before, PAGE as i64 + 1).await?;
    drop(tx);
    let more = looks.len() > PAGE;
    looks.truncate(PAGE);
    let title = locale.text("looks-title");
    let months = app.config.privacy.looks_months;
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts { span { (locale.with("looks-note", &[("months", months.into())])) } }
        }
        @if looks.is_empty() {
            (ui::empty(locale, "looks-empty-title", "me-viewed-none"))
        } @else {
            section.card {
                (list(&actor, locale, &looks))
                (sheet::menu(locale, Subject::Looks, ""))
            }
        }
        @if more && let Some(last) = looks.last() {
            p { a.button href={ "/me/looks?before=" (last.at) "." (last.id) } { (locale.text("page-older")) } }
        }
    };
    Ok(page(&app, locale, Some(&actor), Place::Me, &title, body))
}

fn read(text: &str) -> Result<(i64, Uuid), Problem> {
    let parts = text.split_once('.');
    let place = parts.and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    place.ok_or_else(|| Problem::new(Kind::InvalidParameter, Message::new("refused-page")))
}

/// Looks as a table.
pub(super) fn list(actor: &Actor, locale: Locale, looks: &[Look]) -> Markup {
    let reader = sheet::reader(actor, locale);
    sheet::table(&reader, &sheets::looks(locale), looks, |_, _| None)
}

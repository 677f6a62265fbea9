//! The people of the gateway as an administrator sees them: who they are, where they are signed in.
//! Nothing of their progress.

use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::super::locale::Locale;
use super::super::{sessions, ui};
use super::merging::identifiers;
use super::{Tab, framed, headed};
use crate::access;
use crate::message::Message;
use crate::people::{self, Person, PersonId};
use crate::problem::{Kind, Problem};
use crate::restrictions::{self, Use};
use crate::sso::{self, Actor, Admission, Listed};
use crate::state::App;

/// People found at once.
const FOUND: i64 = 50;

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    name: String,
}

pub(super) async fn find(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(search): Query<Search>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let name = search.name.trim();
    let mut tx = app.db.read().await?;
    let found = match name {
        "" => Vec::new(),
        name => people::search(&mut tx, name, FOUND).await?,
    };
    drop(tx);
    let body = html! {
        form.filters method="get" action="/admin/people" {
            p.field {
                label for="name" { (locale.text("people-name")) }
                input #name name="name" value=(name);
            }
            button type="submit" { (locale.text("people-find")) }
        }
        @if !name.is_empty() && found.is_empty() {
            (ui::empty(locale, "people-none-title", "people-none"))
        }
        @if !found.is_empty() {
            section.card { ul.list {
                @for person in &found {
                    li { a href={ "/admin/people/" (person.id) } { (ui::name(locale, Some(person))) } }
                }
            } }
        }
    };
    Ok(headed(&app, locale, &actor, Tab::People, body))
}

struct Found {
    person: Person,
    disabled: bool,
    restricted: bool,
    identifiers: Vec<(String, String)>,
    sessions: Vec<Listed>,
}

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(person): Path<Uuid>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let id = PersonId(person);
    let mut tx = app.db.read().await?;
    let found = Found {
        person: people::find(&mut tx, id)
            .await?
            .ok_or_else(Problem::not_found)?,
        disabled: people::is_disabled(&mut tx, id).await?,
        restricted: restrictions::is_withheld(&mut tx, id, Use::Everything).await?,
        identifiers: people::identifiers(&mut tx, id).await?,
        sessions: sso::sessions(&app, &mut tx, id).await?,
    };
    drop(tx);
    let title = ui::name(locale, Some(&found.person));
    let body = html! {
        div.head { h1 { (title) } p.facts { span { code { (id) } } } }
        (state(locale, &found, actor.person == id))
        section.card {
            h2 { (locale.text("people-known-by")) }
            (identifiers(locale, &found.identifiers))
            div.actions {
                a.button href={ "/admin/people/" (id) "/restrictions" } { (locale.text("restriction-link")) }
                a.button href={ "/admin/people/" (id) "/merge" } { (locale.text("people-merge")) }
                @if actor.person != id {
                    a.button href={ "/admin/people/" (id) "/erasure" } { (locale.text("erase-link")) }
                }
            }
        }
    };
    let sessions = html! {
        section.card {
            h2 { (locale.text("people-sessions")) }
            @if found.sessions.is_empty() {
                p.note { (locale.text("people-sessions-none")) }
            } @else {
                (sessions::table((&app, &actor.zone), locale, &found.sessions, |_| html! { "–" }))
                (action(id, "end-sessions", &locale.text("people-end-sessions")))
            }
        }
    };
    let body = html! { (body) (sessions) };
    Ok(framed(&app, locale, &actor, Tab::People, &title, body))
}

fn state(locale: Locale, found: &Found, oneself: bool) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("keys-state")) }
            @if found.restricted { p { span.chip.amber { (locale.text("restriction-chip")) } } }
            @if found.disabled {
                p { span.chip.red { (locale.text("people-disabled")) } }
                (action(found.person.id, "enable", &locale.text("people-enable")))
            } @else {
                p { span.chip.green { (locale.text("people-enabled")) } }
                @if !oneself {
                    (action(found.person.id, "disable", &locale.text("people-disable")))
                    p.note { (locale.text("people-disable-note")) }
                }
            }
        }
    }
}

fn action(person: PersonId, what: &str, label: &str) -> Markup {
    html! {
        form method="post" action={ "/admin/people/" (person) "/" (what) } {
            button.plain type="submit" { (label) }
        }
    }
}

/// What can be done with a person.
pub(super) async fn act(
    State(app): State<App>,
    actor: Actor,
    Path((person, action)): Path<(Uuid, String)>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let id = PersonId(person);
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    people::find(&mut tx, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let admission = match action.as_str() {
        "end-sessions" => Admission::EndSessions,
        "disable" if id == actor.person => {
            return Err(Problem::new(
                Kind::Conflict,
                Message::new("refused-disable-self"),
            ));
        }
        "disable" => Admission::Disable,
        "enable" => Admission::Enable,
        _ => return Err(Problem::not_found()),
    };
    sso::admit(&mut tx, id, admission, &app.author(&actor), now).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/people/{person}")))
}

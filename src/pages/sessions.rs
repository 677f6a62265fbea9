//! One's own sessions: where am I signed in, and since when?

use axum::extract::State;
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Place, page};
use super::locale::Locale;
use super::ui;
use crate::problem::Problem;
use crate::sso::{self, Actor, Door, Listed};
use crate::state::App;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    let mut tx = app.read(&actor).await?;
    let sessions = sso::sessions(&app, &mut tx, actor.person).await?;
    drop(tx);
    let title = locale.text("sessions-title");
    let others = sessions.iter().any(|session| session.id != actor.session);
    let body = html! {
        div.head {
            h1 { (title) }
            p.facts { span { (locale.with("sessions-note", &[
                ("idle", app.config.sso.session_idle_minutes.into()),
                ("hours", app.config.sso.session_hours.into()),
            ])) } }
        }
        section.card {
            (table((&app, &actor.zone), locale, &sessions, |session| html! {
                @if session.id == actor.session {
                    span.chip.green { (locale.text("sessions-this")) }
                } @else {
                    form method="post" action="/me/sessions" {
                        button.plain type="submit" name="session" value=(session.id) {
                            (locale.text("sessions-end"))
                        }
                    }
                }
            }))
            @if others {
                form method="post" action="/me/sessions" {
                    button type="submit" name="session" value="others" { (locale.text("sessions-end-others")) }
                }
            }
        }
    };
    Ok(page(&app, locale, Some(&actor), Place::Me, &title, body))
}

/// Sessions as a table; `action` says what can be done with one.
pub(super) fn table(
    (app, zone): (&App, &TimeZone),
    locale: Locale,
    sessions: &[Listed],
    action: impl Fn(&Listed) -> Markup,
) -> Markup {
    let labels = [
        "sessions-where",
        "sessions-by",
        "sessions-since",
        "sessions-seen",
        "keys-actions",
    ]
    .map(|key| locale.text(key));
    let [_, by, since, seen, actions] = &labels;
    html! {
        div.table { table.cards {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody { @for session in sessions { tr {
                th scope="row" {
                    @if session.browser.is_empty() { (locale.text("sessions-unknown")) } @else { (session.browser) }
                }
                td data-label=(by) { (door(app, locale, &session.door)) }
                td data-label=(since) { (ui::moment(locale, zone, session.created_at)) }
                td data-label=(seen) { (ui::moment(locale, zone, session.seen_at)) }
                td data-label=(actions) { (action(session)) }
            } } }
        } }
    }
}

fn door(app: &App, locale: Locale, door: &Door) -> String {
    match door {
        Door::Link => locale.text("sessions-by-link"),
        Door::Platform => locale.text("sessions-by-platform"),
        Door::Provider(name) => app
            .providers
            .named(name)
            .map_or_else(|| name.clone(), |provider| provider.label().to_owned()),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    session: String,
}

/// Ends one other session, or all of them.
pub(super) async fn end(
    State(app): State<App>,
    actor: Actor,
    Form(choice): Form<Choice>,
) -> Result<Redirect, Problem> {
    let mut tx = app.db.write().await?;
    if choice.session == "others" {
        sso::end_other_sessions(&mut tx, actor.person, &actor.session).await?;
    } else {
        let all = sso::sessions(&app, &mut tx, actor.person).await?;
        let named = all
            .into_iter()
            .find(|session| session.id.to_string() == choice.session)
            .ok_or_else(Problem::not_found)?;
        sso::end_one_session(&mut tx, actor.person, &named.id).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to("/me/sessions"))
}

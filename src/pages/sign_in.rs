//! The way in and out.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::admin;
use super::layout::{Place, page};
use super::locale::Locale;
use crate::problem::Problem;
use crate::sso::{self, Actor, Answer, Door, Finished, Provider};
use crate::state::App;

#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    return_to: String,
}

/// The address that begins a sign-in.
fn start(provider: &Provider, purpose: &str, return_to: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if !provider.name().is_empty() {
        query.append_pair("provider", provider.name());
    }
    if !purpose.is_empty() {
        query.append_pair("purpose", purpose);
    }
    query.append_pair("return_to", return_to);
    format!("/sign-in/start?{}", query.finish())
}

/// Where to sign in: at the one provider, or at one of several.
pub(super) async fn get(
    State(app): State<App>,
    locale: Locale,
    Query(wish): Query<Wish>,
) -> Markup {
    let title = locale.text("sign-in-title");
    let all: Vec<&Provider> = app.providers.all().iter().collect();
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            p { (locale.text("sign-in-intro")) }
            @match all.as_slice() {
                [] => { p.note { (locale.text("sign-in-none")) } }
                [one] => {
                    p { a.button href=(start(one, "", &wish.return_to)) { (locale.text("sign-in-button")) } }
                }
                several => {
                    p { (locale.text("sign-in-choose")) }
                    (choice(several, "", &wish.return_to))
                }
            }
        }
    };
    page(&app, locale, None, Place::Elsewhere, &title, body)
}

fn choice(providers: &[&Provider], purpose: &str, return_to: &str) -> Markup {
    html! {
        ul.list {
            @for provider in providers {
                li { a.button href=(start(provider, purpose, return_to)) { (provider.label()) } }
            }
        }
    }
}

/// Asks somebody to prove anew who they are, where they did before.
pub(super) async fn again(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Query(wish): Query<Wish>,
) -> Result<Markup, Problem> {
    let mut tx = app.read(&actor).await?;
    let sessions = sso::sessions(&app, &mut tx, actor.person).await?;
    drop(tx);
    let door = sessions.into_iter().find(|it| it.id == actor.session);
    let own = match door.map(|session| session.door) {
        Some(Door::Provider(name)) => app.providers.named(&name),
        _ => None,
    };
    let providers: Vec<&Provider> = match own {
        Some(own) => vec![own],
        None => app.providers.all().iter().collect(),
    };
    let minutes = app.config.sso.reauthenticate_minutes;
    let title = locale.text("again-title");
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            p { (locale.with("again-why", &[("minutes", minutes.into())])) }
            @if providers.is_empty() {
                p.note { (locale.text("again-link")) }
            } @else {
                (choice(&providers, "again", sso::local(&wish.return_to)))
            }
        }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Elsewhere,
        &title,
        body,
    ))
}

/// The form that somebody had sent when they were asked to sign in again: one click sends it.
pub(super) async fn resume(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(form): Path<Uuid>,
) -> Result<Markup, Problem> {
    let held = sso::held(&app, &actor, form)
        .await?
        .ok_or_else(Problem::not_found)?;
    let title = locale.text("resume-title");
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            p { (locale.text("resume-what")) }
            form method="post" action=(held.path) {
                @for (name, value) in &held.fields {
                    input type="hidden" name=(name) value=(value);
                }
                button type="submit" { (locale.text("resume-button")) }
            }
        }
    };
    Ok(page(
        &app,
        locale,
        Some(&actor),
        Place::Elsewhere,
        &title,
        body,
    ))
}

/// Takes the answer of the provider that stands in `[sso]` itself.
pub(super) async fn callback(
    state: State<App>,
    actor: Option<Actor>,
    locale: Locale,
    answer: Query<Answer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answered(state, actor, locale, Path(String::new()), answer, headers).await
}

/// Takes the answer of a provider with a name.
pub(super) async fn answered(
    State(app): State<App>,
    actor: Option<Actor>,
    locale: Locale,
    Path(provider): Path<String>,
    Query(answer): Query<Answer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let finished = sso::finish(&app, &provider, answer, &headers, actor.as_ref()).await?;
    Ok(match (finished, actor) {
        (Finished::Entered { cookie, to }, _) => {
            let mut response = Redirect::to(&to).into_response();
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response
        }
        (Finished::Tested(tested), Some(actor)) => {
            admin::sign_in::tested(&app, locale, &actor, &tested)
                .await?
                .into_response()
        }
        (Finished::Tested(_), None) => return Err(Problem::not_found()),
    })
}

/// Signs out here, and sends whoever came from a provider there to be signed out, too.
pub(super) async fn sign_out(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let ended = sso::end(&app, &headers).await?;
    let provider = match &ended.provider {
        Some((name, id_token)) => match app.providers.named(name) {
            Some(provider) => provider.end_session(id_token.as_deref()).await,
            None => None,
        },
        None => None,
    };
    let mut response = match provider {
        None => Redirect::to("/sign-in").into_response(),
        Some(address) => {
            // A form may lead to this gateway only (Content-Security-Policy): the browser goes on
            // from a page of its own.
            let mut response = signed_out(&app, locale, address.as_str()).into_response();
            let refresh = HeaderValue::from_str(&format!("0; url={address}"));
            response
                .headers_mut()
                .insert("refresh", refresh.map_err(Problem::internal)?);
            response
        }
    };
    for forget in ended.forget {
        response.headers_mut().append(header::SET_COOKIE, forget);
    }
    Ok(response)
}

fn signed_out(app: &App, locale: Locale, address: &str) -> Markup {
    let title = locale.text("signed-out-title");
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            p { (locale.text("signed-out-what")) }
            p { a.button href=(address) rel="noreferrer" { (locale.text("signed-out-button")) } }
        }
    };
    page(app, locale, None, Place::Elsewhere, &title, body)
}

//! Where a launch in a frame lands: the session's page if the browser keeps the session's cookie
//! there, otherwise the ways out. And the offer to join the course's group.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;

use super::refusal::{self, refused};
use super::screen::{self, Screen};
use super::statement;
use crate::groups;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::sso::{self, Actor, Entrance};
use crate::state::App;

/// Minutes that the way out of a frame works.
const WAY_OUT_MINUTES: i64 = 10;

#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    to: String,
}

/// Goes on if the session's cookie came; shows the ways out if not.
pub(super) async fn get(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    actor: Option<Actor>,
    Path(token): Path<String>,
    Query(wish): Query<Wish>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let Some(link) = sso::look_at_link(&app.db, &token, now).await? else {
        let refusal = refused("landing", "the landing is unknown or took too long");
        return Ok(refusal::answer(&app, locale, &headers, refusal).await);
    };
    let to = sso::local(&wish.to);
    // The cookie that came has to be this launch's: an older one may be somebody else's.
    if actor.is_some_and(|actor| actor.person == link.person && actor.visit == link.visit) {
        sso::take_link(&app.db, &token, now).await?;
        return Ok(Redirect::to(to).into_response());
    }
    let locale = locale.in_visit(link.visit.as_ref());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("to", to)
        .finish();
    let title = locale.text("launch-frame");
    let body = html! {
        h1 { (title) }
        p { (locale.text("launch-frame-why")) }
        p {
            a.button href={ "/sign-in/link/" (token) "?" (query) } target="_blank" rel="noopener" {
                (locale.text("launch-window"))
            }
        }
        form method="post" action={ "/lti/landing/" (token) "?" (query) } data-lti="access" hidden {
            button.plain type="submit" { (locale.text("launch-access")) }
        }
        p tabindex="-1" data-refused hidden { (locale.text("launch-access-refused")) }
    };
    let mut screen = Screen::new(locale, &title, body);
    screen.framed_by = link.visit.and_then(|visit| visit.framed_by);
    screen.script = true;
    Ok(screen::render(screen))
}

/// After the person has let the browser send cookies here: the session once more.
pub(super) async fn with_access(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    Path(token): Path<String>,
    Query(wish): Query<Wish>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let Some(link) = sso::take_link(&app.db, &token, now).await? else {
        let refusal = refused("landing", "the landing is unknown or took too long");
        return Ok(refusal::answer(&app, locale, &headers, refusal).await);
    };
    let (person, roles, visit) = (link.person, link.roles, link.visit.as_ref());
    let minutes = WAY_OUT_MINUTES;
    let mut tx = app.db.write().await?;
    let entrance = Entrance {
        person,
        roles,
        visit,
        voucher: None,
        headers: &headers,
    };
    let signed_in = sso::begin_within(&app, &mut tx, &entrance).await?;
    let next = sso::make_link_within(&mut tx, person, roles, visit, now, minutes).await?;
    tx.commit().await?;
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("to", sso::local(&wish.to))
        .finish();
    let mut response = Redirect::to(&format!("/lti/landing/{next}?{query}")).into_response();
    // What the frame was let to keep is kept outside of its partition.
    let cookie = signed_in.cookie.to_str().unwrap_or_default();
    let cookie = HeaderValue::from_str(&cookie.replace("; Partitioned", ""));
    if let Ok(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Offers a learner to join the group of the course that they came from.
pub(super) async fn offer(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Response, Problem> {
    let visit = actor.visit.clone().unwrap_or_default();
    let (Some(group), true) = (visit.group, visit.join.is_some()) else {
        return Ok(Redirect::to("/me").into_response());
    };
    let locale = locale.of(&actor);
    let mut tx = app.db.read().await?;
    let found = groups::find(&mut tx, group)
        .await?
        .ok_or_else(Problem::not_found)?;
    drop(tx);
    let name = found.name.unwrap_or_else(|| locale.text("group-unnamed"));
    let title = locale.with("join-title", &[("group", name.into())]);
    let body = html! {
        h1 { (title) }
        p { (locale.text("join-what")) }
        form method="post" action="/lti/join" {
            button type="submit" { (locale.text("join-button")) }
        }
        p.note { a href="/me" { (locale.text("join-later")) } }
    };
    let mut screen = Screen::new(locale, &title, body);
    screen.framed_by = visit.framed_by;
    screen.script = screen.framed_by.is_some();
    Ok(screen::render(screen))
}

/// The learner joins.
pub(super) async fn join(State(app): State<App>, actor: Actor) -> Result<Response, Problem> {
    let join = actor.visit.and_then(|visit| visit.join);
    let mut join = join.ok_or_else(Problem::not_found)?;
    join["timestamp"] = app.clock.now().to_string().into();
    statement::write(&app, &[join]).await?;
    Ok(Redirect::to("/me").into_response())
}

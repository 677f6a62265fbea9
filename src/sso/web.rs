//! The routes of signing in that show no page of their own.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::attempt::{self, Purpose};
use super::roles::Role;
use super::session::{self, Actor, Entrance, Visit};
use super::{links, logout};
use crate::credentials::Peer;
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Routes of signing in.
pub fn router() -> Router<App> {
    Router::new()
        .route("/sign-in/start", get(start))
        .route("/sign-in/link/{token}", get(link))
        .route("/sign-in/back-channel-logout", post(back_channel_logout))
}

#[derive(Deserialize)]
struct Start {
    #[serde(default)]
    provider: String,
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    purpose: Purpose,
}

/// Sends the browser to an identity provider.
async fn start(
    State(app): State<App>,
    actor: Option<Actor>,
    Query(query): Query<Start>,
) -> Result<Response, Problem> {
    let provider = app
        .providers
        .named(&query.provider)
        .ok_or_else(|| Problem::new(Kind::NotFound, Message::new("refused-provider")))?;
    let administrator = actor.is_some_and(|actor| actor.roles.has(Role::Administrator));
    if query.purpose == Purpose::Test && !administrator {
        return Err(Problem::new(
            Kind::Forbidden,
            Message::new("refused-try-sign-in"),
        ));
    }
    let started = attempt::start(&app, provider, query.purpose, &query.return_to).await?;
    let mut response = Redirect::to(started.url.as_str()).into_response();
    if let Some(cookie) = started.cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A path on this gateway, or the first page.
#[must_use]
pub fn local(path: &str) -> &str {
    let sound = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\n', '\r', '\t'])
        && path.len() < 2000;
    if sound { path } else { "/" }
}

#[derive(Deserialize)]
struct LinkWish {
    #[serde(default)]
    to: String,
}

/// Signs in by a one-time link.
async fn link(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    Path(token): Path<String>,
    Query(wish): Query<LinkWish>,
) -> Result<Response, Problem> {
    let found = links::take_link(&app.db, &token, app.clock.now()).await?;
    let Some(link) = found else {
        app.authenticator.failed_from(peer)?;
        return Err(Problem::new(
            Kind::SignInRefused,
            Message::new("refused-link"),
        ));
    };
    // The link leads out of the frame: what is left of the visit is its language and the way back.
    let visit = link.visit.map(|visit| Visit {
        framed_by: None,
        ..visit
    });
    let entrance = Entrance {
        person: link.person,
        roles: link.roles,
        visit: visit.as_ref(),
        voucher: None,
        headers: &headers,
    };
    let signed_in = session::begin(&app, &entrance).await?;
    let mut response = Redirect::to(local(&wish.to)).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, signed_in.cookie);
    Ok(response)
}

#[derive(Deserialize)]
struct LogoutToken {
    logout_token: String,
}

/// A provider says that a session is over (`OpenID` Connect Back-Channel Logout 1.0, 2.5).
async fn back_channel_logout(
    State(app): State<App>,
    peer: Peer,
    Form(sent): Form<LogoutToken>,
) -> Result<StatusCode, Problem> {
    match logout::take(&app, &sent.logout_token).await {
        Ok(_) => Ok(StatusCode::OK),
        Err(problem) => {
            app.authenticator.failed_from(peer)?;
            Err(problem)
        }
    }
}

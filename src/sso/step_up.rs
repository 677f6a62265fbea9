//! Proving anew who one is, before what reveals or changes much.
//!
//! A route asks for it with the layer [`recently`]. Whoever signed in longer ago is sent to do so
//! again and comes back to where they were; a form that they sent waits for them meanwhile, sealed.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::oidc::SKEW;
use super::session::{Actor, actor, nobody};
use super::store;
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Longest form that waits, in bytes.
const FORM: usize = 64 * 1024;
/// How long it waits.
const HELD: i64 = 15 * 60 * 1_000_000;
const PURPOSE: &str = "held form";

/// Whether somebody proved who they are not long ago, as the settings say.
#[must_use]
pub fn is_recent(app: &App, actor: &Actor) -> bool {
    let minutes = app.config.sso.reauthenticate_minutes;
    let age = app.clock.now().as_microsecond() - actor.authenticated_at;
    (-SKEW * 1_000_000..minutes * 60 * 1_000_000).contains(&age)
}

/// Middleware: lets through only whoever proved not long ago who they are.
pub async fn recently(State(app): State<App>, request: Request, next: Next) -> Response {
    match gate(&app, request).await {
        Ok(request) => next.run(request).await,
        Err(answer) => *answer,
    }
}

async fn gate(app: &App, request: Request) -> Result<Request, Box<Response>> {
    let refuse = |problem: Problem| Box::new(problem.into_response());
    let (parts, body) = request.into_parts();
    let actor = actor(app, &parts).await.map_err(refuse)?;
    let actor = actor.ok_or_else(|| refuse(nobody()))?;
    if is_recent(app, &actor) {
        return Ok(Request::from_parts(parts, body));
    }
    let has = |name, part: &str| {
        let value = parts.headers.get(name).and_then(|it| it.to_str().ok());
        value.is_some_and(|value| value.contains(part))
    };
    let path = parts.uri.path();
    let to = if !has(header::ACCEPT, "text/html") {
        None
    } else if parts.method == Method::GET {
        Some(
            parts
                .uri
                .path_and_query()
                .map_or(path, |it| it.as_str())
                .to_owned(),
        )
    } else if body_is_form(&parts.headers) || body_is_empty(&parts.headers) {
        let id = hold(app, &actor, path, body).await.map_err(refuse)?;
        Some(format!("/sign-in/resume/{id}"))
    } else {
        None
    };
    let Some(to) = to else {
        return Err(refuse(Problem::new(
            Kind::ReauthenticationNeeded,
            Message::new("refused-sign-in-again")
                .with("minutes", app.config.sso.reauthenticate_minutes),
        )));
    };
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", &to)
        .finish();
    Err(Box::new(
        Redirect::to(&format!("/sign-in/again?{query}")).into_response(),
    ))
}

fn body_is_form(headers: &axum::http::HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    })
}

fn body_is_empty(headers: &axum::http::HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    !headers.contains_key(header::TRANSFER_ENCODING)
        && length.is_none_or(|length| length.as_bytes() == b"0")
}

async fn hold(app: &App, actor: &Actor, path: &str, body: Body) -> Result<Uuid, Problem> {
    let fields = to_bytes(body, FORM)
        .await
        .map_err(|_| Problem::new(Kind::TooLarge, Message::new("refused-form-held")))?;
    let sealed = app.key.seal(PURPOSE, &fields).map_err(Problem::internal)?;
    let now = app.clock.now().as_microsecond();
    let id = Uuid::new_v4();
    let mut tx = app.db.write().await?;
    store::hold_form(&mut tx, id, actor.person, (path, &sealed), now, now - HELD).await?;
    tx.commit().await?;
    Ok(id)
}

/// A form that waits for whoever sent it.
#[derive(Debug)]
pub struct Held {
    /// Where it goes.
    pub path: String,
    /// Its fields in order.
    pub fields: Vec<(String, String)>,
}

/// The form that somebody sent before they signed in anew.
pub async fn held(app: &App, actor: &Actor, id: Uuid) -> Result<Option<Held>, Problem> {
    let oldest = app.clock.now().as_microsecond() - HELD;
    let mut tx = app.db.read().await?;
    let Some((path, sealed)) = store::held_form(&mut tx, id, actor.person, oldest).await? else {
        return Ok(None);
    };
    let fields = app.key.open(PURPOSE, &sealed).map_err(Problem::internal)?;
    let fields = url::form_urlencoded::parse(&fields);
    Ok(Some(Held {
        path,
        fields: fields.into_owned().collect(),
    }))
}

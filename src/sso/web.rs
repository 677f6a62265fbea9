//! The routes of signing in and out.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use tower_http::csrf::CsrfLayer;

use super::oidc::Identity;
use super::session::{self, SignedIn, Visit};
use super::store::{self, Attempt};
use super::{claims, cookie};
use crate::credentials::Peer;
use crate::people::{self, LinkReason, PersonId};
use crate::problem::{Kind, Problem};
use crate::seal::{random_secret, sha256};
use crate::state::App;
use crate::statements::{self, Identity as AgentIdentity};

const ATTEMPT_COOKIE: &str = "coachlight_sign_in";
/// A sign-in has to be finished in this time.
const ATTEMPT: i64 = 10 * 60 * 1_000_000;

/// Every route of signing in.
pub fn router() -> Router<App> {
    Router::new()
        .route("/sign-in/start", get(start))
        .route("/sign-in/callback", get(callback))
        .route("/sign-in/link/{token}", get(link))
        .route("/sign-out", post(sign_out))
        .layer(CsrfLayer::new())
}

#[derive(Deserialize)]
struct Start {
    #[serde(default)]
    return_to: String,
}

/// Sends the browser to the identity provider.
async fn start(State(app): State<App>, Query(query): Query<Start>) -> Result<Response, Problem> {
    let provider = app.provider.as_ref().ok_or_else(|| {
        Problem::new(
            Kind::NotFound,
            "No identity provider is configured (sso.issuer).",
        )
    })?;
    let secret = || random_secret().map_err(Problem::internal);
    let browser = secret()?;
    let request = provider
        .request(secret()?, secret()?)
        .await
        .map_err(|error| failed(&error))?;
    let now = app.clock.now().as_microsecond();
    let attempt = Attempt {
        browser_sha256: sha256(browser.as_bytes()),
        nonce: request.nonce,
        verifier: request.verifier,
        return_to: local(&query.return_to).to_owned(),
        created_at: now,
    };
    let mut tx = app.db.write().await?;
    store::add_attempt(
        &mut tx,
        &sha256(request.state.as_bytes()),
        &attempt,
        now - ATTEMPT,
    )
    .await?;
    tx.commit().await?;
    let mut response = Redirect::to(request.url.as_str()).into_response();
    let cookie = cookie::browser_cookie(
        &app.base_url,
        ATTEMPT_COOKIE,
        &browser,
        ATTEMPT / 1_000_000,
        "Lax",
    );
    if let Some(cookie) = cookie {
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
struct Callback {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// Takes the identity provider's answer.
async fn callback(
    State(app): State<App>,
    Query(answer): Query<Callback>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let provider = app.provider.as_ref().ok_or_else(Problem::not_found)?;
    let state = answer.state.unwrap_or_default();
    let mut tx = app.db.write().await?;
    let attempt = store::take_attempt(&mut tx, &sha256(state.as_bytes())).await?;
    tx.commit().await?;
    let now = app.clock.now().as_microsecond();
    let browser = cookie::read(&app.base_url, &headers, ATTEMPT_COOKIE).unwrap_or_default();
    let attempt = attempt
        .filter(|attempt| (0..ATTEMPT).contains(&(now - attempt.created_at)))
        .filter(|attempt| {
            sha256(browser.as_bytes())
                .ct_eq(&attempt.browser_sha256)
                .into()
        })
        .ok_or_else(|| {
            refused("This sign-in was not started in this browser, or took too long. Start again.")
        })?;
    if let Some(error) = answer.error {
        tracing::info!(oidc.error = %error.chars().take(60).collect::<String>(), "sign-in refused");
        return Err(refused("The identity provider did not sign you in."));
    }
    let code = answer
        .code
        .ok_or_else(|| refused("The identity provider sent no code."))?;
    let identity = provider
        .answer(code, attempt.verifier, &attempt.nonce)
        .await
        .map_err(|error| failed(&error))?;
    let roles = claims::roles(&app.config.sso, &identity.claims);
    let person = person(&app, &identity).await?;
    let signed_in = session::begin(&app, person, roles, None).await?;
    Ok(enter(signed_in, &attempt.return_to))
}

/// The person behind a subject; at the first sign-in also by what the provider is trusted in.
async fn person(app: &App, identity: &Identity) -> Result<PersonId, Problem> {
    let text = |name: &str| {
        identity
            .claims
            .get(name)
            .and_then(serde_json::Value::as_str)
    };
    let subject = text("sub").ok_or_else(|| refused("The identity provider named no subject."))?;
    let now = app.clock.now();
    let config = &app.config.sso;
    let mut known = Vec::new();
    if let Some(home_page) = &config.account_home_page {
        known.push(AgentIdentity::Account {
            home_page: home_page.clone(),
            name: subject.to_owned(),
        });
    }
    let verified = identity.claims.get("email_verified") == Some(&serde_json::Value::Bool(true));
    if config.trust_email
        && verified
        && let Some(email) = text("email")
    {
        known.push(AgentIdentity::Mbox(format!("mailto:{email}")));
    }
    let mut tx = app.db.write().await?;
    let mut person = None;
    for agent in known {
        if let Some(key) = statements::find_agent(&mut tx, &agent).await? {
            person = person.or(people::by_agent(&mut tx, key).await?);
        }
    }
    let name = text("name");
    let person = people::link_subject(
        &mut tx,
        &identity.issuer,
        subject,
        person,
        name,
        LinkReason::SignIn,
        now,
    )
    .await?;
    if let Some(name) = name {
        people::rename(&mut tx, person, name, now).await?;
    }
    tx.commit().await?;
    Ok(person)
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
    Path(token): Path<String>,
    Query(wish): Query<LinkWish>,
) -> Result<Response, Problem> {
    let found = session::take_link(&app.db, &token, app.clock.now()).await?;
    let Some(link) = found else {
        app.authenticator.failed_from(peer)?;
        return Err(refused(
            "This link was used already or has expired. Ask for a new one.",
        ));
    };
    // The link leads out of the frame: what is left of the visit is its language and the way back.
    let visit = link.visit.map(|visit| Visit {
        framed_by: None,
        ..visit
    });
    let signed_in = session::begin(&app, link.person, link.roles, visit.as_ref()).await?;
    Ok(enter(signed_in, local(&wish.to)))
}

async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let mut response = Redirect::to("/sign-in").into_response();
    for forget in session::end(&app, &headers).await? {
        response.headers_mut().append(header::SET_COOKIE, forget);
    }
    Ok(response)
}

fn enter(signed_in: SignedIn, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, signed_in.cookie);
    response
}

fn refused(why: &str) -> Problem {
    Problem::new(Kind::Forbidden, why)
}

/// What went wrong at the provider is the operator's to know.
fn failed(error: &super::oidc::OidcError) -> Problem {
    tracing::warn!(%error, "a sign-in failed");
    Problem::new(
        Kind::Unavailable,
        "Signing in at the identity provider failed. Try again; if it goes on, tell your administrator.",
    )
}

//! The routes that learning platforms use.

use axum::extract::{Form, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use lti::id_token::IdTokenError;
use lti::jws::Unverified;
use lti::launch::{LaunchError, Message, MessageType, Policy};
use lti::login::{self, Initiation, Pending, Proof, Proven, Secrets};
use lti::registration::{Registration, select};
use serde::Deserialize;
use serde_json::{Value, json};

use super::store::{self, Platform};
use super::{arrive, frame, keys};
use crate::problem::{Kind, Problem};
use crate::seal::{random_secret, sha256};
use crate::sso;
use crate::state::App;
use crate::store::Tx;

/// The cookie of one login; the name carries a part of the state, so that several may run at once.
const COOKIE: &str = "coachlight_lti_";
/// Minutes that the way out of a frame works.
const WAY_OUT_MINUTES: i64 = 10;

/// Every route of launches.
pub fn router() -> Router<App> {
    Router::new()
        .route("/lti/login", get(login_by_get).post(login_by_post))
        .route("/lti/launch", post(launch))
        .route("/lti/keys", get(published))
        .route("/lti/registration", get(registration))
}

fn launch_uri(app: &App) -> String {
    format!("{}lti/launch", app.base_url)
}

/// What an administrator pastes into the platform.
async fn registration(State(app): State<App>) -> Json<Value> {
    let base = &app.base_url;
    Json(json!({
        "tool_name": "Coachlight",
        "lti_version": "1.3.0",
        "tool_url": base.as_str(),
        "initiate_login_url": format!("{base}lti/login"),
        "redirect_uris": [launch_uri(&app)],
        "target_link_uri": launch_uri(&app),
        "public_keyset_url": format!("{base}lti/keys"),
        "next": "Enter these at the platform, then run: coachlight platform add --help",
    }))
}

async fn published(State(app): State<App>) -> Result<Json<Value>, Problem> {
    Ok(Json(
        keys::published(&app).await.map_err(Problem::internal)?,
    ))
}

async fn login_by_get(
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    begin(&app, &query.unwrap_or_default(), "").await
}

async fn login_by_post(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    body: String,
) -> Result<Response, Problem> {
    begin(&app, &query.unwrap_or_default(), &body).await
}

/// Sends the browser on to the platform, which says who it is.
async fn begin(app: &App, query: &str, body: &str) -> Result<Response, Problem> {
    let parameters: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .chain(url::form_urlencoded::parse(body.as_bytes()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let pairs = parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let initiation =
        Initiation::parse(pairs).map_err(|error| refused("login", &error.to_string()))?;
    let mut tx = app.db.write().await?;
    let platforms = store::of_issuer(&mut tx, &initiation.issuer).await?;
    let mut registrations = Vec::new();
    for platform in &platforms {
        registrations.extend(registered(app, &mut tx, platform).await?);
    }
    let registration = select(
        &registrations,
        &initiation.issuer,
        initiation.client_id.as_deref(),
    )
    .map_err(|error| refused("registration", &error.to_string()))?;
    let platform = platforms
        .iter()
        .find(|platform| platform.client_id == registration.client_id)
        .ok_or_else(Problem::not_found)?;
    let secret = || random_secret().map_err(Problem::internal);
    let secrets = Secrets {
        state: secret()?,
        nonce: secret()?,
        browser: secret()?,
        storage: None,
    };
    let now = app.clock.now();
    let (url, pending) = login::begin(&initiation, registration, &app.base_url, &secrets, now)
        .map_err(|error| refused("login", &error.to_string()))?;
    let state = sha256(secrets.state.as_bytes());
    store::add_pending(&mut tx, &state, platform.id, &pending).await?;
    tx.commit().await?;
    let mut response = Redirect::to(url.as_str()).into_response();
    let same_site = if app.base_url.scheme() == "https" {
        "None"
    } else {
        "Lax"
    };
    let cookie = sso::browser_cookie(
        &app.base_url,
        &cookie_name(&secrets.state),
        &secrets.browser,
        login::LIFE_SECONDS,
        same_site,
    );
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn cookie_name(state: &str) -> String {
    let part: String = state
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(12)
        .collect();
    format!("{COOKIE}{part}")
}

async fn registered(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
) -> Result<Option<Registration>, Problem> {
    let deployments = store::deployments(tx, platform.id).await?;
    Ok(platform.registration(deployments, launch_uri(app)))
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    state: String,
    #[serde(default)]
    id_token: String,
    error: Option<String>,
}

/// Takes the platform's answer: checks everything, then lets the person in.
async fn launch(
    State(app): State<App>,
    headers: HeaderMap,
    Form(answer): Form<Answer>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let taken = store::take_pending(&mut tx, &sha256(answer.state.as_bytes())).await?;
    let row = taken.ok_or_else(|| refused("state", "the state is unknown or was used"))?;
    let platform = store::by_id(&mut tx, row.platform)
        .await?
        .ok_or_else(Problem::not_found)?;
    let registration = registered(&app, &mut tx, &platform)
        .await?
        .ok_or_else(|| refused("registration", "the registration's addresses are unusable"))?;
    tx.commit().await?;
    let pending = Pending {
        issuer: platform.issuer.clone(),
        client_id: platform.client_id.clone(),
        target_link_uri: row.target_link_uri,
        nonce: row.nonce,
        browser_sha256: row.browser_sha256,
        storage_sha256: None,
        created_at: Timestamp::from_microsecond(row.created_at).unwrap_or(Timestamp::MIN),
    };
    let browser = sso::read_cookie(&app.base_url, &headers, &cookie_name(&answer.state));
    let login = pending
        .prove(Proof::Cookie(browser.unwrap_or_default()), now)
        .map_err(|error| refused(error.code(), &error.to_string()))?;
    if answer.error.is_some() {
        return Err(refused("platform", "the platform refused the login"));
    }
    let message = check(
        &app,
        &platform,
        &registration,
        &answer.id_token,
        &login,
        now,
    )
    .await?;
    let launch = message.launch();
    let arrival = arrive::arrive(&app, &platform, launch)
        .await?
        .ok_or_else(|| {
            refused(
                "subject",
                "the platform did not say who you are; nothing can be shown",
            )
        })?;
    if launch.presentation.is_framed() {
        let token =
            sso::make_link(&app.db, arrival.person, arrival.roles, now, WAY_OUT_MINUTES).await?;
        let to = format!("/sign-in/link/{token}?to={}", arrival.page);
        return Ok(frame::way_out(&registration.authorization_endpoint, &to));
    }
    let signed_in = sso::begin(&app, arrival.person, arrival.roles, false).await?;
    let mut response = Redirect::to(&arrival.page).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, signed_in.cookie);
    Ok(response)
}

async fn check(
    app: &App,
    platform: &Platform,
    registration: &Registration,
    token: &str,
    login: &Proven,
    now: Timestamp,
) -> Result<Message, Problem> {
    let failed = |error: LaunchError| refused(error.code(), &error.to_string());
    let unverified =
        Unverified::parse(token).map_err(|error| failed(IdTokenError::Token(error).into()))?;
    let keys = app
        .platform_keys
        .for_token(
            &app.client,
            &app.clock,
            &platform.id.to_string(),
            &unverified,
            async || Some(registration.jwks_uri.clone()),
        )
        .await
        .ok_or_else(|| refused("key", "the platform's keys could not be fetched"))?;
    let policy = Policy::serving(&[MessageType::ResourceLink]);
    lti::launch::verify(token, registration, &keys, login, &policy, now).map_err(failed)
}

/// The administrator finds the rule in the log; the browser is told no more than it has to be.
fn refused(code: &str, why: &str) -> Problem {
    tracing::warn!(lti.rule = code, "a launch was refused: {why}");
    Problem::new(
        Kind::LaunchRefused,
        "The launch from your learning platform could not be verified. Go back and open the link \
         again; if it goes on, tell your administrator.",
    )
}

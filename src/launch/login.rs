//! Third-party login initiation: the browser is sent on to the platform, which says who it is.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use lti::login::{self, Initiation, Secrets};
use lti::registration::select;
use lti::storage::Deposit;
use maud::html;
use url::Url;

use super::refusal::{self, Refusal, refused};
use super::screen::{self, Screen};
use super::{registered, store};
use crate::locale::Locale;
use crate::platforms::{self, Platform};
use crate::problem::Problem;
use crate::seal::random_secret;
use crate::sso;
use crate::state::App;

/// The cookie of one login; the name carries a part of the state, so that several may run at once.
const COOKIE: &str = "coachlight_lti_";

pub(super) async fn by_get(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    respond(&app, locale, &headers, &query.unwrap_or_default(), "").await
}

pub(super) async fn by_post(
    State(app): State<App>,
    locale: Locale,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: String,
) -> Response {
    respond(&app, locale, &headers, &query.unwrap_or_default(), &body).await
}

async fn respond(
    app: &App,
    locale: Locale,
    headers: &HeaderMap,
    query: &str,
    body: &str,
) -> Response {
    match begin(app, locale, headers, query, body).await {
        Ok(response) => response,
        Err(refusal) => refusal::answer(app, locale, headers, refusal).await,
    }
}

/// The cookie's name for a state.
pub(super) fn cookie_name(state: &str) -> String {
    let part: String = state
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(12)
        .collect();
    format!("{COOKIE}{part}")
}

async fn begin(
    app: &App,
    locale: Locale,
    headers: &HeaderMap,
    query: &str,
    body: &str,
) -> Result<Response, Refusal> {
    let parameters: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .chain(url::form_urlencoded::parse(body.as_bytes()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let pairs = parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let initiation =
        Initiation::parse(pairs).map_err(|error| refused(error.code(), error.to_string()))?;
    let mut tx = app.db.read_singly().await?;
    let mut found = Vec::new();
    let mut registrations = Vec::new();
    for platform in platforms::of_issuer(&mut tx, &initiation.issuer).await? {
        if let Some(registration) = registered(app, &mut tx, &platform).await? {
            registrations.push(registration);
            found.push(platform);
        }
    }
    let client_id = initiation.client_id.as_deref();
    let registration = match select(&registrations, &initiation.issuer, client_id) {
        Ok(registration) => registration,
        Err(error) => {
            // Which platform it is, its operator can tell by nothing else.
            let issuer = &initiation.issuer;
            let why = match client_id {
                Some(client) => format!("{error}: issuer {issuer:?}, client_id {client:?}"),
                None => format!("{error}: issuer {issuer:?}, without client_id"),
            };
            let why: String = why.chars().take(300).collect();
            let refusal = refused(error.code(), why);
            let meant = platforms::likely(&mut tx, &initiation.issuer).await?;
            return Err(match meant {
                Some(id) => refusal.of(id),
                None => refusal,
            });
        }
    };
    let platform = found
        .iter()
        .find(|platform| platform.client_id == registration.client_id)
        .ok_or_else(Problem::not_found)?;
    drop(tx);
    if !platform.enabled {
        return Err(refused("registration_disabled", "the platform is disabled").of(platform.id));
    }
    let secret = || random_secret().map_err(Problem::internal);
    let stores = initiation.storage_target.is_some() || keeps_cookies_out(headers);
    let secrets = Secrets {
        state: secret()?,
        nonce: secret()?,
        browser: secret()?,
        storage: stores.then(secret).transpose()?,
    };
    let now = app.clock.now();
    let begun = login::begin(&initiation, registration, &app.base_url, &secrets, now);
    let (to, pending) = match begun {
        Ok(begun) => begun,
        Err(error) => {
            return Err(refused(error.code(), error.to_string()).of(platform.id));
        }
    };
    let target = initiation.storage_target.as_deref();
    let again = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&parameters)
        .finish();
    let mut tx = app.db.write().await?;
    let pushed_out = store::add_pending(
        &mut tx,
        &secrets.state,
        platform.id,
        &pending,
        target,
        &again,
    )
    .await?;
    tx.commit().await?;
    if pushed_out > 0 {
        metrics::counter!("logins_pushed_out_total").increment(pushed_out);
        tracing::warn!(
            pushed_out,
            "a flood of logins: the oldest that were not answered yet made room"
        );
    }
    let mut response = match Deposit::new(&initiation, registration, &secrets) {
        Some(deposit) => store_first(locale, platform, &deposit, target.is_some(), &to),
        None => Redirect::to(to.as_str()).into_response(),
    };
    let cookie = sso::browser_cookie(
        &app.base_url,
        &cookie_name(&secrets.state),
        &secrets.browser,
        login::LIFE_SECONDS,
        // The answer is posted from the platform's page, with which only such cookies are sent.
        "None",
    );
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Whether the login runs in a frame of a browser that may keep its cookie out. Those built on
/// Chromium name themselves by a header and keep partitioned cookies.
fn keeps_cookies_out(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-dest")
        .is_some_and(|to| to == "iframe" || to == "frame")
        && !headers.contains_key("sec-ch-ua")
}

/// A page that stores a secret where the page of the launch will find it, and goes on.
fn store_first(
    locale: Locale,
    platform: &Platform,
    deposit: &Deposit,
    by_platform: bool,
    to: &Url,
) -> Response {
    let title = locale.text("launch-opening");
    let body = html! {
        h1 { (title) }
        p data-lti="store" data-key=(deposit.key) data-value=(deposit.value)
            data-frame=[deposit.frame.as_deref()] data-origin=(deposit.platform_origin)
            data-platform=[by_platform.then_some("yes")]
            data-wait=(lti::storage::ANSWER_MILLISECONDS) {
            a.button #go-on href=(to) { (locale.text("launch-go-on")) }
        }
    };
    let mut screen = Screen::new(locale, &title, body);
    screen.framed_by = Some(platform.frame_origins());
    screen.script = true;
    screen.keeps_opener = true;
    screen::render(screen)
}

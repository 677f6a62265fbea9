//! How platforms come to know us: our keys, the values to paste, Canvas' file, and the page that a
//! platform opens in its own frame to register us.
//!
//! That page cannot rely on a session, whose cookie does not arrive in another site's frame. The
//! link that works once is its guard, and nothing is sent before somebody has agreed.

use axum::Json;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use lti::registration::manual::{PrivacyLevel, Values};
use lti::registration::{Tool, manual};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::screen::{self, Screen};
use crate::assets;
use crate::locale::Locale;
use crate::platforms::keys as tool_keys;
use crate::platforms::registration::{self, Offer, Outcome, RegistrationError};
use crate::problem::Problem;
use crate::state::App;

fn tool(app: &App) -> Result<Tool, Problem> {
    registration::tool(&app.base_url, &assets::path("icon.svg"))
        .ok_or_else(|| Problem::internal(anyhow::anyhow!("the public address is unusable")))
}

/// Our public keys.
pub(super) async fn keys(State(app): State<App>) -> Result<Json<Value>, Problem> {
    let keys = tool_keys::published(&app.db, &app.key, app.clock.now()).await;
    Ok(Json(keys.map_err(Problem::internal)?))
}

/// What an administrator pastes into the platform, for programs; the page of administrators has
/// it with buttons.
pub(super) async fn values(State(app): State<App>) -> Result<Json<Value>, Problem> {
    let values = Values::of(&tool(&app)?);
    Ok(Json(json!({
        "tool_name": values.name,
        "lti_version": "1.3.0",
        "tool_url": values.target_link_uri,
        "target_link_uri": values.target_link_uri,
        "initiate_login_url": values.initiate_login_uri,
        "redirect_uris": values.redirect_uris,
        "public_keyset_url": values.jwks_uri,
        "domain": values.domain,
        "icon_url": values.logo_uri,
        "custom_parameters": values.custom_parameters,
        "scopes": values.scopes,
        "next": "Enter these at the platform, then run: coachlight platform add --help",
    })))
}

/// The file that Canvas' developer keys are configured with.
pub(super) async fn canvas(State(app): State<App>) -> Result<Json<Value>, Problem> {
    Ok(Json(manual::canvas(
        &tool(&app)?,
        "coachlight",
        PrivacyLevel::Public,
    )))
}

/// What the platform adds to the link.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    invite: String,
    #[serde(default)]
    openid_configuration: String,
    #[serde(default)]
    registration_token: String,
    /// What was agreed to.
    #[serde(default)]
    digest: String,
}

impl Asked {
    fn token(&self) -> Option<&str> {
        Some(self.registration_token.as_str()).filter(|token| !token.is_empty())
    }
}

/// Shows who asks, and what will be agreed on.
pub(super) async fn get(
    State(app): State<App>,
    locale: Locale,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    match offered(&app, &asked).await {
        Ok(offer) => Ok(confirm(locale, &asked, &offer)),
        Err(error) => failed(locale, &asked, error),
    }
}

async fn offered(app: &App, asked: &Asked) -> Result<Offer, RegistrationError> {
    let mut tx = app.db.read().await?;
    registration::invited(&mut tx, &asked.invite, app.clock.now()).await?;
    drop(tx);
    registration::offer(&app.platforms, &asked.openid_configuration, asked.token()).await
}

/// Registers, as was agreed.
pub(super) async fn post(
    State(app): State<App>,
    locale: Locale,
    Form(asked): Form<Asked>,
) -> Result<Response, Problem> {
    let tool = tool(&app)?;
    let outcome = async {
        let offer = offered(&app, &asked).await?;
        if offer.digest != asked.digest {
            return Err(RegistrationError::Changed);
        }
        let token = asked.token();
        registration::register(&app.platforms, &tool, &asked.invite, &offer, token).await
    };
    match outcome.await {
        Ok(outcome) => Ok(done(locale, &asked, &outcome)),
        Err(error) => failed(locale, &asked, error),
    }
}

/// The origin of the configuration, which alone may frame these pages.
fn framed_by(asked: &Asked) -> Option<String> {
    let url = Url::parse(&asked.openid_configuration).ok()?;
    let origin = url.origin();
    let canvas = url
        .host_str()
        .is_some_and(|host| host.ends_with(".instructure.com") || host.ends_with(".canvaslms.com"));
    let own = origin.is_tuple().then(|| origin.ascii_serialization())?;
    Some(if canvas {
        format!("{own} https://*.instructure.com")
    } else {
        own
    })
}

fn confirm(locale: Locale, asked: &Asked, offer: &Offer) -> Response {
    let found = &offer.configuration;
    let title = locale.text("register-title");
    let product = [&found.product_family_code, &found.version];
    let product: Vec<&str> = product.into_iter().flatten().map(String::as_str).collect();
    let hidden = [
        ("invite", &asked.invite),
        ("openid_configuration", &asked.openid_configuration),
        ("registration_token", &asked.registration_token),
        ("digest", &offer.digest),
    ];
    let body = html! {
        h1 { (title) }
        p { (locale.text("register-what")) }
        dl.pairs {
            dt { (locale.text("register-platform")) }
            dd { code { (found.issuer) } }
            @if !product.is_empty() {
                dt { (locale.text("register-product")) }
                dd { (product.join(" ")) }
            }
        }
        @if !found.foreign_endpoints.is_empty() {
            p { strong { (locale.text("register-foreign")) } }
            ul.faults {
                @for (name, url) in &found.foreign_endpoints { li { (name) ": " code { (url) } } }
            }
        }
        form method="post" action="/lti/register" {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            button #confirm type="submit" { (locale.text("register-button")) }
        }
    };
    let mut screen = Screen::new(locale, &title, body);
    screen.framed_by = framed_by(asked);
    screen.keeps_opener = true;
    screen::render(screen)
}

fn missing(locale: Locale, title: &str, words: &[String]) -> Markup {
    html! {
        @if !words.is_empty() {
            p { (locale.text(title)) }
            ul.faults { @for word in words { li { code { (word) } } } }
        }
    }
}

fn done(locale: Locale, asked: &Asked, outcome: &Outcome) -> Response {
    let title = locale.text(if outcome.updated {
        "register-updated"
    } else {
        "register-done"
    });
    let difference = &outcome.difference;
    let body = html! {
        h1 { (title) }
        p { (locale.with("register-next", &[("name", outcome.name.as_str().into())])) }
        (missing(locale, "register-scopes", &difference.scopes_missing))
        (missing(locale, "register-messages", &difference.messages_missing))
        (missing(locale, "register-claims", &difference.claims_missing))
        // What is missing is worth a look before the platform closes the frame.
        button.plain type="button" data-lti="close" data-now=[difference.is_none().then_some("yes")]
            data-subject=(lti::storage::CLOSE_REGISTRATION) { (locale.text("register-close")) }
    };
    let mut screen = Screen::new(locale, &title, body);
    screen.framed_by = framed_by(asked);
    screen.script = true;
    screen.keeps_opener = true;
    screen::render(screen)
}

fn failed(locale: Locale, asked: &Asked, error: RegistrationError) -> Result<Response, Problem> {
    let (status, advice) = match &error {
        RegistrationError::Audit(_) | RegistrationError::Store(_) | RegistrationError::Seal(_) => {
            return Err(Problem::internal(error));
        }
        RegistrationError::Invite => (StatusCode::FORBIDDEN, "register-invite"),
        RegistrationError::Changed | RegistrationError::Conflict => {
            (StatusCode::CONFLICT, "register-conflict")
        }
        RegistrationError::Configuration(_) => (StatusCode::BAD_REQUEST, "register-configuration"),
        RegistrationError::Register(_) => (StatusCode::BAD_REQUEST, "register-refused"),
        RegistrationError::Outbound(_) => (StatusCode::BAD_REQUEST, "register-unreachable"),
    };
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    let why = cause.unwrap_or_else(|| error.to_string());
    tracing::warn!(lti.rule = error.code(), "a registration failed: {why}");
    let title = locale.text("register-failed");
    let body = html! {
        h1 { (title) }
        p { (locale.text(advice)) }
        p.note {
            (locale.with("launch-rule", &[
                ("why", locale.say(&error.said()).into()),
                ("rule", error.code().into()),
            ]))
        }
    };
    let mut screen = Screen::new(locale, &title, body);
    // Whoever has no link that works sees why, wherever: there is nothing to click on.
    screen.framed_by = match error {
        RegistrationError::Invite => Some("*".to_owned()),
        _ => framed_by(asked),
    };
    let mut response = screen::render(screen);
    *response.status_mut() = status;
    Ok(response.into_response())
}

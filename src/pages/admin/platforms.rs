//! Learning platforms: which ones are connected, and how another one is.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use lti::registration::manual::Values;
use maud::{Markup, html};
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::super::ui;
use super::{Tab, framed, headed, platform_people};
use crate::access;
use crate::assets;
use crate::locale::Locale;
use crate::platforms::manual::{self, Copied};
use crate::platforms::{self, PeopleError, Platform, RegistrationError, Terms, registration};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Hours that a registration link works.
const HOURS: i64 = 24;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    show(&app, locale, &actor, None).await
}

/// A form that cannot be done, as it was filled in.
struct Wrong<'w> {
    filled: &'w Filled,
    by_hand: bool,
    fault: String,
}

async fn show(
    app: &App,
    locale: Locale,
    actor: &Actor,
    wrong: Option<&Wrong<'_>>,
) -> Result<Markup, Problem> {
    let empty = Filled::default();
    let filled = |by_hand| {
        let wrong = wrong.filter(|wrong| wrong.by_hand == by_hand);
        wrong.map_or(&empty, |wrong| wrong.filled)
    };
    let by_hand_open = wrong.is_some_and(|wrong| wrong.by_hand);
    let mut tx = app.db.read().await?;
    let known = platforms::all(&mut tx).await?;
    let waiting = platforms::waiting(&mut tx).await?;
    drop(tx);
    let body = html! {
        (ui::fault(locale, wrong.map(|wrong| wrong.fault.as_str())))
        @if known.is_empty() {
            (ui::empty(locale, "platforms-empty-title", "platforms-empty"))
        } @else {
            section.card { div.table { (table(&actor.zone, locale, &known, &waiting)) } }
        }
        (invite_form(locale, filled(false)))
        (by_hand(app, locale, filled(true), by_hand_open)?)
        (script())
    };
    Ok(headed(app, locale, actor, Tab::Platforms, body))
}

/// The script that makes copy buttons work; without it they stay hidden.
pub(super) fn script() -> Markup {
    html! { script src=(assets::path("lti.js")) defer {} }
}

/// Something to paste elsewhere, with a button that copies it.
pub(super) fn copied(locale: Locale, id: &str, text: &str) -> Markup {
    html! {
        code id=(id) { (text) } " "
        button.plain type="button" hidden data-lti="copy" data-what=(id)
            data-done=(locale.text("platforms-copied")) { (locale.text("platforms-copy")) }
    }
}

/// The platforms; `waiting` tells of how many deployments of each nobody has decided.
fn table(
    zone: &TimeZone,
    locale: Locale,
    known: &[Platform],
    waiting: &BTreeMap<Uuid, i64>,
) -> Markup {
    let labels = [
        "platforms-name",
        "platforms-launch",
        "platforms-roster",
        "platforms-score",
        "platforms-state",
    ]
    .map(|key| locale.text(key));
    let moment = |at: Option<i64>| ui::moment_if(locale, zone, at);
    let [_, launch, roster, score, state] = &labels;
    html! {
        table.cards {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody { @for platform in known {
                tr {
                    th scope="row" {
                        a href={ "/admin/platforms/" (platform.id) } { (platform.name) }
                        br; code.note { (platform.issuer) }
                    }
                    td data-label=(launch) { (moment(platform.last_launch_at)) }
                    td data-label=(roster) { (moment(platform.last_roster_at)) }
                    td data-label=(score) { (moment(platform.last_score_at)) }
                    td data-label=(state) {
                        @if !platform.enabled {
                            span.chip.grey { (locale.text("platforms-disabled")) }
                        } @else if platform.is_failing() {
                            span.chip.red { (locale.text("platforms-failing")) }
                        } @else if waiting.contains_key(&platform.id) {
                            span.chip.amber { (locale.text("platforms-waiting")) }
                        } @else {
                            span.chip.green { (locale.text("platforms-enabled")) }
                        }
                    }
                }
            } }
        }
    }
}

/// The fields that say who a platform's people are, and which keys it gets.
fn terms_fields(locale: Locale, prefix: &str, filled: &Filled) -> Markup {
    html! {
        (platform_people::fields(locale, prefix, &filled.people))
        label.choice {
            input type="checkbox" name="own_keys" value="yes" checked[!filled.own_keys.is_empty()];
            span { (locale.text("platforms-own-keys")) }
        }
    }
}

fn invite_form(locale: Locale, filled: &Filled) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("platforms-connect")) }
            p { (locale.with("platforms-connect-how", &[("hours", HOURS.into())])) }
            form.fields method="post" action="/admin/platforms/invite" {
                p.field {
                    label for="invite-name" { (locale.text("platforms-name")) }
                    input #invite-name name="name" maxlength="200" value=(filled.name);
                }
                (terms_fields(locale, "invite", filled))
                button type="submit" { (locale.text("platforms-make-link")) }
            }
        }
    }
}

fn by_hand(app: &App, locale: Locale, filled: &Filled, open: bool) -> Result<Markup, Problem> {
    let tool = registration::tool(&app.base_url, &assets::path("icon.svg"))
        .ok_or_else(|| Problem::internal(anyhow::anyhow!("the public address is unusable")))?;
    let values = Values::of(&tool);
    let redirects: Vec<&str> = values.redirect_uris.iter().map(Url::as_str).collect();
    let canvas = format!("{}lti/canvas.json", app.base_url);
    let pairs = [
        (
            "platforms-tool-url",
            "value-tool",
            values.target_link_uri.to_string(),
        ),
        (
            "platforms-login-url",
            "value-login",
            values.initiate_login_uri.to_string(),
        ),
        (
            "platforms-redirects",
            "value-redirect",
            redirects.join("\n"),
        ),
        (
            "platforms-keyset",
            "value-keys",
            values.jwks_uri.to_string(),
        ),
        ("platforms-domain", "value-domain", values.domain.clone()),
        (
            "platforms-custom",
            "value-custom",
            values.custom_parameters.clone(),
        ),
        ("platforms-canvas", "value-canvas", canvas),
    ];
    Ok(html! {
        section.card {
            h2 { (locale.text("platforms-by-hand")) }
            p { (locale.text("platforms-by-hand-how")) }
            dl.pairs {
                @for (label, id, value) in &pairs {
                    dt { (locale.text(label)) }
                    dd { (copied(locale, id, value)) }
                }
            }
            details open[open] {
                summary { (locale.text("platforms-enter")) }
                form.fields method="post" action="/admin/platforms" {
                    @for (name, label, kind, value) in [
                        ("name", "platforms-name", "text", &filled.name),
                        ("issuer", "platforms-issuer", "text", &filled.issuer),
                        ("client_id", "platforms-client", "text", &filled.client_id),
                        ("authorization_endpoint", "platforms-authorization", "url",
                            &filled.authorization_endpoint),
                        ("token_endpoint", "platforms-token", "url", &filled.token_endpoint),
                        ("jwks_uri", "platforms-jwks", "url", &filled.jwks_uri),
                        ("deployment", "platforms-deployment", "text", &filled.deployment),
                    ] {
                        p.field {
                            label for={ "new-" (name) } { (locale.text(label)) }
                            input id={ "new-" (name) } name=(name) type=(kind) required
                                maxlength="1000" value=(value);
                        }
                    }
                    @for (name, label, hint, value) in [
                        ("product", "platforms-product", "platforms-product-hint", &filled.product),
                        ("audience", "platforms-audience", "platforms-audience-hint", &filled.audience),
                    ] {
                        p.field {
                            label for={ "new-" (name) } { (locale.text(label)) }
                            input id={ "new-" (name) } name=(name) type="text" maxlength="1000"
                                value=(value) aria-describedby={ "new-" (name) "-hint" };
                            span.note id={ "new-" (name) "-hint" } { (locale.text(hint)) }
                        }
                    }
                    (terms_fields(locale, "new", filled))
                    button type="submit" { (locale.text("platforms-add")) }
                }
            }
        }
    })
}

/// A form as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    name: String,
    issuer: String,
    client_id: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    deployment: String,
    product: String,
    audience: String,
    #[serde(flatten)]
    people: platform_people::Filled,
    own_keys: String,
}

impl Filled {
    /// What is decided of the platform.
    fn terms(&self) -> Result<Terms, PeopleError> {
        Ok(Terms {
            name: self.name.trim().to_owned(),
            own_keys: !self.own_keys.is_empty(),
            people: self.people.read()?,
        })
    }
}

/// Makes a registration link and shows it.
pub(super) async fn invite(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let terms = match filled.terms() {
        Ok(terms) => terms,
        Err(error) => {
            let wrong = Wrong {
                fault: locale.say(&error.said().ok_or(error)?),
                filled: &filled,
                by_hand: false,
            };
            return refuse(&app, locale, &actor, &wrong).await;
        }
    };
    let made =
        registration::invite(&app.db, &terms, &app.author(&actor), app.clock.now(), HOURS).await;
    let token = made.map_err(|error| match error {
        RegistrationError::Store(error) => error.into(),
        RegistrationError::Audit(error) => error.into(),
        other => Problem::internal(other),
    })?;
    let title = locale.text("platforms-link-title");
    let body = html! {
        div.head { h1 { (title) } }
        section.card {
            p { (locale.with("platforms-link-how", &[("hours", HOURS.into())])) }
            p.wrap { (copied(locale, "link", &registration::link(&app.base_url, &token))) }
            p.note { (locale.text("platforms-link-where")) }
            p { a.button href="/admin/platforms" { (locale.text("keys-back")) } }
        }
        (script())
    };
    let page = framed(&app, locale, &actor, Tab::Platforms, &title, body);
    Ok(page.into_response())
}

/// Registers a platform by hand.
pub(super) async fn add(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let copied = Copied {
        issuer: &filled.issuer,
        client_id: &filled.client_id,
        authorization_endpoint: &filled.authorization_endpoint,
        token_endpoint: &filled.token_endpoint,
        jwks_uri: &filled.jwks_uri,
        deployment: &filled.deployment,
        product: &filled.product,
        audience: &filled.audience,
    };
    let (by, now) = (app.author(&actor), app.clock.now());
    let fault = match filled.terms() {
        Ok(terms) => match manual::register(&app.db, &copied, &terms, &by, now).await {
            Ok(id) => return Ok(Redirect::to(&format!("/admin/platforms/{id}")).into_response()),
            Err(error) => error.mendable().ok_or(error)?,
        },
        Err(error) => error.said().ok_or(error)?,
    };
    let wrong = Wrong {
        filled: &filled,
        by_hand: true,
        fault: locale.say(&fault),
    };
    refuse(&app, locale, &actor, &wrong).await
}

/// The page once more, with what was filled in and what is wrong with it.
async fn refuse(
    app: &App,
    locale: Locale,
    actor: &Actor,
    wrong: &Wrong<'_>,
) -> Result<Response, Problem> {
    let page = show(app, locale, actor, Some(wrong)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

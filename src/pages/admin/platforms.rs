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
use super::{Tab, framed, headed};
use crate::access;
use crate::assets;
use crate::locale::Locale;
use crate::platforms::manual::{self, Copied};
use crate::platforms::{self, Platform, RegistrationError, Terms, registration};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Hours that a registration link works.
const HOURS: i64 = 24;

/// The claims that may be an account's name.
const CLAIMS: [&str; 3] = ["subject", "username", "sourced_id"];

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    show(&app, locale, &actor, &Filled::default(), None).await
}

async fn show(
    app: &App,
    locale: Locale,
    actor: &Actor,
    filled: &Filled,
    fault: Option<&str>,
) -> Result<Markup, Problem> {
    let mut tx = app.db.read().await?;
    let known = platforms::all(&mut tx).await?;
    let waiting = platforms::waiting(&mut tx).await?;
    drop(tx);
    let body = html! {
        (ui::fault(locale, fault))
        @if known.is_empty() {
            (ui::empty(locale, "platforms-empty-title", "platforms-empty"))
        } @else {
            section.card { div.table { (table(&actor.zone, locale, &known, &waiting)) } }
        }
        (invite_form(locale))
        (by_hand(app, locale, filled, fault.is_some())?)
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

/// What a claim says of somebody.
pub(super) fn claimed(locale: Locale, claim: &str) -> String {
    locale.text(&format!("check-claim-{}", claim.replace('_', "-")))
}

/// The fields that say who a platform's people are.
fn people_fields(locale: Locale, prefix: &str, filled: &Filled) -> Markup {
    let id = |name: &str| format!("{prefix}-{name}");
    html! {
        p.field {
            label for=(id("home")) { (locale.text("platforms-home-page")) }
            input id=(id("home")) name="home_page" type="url" maxlength="500" value=(filled.home_page)
                aria-describedby=(id("home-hint"));
            span.note id=(id("home-hint")) { (locale.text("platforms-home-page-hint")) }
        }
        p.field {
            label for=(id("claim")) { (locale.text("platforms-claim")) }
            select id=(id("claim")) name="claim" {
                @for claim in CLAIMS {
                    option value=(claim) selected[*claim == filled.claim] { (claimed(locale, claim)) }
                }
            }
        }
        label.choice {
            input type="checkbox" name="trust_email" value="yes"
                checked[!filled.trust_email.is_empty()];
            span { (locale.text("platforms-trust-email")) }
        }
        label.choice {
            input type="checkbox" name="own_keys" value="yes" checked[!filled.own_keys.is_empty()];
            span { (locale.text("platforms-own-keys")) }
        }
    }
}

fn invite_form(locale: Locale) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("platforms-connect")) }
            p { (locale.with("platforms-connect-how", &[("hours", HOURS.into())])) }
            form.fields method="post" action="/admin/platforms/invite" {
                p.field {
                    label for="invite-name" { (locale.text("platforms-name")) }
                    input #invite-name name="name" maxlength="200";
                }
                (people_fields(locale, "invite", &Filled::default()))
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
                    (people_fields(locale, "new", filled))
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
    home_page: String,
    claim: String,
    trust_email: String,
    own_keys: String,
}

impl Filled {
    /// What is decided of the platform. A claim says something only of a home page.
    fn terms(&self) -> Terms {
        let page = Some(self.home_page.trim()).filter(|page| !page.is_empty());
        let claim = CLAIMS.into_iter().find(|claim| *claim == self.claim);
        Terms {
            name: self.name.trim().to_owned(),
            own_keys: !self.own_keys.is_empty(),
            account_home_page: page.map(str::to_owned),
            account_claim: page.and(claim).map(str::to_owned),
            trust_email: !self.trust_email.is_empty(),
        }
    }
}

/// Makes a registration link and shows it.
pub(super) async fn invite(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let terms = filled.terms();
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
    Ok(page)
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
    match manual::register(&app.db, &copied, &filled.terms(), &by, now).await {
        Ok(id) => Ok(Redirect::to(&format!("/admin/platforms/{id}")).into_response()),
        Err(error) => match error.mendable() {
            Some(message) => {
                let fault = locale.say(&message);
                let page = show(&app, locale, &actor, &filled, Some(&fault)).await?;
                Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
            }
            None => Err(error.into()),
        },
    }
}

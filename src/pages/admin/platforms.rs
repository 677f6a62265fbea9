//! Learning platforms: which ones are connected, and how another one is.

use axum::extract::State;
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::tz::TimeZone;
use lti::registration::manual::Values;
use maud::{Markup, html};
use serde::Deserialize;
use url::Url;

use super::super::ui;
use super::{Tab, framed};
use crate::access;
use crate::assets;
use crate::audit::{self, Act, Change};
use crate::locale::Locale;
use crate::message::Message;
use crate::platforms::{
    self, DeploymentStatus, NewPlatform, Platform, RegistrationError, Terms, registration,
};
use crate::problem::{Kind, Problem};
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
    let mut tx = app.db.read().await?;
    let known = platforms::all(&mut tx).await?;
    drop(tx);
    let title = locale.text("admin-platforms");
    let body = html! {
        div.head { h1 { (title) } }
        @if known.is_empty() {
            (ui::empty(locale, "platforms-empty-title", "platforms-empty"))
        } @else {
            section.card { div.table { (table(&actor.zone, locale, &known)) } }
        }
        (invite_form(locale))
        (by_hand(&app, locale)?)
        (script())
    };
    let page = framed(&app, locale, &actor, Tab::Platforms, &title, body);
    Ok(page)
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

fn table(zone: &TimeZone, locale: Locale, known: &[Platform]) -> Markup {
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
                        } @else if platform.last_error.is_some() && platform.last_error_at > platform.last_launch_at {
                            span.chip.red { (locale.text("platforms-failing")) }
                        } @else {
                            span.chip.green { (locale.text("platforms-enabled")) }
                        }
                    }
                }
            } }
        }
    }
}

/// The fields that say who a platform's people are.
fn people_fields(locale: Locale, prefix: &str) -> Markup {
    let id = |name: &str| format!("{prefix}-{name}");
    html! {
        p.field {
            label for=(id("home")) { (locale.text("platforms-home-page")) }
            input id=(id("home")) name="home_page" type="url" maxlength="500"
                aria-describedby=(id("home-hint"));
            span.note id=(id("home-hint")) { (locale.text("platforms-home-page-hint")) }
        }
        p.field {
            label for=(id("claim")) { (locale.text("platforms-claim")) }
            select id=(id("claim")) name="claim" {
                @for claim in CLAIMS {
                    option value=(claim) { (locale.text(&format!("check-claim-{}", claim.replace('_', "-")))) }
                }
            }
        }
        label.choice {
            input type="checkbox" name="trust_email" value="yes";
            span { (locale.text("platforms-trust-email")) }
        }
        label.choice {
            input type="checkbox" name="own_keys" value="yes";
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
                (people_fields(locale, "invite"))
                button type="submit" { (locale.text("platforms-make-link")) }
            }
        }
    }
}

fn by_hand(app: &App, locale: Locale) -> Result<Markup, Problem> {
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
            details {
                summary { (locale.text("platforms-enter")) }
                form.fields method="post" action="/admin/platforms" {
                    @for (name, label, kind) in [
                        ("name", "platforms-name", "text"),
                        ("issuer", "platforms-issuer", "text"),
                        ("client_id", "platforms-client", "text"),
                        ("authorization_endpoint", "platforms-authorization", "url"),
                        ("token_endpoint", "platforms-token", "url"),
                        ("jwks_uri", "platforms-jwks", "url"),
                        ("deployment", "platforms-deployment", "text"),
                    ] {
                        p.field {
                            label for={ "new-" (name) } { (locale.text(label)) }
                            input id={ "new-" (name) } name=(name) type=(kind) required maxlength="1000";
                        }
                    }
                    (people_fields(locale, "new"))
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
    home_page: String,
    claim: String,
    trust_email: String,
    own_keys: String,
}

impl Filled {
    /// The home page and the claim, where both say something.
    fn people(&self) -> (Option<&str>, Option<&str>) {
        let page = Some(self.home_page.trim()).filter(|page| !page.is_empty());
        let claim = CLAIMS.into_iter().find(|claim| *claim == self.claim);
        (page, page.and(claim))
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
    let (page, claim) = filled.people();
    let terms = Terms {
        name: filled.name.trim().to_owned(),
        own_keys: !filled.own_keys.is_empty(),
        account_home_page: page.map(str::to_owned),
        account_claim: claim.map(str::to_owned),
        trust_email: !filled.trust_email.is_empty(),
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
    Ok(page)
}

/// Registers a platform by hand.
pub(super) async fn add(
    State(app): State<App>,
    actor: Actor,
    Form(filled): Form<Filled>,
) -> Result<Redirect, Problem> {
    access::administrate(&actor)?;
    let wrong = |key: &'static str, label: &'static str| {
        let what = Message::new(key).with("field", Message::new(label));
        Problem::new(Kind::InvalidParameter, what)
    };
    for (label, value) in [
        ("platforms-name", &filled.name),
        ("platforms-issuer", &filled.issuer),
        ("platforms-client", &filled.client_id),
        ("platforms-deployment", &filled.deployment),
    ] {
        if value.trim().is_empty() {
            return Err(wrong("refused-field-empty", label));
        }
    }
    let address = |label: &'static str, value: &str| {
        Url::parse(value.trim())
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or_else(|| wrong("refused-field-address", label))
    };
    let authorization = address("platforms-authorization", &filled.authorization_endpoint)?;
    let token = address("platforms-token", &filled.token_endpoint)?;
    let keys = address("platforms-jwks", &filled.jwks_uri)?;
    let (page, claim) = filled.people();
    let scopes = platforms::SCOPES.join(" ");
    let new = NewPlatform {
        name: filled.name.trim(),
        issuer: filled.issuer.trim(),
        client_id: filled.client_id.trim(),
        authorization_endpoint: authorization.as_str(),
        token_endpoint: Some(token.as_str()),
        jwks_uri: keys.as_str(),
        scopes: &scopes,
        own_keys: !filled.own_keys.is_empty(),
        account_home_page: page,
        account_claim: claim,
        trust_email: !filled.trust_email.is_empty(),
        ..NewPlatform::default()
    };
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if platforms::find(&mut tx, new.issuer, new.client_id)
        .await?
        .is_some()
    {
        return Err(Problem::new(
            Kind::Conflict,
            Message::new("refused-platform-known"),
        ));
    }
    let id = platforms::add(&mut tx, &new, now).await?;
    let deployment = filled.deployment.trim();
    let status = DeploymentStatus::Approved;
    platforms::add_deployment(&mut tx, id, deployment, status, now).await?;
    let change = Change::to(id, format!("{}: {}", new.name, new.issuer));
    audit::record(
        &mut tx,
        &app.author(&actor),
        Act::PlatformAdded,
        change,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/platforms/{id}")))
}

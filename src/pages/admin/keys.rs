//! API keys: who may write and read, since when, and used when last?

use axum::extract::{Path, State};
use axum_extra::extract::Form;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::locale::Locale;
use super::super::ui;
use super::{Tab, framed, headed};
use crate::access;
use crate::credentials::{self, CredentialError, Listed, NewCredential, Pair, Scope};
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::profiles::Check;
use crate::sso::Actor;
use crate::state::App;

/// How long a key works on after it was replaced.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let keys = credentials::all(&app.db).await?;
    let body = html! {
        @if keys.is_empty() {
            (ui::empty(locale, "keys-empty-title", "keys-empty"))
        } @else {
            section.card { div.table { (table(&app, &actor.zone, locale, &keys)) } }
        }
        (form(locale, &keys))
    };
    Ok(headed(&app, locale, &actor, Tab::Keys, body))
}

fn table(app: &App, zone: &TimeZone, locale: Locale, keys: &[Listed]) -> Markup {
    let labels = [
        "keys-label",
        "keys-scopes",
        "keys-made",
        "keys-used",
        "keys-state",
        "keys-actions",
    ]
    .map(|key| locale.text(key));
    html! {
        table.cards {
            thead { tr { @for label in &labels { th scope="col" { (label) } } } }
            tbody { @for key in keys.iter().rev() { (row((app, zone), locale, key, &labels)) } }
        }
    }
}

fn row(
    (app, zone): (&App, &TimeZone),
    locale: Locale,
    key: &Listed,
    labels: &[String; 6],
) -> Markup {
    let moment = |at: Option<i64>| ui::moment_if(locale, zone, at);
    let in_force = key.in_force(app.clock.now());
    let [_, scopes, made, used, state, actions] = labels;
    html! {
        tr {
            th scope="row" { (key.label) br; code.note { (key.key) } }
            td.wrap data-label=(scopes) { span.chips {
                @for scope in key.scopes.split_whitespace() { span.chip.grey { (scope) } }
            } }
            td data-label=(made) { (ui::moment(locale, zone, key.created_at)) }
            td data-label=(used) { (moment(key.last_used_at)) }
            td data-label=(state) { (key_state((app, zone), locale, key)) }
            td data-label=(actions) {
                @if in_force {
                    span.chips {
                        form method="post" action={ "/admin/keys/" (key.key) "/rotate" } {
                            button.plain type="submit" { (locale.text("keys-rotate")) }
                        }
                        details.confirm {
                            summary { (locale.text("keys-revoke")) }
                            p.note { (locale.text("keys-revoke-note")) }
                            form method="post" action={ "/admin/keys/" (key.key) "/revoke" } {
                                button type="submit" { (locale.text("keys-revoke-now")) }
                            }
                        }
                    }
                } @else { "–" }
            }
        }
    }
}

fn key_state((app, zone): (&App, &TimeZone), locale: Locale, key: &Listed) -> Markup {
    let moment = |at: i64| locale.moment_there(zone, at);
    html! {
        @if let Some(at) = key.revoked_at {
            span.chip.red { (locale.with("keys-revoked", &[("at", moment(at).into())])) }
        } @else if !key.in_force(app.clock.now()) {
            span.chip.amber { (locale.text("keys-expired")) }
        } @else if let Some(at) = key.expires_at {
            span.chip { (locale.with("keys-expires", &[("at", moment(at).into())])) }
        } @else {
            span.chip.green { (locale.text("keys-in-force")) }
        }
    }
}

fn form(locale: Locale, keys: &[Listed]) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("keys-new")) }
            form.fields method="post" action="/admin/keys" {
                p.field {
                    label for="label" { (locale.text("keys-label")) }
                    input #label name="label" required maxlength="200" aria-describedby="label-hint";
                    span.note #label-hint { (locale.text("keys-label-hint")) }
                }
                fieldset {
                    legend { (locale.text("keys-scopes")) }
                    @for scope in Scope::ALL {
                        label.choice {
                            input type="checkbox" name="scope" value=(scope)
                                checked[matches!(scope, Scope::StatementsWrite | Scope::StatementsReadMine)];
                            span { code { (scope) } " " (locale.text(&format!("scope-{}", scope.to_string().replace('/', "-")))) }
                        }
                    }
                }
                p.field {
                    label for="days" { (locale.text("keys-days")) }
                    input #days name="days" type="number" min="1" max="3650";
                }
                p.field {
                    label for="rate" { (locale.text("keys-rate")) }
                    input #rate name="rate" type="number" min="1";
                }
                p.field {
                    label for="home_pages" { (locale.text("keys-home-pages")) }
                    textarea #home_pages name="home_pages" rows="2" {}
                }
                p.field {
                    label for="profiles" { (locale.text("keys-profiles")) }
                    select #profiles name="profiles" {
                        @for check in Check::ALL {
                            option value=(check.word()) { (locale.text(&format!("check-{}", check.word()))) }
                        }
                    }
                }
                @if !keys.is_empty() {
                    p.field {
                        label for="beside" { (locale.text("keys-beside")) }
                        select #beside name="beside" {
                            option value="" { (locale.text("keys-beside-none")) }
                            @for key in keys { option value=(key.key) { (key.label) " · " (key.key) } }
                        }
                    }
                }
                button type="submit" { (locale.text("keys-create")) }
            }
        }
    }
}

/// A form as it was filled in.
#[derive(Debug, Deserialize)]
pub(super) struct Filled {
    label: String,
    #[serde(default)]
    scope: Vec<String>,
    #[serde(default)]
    days: String,
    #[serde(default)]
    rate: String,
    #[serde(default)]
    home_pages: String,
    #[serde(default)]
    profiles: Check,
    #[serde(default)]
    beside: String,
}

impl Filled {
    fn read(self, app: &App) -> Result<NewCredential, Problem> {
        let wrong = |what: Message| Problem::new(Kind::InvalidParameter, what);
        let number = |text: &str, key: &'static str| -> Result<Option<u32>, Problem> {
            let text = text.trim();
            if text.is_empty() {
                return Ok(None);
            }
            let found = text.parse().ok().filter(|number| *number > 0);
            found.map(Some).ok_or_else(|| wrong(Message::new(key)))
        };
        let scopes: Result<Vec<Scope>, String> =
            self.scope.iter().map(|scope| scope.parse()).collect();
        let scopes = scopes.map_err(|_| wrong(Message::new("refused-key-scope")))?;
        if self.label.trim().is_empty() || scopes.is_empty() {
            return Err(wrong(Message::new("refused-key")));
        }
        let days = number(&self.days, "refused-key-days")?;
        let expires_at = days
            .map(|days| {
                let span = SignedDuration::from_hours(i64::from(days) * 24);
                app.clock.now().checked_add(span)
            })
            .transpose()
            .map_err(|_| wrong(Message::new("refused-key-days-many")))?;
        Ok(NewCredential {
            label: self.label.trim().to_owned(),
            scopes,
            expires_at,
            requests_per_minute: number(&self.rate, "refused-key-rate")?,
            home_pages: self
                .home_pages
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            profile_check: self.profiles,
            beside: Some(self.beside).filter(|key| !key.is_empty()),
        })
    }
}

pub(super) async fn create(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Form(filled): Form<Filled>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let new = filled.read(&app)?;
    let home_page = app.base_url.as_str();
    let pair = credentials::create(
        &app.db,
        &new,
        home_page,
        &app.author(&actor),
        app.clock.now(),
    )
    .await
    .map_err(failed)?;
    Ok(made(&app, locale, &actor, &pair, None))
}

pub(super) async fn rotate(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(key): Path<String>,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let now = app.clock.now();
    let pair = credentials::rotate(&app.db, &key, OVERLAP, &app.author(&actor), now)
        .await
        .map_err(failed)?;
    Ok(made(&app, locale, &actor, &pair, Some(&key)))
}

pub(super) async fn revoke(
    State(app): State<App>,
    actor: Actor,
    Path(key): Path<String>,
) -> Result<axum::response::Redirect, Problem> {
    access::administrate(&actor)?;
    let by = app.author(&actor);
    let revoked = credentials::revoke(&app.db, &key, &by, app.clock.now()).await;
    if !revoked.map_err(failed)? {
        return Err(Problem::not_found());
    }
    Ok(axum::response::Redirect::to("/admin/keys"))
}

/// The one time that a secret is shown.
fn made(app: &App, locale: Locale, actor: &Actor, pair: &Pair, old: Option<&str>) -> Markup {
    let title = locale.text("keys-made-title");
    let body = html! {
        div.head { h1 { (title) } }
        section.card {
            dl.pairs {
                dt { (locale.text("keys-endpoint")) }
                dd { code { (app.base_url) "xapi/" } }
                dt { (locale.text("keys-key")) }
                dd { code { (pair.key) } }
                dt { (locale.text("keys-secret")) }
                dd { code { (pair.secret) } }
            }
            p { strong { (locale.text("keys-secret-note")) } }
            @if let Some(old) = old {
                p.note { (locale.with("keys-overlap", &[("key", old.into()), ("hours", OVERLAP.as_hours().into())])) }
            }
            p { a.button href="/admin/keys" { (locale.text("keys-back")) } }
        }
    };
    framed(app, locale, actor, Tab::Keys, &title, body)
}

fn failed(error: CredentialError) -> Problem {
    match error {
        CredentialError::Unknown(_) => Problem::not_found(),
        CredentialError::Store(error) => error.into(),
        CredentialError::Audit(error) => error.into(),
        error @ CredentialError::Seal(_) => Problem::internal(error),
    }
}

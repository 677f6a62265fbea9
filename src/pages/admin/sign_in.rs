//! The identity providers: do they answer, and what comes of what they say?

use axum::extract::State;
use maud::{Markup, html};
use serde_json::Value;

use super::super::locale::Locale;
use super::super::ui;
use super::{Tab, framed, headed};
use crate::access;
use crate::audit::{self, Act, Change};
use crate::problem::Problem;
use crate::sso::{Actor, Tested};
use crate::state::App;

pub(super) async fn get(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
) -> Result<Markup, Problem> {
    access::administrate(&actor)?;
    let base = app.base_url.as_str();
    let mut cards = Vec::new();
    for provider in app.providers.all() {
        let settings = provider.settings();
        let failure = provider.failure().await;
        let lists = [
            ("role-administrator", &settings.administrator),
            ("role-coach", &settings.coach),
            ("role-hr", &settings.hr),
        ];
        cards.push(html! {
            section.card {
                h2 { (provider.label()) }
                @if let Some(failure) = failure {
                    p { span.chip.red { (locale.text("sign-in-down")) } " " (failure) }
                }
                dl.pairs {
                    dt { (locale.text("platforms-issuer")) }
                    dd { code { (settings.issuer) } }
                    dt { (locale.text("platforms-redirects")) }
                    dd { code { (provider.redirect()) } }
                    dt { (locale.text("sign-in-back-channel")) }
                    dd { code { (base) "sign-in/back-channel-logout" } }
                    dt { (locale.text("sign-in-after")) }
                    dd { code { (base) "sign-in" } }
                    dt { (locale.text("sign-in-claim")) }
                    dd { code { (settings.roles_claim) } }
                    @for (role, values) in lists {
                        dt { (locale.text(role)) }
                        dd { @for value in values { code { (value) } " " } }
                    }
                }
                p { a.button href={ "/sign-in/start?purpose=test&provider=" (provider.name()) } {
                    (locale.text("sign-in-test"))
                } }
            }
        });
    }
    let body = html! {
        @if cards.is_empty() { (ui::empty(locale, "sign-in-empty-title", "sign-in-none")) }
        @for card in &cards { (card) }
    };
    Ok(headed(&app, locale, &actor, Tab::SignIn, body))
}

/// What a provider said of an administrator who tried it out, and what roles come of it.
pub(in crate::pages) async fn tested(
    app: &App,
    locale: Locale,
    actor: &Actor,
    tested: &Tested,
) -> Result<Markup, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let change = Change::to(&tested.label, "the claims were shown");
    audit::record(&mut tx, &app.author(actor), Act::SignInTested, change, now).await?;
    tx.commit().await?;
    let title = locale.with(
        "tested-title",
        &[("provider", tested.label.as_str().into())],
    );
    let body = html! {
        div.head { h1 { (title) } }
        section.card role="status" {
            h2 { (locale.text("tested-roles")) }
            @if tested.grants.is_empty() {
                p { (locale.with("tested-none", &[("claim", tested.roles_claim.as_str().into())])) }
            } @else {
                ul.list { @for grant in &tested.grants {
                    li {
                        span.chip { (locale.text(&format!("role-{}", grant.role.word()))) }
                        span { (locale.with("tested-why", &[
                            ("value", grant.value.as_str().into()),
                            ("rule", grant.rule.as_str().into()),
                            ("claim", tested.roles_claim.as_str().into()),
                        ])) }
                    }
                } }
            }
        }
        section.card {
            h2 { (locale.text("tested-claims")) }
            dl.pairs {
                @for (name, value) in tested.claims.as_object().into_iter().flatten() {
                    dt { code { (name) } }
                    dd { code { (shown(value)) } }
                }
            }
        }
        p { a.button href="/admin/sign-in" { (locale.text("keys-back")) } }
    };
    Ok(framed(app, locale, actor, Tab::SignIn, &title, body))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

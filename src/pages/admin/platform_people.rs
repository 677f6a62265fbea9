//! Who a platform's people are in statements: said where it is registered, and on its page.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::platform::{self, Shown};
use super::platform_courses::After;
use crate::access;
use crate::locale::Locale;
use crate::platforms::{self, AccountClaim, People, PeopleError, Platform};
use crate::problem::Problem;
use crate::sso::Actor;
use crate::state::App;

/// Who a platform's people are, as it was filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    home_page: String,
    claim: String,
    trust_email: String,
}

impl From<People> for Filled {
    fn from(people: People) -> Self {
        let (home_page, claim) = people.columns();
        Self {
            home_page: home_page.unwrap_or_default().to_owned(),
            claim: claim.unwrap_or_default().to_owned(),
            trust_email: if people.trust_email { "yes" } else { "" }.to_owned(),
        }
    }
}

impl Filled {
    /// The same, if it can be agreed to.
    pub(super) fn read(&self) -> Result<People, PeopleError> {
        let claim = Some(AccountClaim::of(&self.claim));
        People::new(Some(&self.home_page), claim, !self.trust_email.is_empty())
    }
}

/// What a claim says of somebody.
fn claimed(locale: Locale, claim: AccountClaim) -> String {
    locale.text(&format!("check-claim-{}", claim.word().replace('_', "-")))
}

/// The fields that say who a platform's people are.
pub(super) fn fields(locale: Locale, prefix: &str, filled: &Filled) -> Markup {
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
                @for claim in AccountClaim::ALL {
                    option value=(claim.word()) selected[claim.word() == filled.claim] {
                        (claimed(locale, claim))
                    }
                }
            }
        }
        label.choice {
            input type="checkbox" name="trust_email" value="yes"
                checked[!filled.trust_email.is_empty()];
            span { (locale.text("platforms-trust-email")) }
        }
    }
}

/// Who its people are in statements, and the form that says it.
pub(super) fn card(locale: Locale, platform: &Platform, said: Option<&Filled>) -> Markup {
    let standing = Filled::from(platform.people());
    html! {
        section.card {
            h2 { (locale.text("platforms-people")) }
            p.note { (locale.text("platforms-people-note")) }
            form.fields method="post" action={ "/admin/platforms/" (platform.id) "/people" } {
                (fields(locale, "people", said.unwrap_or(&standing)))
                button type="submit" { (locale.text("platforms-people-save")) }
            }
        }
    }
}

/// Says who a platform's people are in statements.
pub(super) async fn say(
    State(app): State<App>,
    actor: Actor,
    locale: Locale,
    Path(id): Path<Uuid>,
    Form(filled): Form<Filled>,
) -> Result<Response, Problem> {
    access::administrate(&actor)?;
    let found = platform::find(&app, &actor, id, &After::default()).await?;
    match filled.read() {
        Ok(said) => {
            let (by, now) = (app.author(&actor), app.clock.now());
            let mut tx = app.db.write().await?;
            platforms::people::decide(&mut tx, &found.platform, &said, &by, now).await?;
            tx.commit().await?;
            Ok(Redirect::to(&format!("/admin/platforms/{id}")).into_response())
        }
        Err(error) => {
            let fault = locale.say(&error.said().ok_or(error)?);
            let shown = Shown {
                said: Some((&filled, &fault)),
                ..Shown::default()
            };
            let page = platform::page(&app, locale, &actor, &found, shown);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

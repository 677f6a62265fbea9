//! Pages of administrators: the record store's statements, refusals, keys and feeds, and the
//! learning platforms.

mod audit;
mod erasures;
mod feeds;
mod keys;
mod people;
mod platform;
mod platforms;
mod refusals;
pub(super) mod sign_in;
mod statement;
mod statements;

use axum::routing::{get, post};
use axum::{Router, middleware};
use maud::{Markup, html};

use super::layout::{Place, page};
use super::locale::Locale;
use crate::sso::{self, Actor};
use crate::state::App;

/// Every page of administrators.
pub(super) fn router(app: &App) -> Router<App> {
    // What reveals or changes much asks for a sign-in of not long ago.
    let recently = || middleware::from_fn_with_state(app.clone(), sso::recently);
    Router::new()
        .route(
            "/admin/keys",
            post(keys::create).layer(recently()).get(keys::get),
        )
        .route(
            "/admin/keys/{key}/rotate",
            post(keys::rotate).layer(recently()),
        )
        .route("/admin/keys/{key}/revoke", post(keys::revoke))
        .route("/admin/statements", get(statements::get))
        .route("/admin/statements/{statement}", get(statement::get))
        .route(
            "/admin/statements/{statement}/attachments/{hash}",
            get(statement::attachment),
        )
        .route("/admin/refusals", get(refusals::get))
        .route("/admin/platforms", get(platforms::get).post(platforms::add))
        .route("/admin/platforms/invite", post(platforms::invite))
        .route("/admin/platforms/{platform}", get(platform::get))
        .route(
            "/admin/platforms/{platform}/deployments",
            post(platform::decide),
        )
        .route("/admin/platforms/{platform}/{action}", post(platform::act))
        .route("/admin/people", get(people::find))
        .route("/admin/people/{person}", get(people::get))
        .route(
            "/admin/people/{person}/erasure",
            post(erasures::erase)
                .layer(recently())
                .get(erasures::preview),
        )
        .route("/admin/erasures", get(erasures::list))
        .route("/admin/erasures/{wish}", post(erasures::decline))
        .route("/admin/people/{person}/{action}", post(people::act))
        .route("/admin/sign-in", get(sign_in::get))
        .route("/admin/audit", get(audit::get))
        .route("/admin/feeds", get(feeds::get))
        .route("/admin/feeds/{kind}/{feed}/{action}", post(feeds::act))
}

/// The tabs of the record store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Keys,
    Statements,
    Refusals,
    Feeds,
    Platforms,
    People,
    Erasures,
    SignIn,
    Audit,
}

impl Tab {
    const ALL: [(Self, &str, &str); 9] = [
        (Self::Statements, "/admin/statements", "admin-statements"),
        (Self::Refusals, "/admin/refusals", "admin-refusals"),
        (Self::Keys, "/admin/keys", "admin-keys"),
        (Self::Feeds, "/admin/feeds", "admin-feeds"),
        (Self::Platforms, "/admin/platforms", "admin-platforms"),
        (Self::People, "/admin/people", "admin-people"),
        (Self::Erasures, "/admin/erasures", "admin-erasures"),
        (Self::SignIn, "/admin/sign-in", "admin-sign-in"),
        (Self::Audit, "/admin/audit", "admin-audit"),
    ];
}

/// A page of the record store under its tabs.
fn framed(app: &App, locale: Locale, actor: &Actor, tab: Tab, title: &str, body: Markup) -> Markup {
    let body = html! {
        nav.tabs aria-label=(locale.text("admin-title")) {
            @for (other, address, label) in Tab::ALL {
                a href=(address) aria-current=[(other == tab).then_some("page")] {
                    (locale.text(label))
                }
            }
        }
        (body)
    };
    page(app, locale, Some(actor), Place::Records, title, body)
}

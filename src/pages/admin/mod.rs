//! Pages of administrators: the record store's statements, refusals, keys and feeds.

mod feeds;
mod keys;
mod refusals;
mod statement;
mod statements;

use axum::Router;
use axum::routing::{get, post};
use maud::{Markup, html};

use super::layout::{Place, page};
use super::locale::Locale;
use crate::sso::Actor;
use crate::state::App;

/// Every page of administrators.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/admin/keys", get(keys::get).post(keys::create))
        .route("/admin/keys/{key}/rotate", post(keys::rotate))
        .route("/admin/keys/{key}/revoke", post(keys::revoke))
        .route("/admin/statements", get(statements::get))
        .route("/admin/statements/{statement}", get(statement::get))
        .route(
            "/admin/statements/{statement}/attachments/{hash}",
            get(statement::attachment),
        )
        .route("/admin/refusals", get(refusals::get))
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
}

impl Tab {
    const ALL: [(Self, &str, &str); 4] = [
        (Self::Statements, "/admin/statements", "admin-statements"),
        (Self::Refusals, "/admin/refusals", "admin-refusals"),
        (Self::Keys, "/admin/keys", "admin-keys"),
        (Self::Feeds, "/admin/feeds", "admin-feeds"),
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

//! Pages, rendered by the server. Every page works without a script; there is none.

mod assets;
mod chart;
mod group;
mod groups;
mod layout;
mod locale;
mod person;
mod problem;
mod sign_in;
mod ui;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;
use crate::sso::{Actor, Role};

/// Pages load their own style and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Every page.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(first))
        .route("/sign-in", get(sign_in::get))
        .route("/groups", get(groups::get))
        .route("/groups/{group}", get(group::get))
        .route("/people/{person}", get(person::get))
        .route(
            "/people/{person}/statements/{statement}",
            get(person::statement),
        )
        .route("/me", get(person::me))
        .route("/problems/{slug}", get(problem::explain))
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn(problem::as_page))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
        .route("/assets/{hash}/{name}", get(assets::get))
}

/// The page inside a learning platform's frame that leads out of it.
#[must_use]
pub fn way_out(to: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Coachlight" }
                link rel="stylesheet" href=(assets::path("app.css"));
            }
            body {
                main {
                    section.card.narrow {
                        h1 { "Coachlight" }
                        p { a.button href=(to) target="_blank" rel="noopener" {
                            "Open in a new window · In neuem Fenster öffnen"
                        } }
                    }
                }
            }
        }
    }
}

/// Sends everybody to where they work.
async fn first(State(_app): State<App>, actor: Option<Actor>) -> Response {
    let to = match actor {
        None => "/sign-in",
        Some(actor) if actor.roles.has(Role::Coach) => "/groups",
        Some(_) => "/me",
    };
    Redirect::to(to).into_response()
}

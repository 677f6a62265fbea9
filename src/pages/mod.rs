//! Pages, rendered by the server. Every page works without a script; what there is of one only adds.

mod admin;
mod board;
mod chart;
mod coaching;
mod competency;
mod exports;
mod form;
mod glance;
mod group;
mod groups;
mod involved;
mod layout;
mod live;
mod look;
mod looks;
mod matrix;
mod measured;
mod mentored;
mod named;
mod network;
mod organising;
mod person;
mod printed;
mod privacy;
mod problem;
mod reports;
mod restricting;
mod roster;
mod search;
mod sessions;
mod settings;
mod sheet;
mod sign_in;
mod today;
mod ui;
mod upload;
mod visit;

use axum::Router;
use axum::extract::State;
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use tower_http::csrf::CsrfLayer;

use crate::assets;
use crate::locale;
use crate::people::View;
use crate::sso::{self, Actor, Role};
use crate::state::App;

/// Every page.
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/", get(first))
        .route("/sign-in", get(sign_in::get))
        .route("/today", get(today::get))
        .route("/live", get(live::get))
        .route("/search", get(search::get))
        .route("/today/letters", post(today::letters))
        .route("/alerts/{alert}/snooze", post(today::snooze))
        .route("/alerts/{alert}/wake", post(today::wake))
        .route("/people/{person}/absences", post(today::absent))
        .route("/sign-in/again", get(sign_in::again))
        .route("/sign-in/resume/{form}", get(sign_in::resume))
        .route("/sign-in/callback", get(sign_in::callback))
        .route("/sign-in/callback/{provider}", get(sign_in::answered))
        .route("/sign-out", post(sign_in::sign_out))
        .merge(sso::router())
        .route("/groups/{group}", get(group::get))
        .route("/people/{person}", get(person::get))
        .route(
            "/people/{person}/competencies/{competency}",
            get(competency::get),
        )
        .route(
            "/people/{person}/statements/{statement}",
            get(person::statement),
        )
        .route("/me", get(person::me))
        .route("/me/looks", get(looks::get))
        .route("/me/privacy", get(privacy::get))
        .route("/me/privacy/notice", get(privacy::notice))
        .route("/me/privacy/erasure", post(privacy::ask))
        .route("/me/privacy/restrictions", post(restricting::restrict))
        .route(
            "/me/privacy/restrictions/{restriction}/withdraw",
            post(restricting::withdraw),
        )
        .route("/me/sessions", get(sessions::get).post(sessions::end))
        .route("/me/settings", get(settings::get).post(settings::save))
        .route("/mentored", get(mentored::get))
        .merge(reports::router(app))
        .route("/groups/{group}/board", get(board::get).post(board::choose))
        .route("/groups/{group}/board-mode", post(board::choose_mode))
        .route("/problems/{slug}", get(problem::explain))
        .route("/groups/{group}/matrix", get(matrix::get))
        .merge(coaching::router())
        .merge(organising::router())
        .merge(exports::router(app))
        .merge(admin::router(app))
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn_with_state(
            app.clone(),
            problem::as_page,
        ))
        .layer(middleware::from_fn(visit::bind))
        .route("/assets/{hash}/{name}", get(assets::get))
}

/// How somebody looks at others on a page.
fn view(actor: &Actor, page: View) -> View {
    match actor.visit {
        Some(_) => View::Platform,
        None => page,
    }
}

/// Sends everybody to where they work.
async fn first(State(_app): State<App>, actor: Option<Actor>) -> Response {
    let to = match actor {
        None => "/sign-in",
        Some(actor) if actor.roles.has(Role::Coach) => "/today",
        Some(actor) if actor.roles.has(Role::Administrator) => "/admin",
        Some(actor) if actor.roles.has(Role::Hr) => "/reports",
        Some(_) => "/me",
    };
    Redirect::to(to).into_response()
}

//! Beyond the standard, under `/xapi/ext`: nothing here changes a standard resource.

mod profile;
mod refusals;
mod stream;
mod validate;

use axum::Router;
use axum::routing::{get, post};

use crate::state::App;

pub(super) use refusals::note;

/// The extensions that speak one version in each request.
pub(super) fn versioned() -> Router<App> {
    Router::new()
        .route("/xapi/ext/validate", post(validate::post))
        .route("/xapi/ext/stream", get(stream::get))
}

/// The extensions that speak no version.
pub(super) fn unversioned() -> Router<App> {
    Router::new()
        .route("/xapi/ext/profile", get(profile::get))
        .route("/xapi/ext/refusals", get(refusals::get))
}

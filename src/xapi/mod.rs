//! The xAPI record store's HTTP interface, versions 1.0.3 and 2.0 (IEEE 9274.1.1).
//!
//! Here requests are negotiated, validated and answered; what is stored and found
//! is the [`crate::statements`] room's.

mod about;
mod cursor;
mod find;
mod negotiation;
mod receive;

use std::time::Duration;

use axum::Router;
use axum::http::{Method, header};
use axum::middleware;
use axum::routing::get;
use tower_http::cors::{Any, CorsLayer};
use tower_http::decompression::RequestDecompressionLayer;

use crate::problem::Problem;
use crate::state::App;

/// How long a browser may remember a preflight's answer.
const PREFLIGHT: Duration = Duration::from_secs(600);

/// Every route of the record store.
pub fn router() -> Router<App> {
    let versioned = Router::new()
        .route(
            "/xapi/statements",
            get(find::get).post(receive::post).put(receive::put),
        )
        .layer(RequestDecompressionLayer::new())
        .layer(middleware::from_fn(negotiation::require_version));
    Router::new()
        .route("/xapi/about", get(about::get))
        .merge(versioned)
        // Named here so that the layers below wrap it: a preflight ends up there.
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(middleware::from_fn(negotiation::name_version))
        .layer(cross_origin())
}

/// Pages of other origins may call: a key is sent by the script, never by the browser itself, so
/// an origin proves nothing. Preflights carry no credentials and need none.
fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            header::ACCEPT_LANGUAGE,
            negotiation::VERSION_HEADER,
        ])
        .expose_headers([
            header::ETAG,
            header::LAST_MODIFIED,
            header::RETRY_AFTER,
            negotiation::VERSION_HEADER,
            find::CONSISTENT_THROUGH,
        ])
        .max_age(PREFLIGHT)
}

//! The xAPI record store's HTTP interface, versions 1.0.3 and 2.0 (IEEE 9274.1.1).
//!
//! Here requests are negotiated, validated and answered; what is stored and found
//! is the [`crate::statements`] room's.

mod about;
mod cursor;
mod find;
mod negotiation;
mod receive;

use axum::Router;
use axum::middleware;
use axum::routing::get;
use tower_http::decompression::RequestDecompressionLayer;

use crate::state::App;

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
        .layer(middleware::from_fn(negotiation::name_version))
}

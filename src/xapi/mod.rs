//! The xAPI record store's HTTP interface, versions 1.0.3 and 2.0 (IEEE 9274.1.1).
//!
//! Here requests are negotiated, validated and answered; what is stored and found
//! is the [`crate::statements`] room's.

mod about;
mod activities;
mod agents;
mod alternate;
mod body;
mod cursor;
mod documents;
mod ext;
mod find;
mod moment;
mod multipart;
mod negotiation;
mod parameters;
mod receive;

use std::time::Duration;

use axum::Router;
use axum::http::{Method, header};
use axum::middleware;
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{Any, CorsLayer};
use tower_http::decompression::RequestDecompressionLayer;

use crate::problem::Problem;
use crate::state::App;
use documents::Resource;

/// How long a browser may remember a preflight's answer.
const PREFLIGHT: Duration = Duration::from_secs(600);

/// Every route of the record store.
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .merge(resources())
        // Named here so that the layers below wrap it: a preflight ends up there.
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(middleware::from_fn_with_state(
            app.clone(),
            alternate::unfold,
        ))
        .layer(middleware::from_fn_with_state(app.clone(), ext::note))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            negotiation::name_version,
        ))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            find::tell_consistency,
        ))
        .layer(cross_origin())
}

/// Every resource, as one that stands for another asks for it.
fn resources() -> Router<App> {
    Router::new()
        .route("/xapi/about", get(about::get))
        .merge(ext::unversioned())
        .merge(versioned())
}

/// Answers are compressed for those who take it so. Documents are not, since their entity tag is
/// the hash of what is sent, nor are attachments, which mostly are already, nor the live stream.
fn compressed() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(DefaultPredicate::new().and(NotForContentType::new("multipart/")))
}

/// The resources that speak one version in each request.
fn versioned() -> Router<App> {
    Router::new()
        .route(
            "/xapi/statements",
            get(find::get).post(receive::post).put(receive::put),
        )
        .route("/xapi/activities", get(activities::get))
        .route("/xapi/agents", get(agents::get))
        .layer(compressed())
        .route("/xapi/activities/state", Resource::State.routes())
        .route(
            "/xapi/activities/profile",
            Resource::ActivityProfile.routes(),
        )
        .route("/xapi/agents/profile", Resource::AgentProfile.routes())
        .merge(ext::versioned())
        .layer(RequestDecompressionLayer::new())
        .layer(middleware::from_fn(negotiation::require_version))
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

//! Every room's routes under one roof: what holds for all answers, and how long a request may take.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::telemetry::{self, health};
use crate::{api, case, launch, pages, xapi};

/// A sender has this long between two parts of its body.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// From its headers to the head of its answer a request has this long, however slowly its body
/// comes.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// The same for one that brings contents of attachments, which may be large.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(3600);

/// All routes. Each room's router is one function in the room.
pub fn router(app: App) -> Router {
    let request_id = HeaderName::from_static("x-request-id");
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
        .layer(PropagateRequestIdLayer::new(request_id))
        .layer(security_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(security_header(header::REFERRER_POLICY, "strict-origin"))
        .layer(security_header(
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), payment=()",
        ))
        .layer(security_header(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ))
        .layer(security_header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'",
        ))
        .layer(security_header(header::CACHE_CONTROL, "no-store"))
        .layer(security_header(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000",
        ))
        .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT));
    Router::new()
        .merge(probes())
        .merge(xapi::router(&app))
        .merge(pages::router(&app))
        .merge(api::router())
        .merge(case::router())
        .merge(launch::router())
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(CatchPanicLayer::custom(|_panic| panicked()))
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn(telemetry::observe))
        .layer(DefaultBodyLimit::max(app.config.limits.body_bytes))
        .layer(layers)
        .with_state(app)
}

fn probes() -> Router<App> {
    Router::new()
        .route("/healthz", axum::routing::get(health::live))
        .route("/readyz", axum::routing::get(health::ready))
        .route("/metrics", axum::routing::get(health::metrics))
}

async fn in_time(request: Request, next: Next) -> Response {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let limit = match content_type {
        Some(kind) if kind.as_bytes().starts_with(b"multipart/") => UPLOAD_TIMEOUT,
        _ => REQUEST_TIMEOUT,
    };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            Kind::RequestTimeout,
            format!(
                "The request took more than {} s. Send less at a time.",
                limit.as_secs()
            ),
        )
        .into_response(),
    }
}

fn security_header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn panicked() -> Response {
    metrics::counter!("panics_total").increment(1);
    Problem::internal(anyhow::anyhow!(
        "a handler panicked; the panic is logged above"
    ))
    .into_response()
}

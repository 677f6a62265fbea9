//! One log line and one measurement for each request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::store::measure;

/// Middleware: measures the request and logs it once, when its answer is ready.
pub async fn observe(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let span = tracing::info_span!("request", request.id = %id);
    let (response, meter) = measure(next.run(request).instrument(span.clone())).await;
    let seconds = start.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    metrics::histogram!(
        "http_request_duration_seconds",
        "route" => route.clone(), "method" => method.to_string(), "status" => status.to_string()
    )
    .record(seconds);
    let _in_request = span.enter();
    tracing::info!(
        http.method = %method,
        http.route = route,
        http.status = status,
        duration_ms = seconds * 1e3,
        db.statements = meter.statements,
        db.time_ms = meter.time.as_secs_f64() * 1e3,
        "{method} {route} {status}"
    );
    response
}

//! `/healthz` (the process lives), `/readyz` (it can do its work, or says why not), `/metrics`.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use serde_json::json;
use subtle::ConstantTimeEq;

use crate::problem::Problem;
use crate::state::App;
use crate::store::{StoreError, fetch_one, sql};

sql! {
    /// Answers as soon as the database does.
    PING = "SELECT seq FROM log_head";
}

/// The process lives.
pub async fn live() -> &'static str {
    "ok\n"
}

/// Whether work can be done now, with the reason where it cannot.
pub async fn ready(State(app): State<App>) -> Response {
    if app.stopping.is_cancelled() {
        return not_ready("stopping");
    }
    if let Err(error) = ping(&app).await {
        tracing::warn!(%error, "not ready: the database does not answer");
        return not_ready("the database does not answer");
    }
    if app.log.out_of_space() {
        return not_ready("there is no space left to store statements");
    }
    Json(json!({ "status": "ready" })).into_response()
}

fn not_ready(reason: &str) -> Response {
    let body = Json(json!({ "status": "not ready", "reason": reason }));
    (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
}

async fn ping(app: &App) -> Result<(), StoreError> {
    let mut tx = app.db.read().await?;
    let (_seq,) = fetch_one!(tx, PING as (i64,))?;
    Ok(())
}

/// The metrics in Prometheus' text format. Without a token only a direct connection from this
/// machine may read them: one that came through a proxy says so in a header.
pub async fn metrics(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<String, Problem> {
    let allowed = match &app.config.metrics.token {
        Some(token) => headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "))
            .is_some_and(|given| given.ct_eq(token.expose_secret().as_bytes()).into()),
        None => {
            peer.ip().is_loopback()
                && !["forwarded", "x-forwarded-for", "x-real-ip", "via"]
                    .iter()
                    .any(|name| headers.contains_key(*name))
        }
    };
    if !allowed {
        return Err(Problem::not_found());
    }
    Ok(app.metrics.render())
}

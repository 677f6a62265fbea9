//! Logs, metrics and health: what an operator sees. Nothing here carries personal data: a request
//! is logged by its route's pattern, never by its path or query.

pub mod exposure;
pub mod health;
mod request;

pub use request::observe;

use std::io::IsTerminal;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging to standard error.
pub fn start_logging(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.level)
        .map_err(|error| anyhow::anyhow!("log.level {:?}: {error}", log.level))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match log.format {
        LogFormat::Json => builder.json().flatten_event(true).init(),
        LogFormat::Text => builder.init(),
    }
    Ok(())
}

/// Starts collecting metrics; the handle renders them for `/metrics`.
pub fn start_metrics() -> anyhow::Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .set_buckets(&[
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
        ])?
        .install_recorder()?;
    metrics::describe_histogram!(
        "http_request_duration_seconds",
        metrics::Unit::Seconds,
        "Time to answer, by route, method and status"
    );
    metrics::describe_counter!("statements_stored_total", "Statements made durable");
    metrics::describe_counter!("db_statements_total", "Statements of SQL, by their name");
    metrics::describe_counter!(
        "db_statement_nanoseconds_total",
        "Time that statements of SQL took, by their name"
    );
    metrics::describe_counter!(
        "logins_pushed_out_total",
        "Logins of platforms that made room in a flood before they were answered"
    );
    metrics::describe_counter!("panics_total", "Requests that ended in a panic");
    metrics::describe_gauge!(
        "projection_lag_statements",
        "Statements in the log that the projection has not yet seen"
    );
    Ok(handle)
}

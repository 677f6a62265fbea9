//! Gateways to measure.

use std::path::PathBuf;

use coachlight::app::{self, Running};
use coachlight::audit::Author;
use coachlight::clock::Clock;
use coachlight::config::{Config, Flags};
use coachlight::credentials::{self, NewCredential, Scope};
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::SecretString;
use sqlx::Connection;
use tempfile::TempDir;
use uuid::Uuid;

/// A gateway with credentials.
pub(crate) struct Gateway {
    pub(crate) running: Running,
    pub(crate) key: String,
    pub(crate) secret: String,
    /// Removed with the gateway, if it is its own.
    _folder: Option<TempDir>,
}

/// A gateway on a folder of data, or on one of its own; with a server, on a database there.
pub(crate) async fn gateway(
    folder: Option<PathBuf>,
    database: Option<&str>,
    metrics: &PrometheusHandle,
) -> Gateway {
    let own = folder.is_none().then(|| tempfile::tempdir().unwrap());
    let folder = folder.or_else(|| own.as_ref().map(|own| own.path().to_owned()));
    let flags = Flags {
        listen: Some("127.0.0.1:0".parse().unwrap()),
        data_dir: folder,
        ..Flags::default()
    };
    let mut config = Config::load(&flags).unwrap();
    // Platforms of benches are on this machine.
    config.outbound.allow_private = true;
    config.database_url = match database {
        Some(server) => Some(SecretString::from(database_on(server).await)),
        None => None,
    };
    let running = app::start(config, Clock::system(), metrics.clone())
        .await
        .unwrap();
    let now = running.app.clock.now();
    let pair = credentials::create(
        &running.app.db,
        &NewCredential {
            label: "Bench".into(),
            scopes: vec![Scope::All],
            ..NewCredential::default()
        },
        "https://x.org",
        &Author::new(&running.app.key, "bench", None),
        now,
    )
    .await
    .unwrap();
    Gateway {
        running,
        key: pair.key,
        secret: pair.secret,
        _folder: own,
    }
}

/// A new database on a server; with `BENCH_DATABASE=name` that one, as it was left.
#[expect(
    clippy::disallowed_methods,
    reason = "a bench reads its own surroundings"
)]
async fn database_on(server: &str) -> String {
    let kept = std::env::var("BENCH_DATABASE").ok();
    let name = kept.unwrap_or_else(|| format!("bench_{}", Uuid::new_v4().simple()));
    let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
    let exists: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
            .bind(&name)
            .fetch_one(&mut connection)
            .await
            .unwrap();
    if !exists {
        let sql = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

//! `serve` and `migrate`.

use crate::app;
use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::Db;
use crate::telemetry::{self, exposure};

/// Serves until the process is told to stop.
pub(super) async fn serve(config: Config) -> anyhow::Result<()> {
    telemetry::start_logging(&config.log)?;
    let metrics = telemetry::start_metrics()?;
    let running = app::start(config, Clock::system(), metrics).await?;
    tracing::info!(listen = %running.address, url = %running.app.base_url, "serving");
    stop_signal().await?;
    tracing::info!("stopping: finishing what was accepted");
    running.stop().await;
    Ok(())
}

/// Resolves when the process is asked to stop (Ctrl-C or SIGTERM).
pub(super) async fn stop_signal() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Brings the schema up to date.
pub(super) async fn migrate(config: Config) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    db.close().await;
    say!("The database's schema is up to date.");
    Ok(())
}

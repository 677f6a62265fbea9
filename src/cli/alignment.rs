//! `alignment`: which activities are about which competencies, as a table.

use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;

use crate::alignments;
use crate::cli::output::{print, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::projector;
use crate::store::Db;
use crate::telemetry::exposure;

/// What to do with alignments.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Take a table of comma-separated values: activity, competency, why
    Import {
        /// The table
        file: PathBuf,
    },
    /// Print the alignments that stand as such a table
    Export,
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    match command {
        Command::Import { file } => {
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("reading {}", file.display()))?;
            let now = Clock::system().now();
            let today = projector::day(&config.zone()?, now.as_microsecond());
            let mut tx = db.write().await?;
            let imported = alignments::import(&mut tx, &text, None, today, now)
                .await
                .with_context(|| format!("{}: nothing was taken", file.display()))?;
            tx.commit().await?;
            say!("{} new, {} known before", imported.new, imported.known);
        }
        Command::Export => {
            let mut tx = db.read().await?;
            print(format_args!("{}", alignments::export(&mut tx).await?));
        }
    }
    db.close().await;
    Ok(())
}

//! `profile`: xAPI Profiles that statements are checked against.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Subcommand;

use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::profiles::{self, Compiled};
use crate::store::Db;
use crate::telemetry::exposure;

/// What to do with profiles.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a profile, or put it in the place of an earlier version
    Add {
        /// The profile's JSON-LD document
        file: PathBuf,
    },
    /// List profiles
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a profile
    Remove {
        /// The profile's IRI
        iri: String,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    match command {
        Command::Add { file } => {
            let document = std::fs::read_to_string(&file)
                .with_context(|| format!("reading {}", file.display()))?;
            let compiled = Compiled::of(&document)?;
            profiles::add(&db, &compiled, &document, Clock::system().now()).await?;
            say!(
                "{} with {} templates; credentials check by it that were made with --profiles \
                 report or refuse",
                compiled.version,
                compiled.templates
            );
        }
        Command::List { json: true } => {
            say!(
                "{}",
                serde_json::to_string_pretty(&profiles::all(&db).await?)?
            );
        }
        Command::List { json: false } => {
            for listed in profiles::all(&db).await? {
                say!("{}  {}", listed.iri, listed.version);
            }
        }
        Command::Remove { iri } => {
            if !profiles::remove(&db, &iri).await? {
                bail!("there is no profile {iri:?}");
            }
            say!("{iri} is removed.");
        }
    }
    db.close().await;
    Ok(())
}

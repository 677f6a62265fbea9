//! `vocabulary` and `rules`: what an organisation decides in place of what is shipped.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Subcommand;
use jiff::Timestamp;

use super::tools::rebuild_with_progress;
use crate::app;
use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::decisions;
use crate::projector::{self, Pace};
use crate::rulebook::{self, Kind, Ruling};
use crate::store::Db;
use crate::telemetry::exposure;

/// What to do with a document.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check a document and change nothing
    Check {
        /// The document
        file: PathBuf,
    },
    /// Put a document in force
    Apply {
        /// The document
        file: PathBuf,
        /// Why; kept with the decision
        #[arg(long)]
        reason: String,
        /// Who decides; kept with the decision
        #[arg(long, default_value = "command line")]
        by: String,
    },
    /// List decisions, the latest first
    List,
    /// Print the document in force, or an earlier one
    Show {
        /// The number of an earlier decision
        number: Option<i64>,
        /// What is shipped
        #[arg(long, conflicts_with = "number")]
        shipped: bool,
    },
    /// Put an earlier document in force again
    Restore {
        /// The decision's number; 0 for what is shipped
        number: i64,
        /// Why; kept with the decision
        #[arg(long)]
        reason: String,
        /// Who decides; kept with the decision
        #[arg(long, default_value = "command line")]
        by: String,
    },
    /// List verbs that no rule matches, with the number of their statements
    #[command(name = "unmapped")]
    Unmapped {
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
}

pub(super) async fn run(config: Config, kind: Kind, command: Command) -> anyhow::Result<()> {
    if let Command::Check { file } = &command {
        let version = decisions::check(kind, &read(file)?)?;
        say!("Nothing is wrong with it. Numbers made by it would show version {version}.");
        return Ok(());
    }
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    match command {
        Command::Check { .. } => {}
        Command::Apply { file, reason, by } => {
            let document = read(&file)?;
            decide(&config, &db, kind, Some(&document), &reason, &by).await?;
        }
        Command::List => {
            let mut tx = db.read().await?;
            for ruling in rulebook::list_all(&mut tx, kind).await? {
                say!("{}", line(&ruling));
            }
            say!("0  what is shipped");
        }
        Command::Show { shipped: true, .. } => say!("{}", decisions::shipped(kind)),
        Command::Show { number, .. } => {
            let mut tx = db.read().await?;
            let ruling = match number {
                Some(0) => None,
                Some(number) => Some(
                    rulebook::find(&mut tx, kind, number)
                        .await?
                        .with_context(|| format!("there is no decision {number}"))?,
                ),
                None => rulebook::in_force(&mut tx, kind).await?,
            };
            let document = ruling.and_then(|ruling| ruling.document);
            say!(
                "{}",
                document.as_deref().unwrap_or(decisions::shipped(kind))
            );
        }
        Command::Restore { number, reason, by } => {
            let mut tx = db.read().await?;
            let document = decisions::document_of(&mut tx, kind, number).await?;
            drop(tx);
            decide(&config, &db, kind, document.as_deref(), &reason, &by).await?;
        }
        Command::Unmapped { limit } => {
            if kind != Kind::Vocabulary {
                bail!("verbs are a matter of the vocabulary: coachlight vocabulary unmapped");
            }
            let mut tx = db.read().await?;
            if let Some(current) = projector::current(&mut tx).await? {
                let verbs = projector::unmapped_verbs(&mut tx, current.generation, limit).await?;
                for found in verbs {
                    say!("{:>9}  {}", found.statements, found.verb);
                }
            }
        }
    }
    db.close().await;
    Ok(())
}

fn read(file: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}

fn line(ruling: &Ruling) -> String {
    let at = Timestamp::from_microsecond(ruling.decided_at).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%d %H:%M").to_string(),
    );
    let what = match ruling.document {
        Some(_) => "",
        None => " (what is shipped)",
    };
    let Ruling {
        number,
        reason,
        decided_by,
        ..
    } = ruling;
    format!("{number}  {at}  {decided_by}: {reason}{what}")
}

async fn decide(
    config: &Config,
    db: &Db,
    kind: Kind,
    document: Option<&str>,
    reason: &str,
    by: &str,
) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    let now = Clock::system().now();
    let author = super::author(config)?;
    let number = decisions::decide(&mut tx, kind, document, (reason, by), &author, now).await?;
    tx.commit().await?;
    say!("Decision {number} is in force.");
    if kind == Kind::Vocabulary {
        // Meaning is read when facts are derived: the old facts serve until the new ones stand.
        let projector = app::projector(config, db.clone(), Clock::system())?;
        rebuild_with_progress(&projector, Pace::Beside).await?;
    }
    Ok(())
}

//! `retention`: for how long data are kept.

use clap::Subcommand;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::app;
use crate::attachments::Attachments;
use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::retention::{self, Keeper, Kind, Unit};
use crate::seal::MasterKey;
use crate::store::Db;
use crate::telemetry::exposure;

/// What to do about how long data are kept.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List kinds of data, for how long they are kept, what is recommended, and how far that is done
    Show,
    /// Count what would go with a period, and change nothing
    Preview {
        /// The kind of data, as `show` lists it
        #[arg(value_parser = kind)]
        kind: Kind,
        /// Months, or days of people who have left
        period: i64,
    },
    /// Decide for how long a kind of data is kept; a running gateway carries it out
    Set {
        /// The kind of data, as `show` lists it
        #[arg(value_parser = kind)]
        kind: Kind,
        /// Months, or days of people who have left
        #[arg(required_unless_present = "for_ever", conflicts_with = "for_ever")]
        period: Option<i64>,
        /// Keep it for ever
        #[arg(long)]
        for_ever: bool,
    },
    /// Let everything go now that is past its time, without waiting for a running gateway
    Run,
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::of_word(word).ok_or_else(|| {
        let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("there are {}", all.join(", "))
    })
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let clock = Clock::system();
    let zone = config.zone()?;
    match command {
        Command::Show => {
            let mut tx = db.read().await?;
            let decided = retention::periods(&mut tx).await?;
            let kinds = Kind::ALL.iter().map(|kind| {
                json!({
                    "kind": kind,
                    "unit": match kind.unit() { Unit::Days => "days", Unit::Months => "months" },
                    "recommended": kind.recommended(),
                    "decided": decided.iter().find(|period| period.kind == *kind),
                })
            });
            let all: Vec<_> = kinds.collect();
            say!("{}", serde_json::to_string_pretty(&all)?);
        }
        Command::Preview { kind, period } => {
            let mut tx = db.read().await?;
            let when = (clock.now(), &zone);
            let preview = retention::preview(&mut tx, kind, period, when).await?;
            say!("{}", serde_json::to_string_pretty(&preview)?);
        }
        Command::Set { kind, period, .. } => {
            let author = super::author(&config)?;
            let mut tx = db.write().await?;
            retention::decide(&mut tx, kind, period, &author, clock.now()).await?;
            tx.commit().await?;
        }
        Command::Run => {
            let projector = app::projector(&config, db.clone(), clock.clone())?;
            projector.catch_up(&CancellationToken::new()).await?;
            let folder = config.data_dir.join("attachments");
            let keeper = Keeper {
                attachments: Attachments::new(db.clone(), config.attachments(), folder),
                key: MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?,
                db: db.clone(),
                clock,
                projector,
                zone,
            };
            keeper.run().await?;
        }
    }
    db.close().await;
    Ok(())
}

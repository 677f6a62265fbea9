//! `audit`: what administrators did.

use anyhow::{Context, bail};
use clap::Subcommand;

use crate::audit::{self, Act, Checkpoint, Filter, Verdict};
use crate::cli::output::say;
use crate::config::Config;
use crate::seal::{MasterKey, hex, parse_hex};
use crate::statements::format_time;
use crate::store::Db;
use crate::telemetry::exposure;

/// What to do with the log of what administrators did.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List entries, the latest first
    List {
        /// Only acts of a kind, such as key-made
        #[arg(long, value_parser = act)]
        act: Option<Act>,
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Check that no entry was changed, removed, inserted or moved
    Verify {
        /// What an earlier check printed, to see that nothing was cut off since: NUMBER:DIGEST
        #[arg(long, value_name = "NUMBER:DIGEST", value_parser = checkpoint)]
        since: Option<Checkpoint>,
    },
}

fn act(word: &str) -> Result<Act, String> {
    Act::of(word).ok_or_else(|| {
        let all: Vec<&str> = Act::ALL.iter().map(|act| act.word()).collect();
        format!("there are {}", all.join(", "))
    })
}

fn checkpoint(text: &str) -> Result<Checkpoint, String> {
    text.split_once(':')
        .and_then(|(number, digest)| {
            Some(Checkpoint {
                sequence: number.parse().ok()?,
                digest: parse_hex(digest)?.to_vec(),
            })
        })
        .ok_or_else(|| "it is a number, a colon, and a digest of 64 hexadecimal digits".to_owned())
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let mut tx = db.read().await?;
    match command {
        Command::List { act, limit } => {
            let filter = Filter { act, before: None };
            for entry in audit::list(&mut tx, filter, limit).await? {
                say!(
                    "{}  {}  {}  {}  {}  {} → {}",
                    entry.sequence,
                    format_time(entry.at),
                    entry.actor_name.as_deref().unwrap_or(&entry.actor),
                    entry.act,
                    entry.subject,
                    entry.before.as_deref().unwrap_or("-"),
                    entry.after.as_deref().unwrap_or("-")
                );
            }
        }
        Command::Verify { since } => {
            let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))
                .context("the digests were made with the installation's key")?;
            match audit::verify(&mut tx, &key, since.as_ref()).await? {
                Verdict::Whole { entries, digest } => {
                    say!("{entries} entries, all as they were made.");
                    say!(
                        "Note this elsewhere, for --since: {entries}:{}",
                        hex(&digest)
                    );
                }
                Verdict::Broken { sequence } => {
                    bail!("entry {sequence} is not as it was made, or others before it are not")
                }
                Verdict::Cut { last } => bail!("entries are missing after {last}"),
            }
        }
    }
    drop(tx);
    db.close().await;
    Ok(())
}

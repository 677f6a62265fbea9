//! `refusals`: which requests of apps failed lately, and why.

use std::io::Write;

use clap::Subcommand;
use serde_json::{Value, json};

use crate::cli::output::standard;
use crate::config::Config;
use crate::problem::Fault;
use crate::refusals::{self, Listed};
use crate::statements::format_time;
use crate::store::Db;
use crate::telemetry::exposure;

/// What to do with refused requests.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List them with their reasons, the latest first
    List {
        /// Only of this key
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
        /// Only before this one (the first column)
        #[arg(long, value_name = "NUMBER", default_value_t = i64::MAX, hide_default_value = true)]
        before: i64,
        /// How many at most
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..))]
        limit: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let mut tx = db.read().await?;
    let Command::List {
        key,
        before,
        limit,
        json,
    } = command;
    let found = match key {
        Some(key) => refusals::latest_of(&mut tx, &key, before, limit).await?,
        None => refusals::latest(&mut tx, before, limit).await?,
    };
    drop(tx);
    db.close().await;
    let mut out = standard();
    if json {
        let shown: Vec<Value> = found.iter().map(whole).collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&shown)?)?;
        return Ok(());
    }
    for refusal in &found {
        // What it repeats of a request is quoted: a terminal would obey some characters.
        writeln!(
            out,
            "{}  {}  {:?}  {} {:?}  {} {}  {:?}",
            refusal.id,
            format_time(refusal.at),
            refusal.caller,
            refusal.method,
            refusal.path,
            refusal.status,
            refusal.problem,
            refusal.detail,
        )?;
        for fault in faults(refusal) {
            let Fault {
                pointer,
                rule,
                detail,
            } = fault;
            writeln!(out, "    {pointer:?}  {rule}  {detail:?}")?;
        }
    }
    Ok(())
}

fn faults(refusal: &Listed) -> Vec<Fault> {
    // We wrote the list ourselves; were it damaged, the sentence before it still tells the most.
    serde_json::from_str(&refusal.faults).unwrap_or_default()
}

fn whole(refusal: &Listed) -> Value {
    json!({
        "id": refusal.id,
        "at": format_time(refusal.at),
        "key": refusal.caller,
        "request": refusal.request,
        "method": refusal.method,
        "path": refusal.path,
        "status": refusal.status,
        "type": format!("/problems/{}", refusal.problem),
        "detail": refusal.detail,
        "errors": faults(refusal),
    })
}

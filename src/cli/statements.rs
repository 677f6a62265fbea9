//! `statements`: what has been stored, by whom, about what.

use std::io::Write;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::attachments::{Attachments, Hash};
use crate::cli::output::standard;
use crate::config::Config;
use crate::statements::{
    self, Direction, Filter, Identity, Query, StoredStatement, attachments, format_time, midnight,
};
use crate::store::{Db, Tx};
use crate::telemetry::exposure;

/// Statements that refer to one that are listed.
const REFERRING: i64 = 50;
/// Statements read at once.
const AT_ONCE: usize = 100;

/// What to do with the statement log.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List statements, the latest first
    List(Box<Wanted>),
    /// Show a statement, what refers to it, and its attachments; a voided one, too
    Show {
        /// Its identifier
        id: Uuid,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Which statements.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// Only of this agent: an e-mail address, or the name of an account
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// The account's homePage
    #[arg(long, value_name = "IRI", requires = "agent")]
    home_page: Option<String>,
    /// Only with this verb
    #[arg(long, value_name = "IRI")]
    verb: Option<String>,
    /// Only on this activity
    #[arg(long, value_name = "IRI")]
    activity: Option<String>,
    /// Only of this registration
    #[arg(long, value_name = "UUID")]
    registration: Option<Uuid>,
    /// Agents and activities in any place
    #[arg(long)]
    related: bool,
    /// Only what was stored on this day or later
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// Only what was stored on this day or before
    #[arg(long, value_name = "DAY")]
    to: Option<Date>,
    /// Only before this place in the log (the first column)
    #[arg(long, value_name = "PLACE")]
    before: Option<i64>,
    /// How many at most
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Print each as JSON, one a line, as it is served
    #[arg(long)]
    json: bool,
}

impl Wanted {
    fn filter(&self, zone: &TimeZone) -> anyhow::Result<Filter> {
        let agent = match &self.agent {
            None => None,
            Some(name) => Some(
                Identity::named(name, self.home_page.as_deref())
                    .context("an account needs --home-page beside its name")?,
            ),
        };
        let since = self.from.map(|day| midnight(zone, day, 0));
        let until = self.to.map(|day| midnight(zone, day, 1));
        let sound = |moment: Option<Option<Timestamp>>| match moment {
            Some(None) => bail!("the day is too far away"),
            moment => Ok(moment.flatten()),
        };
        Ok(Filter {
            agent,
            related_agents: self.related,
            verb: self.verb.clone(),
            activity: self.activity.clone(),
            related_activities: self.related,
            registration: self.registration,
            since: sound(since)?,
            until: sound(until)?,
            authority: None,
        })
    }
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let mut tx = db.read().await?;
    match command {
        Command::List(wanted) => list(&mut tx, &wanted, &config.zone()?).await?,
        Command::Show { id, json } => {
            let folder = config.data_dir.join("attachments");
            let kept = Attachments::new(db.clone(), config.attachments(), folder);
            show(&mut tx, &kept, id, json).await?;
        }
    }
    drop(tx);
    db.close().await;
    Ok(())
}

async fn list(tx: &mut Tx, wanted: &Wanted, zone: &TimeZone) -> anyhow::Result<()> {
    let filter = wanted.filter(zone)?;
    let (mut left, mut position) = (wanted.limit, wanted.before);
    let mut out = standard();
    while left > 0 {
        let query = Query {
            filter: filter.clone(),
            direction: Direction::Descending,
            limit: left.min(AT_ONCE),
            position,
        };
        let page = statements::page(tx, &query).await?;
        for stored in &page.statements {
            if wanted.json {
                writeln!(out, "{}", stored.to_json())?;
            } else {
                writeln!(out, "{}", line(stored)?)?;
            }
        }
        position = page.statements.last().map(|last| last.seq);
        left -= page.statements.len();
        if !page.more || position.is_none() {
            break;
        }
    }
    Ok(())
}

/// A statement on one line.
fn line(stored: &StoredStatement) -> anyhow::Result<String> {
    let value = stored.value()?;
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    let actor = text("/actor/name")
        .or_else(|| text("/actor/account/name"))
        .or_else(|| text("/actor/mbox"))
        .or_else(|| text("/actor/openid"))
        .or_else(|| text("/actor/mbox_sha1sum"));
    let object = text("/object/id").or_else(|| text("/object/objectType"));
    let words = [actor, text("/verb/id"), object].map(|word| printable(word.unwrap_or("-")));
    Ok(format!(
        "{}  {}  {}  {}",
        stored.seq,
        format_time(stored.stored),
        stored.id,
        words.join("  ")
    ))
}

/// A text of others, without what a terminal would obey.
fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| {
            if letter.is_control() {
                '\u{FFFD}'
            } else {
                letter
            }
        })
        .collect()
}

async fn show(tx: &mut Tx, kept: &Attachments, id: Uuid, as_json: bool) -> anyhow::Result<()> {
    let stored = statements::one(tx, id)
        .await?
        .with_context(|| format!("there is no statement with the id {id}"))?;
    let referring = statements::referring_to(tx, id, REFERRING).await?;
    let value: Value = serde_json::from_str(&stored.to_json())?;
    let mut contents = Vec::new();
    for attachment in attachments(&value) {
        let hash = attachment["sha2"].as_str().and_then(Hash::parse);
        let Some(hash) = hash else { continue };
        let length = kept.length(&hash).await?;
        contents.push((hash, length));
    }
    let mut out = standard();
    if as_json {
        let contents: Vec<Value> = contents
            .iter()
            .map(|(hash, length)| json!({ "sha2": hash.as_str(), "length": length }))
            .collect();
        let referring: Vec<Value> = referring
            .iter()
            .map(|other| json!({ "id": other.id, "voids": other.voids }))
            .collect();
        let shown = json!({
            "place": stored.seq,
            "voided": stored.voided,
            "statement": value,
            "attachments": contents,
            "referring": referring,
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&shown)?)?;
        return Ok(());
    }
    let voided = if stored.voided { "  voided" } else { "" };
    let at = format_time(stored.stored);
    writeln!(out, "{}  stored {at}{voided}", stored.seq)?;
    for (hash, length) in contents {
        match length {
            Some(length) => writeln!(out, "attachment {hash}: {length} bytes are here")?,
            None => writeln!(out, "attachment {hash}: its content is not here")?,
        }
    }
    for other in referring {
        let what = if other.voids {
            "voided by"
        } else {
            "referred to by"
        };
        writeln!(out, "{what} {}", other.id)?;
    }
    // As JSON it is written with escapes where a terminal would obey.
    writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
    Ok(())
}

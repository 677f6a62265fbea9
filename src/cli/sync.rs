//! `forward` and `pull`: statements to and from other record stores.

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use serde_json::Value;
use url::Url;
use uuid::Uuid;
use xapi_schemas::Version;

use super::tools::version;
use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::outbound;
use crate::seal::MasterKey;
use crate::statements::format_time;
use crate::store::{Db, Tx};
use crate::sync::{self, Kind, NewFeed, State, Terms};
use crate::telemetry::exposure;

/// What to do with forwardings.
#[derive(Debug, Subcommand)]
pub(super) enum Forward {
    /// Send statements to another record store from now on
    Add(Box<AddForward>),
    #[command(flatten)]
    Other(Other),
}

/// What to do with pulls.
#[derive(Debug, Subcommand)]
pub(super) enum Pull {
    /// Fetch statements from another record store regularly
    Add(Box<AddPull>),
    #[command(flatten)]
    Other(Other),
}

/// What to do with either.
#[derive(Debug, Subcommand)]
pub(super) enum Other {
    /// List them with how they are doing
    List {
        /// As JSON, with the statements set aside
        #[arg(long)]
        json: bool,
    },
    /// Stop one until it is resumed; it goes on where it stopped
    Pause {
        /// Its identifier (see list)
        id: Uuid,
    },
    /// Let one go on at once
    Resume {
        /// Its identifier (see list)
        id: Uuid,
    },
    /// Change where one leads; the key and secret are asked for anew
    Move {
        /// Its identifier (see list)
        id: Uuid,
        #[command(flatten)]
        remote: Remote,
    },
    /// Forget one; statements stay where they are
    Remove {
        /// Its identifier (see list)
        id: Uuid,
    },
    /// Try the statements again that were set aside
    Retry {
        /// Its identifier (see list)
        id: Uuid,
    },
}

/// The other record store.
#[derive(Debug, Args)]
pub(super) struct Remote {
    /// Its xAPI endpoint, such as `https://lrs.example.org/xapi/`
    endpoint: Url,
    /// Our key there
    #[arg(long)]
    key: String,
    /// Our secret there; "-" reads it from standard input
    #[arg(long, allow_hyphen_values = true)]
    secret: String,
}

/// Which statements.
#[derive(Debug, Args)]
pub(super) struct Filter {
    /// Only statements on this activity
    #[arg(long, value_name = "IRI")]
    activity: Option<String>,
    /// Only statements of this agent, as xAPI writes it in JSON
    #[arg(long, value_name = "JSON", value_parser = agent)]
    agent: Option<Value>,
    /// Version of xAPI to speak: 1.0.3 or 2.0.0
    #[arg(long, default_value = "1.0.3", value_parser = version)]
    xapi: Version,
    /// Make it without beginning; see resume
    #[arg(long)]
    paused: bool,
}

/// Where in the log a forwarding begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum From {
    /// With the next statement stored
    Now,
    /// With the first statement of the log
    Everything,
}

/// A forwarding to make.
#[derive(Debug, Args)]
pub(super) struct AddForward {
    #[command(flatten)]
    remote: Remote,
    #[command(flatten)]
    filter: Filter,
    /// Only statements with this verb; may be given several times
    #[arg(long = "verb", value_name = "IRI")]
    verbs: Vec<String>,
    /// Where to begin
    #[arg(long, default_value = "now")]
    from: From,
    /// Leave the contents of attachments here
    #[arg(long)]
    without_attachments: bool,
}

/// A pull to make.
#[derive(Debug, Args)]
pub(super) struct AddPull {
    #[command(flatten)]
    remote: Remote,
    #[command(flatten)]
    filter: Filter,
    /// Only statements with this verb
    #[arg(long, value_name = "IRI")]
    verb: Option<String>,
    /// Only statements stored there after this moment
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Fetch the contents of attachments, too
    #[arg(long)]
    attachments: bool,
    /// Keep the authority that the other record store gives
    #[arg(long)]
    trust_authority: bool,
    /// Seconds between two pulls
    #[arg(long, value_name = "SECONDS", default_value_t = 60,
          value_parser = clap::value_parser!(u32).range(1..=86_400))]
    every: u32,
}

pub(super) fn agent(text: &str) -> Result<Value, String> {
    let agent: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match xapi_schemas::validate_actor(Version::V2_0, &agent) {
        Ok(()) => Ok(agent),
        Err(violations) => {
            let sentences = violations.into_iter().map(|violation| violation.message);
            Err(sentences.collect::<Vec<_>>().join(" "))
        }
    }
}

pub(super) async fn forward(config: Config, command: Forward) -> anyhow::Result<()> {
    let (new, command) = match command {
        Forward::Other(command) => return other(config, Kind::Forward, command).await,
        Forward::Add(new) => (*new, Kind::Forward),
    };
    let terms = Terms {
        verbs: new.verbs,
        activity: new.filter.activity.clone(),
        agent: new.filter.agent.clone(),
        attachments: !new.without_attachments,
        ..Terms::default()
    };
    let everything = new.from == From::Everything;
    add(
        config,
        command,
        &new.remote,
        &new.filter,
        &terms,
        everything,
    )
    .await
}

pub(super) async fn pull(config: Config, command: Pull) -> anyhow::Result<()> {
    let (new, command) = match command {
        Pull::Other(command) => return other(config, Kind::Pull, command).await,
        Pull::Add(new) => (*new, Kind::Pull),
    };
    let terms = Terms {
        verbs: new.verb.into_iter().collect(),
        activity: new.filter.activity.clone(),
        agent: new.filter.agent.clone(),
        attachments: new.attachments,
        trust_authority: new.trust_authority,
        since: new.since,
        every: new.every,
    };
    add(config, command, &new.remote, &new.filter, &terms, false).await
}

impl Remote {
    fn checked(&self, config: &Config) -> anyhow::Result<String> {
        outbound::check(&self.endpoint, config.outbound.allow_private)
            .with_context(|| format!("{} cannot be an endpoint", self.endpoint))?;
        if self.secret != "-" {
            return Ok(self.secret.clone());
        }
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        match line.trim_end_matches(['\r', '\n']) {
            "" => bail!("standard input holds no secret"),
            secret => Ok(secret.to_owned()),
        }
    }
}

async fn open(config: &Config) -> anyhow::Result<(Db, MasterKey)> {
    exposure::make_folder(&config.data_dir)?;
    let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    Ok((db, key))
}

async fn add(
    config: Config,
    kind: Kind,
    remote: &Remote,
    filter: &Filter,
    terms: &Terms,
    everything: bool,
) -> anyhow::Result<()> {
    let secret = remote.checked(&config)?;
    let iris = terms.verbs.iter().chain(&terms.activity);
    if let Some(iri) = iris.into_iter().find(|iri| !xapi_schemas::is_iri(iri)) {
        bail!("{iri:?} is no IRI");
    }
    let (db, key) = open(&config).await?;
    let new = NewFeed {
        kind,
        endpoint: &remote.endpoint,
        version: filter.xapi,
        key: &remote.key,
        secret: &secret,
        terms,
        enabled: !filter.paused,
        everything,
    };
    say!(
        "{}",
        sync::add(&db, &key, &new, Clock::system().now()).await?
    );
    db.close().await;
    Ok(())
}

async fn other(config: Config, kind: Kind, command: Other) -> anyhow::Result<()> {
    let (db, key) = open(&config).await?;
    if let Other::Move { id, remote } = &command {
        let secret = remote.checked(&config)?;
        let pair = Some((remote.key.as_str(), secret.as_str()));
        known(
            sync::move_to(&db, &key, *id, &remote.endpoint, pair).await?,
            *id,
        )?;
        say!("{id} leads to {} now.", remote.endpoint);
        return Ok(());
    }
    let mut tx = db.write().await?;
    match command {
        Other::List { json } => list(&mut tx, kind, json).await?,
        Other::Pause { id } => {
            known(sync::set_enabled(&mut tx, kind, id, false).await?, id)?;
            say!("{id} is paused.");
        }
        Other::Resume { id } => {
            known(sync::set_enabled(&mut tx, kind, id, true).await?, id)?;
            say!("{id} goes on.");
        }
        Other::Remove { id } => {
            known(sync::remove(&mut tx, kind, id).await?, id)?;
            say!("{id} is removed.");
        }
        Other::Retry { id } => match sync::retry(&mut tx, kind, id).await? {
            Some(count) => say!("{count} statements are tried again."),
            None => known(false, id)?,
        },
        Other::Move { .. } => {}
    }
    tx.commit().await?;
    db.close().await;
    Ok(())
}

fn known(found: bool, id: Uuid) -> anyhow::Result<()> {
    if found {
        Ok(())
    } else {
        bail!("there is none with the id {id}; see list")
    }
}

/// Statements set aside that a list shows of each feed.
const SHOWN: i64 = 1000;

async fn list(tx: &mut Tx, kind: Kind, json: bool) -> anyhow::Result<()> {
    let mut feeds = sync::all(tx).await?;
    feeds.retain(|feed| feed.kind == kind);
    if !json {
        for feed in &feeds {
            say!("{}", line(feed));
        }
        return Ok(());
    }
    let mut shown = Vec::new();
    for feed in feeds {
        let mut value = serde_json::to_value(&feed)?;
        let refused = sync::refusals(tx, feed.id, "", SHOWN).await?;
        value["refused"] = serde_json::to_value(refused)?;
        for name in ["last_success_at", "last_error_at"] {
            if let Some(time) = value[name].as_i64() {
                value[name] = format_time(time).into();
            }
        }
        shown.push(value);
    }
    say!("{}", serde_json::to_string_pretty(&shown)?);
    Ok(())
}

/// A feed on one line.
fn line(feed: &State) -> String {
    let time = |at: Option<i64>| at.map_or_else(|| "never".to_owned(), format_time);
    let place = match (feed.checkpoint, feed.lag) {
        (Some(checkpoint), Some(lag)) => format!("sent up to {checkpoint}, {lag} behind"),
        _ => format!(
            "reached {}",
            feed.reached.as_deref().unwrap_or("nothing yet")
        ),
    };
    let mut line = format!(
        "{}  {}  {}  {place}  last success: {}  set aside: {}",
        feed.id,
        feed.endpoint,
        if feed.enabled { "on" } else { "paused" },
        time(feed.last_success_at),
        feed.set_aside,
    );
    if let Some(error) = &feed.last_error {
        let failing = if feed.failures > 0 {
            "failing"
        } else {
            "last failed"
        };
        line.push_str(&format!(
            "  {failing} {}: {error}",
            time(feed.last_error_at)
        ));
    }
    line
}

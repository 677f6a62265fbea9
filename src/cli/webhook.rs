//! `webhook`: where events are sent.

use anyhow::{Context, bail};
use clap::Subcommand;
use url::Url;
use uuid::Uuid;

use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::events::Kind;
use crate::events::webhooks::{self, Courier, NewWebhook, State, Tried};
use crate::outbound::Guarded;
use crate::seal::MasterKey;
use crate::statements::format_time;
use crate::store::{Db, Tx};
use crate::telemetry::exposure;

/// What to do with webhooks.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Send what is told from now on to an address; the secret is shown once
    Create {
        /// What it is for, such as the app's name
        label: String,
        /// Where it leads
        url: Url,
        /// Only events of this kind, such as group.created; may be given several times
        #[arg(long = "kind", value_name = "KIND", value_parser = kind)]
        kinds: Vec<Kind>,
    },
    /// List all with how they are doing
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a new secret; the old one signs along for a day
    Rotate {
        /// Its identifier (see list)
        id: Uuid,
    },
    /// Send nothing until it is enabled; what waits stays
    Disable {
        /// Its identifier (see list)
        id: Uuid,
        /// Why; shown with it
        #[arg(long, default_value = "It was disabled by hand.")]
        reason: String,
    },
    /// Send again, at once
    Enable {
        /// Its identifier (see list)
        id: Uuid,
    },
    /// Forget one and what waits for it
    Delete {
        /// Its identifier (see list)
        id: Uuid,
    },
    /// Send something that means nothing, and say what came of it
    Test {
        /// Its identifier (see list)
        id: Uuid,
    },
    /// List what was sent or waits, in the order of events
    Deliveries {
        /// Its identifier (see list)
        id: Uuid,
        /// Only events after this place
        #[arg(long, default_value_t = 0)]
        after: i64,
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: i64,
        /// Send the event at this place once more
        #[arg(long, value_name = "PLACE")]
        replay: Option<i64>,
    },
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("there is no such kind; known are {}", known.join(", "))
    })
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    if let Command::Test { id } = command {
        test(&config, &db, key, id).await?;
    } else {
        let mut tx = db.write().await?;
        act(&config, &mut tx, &key, command).await?;
        tx.commit().await?;
    }
    db.close().await;
    Ok(())
}

async fn act(
    config: &Config,
    tx: &mut Tx,
    key: &MasterKey,
    command: Command,
) -> anyhow::Result<()> {
    let now = Clock::system().now();
    match command {
        Command::Create { label, url, kinds } => {
            let new = NewWebhook {
                url,
                label,
                kinds,
                made_by: None,
            };
            let allow_private = config.outbound.allow_private;
            let (id, secret) = webhooks::create(tx, key, &new, allow_private, now).await?;
            say!("id      {id}\nsecret  {secret}");
            say!("The secret is kept sealed: it cannot be shown again.");
        }
        Command::List { json } => {
            let all = webhooks::list(tx, None).await?;
            if json {
                say!("{}", serde_json::to_string_pretty(&all)?);
            } else {
                all.iter().for_each(show);
            }
        }
        Command::Rotate { id } => {
            let secret = webhooks::rotate(tx, key, id, now).await?;
            say!("secret  {secret}\nThe old one signs along for 24 h.");
        }
        Command::Disable { id, reason } => {
            webhooks::enable(tx, id, false, Some(&reason), now).await?;
            say!("{id} is sent nothing.");
        }
        Command::Enable { id } => {
            webhooks::enable(tx, id, true, None, now).await?;
            say!("{id} is sent to again.");
        }
        Command::Delete { id } => {
            webhooks::delete(tx, id).await?;
            say!("{id} is forgotten.");
        }
        Command::Deliveries {
            id,
            after,
            limit,
            replay,
        } => {
            webhooks::find(tx, id, None).await?;
            if let Some(event) = replay {
                webhooks::replay(tx, id, event, now).await?;
                say!("Event {event} is sent once more.");
                return Ok(());
            }
            for it in webhooks::deliveries(tx, id, after, limit).await? {
                say!(
                    "{}  {}  {}  failed attempts: {}  status: {}  {}",
                    it.event,
                    it.state,
                    format_time(it.at),
                    it.attempts,
                    it.status
                        .map_or_else(|| "-".to_owned(), |status| status.to_string()),
                    it.error.unwrap_or_default()
                );
            }
        }
        Command::Test { .. } => {}
    }
    Ok(())
}

async fn test(config: &Config, db: &Db, key: MasterKey, id: Uuid) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let found = webhooks::find(&mut tx, id, None).await?;
    drop(tx);
    let courier = Courier {
        db: db.clone(),
        clock: Clock::system(),
        key,
        client: Guarded::new(config.outbound.allow_private).context("making a client")?,
    };
    match courier.test(&found.webhook).await? {
        Tried::Taken(status) => say!("It was taken: {status}."),
        Tried::Unwanted => bail!("the answer was 410: the receiver wants no more"),
        Tried::Failed(failure) => bail!("{}", failure.reason),
    }
    Ok(())
}

fn show(state: &State) {
    let time = |at: Option<i64>| at.map_or_else(|| "-".to_owned(), format_time);
    let kinds: Vec<&str> = state
        .webhook
        .kinds()
        .iter()
        .map(|kind| kind.word())
        .collect();
    let kinds = if kinds.is_empty() {
        "all".to_owned()
    } else {
        kinds.join(", ")
    };
    say!(
        "{}  {:?}  {}  kinds: {kinds}  waiting: {}  last taken: {}",
        state.webhook.id,
        state.webhook.label,
        state.webhook.url,
        state.waiting,
        time(state.last_success_at),
    );
    if let Some(error) = &state.last_error {
        say!("    failed at {}: {error}", time(state.last_error_at));
    }
    if !state.webhook.enabled {
        let reason = state.webhook.disabled_for.as_deref();
        say!("    disabled: {}", reason.unwrap_or("-"));
    }
}

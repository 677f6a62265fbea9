//! `credential`: API keys of apps.

use anyhow::bail;
use clap::Subcommand;
use jiff::SignedDuration;

use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::credentials::{self, NewCredential, Pair, Scope};
use crate::profiles::Check;
use crate::statements::format_time;
use crate::store::Db;
use crate::telemetry::exposure;

/// What to do with API keys.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key and its secret; the secret is shown once
    Create(Create),
    /// Make a key that takes the place of another, which works on for a while
    Rotate {
        /// The key to replace
        key: String,
        /// How long the old key works on
        #[arg(long, value_name = "HOURS", default_value_t = 24)]
        overlap: u32,
    },
    /// List all keys
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Revoke a key at once
    Revoke {
        /// The key
        key: String,
    },
}

/// A key to make.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// What the key is for, such as the app's name
    label: String,
    /// What it may do; may be given several times
    #[arg(long = "scope", default_values = ["statements/write", "statements/read/mine"])]
    scopes: Vec<Scope>,
    /// Days until it expires
    #[arg(long, value_name = "DAYS")]
    expires_in: Option<u32>,
    /// Most requests in a minute
    #[arg(long, value_name = "NUMBER")]
    requests_per_minute: Option<u32>,
    /// Write only about accounts with this homePage; may be given several times
    #[arg(long = "home-page", value_name = "IRI")]
    home_pages: Vec<String>,
    /// Check statements against xAPI Profiles: off, report or refuse
    #[arg(long, value_name = "HOW", default_value = "off")]
    profiles: Check,
    /// A key of the same application: statements of both have one authority
    #[arg(long, value_name = "KEY")]
    beside: Option<String>,
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let home_page = config.base_url(config.listen)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let now = Clock::system().now();
    let by = super::author(&config)?;
    match command {
        Command::Create(create) => {
            let expires_at = create
                .expires_in
                .map(|days| now.checked_add(SignedDuration::from_hours(i64::from(days) * 24)))
                .transpose()?;
            let new = NewCredential {
                label: create.label,
                scopes: create.scopes,
                expires_at,
                requests_per_minute: create.requests_per_minute,
                home_pages: create.home_pages,
                profile_check: create.profiles,
                beside: create.beside,
            };
            show(&credentials::create(&db, &new, home_page.as_str(), &by, now).await?);
        }
        Command::Rotate { key, overlap } => {
            let overlap_time = SignedDuration::from_hours(i64::from(overlap));
            show(&credentials::rotate(&db, &key, overlap_time, &by, now).await?);
            say!("{key} works on for {overlap} h.");
        }
        Command::List { json: true } => {
            let listed = credentials::all(&db).await?;
            say!("{}", serde_json::to_string_pretty(&listed)?);
        }
        Command::List { json: false } => list(&db).await?,
        Command::Revoke { key } => {
            if !credentials::revoke(&db, &key, &by, now).await? {
                bail!("there is no key {key:?} in force");
            }
            say!("{key} is revoked.");
        }
    }
    db.close().await;
    Ok(())
}

fn show(pair: &Pair) {
    say!("key     {}\nsecret  {}", pair.key, pair.secret);
    say!("The secret is kept only as a digest: it cannot be shown again.");
}

async fn list(db: &Db) -> anyhow::Result<()> {
    for listed in credentials::all(db).await? {
        let time = |at: Option<i64>| at.map_or_else(|| "-".to_owned(), format_time);
        say!(
            "{}  {:?}  scopes: {}  made: {}  expires: {}  revoked: {}  last used: {}",
            listed.key,
            listed.label,
            listed.scopes,
            format_time(listed.created_at),
            time(listed.expires_at),
            time(listed.revoked_at),
            time(listed.last_used_at),
        );
    }
    Ok(())
}

//! `credential`: API keys of apps.

use anyhow::bail;
use clap::Subcommand;
use jiff::Span;

use crate::clock::Clock;
use crate::config::Config;
use crate::credentials::{self, Scope};
use crate::statements::format_time;
use crate::store::Db;
use crate::telemetry::exposure;

/// What to do with API keys.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key and its secret; the secret is shown once
    Create {
        /// What the key is for, such as the app's name
        label: String,
        /// What it may do; may be given several times
        #[arg(long = "scope", default_values = ["statements/write", "statements/read/mine"])]
        scopes: Vec<Scope>,
        /// Days until it expires
        #[arg(long, value_name = "DAYS")]
        expires_in: Option<u32>,
    },
    /// List all keys
    List,
    /// Revoke a key at once
    Revoke {
        /// The key
        key: String,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let home_page = config.base_url(config.listen)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let now = Clock::system().now();
    match command {
        Command::Create {
            label,
            scopes,
            expires_in,
        } => {
            let expires_at = expires_in
                .map(|days| now.checked_add(Span::new().hours(i64::from(days) * 24)))
                .transpose()?;
            let pair =
                credentials::create(&db, &label, &scopes, home_page.as_str(), now, expires_at)
                    .await?;
            println!("key     {}\nsecret  {}", pair.key, pair.secret);
            println!("The secret is kept only as a digest: it cannot be shown again.");
        }
        Command::List => {
            for listed in credentials::all(&db).await? {
                let time = |at: Option<i64>| at.map_or_else(|| "-".to_owned(), format_time);
                println!(
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
        }
        Command::Revoke { key } => {
            if !credentials::revoke(&db, &key, now).await? {
                bail!("there is no key {key:?} in force");
            }
            println!("{key} is revoked.");
        }
    }
    db.close().await;
    Ok(())
}

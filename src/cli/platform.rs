//! `platform`: learning platforms that may launch us.

use anyhow::Context;
use clap::{Subcommand, ValueEnum};
use url::Url;
use uuid::Uuid;

use crate::clock::Clock;
use crate::config::Config;
use crate::groups;
use crate::launch::{self, NewPlatform};
use crate::statements::format_time;
use crate::store::Db;
use crate::telemetry::exposure;

/// The claim that is a person's account name in apps.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum AccountClaim {
    /// The subject: the platform's own number or name of the user
    Subject,
    /// The user name (Moodle)
    Username,
    /// The identifier in the student information system
    SourcedId,
}

/// What to do with platforms.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Register a platform; the values to enter there are at /lti/registration
    Add(Box<Add>),
    /// List platforms
    List,
    /// Link a course to a learning group that statements know
    LinkCourse {
        /// The platform's identifier (see list)
        platform: Uuid,
        /// The deployment
        deployment: String,
        /// The course's identifier on the platform
        course: String,
        /// The group's activity IRI in statements
        group: String,
    },
}

/// A platform to register.
#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// What to call it
    name: String,
    /// The platform's issuer, exactly as it writes it
    #[arg(long)]
    issuer: String,
    /// Our client identifier there
    #[arg(long)]
    client_id: String,
    /// Where browsers authenticate
    #[arg(long, value_name = "URL")]
    authorization_endpoint: Url,
    /// Where the platform publishes its keys
    #[arg(long, value_name = "URL")]
    jwks_uri: Url,
    /// Where we get tokens for its services
    #[arg(long, value_name = "URL")]
    token_endpoint: Option<Url>,
    /// A deployment that may launch us; may be given several times
    #[arg(long = "deployment", required = true, value_name = "ID")]
    deployments: Vec<String>,
    /// The home page of the accounts that its people have in statements
    #[arg(long, value_name = "IRI", requires = "account_claim")]
    account_home_page: Option<String>,
    /// The claim that is the account's name there
    #[arg(long)]
    account_claim: Option<AccountClaim>,
    /// The platform checks e-mail addresses, so that one may link a person
    #[arg(long)]
    trust_email: bool,
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let now = Clock::system().now();
    let mut tx = db.write().await?;
    match command {
        Command::Add(new) => {
            let platform = NewPlatform {
                name: &new.name,
                issuer: &new.issuer,
                client_id: &new.client_id,
                authorization_endpoint: &new.authorization_endpoint,
                token_endpoint: new.token_endpoint.as_ref(),
                jwks_uri: &new.jwks_uri,
                account_home_page: new.account_home_page.as_deref(),
                account_claim: new.account_claim.map(|claim| match claim {
                    AccountClaim::Subject => "subject",
                    AccountClaim::Username => "username",
                    AccountClaim::SourcedId => "sourced_id",
                }),
                trust_email: new.trust_email,
            };
            let id = launch::add(&mut tx, &platform, now)
                .await
                .context("is this issuer and client_id registered already?")?;
            for deployment in &new.deployments {
                launch::add_deployment(&mut tx, id, deployment).await?;
            }
            println!("{id}");
        }
        Command::List => {
            for platform in launch::all(&mut tx).await? {
                let last = platform
                    .last_launch_at
                    .map_or_else(|| "never".to_owned(), format_time);
                println!(
                    "{}  {:?}  {}  client {}  last launch: {last}",
                    platform.id, platform.name, platform.issuer, platform.client_id
                );
            }
        }
        Command::LinkCourse {
            platform,
            deployment,
            course,
            group,
        } => {
            let identity = format!("activity {group}");
            let named = groups::Named {
                identity: &identity,
                name: None,
                at: now.as_microsecond(),
            };
            let keys = groups::ensure(&mut tx, &[named], now).await?;
            let keys: Vec<i64> = keys.into_values().collect();
            let group = groups::ids(&mut tx, &keys).await?.into_values().next();
            let group = group.context("the group was not made")?;
            launch::link_context(&mut tx, platform, &deployment, &course, group).await?;
            println!("Launches from that course now open the group {group}.");
        }
    }
    tx.commit().await?;
    db.close().await;
    Ok(())
}

//! `platform`: learning platforms that may launch us.

mod state;

use std::io::Read;

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use url::Url;
use uuid::Uuid;

use self::state::{moment, show, test};
use super::course::{self, CourseCommand, GradeCommand, OutboxCommand};
use crate::app;
use crate::audit::{self, Act, Author, Change};
use crate::cli::output::say;
use crate::cli::tools::rebuild_with_progress;
use crate::clock::Clock;
use crate::config::Config;
use crate::course_list::{self, Place};
use crate::platforms::{
    self, DeploymentStatus, NewPlatform, PeopleError, Platform, Terms, keys, people, registration,
};
use crate::projector::Pace;
use crate::seal::MasterKey;
use crate::store::{Db, Tx};
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

impl From<AccountClaim> for platforms::AccountClaim {
    fn from(claim: AccountClaim) -> Self {
        match claim {
            AccountClaim::Subject => Self::Subject,
            AccountClaim::Username => Self::Username,
            AccountClaim::SourcedId => Self::SourcedId,
        }
    }
}

/// What to do with platforms.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a link with which a platform registers us: paste it there within the hours that it works
    Invite(Invite),
    /// Register a platform by hand; the values to enter there are at /lti/registration
    Add(Box<Add>),
    /// List platforms
    List,
    /// Show one platform: deployments, keys, what happened last, refused launches
    Show {
        /// The platform's identifier (see list)
        platform: Uuid,
    },
    /// Ask a platform for its keys and for tokens, and say what does not work
    Test {
        /// The platform's identifier (see list)
        platform: Uuid,
    },
    /// Let a deployment launch
    Approve {
        /// The platform's identifier (see list)
        platform: Uuid,
        /// The deployment
        deployment: String,
    },
    /// Let a deployment launch no longer
    Disable {
        /// The platform's identifier (see list)
        platform: Uuid,
        /// The deployment; left out: the whole platform
        deployment: Option<String>,
    },
    /// Let a disabled platform launch again
    Enable {
        /// The platform's identifier (see list)
        platform: Uuid,
    },
    /// Say which accounts of statements a platform's people are
    People {
        /// The platform's identifier (see list)
        platform: Uuid,
        #[command(flatten)]
        people: Accounts,
    },
    /// Make a new key pair, which signs after a day, while the old one stays published
    RotateKeys {
        /// Only for this platform, which has keys of its own; left out: the shared ones
        platform: Option<Uuid>,
    },
    /// Make a registration of LTI 1.1 known, so that its people keep what they did; the secret is
    /// read from the standard input
    AddConsumer {
        /// The platform's identifier (see list)
        platform: Uuid,
        /// The consumer key
        key: String,
        /// The home page of the accounts that statements of that time name
        #[arg(long, value_name = "IRI")]
        account_home_page: String,
    },
    /// Forget a registration of LTI 1.1
    RemoveConsumer {
        /// The platform's identifier (see list)
        platform: Uuid,
        /// The consumer key
        key: String,
    },
    /// Have launches from a course open a learning group
    LinkCourse {
        #[command(flatten)]
        course: CourseAt,
        /// The address of the group's page, its identifier, or its IRI in statements
        group: String,
    },
    /// Have launches from a course open its own group again
    UnlinkCourse(CourseAt),
    /// Courses that have been launched, and their rosters
    #[command(subcommand)]
    Course(CourseCommand),
    /// Columns of gradebooks that show progress
    #[command(subcommand)]
    Grade(GradeCommand),
    /// What is to be sent to a platform, and what was given up
    Outbox(OutboxCommand),
}

/// Who a platform's people are in statements.
#[derive(Debug, Args)]
pub(super) struct Accounts {
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

impl Accounts {
    /// Who they are, if that can be.
    fn read(&self) -> Result<platforms::People, PeopleError> {
        let claim = self.account_claim.map(Into::into);
        platforms::People::new(self.account_home_page.as_deref(), claim, self.trust_email)
    }
}

/// A course by what its platform calls it; it need not have been launched yet.
#[derive(Debug, Args)]
pub(super) struct CourseAt {
    /// The platform's identifier (see list)
    platform: Uuid,
    /// The deployment
    deployment: String,
    /// The course's identifier on the platform
    course: String,
}

impl CourseAt {
    /// The place, of a platform that there is.
    async fn place(&self, tx: &mut Tx) -> anyhow::Result<Place<'_>> {
        known(tx, self.platform).await?;
        Ok(Place {
            platform: self.platform,
            deployment: &self.deployment,
            context: &self.course,
        })
    }
}

/// A link to make.
#[derive(Debug, Args)]
pub(super) struct Invite {
    /// What to call the platform; left out: its host
    #[arg(default_value = "")]
    name: String,
    /// Hours that the link works
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=720))]
    hours: i64,
    /// Give the platform key pairs that no other has
    #[arg(long)]
    own_keys: bool,
    #[command(flatten)]
    people: Accounts,
}

/// A platform to register.
#[derive(Debug, Args)]
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
    /// The audience of our assertions, where it is not the token endpoint (Brightspace)
    #[arg(long)]
    audience: Option<String>,
    /// The product: moodle, canvas, … Left out: as the issuer tells
    #[arg(long)]
    product: Option<String>,
    /// A scope that the platform grants; may be given several times. Left out: all that we can use
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Give the platform key pairs that no other has
    #[arg(long)]
    own_keys: bool,
    /// A deployment that may launch us; may be given several times
    #[arg(long = "deployment", required = true, value_name = "ID")]
    deployments: Vec<String>,
    #[command(flatten)]
    people: Accounts,
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let clock = Clock::system();
    let now = clock.now();
    let by = Author::command_line(&key);
    match command {
        Command::Invite(new) => {
            let terms = Terms {
                name: new.name,
                own_keys: new.own_keys,
                people: new.people.read()?,
            };
            let token = registration::invite(&db, &terms, &by, now, new.hours).await?;
            let base = config.base_url(config.listen)?;
            say!("{}", registration::link(&base, &token));
        }
        Command::RotateKeys { platform } => {
            let id = keys::rotate(&db, &key, platform, &by, now).await?;
            say!("The key {id} is published and signs in a day.");
        }
        Command::Test { platform } => test(&config, &db, &clock, &key, platform).await?,
        Command::AddConsumer {
            platform,
            key: consumer,
            account_home_page,
        } => {
            let mut secret = String::new();
            std::io::stdin().read_to_string(&mut secret)?;
            let sealed = key.seal(platforms::CONSUMER_PURPOSE, secret.trim().as_bytes())?;
            let mut tx = db.write().await?;
            known(&mut tx, platform).await?;
            let page = &account_home_page;
            platforms::add_consumer(&mut tx, platform, &consumer, &sealed, page).await?;
            tx.commit().await?;
        }
        Command::Course(_) | Command::LinkCourse { .. } | Command::UnlinkCourse(_) => {
            let mut tx = db.write().await?;
            let regrouped = grouped(&mut tx, command, &by, now).await?;
            tx.commit().await?;
            if regrouped {
                // Groups are found when facts are derived: the old facts serve until the new ones stand.
                let projector = app::projector(&config, db.clone(), clock)?;
                rebuild_with_progress(&projector, Pace::Beside).await?;
            }
        }
        Command::People { platform, people } => {
            let mut tx = db.write().await?;
            let found = known(&mut tx, platform).await?;
            people::decide(&mut tx, &found, &people.read()?, &by, now).await?;
            tx.commit().await?;
        }
        command => {
            let mut tx = db.write().await?;
            let act = audited(&command);
            change(&mut tx, command, now).await?;
            if let Some((act, change)) = act {
                audit::record(&mut tx, &by, act, change, now).await?;
            }
            tx.commit().await?;
        }
    }
    db.close().await;
    Ok(())
}

/// What the audit log says of a command that decides who may launch.
fn audited(command: &Command) -> Option<(Act, Change)> {
    let deployment = |platform: &Uuid, deployment: &String, what: &str| {
        let change = Change::to(platform, format!("{what}: deployment {deployment}"));
        Some((Act::DeploymentDecided, change))
    };
    match command {
        Command::Add(new) => {
            let change = Change::to(&new.issuer, new.name.clone());
            Some((Act::PlatformAdded, change))
        }
        Command::Approve {
            platform,
            deployment: named,
        } => deployment(platform, named, "approved"),
        Command::Disable {
            platform,
            deployment: Some(named),
        } => deployment(platform, named, "disabled"),
        Command::Disable { platform, .. } => {
            Some((Act::PlatformSwitched, Change::to(platform, "disabled")))
        }
        Command::Enable { platform } => {
            Some((Act::PlatformSwitched, Change::to(platform, "enabled")))
        }
        _ => None,
    }
}

async fn known(tx: &mut Tx, platform: Uuid) -> anyhow::Result<Platform> {
    let found = platforms::by_id(tx, platform).await?;
    found.context("there is no such platform (see coachlight platform list)")
}

async fn change(tx: &mut Tx, command: Command, now: jiff::Timestamp) -> anyhow::Result<()> {
    match command {
        Command::Add(new) => add(tx, &new, now).await?,
        Command::List => {
            for platform in platforms::all(tx).await? {
                say!(
                    "{}  {:?}  {}  client {}{}  last launch: {}",
                    platform.id,
                    platform.name,
                    platform.issuer,
                    platform.client_id,
                    if platform.enabled { "" } else { "  disabled" },
                    moment(platform.last_launch_at)
                );
            }
        }
        Command::Show { platform } => show(tx, platform, now).await?,
        Command::Approve {
            platform,
            deployment,
        } => decide(tx, platform, &deployment, DeploymentStatus::Approved).await?,
        Command::Disable {
            platform,
            deployment: Some(deployment),
        } => decide(tx, platform, &deployment, DeploymentStatus::Disabled).await?,
        Command::Disable {
            platform,
            deployment: None,
        } => {
            known(tx, platform).await?;
            platforms::enable(tx, platform, false).await?;
        }
        Command::Enable { platform } => {
            known(tx, platform).await?;
            platforms::enable(tx, platform, true).await?;
        }
        Command::RemoveConsumer { platform, key } => {
            if !platforms::remove_consumer(tx, platform, &key).await? {
                bail!("there is no such consumer");
            }
        }
        Command::Grade(command) => course::grade(tx, command, now).await?,
        Command::Outbox(command) => course::sent(tx, &command, now).await?,
        // Those that need more than a transaction.
        Command::Course(_)
        | Command::LinkCourse { .. }
        | Command::UnlinkCourse(_)
        | Command::Invite(_)
        | Command::People { .. }
        | Command::RotateKeys { .. }
        | Command::Test { .. }
        | Command::AddConsumer { .. } => {}
    }
    Ok(())
}

async fn add(tx: &mut Tx, new: &Add, now: jiff::Timestamp) -> anyhow::Result<()> {
    let scopes = if new.scopes.is_empty() {
        platforms::SCOPES.join(" ")
    } else {
        new.scopes.join(" ")
    };
    let people = new.people.read()?;
    let (home_page, claim) = people.columns();
    let platform = NewPlatform {
        name: &new.name,
        issuer: &new.issuer,
        client_id: &new.client_id,
        authorization_endpoint: new.authorization_endpoint.as_str(),
        token_endpoint: new.token_endpoint.as_ref().map(Url::as_str),
        audience: new.audience.as_deref(),
        jwks_uri: new.jwks_uri.as_str(),
        product_family: new
            .product
            .as_deref()
            .or_else(|| platforms::manual::product_of(&new.issuer)),
        scopes: &scopes,
        own_keys: new.own_keys,
        account_home_page: home_page,
        account_claim: claim,
        trust_email: people.trust_email,
        ..NewPlatform::default()
    };
    let id = platforms::add(tx, &platform, now)
        .await
        .context("is this issuer and client_id registered already?")?;
    for deployment in &new.deployments {
        platforms::add_deployment(tx, id, deployment, DeploymentStatus::Approved, now).await?;
    }
    say!("{id}");
    Ok(())
}

async fn decide(
    tx: &mut Tx,
    platform: Uuid,
    deployment: &str,
    status: DeploymentStatus,
) -> anyhow::Result<()> {
    if !platforms::decide(tx, platform, deployment, status).await? {
        bail!("there is no such deployment (see coachlight platform show)");
    }
    Ok(())
}

/// Does what may have a course be another group; whether what statements call it belongs to that now.
async fn grouped(
    tx: &mut Tx,
    command: Command,
    by: &Author,
    now: jiff::Timestamp,
) -> anyhow::Result<bool> {
    let linked = match command {
        Command::Course(CourseCommand::Called { course, activities }) => {
            return course::call(tx, course, &activities, by, now).await;
        }
        Command::Course(command) => {
            course::course(tx, command, now).await?;
            return Ok(false);
        }
        Command::LinkCourse { course, group } => {
            let place = course.place(tx).await?;
            course_list::link(tx, place, &group, by, now).await?
        }
        Command::UnlinkCourse(course) => {
            let place = course.place(tx).await?;
            course_list::unlink(tx, place, by, now).await?
        }
        _ => return Ok(false),
    };
    match &linked.group {
        Some(group) => say!(
            "Launches from that course now open the group {:?} ({}).",
            group.name.as_deref().unwrap_or("without a name"),
            group.id
        ),
        None => say!("Launches from that course open its own group."),
    }
    if !linked.launched {
        say!(
            "No launch has come from that course yet; compare its identifiers with those at the platform."
        );
    }
    Ok(linked.regrouped)
}

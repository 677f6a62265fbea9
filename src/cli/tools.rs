//! `generate`, `rebuild` and `sign-in-link`.

use std::io::{BufWriter, Write};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use xapi_schemas::Version;

use super::size::Size;
use crate::app;
use crate::audit::{self, Act, Change};
use crate::cli::output::{say, standard};
use crate::clock::Clock;
use crate::config::Config;
use crate::generator::{Options, Simulation};
use crate::people::{self, LinkReason};
use crate::projector::{self, Pace, Projector, Rebuilt, day};
use crate::sso::{self, Role, Roles};
use crate::statements::Identity;
use crate::store::Db;
use crate::telemetry::exposure;

/// Settings of `generate`.
#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    #[command(flatten)]
    size: Size,
    /// The last day of it; today if left out
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<jiff::civil::Date>,
    /// Another seed makes another organisation
    #[arg(long, default_value_t = 2026)]
    seed: u64,
    /// Version of xAPI that the statements speak: 1.0.3 or 2.0.0
    #[arg(long, default_value = "1.0.3", value_parser = version)]
    xapi: Version,
}

pub(super) fn version(text: &str) -> Result<Version, String> {
    Version::from_header(text).map_err(|_| "there are the versions 1.0.3 and 2.0.0".to_owned())
}

/// Writes a made-up history to standard output, a statement a line.
pub(super) fn generate(config: &Config, arguments: &Generate) -> anyhow::Result<()> {
    let last_day = match arguments.until {
        Some(date) => projector::days_since_epoch(date),
        None => day(&config.zone()?, Clock::system().now().as_microsecond()),
    };
    let mut out = BufWriter::new(standard());
    let simulation = Simulation::new(Options {
        people: arguments.size.people as usize,
        days: arguments.size.days(),
        last_day,
        seed: arguments.seed,
        version: arguments.xapi,
    });
    for statement in simulation.flatten() {
        serde_json::to_writer(&mut out, &statement)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// Settings of `rebuild`.
#[derive(Debug, clap::Args)]
pub(super) struct Rebuild {
    /// No gateway serves from this database meanwhile: as fast as it goes, without leaving room
    #[arg(long)]
    alone: bool,
}

/// Derives everything anew while the gateway may serve, and reports differences.
pub(super) async fn rebuild(config: Config, how: &Rebuild) -> anyhow::Result<()> {
    let pace = if how.alone { Pace::Alone } else { Pace::Beside };
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let projector = app::projector(&config, db.clone(), Clock::system())?;
    let rebuilt = rebuild_with_progress(&projector, pace).await?;
    db.close().await;
    if rebuilt.difference != projector::Difference::default() && !rebuilt.rules_changed {
        anyhow::bail!("the facts differed from the log; they have been put right");
    }
    Ok(())
}

/// Derives everything anew with a progress bar. Interrupted, it goes on the next time.
pub(super) async fn rebuild_with_progress(
    projector: &Projector,
    pace: Pace,
) -> anyhow::Result<Rebuilt> {
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(
        "  reading the log  {bar:32} {human_pos}/{human_len}  {per_sec}  {eta} left",
    )?);
    let rebuilt = projector::rebuild(projector, pace, |done, whole| {
        bar.set_length(whole.unsigned_abs());
        bar.set_position(done.unsigned_abs());
    })
    .await?;
    bar.finish_and_clear();
    let difference = rebuilt.difference;
    say!("{} statements read.", rebuilt.statements);
    if difference == projector::Difference::default() {
        say!("No difference: what was served is what the log says.");
    } else {
        say!(
            "Different: {} facts, {} links to competencies, {} contributions.",
            difference.facts,
            difference.competencies,
            difference.contributions
        );
        if rebuilt.rules_changed {
            say!("The vocabulary or the time zone has changed since; this is its effect.");
        }
    }
    Ok(rebuilt)
}

/// Settings of `sign-in-link`.
#[derive(Debug, clap::Args)]
pub(super) struct Link {
    /// The person's account name in the app, or an e-mail address
    account: String,
    /// The app's home page that the account name belongs to
    #[arg(long, value_name = "IRI")]
    home_page: Option<String>,
    /// Name to show, if none is known yet
    #[arg(long)]
    name: Option<String>,
    /// Let the person see the gateway's settings, too
    #[arg(long)]
    administrator: bool,
    /// Minutes that the link works
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(i64).range(1..=10_080))]
    minutes: i64,
}

/// Makes a link that signs a coach in once.
pub(super) async fn sign_in_link(config: Config, link: &Link) -> anyhow::Result<()> {
    exposure::make_folder(&config.data_dir)?;
    let base = config.base_url(config.listen)?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let now = Clock::system().now();
    let identity = match &link.home_page {
        Some(home_page) => Identity::Account {
            home_page: home_page.clone(),
            name: link.account.clone(),
        },
        None => Identity::Mbox(format!("mailto:{}", link.account)),
    };
    let agent = identity.to_agent();
    let value = json!({ "actor": agent, "object": {}, "verb": { "id": "urn:x:y" } });
    let problem = xapi_schemas::validate_statement(xapi_schemas::Version::V1_0_3, &value)
        .err()
        .and_then(|all| {
            all.into_iter()
                .find(|found| found.pointer.starts_with("/actor"))
        });
    if let Some(problem) = problem {
        anyhow::bail!("{} Give --home-page for an account name.", problem.message);
    }
    let mut tx = db.write().await?;
    let agent = crate::statements::intern_agent(&mut tx, &identity).await?;
    let person = match people::by_agent(&mut tx, agent).await? {
        Some(person) => person,
        None => {
            people::ensure(&mut tx, &[(identity, agent)], &[], now).await?;
            people::by_agent(&mut tx, agent)
                .await?
                .context("the person was not made")?
        }
    };
    if let Some(name) = &link.name {
        people::rename(&mut tx, person, name, now).await?;
    }
    people::link_agent(&mut tx, agent, person, LinkReason::Administrator, now).await?;
    tx.commit().await?;
    let mut roles = Roles::of(Role::Coach);
    if link.administrator {
        roles.add(Role::Administrator);
    }
    let mut tx = db.write().await?;
    let token = sso::make_link_within(&mut tx, person, roles, None, now, link.minutes).await?;
    let change = Change::to(
        person,
        format!("{roles}, works for {} minutes", link.minutes),
    );
    audit::record(
        &mut tx,
        &super::author(&config)?,
        Act::SignInLinkMade,
        change,
        now,
    )
    .await?;
    tx.commit().await?;
    say!("{}", base.join(&format!("sign-in/link/{token}"))?);
    db.close().await;
    Ok(())
}

//! `demo`: a gateway with a made-up organisation, filled through its own HTTP interface.

mod work;

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use xapi_schemas::Version;

use super::serve::stop_signal;
use super::size::Size;
use crate::app;
use crate::audit::Author;
use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::credentials::{self, NewCredential, Pair, Scope};
use crate::generator::{Options, Simulation, requests};
use crate::groups::{self, GroupId};
use crate::people::{self, LinkReason, PersonId};
use crate::projector::{Projector, day};
use crate::seal::sha256;
use crate::sso::{self, Role, Roles};
use crate::state::App;
use crate::statements::{self, Identity};
use crate::telemetry;

/// Statements of one request.
const BATCH: usize = 50;
/// Minutes that the sign-in link works.
const LINK_MINUTES: i64 = 24 * 60;

/// Settings of the demo.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    size: Size,
    /// When ready, print one line of JSON to standard output and nothing else
    #[arg(long)]
    json: bool,
}

/// Runs the demo until the process is told to stop.
pub(super) async fn run(config: Config, arguments: Arguments) -> anyhow::Result<()> {
    telemetry::start_logging(&config.log)?;
    let metrics = telemetry::start_metrics()?;
    let running = app::start(config, Clock::system(), metrics).await?;
    let app = running.app.clone();
    let ready = prepare(&app, &arguments).await;
    match ready {
        Ok(ready) => {
            if arguments.json {
                say!("{}", ready.json());
            } else {
                say!("{}", ready.text());
            }
            drop(app);
            stop_signal().await?;
            if !arguments.json {
                eprintln!("Stopping.");
            }
            running.stop().await;
            Ok(())
        }
        Err(error) => {
            drop(app);
            running.stop().await;
            Err(error)
        }
    }
}

/// What a person or script needs to go on.
struct Ready {
    base: String,
    pair: Pair,
    sign_in: String,
}

impl Ready {
    fn json(&self) -> Value {
        json!({
            "base_url": self.base,
            "xapi_endpoint": format!("{}/xapi/", self.base),
            "xapi_key": self.pair.key,
            "xapi_secret": self.pair.secret,
            "sign_in_url": self.sign_in,
            "lti_registration_url": format!("{}/lti/registration", self.base),
        })
    }

    fn text(&self) -> String {
        let base = &self.base;
        let Pair { key, secret } = &self.pair;
        let statement = json!({
            "actor": { "account": { "homePage": "https://app.example.org", "name": "learner-1" } },
            "verb": { "id": "http://activitystrea.ms/create" },
            "object": {
                "id": "https://app.example.org/groups/0/posts/hello",
                "definition": {
                    "type": "http://activitystrea.ms/note",
                    "name": { "en": "Hello" },
                    "description": { "en": "Posted with curl a moment ago." }
                }
            },
            "context": { "contextActivities": { "grouping": [{
                "id": "https://app.example.org/groups/0",
                "definition": {
                    "type": "https://coachlight.org/xapi/activity-types/learning-group"
                }
            }] } }
        });
        format!(
            "
  Coachlight is ready at {base}

  Sign in as the coach (works once, for a day):
    {sign_in}

  xAPI endpoint {base}/xapi/
    key     {key}
    secret  {secret}

  Post something and see it in the discussion of the group \"Improving negotiation skills\":
    curl -u {key}:{secret} -H 'X-Experience-API-Version: 2.0.0' \\
      -H 'Content-Type: application/json' {base}/xapi/statements \\
      -d '{statement}'

  Ctrl-C stops it; the data stay.
",
            sign_in = self.sign_in,
        )
    }
}

async fn prepare(app: &App, arguments: &Arguments) -> anyhow::Result<Ready> {
    let base = app.base_url.as_str().trim_end_matches('/').to_owned();
    let now = app.clock.now();
    let pair = credentials::create(
        &app.db,
        &NewCredential {
            label: "Demo app".into(),
            scopes: vec![Scope::All],
            ..NewCredential::default()
        },
        &base,
        &Author::command_line(&app.key),
        now,
    )
    .await?;
    let simulation = Simulation::told(Options {
        people: arguments.size.people as usize,
        days: arguments.size.days(),
        last_day: day(&app.zone, now.as_microsecond()) - 1,
        seed: 2026,
        version: Version::V1_0_3,
    });
    let coach = simulation.first_coach();
    let links = simulation.links();
    let mut tx = app.db.read().await?;
    let empty = statements::head(&mut tx).await?.seq == 0;
    drop(tx);
    if empty {
        fill(
            &base,
            &pair,
            arguments.size.days().unsigned_abs(),
            simulation,
        )
        .await?;
        let projector = app::projector(&app.config, app.db.clone(), app.clock.clone())?;
        catch_up(app, &projector).await?;
        link(app, &links).await?;
        choose_boards(app).await?;
        app::alert_watch(app).catch_up(&app.stopping).await?;
    }
    let coach = Identity::of(&coach).context("the coach has no identifier")?;
    let Some(person) = person(app, &coach).await? else {
        bail!(
            "the data folder {} holds other data than the demo's; choose another with --data-dir",
            app.config.data_dir.display()
        );
    };
    if empty {
        let policy = app.policy(&mut app.db.read().await?).await?;
        work::begin(&app.desk(), person, &policy).await?;
    }
    let mut roles = Roles::of(Role::Coach);
    roles.add(Role::Administrator);
    let token = sso::make_link(&app.db, person, roles, now, LINK_MINUTES).await?;
    Ok(Ready {
        sign_in: format!("{base}/sign-in/link/{token}"),
        base,
        pair,
    })
}

/// Who is behind an identifier.
async fn person(app: &App, identity: &Identity) -> anyhow::Result<Option<PersonId>> {
    let mut tx = app.db.read().await?;
    Ok(match statements::find_agent(&mut tx, identity).await? {
        Some(agent) => people::by_agent(&mut tx, agent).await?,
        None => None,
    })
}

/// Sends the history as an app would, a day at a time.
async fn fill(base: &str, pair: &Pair, days: u64, simulation: Simulation) -> anyhow::Result<()> {
    let client = crate::outbound::client()?;
    let bar = ProgressBar::new(days).with_style(ProgressStyle::with_template(
        "  sending xAPI statements  {bar:32} day {pos} of {len}  {msg}  {eta} left",
    )?);
    let start = Instant::now();
    let mut sent = 0;
    for day in simulation {
        for batch in requests(day, BATCH) {
            let response = client
                .post(format!("{base}/xapi/statements"))
                .basic_auth(&pair.key, Some(&pair.secret))
                .header("X-Experience-API-Version", "1.0.3")
                .json(&batch)
                .send()
                .await?;
            let status = response.status();
            if !status.is_success() {
                bail!("{status}: {}", response.text().await?);
            }
            sent += batch.len();
        }
        let rate = sent as f64 / start.elapsed().as_secs_f64();
        bar.set_message(format!("{sent} statements, {rate:.0}/s"));
        bar.inc(1);
    }
    bar.finish();
    Ok(())
}

async fn catch_up(app: &App, projector: &Projector) -> anyhow::Result<()> {
    let bar = ProgressBar::new_spinner().with_message("working out what it means");
    bar.enable_steady_tick(Duration::from_millis(100));
    projector.catch_up(&app.stopping).await?;
    bar.finish_and_clear();
    Ok(())
}

/// The organisation says which identifiers are one person.
async fn link(app: &App, links: &[(Value, Value)]) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    for (known, other) in links {
        let (Some(known), Some(other)) = (Identity::of(known), Identity::of(other)) else {
            continue;
        };
        let known = statements::intern_agent(&mut tx, &known).await?;
        let Some(person) = people::by_agent(&mut tx, known).await? else {
            continue;
        };
        let other = statements::intern_agent(&mut tx, &other).await?;
        people::link_agent(&mut tx, other, person, LinkReason::Administrator, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Four in five members want to be on their group's leader board.
async fn choose_boards(app: &App) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let groups = groups::list_all(&mut tx, None, i32::MAX as usize).await?;
    let groups: Vec<GroupId> = groups.into_iter().map(|group| group.id).collect();
    let memberships = crate::engagement::memberships(&mut tx, &groups, app.today()).await?;
    for (group, membership) in memberships {
        for person in membership.members {
            let shown = sha256(person.id.0.as_bytes())
                .first()
                .is_none_or(|byte| byte % 5 != 0);
            groups::choose_board(&mut tx, group, person.id, shown, now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

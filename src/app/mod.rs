//! How the gateway starts and stops, and its router. Rooms are joined here and only here.

mod routes;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::attachments::Attachments;
use crate::clock::Clock;
use crate::config::{Config, WhoCoaches};
use crate::courses::{Rounds, Setting};
use crate::credentials::{Authenticator, Issuers};
use crate::digests::{House, Mailer};
use crate::events::{Events, Teller, webhooks};
use crate::exports::{Exports, Makers};
use crate::grades::{Courier, Results, Watch};
use crate::outbox::{Outbox, Pace};
use crate::people::{self, Looks};
use crate::platforms::Platforms;
use crate::privacy::{Ender, Eraser};
use crate::profiles::Profiles;
use crate::projector::{Projector, Renewals, Vocabularies};
use crate::refusals::Refusals;
use crate::restrictions::{self, Use};
use crate::retention::Keeper;
use crate::rosters::{Rosters, Terms};
use crate::seal::MasterKey;
use crate::sso::Providers;
use crate::state::{App, Inner};
use crate::statements::Log;
use crate::store::Db;
use crate::sync::Sync;
use crate::telemetry::exposure;
use crate::{alerts, arrivals, digests, groups, merges, outbound, server};

pub use routes::router;

/// A gateway that serves.
#[derive(Debug)]
pub struct Running {
    /// Its state.
    pub app: App,
    /// The address it listens on.
    pub address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

/// Most letters of a minute: what mail servers bear from one sender.
const LETTERS_A_MINUTE: u32 = 300;
/// Contents of attachments that no statement came to need are looked for this often.
const SWEEP_PAUSE: Duration = Duration::from_secs(3600);

/// Opens the database, brings its schema up to date, and starts to serve.
pub async fn start(
    config: Config,
    clock: Clock,
    metrics: PrometheusHandle,
) -> anyhow::Result<Running> {
    exposure::make_folder(&config.data_dir)?;
    let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?;
    let db = Db::open(&config.target()).await?;
    exposure::warn(&config);
    db.migrate().await?;
    people::give_pseudonyms(&db).await?;
    let known_only = config.coaching.coaches == WhoCoaches::Known;
    let mut tx = db.read().await?;
    let differs = groups::known_coaches_only(&mut tx).await? != known_only;
    drop(tx);
    if differs {
        let mut tx = db.write().await?;
        groups::set_known_coaches_only(&mut tx, known_only).await?;
        tx.commit().await?;
    }
    let listener = TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let connections = config.limits.connections;
    let projector = projector(&config, db.clone(), clock.clone())?;
    let outdated = projector.prepare().await?;
    let vocabularies = projector.vocabularies.clone();
    let (app, keepers) = state((config, address), clock, metrics, (db, key), vocabularies)?;
    let stopping = app.stopping.clone();
    let renewing = app
        .renewals
        .start(projector.clone(), outdated, stopping.clone());
    let following = projector.start(app.log.committed(), stopping.clone());
    let router = router(app.clone());
    let serving = tokio::spawn(server::serve(listener, router, connections, stopping));
    let sweeping = tokio::spawn(sweep(app.clone()));
    let forgetting = tokio::spawn(forget(app.clone()));
    let syncing = sync(&app)?.start(app.stopping.clone());
    let mut tasks = vec![serving, sweeping, forgetting, syncing, following];
    tasks.push(renewing);
    tasks.extend(platform_services(&app));
    tasks.extend(telling(&app));
    tasks.extend(Makers::new(app.clone()).start());
    tasks.extend(letters(&app)?);
    tasks.extend(watching(&app));
    tasks.push(eraser(&app).start(app.stopping.clone()));
    tasks.push(app.db.clone().keep_write_ahead_short(app.stopping.clone()));
    tasks.push(ender(&app).start(app.stopping.clone()));
    tasks.push(keeper(&app)?.start(app.stopping.clone()));
    tasks.extend(keepers);
    Ok(Running {
        app,
        address,
        tasks,
    })
}

/// The gateway's state for a command that works beside a gateway or without one, and what keeps what
/// it does: it ends when the state is dropped.
pub async fn beside(
    config: Config,
    clock: Clock,
    metrics: PrometheusHandle,
) -> anyhow::Result<(App, Vec<JoinHandle<()>>)> {
    exposure::make_folder(&config.data_dir)?;
    let key = MasterKey::load_or_create(&config.data_dir.join("coachlight.key"))?;
    let db = Db::open(&config.target()).await?;
    db.migrate().await?;
    let vocabularies = projector(&config, db.clone(), clock.clone())?.vocabularies;
    let address = config.listen;
    state((config, address), clock, metrics, (db, key), vocabularies)
}

/// Puts the state together, with what keeps what it is given to keep.
fn state(
    (config, address): (Config, SocketAddr),
    clock: Clock,
    metrics: PrometheusHandle,
    (db, key): (Db, MasterKey),
    vocabularies: Arc<Vocabularies>,
) -> anyhow::Result<(App, Vec<JoinHandle<()>>)> {
    let base_url = config.base_url(address)?;
    let stopping = CancellationToken::new();
    let (log, writer) = Log::start(
        db.clone(),
        clock.clone(),
        key.clone(),
        config.limits.inherited,
    );
    let (refusals, keeping) = Refusals::start(db.clone());
    let (looks, noting) = Looks::start(db.clone());
    let client = outbound::client()?;
    let allow_private = config.outbound.allow_private;
    let platforms = Platforms::new(
        db.clone(),
        clock.clone(),
        key.clone(),
        outbound::Guarded::new(allow_private)?,
        allow_private,
    );
    let courier = webhooks::Courier {
        db: db.clone(),
        clock: clock.clone(),
        key: key.clone(),
        client: outbound::Guarded::new(allow_private)?,
    };
    let providers = Providers::new(&config.sso, &base_url, &client, &clock)?;
    let app = App(Arc::new(Inner {
        zone: config.zone()?,
        attachments: Attachments::new(
            db.clone(),
            config.attachments(),
            config.data_dir.join("attachments"),
        ),
        authenticator: Authenticator::new(&config.limits),
        issuers: Issuers::default(),
        platforms,
        config,
        providers,
        client,
        base_url,
        db,
        clock,
        key,
        log,
        profiles: Profiles::default(),
        refusals,
        looks,
        vocabularies,
        renewals: Renewals::default(),
        events: Events::default(),
        exports: Exports::default(),
        courier,
        metrics,
        stopping,
    }));
    Ok((app, vec![writer, keeping, noting]))
}

/// What sends letters, if there is a server to send them.
fn letters(app: &App) -> anyhow::Result<Vec<JoinHandle<()>>> {
    let mail = &app.config.mail;
    let (Some(server), Some(from)) = (&mail.smtp_url, &mail.from) else {
        return Ok(Vec::new());
    };
    let house = House {
        zone: app.zone(),
        hour: mail.digest_hour,
        agreement: app.config.agreement(),
        organisation: app.config.organisation.clone(),
        base_url: app.base_url.clone(),
    };
    let (db, clock) = (app.db.clone(), app.clock.clone());
    let both = (db.clone(), clock.clone());
    let mailer = Mailer::new(both, house, server.expose_secret(), from)?;
    let pace = Pace {
        between: Duration::from_secs(60) / LETTERS_A_MINUTE,
    };
    let outbox = Outbox::new(db.clone(), clock.clone(), mailer, pace);
    let rounds = digests::Rounds::new(db, clock, app.zone(), mail.digest_hour);
    Ok(vec![
        outbox.start(app.stopping.clone()),
        rounds.start(app.stopping.clone()),
    ])
}

/// What looks at what has come: for alerts, for who may be who, and how much it is.
fn watching(app: &App) -> [JoinHandle<()>; 3] {
    let stop = || app.stopping.clone();
    let likenesses = merges::Rounds::new(app.db.clone(), app.clock.clone());
    [
        alert_watch(app).start(stop()),
        likenesses.start(stop()),
        arrivals::start(app.db.clone(), app.zone(), stop()),
    ]
}

/// What notes what becomes of alerts.
#[must_use]
pub fn alert_watch(app: &App) -> alerts::Watch {
    let (db, clock) = (app.db.clone(), app.clock.clone());
    alerts::Watch::new(db, clock, app.zone(), app.config.agreement())
}

/// What lets go what is past its time.
pub fn keeper(app: &App) -> anyhow::Result<Keeper> {
    Ok(Keeper {
        db: app.db.clone(),
        clock: app.clock.clone(),
        key: app.key.clone(),
        attachments: app.attachments.clone(),
        projector: projector(&app.config, app.db.clone(), app.clock.clone())?,
        zone: app.zone(),
    })
}

/// What carries out erasures of people.
#[must_use]
pub fn eraser(app: &App) -> Eraser {
    Eraser {
        db: app.db.clone(),
        clock: app.clock.clone(),
        key: app.key.clone(),
        attachments: app.attachments.clone(),
        zone: app.zone(),
    }
}

/// What ends restrictions whose notice is over.
#[must_use]
fn ender(app: &App) -> Ender {
    Ender {
        db: app.db.clone(),
        clock: app.clock.clone(),
        key: app.key.clone(),
    }
}

/// What asks learning platforms and sends to them.
fn platform_services(app: &App) -> [JoinHandle<()>; 4] {
    let setting = Setting {
        db: app.db.clone(),
        clock: app.clock.clone(),
        key: app.key.clone(),
        log: app.log.clone(),
        platforms: app.platforms.clone(),
        base_url: app.base_url.clone(),
    };
    let lti = &app.config.lti;
    let rosters = Rosters {
        setting: setting.clone(),
        terms: Terms {
            period: Duration::from_secs(60 * lti.roster_minutes),
            learners_only: lti.roster_learners_only,
            of_link: lti.roster_of_link,
        },
    };
    let results = Results {
        setting: setting.clone(),
        period: Duration::from_secs(60 * lti.results_minutes),
    };
    let courier = Courier {
        setting: setting.clone(),
    };
    let pace = Pace {
        between: Duration::from_secs(60) / lti.sent_per_minute,
    };
    let (db, clock) = (app.db.clone(), app.clock.clone());
    let outbox = Outbox::new(db.clone(), clock.clone(), courier, pace);
    let stop = || app.stopping.clone();
    [
        Rounds::new(setting.clone(), rosters).start(stop()),
        Rounds::new(setting, results).start(stop()),
        outbox.start(stop()),
        Watch::new(db, clock, app.zone.clone()).start(stop()),
    ]
}

/// What tells apps what is new, sends it to webhooks, and says what was decided and is still unsaid.
fn telling(app: &App) -> [JoinHandle<()>; 3] {
    let teller = Teller {
        db: app.db.clone(),
        clock: app.clock.clone(),
        zone: app.zone(),
        keep_days: app.config.events.keep_days,
    };
    let pace = Pace {
        between: Duration::ZERO,
    };
    let (db, clock) = (app.db.clone(), app.clock.clone());
    let outbox = Outbox::new(db, clock, app.courier.clone(), pace);
    [
        teller.start(
            app.events.clone(),
            app.log.committed(),
            app.stopping.clone(),
        ),
        outbox.start(app.stopping.clone()),
        app.desk().start_saying(app.stopping.clone()),
    ]
}

/// What forwards statements to other record stores and pulls them from there.
fn sync(app: &App) -> anyhow::Result<Sync> {
    Ok(Sync {
        db: app.db.clone(),
        clock: app.clock.clone(),
        key: app.key.clone(),
        client: outbound::Guarded::new(app.config.outbound.allow_private)?,
        attachments: app.attachments.clone(),
        largest_content: app.config.limits.attachment_bytes,
        log: app.log.clone(),
        base_url: app.base_url.clone(),
    })
}

/// Removes, from time to time, contents of attachments that no statement came to need.
async fn sweep(app: App) {
    let stopping = app.stopping.clone();
    while stopping
        .run_until_cancelled(tokio::time::sleep(SWEEP_PAUSE))
        .await
        .is_some()
    {
        match app.attachments.sweep(app.clock.now()).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "contents without a statement were removed"),
            Err(error) => {
                let error = anyhow::Error::new(error);
                tracing::warn!(error = format!("{error:#}"), "contents could not be swept");
            }
        }
    }
}

/// Forgets, from time to time, who looked at whom longer ago than it is kept.
async fn forget(app: App) {
    let stopping = app.stopping.clone();
    let months = app.config.privacy.looks_months;
    loop {
        let forgotten = forget_looks(&app, months).await;
        if let Err(error) = forgotten {
            tracing::warn!(
                error = format!("{error:#}"),
                "old looks could not be forgotten"
            );
        }
        let pause = tokio::time::sleep(SWEEP_PAUSE);
        if stopping.run_until_cancelled(pause).await.is_none() {
            return;
        }
    }
}

async fn forget_looks(app: &App, months: i64) -> anyhow::Result<u64> {
    let now = app.zone.to_datetime(app.clock.now());
    let before = now.checked_sub(jiff::Span::new().months(months))?;
    let mut tx = app.db.write().await?;
    let but = restrictions::withheld(&mut tx, Use::Everything).await?;
    let before = app.zone.to_timestamp(before)?;
    let forgotten = people::forget_looks(&mut tx, before, &but).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// What derives facts, as configured.
pub fn projector(config: &Config, db: Db, clock: Clock) -> anyhow::Result<Projector> {
    config.zone()?;
    Ok(Projector {
        db,
        vocabularies: Arc::default(),
        zone_name: config.time_zone.clone(),
        clock,
    })
}

impl Running {
    /// Stops: no new work is taken, what was accepted is finished, the database is closed.
    pub async fn stop(self) {
        self.app.stopping.cancel();
        let db = self.app.db.clone();
        let mut tasks = self.tasks.into_iter();
        if let Some(serving) = tasks.next() {
            finish(serving).await;
        }
        // The writer ends when the last handle to the log is gone: after the last request.
        drop(self.app);
        for task in tasks {
            finish(task).await;
        }
        db.close().await;
    }
}

async fn finish(task: JoinHandle<()>) {
    if let Err(error) = task.await {
        tracing::error!(%error, "a part of the gateway did not stop cleanly");
    }
}

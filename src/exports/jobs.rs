//! Exports in the background: asked for, made by one gateway of several, kept for a time.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, stream};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::ExportError;
use super::make::{file_name, reader, record};
use super::output::Content;
use super::produce::{Making, Progress};
use super::request::{Asker, Choice};
use super::store::{self, Job, State};
use crate::leases::{self, Worker};
use crate::locale::Locale;
use crate::message::Message;
use crate::people::{self, PersonId};
use crate::problem::{Kind, Problem};
use crate::sso::{Actor, Roles};
use crate::state::App;
use crate::store::StoreError;

/// How often it is looked for exports that other gateways were asked for.
const POLL: Duration = Duration::from_secs(1);
/// How often files are removed whose time is over.
const SWEEP: Duration = Duration::from_secs(60);
/// Exports that one gateway makes at once.
const AT_ONCE: usize = 2;
/// An export that was begun this often without coming to an end is given up.
const MOST_ATTEMPTS: i64 = 3;
/// Exports of one owner that may be unfinished, and that may have a file.
const MOST_OPEN: i64 = 3;
const MOST_KEPT: i64 = 20;
/// Bytes of a part of a file.
const PART: usize = 256 * 1024;
/// How long it is told what became of an export.
const REMEMBERED: i64 = 30 * 24 * 3600 * 1_000_000;
const HOUR: i64 = 3600 * 1_000_000;

/// Tells this gateway's makers that there is something to make.
#[derive(Debug, Clone, Default)]
pub struct Exports(Arc<Notify>);

/// What is known of whoever asked, for when it is made.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Noted {
    Person {
        person: Uuid,
        roles: String,
    },
    System {
        name: String,
        shown: String,
        everything: bool,
    },
}

impl Noted {
    fn of(asker: &Asker) -> Self {
        match asker {
            Asker::Person(actor) => Self::Person {
                person: actor.person.0,
                roles: actor.roles.to_string(),
            },
            Asker::System {
                name,
                shown,
                everything,
            } => Self::System {
                name: name.clone(),
                shown: shown.clone(),
                everything: *everything,
            },
        }
    }

    /// Whoever asked, as they are now; refused if they were kept out meanwhile.
    async fn asker(self, app: &App) -> Result<Asker, ExportError> {
        let (person, roles) = match self {
            Self::Person { person, roles } => (PersonId(person), roles),
            Self::System {
                name,
                shown,
                everything,
            } => {
                return Ok(Asker::System {
                    name,
                    shown,
                    everything,
                });
            }
        };
        let mut tx = app.db.read().await?;
        let found = people::find(&mut tx, person).await?;
        if people::is_disabled(&mut tx, person).await? {
            return Err(Problem::not_found().into());
        }
        let found = found.ok_or_else(Problem::not_found)?;
        let roles = roles.parse().unwrap_or(Roles::default());
        let zone = people::zones(&mut tx, person).await?.zone();
        let zone = zone.unwrap_or_else(|| app.zone());
        let actor = Actor::without_session(found, roles, zone);
        Ok(Asker::Person(Box::new(actor)))
    }
}

/// The owner of what a person asked for.
pub(super) fn owner_of(person: PersonId) -> String {
    format!("person {person}")
}

fn owner(asker: &Asker) -> String {
    match asker {
        Asker::Person(actor) => owner_of(actor.person),
        Asker::System { name, .. } => format!("system {name}"),
    }
}

/// An export that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct NewJob {
    /// Its identifier.
    pub id: Uuid,
}

/// Asks for an export.
pub async fn request(
    app: &App,
    asker: &Asker,
    choice: &Choice,
    locale: Locale,
) -> Result<NewJob, Problem> {
    choice.check()?;
    if let Asker::Person(actor) = asker
        && actor.visit.is_some()
    {
        let detail = Message::new("refused-export-key");
        return Err(Problem::new(Kind::Forbidden, detail));
    }
    let id = Uuid::now_v7();
    let owner = owner(asker);
    let text = |value: serde_json::Result<String>| value.map_err(Problem::internal);
    let noted = text(serde_json::to_string(&Noted::of(asker)))?;
    let wanted = text(serde_json::to_string(choice))?;
    let mut tx = app.db.write().await?;
    let (open, kept) = store::held(&mut tx, &owner).await?;
    if open >= MOST_OPEN || kept >= MOST_KEPT {
        return Err(Problem::new(
            Kind::Conflict,
            Message::new("refused-exports-many")
                .with("open", MOST_OPEN)
                .with("kept", MOST_KEPT),
        ));
    }
    let now = app.clock.now().as_microsecond();
    let what = (noted.as_str(), wanted.as_str(), locale.tag());
    store::add(&mut tx, (id, &owner), what, now).await?;
    tx.commit().await?;
    app.exports.0.notify_one();
    Ok(NewJob { id })
}

/// An export of whoever asks.
pub async fn find(app: &App, asker: &Asker, id: Uuid) -> Result<Job, Problem> {
    let mut tx = app.db.read().await?;
    let found = store::find(&mut tx, id, &owner(asker)).await?;
    found.ok_or_else(Problem::not_found)
}

/// Exports of whoever asks, asked for before a moment, the latest first.
pub async fn list(app: &App, asker: &Asker, before: i64, limit: i64) -> Result<Vec<Job>, Problem> {
    let mut tx = app.db.read().await?;
    Ok(store::list(&mut tx, &owner(asker), before, limit).await?)
}

/// Calls an export off, or removes one that has ended.
pub async fn remove(app: &App, asker: &Asker, id: Uuid) -> Result<(), Problem> {
    let job = find(app, asker, id).await?;
    let now = app.clock.now().as_microsecond();
    let mut tx = app.db.write().await?;
    if job.state().is_open() {
        store::end(&mut tx, id, State::Cancelled, None, now).await?;
    } else {
        store::delete(&mut tx, id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The file of an export that is done, part by part.
pub fn content(
    app: &App,
    job: &Job,
) -> impl Stream<Item = Result<Bytes, StoreError>> + Send + use<> {
    let (db, id) = (app.db.clone(), job.id);
    stream::try_unfold(0_i64, move |part| {
        let db = db.clone();
        async move {
            let mut tx = db.read().await?;
            let bytes = store::part(&mut tx, id, part).await?;
            Ok(bytes.map(|bytes| (Bytes::from(bytes), part + 1)))
        }
    })
}

impl Job {
    /// What was asked for.
    pub fn choice(&self) -> Result<Choice, Problem> {
        serde_json::from_str(&self.choice).map_err(Problem::internal)
    }
}

/// What makes exports.
#[derive(Debug, Clone)]
pub struct Makers {
    app: App,
    worker: Worker,
}

impl Makers {
    /// Makers that begin with [`Makers::start`].
    #[must_use]
    pub fn new(app: App) -> Self {
        let worker = Worker::new(app.db.clone(), app.clock.clone());
        Self { app, worker }
    }

    /// Makes exports, and removes files whose time is over, until the gateway stops.
    #[must_use]
    pub fn start(self) -> [JoinHandle<()>; 2] {
        [
            tokio::spawn(self.clone().follow()),
            tokio::spawn(self.sweep()),
        ]
    }

    async fn follow(self) {
        let look = async || {
            self.open().await.unwrap_or_else(|error| {
                let error = anyhow::Error::from(error);
                tracing::warn!(error = format!("{error:#}"), "exports cannot be looked for");
                Vec::new()
            })
        };
        let wake = self.app.exports.0.clone();
        let pause = || {
            let wake = wake.clone();
            async move {
                // Nothing is lost when the time is over first.
                let _woken = tokio::time::timeout(POLL, wake.notified()).await;
            }
        };
        let stop = self.app.stopping.clone();
        let work = |id| self.clone().work(id);
        leases::keep_at("exports", pause, AT_ONCE, stop, look, work).await;
    }

    async fn open(&self) -> Result<Vec<Uuid>, StoreError> {
        let mut tx = self.app.db.read().await?;
        store::open(&mut tx).await
    }

    async fn work(self, id: Uuid) {
        let name = format!("export {id}");
        let making = Box::pin(self.make(id));
        let outcome = self.worker.alone(&name, making).await;
        if let Err(error) | Ok(Some(Err(error))) = outcome {
            let error = anyhow::Error::from(error);
            tracing::warn!(%id, error = format!("{error:#}"), "an export was cut off");
        }
    }

    /// Makes one; an error of the database is tried again.
    async fn make(&self, id: Uuid) -> Result<(), StoreError> {
        let mut tx = self.app.db.write().await?;
        let job = store::start(&mut tx, id).await?;
        tx.commit().await?;
        let Some(job) = job else { return Ok(()) };
        // Whoever asked reads the reason in the language of the file.
        let locale = Locale::ENGLISH.or_launch(&job.language);
        let (state, reason) = match self.attempt(&job).await {
            Ok(()) => return Ok(()),
            Err(ExportError::Cancelled) => (State::Cancelled, None),
            Err(ExportError::Store(error)) if job.attempts < MOST_ATTEMPTS => return Err(error),
            Err(ExportError::Refused(problem)) if !problem.kind().status().is_server_error() => {
                (State::Failed, Some(problem.detail().written(locale)))
            }
            Err(error @ (ExportError::TooLarge(_) | ExportError::TooLong(_))) => (
                State::Failed,
                Some(Problem::from(error).detail().written(locale)),
            ),
            Err(error) => {
                let error = anyhow::Error::from(error);
                tracing::error!(%id, error = format!("{error:#}"), "an export failed");
                (State::Failed, Some(locale.text("refused-export-failed")))
            }
        };
        let now = self.app.clock.now().as_microsecond();
        let mut tx = self.app.db.write().await?;
        store::end(&mut tx, id, state, reason.as_deref(), now).await?;
        tx.commit().await
    }

    async fn attempt(&self, job: &Job) -> Result<(), ExportError> {
        if job.attempts > MOST_ATTEMPTS {
            let detail = Message::new("refused-export-thrice");
            return Err(Problem::new(Kind::Conflict, detail).into());
        }
        let app = &self.app;
        let choice = job.choice()?;
        let noted: Noted = serde_json::from_str(&job.asker).map_err(Problem::internal)?;
        let asker = noted.asker(app).await?;
        let making = Making {
            app,
            asker: &asker,
            reader: reader(app, &asker, Locale::ENGLISH.or_launch(&job.language)),
            choice: &choice,
            progress: Progress {
                job: Some(job.id),
                told: None,
            },
        };
        let content = making.produce().await?;
        self.check_room(content.length).await?;
        let length = content.length;
        self.keep(job.id, content).await?;
        record(app, &asker, &choice).await?;
        let now = app.clock.now().as_microsecond();
        let expires = now + app.config.exports.keep_hours * HOUR;
        let name = file_name(&choice, app.today());
        let file = (name.as_str(), i64::try_from(length).unwrap_or(i64::MAX));
        let mut tx = app.db.write().await?;
        let done = store::finish(&mut tx, job.id, file, now, expires).await?;
        tx.commit().await?;
        if done {
            Ok(())
        } else {
            Err(ExportError::Cancelled)
        }
    }

    /// Refuses what is larger than one may be, or than there is room for.
    async fn check_room(&self, length: u64) -> Result<(), ExportError> {
        let settings = &self.app.config.exports;
        if length > settings.largest_bytes {
            return Err(ExportError::TooLarge(settings.largest_bytes));
        }
        let mut tx = self.app.db.read().await?;
        let kept = store::kept(&mut tx, self.app.clock.now().as_microsecond())
            .await?
            .unsigned_abs();
        if kept.saturating_add(length) > settings.kept_bytes {
            let detail = Message::new("refused-export-room");
            return Err(Problem::new(Kind::Conflict, detail).into());
        }
        Ok(())
    }

    async fn keep(&self, id: Uuid, mut content: Content) -> Result<(), ExportError> {
        for part in 0_i64.. {
            let bytes = content.next(PART)?;
            if bytes.is_empty() {
                break;
            }
            let mut tx = self.app.db.write().await?;
            let goes_on = store::add_part(&mut tx, id, part, &bytes).await?;
            tx.commit().await?;
            if !goes_on {
                return Err(ExportError::Cancelled);
            }
        }
        Ok(())
    }

    async fn sweep(self) {
        let stopping = self.app.stopping.clone();
        loop {
            if let Err(error) = self.expire().await {
                let error = anyhow::Error::from(error);
                tracing::warn!(
                    error = format!("{error:#}"),
                    "old exports could not be removed"
                );
            }
            let pause = tokio::time::sleep(SWEEP);
            if stopping.run_until_cancelled(pause).await.is_none() {
                return;
            }
        }
    }

    /// Removes files whose time is over; how many there were.
    pub async fn expire(&self) -> Result<usize, StoreError> {
        let now = self.app.clock.now().as_microsecond();
        let mut tx = self.app.db.write().await?;
        let removed = store::expire(&mut tx, now, now - REMEMBERED).await?;
        tx.commit().await?;
        Ok(removed)
    }
}

//! Follows the facts: tells what is new in them, in the order of the log, once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::derive::{Derivation, News, TOLD};
use super::held;
use super::store::{self, Event, Place};
use super::webhooks;
use crate::clock::Clock;
use crate::coaching::CoachingError;
use crate::people::PersonId;
use crate::projector::{self, Fact, facts_between};
use crate::restrictions::{self, Use};
use crate::statements;
use crate::store::{Db, StoreError, Tx};

/// Most statements of one step.
const STEP: i64 = 1000;
/// How often facts are looked at without being told, and events of other instances.
const POLL: Duration = Duration::from_millis(300);
/// Facts come a moment after their statements.
const PACE: Duration = Duration::from_millis(150);
/// Pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);
/// Events that are kept no longer are looked for this often.
const PRUNE: Duration = Duration::from_secs(3600);

/// Why it cannot be told what is new.
#[derive(Debug, thiserror::Error)]
pub(super) enum FollowError {
    /// What a fact comes from cannot be read.
    #[error("reading what is to be told")]
    Reading(#[source] CoachingError),
    /// The database refused.
    #[error("writing events")]
    Store(#[from] StoreError),
}

/// What tells.
#[derive(Debug, Clone)]
pub struct Teller {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The zone whose midnight separates days.
    pub zone: TimeZone,
    /// Days for which events are kept.
    pub keep_days: u16,
}

/// Knows when there are new facts and events, whichever instance has written them.
#[derive(Debug, Clone)]
pub struct Events {
    told: Arc<watch::Sender<i64>>,
    derived: Arc<watch::Sender<i64>>,
}

impl Default for Events {
    fn default() -> Self {
        let sender = || Arc::new(watch::Sender::new(0));
        Self {
            told: sender(),
            derived: sender(),
        }
    }
}

impl Events {
    /// The last event's place as this instance knows it, and when it changes.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<i64> {
        self.told.subscribe()
    }

    /// The last statement of the log that facts were derived of as this instance knows it, and when
    /// it changes.
    #[must_use]
    pub fn derived(&self) -> watch::Receiver<i64> {
        self.derived.subscribe()
    }

    fn reached(&self, last: i64, derived: i64) {
        for (place, now) in [(&self.told, last), (&self.derived, derived)] {
            place.send_if_modified(|known| {
                let is_new = *known < now;
                *known = (*known).max(now);
                is_new
            });
        }
    }
}

impl Teller {
    /// Tells until `stop` is cancelled.
    #[must_use]
    pub fn start(
        self,
        events: Events,
        committed: watch::Receiver<i64>,
        stop: CancellationToken,
    ) -> JoinHandle<()> {
        tokio::spawn(self.follow(events, committed, stop))
    }

    async fn follow(
        self,
        events: Events,
        mut committed: watch::Receiver<i64>,
        stop: CancellationToken,
    ) {
        let mut prune_at = Instant::now();
        let mut withheld = None;
        while !stop.is_cancelled() {
            let told = match self.look_again(&mut withheld).await {
                Ok(()) => self.advance(&events, &stop).await,
                Err(error) => Err(error),
            };
            let pruned = if prune_at <= Instant::now() {
                prune_at = Instant::now() + PRUNE;
                self.prune().await
            } else {
                Ok(())
            };
            let pause = match told.and(pruned) {
                Ok(()) => POLL,
                Err(error) => {
                    let error = anyhow::Error::from(error);
                    tracing::error!(error = format!("{error:#}"), "events are held up");
                    PAUSE
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
                changed = committed.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    tokio::time::sleep(PACE).await;
                }
            }
        }
    }

    /// Tells everything that facts were derived of.
    async fn advance(&self, events: &Events, stop: &CancellationToken) -> Result<(), FollowError> {
        while !stop.is_cancelled() {
            let mut tx = self.db.read().await?;
            let place = store::place(&mut tx).await?;
            let current = projector::current(&mut tx).await?;
            drop(tx);
            let derived = current.as_ref().map_or(0, |current| current.seq);
            events.reached(place.event_seq, derived);
            metrics::gauge!("events_lag_statements").set((derived - place.statement_seq) as f64);
            let Some(current) = current else {
                return Ok(());
            };
            self.catch_up(current.generation).await?;
            if place.statement_seq >= derived {
                return Ok(());
            }
            let until = derived.min(place.statement_seq + STEP);
            self.step(place, current.generation, until).await?;
        }
        Ok(())
    }

    async fn step(&self, place: Place, generation: i64, until: i64) -> Result<(), FollowError> {
        let part = self.read((generation, place.statement_seq, until)).await?;
        let mut tx = self.db.write().await?;
        let Some(last) = store::move_on(&mut tx, place.statement_seq, until).await? else {
            return Ok(());
        };
        self.tell(tx, &[part], last).await
    }

    /// Has what waits looked at again where the people have changed whose data are only kept, however
    /// that came about.
    async fn look_again(&self, known: &mut Option<BTreeSet<PersonId>>) -> Result<(), FollowError> {
        let mut tx = self.db.read().await?;
        let withheld = restrictions::withheld(&mut tx, Use::Everything).await?;
        drop(tx);
        if known.as_ref() == Some(&withheld) {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        held::release(&mut tx).await?;
        tx.commit().await?;
        *known = Some(withheld);
        Ok(())
    }

    /// Tells what has waited for restrictions that are over.
    async fn catch_up(&self, generation: i64) -> Result<(), FollowError> {
        let mut tx = self.db.read().await?;
        let waited = held::released(&mut tx, STEP).await?;
        drop(tx);
        if waited.is_empty() {
            return Ok(());
        }
        let mut parts = Vec::with_capacity(waited.len());
        for seq in &waited {
            parts.push(self.read((generation, seq - 1, *seq)).await?);
        }
        let mut tx = self.db.write().await?;
        let place = store::place(&mut tx).await?;
        // Nothing moves, and nobody else tells anything until this has ended.
        let place = store::move_on(&mut tx, place.statement_seq, place.statement_seq).await?;
        let Some(last) = place else {
            return Ok(());
        };
        for seq in waited {
            held::take(&mut tx, seq).await?;
        }
        self.tell(tx, &parts, last).await
    }

    /// What a part of the log (of a generation, after a place, up to one) may have to tell.
    async fn read(&self, (generation, after, until): (i64, i64, i64)) -> Result<Part, FollowError> {
        let mut tx = self.db.read().await?;
        Ok(Part {
            generation,
            facts: facts_between(&mut tx, generation, (after, until), &TOLD).await?,
            voided: statements::voided_between(&mut tx, after, until).await?,
        })
    }

    /// Tells parts of the log after the last event, one after the other: what is told of a fact may
    /// depend on what was told just before.
    async fn tell(&self, mut tx: Tx, parts: &[Part], last: i64) -> Result<(), FollowError> {
        let now = self.clock.now();
        let mut telling = Telling {
            last,
            added: Vec::new(),
            now: now.as_microsecond(),
        };
        let today = projector::day(&self.zone, now.as_microsecond());
        let withheld = restrictions::withheld(&mut tx, Use::Everything).await?;
        for part in parts {
            for fact in &part.facts {
                if held::is_untold(&mut tx, fact, &withheld).await? {
                    held::hold(&mut tx, fact.seq).await?;
                    continue;
                }
                let mut derivation = Derivation {
                    tx: &mut tx,
                    generation: part.generation,
                    today,
                    withheld: &withheld,
                };
                let news = derivation.of(fact).await?;
                telling.add(&mut tx, &news).await?;
            }
            let mut voided = Vec::with_capacity(part.voided.len());
            for (target, voiding) in &part.voided {
                let told = store::of_statements(&mut tx, &[*target]).await?;
                if !told.iter().any(|told| told.names_one_of(&withheld)) {
                    voided.push((*target, *voiding));
                } else if let Some(stored) = statements::one(&mut tx, *voiding).await? {
                    held::hold(&mut tx, stored.seq).await?;
                }
            }
            let mut derivation = Derivation {
                tx: &mut tx,
                generation: part.generation,
                today,
                withheld: &withheld,
            };
            let news = derivation.withdrawn(&voided).await?;
            telling.add(&mut tx, &news).await?;
        }
        let Telling { last, added, .. } = telling;
        if !added.is_empty() {
            store::count(&mut tx, last).await?;
            webhooks::announce(&mut tx, &added, now).await?;
        }
        tx.commit().await?;
        metrics::counter!("events_told_total").increment(added.len() as u64);
        Ok(())
    }

    async fn prune(&self) -> Result<(), FollowError> {
        let kept = SignedDuration::from_hours(24 * i64::from(self.keep_days));
        let before = (self.clock.now() - kept).as_microsecond();
        let mut tx = self.db.write().await?;
        store::prune(&mut tx, before).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A part of the log that may have something to tell.
struct Part {
    generation: i64,
    facts: Vec<Fact>,
    /// What was voided, and by which statements.
    voided: Vec<(Uuid, Uuid)>,
}

/// What is being told in one step.
struct Telling {
    /// The place of the last event.
    last: i64,
    added: Vec<Event>,
    now: i64,
}

impl Telling {
    async fn add(&mut self, tx: &mut Tx, news: &[News]) -> Result<(), StoreError> {
        for one in news {
            if let Some(event) = store::add(tx, self.last + 1, one, self.now).await? {
                self.last = event.seq;
                self.added.push(event);
            }
        }
        Ok(())
    }
}

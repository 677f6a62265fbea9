//! Follows the log: wakes when statements are stored, and looks twice a second for those that
//! another instance stored. It waits a moment before it begins, because many statements at once
//! cost hardly more than one, and whoever stores them is not to wait for it each time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::project::{Batch, Derivation, Rules, project};
use super::rebuild::{Pace, rebuild};
use super::store;
use super::vocabularies::Vocabularies;
use super::vocabulary::{Vocabulary, VocabularyError};
use crate::clock::Clock;
use crate::statements;
use crate::store::{Db, StoreError};

/// Most statements of one transaction: who stores statements waits for it some 30 ms.
pub(super) const BATCH: i64 = 1000;
/// How often the log is looked at without being told.
const POLL: Duration = Duration::from_millis(500);
/// A fact is told this long after its statement was stored, or a little later.
const PACE: Duration = Duration::from_millis(100);
/// Agents whose facts are packed at once.
const PACKED: i64 = 20;
/// Against the time that packing takes, how long it then rests while statements arrive: what
/// changes all the time is packed in vain.
const REST: u32 = 9;
/// How often a long derivation is told of in the log.
const TOLD_EVERY: Duration = Duration::from_secs(10);
/// Pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Why a batch could not be projected.
#[derive(Debug, thiserror::Error)]
pub enum ProjectorError {
    /// A stored statement is not JSON: the database was changed from outside.
    #[error("reading the stored statement {seq}")]
    Statement {
        /// Its place in the log.
        seq: i64,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The log has a gap, which its writers cannot make: a statement was deleted from outside.
    #[error("the log has no statement {expected}, the next one is {found}")]
    Gap {
        /// The sequence number that is missing.
        expected: i64,
        /// The one that was found.
        found: i64,
    },
    /// The database refused.
    #[error("projecting statements")]
    Store(#[from] StoreError),
    /// The vocabulary that a generation is derived by cannot be used.
    #[error("reading a generation's vocabulary")]
    Vocabulary(#[from] VocabularyError),
    /// A generation's time zone is not known here.
    #[error("the time zone {name:?} of a generation is not known")]
    TimeZone {
        /// Its name.
        name: String,
        /// Why.
        #[source]
        source: jiff::Error,
    },
}

/// A place in the log and what is derived from there on.
pub(super) struct Place {
    /// Everything up to this sequence number is in.
    pub(super) seq: i64,
    vocabulary: Arc<Vocabulary>,
    zone: TimeZone,
}

impl Place {
    /// The place behind a portion that was read from this one.
    pub(super) fn behind(&self, portion: &Portion) -> Self {
        Self {
            seq: portion.last,
            vocabulary: self.vocabulary.clone(),
            zone: self.zone.clone(),
        }
    }
}

/// A part of the log, read and understood.
pub(super) struct Portion {
    after: i64,
    pub(super) last: i64,
    /// Whether there was more than was asked for.
    pub(super) more: bool,
    batch: Batch,
}

/// How far one step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// There was nothing left to do.
    End,
    /// What was left was less than a batch.
    Rest,
    /// A whole batch; more may follow at once.
    Whole,
}

/// What derives facts.
#[derive(Debug, Clone)]
pub struct Projector {
    /// The database.
    pub db: Db,
    /// Rules of meaning.
    pub vocabularies: Arc<Vocabularies>,
    /// Name of the zone whose midnight is to separate days.
    pub zone_name: String,
    /// The time.
    pub clock: Clock,
}

impl Projector {
    /// Makes sure that there is a current generation; returns whether it was made by other rules
    /// of meaning or another zone than are wanted now, so that all is to be derived anew.
    pub async fn prepare(&self) -> Result<bool, ProjectorError> {
        let mut tx = self.db.write().await?;
        // Locks nothing that exists yet, but two instances that start at once are kept apart by
        // the log's head.
        statements::lock(&mut tx).await?;
        let vocabulary = self.vocabularies.wanted(&mut tx).await?;
        let wanted = (&vocabulary.version, &self.zone_name);
        let outdated = match store::current(&mut tx).await? {
            Some(current) => (&current.vocabulary, &current.time_zone) != wanted,
            None => {
                let now = self.clock.now().as_microsecond();
                store::add_generation(&mut tx, true, wanted.0, wanted.1, now).await?;
                false
            }
        };
        tx.commit().await?;
        Ok(outdated)
    }

    /// Derives everything anew while the gateway serves, because meaning or zone have changed.
    pub async fn renew(&self, stop: CancellationToken) {
        tracing::info!("the vocabulary or the time zone has changed: all facts are derived anew");
        let mut told = Instant::now();
        let rebuilding = rebuild(self, Pace::Beside, |done, whole| {
            if told.elapsed() >= TOLD_EVERY {
                told = Instant::now();
                tracing::info!(done, whole, "facts are derived anew");
            }
        });
        match stop.run_until_cancelled(Box::pin(rebuilding)).await {
            // The next start goes on where this one was stopped.
            None => {}
            Some(Ok(rebuilt)) => tracing::info!(
                statements = rebuilt.statements,
                facts = rebuilt.difference.facts,
                "all facts were derived anew"
            ),
            Some(Err(error)) => {
                let error = anyhow::Error::from(error);
                tracing::error!(
                    error = format!("{error:#}"),
                    "facts could not be derived anew; the old ones serve on"
                );
            }
        }
    }

    /// Follows the log until `stop` is cancelled.
    pub async fn follow(self, mut committed: watch::Receiver<i64>, stop: CancellationToken) {
        let mut packs_from = Instant::now();
        loop {
            let pause = match self.advance_and_pack(&stop, &mut packs_from).await {
                Ok(true) => PACE,
                Ok(false) => POLL,
                Err(error) => {
                    let chain = anyhow::Error::from(error);
                    tracing::error!(error = format!("{chain:#}"), "the projection is held up");
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

    /// Starts [`Projector::follow`] as a task.
    #[must_use]
    pub fn start(self, committed: watch::Receiver<i64>, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(self.follow(committed, stop))
    }

    /// Projects everything that is stored.
    pub async fn catch_up(&self, stop: &CancellationToken) -> Result<(), ProjectorError> {
        while self.advance(stop).await? != Step::End {}
        Ok(())
    }

    /// Projects what is there, and packs a few agents' facts unless that rests until `packs_from`;
    /// returns whether more are to be packed at once.
    async fn advance_and_pack(
        &self,
        stop: &CancellationToken,
        packs_from: &mut Instant,
    ) -> Result<bool, ProjectorError> {
        let arrives = self.advance(stop).await? == Step::Rest;
        let begun = Instant::now();
        if arrives && begun < *packs_from {
            return Ok(false);
        }
        let more = self.pack().await?;
        *packs_from = Instant::now() + REST * begun.elapsed();
        Ok(more)
    }

    /// Packs the facts of a few agents and groups whose packs are outdated; returns whether there may be more.
    /// Nothing depends on it but how long answers take, so it is done beside other work: only what
    /// was made is kept while others wait, and what has changed meanwhile is not.
    pub async fn pack(&self) -> Result<bool, ProjectorError> {
        let mut tx = self.db.read().await?;
        let Some(current) = store::current(&mut tx).await? else {
            return Ok(false);
        };
        let renewed = store::renew(&mut tx, current.generation, PACKED).await?;
        drop(tx);
        if renewed.count() == 0 {
            return Ok(false);
        }
        let mut tx = self.db.write().await?;
        // Who projects into it meanwhile would change what is packed.
        let locked = store::lock_generation(&mut tx, current.generation).await?;
        if locked.is_none() {
            return Ok(true);
        }
        store::keep(&mut tx, current.generation, &renewed).await?;
        tx.commit().await?;
        Ok(i64::try_from(renewed.count()).is_ok_and(|count| count == PACKED))
    }

    /// Projects whole batches and the rest that is then left, but not what comes meanwhile.
    async fn advance(&self, stop: &CancellationToken) -> Result<Step, ProjectorError> {
        loop {
            let mut tx = self.db.read().await?;
            let current = store::current(&mut tx).await?;
            let head = statements::head(&mut tx).await?;
            drop(tx);
            let Some(current) = current else {
                return Ok(Step::End);
            };
            metrics::gauge!("projection_lag_statements").set((head.seq - current.seq) as f64);
            if stop.is_cancelled() {
                return Ok(Step::End);
            }
            match self.step(current.generation).await? {
                Step::Whole => {}
                last => return Ok(last),
            }
        }
    }

    /// Projects one batch into a generation.
    pub(super) async fn step(&self, generation: i64) -> Result<Step, ProjectorError> {
        let Some(from) = self.place(generation).await? else {
            return Ok(Step::End);
        };
        let Some(portion) = self.read(&from, BATCH).await? else {
            return Ok(Step::End);
        };
        let more = portion.more;
        self.write(generation, portion).await?;
        Ok(if more { Step::Whole } else { Step::Rest })
    }

    /// Where a generation is and what it is derived by; none once it was dropped.
    pub(super) async fn place(&self, generation: i64) -> Result<Option<Place>, ProjectorError> {
        let mut tx = self.db.read().await?;
        let Some(found) = store::generation(&mut tx, generation).await? else {
            return Ok(None);
        };
        let name = found.time_zone;
        let zone =
            TimeZone::get(&name).map_err(|source| ProjectorError::TimeZone { name, source })?;
        Ok(Some(Place {
            seq: found.seq,
            vocabulary: self.vocabularies.of(&mut tx, &found.vocabulary).await?,
            zone,
        }))
    }

    /// Reads and understands what follows on a place, before anything is locked: who stores
    /// statements meanwhile is not to wait for it. None if nothing follows.
    pub(super) async fn read(
        &self,
        from: &Place,
        most: i64,
    ) -> Result<Option<Portion>, ProjectorError> {
        let mut tx = self.db.read().await?;
        let (statements, more) = statements::following(&mut tx, from.seq, most).await?;
        drop(tx);
        let Some(last) = statements.last().map(|stored| stored.seq) else {
            return Ok(None);
        };
        for (expected, stored) in (from.seq + 1..).zip(&statements) {
            if stored.seq != expected {
                return Err(ProjectorError::Gap {
                    expected,
                    found: stored.seq,
                });
            }
        }
        let rules = Rules {
            vocabulary: from.vocabulary.clone(),
            zone: from.zone.clone(),
        };
        let after = from.seq;
        let reading = move || {
            Batch::read(&rules, &statements).map(|batch| Portion {
                after,
                last,
                more,
                batch,
            })
        };
        // Understanding a large portion takes long enough to be in the way of others.
        match tokio::task::spawn_blocking(reading).await {
            Ok(portion) => portion.map(Some),
            Err(stopped) => match stopped.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_cancelled) => Ok(None),
            },
        }
    }

    /// Adds what was read to a generation, unless another instance was first.
    pub(super) async fn write(
        &self,
        generation: i64,
        portion: Portion,
    ) -> Result<(), ProjectorError> {
        let mut tx = self.db.write().await?;
        let current = match store::lock_generation(&mut tx, generation).await? {
            Some((seq, current)) if seq == portion.after => current,
            _ => return Ok(()),
        };
        let derivation = Derivation {
            generation,
            current,
        };
        project(&mut tx, derivation, &portion.batch, self.clock.now()).await?;
        store::move_generation(&mut tx, generation, portion.last).await?;
        tx.commit().await?;
        let count = (portion.last - portion.after).unsigned_abs();
        metrics::counter!("statements_projected_total").increment(count);
        Ok(())
    }
}

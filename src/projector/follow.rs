//! Follows the log: wakes when statements are stored, and looks twice a second for those that
//! another instance stored. It waits a moment before it begins, because many statements at once
//! cost hardly more than one, and whoever stores them is not to wait for it each time.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::project::{Batch, Rules, project};
use super::store;
use super::vocabulary::Vocabulary;
use crate::clock::Clock;
use crate::statements;
use crate::store::{Db, StoreError};

/// Most statements of one transaction: who stores statements waits for it some 30 ms.
pub(super) const BATCH: i64 = 1000;
/// How often the log is looked at without being told.
const POLL: Duration = Duration::from_millis(500);
/// A fact is told this long after its statement was stored, or a little later.
const PACE: Duration = Duration::from_millis(100);
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

/// What derives facts: a vocabulary, a zone, a clock and a database.
#[derive(Debug)]
pub struct Projector {
    /// The database.
    pub db: Db,
    /// Rules of meaning.
    pub vocabulary: Arc<Vocabulary>,
    /// The zone whose midnight separates days.
    pub zone: TimeZone,
    /// The zone's name.
    pub zone_name: String,
    /// The time.
    pub clock: Clock,
}

impl Projector {
    /// Makes sure that there is a current generation.
    pub async fn prepare(&self) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        // Locks nothing that exists yet, but two instances that start at once are kept apart by
        // the log's head.
        statements::lock(&mut tx).await?;
        if store::current(&mut tx).await?.is_none() {
            let now = self.clock.now().as_microsecond();
            store::add_generation(
                &mut tx,
                true,
                &self.vocabulary.version,
                &self.zone_name,
                now,
            )
            .await?;
        }
        tx.commit().await
    }

    /// Follows the log until `stop` is cancelled.
    pub async fn follow(self, mut committed: watch::Receiver<i64>, stop: CancellationToken) {
        loop {
            let pause = match self.advance(&stop).await {
                Ok(_) => POLL,
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
        // Read and understood before anything is locked: who stores statements meanwhile is not
        // to wait for it.
        let mut tx = self.db.read().await?;
        let Some(seq) = store::reached(&mut tx, generation).await? else {
            return Ok(Step::End);
        };
        let (batch, more) = statements::following(&mut tx, seq, BATCH).await?;
        drop(tx);
        let Some(last) = batch.last().map(|stored| stored.seq) else {
            return Ok(Step::End);
        };
        for (expected, stored) in (seq + 1..).zip(&batch) {
            if stored.seq != expected {
                return Err(ProjectorError::Gap {
                    expected,
                    found: stored.seq,
                });
            }
        }
        let rules = Rules {
            vocabulary: &self.vocabulary,
            zone: &self.zone,
        };
        let read = Batch::read(&rules, &batch)?;
        let mut tx = self.db.write().await?;
        // Another instance may have been first: then there is nothing left of this batch to do.
        if store::lock_generation(&mut tx, generation).await? != Some(seq) {
            return Ok(Step::Whole);
        }
        project(&mut tx, generation, &read, self.clock.now()).await?;
        store::move_generation(&mut tx, generation, last).await?;
        tx.commit().await?;
        metrics::counter!("statements_projected_total").increment(batch.len() as u64);
        Ok(if more { Step::Whole } else { Step::Rest })
    }
}

//! What sends: looks for lanes that have something waiting, and sends to each in turn.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::store::{self, Outgoing};
use super::{Deliver, Failure, Outcome};
use crate::clock::Clock;
use crate::leases::{self, Worker};
use crate::seal;
use crate::store::{Db, StoreError};

/// How often the table is looked at.
const POLL: Duration = Duration::from_millis(300);
/// Work that has failed this often is given up.
const MOST_ATTEMPTS: i64 = 40;
/// What another end that cannot be talked to is not sent is given up no sooner, microseconds.
const LONGEST_SILENCE: i64 = 7 * 24 * 3600 * 1_000_000;

/// How fast a lane is sent to.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// From one piece of work to the next.
    pub between: Duration,
}

/// What sends.
#[derive(Debug)]
pub struct Outbox<D> {
    db: Db,
    clock: Clock,
    worker: Worker,
    deliver: D,
    pace: Pace,
}

impl<D: Deliver> Outbox<D> {
    /// An outbox that begins with [`Outbox::start`].
    pub fn new(db: Db, clock: Clock, deliver: D, pace: Pace) -> Self {
        Self {
            worker: Worker::new(db.clone(), clock.clone()),
            db,
            clock,
            deliver,
            pace,
        }
    }

    /// Sends until `stop` is cancelled.
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(Arc::new(self).follow(stop))
    }

    async fn follow(self: Arc<Self>, stop: CancellationToken) {
        let look = async || {
            self.lanes().await.unwrap_or_else(|error| {
                let error = anyhow::Error::from(error);
                tracing::warn!(
                    error = format!("{error:#}"),
                    "the outbox cannot be looked at"
                );
                Vec::new()
            })
        };
        let work = |lane| self.clone().work(lane, stop.clone());
        leases::keep_at(
            "the outbox",
            || tokio::time::sleep(POLL),
            usize::MAX,
            stop.clone(),
            look,
            work,
        )
        .await;
    }

    async fn lanes(&self) -> Result<Vec<Uuid>, StoreError> {
        let mut tx = self.db.read().await?;
        store::lanes(&mut tx, D::LANES, self.clock.now().as_microsecond()).await
    }

    async fn work(self: Arc<Self>, lane: Uuid, stop: CancellationToken) {
        let name = format!("outbox {lane}");
        let sending = self.send_all(lane, &stop);
        let outcome = Box::pin(self.worker.alone(&name, sending)).await;
        if let Err(error) | Ok(Some(Err(error))) = outcome {
            let error = anyhow::Error::from(error);
            tracing::warn!(%lane, error = format!("{error:#}"), "sending was cut off");
        }
    }

    /// Sends what is due, one after another, until there is nothing left or the lane rests.
    async fn send_all(&self, lane: Uuid, stop: &CancellationToken) -> Result<(), StoreError> {
        while !stop.is_cancelled() {
            let begun = Instant::now();
            let mut tx = self.db.read().await?;
            let now = self.clock.now().as_microsecond();
            let Some(work) = store::next(&mut tx, lane, now).await? else {
                return Ok(());
            };
            drop(tx);
            let outcome = self.deliver.deliver(lane, &work).await?;
            if !self.settle(lane, &work, outcome).await? {
                return Ok(());
            }
            tokio::time::sleep_until(begun + self.pace.between).await;
        }
        Ok(())
    }

    /// Notes what became of an attempt. Whether the lane can be sent more.
    async fn settle(
        &self,
        lane: Uuid,
        work: &Outgoing,
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let mut goes_on = true;
        let word = match &outcome {
            Outcome::Done => "done",
            Outcome::Later(_) => "later",
            Outcome::Again(_) => "again",
            Outcome::Never(_) => "never",
        };
        metrics::counter!("outbox_attempts_total", "outcome" => word).increment(1);
        match outcome {
            Outcome::Done => {
                store::done(&mut tx, work).await?;
                store::sent(&mut tx, lane, now).await?;
            }
            Outcome::Later(at) => store::later(&mut tx, work, at).await?,
            Outcome::Again(failure) => {
                let failures = if failure.of_lane {
                    store::lane(&mut tx, lane).await?.failures
                } else {
                    work.attempts
                };
                let until = now + rest(&failure, failures, now);
                if failure.of_lane {
                    goes_on = false;
                    store::rest(&mut tx, lane, until, &failure.reason, now).await?;
                } else {
                    store::note_refusal(&mut tx, lane, &failure.reason, now).await?;
                }
                let age = now.as_microsecond() - work.created_at;
                let patient = failure.of_lane && age < LONGEST_SILENCE;
                if work.attempts + 1 >= MOST_ATTEMPTS && !patient {
                    store::give_up(&mut tx, work, now, &failure).await?;
                } else {
                    store::again(&mut tx, work, until, &failure).await?;
                }
                tell(
                    lane,
                    work,
                    &failure,
                    "something could not be sent and is tried again",
                );
            }
            Outcome::Never(failure) => {
                store::give_up(&mut tx, work, now, &failure).await?;
                tell(lane, work, &failure, "something was given up");
            }
        }
        tx.commit().await?;
        Ok(goes_on)
    }
}

/// What it is about may name a person there, so that the log has its identifier alone.
fn tell(lane: Uuid, work: &Outgoing, failure: &Failure, what: &'static str) {
    tracing::warn!(
        %lane,
        work = %work.id,
        attempts = work.attempts + 1,
        status = failure.status,
        error = failure.reason,
        "{what}"
    );
}

fn rest(failure: &Failure, failures: i64, now: Timestamp) -> Duration {
    // Without chance all rest alike, which is no harm for a while.
    let [chance] = seal::random().unwrap_or([0]);
    let wish = failure.retry_at.map(|at| at.duration_since(now));
    let wish = wish.and_then(|wish| Duration::try_from(wish).ok());
    leases::pause(failures, chance).max(wish.unwrap_or_default())
}

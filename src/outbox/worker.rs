//! What sends: looks for platforms that have something waiting, and sends to each in turn.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::store::{self, Outgoing};
use super::{Deliver, Failure, Lanes, Outcome};
use crate::clock::Clock;
use crate::leases::{self, Worker};
use crate::seal;
use crate::store::{Db, StoreError};

/// How often the table is looked at.
const POLL: Duration = Duration::from_millis(300);
/// Work that has failed this often is given up.
const MOST_ATTEMPTS: i64 = 40;
/// What a platform that cannot be talked to is not sent is given up no sooner, microseconds.
const LONGEST_SILENCE: i64 = 7 * 24 * 3600 * 1_000_000;

/// How fast a platform is sent to.
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
    lanes: Lanes,
}

impl<D: Deliver> Outbox<D> {
    /// An outbox that begins with [`Outbox::start`].
    pub fn new(db: Db, clock: Clock, deliver: D, pace: Pace, lanes: Lanes) -> Self {
        Self {
            worker: Worker::new(db.clone(), clock.clone()),
            db,
            clock,
            deliver,
            pace,
            lanes,
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
        let work = |platform| self.clone().work(platform, stop.clone());
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
        store::lanes(&mut tx, self.lanes, self.clock.now().as_microsecond()).await
    }

    async fn work(self: Arc<Self>, platform: Uuid, stop: CancellationToken) {
        let name = format!("outbox {platform}");
        let sending = self.send_all(platform, &stop);
        let outcome = Box::pin(self.worker.alone(&name, sending)).await;
        if let Err(error) | Ok(Some(Err(error))) = outcome {
            let error = anyhow::Error::from(error);
            tracing::warn!(%platform, error = format!("{error:#}"), "sending was cut off");
        }
    }

    /// Sends what is due, one after another, until there is nothing left or the platform rests.
    async fn send_all(&self, platform: Uuid, stop: &CancellationToken) -> Result<(), StoreError> {
        while !stop.is_cancelled() {
            let begun = Instant::now();
            let mut tx = self.db.read().await?;
            let now = self.clock.now().as_microsecond();
            let Some(work) = store::next(&mut tx, platform, now).await? else {
                return Ok(());
            };
            drop(tx);
            let outcome = self.deliver.deliver(platform, &work).await?;
            if !self.settle(platform, &work, outcome).await? {
                return Ok(());
            }
            tokio::time::sleep_until(begun + self.pace.between).await;
        }
        Ok(())
    }

    /// Notes what became of an attempt. Whether the platform can be sent more.
    async fn settle(
        &self,
        platform: Uuid,
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
                store::sent(&mut tx, platform, now).await?;
            }
            Outcome::Later(at) => store::later(&mut tx, work, at).await?,
            Outcome::Again(failure) => {
                let failures = if failure.of_platform {
                    store::lane(&mut tx, platform).await?.failures
                } else {
                    work.attempts
                };
                let until = now + rest(&failure, failures, now);
                if failure.of_platform {
                    goes_on = false;
                    store::rest(&mut tx, platform, until, &failure.reason, now).await?;
                }
                let age = now.as_microsecond() - work.created_at;
                let patient = failure.of_platform && age < LONGEST_SILENCE;
                if work.attempts + 1 >= MOST_ATTEMPTS && !patient {
                    store::give_up(&mut tx, work, now, &failure).await?;
                } else {
                    store::again(&mut tx, work, until, &failure).await?;
                }
                tell(
                    platform,
                    work,
                    &failure,
                    "something could not be sent and is tried again",
                );
            }
            Outcome::Never(failure) => {
                store::give_up(&mut tx, work, now, &failure).await?;
                tell(platform, work, &failure, "something was given up");
            }
        }
        tx.commit().await?;
        Ok(goes_on)
    }
}

/// What it is about may name a person at the platform, so that the log has its identifier alone.
fn tell(platform: Uuid, work: &Outgoing, failure: &Failure, what: &'static str) {
    tracing::warn!(
        %platform,
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

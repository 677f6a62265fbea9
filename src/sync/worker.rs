//! What works on feeds: looks for those that are due, takes their lease, and lets them rest after
//! failures. An instance that dies loses its leases within [`LEASE`].
//!
//! A feed's lease stands in the feed itself and not beside the others: whoever pauses a feed ends it,
//! and each step of the work is written only while it holds, in one statement.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

use super::feed::{Feed, Kind};
use super::{SyncError, forward, pull, store};
use crate::attachments::Attachments;
use crate::clock::Clock;
use crate::leases;
use crate::outbound::Guarded;
use crate::seal::{self, MasterKey};
use crate::statements::{self, Log};
use crate::store::{Db, StoreError};

/// How often feeds are looked at without being told.
const POLL: Duration = Duration::from_secs(1);
/// New statements are waited for this long before feeds are looked at, so that they go together.
const PACE: Duration = Duration::from_millis(100);
/// How long a lease holds that is not renewed.
const LEASE: Duration = Duration::from_secs(10);
/// How often it is renewed.
const RENEW: Duration = Duration::from_secs(3);
/// The longest pause that is our own choice.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// The longest pause that the other end may ask for.
const LONGEST_WISH: Duration = Duration::from_secs(3600);

/// What feeds need to work.
#[derive(Debug)]
pub struct Sync {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Opens secrets.
    pub key: MasterKey,
    /// Asks other record stores.
    pub client: Guarded,
    /// The contents of attachments.
    pub attachments: Attachments,
    /// Largest content of one attachment, in bytes.
    pub largest_content: u64,
    /// The way into the log.
    pub log: Log,
    /// Our own address: the home page of the agent that vouches for pulled statements.
    pub base_url: Url,
}

/// One feed while this instance holds its lease.
pub(super) struct Work<'w> {
    pub(super) sync: &'w Sync,
    pub(super) feed: Feed,
    pub(super) worker: Uuid,
    pub(super) stop: &'w CancellationToken,
}

impl Work<'_> {
    pub(super) fn now(&self) -> i64 {
        self.sync.clock.now().as_microsecond()
    }
}

impl Sync {
    /// Works on feeds until `stop` is cancelled.
    #[must_use]
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(Arc::new(self).follow(stop))
    }

    async fn follow(self: Arc<Self>, stop: CancellationToken) {
        let worker = Uuid::new_v4();
        let look = async || {
            self.due(worker).await.unwrap_or_else(|error| {
                tracing::warn!(error = %chain(error), "feeds cannot be looked at");
                Vec::new()
            })
        };
        let work = |feed| self.clone().work(feed, worker, stop.clone());
        let committed = Arc::new(Mutex::new(self.log.committed()));
        let pause = || news(committed.clone());
        leases::keep_at("feeds", pause, usize::MAX, stop.clone(), look, work).await;
    }

    /// Feeds that have something to do and are free.
    async fn due(&self, worker: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let mut tx = self.db.read().await?;
        let due = store::due(&mut tx, worker, self.clock.now().as_microsecond()).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let head = statements::head(&mut tx).await?.seq;
        let wanting = due
            .into_iter()
            .filter(|due| due.kind == Kind::Pull || due.retrying || due.position < head);
        Ok(wanting.map(|due| due.id).collect())
    }

    /// Works on one feed as long as there is something to do and the lease holds.
    async fn work(self: Arc<Self>, feed: Uuid, worker: Uuid, stop: CancellationToken) {
        let outcome = Box::pin(async {
            if !self.lease(feed, worker).await? {
                return Ok(());
            }
            let outcome = tokio::select! {
                outcome = self.run(feed, worker, &stop) => outcome,
                lost = self.hold(feed, worker) => lost,
            };
            let mut tx = self.db.write().await?;
            store::release(&mut tx, feed, worker).await?;
            tx.commit().await?;
            outcome
        })
        .await;
        match outcome {
            Ok(()) => {}
            Err(SyncError::Lost) => tracing::debug!(%feed, "another instance works on a feed"),
            Err(error) => {
                tracing::warn!(%feed, error = error.words(), "the work on a feed was cut off");
            }
        }
    }

    async fn lease(&self, feed: Uuid, worker: Uuid) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let until = now + LEASE;
        let mut tx = self.db.write().await?;
        let until = until.as_microsecond();
        let ours = store::lease(&mut tx, feed, worker, until, now.as_microsecond()).await?;
        tx.commit().await?;
        Ok(ours)
    }

    /// Renews the lease until that fails.
    async fn hold(&self, feed: Uuid, worker: Uuid) -> Result<(), SyncError> {
        loop {
            tokio::time::sleep(RENEW).await;
            if !self.lease(feed, worker).await? {
                return Err(SyncError::Lost);
            }
        }
    }

    async fn run(
        &self,
        feed: Uuid,
        worker: Uuid,
        stop: &CancellationToken,
    ) -> Result<(), SyncError> {
        let mut tx = self.db.read().await?;
        let Some(feed) = store::one(&mut tx, feed).await? else {
            return Ok(());
        };
        drop(tx);
        let work = Work {
            sync: self,
            feed,
            worker,
            stop,
        };
        let outcome = match work.feed.kind {
            Kind::Forward => forward::run(&work).await,
            Kind::Pull => pull::run(&work).await,
        };
        match outcome {
            Err(SyncError::Lost) => Err(SyncError::Lost),
            Err(error) => self.rest(&work, &error).await,
            Ok(()) => Ok(()),
        }
    }

    /// Notes a failure and how long the feed rests for it.
    async fn rest(&self, work: &Work<'_>, error: &SyncError) -> Result<(), SyncError> {
        let kind = work.feed.kind.word();
        metrics::counter!("sync_failures_total", "kind" => kind).increment(1);
        // Read again: what went well in between has begun to count from naught.
        let mut tx = self.db.read().await?;
        let failures = store::one(&mut tx, work.feed.id)
            .await?
            .map_or(0, |feed| feed.failures);
        drop(tx);
        let now = self.clock.now();
        let wish = match error {
            SyncError::Answer {
                retry_at: Some(at), ..
            } => Duration::try_from(at.duration_since(now)).unwrap_or_default(),
            _ => Duration::ZERO,
        };
        let [chance] = seal::random()?;
        let pause = pause(failures, wish, chance);
        let words = error.words();
        tracing::warn!(
            feed = %work.feed.id,
            kind,
            error = words,
            pause_seconds = pause.as_secs(),
            "a feed rests after a failure"
        );
        let next = (now + pause).as_microsecond();
        let mut tx = self.db.write().await?;
        let (id, now) = (work.feed.id, now.as_microsecond());
        store::fail(&mut tx, id, work.worker, next, now, &words).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Ends soon after statements have come, or when it is time to look anyway.
async fn news(committed: Arc<Mutex<watch::Receiver<i64>>>) {
    let mut committed = committed.lock().await;
    tokio::select! {
        () = tokio::time::sleep(POLL) => {}
        changed = committed.changed() => {
            if changed.is_ok() {
                tokio::time::sleep(PACE).await;
            } else {
                std::future::pending::<()>().await;
            }
        }
    }
}

/// How long a feed rests after `failures` earlier failures in a row, never less than the other end
/// wishes.
fn pause(failures: i64, wish: Duration, chance: u8) -> Duration {
    let own = leases::pause(failures, chance).min(LONGEST_PAUSE);
    own.max(wish.min(LONGEST_WISH))
}

fn chain(error: StoreError) -> String {
    SyncError::from(error).words()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_heed_what_the_other_end_wishes() {
        let seconds = Duration::from_secs;
        assert_eq!(pause(0, Duration::ZERO, 0), seconds(1));
        assert_eq!(pause(3, Duration::ZERO, 0), seconds(8));
        assert!(pause(3, Duration::ZERO, 255) > seconds(4));
        assert_eq!(pause(60, Duration::ZERO, 0), LONGEST_PAUSE);
        assert_eq!(pause(0, seconds(120), 9), seconds(120));
        assert_eq!(pause(0, seconds(1_000_000), 9), LONGEST_WISH);
    }
}

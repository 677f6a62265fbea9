//! Work that only one of several gateways does at a time: it holds a lease as long as it renews it,
//! and another takes over soon after it has died.

mod store;

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::clock::Clock;
use crate::store::{Db, StoreError};

/// How long a lease holds that is not renewed.
const LEASE: Duration = Duration::from_secs(10);
/// How often it is renewed.
const RENEW: Duration = Duration::from_secs(3);

/// An instance among those that share a database.
#[derive(Debug, Clone)]
pub struct Worker {
    db: Db,
    clock: Clock,
    id: Uuid,
}

impl Worker {
    /// One that nobody else is.
    #[must_use]
    pub fn new(db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            id: Uuid::new_v4(),
        }
    }

    /// Does work as long as the lease of that name holds. None if another instance holds it, or
    /// took it over because this one was held up.
    pub async fn alone<T>(
        &self,
        name: &str,
        work: impl Future<Output = T> + Send,
    ) -> Result<Option<T>, StoreError> {
        if !self.take(name).await? {
            return Ok(None);
        }
        let outcome = tokio::select! {
            outcome = work => Some(outcome),
            lost = self.hold(name) => {
                lost?;
                None
            }
        };
        let mut tx = self.db.write().await?;
        store::release(&mut tx, name, self.id).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    async fn take(&self, name: &str) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let until = (now + LEASE).as_microsecond();
        let mut tx = self.db.write().await?;
        let ours = store::take(&mut tx, name, self.id, until, now.as_microsecond()).await?;
        tx.commit().await?;
        Ok(ours)
    }

    /// Renews the lease until that fails.
    async fn hold(&self, name: &str) -> Result<(), StoreError> {
        loop {
            tokio::time::sleep(RENEW).await;
            if !self.take(name).await? {
                return Ok(());
            }
        }
    }
}

/// What is under way has this long to end when the gateway stops.
const GRACE: Duration = Duration::from_secs(5);

/// Looks for what there is to do each time that `pause` is over and does it, at most `at_once` at
/// the same time and none of it twice, until `stop` is cancelled. `what` names the work in the log.
pub async fn keep_at<L, W, P>(
    what: &'static str,
    pause: impl Fn() -> P,
    at_once: usize,
    stop: CancellationToken,
    look: impl Fn() -> L,
    work: impl Fn(Uuid) -> W,
) where
    L: Future<Output = Vec<Uuid>>,
    W: Future<Output = ()> + Send + 'static,
    P: Future<Output = ()>,
{
    let mut running: JoinSet<()> = JoinSet::new();
    let mut busy: HashMap<Id, Uuid> = HashMap::new();
    while !stop.is_cancelled() {
        for found in look().await {
            if busy.len() < at_once && !busy.values().any(|one| *one == found) {
                busy.insert(running.spawn(work(found)).id(), found);
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = pause() => {}
            Some(ended) = running.join_next_with_id() => {
                let id = match &ended {
                    Ok((id, ())) => *id,
                    Err(error) => error.id(),
                };
                busy.remove(&id);
                if let Err(error) = ended {
                    tracing::error!(%error, what, "work ended badly");
                }
            }
        }
    }
    let ending = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ending).await.is_err() {
        // What was under way is done again by whoever takes over.
        running.shutdown().await;
    }
}

/// The first pause after a failure; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause that is our own choice.
const LONGEST_PAUSE: Duration = Duration::from_secs(1800);

/// How long to rest after `failures` earlier failures in a row: twice as long each time, less up to
/// half by `chance`, so that what failed together does not come back together.
#[must_use]
pub fn pause(failures: i64, chance: u8) -> Duration {
    let doublings = u32::try_from(failures.clamp(0, 16)).unwrap_or(0);
    let whole = (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE);
    whole.mul_f64(1.0 - f64::from(chance) / 512.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_limit_and_are_spread() {
        assert_eq!(pause(0, 0), Duration::from_secs(1));
        assert_eq!(pause(4, 0), Duration::from_secs(16));
        assert_eq!(pause(i64::MAX, 0), LONGEST_PAUSE);
        assert_eq!(pause(-1, 0), FIRST_PAUSE);
        let mut known = Duration::MAX;
        for chance in 0..=u8::MAX {
            let now = pause(3, chance);
            assert!(now < known && now > Duration::from_secs(4));
            known = now;
        }
    }
}

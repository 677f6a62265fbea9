//! Looks for who may be who from time to time, so that an administrator finds it done.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::suggestions::{last_look, look_for_likenesses};
use crate::clock::Clock;
use crate::leases::Worker;
use crate::store::{Db, StoreError};

/// How often it is asked whether it is time again.
const POLL: Duration = Duration::from_secs(60);
/// Everybody is looked at this often.
const PERIOD: SignedDuration = SignedDuration::from_hours(6);

/// Looks at everybody now and then.
#[derive(Debug)]
pub struct Rounds {
    db: Db,
    clock: Clock,
    worker: Worker,
}

impl Rounds {
    /// Rounds from [`Rounds::start`] on.
    #[must_use]
    pub fn new(db: Db, clock: Clock) -> Self {
        Self {
            worker: Worker::new(db.clone(), clock.clone()),
            db,
            clock,
        }
    }

    /// Goes on until `stop` is cancelled. The first look is after a while: who has just started has
    /// other things to do.
    #[must_use]
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(async move {
            while stop
                .run_until_cancelled(tokio::time::sleep(POLL))
                .await
                .is_some()
            {
                if let Err(error) = Box::pin(self.look()).await {
                    let error = anyhow::Error::from(error);
                    tracing::warn!(error = format!("{error:#}"), "who may be who was not found");
                }
            }
        })
    }

    async fn look(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let last = last_look(&mut tx).await?;
        drop(tx);
        if last.is_some_and(|last| last > (now - PERIOD).as_microsecond()) {
            return Ok(());
        }
        let looking = look_for_likenesses(&self.db, now);
        Box::pin(self.worker.alone("likenesses", looking))
            .await?
            .transpose()?;
        Ok(())
    }
}

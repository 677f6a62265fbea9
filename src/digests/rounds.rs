//! Sees to it that everybody who reads letters gets one a day: once, however many instances there
//! are and however often they start.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{MAIL, last_day, store};
use crate::clock::Clock;
use crate::leases::Worker;
use crate::outbox;
use crate::people::PersonId;
use crate::projector;
use crate::store::{Db, StoreError};

/// How often it is asked whether the hour has come.
const POLL: Duration = Duration::from_secs(1);
/// Readers of one step.
const AT_ONCE: i64 = 100;
/// Whoever has not been here for so long is sent nothing more.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24 * 60);

/// A letter that is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Work {
    pub(super) person: PersonId,
    pub(super) day: i64,
}

/// Hands letters to the outbox, once a day.
#[derive(Debug)]
pub struct Rounds {
    db: Db,
    clock: Clock,
    zone: TimeZone,
    hour: i8,
    worker: Worker,
}

impl Rounds {
    /// Rounds at an hour of the organisation's day, from [`Rounds::start`] on.
    #[must_use]
    pub fn new(db: Db, clock: Clock, zone: TimeZone, hour: i8) -> Self {
        Self {
            worker: Worker::new(db.clone(), clock.clone()),
            db,
            clock,
            zone,
            hour,
        }
    }

    /// Goes on until `stop` is cancelled.
    #[must_use]
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                if let Err(error) = self.look().await {
                    let error = anyhow::Error::from(error);
                    tracing::warn!(error = format!("{error:#}"), "digests cannot be sent");
                }
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
        })
    }

    /// The readers whose letter of today is due. One of yesterday is not sent any more.
    async fn due(&self, now: Timestamp) -> Result<(i64, Vec<PersonId>), StoreError> {
        let day = last_day(&self.zone, self.hour, now);
        if day != projector::day(&self.zone, now.as_microsecond()) {
            return Ok((day, Vec::new()));
        }
        let mut tx = self.db.read().await?;
        let due = store::without(&mut tx, day, now - FORGOTTEN, AT_ONCE).await?;
        Ok((day, due))
    }

    async fn look(&self) -> Result<(), StoreError> {
        if !self.due(self.clock.now()).await?.1.is_empty() {
            Box::pin(self.worker.alone("digests", self.hand_over()))
                .await?
                .transpose()?;
        }
        Ok(())
    }

    async fn hand_over(&self) -> Result<(), StoreError> {
        loop {
            let now = self.clock.now();
            let (day, due) = self.due(now).await?;
            if due.is_empty() {
                return Ok(());
            }
            let mut tx = self.db.write().await?;
            for person in due {
                if !store::sent(&mut tx, person, day, now).await? {
                    continue;
                }
                let about = format!("digest {person}");
                let payload = serde_json::json!(Work { person, day }).to_string();
                outbox::enqueue(&mut tx, MAIL, None, &about, &payload, now).await?;
            }
            tx.commit().await?;
        }
    }
}

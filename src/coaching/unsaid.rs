//! What was decided and is still to be said: the decision and the note of it are of one transaction,
//! so that the statement is written although the gateway stops between. It is said at once by whoever
//! decides; what is left over is said in the background. Identifiers of such statements are made from
//! the decision, so that saying one twice adds nothing.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::desk::Desk;
use super::error::CoachingError;
use super::{plans, reviews};
use crate::store::{StoreError, Tx, coded, execute, fetch_all, sql};

sql! {
    NOTE = "INSERT INTO unsaid (kind, id, next_at, attempts) VALUES ($1, $2, $3, 0)
            ON CONFLICT DO NOTHING";
    SAID = "DELETE FROM unsaid WHERE kind = $1 AND id = $2";
    DUE = "SELECT kind, id, attempts FROM unsaid WHERE next_at <= $1 ORDER BY next_at LIMIT 100";
    LATER = "UPDATE unsaid SET next_at = $3, attempts = attempts + 1 WHERE kind = $1 AND id = $2";
}

coded! {
    /// What is to be said.
    pub enum Unsaid {
        /// What the agreed version of a plan changes.
        Plan = 1 "plan",
        /// That a review was cancelled.
        ReviewCancelled = 4 "review-cancelled",
        /// That a review was held, and what it came to.
        ReviewClosed = 3 "review-closed",
        /// That a review is scheduled.
        ReviewScheduled = 2 "review-scheduled",
    }
}

/// Whoever decides has this long to say so themselves.
const GRACE: SignedDuration = SignedDuration::from_secs(10);
/// How often it is looked for what is left over.
const LOOK: Duration = Duration::from_secs(5);
/// The longest pause between two attempts.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// Notes that something is to be said, in the transaction that decides it.
pub(super) async fn note(
    tx: &mut Tx,
    kind: Unsaid,
    id: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let at = (now + GRACE).as_microsecond();
    execute!(tx, NOTE, kind.code(), id, at)?;
    Ok(())
}

impl Desk {
    pub(super) async fn is_said(&self, kind: Unsaid, id: Uuid) -> Result<(), CoachingError> {
        let mut tx = self.db.write().await?;
        execute!(tx, SAID, kind.code(), id)?;
        tx.commit().await?;
        Ok(())
    }

    /// Says, until `stop` is cancelled, what was left over.
    #[must_use]
    pub fn start_saying(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                if let Err(error) = self.say_what_is_left().await {
                    let error = anyhow::Error::from(error);
                    let error = format!("{error:#}");
                    tracing::warn!(error, "it cannot be looked for what is to be said");
                }
                stop.run_until_cancelled(tokio::time::sleep(LOOK)).await;
            }
        })
    }

    async fn say_what_is_left(&self) -> Result<(), CoachingError> {
        let mut tx = self.db.read().await?;
        let now = self.now();
        let due = fetch_all!(tx, DUE as (i64, Uuid, i64), now.as_microsecond())?;
        drop(tx);
        for (code, id, attempts) in due {
            // What a later release notes is for it to say.
            let Some(kind) = Unsaid::from_code(code) else {
                continue;
            };
            match Box::pin(self.say(kind, id)).await {
                Ok(()) => self.is_said(kind, id).await?,
                Err(error) => {
                    let error = anyhow::Error::from(error);
                    let error = format!("{error:#}");
                    tracing::warn!(%id, kind = kind.word(), error, "a decision is still unsaid");
                    let doublings = u32::try_from(attempts.clamp(0, 9)).unwrap_or(0);
                    let pause = GRACE * 2_i32.pow(doublings);
                    let at = (now + pause.min(LONGEST)).as_microsecond();
                    let mut tx = self.db.write().await?;
                    execute!(tx, LATER, code, id, at)?;
                    tx.commit().await?;
                }
            }
        }
        Ok(())
    }

    async fn say(&self, kind: Unsaid, id: Uuid) -> Result<(), CoachingError> {
        let mut tx = self.db.read().await?;
        if kind == Unsaid::Plan {
            let plan = plans::any(&mut tx, id).await?;
            drop(tx);
            return self.say_agreed(&plan).await;
        }
        let review = reviews::any(&mut tx, id).await?;
        drop(tx);
        match kind {
            Unsaid::ReviewCancelled => self.say_cancelled(review.coach, id).await,
            Unsaid::ReviewClosed => self.say_held(&review).await,
            _ => self.say_scheduled(&review).await,
        }
    }
}

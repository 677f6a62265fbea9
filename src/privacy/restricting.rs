//! What follows from a restriction or an objection beside what rooms ask for themselves: files that may
//! hold the person go, alerts are looked at again, and what was held back is sent once the data may be
//! used again.

use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::audit::Author;
use crate::clock::Clock;
use crate::people::PersonId;
use crate::restrictions::{self, Claim, Restriction, RestrictionError, Use};
use crate::seal::MasterKey;
use crate::store::{Db, StoreError, Tx};
use crate::{alerts, exports, grades, sync};

/// How often it is looked whether a notice is over.
const PAUSE: Duration = Duration::from_secs(1);

/// See [`restrictions::ask`].
pub async fn restrict(
    tx: &mut Tx,
    person: PersonId,
    claim: &Claim,
    by: (&Author, bool),
    now: Timestamp,
) -> Result<Uuid, RestrictionError> {
    let id = restrictions::ask(tx, person, claim, by, now).await?;
    follow(tx, person).await?;
    Ok(id)
}

/// What an administrator does with something that was asked for.
#[derive(Debug, Clone, Copy)]
pub enum Step<'s> {
    /// See [`restrictions::answer`].
    Answer(bool, &'s str),
    /// See [`restrictions::announce_end`].
    End(&'s str, bool),
    /// See [`restrictions::note_told`].
    Told,
    /// Ends it at the wish of the person, who said so otherwise than here.
    Withdraw,
}

/// Takes a step with something that was asked for.
pub async fn step(
    tx: &mut Tx,
    id: Uuid,
    step: Step<'_>,
    by: &Author,
    now: Timestamp,
) -> Result<(), RestrictionError> {
    match step {
        Step::Answer(grants, words) => {
            let answered = restrictions::answer(tx, id, (grants, words), by, now).await?;
            follow(tx, answered.person).await?;
        }
        Step::End(notice, told) => {
            restrictions::announce_end(tx, id, (notice, told), by, now).await?;
        }
        Step::Told => restrictions::note_told(tx, id, by, now).await?,
        Step::Withdraw => {
            let found = restrictions::find(tx, id).await?;
            let person = found.ok_or(RestrictionError::Unknown)?.person;
            withdraw_restriction(tx, (person, id), by, now).await?;
        }
    }
    Ok(())
}

/// See [`restrictions::withdraw`].
pub async fn withdraw_restriction(
    tx: &mut Tx,
    (person, id): (PersonId, Uuid),
    by: &Author,
    now: Timestamp,
) -> Result<(), RestrictionError> {
    restrictions::withdraw(tx, (person, id), by, now).await?;
    follow(tx, person).await?;
    Ok(())
}

/// What holds of a person has changed, or may have.
async fn follow(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    alerts::look_again(tx, person, i64::MAX).await?;
    if restrictions::is_withheld(tx, person, Use::Everything).await? {
        // Which of them hold the person, nobody can tell; whoever needs one makes it again.
        return exports::erasing::let_go(tx).await;
    }
    grades::sweep_all(tx).await?;
    sync::retry_forwards(tx).await
}

/// Ends restrictions whose notice is over.
#[derive(Debug, Clone)]
pub struct Ender {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Vouches for entries of the audit log.
    pub key: MasterKey,
}

impl Ender {
    /// Works until `stop` is cancelled.
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                if let Err(error) = self.look().await {
                    let error = anyhow::Error::new(error);
                    tracing::warn!(error = format!("{error:#}"), "restrictions cannot be ended");
                }
                stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
            }
        })
    }

    async fn look(&self) -> Result<(), RestrictionError> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let any = restrictions::any_due(&mut tx, now).await?;
        drop(tx);
        if !any {
            return Ok(());
        }
        let by = Author::new(&self.key, "restrictions", None);
        let mut tx = self.db.write().await?;
        let ended: Vec<Restriction> = restrictions::end_due(&mut tx, &by, now).await?;
        for one in &ended {
            follow(&mut tx, one.person).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

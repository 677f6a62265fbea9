//! Looks at groups when the projection has moved, when the day has changed or other rules are in
//! force, and at all of them from time to time: an absence ends without anything happening.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::filing::file;
use super::store::{self, Due, Position};
use crate::agreement::{self, Basis};
use crate::clock::Clock;
use crate::groups::{self, Group, GroupId};
use crate::leases::Worker;
use crate::people::{self, PersonId};
use crate::projector::{self, Generation};
use crate::rules;
use crate::statements;
use crate::store::{Db, StoreError, Tx};

/// How often the projection is looked at.
const POLL: Duration = Duration::from_millis(500);
/// Against the time that a look takes, how long it then rests: where everything moves all the time,
/// as when years of history are sent, others are to get on.
const REST: u32 = 4;
/// It rests no longer than that.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// All groups are looked at again after this long.
const SWEEP: Duration = Duration::from_secs(600);
/// Groups of one step: few, since a step is not broken off.
const AT_ONCE: usize = 5;

/// Notes what becomes of alerts.
#[derive(Debug, Clone)]
pub struct Watch {
    db: Db,
    clock: Clock,
    zone: TimeZone,
    agreement: Basis,
    worker: Worker,
}

/// What there is to do, and where that leads to.
enum Task {
    /// To note which groups statements have touched.
    Note { touched: Vec<GroupId>, to: Position },
    /// To look at groups.
    Look {
        groups: Vec<Group>,
        due: Vec<Due>,
        to: Position,
    },
}

impl Watch {
    /// Watches the projection from [`Watch::start`] on.
    #[must_use]
    pub fn new(db: Db, clock: Clock, zone: TimeZone, agreement: Basis) -> Self {
        Self {
            worker: Worker::new(db.clone(), clock.clone()),
            db,
            clock,
            zone,
            agreement,
        }
    }

    /// Watches until `stop` is cancelled.
    #[must_use]
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                let begun = Instant::now();
                let looked = Box::pin(self.look()).await;
                let at_least = match looked {
                    Ok(true) => Duration::ZERO,
                    Ok(false) => POLL,
                    Err(error) => {
                        let error = anyhow::Error::from(error);
                        tracing::warn!(error = format!("{error:#}"), "alerts cannot be filed");
                        POLL
                    }
                };
                let rest = (REST * begun.elapsed()).clamp(at_least, LONGEST_REST);
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(rest) => {}
                }
            }
        })
    }

    /// Does a step; returns whether there may be more to do. What was worked out before the lease was
    /// had may be done already: doing it again changes nothing.
    async fn look(&self) -> Result<bool, StoreError> {
        let Some(task) = self.task().await? else {
            return Ok(false);
        };
        // Another instance that holds the lease does it.
        let done = Box::pin(self.worker.alone("alerts", self.perform(task))).await?;
        Ok(done.transpose()?.is_some())
    }

    /// Files everything that has become of alerts up to now.
    pub async fn catch_up(&self, stop: &CancellationToken) -> Result<(), StoreError> {
        while !stop.is_cancelled() {
            let Some(task) = self.task().await? else {
                break;
            };
            self.perform(task).await?;
        }
        Ok(())
    }

    /// Notes which groups are to be looked at, or files what has become of the alerts of a few.
    async fn perform(&self, task: Task) -> Result<(), StoreError> {
        match task {
            Task::Note { touched, to } => {
                let mut tx = self.moving(&to).await?;
                store::make_due(&mut tx, &touched).await?;
                tx.commit().await
            }
            Task::Look { groups, due, to } => {
                let mut tx = self.db.read().await?;
                let policy = agreement::policy(&mut tx, &self.agreement).await?;
                drop(tx);
                file(&self.db, &groups, to.day, &policy, self.clock.now()).await?;
                let mut tx = self.moving(&to).await?;
                store::not_due(&mut tx, &due).await?;
                tx.commit().await
            }
        }
    }

    /// Moves on in a transaction for what goes with it. The position comes first: it is one row, on
    /// which two that do the same wait for each other instead of each holding what the other needs.
    async fn moving(&self, to: &Position) -> Result<Tx, StoreError> {
        let mut tx = self.db.write().await?;
        store::move_to(&mut tx, to).await?;
        Ok(tx)
    }

    /// None if there is nothing to do, without anything being written or locked.
    async fn task(&self) -> Result<Option<Task>, StoreError> {
        let mut tx = self.db.read().await?;
        let Some(current) = projector::current(&mut tx).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        let day = projector::day(&self.zone, now.as_microsecond());
        let rules = rules::in_force(&mut tx).await?;
        let known = store::position(&mut tx).await?;
        let whole = known.as_ref().is_none_or(|known| {
            (known.generation, known.day) != (current.generation, day)
                || known.rules != rules.version
        });
        let known = known.unwrap_or(Position {
            generation: current.generation,
            seq: 0,
            day,
            rules: String::new(),
            sweep_at: 0,
            sweep_name: None,
            sweep_group: None,
        });
        if !whole && known.seq < current.seq {
            let touched = touched(&mut tx, &current, known.seq, day).await?;
            let to = Position {
                seq: current.seq,
                ..known
            };
            return Ok(Some(Task::Note { touched, to }));
        }
        let mut to = Position {
            generation: current.generation,
            seq: current.seq,
            day,
            rules: rules.version.clone(),
            ..known
        };
        if whole {
            (to.sweep_at, to.sweep_name, to.sweep_group) = (0, None, None);
        }
        let due = store::due(&mut tx, AT_ONCE).await?;
        let ids: Vec<GroupId> = due.iter().map(|(group, _)| *group).collect();
        let mut groups = groups::find_all(&mut tx, &ids).await?;
        let room = AT_ONCE - due.len();
        let sweeps = room > 0 && to.sweep_at <= now.as_microsecond();
        if sweeps {
            let after = to.sweep_name.clone().zip(to.sweep_group);
            let part = groups::list_all(&mut tx, after, room).await?;
            if part.len() < room {
                to.sweep_at = (now + SWEEP).as_microsecond();
                (to.sweep_name, to.sweep_group) = (None, None);
            } else if let Some(last) = part.last() {
                to.sweep_name = Some(last.name.clone().unwrap_or_default());
                to.sweep_group = Some(last.id);
            }
            groups.extend(part.into_iter().filter(|group| !ids.contains(&group.id)));
        }
        let any = whole || sweeps || !due.is_empty();
        Ok(any.then_some(Task::Look { groups, due, to }))
    }
}

/// The groups whose state may have changed since a place in the projection.
async fn touched(
    tx: &mut Tx,
    current: &Generation,
    after: i64,
    today: i64,
) -> Result<Vec<GroupId>, StoreError> {
    let (generation, until) = (current.generation, current.seq);
    let mut agents: BTreeSet<i64> = projector::touched(tx, generation, after, until)
        .await?
        .into_iter()
        .collect();
    // A statement about a statement concerns those whom the other is about: it may void it.
    agents.extend(statements::referred_actors(tx, after, until).await?);
    let agents: Vec<i64> = agents.into_iter().collect();
    let persons: BTreeSet<PersonId> = people::names(tx, &agents)
        .await?
        .into_values()
        .map(|person| person.id)
        .collect();
    let persons: Vec<PersonId> = persons.into_iter().collect();
    let acted_in = projector::acted_in(tx, generation, &persons, today).await?;
    let keys: BTreeSet<i64> = acted_in.into_values().flatten().collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    Ok(groups::ids(tx, &keys).await?.into_values().collect())
}

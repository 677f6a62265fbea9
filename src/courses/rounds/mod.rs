//! What is asked of a platform again and again: due in a table, done by one instance at a time,
//! resting after failures.

mod roster;
mod store;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::store::Course;
use super::{Setting, Trouble, by_id};
use crate::leases::{self, Worker};
use crate::platforms::{self, Platform, Traffic};
use crate::seal;
use crate::store::{StoreError, Tx, coded};

pub use roster::{RosterState, roster};
pub use store::RoundState;

coded! {
    /// What is asked.
    pub enum RoundKind {
        /// Who is in the course.
        Roster = 1 "roster",
        /// What stands in its gradebook.
        Results = 2 "results",
    }
}

impl RoundKind {
    /// What of a platform it belongs to.
    const fn traffic(self) -> Traffic {
        match self {
            Self::Roster => Traffic::Rosters,
            Self::Results => Traffic::Results,
        }
    }
}

/// How often the table is looked at.
const POLL: Duration = Duration::from_millis(500);
/// Courses that are asked about at once.
const AT_ONCE: usize = 4;
/// A launch lets a round come no sooner after the one before, or after one that failed.
const PAUSE: Duration = Duration::from_secs(180);
/// What is not granted, or there no more, is asked for again after this long, unless somebody launches.
const NOT_TO_BE_HAD: Duration = Duration::from_secs(6 * 3600);

/// What a round brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// How many came.
    pub count: i64,
    /// What the next round needs to know.
    pub state: Option<String>,
}

/// One kind of round.
pub trait Round: Send + Sync + 'static {
    /// Which.
    const KIND: RoundKind;

    /// From the end of one to the next.
    fn period(&self) -> Duration;

    /// Does one for a course of a platform, with what the one before left.
    fn run(
        &self,
        course: &Course,
        platform: &Platform,
        state: Option<&str>,
    ) -> impl Future<Output = Result<Done, Trouble>> + Send;
}

/// What does rounds of one kind.
#[derive(Debug)]
pub struct Rounds<R> {
    setting: Setting,
    worker: Worker,
    round: R,
}

impl<R: Round> Rounds<R> {
    /// Rounds that begin with [`Rounds::start`].
    pub fn new(setting: Setting, round: R) -> Self {
        Self {
            worker: Worker::new(setting.db.clone(), setting.clock.clone()),
            setting,
            round,
        }
    }

    /// Does rounds until `stop` is cancelled.
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(Arc::new(self).follow(stop))
    }

    async fn follow(self: Arc<Self>, stop: CancellationToken) {
        let look = async || {
            self.due().await.unwrap_or_else(|error| {
                let words = Trouble::from(error).words();
                tracing::warn!(error = words, "courses cannot be looked at");
                Vec::new()
            })
        };
        let work = |course| self.clone().work(course);
        leases::keep_at(
            R::KIND.word(),
            || tokio::time::sleep(POLL),
            AT_ONCE,
            stop,
            look,
            work,
        )
        .await;
    }

    async fn due(&self) -> Result<Vec<Uuid>, StoreError> {
        let now = self.setting.clock.now().as_microsecond();
        let mut tx = self.setting.db.read().await?;
        store::due(&mut tx, R::KIND, now, 4 * AT_ONCE as i64).await
    }

    async fn work(self: Arc<Self>, course: Uuid) {
        let name = format!("{} {course}", R::KIND.word());
        let outcome = Box::pin(self.worker.alone(&name, self.once(course))).await;
        if let Err(error) | Ok(Some(Err(error))) = outcome {
            let words = Trouble::from(error).words();
            tracing::warn!(%course, error = words, "the work on a course was cut off");
        }
    }

    /// One round, if it is still due: another instance may have been first.
    async fn once(&self, id: Uuid) -> Result<(), StoreError> {
        let mut tx = self.setting.db.read().await?;
        let begun = self.setting.clock.now();
        let course = by_id(&mut tx, id).await?;
        let state = store::state(&mut tx, id, R::KIND).await?;
        let (Some(course), Some(state)) = (course, state) else {
            return Ok(());
        };
        let platform = platforms::by_id(&mut tx, course.platform).await?;
        drop(tx);
        let due = state.due_at() <= begun.as_microsecond();
        let Some(platform) = platform.filter(|platform| platform.enabled && due) else {
            return Ok(());
        };
        let platform = course.of(&platform);
        let done = self.round.run(&course, &platform, state.state.as_deref());
        let outcome = done.await;
        let now = self.setting.clock.now();
        let mut tx = self.setting.db.write().await?;
        match outcome {
            Ok(done) => {
                let next = now + self.round.period();
                store::done(&mut tx, id, R::KIND, &done, begun, now, next).await?;
                if R::KIND == RoundKind::Roster {
                    platforms::rostered(&mut tx, platform.id, now).await?;
                }
                // That it works for one course mends no other.
                if failing(&mut tx, platform.id, R::KIND, 1).await?.is_empty() {
                    platforms::worked(&mut tx, platform.id, R::KIND.traffic()).await?;
                }
            }
            Err(trouble) => {
                let rest = now + rest(&trouble, state.failures, now);
                let words = trouble.words();
                tracing::warn!(course = %id, kind = R::KIND.word(), error = words, "a round failed");
                store::failed(&mut tx, id, R::KIND, rest, now, &trouble).await?;
                // A course that was deleted is no trouble of its platform.
                if !trouble.is_gone() {
                    let (platform, traffic) = (platform.id, R::KIND.traffic());
                    platforms::failed(&mut tx, platform, traffic, trouble.code(), now).await?;
                }
            }
        }
        tx.commit().await
    }
}

/// How long to rest after a trouble that came after `failures` others.
fn rest(trouble: &Trouble, failures: i64, now: Timestamp) -> Duration {
    if trouble.is_not_granted() || trouble.is_gone() {
        return NOT_TO_BE_HAD;
    }
    // Without chance all rest alike, which is no harm for a while.
    let [chance] = seal::random().unwrap_or([0]);
    let wish = trouble.retry_at().map(|at| at.duration_since(now));
    let wish = wish.and_then(|wish| Duration::try_from(wish).ok());
    // A rest in whole courses need not begin as short as that of a request.
    leases::pause(failures.saturating_add(2), chance).max(wish.unwrap_or_default())
}

/// Lets a round come soon after a launch: at once, or when the last one is [`PAUSE`] ago.
pub(super) async fn wish(
    tx: &mut Tx,
    course: Uuid,
    kind: RoundKind,
    now: Timestamp,
) -> Result<(), StoreError> {
    store::wish(tx, course, kind, now, PAUSE).await
}

/// Lets a round come at once, whatever failed before: what a button does. False if there is none.
pub async fn hurry(
    tx: &mut Tx,
    course: Uuid,
    kind: RoundKind,
    now: Timestamp,
) -> Result<bool, StoreError> {
    store::hurry(tx, course, kind, now).await
}

/// Whether a roster says who is in a course: its platform offers one and can be asked for it, and it
/// came at least once or has not failed yet.
pub async fn is_rostered(
    tx: &mut Tx,
    platform: &Platform,
    course: Uuid,
) -> Result<bool, StoreError> {
    if platform.token_endpoint.is_none() {
        return Ok(false);
    }
    let state = store::state(tx, course, RoundKind::Roster).await?;
    Ok(state.is_some_and(|state| state.done_at.is_some() || state.error.is_none()))
}

/// What courses of a platform whose last round of a kind failed are called, at most `limit`.
pub async fn failing(
    tx: &mut Tx,
    platform: Uuid,
    kind: RoundKind,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    store::failing(tx, platform, kind, limit).await
}

/// How the rounds of a kind go for a course; none if it is not asked for.
pub async fn round(
    tx: &mut Tx,
    course: Uuid,
    kind: RoundKind,
) -> Result<Option<RoundState>, StoreError> {
    store::state(tx, course, kind).await
}

/// The same for many courses: of those for which it is asked.
pub async fn rounds(
    tx: &mut Tx,
    courses: &[Uuid],
    kind: RoundKind,
) -> Result<BTreeMap<Uuid, RoundState>, StoreError> {
    store::states(tx, courses, kind).await
}

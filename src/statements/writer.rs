//! One writer, group commit: requests queue to it, it commits many of them in one transaction and
//! answers each after the commit is durable. A request's batch is stored whole or not at all.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::equality::equivalent;
use super::new::{Identity, NewStatement};
use super::store::{self, AgentKey, LogHead, Placed};
use crate::clock::Clock;
use crate::store::{Db, StoreError, Tx};

/// Requests that may wait; beyond it the sender waits, which holds back the connection.
const QUEUE: usize = 4096;
/// Most statements of one transaction: enough to make the cost of the commit small, few enough
/// that its duration stays in milliseconds.
const GROUP: usize = 1000;
/// How long requests are gathered where several came together the time before.
const GATHER: Duration = Duration::from_millis(1);
/// Interned names remembered of each kind; the memory is dropped when it is full.
const REMEMBERED: usize = 100_000;

/// Why a batch was not stored.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// A different statement has this identifier.
    #[error("a different statement with the id {id} is stored already")]
    Conflict {
        /// Place in the batch.
        index: usize,
        /// The identifier.
        id: Uuid,
    },
    /// The gateway is stopping and takes no more work.
    #[error("the gateway is stopping")]
    Stopping,
    /// The database refused.
    #[error("storing statements")]
    Store(#[source] Arc<StoreError>),
}

/// What became of a batch: all of it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Identifiers in the order sent.
    pub ids: Vec<Uuid>,
    /// How many of them are new; the others had been stored before.
    pub new: usize,
}

type Reply = oneshot::Sender<Result<Appended, AppendError>>;

struct Request {
    statements: Vec<NewStatement>,
    authority: Arc<str>,
    reply: Reply,
}

/// The way into the log.
#[derive(Debug, Clone)]
pub struct Log {
    requests: mpsc::Sender<Request>,
    committed: watch::Receiver<i64>,
    out_of_space: Arc<AtomicBool>,
}

impl Log {
    /// Starts the writer. It ends, after all it has taken is stored, when every `Log` is dropped.
    #[must_use]
    pub fn start(db: Db, clock: Clock) -> (Self, JoinHandle<()>) {
        let (requests, queue) = mpsc::channel(QUEUE);
        let (announce, committed) = watch::channel(0);
        let out_of_space = Arc::new(AtomicBool::new(false));
        let writer = Writer {
            db,
            clock,
            announce,
            out_of_space: out_of_space.clone(),
            verbs: Interned::default(),
            activities: Interned::default(),
            agents: Interned::default(),
            authorities: Interned::default(),
        };
        (
            Self {
                requests,
                committed,
                out_of_space,
            },
            tokio::spawn(writer.run(queue)),
        )
    }

    /// Stores a batch whole, or says why not. `authority` is the JSON text of the agent that
    /// vouches for it. Returns after the batch is durable.
    pub async fn append(
        &self,
        statements: Vec<NewStatement>,
        authority: Arc<str>,
    ) -> Result<Appended, AppendError> {
        let (reply, answer) = oneshot::channel();
        let request = Request {
            statements,
            authority,
            reply,
        };
        self.requests
            .send(request)
            .await
            .map_err(|_| AppendError::Stopping)?;
        answer.await.map_err(|_| AppendError::Stopping)?
    }

    /// Sees the sequence number of the last statement stored by this process.
    #[must_use]
    pub fn committed(&self) -> watch::Receiver<i64> {
        self.committed.clone()
    }

    /// Whether the last attempt to store failed for lack of space.
    #[must_use]
    pub fn out_of_space(&self) -> bool {
        self.out_of_space.load(Ordering::Relaxed)
    }
}

/// Names with their keys. Holds only what is committed.
#[derive(Debug)]
struct Interned<N>(HashMap<N, i64>);

impl<N> Default for Interned<N> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<N: Eq + Hash> Interned<N> {
    fn remember(&mut self, pairs: Vec<(N, i64)>) {
        if self.0.len() + pairs.len() > REMEMBERED {
            self.0.clear();
        }
        self.0.extend(pairs);
    }
}

struct Writer {
    db: Db,
    clock: Clock,
    announce: watch::Sender<i64>,
    out_of_space: Arc<AtomicBool>,
    verbs: Interned<String>,
    activities: Interned<String>,
    agents: Interned<Identity>,
    authorities: Interned<String>,
}

/// Keys found during a transaction, remembered once it has committed.
#[derive(Default)]
struct Found {
    verbs: HashMap<String, i64>,
    activities: HashMap<String, i64>,
    agents: HashMap<Identity, AgentKey>,
    authorities: HashMap<String, i64>,
}

type Outcome = Result<Appended, AppendError>;

impl Writer {
    async fn run(mut self, mut queue: mpsc::Receiver<Request>) {
        let mut group = Vec::new();
        let mut company = false;
        while let Some(first) = queue.recv().await {
            if company {
                // Those answered just now are about to send again: one commit for all of them.
                tokio::time::sleep(GATHER).await;
            }
            let mut size = first.statements.len();
            group.push(first);
            while size < GROUP
                && let Ok(next) = queue.try_recv()
            {
                size += next.statements.len();
                group.push(next);
            }
            company = group.len() > 1;
            self.commit(&mut group).await;
        }
    }

    /// Stores a group of requests and answers them.
    async fn commit(&mut self, group: &mut Vec<Request>) {
        match self.store(group).await {
            Ok(outcomes) => {
                self.out_of_space.store(false, Ordering::Relaxed);
                for (request, outcome) in group.drain(..).zip(outcomes) {
                    answer(request.reply, outcome);
                }
            }
            // One request's statement may be what the database refuses: the others are not to
            // suffer for it.
            Err(StoreError::Query(_) | StoreError::Duplicate(_)) if group.len() > 1 => {
                for request in std::mem::take(group) {
                    Box::pin(self.commit(&mut vec![request])).await;
                }
            }
            Err(error) => {
                self.out_of_space
                    .store(matches!(error, StoreError::Full(_)), Ordering::Relaxed);
                let error = Arc::new(error);
                for request in group.drain(..) {
                    answer(request.reply, Err(AppendError::Store(error.clone())));
                }
            }
        }
    }

    async fn store(&mut self, group: &[Request]) -> Result<Vec<Outcome>, StoreError> {
        let mut tx = self.db.write().await?;
        let head = store::lock(&mut tx).await?;
        let (outcomes, accepted) = sift(&mut tx, group).await?;
        if accepted.is_empty() {
            return Ok(outcomes);
        }
        let found = self.intern(&mut tx, &accepted).await?;
        let placed = self.place(head, &accepted, &found)?;
        let end = placed.last().map_or(head, |last| LogHead {
            seq: last.seq,
            stored: last.stored,
        });
        store::insert(&mut tx, &placed).await?;
        store::move_head(&mut tx, end).await?;
        tx.commit().await?;
        metrics::counter!("statements_stored_total").increment(placed.len() as u64);
        self.verbs.remember(found.verbs.into_iter().collect());
        self.activities
            .remember(found.activities.into_iter().collect());
        self.agents.remember(found.agents.into_iter().collect());
        self.authorities
            .remember(found.authorities.into_iter().collect());
        self.announce.send_replace(end.seq);
        Ok(outcomes)
    }

    /// Finds or makes the key of every name that is not remembered.
    async fn intern(
        &self,
        tx: &mut Tx,
        accepted: &[(&NewStatement, &Arc<str>)],
    ) -> Result<Found, StoreError> {
        let mut found = Found::default();
        let verbs = missing(
            accepted.iter().map(|(new, _)| new.verb.as_str()),
            &self.verbs.0,
        );
        if !verbs.is_empty() {
            found.verbs.extend(store::intern_verbs(tx, &verbs).await?);
        }
        let iris = accepted
            .iter()
            .flat_map(|(new, _)| new.activities.keys().map(String::as_str));
        let activities = missing(iris, &self.activities.0);
        if !activities.is_empty() {
            found
                .activities
                .extend(store::intern_activities(tx, &activities).await?);
        }
        let agents = missing(
            accepted.iter().flat_map(|(new, _)| new.agents.keys()),
            &self.agents.0,
        );
        if !agents.is_empty() {
            found
                .agents
                .extend(store::intern_agents(tx, &agents).await?);
        }
        let texts = accepted.iter().map(|(_, authority)| authority.as_ref());
        let authorities = missing(texts, &self.authorities.0);
        if !authorities.is_empty() {
            found
                .authorities
                .extend(store::intern_authorities(tx, &authorities).await?);
        }
        Ok(found)
    }

    fn place<'s>(
        &self,
        head: LogHead,
        accepted: &[(&'s NewStatement, &Arc<str>)],
        found: &Found,
    ) -> Result<Vec<Placed<'s>>, StoreError> {
        let now = self.clock.now().as_microsecond();
        let first = now.max(head.stored + 1);
        let keyed = |(offset, (statement, authority)): (i64, &(&'s NewStatement, &Arc<str>))| {
            Some(Placed {
                seq: head.seq + 1 + offset,
                stored: first + offset,
                authority: key(&self.authorities, &found.authorities, authority.as_ref())?,
                verb: key(&self.verbs, &found.verbs, statement.verb.as_str())?,
                agents: statement
                    .agents
                    .iter()
                    .map(|(identity, relation)| {
                        Some((key(&self.agents, &found.agents, identity)?, *relation))
                    })
                    .collect::<Option<_>>()?,
                activities: statement
                    .activities
                    .iter()
                    .map(|(iri, relation)| {
                        Some((
                            key(&self.activities, &found.activities, iri.as_str())?,
                            *relation,
                        ))
                    })
                    .collect::<Option<_>>()?,
                statement,
            })
        };
        // Every name was interned in this transaction; a missing one means that the database
        // folds distinct names together, and nothing may be stored.
        (0..)
            .zip(accepted)
            .map(keyed)
            .collect::<Option<_>>()
            .ok_or_else(|| StoreError::from(sqlx::Error::RowNotFound))
    }
}

/// Sorts out what is stored already: an equal statement is not stored twice, a different one with
/// the same identifier refuses its whole request.
async fn sift<'g>(
    tx: &mut Tx,
    group: &'g [Request],
) -> Result<(Vec<Outcome>, Vec<(&'g NewStatement, &'g Arc<str>)>), StoreError> {
    let received = group.iter().flat_map(|request| &request.statements);
    let ids: Vec<Uuid> = received
        .filter(|statement| statement.id_received)
        .map(NewStatement::id)
        .collect();
    let taken = store::taken(tx, &ids).await?;
    let mut earlier: HashMap<Uuid, &str> = taken
        .iter()
        .map(|(id, text)| (*id, text.as_str()))
        .collect();
    let mut outcomes = Vec::with_capacity(group.len());
    let mut accepted = Vec::new();
    for request in group {
        let conflict = request
            .statements
            .iter()
            .enumerate()
            .find_map(|(index, new)| {
                let text = earlier.get(&new.id)?;
                (!same(text, &new.text)).then_some(AppendError::Conflict { index, id: new.id })
            });
        if let Some(conflict) = conflict {
            outcomes.push(Err(conflict));
            continue;
        }
        let fresh: Vec<&NewStatement> = request
            .statements
            .iter()
            .filter(|new| !earlier.contains_key(&new.id))
            .collect();
        earlier.extend(fresh.iter().map(|new| (new.id, new.text.as_str())));
        outcomes.push(Ok(Appended {
            ids: request.statements.iter().map(NewStatement::id).collect(),
            new: fresh.len(),
        }));
        accepted.extend(fresh.into_iter().map(|new| (new, &request.authority)));
    }
    Ok((outcomes, accepted))
}

fn same(stored: &str, sent: &str) -> bool {
    if stored == sent {
        return true;
    }
    match (serde_json::from_str(stored), serde_json::from_str(sent)) {
        (Ok(stored), Ok(sent)) => equivalent(&stored, &sent),
        _ => false,
    }
}

/// The distinct names that are not remembered, in a fixed order.
fn missing<'n, N, O>(names: impl Iterator<Item = &'n N>, known: &HashMap<O, i64>) -> Vec<&'n N>
where
    N: Ord + Hash + ?Sized,
    O: Eq + Hash + std::borrow::Borrow<N>,
{
    let distinct: std::collections::BTreeSet<&N> =
        names.filter(|name| !known.contains_key(*name)).collect();
    distinct.into_iter().collect()
}

fn key<N, O>(remembered: &Interned<O>, found: &HashMap<O, i64>, name: &N) -> Option<i64>
where
    N: Eq + Hash + ?Sized,
    O: Eq + Hash + std::borrow::Borrow<N>,
{
    remembered.0.get(name).or_else(|| found.get(name)).copied()
}

fn answer(reply: Reply, outcome: Outcome) {
    if reply.send(outcome).is_err() {
        // The client hung up: what it sent is stored all the same, and a resend finds it.
        tracing::debug!("the sender of a batch was gone before its answer");
    }
}

//! One writer, group commit: requests queue to it, it commits many of them in one transaction and
//! answers each after the commit is durable. A request's batch is stored whole or not at all.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::barred::Bars;
use super::canonical::Canonical;
use super::equality::equivalent;
use super::names::{Found, Names};
use super::new::NewStatement;
use super::references::{self, InheritError};
use super::removal::is_placeholder;
use super::store::{self, LogHead, Placed};
use crate::clock::Clock;
use crate::seal::{MasterKey, SealError};
use crate::store::{Db, StoreError, Tx};

/// Requests that may wait; beyond it the sender waits, which holds back the connection.
const QUEUE: usize = 4096;
/// Most statements of one transaction: enough to make the cost of the commit small, few enough
/// that its duration stays in milliseconds.
const GROUP: usize = 1000;
/// How long requests are gathered where several came together the time before.
const GATHER: Duration = Duration::from_millis(1);

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
    /// A statement names somebody who was erased.
    #[error("a statement names somebody who was erased")]
    Erased {
        /// Place in the batch.
        index: usize,
    },
    /// Too much would have to be found by what it refers to, or by what refers to it.
    #[error("the statements bring more than {most} index entries by references")]
    Wide {
        /// Entries that are allowed.
        most: usize,
    },
    /// The gateway is stopping and takes no more work.
    #[error("the gateway is stopping")]
    Stopping,
    /// The database refused.
    #[error("storing statements")]
    Store(#[source] Arc<StoreError>),
    /// The key cannot be used.
    #[error("looking for people who were erased")]
    Seal(#[from] SealError),
}

/// What became of a batch: all of it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Identifiers in the order sent.
    pub ids: Vec<Uuid>,
    /// How many of them are new; the others had been stored before.
    pub new: usize,
}

/// Who vouches for statements.
#[derive(Debug, Clone)]
pub struct Author {
    /// The authority of its statements, as JSON text.
    pub authority: Arc<str>,
    /// Whether its statements change what is known of activities and verbs (xAPI 1.0.3,
    /// Communication 4.2: the scope `define`).
    pub defines: bool,
}

type Reply = oneshot::Sender<Result<Appended, AppendError>>;

struct Request {
    statements: Vec<NewStatement>,
    author: Author,
    reply: Reply,
}

/// The way into the log.
#[derive(Debug, Clone)]
pub struct Log {
    requests: mpsc::Sender<Request>,
    committed: watch::Receiver<i64>,
    stored: Arc<AtomicI64>,
    out_of_space: Arc<AtomicBool>,
}

impl Log {
    /// Starts the writer. It ends, after all it has taken is stored, when every `Log` is dropped.
    /// A transaction brings at most `inherited` index entries by references.
    #[must_use]
    pub fn start(db: Db, clock: Clock, key: MasterKey, inherited: usize) -> (Self, JoinHandle<()>) {
        let (requests, queue) = mpsc::channel(QUEUE);
        let (announce, committed) = watch::channel(0);
        let out_of_space = Arc::new(AtomicBool::new(false));
        let stored = Arc::new(AtomicI64::new(0));
        let writer = Writer {
            db,
            clock,
            announce,
            out_of_space: out_of_space.clone(),
            stored: stored.clone(),
            names: Names::default(),
            canonical: Canonical::default(),
            bars: Bars::new(key),
            inherited,
        };
        (
            Self {
                requests,
                committed,
                stored,
                out_of_space,
            },
            tokio::spawn(writer.run(queue)),
        )
    }

    /// Stores a batch whole, or says why not. Returns after the batch is durable.
    pub async fn append(
        &self,
        mut statements: Vec<NewStatement>,
        author: Author,
    ) -> Result<Appended, AppendError> {
        vouch(&mut statements, &author);
        let (reply, answer) = oneshot::channel();
        let request = Request {
            statements,
            author,
            reply,
        };
        self.requests
            .send(request)
            .await
            .map_err(|_| AppendError::Stopping)?;
        answer.await.map_err(|_| AppendError::Stopping)?
    }

    /// Makes the log's end say that it is complete up to now, if it has said so last before
    /// `since` (microseconds since the epoch). Takes the log's lock, so that it holds for every
    /// instance: whoever stores later stores at a later moment.
    pub async fn confirm(&self, since: i64) -> Result<(), AppendError> {
        if self.stored() >= since {
            return Ok(());
        }
        let nobody = Author {
            authority: "".into(),
            defines: false,
        };
        self.append(Vec::new(), nobody).await.map(drop)
    }

    /// Sees the sequence number of the last statement stored by this process.
    #[must_use]
    pub fn committed(&self) -> watch::Receiver<i64> {
        self.committed.clone()
    }

    /// A moment (microseconds since the epoch) up to which every statement that is stored can be
    /// read: when the last one of this process was stored, the epoch before there is one.
    #[must_use]
    pub fn stored(&self) -> i64 {
        self.stored.load(Ordering::Relaxed)
    }

    /// Whether the last attempt to store failed for lack of space.
    #[must_use]
    pub fn out_of_space(&self) -> bool {
        self.out_of_space.load(Ordering::Relaxed)
    }
}

/// Lets statements be found by who vouches for them.
pub(super) fn vouch(statements: &mut [NewStatement], author: &Author) {
    // It is JSON that we wrote; nobody vouches for what is appended without one.
    let authority = serde_json::from_str(&author.authority).unwrap_or_default();
    for statement in statements {
        statement.vouched_for_by(&authority);
    }
}

struct Writer {
    db: Db,
    clock: Clock,
    announce: watch::Sender<i64>,
    out_of_space: Arc<AtomicBool>,
    stored: Arc<AtomicI64>,
    names: Names,
    canonical: Canonical,
    bars: Bars,
    inherited: usize,
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
            // One request's statement may be what is refused: the others are not to suffer for it.
            Err(
                InheritError::TooMany
                | InheritError::Store(
                    StoreError::Query(_) | StoreError::Duplicate(_) | StoreError::Character(_),
                ),
            ) if group.len() > 1 => {
                for request in std::mem::take(group) {
                    Box::pin(self.commit(&mut vec![request])).await;
                }
            }
            Err(InheritError::TooMany) => {
                let most = self.inherited;
                for request in group.drain(..) {
                    answer(request.reply, Err(AppendError::Wide { most }));
                }
            }
            Err(InheritError::Store(error)) => {
                self.out_of_space
                    .store(matches!(error, StoreError::Full(_)), Ordering::Relaxed);
                let error = Arc::new(error);
                for request in group.drain(..) {
                    answer(request.reply, Err(AppendError::Store(error.clone())));
                }
            }
        }
    }

    async fn store(&mut self, group: &[Request]) -> Result<Vec<Outcome>, InheritError> {
        let mut tx = self.db.write().await?;
        let head = store::lock(&mut tx).await?;
        if self.bars.renew(&mut tx).await? {
            // Names and definitions may have been rewritten meanwhile.
            self.names = Names::default();
            self.canonical = Canonical::default();
        }
        let (outcomes, accepted) = sift(&mut tx, group, &self.bars).await?;
        if accepted.is_empty() && group.iter().all(|request| !request.statements.is_empty()) {
            return Ok(outcomes);
        }
        let new: Vec<&NewStatement> = accepted.iter().map(|(new, _)| *new).collect();
        let authors = accepted.iter().map(|(_, author)| &*author.authority);
        let mut found = self.names.find(&mut tx, &new, authors).await?;
        let now = self.clock.now().as_microsecond();
        let placed = self.place(head, now, &accepted, &found)?;
        let end = LogHead {
            seq: placed.last().map_or(head.seq, |last| last.seq),
            stored: placed
                .last()
                .map_or(now.max(head.stored), |last| last.stored),
        };
        if !placed.is_empty() {
            store::insert(&mut tx, &placed).await?;
            let most = self.inherited;
            references::inherit(&mut tx, &self.names, &mut found, &placed, most).await?;
        }
        let learnt = self.canonical.learn(&mut tx, head, &placed).await?;
        store::move_head(&mut tx, end).await?;
        tx.commit().await?;
        metrics::counter!("statements_stored_total").increment(placed.len() as u64);
        self.names.remember(found);
        self.canonical.remember(end, learnt);
        self.stored.store(end.stored, Ordering::Relaxed);
        self.announce.send_replace(end.seq);
        Ok(outcomes)
    }

    /// Where each statement goes and under which keys it is indexed.
    fn place<'s>(
        &self,
        head: LogHead,
        now: i64,
        accepted: &[(&'s NewStatement, &Author)],
        found: &Found,
    ) -> Result<Vec<Placed<'s>>, StoreError> {
        let first = now.max(head.stored + 1);
        (0..)
            .zip(accepted)
            .map(|(offset, (statement, author))| {
                Ok(Placed {
                    seq: head.seq + 1 + offset,
                    stored: first + offset,
                    authority: self.names.authority(found, &author.authority)?,
                    keys: self.names.keys(found, statement)?,
                    defines: author.defines,
                    statement,
                })
            })
            .collect()
    }
}

/// Sorts out what is stored already: an equal statement is not stored twice, a different one with
/// the same identifier refuses its whole request.
async fn sift<'g>(
    tx: &mut Tx,
    group: &'g [Request],
    bars: &Bars,
) -> Result<(Vec<Outcome>, Vec<(&'g NewStatement, &'g Author)>), StoreError> {
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
        let erased = match bars.first(&request.statements) {
            Ok(None) => None,
            Ok(Some(index)) => Some(AppendError::Erased { index }),
            Err(error) => Some(error.into()),
        };
        if let Some(erased) = erased {
            outcomes.push(Err(erased));
            continue;
        }
        let conflict = request
            .statements
            .iter()
            .enumerate()
            .find_map(|(index, new)| {
                let text = earlier.get(&new.id)?;
                // Of one whose time was over nothing is left to compare: it stays what it is.
                let known = same(text, &new.text) || is_placeholder(text);
                (!known).then_some(AppendError::Conflict { index, id: new.id })
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
        accepted.extend(fresh.into_iter().map(|new| (new, &request.author)));
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

fn answer(reply: Reply, outcome: Outcome) {
    if reply.send(outcome).is_err() {
        // The client hung up: what it sent is stored all the same, and a resend finds it.
        tracing::debug!("the sender of a batch was gone before its answer");
    }
}

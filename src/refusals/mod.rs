//! Requests to the record store that were refused, with their reasons, kept for whoever develops
//! the app: the latest [`KEPT`] of each credential.
//!
//! They are written beside the requests, not in them: a flood of bad requests costs the good ones
//! no time, and beyond [`QUEUE`] waiting ones further are only counted. What was sent is not kept,
//! only what the refusal said of it.

pub mod erasing;
mod store;

pub use store::{Listed, count_before, count_of, forget_before, latest, latest_of};

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::store::{Db, StoreError};

/// Refusals kept of each credential.
pub const KEPT: i64 = 1000;
/// Refusals that may wait to be written.
const QUEUE: usize = 1000;
/// Most refusals of one transaction.
const GROUP: usize = 200;
/// Pause between two transactions, so that a flood of refusals does not keep the database busy.
const PAUSE: Duration = Duration::from_millis(200);

/// A refused request.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// When, microseconds since the epoch.
    pub at: i64,
    /// What the caller is known by: a key, or a token's issuer and client.
    pub caller: String,
    /// The identifier in the answer and the log.
    pub request: String,
    /// The HTTP method.
    pub method: String,
    /// The address without its query.
    pub path: String,
    /// The HTTP status.
    pub status: u16,
    /// The kind of problem, as the last segment of its type's address.
    pub problem: String,
    /// What the answer said.
    pub detail: String,
    /// Each fault's place, rule and remedy, as a JSON list.
    pub faults: String,
}

/// Takes refusals to be kept.
#[derive(Debug, Clone)]
pub struct Refusals(mpsc::Sender<Refusal>);

impl Refusals {
    /// Starts to write. The task ends, with all it has taken written, when every handle is dropped.
    #[must_use]
    pub fn start(db: Db) -> (Self, JoinHandle<()>) {
        let (sender, queue) = mpsc::channel(QUEUE);
        (Self(sender), tokio::spawn(keep(db, queue)))
    }

    /// Takes a refusal, unless too many wait already.
    pub fn note(&self, refusal: Refusal) {
        if self.0.try_send(refusal).is_err() {
            metrics::counter!("refusals_not_kept_total").increment(1);
        }
    }
}

async fn keep(db: Db, mut queue: mpsc::Receiver<Refusal>) {
    let mut group = Vec::new();
    while queue.recv_many(&mut group, GROUP).await > 0 {
        if let Err(error) = write(&db, &group).await {
            // They were answered; that they are not kept must not hold anything up.
            metrics::counter!("refusals_not_kept_total").increment(group.len() as u64);
            tracing::warn!(%error, "refusals could not be kept");
        }
        group.clear();
        if !queue.is_closed() {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn write(db: &Db, group: &[Refusal]) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    store::insert(&mut tx, group).await?;
    let callers: BTreeSet<&str> = group.iter().map(|it| it.caller.as_str()).collect();
    for caller in callers {
        store::trim(&mut tx, caller, KEPT).await?;
    }
    tx.commit().await
}

//! What arrives: how many statements came from whom on which day.
//!
//! Counted from the log by whoever follows it, so that storing costs nothing for it. A source is the
//! authority of its statements: an app's key, a feed, the gateway itself. A day is the
//! organisation's when the statements were counted.

mod store;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::projector::day;
use crate::statements;
use crate::store::{Db, StoreError};

pub use store::{Source, sources};

/// How often the log is looked at.
const POLL: Duration = Duration::from_secs(5);
/// Statements of one step.
const AT_ONCE: i64 = 20_000;

/// What came from one source on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Count {
    statements: i64,
    last_seq: i64,
    last_at: i64,
}

/// Counts what has come since it was counted last, step by step; another that counts at the same
/// time counts nothing twice.
pub async fn count_up(db: &Db, zone: &TimeZone) -> Result<(), StoreError> {
    loop {
        let mut tx = db.read().await?;
        let from = store::counted(&mut tx).await?;
        let come = statements::come_after(&mut tx, from, AT_ONCE).await?;
        drop(tx);
        let Some((last, ..)) = come.last().copied() else {
            return Ok(());
        };
        let mut counts: BTreeMap<(i64, i64), Count> = BTreeMap::new();
        for (seq, authority, stored) in &come {
            let count = counts.entry((*authority, day(zone, *stored))).or_default();
            count.statements += 1;
            (count.last_seq, count.last_at) = (*seq, *stored);
        }
        let mut tx = db.write().await?;
        if store::move_on(&mut tx, from, last).await? {
            store::add(&mut tx, &counts).await?;
            tx.commit().await?;
        }
    }
}

/// Counts until `stop` is cancelled.
#[must_use]
pub fn start(db: Db, zone: TimeZone, stop: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        while stop
            .run_until_cancelled(tokio::time::sleep(POLL))
            .await
            .is_some()
        {
            let counting = stop.run_until_cancelled(Box::pin(count_up(&db, &zone)));
            if let Some(Err(error)) = counting.await {
                let error = anyhow::Error::from(error);
                tracing::warn!(error = format!("{error:#}"), "what arrives was not counted");
            }
        }
    })
}

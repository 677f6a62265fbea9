//! Sends what stands in the log after a feed's place, in order. A batch that is refused is halved
//! until the statement is found that is not taken; that one is set aside and the place moves on. So it
//! is where the other end has failed for long, if it takes what follows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use super::client::{Remote, Sent};
use super::contents::{self, Outgoing};
use super::store::{self, Refusal};
use super::worker::Work;
use super::{Feed, SyncError};
use crate::restrictions;
use crate::statements::{self, Identity, PrepareError, Selection, StoredStatement};
use crate::store::Tx;

/// Statements of the log looked at together.
const READ: i64 = 500;
/// Most statements of one request, and most bytes: servers' usual limits are larger.
const BATCH: usize = 100;
const BATCH_BYTES: usize = 1024 * 1024;
/// Most bytes of contents that go along with the statements of one request.
const CONTENT_BYTES: u64 = 16 * 1024 * 1024;
/// Once there is nothing left, new statements are waited for this long before the lease is given
/// back, so that it is not taken and given back with each.
const LINGER: Duration = Duration::from_secs(2);
/// Statements one after the other that are held to be the reason of failures at most: if there are more,
/// the other end is.
const SUSPECTS: usize = 10;
/// Statements set aside that are tried again together.
const RETRIES: i64 = 50;

/// Sends until there is nothing left.
pub(super) async fn run(work: &Work<'_>) -> Result<(), SyncError> {
    let remote = Remote::new(work.sync, &work.feed)?;
    let mut forward = Forward {
        work,
        remote,
        selection: work.feed.terms.selection(),
        position: work.feed.position,
        understood: false,
    };
    let mut committed = work.sync.log.committed();
    while forward.retry().await? && !work.stop.is_cancelled() {}
    while !work.stop.is_cancelled() {
        committed.borrow_and_update();
        if forward.step().await? {
            continue;
        }
        let waiting = tokio::time::timeout(LINGER, committed.changed());
        match work.stop.run_until_cancelled(waiting).await {
            Some(Ok(Ok(()))) => {}
            _ => break,
        }
    }
    Ok(())
}

struct Forward<'f> {
    work: &'f Work<'f>,
    remote: Remote<'f>,
    selection: Selection,
    /// What stands in the row.
    position: i64,
    /// Whether the other end was found to understand us in this run.
    understood: bool,
}

impl Forward<'_> {
    /// Sends the next statements. False when there are none.
    async fn step(&mut self) -> Result<bool, SyncError> {
        let mut tx = self.work.sync.db.read().await?;
        let (read, _) = statements::following(&mut tx, self.position, READ).await?;
        let Some(last) = read.last().map(|stored| stored.seq) else {
            return Ok(false);
        };
        let withheld = restrictions::withheld_identities(&mut tx).await?;
        let mut batch = Vec::new();
        let mut kept_back = Vec::new();
        for stored in read {
            if self.takes(&mut tx, &stored).await? {
                if concerns(&stored, &withheld)? {
                    kept_back.push(self.kept_back(&stored));
                    continue;
                }
                if stored.voided
                    && let Some(voider) = self.voider(&mut tx, &stored).await?
                    // No request may hold a statement twice.
                    && !batch.iter().any(|one: &Outgoing| one.id == voider.id)
                {
                    batch.push(voider);
                }
                batch.push(outgoing(&self.work.feed, &stored)?);
            }
        }
        drop(tx);
        self.keep_back(&kept_back).await?;
        let mut rest = VecDeque::from([batch.as_slice()]);
        let mut suspects: Vec<(&Outgoing, SyncError)> = Vec::new();
        while let Some(part) = rest.pop_front() {
            if self.work.stop.is_cancelled() {
                return Ok(true);
            }
            let (part, left) = part.split_at(bounded(part));
            if !left.is_empty() {
                rest.push_front(left);
            }
            let Some(end) = part.last() else { continue };
            match self.remote.send(part).await? {
                Sent::Taken => {
                    let blamed = self.blamed(&mut suspects);
                    self.advance(end.seq, &blamed).await?;
                }
                Sent::Refused { status, reason } if part.len() == 1 => {
                    self.check(status).await?;
                    let mut blamed = self.blamed(&mut suspects);
                    blamed.push(self.refusal(end, Some(status), reason));
                    self.advance(end.seq, &blamed).await?;
                }
                Sent::Failed(error) if part.len() == 1 => {
                    if suspects.len() == SUSPECTS {
                        return Err(error);
                    }
                    suspects.push((end, error));
                    continue;
                }
                Sent::Refused { .. } | Sent::Failed(_) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    rest.push_front(second);
                    rest.push_front(first);
                    continue;
                }
            }
            let kind = "forward";
            metrics::counter!("sync_statements_total", "kind" => kind).increment(part.len() as u64);
        }
        if let Some((_, error)) = suspects.pop() {
            // Nothing has followed yet that it would have taken.
            return Err(error);
        }
        if self.position < last {
            self.advance(last, &[]).await?;
        }
        Ok(true)
    }

    /// What the other end failed at while it takes what follows is set aside.
    fn blamed(&self, suspects: &mut Vec<(&Outgoing, SyncError)>) -> Vec<Refusal> {
        let blamed = suspects.drain(..).map(|(one, error)| {
            let (status, reason) = match error {
                SyncError::Answer { status, .. } => (Some(status), error.to_string()),
                _ => (None, "no answer came in time".to_owned()),
            };
            self.refusal(one, status, reason)
        });
        blamed.collect()
    }

    /// Whether a statement is to be sent. One that voids goes where its target goes.
    async fn takes(&self, tx: &mut Tx, stored: &StoredStatement) -> Result<bool, SyncError> {
        if self.selection.takes(stored)? {
            return Ok(true);
        }
        let target = match stored.target {
            Some(target) if stored.voids => statements::one(tx, target).await?,
            _ => None,
        };
        Ok(match target {
            Some(target) => self.selection.takes(&target)?,
            None => false,
        })
    }

    /// What voids a statement that had not come yet when it was passed by: nobody could tell then
    /// that it was to be sent. It goes before the statement, so that a stop in between leaves
    /// nothing in force at the other end that is voided here.
    async fn voider(
        &self,
        tx: &mut Tx,
        stored: &StoredStatement,
    ) -> Result<Option<Outgoing>, SyncError> {
        let Some(voider) = statements::voider(tx, stored.id).await? else {
            return Ok(None);
        };
        if voider.seq > stored.seq {
            return Ok(None);
        }
        let sent = outgoing(&self.work.feed, &voider)?;
        Ok(Some(Outgoing {
            seq: stored.seq - 1,
            ..sent
        }))
    }

    /// Moves on, with the statements that were set aside.
    async fn advance(&mut self, seq: i64, refusals: &[Refusal]) -> Result<(), SyncError> {
        let (feed, worker) = (self.work.feed.id, self.work.worker);
        let mut tx = self.work.sync.db.write().await?;
        store::advance(&mut tx, feed, worker, seq, self.work.now()).await?;
        for refusal in refusals {
            store::refuse(&mut tx, feed, refusal).await?;
        }
        let head = statements::head(&mut tx).await?.seq;
        tx.commit().await?;
        self.position = seq;
        metrics::gauge!("sync_lag_statements", "feed" => feed.to_string()).set((head - seq) as f64);
        Ok(())
    }

    /// Before a statement is blamed for a 400: does the other end understand us at all?
    async fn check(&mut self, status: u16) -> Result<(), SyncError> {
        if status == 400 && !self.understood {
            self.remote.understands().await?;
            self.understood = true;
        }
        Ok(())
    }

    fn refusal(&self, sent: &Outgoing, status: Option<u16>, reason: String) -> Refusal {
        let feed = self.work.feed.id;
        metrics::counter!("sync_refused_total", "kind" => "forward").increment(1);
        tracing::warn!(%feed, seq = sent.seq, status, "a statement was set aside");
        Refusal {
            statement: sent.id.clone(),
            seq: Some(sent.seq),
            status: status.map(Into::into),
            reason,
            refused_at: self.work.now(),
        }
    }

    /// A statement that is set aside because it names somebody whose data are only kept.
    fn kept_back(&self, stored: &StoredStatement) -> Refusal {
        Refusal {
            statement: stored.id.to_string(),
            seq: Some(stored.seq),
            status: None,
            reason: "it names somebody whose data are restricted; it is sent when that is over"
                .to_owned(),
            refused_at: self.work.now(),
        }
    }

    /// Sets statements aside before the place moves on: whatever stops when, none is lost.
    async fn keep_back(&self, all: &[Refusal]) -> Result<(), SyncError> {
        if all.is_empty() {
            return Ok(());
        }
        let mut tx = self.work.sync.db.write().await?;
        for refusal in all {
            store::refuse(&mut tx, self.work.feed.id, refusal).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Tries statements again that were set aside. False when none is left to try.
    async fn retry(&mut self) -> Result<bool, SyncError> {
        let feed = self.work.feed.id;
        let mut tx = self.work.sync.db.read().await?;
        let refused = store::retrying(&mut tx, feed, RETRIES).await?;
        let withheld = restrictions::withheld_identities(&mut tx).await?;
        let mut again = Vec::new();
        let mut kept_back = Vec::new();
        for one in &refused {
            let id = one.statement.parse().unwrap_or_default();
            let stored = statements::one(&mut tx, id).await?;
            if let Some(stored) = &stored
                && concerns(stored, &withheld)?
            {
                kept_back.push(self.kept_back(stored));
                continue;
            }
            let sent = stored.map(|stored| outgoing(&self.work.feed, &stored));
            again.push((one, sent.transpose()?));
        }
        drop(tx);
        self.keep_back(&kept_back).await?;
        for (refusal, sent) in again {
            let outcome = match &sent {
                Some(sent) => self.remote.send(std::slice::from_ref(sent)).await?,
                None => Sent::Taken,
            };
            let still = match (outcome, &sent) {
                (Sent::Refused { status, reason }, Some(sent)) => {
                    self.check(status).await?;
                    Some(self.refusal(sent, Some(status), reason))
                }
                (Sent::Failed(error), Some(sent)) => self.blamed(&mut vec![(sent, error)]).pop(),
                _ => None,
            };
            let mut tx = self.work.sync.db.write().await?;
            match still {
                Some(refusal) => store::refuse(&mut tx, feed, &refusal).await?,
                None => store::settle(&mut tx, feed, &refusal.statement).await?,
            }
            tx.commit().await?;
        }
        Ok(!refused.is_empty())
    }
}

fn concerns(stored: &StoredStatement, withheld: &BTreeSet<Identity>) -> Result<bool, SyncError> {
    Ok(restrictions::concerns(stored, withheld).map_err(PrepareError::from)?)
}

/// How many statements go into one request.
fn bounded(part: &[Outgoing]) -> usize {
    let mut bytes = 0;
    let mut contents = 0_u64;
    let fitting = part.iter().take(BATCH).take_while(|one| {
        bytes += one.text.len();
        contents = contents.saturating_add(one.declared);
        bytes <= BATCH_BYTES && contents <= CONTENT_BYTES
    });
    fitting.count().max(1).min(part.len())
}

/// A statement as it is served, in the version that the other end speaks.
fn outgoing(feed: &Feed, stored: &StoredStatement) -> Result<Outgoing, SyncError> {
    let (contents, declared) = if feed.terms.attachments && stored.text.contains("\"sha2\"") {
        let value = stored.value().map_err(PrepareError::from)?;
        (contents::hashes(&value), contents::declared(&value))
    } else {
        (BTreeMap::new(), 0)
    };
    Ok(Outgoing {
        seq: stored.seq,
        id: stored.id.to_string(),
        text: stored.served(feed.version).map_err(PrepareError::from)?,
        contents,
        declared,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_bounded_by_number_and_bytes() {
        let of = |bytes: usize| Outgoing {
            seq: 1,
            id: String::new(),
            text: "x".repeat(bytes),
            contents: BTreeMap::new(),
            declared: 0,
        };
        let many: Vec<_> = (0..300).map(|_| of(10)).collect();
        assert_eq!(bounded(&many), BATCH);
        assert_eq!(bounded(&[of(BATCH_BYTES), of(1)]), 1);
        assert_eq!(bounded(&[of(2 * BATCH_BYTES), of(1)]), 1);
        assert_eq!(bounded(&[]), 0);
    }
}

//! Fetches what another record store has stored after a moment, page by page, oldest first.
//!
//! `since` is exclusive, clocks differ in how finely they count, and several statements may have
//! been stored at one moment. So each run asks from a little before the last statement taken, and
//! passes over those it knows; the log would not take them twice either.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use reqwest::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use url::Url;
use uuid::Uuid;

use super::client::{CONSISTENT_THROUGH, Remote};
use super::contents::{Parts, malformed};
use super::intake::{self, Foreign, Refused};
use super::store::{self, Refusal};
use super::worker::Work;
use super::{SyncError, take_content};
use crate::statements;

/// Statements asked for at once.
const PAGE: &str = "100";
/// Pages of one run; what is left is fetched by the next, which begins at once.
const PAGES: usize = 1000;
/// How far before the last statement taken a run begins: the coarsest clocks count milliseconds.
const OVERLAP: Duration = Duration::from_millis(1);
/// Statements set aside that are tried again together.
const RETRIES: i64 = 50;
/// Statements that the other end did not have which a run asks for again.
const AWAITED: i64 = 50;

/// A place in the other log.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// When the last statement taken was stored there.
    pub(super) stored: Timestamp,
    /// The statements taken that a run from here will meet again.
    ids: Vec<(String, Timestamp)>,
}

/// Fetches until there is nothing left.
pub(super) async fn run(work: &Work<'_>) -> Result<(), SyncError> {
    let feed = work.feed.id;
    let authority = json!({
        "objectType": "Agent",
        "account": { "homePage": work.sync.base_url, "name": format!("pull:{feed}") },
    });
    let cursor = work.feed.cursor.as_deref().map(serde_json::from_str);
    let mut pull = Pull {
        work,
        remote: Remote::new(work.sync, &work.feed)?,
        own: authority.to_string().into(),
        cursor: cursor
            .transpose()
            .map_err(|source| SyncError::Row { feed, source })?,
    };
    pull.retry().await?;
    pull.ask_again().await?;
    let mut next = Some(pull.first()?);
    for _ in 0..PAGES {
        let Some(url) = next.take() else { break };
        if work.stop.is_cancelled() {
            return Ok(());
        }
        next = pull.page(url).await?;
    }
    let pause = match next {
        Some(_) => Duration::ZERO,
        None => Duration::from_secs(work.feed.terms.every.into()),
    };
    let now = work.sync.clock.now();
    let (at, now) = ((now + pause).as_microsecond(), now.as_microsecond());
    let mut tx = work.sync.db.write().await?;
    store::postpone(&mut tx, feed, work.worker, at, now).await?;
    tx.commit().await?;
    Ok(())
}

struct Pull<'p> {
    work: &'p Work<'p>,
    remote: Remote<'p>,
    /// The authority of statements whose own is not trusted.
    own: Arc<str>,
    cursor: Option<Cursor>,
}

/// A page of statements (xAPI 1.0.3, Data 2.5).
#[derive(Deserialize)]
struct Page<'p> {
    #[serde(borrow)]
    statements: Vec<&'p RawValue>,
    #[serde(default)]
    more: String,
}

type Read = Result<Foreign, Refused>;

fn id(read: &Read) -> String {
    match read {
        Ok(taken) => taken.id().to_string(),
        Err(refused) => refused.statement.clone(),
    }
}

const fn stored(read: &Read) -> Option<Timestamp> {
    match read {
        Ok(taken) => taken.stored,
        Err(refused) => refused.stored,
    }
}

impl Pull<'_> {
    /// The address that a run begins with.
    fn first(&self) -> Result<Url, SyncError> {
        let terms = &self.work.feed.terms;
        let since = match &self.cursor {
            Some(cursor) => Some(cursor.stored - OVERLAP),
            None => terms.since,
        };
        let since = since.map(|since| since.to_string());
        let agent = terms.agent.as_ref().map(ToString::to_string);
        let parameters = [
            ("verb", terms.verbs.first().map(String::as_str)),
            ("activity", terms.activity.as_deref()),
            ("agent", agent.as_deref()),
            ("since", since.as_deref()),
            ("attachments", terms.attachments.then_some("true")),
            ("ascending", Some("true")),
            ("limit", Some(PAGE)),
        ];
        let given: Vec<(&str, &str)> = parameters
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        self.remote.statements(&given)
    }

    /// Takes one page. Returns the address of the next, unless this was as far as is safe to go.
    async fn page(&mut self, url: Url) -> Result<Option<Url>, SyncError> {
        let response = self.remote.page(url).await?;
        let consistent = response
            .headers()
            .get(CONSISTENT_THROUGH)
            .and_then(|value| xapi_schemas::timestamp(value.to_str().ok()?));
        let (text, parts) = Parts::begin(response).await?;
        let page: Page<'_> = serde_json::from_str(&text)
            .map_err(|error| SyncError::Unusable(format!("it holds no statements: {error}")))?;
        let known: HashSet<&str> = match &self.cursor {
            Some(cursor) => cursor.ids.iter().map(|(id, _)| id.as_str()).collect(),
            None => HashSet::new(),
        };
        let count = page.statements.len();
        let version = self.work.feed.version;
        let mut met = 0;
        let read: Vec<Read> = page
            .statements
            .iter()
            .map(|text| intake::read(version, text.get(), 0))
            // Beyond that moment an earlier statement may still turn up.
            .take_while(|read| match (stored(read), consistent) {
                (Some(stored), Some(consistent)) => stored <= consistent,
                _ => true,
            })
            .inspect(|_| met += 1)
            .filter(|read| !known.contains(id(read).as_str()))
            .collect();
        let places: Vec<(String, Option<Timestamp>)> =
            read.iter().map(|read| (id(read), stored(read))).collect();
        let voided: Vec<Uuid> = read
            .iter()
            .filter_map(|read| read.as_ref().ok()?.voids)
            .collect();
        let mut refusals = self.take(read, parts).await?;
        let (unsound, unknown) = self.voided(voided).await?;
        refusals.extend(unsound);
        self.advance(places, refusals, unknown).await?;
        match page.more.as_str() {
            "" => Ok(None),
            _ if met < count => Ok(None),
            more => self.remote.more(more).map(Some),
        }
    }

    /// Fetches statements that are voided: no page shows them, so that their voiding would be all
    /// that is known of them. Returns what was not taken, and those that the other end does not have:
    /// they will be voided there when they come, and on no page either.
    async fn voided(&self, ids: Vec<Uuid>) -> Result<(Vec<Refusal>, Vec<Uuid>), SyncError> {
        let (mut refusals, mut unknown) = (Vec::new(), Vec::new());
        for id in ids {
            match self.fetched(id).await? {
                Some(unsound) => refusals.extend(unsound),
                None => unknown.push(id),
            }
        }
        Ok((refusals, unknown))
    }

    /// Fetches a statement that is not here yet; none if the other end does not have it.
    async fn fetched(&self, id: Uuid) -> Result<Option<Vec<Refusal>>, SyncError> {
        let mut tx = self.work.sync.db.read().await?;
        let known = statements::one(&mut tx, id).await?.is_some();
        drop(tx);
        if known {
            return Ok(Some(Vec::new()));
        }
        match self.remote.one(id).await? {
            Some(response) => self.again(response).await.map(Some),
            None => Ok(None),
        }
    }

    /// Asks for statements that the other end did not have when it told of their voiding.
    async fn ask_again(&self) -> Result<(), SyncError> {
        let feed = self.work.feed.id;
        let mut tx = self.work.sync.db.read().await?;
        let awaited = store::awaited(&mut tx, feed, AWAITED).await?;
        drop(tx);
        for id in awaited {
            if self.work.stop.is_cancelled() {
                return Ok(());
            }
            let fetched = self.fetched(id).await?;
            let mut tx = self.work.sync.db.write().await?;
            match fetched {
                Some(refusals) => {
                    store::arrived(&mut tx, feed, id).await?;
                    for refusal in &refusals {
                        store::refuse(&mut tx, feed, refusal).await?;
                    }
                }
                None => store::wait_for(&mut tx, feed, id, self.work.now()).await?,
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// Stores statements and their contents. Returns those that were not taken.
    async fn take(&self, read: Vec<Read>, mut parts: Parts) -> Result<Vec<Refusal>, SyncError> {
        let sync = self.work.sync;
        let mut refused: Vec<Refused> = Vec::new();
        let mut taken = Vec::new();
        for one in read {
            match one {
                Ok(one) => taken.push(one),
                Err(one) => refused.push(one),
            }
        }
        while let Some((hash, field)) = parts.next().await? {
            let wanting = |one: &Foreign| one.contents.contains(&hash);
            if !taken.iter().any(wanting) {
                continue;
            }
            let signs: Vec<_> = taken
                .iter()
                .filter_map(|one| one.signed_by(&hash))
                .collect();
            let source = field.map_err(malformed);
            let (largest, now) = (sync.largest_content, sync.clock.now());
            let content = take_content(&sync.attachments, &hash, source, &signs, largest, now);
            if let Err(reason) = content.await? {
                let unwanted = taken.extract_if(.., |one| one.contents.contains(&hash));
                refused.extend(unwanted.map(|one| Refused {
                    statement: one.id().to_string(),
                    stored: one.stored,
                    reason: reason.clone(),
                }));
            }
        }
        let trust = self.work.feed.terms.trust_authority;
        let outcome = intake::append(&sync.log, &taken, &self.own, trust).await?;
        let contradicting = outcome.refused.into_iter().filter_map(|(place, reason)| {
            Some(Refused {
                statement: taken.get(place)?.id().to_string(),
                stored: None,
                reason,
            })
        });
        refused.extend(contradicting);
        metrics::counter!("sync_statements_total", "kind" => "pull").increment(outcome.new as u64);
        metrics::counter!("sync_refused_total", "kind" => "pull").increment(refused.len() as u64);
        if !refused.is_empty() {
            let (feed, count) = (self.work.feed.id, refused.len());
            tracing::warn!(%feed, count, "statements were set aside");
        }
        let refused_at = self.work.now();
        let refusals = refused.into_iter().map(|refused| Refusal {
            statement: refused.statement,
            seq: None,
            status: None,
            reason: refused.reason,
            refused_at,
        });
        Ok(refusals.collect())
    }

    /// Moves on to the last of the statements taken.
    async fn advance(
        &mut self,
        places: Vec<(String, Option<Timestamp>)>,
        refusals: Vec<Refusal>,
        unknown: Vec<Uuid>,
    ) -> Result<(), SyncError> {
        let reached = self.cursor.as_ref().map(|cursor| cursor.stored);
        let last = places.iter().filter_map(|(_, stored)| *stored).max();
        if let Some(last) = last.max(reached) {
            let from = last - OVERLAP;
            let earlier = self.cursor.take().map(|cursor| cursor.ids);
            let new = places.into_iter().filter_map(|(id, at)| Some((id, at?)));
            let ids = earlier.into_iter().flatten().chain(new);
            self.cursor = Some(Cursor {
                stored: last,
                ids: ids.filter(|(_, stored)| *stored > from).collect(),
            });
        }
        let (feed, worker) = (self.work.feed.id, self.work.worker);
        let cursor = self.cursor.as_ref().map(serde_json::to_string);
        let cursor = cursor
            .transpose()
            .map_err(|source| SyncError::Row { feed, source })?;
        let mut tx = self.work.sync.db.write().await?;
        store::move_cursor(&mut tx, feed, worker, cursor, self.work.now()).await?;
        for refusal in &refusals {
            store::refuse(&mut tx, feed, refusal).await?;
        }
        for id in unknown {
            store::wait_for(&mut tx, feed, id, self.work.now()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Fetches statements again that were set aside.
    async fn retry(&self) -> Result<(), SyncError> {
        let feed = self.work.feed.id;
        loop {
            let mut tx = self.work.sync.db.read().await?;
            let refused = store::retrying(&mut tx, feed, RETRIES).await?;
            drop(tx);
            if refused.is_empty() || self.work.stop.is_cancelled() {
                return Ok(());
            }
            for one in refused {
                let refusals = match one.statement.parse() {
                    Ok(id) => match self.remote.one(id).await? {
                        Some(response) => self.again(response).await?,
                        None => Vec::new(),
                    },
                    // Without an identifier it cannot be asked for.
                    Err(_) => vec![one.clone()],
                };
                let mut tx = self.work.sync.db.write().await?;
                store::settle(&mut tx, feed, &one.statement).await?;
                for refusal in &refusals {
                    store::refuse(&mut tx, feed, refusal).await?;
                }
                tx.commit().await?;
            }
        }
    }

    async fn again(&self, response: Response) -> Result<Vec<Refusal>, SyncError> {
        let (text, parts) = Parts::begin(response).await?;
        let read = intake::read(self.work.feed.version, &text, 0);
        let voids = read.as_ref().ok().and_then(|one| one.voids);
        let refusals = self.take(vec![read], parts).await?;
        if let Some(id) = voids {
            let mut tx = self.work.sync.db.write().await?;
            store::wait_for(&mut tx, self.work.feed.id, id, 0).await?;
            tx.commit().await?;
        }
        Ok(refusals)
    }
}

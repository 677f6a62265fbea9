//! The work of retention, in small transactions.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::preview::{Reach, reach};
use super::store::{self, Period};
use super::{Kind, RetentionError};
use crate::attachments::Attachments;
use crate::audit::{self, Author};
use crate::clock::Clock;
use crate::leases::Worker;
use crate::people::PersonId;
use crate::privacy::{self, ErasureError};
use crate::projector::{self, Projector};
use crate::restrictions::{self, Use};
use crate::seal::MasterKey;
use crate::statements::{self, Redaction};
use crate::store::{Db, Tx};
use crate::{documents, people, refusals};

/// The lease that the work holds.
const LEASE: &str = "retention";
/// How long to wait before there may be something to do.
const PAUSE: Duration = Duration::from_secs(2);
/// When nothing was left, it is looked again after this long, in microseconds.
const AGAIN: i64 = 3600 * 1_000_000;
/// Statements that one transaction changes: who stores statements waits for it some 20 ms.
const AT_ONCE: i64 = 100;
/// Statements among which those that go are looked for at once.
const LOOKED_AT: i64 = 5000;
/// Rows that one transaction removes.
const ROWS: i64 = 200;

/// Lets go what is past its time.
#[derive(Debug, Clone)]
pub struct Keeper {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The master key.
    pub key: MasterKey,
    /// The contents of attachments.
    pub attachments: Attachments,
    /// What derives facts.
    pub projector: Projector,
    /// The zone of the calendar.
    pub zone: TimeZone,
}

impl Keeper {
    /// Works until `stop` is cancelled.
    pub fn start(self, stop: CancellationToken) -> JoinHandle<()> {
        let worker = Worker::new(self.db.clone(), self.clock.clone());
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                if let Err(error) = self.look(&worker, &stop).await {
                    let error = anyhow::Error::new(error);
                    tracing::warn!(error = format!("{error:#}"), "retention could not go on");
                }
                stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
            }
        })
    }

    async fn look(&self, worker: &Worker, stop: &CancellationToken) -> Result<(), RetentionError> {
        if self.due().await?.is_empty() {
            return Ok(());
        }
        let work = stop.run_until_cancelled(worker.alone(LEASE, self.all()));
        match Box::pin(work).await {
            Some(Ok(Some(Err(error)))) => Err(error),
            Some(Err(error)) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// What was passed over because data of somebody were restricted is looked for again when that is
    /// over.
    async fn after_restrictions(&self) -> Result<(), RetentionError> {
        let mut tx = self.db.read().await?;
        let last = restrictions::last_end(&mut tx).await?;
        let periods = store::periods(&mut tx).await?;
        drop(tx);
        let Some(last) = last.filter(|last| periods.iter().any(|it| it.is_before(*last))) else {
            return Ok(());
        };
        let mut tx = self.db.write().await?;
        store::all_again(&mut tx, last).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Kinds that have not been looked through for long.
    async fn due(&self) -> Result<Vec<Period>, RetentionError> {
        self.after_restrictions().await?;
        let now = self.clock.now().as_microsecond();
        let mut tx = self.db.read().await?;
        let mut due = store::periods(&mut tx).await?;
        due.retain(|period| {
            period
                .done_at
                .is_none_or(|at| at + AGAIN <= now || at > now)
        });
        Ok(due)
    }

    /// Lets everything go that is past its time, however lately it was looked for. Two that do it at once
    /// do it one after the other, step by step.
    pub async fn run(&self) -> Result<(), RetentionError> {
        self.after_restrictions().await?;
        let mut tx = self.db.read().await?;
        let periods = store::periods(&mut tx).await?;
        drop(tx);
        self.let_go(periods).await
    }

    /// Lets everything go that is past its time and has not been looked for within the hour.
    pub async fn all(&self) -> Result<(), RetentionError> {
        let due = self.due().await?;
        self.let_go(due).await
    }

    async fn let_go(&self, periods: Vec<Period>) -> Result<(), RetentionError> {
        for Period { kind, .. } in periods {
            let mut gone = 0;
            loop {
                let (step, more) = self.step(kind).await?;
                gone += step;
                if !more {
                    break;
                }
            }
            if gone > 0 {
                self.db.forget_deleted().await?;
                tracing::info!(kind = kind.word(), gone, "data past their time have gone");
            }
        }
        Ok(())
    }

    /// Does one transaction; how much has gone, and whether there may be more now.
    async fn step(&self, kind: Kind) -> Result<(i64, bool), RetentionError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        // It may have been decided otherwise meanwhile.
        let Some(period) = store::of(&mut tx, kind).await? else {
            return Ok((0, false));
        };
        let before = kind.before(period.period, now, &self.zone)?;
        let author = Author::new(&self.key, "retention", None);
        let withheld = restrictions::withheld_agents(&mut tx).await?;
        let gone = match kind {
            Kind::Texts => return self.empty_texts(tx, &period).await,
            Kind::LikesAndViews => return self.remove_likes(tx, &period).await,
            Kind::Left => return self.erase_left(tx, &period, &author).await,
            Kind::Documents => {
                documents::forget_untouched(&mut tx, before, &withheld, ROWS).await?
            }
            // Of whom these are, nothing but their text says: they wait for everybody.
            Kind::Refusals | Kind::Audit if !withheld.is_empty() => 0,
            Kind::Refusals => refusals::forget_before(&mut tx, before, ROWS).await?,
            Kind::Audit => audit::cut(&mut tx, before, &author, now).await?,
        };
        let more = gone >= ROWS && kind != Kind::Audit;
        if more {
            store::move_to(&mut tx, kind, (0, 0), gone).await?;
        } else {
            store::done(&mut tx, kind, gone, now).await?;
        }
        tx.commit().await?;
        Ok((gone, more))
    }

    /// Ends a walk along the log, unless facts of what is past its time are still to come.
    async fn end(
        mut tx: Tx,
        kind: Kind,
        reach: &Reach,
        now: Timestamp,
    ) -> Result<(i64, bool), RetentionError> {
        if reach.whole {
            store::done(&mut tx, kind, 0, now).await?;
            tx.commit().await?;
        }
        Ok((0, false))
    }

    /// Takes what was written out of the next statements.
    async fn empty_texts(
        &self,
        mut tx: Tx,
        period: &Period,
    ) -> Result<(i64, bool), RetentionError> {
        let now = self.clock.now();
        let before = Kind::Texts.before(period.period, now, &self.zone)?;
        let reach = reach(&mut tx, before).await?;
        let from = period.position;
        let until = reach.last.min(from + AT_ONCE);
        if until <= from {
            return Self::end(tx, Kind::Texts, &reach, now).await;
        }
        let places: Vec<i64> = (from + 1..=until).collect();
        let statements = statements::by_places(&mut tx, &places).await?;
        let withheld = restrictions::withheld_identities(&mut tx).await?;
        let mut used = Vec::with_capacity(statements.len());
        for stored in statements {
            if !stored.is_removed() && !restrictions::concerns(&stored, &withheld)? {
                used.push(stored);
            }
        }
        let statements = used;
        let mut spoken_of = BTreeSet::new();
        for stored in &statements {
            spoken_of.extend(statements::activities_of(stored)?);
        }
        let range = (from, until);
        let kept = restrictions::withheld_agents(&mut tx).await?;
        let made = projector::retention::written(&mut tx, reach.generation, range, &kept).await?;
        // A contribution may have been written long before somebody speaks of it here.
        let written =
            projector::retention::contributions_among(&mut tx, reach.generation, &spoken_of);
        let redaction = Redaction {
            all_free_text: true,
            written: written.await?,
            ..Redaction::default()
        };
        for (key, iri, definition) in statements::activities(&mut tx, &made).await? {
            let definition = definition
                .map(|text| redaction.definition(&text))
                .transpose()?;
            statements::set_activity(&mut tx, &(key, iri, definition)).await?;
            projector::erasing::rename_activity(&mut tx, key, statements::masked).await?;
        }
        let mut contents = BTreeSet::new();
        let mut gone = 0;
        for mut stored in statements {
            let Some(redacted) = redaction.statement(&stored.text)? else {
                continue;
            };
            let had = statements::hashes_of(&stored)?;
            stored.text = redacted.text;
            statements::rewrite(&mut tx, stored.seq, &stored.text).await?;
            for hash in had.difference(&statements::hashes_of(&stored)?) {
                statements::detach(&mut tx, stored.seq, hash).await?;
                contents.insert(hash.clone());
            }
            projector::erasing::rewritten(&mut tx, &stored).await?;
            gone += 1;
        }
        store::move_to(&mut tx, Kind::Texts, (until, reach.last), gone).await?;
        tx.commit().await?;
        self.forget_contents(contents).await?;
        Ok((gone, true))
    }

    /// Removes the next likes and views.
    async fn remove_likes(
        &self,
        mut tx: Tx,
        period: &Period,
    ) -> Result<(i64, bool), RetentionError> {
        let kind = Kind::LikesAndViews;
        let now = self.clock.now();
        let before = kind.before(period.period, now, &self.zone)?;
        statements::lock(&mut tx).await?;
        let reach = reach(&mut tx, before).await?;
        let from = period.position;
        let until = reach.last.min(from + LOOKED_AT);
        if until <= from {
            return Self::end(tx, kind, &reach, now).await;
        }
        let range = (from, until);
        let places =
            projector::retention::passing(&mut tx, reach.generation, range, AT_ONCE).await?;
        let reached = match places.last() {
            Some(last) if places.len() as i64 == AT_ONCE => *last,
            _ => until,
        };
        let withheld = restrictions::withheld_identities(&mut tx).await?;
        let mut passing = Vec::with_capacity(places.len());
        for stored in statements::by_places(&mut tx, &places).await? {
            if !restrictions::concerns(&stored, &withheld)? {
                passing.push(stored.seq);
            }
        }
        let removed = statements::remove(&mut tx, &passing).await?;
        self.projector.forget(&mut tx, &removed.ids).await?;
        let gone = removed.ids.len() as i64;
        store::move_to(&mut tx, kind, (reached, reach.last), gone).await?;
        tx.commit().await?;
        self.forget_contents(removed.contents).await?;
        Ok((gone, true))
    }

    /// Begins to erase the next of those who have been kept out for long.
    async fn erase_left(
        &self,
        mut tx: Tx,
        period: &Period,
        author: &Author,
    ) -> Result<(i64, bool), RetentionError> {
        let now = self.clock.now();
        let before = Kind::Left.before(period.period, now, &self.zone)?;
        let withheld = restrictions::withheld(&mut tx, Use::Everything).await?;
        let mut after = PersonId(uuid::Uuid::nil());
        let mut begun = 0;
        while begun == 0 {
            let people = people::kept_out(&mut tx, after, before, ROWS).await?;
            let Some(last) = people.last() else { break };
            after = *last;
            for person in people {
                if withheld.contains(&person) {
                    continue;
                }
                match privacy::begin(&mut tx, &self.key, person, author, now).await {
                    Ok(_) => begun += 1,
                    // Goes with whom they are part of.
                    Err(ErasureError::Merged) => {}
                    Err(error) => return Err(error.into()),
                }
                if begun > 0 {
                    break;
                }
            }
        }
        if begun == 0 {
            store::done(&mut tx, Kind::Left, 0, now).await?;
        } else {
            store::move_to(&mut tx, Kind::Left, (0, 0), begun).await?;
        }
        tx.commit().await?;
        Ok((begun, begun > 0))
    }

    async fn forget_contents(&self, contents: BTreeSet<String>) -> Result<(), RetentionError> {
        let contents: Vec<String> = contents.into_iter().collect();
        Ok(self.attachments.forget(&contents).await?)
    }
}

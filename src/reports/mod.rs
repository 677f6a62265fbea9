//! Reports: whether learning and development works, in figures without people.
//!
//! They are for those who see no single person: whoever has the role `hr`, administrators, and
//! systems with a key. A report is of a whole month or quarter that is over ([`Period`]). What it
//! tells of people are numbers of at least [`LEAST`](suppression::LEAST), to the nearest five, from
//! which no smaller one can be worked out ([`suppression`]). It is worked out once and then kept: an
//! answer that changed with each statement that comes late would tell of whoever sent it.

mod made;
mod observed;
mod period;
mod store;
pub mod suppression;
mod table;
mod tally;

pub use made::{Cohort, CompetencyFigures, Figure, Measure, Report, RoleShares};
pub use period::{Length, NoPeriod, Period, SETTLING};
pub use store::Kept;

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::audit::{self, Act, AuditError, Author, Change};
use crate::clock::Clock;
use crate::coaching::roles;
use crate::engagement::topics;
use crate::rules;
use crate::store::{Db, StoreError, Tx};

/// Periods that a page looks back on, with the one that it is of.
pub const LOOKED_BACK: i64 = 4;
/// Periods that are offered; earlier ones can be asked for by their names.
const LISTED: i64 = 12;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The audit log refused.
    #[error("keeping that a report is to be worked out anew")]
    Audit(#[from] AuditError),
    /// A report that was kept cannot be read: it was changed from outside.
    #[error("reading the report of {0}")]
    Damaged(String, #[source] serde_json::Error),
    /// A report of another length overlaps.
    #[error("there is a report of {0}, which has days in common with the period")]
    Overlaps(String),
    /// The period is not over, or not long enough.
    #[error("the period is not over, or has been for less than {SETTLING} days")]
    NotClosed,
    /// The database refused.
    #[error("reading what reports are made from")]
    Store(#[from] StoreError),
}

/// The report of a period, worked out if that has not been done.
pub async fn report(
    db: &Db,
    clock: &Clock,
    today: i64,
    period: Period,
) -> Result<Report, ReportError> {
    if !period.is_closed(today) {
        return Err(ReportError::NotClosed);
    }
    let mut tx = db.read().await?;
    if let Some(kept) = kept(&mut tx, period).await? {
        return Ok(kept);
    }
    let made = work_out(&mut tx, period, today).await?;
    drop(tx);
    let text = serde_json::to_string(&made)
        .map_err(|error| ReportError::Damaged(period.to_string(), error))?;
    let mut tx = db.write().await?;
    // Another gateway may have been faster: its report is the one that was told.
    store::add(&mut tx, period, &text, clock.now().as_microsecond()).await?;
    let kept = kept(&mut tx, period).await?;
    tx.commit().await?;
    Ok(kept.unwrap_or(made))
}

/// The report that is kept of a period. Refused if one of another length tells of some of its days:
/// from both together smaller numbers could be worked out.
async fn kept(tx: &mut Tx, period: Period) -> Result<Option<Report>, ReportError> {
    let (first, last) = (period.first(), period.last());
    let mut found = None;
    for other in store::overlapping(tx, first, last).await? {
        if other.period == period.to_string() {
            found = Some(other);
        } else {
            return Err(ReportError::Overlaps(other.period));
        }
    }
    let Some(found) = found else { return Ok(None) };
    let report = serde_json::from_str(&found.body);
    report
        .map(Some)
        .map_err(|error| ReportError::Damaged(found.period, error))
}

async fn work_out(tx: &mut Tx, period: Period, today: i64) -> Result<Report, ReportError> {
    let rules = rules::in_force(tx).await?;
    let observed = observed::observe(tx, period).await?;
    let keys: Vec<i64> = observed.competencies.keys().copied().collect();
    let named = topics(tx, &keys).await?;
    let roles = roles::list(tx).await?.into_iter().map(|role| {
        let title = match role.step.as_str() {
            "" => role.title,
            step => format!("{} – {step}", role.title),
        };
        (role.id, title)
    });
    let roles: BTreeMap<Uuid, String> = roles.collect();
    let made = move || tally::report(period, today, &observed, &roles, &named, &rules.version);
    // Solving equations takes the processor for a while.
    match tokio::task::spawn_blocking(made).await {
        Ok(report) => Ok(report),
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The process is ending, and nobody waits any more.
            Err(_cancelled) => std::future::pending().await,
        },
    }
}

/// Reports that are kept, the latest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Kept>, StoreError> {
    store::list(tx).await
}

/// The last periods that can be reported on, the latest first.
#[must_use]
pub fn periods(length: Length, today: i64) -> Vec<Period> {
    let last = Period::last_closed(length, today);
    (0..LISTED).map(|back| last.before(back)).collect()
}

/// Has a report worked out anew when it is asked for the next time: because of what has come since,
/// or because the rules have changed. Whoever knows both can compare them.
pub async fn renew(
    db: &Db,
    clock: &Clock,
    by: &Author,
    period: Period,
) -> Result<bool, ReportError> {
    let mut tx = db.write().await?;
    let removed = store::remove(&mut tx, &period.to_string()).await?;
    if removed {
        let change = Change::to(format!("report {period}"), "to be worked out anew");
        audit::record(&mut tx, by, Act::ReportRenewed, change, clock.now()).await?;
    }
    tx.commit().await?;
    Ok(removed)
}

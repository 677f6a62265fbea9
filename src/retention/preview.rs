//! How much would go with a period.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{Kind, RetentionError, store};
use crate::store::Tx;
use crate::{audit, documents, people, projector, refusals, statements};

/// How much is past its time with a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The kind.
    pub kind: Kind,
    /// Months, or days of people who have left.
    pub period: i64,
    /// What is from before this moment goes, microseconds since the epoch.
    pub before: i64,
    /// Statements whose texts go, or which go; documents; entries; people.
    pub count: i64,
}

/// Counts what would go with a period, changing nothing.
pub async fn preview(
    tx: &mut Tx,
    kind: Kind,
    period: i64,
    (now, zone): (Timestamp, &TimeZone),
) -> Result<Preview, RetentionError> {
    if !(1..=kind.longest()).contains(&period) {
        return Err(RetentionError::Period(kind));
    }
    let before = kind.before(period, now, zone)?;
    let position = store::of(tx, kind).await?.map_or(0, |it| it.position);
    let count = match kind {
        Kind::Texts => (reach(tx, before).await?.last - position).max(0),
        Kind::LikesAndViews => {
            let reach = reach(tx, before).await?;
            let range = (position, reach.last);
            projector::retention::count(tx, reach.generation, range).await?
        }
        Kind::Documents => documents::count_untouched(tx, before).await?,
        Kind::Refusals => refusals::count_before(tx, before).await?,
        Kind::Audit => audit::count_before(tx, before).await?,
        Kind::Left => people::count_kept_out(tx, before).await?,
    };
    Ok(Preview {
        kind,
        period,
        before: before.as_microsecond(),
        count,
    })
}

/// A part of the log that is past its time.
pub(super) struct Reach {
    /// Its last statement, among those whose facts are derived.
    pub(super) last: i64,
    /// The generation of those facts.
    pub(super) generation: i64,
    /// Whether the facts of all of it are derived.
    pub(super) whole: bool,
}

/// What was stored before a moment.
pub(super) async fn reach(tx: &mut Tx, before: Timestamp) -> Result<Reach, RetentionError> {
    let last = statements::position_at(tx, before.as_microsecond() - 1).await?;
    let (derived, generation) = projector::current(tx)
        .await?
        .map_or((0, 0), |current| (current.seq, current.generation));
    Ok(Reach {
        last: last.min(derived),
        generation,
        whole: last <= derived,
    })
}

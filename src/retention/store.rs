//! All SQL of periods.

use jiff::Timestamp;
use serde::Serialize;

use super::Kind;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    OF = "SELECT kind, period, decided_at, position, target, gone, done_at, again_at
          FROM retention
          WHERE kind = $1";
    /// A kind is a row.
    ALL = "SELECT kind, period, decided_at, position, target, gone, done_at, again_at
          FROM retention
           ORDER BY kind LIMIT $1";
    SET = "INSERT INTO retention (kind, period, decided_at, position, target, gone, done_at)
           VALUES ($1, $2, $3, 0, 0, 0, NULL)
           ON CONFLICT (kind) DO UPDATE SET period = excluded.period,
               decided_at = excluded.decided_at, done_at = NULL";
    UNSET = "DELETE FROM retention WHERE kind = $1";
    MOVE = "UPDATE retention SET position = $2, target = $3, gone = gone + $4 WHERE kind = $1";
    ALL_AGAIN = "UPDATE retention SET position = 0, target = 0, done_at = NULL, again_at = $1
                 WHERE kind IN (SELECT kind FROM retention WHERE decided_at < $1
                     AND (again_at IS NULL OR again_at < $1) ORDER BY kind LIMIT $2)";
    DONE = "UPDATE retention SET done_at = $2, gone = gone + $3 WHERE kind = $1";
}

/// For how long data of a kind are kept, and how far that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The kind.
    pub kind: Kind,
    /// Months, or days of people who have left.
    pub period: i64,
    /// When it was decided, microseconds since the epoch.
    pub decided_at: i64,
    /// Of what is walked through along the log: how far that is.
    pub position: i64,
    /// How far it is to be.
    pub target: i64,
    /// How much has gone so far.
    pub gone: i64,
    /// When everything past its time had gone, microseconds since the epoch.
    pub done_at: Option<i64>,
    /// The end of a restriction after which all was looked through again.
    #[serde(skip)]
    pub again_at: Option<i64>,
}

impl Period {
    /// Whether it was looked through before data could be used again at a moment.
    pub(super) fn is_before(&self, at: i64) -> bool {
        self.decided_at < at && self.again_at.is_none_or(|again| again < at)
    }
}

type Row = (i64, i64, i64, i64, i64, i64, Option<i64>, Option<i64>);

fn read(row: Row) -> Option<Period> {
    let (kind, period, decided_at, position, target, gone, done_at, again_at) = row;
    Some(Period {
        kind: Kind::from_code(kind)?,
        period,
        decided_at,
        position,
        target,
        gone,
        done_at,
        again_at,
    })
}

/// The period of a kind; none: it is kept for ever.
pub async fn of(tx: &mut Tx, kind: Kind) -> Result<Option<Period>, StoreError> {
    Ok(fetch_optional!(tx, OF as Row, kind.code())?.and_then(read))
}

/// All periods that were decided.
pub async fn periods(tx: &mut Tx) -> Result<Vec<Period>, StoreError> {
    let rows = fetch_all!(tx, ALL as Row, Kind::ALL.len() as i64)?;
    Ok(rows.into_iter().filter_map(read).collect())
}

pub(super) async fn set(
    tx: &mut Tx,
    kind: Kind,
    period: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, SET, kind.code(), period, now.as_microsecond())?;
    Ok(())
}

pub(super) async fn unset(tx: &mut Tx, kind: Kind) -> Result<(), StoreError> {
    execute!(tx, UNSET, kind.code())?;
    Ok(())
}

/// Notes how far the walk along the log is, and how much has gone in this step.
pub(super) async fn move_to(
    tx: &mut Tx,
    kind: Kind,
    (position, target): (i64, i64),
    gone: i64,
) -> Result<(), StoreError> {
    execute!(tx, MOVE, kind.code(), position, target, gone)?;
    Ok(())
}

/// Has everything looked through again that was before data of somebody could be used again at a moment.
pub(super) async fn all_again(tx: &mut Tx, at: i64) -> Result<u64, StoreError> {
    execute!(tx, ALL_AGAIN, at, Kind::ALL.len() as i64)
}

/// Notes that for now nothing is left that is past its time.
pub(super) async fn done(
    tx: &mut Tx,
    kind: Kind,
    gone: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, DONE, kind.code(), now.as_microsecond(), gone)?;
    Ok(())
}

//! What coaches do with alerts.

use jiff::Timestamp;

use super::course::{AlertId, Kept};
use super::store;
use crate::people::PersonId;
use crate::store::{StoreError, Tx};

/// Days ahead of today that an alert can be put off.
const LONGEST: i64 = 180;
/// Most characters of a reason.
const REASON: usize = 500;

/// Why an alert cannot be put off.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The alert is over.
    #[error("the alert is over")]
    Over,
    /// The day lies in the past, or far ahead.
    #[error("an alert is put off for today or up to {LONGEST} days ahead")]
    Day,
    /// The reason is too long.
    #[error("a reason has at most {REASON} characters")]
    Reason,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Puts an alert off up to the end of a day, or until it becomes more urgent.
pub async fn snooze(
    tx: &mut Tx,
    alert: &Kept,
    (until, today): (i64, i64),
    (by, reason): (PersonId, Option<&str>),
    now: Timestamp,
) -> Result<(), AlertError> {
    if !(today..=today + LONGEST).contains(&until) {
        return Err(AlertError::Day);
    }
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    if reason.is_some_and(|reason| reason.chars().count() > REASON || reason.contains('\0')) {
        return Err(AlertError::Reason);
    }
    if store::snooze(tx, alert.id, until, (by, reason), now).await? {
        Ok(())
    } else {
        Err(AlertError::Over)
    }
}

/// Takes an alert up again that was put off.
pub async fn wake(
    tx: &mut Tx,
    alert: &Kept,
    by: PersonId,
    now: Timestamp,
) -> Result<(), AlertError> {
    if alert.ended_at.is_some() {
        return Err(AlertError::Over);
    }
    store::wake(tx, alert.id, by, now).await?;
    Ok(())
}

/// Notes that somebody has had alerts before their eyes.
pub async fn mark_seen(
    tx: &mut Tx,
    alerts: &[AlertId],
    person: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    store::see(tx, alerts, person, now).await
}

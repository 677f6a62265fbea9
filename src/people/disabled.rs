//! All SQL of persons who may not come in any more.

use jiff::Timestamp;

use super::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_optional, sql};

sql! {
    DISABLED = "SELECT disabled_at FROM person WHERE id = $1 AND disabled_at IS NOT NULL";
    DISABLE = "UPDATE person SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";
    ENABLE = "UPDATE person SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL";
}

/// Whether a person may not come in.
pub async fn is_disabled(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, DISABLED as (i64,), person)?.is_some())
}

/// Keeps a person out, or lets them in again; whether that changed anything. Their sessions are
/// another room's to end.
pub async fn set_disabled(
    tx: &mut Tx,
    person: PersonId,
    disabled: bool,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let changed = if disabled {
        execute!(tx, DISABLE, person, now.as_microsecond())?
    } else {
        execute!(tx, ENABLE, person)?
    };
    Ok(changed > 0)
}

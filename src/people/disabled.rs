//! All SQL of persons who may not come in any more.

use jiff::Timestamp;

use super::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, sql};

sql! {
    DISABLED = "SELECT disabled_at FROM person WHERE id = $1 AND disabled_at IS NOT NULL";
    DISABLE = "UPDATE person SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";
    /// Those who were erased have no name any more that could be said later.
    KEPT_OUT = "SELECT id FROM person WHERE id > $1 AND disabled_at < $2
                    AND name_at < 9223372036854775807 ORDER BY id LIMIT $3";
    SEARCH_KEPT_OUT = "SELECT count(*) FROM person
                       WHERE disabled_at < $1 AND name_at < 9223372036854775807";
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

/// At most `limit` people after one of them who have been kept out since before a moment, in the order
/// of their identifiers; without those who were erased.
pub async fn kept_out(
    tx: &mut Tx,
    after: PersonId,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let at = before.as_microsecond();
    let rows = fetch_all!(tx, KEPT_OUT as (PersonId,), after, at, limit)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// How many there are.
pub async fn count_kept_out(tx: &mut Tx, before: Timestamp) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, SEARCH_KEPT_OUT as (i64,), before.as_microsecond())?.0)
}

//! What of a person stands in exports: their own go, and so do everybody's files, any of which may
//! hold them; whoever needs one asks again.

use super::jobs::owner_of;
use crate::people::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_one, sql};

sql! {
    ERASE_COUNT = "SELECT count(*) FROM export_job WHERE owner = $1";
    ERASE_PARTS = "DELETE FROM export_part WHERE job IN (SELECT id FROM export_job)";
    ERASE_ENDED = "DELETE FROM export_job WHERE owner = $1 OR state NOT IN ('queued', 'running')";
    ERASE_OPEN = "UPDATE export_job SET state = 'cancelled' WHERE state IN ('queued', 'running')";
}

/// How many exports of theirs there are.
pub async fn held(tx: &mut Tx, person: PersonId) -> Result<i64, StoreError> {
    let owner = owner_of(person);
    Ok(fetch_one!(tx, ERASE_COUNT as (i64,), &owner)?.0)
}

/// Lets a person go from all exports.
pub async fn let_go(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    let owner = owner_of(person);
    execute!(tx, ERASE_PARTS)?;
    execute!(tx, ERASE_ENDED, &owner)?;
    execute!(tx, ERASE_OPEN)?;
    Ok(())
}

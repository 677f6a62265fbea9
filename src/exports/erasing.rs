//! What of a person stands in exports: any of them may be of the person or hold them, so all go, also
//! those that are being made; whoever needs one asks again.

use super::jobs::owner_of;
use crate::people::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_one, sql};

sql! {
    ERASE_COUNT = "SELECT count(*) FROM export_job WHERE owner = $1";
    ERASE_PARTS = "DELETE FROM export_part";
    ERASE_ALL = "DELETE FROM export_job";
}

/// How many exports of theirs there are.
pub async fn held(tx: &mut Tx, person: PersonId) -> Result<i64, StoreError> {
    let owner = owner_of(person);
    Ok(fetch_one!(tx, ERASE_COUNT as (i64,), &owner)?.0)
}

/// Lets everything go that may hold somebody who is erased.
pub async fn let_go(tx: &mut Tx) -> Result<(), StoreError> {
    execute!(tx, ERASE_PARTS)?;
    execute!(tx, ERASE_ALL)?;
    Ok(())
}

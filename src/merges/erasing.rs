//! What of a person stands in the tables of merges and suggestions: whom they were made one with or may be,
//! which goes.

use crate::people::{PersonId, held};
use crate::store::{StoreError, Tx, fetch_all, sql};

held! {
    removed {
        merges: "person_merge" where "kept = $1 OR merged = $1",
        suggestions: "person_suggestion" where "one = $1 OR other = $1",
    }
    renamed {}
    texts {
        reasons: "person_merge"."reason",
        deciders: "person_merge"."decided_by",
        answerers: "person_suggestion"."answered_by",
    }
}

sql! {
    PARTS = "SELECT merged FROM person_merge WHERE kept = $1 AND undone_at IS NULL";
}

/// The persons who are part of one.
pub async fn parts(tx: &mut Tx, person: PersonId) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(tx, PARTS as (PersonId,), person)?;
    Ok(rows.into_iter().map(|(part,)| part).collect())
}

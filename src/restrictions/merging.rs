//! Giving what one person has asked for to another and back.

use serde::{Deserialize, Serialize};

use crate::people::{PersonId, moved};
use crate::store::{StoreError, Tx};

moved! {
    /// Rows with identifiers of their own.
    struct Rows { asked: ("restriction", "person"), }
}

/// What was one person's and is another's now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MovedRestrictions {
    #[serde(flatten)]
    rows: Rows,
}

/// Gives what is switched off for `from` to `to`: whoever they are, it holds for the whole person.
pub async fn move_restrictions(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
) -> Result<MovedRestrictions, StoreError> {
    Ok(MovedRestrictions {
        rows: Rows::take(tx, from, to).await?,
    })
}

/// Gives back to `from` what `to` has of it.
pub async fn return_restrictions(
    tx: &mut Tx,
    from: PersonId,
    moved: &MovedRestrictions,
) -> Result<(), StoreError> {
    moved.rows.give_back(tx, from).await
}

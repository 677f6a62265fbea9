//! How progress in one competency came about: the same number on several days.

use super::matrix::matrix;
use super::progress::Progress;
use crate::people::PersonId;
use crate::store::{StoreError, Tx};

/// A person's progress in a competency at the end of each of some days; days on which nothing was
/// known are left out.
pub async fn trend(
    tx: &mut Tx,
    person: PersonId,
    competency: i64,
    days: &[i64],
) -> Result<Vec<(i64, Progress)>, StoreError> {
    let mut found = Vec::with_capacity(days.len());
    for day in days {
        let mut cells = matrix(tx, &[person], &[competency], *day).await?.cells;
        let cell = cells
            .remove(&person)
            .and_then(|mut of| of.remove(&competency));
        found.extend(cell.map(|cell| (*day, cell.progress)));
    }
    Ok(found)
}

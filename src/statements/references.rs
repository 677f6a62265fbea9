//! Statements that refer to statements (xAPI 1.0.3, Communication 2.1.3): whoever looks for what a
//! statement is about finds those that refer to it, at any depth, too.
//!
//! So a statement is indexed under everything that the statements it reaches are indexed under,
//! whichever of them arrives first. Chains are followed up to [`DEEPEST`] steps, which bounds what
//! one statement can cost.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::names::{Found, Names};
use super::new::{NewStatement, PrepareError};
use super::store::{self, IndexRows, Placed};
use crate::store::{StoreError, Tx};

/// Most steps of a chain that are followed.
pub(super) const DEEPEST: i64 = 100;
/// Statements of a chain that are read at once.
const AT_ONCE: usize = 200;

/// Gives new statements, and stored ones that have been waiting for them, the index entries of
/// what they refer to.
pub(super) async fn inherit(
    tx: &mut Tx,
    names: &Names,
    found: &mut Found,
    placed: &[Placed<'_>],
) -> Result<(), StoreError> {
    let awaited: BTreeSet<Uuid> = store::referred(tx, placed).await?.into_iter().collect();
    let concerned: Vec<i64> = placed
        .iter()
        .filter(|place| place.statement.target.is_some() || awaited.contains(&place.statement.id()))
        .map(|place| place.seq)
        .collect();
    if concerned.is_empty() {
        return Ok(());
    }
    let heirs = heirs(
        &store::referring(tx, &concerned, DEEPEST).await?,
        &store::reached(tx, &concerned, DEEPEST).await?,
    );
    let new: BTreeMap<i64, &Placed<'_>> = placed.iter().map(|place| (place.seq, place)).collect();
    let sources: Vec<i64> = heirs.keys().copied().collect();
    for part in sources.chunks(AT_ONCE) {
        let stored: Vec<i64> = part
            .iter()
            .filter(|seq| !new.contains_key(seq))
            .copied()
            .collect();
        let stored = store::by_seq(tx, &stored).await?;
        let stored: Vec<(i64, NewStatement)> = stored
            .iter()
            .map(|stored| Ok((stored.seq, NewStatement::from_stored(stored)?)))
            .collect::<Result<_, PrepareError>>()
            .map_err(|error| StoreError::from(sqlx::Error::Decode(error.into())))?;
        let read: Vec<&NewStatement> = stored.iter().map(|(_, new)| new).collect();
        found.extend(names.find(tx, &read, std::iter::empty()).await?);
        let mut rows = IndexRows::default();
        for source in part {
            let heirs = heirs.get(source).into_iter().flatten();
            if let Some(place) = new.get(source) {
                heirs.for_each(|heir| rows.add(place.statement, &place.keys, *heir, *source));
            } else if let Some((_, read)) = stored.iter().find(|(seq, _)| seq == source) {
                let keys = names.keys(found, read)?;
                heirs.for_each(|heir| rows.add(read, &keys, *heir, *source));
            }
        }
        store::insert_index(tx, &rows).await?;
    }
    Ok(())
}

/// Of each statement that is newly reached, the statements that reach it: through a concerned one,
/// `up` steps before and `down` steps after it.
fn heirs(up: &[(i64, i64, i64)], down: &[(i64, i64, i64)]) -> BTreeMap<i64, BTreeSet<i64>> {
    let mut before: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
    for (concerned, ancestor, distance) in up {
        before
            .entry(*concerned)
            .or_default()
            .push((*ancestor, *distance));
    }
    let mut heirs: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for (concerned, reached, after) in down {
        for (ancestor, distance) in before.get(concerned).into_iter().flatten() {
            if ancestor != reached && distance + after <= DEEPEST {
                heirs.entry(*reached).or_default().insert(*ancestor);
            }
        }
    }
    heirs
}

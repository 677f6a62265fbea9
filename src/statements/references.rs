//! Statements that refer to statements (xAPI 1.0.3, Communication 2.1.3): whoever looks for what a
//! statement is about finds those that refer to it, at any depth, too.
//!
//! So a statement is indexed under everything that the statements it reaches are indexed under,
//! whichever of them arrives first. Chains are followed up to [`DEEPEST`] steps. How many statements
//! refer to one, and how many names it has, is bounded by nothing of that: so the entries are written
//! in pieces, and a request that would need more of them than a setting allows is refused.

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
/// Index entries that are written at once.
pub(super) const PIECE: usize = 20_000;

/// Why statements did not get the index entries of what they refer to.
#[derive(Debug, thiserror::Error)]
pub(super) enum InheritError {
    /// There would be more than are allowed in one transaction.
    #[error("the statements refer to, or are referred to by, too much")]
    TooMany,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives new statements, and stored ones that have been waiting for them, the index entries of
/// what they refer to: at most `most` entries.
pub(super) async fn inherit(
    tx: &mut Tx,
    names: &Names,
    found: &mut Found,
    placed: &[Placed<'_>],
    most: usize,
) -> Result<(), InheritError> {
    let awaited: BTreeSet<Uuid> = store::referred(tx, placed).await?.into_iter().collect();
    let concerned: Vec<i64> = placed
        .iter()
        .filter(|place| place.statement.target.is_some() || awaited.contains(&place.statement.id()))
        .map(|place| place.seq)
        .collect();
    if concerned.is_empty() {
        return Ok(());
    }
    // The statements themselves are among them; each of the others gets an entry at least.
    let pairs = most.saturating_add(concerned.len());
    let referring = store::referring(tx, &concerned, DEEPEST, pairs).await?;
    if referring.len() > pairs {
        return Err(InheritError::TooMany);
    }
    let reached = store::reached(tx, &concerned, DEEPEST).await?;
    let heirs = heirs(&referring, &reached, most).ok_or(InheritError::TooMany)?;
    let new: BTreeMap<i64, &Placed<'_>> = placed.iter().map(|place| (place.seq, place)).collect();
    let sources: Vec<i64> = heirs.keys().copied().collect();
    let (mut rows, mut written) = (IndexRows::default(), 0);
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
        for source in part {
            let read;
            let (holder, keys) = if let Some(place) = new.get(source) {
                (place.statement, &place.keys)
            } else if let Some((_, holder)) = stored.iter().find(|(seq, _)| seq == source) {
                read = names.keys(found, holder)?;
                (holder, &read)
            } else {
                continue;
            };
            for heir in heirs.get(source).into_iter().flatten() {
                rows.add(holder, keys, *heir, *source);
                if rows.len() >= PIECE {
                    written += rows.len();
                    if written > most {
                        return Err(InheritError::TooMany);
                    }
                    store::insert_index(tx, &std::mem::take(&mut rows)).await?;
                }
            }
        }
    }
    if written + rows.len() > most {
        return Err(InheritError::TooMany);
    }
    store::insert_index(tx, &rows).await?;
    Ok(())
}

/// Of each statement that is newly reached, the statements that reach it: through a concerned one,
/// `up` steps before and `down` steps after it. None if there are more than `most` of them.
fn heirs(
    up: &[(i64, i64, i64)],
    down: &[(i64, i64, i64)],
    most: usize,
) -> Option<BTreeMap<i64, BTreeSet<i64>>> {
    let mut before: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
    for (concerned, ancestor, distance) in up {
        before
            .entry(*concerned)
            .or_default()
            .push((*ancestor, *distance));
    }
    let mut heirs: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    let mut count = 0;
    for (concerned, reached, after) in down {
        for (ancestor, distance) in before.get(concerned).into_iter().flatten() {
            if ancestor != reached && distance + after <= DEEPEST {
                count += usize::from(heirs.entry(*reached).or_default().insert(*ancestor));
                if count > most {
                    return None;
                }
            }
        }
    }
    Some(heirs)
}

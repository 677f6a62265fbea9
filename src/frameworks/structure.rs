//! What the engine asks: the hierarchy, scales and names of competencies, and whose evidence counts
//! for whom. A constant number of statements for any number of competencies.

use std::collections::{BTreeMap, BTreeSet};

use super::mapping::resolve;
use super::store::{Item, children_below, known_items, mapped_from, mapped_to, parents_above};
use crate::store::{StoreError, Tx};

/// A part of a competency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Child {
    /// Its key.
    pub competency: i64,
    /// How much it counts among its siblings, millionths; above 0.
    pub weight: i64,
}

/// A competency that a framework knows.
pub type Known = Item;

/// Competencies with all that is below them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Structure {
    /// The parts of each competency that has some, in their order. It has no circles.
    pub children: BTreeMap<i64, Vec<Child>>,
    /// What a framework says of each, where one does.
    pub items: BTreeMap<i64, Known>,
}

impl Structure {
    /// The parts of a competency.
    #[must_use]
    pub fn children(&self, competency: i64) -> &[Child] {
        self.children.get(&competency).map_or(&[], Vec::as_slice)
    }

    /// A competency and everything below it, each once.
    #[must_use]
    pub fn below(&self, competency: i64) -> BTreeSet<i64> {
        let mut found = BTreeSet::from([competency]);
        let mut open = vec![competency];
        while let Some(at) = open.pop() {
            for child in self.children(at) {
                if found.insert(child.competency) {
                    open.push(child.competency);
                }
            }
        }
        found
    }
}

/// The structure of some competencies and of all below them, in two statements.
pub async fn structure(tx: &mut Tx, keys: &[i64]) -> Result<Structure, StoreError> {
    let mut structure = Structure::default();
    let mut all: BTreeSet<i64> = keys.iter().copied().collect();
    for (parent, competency, weight) in children_below(tx, keys).await? {
        let child = Child { competency, weight };
        structure.children.entry(parent).or_default().push(child);
        all.insert(competency);
    }
    structure.items = known_items(tx, all.iter()).await?;
    Ok(structure)
}

/// Everything that some competencies are parts of, at any height.
pub async fn above(tx: &mut Tx, keys: &[i64]) -> Result<Vec<i64>, StoreError> {
    parents_above(tx, keys).await
}

/// The names that frameworks give to competencies; they win over those that statements gave.
pub async fn names(tx: &mut Tx, keys: &[i64]) -> Result<BTreeMap<i64, String>, StoreError> {
    let items = known_items(tx, keys.iter()).await?;
    Ok(items
        .into_iter()
        .map(|(key, item)| (key, item.name))
        .collect())
}

/// For each of some competencies the old ones whose evidence counts for it, each with the share that
/// counts in millionths. One statement.
pub async fn mapped(
    tx: &mut Tx,
    keys: &[i64],
) -> Result<BTreeMap<i64, Vec<(i64, i64)>>, StoreError> {
    Ok(resolve(&steps(mapped_to(tx, keys).await?), keys))
}

/// The other way round: for each of some old competencies the new ones that its evidence counts for.
pub async fn current_of(
    tx: &mut Tx,
    keys: &[i64],
) -> Result<BTreeMap<i64, Vec<(i64, i64)>>, StoreError> {
    Ok(resolve(&steps(mapped_from(tx, keys).await?), keys))
}

fn steps(rows: Vec<(i64, i64, i64)>) -> BTreeMap<i64, Vec<(i64, i64)>> {
    let mut steps: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
    for (at, other, factor) in rows {
        steps.entry(at).or_default().push((other, factor));
    }
    steps
}

//! Evidence weighed by rules and frameworks: what was mapped, what is part of what, and on which
//! scale. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::Evidence;
use super::explain::Tree;
use super::ledger::Ledger;
use crate::frameworks::{Scale, Structure};
use crate::projector::ONE;
use crate::rules::{Gate, Level, ProgressRules};

/// Which competencies the evidence for an older one counts for now, and how many millionths of it.
pub(super) type Mapping = BTreeMap<i64, Vec<(i64, i64)>>;

/// Adds to each competency the evidence of those that were mapped onto it.
pub(super) fn with_mapped(
    mut evidence: BTreeMap<i64, Vec<Evidence>>,
    mapping: &Mapping,
) -> BTreeMap<i64, Vec<Evidence>> {
    let mut added: BTreeMap<i64, Vec<Evidence>> = BTreeMap::new();
    for (old, targets) in mapping {
        for item in evidence.get(old).into_iter().flatten() {
            for (new, factor) in targets {
                added.entry(*new).or_default().push(Evidence {
                    weight: item.weight * factor / ONE,
                    ..item.clone()
                });
            }
        }
    }
    for (new, items) in added {
        let known = evidence.entry(new).or_default();
        for item in items {
            // What speaks for the new one by itself does not count twice.
            let same =
                |other: &Evidence| (other.statement, other.kind) == (item.statement, item.kind);
            if !known.iter().any(same) {
                known.push(item);
            }
        }
        known.sort_by_key(|item| (item.at, item.statement));
    }
    evidence
}

/// One person's ledgers, with what frameworks say of the competencies.
pub(super) struct Weighing<'w> {
    pub(super) rules: &'w ProgressRules,
    pub(super) structure: &'w Structure,
    ledgers: BTreeMap<i64, Ledger>,
    empty: Ledger,
}

impl<'w> Weighing<'w> {
    pub(super) fn new(
        rules: &'w ProgressRules,
        structure: &'w Structure,
        evidence: &BTreeMap<i64, Vec<Evidence>>,
    ) -> Self {
        let mut ledgers: BTreeMap<i64, Ledger> = BTreeMap::new();
        for (competency, items) in evidence {
            let ledger = ledgers.entry(*competency).or_default();
            for item in items {
                ledger.add(item.bucket(), item.weight, item.quality, 1);
            }
        }
        Self {
            rules,
            structure,
            ledgers,
            empty: Ledger::default(),
        }
    }

    /// A competency with the parts that it consists of.
    pub(super) fn tree(&self, competency: i64) -> Tree<'_> {
        self.tree_below(competency, &mut BTreeSet::new())
    }

    fn tree_below(&self, competency: i64, path: &mut BTreeSet<i64>) -> Tree<'_> {
        let ledger = self.ledgers.get(&competency).unwrap_or(&self.empty);
        path.insert(competency);
        let mut parts = Vec::new();
        for child in self.structure.children(competency) {
            // Frameworks have no circles; a damaged one is not to hang a page.
            if !path.contains(&child.competency) {
                parts.push((child.weight, self.tree_below(child.competency, path)));
            }
        }
        path.remove(&competency);
        Tree::new(ledger, parts)
    }

    /// The levels that a competency is measured by: its framework's, else those of the rules.
    pub(super) fn scale(&self, competency: i64) -> Vec<Level> {
        match self.structure.items.get(&competency) {
            Some(item) if item.has_own_scale => levels(&item.scale),
            _ => self.rules.levels.clone(),
        }
    }
}

/// The levels of a framework's scale.
fn levels(scale: &Scale) -> Vec<Level> {
    let levels = scale.levels.iter().map(|level| Level {
        number: level.number,
        title: Some(level.title.clone()).filter(|title| !title.is_empty()),
        threshold: level.threshold,
        gate: match (level.needs_coach, level.needs_check) {
            (true, _) => Some(Gate::Coach),
            (false, true) => Some(Gate::Check),
            (false, false) => None,
        },
    });
    levels.collect()
}

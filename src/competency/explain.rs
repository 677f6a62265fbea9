//! Why a number is what it is (`domain.md` 3.5): what each piece of evidence does to it, when its
//! level lapses, and what would help most. Pure.

use super::ledger::{BucketKey, Fading, Ledger};
use super::progress::{Mass, Progress, Sums};
use crate::projector::{EvidenceKind, ONE};
use crate::rules::{Class, Level, ProgressRules};

/// How far ahead a lapse is looked for: five years.
const FIVE_YEARS: i64 = 1826;

/// A competency with the competencies that it consists of.
#[derive(Debug, Clone)]
pub struct Tree<'l> {
    ledger: &'l Ledger,
    /// Weights and parts.
    parts: Vec<(i64, Tree<'l>)>,
}

/// What one more piece of evidence of a kind would do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Help {
    /// Its kind.
    pub kind: EvidenceKind,
    /// The kind's class.
    pub class: Class,
    /// By how much the shown share would rise with full quality today.
    pub effect: f64,
}

impl<'l> Tree<'l> {
    /// A competency without parts.
    #[must_use]
    pub const fn leaf(ledger: &'l Ledger) -> Self {
        Self {
            ledger,
            parts: Vec::new(),
        }
    }

    /// A competency that consists of others, with their weights.
    #[must_use]
    pub const fn new(ledger: &'l Ledger, parts: Vec<(i64, Self)>) -> Self {
        Self { ledger, parts }
    }

    /// What the evidence comes to at the end of a day.
    #[must_use]
    pub fn mass(&self, rules: &ProgressRules, day: i64) -> Mass {
        Mass::of(&self.ledger.sums(rules, day), rules).with_parts(&self.part_masses(rules, day))
    }

    /// Progress at the end of a day on a scale.
    #[must_use]
    pub fn progress(&self, rules: &ProgressRules, scale: &[Level], day: i64) -> Progress {
        Progress::of(&self.mass(rules, day), rules, scale)
    }

    fn part_masses(&self, rules: &ProgressRules, day: i64) -> Vec<(i64, Mass)> {
        let masses = self.parts.iter();
        masses
            .map(|(weight, part)| (*weight, part.mass(rules, day)))
            .collect()
    }

    /// The first day after `today`, at most five years on, on which the level is lower if nothing
    /// new comes.
    #[must_use]
    pub fn lapses(&self, rules: &ProgressRules, scale: &[Level], today: i64) -> Option<i64> {
        let level = self.progress(rules, scale, today).level;
        if level == 0 {
            return None;
        }
        let fading = self.fading(rules, today);
        let days = today + 1..=today + FIVE_YEARS;
        days.into_iter()
            .find(|day| Progress::of(&fading.mass(rules, *day), rules, scale).level < level)
    }

    fn fading(&self, rules: &ProgressRules, today: i64) -> FadingTree {
        let parts = self.parts.iter();
        FadingTree {
            ledger: self.ledger.fading(rules, today),
            parts: parts
                .map(|(weight, part)| (*weight, part.fading(rules, today)))
                .collect(),
        }
    }
}

/// A competency as it fades.
struct FadingTree {
    ledger: Fading,
    parts: Vec<(i64, FadingTree)>,
}

impl FadingTree {
    fn mass(&self, rules: &ProgressRules, day: i64) -> Mass {
        let parts = self.parts.iter();
        let parts: Vec<(i64, Mass)> = parts
            .map(|(weight, part)| (*weight, part.mass(rules, day)))
            .collect();
        Mass::of(&self.ledger.sums(rules, day), rules).with_parts(&parts)
    }
}

/// For each item of a competency's own ledger (its bucket, weight and quality): the shown share
/// less what it would be without the item.
#[must_use]
pub fn effects(
    tree: &Tree<'_>,
    rules: &ProgressRules,
    today: i64,
    items: &[(BucketKey, i64, i64)],
) -> Vec<f64> {
    let what_if = WhatIf::new(tree, rules, today);
    items
        .iter()
        .map(|(key, weight, quality)| -what_if.change(key, (*weight, *quality, -1)))
        .collect()
}

/// Of each class the kind of evidence whose next piece would raise the shown share most; the class
/// with the greatest effect first. A class that is full is left out.
#[must_use]
pub fn helps(tree: &Tree<'_>, rules: &ProgressRules, today: i64) -> Vec<Help> {
    let what_if = WhatIf::new(tree, rules, today);
    let mut helps: Vec<Help> = Class::ALL
        .into_iter()
        .filter_map(|class| {
            let kinds = EvidenceKind::ALL.iter().filter_map(|kind| {
                let rule = rules.kind(*kind).filter(|rule| rule.class == class)?;
                let effect = what_if.change(&(*kind, today, None), (rule.weight, ONE, 1));
                Some(Help {
                    kind: *kind,
                    class,
                    effect,
                })
            });
            kinds.max_by(|left, right| left.effect.total_cmp(&right.effect))
        })
        .filter(|help| help.effect > 0.0005)
        .collect();
    helps.sort_by(|left, right| right.effect.total_cmp(&left.effect));
    helps
}

/// The shown share if one item more or less stood in the ledger.
struct WhatIf<'t> {
    ledger: &'t Ledger,
    rules: &'t ProgressRules,
    today: i64,
    sums: Sums,
    parts: Vec<(i64, Mass)>,
    shown: f64,
}

impl<'t> WhatIf<'t> {
    fn new(tree: &'t Tree<'_>, rules: &'t ProgressRules, today: i64) -> Self {
        let mut what_if = Self {
            ledger: tree.ledger,
            rules,
            today,
            sums: tree.ledger.sums(rules, today),
            parts: tree.part_masses(rules, today),
            shown: 0.0,
        };
        what_if.shown = what_if.shown_by(&what_if.sums);
        what_if
    }

    fn shown_by(&self, sums: &Sums) -> f64 {
        let mass = Mass::of(sums, self.rules).with_parts(&self.parts);
        mass.shown / (mass.shown + mass.contradicted + self.rules.unknown)
    }

    /// By how much the share changes.
    fn change(&self, key: &BucketKey, item: (i64, i64, i64)) -> f64 {
        let changed = self
            .ledger
            .sums_changed(&self.sums, self.rules, self.today, key, item);
        self.shown_by(&changed) - self.shown
    }
}

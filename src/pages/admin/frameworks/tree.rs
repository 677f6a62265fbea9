//! A framework's tree: competencies below each other with weights and scales, and what each is known
//! from.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::alignments;
use crate::frameworks::{self, Item, Rating, Structure};
use crate::locale::Locale;
use crate::statements;
use crate::store::{StoreError, Tx};

/// Competencies that are shown; whoever has more of them wants the export.
const SHOWN: usize = 2000;
/// Deeper than this nothing is moved to the right any more.
const DEEPEST: usize = 8;

/// What competencies are known from.
pub(super) struct Coverage {
    statements: BTreeMap<i64, i64>,
    aligned: BTreeMap<i64, i64>,
    older: BTreeMap<i64, usize>,
}

impl Coverage {
    pub(super) async fn of(tx: &mut Tx, keys: &[i64]) -> Result<Self, StoreError> {
        let older = frameworks::mapped(tx, keys).await?;
        Ok(Self {
            statements: statements::mentions(tx, keys).await?,
            aligned: alignments::aligned_to(tx, keys).await?,
            older: older
                .into_iter()
                .map(|(key, old)| (key, old.len()))
                .collect(),
        })
    }

    fn is_known(&self, key: i64) -> bool {
        self.statements.contains_key(&key)
            || self.aligned.contains_key(&key)
            || self.older.get(&key).is_some_and(|count| *count > 0)
    }

    /// How many of some competencies are known from anything.
    pub(super) fn known(&self, keys: &[i64]) -> usize {
        keys.iter().filter(|key| self.is_known(**key)).count()
    }
}

/// The competencies in the order of the tree, each with its depth and its weight under its parent.
fn ordered<'i>(items: &'i [Item], structure: &'i Structure) -> Vec<(&'i Item, usize, i64)> {
    let parts: BTreeSet<i64> = structure
        .children
        .values()
        .flatten()
        .map(|child| child.competency)
        .collect();
    let mut open: Vec<(i64, usize, i64)> = items
        .iter()
        .rev()
        .filter(|item| !parts.contains(&item.competency))
        .map(|item| (item.competency, 0, frameworks::DEFAULT_WEIGHT))
        .collect();
    let mut ordered = Vec::new();
    while let Some((key, depth, weight)) = open.pop() {
        if ordered.len() >= SHOWN {
            break;
        }
        let Some(item) = structure.items.get(&key) else {
            continue;
        };
        ordered.push((item, depth, weight));
        let children = structure.children(key).iter().rev();
        open.extend(children.map(|child| (child.competency, depth + 1, child.weight)));
    }
    ordered
}

pub(super) fn tree(
    locale: Locale,
    path: &str,
    items: &[Item],
    structure: &Structure,
    coverage: &Coverage,
) -> Markup {
    let labels = [
        "tree-competency",
        "tree-weight",
        "tree-levels",
        "tree-known",
    ]
    .map(|key| locale.text(key));
    let [_, weight_label, levels, known] = &labels;
    let ordered = ordered(items, structure);
    html! {
        div.table { table.cards.tree {
            thead { tr { @for (index, label) in labels.iter().enumerate() {
                th.number[index == 1] scope="col" { (label) }
            } } }
            tbody { @for (item, depth, weight) in &ordered { tr id=(item.identifier) {
                th scope="row" class={ "depth-" ((*depth).min(DEEPEST)) } {
                    @if let Some(code) = &item.code { code { (code) } " " }
                    (item.name)
                    @if !structure.children(item.competency).is_empty() {
                        (weights(locale, path, item, structure))
                    }
                }
                td.number data-label=(weight_label) {
                    @if *depth > 0 { (*weight as f64 / 1e6) } @else { "–" }
                }
                td.wrap data-label=(levels) { (scale(locale, item)) }
                td.wrap data-label=(known) { (sources(locale, item.competency, coverage)) }
            } } }
        } }
        @if ordered.len() >= SHOWN {
            p.note { (locale.with("tree-cut", &[("count", SHOWN.into())])) }
        }
    }
}

fn scale(locale: Locale, item: &Item) -> Markup {
    let titles: Vec<&str> = item
        .scale
        .levels
        .iter()
        .map(|level| level.title.as_str())
        .filter(|title| !title.is_empty())
        .collect();
    html! {
        @if item.scale.rating == Rating::Unrated {
            (locale.text("tree-unrated"))
        } @else if titles.is_empty() {
            (locale.with("tree-default", &[("count", item.scale.levels.len().into())]))
        } @else { (titles.join(" · ")) }
    }
}

fn sources(locale: Locale, key: i64, coverage: &Coverage) -> Markup {
    let count = |key: &str, count: i64| locale.with(key, &[("count", count.into())]);
    let older = coverage.older.get(&key).copied().unwrap_or(0);
    html! {
        @if coverage.is_known(key) {
            span.chips {
                @if let Some(number) = coverage.statements.get(&key) {
                    span.chip.green { (count("tree-statements", *number)) }
                }
                @if let Some(number) = coverage.aligned.get(&key) {
                    span.chip { (count("tree-alignments", *number)) }
                }
                @if older > 0 { span.chip.grey { (locale.with("tree-older", &[("count", older.into())])) } }
            }
        } @else { span.chip.amber { (locale.text("tree-nothing")) } }
    }
}

/// How much each part counts, to be changed.
fn weights(locale: Locale, path: &str, item: &Item, structure: &Structure) -> Markup {
    html! {
        details.confirm {
            summary { (locale.text("tree-weigh")) }
            form.fields method="post" action={ (path) "/items/" (item.identifier) "/weights" } {
                @for child in structure.children(item.competency) {
                    @if let Some(part) = structure.items.get(&child.competency) {
                        @let field = format!("w-{}-{}", item.identifier, part.identifier);
                        p.field {
                            label for=(field) { (part.name) }
                            input id=(field) name=(part.identifier) inputmode="decimal" required
                                value=(child.weight as f64 / 1e6);
                        }
                    }
                }
                button type="submit" { (locale.text("tree-weigh-now")) }
            }
        }
    }
}

//! Mapping of old competencies onto new ones: evidence for the old counts for the new.
//!
//! What associations say (`replacedBy` one way, `exactMatchOf` both ways) counts in full; a table
//! (`from`, `to`, `factor`) may say less, and wins. What a chain of mappings comes to is the product
//! of its factors, and of several chains the best counts.

use std::collections::{BTreeMap, BinaryHeap};

use serde_json::Value;

use super::fault::{Fault, FrameworkError};
use super::graph::Nodes;
use super::package::Package;
use super::shape::Class;
use super::table::{Row, check_header, columns, read_table};
use crate::message::{Gap, Message};

/// All of it, millionths.
pub(super) const WHOLE: i64 = 1_000_000;
const COLUMNS: [&str; 3] = ["from", "to", "factor"];

/// A line of a mapping: texts as the table has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The line of the table.
    pub line: u64,
    /// The old competency.
    pub from: String,
    /// The new one.
    pub to: String,
    /// The share of the old one's evidence that counts, millionths.
    pub factor: i64,
}

/// Reads a table of mappings.
pub fn read_mapping(source: &str, bytes: &[u8]) -> Result<Vec<Pair>, FrameworkError> {
    let table = read_table(source, bytes)?;
    FrameworkError::unless_none(source, check_header(&table.header, &COLUMNS, &COLUMNS[..2]))?;
    let [from, to, factor] = columns(&table.header, COLUMNS);
    let cell = |row: &Row, place: Option<usize>| {
        place.map_or_else(String::new, |place| row.cell(place).to_owned())
    };
    let mut faults: Vec<Fault> = Vec::new();
    let mut known: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut pairs = Vec::new();
    for row in &table.rows {
        let (from, to, factor) = (cell(row, from), cell(row, to), cell(row, factor));
        for (column, text) in [("from", &from), ("to", &to)] {
            if text.is_empty() {
                faults.push(row.fault(column, Message::new("fault-name-one")));
            }
        }
        if from == to && !from.is_empty() {
            faults.push(row.fault("to", Message::new("fault-itself")));
        }
        if let Some(first) = known.insert((from.clone(), to.clone()), row.line) {
            faults.push(
                row.fault(
                    "from",
                    Message::new("fault-mapped")
                        .with("line", Gap::Id(i64::try_from(first).unwrap_or(i64::MAX))),
                ),
            );
        }
        let factor = if factor.is_empty() {
            Some(WHOLE)
        } else {
            share(&factor)
        };
        match factor {
            Some(factor) => pairs.push(Pair {
                line: row.line,
                from,
                to,
                factor,
            }),
            None => {
                let detail = Message::new("fault-factor");
                faults.push(row.fault("factor", detail));
            }
        }
    }
    FrameworkError::unless_none(source, faults)?;
    Ok(pairs)
}

fn share(text: &str) -> Option<i64> {
    let value: f64 = text.parse().ok()?;
    let millionths = (value * WHOLE as f64).round();
    #[expect(clippy::cast_possible_truncation, reason = "between 1 and a million")]
    (1.0..=WHOLE as f64)
        .contains(&millionths)
        .then_some(millionths as i64)
}

/// The mappings that a package's associations tell: old and new address.
pub(super) fn of_associations(
    package: &Package,
    elsewhere: &BTreeMap<uuid::Uuid, String>,
) -> Vec<(String, String)> {
    let nodes = Nodes::of(package);
    let mut pairs = Vec::new();
    for association in package.of(Class::Association) {
        let kind = association
            .members
            .get("associationType")
            .and_then(Value::as_str);
        let end = |name: &str| {
            association
                .link(name)
                .and_then(|it| nodes.address(it, elsewhere))
        };
        let ends = (end("originNodeURI"), end("destinationNodeURI"));
        let (Some(origin), Some(destination)) = ends else {
            continue;
        };
        match kind {
            Some("replacedBy") => pairs.push((origin, destination)),
            Some("exactMatchOf") => {
                pairs.push((origin.clone(), destination.clone()));
                pairs.push((destination, origin));
            }
            _ => {}
        }
    }
    pairs.retain(|(old, new)| old != new);
    pairs
}

/// For each competency the others whose evidence counts for it, with the best factor of all chains.
/// `steps` holds for each competency those that count for it directly.
#[must_use]
pub fn resolve(
    steps: &BTreeMap<i64, Vec<(i64, i64)>>,
    keys: &[i64],
) -> BTreeMap<i64, Vec<(i64, i64)>> {
    let mut resolved = BTreeMap::new();
    for key in keys {
        let mut best: BTreeMap<i64, i64> = BTreeMap::new();
        let mut open = BinaryHeap::from([(WHOLE, *key)]);
        while let Some((factor, at)) = open.pop() {
            if best.contains_key(&at) {
                continue;
            }
            best.insert(at, factor);
            for (old, share) in steps.get(&at).into_iter().flatten() {
                let factor = factor * share / WHOLE;
                if factor > 0 && !best.contains_key(old) {
                    open.push((factor, *old));
                }
            }
        }
        best.remove(key);
        if !best.is_empty() {
            resolved.insert(*key, best.into_iter().collect());
        }
    }
    resolved
}

//! What no reader can see alone: whether a framework's parts fit together.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::graph::{Edge, cycle};
use super::package::Package;
use crate::message::Message;

/// How a circle is told.
pub(super) fn told(circle: &[&str]) -> Message {
    let first = circle.first().copied().unwrap_or_default();
    Message::new("fault-circle").with("circle", format!("{} → {first}", circle.join(" → ")))
}

/// Items that statements could not tell apart.
pub(super) fn same_addresses(package: &Package) -> Vec<Fault> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for (index, item) in package.items().iter().enumerate() {
        if let Some(first) = known.insert(item.uri(), index) {
            faults.push(Fault::new(
                format!("/CFItems/{index}/uri"),
                Message::new("fault-same-uri")
                    .with("uri", item.uri())
                    .with("first", format!("/CFItems/{first}")),
            ));
        }
    }
    faults
}

/// A circle in the hierarchy, with the names that people know.
pub(super) fn circle(
    package: &Package,
    edges: &[Edge],
    others: &[(String, String)],
) -> Option<Fault> {
    let own = edges
        .iter()
        .map(|edge| (edge.child.as_str(), edge.parent.as_str()));
    let others = others
        .iter()
        .map(|(child, parent)| (child.as_str(), parent.as_str()));
    let circle = cycle(own.chain(others))?;
    let names: BTreeMap<&str, &str> = package
        .items()
        .iter()
        .map(|item| (item.uri(), item.name()))
        .collect();
    let named: Vec<&str> = circle
        .iter()
        .map(|uri| names.get(uri).copied().unwrap_or(uri))
        .collect();
    Some(Fault::new("/CFAssociations", told(&named)))
}

//! The hierarchy: which item is a part of which, with which weight, and that none is its own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::fault::Fault;
use super::package::{Link, Package, Record, WEIGHT};
use super::shape::Class;
use crate::message::Message;

/// The weight of a child of which nothing is said, millionths.
pub const DEFAULT_WEIGHT: i64 = 1_000_000;
/// Heaviest and lightest weights.
const MOST: i64 = 1000;

/// A child under a parent, both by the addresses by which statements name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The whole.
    pub parent: String,
    /// The part.
    pub child: String,
    /// How much it counts among its siblings, millionths.
    pub weight: i64,
    /// Its place among them.
    pub position: i64,
}

/// Reads a weight; a fault says what one is.
pub fn weight_of(text: &str) -> Result<i64, Message> {
    let mend = || {
        Message::new("fault-weight")
            .with("text", text)
            .with("most", MOST)
    };
    let value: f64 = text.trim().parse().map_err(|_| mend())?;
    let millionths = (value * 1e6).round();
    if !(1.0..=MOST as f64 * 1e6).contains(&millionths) {
        return Err(mend());
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 1 and 1e9")]
    Ok(millionths as i64)
}

/// The items of a package by identifier, and the addresses of others that are known.
pub(super) struct Nodes<'p> {
    items: BTreeMap<Uuid, &'p Record>,
    document: Uuid,
}

impl<'p> Nodes<'p> {
    pub(super) fn of(package: &'p Package) -> Self {
        let items = package.items().iter().map(|item| (item.identifier, item));
        Self {
            items: items.collect(),
            document: package.document.identifier,
        }
    }

    /// The address of an item that a link names; none for the document. An item elsewhere is known
    /// by its own address if one of `elsewhere` has its identifier.
    pub(super) fn address(
        &self,
        link: Link<'_>,
        elsewhere: &BTreeMap<Uuid, String>,
    ) -> Option<String> {
        match link.uuid() {
            Some(id) if id == self.document => None,
            Some(id) => Some(match (self.items.get(&id), elsewhere.get(&id)) {
                (Some(item), _) => item.uri().to_owned(),
                (None, Some(uri)) => uri.clone(),
                (None, None) => link.uri.to_owned(),
            }),
            None => Some(link.uri.to_owned()),
        }
    }
}

/// Identifiers that associations name and that are not of this package.
#[must_use]
pub(super) fn foreign(package: &Package) -> BTreeSet<Uuid> {
    let nodes = Nodes::of(package);
    let ends = package
        .of(Class::Association)
        .iter()
        .flat_map(|association| {
            ["originNodeURI", "destinationNodeURI"].map(|end| association.link(end))
        });
    ends.flatten()
        .filter_map(|link| link.uuid())
        .filter(|id| *id != nodes.document && !nodes.items.contains_key(id))
        .collect()
}

/// The hierarchy that the associations tell, in their order.
pub(super) fn edges(
    package: &Package,
    elsewhere: &BTreeMap<Uuid, String>,
) -> Result<Vec<Edge>, Vec<Fault>> {
    let nodes = Nodes::of(package);
    let mut faults = Vec::new();
    let mut known = BTreeSet::new();
    let mut edges = Vec::new();
    for (index, association) in package.of(Class::Association).iter().enumerate() {
        if association.text("associationType") != Some("isChildOf") {
            continue;
        }
        let weight = match association.extension(WEIGHT) {
            None => Ok(DEFAULT_WEIGHT),
            Some(Value::String(text)) => weight_of(text),
            Some(other) => weight_of(&other.to_string()),
        };
        let weight = weight.unwrap_or_else(|detail| {
            let place = format!("/CFAssociations/{index}/extensions/{WEIGHT}");
            faults.push(Fault::new(place, detail));
            DEFAULT_WEIGHT
        });
        let end = |name: &str| {
            association
                .link(name)
                .and_then(|it| nodes.address(it, elsewhere))
        };
        if let (Some(child), Some(parent)) = (end("originNodeURI"), end("destinationNodeURI"))
            && known.insert((parent.clone(), child.clone()))
        {
            let number = association
                .members
                .get("sequenceNumber")
                .and_then(Value::as_i64);
            edges.push(Edge {
                parent,
                child,
                weight,
                position: number.unwrap_or(index as i64),
            });
        }
    }
    if faults.is_empty() {
        Ok(edges)
    } else {
        Err(faults)
    }
}

/// A circle in a hierarchy: each is a part of the next, the last of the first. None if there is
/// none.
#[must_use]
pub fn cycle<'e>(edges: impl Iterator<Item = (&'e str, &'e str)>) -> Option<Vec<&'e str>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Open,
        Done,
    }
    let mut parents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (child, parent) in edges {
        parents.entry(child).or_default().push(parent);
    }
    let mut states: BTreeMap<&str, State> = BTreeMap::new();
    for start in parents.keys() {
        if states.contains_key(start) {
            continue;
        }
        // A walk without recursion: a hostile hierarchy may be as deep as it is long.
        let mut path: Vec<(&str, usize)> = vec![(start, 0)];
        states.insert(start, State::Open);
        while let Some((node, next)) = path.last_mut() {
            let (node, following) = (*node, *next);
            *next += 1;
            let Some(parent) = parents.get(node).and_then(|them| them.get(following)) else {
                states.insert(node, State::Done);
                path.pop();
                continue;
            };
            match states.get(parent) {
                Some(State::Open) => {
                    let from = path.iter().position(|(node, _)| node == parent)?;
                    return Some(path[from..].iter().map(|(node, _)| *node).collect());
                }
                Some(State::Done) => {}
                None => {
                    states.insert(parent, State::Open);
                    path.push((parent, 0));
                }
            }
        }
    }
    None
}

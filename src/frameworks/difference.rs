//! What a new version of a framework changes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::package::{Package, Record};
use super::shape::Class;

/// What became of an item or another object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change {
    /// Its identifier.
    pub identifier: Uuid,
    /// What people call it.
    pub name: String,
    /// Members that differ; empty for what is new or gone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

/// How two versions of a framework differ. A later time of change alone is no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Difference {
    /// Members of the framework itself that differ.
    pub document: Vec<String>,
    /// New items.
    pub added: Vec<Change>,
    /// Items that say something else.
    pub changed: Vec<Change>,
    /// Items that are gone.
    pub removed: Vec<Change>,
    /// Associations, rubrics and definitions that are new, changed or gone.
    pub others: usize,
}

/// Changes with every export and means nothing by itself.
const RESTLESS: &str = "lastChangeDateTime";

impl Difference {
    /// What leads from one version to another.
    #[must_use]
    pub fn between(old: &Package, new: &Package) -> Self {
        let mut difference = Self {
            document: differing(&old.document.members, &new.document.members),
            ..Self::default()
        };
        if old.extensions != new.extensions {
            difference
                .document
                .push("extensions of the package".to_owned());
        }
        let (old_items, new_items) = (by_id(old.items()), by_id(new.items()));
        for item in new.items() {
            match old_items.get(&item.identifier) {
                None => difference.added.push(change(item, Vec::new())),
                Some(before) => {
                    let members = differing(&before.members, &item.members);
                    if !members.is_empty() {
                        difference.changed.push(change(item, members));
                    }
                }
            }
        }
        let gone = |item: &&Record| !new_items.contains_key(&item.identifier);
        let gone = old.items().iter().filter(gone);
        difference.removed = gone.map(|item| change(item, Vec::new())).collect();
        let others = Class::LISTED
            .iter()
            .filter(|(class, _)| *class != Class::Item);
        difference.others = others
            .map(|(class, _)| count(old.of(*class), new.of(*class)))
            .sum();
        difference
    }

    /// Whether the versions say the same.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

fn by_id(records: &[Record]) -> BTreeMap<Uuid, &Record> {
    records
        .iter()
        .map(|record| (record.identifier, record))
        .collect()
}

fn change(item: &Record, members: Vec<String>) -> Change {
    Change {
        identifier: item.identifier,
        name: item.name().to_owned(),
        members,
    }
}

fn count(old: &[Record], new: &[Record]) -> usize {
    let (old, new) = (by_id(old), by_id(new));
    let changed = new.iter().filter(|(id, record)| {
        let before = old.get(id);
        before.is_none_or(|it| !differing(&it.members, &record.members).is_empty())
    });
    changed.count() + old.keys().filter(|id| !new.contains_key(id)).count()
}

/// The names of members that differ, in order.
fn differing(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<String> {
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    let other = new
        .iter()
        .filter(|(name, value)| old.get(*name).is_none_or(|before| !same(before, value)))
        .map(|(name, _)| name);
    let mut names: Vec<String> = gone
        .chain(other)
        .filter(|it| *it != RESTLESS)
        .cloned()
        .collect();
    names.sort_unstable();
    names
}

/// Whether two values say the same: times of change are not compared at any depth, and 3 is 3.0.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => differing(left, right).is_empty(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64()
        }
        _ => left == right,
    }
}

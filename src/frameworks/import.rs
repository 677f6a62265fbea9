//! Frameworks change: imports, versions put back, weights, mappings, removal. Each in one
//! transaction that the caller commits or, to see what would happen, drops.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use uuid::Uuid;

use super::checks;
use super::difference::Difference;
use super::fault::{Fault, Faults, FrameworkError, Place};
use super::graph::{Edge, edges, foreign};
use super::levels::scales;
use super::mapping::{Pair, WHOLE, of_associations};
use super::package::Package;
use super::store::{self, Item};
use crate::message::Message;
use crate::statements::intern_activities;
use crate::store::Tx;

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The framework.
    pub framework: Uuid,
    /// Its title.
    pub title: String,
    /// The version that is current now.
    pub version: i64,
    /// The items of it.
    pub items: usize,
    /// What differs from the version before; none for a framework that is new.
    pub difference: Option<Difference>,
}

impl Imported {
    /// Whether nothing was new, so that no version was made.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.difference.as_ref().is_some_and(Difference::is_none)
    }
}

/// Makes a package the current version of its framework, unless it says nothing new.
pub async fn import(
    tx: &mut Tx,
    source: &str,
    mut package: Package,
    now: Timestamp,
) -> Result<Imported, FrameworkError> {
    let id = package.document.identifier;
    let known = store::by_id(tx, id).await?;
    let before = store::package(tx, id).await?;
    if let Some(before) = &before {
        keep_addresses(before, &mut package);
    }
    let difference = before.map(|before| Difference::between(&before, &package));
    let mut imported = Imported {
        framework: id,
        title: package.document.name().to_owned(),
        version: known.as_ref().map_or(1, |known| known.version),
        items: package.items().len(),
        difference,
    };
    if imported.is_same() {
        return Ok(imported);
    }
    imported.version = store::add_version(tx, &package, source, now).await?;
    make_current(tx, source, &package, imported.version, now).await?;
    Ok(imported)
}

/// Addresses that we make begin with our own, which may change; what has one keeps it.
fn keep_addresses(before: &Package, package: &mut Package) {
    let made = |uri: &str, id: Uuid| uri.ends_with(&format!("/ims/case/v1p1/CFItems/{id}"));
    let known: BTreeMap<Uuid, &str> = before
        .items()
        .iter()
        .map(|item| (item.identifier, item.uri()))
        .collect();
    for item in package.of_mut(super::Class::Item) {
        if let Some(uri) = known.get(&item.identifier)
            && made(uri, item.identifier)
            && made(item.uri(), item.identifier)
        {
            item.members.insert("uri".into(), (*uri).into());
        }
    }
}

/// Makes an earlier version the current one again; returns what that changes.
pub async fn put_back(
    tx: &mut Tx,
    framework: Uuid,
    version: i64,
    now: Timestamp,
) -> Result<Difference, FrameworkError> {
    let current = store::package(tx, framework).await?;
    let current = current.ok_or(FrameworkError::NoFramework(framework))?;
    let package = store::package_of_version(tx, framework, version).await?;
    let source = format!("version {version}");
    make_current(tx, &source, &package, version, now).await?;
    Ok(Difference::between(&current, &package))
}

/// Puts what is asked for of the current version in place.
async fn make_current(
    tx: &mut Tx,
    source: &str,
    package: &Package,
    version: i64,
    now: Timestamp,
) -> Result<(), FrameworkError> {
    let id = package.document.identifier;
    let elsewhere = store::addresses(tx, &foreign(package)).await?;
    let edges = hierarchy(tx, source, package, &elsewhere).await?;
    let mappings = of_associations(package, &elsewhere);
    let keys = keys(tx, package, &edges, &mappings).await?;
    apart(tx, source, package, &keys).await?;
    store::clear(tx, id).await?;
    store::set_current(tx, package, version, now).await?;
    store::add_objects(tx, package).await?;
    store::add_items(tx, package, &keys, &scales(package)).await?;
    store::add_children(tx, id, &edges, &keys).await?;
    let mut pairs: Vec<(i64, i64, i64)> = mappings
        .iter()
        .filter_map(|(old, new)| Some((*keys.get(old)?, *keys.get(new)?, WHOLE)))
        .collect();
    let earlier = store::earlier(tx, id).await?;
    pairs.extend(earlier.into_iter().map(|(old, new)| (old, new, WHOLE)));
    pairs.sort_unstable();
    pairs.dedup();
    store::add_mappings(tx, id, &pairs, false).await?;
    Ok(())
}

/// The hierarchy, which has no circle, not even through other frameworks.
async fn hierarchy(
    tx: &mut Tx,
    source: &str,
    package: &Package,
    elsewhere: &BTreeMap<Uuid, String>,
) -> Result<Vec<Edge>, FrameworkError> {
    FrameworkError::unless_none(source, checks::same_addresses(package))?;
    let edges = edges(package, elsewhere).map_err(|all| {
        FrameworkError::Faulty(Faults {
            source: source.to_owned(),
            all,
        })
    })?;
    let own: BTreeSet<&str> = package.items().iter().map(super::Record::uri).collect();
    let is_own =
        |edge: &Edge| own.contains(edge.parent.as_str()) && own.contains(edge.child.as_str());
    let others = if edges.iter().all(is_own) {
        Vec::new()
    } else {
        store::other_children(tx, package.document.identifier).await?
    };
    let circle = checks::circle(package, &edges, &others);
    FrameworkError::unless_none(source, circle.into_iter().collect())?;
    Ok(edges)
}

/// The keys of every address that matters.
async fn keys(
    tx: &mut Tx,
    package: &Package,
    edges: &[Edge],
    mappings: &[(String, String)],
) -> Result<BTreeMap<String, i64>, FrameworkError> {
    let items = package.items().iter().map(super::Record::uri);
    let edges = edges
        .iter()
        .flat_map(|edge| [edge.parent.as_str(), edge.child.as_str()]);
    let mappings = mappings
        .iter()
        .flat_map(|(old, new)| [old.as_str(), new.as_str()]);
    let all: BTreeSet<&str> = items.chain(edges).chain(mappings).collect();
    let all: Vec<&str> = all.into_iter().collect();
    Ok(intern_activities(tx, &all).await?.into_iter().collect())
}

/// A competency is of one framework.
async fn apart(
    tx: &mut Tx,
    source: &str,
    package: &Package,
    keys: &BTreeMap<String, i64>,
) -> Result<(), FrameworkError> {
    let items = package.items();
    let own: Vec<i64> = items
        .iter()
        .filter_map(|item| keys.get(item.uri()).copied())
        .collect();
    let ids: Vec<Uuid> = items.iter().map(|item| item.identifier).collect();
    let elsewhere = store::elsewhere(tx, package.document.identifier, &own, &ids).await?;
    let faults = items.iter().enumerate().filter_map(|(index, item)| {
        let key = keys.get(item.uri());
        let (.., title) = elsewhere
            .iter()
            .find(|(id, competency, _)| *id == item.identifier || Some(competency) == key)?;
        Some(Fault::new(
            format!("/CFItems/{index}"),
            Message::new("fault-item-elsewhere")
                .with("name", item.name())
                .with("title", title.as_str()),
        ))
    });
    FrameworkError::unless_none(source, faults.collect())
}

/// Sets how much children count for their parent, millionths; the others keep their weights.
pub async fn weigh(
    tx: &mut Tx,
    parent: &Item,
    weights: &[(Item, i64)],
    now: Timestamp,
) -> Result<(), FrameworkError> {
    let structure = super::structure(tx, &[parent.competency]).await?;
    let children = structure.children(parent.competency);
    let faults = weights
        .iter()
        .filter(|(child, _)| !children.iter().any(|it| it.competency == child.competency))
        .map(|(child, _)| {
            Fault::new(
                &child.uri,
                Message::new("fault-no-part")
                    .with("part", child.name.as_str())
                    .with("whole", parent.name.as_str()),
            )
        });
    FrameworkError::unless_none("the weights", faults.collect())?;
    let rows: Vec<(i64, i64, i64)> = weights
        .iter()
        .map(|(child, weight)| (parent.competency, child.competency, *weight))
        .collect();
    store::set_weights(tx, parent.framework, &rows).await?;
    store::touch(tx, parent.framework, now).await?;
    Ok(())
}

/// Takes a table of mappings: the evidence of what it maps counts for what it is mapped to, which is
/// of some framework. What is mapped may be of none, named by its uri. Returns how many there are.
pub async fn map(tx: &mut Tx, source: &str, pairs: &[Pair]) -> Result<usize, FrameworkError> {
    let mut faults = Vec::new();
    let mut rows: BTreeMap<Uuid, Vec<(i64, i64, i64)>> = BTreeMap::new();
    for pair in pairs {
        let place = |column: &str| Place::Cell(pair.line, column.to_owned());
        let new = match store::resolve_item(tx, &pair.to).await? {
            Ok(item) => item,
            Err(refusal) => {
                faults.push(Fault::new(place("to"), refusal));
                continue;
            }
        };
        let old = match store::resolve_item(tx, &pair.from).await? {
            Ok(item) => Some(item.competency),
            Err(_) if fluent_uri::Uri::parse(pair.from.as_str()).is_ok() => {
                let interned = intern_activities(tx, &[&pair.from]).await?;
                interned.first().map(|(_, key)| *key)
            }
            Err(refusal) => {
                faults.push(Fault::new(place("from"), refusal));
                continue;
            }
        };
        match old {
            Some(old) if old != new.competency => {
                rows.entry(new.framework)
                    .or_default()
                    .push((old, new.competency, pair.factor));
            }
            _ => faults.push(Fault::new(place("to"), Message::new("fault-itself"))),
        }
    }
    FrameworkError::unless_none(source, faults)?;
    for (framework, rows) in rows {
        store::add_mappings(tx, framework, &rows, true).await?;
    }
    Ok(pairs.len())
}

/// Removes a framework with all its versions. Evidence stays: its competencies are named by
/// statements alone from then on. False if there is none.
pub async fn remove(tx: &mut Tx, framework: Uuid) -> Result<bool, FrameworkError> {
    store::clear_all(tx, framework).await?;
    Ok(store::remove(tx, framework).await?)
}

//! What leaves: a framework's package with the weights that are in force, and single objects with
//! what they have when they stand alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::fault::FrameworkError;
use super::graph::DEFAULT_WEIGHT;
use super::package::{Package, WEIGHT};
use super::shape::Class;
use super::store;
use crate::store::Tx;

/// A framework with the weights that somebody chose where the framework says others.
pub async fn in_force(tx: &mut Tx, framework: Uuid) -> Result<Option<Package>, FrameworkError> {
    let Some(mut package) = store::package(tx, framework).await? else {
        return Ok(None);
    };
    let chosen = store::chosen_weights(tx, framework).await?;
    if !chosen.is_empty() {
        set_weights(&mut package, &chosen);
    }
    Ok(Some(package))
}

fn set_weights(package: &mut Package, chosen: &BTreeMap<(String, String), i64>) {
    let items = package.items().iter();
    let addresses: BTreeMap<Uuid, String> = items
        .map(|item| (item.identifier, item.uri().to_owned()))
        .collect();
    for association in package.of_mut(Class::Association) {
        if association.text("associationType") != Some("isChildOf") {
            continue;
        }
        let end = |name: &str| {
            let link = association.link(name)?;
            let known = link.uuid().and_then(|id| addresses.get(&id));
            Some(known.cloned().unwrap_or_else(|| link.uri.to_owned()))
        };
        let ends = end("destinationNodeURI").zip(end("originNodeURI"));
        if let Some(weight) = ends.and_then(|ends| chosen.get(&ends)) {
            let said = (*weight != DEFAULT_WEIGHT).then(|| json!(*weight as f64 / 1e6));
            association.extend(WEIGHT, said);
        }
    }
}

/// A link to a framework: its document or its package.
#[must_use]
pub fn link(document: &Value, uri: Option<String>) -> Value {
    let uri = uri.map_or_else(|| document["uri"].clone(), Value::String);
    json!({ "title": document["title"], "identifier": document["identifier"], "uri": uri })
}

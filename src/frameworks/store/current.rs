//! What is asked for of the current versions: objects by identifier, items, hierarchy, mappings.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use super::super::Edition;
use super::super::graph::Edge;
use super::super::package::Package;
use super::super::scale::Scale;
use super::super::shape::Class;
use super::super::write::write;
use crate::store::{Identifier, StoreError, Tx, execute, fetch_all, id_list, list as listed, sql};

sql! {
    CLEAR_OBJECTS = "DELETE FROM framework_object WHERE framework = $1";
    CLEAR_NODES = "DELETE FROM framework_node WHERE framework = $1";
    CLEAR_ITEMS = "DELETE FROM framework_item WHERE framework = $1";
    CLEAR_CHILDREN = "DELETE FROM framework_child WHERE framework = $1";
    /// What a table said stays when a framework has a new version.
    CLEAR_MAPPINGS = "DELETE FROM framework_mapping WHERE framework = $1 AND NOT chosen";
    CLEAR_ALL_MAPPINGS = "DELETE FROM framework_mapping WHERE framework = $1";
    CLEAR_ADDRESSES = "DELETE FROM framework_address WHERE framework = $1";
    CLEAR_WEIGHTS = "DELETE FROM framework_weight WHERE framework = $1";
    ADD_OBJECTS = {
        sqlite: "INSERT INTO framework_object (framework, class, identifier, position, text)
                 SELECT $1, value->>0, unhex(value->>1), value->>2, value->>3
                 FROM json_each($2)",
        postgres: "INSERT INTO framework_object (framework, class, identifier, position, text)
                   SELECT $1, (r->>0)::bigint, (r->>1)::uuid, (r->>2)::bigint, r->>3
                   FROM jsonb_array_elements($2::jsonb) AS r",
    };
    ADD_NODES = {
        sqlite: "INSERT INTO framework_node (framework, node, association)
                 SELECT $1, unhex(value->>0), unhex(value->>1) FROM json_each($2)
                 WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO framework_node (framework, node, association)
                   SELECT $1, (r->>0)::uuid, (r->>1)::uuid
                   FROM jsonb_array_elements($2::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    ADD_ITEMS = {
        sqlite: "INSERT INTO framework_item
                     (competency, framework, identifier, position, name, code, scale)
                 SELECT value->>0, $1, unhex(value->>1), value->>2, value->>3, value->>4, value->>5
                 FROM json_each($2)",
        postgres: "INSERT INTO framework_item
                       (competency, framework, identifier, position, name, code, scale)
                   SELECT (r->>0)::bigint, $1, (r->>1)::uuid, (r->>2)::bigint, r->>3, r->>4, r->>5
                   FROM jsonb_array_elements($2::jsonb) AS r",
    };
    ADD_CHILDREN = {
        sqlite: "INSERT INTO framework_child (parent, child, framework, position, weight)
                 SELECT value->>0, value->>1, $1, value->>2, value->>3 FROM json_each($2)
                 WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO framework_child (parent, child, framework, position, weight)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, $1, (r->>2)::bigint, (r->>3)::bigint
                   FROM jsonb_array_elements($2::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    ADD_MAPPINGS = {
        sqlite: "INSERT INTO framework_mapping (origin, target, factor, framework, chosen)
                 SELECT value->>0, value->>1, value->>2, $1, $3 FROM json_each($2) WHERE true
                 ON CONFLICT (target, origin) DO UPDATE SET factor = excluded.factor,
                     framework = excluded.framework, chosen = excluded.chosen
                 WHERE excluded.chosen OR NOT framework_mapping.chosen",
        postgres: "INSERT INTO framework_mapping (origin, target, factor, framework, chosen)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, $1, $3
                   FROM jsonb_array_elements($2::jsonb) AS r
                   ON CONFLICT (target, origin) DO UPDATE SET factor = excluded.factor,
                       framework = excluded.framework, chosen = excluded.chosen
                   WHERE excluded.chosen OR NOT framework_mapping.chosen",
    };
    ADD_ADDRESSES = {
        sqlite: "INSERT INTO framework_address (framework, identifier, competency)
                 SELECT $1, unhex(value->>0), value->>1 FROM json_each($2)
                 WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO framework_address (framework, identifier, competency)
                   SELECT $1, (r->>0)::uuid, (r->>1)::bigint
                   FROM jsonb_array_elements($2::jsonb) AS r ON CONFLICT DO NOTHING",
    };
    /// Earlier addresses of items that have another one now.
    EARLIER = "SELECT a.competency, i.competency FROM framework_item i
               JOIN framework_address a ON a.framework = i.framework
                   AND a.identifier = i.identifier AND a.competency <> i.competency
               WHERE i.framework = $1";
    ADD_WEIGHTS = {
        sqlite: "INSERT INTO framework_weight (parent, child, framework, weight)
                 SELECT value->>0, value->>1, $1, value->>2 FROM json_each($2) WHERE true
                 ON CONFLICT (parent, child) DO UPDATE SET weight = excluded.weight",
        postgres: "INSERT INTO framework_weight (parent, child, framework, weight)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, $1, (r->>2)::bigint
                   FROM jsonb_array_elements($2::jsonb) AS r
                   ON CONFLICT (parent, child) DO UPDATE SET weight = excluded.weight",
    };
    CHOSEN_WEIGHTS = "SELECT p.iri, c.iri, w.weight FROM framework_weight w
                      JOIN activity p ON p.key = w.parent JOIN activity c ON c.key = w.child
                      WHERE w.framework = $1";
    /// Items that stand in other frameworks with the same address or identifier.
    ELSEWHERE = {
        sqlite: "SELECT i.identifier, i.competency, f.title FROM framework_item i
                 JOIN framework f ON f.id = i.framework
                 WHERE i.framework <> $1 AND (i.competency IN (SELECT value FROM json_each($2))
                     OR i.identifier IN (SELECT unhex(value) FROM json_each($3)))",
        postgres: "SELECT i.identifier, i.competency, f.title FROM framework_item i
                   JOIN framework f ON f.id = i.framework
                   WHERE i.framework <> $1 AND (i.competency IN
                           (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))
                       OR i.identifier IN
                           (SELECT value::uuid FROM jsonb_array_elements_text($3::jsonb)))",
    };
    FOREIGN = {
        sqlite: "SELECT i.identifier, a.iri FROM framework_item i
                 JOIN activity a ON a.key = i.competency
                 WHERE i.identifier IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT i.identifier, a.iri FROM framework_item i
                   JOIN activity a ON a.key = i.competency
                   WHERE i.identifier IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    /// The hierarchy of other frameworks: a circle may lead through several.
    OTHER_CHILDREN = "SELECT c.iri, p.iri FROM framework_child elsewhere
                      JOIN activity c ON c.key = elsewhere.child
                      JOIN activity p ON p.key = elsewhere.parent
                      WHERE elsewhere.framework <> $1";
}

/// Takes away what is kept of a framework's current version.
pub(in crate::frameworks) async fn clear(tx: &mut Tx, framework: Uuid) -> Result<(), StoreError> {
    execute!(tx, CLEAR_OBJECTS, framework)?;
    execute!(tx, CLEAR_NODES, framework)?;
    execute!(tx, CLEAR_ITEMS, framework)?;
    execute!(tx, CLEAR_CHILDREN, framework)?;
    execute!(tx, CLEAR_MAPPINGS, framework)?;
    Ok(())
}

/// Takes away what outlives a version, too.
pub(in crate::frameworks) async fn clear_all(
    tx: &mut Tx,
    framework: Uuid,
) -> Result<(), StoreError> {
    clear(tx, framework).await?;
    execute!(tx, CLEAR_ALL_MAPPINGS, framework)?;
    execute!(tx, CLEAR_ADDRESSES, framework)?;
    execute!(tx, CLEAR_WEIGHTS, framework)?;
    Ok(())
}

/// Keeps every object by its identifier, and which associations an item has.
pub(in crate::frameworks) async fn add_objects(
    tx: &mut Tx,
    package: &Package,
) -> Result<(), StoreError> {
    let framework = package.document.identifier;
    let mut objects = Vec::new();
    for (class, code) in Class::LISTED {
        for (position, record) in package.of(class).iter().enumerate() {
            let text = write(class, record, Edition::V1p1).to_string();
            objects.push(json!([code, record.identifier.hex(), position, text]));
        }
    }
    let objects = listed(objects.iter());
    execute!(tx, ADD_OBJECTS, framework, &objects)?;
    let nodes = package
        .of(Class::Association)
        .iter()
        .flat_map(|association| {
            ["originNodeURI", "destinationNodeURI"]
                .into_iter()
                .filter_map(|end| association.link(end)?.uuid())
                .map(|node| json!([node.hex(), association.identifier.hex()]))
        });
    let nodes = listed(nodes);
    execute!(tx, ADD_NODES, framework, &nodes)?;
    Ok(())
}

/// Keeps the items with the keys of their addresses.
pub(in crate::frameworks) async fn add_items(
    tx: &mut Tx,
    package: &Package,
    keys: &BTreeMap<String, i64>,
    scales: &BTreeMap<Uuid, Scale>,
) -> Result<(), StoreError> {
    let framework = package.document.identifier;
    let rows = package
        .items()
        .iter()
        .enumerate()
        .filter_map(|(position, item)| {
            let scale = scales
                .get(&item.identifier)
                .map(|scale| json!(scale).to_string());
            let code = item.text("humanCodingScheme");
            let key = keys.get(item.uri())?;
            Some(json!([
                key,
                item.identifier.hex(),
                position,
                item.name(),
                code,
                scale
            ]))
        });
    let rows = listed(rows);
    execute!(tx, ADD_ITEMS, framework, &rows)?;
    let addresses = package
        .items()
        .iter()
        .filter_map(|item| Some(json!([item.identifier.hex(), keys.get(item.uri())?])));
    let addresses = listed(addresses);
    execute!(tx, ADD_ADDRESSES, framework, &addresses)?;
    Ok(())
}

/// Keeps the hierarchy.
pub(in crate::frameworks) async fn add_children(
    tx: &mut Tx,
    framework: Uuid,
    edges: &[Edge],
    keys: &BTreeMap<String, i64>,
) -> Result<(), StoreError> {
    let rows = edges.iter().filter_map(|edge| {
        let (parent, child) = (keys.get(&edge.parent)?, keys.get(&edge.child)?);
        Some(json!([parent, child, edge.position, edge.weight]))
    });
    let rows = listed(rows);
    execute!(tx, ADD_CHILDREN, framework, &rows)?;
    Ok(())
}

/// Keeps mappings: old competency, new one, factor. `chosen` are those of a table.
pub(in crate::frameworks) async fn add_mappings(
    tx: &mut Tx,
    framework: Uuid,
    pairs: &[(i64, i64, i64)],
    chosen: bool,
) -> Result<(), StoreError> {
    let pairs = listed(pairs.iter());
    execute!(tx, ADD_MAPPINGS, framework, &pairs, chosen)?;
    Ok(())
}

/// Earlier addresses of items and the present ones.
pub(in crate::frameworks) async fn earlier(
    tx: &mut Tx,
    framework: Uuid,
) -> Result<Vec<(i64, i64)>, StoreError> {
    fetch_all!(tx, EARLIER as (i64, i64), framework)
}

/// Sets weights that somebody chose.
pub(in crate::frameworks) async fn set_weights(
    tx: &mut Tx,
    framework: Uuid,
    weights: &[(i64, i64, i64)],
) -> Result<(), StoreError> {
    let weights = listed(weights.iter());
    execute!(tx, ADD_WEIGHTS, framework, &weights)?;
    Ok(())
}

/// Weights that somebody chose, by the addresses of parent and child.
pub(in crate::frameworks) async fn chosen_weights(
    tx: &mut Tx,
    framework: Uuid,
) -> Result<BTreeMap<(String, String), i64>, StoreError> {
    let rows = fetch_all!(tx, CHOSEN_WEIGHTS as (String, String, i64), framework)?;
    Ok(rows
        .into_iter()
        .map(|(parent, child, weight)| ((parent, child), weight))
        .collect())
}

/// Items of other frameworks that have one of these addresses or identifiers: identifier, key, and
/// the framework's title.
pub(in crate::frameworks) async fn elsewhere(
    tx: &mut Tx,
    framework: Uuid,
    keys: &[i64],
    identifiers: &[Uuid],
) -> Result<Vec<(Uuid, i64, String)>, StoreError> {
    let keys = listed(keys.iter());
    let identifiers = id_list(identifiers);
    fetch_all!(
        tx,
        ELSEWHERE as (Uuid, i64, String),
        framework,
        keys,
        identifiers
    )
}

/// The addresses of items of other frameworks.
pub(in crate::frameworks) async fn addresses(
    tx: &mut Tx,
    identifiers: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>, StoreError> {
    if identifiers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let identifiers = id_list(identifiers);
    let rows = fetch_all!(tx, FOREIGN as (Uuid, String), identifiers)?;
    Ok(rows.into_iter().collect())
}

/// Children and parents in other frameworks, by address.
pub(in crate::frameworks) async fn other_children(
    tx: &mut Tx,
    framework: Uuid,
) -> Result<Vec<(String, String)>, StoreError> {
    fetch_all!(tx, OTHER_CHILDREN as (String, String), framework)
}

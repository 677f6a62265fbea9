//! What the engine asks for many competencies at once.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sqlx::FromRow;
use uuid::Uuid;

use super::super::scale::Scale;
use crate::store::{StoreError, Tx, fetch_all, list as listed, sql};

sql! {
    /// Every link below some competencies, at any depth.
    CHILDREN_BELOW = {
        sqlite: "WITH RECURSIVE below (key) AS (
                     SELECT value FROM json_each($1)
                     UNION SELECT c.child FROM below b JOIN framework_child c ON c.parent = b.key)
                 SELECT c.parent, c.child, coalesce(w.weight, c.weight)
                 FROM below b JOIN framework_child c ON c.parent = b.key
                 LEFT JOIN framework_weight w ON w.parent = c.parent AND w.child = c.child
                 ORDER BY c.parent, c.position, c.child",
        postgres: "WITH RECURSIVE below (key) AS (
                       SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)
                       UNION SELECT c.child FROM below b
                             JOIN framework_child c ON c.parent = b.key)
                   SELECT c.parent, c.child, coalesce(w.weight, c.weight)
                   FROM below b JOIN framework_child c ON c.parent = b.key
                   LEFT JOIN framework_weight w ON w.parent = c.parent AND w.child = c.child
                   ORDER BY c.parent, c.position, c.child",
    };
    /// Every link above some competencies, at any height.
    PARENTS_ABOVE = {
        sqlite: "WITH RECURSIVE up (key) AS (
                     SELECT value FROM json_each($1)
                     UNION SELECT c.parent FROM up u JOIN framework_child c ON c.child = u.key)
                 SELECT DISTINCT c.parent
                 FROM up u JOIN framework_child c ON c.child = u.key ORDER BY 1",
        postgres: "WITH RECURSIVE up (key) AS (
                       SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)
                       UNION SELECT c.parent FROM up u
                             JOIN framework_child c ON c.child = u.key)
                   SELECT DISTINCT c.parent
                   FROM up u JOIN framework_child c ON c.child = u.key ORDER BY 1",
    };
    ITEMS_OF_KEYS = {
        sqlite: "SELECT i.competency, i.framework, i.identifier, i.name, i.code, i.scale, a.iri
                 FROM framework_item i JOIN activity a ON a.key = i.competency
                 WHERE i.competency IN (SELECT value FROM json_each($1))",
        postgres: "SELECT i.competency, i.framework, i.identifier, i.name, i.code, i.scale, a.iri
                   FROM framework_item i JOIN activity a ON a.key = i.competency
                   WHERE i.competency IN
                       (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))",
    };
    /// Every mapping that leads to some competencies, in however many steps.
    MAPPED_TO = {
        sqlite: "WITH RECURSIVE up (key) AS (
                     SELECT value FROM json_each($1)
                     UNION SELECT m.origin FROM up u JOIN framework_mapping m ON m.target = u.key)
                 SELECT m.target, m.origin, m.factor
                 FROM up u JOIN framework_mapping m ON m.target = u.key",
        postgres: "WITH RECURSIVE up (key) AS (
                       SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)
                       UNION SELECT m.origin FROM up u
                             JOIN framework_mapping m ON m.target = u.key)
                   SELECT m.target, m.origin, m.factor
                   FROM up u JOIN framework_mapping m ON m.target = u.key",
    };
    /// Every mapping that leads away from some competencies.
    MAPPED_FROM = {
        sqlite: "WITH RECURSIVE down (key) AS (
                     SELECT value FROM json_each($1)
                     UNION SELECT m.target FROM down d JOIN framework_mapping m ON m.origin = d.key)
                 SELECT m.origin, m.target, m.factor
                 FROM down d JOIN framework_mapping m ON m.origin = d.key",
        postgres: "WITH RECURSIVE down (key) AS (
                       SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)
                       UNION SELECT m.target FROM down d
                             JOIN framework_mapping m ON m.origin = d.key)
                   SELECT m.origin, m.target, m.factor
                   FROM down d JOIN framework_mapping m ON m.origin = d.key",
    };
}

/// A competency of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its key: that of the activity whose IRI is its `uri`.
    pub competency: i64,
    /// Its framework.
    pub framework: Uuid,
    /// Its identifier.
    pub identifier: Uuid,
    /// What people call it.
    pub name: String,
    /// Its `humanCodingScheme`.
    pub code: Option<String>,
    /// Its `uri`.
    pub uri: String,
    /// Its scale; the shipped default where the framework says nothing.
    pub scale: Arc<Scale>,
    /// Whether the framework says one; else the levels of the rule set in force hold.
    pub has_own_scale: bool,
}

#[derive(FromRow)]
pub(in crate::frameworks) struct Row {
    competency: i64,
    framework: Uuid,
    identifier: Uuid,
    name: String,
    code: Option<String>,
    scale: Option<String>,
    iri: String,
}

/// A scale as it is stored; what cannot be read is the default.
fn scale(text: Option<&str>) -> Arc<Scale> {
    let known = text.and_then(|text| serde_json::from_str(text).ok());
    Arc::new(known.unwrap_or_default())
}

impl Row {
    fn item(self, scale: Arc<Scale>) -> Item {
        Item {
            competency: self.competency,
            framework: self.framework,
            identifier: self.identifier,
            name: self.name,
            code: self.code,
            uri: self.iri,
            scale,
            has_own_scale: self.scale.is_some(),
        }
    }
}

impl From<Row> for Item {
    fn from(row: Row) -> Self {
        let scale = scale(row.scale.as_deref());
        row.item(scale)
    }
}

/// Links below some competencies: parent, child, weight.
pub(in crate::frameworks) async fn children_below(
    tx: &mut Tx,
    keys: &[i64],
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    fetch_all!(tx, CHILDREN_BELOW as (i64, i64, i64), listed(keys.iter()))
}

/// Everything that some competencies are parts of, at any height.
pub(in crate::frameworks) async fn parents_above(
    tx: &mut Tx,
    keys: &[i64],
) -> Result<Vec<i64>, StoreError> {
    let rows = fetch_all!(tx, PARENTS_ABOVE as (i64,), listed(keys.iter()))?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// Those of some competencies that are in a framework. Equal scales are one.
pub(in crate::frameworks) async fn known_items(
    tx: &mut Tx,
    keys: impl Iterator<Item = &i64>,
) -> Result<BTreeMap<i64, Item>, StoreError> {
    let rows = fetch_all!(tx, ITEMS_OF_KEYS as Row, listed(keys))?;
    let mut scales: HashMap<Option<String>, Arc<Scale>> = HashMap::new();
    let mut items = BTreeMap::new();
    for row in rows {
        let scale = match scales.get(&row.scale) {
            Some(known) => known.clone(),
            None => {
                let new = scale(row.scale.as_deref());
                scales.insert(row.scale.clone(), new.clone());
                new
            }
        };
        items.insert(row.competency, row.item(scale));
    }
    Ok(items)
}

/// Mappings that lead to some competencies: new one, old one, factor.
pub(in crate::frameworks) async fn mapped_to(
    tx: &mut Tx,
    keys: &[i64],
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    fetch_all!(tx, MAPPED_TO as (i64, i64, i64), listed(keys.iter()))
}

/// Mappings that lead away from some competencies: old one, new one, factor.
pub(in crate::frameworks) async fn mapped_from(
    tx: &mut Tx,
    keys: &[i64],
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    fetch_all!(tx, MAPPED_FROM as (i64, i64, i64), listed(keys.iter()))
}

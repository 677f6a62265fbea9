//! Single objects and items of the current versions.

use serde_json::Value;
use uuid::Uuid;

use super::super::shape::Class;
use super::reading::{Item, Row as ItemRow};
use super::versions::stored;
use crate::message::Message;
use crate::store::{StoreError, Tx, fetch_all, fetch_optional, sql};

sql! {
    OBJECT = "SELECT framework, text FROM framework_object
              WHERE class = $1 AND identifier = $2 ORDER BY framework LIMIT 1";
    BELOW = "SELECT text FROM framework_object
             WHERE framework = $1 AND class = $2 ORDER BY position";
    ASSOCIATIONS_OF = "SELECT o.text FROM framework_node n
                       JOIN framework_object o ON o.class = 2 AND o.identifier = n.association
                           AND o.framework = n.framework
                       WHERE n.node = $1 ORDER BY o.position";
    ITEM = "SELECT i.competency, i.framework, i.identifier, i.name, i.code, i.scale, a.iri
            FROM framework_item i JOIN activity a ON a.key = i.competency
            WHERE i.framework = $1 AND i.identifier = $2";
    ITEMS = "SELECT i.competency, i.framework, i.identifier, i.name, i.code, i.scale, a.iri
             FROM framework_item i JOIN activity a ON a.key = i.competency
             WHERE i.framework = $1 ORDER BY i.position";
    /// By address, identifier or code, within a framework or, without one, in all.
    FIND_BY_ADDRESS = "SELECT i.competency, i.framework, i.identifier, i.name, i.code, i.scale, a.iri
                       FROM activity a JOIN framework_item i ON i.competency = a.key
                       WHERE a.iri = $1";
    FIND_BY_IDENTIFIER = "SELECT i.competency, i.framework, i.identifier, i.name, i.code, i.scale,
                              a.iri
                          FROM framework_item i JOIN activity a ON a.key = i.competency
                          WHERE i.identifier = $1";
    FIND_BY_CODE = "SELECT i.competency, i.framework, i.identifier, i.name, i.code, i.scale, a.iri
                    FROM framework_item i JOIN activity a ON a.key = i.competency
                    WHERE i.code = $1 ORDER BY i.framework, i.position LIMIT 3";
}

/// An object of a class by its identifier, and the framework it is of.
pub async fn object(
    tx: &mut Tx,
    class: Class,
    identifier: Uuid,
) -> Result<Option<(Uuid, Value)>, StoreError> {
    let row = fetch_optional!(tx, OBJECT as (Uuid, String), class.code(), identifier)?;
    row.map(|(framework, text)| Ok((framework, stored(&text)?)))
        .transpose()
}

/// Everything of a class in a framework.
async fn objects(tx: &mut Tx, framework: Uuid, class: Class) -> Result<Vec<Value>, StoreError> {
    let rows = fetch_all!(tx, BELOW as (String,), framework, class.code())?;
    rows.iter().map(|(text,)| stored(text)).collect()
}

/// The concepts, subjects or item types below one, by their hierarchy codes: itself first.
pub async fn with_those_below(
    tx: &mut Tx,
    class: Class,
    framework: Uuid,
    first: &Value,
) -> Result<Vec<Value>, StoreError> {
    let code = first
        .get("hierarchyCode")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut all = vec![first.clone()];
    if code.is_empty() {
        return Ok(all);
    }
    let below = objects(tx, framework, class)
        .await?
        .into_iter()
        .filter(|object| {
            let other = object
                .get("hierarchyCode")
                .and_then(Value::as_str)
                .unwrap_or_default();
            // "1.2" is below "1", "12" is not.
            other
                .strip_prefix(code)
                .is_some_and(|rest| rest.starts_with(|letter: char| !letter.is_alphanumeric()))
        });
    all.extend(below);
    Ok(all)
}

/// The associations that begin or end at an item or document.
pub async fn associations_of(tx: &mut Tx, node: Uuid) -> Result<Vec<Value>, StoreError> {
    let rows = fetch_all!(tx, ASSOCIATIONS_OF as (String,), node)?;
    rows.iter().map(|(text,)| stored(text)).collect()
}

/// An item of a framework.
pub async fn item(
    tx: &mut Tx,
    framework: Uuid,
    identifier: Uuid,
) -> Result<Option<Item>, StoreError> {
    Ok(fetch_optional!(tx, ITEM as ItemRow, framework, identifier)?.map(Item::from))
}

/// All items of a framework, in its order.
pub async fn items(tx: &mut Tx, framework: Uuid) -> Result<Vec<Item>, StoreError> {
    let rows = fetch_all!(tx, ITEMS as ItemRow, framework)?;
    Ok(rows.into_iter().map(Item::from).collect())
}

/// Items that a text names: by address, identifier or code. At most three of a code, which several
/// frameworks may use.
pub async fn find_items(tx: &mut Tx, text: &str) -> Result<Vec<Item>, StoreError> {
    let mut found = fetch_all!(tx, FIND_BY_ADDRESS as ItemRow, text)?;
    if found.is_empty()
        && let Ok(identifier) = Uuid::parse_str(text)
    {
        found = fetch_all!(tx, FIND_BY_IDENTIFIER as ItemRow, identifier)?;
    }
    if found.is_empty() {
        found = fetch_all!(tx, FIND_BY_CODE as ItemRow, text)?;
    }
    Ok(found.into_iter().map(Item::from).collect())
}

/// The one item that a text names; else what to do about it.
pub async fn resolve_item(tx: &mut Tx, text: &str) -> Result<Result<Item, Message>, StoreError> {
    let mut found = find_items(tx, text).await?;
    Ok(match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (None, _) => Err(Message::new("refused-no-competency").with("text", text)),
        (Some(_), _) => Err(Message::new("refused-many-competencies").with("text", text)),
    })
}

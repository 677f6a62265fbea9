//! What an object lacks, has under another name, or has beyond what CASE defines.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::super::package::EXTENSIONS;
use super::super::shape::{Class, Need};
use super::{NAMESPACE, is_empty, last_uuid, urn};
use crate::message::Message;

/// Puts what says the same under another name where it is looked for.
pub(super) fn stand_ins(class: Class, object: &mut Map<String, Value>) {
    let lacks = |object: &Map<String, Value>, name: &str| object.get(name).is_none_or(is_empty);
    if lacks(object, "identifier")
        && class != Class::Association
        && let Some(uri) = object.get("uri").and_then(Value::as_str)
        && let Some(found) = last_uuid(uri)
    {
        object.insert("identifier".into(), json!(found.hyphenated().to_string()));
    }
    if class == Class::Item && lacks(object, "fullStatement") {
        let shorter = ["abbreviatedStatement", "humanCodingScheme"]
            .into_iter()
            .find_map(|name| object.get(name).filter(|it| !is_empty(it)).cloned());
        if let Some(shorter) = shorter {
            object.insert("fullStatement".into(), shorter);
        }
    }
}

/// Makes what the standard wants and the wild often lacks; returns the identifier.
pub(super) fn made(class: Class, members: &mut Map<String, Value>, now: &str) -> Option<Uuid> {
    let identifier = match members.get("identifier").and_then(Value::as_str) {
        Some(known) => Uuid::parse_str(known).ok(),
        None if class == Class::Association => Some(of_ends(members)),
        None => None,
    };
    for member in class.members() {
        if member.need != Need::Made || members.contains_key(member.name) {
            continue;
        }
        let value = match (member.name, identifier) {
            ("identifier", Some(id)) => id.hyphenated().to_string(),
            ("uri", Some(id)) => urn(&id.hyphenated().to_string()),
            ("lastChangeDateTime", _) => now.to_owned(),
            ("creator", _) => "unknown".to_owned(),
            _ => String::new(),
        };
        members.insert(member.name.to_owned(), Value::String(value));
    }
    identifier
}

/// An association without an identifier is known by what it connects.
fn of_ends(members: &Map<String, Value>) -> Uuid {
    let end = |name: &str| members.get(name).map(Value::to_string).unwrap_or_default();
    let all = format!(
        "{} {} {}",
        end("associationType"),
        end("originNodeURI"),
        end("destinationNodeURI")
    );
    Uuid::new_v5(&NAMESPACE, all.as_bytes())
}

/// Keeps members that CASE does not define among the extensions, where 1.1 writes them.
pub(super) fn adopt(class: Class, members: &mut Map<String, Value>, unknown: Map<String, Value>) {
    let unknown = unknown.into_iter().filter(|(_, value)| !value.is_null());
    for (name, value) in unknown {
        let none = if class == Class::Level {
            json!([])
        } else {
            json!({})
        };
        let place = members.entry(EXTENSIONS).or_insert(none);
        match place {
            Value::Object(extensions) => drop(extensions.entry(name).or_insert(value)),
            // Levels have a list of extensions.
            Value::Array(list) => list.push(Value::Object(Map::from_iter([(name, value)]))),
            _ => {}
        }
    }
}

pub(super) fn extensions(object: &mut Map<String, Value>) -> Map<String, Value> {
    let mut all = match object.remove(EXTENSIONS) {
        Some(Value::Object(extensions)) => extensions,
        _ => Map::new(),
    };
    all.extend(
        std::mem::take(object)
            .into_iter()
            .filter(|(_, it)| !it.is_null()),
    );
    all
}

pub(super) fn mend(class: Class, member: &str) -> Message {
    match (class, member) {
        (Class::Item, "uri") => Message::new("fault-item-uri"),
        (_, "identifier") => Message::new("fault-identifier"),
        _ => Message::new("fault-member").with("member", member),
    }
}

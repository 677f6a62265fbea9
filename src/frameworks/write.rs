//! The strict writer: exactly the members that the official schema of an edition allows.

use serde_json::{Map, Value, json};

use super::Edition;
use super::package::{EXTENSIONS, Package, Record};
use super::shape::{Class, Kind, knows_association};

/// A `CFPackage`.
#[must_use]
pub fn write_package(package: &Package, edition: Edition) -> Value {
    let mut whole = Map::new();
    let mut definitions = Map::new();
    whole.insert(
        "CFDocument".into(),
        write(Class::Document, &package.document, edition),
    );
    for (class, _) in Class::LISTED {
        let records = package.of(class);
        // Items and associations are lists even where there are none.
        if records.is_empty() && !matches!(class, Class::Item | Class::Association) {
            continue;
        }
        let list: Vec<Value> = records
            .iter()
            .filter(|record| is_written(class, record, edition))
            .map(|record| write(class, record, edition))
            .collect();
        let place = if class.is_definition() {
            &mut definitions
        } else {
            &mut whole
        };
        place.insert(class.plural().into(), Value::Array(list));
    }
    if !definitions.is_empty() {
        whole.insert("CFDefinitions".into(), Value::Object(definitions));
    }
    if edition == Edition::V1p1 && !package.extensions.is_empty() {
        whole.insert(EXTENSIONS.into(), Value::Object(package.extensions.clone()));
    }
    Value::Object(whole)
}

/// Whether an edition can say a record: 1.0 has no way to say an association of another type.
#[must_use]
pub fn is_written(class: Class, record: &Record, edition: Edition) -> bool {
    let kind = record.text("associationType").unwrap_or_default();
    class != Class::Association || knows_association(edition, kind)
}

/// One object as it stands in a package.
#[must_use]
pub fn write(class: Class, record: &Record, edition: Edition) -> Value {
    let mut object = members(class, &record.members, edition);
    if class == Class::Document && edition == Edition::V1p1 {
        object.insert("caseVersion".into(), json!("1.1"));
    }
    Value::Object(object)
}

/// An object that is JSON already, as an edition says it.
#[must_use]
pub fn write_value(class: Class, object: &Value, edition: Edition) -> Value {
    let mut written = object
        .as_object()
        .map_or_else(Map::new, |it| members(class, it, edition));
    if class == Class::Document && edition == Edition::V1p1 {
        written.insert("caseVersion".into(), json!("1.1"));
    }
    Value::Object(written)
}

fn members(class: Class, from: &Map<String, Value>, edition: Edition) -> Map<String, Value> {
    let known = class
        .members()
        .iter()
        .filter(|member| member.since <= edition);
    known
        .filter_map(|member| {
            let value = from.get(member.name)?;
            let value = match (member.kind, value) {
                (Kind::Records(inner), Value::Array(list)) => list
                    .iter()
                    .filter_map(Value::as_object)
                    .map(|object| Value::Object(members(inner, object, edition)))
                    .collect(),
                (Kind::AnyLink, Value::Object(link)) if edition == Edition::V1p0 => {
                    let mut link = link.clone();
                    link.remove("targetType");
                    Value::Object(link)
                }
                _ => value.clone(),
            };
            Some((member.name.to_owned(), value))
        })
        .collect()
}

//! The lenient reader of CASE packages, 1.0 and 1.1: what the wild writes differently is put right,
//! what cannot be understood is named with its place.

mod mend;
mod value;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::fault::{Fault, Faults, FrameworkError, Place};
use super::package::{Package, Record};
use super::shape::{Class, Need};
use crate::message::Message;
use mend::{adopt, extensions, made, mend, stand_ins};

/// Most values of a package: far more than the largest known frameworks have.
const LIMITS: strict_json::Limits = strict_json::Limits {
    depth: 64,
    values: 5_000_000,
};
/// The space of identifiers that are made from what lacks one.
pub(super) const NAMESPACE: Uuid = Uuid::from_u128(0x6f1d_2f0e_5c0b_4e57_9a43_c0ac_119b_7c01);
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Members of objects that stand alone; in a package they say nothing.
const OF_ALONE: [&str; 3] = ["CFDocumentURI", "CFPackageURI", "caseVersion"];

/// Reads a `CFPackage`. Times that are missing become `now`.
pub fn read_package(source: &str, bytes: &[u8], now: Timestamp) -> Result<Package, FrameworkError> {
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let value = strict_json::parse(text, LIMITS).map_err(|error| {
        let detail = Message::from(&error);
        FrameworkError::one(source, error.pointer, detail)
    })?;
    package_of(source, value, now)
}

/// Reads a `CFPackage` that is JSON already.
pub(super) fn package_of(
    source: &str,
    value: Value,
    now: Timestamp,
) -> Result<Package, FrameworkError> {
    let mut reader = Reader {
        faults: Vec::new(),
        now: now.to_string(),
    };
    let package = reader.package(value);
    match package {
        Some(package) if reader.faults.is_empty() => Ok(package),
        _ => Err(FrameworkError::Faulty(Faults {
            source: source.to_owned(),
            all: reader.faults,
        })),
    }
}

struct Reader {
    faults: Vec<Fault>,
    now: String,
}

/// Only the names: the message shows what was found instead.
fn members(object: &Map<String, Value>) -> String {
    let names: Vec<&str> = object.keys().take(6).map(String::as_str).collect();
    names.join(", ")
}

impl Reader {
    fn fault(&mut self, place: &str, detail: Message) {
        self.faults.push(Fault::new(place, detail));
    }

    fn package(&mut self, value: Value) -> Option<Package> {
        let Value::Object(mut object) = value else {
            self.fault("", Message::new("fault-no-package"));
            return None;
        };
        // Some put the package into an object of its own.
        if let Some(Value::Object(inner)) = object.remove("CFPackage") {
            object = inner;
        }
        let Some(document) = object.remove("CFDocument").filter(|it| !it.is_null()) else {
            self.no_document(&object);
            return None;
        };
        let document = self.record(Class::Document, document, "/CFDocument");
        let mut definitions = match object.remove("CFDefinitions") {
            Some(Value::Object(definitions)) => definitions,
            None | Some(Value::Null) => Map::new(),
            Some(_) => {
                self.fault("/CFDefinitions", Message::new("fault-no-lists"));
                Map::new()
            }
        };
        let mut lists = Vec::new();
        for (class, _) in Class::LISTED {
            let (from, base) = if class.is_definition() {
                (&mut definitions, "/CFDefinitions")
            } else {
                (&mut object, "")
            };
            let place = format!("{base}/{}", class.plural());
            let list = from.remove(class.plural());
            lists.push((class, self.list(class, list, &place)));
        }
        let mut package = Package::new(document?);
        for (class, list) in lists {
            *package.of_mut(class) = list;
        }
        package.extensions = extensions(&mut object);
        package.extensions.extend(extensions(&mut definitions));
        Some(package)
    }

    fn no_document(&mut self, object: &Map<String, Value>) {
        if object.contains_key("document") || object.contains_key("sourcedId") {
            self.fault("", Message::new("fault-opencase"));
        } else if object.contains_key("CFDocuments") {
            self.fault("/CFDocuments", Message::new("fault-list-of-frameworks"));
        } else {
            let found = members(object);
            self.fault(
                "/CFDocument",
                Message::new("fault-no-document").with("found", found),
            );
        }
    }

    fn list(&mut self, class: Class, list: Option<Value>, place: &str) -> Vec<Record> {
        let list = match list {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(list)) => list,
            // One alone, not in a list.
            Some(one @ Value::Object(_)) => vec![one],
            Some(_) => {
                self.fault(place, Message::new("fault-no-list"));
                return Vec::new();
            }
        };
        let mut known = BTreeSet::new();
        let mut records = Vec::with_capacity(list.len());
        for (index, value) in list.into_iter().enumerate() {
            let place = format!("{place}/{index}");
            let Some(record) = self.record(class, value, &place) else {
                continue;
            };
            if !known.insert(record.identifier) {
                self.fault(
                    &format!("{place}/identifier"),
                    Message::new("fault-twice").with("name", record.identifier.to_string()),
                );
                continue;
            }
            records.push(record);
        }
        records
    }

    fn record(&mut self, class: Class, value: Value, place: &str) -> Option<Record> {
        let Value::Object(mut object) = value else {
            self.fault(place, Message::new("fault-no-object"));
            return None;
        };
        if object.contains_key("sourcedId") && !object.contains_key("identifier") {
            self.fault(
                &format!("{place}/sourcedId"),
                Message::new("fault-sourced-id"),
            );
            return None;
        }
        let before = self.faults.len();
        stand_ins(class, &mut object);
        let mut members = Map::new();
        for member in class.members() {
            let value = object.remove(member.name).filter(|it| !is_empty(it));
            let place = format!("{place}/{}", member.name);
            if let Some(value) = value
                && let Some(value) = self.value(member, value, &place)
                && !is_empty(&value)
            {
                members.insert(member.name.to_owned(), value);
            }
        }
        for name in OF_ALONE {
            object.remove(name);
        }
        adopt(class, &mut members, object);
        let identifier = made(class, &mut members, &self.now);
        let missing = class
            .members()
            .iter()
            .filter(|member| member.need == Need::Must && !members.contains_key(member.name));
        let mut faults: Vec<Fault> = Vec::new();
        for member in missing {
            let place = format!("{place}/{}", member.name);
            // Whoever wrote it wrong has been told already.
            if !self.faults[before..]
                .iter()
                .any(|fault| fault.place == Place::At(place.clone()))
            {
                faults.push(Fault::new(place, mend(class, member.name)));
            }
        }
        self.faults.extend(faults);
        let whole = self.faults.len() == before;
        identifier.filter(|_| whole).map(|identifier| Record {
            identifier,
            members,
        })
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn last_uuid(uri: &str) -> Option<Uuid> {
    let last = uri.trim_end_matches('/').rsplit(['/', ':', '#']).next()?;
    Uuid::parse_str(last).ok()
}

/// The identifier that an address ends with, or one made from it.
pub(super) fn uuid_of(uri: &str) -> Uuid {
    last_uuid(uri).unwrap_or_else(|| Uuid::new_v5(&NAMESPACE, uri.as_bytes()))
}

fn urn(identifier: &str) -> String {
    match Uuid::parse_str(identifier) {
        Ok(id) => id.urn().to_string(),
        Err(_) => Uuid::new_v5(&NAMESPACE, identifier.as_bytes())
            .urn()
            .to_string(),
    }
}

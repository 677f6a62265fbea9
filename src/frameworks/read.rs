//! The lenient reader of CASE packages, 1.0 and 1.1: what the wild writes differently is put right,
//! what cannot be understood is named with its place.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Number, Value, json};
use uuid::Uuid;

use super::fault::{Fault, Faults, FrameworkError};
use super::package::{EXTENSIONS, Package, Record};
use super::shape::{Class, Kind, Member, Need, association_type};

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
    let value = strict_json::parse(text, LIMITS)
        .map_err(|error| FrameworkError::one(source, error.pointer, error.message))?;
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
    fn fault(&mut self, place: &str, detail: impl Into<String>) {
        self.faults.push(Fault::new(place, detail));
    }

    fn package(&mut self, value: Value) -> Option<Package> {
        let Value::Object(mut object) = value else {
            self.fault(
                "",
                "A CFPackage is a JSON object with CFDocument and CFItems.",
            );
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
                self.fault("/CFDefinitions", "This is an object of lists.");
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
            self.fault(
                "",
                "This is the form of OpenCASE's former management interface (document, items, \
                 sourcedId), not a CFPackage. Take what …/ims/case/v1p1/CFPackages/IDENTIFIER of the \
                 same server answers.",
            );
        } else if object.contains_key("CFDocuments") {
            self.fault(
                "/CFDocuments",
                "This is a list of frameworks, not one. Take what CFPackages/IDENTIFIER answers, or \
                 import from the endpoint's address.",
            );
        } else {
            let found = members(object);
            self.fault(
                "/CFDocument",
                format!("A CFPackage has a CFDocument; here are {found}."),
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
                self.fault(place, "This is a list of objects.");
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
                    format!("{} is there twice; give each its own.", record.identifier),
                );
                continue;
            }
            records.push(record);
        }
        records
    }

    fn record(&mut self, class: Class, value: Value, place: &str) -> Option<Record> {
        let Value::Object(mut object) = value else {
            self.fault(place, "This is an object.");
            return None;
        };
        if object.contains_key("sourcedId") && !object.contains_key("identifier") {
            self.fault(
                &format!("{place}/sourcedId"),
                "sourcedId is of OpenCASE's former interface; CASE calls it identifier. Export the \
                 framework from the CASE endpoint instead.",
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
                .any(|fault| fault.place == place)
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

    fn value(&mut self, member: &Member, value: Value, place: &str) -> Option<Value> {
        match member.kind {
            Kind::Text => self.text(value, place).map(Value::String),
            Kind::AssociationType => {
                let text = self.text(value, place)?;
                Some(Value::String(association_type(&text)))
            }
            Kind::Texts => Some(self.texts(value, place)),
            Kind::Uuid => {
                let text = self.text(value, place)?;
                let found = Uuid::parse_str(text.trim()).ok();
                if found.is_none() {
                    self.fault(place, format!("{text:?} is no UUID."));
                }
                found.map(|it| Value::String(it.hyphenated().to_string()))
            }
            Kind::Link => self.link(value, place, true),
            Kind::AnyLink => self.link(value, place, false),
            Kind::Links => {
                let list = match value {
                    Value::Array(list) => list,
                    one => vec![one],
                };
                let links = list
                    .into_iter()
                    .enumerate()
                    .filter_map(|(index, link)| self.link(link, &format!("{place}/{index}"), true));
                Some(Value::Array(links.collect()))
            }
            Kind::Time => self.time(value, place),
            Kind::Date => self.date(value, place),
            Kind::Number => self.number(value, place).map(Value::Number),
            Kind::Integer => {
                let number = self.number(value, place)?;
                let whole = whole(&number);
                if whole.is_none() {
                    self.fault(place, format!("{number} is no whole number."));
                }
                whole.map(|it| json!(it))
            }
            Kind::Records(class) => {
                let records = self.list(class, Some(value), place);
                let objects = records
                    .into_iter()
                    .map(|record| Value::Object(record.members));
                Some(Value::Array(objects.collect()))
            }
            Kind::Extensions => Some(match value {
                Value::Object(_) => value,
                other => json!({ "value": other }),
            }),
            Kind::ExtensionsInList => {
                let list = match value {
                    Value::Array(list) => list,
                    one => vec![one],
                };
                let objects = list.into_iter().map(|one| match one {
                    Value::Object(_) => one,
                    other => json!({ "value": other }),
                });
                Some(Value::Array(objects.collect()))
            }
        }
    }

    fn text(&mut self, value: Value, place: &str) -> Option<String> {
        match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            // A list of one where one is meant.
            Value::Array(mut list) if list.len() == 1 => {
                list.pop().and_then(|one| self.text(one, place))
            }
            other => {
                self.fault(place, format!("This is a text, not {}.", kind(&other)));
                None
            }
        }
    }

    fn texts(&mut self, value: Value, place: &str) -> Value {
        let list = match value {
            Value::Array(list) => list,
            one => vec![one],
        };
        let texts = list
            .into_iter()
            .enumerate()
            .filter(|(_, one)| !is_empty(one))
            .filter_map(|(index, one)| self.text(one, &format!("{place}/{index}")))
            .map(Value::String);
        Value::Array(texts.collect())
    }

    /// A link, which is often but its address, and sometimes lacks a part.
    fn link(&mut self, value: Value, place: &str, of_case: bool) -> Option<Value> {
        let object = match value {
            Value::Object(object) => object,
            Value::String(uri) => Map::from_iter([("uri".to_owned(), Value::String(uri))]),
            Value::Array(mut list) if list.len() == 1 => {
                return list.pop().and_then(|one| self.link(one, place, of_case));
            }
            other => {
                self.fault(
                    place,
                    format!(
                        "A link has title, identifier and uri; this is {}.",
                        kind(&other)
                    ),
                );
                return None;
            }
        };
        let part = |name: &str| {
            let text = object.get(name).and_then(Value::as_str).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let (identifier, uri) = (part("identifier"), part("uri"));
        let known = identifier
            .as_deref()
            .and_then(|it| Uuid::parse_str(it).ok());
        let (identifier, uri) = match (known, identifier, uri) {
            (Some(known), _, uri) => (known.hyphenated().to_string(), uri),
            (None, Some(other), uri) if !of_case => (other, uri),
            (None, _, Some(uri)) => (uuid_of(&uri).hyphenated().to_string(), Some(uri)),
            (None, _, None) => {
                self.fault(
                    place,
                    "A link has an identifier (a UUID) or a uri; give it one.",
                );
                return None;
            }
        };
        let uri = uri.unwrap_or_else(|| urn(&identifier));
        let mut link = json!({
            "title": part("title").unwrap_or_default(), "identifier": identifier, "uri": uri
        });
        if !of_case && let Some(kind) = part("targetType") {
            link["targetType"] = Value::String(kind);
        }
        Some(link)
    }

    fn time(&mut self, value: Value, place: &str) -> Option<Value> {
        let text = self.text(value, place)?;
        let text = text.trim();
        let strict = text.contains('T') && text.parse::<Timestamp>().is_ok();
        if strict && has_colon(text) {
            return Some(Value::String(text.to_owned()));
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(Value::String(at.to_string()));
        }
        // Without a zone it is taken to be in UTC; a date is its midnight.
        if let Ok(local) = text.parse::<DateTime>()
            && let Ok(at) = jiff::tz::TimeZone::UTC.to_timestamp(local)
        {
            return Some(Value::String(at.to_string()));
        }
        self.fault(
            place,
            format!("{text:?} is no time such as 2026-01-31T12:00:00Z."),
        );
        None
    }

    fn date(&mut self, value: Value, place: &str) -> Option<Value> {
        let text = self.text(value, place)?;
        // Often a time of that day.
        let day = text
            .trim()
            .get(..10)
            .and_then(|day| day.parse::<Date>().ok());
        if day.is_none() {
            self.fault(place, format!("{text:?} is no date such as 2026-01-31."));
        }
        day.map(|day| Value::String(day.to_string()))
    }

    fn number(&mut self, value: Value, place: &str) -> Option<Number> {
        match &value {
            Value::Number(number) => return Some(number.clone()),
            Value::String(text) => {
                let text = text.trim();
                let whole = text.parse::<i64>().map(Number::from).ok();
                let broken = || text.parse().ok().and_then(Number::from_f64);
                if let Some(number) = whole.or_else(broken) {
                    return Some(number);
                }
            }
            _ => {}
        }
        self.fault(place, format!("{value} is no number."));
        None
    }
}

/// Puts what says the same under another name where it is looked for.
fn stand_ins(class: Class, object: &mut Map<String, Value>) {
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
fn made(class: Class, members: &mut Map<String, Value>, now: &str) -> Option<Uuid> {
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
fn adopt(class: Class, members: &mut Map<String, Value>, unknown: Map<String, Value>) {
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

fn extensions(object: &mut Map<String, Value>) -> Map<String, Value> {
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

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// RFC 3339 wants a colon in the offset, or Z.
fn has_colon(text: &str) -> bool {
    text.ends_with(['Z', 'z']) || text.len() > 6 && text.as_bytes()[text.len() - 3] == b':'
}

fn whole(number: &Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let value = number.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and small, as asked before"
    )]
    (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64)
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

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn mend(class: Class, member: &str) -> String {
    match (class, member) {
        (Class::Item, "uri") => {
            "An item needs a uri: statements name the competency by it. Add one.".to_owned()
        }
        (_, "identifier") => "The identifier, a UUID, is missing. Add one.".to_owned(),
        _ => format!("{member} is missing or empty. Add it."),
    }
}

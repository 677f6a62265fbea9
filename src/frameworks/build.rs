//! Builds packages from tables: identifiers are made from what the table calls things, so that the
//! same table later is a new version of the same framework.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::Url;
use uuid::Uuid;

use super::fault::Fault;
use super::graph::DEFAULT_WEIGHT;
use super::package::{Package, Record, WEIGHT};
use super::read::NAMESPACE;
use super::shape::Class;
use crate::message::Message;

/// What a table does not say itself.
#[derive(Debug, Clone)]
pub struct Terms<'t> {
    /// Where this gateway is reached: addresses of items that have none begin with it.
    pub base_url: &'t Url,
    /// What items' addresses begin with, followed by what the table calls them.
    pub prefix: Option<&'t str>,
    /// What the framework is called, where the table does not say it.
    pub title: &'t str,
    /// What the framework is known by, where the table does not say it.
    pub key: &'t str,
    /// The time of change.
    pub now: Timestamp,
}

/// A package that is being built.
pub(super) struct Builder<'t> {
    terms: &'t Terms<'t>,
    package: Package,
    ids: BTreeMap<String, Uuid>,
    /// Places of items in the package.
    places: BTreeMap<Uuid, usize>,
    associated: BTreeSet<Uuid>,
}

impl<'t> Builder<'t> {
    pub(super) fn new(terms: &'t Terms<'t>, key: &str, title: &str) -> Self {
        let identifier = Uuid::new_v5(&NAMESPACE, format!("framework {key}").as_bytes());
        let uri = address(terms.base_url, "CFDocuments", identifier);
        let members = object(json!({
            "identifier": identifier, "uri": uri, "title": title, "creator": "unknown",
            "lastChangeDateTime": terms.now.to_string()
        }));
        Self {
            terms,
            package: Package::new(Record {
                identifier,
                members,
            }),
            ids: BTreeMap::new(),
            places: BTreeMap::new(),
            associated: BTreeSet::new(),
        }
    }

    pub(super) fn document(&mut self) -> &mut Record {
        &mut self.package.document
    }

    /// Adds an item by what the table calls it; none if there is one of that name.
    pub(super) fn item(
        &mut self,
        name: &str,
        statement: &str,
        uri: Option<&str>,
    ) -> Option<&mut Record> {
        let framework = self.package.document.identifier;
        let identifier = Uuid::new_v5(&framework, name.as_bytes());
        if self.ids.insert(name.to_owned(), identifier).is_some() {
            return None;
        }
        let uri = uri.map_or_else(
            || match self.terms.prefix {
                Some(prefix) => {
                    let name: String =
                        url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
                    format!("{prefix}{}", name.replace('+', "%20"))
                }
                None => address(self.terms.base_url, "CFItems", identifier),
            },
            str::to_owned,
        );
        let members = object(json!({
            "identifier": identifier, "uri": uri, "fullStatement": statement,
            "humanCodingScheme": name, "lastChangeDateTime": self.terms.now.to_string()
        }));
        let items = self.package.of_mut(Class::Item);
        self.places.insert(identifier, items.len());
        items.push(Record {
            identifier,
            members,
        });
        items.last_mut()
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.ids.contains_key(name)
    }

    /// Connects two items, or an item with the framework itself.
    pub(super) fn associate(
        &mut self,
        kind: &str,
        origin: &str,
        destination: Option<&str>,
        weight: i64,
    ) {
        let document = self.package.document.identifier;
        let ends = [Some(origin), destination].map(|end| match end {
            Some(name) => self.ids.get(name).copied().unwrap_or(document),
            None => document,
        });
        let text = format!("{kind} {} {}", ends[0], ends[1]);
        let identifier = Uuid::new_v5(&document, text.as_bytes());
        if !self.associated.insert(identifier) {
            return;
        }
        let number = self.associated.len();
        let links = ends.map(|end| self.link(end));
        let mut members = object(json!({
            "identifier": identifier, "uri": address(self.terms.base_url, "CFAssociations", identifier),
            "associationType": kind, "originNodeURI": links[0], "destinationNodeURI": links[1],
            "lastChangeDateTime": self.terms.now.to_string()
        }));
        if kind == "isChildOf" {
            members.insert("sequenceNumber".into(), json!(number));
        }
        let mut record = Record {
            identifier,
            members,
        };
        if weight != DEFAULT_WEIGHT {
            record.extend(WEIGHT, Some(json!(weight as f64 / 1e6)));
        }
        self.package.of_mut(Class::Association).push(record);
    }

    fn link(&self, end: Uuid) -> Value {
        let item = self
            .places
            .get(&end)
            .and_then(|place| self.package.items().get(*place));
        let record = item.unwrap_or(&self.package.document);
        json!({ "title": record.name(), "identifier": end, "uri": record.uri() })
    }

    pub(super) fn done(self) -> Package {
        self.package
    }
}

fn address(base: &Url, list: &str, identifier: Uuid) -> String {
    let base = base.as_str().trim_end_matches('/');
    format!("{base}/ims/case/v1p1/{list}/{identifier}")
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// Two names of rows that are one: told with the line of the second.
pub(super) fn repeated(row: &super::table::Row, column: &str, name: &str) -> Fault {
    row.fault(column, Message::new("fault-twice").with("name", name))
}

/// A parent that no row is.
pub(super) fn unknown(
    row: &super::table::Row,
    column: &str,
    name: &str,
    known: &BTreeSet<String>,
) -> Fault {
    let near = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(known, name), known))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    let fault = match near {
        Some((_, near)) => Message::new("fault-no-row-near").with("near", near.as_str()),
        None => Message::new("fault-no-row"),
    };
    row.fault(column, fault.with("name", name))
}

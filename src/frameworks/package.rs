//! A framework in memory: the records of a `CFPackage` with all that they say.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::shape::Class;

/// What a member that CASE does not define is kept under, and our own additions.
pub(super) const EXTENSIONS: &str = "extensions";
/// In an `isChildOf` association's extensions: the weight of the child.
pub(super) const WEIGHT: &str = "coachlightWeight";
/// In an item's extensions: its scale, as a list of levels or `none`.
pub(super) const SCALE: &str = "coachlightScale";
/// In the extensions of documents and items: what Moodle's file said beside what CASE has.
pub(super) const MOODLE: &str = "moodle";

/// One object of a framework. Its members are in the form of CASE 1.1 and nothing is lost: what
/// CASE does not define stands under `extensions`.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its identifier.
    pub identifier: Uuid,
    /// All its members.
    pub members: Map<String, Value>,
}

/// What an association's end or another link names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'r> {
    /// Its title.
    pub title: &'r str,
    /// Its identifier: a UUID in a CASE framework.
    pub identifier: &'r str,
    /// Its address.
    pub uri: &'r str,
}

/// A framework: its document and everything listed in its package.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// The `CFDocument`.
    pub document: Record,
    lists: BTreeMap<Class, Vec<Record>>,
    /// Members of the package itself that CASE does not define.
    pub extensions: Map<String, Value>,
}

impl Record {
    /// A member that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name)?.as_str()
    }

    /// Its address, by which statements name it.
    #[must_use]
    pub fn uri(&self) -> &str {
        self.text("uri").unwrap_or_default()
    }

    /// What people call an item: its short statement, or all of it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text("abbreviatedStatement")
            .or_else(|| self.text("fullStatement"))
            .or_else(|| self.text("title"))
            .unwrap_or_default()
    }

    /// A member that is a link.
    #[must_use]
    pub fn link(&self, name: &str) -> Option<Link<'_>> {
        Link::of(self.members.get(name)?)
    }

    /// The objects in a member that is a list.
    pub fn records(&self, name: &str) -> impl Iterator<Item = &Value> {
        let list = self.members.get(name).and_then(Value::as_array);
        list.into_iter().flatten()
    }

    /// What stands under a name in the extensions.
    #[must_use]
    pub fn extension(&self, name: &str) -> Option<&Value> {
        self.members.get(EXTENSIONS)?.get(name)
    }

    /// Puts something under a name into the extensions, or takes it away.
    pub fn extend(&mut self, name: &str, value: Option<Value>) {
        let place = self
            .members
            .entry(EXTENSIONS)
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(extensions) = place.as_object_mut() {
            match value {
                Some(value) => drop(extensions.insert(name.to_owned(), value)),
                None => drop(extensions.remove(name)),
            }
            if extensions.is_empty() {
                self.members.remove(EXTENSIONS);
            }
        }
    }
}

impl<'r> Link<'r> {
    /// A link from its JSON.
    #[must_use]
    pub fn of(value: &'r Value) -> Option<Self> {
        Some(Self {
            title: value.get("title")?.as_str()?,
            identifier: value.get("identifier")?.as_str()?,
            uri: value.get("uri")?.as_str()?,
        })
    }

    /// The identifier, if it is one that CASE objects have.
    #[must_use]
    pub fn uuid(&self) -> Option<Uuid> {
        Uuid::parse_str(self.identifier).ok()
    }
}

impl Package {
    /// A framework of a document alone.
    #[must_use]
    pub fn new(document: Record) -> Self {
        Self {
            document,
            lists: BTreeMap::new(),
            extensions: Map::new(),
        }
    }

    /// Everything of a class, in the order of the package.
    #[must_use]
    pub fn of(&self, class: Class) -> &[Record] {
        self.lists.get(&class).map_or(&[], Vec::as_slice)
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, class: Class) -> &mut Vec<Record> {
        self.lists.entry(class).or_default()
    }

    /// The items.
    #[must_use]
    pub fn items(&self) -> &[Record] {
        self.of(Class::Item)
    }
}

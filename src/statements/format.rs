//! The forms in which statements are served (xAPI 1.0.3, Communication 2.1.3 `format`): exactly as
//! they were stored, with identifiers only, or with canonical descriptions in one language.

use std::collections::{BTreeSet, HashMap};

use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use serde_json::{Map, Value};
use unic_langid::LanguageIdentifier;
use xapi_schemas::Version;

use super::store::{definition_sizes, definitions, display_sizes, displays};
use super::stored::StoredStatement;
use crate::language;
use crate::store::{StoreError, Tx};

/// How statements are shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Format {
    /// As they were stored.
    #[default]
    Exact,
    /// Only what identifies agents, activities and verbs.
    Ids,
    /// Activities and verbs as the record store knows them, each text in one language.
    Canonical(Languages),
}

/// Languages that a reader prefers, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Languages(Vec<LanguageIdentifier>);

impl Languages {
    /// Reads an `Accept-Language` header.
    #[must_use]
    pub fn parse(header: &str) -> Self {
        Self(language::accepted(header))
    }

    /// Leaves the best language of a language map.
    fn choose(&self, map: &mut Map<String, Value>) {
        if map.len() < 2 {
            return;
        }
        let tags: Vec<(LanguageIdentifier, String)> = map
            .keys()
            .filter_map(|tag| Some((tag.parse().ok()?, tag.clone())))
            .collect();
        let available: Vec<&LanguageIdentifier> = tags.iter().map(|(tag, _)| tag).collect();
        let found = negotiate_languages(&self.0, &available, None, NegotiationStrategy::Lookup);
        let best = found
            .first()
            .and_then(|best| tags.iter().find(|(tag, _)| tag == **best))
            .map(|(_, tag)| tag.clone())
            // A reader of other languages is most likely to understand English.
            .or_else(|| map.keys().find(|tag| tag.starts_with("en")).cloned())
            .or_else(|| map.keys().next().cloned());
        map.retain(|tag, _| Some(tag) == best.as_ref());
    }
}

/// Most bytes of canonical descriptions in one statement. Whatever has no room keeps the description
/// that it came with: a description stands wherever its activity or verb is mentioned, so that a
/// short statement could grow without end.
const DESCRIPTIONS: usize = 4 * 1024 * 1024;
/// The same in all of a page.
const DESCRIPTIONS_OF_PAGE: usize = 4 * DESCRIPTIONS;

/// Statements as JSON texts in the form and version asked for: all of them, or the first ones, at
/// least one, if the descriptions would be too many for one page.
pub async fn shape(
    tx: &mut Tx,
    statements: &[StoredStatement],
    format: &Format,
    version: Version,
) -> Result<Vec<String>, StoreError> {
    let damaged = |error: serde_json::Error| StoreError::from(sqlx::Error::Decode(error.into()));
    let texts = statements.iter().map(|statement| statement.served(version));
    let texts: Vec<String> = texts.collect::<Result<_, _>>().map_err(damaged)?;
    let parsed = || {
        let values = texts.iter().map(|text| serde_json::from_str(text));
        values.collect::<Result<Vec<Value>, _>>().map_err(damaged)
    };
    Ok(match format {
        Format::Exact => texts,
        Format::Ids => {
            let values = parsed()?;
            values.iter().map(|it| ids(it).to_string()).collect()
        }
        Format::Canonical(languages) => {
            let mut values = parsed()?;
            let mut named = Named::default();
            for value in &mut values {
                each_verb(value, &mut |verb| note(verb, &mut named.verbs));
                each_activity(value, &mut |activity| note(activity, &mut named.activities));
            }
            let sizes = Sizes {
                definitions: definition_sizes(tx, texts_of(&named.activities)).await?,
                displays: display_sizes(tx, texts_of(&named.verbs)).await?,
            };
            let named = sizes.cut(&mut values);
            let known = Known {
                definitions: definitions(tx, texts_of(&named.activities)).await?,
                displays: displays(tx, texts_of(&named.verbs)).await?,
            };
            let described = values.iter_mut().map(|value| {
                known.describe(value, languages);
                // One after the other, so that only one stands in memory in both forms.
                std::mem::take(value).to_string()
            });
            described.collect()
        }
    })
}

fn texts_of(names: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    names.iter().map(String::as_str)
}

fn note(named: &mut Map<String, Value>, names: &mut BTreeSet<String>) {
    if let Some(Value::String(id)) = named.get("id") {
        names.insert(id.clone());
    }
}

/// Activities and verbs by their IRIs.
#[derive(Default)]
struct Named {
    verbs: BTreeSet<String>,
    activities: BTreeSet<String>,
}

/// How many bytes the descriptions of activities and verbs have.
struct Sizes {
    definitions: HashMap<String, usize>,
    displays: HashMap<String, usize>,
}

impl Sizes {
    /// Leaves as many statements as have room on one page. Returns what they describe.
    fn cut(&self, statements: &mut Vec<Value>) -> Named {
        let mut described = Named::default();
        let mut page = 0;
        let full = statements.iter_mut().position(|statement| {
            let mut room = Room(DESCRIPTIONS);
            let mut named = Named::default();
            each_verb(statement, &mut |verb| {
                if room.takes(id_of(verb).and_then(|id| self.displays.get(id)).copied()) {
                    note(verb, &mut named.verbs);
                }
            });
            each_activity(statement, &mut |activity| {
                let size = id_of(activity).and_then(|id| self.definitions.get(id));
                if room.takes(size.copied()) {
                    note(activity, &mut named.activities);
                }
            });
            page += DESCRIPTIONS - room.0;
            if page > DESCRIPTIONS_OF_PAGE {
                return true;
            }
            described.verbs.append(&mut named.verbs);
            described.activities.append(&mut named.activities);
            false
        });
        if let Some(full) = full {
            statements.truncate(full);
        }
        described
    }
}

/// Bytes that are left for descriptions.
struct Room(usize);

impl Room {
    fn takes(&mut self, size: Option<usize>) -> bool {
        let left = size.and_then(|size| self.0.checked_sub(size));
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

fn id_of(named: &Map<String, Value>) -> Option<&str> {
    named.get("id").and_then(Value::as_str)
}

/// What is known of the activities and verbs of some statements, as JSON texts.
struct Known {
    definitions: HashMap<String, String>,
    displays: HashMap<String, String>,
}

impl Known {
    fn describe(&self, statement: &mut Value, languages: &Languages) {
        let mut room = Room(DESCRIPTIONS);
        each_verb(statement, &mut |verb| {
            replace(verb, "display", &self.displays, &mut room);
            if let Some(Value::Object(display)) = verb.get_mut("display") {
                languages.choose(display);
            }
        });
        each_activity(statement, &mut |activity| {
            replace(activity, "definition", &self.definitions, &mut room);
            if let Some(Value::Object(definition)) = activity.get_mut("definition") {
                one_language(definition, languages);
            }
        });
    }
}

fn replace(
    named: &mut Map<String, Value>,
    member: &str,
    known: &HashMap<String, String>,
    room: &mut Room,
) {
    let text = id_of(named).and_then(|id| known.get(id));
    let text = text.filter(|text| room.takes(Some(text.len())));
    // What is stored is JSON that we wrote; were it not, the statement's own description stays.
    if let Some(value) = text.and_then(|text| serde_json::from_str(text).ok()) {
        named.insert(member.to_owned(), value);
    }
}

/// Leaves one language in each language map of a definition.
fn one_language(definition: &mut Map<String, Value>, languages: &Languages) {
    for name in ["name", "description"] {
        if let Some(Value::Object(map)) = definition.get_mut(name) {
            languages.choose(map);
        }
    }
    for list in ["choices", "scale", "source", "target", "steps"] {
        let components = definition.get_mut(list).and_then(Value::as_array_mut);
        for component in components.into_iter().flatten() {
            if let Some(Value::Object(map)) = component.get_mut("description") {
                languages.choose(map);
            }
        }
    }
}

/// Visits a statement's verb and that of a statement in it.
fn each_verb(statement: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    if let Some(Value::Object(verb)) = statement.get_mut("verb") {
        visit(verb);
    }
    if statement.pointer("/object/objectType") == Some(&Value::from("SubStatement"))
        && let Some(inner) = statement.get_mut("object")
    {
        each_verb(inner, visit);
    }
}

/// Visits every activity of a statement.
fn each_activity(statement: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    if let Some(object) = statement.get_mut("object") {
        match object.get("objectType").and_then(Value::as_str) {
            None | Some("Activity") => {
                if let Value::Object(activity) = object {
                    visit(activity);
                }
            }
            Some("SubStatement") => each_activity(object, visit),
            Some(_) => {}
        }
    }
    let places = statement
        .pointer_mut("/context/contextActivities")
        .and_then(Value::as_object_mut);
    for place in places.into_iter().flat_map(Map::values_mut) {
        let list = match place {
            Value::Array(list) => list.as_mut_slice(),
            single => std::slice::from_mut(single),
        };
        list.iter_mut()
            .filter_map(Value::as_object_mut)
            .for_each(&mut *visit);
    }
}

/// A statement whose agents, activities and verbs hold only what identifies them.
fn ids(statement: &Value) -> Value {
    let Value::Object(members) = statement else {
        return statement.clone();
    };
    let shown = members.iter().map(|(name, value)| {
        let value = match name.as_str() {
            "actor" | "authority" => actor_ids(value),
            "verb" => keep(value, &["id"]),
            "object" => match value.get("objectType").and_then(Value::as_str) {
                Some("Agent" | "Group") => actor_ids(value),
                Some("SubStatement") => ids(value),
                Some("StatementRef") => value.clone(),
                _ => keep(value, &["id"]),
            },
            "context" => context_ids(value),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Value::Object(shown.collect())
}

fn context_ids(context: &Value) -> Value {
    let Value::Object(members) = context else {
        return context.clone();
    };
    let shown = members.iter().map(|(name, value)| {
        let value = match name.as_str() {
            "instructor" | "team" => actor_ids(value),
            "contextActivities" => each(value, |place| {
                each(place, |activity| keep(activity, &["id"]))
            }),
            "contextAgents" | "contextGroups" => each(value, |entry| {
                let mut entry = entry.clone();
                for member in ["agent", "group"] {
                    if let Some(actor) = entry.get_mut(member) {
                        *actor = actor_ids(actor);
                    }
                }
                entry
            }),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Value::Object(shown.collect())
}

/// Changes the elements of a list, the members of a map of lists, or one value that stands for a
/// list of one.
fn each(value: &Value, change: impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Array(list) => Value::Array(list.iter().map(change).collect()),
        Value::Object(map) if !map.contains_key("id") => Value::Object(
            map.iter()
                .map(|(name, value)| (name.clone(), change(value)))
                .collect(),
        ),
        single => change(single),
    }
}

/// An agent or group by its identifier; a group without one by its members.
fn actor_ids(actor: &Value) -> Value {
    const IDENTIFIERS: [&str; 4] = ["mbox", "mbox_sha1sum", "openid", "account"];
    let mut shown = keep(actor, &["objectType"]);
    let identified = IDENTIFIERS.iter().any(|name| actor.get(name).is_some());
    if let (Value::Object(shown), Value::Object(actor)) = (&mut shown, actor) {
        for name in IDENTIFIERS {
            if let Some(value) = actor.get(name) {
                shown.insert(name.to_owned(), value.clone());
            }
        }
        if !identified && let Some(members) = actor.get("member") {
            shown.insert("member".to_owned(), each(members, actor_ids));
        }
    }
    shown
}

fn keep(value: &Value, names: &[&str]) -> Value {
    let Value::Object(members) = value else {
        return value.clone();
    };
    let kept = members
        .iter()
        .filter(|(name, _)| names.contains(&name.as_str()));
    Value::Object(
        kept.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_identifiers_are_left() {
        let statement = json!({
            "id": "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12",
            "actor": { "objectType": "Group", "name": "G", "member": [
                { "name": "Anna", "mbox": "mailto:anna@example.org" }
            ] },
            "verb": { "id": "https://example.org/v", "display": { "en": "did" } },
            "object": { "id": "https://example.org/o", "definition": { "name": { "en": "O" } } },
            "context": {
                "team": { "objectType": "Group", "name": "T", "mbox": "mailto:t@example.org",
                    "member": [{ "mbox": "mailto:anna@example.org" }] },
                "contextActivities": {
                    "parent": { "id": "https://example.org/p", "definition": {} },
                    "grouping": [{ "id": "https://example.org/g", "definition": {} }]
                }
            }
        });
        assert_eq!(
            ids(&statement),
            json!({
                "id": "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12",
                "actor": { "objectType": "Group", "member": [
                    { "mbox": "mailto:anna@example.org" }
                ] },
                "verb": { "id": "https://example.org/v" },
                "object": { "id": "https://example.org/o" },
                "context": {
                    "team": { "objectType": "Group", "mbox": "mailto:t@example.org" },
                    "contextActivities": {
                        "parent": { "id": "https://example.org/p" },
                        "grouping": [{ "id": "https://example.org/g" }]
                    }
                }
            })
        );
    }

    #[test]
    fn the_best_language_is_left() {
        let left = |accepted: &str, map: Value| {
            let Value::Object(mut map) = map else {
                unreachable!("the cases below are maps")
            };
            Languages::parse(accepted).choose(&mut map);
            Value::Object(map)
        };
        let map = json!({ "de": "Lernen", "en-GB": "learning", "fr": "apprendre" });
        assert_eq!(left("fr;q=0.5, de", map.clone()), json!({ "de": "Lernen" }));
        assert_eq!(left("de-AT", map.clone()), json!({ "de": "Lernen" }));
        assert_eq!(left("es", map.clone()), json!({ "en-GB": "learning" }));
        assert_eq!(left("", map), json!({ "en-GB": "learning" }));
        let unknown = json!({ "i-klingon": "ghoj", "nah": "tlamachtilia" });
        assert_eq!(left("de", unknown), json!({ "i-klingon": "ghoj" }));
        assert_eq!(left("de", json!({ "fr": "x" })), json!({ "fr": "x" }));
    }
}

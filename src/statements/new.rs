//! A validated statement on its way into the log: its text without what we set ourselves, and the
//! values that the indexes hold.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;
use xapi_schemas::{Version, json};

use super::identity::{Identity, KeyError, check_key};
use super::stored::StoredStatement;

/// The verb that voids (xAPI 1.0.3, Data 2.3.2).
pub(super) const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

/// Where in a statement an agent or activity stands, as far as filters care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Actor or object.
    Direct = 0,
    /// Any other place; found only by a `related_…` filter.
    Related = 1,
}

/// Why a statement cannot be stored although it is valid.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The text is not the JSON object that was validated.
    #[error("reading the statement's members")]
    Json(#[from] serde_json::Error),
    /// An identifier cannot be indexed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A member that validation guarantees is not there.
    #[error("the statement has no usable {0}")]
    Missing(&'static str),
}

/// A statement ready to be appended.
#[derive(Debug, Clone)]
pub struct NewStatement {
    pub(super) id: Uuid,
    pub(super) id_received: bool,
    pub(super) timestamp: Option<Timestamp>,
    pub(super) has_version: bool,
    pub(super) version: Version,
    pub(super) target: Option<Uuid>,
    pub(super) voids: bool,
    pub(super) verb: String,
    pub(super) registration: Option<Uuid>,
    pub(super) agents: BTreeMap<Identity, Relation>,
    pub(super) activities: BTreeMap<String, Relation>,
    /// What it says of its activities: definitions as JSON text.
    pub(super) definitions: BTreeMap<String, String>,
    /// What it says of its verb: the display as JSON text.
    pub(super) display: Option<String>,
    /// Hashes (lowercase) of the attachments whose content came or is to be found elsewhere.
    pub(super) attachments: Vec<String>,
    pub(super) text: String,
}

impl NewStatement {
    /// Prepares a statement that has passed validation. `text` is what was received, `value` the
    /// same parsed; `fresh_id` is used where the statement brings no identifier.
    pub fn prepare(
        version: Version,
        text: &str,
        value: &Value,
        fresh_id: Uuid,
    ) -> Result<Self, PrepareError> {
        let id = value
            .get("id")
            .and_then(Value::as_str)
            .and_then(|id| id.parse().ok());
        let verb = value.pointer("/verb/id").and_then(Value::as_str);
        let verb = verb.ok_or(PrepareError::Missing("verb"))?.to_owned();
        let object = value.get("object").ok_or(PrepareError::Missing("object"))?;
        let target = (object_type(object) == "StatementRef")
            .then(|| {
                object
                    .get("id")
                    .and_then(Value::as_str)
                    .and_then(|id| id.parse().ok())
            })
            .flatten();
        let mut index = Index::default();
        index.statement(value, Relation::Direct);
        index.check()?;
        check_key(&[&verb])?;
        Ok(Self {
            id: id.unwrap_or(fresh_id),
            id_received: id.is_some(),
            timestamp: value
                .get("timestamp")
                .and_then(Value::as_str)
                .and_then(xapi_schemas::timestamp),
            has_version: value.get("version").is_some(),
            version,
            target,
            voids: verb == VOIDED && target.is_some(),
            verb,
            registration: value
                .pointer("/context/registration")
                .and_then(Value::as_str)
                .and_then(|id| id.parse().ok()),
            agents: index.agents,
            activities: index.activities,
            definitions: index.definitions,
            display: value.pointer("/verb/display").map(Value::to_string),
            attachments: attachments(value)
                .filter_map(|attachment| attachment.get("sha2")?.as_str())
                .map(str::to_lowercase)
                .collect(),
            text: without_ours(text)?,
        })
    }

    /// Reads a stored statement again, for what it is indexed under.
    pub(super) fn from_stored(stored: &StoredStatement) -> Result<Self, PrepareError> {
        let version = match stored.version {
            200.. => Version::V2_0,
            _ => Version::V1_0_3,
        };
        let mut new = Self::prepare(version, &stored.text, &stored.value()?, stored.id)?;
        new.vouched_for_by(&serde_json::from_str(&stored.authority)?);
        Ok(new)
    }

    /// Indexes it under its authority, too, where `related_agents` looks
    /// (xAPI 1.0.3, Communication 2.1.3).
    pub(super) fn vouched_for_by(&mut self, authority: &Value) {
        let mut index = Index {
            agents: std::mem::take(&mut self.agents),
            ..Index::default()
        };
        index.actor(authority, Relation::Related);
        self.agents = index.agents;
    }

    /// Prepares a statement made by the gateway itself.
    pub fn from_value(
        version: Version,
        value: &Value,
        fresh_id: Uuid,
    ) -> Result<Self, PrepareError> {
        Self::prepare(version, &value.to_string(), value, fresh_id)
    }

    /// The identifier that it came with.
    #[must_use]
    pub fn received_id(&self) -> Option<Uuid> {
        self.id_received.then_some(self.id)
    }

    /// The text that is stored: what was received, without what the record store sets.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parsed text, without what the record store sets.
    pub fn value(&self) -> Result<Value, serde_json::Error> {
        serde_json::from_str(&self.text)
    }

    /// The statement that it voids.
    #[must_use]
    pub fn voids(&self) -> Option<Uuid> {
        self.target.filter(|_| self.voids)
    }

    /// The statement's identifier.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }
}

/// The attachments of a statement and of a statement in it.
pub fn attachments(statement: &Value) -> impl Iterator<Item = &Value> {
    let inner = statement
        .get("object")
        .filter(|object| object_type(object) == "SubStatement");
    [Some(statement), inner]
        .into_iter()
        .flatten()
        .filter_map(|holder| holder.get("attachments")?.as_array())
        .flatten()
}

fn object_type(object: &Value) -> &str {
    object
        .get("objectType")
        .and_then(Value::as_str)
        .unwrap_or("Activity")
}

/// Collects every agent and activity of a statement with the closest relation it has.
#[derive(Default)]
struct Index {
    agents: BTreeMap<Identity, Relation>,
    activities: BTreeMap<String, Relation>,
    definitions: BTreeMap<String, String>,
}

impl Index {
    fn statement(&mut self, statement: &Value, relation: Relation) {
        if let Some(actor) = statement.get("actor") {
            self.actor(actor, relation);
        }
        if let Some(object) = statement.get("object") {
            match object_type(object) {
                "Activity" => self.activity(object, relation),
                "Agent" | "Group" => self.actor(object, relation),
                "SubStatement" => self.statement(object, Relation::Related),
                _ => {}
            }
        }
        if let Some(context) = statement.get("context") {
            self.context(context);
        }
    }

    fn context(&mut self, context: &Value) {
        for key in ["instructor", "team"] {
            if let Some(actor) = context.get(key) {
                self.actor(actor, Relation::Related);
            }
        }
        for (list, member) in [("contextAgents", "agent"), ("contextGroups", "group")] {
            for entry in context
                .get(list)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                if let Some(actor) = entry.get(member) {
                    self.actor(actor, Relation::Related);
                }
            }
        }
        let places = context.get("contextActivities").and_then(Value::as_object);
        for place in places.into_iter().flat_map(serde_json::Map::values) {
            match place {
                Value::Array(activities) => {
                    for activity in activities {
                        self.activity(activity, Relation::Related);
                    }
                }
                activity => self.activity(activity, Relation::Related),
            }
        }
    }

    fn actor(&mut self, actor: &Value, relation: Relation) {
        if let Some(identity) = Identity::of(actor) {
            let known = self.agents.entry(identity).or_insert(relation);
            *known = relation.min(*known);
        }
        for member in actor
            .get("member")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.actor(member, relation);
        }
    }

    fn activity(&mut self, activity: &Value, relation: Relation) {
        if let Some(iri) = activity.get("id").and_then(Value::as_str) {
            let known = self.activities.entry(iri.to_owned()).or_insert(relation);
            *known = relation.min(*known);
            if let Some(definition) = activity.get("definition") {
                self.definitions
                    .insert(iri.to_owned(), definition.to_string());
            }
        }
    }

    fn check(&self) -> Result<(), KeyError> {
        self.agents.keys().try_for_each(Identity::check)?;
        self.activities
            .keys()
            .try_for_each(|iri| check_key(&[iri.as_str()]))
    }
}

/// Members that stand in columns and are written afresh whenever the statement is served.
const OURS: [&str; 3] = ["id", "stored", "authority"];

/// The received text without [`OURS`]; every other member stays as it was written, save that a
/// single context activity becomes a list of one (xAPI 1.0.3, Data 2.4.6.2).
fn without_ours(text: &str) -> Result<String, serde_json::Error> {
    change(text, |name, value| match name {
        name if OURS.contains(&name) => Ok(None),
        "context" => listed(value).map(Some),
        // A name may be written with escapes, so that it cannot be looked for.
        "object" if value.contains("contextActivities") || value.contains('\\') => {
            let inner = |name: &str, value: &str| match name {
                "context" => listed(value).map(Some),
                _ => Ok(Some(value.to_owned())),
            };
            change(value, inner).map(Some)
        }
        _ => Ok(Some(value.to_owned())),
    })
}

/// The text of a context whose context activities are lists.
fn listed(context: &str) -> Result<String, serde_json::Error> {
    change(context, |name, value| {
        if name != "contextActivities" {
            return Ok(Some(value.to_owned()));
        }
        let list = |_: &str, activities: &str| {
            Ok(Some(if activities.starts_with('{') {
                format!("[{activities}]")
            } else {
                activities.to_owned()
            }))
        };
        change(value, list).map(Some)
    })
}

/// The text of an object with the texts of its members changed, or left out.
pub(super) fn change(
    text: &str,
    mut member: impl FnMut(&str, &str) -> Result<Option<String>, serde_json::Error>,
) -> Result<String, serde_json::Error> {
    let mut kept = Vec::new();
    for (name, value) in json::members(text)? {
        if let Some(value) = member(&name, value.get())? {
            kept.push((name, value));
        }
    }
    json::object(kept.iter().map(|(name, value)| (&**name, value.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_everything_but_what_we_set() {
        let kept = without_ours(
            r#"{"id":"x","actor":{"mbox" : "mailto:a@example.org"},"n":1e2,"stored":1,"s":"\u0041"}"#,
        )
        .unwrap();
        assert_eq!(
            kept,
            r#"{"actor":{"mbox" : "mailto:a@example.org"},"n":1e2,"s":"\u0041"}"#
        );
    }

    #[test]
    fn a_single_context_activity_becomes_a_list_of_one() {
        let context = |activities: &str| {
            format!(r#"{{"contextActivities":{{"parent":{activities},"other":[]}},"n":1.50}}"#)
        };
        let statement = |activities: &str| {
            format!(
                r#"{{"actor":{{}},"object":{{"objectType":"SubStatement","context":{0}}},"context":{0}}}"#,
                context(activities)
            )
        };
        let one = r#"{"id":"https://example.org/p"}"#;
        let listed = without_ours(&statement(one)).unwrap();
        assert_eq!(listed, statement(&format!("[{one}]")));
        assert_eq!(without_ours(&listed).unwrap(), listed);
    }

    #[test]
    fn a_single_context_activity_of_a_substatement_is_found_however_its_name_is_written() {
        let object = |activities: &str| format!(r#"{{"object":{{"context":{{"{activities}}}}}}}"#);
        let escaped =
            object(r#"context\u0041ctivities":{"parent":{"id":"https://example.org/p"}}"#);
        let listed = object(r#"contextActivities":{"parent":[{"id":"https://example.org/p"}]}"#);
        assert_eq!(without_ours(&escaped).unwrap(), listed);
    }

    #[test]
    fn an_agent_that_acts_and_is_mentioned_counts_as_acting() {
        let value = serde_json::json!({
            "actor": { "mbox": "mailto:a@example.org" },
            "verb": { "id": "https://example.org/v" },
            "object": { "id": "https://example.org/o" },
            "context": { "instructor": { "mbox": "mailto:a@example.org" } }
        });
        let new = NewStatement::from_value(Version::V1_0_3, &value, Uuid::nil()).unwrap();
        let identity = Identity::Mbox("mailto:a@example.org".into());
        assert_eq!(new.agents.get(&identity), Some(&Relation::Direct));
        assert!(!new.id_received);
    }
}

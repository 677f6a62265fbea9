//! A validated statement on its way into the log: its text without what we set ourselves, and the
//! values that the indexes hold.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;
use xapi_schemas::Version;

/// The verb that voids (xAPI 1.0.3, Data 2.3.2).
pub(super) const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

/// What identifies an agent or a group: exactly one inverse functional identifier
/// (xAPI 1.0.3, Data 2.4.2.3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// An account on a system.
    Account {
        /// The system's home page.
        home_page: String,
        /// The account's name there.
        name: String,
    },
    /// An e-mail address with its `mailto:`.
    Mbox(String),
    /// The hexadecimal SHA-1 of a `mailto:` address.
    MboxSha1sum(String),
    /// An `OpenID` address.
    OpenId(String),
}

impl Identity {
    /// Reads the identifier of an agent or group; none for an anonymous group.
    #[must_use]
    pub fn of(actor: &Value) -> Option<Self> {
        let text = |key: &str| actor.get(key).and_then(Value::as_str).map(str::to_owned);
        if let Some(account) = actor.get("account") {
            let member = |key: &str| account.get(key).and_then(Value::as_str).map(str::to_owned);
            return Some(Self::Account {
                home_page: member("homePage")?,
                name: member("name")?,
            });
        }
        text("mbox")
            .map(Self::Mbox)
            .or_else(|| text("mbox_sha1sum").map(|sum| Self::MboxSha1sum(sum.to_lowercase())))
            .or_else(|| text("openid").map(Self::OpenId))
    }

    /// Kind, value and home page as the `agent` table holds them.
    pub(super) fn columns(&self) -> (i64, &str, &str) {
        match self {
            Self::Mbox(value) => (1, value, ""),
            Self::MboxSha1sum(value) => (2, value, ""),
            Self::OpenId(value) => (3, value, ""),
            Self::Account { home_page, name } => (4, name, home_page),
        }
    }

    /// The reverse of [`Identity::columns`].
    pub(super) fn from_columns(kind: i64, value: String, home_page: String) -> Option<Self> {
        Some(match kind {
            1 => Self::Mbox(value),
            2 => Self::MboxSha1sum(value),
            3 => Self::OpenId(value),
            4 => Self::Account {
                home_page,
                name: value,
            },
            _ => return None,
        })
    }

    /// The members an agent object shows it by.
    #[must_use]
    pub fn to_agent(&self) -> Value {
        match self {
            Self::Account { home_page, name } => serde_json::json!({
                "objectType": "Agent", "account": { "homePage": home_page, "name": name }
            }),
            Self::Mbox(mbox) => serde_json::json!({ "objectType": "Agent", "mbox": mbox }),
            Self::MboxSha1sum(sum) => {
                serde_json::json!({ "objectType": "Agent", "mbox_sha1sum": sum })
            }
            Self::OpenId(openid) => serde_json::json!({ "objectType": "Agent", "openid": openid }),
        }
    }
}

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
    /// An identifier holds a NUL character, which no database index can hold.
    #[error("an identifier contains the character U+0000: {0:?}")]
    Nul(String),
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
        index.refuse_nul()?;
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
            text: without_ours(text)?,
        })
    }

    /// Prepares a statement made by the gateway itself.
    pub fn from_value(
        version: Version,
        value: &Value,
        fresh_id: Uuid,
    ) -> Result<Self, PrepareError> {
        Self::prepare(version, &value.to_string(), value, fresh_id)
    }

    /// The statement's identifier.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }
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
        }
    }

    fn refuse_nul(&self) -> Result<(), PrepareError> {
        let agents = self.agents.keys().flat_map(|identity| {
            let (_, value, home_page) = identity.columns();
            [value, home_page]
        });
        agents
            .chain(self.activities.keys().map(String::as_str))
            .find(|text| text.contains('\0'))
            .map_or(Ok(()), |text| {
                Err(PrepareError::Nul(text.chars().take(80).collect()))
            })
    }
}

/// Members that stand in columns and are written afresh whenever the statement is served.
const OURS: [&str; 3] = ["id", "stored", "authority"];

/// The received text without [`OURS`]; every other member stays as it was written.
fn without_ours(text: &str) -> Result<String, serde_json::Error> {
    let Members(members) = serde_json::from_str(text)?;
    let mut kept = String::with_capacity(text.len());
    for (key, value) in members {
        if OURS.contains(&key.as_ref()) {
            continue;
        }
        kept.push(if kept.is_empty() { '{' } else { ',' });
        kept.push_str(&serde_json::to_string(&key)?);
        kept.push(':');
        kept.push_str(value.get());
    }
    kept.push('}');
    Ok(kept)
}

/// The members of a JSON object in the order they were sent.
struct Members<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(12));
                while let Some(entry) = map.next_entry()? {
                    members.push(entry);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
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

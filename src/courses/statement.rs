//! Statements that platforms cause, by launches and services. Their identifiers are made from what they say, so that
//! doing it again writes nothing.

use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use xapi_schemas::Version;

use super::{Course, Setting, Trouble};
use crate::platforms::Platform;
use crate::statements::{self, AppendError, Author, Identity, Log, NewStatement};
use crate::store::{Db, StoreError};

/// The type of a learning group in statements.
pub const LEARNING_GROUP: &str = "https://coachlight.org/xapi/activity-types/learning-group";
const ASSESSMENT: &str = "http://adlnet.gov/expapi/activities/assessment";
const COURSE_CHANGE: &str = "https://coachlight.org/xapi/extensions/reason";
/// Statements of one transaction.
const AT_ONCE: usize = 200;

/// Somebody as the actor of a statement of ours.
#[must_use]
pub fn actor(agent: &Identity, name: Option<&str>) -> Value {
    let mut actor = agent.to_agent();
    if let (Some(name), Some(members)) = (name, actor.as_object_mut()) {
        members.insert("name".into(), name.into());
    }
    actor
}

/// An activity as a statement of ours names it.
#[must_use]
pub fn activity(iri: &str, kind: &str, name: Option<&str>) -> Value {
    let mut activity = json!({ "id": iri, "definition": { "type": kind } });
    if let Some(name) = name {
        activity["definition"]["name"] = json!({ "und": name });
    }
    activity
}

/// Somebody joins or leaves a learning group because a roster or a launch says so.
#[derive(Debug)]
pub struct Membership<'m> {
    /// The platform.
    pub platform: &'m Platform,
    /// Who, in statements.
    pub agent: &'m Identity,
    /// What they are called.
    pub name: Option<&'m str>,
    /// Who, at the platform.
    pub subject: &'m str,
    /// The learning group.
    pub activity: &'m str,
    /// What it is called, if the platform names it.
    pub title: Option<&'m str>,
    /// Joins, or leaves.
    pub joins: bool,
    /// Which joining of theirs it is, or the one that it ends; from 1.
    pub joining: i64,
    /// Why.
    pub reason: &'m str,
}

/// What stands in statements for the learning group of a course: the activity of the group that an
/// administrator has linked the course to, of which `identities` are, or the course itself. And what
/// it is called; a linked group keeps its own name.
#[must_use]
pub fn group_activity<'c>(
    iri: &'c str,
    title: Option<&'c str>,
    identities: &'c [String],
) -> (&'c str, Option<&'c str>) {
    let activity = identities
        .iter()
        .find_map(|identity| identity.strip_prefix("activity "));
    activity.map_or((iri, title), |activity| (activity, None))
}

impl Membership<'_> {
    /// The statement.
    #[must_use]
    pub fn statement(&self, at: Timestamp) -> Value {
        let (verb, word) = if self.joins {
            ("join", "joined")
        } else {
            ("leave", "left")
        };
        let who = Some(self.subject);
        let once = match (self.joins, self.joining) {
            // The same whether a roster, a launch or the person says it: joined once is joined.
            (true, ..=1) => format!("{} {who:?}", self.activity),
            (_, number) => format!("{} {who:?} {verb} {number}", self.activity),
        };
        json!({
            "id": Uuid::new_v5(&Uuid::NAMESPACE_URL, once.as_bytes()).to_string(),
            "actor": actor(self.agent, self.name),
            "verb": { "id": format!("http://activitystrea.ms/{verb}"), "display": { "en": word } },
            "object": activity(self.activity, LEARNING_GROUP, self.title),
            "context": {
                "platform": self.platform.name,
                "extensions": { COURSE_CHANGE: self.reason },
            },
            "timestamp": at.to_string(),
        })
    }
}

/// A result that somebody has at the platform.
#[derive(Debug)]
pub struct Scored<'s> {
    /// The platform.
    pub platform: &'s Platform,
    /// The course.
    pub course: &'s Course,
    /// Who, in statements.
    pub agent: &'s Identity,
    /// Who, at the platform.
    pub subject: &'s str,
    /// The address of the line item.
    pub item: &'s str,
    /// What the line item is called.
    pub label: &'s str,
    /// The number.
    pub score: f64,
    /// What counts as all, above zero.
    pub maximum: f64,
    /// Which result of theirs it is; from 1.
    pub times: i64,
}

impl Scored<'_> {
    /// The statement.
    #[must_use]
    pub fn statement(&self, at: Timestamp) -> Value {
        let once = format!(
            "{} scored {} {} {}",
            self.course.iri, self.item, self.subject, self.times
        );
        let mut score = json!({
            "raw": self.score,
            "scaled": (self.score / self.maximum).clamp(-1.0, 1.0),
        });
        // A score outside its limits (xAPI 1.0.3, Data 2.4.5.1) is told without them.
        if (0.0..=self.maximum).contains(&self.score) {
            score["min"] = json!(0);
            score["max"] = json!(self.maximum);
        }
        json!({
            "id": Uuid::new_v5(&Uuid::NAMESPACE_URL, once.as_bytes()).to_string(),
            "actor": actor(self.agent, None),
            "verb": {
                "id": "http://adlnet.gov/expapi/verbs/scored", "display": { "en": "scored" }
            },
            "object": activity(self.item, ASSESSMENT, Some(self.label)),
            "result": { "score": score },
            "context": {
                "platform": self.platform.name,
                "contextActivities": {
                    "grouping": [activity(&self.course.iri, LEARNING_GROUP, self.course.title.as_deref())]
                },
            },
            "timestamp": at.to_string(),
        })
    }
}

impl Setting {
    /// Writes statements of ours; those that are written already stay.
    pub async fn write(&self, statements: &[Value]) -> Result<(), Trouble> {
        write(&self.db, &self.log, &self.base_url, statements).await
    }
}

/// Writes statements of ours, in the name of the gateway; those that are written already stay.
pub async fn write(
    db: &Db,
    log: &Log,
    base_url: &Url,
    statements: &[Value],
) -> Result<(), Trouble> {
    for part in statements.chunks(AT_ONCE) {
        let mut new: Vec<NewStatement> = part.iter().map(read).collect::<Result<_, _>>()?;
        // One alone is found by the log itself to be written.
        if new.len() > 1 {
            new = unwritten(db, new).await?;
        }
        if new.is_empty() {
            continue;
        }
        let alone = if new.len() > 1 {
            new.clone()
        } else {
            Vec::new()
        };
        match log.append(new, author(base_url)).await {
            Ok(_) => {}
            // Something else has written one of them meanwhile: the others are still to be.
            Err(AppendError::Conflict { .. }) => {
                for one in alone {
                    match log.append(vec![one], author(base_url)).await {
                        Ok(_) | Err(AppendError::Conflict { .. }) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn unwritten(
    db: &Db,
    statements: Vec<NewStatement>,
) -> Result<Vec<NewStatement>, StoreError> {
    let mut tx = db.read_singly().await?;
    let mut new = Vec::new();
    for statement in statements {
        if statements::one(&mut tx, statement.id()).await?.is_none() {
            new.push(statement);
        }
    }
    Ok(new)
}

/// Who vouches for what we say.
fn author(base_url: &Url) -> Author {
    let authority = json!({
        "objectType": "Agent",
        "name": "Coachlight",
        "account": { "homePage": base_url.as_str(), "name": "coachlight" }
    });
    Author {
        authority: authority.to_string().into(),
        defines: true,
    }
}

fn read(statement: &Value) -> Result<NewStatement, Trouble> {
    xapi_schemas::validate_statement(Version::V1_0_3, statement)
        .map_err(|faults| Trouble::Statement(format!("{faults:?}")))?;
    let id = statement["id"].as_str().and_then(|id| id.parse().ok());
    let id = id.ok_or_else(|| Trouble::Statement("it has no identifier".into()))?;
    NewStatement::from_value(Version::V1_0_3, statement, id)
        .map_err(|error| Trouble::Statement(error.to_string()))
}

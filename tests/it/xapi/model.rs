//! What the record store has to answer, worked out the plain way: every statement is looked at for every
//! question. Shared by the tests of chains of references and of pages.

use std::collections::BTreeSet;

use rand::Rng;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use super::{SHARED, VOIDED, agent, reference};

/// A question; `stored` bounds are applied by whoever knows the times.
#[derive(Debug, Clone, Default)]
pub(super) struct Question {
    pub(super) agent: Option<Value>,
    pub(super) related_agents: bool,
    pub(super) verb: Option<String>,
    pub(super) activity: Option<String>,
    pub(super) related_activities: bool,
    pub(super) registration: Option<String>,
}

impl Question {
    pub(super) fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        if let Some(agent) = &self.agent {
            parameters.push(("agent", agent.to_string()));
        }
        for (name, value) in [
            ("verb", &self.verb),
            ("activity", &self.activity),
            ("registration", &self.registration),
        ] {
            parameters.extend(value.clone().map(|value| (name, value)));
        }
        for (name, set) in [
            ("related_agents", self.related_agents),
            ("related_activities", self.related_activities),
        ] {
            if set {
                parameters.push((name, "true".to_owned()));
            }
        }
        parameters
    }

    /// Whether a statement itself, references aside, is what is asked for.
    fn is_met_by(&self, statement: &Value) -> bool {
        let (mut direct, mut anywhere) = (BTreeSet::new(), BTreeSet::new());
        for place in ["actor", "object"] {
            let value = &statement[place];
            direct.extend(value["mbox"].as_str());
            let members = value["member"].as_array().into_iter().flatten();
            direct.extend(members.filter_map(|member| member["mbox"].as_str()));
        }
        every(statement, "mbox", &mut anywhere);
        let agents = if self.related_agents {
            &anywhere
        } else {
            &direct
        };
        let is_activity =
            |value: &Value| matches!(value["objectType"].as_str(), None | Some("Activity"));
        let mut activities = BTreeSet::new();
        let mut inner = Some(statement);
        while let Some(holder) = inner {
            let object = &holder["object"];
            if is_activity(object) {
                activities.extend(object["id"].as_str());
            }
            if self.related_activities {
                every(
                    &holder["context"]["contextActivities"],
                    "id",
                    &mut activities,
                );
            }
            let deeper = self.related_activities && object["objectType"] == "SubStatement";
            inner = deeper.then_some(object);
        }
        let is =
            |wanted: &Option<String>, found: &Value| wanted.as_ref().is_none_or(|it| found == it);
        self.agent
            .as_ref()
            .is_none_or(|agent| agents.contains(agent["mbox"].as_str().unwrap()))
            && self
                .activity
                .as_ref()
                .is_none_or(|it| activities.contains(it.as_str()))
            && is(&self.verb, &statement["verb"]["id"])
            && is(&self.registration, &statement["context"]["registration"])
    }
}

/// Every value of members with a name, at any depth.
fn every<'v>(value: &'v Value, name: &str, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| every(value, name, found)),
        Value::Object(members) => {
            found.extend(members.get(name).and_then(Value::as_str));
            members.values().for_each(|value| every(value, name, found));
        }
        _ => {}
    }
}

/// The statement that a statement refers to.
fn target(statement: &Value) -> Option<&str> {
    let object = &statement["object"];
    (object["objectType"] == "StatementRef").then(|| object["id"].as_str().unwrap())
}

fn voids(statement: &Value) -> bool {
    statement["verb"]["id"] == VOIDED && target(statement).is_some()
}

/// Whether a statement of a set is voided by one of it.
pub(super) fn is_voided(all: &[Value], statement: &Value) -> bool {
    let id = statement["id"].as_str();
    !voids(statement) && all.iter().any(|other| voids(other) && target(other) == id)
}

/// Whether a statement, or one that it refers to at any depth, is what is asked for.
pub(super) fn matches(all: &[Value], statement: &Value, question: &Question) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = Some(statement);
    while let Some(here) = next {
        if question.is_met_by(here) {
            return true;
        }
        seen.insert(here["id"].as_str());
        let wanted = target(here);
        next = all
            .iter()
            .find(|it| it["id"].as_str() == wanted && !seen.contains(&wanted));
    }
    false
}

/// The statements of a set that answer a question, in the set's order.
pub(super) fn answer<'a>(all: &'a [Value], question: &Question) -> Vec<&'a Value> {
    let served = all.iter().filter(|it| !is_voided(all, it));
    served.filter(|it| matches(all, it, question)).collect()
}

/// Names of one world, apart from those of every other.
#[derive(Debug, Clone, Copy)]
pub(super) struct World(pub(super) u64);

impl World {
    pub(super) fn agent(self, number: u32) -> Value {
        agent(&format!("w{}-{number}", self.0))
    }

    pub(super) fn verb(self, number: u32) -> String {
        format!("{SHARED}/{}/{number}", self.0)
    }

    pub(super) fn activity(self, number: u32) -> String {
        format!("https://example.org/w{}/{number}", self.0)
    }

    pub(super) fn registration(self, number: u32) -> String {
        format!("00000000-0000-4000-8000-{:08x}{number:04x}", self.0)
    }

    /// A statement of this world; `targets` are identifiers that it may refer to.
    pub(super) fn statement(
        self,
        random: &mut StdRng,
        targets: &[String],
        may_void: bool,
    ) -> Value {
        let name = |random: &mut StdRng| random.random_range(0..3);
        let activity = |random: &mut StdRng| json!({ "id": self.activity(name(random)) });
        let mut made = json!({
            "id": uuid::Builder::from_random_bytes(random.random()).into_uuid().to_string(),
            "actor": self.agent(name(random)),
            "verb": { "id": self.verb(random.random_range(0..2)) },
            "object": activity(random)
        });
        if random.random_bool(0.2) {
            made["actor"] = json!({
                "objectType": "Group", "member": [self.agent(name(random)), self.agent(name(random))]
            });
        }
        let mut context = json!({});
        if random.random_bool(0.3) {
            context["registration"] = json!(self.registration(random.random_range(0..2)));
        }
        if random.random_bool(0.3) {
            context["instructor"] = self.agent(name(random));
        }
        if random.random_bool(0.3) {
            context["contextActivities"] =
                json!({ "parent": [activity(random)], "other": [activity(random)] });
        }
        match random.random_range(0..10) {
            0 => {
                let mut inner = json!({
                    "objectType": "SubStatement", "actor": self.agent(name(random)),
                    "verb": { "id": self.verb(random.random_range(0..2)) }, "object": activity(random)
                });
                if random.random_bool(0.5) {
                    inner["context"] = json!({
                        "instructor": self.agent(name(random)),
                        "contextActivities": { "category": [activity(random)] }
                    });
                }
                made["object"] = inner;
            }
            1 => {
                made["object"] = self.agent(name(random));
                made["object"]["objectType"] = json!("Agent");
            }
            2..=6 if !targets.is_empty() => {
                made["object"] = reference(&targets[random.random_range(0..targets.len())]);
                if may_void && random.random_bool(0.35) {
                    made["verb"]["id"] = json!(VOIDED);
                }
            }
            _ => {}
        }
        made["context"] = context;
        made
    }
}

//! What the record store has to answer, worked out the plain way: every statement is looked at for every
//! question. Shared by the tests of chains of references and of pages.

use std::collections::{BTreeSet, HashMap, HashSet};

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
        let is = |wanted: &Option<String>, found: &Value| {
            wanted.as_ref().is_none_or(|wanted| found == wanted)
        };
        is(&self.verb, &statement["verb"]["id"])
            && is(&self.registration, &statement["context"]["registration"])
            && self
                .agent
                .as_ref()
                .is_none_or(|agent| self.names(statement, agent))
            && self
                .activity
                .as_ref()
                .is_none_or(|iri| self.is_about(statement, iri))
    }

    fn names(&self, statement: &Value, agent: &Value) -> bool {
        let mut found = BTreeSet::new();
        if self.related_agents {
            every(statement, "mbox", &mut found);
        } else {
            for value in [&statement["actor"], &statement["object"]] {
                found.extend(value["mbox"].as_str());
                let members = value["member"].as_array().into_iter().flatten();
                found.extend(members.filter_map(|member| member["mbox"].as_str()));
            }
        }
        found.contains(agent["mbox"].as_str().unwrap())
    }

    fn is_about(&self, statement: &Value, iri: &str) -> bool {
        let mut found = BTreeSet::new();
        let mut inner = Some(statement);
        while let Some(holder) = inner {
            let object = &holder["object"];
            if matches!(object["objectType"].as_str(), None | Some("Activity")) {
                found.extend(object["id"].as_str());
            }
            if self.related_activities {
                every(&holder["context"]["contextActivities"], "id", &mut found);
            }
            let deeper = self.related_activities && object["objectType"] == "SubStatement";
            inner = deeper.then_some(object);
        }
        found.contains(iri)
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

/// Statements that are stored, in any order.
pub(super) struct Stored<'s> {
    all: Vec<&'s Value>,
    by_id: HashMap<&'s str, &'s Value>,
    voided: HashSet<&'s str>,
}

impl<'s> Stored<'s> {
    pub(super) fn new(all: impl IntoIterator<Item = &'s Value>) -> Self {
        let all: Vec<&Value> = all.into_iter().collect();
        let by_id = all
            .iter()
            .map(|it| (it["id"].as_str().unwrap(), *it))
            .collect();
        let voided = all
            .iter()
            .filter(|it| voids(it))
            .filter_map(|it| target(it))
            .collect();
        Self { all, by_id, voided }
    }

    pub(super) fn find(&self, id: &str) -> Option<&'s Value> {
        self.by_id.get(id).copied()
    }

    /// Whether a statement is voided by another one; a voiding statement never is.
    pub(super) fn is_voided(&self, statement: &Value) -> bool {
        !voids(statement) && self.voided.contains(statement["id"].as_str().unwrap())
    }

    /// Whether a statement, or one that it refers to at any depth, is what is asked for.
    pub(super) fn matches(&self, statement: &Value, question: &Question) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = Some(statement);
        while let Some(here) = next {
            if question.is_met_by(here) {
                return true;
            }
            seen.insert(here["id"].as_str().unwrap());
            let wanted = target(here).filter(|wanted| !seen.contains(wanted));
            next = wanted.and_then(|wanted| self.find(wanted));
        }
        false
    }

    /// The statements that answer a question, in the order they were given.
    pub(super) fn answer(&self, question: &Question) -> Vec<&'s Value> {
        let served = self.all.iter().copied().filter(|it| !self.is_voided(it));
        served.filter(|it| self.matches(it, question)).collect()
    }
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

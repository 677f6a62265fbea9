//! The shapes of statements that the app and the learning platform send.

use serde_json::{Value, json};

use super::text::TOPICS;

pub(super) const APP: &str = "https://app.example.org";
const LMS: &str = "https://lms.example.org";
const AS: &str = "http://activitystrea.ms/";
const OURS: &str = "https://coachlight.org/xapi/";

/// A learner as the app knows them.
pub(super) fn learner(number: usize, name: &str) -> Value {
    json!({
        "objectType": "Agent",
        "name": name,
        "account": { "homePage": APP, "name": format!("learner-{number}") }
    })
}

/// The same learner as the learning platform knows them.
pub(super) fn student(number: usize, name: &str) -> Value {
    json!({
        "objectType": "Agent",
        "name": name,
        "account": { "homePage": LMS, "name": format!("{}", 1000 + number) }
    })
}

pub(super) fn coach(number: usize, name: &str) -> Value {
    json!({
        "objectType": "Agent",
        "name": name,
        "account": { "homePage": APP, "name": format!("coach-{number}") }
    })
}

fn activity(path: &str, kind: &str, name: &str) -> Value {
    json!({
        "objectType": "Activity",
        "id": format!("{APP}/{path}"),
        "definition": { "type": kind, "name": { "en": name } }
    })
}

pub(super) fn competency(topic: usize) -> Value {
    let (_, name, slug) = TOPICS.get(topic).copied().unwrap_or_default();
    activity(
        &format!("competencies/{slug}"),
        "https://w3id.org/xapi/tla/activity-types/competency",
        name,
    )
}

pub(super) fn competency_iri(topic: usize) -> String {
    format!(
        "{APP}/competencies/{}",
        TOPICS.get(topic).map_or("", |topic| topic.2)
    )
}

pub(super) fn group(number: usize, topic: usize) -> Value {
    let name = TOPICS.get(topic).map_or("", |topic| topic.0);
    let round = number / TOPICS.len();
    let name = if round == 0 {
        name.to_owned()
    } else {
        format!("{name} ({})", round + 1)
    };
    activity(
        &format!("groups/{number}"),
        &format!("{OURS}activity-types/learning-group"),
        &name,
    )
}

pub(super) fn note(path: &str, kind: &str, name: &str, text: &str) -> Value {
    let mut made = activity(path, &format!("{AS}{kind}"), name);
    made["definition"]["description"] = json!({ "en": text });
    made
}

pub(super) fn discussion(path: &str, name: &str, text: &str) -> Value {
    let mut made = activity(
        path,
        "http://id.tincanapi.com/activitytype/discussion",
        name,
    );
    made["definition"]["description"] = json!({ "en": text });
    made
}

pub(super) fn step(path: &str, name: &str) -> Value {
    activity(path, &format!("{OURS}activity-types/transfer-step"), name)
}

pub(super) fn resource(path: &str, name: &str) -> Value {
    activity(path, "http://adlnet.gov/expapi/activities/link", name)
}

pub(super) fn quiz(topic: usize, attempt: usize) -> Value {
    let name = TOPICS.get(topic).map_or("", |topic| topic.1);
    json!({
        "objectType": "Activity",
        "id": format!("{LMS}/mod/quiz/view.php?id={}", 40 + topic),
        "definition": {
            "type": "http://adlnet.gov/expapi/activities/assessment",
            "name": { "en": format!("{name}: test") },
            "extensions": { "https://lms.example.org/ext/attempt": attempt }
        }
    })
}

/// Verbs by the word the simulation uses.
pub(super) fn verb(word: &str) -> Value {
    let id = match word {
        "created" => format!("{AS}create"),
        "joined" => format!("{AS}join"),
        "left" => format!("{AS}leave"),
        "liked" => format!("{AS}like"),
        "unliked" => format!("{AS}unlike"),
        "deleted" => format!("{AS}delete"),
        "viewed" => "http://id.tincanapi.com/verb/viewed".to_owned(),
        "replied" => "http://id.tincanapi.com/verb/replied".to_owned(),
        "reviewed" => "http://id.tincanapi.com/verb/reviewed".to_owned(),
        "planned" | "verified" => format!("https://w3id.org/xapi/tla/verbs/{word}"),
        "applied" => "https://w3id.org/xapi/dod-isd/verbs/applied".to_owned(),
        "reflected" => format!("{OURS}verbs/reflected"),
        other => format!("http://adlnet.gov/expapi/verbs/{other}"),
    };
    json!({ "id": id, "display": { "en": word } })
}

/// A quiz result as Moodle writes it since 4.8: `scaled` runs from -1 to 1.
pub(super) fn quiz_result(share: f64) -> Value {
    let raw = (share * 100.0).round();
    json!({
        "score": { "raw": raw, "min": 0, "max": 100, "scaled": raw / 50.0 - 1.0 },
        "success": raw >= 60.0,
        "completion": true,
        "duration": "PT12M30S"
    })
}

/// Says in the way of xAPI 2.0 what was said in that of 1.0.3: who vouches is a context agent.
pub(super) fn into_2_0(statement: &mut Value) {
    statement["version"] = json!("2.0.0");
    let Some(context) = statement.get_mut("context").and_then(Value::as_object_mut) else {
        return;
    };
    if let Some(instructor) = context.remove("instructor") {
        context.insert(
            "contextAgents".into(),
            json!([{
                "objectType": "contextAgent",
                "agent": instructor,
                "relevantTypes": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]
            }]),
        );
    }
}

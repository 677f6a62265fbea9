//! What is sent to be measured.

use serde_json::{Value, json};
use uuid::Uuid;

/// A statement of about 1.3 KB with four activities and two agents.
pub(crate) fn statement(number: usize) -> Value {
    let activity = |kind: &str, n: usize| {
        json!({
            "objectType": "Activity",
            "id": format!("https://app.example.org/{kind}/{n}"),
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/link",
                "name": { "en": format!("The {kind} number {n}") },
                "description": { "en": "A description as long as apps write them for people." }
            }
        })
    };
    json!({
        "id": Uuid::new_v4().to_string(),
        "actor": { "objectType": "Agent", "name": format!("Learner {}", number % 500),
            "account": { "homePage": "https://app.example.org", "name": format!("learner-{}", number % 500) } },
        "verb": { "id": "http://adlnet.gov/expapi/verbs/shared", "display": { "en": "shared" } },
        "object": activity("resources", number % 2000),
        "result": { "response": "What I took from it in one or two sentences.", "duration": "PT3M20S" },
        "context": {
            "registration": "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d11",
            "instructor": { "account": { "homePage": "https://app.example.org", "name": "coach-1" } },
            "contextActivities": {
                "parent": [activity("threads", number % 300)],
                "grouping": [activity("groups", number % 40), activity("courses", number % 20)]
            }
        },
        "timestamp": "2026-11-23T09:30:00.000Z"
    })
}

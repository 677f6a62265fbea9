//! Progress as frameworks see it: parts, names, scales, and what was mapped.

use coachlight::frameworks::{self, read_mapping};
use serde_json::{Value, json};

use super::{TRANSVERSAL, imported};
use crate::support::{Answer, TestApp, both, with_id};

/// A step for a competency, done on the first of November.
fn step(number: u32, competency: &str) -> Value {
    with_id(json!({
        "actor": { "account": { "homePage": "https://app.example.org", "name": "bo" } },
        "verb": { "id": "https://w3id.org/xapi/dod-isd/verbs/applied" },
        "object": { "id": format!("https://app.example.org/steps/{number}") },
        "context": { "contextActivities": { "other": [{
            "id": competency,
            "definition": {
                "type": "https://w3id.org/xapi/tla/activity-types/competency",
                "name": { "en": "As the app calls it" }
            }
        }] } },
        "timestamp": "2026-11-01T10:00:00Z"
    }))
}

async fn progress(app: &TestApp) -> Vec<Value> {
    let person = app.person("bo").await;
    let path = format!("/api/v1/people/{person}/progress?at=2026-11-01");
    let mut answer = Answer::of(app.get(&path)).await.body;
    answer["competencies"].take().as_array().unwrap().clone()
}

fn named<'a>(all: &'a [Value], name: &str) -> &'a Value {
    all.iter()
        .find(|one| one["name"] == name)
        .unwrap_or_else(|| unreachable!("{name} of {all:#?}"))
}

fn shown(found: &Value) -> f64 {
    found["shown"].as_f64().unwrap()
}

both! {
    async fn a_competency_is_known_by_its_parts(app: TestApp) {
        app.post(&step(1, "https://app.example.org/competencies/negotiation")).await;
        app.projected().await;
        let before = progress(&app).await;
        assert_eq!(before.len(), 1);
        assert_eq!(before[0]["name"], "As the app calls it");
        assert_eq!(before[0]["scale"][2]["gate"], "check");
        imported(&app, TRANSVERSAL).await;
        let all = progress(&app).await;
        let negotiation = named(&all, "Negotiation");
        assert!((shown(negotiation) - 0.2).abs() < 1e-12);
        assert!(negotiation["scale"][0]["title"].is_string(), "{negotiation}");
        // Of the parts negotiation weighs two in five.
        let parent = all.iter().find(|one| one["parts"].as_array().unwrap().iter()
            .any(|part| part["competency"] == negotiation["key"])).unwrap();
        assert_eq!(parent["parts"].as_array().unwrap().len(), 4);
        assert!((shown(parent) - 0.4 / 4.4).abs() < 1e-12, "{parent}");
        assert_eq!(parent["lapses"], Value::Null);
    }

    async fn what_was_mapped_counts_by_its_factor(app: TestApp) {
        imported(&app, TRANSVERSAL).await;
        app.post(&step(1, "https://older.example/bargaining")).await;
        app.projected().await;
        assert_eq!(progress(&app).await.len(), 1);
        let pairs = "from,to,factor\nhttps://older.example/bargaining,TEA-N,0.5\n";
        let pairs = read_mapping("map", pairs.as_bytes()).unwrap();
        let mut tx = app.db().write().await.unwrap();
        frameworks::map(&mut tx, "map", &pairs).await.unwrap();
        tx.commit().await.unwrap();
        let all = progress(&app).await;
        assert!((shown(named(&all, "Negotiation")) - 0.5 / 4.5).abs() < 1e-12);
        assert!((shown(named(&all, "As the app calls it")) - 0.2).abs() < 1e-12);
    }
}

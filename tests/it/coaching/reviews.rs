//! Review interviews.

use coachlight::restrictions::Use;
use coachlight::seal::{hex, sha256};
use reqwest::Method;
use serde_json::{Value, json};

use super::{LISTENING, NEGOTIATION, Scene, agent, competency, group, said_by_our_profile, sent};
use crate::restrictions::{restrict, take_back};
use crate::support::{Answer, both};

const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

/// A test that anna passed on a day.
fn passed(day: &str) -> Value {
    let context =
        json!({ "contextActivities": { "grouping": [group(1), competency(NEGOTIATION)] } });
    let mut statement = sent(
        "anna",
        "http://adlnet.gov/expapi/verbs/passed",
        json!({ "id": format!("https://app.example.org/tests/{day}") }),
        json!({ "context": context, "result": { "success": true } }),
    );
    statement["timestamp"] = json!(format!("{day}T10:00:00Z"));
    statement
}

fn number(comparison: &Value, iri: &str) -> Value {
    let mut all = comparison["competencies"].as_array().unwrap().iter();
    all.find(|it| it["competency"] == iri)
        .cloned()
        .unwrap_or_default()
}

both! {
    async fn a_review_is_prepared_held_and_frozen_whatever_history_says_later(app: TestApp) {
        let scene = Scene::new(&app).await;
        let [first, second] = ["2026-01-10", "2026-02-10"].map(passed);
        app.post(&first).await;
        app.projected().await;
        scene.done("anna", "/goals", json!({ "title": "Still open" })).await;
        let review = scene.done("coach", "/reviews", json!({ "day": "2099-01-01" })).await;
        assert_eq!(review["stage"], "open");
        let of = format!("/reviews/{}", review["id"].as_str().unwrap());
        let path = format!("/people/{}{of}", scene.anna);
        let preparation = scene.get("anna", &format!("{path}/preparation")).await;
        let before = number(&preparation, NEGOTIATION);
        assert_eq!((&preparation["then"], &before["then"]), (&Value::Null, &Value::Null));
        assert!(before["records"]["mass"].as_f64().unwrap() > 0.0 && before["coach"]["mass"] == 0.0);
        assert_eq!(before["coach"]["quality"], Value::Null);
        assert_eq!(preparation["open"][0]["title"], "Still open");
        // Nothing is put together while anna objects to it.
        restrict(&app, "anna", Use::Reviews).await;
        let nothing = scene.get("coach", &format!("{path}/preparation")).await;
        assert_eq!((&nothing["open"], &nothing["competencies"]), (&json!([]), &json!([])));
        take_back(&app, "anna").await;
        let again = scene.get("anna", &format!("{path}/preparation")).await;
        assert_eq!(again, preparation);

        let record = json!({ "record": {
            "notes": "Well done.",
            "ratings": [{ "competency": NEGOTIATION, "level": 3, "note": "calm" }],
            "goals": [{ "title": "Coach others", "competencies": [LISTENING], "due": "2099-02-01" }]
        } });
        let tag = scene.ask("coach", Method::GET, &path, Value::Null).await.headers["etag"].clone();
        let tag = Some(tag.to_str().unwrap());
        let held = scene.ask_if("coach", Method::PUT, &path, record.clone(), tag).await;
        assert_eq!(held.status, 200, "{}", held.body);
        assert_eq!(scene.ask_if("coach", Method::PUT, &path, record, tag).await.status, 412);
        scene.refused("anna", Method::POST, &format!("{path}/close"), json!({}), (403, "for a coach")).await;
        let closed = scene.done("coach", &format!("{of}/close"), json!({})).await;
        assert_eq!(closed["stage"], "closed");

        // The rating and the goal are said, and have the effect of any.
        let rated = scene.progress(NEGOTIATION).await;
        assert_eq!(rated["classes"][3]["quality"], 0.75);
        let goals = scene.get("anna", &format!("/people/{}/goals", scene.anna)).await;
        assert_eq!(goals["items"][0]["title"], "Coach others");
        // Closing again says nothing twice.
        let count = async || {
            let all = Answer::of(app.get("/xapi/statements?limit=500")).await.body;
            all["statements"].as_array().unwrap().len()
        };
        let said = count().await;
        assert_eq!(scene.done("coach", &format!("{of}/close"), json!({})).await, closed);
        assert_eq!(count().await, said);

        said_by_our_profile(&app).await;

        let snapshot = async |who: &str| {
            let url = format!("{}/api/v1{path}/snapshot", app.base);
            let request = app.client.get(url).header("Cookie", scene.cookie(who));
            request.send().await.unwrap().text().await.unwrap()
        };
        let frozen = snapshot("coach").await;
        assert_eq!(hex(&sha256(frozen.as_bytes())), closed["sha256"]);
        let document: Value = serde_json::from_str(&frozen).unwrap();
        assert_eq!(number(&document["shown"], NEGOTIATION)["now"], before["now"]);
        assert_eq!(document["record"]["notes"], "Well done.");
        assert!(document["shown"]["rule_set"].is_string());

        // History changes: a late statement, and one that is voided.
        let at = async || {
            let progress = format!("/people/{}/progress?at=2026-03-01", scene.anna);
            scene.get("coach", &progress).await["competencies"][0]["shown"].as_f64().unwrap()
        };
        let as_of = at().await;
        app.post(&second).await;
        app.projected().await;
        let with_late = at().await;
        assert!(with_late > as_of);
        let target = json!({ "objectType": "StatementRef", "id": first["id"] });
        app.post(&sent("anna", VOIDED, target, json!({}))).await;
        app.projected().await;
        assert!(at().await < with_late);
        for who in ["coach", "anna"] {
            assert_eq!(snapshot(who).await, frozen);
        }
        let change = json!({ "record": { "notes": "Other" } });
        scene.refused("coach", Method::PUT, &path, change, (409, "is closed")).await;
        let cancel = format!("{path}/cancel");
        scene.refused("coach", Method::POST, &cancel, json!({}), (409, "is closed")).await;
        scene.refused("coach", Method::GET, &format!("{path}/preparation"), Value::Null, (409, "snapshot")).await;

        // The next one compares with this one's day.
        let next = scene.done("coach", "/reviews", json!({ "day": "2099-06-01" })).await;
        let next = format!("/people/{}/reviews/{}", scene.anna, next["id"].as_str().unwrap());
        let preparation = scene.get("coach", &format!("{next}/preparation")).await;
        assert_eq!(preparation["then"], preparation["now"]);
        let compared = number(&preparation, NEGOTIATION);
        assert_eq!(compared["then"], compared["now"]);
        let none = scene.ask("anna", Method::GET, &format!("{next}/snapshot"), Value::Null).await;
        assert_eq!(none.status, 404);
    }

    async fn private_notes_are_read_by_their_writer_only(app: TestApp) {
        let scene = Scene::new(&app).await;
        let review = scene.done("coach", "/reviews", json!({ "day": "2099-01-01" })).await;
        let path = format!("/people/{}/reviews/{}", scene.anna, review["id"].as_str().unwrap());
        let note = format!("{path}/private-note");
        for (who, text) in [("coach", "seems tired"), ("anna", "ask for more pay")] {
            let put = scene.ask(who, Method::PUT, &note, json!({ "text": text })).await;
            assert_eq!(put.status, 204, "{}", put.body);
        }
        assert_eq!(scene.get("coach", &note).await["text"], "seems tired");
        assert_eq!(scene.get("anna", &note).await["text"], "ask for more pay");
        // Another coach of hers reads nothing, and a key for all reads none.
        let created = sent("coach2", "http://activitystrea.ms/create", group(4), json!({}));
        let joined = sent("anna", "http://activitystrea.ms/join", group(4), json!({}));
        app.post(&json!([created, joined])).await;
        app.projected().await;
        assert_eq!(scene.get("coach2", &note).await["text"], Value::Null);
        assert_eq!(Answer::of(app.get(&format!("/api/v1{note}"))).await.status, 403);
        let close = format!("{path}/close");
        assert_eq!(scene.ask("coach", Method::POST, &close, json!({})).await.status, 200);
        for part in ["", "/snapshot"] {
            let seen = scene.get("anna", &format!("{path}{part}")).await;
            assert!(!seen.to_string().contains("tired"), "{seen}");
        }
        let gone = scene.ask("coach", Method::PUT, &note, json!({ "text": " " })).await;
        assert_eq!(gone.status, 204);
        assert_eq!(scene.get("coach", &note).await["text"], Value::Null);
    }

    async fn a_review_that_makes_no_sense_is_refused(app: TestApp) {
        let scene = Scene::new(&app).await;
        let all = format!("/people/{}/reviews", scene.anna);
        let day = |day: &str| json!({ "day": day });
        scene.refused("coach", Method::POST, &all, day("2020-01-01"), (400, "in the past")).await;
        scene.refused("coach", Method::POST, &all, day("soon"), (400, "a date such as")).await;
        scene.refused("coach2", Method::POST, &all, day("2099-01-01"), (404, "")).await;
        scene.refused("anna", Method::POST, &all, day("2099-01-01"), (403, "for a coach")).await;
        let review = scene.done("coach", "/reviews", day("2099-01-01")).await;
        let path = format!("{all}/{}", review["id"].as_str().unwrap());
        let rating = |level: i64| json!({ "competency": NEGOTIATION, "level": level });
        for (record, said) in [
            (json!({ "ratings": [rating(5)] }), "from 0 to 4"),
            (json!({ "ratings": [rating(1), rating(2)] }), "twice"),
            (json!({ "goals": [{ "title": " " }] }), "title is a text"),
            (json!({ "goals": [{ "title": "x", "due": "2020-01-01" }] }), "in the past"),
            (json!({ "goals": [{ "title": "x", "due": "May" }] }), "a date such as"),
            (json!({ "mood": "good" }), "unknown field"),
        ] {
            let body = json!({ "record": record });
            scene.refused("coach", Method::PUT, &path, body, (400, said)).await;
        }
        let cancel = format!("{path}/cancel");
        let cancelled = scene.ask("anna", Method::POST, &cancel, json!({})).await;
        assert_eq!(cancelled.body["stage"], "cancelled", "{}", cancelled.body);
        let close = format!("{path}/close");
        scene.refused("coach", Method::POST, &close, json!({}), (409, "called off")).await;
    }

    async fn an_apps_review_is_the_last_one_to_compare_with(app: TestApp) {
        let scene = Scene::new(&app).await;
        // The coach coached her then.
        let mut created = sent("coach", "http://activitystrea.ms/create", group(6), json!({}));
        created["timestamp"] = json!("2026-01-01T10:00:00Z");
        let mut joined = sent("anna", "http://activitystrea.ms/join", group(6), json!({}));
        joined["timestamp"] = json!("2026-01-02T10:00:00Z");
        app.post(&json!([created, joined])).await;
        let mut told = sent("coach", "http://id.tincanapi.com/verb/reviewed", agent("anna"), json!({
            "result": { "score": { "raw": 2, "min": 0, "max": 4 } },
            "context": { "contextActivities": { "grouping": [competency(NEGOTIATION)] } }
        }));
        told["timestamp"] = json!("2026-01-20T10:00:00Z");
        app.post(&json!([told, passed("2026-02-10")])).await;
        app.projected().await;
        let review = scene.done("coach", "/reviews", json!({ "day": "2099-01-01" })).await;
        let path = format!("/people/{}/reviews/{}/preparation", scene.anna, review["id"].as_str().unwrap());
        let preparation = scene.get("coach", &path).await;
        assert_eq!(preparation["then"], "2026-01-20");
        let compared = number(&preparation, NEGOTIATION);
        let shown = |when: &str| compared[when]["shown"].as_f64().unwrap();
        assert!(shown("now") > shown("then"), "{compared}");
    }
}

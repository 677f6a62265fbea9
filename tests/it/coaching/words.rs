//! What people say about numbers and each other: pins, disagreements, hints, absences.

use reqwest::Method;
use serde_json::{Value, json};

use super::{LISTENING, NEGOTIATION, Scene, agent, group, sent};
use crate::support::both;

both! {
    async fn a_pin_stands_beside_the_number_and_changes_nothing_in_it(app: TestApp) {
        let scene = Scene::new(&app).await;
        scene.done("coach", "/ratings", json!({ "competency": NEGOTIATION, "level": 1 })).await;
        let before = scene.progress(NEGOTIATION).await;
        assert_eq!(before["pins"], json!([]));
        let pin = scene.done("coach", "/pins", json!({
            "competency": NEGOTIATION, "level": 4, "reason": "Led the talks", "until": "2099-01-01"
        })).await;
        let mut after = scene.progress(NEGOTIATION).await;
        assert_eq!(after["pins"][0]["level"], 4);
        assert_eq!(after["pins"][0]["by"], json!(app.person("coach").await));
        after["pins"] = json!([]);
        assert_eq!(after, before);

        let pins = format!("/people/{}/pins", scene.anna);
        let one = format!("{pins}/{}", pin["id"].as_str().unwrap());
        scene.refused("anna", Method::DELETE, &one, Value::Null, (403, "for a coach")).await;
        let ended = scene.ask("coach", Method::DELETE, &one, Value::Null).await;
        assert!(ended.body["ended"].is_string(), "{}", ended.body);
        assert_eq!(scene.progress(NEGOTIATION).await, before);
        assert_eq!(scene.get("anna", &pins).await["items"][0]["id"], pin["id"]);

        let pin = |more: Value| {
            let mut body = json!({ "competency": NEGOTIATION, "reason": "r" });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        for (more, said) in [
            (json!({}), "either a level or a share"),
            (json!({ "level": 1, "share": 0.5 }), "either a level or a share"),
            (json!({ "share": 1.5 }), "from 0 to 1"),
            (json!({ "level": 9 }), "from 0 to 4"),
            (json!({ "level": 1, "until": "2020-01-01" }), "in the past"),
            (json!({ "level": 1, "reason": "" }), "reason is a text"),
        ] {
            scene.refused("coach", Method::POST, &pins, pin(more), (400, said)).await;
        }
        scene.refused("anna", Method::POST, &pins, pin(json!({ "level": 1 })), (403, "for a coach")).await;
        scene.refused("coach2", Method::POST, &pins, pin(json!({ "level": 1 })), (404, "")).await;
    }

    async fn a_disagreement_is_answered_and_closed(app: TestApp) {
        let scene = Scene::new(&app).await;
        let rated = scene.done("coach", "/ratings", json!({ "competency": NEGOTIATION, "level": 1 })).await;
        let all = format!("/people/{}/disagreements", scene.anna);
        let body = json!({
            "competency": NEGOTIATION, "statement": rated["statement"], "text": "That was not me."
        });
        scene.refused("coach", Method::POST, &all, body.clone(), (403, "themselves")).await;
        scene.refused("bo", Method::POST, &all, body.clone(), (404, "")).await;
        let opened = scene.done("anna", "/disagreements", body).await;
        assert_eq!(scene.progress(NEGOTIATION).await["open_disagreements"], 1);
        let groups = scene.get("coach", "/groups").await;
        let group = groups["items"][0]["id"].as_str().unwrap();
        let engagement = scene.get("coach", &format!("/groups/{group}/engagement")).await;
        let mut members = engagement["members"].as_array().unwrap().iter();
        let anna = members.find(|it| it["person"] == json!(scene.anna)).unwrap();
        assert_eq!(anna["open_disagreements"], 1);

        let of = format!("/disagreements/{}", opened["id"].as_str().unwrap());
        scene.done("coach", &format!("{of}/notes"), json!({ "text": "I look into it." })).await;
        let thread = scene.get("anna", &all).await["items"][0].clone();
        let texts: Vec<&Value> = thread["notes"].as_array().unwrap().iter().map(|it| &it["text"]).collect();
        assert_eq!(texts, ["That was not me.", "I look into it."]);
        assert_eq!(scene.get("coach", &all).await["items"][0], thread);
        scene.done("coach", &format!("{of}/close"), json!({})).await;
        let path = format!("/people/{}{of}/notes", scene.anna);
        scene.refused("anna", Method::POST, &path, json!({ "text": "But" }), (409, "is closed")).await;
        assert_eq!(scene.progress(NEGOTIATION).await["open_disagreements"], 0);
        let closed = scene.get("anna", &all).await["items"][0].clone();
        // Closing again changes nothing.
        assert_eq!(scene.done("anna", &format!("{of}/close"), json!({})).await, closed);
        let nothing = json!({ "competency": LISTENING, "text": "x", "statement": scene.anna });
        scene.refused("anna", Method::POST, &all, nothing, (400, "no statement")).await;
    }

    async fn a_coachs_hint_reaches_the_person_and_the_group(app: TestApp) {
        let scene = Scene::new(&app).await;
        let hints = format!("/people/{}/hints", scene.anna);
        let given = scene.done("coach", "/hints", json!({ "text": "Ask first." })).await;
        let hinted = "https://coachlight.org/xapi/verbs/hinted";
        let said = |who: &str, text: &str| {
            sent(who, hinted, agent("anna"), json!({ "result": { "response": text } }))
        };
        // An app's hint counts the same; talk by others is none.
        app.post(&json!([said("coach", "Then speak."), said("bo", "Never mind.")])).await;
        app.projected().await;
        let listed = scene.get("anna", &hints).await;
        let texts: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|it| &it["text"]).collect();
        assert_eq!(texts, ["Then speak.", "Ask first."]);
        assert_eq!(listed["items"][1]["statement"], given["statement"]);

        let groups = scene.get("coach", "/groups").await;
        let path = format!("/groups/{}/hints", groups["items"][0]["id"].as_str().unwrap());
        let body = json!({ "text": "Meet on Friday." });
        let answer = scene.ask("coach", Method::POST, &path, body.clone()).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let id = answer.body["statement"].as_str().unwrap();
        let stored = crate::support::Answer::of(app.get(&format!("/xapi/statements?statementId={id}"))).await;
        assert_eq!(stored.body["object"]["id"], group(1)["id"]);
        scene.refused("coach2", Method::POST, &path, body.clone(), (404, "")).await;
        scene.refused("anna", Method::POST, &path, body, (404, "")).await;
        app.projected().await;
        let state = async || scene.get("coach", &path).await["items"][0]["state"].clone();
        assert_eq!(state().await, "given");
        let one = format!("{path}/{id}");
        scene.refused("coach2", Method::DELETE, &one, json!({}), (404, "")).await;
        assert_eq!(scene.ask("coach", Method::DELETE, &one, json!({})).await.status, 201);
        app.projected().await;
        // It stays in the list with what it said, and is taken back once.
        let listed = scene.get("coach", &path).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        assert_eq!(listed["items"][0]["text"], "Meet on Friday.");
        assert_eq!(state().await, "withdrawn");
        scene.refused("coach", Method::DELETE, &one, json!({}), (404, "")).await;
        // A hint to a person is none to their group.
        scene.done("coach", "/hints", json!({ "text": "To you alone." })).await;
        assert_eq!(scene.get("coach", &path).await["items"].as_array().unwrap().len(), 1);
        scene.refused("anna", Method::POST, &hints, json!({ "text": "x" }), (403, "for a coach")).await;
    }

    async fn whoever_is_away_is_not_quiet(app: TestApp) {
        let scene = Scene::new(&app).await;
        // Anna joined long ago and has done nothing since.
        let mut joined = sent("anna", "http://activitystrea.ms/join", group(3), json!({}));
        joined["timestamp"] = json!("2026-01-01T10:00:00Z");
        let mut created = sent("coach", "http://activitystrea.ms/create", group(3), json!({}));
        created["timestamp"] = json!("2026-01-01T09:00:00Z");
        app.post(&json!([created, joined])).await;
        app.projected().await;
        let groups = scene.get("coach", "/groups").await;
        let mut items = groups["items"].as_array().unwrap().iter();
        let id = items.find(|it| it["name"] == "Group 3").unwrap()["id"].as_str().unwrap().to_owned();
        let quiet = async |at: &str| {
            let path = format!("/groups/{id}/engagement?at={at}");
            let alerts = scene.get("coach", &path).await["alerts"].clone();
            alerts.as_array().unwrap().iter().filter(|it| it["rule"] == "quiet").count()
        };
        assert_eq!(quiet("2026-03-10").await, 1);
        let away = json!({ "from": "2026-03-01", "to": "2026-03-10" });
        let noted = scene.done("anna", "/absences", away).await;
        assert_eq!([quiet("2026-03-10").await, quiet("2026-03-11").await], [0, 1]);
        let absences = format!("/people/{}/absences", scene.anna);
        assert_eq!(scene.get("coach", &absences).await["items"][0]["to"], "2026-03-10");
        let one = format!("{absences}/{}", noted["id"].as_str().unwrap());
        assert_eq!(scene.ask("coach2", Method::DELETE, &one, Value::Null).await.status, 404);
        assert_eq!(scene.ask("coach", Method::DELETE, &one, Value::Null).await.status, 204);
        assert_eq!(scene.ask("coach", Method::DELETE, &one, Value::Null).await.status, 404);
        assert_eq!(quiet("2026-03-10").await, 1);
        let turned = json!({ "from": "2026-03-10", "to": "2026-03-01" });
        scene.refused("anna", Method::POST, &absences, turned, (400, "Turn them round")).await;
    }
}

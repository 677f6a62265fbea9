//! Plans, goals and what needs a coach, as files: the same as pages and the API tell, for the same
//! people.

use reqwest::Method;
use serde_json::{Value, json};

use super::{LISTENING, NEGOTIATION, Scene};
use crate::support::{Answer, TestApp, both};

impl Scene<'_> {
    async fn file(&self, who: &str, of: &str) -> Answer {
        let app = self.app;
        let request = app
            .client
            .request(Method::GET, format!("{}/exports/now?{of}", app.base));
        Answer::of(request.header("Cookie", self.cookie(who))).await
    }
}

/// The day after the organisation's today.
fn tomorrow(app: &TestApp) -> String {
    let today = app.running.as_ref().unwrap().app.today();
    coachlight::projector::date_of(today + 1).to_string()
}

both! {
    async fn a_plan_is_a_file_for_those_who_work_with_it(app: TestApp) {
        let scene = Scene::new(&app).await;
        let draft = scene.done("coach", "/plans", json!({
            "title": "To mediate",
            "items": [{ "competency": NEGOTIATION, "level": 2, "due": "2099-06-30", "why": "=1+1" }]
        })).await;
        let plan = draft["id"].as_str().unwrap();
        scene.done("coach", &format!("/plans/{plan}/propose"), json!({})).await;
        scene.done("anna", &format!("/plans/{plan}/agree"), json!({})).await;
        let of = |format: &str| format!("what=plan&person={}&plan={plan}&format={format}", scene.anna);
        for who in ["coach", "anna"] {
            let tables = scene.file(who, &of("json")).await.body["tables"].clone();
            let aim = &tables["aims"][0];
            assert_eq!(
                (&aim["iri"], &aim["target_level"], &aim["due"], &aim["why"]),
                (&json!(NEGOTIATION), &json!(2), &json!("2099-06-30"), &json!("=1+1")),
                "{tables}"
            );
            assert_eq!(aim["status"], "on_track");
            let version = &tables["versions"][0];
            assert_eq!(version["state"], "agreed");
            assert!(version["learner_at"].is_string() && version["coach_at"].is_string(), "{tables}");
        }
        for who in ["bo", "coach2"] {
            assert_eq!(scene.file(who, &of("json")).await.status, 404, "{who}");
        }
        let csv = scene.file("coach", &of("csv")).await.body;
        assert!(csv.as_str().unwrap().contains("'=1+1"), "{csv}");
        let printed = app.client.get(format!("{}/exports/now?{}", app.base, of("pdf")))
            .header("Cookie", scene.cookie("coach")).send().await.unwrap();
        assert!(printed.bytes().await.unwrap().starts_with(b"%PDF"));
        let looks = scene.get("anna", "/me/looks").await;
        assert!(looks["items"].as_array().unwrap().iter().any(|it| it["kind"] == "export"), "{looks}");
        let none = format!("what=plan&person={}&format=json", scene.anna);
        assert_eq!(scene.file("coach", &none).await.status, 400);
    }

    async fn goals_and_steps_are_a_file(app: TestApp) {
        let scene = Scene::new(&app).await;
        let set = scene.done("anna", "/goals", json!({
            "title": "Hear people out", "competencies": [LISTENING], "due": "2099-01-01"
        })).await;
        let goal = set["statement"].as_str().unwrap();
        scene.done("anna", &format!("/goals/{goal}/progress"), json!({ "percent": 40 })).await;
        let step = scene.done("anna", "/steps", json!({ "title": "Led a talk" })).await;
        let step = step["statement"].as_str().unwrap();
        scene.ask("coach", Method::PUT, &format!("/people/{}/steps/{step}/verification", scene.anna), json!({ "mark": 0.5 })).await;
        app.projected().await;
        let of = format!("what=goals&person={}&format=json", scene.anna);
        let tables = scene.file("coach", &of).await.body["tables"].clone();
        let goal = &tables["goals"][0];
        assert_eq!(
            (&goal["title"], &goal["state"], &goal["done"], &goal["due"]),
            (&json!("Hear people out"), &json!("open"), &json!(0.4), &json!("2099-01-01")),
            "{tables}"
        );
        let known = scene.get("coach", &format!("/people/{}/steps", scene.anna)).await;
        let known = &known["items"][0];
        let told = &tables["steps"][0];
        assert_eq!((&told["title"], &told["statement"]), (&known["title"], &known["statement"]), "{known}");
        for who in ["bo", "coach2"] {
            assert_eq!(scene.file(who, &of).await.status, 404, "{who}");
        }
    }

    async fn what_needs_a_coach_is_a_file(app: TestApp) {
        let scene = Scene::new(&app).await;
        let review = scene.done("coach", "/reviews", json!({ "day": tomorrow(&app) })).await;
        let told = scene.file("coach", "what=today&format=json").await.body["tables"].clone();
        assert_eq!(told["reviews"][0]["day"], review["day"], "{told}");
        assert_eq!(told["reviews"][0]["person"], scene.anna.to_string());
        let inbox = scene.get("coach", "/me/inbox").await;
        assert_eq!(
            told["alerts"].as_array().unwrap().len(),
            inbox["alerts"].as_array().map_or(0, Vec::len),
            "{inbox}"
        );
        assert_eq!(scene.file("anna", "what=today&format=json").await.status, 403);
        assert_eq!(scene.file("coach2", "what=today&format=json").await.body["tables"]["reviews"], Value::Array(Vec::new()));
    }
}

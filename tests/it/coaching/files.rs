//! Plans, goals and what needs a coach, as files: the same as pages and the API tell, for the same
//! people.

use reqwest::Method;
use serde_json::{Value, json};

use super::{LISTENING, NEGOTIATION, Scene};
use crate::support::{Answer, TestApp, both};

impl Scene<'_> {
    /// A file that somebody has made at once.
    pub(super) async fn file(&self, who: &str, of: &str) -> Answer {
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

    async fn invitations_and_hints_are_files_for_those_who_see_their_pages(app: TestApp) {
        let scene = Scene::new(&app).await;
        let groups = scene.get("coach", "/groups").await;
        let group = groups["items"][0]["id"].as_str().unwrap().to_owned();
        let cem = app.person("cem").await;
        let say = async |path: &str, body: Value| {
            let path = format!("/groups/{group}/{path}");
            let answer = scene.ask("coach", Method::POST, &path, body).await;
            assert!(answer.status.is_success(), "{}", answer.body);
            app.projected().await;
            answer.body["statement"].as_str().unwrap().to_owned()
        };
        let invitation = say("invitations", json!({ "person": cem })).await;
        say("hints", json!({ "text": "=Ask more" })).await;
        scene.done("coach", "/hints", json!({ "text": "Listen, then ask." })).await;
        scene.done("anna", "/reflections", json!({ "text": "I talk too much." })).await;

        let invited = scene.file("coach", &format!("what=invitations&group={group}&format=json")).await;
        let invited = &invited.body["tables"]["invitations"][0];
        assert_eq!((&invited["person"], &invited["state"]), (&json!(cem), &json!("open")));
        let back = format!("/groups/{group}/invitations/{invitation}");
        assert!(scene.ask("coach", Method::DELETE, &back, Value::Null).await.status.is_success());
        app.projected().await;
        let invited = scene.file("coach", &format!("what=invitations&group={group}&format=csv")).await;
        let text = invited.body.as_str().unwrap().to_owned();
        assert!(text.contains(&cem.to_string()) && text.contains("Taken back"), "{text}");
        let hints = scene.file("coach", &format!("what=hints&group={group}&format=csv")).await;
        assert!(hints.body.as_str().unwrap().contains(",'=Ask more,Given,"), "{}", hints.body);
        let own = format!("what=hints&person={}&format=json", scene.anna);
        let told = scene.file("anna", &own).await.body["tables"].clone();
        assert_eq!(told["hints"][0]["text"], "Listen, then ask.");
        assert_eq!(told["reflections"][0]["text"], "I talk too much.");
        assert_eq!(scene.file("coach", &own).await.body["tables"], told);

        let of_group = [format!("what=invitations&group={group}"), format!("what=hints&group={group}")];
        let of_anna = format!("what=hints&person={}", scene.anna);
        for format in ["csv", "xlsx", "json", "pdf"] {
            for of in &of_group {
                let of = format!("{of}&format={format}");
                assert_eq!(scene.file("coach", &of).await.status, 200, "{of}");
                for who in ["coach2", "anna", "bo"] {
                    assert_eq!(scene.file(who, &of).await.status, 404, "{of} {who}");
                }
            }
            let of = format!("{of_anna}&format={format}");
            for (who, status) in [("coach", 200), ("anna", 200), ("coach2", 404), ("bo", 404)] {
                assert_eq!(scene.file(who, &of).await.status, status, "{of} {who}");
            }
        }
        assert_eq!(scene.file("coach", "what=hints&format=csv").await.problem().0, 400);
        // Whoever was invited sees that somebody took it.
        let looks = format!("{}/api/v1/me/looks", app.base);
        let cookie = app.session("cem", coachlight::sso::Roles::default()).await;
        let looks = Answer::of(app.client.get(looks).header("Cookie", cookie)).await.body;
        assert!(looks["items"].as_array().unwrap().iter().any(|look| look["kind"] == "export"), "{looks}");
    }
}

//! What statements mean that say the same in several ways.

use serde_json::{Value, json};

use crate::coaching::{LISTENING, NEGOTIATION, Scene, agent, competency, sent};
use crate::support::{Answer, TestApp, both};

const COMPLETED: &str = "http://adlnet.gov/expapi/verbs/completed";
const ACHIEVED: &str = "https://w3id.org/xapi/tla/verbs/achieved";

fn activity(id: &str, kind: &str) -> Value {
    json!({
        "id": format!("https://moodle.example.org/mod/quiz/{id}"),
        "definition": { "type": format!("http://adlnet.gov/expapi/activities/{kind}") }
    })
}

/// One attempt at a quiz, with an address of its own.
fn attempt(number: u32, quiz: u32, points: u32, more: Value) -> Value {
    let mut context = json!({ "contextActivities": {
        "parent": [activity(&format!("view.php?id={quiz}"), "assessment")]
    } });
    context["extensions"] = more;
    let object = activity(&format!("attempt.php?attempt={number}"), "attempt");
    let score = json!({ "score": { "raw": points, "min": 0, "max": 100 } });
    sent(
        "anna",
        COMPLETED,
        object,
        json!({ "context": context, "result": score }),
    )
}

async fn send(app: &TestApp, statements: Vec<Value>) {
    let answer = app.post(&json!(statements)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    app.projected().await;
}

/// Kinds and qualities of anna's evidence for a competency, in order.
async fn evidence(scene: &Scene<'_>, iri: &str) -> Vec<(String, f64)> {
    let progress = scene.progress(iri).await;
    if progress.is_null() {
        return Vec::new();
    }
    let path = format!(
        "/api/v1/people/{}/competencies/{}/evidence",
        scene.anna, progress["key"]
    );
    let list = Answer::of(scene.app.get(&path)).await.body;
    let mut found: Vec<(String, f64)> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["kind"].as_str().unwrap().to_owned(),
                it["quality"].as_f64().unwrap(),
            )
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    found
}

both! {
    async fn of_attempts_with_their_own_addresses_the_best_counts_once(app: TestApp) {
        let scene = Scene::new(&app).await;
        let link = json!({
            "https://coachlight.org/xapi/extensions/competency-link": [LISTENING]
        });
        send(&app, vec![
            attempt(1, 1, 40, link.clone()),
            attempt(2, 1, 90, link.clone()),
            attempt(3, 1, 60, link.clone()),
            attempt(4, 2, 50, link),
        ]).await;
        let found = evidence(&scene, LISTENING).await;
        assert_eq!(found, [("assessed".into(), 0.5), ("assessed".into(), 0.9)]);
    }

    async fn a_competencys_name_is_not_its_address(app: TestApp) {
        let scene = Scene::new(&app).await;
        for (number, iri) in [
            "https://coachlight.org/xapi/extensions/competency-link",
            "https://w3id.org/xapi/acrossx/extensions/alignment",
        ].into_iter().enumerate() {
            let number = u32::try_from(number).unwrap();
            let named = json!({ (iri): ["Listening well", { "id": "Listening" }, LISTENING] });
            send(&app, vec![attempt(number, number, 70, named)]).await;
        }
        let path = format!("/api/v1/people/{}/progress", scene.anna);
        let all = Answer::of(app.get(&path)).await.body;
        let named: Vec<&str> = all["competencies"].as_array().unwrap().iter()
            .map(|it| it["iri"].as_str().unwrap())
            .filter(|iri| iri.contains("istening"))
            .collect();
        assert_eq!(named, [LISTENING]);
    }

    async fn what_a_coach_says_was_achieved_is_the_coachs_rating(app: TestApp) {
        let scene = Scene::new(&app).await;
        let achieved = |by: Option<&str>, iri: &str| {
            let context = by.map_or(json!({}), |by| json!({ "context": { "instructor": agent(by) } }));
            sent("anna", ACHIEVED, competency(iri), context)
        };
        send(&app, vec![achieved(Some("coach"), NEGOTIATION)]).await;
        assert_eq!(evidence(&scene, NEGOTIATION).await, [("coach_rating".into(), 1.0)]);
        // By themselves, or vouched for by somebody who coaches none of their groups: a claim.
        send(&app, vec![achieved(None, LISTENING)]).await;
        send(&app, vec![achieved(Some("coach2"), LISTENING)]).await;
        let claims = [("self_progress".into(), 1.0), ("self_progress".into(), 1.0)];
        assert_eq!(evidence(&scene, LISTENING).await, claims);
    }

    async fn what_coaches_say_of_an_activity_counts_from_that_day_on(app: TestApp) {
        let scene = Scene::new(&app).await;
        send(&app, vec![attempt(1, 1, 80, json!({})), attempt(2, 2, 60, json!({}))]).await;
        assert_eq!(evidence(&scene, LISTENING).await, []);
        let quiz = "https://moodle.example.org/mod/quiz/view.php?id=1";
        let said = json!({ "activity": quiz, "competency": LISTENING, "why": "It tests that" });
        let say = async |who: &str, body: &Value| {
            scene.ask(who, reqwest::Method::POST, "/alignments", body.clone()).await
        };
        assert_eq!(say("anna", &said).await.status, 403);
        let made = say("coach", &said).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(made.body["by"], json!(app.person("coach").await));
        // Said again it is the same one.
        let again = say("coach2", &said).await;
        assert_eq!((again.status.as_u16(), &again.body["id"]), (200, &made.body["id"]));
        assert_eq!(evidence(&scene, LISTENING).await, [("assessed".into(), 0.8)]);
        let key = scene.progress(LISTENING).await["key"].clone();
        let path = format!("/people/{}/competencies/{key}/evidence", scene.anna);
        let item = scene.get("anna", &path).await["items"][0].clone();
        assert_eq!(
            (&item["aligned"], &item["implied"], &item["weight"]),
            (&json!(true), &json!(false), &json!(2.5))
        );
        // What is named goes before it, and it goes before the group's topic.
        let named = json!({
            "https://coachlight.org/xapi/extensions/competency-link": [NEGOTIATION]
        });
        send(&app, vec![attempt(3, 1, 100, named)]).await;
        assert_eq!(evidence(&scene, NEGOTIATION).await, [("assessed".into(), 1.0)]);
        // The day before nobody had said so.
        let today = app.running.as_ref().unwrap().app.today();
        let day = coachlight::projector::date_of(today - 1);
        let before = scene.get("anna", &format!("/people/{}/progress?at={day}", scene.anna)).await;
        let before = before["competencies"].as_array().unwrap();
        assert!(before.iter().all(|it| it["iri"] != LISTENING), "{before:?}");
        // Facts derived anew know it, too.
        coachlight::projector::rebuild(&app.projector(), coachlight::projector::Pace::Alone, |_, _| {}).await.unwrap();
        let table = scene.ask("coach", reqwest::Method::GET, "/alignments/table", Value::Null).await;
        let expected = format!("activity,competency,why\n{quiz},{LISTENING},It tests that\n");
        assert_eq!(table.body, json!(expected));

        let one = format!("/alignments/{}", made.body["id"].as_str().unwrap());
        let undo = async || scene.ask("coach2", reqwest::Method::DELETE, &one, Value::Null).await;
        assert_eq!([undo().await.status, undo().await.status], [204, 409]);
        assert_eq!(evidence(&scene, LISTENING).await, []);
        let list = scene.get("coach", "/alignments").await;
        assert_eq!(list["items"][0]["ended_by"], json!(app.person("coach2").await));

        for (body, said) in [
            (json!({ "activity": "Quiz 1", "competency": LISTENING, "why": "x" }), "no address"),
            (json!({ "activity": quiz, "competency": "Listening", "why": "x" }), "Listening"),
            (json!({ "activity": quiz, "competency": quiz, "why": "x" }), "about itself"),
            (json!({ "activity": quiz, "competency": LISTENING, "why": " " }), "reason"),
        ] {
            let answer = say("coach", &body).await;
            let detail = answer.body["detail"].as_str().unwrap();
            assert!(answer.status == 400 && detail.contains(said), "{body}: {detail}");
        }
    }

    async fn a_table_of_alignments_is_taken_whole_or_not_at_all(app: TestApp) {
        let now = app.running.as_ref().unwrap().app.clock.now();
        let good = "why,activity,competency\nBecause,https://a.example.org/1,https://c.example.org/1\n\
                    \"Why, not\",https://a.example.org/2,https://c.example.org/1\n";
        for (known, (new, before)) in [(false, (2, 0)), (true, (0, 2))] {
            let mut tx = app.db().write().await.unwrap();
            let taken = coachlight::alignments::import(&mut tx, good, None, 20_000, now).await.unwrap();
            assert_eq!((taken.new, taken.known), (new, before), "{known}");
            tx.commit().await.unwrap();
        }
        for (bad, line) in [
            ("activity,why\n", "line 1:"),
            ("activity,competency,why\nhttps://a.example.org/3,https://c.example.org/1,x\nno,https://c.example.org/1,x\n", "line 3:"),
            ("activity,competency,why\na,b\n", "line 2:"),
        ] {
            let mut tx = app.db().write().await.unwrap();
            let fault = coachlight::alignments::import(&mut tx, bad, None, 20_000, now).await.unwrap_err();
            assert!(fault.to_string().starts_with(line), "{fault}");
        }
        let mut tx = app.db().read().await.unwrap();
        let table = coachlight::alignments::export(&mut tx).await.unwrap();
        assert_eq!(table.lines().count(), 3, "{table}");
    }
}

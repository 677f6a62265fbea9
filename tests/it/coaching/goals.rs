//! Goals, transfer steps, verifications, ratings and reflections.

use coachlight::credentials::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{LISTENING, NEGOTIATION, Scene, agent, competency, group, said_by_our_profile, sent};
use crate::alerts::{ago, filed as alerts_filed};
use crate::support::{Answer, both, credential};

const ACHIEVED: &str = "https://w3id.org/xapi/tla/verbs/achieved";
const PLANNED: &str = "https://w3id.org/xapi/tla/verbs/planned";

both! {
    async fn of_several_reports_of_an_approved_step_the_first_is_meant_whichever_came_first(app: TestApp) {
        let scene = Scene::new(&app).await;
        let context = json!({ "contextActivities": { "grouping": [group(1), competency(NEGOTIATION)] } });
        let step = json!({
            "id": "https://app.example.org/steps/1",
            "definition": { "type": "https://coachlight.org/xapi/activity-types/transfer-step" }
        });
        let reported = |day: &str| {
            let more = json!({ "context": context, "timestamp": format!("{day}T10:00:00Z") });
            sent("anna", "http://adlnet.gov/expapi/verbs/completed", step.clone(), more)
        };
        let approved = sent(
            "coach", "http://activitystrea.ms/approve", step.clone(), json!({ "context": context }),
        );
        for statement in [reported("2026-01-20"), reported("2026-01-10"), approved] {
            assert_eq!(app.post(&statement).await.status, 200);
        }
        app.projected().await;
        let key = scene.progress(NEGOTIATION).await["key"].clone();
        let evidence = format!("/people/{}/competencies/{key}/evidence", scene.anna);
        let evidence = scene.get("anna", &evidence).await;
        let found: Vec<(&str, &str)> = evidence["items"].as_array().unwrap().iter()
            .map(|it| (it["kind"].as_str().unwrap(), it["day"].as_str().unwrap()))
            .collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.contains(&("transfer_self", "2026-01-20")), "{found:?}");
        assert!(found.iter().any(|(kind, _)| *kind == "transfer_verified"), "{found:?}");
    }

    async fn a_coachs_word_stays_one_when_they_coach_no_longer(app: TestApp) {
        let scene = Scene::new(&app).await;
        let on = |day: &str, mut statement: Value| {
            statement["timestamp"] = json!(format!("2026-03-{day}T10:00:00Z"));
            statement
        };
        let context = json!({ "context": { "contextActivities": { "grouping": [group(1)] } } });
        let decide = |what: &str| {
            sent("coach", &format!("https://coachlight.org/xapi/verbs/{what}"), agent("boss"), context.clone())
        };
        let rating = |competency_of: &str| {
            sent("boss", "http://id.tincanapi.com/verb/reviewed", agent("anna"), json!({
                "context": { "contextActivities": { "grouping": [group(1)], "other": [competency(competency_of)] } },
                "result": { "score": { "raw": 3, "min": 0, "max": 4 } }
            }))
        };
        let made = sent("coach", "http://activitystrea.ms/create", group(1), json!({}));
        let statements = json!([
            on("01", made), on("01", sent("anna", "http://activitystrea.ms/join", group(1), json!({}))),
            on("02", rating(NEGOTIATION)), on("03", decide("appointed")), on("05", rating(LISTENING)),
            on("07", decide("dismissed")), on("09", rating(NEGOTIATION)),
        ]);
        assert_eq!(app.post(&statements).await.status, 200);
        app.projected().await;
        let found = scene.get("coach", &format!("/people/{}/progress", scene.anna)).await;
        let classes = |iri: &str| {
            let all = found["competencies"].as_array().unwrap();
            let it = all.iter().find(|it| it["iri"] == iri);
            it.map_or(0.0, |it| it["classes"][3]["raw"].as_f64().unwrap())
        };
        // What was said before and after is no coach's word.
        assert!(classes(LISTENING) > 3.0 && classes(NEGOTIATION) == 0.0, "{found}");
        let group_1 = &scene.get("coach", "/groups").await["items"][0]["id"];
        let id = group_1.as_str().unwrap().parse().map(coachlight::groups::GroupId).unwrap();
        // The same holds of those whom a platform made coaches.
        let teacher = app.person("boss").await;
        let mut tx = app.db().write().await.unwrap();
        let at = |text: &str| text.parse().unwrap();
        coachlight::groups::add_coach(&mut tx, id, teacher, "launch", at("2026-03-08T09:00:00Z")).await.unwrap();
        coachlight::groups::remove_coach(&mut tx, id, teacher, "launch", at("2026-03-09T23:00:00Z")).await.unwrap();
        tx.commit().await.unwrap();
        let found = scene.get("coach", &format!("/people/{}/progress", scene.anna)).await;
        let of = |iri: &str| found["competencies"].as_array().unwrap().iter()
            .find(|it| it["iri"] == iri).unwrap()["classes"][3]["raw"].as_f64().unwrap();
        assert!(of(NEGOTIATION) > 3.0 && of(LISTENING) > 3.0, "{found}");
        let coaches = scene.get("coach", &format!("/groups/{}", group_1.as_str().unwrap())).await["coaches"].clone();
        assert_eq!(coaches.as_array().unwrap().len(), 1, "{coaches}");
    }

    async fn whatever_somebody_says_of_themselves_a_coach_verifies(app: TestApp) {
        let scene = Scene::new(&app).await;
        let goal = scene.done("anna", "/goals", json!({ "title": "Listen", "competencies": [LISTENING] })).await;
        let noted = format!("/goals/{}/progress", goal["statement"].as_str().unwrap());
        let noted = scene.done("anna", &noted, json!({ "percent": 40 })).await;
        let classes = async || {
            let classes = scene.progress(LISTENING).await["classes"].clone();
            [0, 3].map(|class| {
                let number = |name: &str| classes[class][name].as_f64().unwrap();
                (number("raw"), number("quality"))
            })
        };
        let claimed = classes().await;
        assert!(claimed[0].0 > 0.0 && claimed[1].0 < 1e-9, "{claimed:?}");
        let reference = |id: &Value| json!({ "objectType": "StatementRef", "id": id });
        let verified = sent(
            "coach", "https://w3id.org/xapi/tla/verbs/verified", reference(&noted["statement"]), json!({}),
        );
        // A peer's word moves nothing.
        let by_peer = sent("bo", "https://w3id.org/xapi/tla/verbs/verified", reference(&noted["statement"]), json!({}));
        app.post(&by_peer).await;
        app.projected().await;
        assert_eq!(classes().await, claimed);
        app.post(&verified).await;
        app.projected().await;
        // It moves as it is.
        assert_eq!(classes().await, [(0.0, 0.0), claimed[0]]);
        app.post(&sent("coach", "http://adlnet.gov/expapi/verbs/voided", reference(&verified["id"]), json!({}))).await;
        app.projected().await;
        assert_eq!(classes().await, claimed);
    }

    async fn a_goal_of_a_group_ends_where_it_was_set(app: TestApp) {
        let scene = Scene::new(&app).await;
        let groups = scene.get("coach", "/groups").await;
        let id = groups["items"][0]["id"].as_str().unwrap().to_owned();
        let about = json!({ "context": { "contextActivities": { "grouping": [group(1)] } } });
        let planned = |number: u32, kind: &str| {
            let thing = json!({
                "id": format!("https://app.example.org/aims/{number}"),
                "definition": { "type": kind }
            });
            ago(&app, 30, sent("anna", PLANNED, thing, about.clone()))
        };
        let goal = "http://id.tincanapi.com/activitytype/goal";
        let all = [
            planned(1, "https://coachlight.org/xapi/activity-types/transfer-step"),
            planned(2, goal), planned(3, goal), planned(4, goal),
        ];
        let [step, noted, reached, dropped] = all.each_ref().map(|it| it["id"].as_str().unwrap().to_owned());
        assert_eq!(app.post(&json!(all)).await.status, 200);
        app.projected().await;
        let stalled = async || {
            let alerts = scene.get("coach", &format!("/groups/{id}/alerts")).await;
            let alerts = alerts["items"].as_array().unwrap().clone();
            alerts.iter().filter(|it| it["rule"] == "goal_stalled").count()
        };
        let report = async || {
            alerts_filed(&app).await;
            stalled().await
        };
        assert_eq!(report().await, 4);
        scene.done("anna", "/steps", json!({ "planned": step })).await;
        scene.done("anna", &format!("/goals/{noted}/progress"), json!({ "percent": 20 })).await;
        scene.done("anna", &format!("/goals/{reached}/achieved"), json!({})).await;
        scene.done("coach", &format!("/goals/{dropped}/given-up"), json!({ "note": "Changed" })).await;
        assert_eq!(report().await, 0);
    }

    async fn a_level_that_no_scale_has_is_no_target(app: TestApp) {
        let scene = Scene::new(&app).await;
        for level in [0, -1, 101, i64::MAX] {
            let more = json!({ "context": { "extensions": {
                "https://coachlight.org/xapi/extensions/target-level": level
            } } });
            app.post(&sent("anna", PLANNED, competency(LISTENING), more)).await;
        }
        app.projected().await;
        let found = scene.get("anna", &format!("/people/{}/progress", scene.anna)).await;
        let all = found["competencies"].as_array().unwrap();
        assert!(all.iter().all(|it| it["plan"].is_null()), "{found}");
    }

    async fn a_goal_is_set_followed_and_reached(app: TestApp) {
        let scene = Scene::new(&app).await;
        let goals = format!("/people/{}/goals", scene.anna);
        let set = scene.done("anna", "/goals", json!({
            "title": "Hear people out", "competencies": [LISTENING], "due": "2099-01-01"
        })).await;
        let goal = set["statement"].as_str().unwrap();
        let known = scene.get("coach", &goals).await["items"][0].clone();
        assert_eq!(known["title"], "Hear people out");
        assert_eq!((&known["state"], &known["due"]), (&json!("open"), &json!("2099-01-01")));
        assert_eq!(known["competencies"], json!([LISTENING]));

        scene.done("anna", &format!("/goals/{goal}/progress"), json!({ "percent": 40 })).await;
        assert_eq!(scene.get("coach", &goals).await["items"][0]["done"], 0.4);
        // What the learner says of themselves is evidence, by the rules for it.
        assert!(scene.progress(LISTENING).await["shown"].as_f64().unwrap() > 0.0);

        scene.done("anna", &format!("/goals/{goal}/achieved"), json!({})).await;
        let known = scene.get("coach", &goals).await["items"][0].clone();
        assert_eq!((&known["state"], &known["done"]), (&json!("achieved"), &json!(1.0)));
        let again = format!("{goals}/{goal}/given-up");
        scene.refused("coach", Method::POST, &again, json!({}), (409, "closed already")).await;
    }

    async fn what_an_app_says_of_goals_has_the_same_effect(app: TestApp) {
        let scene = Scene::new(&app).await;
        let goals = format!("/people/{}/goals", scene.anna);
        let goal = json!({ "id": "https://app.example.org/goals/9", "definition": {
            "type": "http://id.tincanapi.com/activitytype/goal", "name": { "en": "From the app" }
        } });
        let planned = sent("anna", PLANNED, goal.clone(), json!({}));
        app.post(&planned).await;
        app.projected().await;
        let path = format!("/goals/{}/progress", planned["id"].as_str().unwrap());
        scene.done("anna", &path, json!({ "percent": 70 })).await;
        let known = scene.get("coach", &goals).await["items"][0].clone();
        assert_eq!((&known["title"], &known["done"]), (&json!("From the app"), &json!(0.7)));
        // Ours is reached by a statement of the app.
        let set = scene.done("anna", "/goals", json!({ "title": "Ours" })).await;
        let reached = json!({ "objectType": "StatementRef", "id": set["statement"] });
        app.post(&sent("anna", ACHIEVED, reached, json!({}))).await;
        app.projected().await;
        let known = scene.get("coach", &goals).await["items"][0].clone();
        assert_eq!((&known["title"], &known["state"]), (&json!("Ours"), &json!("achieved")));
    }

    async fn a_verification_moves_the_evidence_and_its_withdrawal_moves_it_back(app: TestApp) {
        let scene = Scene::new(&app).await;
        let planned = scene.done("coach", "/goals", json!({
            "title": "Lead a meeting", "step": true, "competencies": [NEGOTIATION]
        })).await;
        let set = scene.get("anna", &format!("/people/{}/goals", scene.anna)).await;
        let coach = app.person("coach").await.0;
        assert_eq!(set["items"][0]["set_by"], json!(coach));
        let step = scene.done("anna", "/steps", json!({ "planned": planned["statement"] })).await;
        let step = step["statement"].as_str().unwrap();
        let reported = scene.progress(NEGOTIATION).await;
        let own = |progress: &Value| progress["classes"][0]["counted"].as_f64().unwrap();
        let coachs = |progress: &Value| progress["classes"][3]["counted"].as_f64().unwrap();
        assert!(own(&reported) > 0.0 && coachs(&reported) == 0.0, "{reported}");

        let path = format!("/people/{}/steps/{step}/verification", scene.anna);
        let verify = async |who: &str, body: Value| {
            let answer = scene.ask(who, Method::PUT, &path, body).await;
            app.projected().await;
            answer
        };
        let word = verify("coach", json!({ "mark": 0.75 })).await;
        assert_eq!(word.status, 201, "{}", word.body);
        let verified = scene.progress(NEGOTIATION).await;
        assert!(own(&verified) == 0.0 && coachs(&verified) > 0.0, "{verified}");
        let steps = scene.get("anna", &format!("/people/{}/steps", scene.anna)).await;
        assert_eq!(steps["items"][0]["verification"]["mark"], 0.75);
        // The same word again is said once; another one replaces it.
        assert_eq!(verify("coach", json!({ "mark": 0.75 })).await.body, word.body);
        assert_ne!(verify("coach", json!({ "mark": 1 })).await.body, word.body);

        for _ in 0..2 {
            let back = scene.ask("coach", Method::DELETE, &path, Value::Null).await;
            assert_eq!(back.status, 201, "{}", back.body);
            app.projected().await;
        }
        assert_eq!(scene.progress(NEGOTIATION).await["classes"], reported["classes"]);
        scene.refused("coach", Method::DELETE, &path, Value::Null, (409, "No coach has said")).await;
        scene.refused("anna", Method::PUT, &path, json!({}), (403, "for a coach")).await;
        scene.refused("coach2", Method::PUT, &path, json!({}), (404, "")).await;
        scene.refused("bo", Method::PUT, &path, json!({}), (404, "")).await;
        scene.refused("coach", Method::PUT, &path, json!({ "mark": 2 }), (400, "from 0 to 1")).await;
        said_by_our_profile(&app).await;
        // A word that came from elsewhere is withdrawn there.
        let elsewhere = sent("coach", "https://w3id.org/xapi/tla/verbs/verified",
            json!({ "objectType": "StatementRef", "id": step }), json!({}));
        app.post(&elsewhere).await;
        app.projected().await;
        assert!(coachs(&scene.progress(NEGOTIATION).await) > 0.0);
        scene.refused("coach", Method::DELETE, &path, Value::Null, (403, "not said here")).await;
    }

    async fn a_rating_and_a_reflection_are_evidence(app: TestApp) {
        let scene = Scene::new(&app).await;
        scene.done("coach", "/ratings", json!({ "competency": NEGOTIATION, "level": 3 })).await;
        let rated = scene.progress(NEGOTIATION).await;
        assert_eq!(rated["classes"][3]["quality"], 0.75);
        // The same by a statement of an app.
        let same = sent("coach", "http://id.tincanapi.com/verb/reviewed", agent("anna"), json!({
            "result": { "score": { "raw": 3, "min": 0, "max": 4 } },
            "context": { "contextActivities": { "grouping": [competency(LISTENING)] } }
        }));
        app.post(&same).await;
        app.projected().await;
        assert_eq!(scene.progress(LISTENING).await["classes"], rated["classes"]);
        let long = "I asked what they need before I said what I want, and we agreed sooner than ever.";
        scene.done("anna", "/reflections", json!({ "text": long, "competencies": [NEGOTIATION] })).await;
        let own = scene.progress(NEGOTIATION).await["classes"][0]["counted"].as_f64().unwrap();
        assert!(own > 0.4, "{own}");
    }

    async fn what_cannot_be_is_refused_with_what_to_do(app: TestApp) {
        let scene = Scene::new(&app).await;
        let of = |path: &str| format!("/people/{}{path}", scene.anna);
        let post = Method::POST;
        let goal = json!({ "title": "x" });
        scene.refused("coach2", post.clone(), &of("/goals"), goal.clone(), (404, "")).await;
        scene.refused("bo", post.clone(), &of("/goals"), goal.clone(), (404, "")).await;
        for (body, said) in [
            (json!({ "title": " " }), "title is a text of 1 to 300"),
            (json!({ "title": "x", "due": "2020-01-01" }), "in the past"),
            (json!({ "title": "x", "due": "1 May" }), "a date such as"),
            (json!({ "title": "x", "competencies": ["no such code"] }), "No framework has"),
            (json!({ "title": "x", "group": "8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee" }), "not in this group"),
            (json!({ "title": "x", "colour": 1 }), "unknown field"),
            (json!({ "title": "x", "by": "8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee" }), "for API keys"),
        ] {
            scene.refused("anna", post.clone(), &of("/goals"), body, (400, said)).await;
        }
        let rating = |level| json!({ "competency": NEGOTIATION, "level": level });
        scene.refused("coach", post.clone(), &of("/ratings"), rating(5), (400, "from 0 to 4")).await;
        scene.refused("anna", post.clone(), &of("/ratings"), rating(3), (403, "for a coach")).await;
        let nothing = of("/goals/8c7e4f0a-1d2b-4c3d-9e8f-0000000000ee/progress");
        scene.refused("anna", post.clone(), &nothing, json!({ "percent": 1 }), (404, "")).await;
        let set = scene.done("anna", "/goals", goal).await;
        let progress = of(&format!("/goals/{}/progress", set["statement"].as_str().unwrap()));
        scene.refused("coach", post.clone(), &progress, json!({ "percent": 1 }), (403, "themselves")).await;
        scene.refused("anna", post.clone(), &progress, json!({ "percent": 101 }), (400, "0 to 100")).await;
        let step = json!({ "planned": set["statement"] });
        scene.refused("anna", post, &of("/steps"), step, (400, "is a goal")).await;
    }

    async fn an_api_key_acts_for_somebody_who_may(app: TestApp) {
        let scene = Scene::new(&app).await;
        let running = &app.running.as_ref().unwrap().app;
        let key = credential(running, "App", &[Scope::CoachingWrite]).await;
        let post = async |body: Value| {
            let request = app
                .client
                .post(format!("{}/api/v1/people/{}/goals", app.base, scene.anna))
                .basic_auth(&key.key, Some(&key.secret));
            Answer::of(request.body(body.to_string())).await
        };
        assert!(post(json!({ "title": "x" })).await.body["detail"].as_str().unwrap().contains("member by"));
        let [coach, other] = [app.person("coach").await, app.person("coach2").await];
        assert_eq!(post(json!({ "title": "x", "by": other })).await.status, 404);
        let id = "0190b7c1-0000-7000-8000-000000000001";
        let goal = json!({ "title": "x", "by": coach, "id": id });
        assert_eq!(post(goal.clone()).await.status, 201);
        // Sent again it adds nothing; something else under the same identifier is refused.
        assert_eq!(post(goal).await.body["statement"], id);
        let other = post(json!({ "title": "y", "by": coach, "id": id })).await;
        assert_eq!(other.status, 409, "{}", other.body);
        assert_eq!(post(json!({ "title": "own", "by": scene.anna })).await.status, 201);
        app.projected().await;
        let goals = scene.get("anna", &format!("/people/{}/goals", scene.anna)).await;
        assert_eq!(goals["items"].as_array().unwrap().len(), 2);
        let request = app.client.get(format!("{}/api/v1/people/{}/goals", app.base, scene.anna));
        let read = Answer::of(request.basic_auth(&key.key, Some(&key.secret))).await;
        assert_eq!(read.status, 403);
    }

    async fn who_looks_at_a_person_through_the_api_is_noted(app: TestApp) {
        let scene = Scene::new(&app).await;
        let looks = async || {
            let mut tx = app.db().read().await.unwrap();
            coachlight::people::looks_at(&mut tx, scene.anna, None, 9).await.unwrap().len()
        };
        let path = format!("/people/{}", scene.anna);
        scene.get("anna", &format!("{path}/progress")).await;
        assert_eq!(looks().await, 0);
        // Once for each hour, however much of the person is read in it.
        for part in ["progress", "roles", "goals", "steps"] {
            scene.get("coach", &format!("{path}/{part}")).await;
            assert_eq!(looks().await, 1, "{part}");
        }
    }
}

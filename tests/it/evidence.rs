//! What counts as evidence, and until when: one rule a test, at the edge of the rule.

use coachlight::people::PersonId;
use serde_json::{Value, json};

use crate::coaching::{LISTENING, Scene, competency, sent};
use crate::support::{Answer, TestApp, both};

fn activity_streams(verb: &str) -> String {
    format!("http://activitystrea.ms/{verb}")
}

fn note(number: u32) -> Value {
    json!({
        "id": format!("https://app.example.org/notes/{number}"),
        "definition": { "type": "http://activitystrea.ms/note" }
    })
}

/// What somebody did at an hour of a day of March, for the competency of listening.
fn on(day: u32, hour: u32, who: &str, verb: &str, object: Value, mut more: Value) -> Value {
    more["timestamp"] = format!("2026-03-{day:02}T{hour:02}:00:00Z").into();
    if more["context"].is_null() {
        more["context"] = json!({ "contextActivities": { "grouping": [competency(LISTENING)] } });
    }
    sent(who, verb, object, more)
}

fn posted(day: u32, hour: u32, who: &str, number: u32) -> Value {
    let verb = activity_streams("create");
    on(day, hour, who, &verb, note(number), json!({}))
}

async fn send(app: &TestApp, statement: Value) -> String {
    let answer = app.post(&statement).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    app.projected().await;
    let projector = app.projector();
    // What is read is what was packed, unless a later change has marked it.
    while projector.pack().await.unwrap() {}
    answer.body[0].as_str().unwrap().to_owned()
}

/// Kinds of somebody's evidence for listening and their statements, as of a day of March.
async fn evidence_of(app: &TestApp, person: PersonId, day: u32) -> Vec<(String, String)> {
    evidence_at(app, person, &format!("at=2026-03-{day:02}")).await
}

async fn evidence_at(app: &TestApp, person: PersonId, at: &str) -> Vec<(String, String)> {
    let path = format!("/api/v1/people/{person}/progress?{at}");
    let all = Answer::of(app.get(&path)).await.body;
    let all = all["competencies"].as_array().unwrap();
    let Some(listening) = all.iter().find(|it| it["iri"] == LISTENING) else {
        return Vec::new();
    };
    let key = &listening["key"];
    let path = format!("/api/v1/people/{person}/competencies/{key}/evidence?{at}");
    let list = Answer::of(app.get(&path)).await.body;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = list["items"].as_array().unwrap().iter();
    let mut found: Vec<(String, String)> = items
        .map(|it| (text(&it["kind"]), text(&it["statement"])))
        .collect();
    found.sort();
    found
}

fn kinds(evidence: &[(String, String)]) -> Vec<&str> {
    evidence.iter().map(|(kind, _)| kind.as_str()).collect()
}

async fn void(app: &TestApp, statement: &str) {
    let reference = json!({ "objectType": "StatementRef", "id": statement });
    let verb = "http://adlnet.gov/expapi/verbs/voided";
    send(app, sent("anna", verb, reference, json!({}))).await;
}

both! {
    async fn of_what_is_sent_again_the_first_counts_until_it_is_voided(app: TestApp) {
        let scene = Scene::new(&app).await;
        let mut statement = posted(2, 10, "anna", 1);
        statement.as_object_mut().unwrap().remove("id");
        let first = send(&app, statement.clone()).await;
        let second = send(&app, statement).await;
        assert_ne!(first, second);
        let found = evidence_of(&app, scene.anna, 2).await;
        assert_eq!(found, [("contribution".to_owned(), first.clone())]);
        void(&app, &first).await;
        let found = evidence_of(&app, scene.anna, 2).await;
        assert_eq!(found, [("contribution".to_owned(), second)]);
    }

    async fn what_is_taken_back_counts_up_to_the_day_before(app: TestApp) {
        let scene = Scene::new(&app).await;
        send(&app, posted(2, 10, "anna", 1)).await;
        send(&app, on(9, 10, "anna", &activity_streams("delete"), note(1), json!({}))).await;
        for (day, expected) in [(1, 0), (2, 1), (8, 1), (9, 0), (10, 0)] {
            assert_eq!(evidence_of(&app, scene.anna, day).await.len(), expected, "on {day} March");
        }
    }

    async fn whoever_takes_a_share_back_takes_nothing_else(app: TestApp) {
        let scene = Scene::new(&app).await;
        let [share, unshare] = ["share", "unshare"].map(activity_streams);
        // What was written, or is shared again afterwards, stands.
        send(&app, on(2, 10, "anna", &share, note(1), json!({}))).await;
        send(&app, on(6, 10, "anna", &share, note(1), json!({}))).await;
        send(&app, on(4, 10, "anna", &unshare, note(1), json!({}))).await;
        send(&app, posted(3, 10, "anna", 1)).await;
        for (day, expected) in [(1, 0), (2, 1), (3, 2), (4, 1), (5, 1), (6, 2)] {
            assert_eq!(evidence_of(&app, scene.anna, day).await.len(), expected, "on {day} March");
        }
    }

    async fn a_deletion_by_reference_is_of_the_object_whoever_shared_it(app: TestApp) {
        let scene = Scene::new(&app).await;
        let bo = app.person("bo").await;
        send(&app, on(3, 10, "bo", &activity_streams("share"), note(1), json!({}))).await;
        let made = posted(2, 10, "anna", 1);
        let reference = json!({ "objectType": "StatementRef", "id": made["id"] });
        let delete = activity_streams("delete");
        // The deletion comes before what it deletes.
        send(&app, on(5, 10, "anna", &delete, reference, json!({}))).await;
        assert_eq!(evidence_of(&app, bo, 5).await.len(), 1);
        let made = send(&app, made).await;
        for (day, expected) in [(2, 0), (3, 1), (4, 1), (5, 0)] {
            assert_eq!(evidence_of(&app, bo, day).await.len(), expected, "on {day} March");
        }
        assert_eq!(evidence_of(&app, scene.anna, 4).await.len(), 1);
        assert_eq!(evidence_of(&app, scene.anna, 5).await.len(), 0);
        void(&app, &made).await;
        assert_eq!(evidence_of(&app, bo, 5).await.len(), 1);
    }

    async fn what_is_approved_by_reference_is_what_that_is(app: TestApp) {
        let scene = Scene::new(&app).await;
        let about = |thread: Option<Value>| {
            let parent: Vec<Value> = thread.into_iter().collect();
            let inside = json!({ "grouping": [competency(LISTENING)], "parent": parent });
            json!({ "context": { "contextActivities": inside } })
        };
        let question = json!({
            "id": "https://app.example.org/questions/1",
            "definition": { "type": "http://activitystrea.ms/question" }
        });
        let step = json!({
            "id": "https://app.example.org/steps/1",
            "definition": { "type": "https://coachlight.org/xapi/activity-types/transfer-step" }
        });
        let create = activity_streams("create");
        send(&app, sent("bo", &create, question.clone(), about(None))).await;
        let replied = "http://id.tincanapi.com/verb/replied";
        let applied = "https://w3id.org/xapi/dod-isd/verbs/applied";
        let reply = send(&app, sent("anna", replied, note(1), about(Some(question)))).await;
        let done = send(&app, sent("anna", applied, step, about(None))).await;
        let approve = |who: &str, statement: &str| {
            let reference = json!({ "objectType": "StatementRef", "id": statement });
            sent(who, &activity_streams("approve"), reference, json!({}))
        };
        // Neither her own word nor that of whoever did not ask counts.
        send(&app, approve("anna", &reply)).await;
        send(&app, approve("cem", &reply)).await;
        send(&app, approve("bo", &done)).await;
        let found = evidence_at(&app, scene.anna, "").await;
        assert_eq!(kinds(&found), ["contribution", "transfer_self"]);
        let accepted = send(&app, approve("bo", &reply)).await;
        let verified = send(&app, approve("coach", &done)).await;
        let found = evidence_at(&app, scene.anna, "").await;
        let expected = [
            ("answer_accepted", &accepted),
            ("contribution", &reply),
            ("transfer_verified", &verified),
        ];
        assert_eq!(found, expected.map(|(kind, id)| (kind.to_owned(), id.clone())));
        void(&app, &verified).await;
        let found = evidence_at(&app, scene.anna, "").await;
        assert_eq!(kinds(&found), ["answer_accepted", "contribution", "transfer_self"]);
    }

    async fn a_like_goes_to_the_author_also_when_an_earlier_one_is_found(app: TestApp) {
        let scene = Scene::new(&app).await;
        let bo = app.person("bo").await;
        send(&app, posted(3, 10, "anna", 1)).await;
        send(&app, on(4, 10, "cem", &activity_streams("like"), note(1), json!({}))).await;
        assert_eq!(kinds(&evidence_of(&app, scene.anna, 5).await), ["contribution", "like"]);
        assert_eq!(kinds(&evidence_of(&app, bo, 5).await), [] as [&str; 0]);
        let earlier = send(&app, posted(2, 10, "bo", 1)).await;
        assert_eq!(kinds(&evidence_of(&app, scene.anna, 5).await), ["contribution"]);
        assert_eq!(kinds(&evidence_of(&app, bo, 5).await), ["contribution", "like"]);
        void(&app, &earlier).await;
        assert_eq!(kinds(&evidence_of(&app, scene.anna, 5).await), ["contribution", "like"]);
        assert_eq!(kinds(&evidence_of(&app, bo, 5).await), [] as [&str; 0]);
    }

    async fn of_likes_the_last_word_stands_and_nobodys_own_counts(app: TestApp) {
        let scene = Scene::new(&app).await;
        let [like, unlike] = ["like", "unlike"].map(activity_streams);
        send(&app, posted(2, 10, "anna", 1)).await;
        send(&app, on(2, 11, "anna", &like, note(1), json!({}))).await;
        assert_eq!(kinds(&evidence_of(&app, scene.anna, 3).await), ["contribution"]);
        // They come in another order than they were said in.
        send(&app, on(3, 12, "bo", &unlike, note(1), json!({}))).await;
        send(&app, on(3, 11, "bo", &like, note(1), json!({}))).await;
        assert_eq!(kinds(&evidence_of(&app, scene.anna, 3).await), ["contribution"]);
        let last = send(&app, on(3, 13, "bo", &like, note(1), json!({}))).await;
        let found = evidence_of(&app, scene.anna, 3).await;
        assert_eq!(kinds(&found), ["contribution", "like"]);
        assert_eq!(found[1].1, last);
    }

    async fn a_credential_counts_through_its_last_day(app: TestApp) {
        let scene = Scene::new(&app).await;
        let badge = json!({
            "id": "https://app.example.org/badges/1",
            "definition": { "type": "https://w3id.org/xapi/tla/activity-types/badge" }
        });
        let achieved = "https://w3id.org/xapi/tla/verbs/achieved";
        let context = json!({
            "contextActivities": { "grouping": [competency(LISTENING)] },
            "extensions": { "https://w3id.org/xapi/tla/contextextensions/expiration": "2026-03-10" }
        });
        send(&app, on(2, 10, "anna", achieved, badge.clone(), json!({ "context": context }))).await;
        for (day, shown) in [(9, true), (10, true), (11, false)] {
            assert_eq!(counts(&app, scene.anna, day).await, shown, "on {day} March");
        }
        // Whoever forfeits it has it no more on that day.
        let forfeited = "https://w3id.org/xapi/tla/verbs/forfeited";
        send(&app, on(6, 10, "anna", forfeited, badge, json!({}))).await;
        for (day, shown) in [(5, true), (6, false)] {
            assert_eq!(counts(&app, scene.anna, day).await, shown, "on {day} March");
        }
    }

    async fn of_attempts_at_one_test_the_best_counts_and_of_equals_the_first(app: TestApp) {
        let scene = Scene::new(&app).await;
        let test = json!({
            "id": "https://lms.example.org/tests/1",
            "definition": { "type": "http://adlnet.gov/expapi/activities/assessment" }
        });
        let scored = |day: u32, points: u32| {
            let result = json!({ "result": { "score": { "raw": points, "min": 0, "max": 10 } } });
            on(day, 10, "anna", "http://adlnet.gov/expapi/verbs/scored", test.clone(), result)
        };
        send(&app, scored(4, 8)).await;
        let best = send(&app, scored(3, 8)).await;
        send(&app, scored(2, 5)).await;
        send(&app, scored(5, 7)).await;
        let found = evidence_of(&app, scene.anna, 6).await;
        assert_eq!(found, [("assessed".to_owned(), best)]);
    }

    async fn a_goal_that_was_given_up_is_none_from_that_day_on(app: TestApp) {
        let scene = Scene::new(&app).await;
        let planned = "https://w3id.org/xapi/tla/verbs/planned";
        let target = json!({ "context": { "extensions": {
            "https://coachlight.org/xapi/extensions/target-level": 3
        } } });
        let plan = send(&app, on(2, 10, "anna", planned, competency(LISTENING), target)).await;
        let reference = json!({ "objectType": "StatementRef", "id": plan });
        let deselected = "https://w3id.org/xapi/tla/verbs/deselected";
        send(&app, on(5, 10, "anna", deselected, reference, json!({}))).await;
        for (day, expected) in [(1, None), (2, Some(3)), (4, Some(3)), (5, None)] {
            assert_eq!(target_level(&app, scene.anna, day).await, expected, "on {day} March");
        }
    }
}

/// Whether anything is shown of listening at the end of a day.
async fn counts(app: &TestApp, person: PersonId, day: u32) -> bool {
    let listening = listening(app, person, day).await;
    listening["shown"].as_f64().is_some_and(|shown| shown > 0.0)
}

async fn target_level(app: &TestApp, person: PersonId, day: u32) -> Option<u64> {
    listening(app, person, day).await["plan"]["target_level"].as_u64()
}

async fn listening(app: &TestApp, person: PersonId, day: u32) -> Value {
    let path = format!("/api/v1/people/{person}/progress?at=2026-03-{day:02}");
    let all = Answer::of(app.get(&path)).await.body;
    let all = all["competencies"].as_array().unwrap().iter();
    let mut listening = all.filter(|it| it["iri"] == LISTENING).cloned();
    listening.next().unwrap_or_default()
}

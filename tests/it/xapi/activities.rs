//! The activities resource (Communication 2.5; 9274.1.1 4.1.6.4): what statements have told of an
//! activity, joined, if they were sent by whoever may define.

use coachlight::credentials::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{SHARED, VERSIONS, agent, ask, changed, store, with};
use crate::support::{Answer, TestApp, both, credential, with_id};

const PATH: &str = "/xapi/activities";
const ID: &str = "https://example.org/activity?x=1&y=ä";

fn about(definition: Value) -> Value {
    with_id(json!({
        "actor": agent("a"), "verb": { "id": SHARED },
        "object": { "id": ID, "definition": definition }
    }))
}

async fn known(app: &TestApp) -> Value {
    let answers = [
        Answer::of(ask(
            app,
            "1.0.3",
            Method::GET,
            &with(PATH, &[("activityId", ID)]),
        ))
        .await,
        Answer::of(ask(
            app,
            "2.0.0",
            Method::GET,
            &with(PATH, &[("activityId", ID)]),
        ))
        .await,
    ];
    let [old, new] = answers.map(|answer| {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["id"], ID);
        assert_eq!(answer.body["objectType"], "Activity");
        answer.body
    });
    assert_eq!(old, new);
    old["definition"].clone()
}

/// Sends a statement with a credential that has some scopes.
async fn send(app: &TestApp, scopes: &[Scope], statement: &Value) {
    let running = &app.running.as_ref().unwrap().app;
    let pair = credential(running, "Some", scopes).await;
    let request = app
        .client
        .post(format!("{}/xapi/statements", app.base))
        .basic_auth(&pair.key, Some(&pair.secret))
        .header("X-Experience-API-Version", "1.0.3")
        .json(statement);
    assert_eq!(Answer::of(request).await.status, 200);
}

fn question(kind: &str, list: &str) -> Value {
    json!({
        "interactionType": kind, "correctResponsesPattern": ["a"],
        list: [{ "id": "a", "description": { "en": "A" } }]
    })
}

both! {
    /// Communication 2.5: one that nobody has described has no definition.
    async fn an_unknown_activity_is_only_its_identifier(app: TestApp) {
        assert_eq!(known(&app).await, Value::Null);
        let mut bare = about(json!({}));
        bare["object"].as_object_mut().unwrap().remove("definition");
        store(&app, &bare).await;
        assert_eq!(known(&app).await, Value::Null);
    }

    /// Communication 2.5; Data 2.4.4.1: a whole definition comes back.
    async fn a_definition_comes_back_as_it_was_sent(app: TestApp) {
        let mut definition = question("choice", "choices");
        definition["name"] = json!({ "en": "Name", "de": "Name" });
        definition["description"] = json!({ "en": "D" });
        definition["type"] = json!("http://adlnet.gov/expapi/activities/cmi.interaction");
        definition["moreInfo"] = json!("https://example.org/more");
        definition["extensions"] = json!({ "https://example.org/e": { "a": [null, 1.5] } });
        store(&app, &about(definition.clone())).await;
        assert_eq!(known(&app).await, definition);
    }

    /// Communication 2.5, 4.2: languages and extensions are joined, all else is the latest.
    async fn definitions_of_many_statements_are_joined(app: TestApp) {
        let first = json!({
            "name": { "en": "One", "de": "Eins" }, "type": "https://example.org/one",
            "extensions": { "https://example.org/1": 1 }
        });
        let second = json!({
            "name": { "fr": "Deux", "en": "Two" }, "moreInfo": "https://example.org/two",
            "extensions": { "https://example.org/2": 2 }
        });
        // In one batch, and again by two requests the other way round.
        store(&app, &json!([about(first.clone()), about(second.clone())])).await;
        let joined = json!({
            "name": { "en": "Two", "de": "Eins", "fr": "Deux" }, "type": "https://example.org/one",
            "moreInfo": "https://example.org/two",
            "extensions": { "https://example.org/1": 1, "https://example.org/2": 2 }
        });
        assert_eq!(known(&app).await, joined);
        store(&app, &about(first)).await;
        let mut back = joined.clone();
        back["name"]["en"] = json!("One");
        assert_eq!(known(&app).await, back);
        store(&app, &about(second)).await;
        assert_eq!(known(&app).await, joined);
        // A restart forgets nothing, and what it remembers in memory is no truth of its own.
        let app = app.restart().await;
        assert_eq!(known(&app).await, joined);
        store(&app, &about(json!({ "type": "https://example.org/three" }))).await;
        assert_eq!(known(&app).await["type"], "https://example.org/three");
    }

    /// Data 2.4.4.1: members of an interaction belong together.
    async fn another_interaction_replaces_the_earlier_one_whole(app: TestApp) {
        store(&app, &about(question("choice", "choices"))).await;
        store(&app, &about(json!({ "name": { "en": "Q" } }))).await;
        let mut scale = question("likert", "scale");
        store(&app, &about(scale.clone())).await;
        scale["name"] = json!({ "en": "Q" });
        assert_eq!(known(&app).await, scale);
    }

    /// Communication 2.5: wherever a statement names an activity it can describe it.
    async fn activities_in_every_place_are_known(app: TestApp) {
        let named = |name: &str| json!({
            "id": format!("https://example.org/{name}"), "definition": { "name": { "en": name } }
        });
        let sent = with_id(json!({
            "actor": agent("a"), "verb": { "id": SHARED },
            "object": {
                "objectType": "SubStatement", "actor": agent("b"), "verb": { "id": SHARED },
                "object": named("inner"), "context": { "contextActivities": { "other": named("inner-other") } }
            },
            "context": { "contextActivities": { "parent": [named("parent")], "category": named("category") } }
        }));
        store(&app, &sent).await;
        for name in ["inner", "inner-other", "parent", "category"] {
            let path = with(PATH, &[("activityId", &format!("https://example.org/{name}"))]);
            let answer = Answer::of(app.get(&path)).await;
            assert_eq!(answer.body["definition"]["name"]["en"], name);
        }
    }

    /// Communication 4.2: without the scope define a statement is kept, but changes nothing known.
    async fn only_whoever_may_define_changes_what_is_known(app: TestApp) {
        let named = |name: &str| about(json!({ "name": { "en": name } }));
        send(&app, &[Scope::StatementsWrite], &named("write")).await;
        assert_eq!(known(&app).await, Value::Null);
        send(&app, &[Scope::StatementsWrite, Scope::Define], &named("define")).await;
        assert_eq!(known(&app).await["name"]["en"], "define");
        send(&app, &[Scope::StatementsWrite, Scope::Profile, Scope::State], &named("profile")).await;
        assert_eq!(known(&app).await["name"]["en"], "define");
        send(&app, &[Scope::All], &named("all")).await;
        assert_eq!(known(&app).await["name"]["en"], "all");
        // The statements themselves are as they were sent.
        let answer = Answer::of(app.get("/xapi/statements?ascending=true")).await;
        let names: Vec<&Value> = answer.body["statements"].as_array().unwrap().iter()
            .map(|statement| &statement["object"]["definition"]["name"]["en"]).collect();
        assert_eq!(names, ["write", "define", "profile", "all"]);
    }

    /// Communication 2.3.1: a resend or a refused statement changes nothing that is known.
    async fn what_is_not_stored_defines_nothing(app: TestApp) {
        let sent = about(json!({ "name": { "en": "Stored" } }));
        store(&app, &sent).await;
        let resent = changed(&sent, "/object/definition", json!({ "name": { "en": "Resent" } }));
        store(&app, &resent).await;
        let mut conflicting = changed(&resent, "/verb/id", json!("https://example.org/v"));
        assert_eq!(app.post(&conflicting).await.status, 409);
        conflicting["id"] = json!("x");
        assert_eq!(app.post(&conflicting).await.status, 400);
        assert_eq!(known(&app).await, json!({ "name": { "en": "Stored" } }));
    }

    /// Communication 2.5, 1.1: one parameter, an IRI.
    async fn the_parameter_is_one_iri(app: TestApp) {
        for version in VERSIONS {
            for parameters in [
                &[][..], &[("activityId", "")], &[("activityId", "true")], &[("activityid", ID)],
                &[("activityId", ID), ("activityId", ID)], &[("activityId", ID), ("x", "y")],
            ] {
                let path = with(PATH, parameters);
                let answer = Answer::of(ask(&app, version, Method::GET, &path)).await;
                assert_eq!(answer.problem().1, "/problems/invalid-parameter", "{path}");
            }
            let path = with(PATH, &[("activityId", ID)]);
            let head = Answer::of(ask(&app, version, Method::HEAD, &path)).await;
            assert_eq!((head.status.as_u16(), head.body), (200, json!("")));
            for method in [Method::PUT, Method::POST, Method::DELETE] {
                assert_eq!(Answer::of(ask(&app, version, method, &path)).await.status, 405);
            }
        }
    }
}

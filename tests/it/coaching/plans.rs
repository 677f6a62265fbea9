//! Development plans.

use coachlight::coaching::{Acting, Desk, roles};
use coachlight::merges;
use coachlight::people::PersonId;
use coachlight::statements::Log;
use reqwest::Method;
use serde_json::{Value, json};

use super::{LISTENING, NEGOTIATION, Scene, competency, said_by_our_profile, sent};
use crate::support::{TestApp, both, fresh_postgres};

const PLANNED: &str = "https://w3id.org/xapi/tla/verbs/planned";

/// A role that asks for two competencies.
async fn role(app: &TestApp) -> uuid::Uuid {
    let table =
        format!("role,competency,level\nMediator,{NEGOTIATION},2\nMediator,{LISTENING},1\n");
    let mut tx = app.db().write().await.unwrap();
    let now = app.running.as_ref().unwrap().app.clock.now();
    let imported = roles::import(&mut tx, "t", table.as_bytes(), now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    imported[0].id
}

/// What anna's plan aims at by the facts, in a competency.
async fn aim(scene: &Scene<'_>, iri: &str) -> Value {
    scene.progress(iri).await["plan"].clone()
}

both! {
    async fn a_plan_goes_from_a_role_to_agreement_to_what_is_achieved(app: TestApp) {
        let scene = Scene::new(&app).await;
        let role = role(&app).await;
        // What is reached already is no aim.
        scene.done("coach", "/ratings", json!({ "competency": LISTENING, "level": 4 })).await;
        assert!(scene.progress(LISTENING).await["level"].as_i64().unwrap() >= 1);
        let draft = scene.done("coach", "/plans", json!({
            "title": "To be a mediator", "role": role, "due": "2099-06-30"
        })).await;
        assert_eq!(draft["items"], json!([
            { "competency": NEGOTIATION, "level": 2, "due": "2099-06-30", "why": null }
        ]));
        let of = format!("/plans/{}", draft["id"].as_str().unwrap());
        let path = format!("/people/{}{of}", scene.anna);
        let post = Method::POST;
        let agree = format!("{path}/agree");
        scene.refused("anna", post.clone(), &agree, json!({}), (409, "is a draft")).await;
        assert_eq!(aim(&scene, NEGOTIATION).await, Value::Null);

        assert_eq!(scene.done("coach", &format!("{of}/propose"), json!({})).await["state"], "proposed");
        scene.refused("coach", post.clone(), &agree, json!({}), (409, "other side")).await;
        scene.refused("coach2", post.clone(), &agree, json!({}), (404, "")).await;
        let agreed = scene.done("anna", &format!("{of}/agree"), json!({})).await;
        assert_eq!((&agreed["state"], &agreed["agreed_version"]), (&json!("agreed"), &json!(1)));
        let planned = aim(&scene, NEGOTIATION).await;
        assert_eq!((&planned["target_level"], &planned["due"]), (&json!(2), &json!("2099-06-30")));
        assert_eq!(planned["status"], "on_track");
        // Agreeing again says nothing twice.
        let count = async || {
            let found = app.get("/xapi/statements").query(&[("verb", PLANNED)]);
            let body = crate::support::Answer::of(found).await.body;
            body["statements"].as_array().unwrap().len()
        };
        scene.done("anna", &format!("{of}/agree"), json!({})).await;
        assert_eq!(count().await, 1);
        said_by_our_profile(&app).await;

        for _ in 0..2 {
            scene.done("coach", "/ratings", json!({ "competency": NEGOTIATION, "level": 4 })).await;
        }
        assert_eq!(aim(&scene, NEGOTIATION).await["status"], "achieved");
    }

    async fn a_change_that_both_agree_on_ends_what_it_replaces(app: TestApp) {
        let scene = Scene::new(&app).await;
        let aims = |list: &[(&str, i64)]| -> Value {
            list.iter().map(|(iri, level)| json!({ "competency": iri, "level": level })).collect()
        };
        let items = aims(&[(NEGOTIATION, 1), (LISTENING, 2)]);
        let draft = scene.done("anna", "/plans", json!({ "title": "Mine", "items": items })).await;
        let of = format!("/plans/{}", draft["id"].as_str().unwrap());
        let path = format!("/people/{}{of}", scene.anna);
        scene.done("anna", &format!("{of}/propose"), json!({})).await;
        scene.done("coach", &format!("{of}/agree"), json!({})).await;
        assert_eq!(aim(&scene, LISTENING).await["target_level"], 2);

        let change = json!({ "title": "Mine", "items": aims(&[(NEGOTIATION, 3)]) });
        let changed = scene.ask("coach", Method::PUT, &path, change.clone()).await;
        assert_eq!((changed.status.as_u16(), &changed.body["state"]), (200, &json!("draft")));
        // Until both have signed, the agreement before stands.
        assert_eq!(aim(&scene, NEGOTIATION).await["target_level"], 1);
        scene.done("coach", &format!("{of}/propose"), json!({})).await;
        scene.done("anna", &format!("{of}/agree"), json!({})).await;
        assert_eq!(aim(&scene, NEGOTIATION).await["target_level"], 3);
        assert_eq!(aim(&scene, LISTENING).await, Value::Null);
        let versions = scene.get("anna", &format!("{path}/versions")).await;
        let states: Vec<&Value> = versions["items"].as_array().unwrap().iter().map(|it| &it["state"]).collect();
        assert_eq!(states, ["agreed", "agreed"]);

        // What an app plans counts the same.
        let statement = sent("anna", PLANNED, competency(LISTENING), json!({ "context": {
            "extensions": { "https://coachlight.org/xapi/extensions/target-level": 4 }
        } }));
        app.post(&statement).await;
        app.projected().await;
        assert_eq!(aim(&scene, LISTENING).await["target_level"], 4);
    }

    async fn a_draft_is_undone_and_nobody_changes_what_another_has_not_seen(app: TestApp) {
        let scene = Scene::new(&app).await;
        let items = json!([{ "competency": NEGOTIATION, "level": 1 }]);
        let plans = format!("/people/{}/plans", scene.anna);
        let body = json!({ "title": "One", "items": items });
        let draft = scene.ask("anna", Method::POST, &plans, body.clone()).await;
        let first = draft.headers["etag"].to_str().unwrap().to_owned();
        let path = format!("{plans}/{}", draft.body["id"].as_str().unwrap());
        let change = json!({ "title": "Two", "items": items });
        let changed = scene.ask_if("anna", Method::PUT, &path, change.clone(), Some(&first)).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        let stale = scene.ask_if("coach", Method::PUT, &path, change, Some(&first)).await;
        assert_eq!(stale.status, 412);
        let propose = format!("{path}/propose");
        assert_eq!(scene.ask_if("coach", Method::POST, &propose, json!({}), Some(&first)).await.status, 412);
        let undo = format!("{path}/undo");
        let back = scene.ask("anna", Method::POST, &undo, json!({})).await;
        assert_eq!((&back.body["title"], &back.body["version"]), (&json!("One"), &json!(1)));
        assert_eq!(scene.ask("anna", Method::POST, &undo, json!({})).await.status, 204);
        assert_eq!(scene.ask("anna", Method::GET, &path, Value::Null).await.status, 404);
    }

    async fn a_plan_is_copied_for_another_by_who_coaches_both(app: TestApp) {
        let scene = Scene::new(&app).await;
        let items = json!([{ "competency": NEGOTIATION, "level": 2, "why": "needed" }]);
        let plan = scene.done("coach", "/plans", json!({ "title": "P", "items": items })).await;
        let bo = format!("/people/{}/plans", app.person("bo").await);
        let copy = json!({ "title": "Copy", "copy_of": plan["id"] });
        let copied = scene.ask("coach", Method::POST, &bo, copy.clone()).await;
        assert_eq!(copied.body["items"][0]["why"], "needed", "{}", copied.body);
        // Bo may not read anna's.
        scene.refused("bo", Method::POST, &bo, copy, (404, "")).await;
    }

    async fn a_plan_follows_who_turns_out_to_be_another(app: TestApp) {
        let scene = Scene::new(&app).await;
        let plan = scene.done("coach", "/plans", json!({ "title": "P" })).await;
        let bo = app.person("bo").await;
        let plans = async |person: PersonId| {
            let list = scene.get("coach", &format!("/people/{person}/plans")).await;
            list["items"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect::<Vec<_>>()
        };
        let now = app.running.as_ref().unwrap().app.clock.now();
        let mut tx = app.db().write().await.unwrap();
        let merge = merges::merge(&mut tx, bo, scene.anna, "one", "test", now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(plans(bo).await, [plan["id"].clone()]);
        let mut tx = app.db().write().await.unwrap();
        merges::unmerge(&mut tx, merge, now).await.unwrap();
        tx.commit().await.unwrap();
        assert!(plans(bo).await.is_empty());
        assert_eq!(plans(scene.anna).await, [plan["id"].clone()]);
    }

    async fn a_plan_that_makes_no_sense_is_refused(app: TestApp) {
        let scene = Scene::new(&app).await;
        let plans = format!("/people/{}/plans", scene.anna);
        let item = |level: i64| json!({ "competency": NEGOTIATION, "level": level });
        for (body, said) in [
            (json!({ "title": "x", "items": [item(5)] }), "from 1 to 4"),
            (json!({ "title": "x", "items": [item(0)] }), "from 1 to 4"),
            (json!({ "title": "x", "items": [item(1), item(2)] }), "twice"),
            (json!({ "title": "" }), "title is a text"),
            (json!({ "title": "x", "role": scene.anna }), "There is no role"),
            (json!({ "title": "x", "items": [{ "competency": NEGOTIATION }] }), "missing field"),
        ] {
            scene.refused("coach", Method::POST, &plans, body, (400, said)).await;
        }
        let late = json!({ "title": "x", "items": [
            { "competency": NEGOTIATION, "level": 1, "due": "2020-01-01" }
        ] });
        let draft = scene.done("coach", "/plans", late).await;
        let propose = format!("{plans}/{}/propose", draft["id"].as_str().unwrap());
        scene.refused("coach", Method::POST, &propose, json!({}), (400, "in the past")).await;
        let empty = scene.done("coach", "/plans", json!({ "title": "x" })).await;
        let propose = format!("{plans}/{}/propose", empty["id"].as_str().unwrap());
        scene.refused("coach", Method::POST, &propose, json!({}), (409, "without an aim")).await;
    }
}

/// A plan that both have signed is said although the gateway stopped before it said so.
async fn said_in_the_background(postgres: Option<String>) {
    let (app, ahead) = TestApp::start_ahead(postgres).await;
    let scene = Scene::new(&app).await;
    let aims = json!([{ "competency": NEGOTIATION, "level": 2 }]);
    let draft = json!({ "title": "A plan", "items": aims });
    let draft = scene.done("coach", "/plans", draft).await;
    let plan = draft["id"].as_str().unwrap().to_owned();
    scene
        .done("coach", &format!("/plans/{plan}/propose"), json!({}))
        .await;
    // Its own way into the log has ended.
    let running = &app.running.as_ref().unwrap().app;
    let (log, writer) = Log::start(
        running.db.clone(),
        running.clock.clone(),
        running.key.clone(),
        running.config.limits.inherited,
    );
    writer.abort();
    assert!(writer.await.unwrap_err().is_cancelled());
    let desk = Desk {
        log,
        ..running.desk()
    };
    let acting = Acting {
        who: scene.anna,
        person: scene.anna,
    };
    let plan = plan.parse().unwrap();
    assert!(desk.agree(acting, plan, None).await.is_err());
    app.projected().await;
    assert_eq!(aim(&scene, NEGOTIATION).await, Value::Null);
    ahead.store(60, std::sync::atomic::Ordering::SeqCst);
    while aim(&scene, NEGOTIATION).await == Value::Null {
        app.projected().await;
    }
    assert_eq!(aim(&scene, NEGOTIATION).await["target_level"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_is_said_in_the_background_sqlite() {
    said_in_the_background(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_is_said_in_the_background_postgres() {
    said_in_the_background(Some(fresh_postgres().await)).await;
}

//! How it is asked for, answered, announced to end, and ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use coachlight::audit;
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use super::{NAME, Scene};
use crate::support::waiting::until;
use crate::support::{Answer, TestApp, both, fresh_postgres};

const DAY: i64 = 24 * 3600;

both! {
    async fn it_is_asked_for_answered_and_kept_in_the_log(app: TestApp) {
        let scene = Scene::new(app).await;
        let wrong = json!({ "use": "boards", "ground": "accuracy" });
        let refused = scene.post(&scene.own, "/api/v1/me/restrictions", wrong).await;
        assert_eq!(refused.status, 400);
        let id = scene.wish("everything", "accuracy").await;
        // The same again is the same.
        assert_eq!(scene.wish("everything", "unlawful").await, id);
        let own = scene.own_restriction().await;
        assert_eq!((&own["state"], &own["holds"]), (&json!("asked"), &json!(false)));
        assert_eq!(scene.get(&scene.coach, &scene.progress()).await.status, 200);
        let path = format!("/api/v1/restrictions/{id}/answer");
        let empty = json!({ "grant": false, "answer": " " });
        assert_eq!(scene.post(&scene.admin, &path, empty).await.status, 400);
        assert_eq!(scene.post(&scene.coach, &path, Value::Null).await.status, 403);
        scene.answer(&id, false).await;
        let own = scene.own_restriction().await;
        assert_eq!((&own["state"], &own["granted"]), (&json!("over"), &json!(false)));
        assert_eq!(own["answer"], "We have looked at it.");
        let again = json!({ "grant": true, "answer": "Yes." });
        assert_eq!(scene.post(&scene.admin, &path, again).await.status, 409);

        // From a letter it holds at once.
        let letter = json!({ "use": "everything", "ground": "claims", "words": "A suit." });
        let path = format!("/api/v1/people/{}/restrictions", scene.anna);
        assert_eq!(scene.post(&scene.admin, &path, letter).await.status, 201);
        assert_eq!(scene.get(&scene.coach, &scene.progress()).await.status, 403);
        let all = scene.get(&scene.admin, "/api/v1/restrictions").await.body;
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
        assert_eq!(all["items"][0]["by_letter"], true);
        // Whoever needs the data kept is not erased without having asked for it.
        let erase = format!("/api/v1/people/{}/erasure", scene.anna);
        let body = json!({ "person": scene.anna });
        assert_eq!(scene.post(&scene.admin, &erase, body.clone()).await.status, 409);

        let mut tx = scene.app.db().read().await.unwrap();
        let log = audit::list(&mut tx, audit::Filter { act: None, before: None }, 10);
        let acts: Vec<String> = log.await.unwrap().into_iter().map(|it| it.act).collect();
        drop(tx);
        let expected = ["restriction-asked", "restriction-answered", "restriction-asked"];
        assert_eq!(acts[..3], expected);
        // Who read her words stands among those who looked.
        let looks = scene.get(&scene.own, "/api/v1/me/looks").await.body.to_string();
        let admin = scene.app.person("admin").await.to_string();
        assert!(looks.contains(&admin), "{looks}");

        let wish = scene.ask(&scene.own, Method::PUT, "/api/v1/me/erasure-wish", Value::Null);
        assert_eq!(wish.await.status, 204);
        assert_eq!(scene.post(&scene.admin, &erase, body).await.status, 202);
    }

    async fn pages_do_what_the_api_does(app: TestApp) {
        let scene = Scene::new(app).await;
        let form = async |cookie: &str, path: &str, fields: &[(&str, &str)]| {
            let request = scene.app.client.post(format!("{}{path}", scene.app.base));
            let request = request.header("Cookie", cookie).form(fields);
            Answer::of(request).await.status.as_u16()
        };
        let own = "/me/privacy/restrictions";
        let fields = [("use", "everything"), ("ground", "unlawful"), ("words", "Look at it.")];
        assert_eq!(form(&scene.own, own, &fields).await, 303);
        let id = scene.own_restriction().await["id"].as_str().unwrap().to_owned();
        let page = scene.get(&scene.admin, "/admin/restrictions").await.body;
        let page = page.as_str().unwrap();
        assert!(page.contains("Look at it.") && page.contains(NAME), "{page}");
        let answer = format!("/admin/restrictions/{id}/answer");
        let fields = [("grants", "yes"), ("words", "You are right.")];
        assert_eq!(form(&scene.own, &answer, &fields).await, 403);
        assert_eq!(form(&scene.admin, &answer, &fields).await, 303);
        let page = scene.get(&scene.own, "/me/privacy").await.body;
        assert!(page.as_str().unwrap().contains("You are right."), "{page}");
        let end = format!("/admin/restrictions/{id}/end");
        assert_eq!(form(&scene.admin, &end, &[("words", "It was checked.")]).await, 303);
        // Looking at the page is knowing it.
        let page = scene.get(&scene.own, "/me/privacy").await.body;
        assert!(page.as_str().unwrap().contains("It ends on"), "{page}");
        let back = format!("/me/privacy/restrictions/{id}/withdraw");
        assert_eq!(form(&scene.mate, &back, &[]).await, 404);
        assert_eq!(form(&scene.own, &back, &[]).await, 303);
        assert_eq!(scene.state().await, "withdrawn");
        let letter = format!("/admin/people/{}/restrictions", scene.anna);
        let fields = [("use", "boards"), ("ground", "objection"), ("words", "By letter.")];
        assert_eq!(form(&scene.admin, &letter, &fields).await, 303);
        let page = scene.get(&scene.admin, &letter).await.body;
        assert!(page.as_str().unwrap().contains("By letter."), "{page}");
        let id = scene.own_restriction().await["id"].as_str().unwrap().to_owned();
        let done = format!("/admin/restrictions/{id}/withdraw");
        assert_eq!(form(&scene.admin, &done, &[]).await, 303);
        assert_eq!(scene.state().await, "withdrawn");
    }

    async fn an_objection_holds_at_once_and_for_good_when_it_is_upheld(app: TestApp) {
        let scene = Scene::new(app).await;
        let (group, id) = (scene.group, scene.anna.to_string());
        let board = format!("/api/v1/groups/{group}/board");
        let choice = json!({ "shown": true });
        for cookie in [&scene.own, &scene.mate] {
            let path = format!("/api/v1/me/boards/{group}");
            let chosen = scene.ask(cookie, Method::PUT, &path, choice.clone()).await;
            assert!(chosen.status.is_success(), "{} {}", chosen.status, chosen.body);
        }
        for who in ["cem", "dana", "eva", "finn"] {
            let cookie = scene.app.session(who, Roles::default()).await;
            let path = format!("/api/v1/me/boards/{group}");
            scene.ask(&cookie, Method::PUT, &path, choice.clone()).await;
        }
        let on_board = async || {
            let shown = scene.get(&scene.coach, &board).await.body.to_string();
            shown.contains(&id)
        };
        assert!(on_board().await);
        let objection = scene.wish("boards", "objection").await;
        assert!(!on_board().await);
        // Everything else goes on.
        assert_eq!(scene.get(&scene.coach, &scene.progress()).await.status, 200);
        scene.answer(&objection, true).await;
        assert!(!on_board().await);
        let end = json!({ "notice": "We want it.", "told": true });
        let path = format!("/api/v1/restrictions/{objection}/end");
        assert_eq!(scene.post(&scene.admin, &path, end).await.status, 409);
        scene.withdraw(&objection).await;
        assert!(on_board().await);

        // Whoever objects to everything is as restricted, until it is decided.
        let objection = scene.wish("everything", "objection").await;
        assert_eq!(scene.get(&scene.coach, &scene.progress()).await.status, 403);
        scene.answer(&objection, false).await;
        // The person is told before it ends.
        assert_eq!(scene.get(&scene.coach, &scene.progress()).await.status, 403);
        assert_eq!(scene.state().await, "ending");
        scene.withdraw(&objection).await;
        assert_eq!(scene.get(&scene.coach, &scene.progress()).await.status, 200);
    }
}

/// A restriction ends seven days after the person knows of it, and never before.
async fn ends_after_notice(app: TestApp, ahead: Arc<AtomicI64>) {
    let scene = Scene::new(app).await;
    let id = scene.restrict().await;
    let path = format!("/api/v1/restrictions/{id}/end");
    let end = json!({ "notice": "The data were right." });
    assert_eq!(scene.post(&scene.admin, &path, end).await.status, 204);
    // However long she does not look.
    ahead.store(30 * DAY, Ordering::SeqCst);
    let coach = scene.app.session("coach", Roles::of(Role::Coach)).await;
    assert_eq!(scene.get(&coach, &scene.progress()).await.status, 403);
    let own = scene.app.session("anna", Roles::default()).await;
    let seen = scene.get(&own, "/api/v1/me/restrictions").await.body;
    assert_eq!(seen["items"][0]["state"], "ending");
    assert_eq!(seen["items"][0]["notice"], "The data were right.");
    let ends = seen["items"][0]["ends_at"].as_str().unwrap();
    let ends: jiff::Timestamp = ends.parse().unwrap();
    let now = scene.app.running.as_ref().unwrap().app.clock.now();
    assert_eq!(ends.duration_since(now).as_hours(), 7 * 24 - 1);
    assert_eq!(scene.get(&coach, &scene.progress()).await.status, 403);
    ahead.store(37 * DAY + 60, Ordering::SeqCst);
    let coach = scene.app.session("coach", Roles::of(Role::Coach)).await;
    until(async || scene.get(&coach, &scene.progress()).await.status == 200).await;
    let mut tx = scene.app.db().read().await.unwrap();
    let log = audit::list(
        &mut tx,
        audit::Filter {
            act: None,
            before: None,
        },
        1,
    );
    assert_eq!(log.await.unwrap()[0].act, "restriction-over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ends_after_notice_sqlite() {
    let (app, ahead) = TestApp::start_ahead(None).await;
    ends_after_notice(app, ahead).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ends_after_notice_postgres() {
    let (app, ahead) = TestApp::start_ahead(Some(fresh_postgres().await)).await;
    ends_after_notice(app, ahead).await;
}

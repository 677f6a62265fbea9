//! What comes of data that are only kept: told, merged, and let go later.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use coachlight::app::keeper;
use coachlight::merges;
use coachlight::privacy;
use coachlight::restrictions::Use;
use coachlight::retention::{self, Kind};
use serde_json::{Value, json};

use super::{APP, SECRET, Scene, act, restrict, take_back};
use crate::support::waiting::{once, until};
use crate::support::{Answer, TestApp, both, by, fresh_postgres};

const DAY: i64 = 24 * 3600;

both! {
    async fn what_is_held_back_is_told_afterwards(app: TestApp) {
        let scene = Scene::new(app).await;
        let told = async || {
            let events = Answer::of(scene.app.get("/api/v1/events?limit=500")).await.body;
            let items = events["items"].as_array().unwrap().clone();
            let about = |event: &Value| {
                (event["type"] == "invitation.made").then(|| event["data"]["person"]["id"].clone())
            };
            items.iter().filter_map(about).collect::<Vec<Value>>()
        };
        let invite = |who: &str| {
            let to = json!({
                "objectType": "Agent", "account": { "homePage": APP, "name": who }
            });
            act("coach", "http://activitystrea.ms/invite", to)
        };
        let id = scene.restrict().await;
        for who in ["anna", "gail"] {
            assert_eq!(scene.app.post(&invite(who)).await.status, 200);
        }
        scene.app.projected().await;
        // Whoever is told of later was sent later: what was about anna was passed by.
        let anna = json!(scene.anna);
        let seen = once(async || Some(told().await).filter(|seen| !seen.is_empty())).await;
        assert!(!seen.contains(&anna), "{seen:?}");
        scene.withdraw(&id).await;
        until(async || told().await.contains(&anna)).await;
    }

    async fn it_goes_with_the_person(app: TestApp) {
        let scene = Scene::new(app).await;
        scene.restrict().await;
        let state = &scene.app.running.as_ref().unwrap().app;
        let bo = scene.app.person("bo").await;
        let now = state.clock.now();
        let mut tx = scene.app.db().write().await.unwrap();
        let merge = merges::merge(&mut tx, bo, scene.anna, "same", "tests", now).await.unwrap();
        tx.commit().await.unwrap();
        let path = format!("/api/v1/people/{bo}/progress");
        assert_eq!(scene.get(&scene.coach, &path).await.status, 403);
        let mut tx = scene.app.db().write().await.unwrap();
        merges::unmerge(&mut tx, merge, now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.get(&scene.coach, &path).await.status, 200);
        assert_eq!(scene.get(&scene.coach, &scene.progress()).await.status, 403);
        let mut tx = scene.app.db().read().await.unwrap();
        let held = privacy::preview(&mut tx, scene.anna).await.unwrap().held;
        assert_eq!(held.get("restrictions"), Some(&1));
    }
}

/// What names somebody whose data are only kept stays beyond its time, and goes when that is over.
async fn kept_beyond_its_time(app: TestApp, ahead: Arc<AtomicI64>) {
    let scene = Scene::new(app).await;
    restrict(&scene.app, "anna", Use::Everything).await;
    ahead.store(60 * DAY, Ordering::SeqCst);
    let state = &scene.app.running.as_ref().unwrap().app;
    let mut tx = scene.app.db().write().await.unwrap();
    let now = state.clock.now();
    for kind in [Kind::Texts, Kind::LikesAndViews] {
        retention::decide(&mut tx, kind, Some(1), &by(state), now)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let kept = async || {
        keeper(state).unwrap().run().await.unwrap();
        let all = Answer::of(scene.app.get("/xapi/statements?limit=500"))
            .await
            .body;
        let of = |who: &str, verb: &str| {
            let all = all["statements"].as_array().unwrap().iter();
            let theirs = all.filter(|it| {
                it["actor"]["account"]["name"] == who
                    && it["verb"]["id"].as_str().unwrap().ends_with(verb)
            });
            theirs.map(ToString::to_string).collect::<Vec<String>>()
        };
        let said = |who: &str, word: &str| of(who, "create").iter().any(|it| it.contains(word));
        (
            (said("anna", SECRET), of("anna", "like").len()),
            (said("bo", "Thoughts"), of("bo", "like").len()),
        )
    };
    assert_eq!(kept().await, ((true, 1), (false, 0)));
    take_back(&scene.app, "anna").await;
    assert_eq!(kept().await, ((false, 0), (false, 0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_beyond_its_time_sqlite() {
    let (app, ahead) = TestApp::start_ahead(None).await;
    kept_beyond_its_time(app, ahead).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_beyond_its_time_postgres() {
    let (app, ahead) = TestApp::start_ahead(Some(fresh_postgres().await)).await;
    kept_beyond_its_time(app, ahead).await;
}

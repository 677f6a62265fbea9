//! What whoever teaches sees of a roster that is on its way, or does not come.

use std::sync::atomic::{AtomicI64, Ordering};

use coachlight::config::Config;
use coachlight::courses::RoundKind;
use coachlight::platforms;
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::{course, refresh, round, until};
use crate::support::platform::{CLIENT, Misbehaviour, Opening, Platform, Visitor};
use crate::support::{TestApp, both, fresh_postgres};

const AWAITED: &str = "The list of participants is being fetched";
const FAILING: &str = "The list of participants could not be fetched";
const STOPPED: &str = "The list of participants is not fetched from the learning platform any more";

/// Tina teaches: her browser, and the address of the group where her launch ends.
async fn teaches(app: &TestApp, platform: &Platform, language: &str) -> (Visitor, String) {
    let opening = Opening::instructor("3").lti(
        "launch_presentation",
        json!({ "document_target": "window", "locale": language }),
    );
    let mut tina = Visitor::of(&app.base);
    let answer = tina.launch(platform, CLIENT, &opening).await;
    let group = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(group.starts_with("/groups/"), "{group}");
    (tina, group)
}

async fn page(visitor: &mut Visitor, path: &str) -> String {
    visitor.get(path).await.text().await.unwrap()
}

/// How the roster stands, as programs read it.
async fn told(visitor: &mut Visitor, group: &str) -> Value {
    let path = format!("/api/v1{group}/engagement");
    let engagement: Value = visitor.get(&path).await.json().await.unwrap();
    engagement["roster"].clone()
}

/// The address by which a page is told what is new.
pub(super) fn live(page: &str) -> String {
    let (_, rest) = page.split_once("data-live=\"").unwrap();
    rest.split('"').next().unwrap().replace("&amp;", "&")
}

/// Reads what a page is told until it is told of the roster, while facts are derived.
async fn hears_of_the_roster(app: &TestApp, stream: reqwest::Response) {
    let mut body = stream.bytes_stream();
    let hears = async {
        let mut text = String::new();
        while !text.contains("event: roster") {
            let part = body.next().await;
            assert!(part.is_some(), "the roster was not told of: {text}");
            text += &String::from_utf8_lossy(&part.unwrap().unwrap());
        }
    };
    let derives = until(async || {
        app.projected().await;
        false
    });
    tokio::select! { () = hears => {} () = derives => {} }
}

/// The platform's clock is the real one.
fn lenient(config: &mut Config) {
    config.lti.clock_skew_seconds = 300;
}

/// What was switched on is fetched with the next launch, some minutes after the failure.
async fn fetched_with_a_launch(app: TestApp, ahead: &AtomicI64) {
    let platform = Platform::of(&app).await;
    platform.misbehave(Misbehaviour::RosterIsSwitchedOff);
    teaches(&app, &platform, "en").await;
    let course = course(&app, &platform).await;
    let failed = async || round(&app, &course, RoundKind::Roster).await;
    until(async || failed().await.error.is_some()).await;
    platform.behave();
    let rests = failed().await.rest_until;
    teaches(&app, &platform, "en").await;
    assert_eq!(
        failed().await.rest_until,
        rests,
        "so soon nobody has mended it"
    );
    ahead.store(181, Ordering::SeqCst);
    teaches(&app, &platform, "en").await;
    until(async || failed().await.done_at.is_some()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_roster_that_was_switched_on_comes_with_a_launch_on_sqlite() {
    let (app, ahead) = TestApp::start_ahead_with(None, lenient).await;
    fetched_with_a_launch(app, &ahead).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_roster_that_was_switched_on_comes_with_a_launch_on_postgres() {
    let (app, ahead) = TestApp::start_ahead_with(Some(fresh_postgres().await), lenient).await;
    fetched_with_a_launch(app, &ahead).await;
}

both! {
    async fn a_group_whose_roster_is_on_its_way_says_so_and_is_told_when_it_is_there(app: TestApp) {
        let platform = Platform::of(&app).await;
        let held = platform.hold_rosters().await;
        let (mut tina, group) = teaches(&app, &platform, "en").await;
        let waits = page(&mut tina, &group).await;
        assert!(waits.contains(AWAITED) && !waits.contains("0 members"), "{waits}");
        // Without scripts the page is asked for again by hand.
        assert!(waits.contains("<noscript><p>") && waits.contains("look again"), "{waits}");
        assert_eq!(told(&mut tina, &group).await["state"], "awaited");
        let stream = tina.get(&live(&waits)).await;
        drop(held);
        hears_of_the_roster(&app, stream).await;
        let shows = page(&mut tina, &group).await;
        assert!(shows.contains("Sam Student") && !shows.contains(AWAITED), "{shows}");
        let says = told(&mut tina, &group).await;
        assert_eq!(says["state"], "current");
        assert!(says["fetched_at"].is_string(), "{says}");
    }

    async fn a_group_whose_roster_does_not_come_says_why_and_what_to_do(app: TestApp) {
        let platform = Platform::of(&app).await;
        platform.misbehave(Misbehaviour::RosterIsSwitchedOff);
        let (mut tina, group) = teaches(&app, &platform, "de").await;
        let course = course(&app, &platform).await;
        until(async || round(&app, &course, RoundKind::Roster).await.error.is_some()).await;
        let german = page(&mut tina, &group).await;
        assert!(german.contains("war von der Lernplattform nicht zu bekommen"), "{german}");
        assert!(german.contains("Schalten Sie es"), "{german}");
        let (mut tina, _) = teaches(&app, &platform, "en").await;
        let fails = page(&mut tina, &group).await;
        assert!(fails.contains(FAILING) && fails.contains("0 members"), "{fails}");
        assert!(fails.contains("switch it on") && fails.contains("Next attempt"), "{fails}");
        assert!(fails.contains("tell whoever administers Coachlight"), "{fails}");
        // Somebody has to do something, and there never was a list.
        assert!(!fails.contains("You need not do anything"), "{fails}");
        assert!(!fails.contains("Members are those of"), "{fails}");
        let says = told(&mut tina, &group).await;
        assert_eq!(says["state"], "failing");
        assert_eq!(says["fetched_at"], Value::Null);
        assert!(says["reason"].is_string() && says["next_at"].is_string(), "{says}");

        // It mends itself, and the page that says so is told.
        let stream = tina.get(&live(&fails)).await;
        platform.behave();
        assert_eq!(refresh(&app, &course, RoundKind::Roster).await.error, None);
        hears_of_the_roster(&app, stream).await;
        let shows = page(&mut tina, &group).await;
        assert!(shows.contains("Sam Student") && !shows.contains(FAILING), "{shows}");

        // Where nobody may come in, nothing is asked for.
        let mut tx = app.db().write().await.unwrap();
        platforms::enable(&mut tx, course.platform, false).await.unwrap();
        tx.commit().await.unwrap();
        let stopped = page(&mut tina, &group).await;
        assert!(stopped.contains(STOPPED) && stopped.contains("the platform is disabled"), "{stopped}");
        assert!(stopped.contains("Sam Student") && !stopped.contains("Next attempt"), "{stopped}");
        assert_eq!(told(&mut tina, &group).await["next_at"], Value::Null);
    }
}

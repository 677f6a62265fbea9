//! Alerts are opened once, grow, are put off, and are over for a reason that is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use coachlight::app;
use coachlight::restrictions::Use;
use coachlight::sso::{Role, Roles};
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::coaching::{LISTENING, agent, competency, group, sent};
use crate::restrictions::{restrict, take_back};
use crate::support::{Answer, TestApp, both, fresh_postgres};

const CREATE: &str = "http://activitystrea.ms/create";
const JOIN: &str = "http://activitystrea.ms/join";
const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";
const DAY: i64 = 24 * 3600;

/// Waits until everything stored is projected, and what follows for alerts is noted.
pub(crate) async fn filed(app: &TestApp) {
    app.projected().await;
    let stop = tokio_util::sync::CancellationToken::new();
    let watch = app::alert_watch(&app.running.as_ref().unwrap().app);
    watch.catch_up(&stop).await.unwrap();
}

fn now(app: &TestApp) -> Timestamp {
    app.running.as_ref().unwrap().app.clock.now()
}

/// A day so many days from today.
fn day_of(app: &TestApp, days: i64) -> String {
    let today = app.running.as_ref().unwrap().app.today();
    coachlight::projector::date_of(today + days).to_string()
}

/// What was done some days ago.
pub(crate) fn ago(app: &TestApp, days: i64, mut statement: Value) -> Value {
    let at = now(app) - SignedDuration::from_hours(24 * days);
    statement["timestamp"] = json!(at.to_string());
    statement
}

pub(crate) fn post(who: &str, number: u32) -> Value {
    let note = json!({
        "id": format!("https://app.example.org/notes/{number}"),
        "definition": { "type": "http://activitystrea.ms/note" }
    });
    let context = json!({ "context": { "contextActivities": { "grouping": [group(1)] } } });
    sent(who, CREATE, note, context)
}

pub(crate) async fn send(app: &TestApp, statements: Vec<Value>) {
    let answer = app.post(&json!(statements)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    filed(app).await;
}

/// A group that two have been in for forty days; anna wrote last, `days` ago.
pub(crate) async fn group_silent_for(app: &TestApp, days: i64) -> String {
    let made = [
        sent("coach", CREATE, group(1), json!({})),
        sent("anna", JOIN, group(1), json!({})),
        sent("bo", JOIN, group(1), json!({})),
    ];
    let mut all: Vec<Value> = made.into_iter().map(|it| ago(app, 40, it)).collect();
    all.push(ago(app, days, post("anna", 1)));
    send(app, all).await;
    let groups = Answer::of(app.get("/api/v1/groups")).await.body;
    groups["items"][0]["id"].as_str().unwrap().to_owned()
}

/// The alert of a rule that holds in a group, with its course; null if none does.
pub(crate) async fn holds(app: &TestApp, group: &str, rule: &str) -> Value {
    let path = format!("/api/v1/groups/{group}/alerts");
    let all = Answer::of(app.get(&path)).await.body;
    let items = all["items"].as_array().unwrap().clone();
    let found: Vec<Value> = items.into_iter().filter(|it| it["rule"] == rule).collect();
    assert!(found.len() <= 1, "{found:?}");
    found.into_iter().next().unwrap_or_default()
}

async fn course(app: &TestApp, id: &Value) -> Value {
    let path = format!("/api/v1/alerts/{}", id.as_str().unwrap());
    let answer = Answer::of(app.get(&path)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// What happened to an alert, in words.
fn told(course: &Value) -> Vec<&str> {
    let history = course["history"].as_array().unwrap();
    history
        .iter()
        .map(|it| it["what"].as_str().unwrap())
        .collect()
}

pub(crate) async fn act(app: &TestApp, id: &Value, what: &str, body: Value) -> Answer {
    let path = format!("/api/v1/alerts/{}/{what}", id.as_str().unwrap());
    Answer::of(app.request(Method::POST, &path).body(body.to_string())).await
}

async fn runs_its_course(postgres: Option<String>) {
    let (app, ahead): (TestApp, Arc<AtomicI64>) = TestApp::start_ahead(postgres).await;
    let group = group_silent_for(&app, 15).await;
    let coach = app.person("coach").await;
    let opened = holds(&app, &group, "silence").await;
    assert_eq!(
        (&opened["severity"], &opened["value"]),
        (&json!("amber"), &json!(15.0))
    );
    // Looking again, at several places at once, opens nothing a second time.
    tokio::join!(filed(&app), filed(&app), filed(&app));
    let again = holds(&app, &group, "silence").await;
    assert_eq!(again["id"], opened["id"]);
    assert_eq!(told(&course(&app, &opened["id"]).await), ["opened"]);

    // Somebody had written before it was opened, as is known only now: it never held.
    let late = ago(&app, 3, post("bo", 2));
    send(&app, vec![late.clone()]).await;
    assert_eq!(holds(&app, &group, "silence").await, Value::Null);
    let over = course(&app, &opened["id"]).await;
    assert_eq!(told(&over), ["opened", "ended"]);
    assert_eq!(
        (&over["because"], over["ended"].is_string()),
        (&json!("undone"), true)
    );
    assert_eq!(
        act(&app, &opened["id"], "wake", json!({ "by": coach }))
            .await
            .status,
        409
    );
    // That is taken back: what holds now is another alert.
    let void = json!({ "objectType": "StatementRef", "id": late["id"] });
    send(&app, vec![sent("bo", VOIDED, void, json!({}))]).await;
    let amber = holds(&app, &group, "silence").await;
    assert!(
        amber["id"].is_string() && amber["id"] != opened["id"],
        "{amber}"
    );

    // It is put off, and comes back when it is more urgent.
    let until = day_of(&app, 60);
    let wish = json!({ "by": coach, "until": until, "reason": " A holiday " });
    assert_eq!(act(&app, &amber["id"], "snooze", wish).await.status, 204);
    let off = holds(&app, &group, "silence").await;
    assert_eq!(off["silent"], "snoozed");
    assert_eq!(
        off["snooze"],
        json!({ "until": until, "by": coach, "reason": "A holiday" })
    );
    ahead.fetch_add(14 * DAY, Ordering::SeqCst);
    filed(&app).await;
    let red = holds(&app, &group, "silence").await;
    assert_eq!(
        (&red["id"], &red["severity"], &red["silent"]),
        (&amber["id"], &json!("red"), &Value::Null)
    );
    let so_far = course(&app, &amber["id"]).await;
    assert_eq!(told(&so_far), ["opened", "snoozed", "escalated", "woken"]);
    assert_eq!(so_far["history"][2]["value"], 29.0);
    // What came late makes it less urgent, and it is still the same.
    send(&app, vec![ago(&app, 16, post("bo", 4))]).await;
    let eased = holds(&app, &group, "silence").await;
    assert_eq!(
        (&eased["id"], &eased["severity"], &eased["value"]),
        (&amber["id"], &json!("amber"), &json!(16.0))
    );

    // Somebody writes: it is over, and a later silence is another alert.
    send(&app, vec![ago(&app, 0, post("bo", 3))]).await;
    assert_eq!(holds(&app, &group, "silence").await, Value::Null);
    let over = course(&app, &amber["id"]).await;
    assert_eq!(
        told(&over),
        ["opened", "snoozed", "escalated", "woken", "eased", "ended"]
    );
    assert_eq!(over["because"], "resolved");
    ahead.fetch_add(15 * DAY, Ordering::SeqCst);
    filed(&app).await;
    let later = holds(&app, &group, "silence").await;
    assert!(
        later["id"].is_string() && later["id"] != amber["id"],
        "{later}"
    );
    // Of a past day it is told what held, by facts alone.
    let day = day_of(&app, -30);
    let path = format!("/api/v1/groups/{group}/alerts?at={day}");
    let then = Answer::of(app.get(&path)).await.body;
    let then = then["items"].as_array().unwrap();
    assert!(
        then.iter().all(|it| it["id"].is_null()) && !then.is_empty(),
        "{then:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_runs_its_course_sqlite() {
    Box::pin(runs_its_course(None)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_runs_its_course_postgres() {
    let postgres = Some(fresh_postgres().await);
    Box::pin(runs_its_course(postgres)).await;
}

async fn works_council(postgres: Option<String>) {
    let app = TestApp::start_with(postgres, |config| config.privacy.works_council = true).await;
    let group = group_silent_for(&app, 15).await;
    assert_eq!(holds(&app, &group, "silence").await["severity"], "amber");
    assert_eq!(holds(&app, &group, "quiet").await, Value::Null);
    let path = format!("/api/v1/groups/{group}/engagement");
    let report = Answer::of(app.get(&path)).await.body;
    let alerts = report["alerts"].as_array().unwrap();
    assert!(alerts.iter().all(|it| it["rule"] != "quiet"), "{alerts:?}");
    let cookie = app.session("coach", Roles::of(Role::Coach)).await;
    let page = app
        .client
        .get(format!("{}/groups/{group}", app.base))
        .header("Cookie", &cookie);
    let page = Answer::of(page).await.body;
    assert!(!page.as_str().unwrap().contains("quiet for"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_works_council_may_end_alerts_about_persons_sqlite() {
    works_council(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_works_council_may_end_alerts_about_persons_postgres() {
    works_council(Some(fresh_postgres().await)).await;
}

both! {
    async fn nobody_is_told_of_whoever_objects(app: TestApp) {
        let group = group_silent_for(&app, 1).await;
        let quiet = holds(&app, &group, "quiet").await;
        for purpose in [Use::Alerts, Use::Everything] {
            restrict(&app, "bo", purpose).await;
            assert_eq!(holds(&app, &group, "quiet").await, Value::Null);
            let path = format!("/api/v1/alerts/{}", quiet["id"].as_str().unwrap());
            assert_eq!(Answer::of(app.get(&path)).await.status, 404);
            filed(&app).await;
            take_back(&app, "bo").await;
            filed(&app).await;
            let again = holds(&app, &group, "quiet").await;
            assert_eq!(again["person"], quiet["person"]);
            // It was not taken for never having held.
            assert_eq!(course(&app, &quiet["id"]).await["because"], "restricted");
        }
    }

    async fn a_group_that_never_spoke_is_silent(app: TestApp) {
        let made = [
            sent("coach", CREATE, group(1), json!({})),
            sent("anna", JOIN, group(1), json!({})),
        ];
        send(&app, made.into_iter().map(|it| ago(&app, 20, it)).collect()).await;
        let groups = Answer::of(app.get("/api/v1/groups")).await.body;
        let group = groups["items"][0]["id"].as_str().unwrap();
        let alert = holds(&app, group, "silence").await;
        assert_eq!((&alert["severity"], &alert["value"]), (&json!("amber"), &json!(20.0)));
    }

    // All that they did is to dislike: that makes a member, and is no activity that scores.
    async fn a_group_of_new_members_alone_is_not_called_inactive(app: TestApp) {
        let disliked = |who: &str| {
            let note = post("coach", 1)["object"].clone();
            let within = json!({ "context": { "contextActivities": { "grouping": [group(1)] } } });
            sent(who, "http://activitystrea.ms/dislike", note, within)
        };
        let made = vec![
            ago(&app, 40, sent("coach", CREATE, group(1), json!({}))),
            ago(&app, 14, disliked("anna")),
            ago(&app, 13, disliked("bo")),
        ];
        send(&app, made).await;
        let groups = Answer::of(app.get("/api/v1/groups")).await.body;
        let group = groups["items"][0]["id"].as_str().unwrap();
        let engagement = Answer::of(app.get(&format!("/api/v1/groups/{group}/engagement"))).await.body;
        assert_eq!((&engagement["active_share"], engagement["members"].as_array().unwrap().len()), (&json!(0.0), 2));
        assert_eq!(holds(&app, group, "activity").await, Value::Null);
        // One who has been there a day longer is enough.
        send(&app, vec![ago(&app, 15, disliked("cem"))]).await;
        let opened = holds(&app, group, "activity").await;
        assert_eq!((&opened["severity"], &opened["value"]), (&json!("red"), &json!(0.0)));
    }

    async fn a_level_that_was_planned_is_due_until_it_is_reached(app: TestApp) {
        let group = group_silent_for(&app, 1).await;
        let within = json!({ "grouping": [super::group(1)] });
        let planned = "https://w3id.org/xapi/tla/verbs/planned";
        let plan = sent("bo", planned, competency(LISTENING), json!({ "context": {
            "contextActivities": within,
            "extensions": {
                "https://coachlight.org/xapi/extensions/target-level": 2,
                "https://w3id.org/xapi/tla/contextextensions/due_date": day_of(&app, -1)
            }
        } }));
        send(&app, vec![ago(&app, 30, plan)]).await;
        let due = holds(&app, &group, "goal_due").await;
        assert_eq!((&due["severity"], &due["value"]), (&json!("red"), &json!(-1.0)));
        assert_eq!(holds(&app, &group, "goal_stalled").await["value"], 30.0);
        // That bo calls it reached gets it on, and ends nothing.
        let achieved = "https://w3id.org/xapi/tla/verbs/achieved";
        let claim = json!({ "context": { "contextActivities": within } });
        let claim = sent("bo", achieved, competency(LISTENING), claim);
        send(&app, vec![ago(&app, 5, claim)]).await;
        assert_eq!(holds(&app, &group, "goal_due").await["severity"], "red");
        assert_eq!(holds(&app, &group, "goal_stalled").await, Value::Null);
        // One rating of the coach shows half, more than the 35 % of the second level.
        let rating = json!({
            "context": { "contextActivities": { "grouping": [competency(LISTENING)] } },
            "result": { "score": { "raw": 4, "min": 0, "max": 4 } }
        });
        let reviewed = "http://id.tincanapi.com/verb/reviewed";
        let rated = sent("coach", reviewed, agent("bo"), rating);
        send(&app, vec![ago(&app, 2, rated)]).await;
        assert_eq!(holds(&app, &group, "goal_due").await, Value::Null);
    }

    async fn whoever_is_away_is_not_asked_after(app: TestApp) {
        let group = group_silent_for(&app, 1).await;
        let quiet = holds(&app, &group, "quiet").await;
        let (bo, coach) = (app.person("bo").await, app.person("coach").await);
        assert_eq!((&quiet["person"]["id"], &quiet["severity"]), (&json!(bo), &json!("red")));
        // A goal of theirs that nobody works on.
        let goal = json!({
            "id": "https://app.example.org/goals/1",
            "definition": { "type": "http://id.tincanapi.com/activitytype/goal", "name": { "en": "Lead a meeting" } }
        });
        let within = json!({ "context": { "contextActivities": { "grouping": [super::group(1)] } } });
        let planned = sent("bo", "https://w3id.org/xapi/tla/verbs/planned", goal, within);
        send(&app, vec![ago(&app, 30, planned)]).await;
        let stalled = holds(&app, &group, "goal_stalled").await;
        assert_eq!((&stalled["title"], &stalled["silent"]), (&json!("Lead a meeting"), &Value::Null));

        let cookie = app.session("coach", Roles::of(Role::Coach)).await;
        let today = app.running.as_ref().unwrap().app.today();
        let day = |day: i64| coachlight::projector::date_of(day).to_string();
        let form = [("from", day(today)), ("to", day(today + 3))];
        let path = format!("{}/people/{bo}/absences", app.base);
        let noted = app.client.post(path).header("Cookie", &cookie).form(&form);
        assert_eq!(Answer::of(noted).await.status, 303);
        // At once, and for good once it is filed.
        assert_eq!(holds(&app, &group, "quiet").await, Value::Null);
        filed(&app).await;
        assert_eq!(course(&app, &quiet["id"]).await["because"], "absent");
        let stalled = holds(&app, &group, "goal_stalled").await;
        assert_eq!(stalled["silent"], "absent");

        // Back again: another alert.
        let absences = format!("/api/v1/people/{bo}/absences");
        let id = Answer::of(app.get(&absences)).await.body["items"][0]["id"].clone();
        let one = format!("{absences}/{}", id.as_str().unwrap());
        let back = app.request(Method::DELETE, &one).body(json!({ "by": coach }).to_string());
        assert_eq!(Answer::of(back).await.status, 204);
        filed(&app).await;
        let again = holds(&app, &group, "quiet").await;
        assert!(again["id"].is_string() && again["id"] != quiet["id"], "{again}");
    }

    async fn the_inbox_tells_what_needs_a_coach(app: TestApp) {
        group_silent_for(&app, 15).await;
        let question = json!({
            "id": "https://app.example.org/questions/1",
            "definition": { "type": "http://activitystrea.ms/question", "name": { "en": "How?" } }
        });
        let within = json!({ "context": { "contextActivities": { "grouping": [super::group(1)] } } });
        send(&app, vec![sent("anna", CREATE, question, within)]).await;
        let (anna, coach) = (app.person("anna").await, app.person("coach").await);
        let today = app.running.as_ref().unwrap().app.today();
        let day = coachlight::projector::date_of(today + 3).to_string();
        let review = json!({ "by": coach, "day": day }).to_string();
        let path = format!("/api/v1/people/{anna}/reviews");
        let made = Answer::of(app.request(Method::POST, &path).body(review)).await;
        assert!(made.status.is_success(), "{}", made.body);

        let roles = Roles::of(Role::Coach);
        let cookie = app.session("coach", roles).await;
        let ask = async |path: &str| {
            let request = app.client.get(format!("{}{path}", app.base));
            Answer::of(request.header("Cookie", &cookie)).await.body
        };
        let inbox = ask("/api/v1/me/inbox").await;
        let rules: Vec<&str> = inbox["alerts"].as_array().unwrap().iter()
            .map(|it| it["rule"].as_str().unwrap()).collect();
        assert_eq!(rules.first(), Some(&"quiet"), "the red one comes first: {inbox}");
        assert_eq!(inbox["questions"][0]["title"], "How?");
        assert_eq!(inbox["reviews"][0]["person"]["id"], json!(anna));
        assert!(inbox["alerts"].as_array().unwrap().iter().all(|it| it["seen"] == false));

        // The page has shown them, and says so the first time.
        let request = app.client.get(format!("{}/", app.base)).header("Cookie", &cookie);
        let first = Answer::of(request).await;
        assert_eq!(first.headers["location"], "/today");
        let page = ask("/today").await;
        assert!(page.as_str().unwrap().contains(">New</span>"), "{page}");
        assert!(!ask("/today").await.as_str().unwrap().contains(">New</span>"));
        let inbox = ask("/api/v1/me/inbox").await;
        let alert = &inbox["alerts"][0];
        assert_eq!(alert["seen"], true);

        // Put off on the page, it is told of apart.
        let id = alert["id"].as_str().unwrap();
        let until = coachlight::projector::date_of(today + 7).to_string();
        let path = format!("{}/alerts/{id}/snooze", app.base);
        let form = [("until", until.as_str()), ("reason", "")];
        let put_off = app.client.post(path).header("Cookie", &cookie).form(&form);
        let group = alert["group"].as_str().unwrap();
        let back = format!("/today?open={group}#pile-{group}");
        assert_eq!(Answer::of(put_off).await.headers["location"], back);
        assert_eq!(ask("/api/v1/me/inbox").await["alerts"][0]["silent"], "snoozed");
        let other = app.session("other", roles).await;
        let path = format!("{}/alerts/{id}/wake", app.base);
        let wake = async |cookie: &str| {
            Answer::of(app.client.post(&path).header("Cookie", cookie)).await.status.as_u16()
        };
        assert_eq!([wake(&other).await, wake(&cookie).await], [404, 303]);
        assert_eq!(ask("/api/v1/me/inbox").await["alerts"][0]["silent"], Value::Null);

        for (body, status) in [
            (json!({ "until": "2020-01-01" }), 400),
            (json!({ "until": "2999-01-01" }), 400),
            (json!({ "until": "soon" }), 400),
            (json!({ "until": until, "reason": "x".repeat(501) }), 400),
            (json!({ "until": until, "by": anna }), 404),
        ] {
            let mut body = body;
            if body["by"].is_null() {
                body["by"] = json!(coach);
            }
            let answer = act(&app, &alert["id"], "snooze", body.clone()).await;
            assert_eq!(answer.status, status, "{body}: {}", answer.body);
        }
    }
}

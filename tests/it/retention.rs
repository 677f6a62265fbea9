//! What is past its time goes, nothing else does, and what is left can still be read and checked.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use coachlight::app::keeper;
use coachlight::audit::{self, Verdict};
use coachlight::people;
use coachlight::privacy::{self, Phase};
use coachlight::projector::{Difference, Pace, rebuild};
use coachlight::retention::{self, Kind, Period};
use coachlight::sso::Roles;
use coachlight::store::Db;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::coaching::{group, sent};
use crate::erasure::{found, found_in_files};
use crate::support::asker::{Asker, texts};
use crate::support::process::Setting;
use crate::support::waiting::{once, until};
use crate::support::{Answer, TestApp, by, client, fresh_postgres};
use crate::xapi::attachments::{deliver, sha2};

const DAY: i64 = 24 * 3600;
/// A word of what was written long ago, and one of what was written now.
const OLD: &str = "zwetschgenmus";
const NEW: &str = "mirabellenkern";

fn within() -> Value {
    json!({ "contextActivities": { "grouping": [group(1)] } })
}

fn note(number: u32, word: &str) -> Value {
    json!({ "id": format!("https://app.example.org/notes/{number}"), "definition": {
        "type": "http://activitystrea.ms/note", "name": { "en": format!("On {word}") },
        "description": { "en": format!("What I think of {word} is long.") }
    } })
}

fn act(who: &str, verb: &str, object: Value) -> Value {
    sent(who, verb, object, json!({ "context": within() }))
}

fn replied(who: &str, to: Value, word: &str) -> Value {
    let mut reply = act(who, "http://adlnet.gov/expapi/verbs/commented", to);
    reply["result"] = json!({ "response": format!("I like {word} a lot."), "extensions": {
        "https://app.example.org/why": format!("because {word} is sweet")
    } });
    reply
}

/// A history of long ago, and of now. Returns the likes.
async fn fill(app: &TestApp, ahead: &AtomicI64) -> Vec<Value> {
    let like = |who: &str| act(who, "http://activitystrea.ms/like", note(1, OLD));
    let likes = vec![like("bo"), like("cem"), like("dana")];
    let mut all = vec![
        sent(
            "coach",
            "http://activitystrea.ms/create",
            group(1),
            json!({}),
        ),
        sent("anna", "http://activitystrea.ms/join", group(1), json!({})),
        sent("bo", "http://activitystrea.ms/join", group(1), json!({})),
        act("anna", "http://activitystrea.ms/create", note(1, OLD)),
        replied("bo", note(1, OLD), OLD),
        act("bo", "http://id.tincanapi.com/verb/viewed", note(1, OLD)),
    ];
    all.extend(likes.clone());
    // Somebody speaks of a like.
    let target = json!({ "objectType": "StatementRef", "id": likes[0]["id"] });
    all.push(sent(
        "anna",
        "http://adlnet.gov/expapi/verbs/commented",
        target,
        json!({}),
    ));
    assert_eq!(app.post(&json!(all)).await.status, 200);
    let content = OLD.as_bytes();
    let mut certificate = act(
        "anna",
        "http://adlnet.gov/expapi/verbs/attached",
        note(1, OLD),
    );
    certificate["attachments"] = json!([{
        "usageType": "https://app.example.org/file", "display": { "en": "A file" },
        "contentType": "text/plain", "length": content.len(), "sha2": sha2(content)
    }]);
    deliver(app, &certificate, &[content]).await;
    ahead.fetch_add(800 * DAY, Ordering::SeqCst);
    let all = json!([
        act("bo", "http://activitystrea.ms/create", note(2, NEW)),
        replied("anna", note(2, NEW), NEW),
        act("anna", "http://activitystrea.ms/like", note(2, NEW)),
    ]);
    assert_eq!(app.post(&all).await.status, 200);
    app.projected().await;
    likes
}

fn words(word: &str) -> Vec<String> {
    vec![word.to_owned()]
}

/// The period of a kind, once everything that is past it has gone.
async fn done(app: &TestApp, kind: Kind) -> Period {
    once(async || {
        let mut tx = app.db().read().await.unwrap();
        let period = retention::of(&mut tx, kind).await.unwrap().unwrap();
        period.done_at.is_some().then_some(period)
    })
    .await
}

async fn decide(app: &TestApp, kind: Kind, period: i64) {
    let running = &app.running.as_ref().unwrap().app;
    let mut tx = app.db().write().await.unwrap();
    let now = running.clock.now();
    retention::decide(&mut tx, kind, Some(period), &by(running), now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn verdict(app: &TestApp) -> Verdict {
    let mut tx = app.db().read().await.unwrap();
    let key = &app.running.as_ref().unwrap().app.key;
    audit::verify(&mut tx, key, None).await.unwrap()
}

async fn run_sql(db: &Db, sql: &str) {
    match db {
        Db::Sqlite { write, .. } => {
            sqlx::query(AssertSqlSafe(sql))
                .execute(write)
                .await
                .unwrap();
        }
        Db::Postgres(pool) => {
            sqlx::query(AssertSqlSafe(sql)).execute(pool).await.unwrap();
        }
    }
}

/// What a group's page tells of a day.
async fn numbers(app: &TestApp) -> Value {
    let groups = Answer::of(app.get("/api/v1/groups")).await.body;
    let group = groups["items"][0]["id"].as_str().unwrap().to_owned();
    let today = app.running.as_ref().unwrap().app.today();
    let day = coachlight::projector::date_of(today - 799);
    let path = format!("/api/v1/groups/{group}/engagement?at={day}");
    Answer::of(app.get(&path)).await.body
}

async fn rebuilds_without_a_difference(app: &TestApp) {
    let rebuilt = rebuild(&app.projector(), Pace::Alone, |_, _| {})
        .await
        .unwrap();
    assert_eq!(rebuilt.difference, Difference::default());
}

/// Runs a case on both databases, with a clock that can be put ahead.
macro_rules! both_ahead {
    ($(async fn $name:ident($app:ident: TestApp, $ahead:ident: Arc<AtomicI64>) $body:block)+) => {
        $(mod $name {
            use super::*;
            async fn case($app: TestApp, $ahead: Arc<AtomicI64>) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let (app, ahead) = TestApp::start_ahead(None).await;
                case(app, ahead).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let address = fresh_postgres().await;
                let (app, ahead) = TestApp::start_ahead(Some(address)).await;
                case(app, ahead).await;
            }
        })+
    };
}

both_ahead! {
    async fn what_was_written_long_ago_goes_and_no_number_changes(app: TestApp, ahead: Arc<AtomicI64>) {
        fill(&app, &ahead).await;
        let before = numbers(&app).await;
        assert_eq!(before["members"].as_array().unwrap().len(), 4, "{before}");
        assert!(!found(app.db(), &words(OLD)).await.is_empty());
        let admin = Asker::administrator(&app).await;
        let page = admin.page("/admin/retention").await;
        assert_eq!(page.matches("Kept for ever").count(), Kind::ALL.len());
        let page = admin.page("/admin/retention?kind=texts&period=24").await;
        assert!(texts(&page, "#preview p")[0].starts_with("11 entries from before"), "{page}");
        for (wrong, status) in [
            ("kind=texts&period=0", 400),
            ("kind=texts&period=241", 400),
            ("kind=x&period=1", 404),
        ] {
            let path = format!("/admin/retention?{wrong}");
            assert_eq!(Answer::of(admin.request(Method::GET, &path)).await.status, status);
        }
        let learner = app.session("anna", Roles::default()).await;
        let form = [("kind", "texts"), ("period", "24")];
        let request = app.client.post(format!("{}/admin/retention", app.base));
        let refused = request.header("Cookie", learner).form(&form).send().await.unwrap();
        assert_eq!(refused.status(), 403);
        // Looked at only.
        assert!(!found(app.db(), &words(OLD)).await.is_empty());
        let decided = admin.request(Method::POST, "/admin/retention").form(&form);
        assert_eq!(Answer::of(decided).await.status, 303);
        let period = done(&app, Kind::Texts).await;
        assert_eq!((period.position, period.target), (11, 11));
        let left = found(app.db(), &words(OLD)).await;
        assert!(left.is_empty(), "{left:#?}");
        if app.postgres.is_none() {
            let left = found_in_files(app.folder(), &words(OLD));
            assert!(left.is_empty(), "{left:#?}");
        }
        assert!(found(app.db(), &words(NEW)).await.len() > 3);
        assert_eq!(numbers(&app).await, before);
        rebuilds_without_a_difference(&app).await;
        assert_eq!(numbers(&app).await, before);
        let all = Answer::of(app.get("/xapi/statements?limit=100")).await.body;
        let all = all["statements"].as_array().unwrap();
        assert_eq!(all.len(), 14);
        for statement in all {
            let valid = xapi_schemas::validate_statement(xapi_schemas::Version::V1_0_3, statement);
            assert!(valid.is_ok(), "{valid:?} {statement}");
        }
        assert!(admin.page("/admin/audit").await.contains("for ever"));
        let page = admin.page("/admin/retention").await;
        assert!(page.contains("24 months") && page.contains("Last looked for"), "{page}");
        let off = admin.request(Method::POST, "/admin/retention").form(&[("kind", "texts")]);
        assert_eq!(Answer::of(off).await.status, 303);
        let mut tx = app.db().read().await.unwrap();
        assert_eq!(retention::of(&mut tx, Kind::Texts).await.unwrap(), None);
    }

    async fn likes_and_views_of_long_ago_go_whole(app: TestApp, ahead: Arc<AtomicI64>) {
        let likes = fill(&app, &ahead).await;
        let ids: Vec<String> = likes.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
        let seen = async |path: &str| Answer::of(app.get(path)).await.body["statements"]
            .as_array().unwrap().len();
        let of_liking = "/xapi/statements?verb=http://activitystrea.ms/like";
        // The comment is found by the like that it speaks of.
        assert_eq!(seen(of_liking).await, 5);
        let dana = json!({ "account": { "homePage": "https://app.example.org", "name": "dana" } });
        let of_dana = format!("/xapi/statements?agent={dana}");
        assert_eq!(seen(&of_dana).await, 1);
        decide(&app, Kind::LikesAndViews, 12).await;
        let period = done(&app, Kind::LikesAndViews).await;
        assert_eq!(period.gone, 4);
        assert_eq!((seen(of_liking).await, seen(&of_dana).await), (1, 0));
        for id in &ids {
            for name in ["statementId", "voidedStatementId"] {
                let path = format!("/xapi/statements?{name}={id}");
                assert_eq!(Answer::of(app.get(&path)).await.status, 404, "{path}");
            }
        }
        // Paging passes over them, and an app that sends one again is told that it is known.
        let mut path = "/xapi/statements?limit=3&ascending=true".to_owned();
        let mut count = 0;
        while !path.is_empty() {
            let page = Answer::of(app.get(&path)).await.body;
            count += page["statements"].as_array().unwrap().len();
            path = page["more"].as_str().unwrap_or_default().to_owned();
        }
        assert_eq!(count, 10);
        assert_eq!(app.post(&json!(likes)).await.status, 200);
        assert_eq!(seen(of_liking).await, 1);
        rebuilds_without_a_difference(&app).await;
        // What is new is taken in and counted as ever.
        let more = act("cem", "http://activitystrea.ms/like", note(2, NEW));
        assert_eq!(app.post(&more).await.status, 200);
        app.projected().await;
        assert_eq!(seen(of_liking).await, 2);
        rebuilds_without_a_difference(&app).await;
    }

    async fn the_audit_log_is_checkable_after_its_beginning_has_gone(app: TestApp, ahead: Arc<AtomicI64>) {
        for kind in [Kind::Refusals, Kind::Documents] {
            decide(&app, kind, 24).await;
        }
        ahead.fetch_add(1300 * DAY, Ordering::SeqCst);
        decide(&app, Kind::Audit, 36).await;
        let period = done(&app, Kind::Audit).await;
        // The key of the tests, and two decisions.
        assert!(period.gone >= 3, "{period:?}");
        let gone = period.gone;
        let entries = match verdict(&app).await {
            Verdict::Whole { entries, .. } => entries,
            other => unreachable!("{other:?}"),
        };
        assert_eq!(entries, gone + 2);
        let admin = Asker::administrator(&app).await;
        assert!(admin.page("/admin/audit").await.contains("Old entries of the audit log removed"));
        // An erasure, which makes digests anew, fits to it.
        let person = app.person("anna").await;
        let running = app.running.as_ref().unwrap().app.clone();
        let mut tx = app.db().write().await.unwrap();
        let change = audit::Change::to(person, "enabled");
        let now = running.clock.now();
        audit::record(&mut tx, &by(&running), audit::Act::PersonEnabled, change, now).await.unwrap();
        privacy::begin(&mut tx, &running.key, person, &by(&running), now).await.unwrap();
        tx.commit().await.unwrap();
        erased(&app).await;
        assert!(matches!(verdict(&app).await, Verdict::Whole { .. }));
        // Whoever cuts more off, and says that the log begins there, is found out.
        let first = gone + 1;
        run_sql(app.db(), &format!(
            "UPDATE audit_head SET gone = {first}, gone_digest =
                 (SELECT digest FROM audit_entry WHERE sequence = {first})"
        )).await;
        run_sql(app.db(), &format!("DELETE FROM audit_entry WHERE sequence <= {first}")).await;
        assert_eq!(verdict(&app).await, Verdict::Broken { sequence: first + 1 });
    }

    async fn documents_refusals_and_people_who_left_go(app: TestApp, ahead: Arc<AtomicI64>) {
        let agent = json!({ "account": { "homePage": "https://app.example.org", "name": "anna" } });
        let agent = agent.to_string();
        let put = async |path: &str, query: &[(&str, &str)]| {
            let request = app.request(Method::PUT, path).query(query)
                .header("If-None-Match", "*").header("Content-Type", "text/plain").body(OLD);
            assert_eq!(Answer::of(request).await.status, 204);
        };
        let activity = "https://app.example.org/a";
        put("/xapi/agents/profile", &[("agent", &agent), ("profileId", "one")]).await;
        put("/xapi/activities/profile", &[("activityId", activity), ("profileId", "settings")]).await;
        assert_eq!(app.post(&json!({ "actor": "nobody" })).await.status, 400);
        // Refusals are written beside requests.
        let kept = async || Answer::of(app.get("/xapi/ext/refusals")).await.body.to_string();
        until(async || kept().await.contains("/actor")).await;
        let [anna, bo] = [app.person("anna").await, app.person("bo").await];
        let running = app.running.as_ref().unwrap().app.clone();
        let mut tx = app.db().write().await.unwrap();
        people::set_disabled(&mut tx, anna, true, running.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        ahead.fetch_add(800 * DAY, Ordering::SeqCst);
        put("/xapi/agents/profile", &[("agent", &agent), ("profileId", "two")]).await;
        let mut tx = app.db().write().await.unwrap();
        people::set_disabled(&mut tx, bo, true, running.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let gone = async |kind: Kind, period: i64| {
            decide(&app, kind, period).await;
            done(&app, kind).await.gone
        };
        assert_eq!(gone(Kind::Documents, 24).await, 1);
        let profile = async |name: &str| {
            let request = app.get("/xapi/agents/profile").query(&[("agent", agent.as_str()), ("profileId", name)]);
            Answer::of(request).await.status.as_u16()
        };
        assert_eq!([profile("one").await, profile("two").await], [404, 200]);
        // What is kept of an activity is of nobody.
        let path = format!("/xapi/activities/profile?activityId={activity}&profileId=settings");
        assert_eq!(Answer::of(app.get(&path)).await.status, 200);
        assert_eq!(gone(Kind::Refusals, 12).await, 1);
        assert_eq!(gone(Kind::Left, 90).await, 1);
        erased(&app).await;
        let mut tx = app.db().read().await.unwrap();
        assert_eq!(people::find(&mut tx, anna).await.unwrap(), None);
        assert!(people::find(&mut tx, bo).await.unwrap().is_some());
        drop(tx);
        // Who was erased does not leave again.
        ahead.fetch_add(200 * DAY, Ordering::SeqCst);
        keeper(&running).unwrap().run().await.unwrap();
        let mut tx = app.db().read().await.unwrap();
        assert_eq!(retention::of(&mut tx, Kind::Left).await.unwrap().unwrap().gone, 2);
    }
}

/// Waits until no erasure is under way. Bounded by the test's own time limit.
async fn erased(app: &TestApp) {
    until(async || {
        let mut tx = app.db().read().await.unwrap();
        let all = privacy::erasures(&mut tx, 10).await.unwrap();
        !all.is_empty() && all.iter().all(|one| one.phase == Phase::Over)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_that_is_killed_goes_on() {
    let setting = Setting::new(None);
    let mut process = setting.start().await;
    let one = |number: u32| {
        // Seven contributions, of which is spoken long after.
        let mut said = if number < 7 {
            act("bo", "http://activitystrea.ms/create", note(number, OLD))
        } else {
            replied("anna", note(number % 7, OLD), OLD)
        };
        // Nothing is taken to have happened after it was stored.
        said["timestamp"] = json!("2020-03-01T10:00:00Z");
        said
    };
    for part in 0..20 {
        let many: Vec<Value> = (0..100).map(|number| one(part * 100 + number)).collect();
        let request = client().post(format!("{}/xapi/statements", process.base));
        let request = request
            .basic_auth(&setting.key, Some(&setting.secret))
            .header("X-Experience-API-Version", "1.0.3");
        assert_eq!(request.json(&many).send().await.unwrap().status(), 200);
    }
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    // As if they had been stored three years ago.
    let file = setting.folder().join("coachlight.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    let years: i64 = 3 * 366 * DAY * 1_000_000;
    let sql = format!("UPDATE statement SET stored = stored - {years}");
    sqlx::query(AssertSqlSafe(sql))
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let run = |arguments: &[&str]| {
        let output = setting.command(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default()
    };
    assert!(
        !setting
            .command(&["retention", "set", "texts"])
            .status()
            .unwrap()
            .success()
    );
    run(&["retention", "set", "texts", "24"]);
    let state = || run(&["retention", "show"])[0]["decided"].clone();
    process = setting.start().await;
    let (mut kills, mut position) = (0, json!(0));
    loop {
        let now = state();
        if !now["done_at"].is_null() && now["position"] == 2000 {
            break;
        }
        if kills < 4 && now["position"] != position {
            process.child.kill().unwrap();
            process.child.wait().unwrap();
            process = setting.start().await;
            (kills, position) = (kills + 1, now["position"].clone());
        }
        tokio::task::yield_now().await;
    }
    println!("killed {kills} times");
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    let preview = run(&["retention", "preview", "texts", "24"]);
    assert_eq!(preview["count"], 0);
    run(&["retention", "run"]);
    setting.rebuild_finds_no_difference();
    let left = found_in_files(setting.folder(), &words(OLD));
    assert!(left.is_empty(), "{left:#?}");
}

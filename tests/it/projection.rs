//! Facts follow the log: completely, in any order of arrival, and exactly once.

use coachlight::projector::{Pace, rebuild};
use coachlight::statements;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::histories::packs::packs_hold;
use crate::support::waiting::until;
use crate::support::{TestApp, both, with_id};

const GROUP: &str = "https://app.example.org/groups/1";
const NEGOTIATION: &str = "https://app.example.org/competencies/negotiation";

fn by(who: &str, verb: &str, object: Value, minute: i64) -> Value {
    with_id(json!({
        "actor": { "account": { "homePage": "https://app.example.org", "name": who } },
        "verb": { "id": verb },
        "object": object,
        "timestamp": format!("2026-11-{:02}T{:02}:{:02}:00Z", 1 + minute / 1440, minute / 60 % 24, minute % 60)
    }))
}

fn note(number: u32) -> Value {
    json!({
        "id": format!("https://app.example.org/notes/{number}"),
        "definition": { "type": "http://activitystrea.ms/note", "name": { "en": format!("Note {number}") } }
    })
}

fn discussion(number: u32) -> Value {
    json!({
        "id": format!("https://app.example.org/notes/{number}"),
        "definition": { "type": "http://id.tincanapi.com/activitytype/discussion" }
    })
}

fn group() -> Value {
    json!({
        "id": GROUP,
        "definition": {
            "type": "http://activitystrea.ms/group",
            "name": { "en": "Negotiation" }
        }
    })
}

/// A small history with everything that statements need of each other.
fn history() -> Vec<Value> {
    let create = "http://activitystrea.ms/create";
    let like = "http://activitystrea.ms/like";
    let mut made = by("coach", create, group(), 0);
    made["context"] = json!({ "extensions": {
        "https://coachlight.org/xapi/extensions/competency-link": [NEGOTIATION]
    } });
    let mut all = vec![made];
    for (index, who) in ["anna", "bo", "cem", "dana", "eva"].into_iter().enumerate() {
        all.push(by(
            who,
            "http://activitystrea.ms/join",
            group(),
            1 + index as i64,
        ));
    }
    let mut post = by("anna", create, discussion(1), 20);
    post["context"] = json!({ "contextActivities": { "grouping": [group()] } });
    all.push(post);
    // Replies name only their thread; the last one a reply to a reply.
    for (number, parent, who) in [(2, 1, "bo"), (3, 2, "cem"), (4, 3, "dana")] {
        let mut reply = by(who, create, note(number), 20 + i64::from(number));
        reply["context"] = json!({ "contextActivities": { "parent": [discussion(parent)] } });
        all.push(reply);
    }
    for (who, number, minute) in [
        ("bo", 1, 30),
        ("cem", 1, 31),
        ("anna", 1, 32),
        ("eva", 4, 33),
        ("coach", 4, 34),
    ] {
        all.push(by(who, like, note(number), minute));
    }
    all.push(by("bo", "http://activitystrea.ms/unlike", note(1), 40));
    let mut step = by(
        "bo",
        "https://w3id.org/xapi/dod-isd/verbs/applied",
        json!({
            "id": "https://app.example.org/steps/1",
            "definition": { "type": "https://coachlight.org/xapi/activity-types/transfer-step" }
        }),
        50,
    );
    step["context"] = json!({ "contextActivities": { "grouping": [group()] } });
    let verify = by(
        "coach",
        "https://w3id.org/xapi/tla/verbs/verified",
        json!({
            "objectType": "StatementRef", "id": step["id"]
        }),
        60,
    );
    let void_verify = by(
        "coach",
        "http://adlnet.gov/expapi/verbs/voided",
        json!({
            "objectType": "StatementRef", "id": verify["id"]
        }),
        61,
    );
    // A second creator of note 3, later: never the author. And a withdrawal of note 4.
    all.push(by("eva", create, note(3), 70));
    all.push(by("dana", "http://activitystrea.ms/delete", note(4), 71));
    let first_post = all[6]["id"].clone();
    all.push(by(
        "anna",
        "http://adlnet.gov/expapi/verbs/voided",
        json!({
            "objectType": "StatementRef", "id": first_post
        }),
        72,
    ));
    // The same post again under another identifier.
    let mut again = by("anna", create, discussion(1), 73);
    again["context"] = json!({ "contextActivities": { "grouping": [group()] } });
    all.push(again);
    all.extend([step, verify, void_verify]);
    all
}

/// Every fact without its place in the log, and every contribution.
async fn digest(app: &TestApp) -> Vec<String> {
    use coachlight::store::Db;
    use sqlx::Row;
    let facts = "SELECT f.act, f.at, f.actor AS who, f.recipient, f.recipient_since, f.group_key, \
                 f.group_since, CAST(f.resent AS INTEGER) AS resent, f.withdrawn_day, \
                 f.quality, a.value AS actor, r.value AS recipient_name, o.iri \
                 FROM fact f JOIN agent a ON a.key = f.actor \
                 LEFT JOIN agent r ON r.key = f.recipient \
                 LEFT JOIN activity o ON o.key = f.object";
    macro_rules! lines {
        ($pool:expr) => {
            sqlx::query(facts)
                .fetch_all($pool)
                .await
                .unwrap()
                .iter()
                .map(|row| {
                    format!(
                        "{} {} {} {:?} {} {} {:?} {:?} {:?}",
                        row.get::<i64, _>("act"),
                        row.get::<i64, _>("at"),
                        row.get::<String, _>("actor"),
                        row.get::<Option<String>, _>("recipient_name"),
                        row.get::<Option<i64>, _>("group_key").is_some(),
                        row.get::<i32, _>("resent"),
                        ["recipient_since", "group_since", "withdrawn_day"]
                            .map(|column| row.get::<Option<i64>, _>(column)),
                        row.get::<Option<i64>, _>("quality"),
                        row.get::<Option<String>, _>("iri"),
                    )
                })
                .collect()
        };
    }
    let mut lines: Vec<String> = match app.db() {
        Db::Sqlite { read, .. } => lines!(read),
        Db::Postgres(pool) => lines!(pool),
    };
    lines.sort();
    lines
}

both! {
    async fn any_order_of_arrival_ends_in_the_same_facts(app: TestApp) {
        let history = history();
        let reference = {
            let app = TestApp::start(None).await;
            app.post(&json!(history)).await;
            app.projected().await;
            digest(&app).await
        };
        assert!(reference.iter().any(|line| line.contains("\"anna\"")), "{reference:#?}");
        // The likes of anna's post name its author; the replies stand in the group.
        let mut runner = TestRunner::new(Config::default());
        for _ in 0..6 {
            let shuffled =
                Just(history.clone()).prop_shuffle().new_tree(&mut runner).unwrap().current();
            let app = TestApp::start(None).await;
            for part in shuffled.chunks(4) {
                assert_eq!(app.post(&json!(part)).await.status, 200);
                app.projected().await;
            }
            assert_eq!(digest(&app).await, reference);
        }
        for statement in history.iter().rev() {
            assert_eq!(app.post(statement).await.status, 200);
            app.projected().await;
        }
        assert_eq!(digest(&app).await, reference);
    }

    async fn a_rebuild_finds_no_difference(app: TestApp) {
        for statement in history() {
            app.post(&statement).await;
        }
        app.projected().await;
        let before = digest(&app).await;
        let rebuilt = rebuild(&app.projector(), Pace::Alone, |_, _| {}).await.unwrap();
        assert_eq!(rebuilt.difference, coachlight::projector::Difference::default());
        assert_eq!(rebuilt.statements, history().len() as i64);
        assert_eq!(digest(&app).await, before);
        app.post(&by("bo", "http://activitystrea.ms/like", note(3), 90)).await;
        app.projected().await;
        assert_eq!(digest(&app).await.len(), before.len() + 1);
    }

    async fn the_projection_follows_by_itself(app: TestApp) {
        app.post(&json!(history())).await;
        let mut tx = app.db().read().await.unwrap();
        let head = statements::head(&mut tx).await.unwrap().seq;
        drop(tx);
        // Bounded by the test's own time limit; the bench says how long it takes.
        until(async || {
            let mut tx = app.db().read().await.unwrap();
            let current = coachlight::projector::current(&mut tx).await.unwrap().unwrap();
            current.seq == head
        })
        .await;
    }
}

/// On `PostgreSQL` a transaction that took its sequence numbers first may commit last. Whoever
/// appends meanwhile has to wait, so nobody ever sees a later number before an earlier one.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_commits_late_is_never_skipped() {
    let address = crate::support::fresh_postgres().await;
    let app = TestApp::start(Some(address)).await;
    assert_eq!(app.post(&history()[0]).await.status, 200);
    app.projected().await;

    let mut slow = app.db().write().await.unwrap();
    let head = statements::lock(&mut slow).await.unwrap();
    assert_eq!(head.seq, 1);
    let second = history().remove(1);
    let waiting = tokio::spawn({
        let request = app
            .request(reqwest::Method::POST, "/xapi/statements")
            .header("Content-Type", "application/json")
            .body(second.to_string());
        async move { request.send().await.unwrap().status() }
    });
    // The appender is seen waiting for the lock by the database itself.
    let coachlight::store::Db::Postgres(pool) = app.db() else {
        unreachable!("it is PostgreSQL")
    };
    until(async || {
        let blocked: (i64,) = sqlx::query_as(
            "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        blocked.0 == 1
    })
    .await;
    // The projection runs on while the early transaction is still open, and takes nothing.
    app.projected().await;
    assert!(!waiting.is_finished());
    slow.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap(), 200);
    app.projected().await;
    let mut tx = app.db().read().await.unwrap();
    let (log, _) = statements::following(&mut tx, 0, 10).await.unwrap();
    let current = coachlight::projector::current(&mut tx)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        log.iter().map(|stored| stored.seq).collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(current.seq, 2);
    assert_eq!(digest(&app).await.len(), 2);
}

/// Two gateways on one database append and project at once.
#[tokio::test(flavor = "multi_thread")]
async fn two_instances_make_one_gapless_log_and_one_set_of_facts() {
    let address = crate::support::fresh_postgres().await;
    let apps = [
        TestApp::start(Some(address.clone())).await,
        TestApp::start(Some(address)).await,
    ];
    let senders = (0..8).map(|sender| {
        let app = &apps[sender % 2];
        async move {
            for number in 0..25 {
                let who = format!("p{sender}");
                let like = by(
                    &who,
                    "http://activitystrea.ms/like",
                    note(number),
                    i64::from(number),
                );
                assert_eq!(app.post(&like).await.status, 200);
            }
        }
    });
    futures_util::future::join_all(senders).await;
    apps[0].projected().await;
    let mut tx = apps[1].db().read().await.unwrap();
    let (log, _) = statements::following(&mut tx, 0, 1000).await.unwrap();
    let expected: Vec<i64> = (1..=200).collect();
    assert_eq!(
        log.iter().map(|stored| stored.seq).collect::<Vec<_>>(),
        expected
    );
    assert!(log.windows(2).all(|pair| pair[0].stored < pair[1].stored));
    assert_eq!(digest(&apps[0]).await.len(), 200);
}

both! {
    async fn what_is_packed_while_facts_arrive_holds(app: TestApp) {
        let mut held = [0, 0];
        for round in 0..30_u32 {
            let notes = 40 * round..40 * (round + 1);
            let create = "http://activitystrea.ms/create";
            let says = |number| {
                let mut said = by(&format!("member-{}", number % 5), create, note(number), 0);
                let group = format!("https://app.example.org/groups/{}", number % 3);
                let place = json!({ "id": group, "definition": { "type": "http://activitystrea.ms/group" } });
                said["context"] = json!({ "contextActivities": { "grouping": [place] } });
                said
            };
            let statements: Vec<Value> = notes.map(says).collect();
            let arriving = async {
                assert_eq!(app.post(&json!(statements)).await.status, 200);
                app.projected().await;
            };
            let packing = async {
                let projector = app.projector();
                for _ in 0..30 {
                    projector.pack().await.unwrap();
                }
            };
            tokio::join!(arriving, packing);
            let now = packs_hold(&app).await;
            held = [held[0] + now[0], held[1] + now[1]];
        }
        assert!(held.iter().all(|held| *held > 0), "{held:?}");
    }
}

//! Statements flow to other record stores and from them: each once, in spite of refusals, pauses,
//! and whoever else works on them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use coachlight::refusals;
use coachlight::restrictions::Use;
use coachlight::store::Db;
use coachlight::sync::{self, Kind, NewFeed, State, Terms};
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};
use xapi_schemas::Version;

use crate::restrictions::{restrict, take_back};
use crate::support::waiting::until;
use crate::support::{Answer, TestApp, both, fresh_postgres, statement, with_id};

const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";
const LIKED: &str = "http://activitystrea.ms/like";
const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

fn endpoint(app: &TestApp) -> Url {
    format!("{}/xapi", app.base).parse().unwrap()
}

/// The other end, and our key there.
struct Other<'o> {
    endpoint: Url,
    key: &'o str,
    secret: &'o str,
}

impl<'o> Other<'o> {
    fn of(app: &'o TestApp) -> Self {
        Self {
            endpoint: endpoint(app),
            key: &app.key,
            secret: &app.secret,
        }
    }

    fn at(address: &str) -> Self {
        Self {
            endpoint: address.parse().unwrap(),
            key: "key",
            secret: "the-secret",
        }
    }

    async fn add(&self, app: &TestApp, kind: Kind, terms: &Terms) -> Uuid {
        let inner = &app.running.as_ref().unwrap().app;
        let new = NewFeed {
            kind,
            endpoint: &self.endpoint,
            version: Version::V1_0_3,
            key: self.key,
            secret: self.secret,
            terms,
            enabled: true,
            everything: true,
        };
        sync::add(&inner.db, &inner.key, &new, inner.clock.now())
            .await
            .unwrap()
    }
}

async fn state(app: &TestApp, feed: Uuid) -> State {
    let mut tx = app.db().read().await.unwrap();
    let all = sync::all(&mut tx).await.unwrap();
    all.into_iter().find(|state| state.id == feed).unwrap()
}

async fn refused(app: &TestApp, feed: Uuid) -> Vec<sync::Refusal> {
    let mut tx = app.db().read().await.unwrap();
    sync::refusals(&mut tx, feed, "", 100).await.unwrap()
}

async fn retry(app: &TestApp, kind: Kind, feed: Uuid) {
    let mut tx = app.db().write().await.unwrap();
    sync::retry(&mut tx, kind, feed).await.unwrap();
    tx.commit().await.unwrap();
}

/// Failures after which a store is said to fail for long.
const LONG: i64 = 5;

/// Lets feeds have failed for long, and go on at once.
async fn for_long(app: &TestApp) {
    let sql = format!("UPDATE feed SET failures = {LONG}, next_at = 0");
    match app.db() {
        Db::Sqlite { write, .. } => {
            sqlx::query(sqlx::AssertSqlSafe(sql))
                .execute(write)
                .await
                .unwrap();
        }
        Db::Postgres(pool) => {
            sqlx::query(sqlx::AssertSqlSafe(sql))
                .execute(pool)
                .await
                .unwrap();
        }
    }
}

/// All statements that a record store serves, oldest first.
async fn all(app: &TestApp) -> Vec<Value> {
    let mut path = "/xapi/statements?ascending=true&limit=0".to_owned();
    let mut found = Vec::new();
    while !path.is_empty() {
        let mut answer = Answer::of(app.get(&path)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        found.append(answer.body["statements"].as_array_mut().unwrap());
        path = answer.body["more"].as_str().unwrap().to_owned();
    }
    found
}

fn without(mut statements: Vec<Value>, members: &[&str]) -> Vec<Value> {
    for statement in &mut statements {
        for member in members {
            statement.as_object_mut().unwrap().remove(*member);
        }
    }
    statements
}

fn ids(statements: &[Value]) -> Vec<String> {
    statements
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

fn voiding(target: &Value) -> Value {
    let mut voiding = with_id(statement("anna", VOIDED, "x"));
    voiding["object"] = json!({ "objectType": "StatementRef", "id": target["id"] });
    voiding
}

const CONTENT: &str = "the content of an attachment";

/// Sends a statement with an attachment.
async fn attach(app: &TestApp) -> Value {
    let sha2: String = coachlight::seal::hex(&coachlight::seal::sha256(CONTENT.as_bytes()));
    let mut attached = with_id(statement("anna", SHARED, "attached"));
    attached["attachments"] = json!([{
        "usageType": "https://example.org/usage", "display": { "en": "A text" },
        "contentType": "text/plain", "length": CONTENT.len(), "sha2": sha2
    }]);
    let body = format!(
        "--b\r\nContent-Type: application/json\r\n\r\n{attached}\r\n--b\r\nContent-Type: text/plain\r\n\
         Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\n\r\n{CONTENT}\r\n--b--\r\n"
    );
    let sent = app
        .request(Method::POST, "/xapi/statements")
        .header("Content-Type", "multipart/mixed; boundary=b")
        .body(body);
    assert_eq!(Answer::of(sent).await.status, 200);
    attached
}

/// A short history with a voided statement and an attachment.
async fn history(app: &TestApp) -> (Value, Value) {
    let first = with_id(statement("anna", SHARED, "a"));
    let batch = json!([
        first,
        with_id(statement("ben", LIKED, "b")),
        with_id(statement("anna", LIKED, "c"))
    ]);
    assert_eq!(app.post(&batch).await.status, 200);
    let attached = attach(app).await;
    assert_eq!(app.post(&voiding(&first)).await.status, 200);
    (first, attached)
}

/// Whether one record store has come to serve what another does.
async fn same(source: &TestApp, copy: &TestApp, voided: &Value, attached: &Value) {
    let ours = ["stored", "authority"];
    let expected = without(all(source).await, &ours);
    until(async || all(copy).await.len() >= expected.len()).await;
    assert_eq!(without(all(copy).await, &ours), expected);
    let one = |name: &str, id: &Value| {
        let id = id["id"].as_str().unwrap();
        copy.get(&format!("/xapi/statements?{name}={id}&attachments=true"))
    };
    assert_eq!(Answer::of(one("statementId", voided)).await.status, 404);
    // A pull fetches it after the page that voids it, so that it is never seen in force.
    until(async || Answer::of(one("voidedStatementId", voided)).await.status == 200).await;
    let answer = Answer::of(one("statementId", attached)).await;
    assert!(
        answer.body.as_str().unwrap().contains(CONTENT),
        "{}",
        answer.body
    );
}

both! {
    async fn what_is_only_kept_is_forwarded_later(app: TestApp) {
        let other = TestApp::start(None).await;
        assert_eq!(app.post(&with_id(statement("anna", SHARED, "1"))).await.status, 200);
        app.projected().await;
        restrict(&app, "anna", Use::Everything).await;
        let feed = Other::of(&other).add(&app, Kind::Forward, &Terms::default()).await;
        let more = json!([
            with_id(statement("anna", SHARED, "2")), with_id(statement("ben", SHARED, "3"))
        ]);
        assert_eq!(app.post(&more).await.status, 200);
        until(async || all(&other).await.len() == 1).await;
        assert_eq!(all(&other).await[0]["actor"]["account"]["name"], "ben");
        until(async || refused(&app, feed).await.len() == 2).await;
        // Trying again does not send it either.
        retry(&app, Kind::Forward, feed).await;
        take_back(&app, "anna").await;
        until(async || all(&other).await.len() == 3).await;
        until(async || refused(&app, feed).await.is_empty()).await;
    }

    async fn what_is_stored_is_forwarded_with_voiding_and_attachments(app: TestApp) {
        let other = TestApp::start(None).await;
        let (voided, attached) = history(&app).await;
        let terms = Terms { attachments: true, ..Terms::default() };
        let feed = Other::of(&other).add(&app, Kind::Forward, &terms).await;
        same(&app, &other, &voided, &attached).await;
        let later = with_id(statement("anna", SHARED, "later"));
        assert_eq!(app.post(&later).await.status, 200);
        same(&app, &other, &voided, &attached).await;
        until(async || state(&app, feed).await.lag == Some(0)).await;
        let state = state(&app, feed).await;
        assert_eq!((state.set_aside, state.failures, state.last_error), (0, 0, None));
        assert_eq!(state.checkpoint, Some(6));
    }

    async fn what_another_stores_is_pulled_with_voiding_and_attachments(app: TestApp) {
        let other = TestApp::start(None).await;
        let (voided, attached) = history(&other).await;
        let terms = Terms { attachments: true, trust_authority: true, every: 1, ..Terms::default() };
        let feed = Other::of(&other).add(&app, Kind::Pull, &terms).await;
        same(&other, &app, &voided, &attached).await;
        assert_eq!(without(all(&app).await, &["stored"]), without(all(&other).await, &["stored"]));
        assert_eq!(other.post(&with_id(statement("ben", SHARED, "later"))).await.status, 200);
        same(&other, &app, &voided, &attached).await;
        let state = state(&app, feed).await;
        assert_eq!((state.set_aside, state.failures, state.last_error), (0, 0, None));
    }

    async fn what_comes_after_its_voider_is_pulled_when_it_comes(app: TestApp) {
        let other = TestApp::start(None).await;
        let late = with_id(statement("anna", SHARED, "late"));
        let voids = voiding(&late);
        assert_eq!(other.post(&voids).await.status, 200);
        let terms = Terms { every: 1, ..Terms::default() };
        let feed = Other::of(&other).add(&app, Kind::Pull, &terms).await;
        until(async || ids(&all(&app).await) == ids(std::slice::from_ref(&voids))).await;
        // What it waits for outlives the gateway.
        let app = app.restart().await;
        assert_eq!(other.post(&late).await.status, 200);
        let path = format!("/xapi/statements?voidedStatementId={}", late["id"].as_str().unwrap());
        until(async || Answer::of(app.get(&path)).await.status == 200).await;
        assert_eq!(ids(&all(&app).await), ids(&[voids]));
        let state = state(&app, feed).await;
        assert_eq!((state.set_aside, state.failures, state.last_error), (0, 0, None));
    }

    async fn a_pull_that_is_not_trusted_vouches_itself(app: TestApp) {
        let other = TestApp::start(None).await;
        assert_eq!(other.post(&with_id(statement("anna", SHARED, "a"))).await.status, 200);
        let terms = Terms { every: 1, ..Terms::default() };
        let feed = Other::of(&other).add(&app, Kind::Pull, &terms).await;
        until(async || all(&app).await.len() == 1).await;
        let pulled = &all(&app).await[0];
        assert_eq!(pulled["authority"]["account"]["name"], format!("pull:{feed}"));
    }

    async fn a_filter_sends_what_matches_and_what_voids_it(app: TestApp) {
        let other = TestApp::start(None).await;
        let shared = with_id(statement("anna", SHARED, "a"));
        let liked = with_id(statement("anna", LIKED, "a"));
        let others = with_id(statement("ben", SHARED, "a"));
        let (goes, stays) = (voiding(&shared), voiding(&liked));
        assert_eq!(app.post(&json!([shared, liked, others, goes, stays])).await.status, 200);
        let terms = Terms {
            verbs: vec![SHARED.into()],
            agent: Some(shared["actor"].clone()),
            ..Terms::default()
        };
        let feed = Other::of(&other).add(&app, Kind::Forward, &terms).await;
        until(async || state(&app, feed).await.lag == Some(0)).await;
        assert_eq!(ids(&all(&other).await), ids(&[goes]));
    }

    async fn a_filter_sends_what_voids_a_statement_that_came_later(app: TestApp) {
        let other = TestApp::start(None).await;
        let shared = with_id(statement("anna", SHARED, "a"));
        let goes = voiding(&shared);
        assert_eq!(app.post(&json!([goes])).await.status, 200);
        let terms = Terms {
            verbs: vec![SHARED.into()],
            ..Terms::default()
        };
        let feed = Other::of(&other).add(&app, Kind::Forward, &terms).await;
        until(async || state(&app, feed).await.lag == Some(0)).await;
        assert!(all(&other).await.is_empty());
        assert_eq!(app.post(&json!([shared])).await.status, 200);
        until(async || state(&app, feed).await.lag == Some(0)).await;
        assert_eq!(ids(&all(&other).await), ids(&[goes]));
    }

    async fn what_voids_goes_once_where_all_is_sent(app: TestApp) {
        let other = TestApp::start(None).await;
        let shared = with_id(statement("anna", SHARED, "a"));
        // It is stored before what it voids, and both go in one request.
        let voids = voiding(&shared);
        assert_eq!(app.post(&json!([voids])).await.status, 200);
        assert_eq!(app.post(&json!([shared])).await.status, 200);
        let feed = Other::of(&other).add(&app, Kind::Forward, &Terms::default()).await;
        until(async || state(&app, feed).await.lag == Some(0)).await;
        assert_eq!(ids(&all(&other).await), ids(&[voids]));
        // What is refused is noted beside the answer, in the order in which it was: this comes last.
        assert_eq!(other.post(&json!([{}])).await.status, 400);
        let refused = async || {
            let mut tx = other.db().read().await.unwrap();
            refusals::latest(&mut tx, i64::MAX, 10).await.unwrap().len()
        };
        until(async || refused().await > 0).await;
        assert_eq!(refused().await, 1);
    }

    async fn a_refused_statement_is_set_aside_and_the_rest_goes_on(app: TestApp) {
        let other = TestApp::start(None).await;
        let batch: Vec<Value> = (0..250).map(|n| with_id(statement("anna", SHARED, &format!("{n}")))).collect();
        assert_eq!(app.post(&json!(batch)).await.status, 200);
        // Two identifiers are taken there by other statements.
        for place in [17, 231] {
            let mut taken = statement("eve", LIKED, "taken");
            taken["id"] = batch[place]["id"].clone();
            assert_eq!(other.post(&taken).await.status, 200);
        }
        let feed = Other::of(&other).add(&app, Kind::Forward, &Terms::default()).await;
        until(async || state(&app, feed).await.lag == Some(0)).await;
        let refused = refused(&app, feed).await;
        let mut places: Vec<_> = refused.iter().map(|one| (one.seq.unwrap(), one.status.unwrap())).collect();
        places.sort_unstable();
        assert_eq!(places, [(18, 409), (232, 409)]);
        let (sent, kept) = (all(&other).await, ids(&batch));
        assert_eq!(sent.len(), 250);
        assert_eq!(ids(&sent).into_iter().collect::<BTreeSet<_>>(), kept.into_iter().collect());
    }

    async fn what_was_set_aside_is_sent_on_command(app: TestApp) {
        let (server, mend) = (MockServer::start().await, Arc::new(AtomicBool::new(false)));
        let mended = mend.clone();
        let strict = move |request: &Request| {
            let bad = String::from_utf8_lossy(&request.body).contains("/bad");
            if bad && !mended.load(Ordering::Relaxed) {
                ResponseTemplate::new(400).set_body_string("no such objects here")
            } else {
                ResponseTemplate::new(200)
            }
        };
        Mock::given(method("POST")).respond_with(strict).mount(&server).await;
        Mock::given(method("GET")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
        let batch: Vec<Value> = ["a", "bad", "c"].iter().map(|name| statement("anna", SHARED, name)).collect();
        assert_eq!(app.post(&json!(batch)).await.status, 200);
        let feed = Other::at(&server.uri()).add(&app, Kind::Forward, &Terms::default()).await;
        until(async || state(&app, feed).await.lag == Some(0)).await;
        let found = refused(&app, feed).await;
        assert_eq!((found.len(), found[0].reason.as_str()), (1, "no such objects here"));
        mend.store(true, Ordering::Relaxed);
        retry(&app, Kind::Forward, feed).await;
        until(async || state(&app, feed).await.set_aside == 0).await;
    }

    async fn what_another_store_fails_at_for_long_is_set_aside_once_it_takes_what_follows(app: TestApp) {
        let (server, down) = (MockServer::start().await, Arc::new(AtomicBool::new(true)));
        let is_down = down.clone();
        let failing = move |request: &Request| {
            let bad = String::from_utf8_lossy(&request.body).contains("/bad");
            let fails = bad || is_down.load(Ordering::Relaxed);
            ResponseTemplate::new(if fails { 500 } else { 200 })
        };
        Mock::given(method("POST")).respond_with(failing).mount(&server).await;
        let batch: Vec<Value> = ["a", "bad/1", "bad/2", "c"].iter()
            .map(|name| statement("anna", SHARED, name))
            .collect();
        assert_eq!(app.post(&json!(batch)).await.status, 200);
        let feed = Other::at(&server.uri()).add(&app, Kind::Forward, &Terms::default()).await;
        until(async || state(&app, feed).await.failures > 0).await;
        // Where it fails at everything no statement is blamed.
        for_long(&app).await;
        until(async || state(&app, feed).await.failures > LONG).await;
        assert_eq!(state(&app, feed).await.set_aside, 0);
        down.store(false, Ordering::Relaxed);
        for_long(&app).await;
        until(async || state(&app, feed).await.lag == Some(0)).await;
        let found = refused(&app, feed).await;
        let mut places: Vec<Option<i64>> = found.iter().map(|one| one.seq).collect();
        places.sort_unstable();
        assert_eq!(places, [Some(2), Some(3)]);
        assert!(found[0].reason.contains("answered 500"), "{}", found[0].reason);
        // The last one may be the reason, and nothing tells yet.
        assert_eq!(app.post(&statement("anna", SHARED, "bad/3")).await.status, 200);
        until(async || state(&app, feed).await.failures > 0).await;
        for_long(&app).await;
        until(async || state(&app, feed).await.failures > LONG).await;
        assert_eq!(state(&app, feed).await.set_aside, 2);
        assert_eq!(app.post(&statement("anna", SHARED, "d")).await.status, 200);
        for_long(&app).await;
        until(async || state(&app, feed).await.lag == Some(0)).await;
        assert_eq!(state(&app, feed).await.set_aside, 3);
    }

    async fn nothing_is_blamed_where_the_other_end_understands_nothing(app: TestApp) {
        let server = MockServer::start().await;
        Mock::given(wiremock::matchers::any()).respond_with(ResponseTemplate::new(400)).mount(&server).await;
        assert_eq!(app.post(&statement("anna", SHARED, "a")).await.status, 200);
        let feed = Other::at(&server.uri()).add(&app, Kind::Forward, &Terms::default()).await;
        until(async || state(&app, feed).await.failures > 0).await;
        let state = state(&app, feed).await;
        assert_eq!((state.checkpoint, state.set_aside), (Some(0), 0));
    }

    async fn a_busy_record_store_is_waited_for(app: TestApp) {
        let (server, asked) = (MockServer::start().await, Arc::new(AtomicUsize::new(0)));
        let count = asked.clone();
        let busy = move |_: &Request| match count.fetch_add(1, Ordering::Relaxed) {
            0 => ResponseTemplate::new(429).insert_header("Retry-After", "2"),
            1 => ResponseTemplate::new(503),
            _ => ResponseTemplate::new(200),
        };
        Mock::given(method("POST")).respond_with(busy).mount(&server).await;
        assert_eq!(app.post(&statement("anna", SHARED, "a")).await.status, 200);
        let start = std::time::Instant::now();
        let feed = Other::at(&server.uri()).add(&app, Kind::Forward, &Terms::default()).await;
        until(async || state(&app, feed).await.lag == Some(0)).await;
        assert!(start.elapsed().as_secs() >= 2);
        assert_eq!(asked.load(Ordering::Relaxed), 3);
        let state = state(&app, feed).await;
        assert_eq!((state.failures, state.set_aside), (0, 0));
        assert!(state.last_error.unwrap().contains("503"));
    }

    async fn statements_of_one_moment_are_pulled_once_each(app: TestApp) {
        let server = MockServer::start().await;
        let shown = |name: &str, stored: &str| {
            let mut shown = with_id(statement("anna", SHARED, name));
            shown["stored"] = json!(stored);
            shown
        };
        let moment = "2026-01-01T00:00:00.123Z";
        let mut invalid = shown("e", moment);
        invalid["verb"] = json!({});
        let late = shown("late", "2026-01-01T00:00:09Z");
        let first = json!([shown("a", "2026-01-01T00:00:00Z"), shown("b", moment), invalid]);
        let second = json!([shown("c", moment), shown("d", moment), late]);
        let (one, two) = (first.clone(), second.clone());
        // The second moment is known only to the second page's request and those that follow.
        let answer = move |request: &Request| {
            let query = request.url.query().unwrap_or_default();
            let page = |statements: &Value, more: &str, through: &str| {
                ResponseTemplate::new(200)
                    .insert_header("X-Experience-API-Consistent-Through", through)
                    .set_body_json(json!({ "statements": statements, "more": more }))
            };
            if query.contains("page=2") {
                page(&two, "", "2026-01-01T00:00:05Z")
            } else if query.contains("since=") {
                assert!(query.contains("since=2026-01-01T00%3A00%3A00.122Z"), "{query}");
                let both = json!([&one[1], &one[2], &two[0], &two[1], &two[2]]);
                page(&both, "", "2026-01-01T00:00:10Z")
            } else {
                assert!(query.contains("ascending=true"), "{query}");
                page(&one, "/xapi/statements?page=2", "2026-01-01T00:00:05Z")
            }
        };
        Mock::given(method("GET")).respond_with(answer).mount(&server).await;
        let terms = Terms { every: 1, ..Terms::default() };
        let feed = Other::at(&format!("{}/xapi/", server.uri())).add(&app, Kind::Pull, &terms).await;
        until(async || all(&app).await.len() == 5).await;
        let expected: Vec<Value> = [&first[0], &first[1], &second[0], &second[1], &second[2]]
            .into_iter().cloned().collect();
        assert_eq!(ids(&all(&app).await), ids(&expected));
        let refused = refused(&app, feed).await;
        assert_eq!(refused.len(), 1);
        assert_eq!(json!(refused[0].statement), first[2]["id"]);
        assert!(refused[0].reason.contains("/verb"), "{}", refused[0].reason);
    }

    async fn what_stands_between_the_parts_of_an_answer_is_not_gathered(app: TestApp) {
        let server = MockServer::start().await;
        let statements = r#"{"statements":[],"more":""}"#;
        let body = format!(
            "--b\r\nContent-Type: application/json\r\n\r\n{statements}\r\n--b\r\nX-More: {}",
            "x".repeat(4 * 1024 * 1024),
        );
        let answer = ResponseTemplate::new(200).set_body_raw(body, "multipart/mixed; boundary=b");
        Mock::given(method("GET")).respond_with(answer).mount(&server).await;
        let terms = Terms { every: 1, ..Terms::default() };
        let feed = Other::at(&server.uri()).add(&app, Kind::Pull, &terms).await;
        until(async || state(&app, feed).await.failures > 0).await;
        let error = state(&app, feed).await.last_error.unwrap();
        assert!(error.contains("16384 bytes"), "{error}");
    }

    async fn no_other_server_is_led_to(app: TestApp) {
        let (server, trap) = (MockServer::start().await, MockServer::start().await);
        let away = ResponseTemplate::new(307).insert_header("Location", trap.uri());
        Mock::given(method("POST")).respond_with(away).mount(&server).await;
        let more = json!({ "statements": [], "more": format!("{}/statements", trap.uri()) });
        Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(more)).mount(&server).await;
        assert_eq!(app.post(&statement("anna", SHARED, "a")).await.status, 200);
        for (kind, words) in [(Kind::Forward, "307"), (Kind::Pull, "another server")] {
            let terms = Terms { every: 1, ..Terms::default() };
            let feed = Other::at(&server.uri()).add(&app, kind, &terms).await;
            until(async || state(&app, feed).await.failures > 0).await;
            let error = state(&app, feed).await.last_error.unwrap();
            assert!(error.contains(words), "{error}");
        }
        assert!(trap.received_requests().await.unwrap().is_empty());
    }

    async fn a_secret_goes_nowhere_but_to_its_endpoint(app: TestApp) {
        let (server, trap) = (MockServer::start().await, MockServer::start().await);
        Mock::given(method("POST")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
        let feed = Other::at(&server.uri()).add(&app, Kind::Forward, &Terms::default()).await;
        let inner = &app.running.as_ref().unwrap().app;
        let elsewhere: Url = trap.uri().parse().unwrap();
        assert!(sync::move_to(&inner.db, &inner.key, feed, &elsewhere, None).await.unwrap());
        assert_eq!(app.post(&statement("anna", SHARED, "a")).await.status, 200);
        until(async || state(&app, feed).await.failures > 0).await;
        assert!(state(&app, feed).await.last_error.unwrap().contains("no secret"));
        let pair = Some(("key", "new"));
        let back: Url = server.uri().parse().unwrap();
        assert!(sync::move_to(&inner.db, &inner.key, feed, &back, pair).await.unwrap());
        until(async || state(&app, feed).await.lag == Some(0)).await;
        assert!(trap.received_requests().await.unwrap().is_empty());
    }

    async fn a_paused_feed_rests_and_goes_on_where_it_stopped(app: TestApp) {
        let other = TestApp::start(None).await;
        let feed = Other::of(&other).add(&app, Kind::Forward, &Terms::default()).await;
        let switch = async |on: bool| {
            let mut tx = app.db().write().await.unwrap();
            assert!(sync::set_enabled(&mut tx, Kind::Forward, feed, on).await.unwrap());
            assert!(!sync::set_enabled(&mut tx, Kind::Pull, feed, on).await.unwrap());
            tx.commit().await.unwrap();
        };
        assert_eq!(app.post(&statement("anna", SHARED, "a")).await.status, 200);
        until(async || state(&app, feed).await.lag == Some(0)).await;
        switch(false).await;
        switch(true).await;
        assert_eq!(app.post(&statement("anna", SHARED, "b")).await.status, 200);
        until(async || all(&other).await.len() == 2).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_address_is_not_asked_unless_allowed() {
    let trap = MockServer::start().await;
    let app = TestApp::start_with(None, |config| config.outbound.allow_private = false).await;
    assert_eq!(app.post(&statement("anna", SHARED, "a")).await.status, 200);
    let port = trap.address().port();
    for address in [
        trap.uri(),
        format!("https://127.0.0.1:{port}/"),
        format!("https://localhost:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://key:secret@127.0.0.1:{port}/"),
    ] {
        let feed = Other::at(&address)
            .add(&app, Kind::Forward, &Terms::default())
            .await;
        until(async || state(&app, feed).await.failures > 0).await;
        let error = state(&app, feed).await.last_error.unwrap();
        let told = ["outbound.allow_private", "user name"]
            .iter()
            .any(|words| error.contains(words));
        assert!(told, "{address}: {error}");
    }
    assert!(trap.received_requests().await.unwrap().is_empty());
}

/// Two gateways on one database, four senders, one forwarding: every statement goes once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_gateways_share_a_forwarding_without_doubling_work() {
    let (server, received) = (MockServer::start().await, Arc::new(Mutex::new(Vec::new())));
    let noted = received.clone();
    let note = move |request: &Request| {
        let statements: Vec<Value> = serde_json::from_slice(&request.body).unwrap();
        noted.lock().unwrap().extend(ids(&statements));
        ResponseTemplate::new(200)
    };
    Mock::given(method("POST"))
        .respond_with(note)
        .mount(&server)
        .await;
    let address = fresh_postgres().await;
    let first = TestApp::start(Some(address.clone())).await;
    let key = first
        .running
        .as_ref()
        .unwrap()
        .app
        .config
        .data_dir
        .join("coachlight.key");
    let second = TestApp::start_with(Some(address), |config| {
        std::fs::copy(&key, config.data_dir.join("coachlight.key")).unwrap();
    })
    .await;
    let feed = Other::at(&server.uri())
        .add(&first, Kind::Forward, &Terms::default())
        .await;
    let send = async |app: &TestApp| {
        for _ in 0..50 {
            let batch: Vec<Value> = (0..5)
                .map(|n| statement("anna", SHARED, &format!("{n}")))
                .collect();
            assert_eq!(app.post(&json!(batch)).await.status, 200);
        }
    };
    tokio::join!(send(&first), send(&second), send(&first), send(&second));
    until(async || state(&second, feed).await.lag == Some(0)).await;
    let received = received.lock().unwrap();
    assert_eq!(received.len(), 1000);
    assert_eq!(received.iter().collect::<BTreeSet<_>>().len(), 1000);
}

//! What the record store offers beyond the standard.

use std::time::Duration;

use coachlight::credentials::{self, NewCredential, Scope};
use coachlight::profiles::{self, Check, Compiled};
use coachlight::statements;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::waiting::once;
use crate::support::{Answer, TestApp, both, by, credential, statement, with_id};

const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";

async fn validate(app: &TestApp, body: &Value) -> Value {
    let request = app.request(Method::POST, "/xapi/ext/validate").json(body);
    let answer = Answer::of(request).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

async fn stored(app: &TestApp) -> usize {
    let answer = Answer::of(app.get("/xapi/statements")).await;
    answer.body["statements"].as_array().unwrap().len()
}

/// The refusals of a credential, once `count` of them are kept.
async fn refusals(app: &TestApp, key: &str, secret: &str, count: usize) -> Vec<Value> {
    once(async || {
        let request = app
            .client
            .get(format!("{}/xapi/ext/refusals", app.base))
            .basic_auth(key, Some(secret));
        let answer = Answer::of(request).await;
        let found = answer.body["refusals"].as_array().unwrap().clone();
        (found.len() >= count).then_some(found)
    })
    .await
}

/// The next event of a stream: its identifier and statement.
async fn event(stream: &mut Response, rest: &mut String) -> (String, Value) {
    loop {
        if let Some((event, after)) = rest.split_once("\n\n") {
            let field = |name: &str| {
                let mut lines = event.lines();
                lines.find_map(|line| line.strip_prefix(name).map(str::to_owned))
            };
            let found = field("id: ").zip(field("data: "));
            *rest = after.to_owned();
            if let Some((id, data)) = found {
                return (id, serde_json::from_str(&data).unwrap());
            }
            continue;
        }
        let chunk = stream.chunk().await.unwrap().unwrap();
        rest.push_str(std::str::from_utf8(&chunk).unwrap());
    }
}

/// A profile that wants a score with what is shared.
fn profile() -> String {
    json!({
        "id": "https://app.example.org/profile", "type": "Profile",
        "versions": [{ "id": "https://app.example.org/profile/v1" }],
        "templates": [{
            "id": "https://app.example.org/profile#shared", "verb": SHARED,
            "rules": [{
                "location": "$.result.score.scaled", "presence": "included",
                "scopeNote": { "en": "Say how good it is." }
            }]
        }]
    })
    .to_string()
}

both! {
    async fn statements_are_checked_against_profiles_as_the_credential_says(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        let document = profile();
        let compiled = Compiled::of(&document).unwrap();
        profiles::add(&running.db, &compiled, &document, running.clock.now()).await.unwrap();
        let bare = statement("anna", SHARED, "a");
        let mut scored = bare.clone();
        scored["result"] = json!({ "score": { "scaled": 0.5 } });
        for (check, status) in [(Check::Off, 200), (Check::Report, 200), (Check::Refuse, 400)] {
            let new = NewCredential {
                label: "Checked".into(),
                scopes: vec![Scope::StatementsWrite],
                profile_check: check,
                ..NewCredential::default()
            };
            let pair = credentials::create(&running.db, &new, &app.base, &by(running), running.clock.now())
                .await
                .unwrap();
            let post = |body: Value| {
                let request = app.client.post(format!("{}/xapi/statements", app.base));
                let request = request.basic_auth(&pair.key, Some(&pair.secret));
                Answer::of(request.header("X-Experience-API-Version", "2.0.0").json(&body))
            };
            assert_eq!(post(scored.clone()).await.status, 200);
            let answer = post(json!([scored, bare])).await;
            assert_eq!(answer.status, status, "{check:?}");
            if check == Check::Off {
                continue;
            }
            let told = refusals(&app, &pair.key, &pair.secret, 1).await;
            assert_eq!(told[0]["status"], status);
            let fault = &told[0]["errors"][0];
            assert_eq!(fault["pointer"], "/1");
            assert_eq!(fault["rule"], "profile/https://app.example.org/profile#shared");
            assert!(fault["detail"].as_str().unwrap().ends_with("Say how good it is."));
        }
        assert!(profiles::remove(&running.db, &compiled.id).await.unwrap());
        assert!(profiles::all(&running.db).await.unwrap().is_empty());
    }

    async fn validation_tells_what_would_become_of_statements(app: TestApp) {
        let good = with_id(statement("anna", SHARED, "a"));
        let told = validate(&app, &json!([good, statement("anna", "https://x.example.org/never", "a")])).await;
        assert_eq!(told["valid"], true);
        assert_eq!(told["statements"][0]["stored"], "new");
        assert_eq!(told["statements"][0]["meaning"]["act"], "share");
        assert_eq!(told["statements"][1]["meaning"], Value::Null);
        let mut bad = good.clone();
        bad["actor"]["mbox"] = json!("anna");
        let told = validate(&app, &bad).await;
        assert_eq!(told["valid"], false);
        assert_eq!(told["problem"]["type"], "/problems/invalid-statement");
        assert!(told["problem"]["errors"][0]["pointer"].as_str().unwrap().starts_with("/actor"));
        assert_eq!(stored(&app).await, 0);
        assert_eq!(app.post(&good).await.status, 200);
        let mut other = good.clone();
        other["object"]["id"] = json!("https://app.example.org/b");
        assert_eq!(validate(&app, &good).await["statements"][0]["stored"], "equal");
        let told = validate(&app, &other).await;
        assert_eq!((&told["valid"], &told["statements"][0]["stored"]), (&json!(false), &json!("different")));
        assert_eq!(stored(&app).await, 1);
    }

    async fn each_credential_sees_why_its_own_requests_were_refused(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        let pair = credential(running, "Other", &[Scope::StatementsWrite]).await;
        let mut bad = statement("anna", SHARED, "a");
        bad["result"] = json!({ "score": { "scaled": 2 } });
        assert_eq!(app.post(&bad).await.status, 400);
        let read = app
            .client
            .get(format!("{}/xapi/statements", app.base))
            .basic_auth(&pair.key, Some(&pair.secret))
            .header("X-Experience-API-Version", "1.0.3");
        assert_eq!(Answer::of(read).await.status, 403);
        let own = refusals(&app, &app.key, &app.secret, 1).await;
        assert_eq!(own.len(), 1);
        assert_eq!(own[0]["status"], 400);
        assert_eq!(own[0]["type"], "/problems/invalid-statement");
        assert_eq!(own[0]["errors"][0]["pointer"], "/result/score/scaled");
        assert_eq!(own[0]["path"], "/xapi/statements");
        assert!(!own[0]["request"].as_str().unwrap().is_empty());
        let others = refusals(&app, &pair.key, &pair.secret, 1).await;
        assert_eq!(others.len(), 1);
        assert_eq!(others[0]["status"], 403);
    }

    async fn a_stream_brings_what_matches_and_goes_on_where_it_broke_off(app: TestApp) {
        let open = async |last: Option<&str>| {
            let request = app.get(&format!("/xapi/ext/stream?verb={SHARED}"));
            let request = match last {
                Some(last) => request.header("Last-Event-ID", last),
                None => request,
            };
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 200);
            assert_eq!(response.headers()["content-type"], "text/event-stream");
            response
        };
        app.post(&statement("anna", SHARED, "before")).await;
        let mut stream = open(None).await;
        let (first, second) = (
            with_id(statement("anna", SHARED, "a")), with_id(statement("anna", SHARED, "b")),
        );
        app.post(&first).await;
        app.post(&statement("anna", "http://adlnet.gov/expapi/verbs/voided-not", "x")).await;
        app.post(&second).await;
        let mut rest = String::new();
        let (id, got) = event(&mut stream, &mut rest).await;
        assert_eq!(got["id"], first["id"]);
        assert_eq!(event(&mut stream, &mut rest).await.1["id"], second["id"]);
        drop(stream);
        let third = with_id(statement("anna", SHARED, "c"));
        app.post(&third).await;
        let mut stream = open(Some(&id)).await;
        let mut rest = String::new();
        assert_eq!(event(&mut stream, &mut rest).await.1["id"], second["id"]);
        assert_eq!(event(&mut stream, &mut rest).await.1["id"], third["id"]);
        let bad = Answer::of(app.get("/xapi/ext/stream").header("Last-Event-ID", "x")).await;
        assert_eq!(bad.status, 400);
    }

    async fn a_stream_speaks_the_version_of_its_reader(app: TestApp) {
        let open = async |version: &str| {
            let request = app.client.get(format!("{}/xapi/ext/stream", app.base));
            let request = request.basic_auth(&app.key, Some(&app.secret));
            request.header("X-Experience-API-Version", version).send().await.unwrap()
        };
        let (mut older, mut newer) = (open("1.0.3").await, open("2.0.0").await);
        let mut sent = with_id(statement("anna", SHARED, "a"));
        sent["timestamp"] = json!("2026-11-25T10:30:00+01:00");
        sent["context"] = json!({ "contextAgents": [{
            "objectType": "contextAgent", "agent": { "mbox": "mailto:ben@example.org" }
        }] });
        let post = app.client.post(format!("{}/xapi/statements", app.base)).json(&sent);
        let post = post.basic_auth(&app.key, Some(&app.secret));
        assert_eq!(Answer::of(post.header("X-Experience-API-Version", "2.0.0")).await.status, 200);
        let (_, got) = event(&mut older, &mut String::new()).await;
        assert_eq!((&got["id"], &got["version"]), (&sent["id"], &json!("1.0.3")));
        assert!(got["context"].get("contextAgents").is_none(), "{got}");
        let (_, got) = event(&mut newer, &mut String::new()).await;
        assert_eq!((&got["version"], &got["timestamp"]), (&json!("2.0.0"), &json!("2026-11-25T09:30:00Z")));
        assert_eq!(got["context"]["contextAgents"], sent["context"]["contextAgents"]);
    }

    async fn a_stream_ends_with_the_key_of_its_reader(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        let pair = credential(running, "Reader", &[Scope::StatementsRead]).await;
        let request = app.client.get(format!("{}/xapi/ext/stream", app.base));
        let request = request.basic_auth(&pair.key, Some(&pair.secret));
        let mut stream = request.header("X-Experience-API-Version", "2.0.0").send().await.unwrap();
        let first = with_id(statement("anna", SHARED, "a"));
        app.post(&first).await;
        let mut rest = String::new();
        assert_eq!(event(&mut stream, &mut rest).await.1["id"], first["id"]);
        let now = running.clock.now();
        assert!(credentials::revoke(&running.db, &pair.key, &by(running), now).await.unwrap());
        // Within a second by its own memory, and another for the looking.
        let end = async { while stream.chunk().await.unwrap().is_some() {} };
        tokio::time::timeout(Duration::from_secs(5), end).await.unwrap();
    }

    async fn validation_looks_at_contents_and_keeps_nothing(app: TestApp) {
        let content = b"a content";
        let hash = coachlight::seal::hex(&coachlight::seal::sha256(content));
        let mut attached = with_id(statement("anna", SHARED, "a"));
        attached["attachments"] = json!([{
            "usageType": "https://example.org/usage", "display": { "en": "A file" },
            "contentType": "text/plain", "length": content.len(), "sha2": hash
        }]);
        let told = validate(&app, &attached).await;
        assert_eq!(told["valid"], false);
        assert_eq!(told["problem"]["errors"][0]["pointer"], "/attachments/0");
        let with_content = async |content: &str| {
            let body = format!(
                "--b\r\nContent-Type: application/json\r\n\r\n{attached}\r\n--b\r\nContent-Type: text/plain\r\n\
                 Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {hash}\r\n\r\n{content}\r\n--b--\r\n"
            );
            let request = app.request(Method::POST, "/xapi/ext/validate");
            let request = request.header("Content-Type", "multipart/mixed; boundary=b").body(body);
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.body
        };
        let told = with_content("a content").await;
        assert_eq!((&told["valid"], &told["statements"][0]["stored"]), (&json!(true), &json!("new")));
        let told = with_content("another one").await;
        assert_eq!(told["valid"], false);
        assert_eq!(told["problem"]["type"], "/problems/bad-request");
        let running = &app.running.as_ref().unwrap().app;
        let hash = coachlight::attachments::Hash::parse(&hash).unwrap();
        assert_eq!(running.attachments.length(&hash).await.unwrap(), None);
        assert_eq!(stored(&app).await, 0);
    }

    async fn validation_knows_who_was_erased(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        let erased = statement("anna", SHARED, "a");
        let agent = statements::Identity::of(&erased["actor"]).unwrap();
        let digest = statements::digest_of_agent(&running.key, &agent).unwrap();
        let mut tx = app.db().write().await.unwrap();
        statements::bar(&mut tx, &[digest], running.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let batch = json!([statement("ben", SHARED, "a"), erased]);
        let refused = app.post(&batch).await;
        assert_eq!(refused.status, 403);
        let told = validate(&app, &batch).await;
        assert_eq!(told["valid"], false);
        assert_eq!(told["problem"], refused.body);
    }
}

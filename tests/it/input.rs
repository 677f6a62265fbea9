//! Bad input gets a precise answer, and nothing of it is stored.

use coachlight::sso::{Role, Roles};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::access::TABLE;
use crate::support::{Answer, TestApp, both, statement, with_id};

const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";

/// Names of parameters and fields that are looked for in the database.
const FIELDS: [&str; 16] = [
    "q",
    "key",
    "verb",
    "activity",
    "agent",
    "group",
    "person",
    "id",
    "state",
    "code",
    "iss",
    "login_hint",
    "client_id",
    "label",
    "reason",
    "framework",
];

async fn nothing_is_stored(app: &TestApp) {
    let answer = Answer::of(app.get("/xapi/statements")).await;
    assert_eq!(answer.body["statements"], json!([]));
}

both! {
    async fn malformed_bodies_name_place_and_rule(app: TestApp) {
        let pointer = "/0".repeat(66);
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let cases: Vec<(Vec<u8>, &str, &str)> = vec![
            (b"".to_vec(), "", "rfc8259/2#grammar"),
            (b"{".to_vec(), "", "rfc8259/2#grammar"),
            (b"{} {}".to_vec(), "", "rfc8259/2#grammar"),
            (b"\xef\xbb\xbf{}".to_vec(), "", "rfc8259/8.1#byte-order-mark"),
            (br#"{"actor":1,"actor":2}"#.to_vec(), "/actor", "rfc8259/4#duplicate-key"),
            (br#"[{"verb":{"id":"\ud800"}}]"#.to_vec(), "/0/verb/id", "rfc8259/2#grammar"),
            (deep.into_bytes(), &pointer, "coachlight/depth"),
        ];
        for (body, pointer, rule) in cases {
            let answer = app.post_text(body).await;
            assert_eq!(answer.problem(), (400, "/problems/malformed-json", vec![pointer]));
            assert_eq!(answer.body["errors"][0]["rule"], rule);
        }
        let answer = app.post_text(b"{\"actor\":\"\xff\"}".to_vec()).await;
        assert_eq!(answer.status, 400);
        nothing_is_stored(&app).await;
    }

    async fn one_bad_statement_keeps_its_whole_batch_out(app: TestApp) {
        let good = with_id(statement("anna", SHARED, "a"));
        let mut bad = with_id(statement("anna", SHARED, "b"));
        bad["result"] = json!({ "score": { "scaled": 2 }, "grade": 1 });
        let answer = app.post(&json!([good, bad])).await;
        assert_eq!(
            answer.problem(),
            (400, "/problems/invalid-statement", vec!["/1/result/score/scaled", "/1/result/grade"])
        );
        nothing_is_stored(&app).await;
    }

    async fn sizes_and_types_are_checked(app: TestApp) {
        let body = statement("anna", SHARED, "a").to_string();
        let post = || app.request(Method::POST, "/xapi/statements").body(body.clone());
        for (content_type, status) in [
            (Some("text/plain"), 400), (Some("application/xml"), 400), (None, 400),
            (Some("nonsense"), 400), (Some("application/json; charset=utf-8"), 200),
        ] {
            let request = post();
            let request = match content_type {
                Some(kind) => request.header("Content-Type", kind),
                None => request,
            };
            assert_eq!(Answer::of(request).await.status, status, "{content_type:?}");
        }
        let big = vec![b' '; 9 * 1024 * 1024];
        assert_eq!(app.post_text(big).await.problem().1, "/problems/too-large");
        let many: Vec<Value> = (0..1001).map(|_| statement("anna", SHARED, "a")).collect();
        assert_eq!(app.post(&json!(many)).await.status, 413);
    }

    async fn credentials_are_needed_and_checked(app: TestApp) {
        let ask = |key: &str, secret: &str| {
            Answer::of(
                app.client
                    .get(format!("{}/xapi/statements", app.base))
                    .header("X-Experience-API-Version", "1.0.3")
                    .basic_auth(key, Some(secret)),
            )
        };
        assert_eq!(ask(&app.key, &app.secret).await.status, 200);
        for (key, secret) in [(app.key.as_str(), "wrong"), ("nobody", &app.secret), ("", "")] {
            let answer = ask(key, secret).await;
            assert_eq!(answer.status, 401);
            assert!(answer.headers.contains_key("www-authenticate"));
        }
        let none = app.client.get(format!("{}/xapi/statements", app.base));
        let answer = Answer::of(none.header("X-Experience-API-Version", "1.0.3")).await;
        assert_eq!(answer.status, 401);
        let mut last = StatusCode::UNAUTHORIZED;
        let mut refused = 0;
        for guess in 0..1000 {
            let key = if guess % 2 == 0 { app.key.as_str() } else { "guess" };
            let answer = ask(key, "x").await;
            last = answer.status;
            if last == StatusCode::TOO_MANY_REQUESTS {
                assert_eq!(answer.headers["retry-after"], "60");
                refused += 1;
            }
            // Whoever knows the secret is not locked out by one who guesses.
            if guess % 100 == 0 {
                assert_eq!(ask(&app.key, &app.secret).await.status, 200);
            }
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused > 950, "{refused}");
        // The counter is one for all ways in.
        let link = app.client.get(format!("{}/sign-in/link/guess", app.base));
        assert_eq!(Answer::of(link).await.status, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn a_key_with_a_nul_is_nobodys(app: TestApp) {
        for key in ["k\0ey".to_owned(), "\0".to_owned(), format!("{}\0", app.key)] {
            let request = app.client.get(format!("{}/xapi/statements", app.base));
            let request = request.header("X-Experience-API-Version", "2.0.0");
            let answer = Answer::of(request.basic_auth(key, Some(&app.secret))).await;
            assert_eq!(answer.problem().1, "/problems/unauthorized");
        }
    }

    /// PostgreSQL keeps no such text: whoever sends one is told so, or that there is nothing.
    async fn a_nul_anywhere_is_no_failure_of_ours(app: TestApp) {
        let cookie = app.session("admin", Roles::of(Role::Administrator)).await;
        let mut failed = Vec::new();
        for (method, route, _) in TABLE {
            // Whoever is signed out sees no more; a stream does not end by itself.
            if route.contains("sign-out") || route.ends_with("/stream") || *route == "/readyz" {
                continue;
            }
            let mut path = route.split('?').next().unwrap().to_owned();
            while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
                path.replace_range(start..=end, "a%00b");
            }
            let fields: Vec<String> = FIELDS.iter().map(|name| format!("{name}=a%00b")).collect();
            let requests = match *method {
                "GET" => FIELDS.iter().map(|name| format!("{path}?{name}=a%00b")).collect(),
                _ => vec![path],
            };
            for path in requests {
                let method: Method = method.parse().unwrap();
                let mut request = app.client.request(method.clone(), format!("{}{path}", app.base));
                if !path.starts_with("/xapi") {
                    request = request.header("Cookie", &cookie);
                }
                if method != Method::GET {
                    let kind = "application/x-www-form-urlencoded";
                    request = request.header("Content-Type", kind).body(fields.join("&"));
                }
                let status = request.send().await.unwrap().status();
                if status.is_server_error() {
                    failed.push(format!("{method} {path}: {status}"));
                }
            }
        }
        assert!(failed.is_empty(), "{failed:#?}");
    }

    async fn every_answer_carries_the_browser_headers(app: TestApp) {
        for path in ["/healthz", "/readyz", "/xapi/about", "/xapi/statements", "/nowhere"] {
            let answer = Answer::of(app.client.get(format!("{}{path}", app.base))).await;
            for header in [
                "content-security-policy", "x-content-type-options", "referrer-policy",
                "strict-transport-security", "cross-origin-opener-policy", "permissions-policy",
                "x-request-id",
            ] {
                assert!(answer.headers.contains_key(header), "{path} {header}");
            }
        }
        let answer = Answer::of(app.client.delete(format!("{}/healthz", app.base))).await;
        assert_eq!(answer.problem().1, "/problems/method-not-allowed");
    }
}

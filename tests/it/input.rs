//! Bad input gets a precise answer, and nothing of it is stored.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, both, statement, with_id};

const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";

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

    async fn sizes_types_and_versions_are_checked(app: TestApp) {
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
        for (version, status) in [
            (Some("1.0"), 200), (Some("1.0.2"), 200), (Some("2.0.0"), 200), (Some("0.95"), 400),
            (Some("1.1.0"), 400), (Some("x"), 400), (None, 400),
        ] {
            let mut request = app
                .client
                .get(format!("{}/xapi/statements", app.base))
                .basic_auth(&app.key, Some(&app.secret));
            if let Some(version) = version {
                request = request.header("X-Experience-API-Version", version);
            }
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, status, "{version:?}");
            assert!(answer.headers.contains_key("x-experience-api-version"));
        }
    }

    async fn unknown_and_wrong_parameters_are_refused(app: TestApp) {
        for query in [
            "StatementId=x", "statementId=x", "limit=-1", "limit=x", "ascending=1", "since=today",
            "agent=x", "agent={}", "registration=1", "limit=1&limit=2", "more=x",
            "statementId=7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12&agent={}", "format=pretty",
            "statementId=7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12&voidedStatementId=7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12",
        ] {
            let answer = Answer::of(app.get(&format!("/xapi/statements?{query}"))).await;
            assert_eq!(answer.problem().1, "/problems/invalid-parameter", "{query}");
        }
        let answer = Answer::of(app.get("/xapi/statements?limit=18446744073709551615")).await;
        assert_eq!(answer.status, 200);
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

    async fn pages_of_other_origins_may_call(app: TestApp) {
        let preflight = app
            .client
            .request(reqwest::Method::OPTIONS, format!("{}/xapi/statements", app.base))
            .header("Origin", "https://app.example.org")
            .header("Access-Control-Request-Method", "PUT")
            .header("Access-Control-Request-Headers", "authorization,x-experience-api-version");
        let answer = Answer::of(preflight).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        let listed = |name: &str, word: &str| {
            let list = answer.headers[name].to_str().unwrap().to_ascii_lowercase();
            assert!(list.split(',').any(|one| one.trim() == word), "{word} in {list}");
        };
        for method in ["get", "head", "post", "put", "delete"] {
            listed("access-control-allow-methods", method);
        }
        for header in ["authorization", "content-type", "if-match", "if-none-match", "x-experience-api-version"] {
            listed("access-control-allow-headers", header);
        }
        // A refusal can be read by the page, too, and a good answer's headers.
        for (key, status) in [("nobody", 401), (app.key.as_str(), 200)] {
            let request = app.client.get(format!("{}/xapi/statements", app.base));
            let request = request.header("Origin", "https://app.example.org");
            let request = request.header("X-Experience-API-Version", "2.0.0");
            let answer = Answer::of(request.basic_auth(key, Some(&app.secret))).await;
            assert_eq!(answer.status, status);
            assert_eq!(answer.headers["access-control-allow-origin"], "*");
            assert!(!answer.headers.contains_key("access-control-allow-credentials"));
            let exposed = answer.headers["access-control-expose-headers"].to_str().unwrap();
            for header in ["etag", "last-modified", "retry-after", "x-experience-api-version", "x-experience-api-consistent-through"] {
                assert!(exposed.split(',').any(|one| one.trim() == header), "{header}");
            }
        }
        // Only the record store is open: pages and the reporting API are not.
        for path in ["/api/v1/groups", "/groups"] {
            let request = app.client.get(format!("{}{path}", app.base));
            let answer = Answer::of(request.header("Origin", "https://app.example.org")).await;
            assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
        }
    }

    async fn about_needs_nothing(app: TestApp) {
        let answer = Answer::of(app.client.get(format!("{}/xapi/about", app.base))).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body["version"].as_array().unwrap().contains(&json!("2.0.0")));
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

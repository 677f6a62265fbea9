//! The alternate request syntax (Communication 1.3); 9274.1.1 has none.

use reqwest::{Method, RequestBuilder};
use serde_json::json;

use super::{SHARED, STATEMENTS, agent, ask, fresh_id, header, id, ids, one, store};
use crate::support::{Answer, TestApp, both, statement, with_id};

const STATE: &str = "/xapi/activities/state";

fn form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(fields);
    request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(text.finish())
}

/// A form that stands for a method, by whoever may do everything.
async fn send(app: &TestApp, path: &str, method: &str, fields: &[(&str, &str)]) -> Answer {
    let path = format!("{path}?method={method}");
    Answer::of(form(app.request(Method::POST, &path), fields)).await
}

/// A form without a header; fields bring them.
async fn send_bare(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    Answer::of(form(app.client.post(format!("{}{path}", app.base)), fields)).await
}

fn authorization(app: &TestApp) -> String {
    let basic = app
        .client
        .get("http://example.org")
        .basic_auth(&app.key, Some(&app.secret));
    basic.build().unwrap().headers()["authorization"]
        .to_str()
        .unwrap()
        .to_owned()
}

both! {
    /// Communication 1.3: each method of statements.
    async fn a_form_stands_for_each_request_on_statements(app: TestApp) {
        let sent = with_id(statement("ä + ö & co=%20", SHARED, "a"));
        let text = sent.to_string();
        let answer = send(&app, STATEMENTS, "PUT", &[("statementId", &id(&sent)), ("content", &text)]).await;
        assert_eq!((answer.status.as_u16(), answer.body), (204, json!("")));
        assert_eq!(one(&app, &id(&sent)).await["actor"], sent["actor"]);
        let second = with_id(statement("anna", SHARED, "b"));
        let answer = send(&app, STATEMENTS, "POST", &[
            ("content", &second.to_string()), ("Content-Type", "application/json; charset=utf-8"),
        ]).await;
        assert_eq!(answer.body, json!([second["id"]]));
        let answer = send(&app, STATEMENTS, "GET", &[("limit", "1"), ("verb", SHARED)]).await;
        assert_eq!(id(&answer.body["statements"][0]), id(&second));
        assert!(!header(&answer, "x-experience-api-consistent-through").is_empty());
        assert_eq!(header(&answer, "x-experience-api-version"), "1.0.3");
        let answer = send(&app, STATEMENTS, "GET", &[("statementId", &id(&sent))]).await;
        assert_eq!(id(&answer.body), id(&sent));
        assert_eq!(send(&app, STATEMENTS, "DELETE", &[]).await.status, 405);
    }

    /// Communication 1.3: fields that are headers win over real ones.
    async fn fields_bring_headers(app: TestApp) {
        let authorization = authorization(&app);
        let who = agent("a").to_string();
        let path = format!("{STATE}?method=PUT");
        let fields = |extra: &[(&'static str, &'static str)]| {
            let mut fields = vec![
                ("Authorization", authorization.as_str()), ("X-Experience-API-Version", "1.0.3"),
                ("activityId", "https://example.org/a"), ("agent", &who), ("stateId", "s"),
            ];
            fields.extend(extra);
            fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
        };
        let send = async |path: &str, extra: &[(&'static str, &'static str)]| {
            let fields = fields(extra);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            send_bare(&app, path, &fields).await
        };
        let text = [("content", "old"), ("Content-Type", "text/plain"), ("Content-Length", "3")];
        assert_eq!(send(&path, &text).await.status, 204);
        let get = format!("{STATE}?method=GET");
        let answer = send(&get, &[]).await;
        assert_eq!((answer.body.clone(), header(&answer, "content-type")), (json!("old"), "text/plain"));
        let failing = [("content", "new"), ("if-none-match", "*")];
        assert_eq!(send(&path, &failing).await.status, 400, "new is no JSON");
        let failing = [("content", "1"), ("if-none-match", "*")];
        assert_eq!(send(&path, &failing).await.status, 412);
        assert_eq!(send(&path, &[("content", "1"), ("If-Match", "*")]).await.status, 204);
        let post = format!("{STATE}?method=POST");
        assert_eq!(send(&post, &[("content", "{}")]).await.status, 400);
        assert_eq!(send(&path, &[("content", "{\"a\":1}")]).await.status, 204);
        assert_eq!(send(&post, &[("content", "{\"b\":2}")]).await.status, 204);
        assert_eq!(send(&get, &[]).await.body, json!({ "a": 1, "b": 2 }));
        assert_eq!(send(&format!("{STATE}?method=DELETE"), &[]).await.status, 204);
        assert_eq!(send(&get, &[]).await.status, 404);
        for wrong in ["0.8", "x", ""] {
            let request = app.request(Method::POST, &format!("{STATEMENTS}?method=GET"));
            let answer = Answer::of(form(request, &[("X-Experience-API-Version", wrong)])).await;
            assert_eq!(answer.problem().1, "/problems/unsupported-version", "{wrong:?}");
        }
        let request = app.request(Method::POST, &format!("{STATEMENTS}?method=GET"));
        let wrong = [("Authorization", "Basic eDp5")];
        assert_eq!(Answer::of(form(request, &wrong)).await.status, 401);
    }

    /// Communication 1.3: only `POST`, only `method` in the address, a form, and content to write.
    async fn a_form_that_breaks_a_rule_is_refused(app: TestApp) {
        let text = statement("anna", SHARED, "a").to_string();
        let (own, put) = (fresh_id(), format!("{STATEMENTS}?method=PUT"));
        let fields = [("statementId", own.as_str()), ("content", text.as_str())];
        for (method, path) in [
            (Method::PUT, format!("{STATEMENTS}?method=POST")),
            (Method::GET, format!("{STATEMENTS}?method=GET")),
            (Method::POST, format!("{put}&statementId={own}")),
            (Method::POST, format!("{put}&method=PUT")),
            (Method::POST, format!("{put}&x=y")),
            (Method::POST, format!("{STATEMENTS}?method=put")),
            (Method::POST, format!("{STATEMENTS}?method=PATCH")),
            (Method::POST, format!("{STATEMENTS}?method=")),
            (Method::POST, format!("{STATEMENTS}?Method=PUT")),
        ] {
            let answer = Answer::of(form(app.request(method.clone(), &path), &fields)).await;
            assert_eq!(answer.status, 400, "{method} {path}");
        }
        for fields in [
            vec![], vec![("statementId", own.as_str())], vec![("statementId", own.as_str()), ("Content", &text)],
            vec![fields[0], fields[1], ("x", "y")], vec![fields[0], ("content", "{")],
            vec![fields[0], fields[1], ("Content-Type", "text/plain")],
            vec![fields[0], fields[1], ("If-Match", "a\nb")],
        ] {
            let answer = Answer::of(form(app.request(Method::POST, &put), &fields)).await;
            assert_eq!(answer.status, 400, "{fields:?}");
        }
        for kind in ["application/json", "text/plain", "multipart/form-data"] {
            let request = app.request(Method::POST, &put).header("Content-Type", kind).body(text.clone());
            assert_eq!(Answer::of(request).await.status, 400, "{kind}");
        }
        let bare = app.request(Method::POST, &put);
        assert_eq!(Answer::of(bare).await.status, 400);
        assert!(ids(&app, &[]).await.is_empty());
    }

    /// 9274.1.1 4.1.3: requests of 2.0 are what they are.
    async fn version_2_has_no_forms(app: TestApp) {
        let sent = with_id(statement("anna", SHARED, "a"));
        store(&app, &sent).await;
        let authorization = authorization(&app);
        for (method, fields) in [
            ("GET", vec![]), ("PUT", vec![("statementId", id(&sent)), ("content", sent.to_string())]),
            ("POST", vec![("content", sent.to_string())]),
        ] {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            for way in [Method::POST, Method::PUT] {
                let path = format!("{STATEMENTS}?method={method}");
                let answer = Answer::of(form(ask(&app, "2.0.0", way, &path), &fields)).await;
                assert_eq!(answer.status, 400, "{method}");
                assert_eq!(header(&answer, "x-experience-api-version"), "2.0.0");
                let answer = Answer::of(ask(&app, "2.0.0", Method::POST, &path).json(&sent)).await;
                assert_eq!(answer.status, 400, "{method}");
            }
            // A form does not make itself a request of 2.0 either.
            let mut named = vec![("Authorization", authorization.as_str()), ("X-Experience-API-Version", "2.0.0")];
            named.extend(&fields);
            let answer = send_bare(&app, &format!("{STATEMENTS}?method={method}"), &named).await;
            assert_eq!(answer.status, 400, "{method}");
        }
        let state = format!("{STATE}?method=GET&activityId=https%3A%2F%2Fexample.org%2Fa");
        let answer = Answer::of(form(ask(&app, "2.0.0", Method::POST, &state), &[])).await;
        assert_eq!(answer.status, 400);
    }

    /// Communication 1.3: a content that is no UTF-8 is refused, not changed.
    async fn a_form_is_utf_8(app: TestApp) {
        let post = async |fields: &str| {
            let request = app.request(Method::POST, &format!("{STATE}?method=PUT"));
            let request = request.header("Content-Type", "application/x-www-form-urlencoded");
            let owner = "activityId=https://example.org/a&agent=%7B%22mbox%22:%22mailto:a@example.org%22%7D";
            Answer::of(request.body(format!("{owner}&{fields}"))).await.status.as_u16()
        };
        let plain = "Content-Type=text/plain";
        assert_eq!(post(&format!("stateId=a&{plain}&content=%ff")).await, 400);
        assert_eq!(post(&format!("stateId=%fe&{plain}&content=x")).await, 400);
        assert_eq!(post(&format!("stateId=a&{plain}&content=%c3%bf%EF%BF%BD")).await, 204);
    }
}

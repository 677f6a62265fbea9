//! Statements go in once and come out as they were.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, both, statement, with_id};

const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";
const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

async fn ids(app: &crate::support::TestApp, query: &str) -> Vec<String> {
    let mut path = format!("/xapi/statements{query}");
    let mut found = Vec::new();
    loop {
        let answer = Answer::of(app.get(&path)).await;
        assert_eq!(answer.status, 200, "{path} {}", answer.body);
        for statement in answer.body["statements"].as_array().unwrap() {
            found.push(statement["id"].as_str().unwrap().to_owned());
        }
        match answer.body["more"].as_str().unwrap() {
            "" => return found,
            more => path = more.to_owned(),
        }
    }
}

both! {
    async fn a_statement_comes_out_as_it_went_in(app: TestApp) {
        let full = include_str!("../../fixtures/statements/full-1.0.3.json");
        let mut sent: Value = serde_json::from_str(full).unwrap();
        sent["result"]["response"] = json!("zero \u{0} and \u{1F600}");
        let answer = app.post(&sent).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.body, json!([sent["id"]]));
        let id = sent["id"].as_str().unwrap();
        let answer = Answer::of(app.get(&format!("/xapi/statements?statementId={id}"))).await;
        assert!(answer.headers.contains_key("last-modified"));
        let mut got = answer.body;
        assert_eq!(got["authority"]["account"]["name"], app.key.as_str());
        let stored = got["stored"].as_str().unwrap();
        assert!(answer.headers["x-experience-api-consistent-through"].to_str().unwrap() >= stored);
        for ours in ["stored", "authority"] {
            got.as_object_mut().unwrap().remove(ours);
            sent.as_object_mut().unwrap().remove(ours);
        }
        // A single context activity comes out as a list of one.
        for place in sent["context"]["contextActivities"].as_object_mut().unwrap().values_mut() {
            if place.is_object() {
                *place = json!([place]);
            }
        }
        assert_eq!(got, sent);
    }

    async fn a_resend_changes_nothing_and_a_contradiction_is_refused(app: TestApp) {
        let first = with_id(statement("anna", SHARED, "a"));
        assert_eq!(app.post(&first).await.status, 200);
        let mut same = first.clone();
        same["actor"]["name"] = json!("Anna");
        same["verb"]["display"] = json!({ "en": "shared" });
        assert_eq!(app.post(&same).await.status, 200);
        let mut other = first.clone();
        other["object"]["id"] = json!("https://app.example.org/b");
        let fresh = with_id(statement("anna", SHARED, "c"));
        let answer = app.post(&json!([fresh, other])).await;
        assert_eq!(answer.problem(), (409, "/problems/conflict", vec!["/1/id"]));
        assert_eq!(ids(&app, "").await, [first["id"].as_str().unwrap()]);
    }

    async fn put_stores_under_the_identifier_of_the_address(app: TestApp) {
        let id = "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12";
        let put = |path: String, body: Value| {
            Answer::of(app.request(Method::PUT, &path).json(&body))
        };
        let path = format!("/xapi/statements?statementId={id}");
        let body = statement("anna", SHARED, "a");
        assert_eq!(put(path.clone(), body.clone()).await.status, 204);
        assert_eq!(put(path.clone(), body.clone()).await.status, 204);
        let other = statement("anna", SHARED, "b");
        assert_eq!(put(path.clone(), other).await.status, 409);
        assert_eq!(put(path, with_id(body.clone())).await.status, 400);
        assert_eq!(put("/xapi/statements".into(), body).await.status, 400);
        assert_eq!(ids(&app, "").await, [id]);
    }

    async fn pages_hold_every_statement_once_in_both_directions(app: TestApp) {
        let mut sent = Vec::new();
        for batch in 0..5 {
            let batch: Vec<Value> = (0..23)
                .map(|index| with_id(statement(&format!("p{}", index % 3), SHARED, &format!("{batch}"))))
                .collect();
            sent.extend(batch.iter().map(|s| s["id"].as_str().unwrap().to_owned()));
            assert_eq!(app.post(&json!(batch)).await.status, 200);
        }
        assert_eq!(ids(&app, "?ascending=true&limit=7").await, sent);
        let mut newest_first = ids(&app, "?limit=10").await;
        newest_first.reverse();
        assert_eq!(newest_first, sent);
        let agent = json!({ "account": { "homePage": "https://app.example.org", "name": "p1" } });
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("agent", &agent.to_string())
            .append_pair("verb", SHARED)
            .append_pair("activity", "https://app.example.org/2")
            .append_pair("limit", "3")
            .append_pair("ascending", "true")
            .finish();
        let expected: Vec<String> =
            sent[46..69].iter().skip(1).step_by(3).cloned().collect();
        assert_eq!(ids(&app, &format!("?{query}")).await, expected);
        assert!(ids(&app, "?verb=https://example.org/never").await.is_empty());
    }

    async fn since_excludes_and_until_includes_their_moment(app: TestApp) {
        let mut stored = Vec::new();
        for object in ["a", "b", "c"] {
            let sent = with_id(statement("anna", SHARED, object));
            app.post(&sent).await;
            let path = format!("/xapi/statements?statementId={}", sent["id"].as_str().unwrap());
            let answer = Answer::of(app.get(&path)).await;
            stored.push((
                sent["id"].as_str().unwrap().to_owned(),
                answer.body["stored"].as_str().unwrap().to_owned(),
            ));
        }
        let since = ids(&app, &format!("?since={}", stored[1].1)).await;
        assert_eq!(since, [stored[2].0.clone()]);
        let until = ids(&app, &format!("?until={}&ascending=true", stored[1].1)).await;
        assert_eq!(until, [stored[0].0.clone(), stored[1].0.clone()]);
    }

    async fn a_voided_statement_is_served_only_as_such_in_any_order_of_arrival(app: TestApp) {
        for voider_first in [false, true] {
            let target = with_id(statement("anna", SHARED, "a"));
            let id = target["id"].as_str().unwrap();
            let mut voider = with_id(statement("anna", VOIDED, "x"));
            voider["object"] = json!({ "objectType": "StatementRef", "id": id });
            let order = if voider_first { [&voider, &target] } else { [&target, &voider] };
            for statement in order {
                assert_eq!(app.post(statement).await.status, 200);
            }
            let plain = Answer::of(app.get(&format!("/xapi/statements?statementId={id}"))).await;
            assert_eq!(plain.status, 404);
            let path = format!("/xapi/statements?voidedStatementId={id}");
            assert_eq!(Answer::of(app.get(&path)).await.body["id"], id);
            assert!(!ids(&app, "").await.contains(&id.to_owned()));
            // A voiding statement cannot be voided.
            let mut again = with_id(statement("anna", VOIDED, "x"));
            again["object"] =
                json!({ "objectType": "StatementRef", "id": voider["id"].as_str().unwrap() });
            assert_eq!(app.post(&again).await.status, 200);
            assert!(ids(&app, "").await.contains(&voider["id"].as_str().unwrap().to_owned()));
        }
    }

    async fn data_outlive_a_restart(app: TestApp) {
        let sent = with_id(statement("anna", SHARED, "a"));
        app.post(&sent).await;
        let app = app.restart().await;
        assert_eq!(ids(&app, "").await, [sent["id"].as_str().unwrap()]);
    }

    async fn concurrent_senders_of_one_identifier_have_one_winner(app: TestApp) {
        let id = uuid::Uuid::new_v4().to_string();
        let answers = futures_util::future::join_all((0..20).map(|number| {
            let mut body = statement("anna", SHARED, &format!("{number}"));
            body["id"] = json!(id);
            let app = &app;
            async move { app.post(&body).await.status.as_u16() }
        }))
        .await;
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 409).count(), 19);
        assert_eq!(ids(&app, "").await, [id]);
    }
}

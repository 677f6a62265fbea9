//! `POST` and `PUT` of statements (Communication 2.1.1 and 2.1.2; 9274.1.1 4.1.6.1).

use flate2::write::GzEncoder;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    SHARED, STATEMENTS, VERSIONS, VOIDED, ask, changed, fresh_id, header, id, ids, one, post_as,
    reference, store, with,
};
use crate::support::{Answer, both, statement, with_id};

both! {
    /// Communication 2.1.2; Data 2.4.6.2: a single context activity comes out as a list of one.
    async fn a_statement_comes_out_as_it_went_in(app: TestApp) {
        for (version, text) in [
            ("1.0.3", include_str!("../../../fixtures/statements/full-1.0.3.json")),
            ("2.0.0", include_str!("../../../fixtures/statements/full-2.0.json")),
        ] {
            let mut sent: Value = serde_json::from_str(text).unwrap();
            sent["id"] = json!(fresh_id());
            sent["result"]["response"] = json!("zero \u{0} and \u{1F600}");
            let answer = post_as(&app, version, &sent).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert_eq!(answer.body, json!([sent["id"]]));
            let path = with(STATEMENTS, &[("statementId", &id(&sent))]);
            let mut got = Answer::of(ask(&app, version, Method::GET, &path)).await.body;
            assert_eq!(got["authority"]["account"]["name"], app.key.as_str());
            for ours in ["stored", "authority"] {
                got.as_object_mut().unwrap().remove(ours);
                sent.as_object_mut().unwrap().remove(ours);
            }
            for place in sent["context"]["contextActivities"].as_object_mut().unwrap().values_mut() {
                if place.is_object() {
                    *place = json!([place]);
                }
            }
            // IEEE 9274.1.1, 4.2.7: readers of 2.0 get times in UTC.
            let utc: jiff::Timestamp = sent["timestamp"].as_str().unwrap().parse().unwrap();
            if version == "2.0.0" {
                sent["timestamp"] = json!(utc.to_string());
            }
            assert_eq!(got, sent);
        }
    }

    /// A reader of 1.0.3 gets a statement of 2.0 as 1.0.3 would have it, and validates it so.
    async fn a_newer_statement_is_served_in_the_older_form(app: TestApp) {
        let text = include_str!("../../../fixtures/statements/full-2.0.json");
        let mut sent: Value = serde_json::from_str(text).unwrap();
        sent["id"] = json!(fresh_id());
        assert_eq!(post_as(&app, "2.0.0", &sent).await.status, 200);
        let path = with(STATEMENTS, &[("statementId", &id(&sent))]);
        let newer = Answer::of(ask(&app, "2.0.0", Method::GET, &path)).await.body;
        assert!(newer["context"].get("contextAgents").is_some());
        let older = Answer::of(ask(&app, "1.0.3", Method::GET, &path)).await.body;
        assert_eq!(older["version"], "1.0.3");
        let faults = xapi_schemas::validate_statement(xapi_schemas::Version::V1_0_3, &older);
        assert_eq!(faults, Ok(()));
    }

    /// 9274.1.1 4.2.7: a reader of 2.0 gets the time of a statement in a statement in UTC, too.
    async fn times_within_are_in_utc_for_readers_of_2_0(app: TestApp) {
        let mut sent = with_id(statement("anna", SHARED, "a"));
        sent["object"] = json!({
            "objectType": "SubStatement", "actor": sent["actor"], "verb": sent["verb"],
            "object": sent["object"], "timestamp": "2026-11-25T10:30:00+01:00"
        });
        store(&app, &sent).await;
        let path = with(STATEMENTS, &[("statementId", &id(&sent))]);
        for (version, time) in [
            ("1.0.3", "2026-11-25T10:30:00+01:00"), ("2.0.0", "2026-11-25T09:30:00Z"),
        ] {
            let got = Answer::of(ask(&app, version, Method::GET, &path)).await.body;
            assert_eq!(got["object"]["timestamp"], time);
        }
    }

    /// Data 2.4.1, 2.4.7 to 2.4.10: what the record store sets where the sender has not.
    async fn what_is_missing_is_set(app: TestApp) {
        for (version, named) in [("1.0.3", "1.0.0"), ("2.0.0", "2.0.0")] {
            let mut sent = statement("anna", SHARED, "a");
            sent["stored"] = json!("2001-01-01T00:00:00Z");
            sent["authority"] = json!({ "mbox": "mailto:nobody@example.org" });
            let answer = post_as(&app, version, &sent).await;
            let made: Uuid = answer.body[0].as_str().unwrap().parse().unwrap();
            assert_eq!(made.get_version_num(), 4);
            let path = with(STATEMENTS, &[("statementId", &made.to_string())]);
            let got = Answer::of(ask(&app, version, Method::GET, &path)).await.body;
            assert_eq!(got["version"], named);
            assert_eq!(got["timestamp"], got["stored"]);
            assert_eq!(got["authority"]["account"]["name"], app.key.as_str());
            let stored = got["stored"].as_str().unwrap();
            assert!(stored > "2026" && stored.ends_with('Z') && stored.len() == 27, "{stored}");
        }
    }

    /// Communication 2.1.2: identifiers come back in the order sent, whether given or made.
    async fn a_batch_is_answered_in_its_order(app: TestApp) {
        let batch: Vec<Value> = (0..20)
            .map(|number| {
                let statement = statement("anna", SHARED, &number.to_string());
                if number % 3 == 0 { with_id(statement) } else { statement }
            })
            .collect();
        let answer = app.post(&json!(batch)).await;
        let sent: Vec<String> =
            answer.body.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        for (number, (id, sent)) in sent.iter().zip(&batch).enumerate() {
            if sent.get("id").is_some() {
                assert_eq!(sent["id"], **id);
            }
            let object = format!("https://app.example.org/{number}");
            assert_eq!(one(&app, id).await["object"]["id"], object);
        }
        assert_eq!(ids(&app, &[("ascending", "true")]).await, sent);
    }

    /// Communication 2.1.1: the identifier stands in the address and, if at all, equally in the body.
    async fn put_stores_under_the_identifier_of_the_address(app: TestApp) {
        for version in VERSIONS {
            let own = fresh_id();
            let put = async |parameters: &[(&str, &str)], body: &Value| {
                let path = with(STATEMENTS, parameters);
                Answer::of(ask(&app, version, Method::PUT, &path).json(body)).await
            };
            let body = statement("anna", SHARED, "a");
            let answer = put(&[("statementId", &own)], &body).await;
            assert_eq!((answer.status.as_u16(), answer.body), (204, json!("")));
            assert_eq!(put(&[("statementId", &own)], &body).await.status, 204);
            let with_own = changed(&body, "/id", json!(own));
            assert_eq!(put(&[("statementId", &own.to_uppercase())], &with_own).await.status, 204);
            let other = statement("anna", SHARED, "b");
            assert_eq!(put(&[("statementId", &own)], &other).await.status, 409);
            assert_eq!(one(&app, &own).await["object"]["id"], "https://app.example.org/a");
            let with_other = changed(&body, "/id", json!(fresh_id()));
            for (parameters, body) in [
                (vec![("statementId", own.as_str())], &with_other),
                (vec![("statementId", own.as_str())], &json!([body])),
                (vec![], &body),
                (vec![], &with_other),
                (vec![("statementid", own.as_str())], &body),
                (vec![("statementId", own.as_str()), ("x", "y")], &body),
                (vec![("statementId", own.as_str()), ("statementId", own.as_str())], &body),
                (vec![("statementId", "7")], &body),
                (vec![("statementId", "")], &body),
            ] {
                let answer = put(&parameters, body).await;
                assert_eq!(answer.status, 400, "{parameters:?} {}", answer.body);
            }
        }
        assert_eq!(ids(&app, &[]).await.len(), 2);
    }

    /// Communication 2.1.2: all of a batch is stored or nothing.
    async fn a_batch_with_one_fault_is_refused_whole(app: TestApp) {
        let stored = with_id(statement("anna", SHARED, "a"));
        store(&app, &stored).await;
        let good = || with_id(statement("anna", SHARED, "b"));
        let twice = good();
        let conflicting = changed(&stored, "/object/id", json!("https://app.example.org/c"));
        let cases = [
            (json!([good(), statement("", "no verb", "c")]), 400),
            (json!([good(), conflicting]), 409),
            (json!([twice, twice]), 400),
            (json!([good(), [good()]]), 400),
            (json!([good(), null]), 400),
            (json!([good(), changed(&good(), "/verb/id", json!(VOIDED))]), 400),
            (json!([good(), changed(&good(), "/context", json!({ "statement": {} }))]), 400),
            (json!("statement"), 400),
            (json!(null), 400),
            (json!({}), 400),
        ];
        for version in VERSIONS {
            for (body, status) in &cases {
                let answer = post_as(&app, version, body).await;
                assert_eq!(answer.status, *status, "{body} {}", answer.body);
                assert!(!header(&answer, "x-experience-api-consistent-through").is_empty());
            }
        }
        assert_eq!(ids(&app, &[]).await, [id(&stored)]);
    }

    /// Communication 3.1 and 2.1.1: of contradicting writers at once one wins.
    async fn concurrent_senders_of_one_identifier_have_one_winner(app: TestApp) {
        let id = fresh_id();
        let answers = futures_util::future::join_all((0..20).map(|number| {
            let mut body = statement("anna", SHARED, &format!("{number}"));
            body["id"] = json!(id);
            let app = &app;
            async move { app.post(&body).await.status.as_u16() }
        }))
        .await;
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 409).count(), 19);
        assert_eq!(ids(&app, &[]).await, [id]);
    }

    /// Communication 2.1.2: `POST` has no parameters.
    async fn post_takes_no_parameter(app: TestApp) {
        let sent = statement("anna", SHARED, "a");
        for query in ["statementId=7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12", "x=y", "attachments=true"] {
            for version in VERSIONS {
                let path = format!("{STATEMENTS}?{query}");
                let answer = Answer::of(ask(&app, version, Method::POST, &path).json(&sent)).await;
                assert_eq!(answer.problem().1, "/problems/invalid-parameter", "{query}");
            }
        }
        let answer = Answer::of(app.request(Method::DELETE, STATEMENTS)).await;
        assert_eq!(answer.status, 405);
        assert!(ids(&app, &[]).await.is_empty());
    }

    /// Communication 2.1.2 and 1.4: bodies may be compressed, and are bounded when they no longer are.
    async fn a_compressed_body_is_taken(app: TestApp) {
        use std::io::Write;
        let post = async |text: &[u8]| {
            let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(text).unwrap();
            let request = app.request(Method::POST, STATEMENTS);
            let request = request.header("Content-Type", "application/json");
            let request = request.header("Content-Encoding", "gzip");
            Answer::of(request.body(encoder.finish().unwrap())).await
        };
        let sent = with_id(statement("anna", SHARED, "a"));
        assert_eq!(post(sent.to_string().as_bytes()).await.body, json!([sent["id"]]));
        assert_eq!(post(&vec![b' '; 9 * 1024 * 1024]).await.status, 413);
        let request = app.request(Method::POST, STATEMENTS);
        let request = request.header("Content-Type", "application/json");
        let request = request.header("Content-Encoding", "gzip").body(sent.to_string());
        assert_eq!(Answer::of(request).await.status, 400);
        assert_eq!(ids(&app, &[]).await, [id(&sent)]);
    }

    /// Data 2.2: numbers and texts keep their value, and members their spelling.
    async fn numbers_and_texts_keep_their_value(app: TestApp) {
        let id = fresh_id();
        let text = format!(
            r#"{{"id":"{id}","actor":{{"mbox":"mailto:a@example.org","name":"Zo\u00eb 日本"}},
              "verb":{{"id":"{SHARED}"}},"object":{{"id":"https://example.org/a"}},
              "result":{{"score":{{"raw":12.125,"scaled":0.12123434,"min":-0.0,"max":1.2345678901234567890123e22}},
              "extensions":{{"https://example.org/e":{{"null":null,"empty":{{}},"text":"","big":123456789012345678901234567890,"list":[1e2,1.50]}}}}}}}}"#
        );
        assert_eq!(app.post_text(text).await.status, 200);
        let path = with(STATEMENTS, &[("statementId", &id)]);
        let got = app.get(&path).send().await.unwrap().text().await.unwrap();
        for kept in [
            "Zo\\u00eb 日本", "\"raw\":12.125", "0.12123434", "-0.0", "1.2345678901234567890123e22",
            "123456789012345678901234567890", "[1e2,1.50]", "\"null\":null",
        ] {
            assert!(got.contains(kept), "{kept} {got}");
        }
    }

    /// Communication 2.1.1: a reference to a statement that is not stored is stored.
    async fn data_outlive_a_restart(app: TestApp) {
        let mut sent = with_id(statement("anna", SHARED, "a"));
        sent["object"] = reference(&fresh_id());
        store(&app, &sent).await;
        let app = app.restart().await;
        assert_eq!(ids(&app, &[]).await, [id(&sent)]);
    }
}

//! When a resend is the statement that is stored (Data 2.3.1; 9274.1.1 4.2.3.1): what differs only
//! in what a record store may set or what describes without identifying is the same.

use serde_json::{Value, json};

use super::{VERSIONS, changed, fresh_id, id, ids, one, post_as};
use crate::support::{both, with_id};

fn activity(name: &str) -> Value {
    json!({ "id": format!("https://example.org/{name}") })
}

/// A statement with everything that a resend could write otherwise.
fn full() -> Value {
    let member = |name: &str| json!({ "mbox": format!("mailto:{name}@example.org") });
    with_id(json!({
        "actor": { "objectType": "Group", "name": "Team", "member": [member("a"), member("b")] },
        "verb": { "id": "https://example.org/did", "display": { "en": "did" } },
        "object": {
            "objectType": "SubStatement",
            "actor": { "objectType": "Agent", "mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9" },
            "verb": { "id": "https://example.org/will" },
            "object": { "id": "https://example.org/o", "definition": { "name": { "en": "O" } } },
            "timestamp": "2026-11-20T10:00:00Z",
            "result": { "success": true }
        },
        "result": {
            "score": { "raw": 1, "min": 0, "max": 10 }, "success": true, "response": "yes",
            "duration": "PT1.5S", "extensions": { "https://example.org/e": { "b": [1, 2], "a": 0 } }
        },
        "context": {
            "registration": "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12",
            "instructor": { "name": "I", "openid": "https://id.example.org/i" },
            "team": { "objectType": "Group", "account": { "homePage": "https://example.org", "name": "t" } },
            "language": "en",
            "statement": { "objectType": "StatementRef", "id": "8a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d13" },
            "contextActivities": {
                "parent": activity("p"),
                "other": [activity("x"), activity("y")]
            }
        },
        "timestamp": "2026-11-23T10:00:00.250Z"
    }))
}

/// Place of a member, and what a resend has there without being another statement.
fn harmless() -> Vec<(&'static str, Value)> {
    vec![
        ("/id", Value::Null), // replaced by the same in capitals
        ("/stored", json!("2001-01-01T00:00:00Z")),
        ("/authority", json!({ "mbox": "mailto:other@example.org" })),
        ("/version", json!("1.0.2")),
        ("/timestamp", json!("2026-11-23T12:00:00.25+02:00")),
        ("/actor/name", json!("The team")),
        (
            "/actor/member",
            json!([
                { "mbox": "mailto:b@example.org", "name": "B" },
                { "objectType": "Agent", "mbox": "mailto:a@example.org" }
            ]),
        ),
        ("/verb/display", json!({ "de": "tat" })),
        ("/object/verb/display", json!({ "de": "wird" })),
        ("/object/actor/name", json!("Somebody")),
        (
            "/object/actor/mbox_sha1sum",
            json!("EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"),
        ),
        (
            "/object/object/definition",
            json!({ "type": "https://example.org/t" }),
        ),
        ("/object/object/objectType", json!("Activity")),
        ("/object/timestamp", json!("2026-11-20T11:00:00+01:00")),
        ("/result/score/raw", json!(1.0)),
        ("/result/duration", json!("PT1.50S")),
        (
            "/result/extensions",
            json!({ "https://example.org/e": { "a": 0.0, "b": [1.0, 2] } }),
        ),
        (
            "/context/registration",
            json!("7A0C0A4E-6F0E-4B52-8B8A-7B2B6A0C1D12"),
        ),
        (
            "/context/statement/id",
            json!("8A0C0A4E-6F0E-4B52-8B8A-7B2B6A0C1D13"),
        ),
        ("/context/instructor/objectType", json!("Agent")),
        ("/context/team/name", json!("Team")),
        (
            "/context/team/member",
            json!([{ "mbox": "mailto:a@example.org" }]),
        ),
        ("/context/contextActivities/parent", json!([activity("p")])),
        (
            "/context/contextActivities/other",
            json!([
                activity("y"), { "objectType": "Activity", "id": "https://example.org/x", "definition": {} }
            ]),
        ),
    ]
}

/// Place of a member, and what makes another statement of it.
fn telling() -> Vec<(&'static str, Value)> {
    vec![
        ("/timestamp", json!("2026-11-23T10:00:00.251Z")),
        ("/actor/member/0/mbox", json!("mailto:c@example.org")),
        ("/actor/member", json!([{ "mbox": "mailto:a@example.org" }])),
        ("/actor", json!({ "mbox": "mailto:a@example.org" })),
        ("/verb/id", json!("https://example.org/Did")),
        ("/object", json!({ "id": "https://example.org/o" })),
        (
            "/object/actor/mbox_sha1sum",
            json!("abd31e95054c018b10727ccffd2ef2ec3a016ee9"),
        ),
        ("/object/verb/id", json!("https://example.org/would")),
        ("/object/object/id", json!("https://example.org/o2")),
        ("/object/timestamp", json!("2026-11-21T10:00:00Z")),
        ("/object/result/success", json!(false)),
        ("/result/score/raw", json!(2)),
        ("/result/score", json!({ "raw": 1, "min": 0 })),
        ("/result/success", json!(false)),
        ("/result/completion", json!(true)),
        ("/result/response", json!("Yes")),
        ("/result/duration", json!("PT1.6S")),
        (
            "/result/extensions",
            json!({ "https://example.org/e": { "b": [2, 1], "a": 0 } }),
        ),
        (
            "/result/extensions",
            json!({ "https://example.org/E": { "b": [1, 2], "a": 0 } }),
        ),
        (
            "/context/registration",
            json!("7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d13"),
        ),
        (
            "/context/instructor/openid",
            json!("https://id.example.org/j"),
        ),
        ("/context/team/account/name", json!("u")),
        ("/context/language", json!("de")),
        (
            "/context/statement/id",
            json!("8a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d14"),
        ),
        ("/context/contextActivities/parent", json!(activity("q"))),
        ("/context/contextActivities/other", json!([activity("x")])),
        (
            "/context/contextActivities/grouping",
            json!([activity("g")]),
        ),
        (
            "/context/extensions",
            json!({ "https://example.org/e": null }),
        ),
    ]
}

both! {
    /// Data 2.3.1.
    async fn a_resend_that_says_the_same_changes_nothing(app: TestApp) {
        for version in VERSIONS {
            let sent = full();
            assert_eq!(post_as(&app, version, &sent).await.status, 200);
            let before = one(&app, &id(&sent)).await;
            for (place, value) in harmless() {
                let value = if place == "/id" { json!(id(&sent).to_uppercase()) } else { value };
                if version == "2.0.0" && place == "/version" {
                    continue;
                }
                let resent = changed(&sent, place, value);
                let answer = post_as(&app, version, &resent).await;
                assert_eq!(answer.status, 200, "{place} {}", answer.body);
                assert_eq!(answer.body, json!([sent["id"]]), "{place}");
            }
            assert_eq!(one(&app, &id(&sent)).await, before);
        }
        assert_eq!(ids(&app, &[]).await.len(), 2);
    }

    /// Data 2.3.1; Communication 2.1.1: 409, and nothing changes.
    async fn a_resend_that_says_something_else_is_a_conflict(app: TestApp) {
        for version in VERSIONS {
            let sent = full();
            assert_eq!(post_as(&app, version, &sent).await.status, 200);
            let before = one(&app, &id(&sent)).await;
            for (place, value) in telling() {
                let resent = changed(&sent, place, value);
                let answer = post_as(&app, version, &resent).await;
                assert_eq!(answer.problem(), (409, "/problems/conflict", vec!["/id"]), "{place}");
            }
            assert_eq!(one(&app, &id(&sent)).await, before);
        }
        assert_eq!(ids(&app, &[]).await.len(), 2);
    }

    /// Data 2.3.1, 4.6: numbers are compared by their value and never with texts, durations to a
    /// hundredth of a second.
    async fn numbers_and_durations_are_compared_by_what_they_are(app: TestApp) {
        let send = async |id: &str, result: &str| {
            let text = format!(
                r#"{{"id":"{id}","actor":{{"mbox":"mailto:a@example.org"}},"verb":{{"id":"https://example.org/v"}},
                  "object":{{"id":"https://example.org/a"}},"result":{result}}}"#
            );
            app.post_text(text).await.status.as_u16()
        };
        let extension = |value: &str| format!(r#"{{"extensions":{{"https://example.org/e":{value}}}}}"#);
        let duration = |value: &str| format!(r#"{{"duration":"{value}"}}"#);
        for (stored, sent, status) in [
            (extension("1"), extension("1.0"), 200),
            (extension("100"), extension("1e2"), 200),
            (extension("1"), extension("\"1\""), 409),
            (extension("9007199254740993"), extension("9007199254740992"), 409),
            (extension("18446744073709551615"), extension("18446744073709551614"), 409),
            (extension("-9007199254740993"), extension("-9007199254740992"), 409),
            (extension("9007199254740993"), extension("9007199254740993"), 200),
            (duration("PT1.234S"), duration("PT1.23S"), 200),
            (duration("PT1.24S"), duration("PT1.23S"), 409),
            (duration("PT0.501H"), duration("PT0.509H"), 409),
            (duration("PT0.501H"), duration("PT0.5010H"), 200),
        ] {
            let id = fresh_id();
            assert_eq!(send(&id, &stored).await, 200, "{stored}");
            assert_eq!(send(&id, &sent).await, status, "{stored} {sent}");
        }
    }

    /// Data 2.3.1 for what only 2.0 has (9274.1.1 4.2.4.2).
    async fn context_agents_are_compared_by_who_they_are(app: TestApp) {
        let entry = |name: &str| json!({
            "objectType": "contextAgent", "agent": { "mbox": format!("mailto:{name}@example.org") },
            "relevantTypes": ["https://example.org/t", "https://example.org/u"]
        });
        let group = json!({
            "objectType": "contextGroup",
            "group": { "objectType": "Group", "mbox": "mailto:g@example.org" }
        });
        let mut sent = full();
        sent["context"]["contextAgents"] = json!([entry("a"), entry("b")]);
        sent["context"]["contextGroups"] = json!([group]);
        assert_eq!(post_as(&app, "2.0.0", &sent).await.status, 200);
        let place = "/context/contextAgents";
        let mut named = entry("a");
        named["agent"]["name"] = json!("A");
        named["relevantTypes"] = json!(["https://example.org/u", "https://example.org/t"]);
        let mut named_group = group.clone();
        named_group["group"]["name"] = json!("G");
        let mut other = entry("a");
        other["relevantTypes"] = json!(["https://example.org/t"]);
        for (resent, status) in [
            (changed(&sent, place, json!([entry("b"), entry("a")])), 200),
            (changed(&sent, place, json!([named, entry("b")])), 200),
            (changed(&sent, "/context/contextGroups", json!([named_group])), 200),
            (changed(&sent, place, json!([entry("a"), entry("c")])), 409),
            (changed(&sent, place, json!([other, entry("b")])), 409),
            (changed(&sent, "/context/contextGroups", json!([])), 409),
        ] {
            let answer = post_as(&app, "2.0.0", &resent).await;
            assert_eq!(answer.status, status, "{resent} {}", answer.body);
        }
    }

    /// Data 2.3.1: a resend in another version, and beside new statements in one batch.
    async fn a_resend_in_company_stores_only_what_is_new(app: TestApp) {
        let sent = full();
        assert_eq!(post_as(&app, "1.0.3", &sent).await.status, 200);
        let fresh = changed(&full(), "/id", json!(fresh_id()));
        let answer = post_as(&app, "2.0.0", &json!([fresh, sent])).await;
        assert_eq!((answer.status.as_u16(), answer.body), (200, json!([fresh["id"], sent["id"]])));
        assert_eq!(ids(&app, &[("ascending", "true")]).await, [id(&sent), id(&fresh)]);
    }
}

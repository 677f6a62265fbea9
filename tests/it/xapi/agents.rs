//! The agents resource (Communication 2.4; 9274.1.1 4.1.6.3): a Person with everything that the one
//! asked for is known by.

use coachlight::people::{self, LinkReason};
use coachlight::statements::{self, Identity};
use reqwest::Method;
use serde_json::{Value, json};

use super::{SHARED, VERSIONS, ask, store, with};
use crate::support::{Answer, TestApp, both, with_id};

const PATH: &str = "/xapi/agents";

async fn person(app: &TestApp, agent: &Value) -> Value {
    let path = with(PATH, &[("agent", &agent.to_string())]);
    let answers = [
        Answer::of(ask(app, "1.0.3", Method::GET, &path)).await,
        Answer::of(ask(app, "2.0.0", Method::GET, &path)).await,
    ];
    let [old, new] = answers.map(|answer| {
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    });
    assert_eq!(old, new);
    old
}

/// One agent of each kind.
fn kinds() -> [(&'static str, Value); 4] {
    [
        ("mbox", json!("mailto:anna@example.org")),
        (
            "mbox_sha1sum",
            json!("ebd31e95054c018b10727ccffd2ef2ec3a016ee9"),
        ),
        ("openid", json!("https://id.example.org/anna")),
        (
            "account",
            json!({ "homePage": "https://app.example.org", "name": "anna" }),
        ),
    ]
}

both! {
    /// Communication 2.4: whoever is unknown is what was asked for, in lists.
    async fn an_unknown_agent_is_what_was_asked_for(app: TestApp) {
        for (kind, value) in kinds() {
            for object_type in [json!("Agent"), Value::Null] {
                let mut agent = json!({ kind: value });
                if !object_type.is_null() {
                    agent["objectType"] = object_type;
                }
                assert_eq!(person(&app, &agent).await, json!({ "objectType": "Person", kind: [value] }));
            }
        }
    }

    /// Communication 2.4: the name that statements have told.
    async fn a_known_agent_has_its_name(app: TestApp) {
        for (kind, value) in kinds() {
            let sent = with_id(json!({
                "actor": { "objectType": "Agent", "name": format!("Anna by {kind}"), kind: value },
                "verb": { "id": SHARED }, "object": { "id": "https://example.org/o" }
            }));
            store(&app, &sent).await;
            app.projected().await;
            let found = person(&app, &json!({ kind: value })).await;
            assert_eq!(
                found,
                json!({ "objectType": "Person", "name": [format!("Anna by {kind}")], kind: [value] })
            );
        }
    }

    /// Communication 2.4: identifiers that are linked for a reason are one person's.
    async fn linked_identifiers_are_one_person(app: TestApp) {
        let person_id = app.person("anna").await;
        let now = app.running.as_ref().unwrap().app.clock.now();
        let mut tx = app.db().write().await.unwrap();
        for (kind, value) in kinds() {
            let identity = Identity::of(&json!({ kind: value })).unwrap();
            let agent = statements::intern_agent(&mut tx, &identity).await.unwrap();
            people::link_agent(&mut tx, agent, person_id, LinkReason::Administrator, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        for (kind, value) in kinds() {
            let found = person(&app, &json!({ kind: value })).await;
            assert_eq!(found["objectType"], "Person");
            for (kind, value) in kinds() {
                assert_eq!(found[kind], json!([value]), "{found}");
            }
        }
        // Somebody else stays somebody else.
        let other = json!({ "mbox": "mailto:bo@example.org" });
        assert_eq!(
            person(&app, &other).await,
            json!({ "objectType": "Person", "mbox": ["mailto:bo@example.org"] })
        );
    }

    /// Communication 2.4, 1.1: one parameter, an agent with one identifier.
    async fn the_parameter_is_one_agent(app: TestApp) {
        let right = r#"{"mbox":"mailto:a@example.org"}"#;
        for version in VERSIONS {
            for parameters in [
                &[][..], &[("agent", "")], &[("agent", "true")], &[("agent", "{}")],
                &[("agent", "{\"objectType\":\"Agent\"}")], &[("agent", "{\"name\":\"A\"}")],
                &[("agent", "{\"mbox\":\"a@example.org\"}")], &[("Agent", right)],
                &[("agent", right), ("agent", right)], &[("agent", right), ("x", "y")],
            ] {
                let path = with(PATH, parameters);
                let answer = Answer::of(ask(&app, version, Method::GET, &path)).await;
                assert_eq!(answer.problem().1, "/problems/invalid-parameter", "{path}");
            }
            let path = with(PATH, &[("agent", right)]);
            let head = Answer::of(ask(&app, version, Method::HEAD, &path)).await;
            assert_eq!((head.status.as_u16(), head.body), (200, json!("")));
            for method in [Method::PUT, Method::POST, Method::DELETE] {
                assert_eq!(Answer::of(ask(&app, version, method, &path)).await.status, 405);
            }
        }
    }
}

//! `GET statements` (Communication 2.1.3; 9274.1.1 4.1.6.1): which statements a filter finds, in which
//! order, on which pages, and the headers of the answer.

use reqwest::Method;
use serde_json::{Value, json};

use super::{SHARED, STATEMENTS, VERSIONS, agent, ask, header, id, ids, one, post_as, store, with};
use crate::support::{Answer, TestApp, both, statement, with_id};

const REGISTRATION: &str = "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12";

fn activity(name: &str) -> Value {
    json!({ "id": format!("https://example.org/{name}") })
}

fn group(name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|name| agent(name)).collect();
    let mut group = agent(name);
    group["objectType"] = json!("Group");
    group["member"] = json!(members);
    group
}

/// Whether the agents and activities of a statement in every place where a filter could look are
/// found there.
async fn found(app: &TestApp, filter: &str, value: &str, related: bool) -> bool {
    let flag = if filter == "agent" {
        "related_agents"
    } else {
        "related_activities"
    };
    let related = if related { "true" } else { "false" };
    !ids(app, &[(filter, value), (flag, related)])
        .await
        .is_empty()
}

/// A statement with somebody and something in every place.
fn crowded() -> Value {
    with_id(json!({
        "actor": group("actor", &["actor-member"]),
        "verb": { "id": SHARED },
        "object": {
            "objectType": "SubStatement",
            "actor": agent("inner-actor"),
            "verb": { "id": "https://example.org/will" },
            "object": activity("inner-object"),
            "context": {
                "instructor": agent("inner-instructor"),
                "team": group("inner-team", &["inner-team-member"]),
                "contextActivities": { "category": [activity("inner-category")] }
            }
        },
        "context": {
            "registration": REGISTRATION,
            "instructor": agent("instructor"),
            "team": group("team", &["team-member"]),
            "contextActivities": {
                "parent": activity("parent"), "grouping": [activity("grouping")],
                "category": [activity("category")], "other": [activity("other-1"), activity("other-2")]
            },
            "contextAgents": [{ "objectType": "contextAgent", "agent": agent("context-agent") }],
            "contextGroups": [{
                "objectType": "contextGroup", "group": group("context-group", &["context-member"])
            }]
        }
    }))
}

both! {
    /// Communication 2.1.3, `related_agents` and `related_activities`; 9274.1.1: context agents, too.
    async fn related_filters_look_in_every_place(app: TestApp) {
        let sent = crowded();
        assert_eq!(post_as(&app, "2.0.0", &sent).await.status, 200);
        let object = with_id(json!({
            "actor": agent("x"), "verb": { "id": SHARED }, "object": group("object", &["object-member"])
        }));
        store(&app, &object).await;
        for (name, direct) in [
            ("actor", true), ("actor-member", true), ("object", true), ("object-member", true),
            ("inner-actor", false), ("inner-instructor", false), ("inner-team", false),
            ("inner-team-member", false), ("instructor", false), ("team", false),
            ("team-member", false), ("context-agent", false), ("context-group", false),
            ("context-member", false),
        ] {
            let agent = agent(name).to_string();
            assert_eq!(found(&app, "agent", &agent, false).await, direct, "{name}");
            assert!(found(&app, "agent", &agent, true).await, "{name}");
        }
        assert!(!found(&app, "agent", &agent("nobody").to_string(), true).await);
        for name in ["inner-object", "inner-category", "parent", "grouping", "category", "other-1", "other-2"] {
            let activity = format!("https://example.org/{name}");
            assert!(!found(&app, "activity", &activity, false).await, "{name}");
            assert!(found(&app, "activity", &activity, true).await, "{name}");
        }
        assert!(!found(&app, "activity", "https://example.org/Parent", true).await);
        assert_eq!(ids(&app, &[("registration", REGISTRATION)]).await, [id(&sent)]);
        assert_eq!(ids(&app, &[("registration", &REGISTRATION.to_uppercase())]).await, [id(&sent)]);
        assert!(ids(&app, &[("verb", "https://example.org/will")]).await.is_empty());
    }

    /// Communication 2.1.3, `related_agents`: the authority is looked at, too.
    async fn related_agents_finds_the_authority(app: TestApp) {
        let sent = with_id(statement("anna", SHARED, "a"));
        store(&app, &sent).await;
        let authority = one(&app, &id(&sent)).await["authority"].to_string();
        assert!(!found(&app, "agent", &authority, false).await);
        assert!(found(&app, "agent", &authority, true).await);
    }

    /// Data 2.4.2.3: an agent is who its identifier says, of whichever kind, whatever its name.
    async fn an_agent_is_found_by_each_kind_of_identifier(app: TestApp) {
        let kinds = [
            json!({ "mbox": "mailto:k@example.org" }),
            json!({ "mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9" }),
            json!({ "openid": "https://id.example.org/k" }),
            json!({ "account": { "homePage": "https://app.example.org", "name": "k" } }),
            json!({ "account": { "homePage": "https://app.example.org/other", "name": "k" } }),
        ];
        let mut sent = Vec::new();
        for kind in &kinds {
            let mut statement = with_id(statement("x", SHARED, "a"));
            statement["actor"] = kind.clone();
            statement["actor"]["name"] = json!("K");
            sent.push(statement);
        }
        store(&app, &json!(sent)).await;
        for (kind, sent) in kinds.iter().zip(&sent) {
            let mut asked = kind.clone();
            asked["name"] = json!("Another name");
            for kind in ["Agent", "Group"] {
                asked["objectType"] = json!(kind);
                assert_eq!(ids(&app, &[("agent", &asked.to_string())]).await, [id(sent)], "{asked}");
            }
        }
        let upper = r#"{"mbox_sha1sum":"EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"}"#;
        assert_eq!(ids(&app, &[("agent", upper)]).await, [id(&sent[1])]);
    }

    /// Communication 2.1.3: since is exclusive, until inclusive, both on `stored`.
    async fn since_excludes_and_until_includes_their_moment(app: TestApp) {
        let mut sent = Vec::new();
        for object in ["a", "b", "c"] {
            let mut statement = with_id(statement("anna", SHARED, object));
            // When it happened says nothing.
            statement["timestamp"] = json!("2020-01-01T00:00:00Z");
            store(&app, &statement).await;
            let stored = one(&app, &id(&statement)).await["stored"].as_str().unwrap().to_owned();
            sent.push((id(&statement), stored));
        }
        let middle = &sent[1].1;
        let elsewhere: jiff::Timestamp = middle.parse().unwrap();
        let elsewhere = elsewhere + jiff::SignedDuration::from_hours(5);
        let elsewhere = elsewhere.strftime("%Y-%m-%dT%H:%M:%S%.6f+05:00").to_string();
        for moment in [middle, &elsewhere] {
            assert_eq!(ids(&app, &[("since", moment)]).await, [sent[2].0.clone()]);
            assert_eq!(
                ids(&app, &[("until", moment), ("ascending", "true")]).await,
                [sent[0].0.clone(), sent[1].0.clone()]
            );
        }
        let between = ids(&app, &[("since", &sent[0].1), ("until", middle)]).await;
        assert_eq!(between, [sent[1].0.clone()]);
        assert!(ids(&app, &[("since", middle), ("until", &sent[0].1)]).await.is_empty());
        assert!(ids(&app, &[("since", "2999-01-01T00:00:00Z")]).await.is_empty());
        assert_eq!(ids(&app, &[("since", "1999-01-01T00:00:00Z")]).await.len(), 3);
    }

    /// Communication 2.1.3; Data 2.5: `more` leads through every page, in either direction.
    async fn pages_hold_every_statement_once_in_both_directions(app: TestApp) {
        let batch = |number: usize| (0..23).map(move |index| {
            with_id(statement(&format!("p{}", index % 3), SHARED, &number.to_string()))
        });
        let sent: Vec<Value> = (0..5).flat_map(batch).collect();
        for batch in sent.chunks(23) {
            store(&app, &json!(batch)).await;
        }
        let sent: Vec<String> = sent.iter().map(id).collect();
        assert_eq!(ids(&app, &[("ascending", "true"), ("limit", "7")]).await, sent);
        let mut newest_first = ids(&app, &[("limit", "10")]).await;
        newest_first.reverse();
        assert_eq!(newest_first, sent);
        let agent = json!({ "account": { "homePage": "https://app.example.org", "name": "p1" } });
        let found = ids(&app, &[
            ("agent", &agent.to_string()), ("verb", SHARED), ("limit", "3"), ("ascending", "true"),
            ("activity", "https://app.example.org/2"),
        ]).await;
        let expected: Vec<String> = sent[46..69].iter().skip(1).step_by(3).cloned().collect();
        assert_eq!(found, expected);
        assert!(ids(&app, &[("verb", "https://example.org/never")]).await.is_empty());
        // The server's own limit, and the greatest that it gives.
        let page = async |limit: &[(&str, &str)]| {
            let answer = Answer::of(app.get(&with(STATEMENTS, limit))).await;
            answer.body["statements"].as_array().unwrap().len()
        };
        assert_eq!(page(&[]).await, 100);
        assert_eq!(page(&[("limit", "0")]).await, 115);
        assert_eq!(page(&[("limit", "114")]).await, 114);
    }

    /// Data 2.5: `more` is a relative address that stands alone, holds across versions, and cannot be
    /// made up.
    async fn a_more_link_stands_alone(app: TestApp) {
        let sent: Vec<Value> = (0..3).map(|n| with_id(statement("anna", SHARED, &n.to_string()))).collect();
        store(&app, &json!(sent)).await;
        let path = with(STATEMENTS, &[("limit", "1"), ("format", "ids")]);
        let first = Answer::of(app.get(&path)).await.body;
        let more = first["more"].as_str().unwrap().to_owned();
        assert!(more.starts_with("/xapi/statements?more="), "{more}");
        for version in VERSIONS {
            for _twice in 0..2 {
                let page = Answer::of(ask(&app, version, Method::GET, &more)).await.body;
                assert_eq!(id(&page["statements"][0]), id(&sent[1]));
                // The first request's form goes on.
                assert_eq!(page["statements"][0]["object"].as_object().unwrap().len(), 1);
                assert!(page["more"].as_str().unwrap().starts_with('/'));
            }
        }
        for wrong in [format!("{more}x"), format!("{more}&limit=2"), more.replace("more=", "more=A"), format!("{more}&more=x")] {
            assert_eq!(Answer::of(app.get(&wrong)).await.problem().1, "/problems/invalid-parameter", "{wrong}");
        }
        let nobody = app.client.get(format!("{}{more}", app.base)).header("X-Experience-API-Version", "1.0.3");
        assert_eq!(Answer::of(nobody).await.status, 401);
    }

    /// Communication 2.1.3: Last-Modified is when what is served was stored.
    async fn last_modified_is_when_it_was_stored(app: TestApp) {
        let sent = [with_id(statement("anna", SHARED, "a")), with_id(statement("anna", SHARED, "b"))];
        for statement in &sent {
            store(&app, statement).await;
        }
        for version in VERSIONS {
            let single = with(STATEMENTS, &[("statementId", &id(&sent[0]))]);
            for (path, newest) in [(single.as_str(), 0), (STATEMENTS, 1)] {
                let answer = Answer::of(ask(&app, version, Method::GET, path)).await;
                let stored = one(&app, &id(&sent[newest])).await["stored"].as_str().unwrap().to_owned();
                let stored: jiff::Timestamp = stored.parse().unwrap();
                let format = "%a, %d %b %Y %H:%M:%S GMT";
                assert_eq!(header(&answer, "last-modified"), stored.strftime(format).to_string());
            }
        }
    }

    /// Communication 1.1: HEAD answers as GET does, less the body.
    async fn head_answers_as_get_without_the_body(app: TestApp) {
        let sent = with_id(statement("anna", SHARED, "a"));
        store(&app, &sent).await;
        let single = with(STATEMENTS, &[("statementId", &id(&sent))]);
        let unknown = with(STATEMENTS, &[("voidedStatementId", &id(&sent))]);
        let refused = with(STATEMENTS, &[("Limit", "1")]);
        for version in VERSIONS {
            for path in [STATEMENTS, &single, &unknown, &refused] {
                let get = Answer::of(ask(&app, version, Method::GET, path)).await;
                let head = Answer::of(ask(&app, version, Method::HEAD, path)).await;
                assert_eq!((head.status, head.body), (get.status, json!("")), "{path}");
                for name in ["content-type", "content-length", "last-modified", "x-experience-api-version"] {
                    assert_eq!(head.headers.get(name), get.headers.get(name), "{path} {name}");
                }
                assert!(head.headers.contains_key("x-experience-api-consistent-through"));
            }
        }
    }
}

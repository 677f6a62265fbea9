//! Parameters of `GET statements` (Communication 2.1.3 and 3.2; 9274.1.1 4.1.6.1): each is known by
//! its exact name, once, with a value of its type, in allowed company.

use reqwest::Method;
use serde_json::json;

use super::{STATEMENTS, VERSIONS, ask, header, with};
use crate::support::{Answer, both};

const ID: &str = "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12";
const AGENT: &str = r#"{"mbox":"mailto:a@example.org"}"#;

/// Every parameter with a value that is right.
const RIGHT: [(&str, &str); 14] = [
    ("statementId", ID),
    ("voidedStatementId", ID),
    ("agent", AGENT),
    ("verb", "https://example.org/v"),
    ("activity", "https://example.org/a"),
    ("registration", ID),
    ("related_activities", "true"),
    ("related_agents", "true"),
    ("since", "2026-11-23T10:00:00Z"),
    ("until", "2026-11-23T10:00:00.123456+01:00"),
    ("limit", "3"),
    ("format", "ids"),
    ("attachments", "true"),
    ("ascending", "true"),
];

/// Parameters with values that are wrong.
const WRONG: [(&str, &[&str]); 14] = [
    ("statementId", UUIDS),
    ("voidedStatementId", UUIDS),
    (
        "agent",
        &[
            "",
            "x",
            "true",
            "[]",
            "{}",
            "{\"mbox\":1}",
            "{\"mbox\":\"a@example.org\"}",
            "{\"objectType\":\"Group\",\"member\":[]}",
            "{\"name\":\"A\"}",
            "{\"mbox\":\"mailto:a@example.org\",\"openid\":\"https://example.org/a\"}",
            "{\"mbox\":\"mailto:a@example.org\",\"x\":1}",
            "{\"mbox\":\"mailto:a@example.org\",\"mbox\":\"mailto:b@example.org\"}",
            "{\"account\":{\"name\":\"a\"}}",
            "{\"mbox\":\"mailto:a@example.org\"",
        ],
    ),
    ("verb", IRIS),
    ("activity", IRIS),
    ("registration", UUIDS),
    ("related_activities", FLAGS),
    ("related_agents", FLAGS),
    ("since", TIMES),
    ("until", TIMES),
    (
        "limit",
        &["", "-1", "x", "1.5", "0x1", "99999999999999999999999"],
    ),
    ("format", &["", "pretty", "IDS", "Exact"]),
    ("attachments", FLAGS),
    ("ascending", FLAGS),
];
const UUIDS: &[&str] = &[
    "",
    "x",
    "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d1",
    "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12x",
    "7a0c0a4e6f0e4b528b8a7b2b6a0c1d12",
    "{7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12}",
    "urn:uuid:7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12",
    "7g0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12",
];
const IRIS: &[&str] = &[
    "",
    "example",
    "/a/b",
    "//example.org/a",
    "https://example.org/a b",
    "a:%zz",
];
const FLAGS: &[&str] = &["", "1", "True", "yes", "null"];
const TIMES: &[&str] = &[
    "",
    "today",
    "2026",
    "2026-11-23",
    "2026-11-23T10:00:00",
    "2026-13-01T10:00:00Z",
    "2026-11-23T10:00:00-00:00",
    "1700000000",
];

/// The other parameters that may stand beside an identifier (Communication 2.1.3).
const BESIDE_ID: [&str; 2] = ["attachments", "format"];

both! {
    /// Communication 2.1.3.
    async fn each_parameter_is_taken(app: TestApp) {
        for version in VERSIONS {
            for (name, value) in RIGHT {
                let path = with(STATEMENTS, &[(name, value)]);
                let answer = Answer::of(ask(&app, version, Method::GET, &path)).await;
                let wanted = if name.ends_with("Id") { 404 } else { 200 };
                assert_eq!(answer.status, wanted, "{name} {}", answer.body);
                assert!(!header(&answer, "x-experience-api-consistent-through").is_empty(), "{name}");
            }
            let all: Vec<(&str, &str)> =
                RIGHT.into_iter().filter(|(name, _)| !name.ends_with("Id")).collect();
            let path = with(STATEMENTS, &all);
            assert_eq!(Answer::of(ask(&app, version, Method::GET, &path)).await.status, 200);
        }
    }

    /// Communication 3.2: names are case-sensitive, and unknown ones are refused.
    async fn a_wrongly_cased_unknown_or_repeated_parameter_is_refused(app: TestApp) {
        for version in VERSIONS {
            let refused = async |parameters: &[(&str, &str)]| {
                let path = with(STATEMENTS, parameters);
                let answer = Answer::of(ask(&app, version, Method::GET, &path)).await;
                assert_eq!(answer.problem().0, 400, "{path}");
                assert_eq!(answer.problem().1, "/problems/invalid-parameter", "{path}");
                assert!(!header(&answer, "x-experience-api-consistent-through").is_empty(), "{path}");
            };
            for (name, value) in RIGHT {
                let mut capital = name.to_owned();
                capital[..1].make_ascii_uppercase();
                refused(&[(&capital, value)]).await;
                refused(&[(&name.to_uppercase(), value)]).await;
                if name.to_lowercase() != name {
                    refused(&[(&name.to_lowercase(), value)]).await;
                }
                refused(&[(name, value), (name, value)]).await;
                refused(&[(name, value), ("foo", "bar")]).await;
            }
            for name in ["method", "content", "registrationId", "relatedAgents", "since ", "agent\0", ""] {
                refused(&[(name, "x")]).await;
            }
            refused(&[("more", "x")]).await;
        }
    }

    /// Communication 2.1.3; Data 4.
    async fn a_value_of_a_wrong_type_is_refused(app: TestApp) {
        for (name, values) in WRONG {
            for value in values {
                let path = with(STATEMENTS, &[(name, value)]);
                let answer = Answer::of(app.get(&path)).await;
                assert_eq!(answer.problem().1, "/problems/invalid-parameter", "{name}={value:?}");
                assert!(answer.body["errors"][0]["pointer"].is_string(), "{name}={value:?}");
            }
        }
        for limit in ["0", "1", "501", "18446744073709551615"] {
            let path = with(STATEMENTS, &[("limit", limit)]);
            let answer = Answer::of(app.get(&path)).await;
            assert_eq!(answer.body, json!({ "statements": [], "more": "" }), "{limit}");
        }
    }

    /// Communication 2.1.3: an identifier stands beside attachments and format only.
    async fn an_identifier_stands_alone(app: TestApp) {
        for version in VERSIONS {
            for own in ["statementId", "voidedStatementId"] {
                for (name, value) in RIGHT {
                    if name == own {
                        continue;
                    }
                    let path = with(STATEMENTS, &[(own, ID), (name, value)]);
                    let answer = Answer::of(ask(&app, version, Method::GET, &path)).await;
                    let wanted = if BESIDE_ID.contains(&name) { 404 } else { 400 };
                    assert_eq!(answer.status, wanted, "{path}");
                }
            }
        }
    }

    /// Communication 2.1.3: a related_… filter without its filter changes nothing.
    async fn a_flag_without_its_filter_is_no_fault(app: TestApp) {
        for name in ["related_agents", "related_activities"] {
            for value in ["true", "false"] {
                let path = with(STATEMENTS, &[(name, value)]);
                assert_eq!(Answer::of(app.get(&path)).await.status, 200);
            }
        }
    }
}

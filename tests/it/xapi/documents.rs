//! State, activity profiles and agent profiles (Communication 2.2, 2.3, 2.6, 2.7; 9274.1.1 4.1.6.2,
//! 4.1.6.5, 4.1.6.6): what goes in comes out, merged by `POST`, listed by name, kept apart.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{VERSIONS, agent, ask, header, with};
use crate::support::{Answer, TestApp, both};

const REGISTRATION: &str = "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12";
const ANNA: &str = r#"{"mbox":"mailto:anna@example.org"}"#;

/// One of the three resources, with the parameters that say whose documents are meant.
pub(super) struct Resource {
    pub(super) path: &'static str,
    pub(super) owner: &'static [(&'static str, &'static str)],
    pub(super) name: &'static str,
}

pub(super) const STATE: Resource = Resource {
    path: "/xapi/activities/state",
    owner: &[("activityId", "https://example.org/a"), ("agent", ANNA)],
    name: "stateId",
};
pub(super) const RESOURCES: [Resource; 3] = [
    STATE,
    Resource {
        path: "/xapi/activities/profile",
        owner: &[("activityId", "https://example.org/a")],
        name: "profileId",
    },
    Resource {
        path: "/xapi/agents/profile",
        owner: &[("agent", ANNA)],
        name: "profileId",
    },
];

impl Resource {
    /// The address of all documents.
    pub(super) fn all(&self, more: &[(&str, &str)]) -> String {
        with(self.path, &[self.owner, more].concat())
    }

    /// The address of one document.
    pub(super) fn one(&self, name: &str) -> String {
        self.all(&[(self.name, name)])
    }
}

/// A `PUT` of what is not there yet.
pub(super) fn create(app: &TestApp, version: &str, path: &str) -> RequestBuilder {
    ask(app, version, Method::PUT, path).header("If-None-Match", "*")
}

async fn status(request: RequestBuilder) -> u16 {
    Answer::of(request).await.status.as_u16()
}

async fn names(app: &TestApp, path: &str) -> Vec<String> {
    let answer = Answer::of(app.get(path)).await;
    assert_eq!(answer.status, 200, "{path} {}", answer.body);
    serde_json::from_value(answer.body).unwrap()
}

both! {
    /// Communication 2.2: any content of any type comes out as it went in, by either method.
    async fn a_document_keeps_its_content_and_type(app: TestApp) {
        let contents: [(Option<&str>, &[u8]); 7] = [
            (Some("application/json"), b"{ \"a\" :1e2,\"b\":[] }"),
            (Some("application/json; charset=utf-8"), b"[1, 2]"),
            (Some("text/plain; charset=utf-8"), "Zo\u{eb}".as_bytes()),
            (Some("image/png"), b"\x89PNG\r\n\x1a\n\0\xff"),
            (Some("application/x-www-form-urlencoded"), b"a=1&method=PUT"),
            (Some("application/octet-stream"), b""),
            (None, b"no type"),
        ];
        for version in VERSIONS {
            for resource in RESOURCES {
                for (number, (kind, content)) in contents.iter().enumerate() {
                    for method in [Method::PUT, Method::POST] {
                        let path = resource.one(&format!("{version} {number} {method}/ü&#"));
                        assert_eq!(Answer::of(app.get(&path)).await.problem().0, 404);
                        let mut request = ask(&app, version, method, &path).body(content.to_vec());
                        request = request.header("If-None-Match", "*");
                        if let Some(kind) = kind {
                            request = request.header("Content-Type", *kind);
                        }
                        let answer = Answer::of(request).await;
                        assert_eq!((answer.status.as_u16(), answer.body), (204, json!("")), "{path}");
                        let response = ask(&app, version, Method::GET, &path).send().await.unwrap();
                        let stored = response.headers()["content-type"].clone();
                        assert_eq!(stored, kind.unwrap_or("application/octet-stream"));
                        assert_eq!(response.headers()["x-experience-api-version"], version);
                        assert_eq!(response.bytes().await.unwrap(), *content);
                        assert_eq!(status(ask(&app, version, Method::DELETE, &path)).await, 204);
                        assert_eq!(status(app.get(&path)).await, 404);
                        assert_eq!(status(ask(&app, version, Method::DELETE, &path)).await, 204);
                    }
                }
                assert!(names(&app, &resource.all(&[])).await.is_empty());
            }
        }
    }

    /// Communication 2.2: `POST` merges the first level of two JSON objects.
    async fn post_merges_two_objects(app: TestApp) {
        for version in VERSIONS {
            for resource in RESOURCES {
                let path = resource.one(version);
                let post = |body: &'static str| {
                    ask(&app, version, Method::POST, &path).header("Content-Type", "application/json").body(body)
                };
                assert_eq!(status(post(r#"{"a":{"x":1,"y":2},"b":1.50,"c":[1,2]}"#)).await, 204);
                assert_eq!(status(post(r#"{"a":{"z":3},"c":[3],"d":null}"#)).await, 204);
                let answer = Answer::of(ask(&app, version, Method::GET, &path)).await;
                let merged = json!({ "a": { "z": 3 }, "b": 1.50, "c": [3], "d": null });
                assert_eq!(answer.body, merged);
                assert_eq!(header(&answer, "content-type"), "application/json");
            }
        }
    }

    /// Communication 2.2: whatever cannot be merged is refused, and nothing changes.
    async fn post_of_what_cannot_be_merged_is_refused(app: TestApp) {
        let (json, octets, form) =
            ("application/json", "application/octet-stream", "application/x-www-form-urlencoded");
        let cases = [
            (json, r#"{"a":1}"#, octets, "x"), (json, r#"{"a":1}"#, form, "abc"),
            (json, r#"{"a":1}"#, json, "[1]"), (json, r#"{"a":1}"#, json, "1"),
            (json, r#"{"a":1}"#, json, "{\"b\":2}{"), (json, r#"{"a":1}"#, json, ""),
            (json, r#"{"a":1}"#, json, r#"{"b":1,"b":2}"#), (json, r#"{"a":1}"#, octets, r#"{"b":2}"#),
            (octets, r#"{"a":1}"#, json, r#"{"b":2}"#), (json, "[1]", json, r#"{"b":2}"#),
            (octets, "/ asdf", octets, "more"),
        ];
        for version in VERSIONS {
            for resource in RESOURCES {
                for (number, (kind, stored, sent_kind, sent)) in cases.into_iter().enumerate() {
                    let path = resource.one(&format!("{version} {number}"));
                    let request = create(&app, version, &path).header("Content-Type", kind).body(stored);
                    assert_eq!(status(request).await, 204);
                    let request = ask(&app, version, Method::POST, &path);
                    let request = request.header("Content-Type", sent_kind).body(sent);
                    assert_eq!(status(request).await, 400, "{kind} {stored} {sent_kind} {sent}");
                    let response = app.get(&path).send().await.unwrap();
                    assert_eq!(response.headers()["content-type"], kind);
                    assert_eq!(response.text().await.unwrap(), stored);
                }
                // What is no JSON is not stored as JSON, by either method.
                for method in [Method::PUT, Method::POST] {
                    let path = resource.one(&format!("{version} {method}"));
                    let request = ask(&app, version, method, &path).header("If-None-Match", "*");
                    assert_eq!(status(request.header("Content-Type", json).body("{")).await, 400);
                    assert_eq!(status(app.get(&path)).await, 404);
                }
            }
        }
    }

    /// Communication 2.3, 2.6, 2.7: every parameter that is needed, each of its type.
    async fn a_missing_or_wrong_parameter_is_refused(app: TestApp) {
        for version in VERSIONS {
            for resource in RESOURCES {
                let all: Vec<(&str, &str)> = [resource.owner, &[(resource.name, "n")]].concat();
                let mut wrong: Vec<(&Method, Vec<(&str, &str)>)> = Vec::new();
                let methods = [Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE];
                for method in &methods {
                    for (place, (name, _)) in all.iter().enumerate() {
                        let names_list = *name == "stateId" || *method == Method::GET || *method == Method::HEAD;
                        let only_name = *name == resource.name && names_list;
                        let mut without = all.clone();
                        without.remove(place);
                        if !(only_name && matches!(*method, Method::GET | Method::HEAD | Method::DELETE)) {
                            wrong.push((method, without.clone()));
                        }
                        let values: &[&str] = match *name {
                            "agent" => &["", "true", "not JSON", "{}", "%7B", "{\"objectType\":\"Group\",\"member\":[]}"],
                            "activityId" => &["", "true", "a b"],
                            _ => &["", "a\0b"],
                        };
                        for value in values {
                            wrong.push((method, [without.clone(), vec![(name, value)]].concat()));
                        }
                        let lower = name.to_uppercase().leak();
                        wrong.push((method, [without, vec![(lower, "n")]].concat()));
                    }
                    for more in [("foo", "bar"), ("registration", "true"), ("since", "yesterday"), ("since", "true")] {
                        wrong.push((method, [all.clone(), vec![more]].concat()));
                    }
                }
                for (method, parameters) in wrong {
                    let path = with(resource.path, &parameters);
                    let request = ask(&app, version, method.clone(), &path);
                    let request = request.header("Content-Type", "application/json").body("{}");
                    assert_eq!(status(request.header("If-None-Match", "*")).await, 400, "{method} {path}");
                }
                assert!(names(&app, &resource.all(&[])).await.is_empty());
            }
        }
    }

    /// Communication 2.3, 2.6, 2.7: names, of documents stored after a moment only if that is asked.
    async fn names_are_listed_since_a_moment(app: TestApp) {
        let put = async |path: &str, text: &'static str| {
            let request = app.request(Method::PUT, path).header("If-None-Match", "\"other\"");
            assert_eq!(status(request.header("Content-Type", "text/plain").body(text)).await, 204);
        };
        for resource in RESOURCES {
            assert_eq!(names(&app, &resource.all(&[])).await, Vec::<String>::new());
            for name in ["b", "a"] {
                put(&resource.one(name), "old").await;
            }
            let moment = app.running.as_ref().unwrap().app.clock.now().to_string();
            let since = resource.all(&[("since", &moment)]);
            assert_eq!(names(&app, &since).await, Vec::<String>::new());
            put(&resource.one("c"), "new").await;
            put(&resource.one("a"), "changed").await;
            assert_eq!(names(&app, &since).await, ["a", "c"]);
            assert_eq!(names(&app, &resource.all(&[])).await, ["a", "b", "c"]);
            let head = Answer::of(app.request(Method::HEAD, &since)).await;
            assert_eq!((head.status.as_u16(), head.body), (200, json!("")));
        }
    }

    /// Communication 2.3: states of registrations, agents and activities are apart; one without a
    /// registration asked for is listed and deleted with all.
    async fn states_are_kept_apart(app: TestApp) {
        let (bo, group) = (agent("bo").to_string(), r#"{"objectType":"Group","mbox":"mailto:anna@example.org"}"#);
        let path = |activity: &str, agent: &str, registration: Option<&str>, name: Option<&str>| {
            let activity = format!("https://example.org/{activity}");
            let mut parameters = vec![("activityId", activity.as_str()), ("agent", agent)];
            parameters.extend(registration.map(|registration| ("registration", registration)));
            parameters.extend(name.map(|name| ("stateId", name)));
            with(STATE.path, &parameters)
        };
        let other = "8a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d13";
        let places = [
            ("a", ANNA, None), ("a", ANNA, Some(REGISTRATION)), ("a", ANNA, Some(other)),
            ("a", &bo, None), ("b", ANNA, None),
        ];
        for (number, (activity, agent, registration)) in places.iter().enumerate() {
            let path = path(activity, agent, *registration, Some("s"));
            let request = app.request(Method::PUT, &path).header("Content-Type", "text/plain");
            assert_eq!(status(request.body(number.to_string())).await, 204);
        }
        let content = async |(activity, agent, registration): (&str, &str, Option<&str>)| {
            let answer = Answer::of(app.get(&path(activity, agent, registration, Some("s")))).await;
            if answer.status == 404 { Value::Null } else { answer.body }
        };
        for (number, place) in places.iter().enumerate() {
            assert_eq!(content(*place).await, json!(number));
        }
        // Who is meant is a matter of the identifier, not of names or spelling.
        let named = r#"{"objectType":"Agent","name":"A","mbox":"mailto:anna@example.org"}"#;
        assert_eq!(content(("a", named, Some(&REGISTRATION.to_uppercase()))).await, json!(1));
        assert_eq!(content(("a", group, None)).await, json!(0));
        assert_eq!(names(&app, &path("a", ANNA, None, None)).await, ["s"]);
        assert_eq!(names(&app, &path("a", ANNA, Some(other), None)).await, ["s"]);
        let delete = |path: String| status(app.request(Method::DELETE, &path));
        assert_eq!(delete(path("a", ANNA, Some(other), None)).await, 204);
        assert_eq!(content(places[2]).await, Value::Null);
        assert_eq!(content(places[1]).await, json!(1));
        assert_eq!(delete(path("a", ANNA, None, None)).await, 204);
        for place in [0, 1] {
            assert_eq!(content(places[place]).await, Value::Null);
        }
        for place in [3, 4] {
            assert_eq!(content(places[place]).await, json!(place));
        }
    }

    /// Communication 2.2: names that differ are different documents; what is no UTF-8 is no name.
    async fn a_name_is_utf_8(app: TestApp) {
        for resource in RESOURCES {
            let path = resource.all(&[]);
            let name = resource.name;
            for wrong in ["%fe", "%ff", "a%C3", "%ED%A0%80"] {
                for method in [Method::PUT, Method::GET, Method::DELETE] {
                    let request = ask(&app, "1.0.3", method, &format!("{path}&{name}={wrong}"));
                    let request = request.header("If-None-Match", "*").body("x");
                    assert_eq!(Answer::of(request).await.problem().1, "/problems/invalid-parameter");
                }
            }
            for (number, right) in ["%EF%BF%BD", "%C3%BF", "a+b%20c"].into_iter().enumerate() {
                let request = create(&app, "1.0.3", &format!("{path}&{name}={right}"));
                assert_eq!(status(request.body("x")).await, 204);
                assert_eq!(names(&app, &path).await.len(), number + 1);
            }
        }
    }

    /// Communication 2.3: what is said of one document is no word on all of them.
    async fn all_state_is_not_deleted_by_the_tag_of_one(app: TestApp) {
        for name in ["a", "b"] {
            assert_eq!(status(create(&app, "1.0.3", &STATE.one(name)).body("x")).await, 204);
        }
        for version in VERSIONS {
            for header in ["If-Match", "If-None-Match"] {
                let request = ask(&app, version, Method::DELETE, &STATE.all(&[]));
                let answer = Answer::of(request.header(header, "\"1234\"")).await;
                assert_eq!(answer.problem().1, "/problems/bad-request");
            }
        }
        assert_eq!(names(&app, &STATE.all(&[])).await, ["a", "b"]);
        assert_eq!(status(ask(&app, "1.0.3", Method::DELETE, &STATE.all(&[]))).await, 204);
        assert!(names(&app, &STATE.all(&[])).await.is_empty());
    }

    /// Communication 2.2: what is too large is refused, and nothing of it is kept.
    async fn a_document_has_a_largest_size(app: TestApp) {
        for resource in RESOURCES {
            let path = resource.one("big");
            let request = create(&app, "1.0.3", &path).body(vec![b'x'; 2 * 1024 * 1024 + 1]);
            assert_eq!(Answer::of(request).await.problem().1, "/problems/too-large");
            assert_eq!(status(app.get(&path)).await, 404);
            let request = create(&app, "1.0.3", &path).body(vec![b'x'; 2 * 1024 * 1024]);
            assert_eq!(status(request).await, 204);
        }
    }
}

//! Versions, about and pages of other origins (Communication 2.8, 3.3; 9274.1.1 4.1.6.7, 4.1.6.8).

use coachlight::config::UnaskedVersion;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use super::{SHARED, STATEMENTS, VERSIONS, ask, header, ids};
use crate::support::{Answer, TestApp, both, statement};

const RESOURCES: [&str; 6] = [
    "/xapi/statements",
    "/xapi/activities",
    "/xapi/activities/state",
    "/xapi/activities/profile",
    "/xapi/agents",
    "/xapi/agents/profile",
];

fn bare(app: &TestApp, method: Method, path: &str) -> RequestBuilder {
    let request = app.client.request(method, format!("{}{path}", app.base));
    request.basic_auth(&app.key, Some(&app.secret))
}

both! {
    /// Communication 3.3: what is spoken as what; any other value is refused with the version that a
    /// refusal names.
    async fn a_request_is_answered_in_its_version(app: TestApp) {
        for (versions, spoken) in [
            (&["1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3"][..], Some("1.0.3")),
            (&["2.0.0", "2.0.1"], Some("2.0.0")),
            (
                &[
                    "", " ", "0.9", "0.95", "0.8.0", "1", "1.1", "1.1.0", "1.0.", "1.0.x", "1.0.3.1",
                    "1.0.-1", "v1.0.3", "1.0.3, 2.0.0", "2", "2.0", "2.1.0", "3.0.0", "01.0.3", "latest",
                ],
                None,
            ),
        ] {
            for version in versions {
                let answer = Answer::of(ask(&app, version, Method::GET, STATEMENTS)).await;
                let named = header(&answer, "x-experience-api-version");
                match spoken {
                    Some(spoken) => assert_eq!((answer.status.as_u16(), named), (200, spoken), "{version:?}"),
                    None => {
                        assert_eq!(answer.problem(), (400, "/problems/unsupported-version", vec![]), "{version:?}");
                        assert_eq!(named, "2.0.0", "{version:?}");
                    }
                }
            }
        }
    }

    /// Communication 3.3: without the header nothing is done; the refusal names a version.
    async fn a_request_without_a_version_is_refused(app: TestApp) {
        for path in RESOURCES {
            let methods: &[Method] = match path {
                STATEMENTS => &[Method::GET, Method::HEAD, Method::PUT, Method::POST],
                "/xapi/activities" | "/xapi/agents" => &[Method::GET, Method::HEAD],
                _ => &[Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE],
            };
            for method in methods {
                let request = bare(&app, method.clone(), path).json(&statement("anna", SHARED, "a"));
                let answer = Answer::of(request).await;
                assert_eq!(answer.status, 400, "{method} {path}");
                assert_eq!(header(&answer, "x-experience-api-version"), "2.0.0");
            }
        }
        assert!(ids(&app, &[]).await.is_empty());
    }

    /// Communication 3.3: answers name the version, good or bad, on every resource.
    async fn every_answer_names_the_version(app: TestApp) {
        for version in VERSIONS {
            for path in RESOURCES {
                for key in [app.key.as_str(), "nobody"] {
                    let request = app.client.get(format!("{}{path}", app.base));
                    let request = request.basic_auth(key, Some(&app.secret));
                    let answer = Answer::of(request.header("X-Experience-API-Version", version)).await;
                    assert_eq!(header(&answer, "x-experience-api-version"), version, "{path}");
// So does one after too many guesses.
                    let refused = answer.status == 401 || answer.status == 429;
                    assert_eq!(refused, key == "nobody", "{path}");
                }
            }
            let answer = Answer::of(ask(&app, version, Method::PATCH, STATEMENTS)).await;
            assert_eq!(answer.status, 405);
            assert_eq!(header(&answer, "x-experience-api-version"), version);
        }
    }

    /// Communication 2.8: about needs nothing and tells every version.
    async fn about_tells_every_version_and_needs_nothing(app: TestApp) {
        for version in [None, Some("1.0.3"), Some("2.0.0"), Some("0.9")] {
            let mut request = app.client.get(format!("{}/xapi/about", app.base));
            if let Some(version) = version {
                request = request.header("X-Experience-API-Version", version);
            }
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, 200);
            assert!(!header(&answer, "x-experience-api-version").is_empty());
            assert_eq!(
                answer.body["version"],
                json!(["2.0.0", "1.0.3", "1.0.2", "1.0.1", "1.0.0"])
            );
            assert!(answer.body["extensions"].as_object().unwrap().keys().all(|iri| iri.starts_with("https://")));
        }
        let head = app.client.head(format!("{}/xapi/about", app.base));
        let head = Answer::of(head).await;
        assert_eq!((head.status.as_u16(), head.body), (200, json!("")));
    }

    /// Fetch standard, CORS: preflights carry no credentials; every answer can be read.
    async fn pages_of_other_origins_may_call(app: TestApp) {
        let listed = |answer: &Answer, name: &str, words: &[&str]| {
            let list = header(answer, name).to_ascii_lowercase();
            for word in words {
                assert!(list.split(',').any(|one| one.trim() == *word), "{word} in {list}");
            }
        };
        let wanted = [
            "authorization", "content-type", "if-match", "if-none-match", "accept-language",
            "x-experience-api-version",
        ];
        for path in RESOURCES.into_iter().chain(["/xapi/about"]) {
            let preflight = app
                .client
                .request(Method::OPTIONS, format!("{}{path}", app.base))
                .header("Origin", "https://app.example.org")
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", wanted.join(","));
            let answer = Answer::of(preflight).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.headers["access-control-allow-origin"], "*");
            let methods = ["get", "head", "post", "put", "delete"];
            listed(&answer, "access-control-allow-methods", &methods);
            listed(&answer, "access-control-allow-headers", &wanted);
        }
        // A refusal can be read by the page, too, and a good answer's headers.
        for (key, status) in [("nobody", 401), (app.key.as_str(), 200)] {
            let request = app.client.get(format!("{}{STATEMENTS}", app.base));
            let request = request.header("Origin", "https://app.example.org");
            let request = request.header("X-Experience-API-Version", "2.0.0");
            let answer = Answer::of(request.basic_auth(key, Some(&app.secret))).await;
            assert_eq!(answer.status, status);
            assert_eq!(answer.headers["access-control-allow-origin"], "*");
            assert!(!answer.headers.contains_key("access-control-allow-credentials"));
            listed(&answer, "access-control-expose-headers", &[
                "etag", "last-modified", "retry-after", "x-experience-api-version",
                "x-experience-api-consistent-through",
            ]);
        }
        // Only the record store is open: pages and the reporting API are not.
        for path in ["/api/v1/groups", "/groups"] {
            let request = app.client.get(format!("{}{path}", app.base));
            let answer = Answer::of(request.header("Origin", "https://app.example.org")).await;
            assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
        }
    }
}

/// Communication 3.3: the version that a refusal names is a setting.
#[tokio::test]
async fn the_version_of_a_refusal_can_be_set() {
    let app = TestApp::start_with(None, |config| {
        config.xapi.unasked_version = UnaskedVersion::V1_0_3;
    })
    .await;
    let answer = Answer::of(bare(&app, Method::GET, STATEMENTS)).await;
    assert_eq!(answer.status, 400);
    assert_eq!(header(&answer, "x-experience-api-version"), "1.0.3");
    let answer = Answer::of(ask(&app, "2.0.0", Method::GET, STATEMENTS)).await;
    assert_eq!(header(&answer, "x-experience-api-version"), "2.0.0");
}

//! `ETag`, `If-Match` and `If-None-Match` on documents (Communication 3.1; 9274.1.1 4.1.4).

use reqwest::Method;
use serde_json::json;

use super::documents::{RESOURCES, create};
use super::{VERSIONS, ask, header};
use crate::support::{Answer, both};

const STORED: &str = r#"{"a":1}"#;

type Case = (&'static [(&'static str, &'static str)], u16, u16);

/// Headers (`TAG` stands for the tag of what is stored), and whether a change goes through when a
/// document is stored and when there is none.
const HEADERS: &[Case] = &[
    (&[("If-Match", "\"TAG\"")], 204, 412),
    (&[("If-Match", "TAG")], 204, 412),
    (&[("If-Match", "\"1234\"")], 412, 412),
    (&[("If-Match", "W/\"TAG\"")], 412, 412),
    (&[("If-Match", "\"1234\", \"TAG\"")], 204, 412),
    (&[("If-Match", "*")], 204, 412),
    (&[("If-None-Match", "*")], 412, 204),
    (&[("If-None-Match", "\"TAG\"")], 412, 204),
    (&[("If-None-Match", "W/\"TAG\"")], 412, 204),
    (&[("If-None-Match", "\"1234\" , \"TAG\"")], 412, 204),
    (&[("If-None-Match", "\"1234\"")], 204, 204),
    (
        &[("If-Match", "\"TAG\""), ("If-None-Match", "\"1234\"")],
        204,
        412,
    ),
    (&[("If-Match", "\"TAG\""), ("If-None-Match", "*")], 412, 412),
    (&[("If-Match", "")], 400, 400),
    (&[("If-Match", "\"TAG")], 400, 400),
    (&[("If-None-Match", "\"a\" \"b\"")], 400, 400),
];

/// What a `PUT` without a header comes to: (version, resource) → (stored, not stored).
fn unguarded_put(version: &str, path: &str) -> (u16, u16) {
    match (version, path) {
        ("1.0.3", "/xapi/activities/state") => (204, 204),
        ("1.0.3", _) => (409, 400),
        _ => (409, 204),
    }
}

both! {
    /// Communication 3.1: every header on every change of every resource.
    async fn a_change_goes_through_only_if_its_preconditions_hold(app: TestApp) {
        let mut case = 0;
        let seen = create(&app, "2.0.0", &RESOURCES[0].one("tag")).header("Content-Type", "application/json");
        let seen = Answer::of(seen.body(STORED)).await;
        let tag = header(&seen, "etag").trim_matches('"').to_owned();
        for version in VERSIONS {
            for resource in RESOURCES {
                let put = unguarded_put(version, resource.path);
                for method in [Method::PUT, Method::POST, Method::DELETE] {
                    let none = if method == Method::PUT { put } else { (204, 204) };
                    let bare: Case = (&[], none.0, none.1);
                    for (headers, if_stored, if_not) in HEADERS.iter().chain([&bare]) {
                        for (stored, wanted) in [(true, *if_stored), (false, *if_not)] {
                            case += 1;
                            let path = resource.one(&format!("case {case}"));
                            if stored {
                                let request = create(&app, version, &path).header("Content-Type", "application/json");
                                assert_eq!(Answer::of(request.body(STORED)).await.status, 204);
                            }
                            let mut request = ask(&app, version, method.clone(), &path)
                                .header("Content-Type", "application/json")
                                .body(r#"{"b":2}"#);
                            for (name, value) in *headers {
                                request = request.header(*name, value.replace("TAG", &tag));
                            }
                            let about = format!("{version} {method} {path} {headers:?} {stored}");
                            let answer = Answer::of(request).await;
                            assert_eq!(answer.status, wanted, "{about}");
                            if wanted == 409 || wanted == 412 {
                                assert!(answer.body["detail"].as_str().unwrap().len() > 20, "{about}");
                            }
                            let after = Answer::of(ask(&app, version, Method::GET, &path)).await;
                            let expected = match (wanted, stored, &method) {
                                (204, true, &Method::POST) => json!({ "a": 1, "b": 2 }),
                                (204, _, &Method::PUT | &Method::POST) => json!({ "b": 2 }),
                                (204, _, _) | (_, false, _) => json!(null),
                                (_, true, _) => json!({ "a": 1 }),
                            };
                            let found = if after.status == 404 { json!(null) } else { after.body };
                            assert_eq!(found, expected, "{about}");
                        }
                    }
                }
            }
        }
    }

    /// Communication 3.1: the tag is the quoted SHA-1 of the content; what is known is not sent again.
    async fn a_tag_is_the_sha_1_of_the_content(app: TestApp) {
        for version in VERSIONS {
            for resource in RESOURCES {
                let path = resource.one(version);
                let request = create(&app, version, &path).header("Content-Type", "text/plain");
                let put = Answer::of(request.body("abc")).await;
                let tag = "\"a9993e364706816aba3e25717850c26c9cd0d89d\"";
                assert_eq!(header(&put, "etag"), tag);
                let get = Answer::of(ask(&app, version, Method::GET, &path)).await;
                assert_eq!(header(&get, "etag"), tag);
                assert_eq!(header(&get, "last-modified"), header(&put, "last-modified"));
                let head = Answer::of(ask(&app, version, Method::HEAD, &path)).await;
                assert_eq!((head.status.as_u16(), &head.body), (200, &json!("")));
                for name in ["etag", "last-modified", "content-type", "content-length"] {
                    assert_eq!(head.headers.get(name), get.headers.get(name), "{name}");
                    assert!(head.headers.contains_key(name), "{name}");
                }
                for (known, status) in [(tag, 304), ("*", 304), ("\"1\", W/\"a9993e364706816aba3e25717850c26c9cd0d89d\"", 304), ("\"1\"", 200)] {
                    let request = ask(&app, version, Method::GET, &path).header("If-None-Match", known);
                    let answer = Answer::of(request).await;
                    assert_eq!(answer.status, status, "{known}");
                    assert_eq!(header(&answer, "etag"), tag);
                    assert_eq!(answer.body, json!(if status == 304 { "" } else { "abc" }));
                }
                let request = ask(&app, version, Method::POST, &path).header("Content-Type", "text/plain");
                assert_eq!(Answer::of(request.body("x")).await.status, 400, "no JSON to merge");
            }
        }
    }

    /// 9274.1.1 4.1.6: Last-Modified says when a document was changed last.
    async fn last_modified_moves_with_the_document(app: TestApp) {
        let clock = app.running.as_ref().unwrap().app.clock.clone();
        let time = |answer: &Answer| {
            jiff::fmt::rfc2822::parse(header(answer, "last-modified")).unwrap().timestamp()
        };
        for resource in RESOURCES {
            let path = resource.one("m");
            let before = clock.now().as_second();
            let put = create(&app, "2.0.0", &path).header("Content-Type", "application/json");
            let put = Answer::of(put.body("{}")).await;
            let after = clock.now().as_second();
            assert!((before..=after).contains(&time(&put).as_second()));
            let post = ask(&app, "2.0.0", Method::POST, &path).header("Content-Type", "application/json");
            let post = Answer::of(post.body("{\"a\":1}")).await;
            let get = Answer::of(app.get(&path)).await;
            assert_eq!(time(&post), time(&get));
            assert!(time(&post) >= time(&put));
            // A refused change does not move it.
            let refused = ask(&app, "2.0.0", Method::PUT, &path).header("If-Match", "\"1\"");
            assert_eq!(Answer::of(refused.body("x")).await.status, 412);
            assert_eq!(time(&Answer::of(app.get(&path)).await), time(&get));
        }
    }
}

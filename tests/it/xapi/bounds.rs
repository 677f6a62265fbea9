//! What one request can cost is bounded, where the standard bounds nothing: signatures of a statement,
//! what stands between the parts of a body, entries by references, documents that grow, and canonical
//! answers.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::attachments::{BOUNDARY, attached, content_part, declared, json_part, mixed, send};
use super::documents::{RESOURCES, create};
use super::{SHARED, STATEMENTS, ask, fresh_id, id, ids, one, reference, store, with};
use crate::support::{Answer, TestApp, both, fresh_postgres, statement, with_id};

const SIGNATURE: &str = "http://adlnet.gov/expapi/attachments/signature";

/// A group of many members, named by their numbers.
fn crowd(size: usize) -> Value {
    let members = (0..size).map(|n| json!({ "mbox": format!("mailto:m{n}@example.org") }));
    json!({ "objectType": "Group", "member": members.collect::<Vec<_>>() })
}

fn wide(members: usize) -> Value {
    let mut wide = with_id(statement("anna", SHARED, "wide"));
    wide["actor"] = crowd(members);
    wide
}

fn referring(target: &str) -> Value {
    let mut referring = with_id(statement("ben", "https://example.org/replied", "x"));
    referring["object"] = reference(target);
    referring
}

/// The statements that are found by the last of a crowd's members.
async fn found_by_the_last(app: &TestApp, size: usize) -> BTreeSet<String> {
    let last = json!({ "mbox": format!("mailto:m{}@example.org", size - 1) }).to_string();
    ids(app, &[("agent", &last)]).await.into_iter().collect()
}

async fn start(postgres: Option<String>, inherited: usize) -> TestApp {
    TestApp::start_with(postgres, |config| config.limits.inherited = inherited).await
}

/// Communication 2.1.3: what refers to a statement is found by all that it names, however many refer
/// to it; only at once they cannot be too many.
async fn references_in_measure(postgres: Option<String>) {
    let app = start(postgres, 300).await;
    let target = wide(50);
    store(&app, &target).await;
    let replies: Vec<Value> = (0..20).map(|_| referring(&id(&target))).collect();
    let answer = app.post(&json!(replies)).await;
    assert_eq!(answer.problem().1, "/problems/too-large");
    assert_eq!(ids(&app, &[]).await, [id(&target)]);
    for few in replies.chunks(5) {
        store(&app, &json!(few)).await;
    }
    let mut expected: BTreeSet<String> = replies.iter().map(id).collect();
    expected.insert(id(&target));
    assert_eq!(found_by_the_last(&app, 50).await, expected);
    // Those that come together are not each other's burden.
    let more: Vec<Value> = (0..30).map(|_| referring(&id(&target))).collect();
    for answer in join_all(more.iter().map(|one| app.post(one))).await {
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    expected.extend(more.iter().map(id));
    assert_eq!(found_by_the_last(&app, 50).await, expected);
    // What has been waited for by many may name only few.
    let awaited = fresh_id();
    let waiting: Vec<Value> = (0..20).map(|_| referring(&awaited)).collect();
    store(&app, &json!(waiting)).await;
    let mut late = wide(50);
    late["id"] = json!(awaited);
    assert_eq!(app.post(&late).await.problem().1, "/problems/too-large");
    late["actor"] = crowd(4);
    store(&app, &late).await;
    assert_eq!(found_by_the_last(&app, 4).await.len(), 21 + 51);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn references_are_in_measure_sqlite() {
    references_in_measure(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn references_are_in_measure_postgres() {
    references_in_measure(Some(fresh_postgres().await)).await;
}

/// A body with something more than its parts need: before the first, in the headers, after a
/// boundary, between two contents.
fn padded(padding: usize) -> Vec<(&'static str, Vec<u8>)> {
    let text = attached(&[declared(b"one"), declared(b"two")]).to_string();
    let (json, one, two) = (json_part(&text), content_part(b"one"), content_part(b"two"));
    let sound = || mixed(&[json.clone(), one.clone(), two.clone()]);
    let filler = "x".repeat(padding);
    let with_header = |part: &(String, &'static [u8])| {
        let (headers, content) = part.clone();
        (format!("{headers}X-Filler: {filler}\r\n"), content)
    };
    let spaced = String::from_utf8(sound()).unwrap().replacen(
        &format!("--{BOUNDARY}\r\nContent-Type: text"),
        &format!("--{BOUNDARY}{}\r\nContent-Type: text", " ".repeat(padding)),
        1,
    );
    vec![
        ("preamble", [filler.as_bytes(), b"\r\n", &sound()].concat()),
        (
            "headers of a content",
            mixed(&[json.clone(), with_header(&one), two.clone()]),
        ),
        (
            "headers of the last content",
            mixed(&[json.clone(), one.clone(), with_header(&two)]),
        ),
        ("spaces after a boundary", spaced.into_bytes()),
    ]
}

both! {
    /// Communication 1.5.2; RFC 2046, 5.1: what belongs to no content is not taken without end.
    async fn what_stands_between_contents_is_bounded(app: TestApp) {
        for (name, body) in padded(8_000) {
            let answer = Answer::of(send(&app, "1.0.3", body)).await;
            assert_eq!(answer.status, 200, "{name} {}", answer.body);
        }
        assert_eq!(ids(&app, &[]).await.len(), 1);
        for (name, body) in padded(3 * 1024 * 1024) {
            let answer = Answer::of(send(&app, "1.0.3", body)).await;
            assert_eq!(answer.problem().1, "/problems/bad-request", "{name}");
            assert!(answer.body["detail"].as_str().unwrap().contains("16384 bytes"), "{}", answer.body);
        }
        assert_eq!(ids(&app, &[]).await.len(), 1);
        // A content may be as long as it likes, and come again.
        let long = vec![b'x'; 3 * 1024 * 1024];
        let text = attached(&[declared(&long)]).to_string();
        let body = mixed(&[json_part(&text), content_part(&long), content_part(&long)]);
        let answer = Answer::of(send(&app, "1.0.3", body)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Data 2.6: a statement has a few signatures at the most.
    async fn signatures_of_a_statement_are_counted(app: TestApp) {
        let mut signature = declared(b"x");
        signature["usageType"] = json!(SIGNATURE);
        signature["contentType"] = json!("application/octet-stream");
        let many = attached(&vec![signature; 4000]);
        let text = many.to_string();
        let answers = [
            Answer::of(send(&app, "1.0.3", mixed(&[json_part(&text), content_part(b"x")]))).await,
            app.post(&many).await,
        ];
        for answer in answers {
            assert_eq!(answer.problem(), (400, "/problems/invalid-statement", vec!["/attachments/8"]));
        }
        let path = "/xapi/ext/validate";
        let told = Answer::of(app.request(Method::POST, path).json(&many)).await;
        assert_eq!(told.body["problem"]["errors"][0]["pointer"], "/attachments/8");
        // Attachments that are no signatures may be many.
        let text = attached(&vec![declared(b"y"); 1000]).to_string();
        let body = mixed(&[json_part(&text), content_part(b"y")]);
        let answer = Answer::of(send(&app, "1.0.3", body)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Communication 2.2: what is merged is measured like what is sent.
    async fn a_document_does_not_grow_without_end(app: TestApp) {
        for resource in RESOURCES {
            let path = resource.one("growing");
            let post = async |body: String| {
                let request = ask(&app, "1.0.3", Method::POST, &path);
                Answer::of(request.header("Content-Type", "application/json").body(body)).await
            };
            let member = |name: &str, size: usize| json!({ name: "x".repeat(size) }).to_string();
            let first = member("a", 1_500_000);
            let created = create(&app, "1.0.3", &path).header("Content-Type", "application/json");
            assert_eq!(Answer::of(created.body(first.clone())).await.status, 204);
            let answer = post(member("b", 1_000_000)).await;
            assert_eq!(answer.problem().1, "/problems/too-large");
            assert_eq!(app.get(&path).send().await.unwrap().text().await.unwrap(), first);
            assert_eq!(post(member("a", 1_000_000)).await.status, 204);
            assert_eq!(post(member("b", 1_000_000)).await.status, 204);
        }
        let path = RESOURCES[0].one("many");
        let post = async |name: &str| {
            let members = (0..20_000).map(|n| (format!("{name}{n}"), json!(n)));
            let body = Value::Object(members.collect());
            Answer::of(ask(&app, "1.0.3", Method::POST, &path).json(&body)).await
        };
        assert_eq!(post("a").await.status, 204);
        let answer = post("b").await;
        assert_eq!(answer.problem().1, "/problems/too-large");
        assert!(answer.body["detail"].as_str().unwrap().contains("30000 values"), "{}", answer.body);
        assert_eq!(post("a").await.status, 204);
    }

    /// Communication 2.1.3: a canonical page ends early enough, and its link leads on.
    async fn canonical_pages_are_bounded(app: TestApp) {
        const DEFINITION: usize = 600_000;
        let activity = |number: usize| json!({ "id": format!("https://example.org/big/{number}") });
        let mut defining = activity(0);
        defining["definition"] = json!({
            "name": { "en": "Big" },
            "extensions": { "https://example.org/e": "x".repeat(DEFINITION) }
        });
        let mut first = with_id(statement("anna", SHARED, "a"));
        first["object"] = defining;
        store(&app, &first).await;
        let mentioning = |count: usize| {
            let mut one = with_id(statement("anna", SHARED, "b"));
            one["context"] = json!({ "contextActivities": { "other": vec![activity(0); count] } });
            one
        };
        let several: Vec<Value> = (0..8).map(|_| mentioning(6)).collect();
        store(&app, &json!(several)).await;
        let mut path = with(STATEMENTS, &[("format", "canonical"), ("ascending", "true")]);
        let (mut found, mut pages) = (Vec::new(), 0);
        while !path.is_empty() {
            let text = app.get(&path).send().await.unwrap().text().await.unwrap();
            assert!(text.len() < 18 * 1024 * 1024, "{}", text.len());
            let page: Value = serde_json::from_str(&text).unwrap();
            found.extend(page["statements"].as_array().unwrap().iter().map(id));
            path = page["more"].as_str().unwrap().to_owned();
            pages += 1;
        }
        let stored: Vec<String> = std::iter::once(&first).chain(&several).map(id).collect();
        assert_eq!((found, pages), (stored, 2));
        // One statement has only so much of it.
        let greedy = mentioning(200);
        store(&app, &greedy).await;
        let parameters = [("statementId", id(&greedy)), ("format", "canonical".to_owned())];
        let parameters = parameters.each_ref().map(|(name, value)| (*name, value.as_str()));
        let text = app.get(&with(STATEMENTS, &parameters)).send().await.unwrap().text().await.unwrap();
        assert!(text.len() < 5 * 1024 * 1024, "{}", text.len());
        let shown: Value = serde_json::from_str(&text).unwrap();
        let list = shown["context"]["contextActivities"]["other"].as_array().unwrap();
        assert_eq!((list.len(), &list[0]["definition"]["name"]["en"]), (200, &json!("Big")));
        assert_eq!(one(&app, &id(&greedy)).await["object"], greedy["object"]);
    }

    /// Communication 2.1.3: many entries at once are written in pieces, and all of them are there.
    async fn many_references_to_a_crowd_are_all_found(app: TestApp) {
        let target = wide(600);
        let replies: Vec<Value> = (0..100).map(|_| referring(&id(&target))).collect();
        store(&app, &target).await;
        store(&app, &json!(replies)).await;
        assert_eq!(found_by_the_last(&app, 600).await.len(), 101);
    }
}

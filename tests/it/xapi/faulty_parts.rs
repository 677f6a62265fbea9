//! Requests with parts that break a rule (Communication 1.5; Data 2.4.11): refused, nothing stored.

use reqwest::Method;
use serde_json::{Value, json};

use super::attachments::{
    BOUNDARY, attached, content_part, declared, json_part, mixed, send, sha2,
};
use super::{SHARED, STATEMENTS, VERSIONS, ask, ids};
use crate::support::{Answer, TestApp, both, statement, with_id};

/// Bodies whose contents are not those declared, each with its fault.
fn faulty_contents() -> Vec<(&'static str, Vec<u8>)> {
    let text = attached(&[declared(b"one"), declared(b"two")]).to_string();
    let part = |content: &'static [u8], from: &str, to: &str| {
        (content_part(content).0.replace(from, to), content)
    };
    let json = || json_part(&text);
    let with_second = |second| mixed(&[json(), content_part(b"one"), second]);
    let other = sha2(b"three");
    vec![
        ("a part is missing", mixed(&[json(), content_part(b"one")])),
        ("all parts are missing", mixed(&[json()])),
        (
            "a part too many",
            mixed(&[
                json(),
                content_part(b"one"),
                content_part(b"two"),
                content_part(b"three"),
            ]),
        ),
        (
            "another hash in place of one",
            with_second((
                content_part(b"two").0.replace(&sha2(b"two"), &other),
                b"two",
            )),
        ),
        (
            "bytes of another hash",
            with_second((content_part(b"two").0, b"twO")),
        ),
        (
            "one byte more",
            with_second((content_part(b"two").0, b"two ")),
        ),
        (
            "no hash",
            with_second(("Content-Transfer-Encoding: binary\r\n".to_owned(), b"two")),
        ),
        ("no SHA-2", with_second(part(b"two", &sha2(b"two"), "abc"))),
        (
            "an empty hash",
            with_second(part(b"two", &sha2(b"two"), "")),
        ),
        ("base64", with_second(part(b"two", "binary", "base64"))),
        (
            "no transfer encoding",
            with_second(part(b"two", "Content-Transfer-Encoding: binary\r\n", "")),
        ),
    ]
}

/// Bodies that are not put together as they ought to be, each with its fault.
fn faulty_frames() -> Vec<(&'static str, Vec<u8>)> {
    let text = attached(&[declared(b"one"), declared(b"two")]).to_string();
    let json = || json_part(&text);
    let whole = mixed(&[json(), content_part(b"one"), content_part(b"two")]);
    let whole_text = String::from_utf8(whole.clone()).unwrap();
    let second_start = whole_text[3..].find("\r\n--").unwrap() + 3;
    let opening = format!("--{BOUNDARY}\r\n");
    let twice = [json(), json(), content_part(b"one"), content_part(b"two")];
    let late_type = ("Content-Type: text/plain\r\n".to_owned(), text.as_bytes());
    vec![
        ("statements in two parts", mixed(&twice)),
        (
            "statements after contents",
            mixed(&[content_part(b"one"), content_part(b"two"), json()]),
        ),
        (
            "a first part that is text",
            mixed(&[late_type, content_part(b"one"), content_part(b"two")]),
        ),
        (
            "a first part without a type",
            mixed(&[
                (String::new(), text.as_bytes()),
                content_part(b"one"),
                content_part(b"two"),
            ]),
        ),
        (
            "no opening boundary",
            whole_text.as_bytes()[opening.len()..].to_vec(),
        ),
        (
            "no boundary between",
            [
                &whole_text[..second_start],
                &whole_text[second_start + opening.len()..],
            ]
            .concat()
            .into_bytes(),
        ),
        ("no closing boundary", whole[..whole.len() - 8].to_vec()),
        (
            "cut in a content",
            whole[..whole.len() - BOUNDARY.len() - 9].to_vec(),
        ),
        ("no part", format!("--{BOUNDARY}--\r\n").into_bytes()),
        ("nothing", Vec::new()),
        (
            "no JSON",
            mixed(&[json_part("{"), content_part(b"one"), content_part(b"two")]),
        ),
        (
            "a bad statement",
            mixed(&[json_part("{\"actor\":{}}"), content_part(b"one")]),
        ),
    ]
}

async fn refused(app: &TestApp, version: &str, about: &str, body: Vec<u8>) {
    let answer = Answer::of(send(app, version, body)).await;
    assert_eq!(answer.status, 400, "{about} {}", answer.body);
    assert!(
        answer.body["detail"].as_str().unwrap().len() > 10,
        "{about}"
    );
}

both! {
    /// Communication 1.5.2.
    async fn each_fault_of_a_body_is_refused(app: TestApp) {
        for version in VERSIONS {
            for (about, body) in faulty_contents().into_iter().chain(faulty_frames()) {
                refused(&app, version, about, body).await;
            }
        }
        assert!(ids(&app, &[]).await.is_empty());
        // Without its fault the same is stored.
        let sent = attached(&[declared(b"one"), declared(b"two")]).to_string();
        let whole = mixed(&[json_part(&sent), content_part(b"one"), content_part(b"two")]);
        assert_eq!(Answer::of(send(&app, "1.0.3", whole)).await.status, 200);
    }

    /// Communication 1.5: the type of the whole body.
    async fn another_type_of_body_is_refused(app: TestApp) {
        let sent = attached(&[declared(b"one")]).to_string();
        let body = mixed(&[json_part(&sent), content_part(b"one")]);
        let post = |kind: &str, body: Vec<u8>| {
            let request = ask(&app, "1.0.3", Method::POST, STATEMENTS);
            Answer::of(request.header("Content-Type", kind).body(body))
        };
        for kind in [
            format!("multipart/form-data; boundary={BOUNDARY}"),
            format!("multipart/related; boundary={BOUNDARY}"),
            "multipart/mixed".to_owned(),
            "multipart/mixed;".to_owned(),
            "multipart/mixed; boundary=".to_owned(),
            "multipart/mixed; boundary=another".to_owned(),
            "application/json".to_owned(),
        ] {
            assert_eq!(post(&kind, body.clone()).await.status, 400, "{kind}");
        }
        let plain = with_id(statement("anna", SHARED, "a")).to_string().into_bytes();
        for kind in ["multipart/form-data", "multipart/form-data; boundary=x", "text/plain", "application/xml", "x"] {
            assert_eq!(post(kind, plain.clone()).await.status, 400, "{kind}");
        }
        assert!(ids(&app, &[]).await.is_empty());
    }

    /// Data 2.4.11: what a statement says of an attachment.
    async fn a_faulty_declaration_is_refused(app: TestApp) {
        let place = |member: &str| format!("/attachments/0/{member}");
        for (member, value) in [
            ("usageType", json!("usage")), ("usageType", json!(1)), ("display", json!("A")),
            ("display", json!({ "a-": "x" })), ("description", json!({ "en": 1 })),
            ("contentType", json!(1)), ("length", json!("3")), ("length", json!(1.5)),
            ("length", json!(-1)), ("sha2", json!("abc")), ("sha2", json!(1)),
            ("sha2", json!("g".repeat(64))), ("fileUrl", json!("file")), ("fileUrl", json!(1)),
            ("other", json!(1)),
        ] {
            let mut attachment = declared(b"one");
            attachment["fileUrl"] = json!("https://example.org/file");
            attachment[member] = value.clone();
            let answer = app.post(&attached(&[attachment])).await;
            assert_eq!(answer.status, 400, "{member} {value}");
            let pointer = answer.body["errors"][0]["pointer"].as_str().unwrap();
            assert!(pointer.starts_with(&place(member)), "{pointer} {member}");
        }
        for member in ["usageType", "display", "contentType", "length", "sha2"] {
            let mut attachment = declared(b"one");
            attachment["fileUrl"] = json!("https://example.org/file");
            attachment.as_object_mut().unwrap().remove(member);
            assert_eq!(app.post(&attached(&[attachment])).await.status, 400, "{member}");
        }
        for attachments in [json!({}), json!("x"), json!([1]), json!(["x"]), Value::Null] {
            let mut sent = with_id(statement("anna", SHARED, "a"));
            sent["attachments"] = attachments;
            assert_eq!(app.post(&sent).await.status, 400, "{sent}");
        }
        // JSON alone cannot bring a content.
        let answer = app.post(&attached(&[declared(b"one")])).await;
        assert_eq!(answer.problem(), (400, "/problems/invalid-statement", vec!["/attachments/0"]));
        assert!(ids(&app, &[]).await.is_empty());
    }
}

/// A content has a largest size of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_content_that_is_too_large_is_refused() {
    let app = TestApp::start_with(None, |config| config.limits.attachment_bytes = 1000).await;
    for (size, status) in [(1001, 413), (300_000, 413), (1000, 200)] {
        let content = vec![b'x'; size];
        let text = attached(&[declared(&content)]).to_string();
        let body = mixed(&[json_part(&text), content_part(&content)]);
        assert_eq!(
            Answer::of(send(&app, "1.0.3", body)).await.status,
            status,
            "{size}"
        );
    }
    // What is not a content has the limit of every body.
    let mut big = attached(&[]);
    big["result"] = json!({ "response": "x".repeat(2 * 1024 * 1024) });
    let body = mixed(&[json_part(&big.to_string())]);
    assert_eq!(Answer::of(send(&app, "1.0.3", body)).await.status, 413);
    assert_eq!(ids(&app, &[]).await.len(), 1);
}

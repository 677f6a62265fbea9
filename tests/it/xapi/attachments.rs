//! Statements with the contents of attachments, in and out (Communication 1.5, 2.1.3; Data 2.4.11;
//! 9274.1.1 4.1.3, 4.2.4.2).

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{
    SHARED, STATEMENTS, VERSIONS, VOIDED, ask, fresh_id, id, ids, post_as, reference, store, with,
};
use crate::support::{Answer, TestApp, both, statement, with_id};

pub(super) const BOUNDARY: &str = "-------314159";

/// The SHA-256 of a content in hexadecimal.
pub(crate) fn sha2(content: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, content).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().concat()
}

/// An attachment as a statement declares it.
pub(super) fn declared(content: &[u8]) -> Value {
    json!({
        "usageType": "https://example.org/usage", "display": { "en": "A file" },
        "contentType": "text/plain", "length": content.len(), "sha2": sha2(content)
    })
}

/// A statement that declares attachments.
pub(super) fn attached(attachments: &[Value]) -> Value {
    let mut statement = with_id(statement("anna", SHARED, "a"));
    statement["attachments"] = json!(attachments);
    statement
}

/// A part of a request: headers and content.
pub(super) type Part<'a> = (String, &'a [u8]);

pub(super) fn json_part(text: &str) -> Part<'_> {
    ("Content-Type: application/json\r\n".into(), text.as_bytes())
}

pub(super) fn content_part(content: &[u8]) -> Part<'_> {
    let sum = sha2(content);
    (
        format!(
            "Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n\
             X-Experience-API-Hash: {sum}\r\n"
        ),
        content,
    )
}

/// A body of parts.
pub(super) fn mixed(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (headers, content) in parts {
        body.extend_from_slice(format!("--{BOUNDARY}\r\n{headers}\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub(super) fn send(app: &TestApp, version: &str, body: Vec<u8>) -> RequestBuilder {
    ask(app, version, Method::POST, STATEMENTS)
        .header(
            "Content-Type",
            format!("multipart/mixed; boundary={BOUNDARY}"),
        )
        .body(body)
}

/// Sends a statement with contents; fails if it is not stored.
pub(crate) async fn deliver(app: &TestApp, statement: &Value, contents: &[&[u8]]) {
    let text = statement.to_string();
    let mut parts = vec![json_part(&text)];
    parts.extend(contents.iter().map(|content| content_part(content)));
    let answer = Answer::of(send(app, "1.0.3", mixed(&parts))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// An answer with contents: what is in the first part, and the others by their hash, each with its
/// headers.
pub(super) struct Received {
    pub(super) json: Value,
    pub(super) contents: BTreeMap<String, (BTreeMap<String, String>, Vec<u8>)>,
}

impl Received {
    pub(super) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        let boundary = kind.strip_prefix("multipart/mixed; boundary=").unwrap();
        assert!(
            boundary
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        );
        let body = response.bytes().await.unwrap();
        // Latin-1 keeps each byte a character, so that texts can be cut.
        let text: String = body.iter().map(|byte| char::from(*byte)).collect();
        let text = format!("\r\n{text}");
        let delimiter = format!("\r\n--{boundary}");
        let mut parts = text.split(&delimiter);
        assert_eq!(parts.next(), Some(""));
        let mut parts: Vec<&str> = parts.collect();
        assert_eq!(parts.pop(), Some("--\r\n"));
        let mut read = parts.into_iter().map(|part| {
            let (head, content) = part.split_once("\r\n\r\n").unwrap();
            let headers = head.lines().filter_map(|line| line.split_once(": "));
            let headers: BTreeMap<String, String> = headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect();
            let bytes: Vec<u8> = content
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap())
                .collect();
            (headers, bytes)
        });
        let (headers, json) = read.next().unwrap();
        assert_eq!(headers["content-type"], "application/json");
        let mut contents = BTreeMap::new();
        for (headers, content) in read {
            let hash = headers["x-experience-api-hash"].clone();
            assert_eq!(headers["content-transfer-encoding"], "binary");
            assert!(
                contents.insert(hash, (headers, content)).is_none(),
                "a content is sent twice"
            );
        }
        Self {
            json: serde_json::from_slice(&json).unwrap(),
            contents,
        }
    }

    fn content(&self, hash: &str) -> &[u8] {
        &self.contents[hash].1
    }
}

pub(super) fn get(app: &TestApp, version: &str, parameters: &[(&str, &str)]) -> RequestBuilder {
    let parameters = [parameters, &[("attachments", "true")]].concat();
    ask(app, version, Method::GET, &with(STATEMENTS, &parameters))
}

both! {
    /// Communication 1.5.2, 2.1.3: any bytes come out as they went in, with what was said of them.
    async fn contents_come_out_as_they_went_in(app: TestApp) {
        let every_byte: Vec<u8> = (0..=255).collect();
        let tricky = format!("\r\n--{}x\r\n\r\n--{}\r\n", &BOUNDARY[..9], &BOUNDARY[..5]);
        let contents: [&[u8]; 4] = [b"a text", &every_byte, b"", tricky.as_bytes()];
        for version in VERSIONS {
            let sent = attached(&contents.map(declared));
            let text = sent.to_string();
            let mut parts = vec![json_part(&text)];
            // The parts need not come in the order of the attachments.
            parts.extend(contents.iter().rev().map(|content| content_part(content)));
            let answer = Answer::of(send(&app, version, mixed(&parts))).await;
            assert_eq!(answer.body, json!([sent["id"]]));
            let single = Received::of(get(&app, version, &[("statementId", &id(&sent))])).await;
            assert_eq!(single.json["attachments"], sent["attachments"]);
            let list = Received::of(get(&app, version, &[("limit", "1")])).await;
            assert_eq!(list.json["statements"][0], single.json);
            for received in [&single, &list] {
                assert_eq!(received.contents.len(), contents.len());
                for content in contents {
                    assert_eq!(received.content(&sha2(content)), content);
                    let (headers, _) = &received.contents[&sha2(content)];
                    assert_eq!(headers["content-type"], "text/plain");
                }
            }
        }
    }

    /// Communication 2.1.3: without attachments=true the answer is JSON, whatever is attached; with it
    /// it is multipart, even without any attachment.
    async fn the_form_of_an_answer_is_that_asked_for(app: TestApp) {
        let plain = with_id(statement("anna", SHARED, "a"));
        store(&app, &plain).await;
        let sent = attached(&[declared(b"x")]);
        deliver(&app, &sent, &[b"x"]).await;
        for version in VERSIONS {
            for parameters in [&[][..], &[("attachments", "false")]] {
                for id in [&plain, &sent].map(id) {
                    let path = with(STATEMENTS, &[parameters, &[("statementId", id.as_str())]].concat());
                    let answer = Answer::of(ask(&app, version, Method::GET, &path)).await;
                    assert_eq!(answer.headers["content-type"], "application/json");
                    assert_eq!(answer.body["id"], id);
                }
            }
            let bare = Received::of(get(&app, version, &[("statementId", &id(&plain))])).await;
            assert_eq!((bare.json["id"].clone(), bare.contents.len()), (plain["id"].clone(), 0));
            let none = Received::of(get(&app, version, &[("verb", "https://example.org/never")])).await;
            assert_eq!((none.json, none.contents.len()), (json!({ "statements": [], "more": "" }), 0));
            let head = ask(&app, version, Method::HEAD, &with(STATEMENTS, &[("attachments", "true")]));
            let head = Answer::of(head).await;
            assert!(head.headers["content-type"].to_str().unwrap().starts_with("multipart/mixed; boundary="));
            assert_eq!(head.body, json!(""));
        }
        // The link to the next page asks for contents, too.
        let path = with(STATEMENTS, &[("attachments", "true"), ("limit", "1"), ("ascending", "true")]);
        let first = Received::of(app.get(&path)).await;
        assert_eq!(first.contents.len(), 0);
        let second = Received::of(app.get(first.json["more"].as_str().unwrap())).await;
        assert_eq!(second.content(&sha2(b"x")), b"x");
        for format in ["ids", "canonical"] {
            let shaped = Received::of(get(&app, "1.0.3", &[("format", format), ("limit", "1")])).await;
            assert_eq!(shaped.content(&sha2(b"x")), b"x");
        }
    }

    /// Communication 1.5.2: one content for each hash, whoever names it and however it is written.
    async fn a_content_is_kept_and_sent_once(app: TestApp) {
        let mut upper = declared(b"same");
        upper["sha2"] = json!(sha2(b"same").to_uppercase());
        let one = attached(&[declared(b"same"), upper]);
        let two = attached(&[declared(b"same"), declared(b"other")]);
        let text = json!([one, two]).to_string();
        let body = mixed(&[json_part(&text), content_part(b"same"), content_part(b"other")]);
        assert_eq!(Answer::of(send(&app, "2.0.0", body)).await.status, 200);
        let again = attached(&[declared(b"same")]);
        deliver(&app, &again, &[b"same"]).await;
        let received = Received::of(get(&app, "2.0.0", &[])).await;
        assert_eq!(received.json["statements"].as_array().unwrap().len(), 3);
        assert_eq!(received.contents.len(), 2);
        assert_eq!(received.content(&sha2(b"same")), b"same");
    }

    /// Data 2.4.11: every kind of SHA-2, in a statement inside another one, of a voided statement, by `PUT`.
    async fn attachments_stand_wherever_they_can(app: TestApp) {
        let content = b"content";
        for algorithm in [&digest::SHA224, &digest::SHA256, &digest::SHA384, &digest::SHA512] {
            let sum = hex(digest::digest(algorithm, content).as_ref());
            let mut attachment = declared(content);
            attachment["sha2"] = json!(sum);
            let mut sent = attached(&[attachment]);
            sent["object"] = json!({
                "objectType": "SubStatement", "actor": sent["actor"], "verb": sent["verb"],
                "object": sent["object"], "attachments": [declared(b"inner")]
            });
            let text = sent.to_string();
            let part = (content_part(content).0.replace(&sha2(content), &sum), &content[..]);
            let body = mixed(&[json_part(&text), part, content_part(b"inner")]);
            let path = with(STATEMENTS, &[("statementId", &id(&sent))]);
            let put = ask(&app, "1.0.3", Method::PUT, &path);
            let kind = format!("Multipart/Mixed; boundary=\"{BOUNDARY}\"");
            let answer = Answer::of(put.header("Content-Type", kind).body(body)).await;
            assert_eq!(answer.status, 204, "{}", answer.body);
            let mut voids = with_id(statement("anna", VOIDED, "x"));
            voids["object"] = reference(&id(&sent));
            store(&app, &voids).await;
            let received = Received::of(get(&app, "1.0.3", &[("voidedStatementId", &id(&sent))])).await;
            assert_eq!(received.content(&sum), content);
            assert_eq!(received.content(&sha2(b"inner")), b"inner");
        }
    }

    /// Data 2.4.11: a content that can be fetched need not come; if it comes it is kept.
    async fn a_content_elsewhere_need_not_come(app: TestApp) {
        let elsewhere = |content: &[u8]| {
            let mut attachment = declared(content);
            attachment["fileUrl"] = json!("https://example.org/file");
            attachment
        };
        for version in VERSIONS {
            let sent = attached(&[elsewhere(b"far")]);
            assert_eq!(post_as(&app, version, &sent).await.status, 200);
            let text = attached(&[elsewhere(b"far")]).to_string();
            let answer = Answer::of(send(&app, version, mixed(&[json_part(&text)]))).await;
            assert_eq!(answer.status, 200);
            let text = with_id(statement("anna", SHARED, "b")).to_string();
            let answer = Answer::of(send(&app, version, mixed(&[json_part(&text)]))).await;
            assert_eq!(answer.status, 200);
            let received = Received::of(get(&app, version, &[("statementId", &id(&sent))])).await;
            assert!(received.contents.is_empty());
        }
        let sent = attached(&[elsewhere(b"near"), declared(b"here")]);
        deliver(&app, &sent, &[b"near", b"here"]).await;
        let received = Received::of(get(&app, "1.0.3", &[("statementId", &id(&sent))])).await;
        assert_eq!(received.content(&sha2(b"near")), b"near");
    }

    /// Communication 1.5.2; RFC 2046: preamble, padding and a missing last line break are no faults.
    async fn a_body_may_be_written_in_every_way_that_is_allowed(app: TestApp) {
        let sent = attached(&[declared(b"x")]);
        let sum = sha2(b"x");
        for variant in 0..4 {
            let mut sent = sent.clone();
            sent["id"] = json!(fresh_id());
            let statement = sent.to_string();
            let (before, pad, colon, end) = match variant {
                0 => ("\r\n", "", ":", ""),
                1 => ("preamble\r\n", "  ", ": ", "\r\n"),
                2 => ("", "", ":\t", "\r\nepilogue"),
                _ => ("", "", ": ", ""),
            };
            let body = format!(
                "{before}--{BOUNDARY}{pad}\r\ncontent-type{colon}application/json;charset=UTF-8\r\n\r\n{statement}\r\n\
                 --{BOUNDARY}{pad}\r\nContent-Type{colon}text/plain\r\nCONTENT-TRANSFER-ENCODING{colon}Binary\r\n\
                 x-experience-api-hash{colon}{}\r\n\r\nx\r\n--{BOUNDARY}--{end}",
                if variant == 3 { sum.to_uppercase() } else { sum.clone() }
            );
            let answer = Answer::of(send(&app, "1.0.3", body.into_bytes())).await;
            assert_eq!(answer.status, 200, "{variant} {}", answer.body);
        }
        assert_eq!(ids(&app, &[]).await.len(), 4);
    }
}

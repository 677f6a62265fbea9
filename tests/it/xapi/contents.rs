//! Where contents of attachments are kept: on disk or in the database, each behaves the same; large ones
//! are never in memory whole; what no statement needs goes after a day.

use std::time::Duration;

use bytes::Bytes;
use coachlight::attachments::{Attachments, Hash, Place};
use coachlight::statements;
use futures_util::StreamExt;
use reqwest::{Body, Method};
use serde_json::json;

use super::attachments::{
    BOUNDARY, Received, attached, content_part, declared, deliver, get, json_part, mixed, send,
    sha2,
};
use super::{STATEMENTS, fresh_id, id};
use crate::support::process::Setting;
use crate::support::{Answer, TestApp, client, fresh_postgres};

const LARGE: usize = 32 * 1024 * 1024;
const BLOCK: usize = 64 * 1024;

/// Runs a case for each place on each database.
macro_rules! everywhere {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {
        $(mod $name {
            use super::*;
            async fn case($app: TestApp) $body

            async fn start(postgres: bool, place: Place) -> TestApp {
                let address = if postgres { Some(fresh_postgres().await) } else { None };
                TestApp::start_with(address, |config| config.xapi.attachments = Some(place)).await
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_and_disk() {
                case(start(false, Place::Disk).await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite_alone() {
                case(start(false, Place::Database).await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres_and_disk() {
                case(start(true, Place::Disk).await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres_alone() {
                case(start(true, Place::Database).await).await;
            }
        })+
    };
}

fn kept(app: &TestApp) -> &Attachments {
    &app.running.as_ref().unwrap().app.attachments
}

async fn length(app: &TestApp, content: &[u8]) -> Option<u64> {
    let hash = Hash::parse(&sha2(content)).unwrap();
    kept(app).length(&hash).await.unwrap()
}

/// A block of a large content; each differs from the next.
fn block(number: usize) -> Vec<u8> {
    (0..BLOCK)
        .map(|place| u8::try_from((place * 7 + number * 13 + place / 251) % 256).unwrap())
        .collect()
}

/// The large content's head and tail in a request, and the statement.
fn large() -> (serde_json::Value, String, String) {
    let content: Vec<u8> = (0..LARGE / BLOCK).flat_map(block).collect();
    let sent = attached(&[declared(&content)]);
    let (headers, _) = content_part(&content);
    let head = format!(
        "--{BOUNDARY}\r\nContent-Type: application/json\r\n\r\n{sent}\r\n--{BOUNDARY}\r\n{headers}\r\n"
    );
    (sent, head, format!("\r\n--{BOUNDARY}--\r\n"))
}

/// A body that is made while it is sent.
fn streamed(head: String, tail: String) -> Body {
    let blocks = (0..LARGE / BLOCK).map(|number| Bytes::from(block(number)));
    let parts = std::iter::once(Bytes::from(head))
        .chain(blocks)
        .chain([Bytes::from(tail)]);
    Body::wrap_stream(futures_util::stream::iter(
        parts.map(Ok::<_, std::io::Error>),
    ))
}

/// Reads an answer part by part and compares its second part with the large content.
async fn compare(response: reqwest::Response) {
    assert_eq!(response.status(), 200);
    let mut stream = response.bytes_stream();
    let (mut start, mut seen) = (Vec::new(), None::<usize>);
    let mut expected = Vec::new();
    while let Some(part) = stream.next().await {
        let part = part.unwrap();
        let mut bytes = &part[..];
        if seen.is_none() {
            start.extend_from_slice(bytes);
            let text: String = start.iter().map(|byte| char::from(*byte)).collect();
            let Some(content) = text
                .find("x-experience-api-hash")
                .or(text.find("X-Experience-API-Hash"))
                .and_then(|at| text[at..].find("\r\n\r\n").map(|end| at + end + 4))
            else {
                continue;
            };
            start.drain(..content);
            bytes = &start;
            seen = Some(0);
        }
        let mut at = seen.unwrap();
        while !bytes.is_empty() && at < LARGE {
            if at % BLOCK == 0 {
                expected = block(at / BLOCK);
            }
            let many = bytes.len().min(BLOCK - at % BLOCK);
            assert!(
                bytes[..many] == expected[at % BLOCK..at % BLOCK + many],
                "differs after {at}"
            );
            at += many;
            bytes = &bytes[many..];
        }
        seen = Some(at);
    }
    assert_eq!(seen, Some(LARGE));
}

everywhere! {
    /// Communication 1.5.2: a content of 32 MiB in a body without a length.
    async fn a_large_content_comes_and_goes(app: TestApp) {
        let (sent, head, tail) = large();
        let request = app.request(Method::POST, STATEMENTS);
        let request = request.header("Content-Type", format!("multipart/mixed; boundary={BOUNDARY}"));
        let answer = Answer::of(request.body(streamed(head, tail))).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        compare(get(&app, "1.0.3", &[("statementId", &id(&sent))]).send().await.unwrap()).await;
    }

    /// What was brought by a refused request goes when it is a day old; what a statement needs stays.
    async fn what_no_statement_needs_is_swept(app: TestApp) {
        let needed = attached(&[declared(b"needed")]);
        deliver(&app, &needed, &[b"needed"]).await;
        let text = attached(&[declared(b"orphan"), declared(b"bad")]).to_string();
        let bad = (content_part(b"bad").0, &b"worse"[..]);
        let body = mixed(&[json_part(&text), content_part(b"orphan"), bad]);
        assert_eq!(Answer::of(send(&app, "1.0.3", body)).await.status, 400);
        assert_eq!(length(&app, b"orphan").await, Some(6));
        assert_eq!(length(&app, b"bad").await, None);
        let now = app.running.as_ref().unwrap().app.clock.now();
        let hours = |hours: u64| now + Duration::from_secs(hours * 3600);
        assert_eq!(kept(&app).sweep(hours(0)).await.unwrap(), 0);
        assert_eq!(kept(&app).sweep(hours(23)).await.unwrap(), 0);
        assert_eq!(length(&app, b"orphan").await, Some(6));
        assert!(kept(&app).sweep(hours(25)).await.unwrap() >= 1);
        assert_eq!(length(&app, b"orphan").await, None);
        assert_eq!(kept(&app).sweep(hours(25)).await.unwrap(), 0);
        let received = Received::of(get(&app, "1.0.3", &[("statementId", &id(&needed))])).await;
        assert_eq!(received.contents[&sha2(b"needed")].1, b"needed");
        // It may come again.
        deliver(&app, &attached(&[declared(b"orphan")]), &[b"orphan"]).await;
        assert_eq!(kept(&app).sweep(hours(50)).await.unwrap(), 0);
        assert_eq!(length(&app, b"orphan").await, Some(6));
    }

    /// Many bring the same content at once: it is kept once, and each is answered well.
    async fn the_same_content_may_come_many_times_at_once(app: TestApp) {
        let content: Vec<u8> = (0..6).flat_map(block).collect();
        let body = || {
            let mut sent = attached(&[declared(&content)]);
            sent["id"] = json!(fresh_id());
            mixed(&[json_part(&sent.to_string()), content_part(&content)])
        };
        let answers = (0..10).map(|_| Answer::of(send(&app, "2.0.0", body())));
        for answer in futures_util::future::join_all(answers).await {
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        let received = Received::of(get(&app, "2.0.0", &[])).await;
        assert_eq!(received.json["statements"].as_array().unwrap().len(), 10);
        assert!(received.contents[&sha2(&content)].1 == content);
        let mut tx = app.db().read().await.unwrap();
        let needed = statements::attached(&mut tx, std::iter::once(sha2(&content).as_str())).await;
        assert_eq!(needed.unwrap(), [sha2(&content)]);
    }
}

/// A gateway that takes and gives a large content never holds it whole.
async fn memory_stays_small(database: Option<String>) {
    let setting = Setting::new(database);
    let process = setting.start().await;
    let (sent, head, tail) = large();
    let address = format!("{}{STATEMENTS}", process.base);
    let request = |method: Method, query: &str| {
        client()
            .request(method, format!("{address}{query}"))
            .basic_auth(&setting.key, Some(&setting.secret))
            .header("X-Experience-API-Version", "1.0.3")
    };
    // What every first request costs is not counted.
    assert_eq!(request(Method::GET, "").send().await.unwrap().status(), 200);
    let before = process.memory();
    let upload = request(Method::POST, "")
        .header(
            "Content-Type",
            format!("multipart/mixed; boundary={BOUNDARY}"),
        )
        .body(streamed(head, tail));
    assert_eq!(upload.send().await.unwrap().status(), 200);
    let query = format!("?attachments=true&statementId={}", id(&sent));
    compare(request(Method::GET, &query).send().await.unwrap()).await;
    let grown = process.memory() - before;
    assert!(grown < LARGE as i64 / 2, "grown by {grown} bytes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_content_is_never_in_memory_whole_on_disk() {
    memory_stays_small(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_content_is_never_in_memory_whole_in_the_database() {
    memory_stays_small(Some(fresh_postgres().await)).await;
}

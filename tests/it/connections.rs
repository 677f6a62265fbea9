//! Connections have limits on time and size.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::process::Setting;
use crate::support::{Answer, TestApp, both, client, statement};

async fn talk(app: &TestApp, bytes: &[u8]) -> String {
    let address = app.running.as_ref().unwrap().address;
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The server may refuse and close before it has read everything.
    let _refused_early = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(15), read)
        .await
        .unwrap()
        .ok();
    String::from_utf8_lossy(&answer).into_owned()
}

fn credentials(app: &TestApp) -> String {
    base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("{}:{}", app.key, app.secret),
    )
}

both! {
    async fn half_a_request_is_not_waited_for_long(app: TestApp) {
        assert!(talk(&app, b"GET /healthz HTTP/1.1\r\nHost: x\r\n").await.len() < 500);
        let stalled = b"POST /xapi/statements HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\
            Content-Type: application/json\r\nX-Experience-API-Version: 2.0.0\r\n\r\n{";
        // Whoever is not let in is not waited for at all.
        let answer = talk(&app, stalled).await;
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
        for kind in ["application/json", "multipart/mixed; boundary=b"] {
            let stalled = format!(
                "POST /xapi/statements HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {}\r\n\
                 Content-Length: 100\r\nContent-Type: {kind}\r\n\
                 X-Experience-API-Version: 2.0.0\r\n\r\n{{",
                credentials(&app)
            );
            let answer = talk(&app, stalled.as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        }
    }

    async fn too_many_and_too_long_headers_are_refused(app: TestApp) {
        let long = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "x".repeat(70_000));
        assert!(talk(&app, long.as_bytes()).await.starts_with("HTTP/1.1 431"));
        let many = "X-Many: y\r\n".repeat(10_000);
        let many = format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{many}\r\n");
        assert!(talk(&app, many.as_bytes()).await.starts_with("HTTP/1.1 431"));
    }

    async fn requests_that_proxies_read_differently_are_refused(app: TestApp) {
        for smuggled in [
            "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
            "POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length : 4\r\n\r\nabcd",
            "GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n",
            "GET /\u{0}healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        ] {
            let answer = talk(&app, smuggled.as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 400"), "{smuggled:?}: {answer}");
        }
    }

    async fn a_compressed_bomb_is_stopped_at_the_limit(app: TestApp) {
        let zeros = "python3 -c \"import gzip,sys;sys.stdout.buffer.write(gzip.compress(bytes(100_000_000)))\"";
        let bomb = std::process::Command::new("sh").args(["-c", zeros]).output().unwrap().stdout;
        assert!(bomb.len() < 200_000 && !bomb.is_empty());
        let answer = Answer::of(
            app.request(reqwest::Method::POST, "/xapi/statements")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .body(bomb),
        )
        .await;
        assert_eq!(answer.problem().1, "/problems/too-large");
    }
}

/// Bodies that cost a parser much: name, body, answer.
fn hostile() -> Vec<(&'static str, Vec<u8>, u16)> {
    let many = |unit: &str, count: usize| format!("[{}0]", unit.repeat(count)).into_bytes();
    let keys: Vec<String> = (0..200_000).map(|n| format!("\"{n:x}\":0")).collect();
    vec![
        ("a million levels", "[".repeat(1_000_000).into_bytes(), 400),
        (
            "200,000 keys",
            format!("{{{}}}", keys.join(",")).into_bytes(),
            400,
        ),
        ("a million numbers", many("0,", 1_000_000), 413),
        ("100,000 empty statements", many("{},", 100_000), 413),
        (
            "a string of 2 MB",
            format!("\"{}\"", "x".repeat(2_000_000)).into_bytes(),
            400,
        ),
        ("a number of 2 MB", "1".repeat(2_000_000).into_bytes(), 400),
        (
            "escapes of 2 MB",
            format!("\"{}\"", "\\u0041".repeat(340_000)).into_bytes(),
            400,
        ),
        (
            "a string of 10 MB",
            format!("\"{}\"", "x".repeat(10_000_000)).into_bytes(),
            413,
        ),
        ("10 MB of blanks", vec![b' '; 10_000_000], 413),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_bodies_are_refused_and_leave_nothing_in_memory() {
    let setting = Setting::new(None);
    let process = setting.start().await;
    let client = client();
    let send = |body: Vec<u8>| {
        let request = client.post(format!("{}/xapi/statements", process.base));
        let request = request.basic_auth(&setting.key, Some(&setting.secret));
        let request = request.header("X-Experience-API-Version", "2.0.0");
        Answer::of(
            request
                .header("Content-Type", "application/json")
                .body(body),
        )
    };
    let good = statement("anna", "http://adlnet.gov/expapi/verbs/shared", "a").to_string();
    for _ in 0..100 {
        assert_eq!(send(good.clone().into_bytes()).await.status, 200);
    }
    let before = process.memory();
    for (name, body, status) in hostile() {
        assert_eq!(send(body).await.status, status, "{name}");
    }
    let more = (process.memory() - before) / (1024 * 1024);
    assert!(more <= 16, "{more} MiB more than before");
    assert_eq!(send(good.into_bytes()).await.status, 200);
}

both! {
    async fn a_body_without_end_is_stopped_at_the_limit(app: TestApp) {
        let address = app.running.as_ref().unwrap().address;
        let mut stream = TcpStream::connect(address).await.unwrap();
        let credentials = credentials(&app);
        let head = format!(
            "POST /xapi/statements HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {credentials}\r\n\
             Content-Type: application/json\r\nX-Experience-API-Version: 2.0.0\r\n\
             Transfer-Encoding: chunked\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let chunk = format!("2000\r\n{}\r\n", " ".repeat(0x2000));
        let mut sent = 0;
        // Until the gateway closes; that it does so is what is tested.
        while stream.write_all(chunk.as_bytes()).await.is_ok() {
            sent += chunk.len();
            assert!(sent < 64 * 1024 * 1024, "the gateway reads on and on");
        }
    }
}

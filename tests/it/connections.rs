//! Connections have limits on time and size.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{TestApp, both};

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

both! {
    async fn half_a_request_is_not_waited_for_long(app: TestApp) {
        assert!(talk(&app, b"GET /healthz HTTP/1.1\r\nHost: x\r\n").await.len() < 500);
        let stalled = b"POST /xapi/statements HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\
            Content-Type: application/json\r\nX-Experience-API-Version: 2.0.0\r\n\r\n{";
        let answer = talk(&app, stalled).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
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
        let answer = crate::support::Answer::of(
            app.request(reqwest::Method::POST, "/xapi/statements")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .body(bomb),
        )
        .await;
        assert_eq!(answer.problem().1, "/problems/too-large");
    }
}

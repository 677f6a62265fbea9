//! A gateway in a process of its own under load: how far the projector falls behind, and what memory
//! it takes.
//!
//! `cargo bench --bench load` stores for 30 seconds; `BENCH_SECONDS=600` for as long as is promised.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]
#![expect(
    clippy::disallowed_methods,
    reason = "a bench reads its own surroundings"
)]

#[path = "support/sample.rs"]
mod sample;

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tempfile::TempDir;

use sample::statement;

const CONNECTIONS: usize = 8;
const BATCH: usize = 50;
/// The part of what the gateway can take that it is given.
const SHARE: f64 = 0.8;
const IDLE: usize = 5_000;
const ATTACHMENT: usize = 1 << 30;
const CHUNK: usize = 1 << 18;

struct Gateway {
    child: Child,
    base: String,
    key: String,
    secret: String,
    _folder: TempDir,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // It may have ended by itself, which the bench has failed for.
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

impl Gateway {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = command(
            folder.path(),
            &["credential", "create", "Load", "--scope", "all"],
        )
        .output()
        .unwrap();
        let text = String::from_utf8(made.stdout).unwrap();
        let word = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().to_owned()
        };
        let port = {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        };
        let listen = format!("127.0.0.1:{port}");
        let child = command(folder.path(), &["serve", "--listen", &listen])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let gateway = Self {
            child,
            base: format!("http://{listen}"),
            key: word("key"),
            secret: word("secret"),
            _folder: folder,
        };
        let client = reqwest::Client::new();
        let ready = format!("{}/readyz", gateway.base);
        while !client
            .get(&ready)
            .send()
            .await
            .is_ok_and(|it| it.status() == 200)
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        gateway
    }

    fn request(
        &self,
        client: &reqwest::Client,
        method: reqwest::Method,
    ) -> reqwest::RequestBuilder {
        client
            .request(method, format!("{}/xapi/statements", self.base))
            .basic_auth(&self.key, Some(&self.secret))
            .header("X-Experience-API-Version", "2.0.0")
    }

    /// Bytes of memory that are resident.
    fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kilobytes * 1024
    }

    /// A counter of its metrics.
    async fn counter(&self, client: &reqwest::Client, name: &str) -> u64 {
        let asked = client.get(format!("{}/metrics", self.base)).send().await;
        let text = asked.unwrap().text().await.unwrap();
        let line = text.lines().find(|line| line.starts_with(name));
        line.map_or(0, |line| {
            let number = line.split_whitespace().nth(1).unwrap();
            number.parse().unwrap()
        })
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coachlight"));
    command.args(arguments).arg("--data-dir").arg(folder);
    command.env("COACHLIGHT_LOG__LEVEL", "error");
    command
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// Stores for some time, at most at a rate, and returns how many were stored in a second.
async fn store(gateway: &Gateway, rate: Option<f64>, time: Duration) -> f64 {
    let client = reqwest::Client::new();
    let stored = AtomicU64::new(0);
    let start = Instant::now();
    let senders = (0..CONNECTIONS).map(async |sender| {
        for round in 0.. {
            let number = (round * CONNECTIONS + sender) * BATCH;
            if let Some(rate) = rate {
                let due = start + Duration::from_secs_f64(number as f64 / rate);
                tokio::time::sleep_until(due.into()).await;
            }
            if start.elapsed() >= time {
                return;
            }
            let batch: Vec<Value> = (number..number + BATCH).map(statement).collect();
            let answer = gateway
                .request(&client, reqwest::Method::POST)
                .json(&batch)
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 200);
            stored.fetch_add(BATCH as u64, Ordering::Relaxed);
        }
    });
    futures_util::future::join_all(senders).await;
    stored.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}

/// The longest that the projector was behind what was stored, and the most memory, until told to
/// stop.
async fn watch(gateway: &Gateway, stop: &AtomicBool) -> (Duration, u64) {
    let client = reqwest::Client::new();
    let (mut lag, mut memory) = (Duration::ZERO, 0);
    // What was stored when, as far as it is not projected.
    let mut waiting: VecDeque<(Instant, u64)> = VecDeque::new();
    while !stop.load(Ordering::Relaxed) {
        let stored = gateway.counter(&client, "statements_stored_total").await;
        let projected = gateway.counter(&client, "statements_projected_total").await;
        waiting.push_back((Instant::now(), stored));
        while waiting
            .front()
            .is_some_and(|(_, stored)| *stored <= projected)
        {
            waiting.pop_front();
        }
        if let Some((since, _)) = waiting.front() {
            lag = lag.max(since.elapsed());
        }
        memory = memory.max(gateway.resident());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    (lag, memory)
}

async fn behind(gateway: &Gateway) {
    let seconds = std::env::var("BENCH_SECONDS").map_or(30, |text| text.parse().unwrap());
    let most = store(gateway, None, Duration::from_secs(15)).await;
    let stop = Arc::new(AtomicBool::new(false));
    let (rate, (lag, memory)) = tokio::join!(
        async {
            let rate = store(gateway, Some(SHARE * most), Duration::from_secs(seconds)).await;
            stop.store(true, Ordering::Relaxed);
            rate
        },
        watch(gateway, &stop)
    );
    println!(
        "{rate:.0} statements a second for {seconds} s (most {most:.0}): the projector was behind by \
         {:.2} s at most; {:.0} MiB resident at most",
        lag.as_secs_f64(),
        mebibytes(memory)
    );
}

/// Connections that have asked once and stay open.
fn idle(gateway: &Gateway) {
    let before = gateway.resident();
    let address = gateway.base.trim_start_matches("http://").to_owned();
    let open: Vec<TcpStream> = (0..IDLE)
        .map(|_| {
            let mut stream = TcpStream::connect(&address).unwrap();
            stream
                .write_all(b"GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n")
                .unwrap();
            let mut start = [0; 12];
            stream.read_exact(&mut start).unwrap();
            assert_eq!(&start, b"HTTP/1.1 200");
            stream
        })
        .collect();
    let more = gateway.resident().saturating_sub(before);
    println!(
        "{} idle connections take {:.1} MiB more",
        open.len(),
        mebibytes(more)
    );
}

/// The most memory that something takes, above what was taken before.
async fn most<T>(gateway: &Gateway, work: impl Future<Output = T>) -> (T, u64) {
    let before = gateway.resident();
    let mut memory = before;
    tokio::pin!(work);
    loop {
        tokio::select! {
            output = &mut work => return (output, memory.saturating_sub(before)),
            () = tokio::time::sleep(Duration::from_millis(20)) => {
                memory = memory.max(gateway.resident());
            }
        }
    }
}

fn content() -> impl Iterator<Item = Bytes> {
    (0..ATTACHMENT / CHUNK)
        .map(|number| Bytes::from(vec![u8::try_from(number % 251).unwrap(); CHUNK]))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap());
        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap());
        text
    })
}

async fn attachment(gateway: &Gateway) {
    let mut hash = Context::new(&SHA256);
    content().for_each(|chunk| hash.update(&chunk));
    let hash = hex(hash.finish().as_ref());
    let mut large = statement(0);
    large["attachments"] = json!([{
        "usageType": "https://example.org/recording", "display": { "en": "A recording" },
        "contentType": "video/mp4", "length": ATTACHMENT, "sha2": hash
    }]);
    let head = format!(
        "--parts\r\nContent-Type: application/json\r\n\r\n{large}\r\n--parts\r\n\
         Content-Type: video/mp4\r\nContent-Transfer-Encoding: binary\r\n\
         X-Experience-API-Hash: {hash}\r\n\r\n"
    );
    let parts = std::iter::once(Bytes::from(head))
        .chain(content())
        .chain([Bytes::from_static(b"\r\n--parts--\r\n")])
        .map(Ok::<_, std::io::Error>);
    let client = reqwest::Client::new();
    let request = gateway
        .request(&client, reqwest::Method::POST)
        .header("Content-Type", "multipart/mixed; boundary=parts")
        .body(reqwest::Body::wrap_stream(stream::iter(parts)));
    let start = Instant::now();
    let (answer, memory) = most(gateway, request.send()).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    println!(
        "1 GiB of attachment in: {:.0} MiB/s, {:.1} MiB more",
        mebibytes(ATTACHMENT as u64) / start.elapsed().as_secs_f64(),
        mebibytes(memory)
    );
    let id = large["id"].as_str().unwrap();
    let request = gateway
        .request(&client, reqwest::Method::GET)
        .query(&[("statementId", id), ("attachments", "true")]);
    let start = Instant::now();
    let work = async {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let mut body = answer.bytes_stream();
        let mut length = 0;
        while let Some(chunk) = body.next().await {
            length += chunk.unwrap().len();
        }
        length
    };
    let (length, memory) = most(gateway, work).await;
    assert!(length > ATTACHMENT);
    println!(
        "1 GiB of attachment out: {:.0} MiB/s, {:.1} MiB more",
        mebibytes(ATTACHMENT as u64) / start.elapsed().as_secs_f64(),
        mebibytes(memory)
    );
}

#[tokio::main]
async fn main() {
    let gateway = Gateway::start().await;
    behind(&gateway).await;
    idle(&gateway);
    attachment(&gateway).await;
    println!(
        "{:.0} MiB resident at the end",
        mebibytes(gateway.resident())
    );
}

//! How long answers of the record store take among many statements, while others are stored.
//!
//! `cargo bench --bench queries` fills a store of 100,000 statements first;
//! `BENCH_STATEMENTS=1000000` makes it larger, and `BENCH_DATA=folder` keeps
//! it for the next run. `PEER_STATEMENTS`, `PEER_KEY` and `PEER_SECRET` name another
//! record store, which then is sent and asked the same. `./test --env-only cargo bench --bench queries` is on PostgreSQL
//! (`BENCH_DATABASE=name` keeps the database there).

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]
#![expect(
    clippy::disallowed_methods,
    reason = "a bench reads its own surroundings"
)]

#[path = "support/record_store.rs"]
mod record_store;
mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use coachlight::generator::{Options, Simulation, requests};
use coachlight::statements;
use coachlight::store::Db;
use coachlight::telemetry;
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::Executor;
use uuid::Uuid;
use xapi_schemas::Version;

use record_store::RecordStore;
use support::{Gateway, gateway};

/// Connections that ask at the same time.
const READERS: usize = 16;
/// Statements stored in a second meanwhile.
const WRITES: u32 = 500;
/// Answers that are timed for each kind of question.
const ANSWERS: usize = 800;
/// The same of a peer, which may take long.
const ANSWERS_OF_PEER: usize = 160;

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn send(store: &RecordStore, client: &reqwest::Client, body: String) -> reqwest::Response {
    let request = store.request(client, Method::POST, "").body(body);
    request.send().await.unwrap()
}

async fn head(gateway: &Gateway) -> i64 {
    let mut tx = gateway.running.app.db.read().await.unwrap();
    statements::head(&mut tx).await.unwrap().seq
}

/// The statement as of its actor's registration for the week: the generator's apps know none.
fn with_registration(mut statement: Value) -> Value {
    let time = statement["timestamp"].as_str().unwrap_or_default();
    let week = time.get(..9).unwrap_or_default();
    let name = format!("{week} {}", statement["actor"]);
    let registration = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes());
    let in_context = statement.get("context").is_some_and(Value::is_object);
    if !in_context {
        statement["context"] = json!({});
    }
    statement["context"]["registration"] = registration.to_string().into();
    statement
}

/// Sends until the store takes it: one that is asked for more than it can do says so.
async fn send_patiently(store: &RecordStore, client: &reqwest::Client, body: String) {
    loop {
        let status = send(store, client, body.clone()).await.status();
        if status == StatusCode::OK {
            return;
        }
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Sends a peer a batch and, where it refuses that, each statement by itself; how many it refused. Some answer
/// 204 where the standard has 200.
async fn send_to_peer(peer: &RecordStore, client: &reqwest::Client, batch: &str) -> usize {
    let answer = send(peer, client, batch.to_owned()).await;
    if answer.status().is_success() {
        return 0;
    }
    let statements: Vec<Value> = serde_json::from_str(batch).unwrap();
    let mut refused = 0;
    for statement in &statements {
        let answer = send(peer, client, statement.to_string()).await;
        refused += usize::from(!answer.status().is_success());
    }
    assert!(refused < statements.len(), "nothing of a batch was taken");
    refused
}

/// Fills the store up to `wanted` statements and returns the bytes of JSON that were sent. A store
/// that is kept is filled on, and the bytes then are 0.
///
/// The peer, if there is one, is sent the same on one connection: the one that was at hand failed
/// with several at once.
async fn fill(gateway: &Gateway, wanted: i64, peer: Option<&RecordStore>) -> u64 {
    let client = reqwest::Client::new();
    let own = RecordStore::of(gateway);
    let (mut bytes, mut refused) = (0, 0);
    let before = head(gateway).await;
    // Each seed makes more statements than that, so that none comes again.
    let mut seed = 1 + before.unsigned_abs() / 100_000;
    let start = Instant::now();
    while head(gateway).await < wanted {
        let days = Simulation::new(Options {
            people: 3000,
            days: 180,
            last_day: 20_780,
            seed,
            version: Version::V1_0_3,
        });
        seed += 1;
        let mut waiting = Vec::new();
        for day in days {
            for batch in requests(day, 200) {
                let batch = batch.into_iter().map(with_registration).collect();
                let body = Value::Array(batch).to_string();
                bytes += body.len() as u64;
                waiting.push(body);
            }
            if waiting.len() >= 8 {
                for body in &waiting {
                    if let Some(peer) = peer {
                        refused += send_to_peer(peer, &client, body).await;
                    }
                }
                let sent = waiting.drain(..);
                join_all(sent.map(|body| send_patiently(&own, &client, body))).await;
            }
            if head(gateway).await >= wanted {
                break;
            }
        }
    }
    let filled = head(gateway).await - before;
    let rate = filled as f64 / start.elapsed().as_secs_f64();
    println!("filled at {rate:.0} statements a second, projection included");
    if refused > 0 {
        println!("the other store refused {refused} of them");
    }
    if before == 0 { bytes } else { 0 }
}

/// Sizes of the files of an embedded database.
fn size(folder: &Path) -> u64 {
    let files = ["coachlight.db", "coachlight.db-wal"];
    let length = |name: &&str| std::fs::metadata(folder.join(name)).map_or(0, |file| file.len());
    files.iter().map(length).sum()
}

/// A question, as the query of an address, made from a statement of the store.
type Question = fn(&Value, &mut StdRng) -> Option<String>;

fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn agent(statement: &Value) -> Option<String> {
    let actor = statement.get("actor")?;
    Some(json!({ "account": actor.get("account")? }).to_string())
}

fn activity(statement: &Value) -> Option<String> {
    let object = statement.get("object")?;
    let is_activity = object
        .get("objectType")
        .is_none_or(|kind| kind == "Activity");
    is_activity.then(|| object["id"].as_str().unwrap_or_default().to_owned())
}

fn group(statement: &Value) -> Option<String> {
    let places = statement.pointer("/context/contextActivities/grouping")?;
    let list = places.as_array()?;
    Some(list.first()?["id"].as_str()?.to_owned())
}

const QUESTIONS: [(&str, Question); 11] = [
    ("no filter", |_, _| Some("limit=100".into())),
    ("agent", |it, _| Some(encoded(&[("agent", &agent(it)?)]))),
    ("verb", |it, _| {
        Some(encoded(&[("verb", it["verb"]["id"].as_str()?)]))
    }),
    ("activity", |it, _| {
        Some(encoded(&[("activity", &activity(it)?)]))
    }),
    ("registration", |it, _| {
        let registration = it.pointer("/context/registration")?.as_str()?;
        Some(encoded(&[("registration", registration)]))
    }),
    ("since", |it, _| {
        Some(encoded(&[("since", it["stored"].as_str()?)]))
    }),
    ("agent + verb", |it, _| {
        Some(encoded(&[
            ("agent", &agent(it)?),
            ("verb", it["verb"]["id"].as_str()?),
        ]))
    }),
    ("agent + activity", |it, _| {
        Some(encoded(&[
            ("agent", &agent(it)?),
            ("activity", &activity(it)?),
        ]))
    }),
    ("activity + since", |it, _| {
        Some(encoded(&[
            ("activity", &activity(it)?),
            ("since", it["stored"].as_str()?),
        ]))
    }),
    ("related_activities of a group", |it, _| {
        Some(encoded(&[
            ("activity", &group(it)?),
            ("related_activities", "true"),
        ]))
    }),
    ("related_agents, ascending", |it, random| {
        let ascending = if random.random() { "true" } else { "false" };
        let agent = agent(it)?;
        Some(encoded(&[
            ("agent", &agent),
            ("related_agents", "true"),
            ("ascending", ascending),
        ]))
    }),
];

/// A statement from anywhere in the log.
async fn sample(db: &Db, last: i64, random: &mut StdRng) -> Value {
    let mut tx = db.read().await.unwrap();
    let after = random.random_range(0..last.max(2) - 1);
    let (found, _) = statements::following(&mut tx, after, 1).await.unwrap();
    serde_json::from_str(&found[0].to_json()).unwrap()
}

async fn ask(store: &RecordStore, client: &reqwest::Client, query: &str) -> (Duration, String) {
    let start = Instant::now();
    let answer = store
        .request(client, Method::GET, &format!("?{query}"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200, "{query}");
    let text = answer.text().await.unwrap();
    (start.elapsed(), text)
}

fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1e3
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    println!(
        "{what:<34} median {:>7.2} ms   99th percentile {:>7.2} ms   ({} answers)",
        percentile(&times, 50),
        percentile(&times, 99),
        times.len()
    );
}

/// Asks one kind of question on all connections at once.
async fn time(
    store: &RecordStore,
    clients: &[reqwest::Client],
    queries: &[String],
) -> Vec<Duration> {
    let readers = clients.iter().enumerate().map(async |(reader, client)| {
        let mut times = Vec::new();
        for query in queries.iter().skip(reader).step_by(clients.len()) {
            times.push(ask(store, client, query).await.0);
        }
        times
    });
    join_all(readers).await.concat()
}

/// Walks an answer to its end and times its last page.
async fn last_page(
    store: &RecordStore,
    client: &reqwest::Client,
    query: &str,
) -> (Duration, Duration, usize) {
    let (first, mut text) = ask(store, client, query).await;
    let mut pages = 1;
    let mut time = first;
    loop {
        let answer: Value = serde_json::from_str(&text).unwrap();
        let more = answer["more"].as_str().unwrap();
        let Some((_, query)) = more.split_once('?') else {
            return (first, time, pages);
        };
        (time, text) = ask(store, client, query).await;
        pages += 1;
    }
}

/// Stores statements at a steady rate until told to stop.
async fn write(gateway: &Gateway, stop: &AtomicBool) -> usize {
    const BATCH: usize = 10;
    let client = reqwest::Client::new();
    let own = RecordStore::of(gateway);
    let mut ticks = tokio::time::interval(Duration::from_secs(1) * 10 / WRITES);
    let mut stored = 0;
    let mut history = Simulation::new(Options {
        people: 500,
        days: 3600,
        last_day: 20_781,
        seed: 99,
        version: Version::V1_0_3,
    })
    .flatten();
    while !stop.load(Ordering::Relaxed) {
        ticks.tick().await;
        let batch: Vec<Value> = history.by_ref().take(BATCH).collect();
        // What is sent twice must not stand in one request.
        for part in requests(batch, BATCH) {
            stored += part.len();
            let answer = send(&own, &client, Value::Array(part).to_string());
            assert_eq!(answer.await.status(), 200);
        }
    }
    stored
}

async fn run(folder: PathBuf, server: Option<&str>) {
    let metrics = telemetry::start_metrics().unwrap();
    let gateway = Arc::new(gateway(Some(folder.clone()), server, &metrics).await);
    let wanted =
        variable("BENCH_STATEMENTS").map_or(100_000, |number| number.parse::<i64>().unwrap());
    let (own, peer) = (RecordStore::of(&gateway), RecordStore::peer());
    let bytes = fill(&gateway, wanted, peer.as_ref()).await;
    let last = head(&gateway).await;
    if let Db::Postgres(pool) = &gateway.running.app.db {
        // What its own autovacuum does within minutes, for which filling leaves no time.
        let mut connection = pool.acquire().await.unwrap();
        connection
            .execute("SET statement_timeout = 0")
            .await
            .unwrap();
        connection.execute("VACUUM (ANALYZE)").await.unwrap();
        connection
            .execute("SET statement_timeout = '30s'")
            .await
            .unwrap();
    }
    if server.is_none() && bytes > 0 {
        let size = size(&folder);
        println!(
            "{last} statements: {} MB of JSON, {} MB of database, ×{:.2}",
            bytes / 1_000_000,
            size / 1_000_000,
            size as f64 / bytes as f64
        );
    }
    let mut random = StdRng::seed_from_u64(7);
    let client = || reqwest::Client::builder().no_gzip().build().unwrap();
    let clients: Vec<reqwest::Client> = (0..READERS).map(|_| client()).collect();
    let stop = Arc::new(AtomicBool::new(false));
    // Beside a peer nothing is stored, so that both have the machine to themselves.
    let writer = peer.is_none().then(|| {
        let (gateway, stop) = (gateway.clone(), stop.clone());
        tokio::spawn(async move { write(&gateway, &stop).await })
    });
    let begun = Instant::now();
    for (what, question) in QUESTIONS {
        let mut queries = Vec::new();
        let mut tries = 0;
        while queries.len() < ANSWERS && tries < 20 * ANSWERS {
            tries += 1;
            let statement = sample(&gateway.running.app.db, last, &mut random).await;
            queries.extend(question(&statement, &mut random));
        }
        if queries.is_empty() {
            println!("{what:<34} nothing to ask");
            continue;
        }
        report(what, time(&own, &clients, &queries).await);
        if let Some(peer) = &peer {
            queries.truncate(ANSWERS_OF_PEER);
            report("  the peer, the same", time(peer, &clients, &queries).await);
        }
    }
    stop.store(true, Ordering::Relaxed);
    if let Some(writer) = writer {
        let stored = writer.await.unwrap();
        println!(
            "meanwhile {:.0} statements a second were stored",
            stored as f64 / begun.elapsed().as_secs_f64()
        );
    }
    let query = encoded(&[
        ("verb", "http://id.tincanapi.com/verb/replied"),
        ("limit", "100"),
    ]);
    let (first, last, pages) = last_page(&own, &clients[0], &query).await;
    println!(
        "walk of {pages} pages: the first took {:.2} ms, the last {:.2} ms",
        first.as_secs_f64() * 1e3,
        last.as_secs_f64() * 1e3
    );
    drop(clients);
    Arc::into_inner(gateway).unwrap().running.stop().await;
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let folder = variable("BENCH_DATA").map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    runtime.block_on(run(folder, variable("COACHLIGHT_TEST_POSTGRES").as_deref()));
}

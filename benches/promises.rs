//! The performance promises, each figure beside a limit measured in the same run.
//!
//! `cargo bench` on SQLite; `./test --env-only cargo bench` on PostgreSQL, too.
//! Figures are of this machine at this moment: what tells is the ratio.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]
#![expect(
    clippy::disallowed_methods,
    reason = "a bench reads its own surroundings"
)]

#[path = "support/profile.rs"]
mod profile;
#[path = "support/record_store.rs"]
mod record_store;
#[path = "support/sample.rs"]
mod sample;
mod support;

use std::sync::Arc;
use std::time::Instant;

use coachlight::app;
use coachlight::generator::{Options, Simulation, requests};
use coachlight::projector::{Pace, rebuild};
use coachlight::store::Db;
use coachlight::telemetry;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use xapi_schemas::{Version, validate_statement};

use record_store::RecordStore;
use sample::statement;
use support::gateway;

/// Statements a second over HTTP.
async fn ingest(target: &RecordStore, connections: usize, batch: usize, statements: usize) -> f64 {
    let bodies: Vec<Arc<str>> = (0..statements / batch)
        .map(|n| {
            let list: Vec<Value> = (0..batch).map(|m| statement(n * batch + m)).collect();
            Value::Array(list).to_string().into()
        })
        .collect();
    let client = reqwest::Client::builder()
        .pool_max_idle_per_host(connections)
        .build()
        .unwrap();
    let start = Instant::now();
    let senders = (0..connections).map(|sender| {
        let own: Vec<Arc<str>> = bodies
            .iter()
            .skip(sender)
            .step_by(connections)
            .cloned()
            .collect();
        let (client, target) = (client.clone(), target.clone());
        tokio::spawn(async move {
            for body in own {
                let answer = target
                    .request(&client, Method::POST, "")
                    .body(body.to_string());
                let answer = answer.send().await.unwrap();
                assert_eq!(answer.status(), 200);
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.unwrap();
    }
    statements as f64 / start.elapsed().as_secs_f64()
}

/// The limit: the same rows by the database's driver, `batch` statements a transaction.
async fn raw(db: &Db, batch: usize, statements: usize) -> f64 {
    const STATEMENT: &str = "INSERT INTO statement (seq, id, id_received, stored, timestamp,
        has_timestamp, has_version, version, authority, target, voids, text)
        VALUES ($1, $2, true, $1, $1, true, false, 200, 1, NULL, false, $3)";
    const AUTHORITY: &str = "INSERT INTO authority (text) VALUES ('{}') ON CONFLICT DO NOTHING";
    const AGENT: &str =
        "INSERT INTO statement_agent (agent, relation, seq, via, verb) VALUES ($1, $2, $3, $3, 1)";
    const ACTIVITY: &str = "INSERT INTO statement_activity (activity, relation, seq, via, verb) VALUES ($1, $2, $3, $3, 1)";
    const VERB: &str = "INSERT INTO statement_verb (verb, seq, via) VALUES (1, $1, $1)";
    const REGISTRATION: &str =
        "INSERT INTO statement_registration (registration, seq, via) VALUES ($1, $2, $2)";
    let registration = Uuid::from_u128(7);
    let texts: Vec<String> = (0..statements).map(|n| statement(n).to_string()).collect();
    let start = Instant::now();
    macro_rules! run {
        ($pool:expr, $begin:expr) => {{
            sqlx::query(AUTHORITY).execute($pool).await.unwrap();
            for (part, group) in texts.chunks(batch).enumerate() {
                let mut tx = $pool.begin_with($begin).await.unwrap();
                for (offset, text) in group.iter().enumerate() {
                    let seq = 1_000_000_000 + (part * batch + offset) as i64;
                    let one = &mut *tx;
                    sqlx::query(STATEMENT)
                        .bind(seq)
                        .bind(Uuid::new_v4())
                        .bind(text)
                        .execute(&mut *one)
                        .await
                        .unwrap();
                    for (agent, relation) in [(seq % 500, 0_i64), (501, 1)] {
                        sqlx::query(AGENT)
                            .bind(agent)
                            .bind(relation)
                            .bind(seq)
                            .execute(&mut *one)
                            .await
                            .unwrap();
                    }
                    for (activity, relation) in [
                        (seq % 2000, 0_i64),
                        (2000 + seq % 300, 1),
                        (2300 + seq % 40, 1),
                        (2340 + seq % 20, 1),
                    ] {
                        sqlx::query(ACTIVITY)
                            .bind(activity)
                            .bind(relation)
                            .bind(seq)
                            .execute(&mut *one)
                            .await
                            .unwrap();
                    }
                    sqlx::query(VERB)
                        .bind(seq)
                        .execute(&mut *one)
                        .await
                        .unwrap();
                    sqlx::query(REGISTRATION)
                        .bind(registration)
                        .bind(seq)
                        .execute(&mut *one)
                        .await
                        .unwrap();
                }
                tx.commit().await.unwrap();
            }
        }};
    }
    match db {
        Db::Sqlite { write, .. } => run!(write, "BEGIN IMMEDIATE"),
        Db::Postgres(pool) => run!(pool, "BEGIN"),
    }
    statements as f64 / start.elapsed().as_secs_f64()
}

/// The limit: the same rows by lists, one statement of SQL for each table and 50 statements a
/// transaction.
async fn lists(db: &Db, statements: usize) -> f64 {
    const BATCH: usize = 50;
    const TABLES: [(&str, &str); 5] = [
        (
            "INSERT INTO statement (seq, id, id_received, stored, timestamp, has_timestamp,
                 has_version, version, authority, target, voids, text)
             SELECT value->>0, unhex(value->>1), 1, value->>0, value->>0, 1, 0, 200, 1, NULL, 0,
                 value->>2 FROM json_each($1)",
            "INSERT INTO statement (seq, id, id_received, stored, timestamp, has_timestamp,
                 has_version, version, authority, target, voids, text)
             SELECT (r->>0)::bigint, (r->>1)::uuid, true, (r->>0)::bigint, (r->>0)::bigint, true,
                 false, 200, 1, NULL, false, r->>2 FROM jsonb_array_elements($1::jsonb) AS r",
        ),
        (
            "INSERT INTO statement_agent (agent, relation, seq, via, verb)
             SELECT value->>1, value->>2, value->>0, value->>0, 1 FROM json_each($1)",
            "INSERT INTO statement_agent (agent, relation, seq, via, verb)
             SELECT (r->>1)::bigint, (r->>2)::bigint, (r->>0)::bigint, (r->>0)::bigint, 1
             FROM jsonb_array_elements($1::jsonb) AS r",
        ),
        (
            "INSERT INTO statement_activity (activity, relation, seq, via, verb)
             SELECT value->>1, value->>2, value->>0, value->>0, 1 FROM json_each($1)",
            "INSERT INTO statement_activity (activity, relation, seq, via, verb)
             SELECT (r->>1)::bigint, (r->>2)::bigint, (r->>0)::bigint, (r->>0)::bigint, 1
             FROM jsonb_array_elements($1::jsonb) AS r",
        ),
        (
            "INSERT INTO statement_verb (verb, seq, via)
             SELECT 1, value->>0, value->>0 FROM json_each($1)",
            "INSERT INTO statement_verb (verb, seq, via)
             SELECT 1, (r->>0)::bigint, (r->>0)::bigint FROM jsonb_array_elements($1::jsonb) AS r",
        ),
        (
            "INSERT INTO statement_registration (registration, seq, via)
             SELECT unhex('7a0c0a4e6f0e4b528b8a7b2b6a0c1d11'), value->>0, value->>0
             FROM json_each($1)",
            "INSERT INTO statement_registration (registration, seq, via)
             SELECT '7a0c0a4e6f0e4b528b8a7b2b6a0c1d11'::uuid, (r->>0)::bigint, (r->>0)::bigint
             FROM jsonb_array_elements($1::jsonb) AS r",
        ),
    ];
    const AUTHORITY: &str = "INSERT INTO authority (text) VALUES ('{}') ON CONFLICT DO NOTHING";
    let batches: Vec<[String; 5]> = (0..statements / BATCH)
        .map(|part| {
            let (mut rows, mut agents, mut activities, mut bare) = (vec![], vec![], vec![], vec![]);
            for number in part * BATCH..(part + 1) * BATCH {
                let seq = 1_000_000_000 + number;
                let id = Uuid::new_v4().simple().to_string();
                rows.push(json!([seq, id, statement(number).to_string()]));
                bare.push(json!([seq]));
                agents.push(json!([seq, number % 500, 0]));
                agents.push(json!([seq, 501, 1]));
                activities.push(json!([seq, number % 2000, 0]));
                for related in [2000 + number % 300, 2300 + number % 40, 2340 + number % 20] {
                    activities.push(json!([seq, related, 1]));
                }
            }
            let bare = Value::Array(bare).to_string();
            let text = |rows: Vec<Value>| Value::Array(rows).to_string();
            [
                text(rows),
                text(agents),
                text(activities),
                bare.clone(),
                bare,
            ]
        })
        .collect();
    let start = Instant::now();
    macro_rules! run {
        ($pool:expr, $begin:expr, $dialect:tt) => {{
            sqlx::query(AUTHORITY).execute($pool).await.unwrap();
            for batch in &batches {
                let mut tx = $pool.begin_with($begin).await.unwrap();
                for (sql, rows) in TABLES.iter().zip(batch) {
                    sqlx::query(sql.$dialect)
                        .bind(rows)
                        .execute(&mut *tx)
                        .await
                        .unwrap();
                }
                tx.commit().await.unwrap();
            }
        }};
    }
    match db {
        Db::Sqlite { write, .. } => run!(write, "BEGIN IMMEDIATE", 0),
        Db::Postgres(pool) => run!(pool, "BEGIN", 1),
    }
    statements as f64 / start.elapsed().as_secs_f64()
}

fn line(what: &str, figure: f64, limit_name: &str, limit: f64) {
    println!(
        "{what:<44} {figure:>9.0}/s   {limit_name:<42} {limit:>9.0}/s   ×{:.2}",
        figure / limit
    );
}

fn validation() {
    let value = statement(1);
    let text = value.to_string();
    let rounds = 20_000;
    let start = Instant::now();
    for _ in 0..rounds {
        assert!(validate_statement(Version::V2_0, std::hint::black_box(&value)).is_ok());
    }
    let validated = f64::from(rounds) / start.elapsed().as_secs_f64();
    let start = Instant::now();
    for _ in 0..rounds {
        let parsed: Value = serde_json::from_str(std::hint::black_box(&text)).unwrap();
        std::hint::black_box(parsed);
    }
    let parsed = f64::from(rounds) / start.elapsed().as_secs_f64();
    line(
        &format!("validate a statement of {} bytes", text.len()),
        validated,
        "serde_json parses it",
        parsed,
    );
}

async fn database(
    name: &str,
    server: Option<&str>,
    metrics: &metrics_exporter_prometheus::PrometheusHandle,
) {
    let bare = gateway(None, server, metrics).await;
    let raw_batches = raw(&bare.running.app.db, 50, 5_000).await;
    bare.running.stop().await;
    let bare = gateway(None, server, metrics).await;
    let raw_lists = lists(&bare.running.app.db, 20_000).await;
    bare.running.stop().await;
    let bare = gateway(None, server, metrics).await;
    let raw_singles = raw(&bare.running.app.db, 1, 1_000).await;
    bare.running.stop().await;
    let gateway = gateway(None, server, metrics).await;
    let before = profile::asked(metrics);
    let batches = ingest(&RecordStore::of(&gateway), 8, 50, 20_000).await;
    profile::print(metrics, &before, 20_000 / 50);
    line(
        &format!("{name}: ingest, batches of 50"),
        batches,
        "driver, same rows, 50 a transaction",
        raw_batches,
    );
    line(
        &format!("{name}: the same"),
        batches,
        "driver, same rows by lists, 50 a transaction",
        raw_lists,
    );
    let before = profile::asked(metrics);
    let singles = ingest(&RecordStore::of(&gateway), 64, 1, 6_400).await;
    profile::print(metrics, &before, 6_400);
    line(
        &format!("{name}: ingest, singles, 64 connections"),
        singles,
        "driver, same rows, 1 a transaction",
        raw_singles,
    );
    gateway.running.stop().await;
}

async fn projection(metrics: &metrics_exporter_prometheus::PrometheusHandle) {
    let gateway = gateway(None, None, metrics).await;
    let statements: Vec<Value> = Simulation::new(Options {
        people: 300,
        days: 90,
        last_day: 20_780,
        seed: 1,
        version: Version::V1_0_3,
    })
    .flatten()
    .collect();
    let client = reqwest::Client::builder().build().unwrap();
    let url = format!("{}xapi/statements", gateway.running.app.base_url);
    for batch in requests(statements.clone(), 500) {
        let request = client
            .post(&url)
            .basic_auth(&gateway.key, Some(&gateway.secret));
        let request = request
            .header("X-Experience-API-Version", "2.0.0")
            .json(&batch);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    let app = &gateway.running.app;
    let projector = app::projector(&app.config, app.db.clone(), app.clock.clone()).unwrap();
    projector.catch_up(&app.stopping).await.unwrap();
    let start = Instant::now();
    let rebuilt = rebuild(&projector, Pace::Alone, |_, _| {}).await.unwrap();
    let rate = rebuilt.statements as f64 / start.elapsed().as_secs_f64();
    let start = Instant::now();
    for statement in &statements {
        std::hint::black_box(serde_json::from_str::<Value>(&statement.to_string()).unwrap());
    }
    let parse = statements.len() as f64 / start.elapsed().as_secs_f64();
    line(
        "sqlite: project and rebuild, facts",
        rate,
        "print and parse the same statements",
        parse,
    );
    gateway.running.stop().await;
}

/// Another record store, if one is named: the same statements by the same client.
async fn peer(metrics: &metrics_exporter_prometheus::PrometheusHandle) {
    let Some(target) = RecordStore::peer() else {
        return;
    };
    // One connection: the peer that was at hand failed with several at once.
    let batches = ingest(&target, 1, 50, 2_000).await;
    let singles = ingest(&target, 1, 1, 500).await;
    // On the embedded database, which makes each transaction durable.
    let own = gateway(None, None, metrics).await;
    let own_batches = ingest(&RecordStore::of(&own), 1, 50, 10_000).await;
    let own_singles = ingest(&RecordStore::of(&own), 1, 1, 2_000).await;
    own.running.stop().await;
    line(
        "one connection, batches of 50",
        own_batches,
        "peer",
        batches,
    );
    line("one connection, singles", own_singles, "peer", singles);
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let metrics = telemetry::start_metrics().unwrap();
    validation();
    runtime.block_on(async {
        projection(&metrics).await;
        database("sqlite", None, &metrics).await;
        if let Ok(server) = std::env::var("COACHLIGHT_TEST_POSTGRES") {
            database("postgresql", Some(&server), &metrics).await;
        }
        peer(&metrics).await;
    });
}

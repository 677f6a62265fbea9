//! How fast the engine derives facts, and how long its answers take.
//!
//! `cargo bench --bench engine` fills a store of 100,000 statements first;
//! `BENCH_STATEMENTS=1000000` makes it larger, and `BENCH_DATA=folder` keeps it for the next run.
//! `./test --env-only cargo bench --bench engine` is on PostgreSQL
//! (`BENCH_DATABASE=name` keeps the database there).
//!
//! `BENCH_PROFILE=1` shows what a rebuild and a matrix ask of the database.
//!
//! 3,000 learners make some 200,000 statements a year; a larger store goes back more years.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]
#![expect(
    clippy::disallowed_methods,
    reason = "a bench reads its own surroundings"
)]

#[path = "support/profile.rs"]
mod profile;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use coachlight::app;
use coachlight::clock::Clock;
use coachlight::competency::{matrix, person_report};
use coachlight::engagement::{Policy, Viewer, Window, group_report, group_summaries};
use coachlight::generator::{Options, Simulation, requests};
use coachlight::groups::{self, Group};
use coachlight::people::{self, PersonId};
use coachlight::projector::{self, Pace, Projector, Vocabulary, read, rebuild};
use coachlight::statements;
use coachlight::store::{Db, measure};
use coachlight::telemetry;
use futures_util::future::join_all;
use jiff::tz::TimeZone;
use serde_json::Value;
use xapi_schemas::Version;

use support::{Gateway, gateway};

/// The last day of the made-up history.
const LAST_DAY: i64 = 20_780;
/// Answers that are timed of each kind.
const ANSWERS: usize = 200;
/// Matrices that are timed.
const MATRICES: usize = 20;
/// Competencies that people work on: a multiple of the 8 of the made-up organisation.
const COMPETENCIES: usize = 40;

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn head(db: &Db) -> i64 {
    let mut tx = db.read().await.unwrap();
    statements::head(&mut tx).await.unwrap().seq
}

/// Spreads the few competencies of the made-up organisation over [`COMPETENCIES`], by the groups
/// that work on them.
fn spread(statement: &mut Value) {
    let Some(group) = number_after(&statement.to_string(), "/groups/") else {
        return;
    };
    rename(statement, &format!("-{}", group % (COMPETENCIES / 8)));
}

/// The number that follows on a text.
fn number_after(text: &str, before: &str) -> Option<usize> {
    let (_, rest) = text.split_once(before)?;
    rest.split(|digit: char| !digit.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

fn rename(value: &mut Value, suffix: &str) {
    match value {
        Value::String(text) if text.contains("/competencies/") => text.push_str(suffix),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, suffix)),
        Value::Object(members) => members.values_mut().for_each(|one| rename(one, suffix)),
        _ => {}
    }
}

async fn fill(gateway: &Gateway, wanted: i64) {
    let db = &gateway.running.app.db;
    let client = reqwest::Client::new();
    let start = Instant::now();
    let before = head(db).await;
    let mut seed = 1;
    while head(db).await < wanted {
        let days = Simulation::new(Options {
            people: 3000,
            days: 365,
            last_day: LAST_DAY - 365 * (i64::try_from(seed).unwrap() - 1),
            seed,
            version: Version::V1_0_3,
        });
        seed += 1;
        let mut waiting = Vec::new();
        for mut day in days {
            day.iter_mut().for_each(spread);
            for batch in requests(day, 200) {
                let url = format!("{}xapi/statements", gateway.running.app.base_url);
                let request = client
                    .post(url)
                    .basic_auth(&gateway.key, Some(&gateway.secret))
                    .header("X-Experience-API-Version", "2.0.0")
                    .json(&batch);
                waiting.push(request.send());
            }
            if waiting.len() >= 8 {
                for answer in join_all(waiting.drain(..)).await {
                    assert_eq!(answer.unwrap().status(), 200);
                }
            }
            if head(db).await >= wanted {
                break;
            }
        }
    }
    let added = head(db).await - before;
    if added > 0 {
        let rate = added as f64 / start.elapsed().as_secs_f64();
        println!("filled at {rate:.0} statements a second");
    }
}

/// Facts from parsed statements in memory, on one core, beside parsing their texts.
async fn derivation(db: &Db) {
    let mut tx = db.read().await.unwrap();
    let (stored, _) = statements::following(&mut tx, 0, 20_000).await.unwrap();
    drop(tx);
    let vocabulary = Vocabulary::load(None).unwrap();
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let start = Instant::now();
    let values: Vec<Value> = stored.iter().map(|one| one.value().unwrap()).collect();
    let parsing = stored.len() as f64 / start.elapsed().as_secs_f64();
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        for (one, value) in stored.iter().zip(&values) {
            black_box(read(&vocabulary, &zone, one, value));
        }
        best = best.min(start.elapsed());
    }
    let rate = stored.len() as f64 / best.as_secs_f64();
    println!(
        "facts from parsed statements on one core: {rate:.0}/s (target 50,000; parsing their \
         texts: {parsing:.0}/s)"
    );
}

/// A rebuild from end to end, beside reading the log alone.
async fn rebuilding(projector: &Projector) {
    let db = &projector.db;
    let start = Instant::now();
    let mut seq = 0;
    loop {
        let mut tx = db.read().await.unwrap();
        let (stored, _) = statements::following(&mut tx, seq, 4000).await.unwrap();
        let Some(last) = stored.last() else { break };
        seq = last.seq;
    }
    let reading = seq as f64 / start.elapsed().as_secs_f64();
    let start = Instant::now();
    let mut derived = Duration::ZERO;
    let rebuilt = rebuild(projector, Pace::Alone, |_, _| derived = start.elapsed())
        .await
        .unwrap();
    let whole = start.elapsed();
    let rate = rebuilt.statements as f64 / derived.as_secs_f64();
    println!(
        "rebuild of {} statements: {:.1} s (target 60 for a million), of which deriving {:.1} s = \
         {rate:.0}/s (target 20,000; reading the log alone: {reading:.0}/s); difference {:?}",
        rebuilt.statements,
        whole.as_secs_f64(),
        derived.as_secs_f64(),
        rebuilt.difference
    );
}

/// Median, 99th percentile and the median of what was waited for the database, in milliseconds.
fn tell(what: &str, target: f64, mut times: Vec<(Duration, Duration)>) {
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let middle = times[times.len() / 2];
    let late = times[times.len() * 99 / 100];
    println!(
        "{what}: median {:.2} ms (target {target}), 99th percentile {:.2} ms; of the median {:.2} \
         ms were the database's",
        milliseconds(middle.0),
        milliseconds(late.0),
        milliseconds(middle.1)
    );
}

async fn answers(db: &Db) {
    let mut tx = db.read().await.unwrap();
    let persons = people::list_all(&mut tx, None, 10_000).await.unwrap();
    let all = groups::list_all(&mut tx, None, 10_000).await.unwrap();
    drop(tx);
    let mut times = Vec::new();
    let step = (persons.len() / ANSWERS).max(1);
    let mut evidence = 0;
    for person in persons.iter().step_by(step).take(ANSWERS) {
        let start = Instant::now();
        let (report, meter) = measure(async {
            let mut tx = db.read().await.unwrap();
            person_report(&mut tx, person.id, LAST_DAY).await.unwrap()
        })
        .await;
        times.push((start.elapsed(), meter.time));
        evidence += report.map_or(0, |report| {
            report
                .competencies
                .iter()
                .map(|one| one.evidence.len())
                .sum::<usize>()
        });
    }
    println!(
        "pieces of evidence of a person: {} on average",
        evidence / times.len()
    );
    tell("a person's progress with explanation", 5.0, times);
    let (group, members) = thirty(db, &all).await;
    let mut times = Vec::new();
    for _ in 0..50 {
        let start = Instant::now();
        let (_, meter) = measure(async {
            let mut tx = db.read().await.unwrap();
            group_report(
                &mut tx,
                group.id,
                Viewer::Coach,
                (Window::Month, LAST_DAY),
                &Policy::default(),
            )
            .await
            .unwrap()
        })
        .await;
        times.push((start.elapsed(), meter.time));
    }
    tell(&format!("the report of a group of {members}"), 20.0, times);
}

/// The group whose size is nearest to thirty.
async fn thirty(db: &Db, all: &[Group]) -> (Group, usize) {
    let mut tx = db.read().await.unwrap();
    let summaries = group_summaries(&mut tx, all, LAST_DAY, &Policy::default())
        .await
        .unwrap();
    let nearest = summaries
        .iter()
        .min_by_key(|one| one.members.abs_diff(30))
        .unwrap();
    (nearest.group.clone(), nearest.members)
}

/// Everybody whose progress is looked at together, and the competencies that they work on.
async fn looked_at(db: &Db) -> (Vec<PersonId>, Vec<i64>) {
    let mut tx = db.read().await.unwrap();
    let persons = people::list_all(&mut tx, None, 500).await.unwrap();
    let persons: Vec<PersonId> = persons.iter().map(|person| person.id).collect();
    let mut known: BTreeSet<i64> = BTreeSet::new();
    for person in &persons {
        let report = person_report(&mut tx, *person, LAST_DAY).await.unwrap();
        known.extend(report.unwrap().competencies.iter().map(|one| one.key));
    }
    (persons, known.into_iter().take(COMPETENCIES).collect())
}

async fn matrices(db: &Db, (persons, competencies): &(Vec<PersonId>, Vec<i64>), how: &str) {
    let mut times = Vec::new();
    let mut cells = 0;
    for _ in 0..MATRICES {
        let start = Instant::now();
        let (matrix, meter) = measure(async {
            let mut tx = db.read().await.unwrap();
            matrix(&mut tx, persons, competencies, LAST_DAY)
                .await
                .unwrap()
        })
        .await;
        times.push((start.elapsed(), meter.time));
        cells = matrix.cells.values().map(BTreeMap::len).sum();
    }
    let what = format!(
        "a matrix of {} x {} ({cells} cells with evidence or plan){how}",
        persons.len(),
        competencies.len()
    );
    tell(&what, 150.0, times);
}

/// Packs what is to be packed anew.
async fn packing(projector: &Projector) {
    let start = Instant::now();
    while projector.pack().await.unwrap() {}
    println!(
        "packing everybody's facts: {:.1} s",
        start.elapsed().as_secs_f64()
    );
}

async fn row_by_row(db: &Db, persons: &[PersonId]) {
    let mut times = Vec::new();
    let mut facts = 0;
    for _ in 0..5 {
        let start = Instant::now();
        facts = read_facts(db, persons).await;
        times.push((start.elapsed(), start.elapsed()));
    }
    let what = format!("  beside it: the driver reads their {facts} pieces of evidence row by row");
    tell(&what, f64::NAN, times);
}

/// Reads what the facts of some persons hold that is evidence, without making anything of it.
async fn read_facts(db: &Db, persons: &[PersonId]) -> usize {
    type Columns = (i64, i64, i64, i64, i64, Option<i64>, Option<i64>);
    const SQL: &str =
        "SELECT f.seq, f.act, f.evidence, f.at, f.day, f.object, f.quality FROM fact f
        JOIN person_agent a ON a.agent = f.actor
        WHERE (f.evidence <> 0 OR f.creates OR f.act IN (12, 19, 31)) AND a.person = $1";
    let mut count = 0;
    for person in persons {
        count += match db {
            Db::Sqlite { read, .. } => {
                let rows = sqlx::query_as::<_, Columns>(SQL).bind(person);
                rows.fetch_all(read).await.unwrap().len()
            }
            Db::Postgres(pool) => {
                let rows = sqlx::query_as::<_, Columns>(SQL).bind(person);
                rows.fetch_all(pool).await.unwrap().len()
            }
        };
    }
    count
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let metrics = telemetry::start_metrics().unwrap();
        let server = variable("COACHLIGHT_TEST_POSTGRES");
        let wanted = variable("BENCH_STATEMENTS").map_or(100_000, |text| text.parse().unwrap());
        let folder = variable("BENCH_DATA").map(PathBuf::from);
        let gateway = gateway(folder, server.as_deref(), &metrics).await;
        let app = gateway.running.app.clone();
        fill(&gateway, wanted).await;
        let projector = app::projector(&app.config, app.db.clone(), Clock::system()).unwrap();
        let stop = tokio_util::sync::CancellationToken::new();
        projector.catch_up(&stop).await.unwrap();
        let mut tx = app.db.read().await.unwrap();
        assert!(projector::current(&mut tx).await.unwrap().is_some());
        drop(tx);
        derivation(&app.db).await;
        let rows = looked_at(&app.db).await;
        let before = profile::asked(&metrics);
        rebuilding(&projector).await;
        profile::print(&metrics, &before, 1);
        matrices(&app.db, &rows, ", hardly anything packed").await;
        packing(&projector).await;
        let before = profile::asked(&metrics);
        matrices(&app.db, &rows, "").await;
        profile::print(&metrics, &before, MATRICES);
        row_by_row(&app.db, &rows.0).await;
        answers(&app.db).await;
        drop(app);
        gateway.running.stop().await;
    });
}

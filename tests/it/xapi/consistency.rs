//! X-Experience-API-Consistent-Through (Communication 2.1.3; 9274.1.1 4.1.6.1): nothing stored up to the
//! moment that an answer names can appear later, on several gateways too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::Value;

use super::{SHARED, STATEMENTS, ask, fresh_id, header, id, one, store, with};
use crate::support::{Answer, TestApp, both, fresh_postgres, statement, with_id};

const WRITERS: usize = 6;
const EACH: usize = 60;
const READERS: usize = 3;

/// What an answer said: up to when it is complete, and what it held.
struct Said {
    through: String,
    held: BTreeSet<String>,
}

fn through(answer: &Answer) -> String {
    let time = header(answer, "x-experience-api-consistent-through");
    assert!(
        time.parse::<jiff::Timestamp>().is_ok() && time.len() == 27,
        "{time:?}"
    );
    time.to_owned()
}

fn held(answer: &Answer) -> BTreeSet<String> {
    assert_eq!(answer.body["more"], "", "a page holds all");
    answer.body["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(id)
        .collect()
}

/// Reads until all is written: lists, single statements and refusals, each of which names a moment.
async fn read(apps: &[TestApp], reader: usize, done: &AtomicBool) -> Vec<Said> {
    let mut said = Vec::new();
    let all = with(STATEMENTS, &[("limit", "0")]);
    let refused = with(STATEMENTS, &[("Limit", "0")]);
    let unknown = with(STATEMENTS, &[("statementId", &fresh_id())]);
    let mut turn = reader;
    while !done.load(Ordering::Relaxed) {
        let app = &apps[turn % apps.len()];
        let answer = Answer::of(ask(app, "1.0.3", Method::GET, &all)).await;
        said.push(Said {
            through: through(&answer),
            held: held(&answer),
        });
        // What a refusal names holds for whoever reads after it, on any gateway.
        let path = if turn.is_multiple_of(2) {
            &refused
        } else {
            &unknown
        };
        let refusal = Answer::of(ask(app, "2.0.0", Method::GET, path)).await;
        assert!(refusal.status == 400 || refusal.status == 404);
        let other = &apps[(turn + 1) % apps.len()];
        let later = Answer::of(ask(other, "1.0.3", Method::GET, &all)).await;
        said.push(Said {
            through: through(&refusal),
            held: held(&later),
        });
        turn += 1;
    }
    said
}

async fn case(apps: &[TestApp]) {
    let done = AtomicBool::new(false);
    let writing = async {
        join_all((0..WRITERS).map(async |writer| {
            for number in 0..EACH {
                let sent = with_id(statement(
                    &format!("w{writer}"),
                    SHARED,
                    &number.to_string(),
                ));
                let app = &apps[(writer + number) % apps.len()];
                store(app, &sent).await;
                // What is acknowledged is covered by every answer from now on, everywhere.
                if number % 10 == 0 {
                    let stored = one(app, &id(&sent)).await["stored"]
                        .as_str()
                        .unwrap()
                        .to_owned();
                    let path = with(STATEMENTS, &[("limit", "1")]);
                    let other = &apps[(writer + number + 1) % apps.len()];
                    assert!(through(&Answer::of(other.get(&path)).await) >= stored);
                }
            }
        }))
        .await;
        done.store(true, Ordering::Relaxed);
    };
    let reading = join_all((0..READERS).map(|reader| read(apps, reader, &done)));
    let ((), said) = futures_util::future::join(writing, reading).await;
    let last = Answer::of(apps[0].get(&with(STATEMENTS, &[("limit", "0")]))).await;
    let stored: BTreeMap<String, String> = last.body["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|statement: &Value| {
            (
                id(statement),
                statement["stored"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(stored.len(), WRITERS * EACH);
    let said: Vec<Said> = said.into_iter().flatten().collect();
    assert!(said.len() > 20, "{}", said.len());
    for Said { through, held } in &said {
        for (id, stored) in &stored {
            assert!(
                stored > through || held.contains(id),
                "{id} of {stored} came after {through}"
            );
        }
    }
    // Some answers were given in the middle of it.
    assert!(
        said.iter()
            .any(|it| !it.held.is_empty() && it.held.len() < stored.len())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_appears_before_the_moment_named_on_one_gateway() {
    case(&[TestApp::start(None).await]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_appears_before_the_moment_named_on_two_gateways() {
    let address = fresh_postgres().await;
    let apps = [
        TestApp::start(Some(address.clone())).await,
        TestApp::start(Some(address)).await,
    ];
    case(&apps).await;
}

both! {
    /// Communication 2.1.3: the moment is a recent one, also when nothing is stored for long.
    async fn the_moment_named_is_recent(app: TestApp) {
        let clock = app.running.as_ref().unwrap().app.clock.clone();
        for path in [STATEMENTS.to_owned(), with(STATEMENTS, &[("statementId", &fresh_id())])] {
            let now = clock.now();
            let named: jiff::Timestamp = through(&Answer::of(app.get(&path)).await).parse().unwrap();
            assert!(now.duration_since(named) <= jiff::SignedDuration::from_secs(1), "{now} {named}");
            assert!(named <= clock.now());
        }
    }
}

//! Pages while others write (Communication 2.1.3; Data 2.5): walking `more` to its end gives every
//! statement that was stored before the walk began once, whatever is asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures_util::future::join;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::model::{Question, Stored, World};
use super::{STATEMENTS, ask, id, store, with};
use crate::support::waiting::until;
use crate::support::{Answer, TestApp, fresh_postgres};

const WORLD: World = World(0);
/// Statements stored before the first walk.
const FIRST: usize = 140;
/// Requests of the writers during each walk.
const MEANWHILE: usize = 3;
const SEED: u64 = 20_261_125;

/// What has been written: what is acknowledged stands in `stored`, all else may come at any moment.
struct Written {
    sent: Mutex<Vec<Arc<Value>>>,
    acknowledged: Mutex<usize>,
}

/// What a walk asks for.
#[derive(Debug)]
struct Walk {
    question: Question,
    since: Option<String>,
    until: Option<String>,
    ascending: bool,
    limit: usize,
}

impl Walk {
    fn path(&self) -> String {
        let mut parameters = self.question.parameters();
        parameters.extend(self.since.clone().map(|since| ("since", since)));
        parameters.extend(self.until.clone().map(|until| ("until", until)));
        parameters.push(("limit", self.limit.to_string()));
        if self.ascending {
            parameters.push(("ascending", "true".to_owned()));
        }
        let parameters: Vec<(&str, &str)> = parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        with(STATEMENTS, &parameters)
    }
}

/// Every combination of filters, each with values and a limit by chance.
fn walks(times: &BTreeMap<String, String>, random: &mut StdRng) -> Vec<Walk> {
    let mut walks = Vec::new();
    let times: Vec<&String> = times.values().collect();
    for combination in 0..3 * 3 * 2 * 2 * 2 * 2 * 2 {
        let mut rest = combination;
        let mut choose = |ways: u32| {
            let way = rest % ways;
            rest /= ways;
            way
        };
        let (agent, activity) = (choose(3), choose(3));
        let [verb, registration, since, until, ascending] = [0; 5].map(|_| choose(2) == 1);
        let mut time = || times[random.random_range(0..times.len())].clone();
        let (since, until) = (since.then(&mut time), until.then(&mut time));
        walks.push(Walk {
            question: Question {
                agent: (agent > 0).then(|| WORLD.agent(random.random_range(0..3))),
                related_agents: agent == 2,
                activity: (activity > 0).then(|| WORLD.activity(random.random_range(0..3))),
                related_activities: activity == 2,
                verb: verb.then(|| WORLD.verb(random.random_range(0..2))),
                registration: registration.then(|| WORLD.registration(random.random_range(0..2))),
            },
            since,
            until,
            ascending,
            limit: random.random_range(3..40),
        });
    }
    walks
}

/// Writes while it is let: new statements, which may refer to what is there, but void nothing.
async fn write(apps: &[TestApp], written: &Written, let_in: &Semaphore, targets: &[String]) {
    let mut random = StdRng::seed_from_u64(SEED + 1);
    while let Ok(permit) = let_in.acquire().await {
        permit.forget();
        let batch: Vec<Value> = (0..random.random_range(1..3))
            .map(|_| WORLD.statement(&mut random, targets, false))
            .collect();
        written
            .sent
            .lock()
            .unwrap()
            .extend(batch.iter().cloned().map(Arc::new));
        store(&apps[random.random_range(0..apps.len())], &json!(batch)).await;
        *written.acknowledged.lock().unwrap() += batch.len();
    }
}

/// Walks from the first page to the last, each page on another gateway.
async fn pages(apps: &[TestApp], walk: &Walk) -> Vec<Value> {
    let (mut path, mut found) = (walk.path(), Vec::new());
    for app in apps.iter().cycle() {
        let answer = Answer::of(ask(app, "1.0.3", Method::GET, &path)).await;
        assert_eq!(answer.status, 200, "{path} {}", answer.body);
        let statements = answer.body["statements"].as_array().unwrap();
        assert!(statements.len() <= walk.limit);
        found.extend(statements.iter().cloned());
        assert!(found.len() < 10_000, "{path} leads nowhere");
        match answer.body["more"].as_str().unwrap() {
            "" => break,
            more => path = more.to_owned(),
        }
    }
    found
}

/// Compares what a walk found with what it had to find.
fn compare(
    walk: &Walk,
    found: &[Value],
    before: &[Arc<Value>],
    after: &[Arc<Value>],
    times: &BTreeMap<String, String>,
) {
    let about = format!("seed {SEED} {walk:?}");
    let stored: Vec<&str> = found
        .iter()
        .map(|it| it["stored"].as_str().unwrap())
        .collect();
    let in_order = |pair: &[&str]| {
        if walk.ascending {
            pair[0] < pair[1]
        } else {
            pair[0] > pair[1]
        }
    };
    assert!(
        stored.windows(2).all(in_order),
        "{about}: twice or out of order"
    );
    // Those that came with the writers were stored after every time that is asked for.
    let within = |statement: &Value| {
        let time = times.get(&id(statement));
        walk.since
            .as_ref()
            .is_none_or(|since| time.is_none_or(|time| time > since))
            && walk
                .until
                .as_ref()
                .is_none_or(|until| time.is_some_and(|time| time <= until))
    };
    let (before, after) = (
        Stored::new(before.iter().map(|it| &**it)),
        Stored::new(after.iter().map(|it| &**it)),
    );
    let expected = before
        .answer(&walk.question)
        .into_iter()
        .filter(|it| within(it));
    let mut expected: Vec<String> = expected.map(id).collect();
    let (mut old, new): (Vec<String>, Vec<String>) = found
        .iter()
        .map(id)
        .partition(|id| before.find(id).is_some());
    expected.sort();
    old.sort();
    assert!(
        old == expected,
        "{about}\nfound {old:?}\nexpected {expected:?}"
    );
    for id in new {
        let sent = after.find(&id).unwrap();
        assert!(within(sent) && !after.is_voided(sent), "{about} {sent}");
        assert!(after.matches(sent, &walk.question), "{about} {sent}");
    }
}

async fn case(apps: &[TestApp]) {
    let mut random = StdRng::seed_from_u64(SEED);
    let mut all: Vec<Value> = Vec::new();
    for _ in 0..FIRST {
        let targets: Vec<String> = all.iter().map(id).collect();
        all.push(WORLD.statement(&mut random, &targets, true));
    }
    for (number, batch) in all.chunks(20).enumerate() {
        store(&apps[number % apps.len()], &json!(batch)).await;
    }
    // Voided ones are in no list, but have a time, too.
    let mut times = BTreeMap::new();
    let known = Stored::new(&all);
    for statement in &all {
        let name = if known.is_voided(statement) {
            "voidedStatementId"
        } else {
            "statementId"
        };
        let answer = Answer::of(apps[0].get(&with(STATEMENTS, &[(name, &id(statement))]))).await;
        times.insert(
            id(statement),
            answer.body["stored"].as_str().unwrap().to_owned(),
        );
    }
    let targets: Vec<String> = all.iter().map(id).collect();
    let written = Written {
        sent: Mutex::new(all.into_iter().map(Arc::new).collect()),
        acknowledged: Mutex::new(FIRST),
    };
    let let_in = Semaphore::new(0);
    let mut met = 0;
    let walking = async {
        for walk in walks(&times, &mut random) {
            let before = {
                let many = *written.acknowledged.lock().unwrap();
                written.sent.lock().unwrap()[..many].to_vec()
            };
            let_in.add_permits(MEANWHILE);
            let found = pages(apps, &walk).await;
            met += found.len();
            let after = written.sent.lock().unwrap().clone();
            compare(&walk, &found, &before, &after, &times);
            // No walk begins before what was let in during the last one is under way.
            until(async || let_in.available_permits() == 0).await;
        }
        let_in.close();
    };
    join(walking, write(apps, &written, &let_in, &targets)).await;
    // The walks were about something, and the writers wrote meanwhile.
    assert!(met > 2000, "{met}");
    assert!(*written.acknowledged.lock().unwrap() > FIRST + 800);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_finds_everything_once_on_one_gateway() {
    case(&[TestApp::start(None).await]).await;
}

/// The gateways share the database and, as the operator's guide says, the key file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_finds_everything_once_on_two_gateways() {
    let address = fresh_postgres().await;
    let first = TestApp::start(Some(address.clone())).await;
    let folder = first.running.as_ref().unwrap().app.config.data_dir.clone();
    let second = TestApp::start_with(Some(address), |config| config.data_dir = folder).await;
    case(&[first, second]).await;
}

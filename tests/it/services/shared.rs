//! Gateways that share a database, and gateways that are killed, send everything once.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use super::{COMPETENCY, assessed, until};
use crate::support::platform::{CLIENT, Opening, Platform, Visitor};
use crate::support::process::{Process, Setting};
use crate::support::{client, fresh_postgres};

fn words(setting: &Setting, arguments: &[&str]) -> String {
    let output = setting.command(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Registers the platform at gateways of a setting; the registration's identifier.
fn register(setting: &Setting, platform: &Platform, base: &str) -> String {
    platform.knows(CLIENT, base);
    let at = |path: &str| platform.at(path).to_string();
    let id = words(
        setting,
        &[
            "platform",
            "add",
            "Test platform",
            "--issuer",
            platform.issuer(),
            "--client-id",
            CLIENT,
            "--authorization-endpoint",
            &at("/auth?kept=1"),
            "--jwks-uri",
            &at("/keys"),
            "--token-endpoint",
            &at("/token"),
            "--deployment",
            "1",
            "--account-home-page",
            "https://app.example.org",
            "--account-claim",
            "username",
        ],
    );
    id.trim().to_owned()
}

async fn launch(platform: &Platform, base: &str, user: &str) {
    let mut visitor = Visitor::of(base);
    let opening = Opening::learner(user).shown_in("window");
    assert_eq!(
        visitor.launch(platform, CLIENT, &opening).await.status(),
        303
    );
}

async fn post(setting: &Setting, base: &str, statement: &Value) {
    let request = client()
        .request(Method::POST, format!("{base}/xapi/statements"))
        .basic_auth(&setting.key, Some(&setting.secret))
        .header("X-Experience-API-Version", "1.0.3")
        .json(statement);
    assert_eq!(request.send().await.unwrap().status(), 200);
}

/// A column in the course that was launched.
fn choose(setting: &Setting, platform: &str) {
    let list = words(setting, &["platform", "course", "list", platform]);
    let course = list.split_whitespace().next().unwrap().to_owned();
    words(setting, &["platform", "grade", "add", &course, COMPETENCY]);
    let list = words(setting, &["platform", "course", "list", platform]);
    let told = ["group  ", "roster  ", "column  "];
    assert!(told.iter().all(|what| list.contains(what)), "{list}");
}

/// Learners who act as apps know them.
const PEOPLE: [(&str, &str); 6] = [
    ("10", "ada"),
    ("11", "ben"),
    ("12", "cleo"),
    ("13", "dan"),
    ("14", "ewa"),
    ("15", "finn"),
];

fn enrol(platform: &Platform) {
    let mut known = platform.known();
    for (id, name) in PEOPLE {
        known
            .members
            .push(crate::support::platform::Member::new(id, name, "Learner"));
    }
}

fn graded(platform: &Platform, number: f64) -> usize {
    let known = platform.known();
    let scores = known
        .line_items
        .values()
        .flat_map(|item| item.scores.values());
    scores
        .filter(|scores| {
            scores
                .last()
                .is_some_and(|last| last["scoreGiven"] == number)
        })
        .count()
}

/// How many scores came, stale ones too.
fn sent(platform: &Platform) -> usize {
    let known = platform.known();
    let path = |path: &str| path.ends_with("/scores");
    known
        .requests
        .iter()
        .filter(|(_, asked)| path(asked))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_gateways_send_each_grade_once() {
    let setting = Setting::new(Some(fresh_postgres().await));
    let (first, second) = (setting.start().await, setting.start().await);
    let platform = Platform::start().await;
    enrol(&platform);
    let id = register(&setting, &platform, &first.base);
    launch(&platform, &first.base, "4").await;
    choose(&setting, &id);
    until(async || platform.known().line_items.len() == 1).await;
    for (index, (_, name)) in PEOPLE.iter().enumerate() {
        let base = [&first.base, &second.base][index % 2];
        post(&setting, base, &assessed(name, 1.0)).await;
    }
    until(async || graded(&platform, 38.0) == PEOPLE.len()).await;
    assert_eq!(sent(&platform), PEOPLE.len());
    assert_eq!(platform.known().line_items.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_gateways_take_the_same_token_once() {
    let setting = Setting::new(Some(fresh_postgres().await));
    let (first, second) = (setting.start().await, setting.start().await);
    let platform = Platform::start().await;
    register(&setting, &platform, &first.base);
    for _ in 0..4 {
        let mut visitor = Visitor::of(&first.base);
        let opening = Opening::learner("4").shown_in("window");
        let posting = visitor.open(&platform, CLIENT, &opening).await;
        let cookies: Vec<String> = visitor
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let send = async |base: &str| {
            let request = client().post(format!("{base}/lti/launch"));
            let request = request
                .form(&posting.fields)
                .header("Cookie", cookies.join("; "));
            request.send().await.unwrap().status().as_u16()
        };
        let (one, other) = tokio::join!(send(&first.base), send(&second.base));
        let mut found = [one, other];
        found.sort_unstable();
        assert_eq!(found, [303, 401]);
    }
}

/// Kills a gateway again and again while it sends; in the end everything is there, once.
async fn killed(database: Option<String>) {
    let setting = Setting::new(database);
    let mut gateway: Process = setting.start().await;
    let port = gateway.base.rsplit(':').next().unwrap().parse().unwrap();
    let platform = Platform::start().await;
    enrol(&platform);
    let id = register(&setting, &platform, &gateway.base);
    launch(&platform, &gateway.base, "4").await;
    choose(&setting, &id);
    for (index, (_, name)) in PEOPLE.iter().enumerate() {
        post(&setting, &gateway.base, &assessed(name, 1.0)).await;
        if index % 2 == 1 {
            let reached = sent(&platform);
            // Somewhere between the cause and its delivery.
            let moved = until(async || sent(&platform) > reached);
            let _either = tokio::time::timeout(Duration::from_millis(700), moved).await;
            gateway.child.kill().unwrap();
            gateway.child.wait().unwrap();
            gateway = setting.start_at(port).await;
        }
    }
    until(async || graded(&platform, 38.0) == PEOPLE.len()).await;
    let known = platform.known();
    assert_eq!(known.line_items.len(), 1);
    for scores in known.line_items[&1].scores.values() {
        assert_eq!(scores.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_gateway_loses_and_doubles_no_grade_on_sqlite() {
    killed(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_gateway_loses_and_doubles_no_grade_on_postgres() {
    killed(Some(fresh_postgres().await)).await;
}

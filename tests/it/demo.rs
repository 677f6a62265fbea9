//! The demo: what a coach sees on the day after its history ends is alive, and something of each
//! kind waits for them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use coachlight::generator::{Options, Simulation};
use reqwest::header::SET_COOKIE;
use serde_json::Value;
use xapi_schemas::Version;

use crate::support::process::Setting;
use crate::support::{client, free_port};

/// A demo that ends with the test.
struct Demo {
    child: Child,
    base: String,
    cookie: String,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

impl Demo {
    /// Starts the demo as somebody who tries it out does, and signs in by the link that it prints.
    async fn start(setting: &Setting) -> Self {
        let listen = format!("127.0.0.1:{}", free_port());
        let mut child = setting
            .command(&["demo", "--json", "--listen", &listen])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = child.stdout.take().unwrap();
        let ready = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(said).read_line(&mut line).unwrap();
            line
        });
        let ready: Value = serde_json::from_str(&ready.await.unwrap()).unwrap();
        let link = ready["sign_in_url"].as_str().unwrap();
        let entered = client().get(link).send().await.unwrap();
        let cookie = entered.headers()[SET_COOKIE].to_str().unwrap();
        Self {
            child,
            base: ready["base_url"].as_str().unwrap().to_owned(),
            cookie: cookie.split(';').next().unwrap().to_owned(),
        }
    }

    async fn read(&self, path: &str) -> Value {
        let request = client().get(format!("{}{path}", self.base));
        let answer = request.header("Cookie", &self.cookie).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }
}

/// The worst of a group's alerts about the group as a whole.
fn worst(engagement: &Value) -> &'static str {
    let about_group = [
        "silence",
        "activity",
        "voices",
        "momentum",
        "coach_centred",
        "response",
    ];
    let of = |severity: &str| {
        let alerts = engagement["alerts"].as_array().unwrap().iter();
        let mut alerts = alerts.filter(|alert| alert["severity"] == severity);
        alerts.any(|alert| about_group.contains(&alert["rule"].as_str().unwrap()))
    };
    match (of("red"), of("amber")) {
        (true, _) => "red",
        (false, true) => "amber",
        (false, false) => "well",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_groups_that_do_well_and_something_of_each_kind_to_do() {
    let setting = Setting::new(None);
    let demo = Demo::start(&setting).await;
    let groups = demo.read("/api/v1/groups").await;
    let (mut states, mut rules) = (Vec::new(), Vec::new());
    for group in groups["items"].as_array().unwrap() {
        let path = format!(
            "/api/v1/groups/{}/engagement",
            group["id"].as_str().unwrap()
        );
        let engagement = demo.read(&path).await;
        states.push(worst(&engagement));
        let alerts = engagement["alerts"].as_array().unwrap().iter();
        rules.extend(alerts.map(|alert| alert["rule"].as_str().unwrap().to_owned()));
    }
    let well = states.iter().filter(|state| **state == "well").count();
    let red = states.iter().filter(|state| **state == "red").count();
    assert!(well >= 2 && (1..=2).contains(&red), "{states:?} {rules:?}");
    for rule in ["silence", "voices", "unanswered", "goal_due"] {
        assert!(rules.iter().any(|it| it == rule), "no {rule} in {rules:?}");
    }
    let today = client().get(format!("{}/today", demo.base));
    let today = today.header("Cookie", &demo.cookie).send().await.unwrap();
    let today = today.text().await.unwrap();
    for text in ["Review interview with", "disagrees with", "away"] {
        assert!(today.contains(text), "no {text:?} in {today}");
    }
}

/// What a group's people did, days before the end.
fn last_days(statements: &[Value], group: usize, verbs: &[&str]) -> Option<i64> {
    let within = format!("https://app.example.org/groups/{group}\"");
    let below = format!("https://app.example.org/groups/{group}/posts/");
    let of_group = statements.iter().filter(|statement| {
        let text = statement.to_string();
        let verb = statement["verb"]["display"]["en"].as_str().unwrap();
        (text.contains(&within) || text.contains(&below)) && verbs.contains(&verb)
    });
    let days = of_group.map(|statement| {
        let at: jiff::Timestamp = statement["timestamp"].as_str().unwrap().parse().unwrap();
        LAST_DAY - at.as_second().div_euclid(86_400)
    });
    days.min()
}

/// A Wednesday.
const LAST_DAY: i64 = 20_500 + 2;

#[test]
fn the_history_lives_to_its_last_day_whatever_the_seed() {
    for seed in 0..5 {
        let history = Simulation::told(Options {
            people: 60,
            days: 90,
            last_day: LAST_DAY,
            seed,
            version: Version::V1_0_3,
        });
        let statements: Vec<Value> = history.flatten().collect();
        let said = ["created", "replied", "shared", "reflected"];
        for group in [0, 1, 2, 3, 5, 6] {
            let last = last_days(&statements, group, &said).unwrap();
            assert!(
                last <= 7,
                "group {group} of {seed} ended {last} days before"
            );
        }
        // This one is read and says nothing any more.
        let silence = last_days(&statements, 4, &said).unwrap();
        assert!((29..=40).contains(&silence), "silent for {silence} days");
        assert!(last_days(&statements, 4, &["viewed"]).unwrap() <= 4);
    }
}

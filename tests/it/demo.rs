//! The demo: what a coach sees on the day after its history ends is alive, and something of each
//! kind waits for them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use coachlight::generator::{Options, Simulation};
use coachlight::people;
use coachlight::sso::{Role, Roles};
use coachlight::statements::{self, Identity};
use reqwest::header::SET_COOKIE;
use serde_json::Value;
use xapi_schemas::Version;

use crate::support::organisation::send;
use crate::support::process::Setting;
use crate::support::{Answer, TestApp, client, free_port};

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
async fn the_demo_has_something_of_each_kind_to_do() {
    let setting = Setting::new(None);
    let demo = Demo::start(&setting).await;
    let today = client().get(format!("{}/today", demo.base));
    let today = today.header("Cookie", &demo.cookie).send().await.unwrap();
    assert_eq!(today.status(), 200);
    let today = today.text().await.unwrap();
    for text in ["Review interview with", "disagrees with", "away"] {
        assert!(today.contains(text), "no {text:?} in {today}");
    }
}

/// What the first coach of the demo finds on a day.
async fn groups_do_well_and_not_on(day: &str) {
    let app = TestApp::start_on(None, day).await;
    let date: jiff::civil::Date = day.parse().unwrap();
    let epoch = jiff::civil::date(1970, 1, 1);
    let simulation = Simulation::told(Options {
        people: 60,
        days: 90,
        last_day: i64::from((date - epoch).get_days()) - 1,
        seed: 2026,
        version: Version::V1_0_3,
    });
    let coach = Identity::of(&simulation.first_coach()).unwrap();
    send(&app, simulation, Version::V1_0_3).await;
    let mut tx = app.db().write().await.unwrap();
    let coach = statements::intern_agent(&mut tx, &coach).await.unwrap();
    let coach = people::by_agent(&mut tx, coach).await.unwrap().unwrap();
    drop(tx);
    let cookie = app.session_of(coach, Roles::of(Role::Coach)).await;
    let read = async |path: &str| -> Value {
        let request = app.client.get(format!("{}/api/v1{path}", app.base));
        let answer = Answer::of(request.header("Cookie", &cookie)).await;
        assert_eq!(answer.status, 200, "{path} {}", answer.body);
        answer.body
    };
    let groups = read("/groups").await;
    let (mut states, mut rules) = (Vec::new(), Vec::new());
    for group in groups["items"].as_array().unwrap() {
        let path = format!("/groups/{}/engagement", group["id"].as_str().unwrap());
        let engagement = read(&path).await;
        states.push(worst(&engagement));
        let alerts = engagement["alerts"].as_array().unwrap().iter();
        rules.extend(alerts.map(|alert| alert["rule"].as_str().unwrap().to_owned()));
    }
    let well = states.iter().filter(|state| **state == "well").count();
    let red = states.iter().filter(|state| **state == "red").count();
    assert!(
        well >= 2 && (1..=2).contains(&red),
        "{day} {states:?} {rules:?}"
    );
    for rule in ["silence", "voices", "unanswered", "goal_due"] {
        assert!(
            rules.iter().any(|it| it == rule),
            "no {rule} on {day} in {rules:?}"
        );
    }
}

/// A history tells the same on every day of the week, and in every season.
macro_rules! on_days {
    ($($name:ident $day:literal,)*) => { $(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            groups_do_well_and_not_on($day).await;
        }
    )* };
}

on_days! {
    groups_do_well_and_not_on_a_monday "2026-03-30",
    groups_do_well_and_not_on_a_tuesday "2026-05-05",
    groups_do_well_and_not_on_a_wednesday "2026-06-17",
    groups_do_well_and_not_on_a_thursday "2026-08-06",
    groups_do_well_and_not_on_a_friday "2026-10-02",
    groups_do_well_and_not_on_a_saturday "2026-11-07",
    groups_do_well_and_not_on_a_sunday "2025-12-28",
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

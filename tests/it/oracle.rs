//! The formulas written a second time, in another language, come to the same numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use coachlight::people::{self, PersonId};
use coachlight::privacy;
use coachlight::restrictions::{Claim, Ground, Use};
use coachlight::rulebook::Kind;
use coachlight::sso::{Role, Roles};
use coachlight::{alignments, decisions, engagement, groups, projector};
use serde_json::json;
use uuid::Uuid;

use crate::support::organisation::{LAST_DAY, OPTIONS, fill};
use crate::support::{Answer, TestApp, both, by, with_id};

/// Days of the history that are looked at: early, in the middle, and the last.
const DAYS: [&str; 3] = ["2025-12-24", "2026-01-20", LAST_DAY];
/// Fewer values would mean that something was left out.
const VALUES: u64 = 100_000;

/// Random histories that are looked at together.
const SEEDS: [u64; 3] = [1, 2, 3];
/// See [`VALUES`].
const VALUES_OF_HISTORIES: u64 = 10_000;

/// Two in three members want to be on their group's leader board.
async fn choose_boards(app: &TestApp) -> BTreeMap<Uuid, Vec<Uuid>> {
    let state = &app.running.as_ref().unwrap().app;
    let mut chosen: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    let mut tx = app.db().write().await.unwrap();
    let all = groups::list_all(&mut tx, None, i32::MAX as usize);
    for group in all.await.unwrap() {
        let members = engagement::membership(&mut tx, group.id, state.today());
        for (number, person) in members.await.unwrap().members.into_iter().enumerate() {
            let shown = number % 3 != 0;
            groups::choose_board(&mut tx, group.id, person.id, shown, state.clock.now())
                .await
                .unwrap();
            if shown {
                chosen.entry(group.id.0).or_default().push(person.id.0);
            }
        }
    }
    tx.commit().await.unwrap();
    chosen
}

/// Boards are for those in the group: a session of a coach for each.
async fn coaches(app: &TestApp) -> BTreeMap<Uuid, String> {
    let mut tx = app.db().read().await.unwrap();
    let current = coachlight::projector::current(&mut tx)
        .await
        .unwrap()
        .unwrap();
    let all = groups::list_all(&mut tx, None, i32::MAX as usize)
        .await
        .unwrap();
    let ids: Vec<groups::GroupId> = all.iter().map(|group| group.id).collect();
    let today = app.running.as_ref().unwrap().app.today();
    let settings = coachlight::projector::group_settings(&mut tx, current.generation, &ids, today);
    let settings = settings.await.unwrap();
    drop(tx);
    let mut sessions: BTreeMap<PersonId, String> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for (group, setting) in settings {
        let Some(coach) = setting.coaches.first() else {
            continue;
        };
        if !sessions.contains_key(coach) {
            let cookie = app.session_of(*coach, Roles::of(Role::Coach)).await;
            sessions.insert(*coach, cookie);
        }
        found.insert(group.0, sessions[coach].clone());
    }
    found
}

/// Coaches say of some activities what they are about: of everything from the first days on, and of
/// one for a while only.
async fn align(app: &TestApp) {
    let list = Answer::of(app.get("/xapi/statements?limit=300&ascending=true"))
        .await
        .body;
    let objects = list["statements"].as_array().unwrap().iter().filter(|it| {
        // What names its competency itself needs nobody to say it.
        !it.to_string().contains("activity-types/competency") && it["result"].is_object()
            || it["verb"]["id"].as_str().unwrap().ends_with("create")
    });
    let ids: BTreeSet<&str> = objects
        .filter_map(|it| it["object"]["id"].as_str())
        .collect();
    assert!(ids.len() > 10, "{ids:?}");
    let last = projector::days_since_epoch(LAST_DAY.parse().unwrap());
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    for (number, id) in ids.into_iter().take(12).enumerate() {
        let competency = format!("https://x.org/aligned/{}", number % 3);
        let pair = (id, competency.as_str());
        let made = alignments::add(&mut tx, pair, ("why", None), last - 80, now)
            .await
            .unwrap();
        if number % 4 == 0 {
            alignments::take_back(&mut tx, made.0.id, None, last - 20, now)
                .await
                .unwrap();
        }
    }
    tx.commit().await.unwrap();
}

/// Some people's data are only kept.
async fn restrict(app: &TestApp) {
    let state = &app.running.as_ref().unwrap().app;
    let (author, now) = (by(state), state.clock.now());
    let claim = Claim::new(Use::Everything, Ground::Accuracy, "").unwrap();
    let mut tx = app.db().write().await.unwrap();
    let all = people::list_all(&mut tx, None, 1000).await.unwrap();
    for person in all.iter().step_by(37) {
        privacy::restrict(&mut tx, person.id, &claim, (&author, true), now)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// Where an app's groups lie that it names by their address alone.
const GROUPS: &str = "https://bare.example.org/groups/";

/// Puts a vocabulary of the organisation's own in force that declares where groups lie.
pub(crate) async fn declare_groups(app: &TestApp, places: &[String]) -> String {
    let own = json!({
        "version": "1", "prefixes": {}, "types": {}, "rules": [], "group_prefixes": places
    })
    .to_string();
    let state = &app.running.as_ref().unwrap().app;
    let mut tx = app.db().write().await.unwrap();
    let said = ("our groups", "tests");
    let now = state.clock.now();
    decisions::decide(&mut tx, Kind::Vocabulary, Some(&own), said, &by(state), now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    projector::rebuild(&app.projector(), projector::Pace::Alone, |_, _| {})
        .await
        .unwrap();
    own
}

/// People act in a group that their statements name only by where it lies.
async fn act_by_address(app: &TestApp) {
    let act = |who: &str, verb: &str, object: String, day: u8, grouping: Option<&str>| {
        let mut statement = with_id(json!({
            "actor": {
                "name": who, "account": { "homePage": "https://bare.example.org", "name": who }
            },
            "verb": { "id": format!("http://activitystrea.ms/{verb}") },
            "object": {
                "id": object, "definition": { "type": "http://activitystrea.ms/note" }
            },
            "timestamp": format!("2026-01-{day:02}T10:00:00Z")
        }));
        if let Some(grouping) = grouping {
            let inside = json!([{ "id": format!("{GROUPS}{grouping}") }]);
            statement["context"] = json!({ "contextActivities": { "grouping": inside } });
        }
        statement
    };
    let note = |number: u8| format!("https://bare.example.org/notes/{number}");
    let mut made = act("coach", "create", format!("{GROUPS}7"), 2, None);
    made["object"]["definition"]["type"] = json!("http://activitystrea.ms/group");
    // Before the first day that is looked at, as all groups.
    made["timestamp"] = json!("2025-12-01T10:00:00Z");
    let mut statements = vec![made];
    for (number, who) in (0_u8..).zip(["anna", "bo", "cem", "dee", "eva"]) {
        // In the object, in the context, and further below, with a query.
        let below = format!("{GROUPS}7/notes/{number}");
        statements.push(act(who, "create", below, 5 + number, None));
        statements.push(act(
            who,
            "create",
            note(number),
            10 + number,
            Some("7/topics/1?page=2"),
        ));
        // Where nothing follows the beginning there is no group.
        statements.push(act(who, "create", note(100 + number), 15, Some("")));
    }
    assert_eq!(app.post(&json!(statements)).await.status, 200);
    app.projected().await;
}

/// A script of the oracle.
fn script(name: &str) -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let mut command = Command::new("python3");
    command.arg("-B").arg(folder.join(name));
    command
}

/// Runs a script about a gateway; what it printed.
async fn succeed(app: &TestApp, mut command: Command) -> String {
    // A secret may begin with a dash.
    command.args(["--", &app.base, &app.key, &app.secret]);
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{failed}");
    printed.into_owned()
}

/// How many values the oracle has compared.
fn values(printed: &str) -> u64 {
    let words: Vec<&str> = printed.split_whitespace().collect();
    let mut pairs = words.windows(2);
    let values = pairs.find(|pair| pair[1] == "values");
    values.unwrap()[0].parse().unwrap()
}

both! {
    async fn the_oracle_says_the_same(app: TestApp) {
        let own = declare_groups(&app, &[GROUPS.to_owned()]).await;
        fill(&app, OPTIONS).await;
        act_by_address(&app).await;
        align(&app).await;
        let folder = tempfile::tempdir().unwrap();
        let vocabulary = folder.path().join("own.json");
        std::fs::write(&vocabulary, own).unwrap();
        let boards = folder.path().join("boards.json");
        std::fs::write(&boards, json!(choose_boards(&app).await).to_string()).unwrap();
        restrict(&app).await;
        let cookies = folder.path().join("cookies.json");
        std::fs::write(&cookies, json!(coaches(&app).await).to_string()).unwrap();
        let mut oracle = script("oracle.py");
        oracle.args(["--zone", "Europe/Berlin", "--boards"]);
        oracle.arg(&boards).arg("--cookies").arg(&cookies).arg("--own").arg(&vocabulary);
        for day in DAYS {
            oracle.args(["--at", day]);
        }
        let compared = values(&succeed(&app, oracle).await);
        assert!(compared > VALUES, "{compared}");
    }

    // What the made-up organisation never does: things taken back after others spoke of them, odd
    // scores, ends of credentials, aims given up.
    async fn the_oracle_says_the_same_of_random_histories(app: TestApp) {
        for seed in SEEDS {
            let mut history = script("history.py");
            history.args(["--seed", &seed.to_string(), "--acts", "600"]);
            succeed(&app, history).await;
        }
        app.projected().await;
        let mut oracle = script("oracle.py");
        oracle.args(["--zone", "Europe/Berlin"]);
        let compared = values(&succeed(&app, oracle).await);
        assert!(compared > VALUES_OF_HISTORIES, "{compared}");
    }
}

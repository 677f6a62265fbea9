//! The record store on the command line: statements are found and shown, refusals tell their reasons.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::process::{Process, Setting};
use crate::support::{Answer, client, fresh_postgres, statement, with_id};

const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";
const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

/// What a command prints.
fn printed(setting: &Setting, arguments: &[&str]) -> String {
    let output = setting.command(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn as_json(setting: &Setting, arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(setting, arguments)).unwrap()
}

/// The identifiers of the statements that are listed.
fn listed(setting: &Setting, filter: &[&str]) -> Vec<String> {
    let text = printed(
        setting,
        &[&["statements", "list", "--json"], filter].concat(),
    );
    let read = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    text.lines().map(|line| id(&read(line))).collect()
}

fn id(statement: &Value) -> String {
    statement["id"].as_str().unwrap().to_owned()
}

async fn post(setting: &Setting, process: &Process, statements: &Value) -> u16 {
    let request = client().post(format!("{}/xapi/statements", process.base));
    let request = request.basic_auth(&setting.key, Some(&setting.secret));
    let request = request.header("X-Experience-API-Version", "1.0.3");
    Answer::of(request.json(statements)).await.status.as_u16()
}

async fn everything_is_on_the_command_line(database: Option<String>) {
    let setting = Setting::new(database);
    let process = setting.start().await;
    let shared = with_id(statement("anna", SHARED, "a"));
    let mut account = with_id(statement("anna", "https://example.org/read", "b"));
    account["actor"] =
        json!({ "account": { "homePage": "https://app.example.org", "name": "\u{1b}ben" } });
    let mut voids = with_id(statement("eve", VOIDED, "x"));
    voids["object"] = json!({ "objectType": "StatementRef", "id": shared["id"] });
    let kept = with_id(statement("anna", SHARED, "c"));
    for one in [&shared, &account, &voids, &kept] {
        assert_eq!(post(&setting, &process, one).await, 200);
    }
    let mut bad = statement("anna", SHARED, "a");
    bad["result"] = json!({ "score": { "scaled": 2 } });
    assert_eq!(post(&setting, &process, &bad).await, 400);

    assert_eq!(listed(&setting, &[]), [&kept, &voids, &account].map(id));
    assert_eq!(listed(&setting, &["--limit", "1"]), [id(&kept)]);
    assert_eq!(
        listed(&setting, &["--verb", SHARED]),
        [&kept, &voids].map(id)
    );
    assert_eq!(
        listed(
            &setting,
            &["--agent", "eve", "--home-page", "https://app.example.org"]
        ),
        [id(&voids)]
    );
    let ben = [
        "--agent",
        "\u{1b}ben",
        "--home-page",
        "https://app.example.org",
    ];
    assert_eq!(listed(&setting, &ben), [id(&account)]);
    assert_eq!(
        listed(&setting, &["--activity", "https://app.example.org/c"]),
        [id(&kept)]
    );
    assert_eq!(listed(&setting, &["--from", "2100-01-01"]), [""; 0]);
    assert_eq!(listed(&setting, &["--to", "2000-01-01"]), [""; 0]);
    let text = printed(&setting, &["statements", "list"]);
    assert_eq!(text.lines().count(), 3);
    assert!(!text.contains('\u{1b}'), "{text:?}");
    let place = text.split_whitespace().next().unwrap();
    assert_eq!(
        listed(&setting, &["--before", place]),
        [&voids, &account].map(id)
    );
    assert!(
        !setting
            .command(&["statements", "list", "--agent", "ben"])
            .status()
            .unwrap()
            .success()
    );

    let shown = as_json(&setting, &["statements", "show", &id(&shared), "--json"]);
    assert_eq!(
        (&shown["voided"], &shown["statement"]["id"]),
        (&json!(true), &shared["id"])
    );
    assert_eq!(
        shown["referring"],
        json!([{ "id": voids["id"], "voids": true }])
    );
    let text = printed(&setting, &["statements", "show", &id(&shared)]);
    assert!(
        text.contains(&format!("voided by {}", id(&voids))),
        "{text}"
    );
    let nobody = ["statements", "show", "7a0c0a4e-6f0e-4b52-8b8a-7b2b6a0c1d12"];
    assert!(!setting.command(&nobody).status().unwrap().success());

    // It is written beside the request.
    let refusals = loop {
        let refusals = as_json(
            &setting,
            &["refusals", "list", "--json", "--key", &setting.key],
        );
        if refusals != json!([]) {
            break refusals;
        }
    };
    assert_eq!(refusals[0]["errors"][0]["pointer"], "/result/score/scaled");
    assert_eq!(
        (&refusals[0]["status"], &refusals[0]["key"]),
        (&json!(400), &json!(setting.key))
    );
    assert_eq!(
        as_json(&setting, &["refusals", "list", "--json", "--key", "other"]),
        json!([])
    );
    let text = printed(&setting, &["refusals", "list"]);
    assert!(text.contains("/result/score/scaled"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_on_the_command_line_sqlite() {
    everything_is_on_the_command_line(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_on_the_command_line_postgres() {
    everything_is_on_the_command_line(Some(fresh_postgres().await)).await;
}

/// As `coachlight credential list | head` does.
#[test]
fn whoever_has_read_enough_ends_a_command_without_an_error() {
    let setting = Setting::new(None);
    let commands: [&[&str]; 3] = [
        &["credential", "list"],
        &["generate", "--people", "20"],
        &["rules", "show"],
    ];
    for arguments in commands {
        let mut child = setting
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {complaint}");
        assert_eq!(complaint, "", "{arguments:?}");
    }
}

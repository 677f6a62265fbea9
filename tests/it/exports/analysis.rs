//! Rows for tools of analysis: read back by one, they are what the API tells.

use std::path::Path;
use std::process::Command;

use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use super::{ended, request};
use crate::support::organisation::{LAST_DAY, OPTIONS, fill};
use crate::support::{Answer, TestApp, both};

/// The file of an export that an administrator has asked for.
async fn made(app: &TestApp, admin: &str, choice: Value) -> Vec<u8> {
    let asked = request(app, admin, Method::POST, "/api/v1/exports").json(&choice);
    let asked = Answer::of(asked).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    let job = asked.headers["location"].to_str().unwrap().to_owned();
    let done = ended(app, admin, &job).await;
    assert_eq!(done["state"], "done", "{done}");
    let file = request(app, admin, Method::GET, &format!("{job}/file"));
    file.send().await.unwrap().bytes().await.unwrap().to_vec()
}

/// What `pyarrow` reads.
fn read(bytes: &[u8]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.parquet");
    std::fs::write(&file, bytes).unwrap();
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/environment/clients");
    let output = Command::new(clients.join(".venv/bin/python"))
        .arg(clients.join("parquet.py"))
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

both! {
    async fn rows_are_what_the_api_tells(app: TestApp) {
        fill(&app, coachlight::generator::Options { people: 20, days: 60, ..OPTIONS }).await;
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let until = format!("{LAST_DAY}T12:00:00Z");
        let choice = |what: &str, format: &str| {
            json!({ "what": what, "format": format, "until": until, "since": "2025-12-01T00:00:00Z" })
        };

        let told = read(&made(&app, &admin, choice("history", "parquet")).await);
        assert_eq!(
            (&told["types"]["day"], &told["types"]["shown"], &told["types"]["level"]),
            (&json!("date32[day]"), &json!("double"), &json!("int64"))
        );
        let rows = told["rows"].as_array().unwrap();
        let days: std::collections::BTreeSet<&str> = rows.iter().map(|row| row["day"].as_str().unwrap()).collect();
        assert!(days.contains(LAST_DAY) && days.contains("2025-12-31"), "{days:?}");
        let row = rows.iter().rfind(|row| row["day"] == LAST_DAY && row["shown"].as_f64() > Some(0.1)).unwrap();
        let person = row["person"].as_str().unwrap();
        let progress = format!("/api/v1/people/{person}/progress?at={LAST_DAY}");
        let progress = Answer::of(app.get(&progress)).await.body;
        let known = progress["competencies"].as_array().unwrap().iter();
        let known: Vec<&Value> = known.filter(|it| it["iri"] == row["competency"]).collect();
        assert_eq!((&known[0]["shown"], &known[0]["level"]), (&row["shown"], &row["level"]));

        let parquet = made(&app, &admin, choice("evidence", "parquet")).await;
        let told = read(&parquet);
        let rows = told["rows"].as_array().unwrap();
        let ndjson = lines(&made(&app, &admin, choice("evidence", "ndjson")).await);
        assert_eq!(rows, &ndjson);
        let of = |row: &&Value| row["person"] == person && row["competency"] == known[0]["iri"];
        let path = format!("/api/v1/people/{person}/competencies/{}/evidence?at={LAST_DAY}&limit=500", known[0]["key"]);
        let evidence = Answer::of(app.get(&path)).await.body;
        let since = |item: &&Value| item["day"].as_str().unwrap() >= "2025-12-01";
        let mut expected: Vec<&str> = evidence["items"].as_array().unwrap().iter()
            .filter(since).map(|item| item["statement"].as_str().unwrap()).collect();
        let mut found: Vec<&str> = rows.iter().filter(of).map(|row| row["statement"].as_str().unwrap()).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert!(!found.is_empty());
        assert_eq!(found, expected);

        // Nobody is named where words stand in place of people, and the same person has the same one.
        let mut words = choice("evidence", "ndjson");
        words["pseudonyms"] = json!(true);
        let words = lines(&made(&app, &admin, words).await);
        let plain: std::collections::BTreeMap<String, &str> = ndjson.iter()
            .map(|row| (row["statement"].to_string() + &row["competency"].to_string() + &row["person"].to_string(), row["person"].as_str().unwrap()))
            .collect();
        assert_eq!(words.len(), ndjson.len());
        let people: std::collections::BTreeSet<&str> = plain.values().copied().collect();
        let named: std::collections::BTreeSet<&str> = words.iter().map(|row| row["person"].as_str().unwrap()).collect();
        assert_eq!(named.len(), people.len());
        assert!(named.is_disjoint(&people));

        // A coach does not get rows of everybody.
        let coach = app.session("coach-0", Roles::of(Role::Coach)).await;
        let asked = request(&app, &coach, Method::POST, "/api/v1/exports").json(&choice("evidence", "csv"));
        let job = Answer::of(asked).await.headers["location"].to_str().unwrap().to_owned();
        assert_eq!(ended(&app, &coach, &job).await["state"], "failed");
    }
}

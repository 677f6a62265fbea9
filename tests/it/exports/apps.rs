//! What administrators see of apps and other systems, as files.

use std::process::Command;

use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use super::{APP, ended, filled, request};
use crate::support::waiting::until;
use crate::support::{Answer, TestApp, both, with_id};

/// A file that is made in the background.
async fn made(app: &TestApp, cookie: &str, what: &str, format: &str) -> Vec<u8> {
    let asked = request(app, cookie, Method::POST, "/api/v1/exports")
        .json(&json!({ "what": what, "format": format }));
    let asked = Answer::of(asked).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    let job = asked.headers["location"].to_str().unwrap().to_owned();
    let done = ended(app, cookie, &job).await;
    assert_eq!(done["state"], "done", "{done}");
    let file = request(app, cookie, Method::GET, &format!("{job}/file"));
    file.send().await.unwrap().bytes().await.unwrap().to_vec()
}

/// The text of a PDF.
fn text(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new("pdftotext")
        .args(["-layout"])
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A request that is refused, once it is kept.
async fn refused(app: &TestApp) {
    let mut bad = with_id(json!({
        "actor": { "account": { "homePage": APP, "name": "anna" } },
        "verb": { "id": "https://example.org/did" },
        "object": { "id": "https://example.org/o" }
    }));
    bad["result"] = json!({ "score": { "scaled": 2 } });
    assert_eq!(app.post(&bad).await.status, 400);
    let refusals = async || Answer::of(app.get("/xapi/ext/refusals")).await.body;
    until(async || refusals().await["refusals"] != json!([])).await;
}

/// Work that was given up, for letters.
async fn given_up(app: &TestApp) {
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    let lane = coachlight::digests::MAIL;
    coachlight::outbox::enqueue(&mut tx, lane, None, "digest someone", "{}", now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

both! {
    async fn refusals_and_deliveries_are_files_of_administrators_in_every_format(app: TestApp) {
        refused(&app).await;
        given_up(&app).await;
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let json = made(&app, &admin, "refusals", "json").await;
        let json: Value = serde_json::from_slice(&json).unwrap();
        let one = &json["tables"]["refusals"][0];
        assert_eq!((&one["status"], &one["key"]), (&json!(400), &json!(app.key)));
        assert!(one["faults"].as_str().unwrap().starts_with("/result/score/scaled: "), "{one}");
        let csv = made(&app, &admin, "refusals", "csv").await;
        assert!(String::from_utf8(csv).unwrap().contains("/result/score/scaled"));
        let printed = text(&made(&app, &admin, "refusals", "pdf").await);
        assert!(printed.contains("/xapi/statements") && printed.contains("400"), "{printed}");

        let json = made(&app, &admin, "deliveries", "json").await;
        let json: Value = serde_json::from_slice(&json).unwrap();
        let letters = json["tables"]["destinations"].as_array().unwrap().iter();
        let letters = letters.clone().find(|one| one["kind"] == "letters").unwrap();
        assert_eq!((&letters["state"], &letters["waiting"]), (&json!("off"), &json!(1)));
        let work = &json["tables"]["work"][0];
        assert_eq!((&work["destination"], &work["work"]), (&json!("Letters"), &json!("digest")));
        assert!(!json.to_string().contains("someone"), "whom it is about is not told: {json}");
        let printed = text(&made(&app, &admin, "deliveries", "pdf").await);
        assert!(printed.contains("Destinations") && printed.contains("Letters"), "{printed}");
        for what in ["refusals", "deliveries"] {
            assert!(made(&app, &admin, what, "xlsx").await.starts_with(b"PK"));
        }
        let printed = text(&made(&app, &admin, "audit", "pdf").await);
        assert!(printed.contains("refusals") && printed.contains("What administrators did"), "{printed}");

        // Nobody else's, and not at once.
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        for what in ["refusals", "deliveries"] {
            let asked = request(&app, &coach, Method::POST, "/api/v1/exports");
            let asked = Answer::of(asked.json(&json!({ "what": what, "format": "csv" }))).await;
            let job = asked.headers["location"].to_str().unwrap().to_owned();
            assert_eq!(ended(&app, &coach, &job).await["state"], "failed");
            let now = request(&app, &admin, Method::GET, &format!("/exports/now?what={what}&format=csv"));
            assert_eq!(Answer::of(now).await.problem().0, 400);
        }
    }

    async fn whatever_has_tables_and_a_page_is_printed_too(app: TestApp) {
        use coachlight::exports::{Format, Subject};

        filled(&app).await;
        let has = |subject: &Subject, format: Format| subject.formats().contains(&format);
        let tables = Subject::ALL.iter().filter(|one| has(one, Format::Xlsx));
        for subject in tables.clone() {
            for format in [Format::Csv, Format::Json, Format::Pdf] {
                assert!(has(subject, format), "{} is no {}", subject.word(), format.word());
            }
        }
        assert!(tables.count() >= 15);
    }
}

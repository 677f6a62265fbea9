//! Everything that is kept of somebody, as one archive: whole, readable, and of nobody else.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use coachlight::sso::Roles;
use reqwest::Method;
use serde_json::{Value, json};
use zip::ZipArchive;

use super::{ended, request};
use crate::coaching::{LISTENING, NEGOTIATION, Scene};
use crate::support::waiting::until;
use crate::support::{Answer, TestApp, both};
use crate::xapi::attachments::{deliver, sha2};

/// The files of an archive.
fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().to_string(), content);
    }
    files
}

/// Asks for an archive, and waits for it.
async fn archive(app: &TestApp, cookie: &str) -> (Value, String) {
    let wish = json!({ "what": "archive", "format": "zip" });
    let asked = request(app, cookie, Method::POST, "/api/v1/exports").json(&wish);
    let asked = Answer::of(asked).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    let job = asked.headers["location"].to_str().unwrap().to_owned();
    (ended(app, cookie, &job).await, job)
}

both! {
    async fn an_archive_holds_all_that_is_kept_of_somebody(app: TestApp) {
        let scene = Scene::new(&app).await;
        let of = |path: &str| format!("/people/{}{path}", scene.anna);
        scene.done("anna", "/goals", json!({ "title": "Hear people out", "competencies": [LISTENING] })).await;
        scene.done("coach", "/ratings", json!({ "competency": NEGOTIATION, "level": 3 })).await;
        scene.done("coach", "/hints", json!({ "text": "Ask first." })).await;
        let plan = json!({ "title": "To be a mediator", "items": [{ "competency": NEGOTIATION, "level": 3 }] });
        scene.done("coach", "/plans", plan).await;
        let review = scene.done("coach", "/reviews", json!({ "day": "2099-01-01" })).await;
        let note = of(&format!("/reviews/{}/private-note", review["id"].as_str().unwrap()));
        for (who, text) in [("coach", "seems tired"), ("anna", "ask for more pay")] {
            let put = scene.ask(who, Method::PUT, &note, json!({ "text": text })).await;
            assert_eq!(put.status, 204, "{}", put.body);
        }
        let content = b"Anna was there";
        let mut certificate = crate::support::with_id(crate::support::statement("anna", "http://adlnet.gov/expapi/verbs/attached", "x"));
        certificate["attachments"] = json!([{
            "usageType": "https://app.example.org/certificate", "display": { "en": "Certificate" },
            "contentType": "text/plain", "length": content.len(), "sha2": sha2(content)
        }]);
        deliver(&app, &certificate, &[content]).await;
        let agent = crate::coaching::agent("anna").to_string();
        for name in ["one", "two"] {
            let document = app.request(Method::PUT, "/xapi/agents/profile")
                .query(&[("agent", agent.as_str()), ("profileId", name)])
                .header("If-None-Match", "*").header("Content-Type", "text/plain").body(name);
            assert_eq!(Answer::of(document).await.status, 204);
        }
        app.projected().await;

        scene.get("coach", &of("/progress")).await;
        let anna = app.session("anna", Roles::default()).await;
        let (job, path) = archive(&app, &anna).await;
        assert_eq!(job["state"], "done", "{job}");
        let file = request(&app, &anna, Method::GET, &format!("{path}/file")).send().await.unwrap();
        assert_eq!(file.headers()["content-type"], "application/zip");
        let files = unpacked(file.bytes().await.unwrap().to_vec());
        let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
        let document = |name: &str| serde_json::from_str::<Value>(&text(name)).unwrap();

        // Every statement that names her, as it is served.
        let query = [("agent", agent.as_str()), ("related_agents", "true"), ("ascending", "true"), ("limit", "100")];
        let served = Answer::of(app.get("/xapi/statements").query(&query)).await.body;
        let kept: Vec<Value> = text("statements.ndjson").lines()
            .map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(json!(kept), served["statements"]);
        assert!(kept.len() >= 5);
        assert_eq!(files[&format!("attachments/{}", sha2(content))], content);
        let listed = document("documents.json");
        let names: Vec<&str> = listed.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["one", "two"]);
        assert_eq!(text(listed[1]["file"].as_str().unwrap()), "two");
        assert_eq!(document("goals.json")[0]["title"], "Hear people out");
        assert_eq!(document("plans.json")[0]["versions"][0]["title"], "To be a mediator");
        assert_eq!(document("reviews.json")[0]["your_private_note"], "ask for more pay");
        assert_eq!(document("hints.json")[0]["text"], "Ask first.");
        assert!(document("identifiers.json").to_string().contains("anna"));
        let shown = scene.progress(NEGOTIATION).await["shown"].as_f64().unwrap();
        let progress = document("progress.json");
        let row = progress["tables"]["progress"].as_array().unwrap().iter().find(|row| row["iri"] == NEGOTIATION);
        assert_eq!(row.unwrap()["shown"], json!(shown));
        assert!(text("evidence.csv").lines().count() > 1);
        assert!(text("looks.csv").lines().count() > 1, "the coach looked");
        for (name, content) in &files {
            let content = String::from_utf8_lossy(content);
            assert!(!content.contains("seems tired"), "{name}");
        }
        // The page explains each file, runs nothing and needs nothing.
        let page = text("index.html");
        for name in files.keys().filter(|name| !name.contains('/') && *name != "index.html") {
            assert!(page.contains(&format!("href=\"{name}\"")), "{name}");
        }
        assert!(!page.contains("<script") && !page.contains("src="), "{page}");

        // It is hers alone, and noted.
        let bo = app.session("bo", Roles::default()).await;
        for path in [path.clone(), format!("{path}/file")] {
            assert_eq!(Answer::of(request(&app, &bo, Method::GET, &path)).await.status, 404);
        }
        let mut tx = app.db().read().await.unwrap();
        let filter = coachlight::audit::Filter { act: Some(coachlight::audit::Act::ExportMade), before: None };
        let entries = coachlight::audit::list(&mut tx, filter, 9).await.unwrap();
        assert_eq!((entries.len(), entries[0].subject.as_str()), (1, "archive"));
        let key = app.request(Method::POST, "/api/v1/exports").json(&json!({ "what": "archive", "format": "zip" }));
        let asked = Answer::of(key).await;
        if asked.status == 202 {
            let path = asked.headers["location"].to_str().unwrap().to_owned();
            let state = async || Answer::of(app.get(&path)).await.body["state"].as_str().unwrap().to_owned();
            until(async || !["queued", "running"].contains(&state().await.as_str())).await;
            assert_eq!(state().await, "failed");
        }
    }
}

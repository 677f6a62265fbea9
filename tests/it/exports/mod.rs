//! What pages show, as files: the same numbers, for the same people, and nothing that runs.

mod analysis;
mod apps;
mod archive;
mod paper;

use calamine::{Data, Reader, Xlsx};
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::waiting::once;
use crate::support::{Answer, TestApp, both, with_id};

const APP: &str = "https://app.example.org";
/// What a spreadsheet would run.
const FORMULA: &str = "=HYPERLINK(\"https://evil.example.org\",\"Anna\")";

fn by(who: &str, name: Option<&str>, verb: &str, object: Value, more: Value) -> Value {
    let mut statement = with_id(json!({
        "actor": { "account": { "homePage": APP, "name": who } },
        "verb": { "id": verb }, "object": object
    }));
    if let Some(name) = name {
        statement["actor"]["name"] = json!(name);
    }
    for (key, value) in more.as_object().unwrap() {
        statement[key] = value.clone();
    }
    statement
}

/// A group of the coach with two members, one of them with a name that is a formula.
async fn filled(app: &TestApp) -> String {
    let group = json!({
        "id": format!("{APP}/groups/1"),
        "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "One" } }
    });
    let within = json!({ "context": { "contextActivities": { "grouping": [group] } } });
    let note = json!({
        "id": format!("{APP}/notes/1"),
        "definition": { "type": "http://activitystrea.ms/note" }
    });
    let statements = json!([
        by(
            "coach",
            None,
            "http://activitystrea.ms/create",
            group.clone(),
            json!({})
        ),
        by(
            "anna",
            Some(FORMULA),
            "http://activitystrea.ms/join",
            group.clone(),
            json!({})
        ),
        by(
            "ben",
            Some("Ben Müller; \"B\", jr."),
            "http://activitystrea.ms/join",
            group,
            json!({})
        ),
        by("anna", None, "http://activitystrea.ms/create", note, within),
    ]);
    assert_eq!(app.post(&statements).await.status, 200);
    app.projected().await;
    let groups = Answer::of(app.get("/api/v1/groups")).await.body;
    groups["items"][0]["id"].as_str().unwrap().to_owned()
}

struct File {
    status: u16,
    headers: reqwest::header::HeaderMap,
    bytes: Vec<u8>,
}

impl File {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }
}

async fn fetch(app: &TestApp, cookie: &str, path: &str, language: &str) -> File {
    let request = app.client.get(format!("{}{path}", app.base));
    let request = request.header("Cookie", cookie);
    let answer = request
        .header("Accept-Language", language)
        .send()
        .await
        .unwrap();
    File {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        bytes: answer.bytes().await.unwrap().to_vec(),
    }
}

fn sheet(file: &File, name: &str) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(file.bytes.clone())).unwrap();
    let range = workbook.worksheet_range(name).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

fn request(app: &TestApp, cookie: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
    let request = app.client.request(method, format!("{}{path}", app.base));
    request.header("Cookie", cookie)
}

/// An export once it has ended; `ask` asks how it stands.
pub(crate) async fn finished(ask: impl Fn() -> reqwest::RequestBuilder) -> Value {
    once(async || {
        let job = Answer::of(ask()).await.body;
        (job["state"] != "queued" && job["state"] != "running").then_some(job)
    })
    .await
}

/// Somebody's export once it has ended.
async fn ended(app: &TestApp, cookie: &str, path: &str) -> Value {
    finished(|| request(app, cookie, Method::GET, path)).await
}

both! {
    async fn every_format_tells_what_the_page_tells(app: TestApp) {
        let group = filled(&app).await;
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let of = |format: &str| format!("/exports/now?what=group&group={group}&format={format}");

        let json = fetch(&app, &coach, &of("json"), "de").await;
        assert_eq!(json.headers["content-type"], "application/json");
        let json: Value = serde_json::from_slice(&json.bytes).unwrap();
        let members = json["tables"]["members"].as_array().unwrap();
        assert_eq!(members.len(), 2);
        let anna = members.iter().find(|one| one["name"] == FORMULA).unwrap();
        let page = fetch(&app, &coach, &format!("/groups/{group}"), "en").await;
        let index = format!("</svg><span>{}</span>", anna["index"]);
        assert!(page.text().contains(&index), "{index} in {}", page.text());
        assert!(anna["points"].as_f64().unwrap() > 0.0);

        let csv = fetch(&app, &coach, &of("csv"), "de").await;
        let name = csv.headers["content-disposition"].to_str().unwrap();
        assert!(name.starts_with("attachment; filename=\"group-2"), "{name}");
        let lines: Vec<&str> = csv.text().split("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}Name,Kennung,Index,Punkte,"), "{}", lines[0]);
        // Neutral, and whole again for whoever reads CSV by its rules.
        let mut reader = csv::Reader::from_reader(csv.text().trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(rows.iter().any(|row| row[0] == format!("'{FORMULA}")));
        assert!(rows.iter().any(|row| &row[0] == "Ben Müller; \"B\", jr."));
        let row = rows.iter().find(|row| row[1] == *anna["person"].as_str().unwrap()).unwrap();
        assert!((row[3].parse::<f64>().unwrap() - anna["points"].as_f64().unwrap()).abs() < 1e-9);
        let german = fetch(&app, &coach, &format!("{}&separator=semicolon&bom=false", of("csv")), "de").await;
        assert!(german.text().starts_with("Name;Kennung;Index;"));
        let points = row[3].replace('.', ",");
        assert!(german.text().contains(&format!(";{points};")), "{}", german.text());
        let days = fetch(&app, &coach, &format!("{}&table=activity", of("csv")), "en").await;
        assert_eq!(days.text().lines().count(), 31);
        let none = fetch(&app, &coach, &format!("{}&table=nothing", of("csv")), "en").await;
        assert_eq!(none.status, 400);

        let xlsx = fetch(&app, &coach, &of("xlsx"), "en").await;
        let rows = sheet(&xlsx, "Members and their engagement");
        assert_eq!(rows[0][0], Data::String("Name".into()));
        let row = rows.iter().find(|row| row[0] == Data::String(FORMULA.into())).unwrap();
        assert_eq!(row[3], Data::Float(anna["points"].as_f64().unwrap()));
        assert!(matches!(row.last(), Some(Data::DateTime(_))), "{row:?}");
        assert_eq!(sheet(&xlsx, "Activity").len(), 31);
    }

    async fn only_whoever_sees_a_page_gets_its_file_and_whoever_stands_in_it_knows(app: TestApp) {
        let group = filled(&app).await;
        let path = format!("/exports/now?what=group&group={group}&format=csv");
        let other = app.session("coach2", Roles::of(Role::Coach)).await;
        let learner = app.session("anna", Roles::default()).await;
        for cookie in [&other, &learner] {
            assert_eq!(fetch(&app, cookie, &path, "en").await.status, 404);
        }
        let looks = "/exports/now?what=looks&format=json";
        let seen: Value = serde_json::from_slice(&fetch(&app, &learner, looks, "en").await.bytes).unwrap();
        assert_eq!(seen["tables"]["looks"], json!([]));
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        assert_eq!(fetch(&app, &coach, &path, "en").await.status, 200);
        let seen: Value = serde_json::from_slice(&fetch(&app, &learner, looks, "en").await.bytes).unwrap();
        assert_eq!(seen["tables"]["looks"][0]["what"], "export");

        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let asked = request(&app, &admin, Method::POST, "/api/v1/exports")
            .json(&json!({ "what": "audit", "format": "json" }));
        let asked = Answer::of(asked).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        let job = asked.headers["location"].to_str().unwrap().to_owned();
        let done = ended(&app, &admin, &job).await;
        assert_eq!(done["state"], "done", "{done}");
        let file = Answer::of(request(&app, &admin, Method::GET, &format!("{job}/file"))).await.body;
        let entries = file["tables"]["audit"].as_array().unwrap();
        assert!(entries.iter().any(|entry| entry["act"] == "export-made"
            && entry["subject"] == format!("group {group}") && entry["after"] == "csv"));
        // Nobody else's.
        for path in [job.clone(), format!("{job}/file")] {
            assert_eq!(Answer::of(request(&app, &coach, Method::GET, &path)).await.status, 404);
        }
    }

    async fn statements_are_exported_in_the_background_as_they_stand(app: TestApp) {
        filled(&app).await;
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let joined = "http://activitystrea.ms/join";
        let ask = async |cookie: &str, body: Value| {
            Answer::of(request(&app, cookie, Method::POST, "/api/v1/exports").json(&body)).await
        };
        let asked = ask(&admin, json!({ "what": "statements", "format": "ndjson", "verb": joined })).await;
        let job = asked.headers["location"].to_str().unwrap().to_owned();
        let done = ended(&app, &admin, &job).await;
        assert_eq!(done["state"], "done", "{done}");
        assert_eq!(done["done"], done["total"]);
        let file = request(&app, &admin, Method::GET, &format!("{job}/file")).send().await.unwrap();
        assert_eq!(file.headers()["content-type"], "application/x-ndjson");
        let text = file.text().await.unwrap();
        assert_eq!(text.len() as i64, done["length"].as_i64().unwrap());
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line["verb"]["id"] == joined && line["stored"].is_string()));
        let page = fetch(&app, &admin, "/me/exports", "en").await;
        assert!(page.text().contains("Download"));

        let gone = Answer::of(request(&app, &admin, Method::DELETE, &job)).await;
        assert_eq!(gone.status, 204);
        assert_eq!(Answer::of(request(&app, &admin, Method::GET, &job)).await.status, 404);

        // A coach does not see the log: told once it is made, and nothing is kept.
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let asked = ask(&coach, json!({ "what": "statements", "format": "ndjson" })).await;
        let job = asked.headers["location"].to_str().unwrap().to_owned();
        let failed = ended(&app, &coach, &job).await;
        assert_eq!((&failed["state"], &failed["length"]), (&json!("failed"), &json!(0)));
        assert_eq!(Answer::of(request(&app, &coach, Method::GET, &format!("{job}/file"))).await.status, 409);
        for wrong in [
            json!({ "what": "statements", "format": "csv" }),
            json!({ "what": "group", "format": "csv" }),
            json!({ "what": "everything", "format": "csv" }),
        ] {
            assert!(ask(&admin, wrong).await.status.is_client_error());
        }
    }

    async fn what_a_gateway_left_unfinished_is_made_by_the_next(app: TestApp) {
        filled(&app).await;
        let mut jobs = Vec::new();
        for _ in 0..3 {
            let asked = app.request(Method::POST, "/api/v1/exports")
                .json(&json!({ "what": "statements", "format": "ndjson" }));
            let asked = Answer::of(asked).await;
            assert_eq!(asked.status, 202, "{}", asked.body);
            jobs.push(asked.headers["location"].to_str().unwrap().to_owned());
        }
        let (key, secret) = (app.key.clone(), app.secret.clone());
        let app = app.restart().await;
        for job in jobs {
            let get = |path: &str| app.client.get(format!("{}{path}", app.base)).basic_auth(&key, Some(&secret));
            let done = finished(|| get(&job)).await;
            assert_eq!(done["state"], "done", "{done}");
            let file = get(&format!("{job}/file")).send().await.unwrap().text().await.unwrap();
            assert_eq!(file.lines().count(), 4);
        }
    }
}

async fn a_file_is_kept_for_its_time(postgres: Option<String>) {
    let (app, ahead) = TestApp::start_ahead(postgres).await;
    filled(&app).await;
    let asked = app
        .request(Method::POST, "/api/v1/exports")
        .json(&json!({ "what": "statements", "format": "ndjson" }));
    let job = Answer::of(asked).await.headers["location"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(finished(|| app.get(&job)).await["state"], "done");
    let makers = coachlight::exports::Makers::new(app.running.as_ref().unwrap().app.clone());
    assert_eq!(makers.expire().await.unwrap(), 0);
    ahead.store(24 * 3600 + 60, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(makers.expire().await.unwrap(), 1);
    assert_eq!(Answer::of(app.get(&job)).await.body["state"], "expired");
    assert_eq!(
        Answer::of(app.get(&format!("{job}/file"))).await.status,
        409
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_for_its_time_sqlite() {
    a_file_is_kept_for_its_time(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_for_its_time_postgres() {
    a_file_is_kept_for_its_time(Some(crate::support::fresh_postgres().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_with_others_in_them_need_a_sign_in_of_not_long_ago() {
    let (app, ahead) = TestApp::start_ahead(None).await;
    let group = filled(&app).await;
    let coach = app.session("coach", Roles::of(Role::Coach)).await;
    let learner = app.session("anna", Roles::default()).await;
    ahead.store(20 * 60, std::sync::atomic::Ordering::SeqCst);
    let path = format!("/exports/now?what=group&group={group}&format=csv");
    let refused = Answer::of(request(&app, &coach, Method::GET, &path)).await;
    assert_eq!(refused.problem().1, "/problems/reauthentication-needed");
    let browser = request(&app, &coach, Method::GET, &path).header("Accept", "text/html");
    let sent = Answer::of(browser).await;
    assert!(
        sent.headers["location"]
            .to_str()
            .unwrap()
            .starts_with("/sign-in/again?return_to=")
    );
    let asked = request(&app, &coach, Method::POST, "/api/v1/exports")
        .json(&json!({ "what": "group", "group": group, "format": "csv" }));
    assert_eq!(
        Answer::of(asked).await.problem().1,
        "/problems/reauthentication-needed"
    );
    // One's own.
    let own = format!(
        "/exports/now?what=progress&person={}&format=csv",
        app.person("anna").await
    );
    assert_eq!(fetch(&app, &learner, &own, "en").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_grows_too_large_is_given_up() {
    let app = TestApp::start_with(None, |config| config.exports.largest_bytes = 1000).await;
    filled(&app).await;
    let asked = app
        .request(Method::POST, "/api/v1/exports")
        .json(&json!({ "what": "statements", "format": "ndjson" }));
    let job = Answer::of(asked).await.headers["location"]
        .to_str()
        .unwrap()
        .to_owned();
    let failed = finished(|| app.get(&job)).await;
    assert_eq!(
        (&failed["state"], &failed["length"]),
        (&json!("failed"), &json!(0))
    );
    assert!(
        failed["reason"].as_str().unwrap().contains("1,000 bytes"),
        "{failed}"
    );
}

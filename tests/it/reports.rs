//! Figures of the organisation: what they tell, and that they tell of nobody.

use coachlight::credentials::Scope;
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::organisation::{OPTIONS, fill};
use crate::support::{Answer, TestApp, both, credential, with_id};

const APP: &str = "https://app.example.org";
const JOIN: &str = "http://activitystrea.ms/join";
const CREATE: &str = "http://activitystrea.ms/create";
const ASK: &str = "http://adlnet.gov/expapi/verbs/asked";

fn group() -> Value {
    json!({
        "id": format!("{APP}/groups/1"),
        "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "One" } }
    })
}

fn by(who: &str, verb: &str, object: Value, day: &str) -> Value {
    with_id(json!({
        "actor": {
            "name": format!("Findable {who}"),
            "account": { "homePage": APP, "name": format!("account-{who}") }
        },
        "verb": { "id": verb }, "object": object,
        "timestamp": format!("{day}T10:00:00Z")
    }))
}

fn says(who: &str, what: &str, day: &str) -> Value {
    let note = json!({
        "id": format!("{APP}/notes/{who}-{what}"),
        "definition": { "type": "http://activitystrea.ms/note" }
    });
    let mut said = by(who, CREATE, note, day);
    said["context"] = json!({ "contextActivities": { "grouping": [group()] } });
    said
}

/// Twenty learners: ten who began in the autumn, of whom five came back, and ten who began in the
/// winter; five of each kind speak, twice.
async fn filled(app: &TestApp) {
    let mut statements = vec![by("coach", CREATE, group(), "2025-10-01")];
    for number in 0..10 {
        statements.push(by(&format!("old{number}"), JOIN, group(), "2025-11-03"));
        statements.push(by(&format!("new{number}"), JOIN, group(), "2026-01-12"));
    }
    for number in 0..5 {
        for who in ["old", "new"] {
            for what in ["a", "b"] {
                statements.push(says(&format!("{who}{number}"), what, "2026-02-02"));
            }
        }
    }
    assert_eq!(app.post(&json!(statements)).await.status, 200);
    app.projected().await;
}

fn asked(app: &TestApp, cookie: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
    let request = app.client.request(method, format!("{}{path}", app.base));
    request.header("Cookie", cookie)
}

async fn read(app: &TestApp, cookie: &str, path: &str) -> Vec<u8> {
    let answer = asked(app, cookie, Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

fn figure(report: &Value, measure: &str) -> (Value, Value) {
    let figures = report["figures"].as_array().unwrap();
    let found = figures.iter().find(|it| it["measure"] == measure).unwrap();
    (found["number"].clone(), found["share"].clone())
}

both! {
    async fn a_report_tells_what_was_done_in_a_quarter(app: TestApp) {
        filled(&app).await;
        let report = Answer::of(app.get("/api/v1/reports/2026-Q1")).await.body;
        let of = |measure: &str| figure(&report, measure);
        assert_eq!(of("people"), (json!(20), json!(100)), "{report}");
        assert_eq!(of("active"), (json!(15), json!(75)));
        assert_eq!(of("newcomers"), (json!(10), json!(50)));
        assert_eq!(of("contributing"), (json!(10), json!(50)));
        assert_eq!(of("contributions"), (json!(20), Value::Null));
        assert_eq!(of("steps"), (Value::Null, Value::Null));
        let cohorts = report["cohorts"].as_array().unwrap();
        assert_eq!(cohorts[0], json!({
            "began": "2026-Q1", "after": 0, "people": 10, "active": 100, "at_level_two": null
        }));
        assert_eq!(cohorts[1]["began"], "2025-Q4");
        assert_eq!(cohorts[1]["active"], 50);
        // Ten of ten were new, and all of them active: who was not is nobody, which is not told.
        let before = Answer::of(app.get("/api/v1/reports/2025-Q4")).await.body;
        assert_eq!(figure(&before, "people"), (json!(10), json!(100)));
        assert_eq!(figure(&before, "active"), (Value::Null, Value::Null));

        let page = read(&app, &app.session("hr", Roles::of(Role::Hr)).await, "/reports?period=2026-Q1").await;
        let page = String::from_utf8(page).unwrap();
        for part in ["Q1 2026", ">75%<", "Contributed", "withheld"] {
            assert!(page.contains(part), "{part}");
        }
    }

    async fn a_report_stays_as_it_was_told(app: TestApp) {
        filled(&app).await;
        let report = || async { Answer::of(app.get("/api/v1/reports/2026-Q1")).await.body };
        let told = report().await;
        let late = json!([says("new0", "c", "2026-03-02"), says("new1", "c", "2026-03-02"), says("new2", "c", "2026-03-02")]);
        assert_eq!(app.post(&late).await.status, 200);
        app.projected().await;
        assert_eq!(report().await, told);

        let hr = app.session("hr", Roles::of(Role::Hr)).await;
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let path = "/api/v1/reports/2026-Q1";
        assert_eq!(Answer::of(asked(&app, &hr, Method::DELETE, path)).await.status, 403);
        assert_eq!(Answer::of(asked(&app, &admin, Method::DELETE, path)).await.status, 204);
        let anew = report().await;
        assert_eq!(figure(&anew, "contributions"), (json!(25), Value::Null));
        let log = String::from_utf8(read(&app, &admin, "/admin/audit").await).unwrap();
        assert!(log.contains("report 2026-Q1"), "{log}");

        // Months would tell what the quarter withholds.
        let month = Answer::of(app.get("/api/v1/reports/2026-02")).await;
        assert_eq!(month.problem().1, "/problems/conflict");
        for wrong in ["2026-Q7", "2999-Q1", "yesterday"] {
            let answer = Answer::of(app.get(&format!("/api/v1/reports/{wrong}"))).await;
            assert_eq!(answer.problem().1, "/problems/invalid-parameter", "{wrong}");
        }
        let listed = Answer::of(app.get("/api/v1/reports")).await.body;
        let kept = listed["items"].as_array().unwrap().iter().filter(|it| !it["made_at"].is_null());
        assert_eq!(kept.map(|it| &it["period"]).collect::<Vec<_>>(), ["2026-Q1"]);
    }
}

/// Every word by which people are known in a gateway.
async fn known(app: &TestApp) -> Vec<String> {
    let mut words = Vec::new();
    let mut path = "/api/v1/people?limit=500".to_owned();
    loop {
        let people = Answer::of(app.get(&path)).await.body;
        for one in people["items"].as_array().unwrap() {
            words.push(one["id"].as_str().unwrap().to_owned());
            words.extend(one["name"].as_str().map(str::to_owned));
        }
        match people["next"].as_str() {
            Some(next) => next.clone_into(&mut path),
            None => return words,
        }
    }
}

/// The text of a PDF.
fn printed(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, bytes).unwrap();
    let text = std::process::Command::new("pdftotext")
        .args([file.as_os_str(), std::ffi::OsStr::new("-")])
        .output()
        .unwrap();
    String::from_utf8(text.stdout).unwrap()
}

/// A workbook is a packed folder: what its sheets say.
fn sheets(bytes: &[u8]) -> String {
    use calamine::Reader;

    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let names = workbook.sheet_names();
    let of = names
        .iter()
        .map(|name| format!("{:?}", workbook.worksheet_range(name).unwrap()));
    of.collect()
}

both! {
    async fn nobody_is_named_anywhere(app: TestApp) {
        fill(&app, OPTIONS).await;
        let words = known(&app).await;
        assert!(words.len() > 500);
        let hr = app.session("hr", Roles::of(Role::Hr)).await;
        let running = &app.running.as_ref().unwrap().app;
        let key = credential(running, "Reports", &[Scope::ReportsRead]).await;
        let mut answers = Vec::new();
        for language in ["en", "de"] {
            let page = asked(&app, &hr, Method::GET, "/reports?period=2025-Q4");
            let page = page.header("Accept-Language", language).send().await.unwrap();
            assert_eq!(page.status(), 200);
            answers.push((format!("page {language}"), page.text().await.unwrap()));
        }
        let path = "/api/v1/reports/2025-Q4";
        let request = app.client.get(format!("{}{path}", app.base));
        let report = Answer::of(request.basic_auth(&key.key, Some(&key.secret))).await.body;
        answers.push(("key".to_owned(), report.to_string()));
        let of = |format: &str| format!("/exports/now?what=report&period=2025-Q4&format={format}");
        for format in ["csv", "json"] {
            let text = String::from_utf8(read(&app, &hr, &of(format)).await).unwrap();
            answers.push((format.to_owned(), text));
        }
        answers.push(("xlsx".to_owned(), sheets(&read(&app, &hr, &of("xlsx")).await)));
        answers.push(("pdf".to_owned(), printed(&read(&app, &hr, &of("pdf")).await)));
        for (what, text) in &answers {
            assert!(text.len() > 200, "{what}: {text}");
            let own = |word: &&String| **word != app.base;
            let found: Vec<&String> = words.iter().filter(own).filter(|word| text.contains(*word)).collect();
            assert!(found.is_empty(), "{what} names {found:?}");
            assert!(!text.contains("mailto:") && !text.contains("account-"), "{what}");
        }
        // They tell of something, the same in each form.
        let people = figure(&report, "people").0.as_u64().unwrap();
        assert!(people > 100, "{report}");
        let exported: Value = serde_json::from_str(&answers[4].1).unwrap();
        assert_eq!(exported["tables"]["figures"][0]["number"], people);
        for (what, text) in answers.iter().filter(|(what, _)| what != "key") {
            assert!(text.contains(&people.to_string()), "{what}");
        }
        assert!(!report["competencies"].as_array().unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_told_with_how_many_were_answered() {
    let app = TestApp::start(None).await;
    filled(&app).await;
    let mut statements = Vec::new();
    for number in 0..10 {
        let thread = json!({
            "id": format!("{APP}/questions/{number}"),
            "definition": { "type": "http://id.tincanapi.com/activitytype/discussion" }
        });
        let within = |parent: Option<&Value>| json!({ "contextActivities": { "grouping": [group()], "parent": parent } });
        let who = format!("new{number}");
        let mut question = by(&who, ASK, thread.clone(), "2026-02-03");
        question["context"] = within(None);
        question["context"]["contextActivities"]
            .as_object_mut()
            .unwrap()
            .remove("parent");
        statements.push(question);
        if number < 5 {
            let reply = json!({
                "id": format!("{APP}/replies/{number}"),
                "definition": { "type": "http://activitystrea.ms/comment" }
            });
            let mut reply = by(
                "old0",
                "http://adlnet.gov/expapi/verbs/responded",
                reply,
                "2026-02-04",
            );
            reply["context"] = within(Some(&thread));
            statements.push(reply);
        }
    }
    let answer = app.post(&json!(statements)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    app.projected().await;
    let report = Answer::of(app.get("/api/v1/reports/2026-Q1")).await.body;
    assert_eq!(
        figure(&report, "questions"),
        (json!(10), Value::Null),
        "{report}"
    );
    assert_eq!(
        figure(&report, "answered"),
        (json!(5), json!(50)),
        "{report}"
    );
}

//! What was agreed with a works council holds at once, everywhere, and is kept.

use coachlight::retention::{self, Kind};
use coachlight::sso::{Role, Roles};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, both, with_id};

const APP: &str = "https://app.example.org";

/// A group of the coach with a member who has said something.
async fn filled(app: &TestApp) -> String {
    let group = json!({
        "id": format!("{APP}/groups/1"),
        "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "One" } }
    });
    let by = |who: &str, verb: &str, object: Value| {
        with_id(json!({
            "actor": {
                "name": format!("Findable {who}"),
                "account": { "homePage": APP, "name": who }
            },
            "verb": { "id": verb }, "object": object
        }))
    };
    let statements = json!([
        by("coach", "http://activitystrea.ms/create", group.clone()),
        by("anna", "http://activitystrea.ms/join", group.clone()),
    ]);
    assert_eq!(app.post(&statements).await.status, 200);
    app.projected().await;
    let groups = Answer::of(app.get("/api/v1/groups")).await.body;
    groups["items"][0]["id"].as_str().unwrap().to_owned()
}

fn asked(app: &TestApp, cookie: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
    let request = app.client.request(method, format!("{}{path}", app.base));
    request.header("Cookie", cookie)
}

pub(crate) async fn switch(app: &TestApp, cookie: &str, word: &str, on: bool) -> Answer {
    let path = format!("/api/v1/works-council/{word}");
    Answer::of(asked(app, cookie, Method::PUT, &path).json(&json!({ "on": on }))).await
}

both! {
    async fn no_file_and_no_system_is_told_of_single_people(app: TestApp) {
        let group = filled(&app).await;
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let file = format!("/exports/now?what=group&group={group}&format=json");
        let board = format!("/exports/now?what=board&group={group}&format=json");
        let engagement = format!("/api/v1/groups/{group}/engagement");
        let told = async || {
            let file = Answer::of(asked(&app, &coach, Method::GET, &file)).await.body;
            let system = Answer::of(app.get(&engagement)).await.body;
            let members = system["members"].as_array().unwrap().len();
            let board = Answer::of(asked(&app, &coach, Method::GET, &board)).await.status;
            (file["tables"]["members"].is_array(), members, board.as_u16())
        };
        assert_eq!(told().await, (true, 1, 200));
        assert_eq!(switch(&app, &coach, "no-engagement-files", true).await.status, 403);
        assert_eq!(switch(&app, &admin, "no-engagement-files", true).await.status, 200);
        assert_eq!(told().await, (false, 0, 403));
        // The coach's own page still shows the group that they coach.
        let page = Answer::of(asked(&app, &coach, Method::GET, &format!("/groups/{group}"))).await;
        assert!(page.body.as_str().unwrap().contains("Findable anna"));
        assert_eq!(switch(&app, &admin, "no-engagement-files", false).await.status, 200);
        assert_eq!(told().await, (true, 1, 200));
        assert_eq!(switch(&app, &admin, "everything", true).await.status, 404);
    }

    async fn the_page_switches_and_the_log_keeps_who(app: TestApp) {
        let group = filled(&app).await;
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        let coach = app.session("coach", Roles::of(Role::Coach)).await;
        let board = async || {
            let path = format!("/api/v1/groups/{group}/board");
            Answer::of(asked(&app, &coach, Method::GET, &path)).await.body["mode"].clone()
        };
        assert_eq!(board().await, "full");
        let form = [("switch", "no-ranks"), ("on", "yes")];
        let sent = asked(&app, &admin, Method::POST, "/admin/works-council").form(&form);
        assert_eq!(Answer::of(sent).await.status, 303);
        assert_eq!(board().await, "facets");
        let page = Answer::of(asked(&app, &admin, Method::GET, "/admin/works-council")).await.body;
        let page = page.as_str().unwrap();
        assert!(page.contains("Switched last by"), "{page}");
        let log = Answer::of(asked(&app, &admin, Method::GET, "/admin/audit?act=agreement-changed")).await.body;
        assert!(log.as_str().unwrap().contains("no-ranks"), "{log}");
    }

    async fn the_data_sheet_says_what_is_kept_and_switched(app: TestApp) {
        filled(&app).await;
        let admin = app.session("admin", Roles::of(Role::Administrator)).await;
        assert_eq!(switch(&app, &admin, "no-member-alerts", true).await.status, 200);
        for (language, words) in [
            ("en", ["Data sheet", "Legal basis", "A member who has been quiet | off", "A result that took less time than it can | off", "None: the program runs"]),
            ("de", ["Datenblatt", "Rechtsgrundlage", "Ein Mitglied ist still | aus", "Ein Ergebnis, das weniger Zeit brauchte, als möglich ist | aus", "Keine: Das Programm läuft"]),
        ] {
            let path = "/exports/now?what=data_sheet&format=md";
            let sheet = asked(&app, &admin, Method::GET, path).header("Accept-Language", language);
            let sheet = sheet.send().await.unwrap();
            assert_eq!(sheet.headers()["content-type"], "text/markdown; charset=utf-8");
            let sheet = sheet.text().await.unwrap();
            for word in words {
                assert!(sheet.contains(word), "{word} in {sheet}");
            }
            let page = asked(&app, &admin, Method::GET, "/admin/works-council/data-sheet");
            let page = page.header("Accept-Language", language).send().await.unwrap().text().await.unwrap();
            assert!(page.contains(words[1]) && page.contains(words[4]), "{page}");
            assert!(!page.contains("sheet-") && !sheet.contains("sheet-"), "{sheet}");
        }
        let pdf = asked(&app, &admin, Method::GET, "/exports/now?what=data_sheet&format=pdf");
        let pdf = pdf.send().await.unwrap();
        assert_eq!(pdf.status(), 200);
        assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_file_has_fixed_no_page_changes() {
    let app = TestApp::start_with(None, |config| config.privacy.member_alerts = false).await;
    let admin = app.session("admin", Roles::of(Role::Administrator)).await;
    let refused = switch(&app, &admin, "no-member-alerts", false).await;
    assert_eq!(refused.problem().1, "/problems/conflict");
    let standing = Answer::of(asked(&app, &admin, Method::GET, "/api/v1/works-council"));
    let standing = standing.await.body;
    let fixed: Vec<&Value> = standing["switches"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["fixed"] == true)
        .map(|it| &it["switch"])
        .collect();
    assert_eq!(fixed, ["no-member-alerts"]);
    assert_eq!(switch(&app, &admin, "no-ranks", true).await.status, 200);
}

/// A document as Markdown, and the words of its page.
async fn read(app: &TestApp, cookie: &str, what: &str, page: &str, language: &str) -> [String; 2] {
    let file = format!("/exports/now?what={what}&format=md");
    let get = async |path: &str| {
        let request = asked(app, cookie, Method::GET, path).header("Accept-Language", language);
        let answer = request.header("Accept", "text/html").send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.unwrap()
    };
    [get(&file).await, get(page).await]
}

/// An organisation that has said who is responsible, decided a period and connected an app.
async fn responsible(postgres: Option<String>) -> TestApp {
    let app = TestApp::start_with(postgres, |config| {
        config.privacy.legal_basis = Some("Works agreement of 1 March".into());
        config.privacy.controller = Some("Acme GmbH, Berlin".into());
        config.privacy.data_protection_officer = Some("dpo@acme.example".into());
    })
    .await;
    filled(&app).await;
    let hook = json!({ "label": "Hooks", "url": "https://hooks.example.org/secret-path" });
    let hook = app.request(Method::POST, "/api/v1/webhooks").json(&hook);
    let hook = Answer::of(hook).await;
    assert!(hook.status.is_success(), "{}", hook.body);
    let running = &app.running.as_ref().unwrap().app;
    let mut tx = app.db().write().await.unwrap();
    let (texts, by) = (Kind::Texts, crate::support::by(running));
    retention::decide(&mut tx, texts, Some(24), &by, running.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app
}

/// What the notice says in a language, beside what the settings name.
const TOLD: [(&str, [&str; 4]); 2] = [
    (
        "en",
        [
            "articles 13 and 14",
            "24 months",
            "without places or points",
            "article 21",
        ],
    ),
    (
        "de",
        [
            "Artikel 13 und 14",
            "24 Monate",
            "ohne Plätze und Punkte",
            "Artikel 21",
        ],
    ),
];

async fn everybody_is_told(postgres: Option<String>) {
    let app = responsible(postgres).await;
    let admin = app.session("admin", Roles::of(Role::Administrator)).await;
    let anna = app.session("anna", Roles::default()).await;
    assert_eq!(switch(&app, &admin, "no-ranks", true).await.status, 200);
    let named = [
        "Works agreement of 1 March",
        "Acme GmbH, Berlin",
        "dpo@acme.example",
        "Hooks",
    ];
    for (language, words) in TOLD {
        for text in read(&app, &anna, "notice", "/me/privacy/notice", language).await {
            for word in words.iter().chain(&named) {
                assert!(text.contains(word), "no {word} in {text}");
            }
            for key in ["notice-", "privacy-", "sheet-", "secret-path"] {
                assert!(!text.contains(key), "{key} in {text}");
            }
        }
    }
    let page = asked(&app, &anna, Method::GET, "/me/privacy");
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("/me/privacy/notice"));
    let pdf = "/exports/now?what=notice&format=pdf";
    let pdf = asked(&app, &anna, Method::GET, pdf).send().await.unwrap();
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_told_what_happens_with_their_data_sqlite() {
    everybody_is_told(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_told_what_happens_with_their_data_postgres() {
    everybody_is_told(Some(crate::support::fresh_postgres().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impact_assessment_holds_what_is_known_and_leaves_open_what_is_not() {
    let app = responsible(None).await;
    let admin = app.session("admin", Roles::of(Role::Administrator)).await;
    assert_eq!(switch(&app, &admin, "no-ranks", true).await.status, 200);
    let page = "/admin/works-council/impact-assessment";
    for (language, article, fill, on) in [
        ("en", "article 35", "to be filled in", "is switched on"),
        ("de", "Artikel 35", "noch auszufüllen", "ist eingeschaltet"),
    ] {
        for text in read(&app, &admin, "impact_assessment", page, language).await {
            assert!(
                text.contains(article) && text.matches(fill).count() > 25,
                "{text}"
            );
            assert!(text.contains("Acme GmbH, Berlin") && text.contains("Hooks"));
            assert!(
                !text.contains("impact-ri") && !text.contains("secret-path"),
                "{text}"
            );
            // What is switched stands beside the risk that it lowers.
            assert_eq!(text.matches(on).count(), 1, "{text}");
        }
    }
    let anna = app.session("anna", Roles::default()).await;
    let path = "/exports/now?what=impact_assessment&format=md";
    let refused = Answer::of(asked(&app, &anna, Method::GET, path)).await;
    assert_eq!(refused.status, 403);
}

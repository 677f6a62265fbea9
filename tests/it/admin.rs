//! The pages of administrators: keys, statements, refusals.

use coachlight::sso::{Role, Roles};
use coachlight::sync::{self, Kind, NewFeed, Terms};
use reqwest::Method;
use serde_json::{Value, json};

use crate::pages::faults;
use crate::support::asker::{Asker, texts};
use crate::support::browser::browser;
use crate::support::waiting::{once, until};
use crate::support::{Answer, TestApp, both, statement, with_id};

const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";
const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";
/// Of "hello".
const HASH: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

/// Whether a key and its secret open the record store.
async fn opens(app: &TestApp, pair: &[String]) -> bool {
    let request = app.client.get(format!("{}/xapi/statements", app.base));
    let request = request.basic_auth(&pair[1], Some(&pair[2]));
    let answer = Answer::of(request.header("X-Experience-API-Version", "2.0.0")).await;
    answer.status == 200
}

/// A statement with an attachment whose content comes along.
async fn attached(app: &TestApp) -> String {
    let mut body = with_id(statement("anna", SHARED, "file"));
    body["attachments"] = json!([{
        "usageType": "https://app.example.org/attachments/notes", "display": { "en": "Notes" },
        "contentType": "text/html", "length": 5, "sha2": HASH
    }]);
    let text = format!(
        "--b\r\nContent-Type: application/json\r\n\r\n{body}\r\n--b\r\nContent-Type: text/html\r\n\
         Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {HASH}\r\n\r\nhello\r\n--b--\r\n"
    );
    let request = app.request(Method::POST, "/xapi/statements");
    let request = request.header("Content-Type", "multipart/mixed; boundary=b");
    let answer = Answer::of(request.body(text)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    body["id"].as_str().unwrap().to_owned()
}

/// A voided statement and the one that voids it.
async fn voided(app: &TestApp) -> (Value, Value) {
    let target = with_id(statement("anna", SHARED, "a"));
    let mut voider = with_id(statement("carla", VOIDED, "x"));
    voider["object"] = json!({ "objectType": "StatementRef", "id": target["id"] });
    assert_eq!(app.post(&json!([target, voider])).await.status, 200);
    (target, voider)
}

/// A forwarding to where nobody listens.
async fn add_feed(app: &TestApp) -> uuid::Uuid {
    let running = &app.running.as_ref().unwrap().app;
    let new = NewFeed {
        kind: Kind::Forward,
        endpoint: &"http://127.0.0.1:9/xapi/".parse().unwrap(),
        version: xapi_schemas::Version::V2_0,
        key: "key",
        secret: "secret",
        terms: &Terms::default(),
        enabled: true,
        everything: true,
    };
    sync::add(&running.db, &running.key, &new, running.clock.now())
        .await
        .unwrap()
}

both! {
    async fn feeds_show_why_they_stand_still_and_can_be_paused(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        assert!(admin.page("/admin/feeds").await.contains("Nothing flows"));
        app.post(&statement("anna", SHARED, "a")).await;
        let feed = add_feed(&app).await;
        let page = once(async || {
            let page = admin.page("/admin/feeds").await;
            (texts(&page, ".chip.red") == ["Failing"]).then_some(page)
        })
        .await;
        assert!(page.contains("asking the other record store"));
        let act = async |action: &str| {
            let path = format!("/admin/feeds/forward/{feed}/{action}");
            Answer::of(admin.request(Method::POST, &path)).await.status
        };
        assert_eq!(act("pause").await, 303);
        assert_eq!(texts(&admin.page("/admin/feeds").await, ".chip.grey"), ["Paused"]);
        assert_eq!(act("resume").await, 303);
        assert!(texts(&admin.page("/admin/feeds").await, ".chip.grey").is_empty());
        assert_eq!(act("explode").await, 404);
    }

    async fn a_key_is_made_replaced_and_revoked(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        let page = admin.send("/admin/keys", &[
            ("label", "Learning app"), ("scope", "statements/write"), ("scope", "statements/read"),
            ("days", ""), ("rate", "600"), ("home_pages", ""), ("beside", ""),
        ]).await;
        let made = texts(&page, "dd code");
        assert_eq!(made[0], format!("{}/xapi/", app.base));
        assert!(opens(&app, &made).await);
        let list = admin.page("/admin/keys").await;
        assert!(texts(&list, "tbody th").iter().any(|text| text.contains("Learning app")));
        assert!(!list.contains(&made[2]), "the secret is shown once");
        let path = format!("/admin/keys/{}", made[1]);
        let replaced = texts(&admin.send(&format!("{path}/rotate"), &[]).await, "dd code");
        assert!(opens(&app, &replaced).await && opens(&app, &made).await);
        let path = format!("/admin/keys/{}/revoke", replaced[1]);
        let answer = Answer::of(admin.request(Method::POST, &path)).await;
        assert_eq!(answer.status, 303);
        let list = admin.page("/admin/keys").await;
        assert!(texts(&list, ".chip.red").iter().any(|text| text.starts_with("Revoked")));
        let wrong = admin.request(Method::POST, "/admin/keys").form(&[("label", "x")]);
        assert_eq!(Answer::of(wrong).await.status, 400);
        let cross = admin.request(Method::POST, "/admin/keys").header("Sec-Fetch-Site", "cross-site");
        assert_eq!(Answer::of(cross.form(&[("label", "x")])).await.status, 403);
    }

    async fn statements_are_found_and_shown_with_all_that_belongs_to_them(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        let (target, voider) = voided(&app).await;
        let file = attached(&app).await;
        let rows = async |query: &str| {
            texts(&admin.page(&format!("/admin/statements{query}")).await, "tbody tr").len()
        };
        assert_eq!(rows("").await, 2);
        assert_eq!(rows("?agent=anna&home_page=https://app.example.org").await, 2);
        assert_eq!(rows("?agent=carla&home_page=https://app.example.org").await, 1);
        assert_eq!(rows("?agent=carla@example.org").await, 0);
        assert_eq!(rows(&format!("?verb={SHARED}&from=2000-01-01&to=2100-01-01")).await, 2);
        assert_eq!(rows("?to=2000-01-01").await, 0);
        let wrong = Answer::of(admin.request(Method::GET, "/admin/statements?from=yesterday")).await;
        assert_eq!(wrong.status, 400);

        let id = target["id"].as_str().unwrap();
        let to = Answer::of(admin.request(Method::GET, &format!("/admin/statements?id={id}"))).await;
        assert_eq!(to.headers["location"], format!("/admin/statements/{id}").as_str());
        let page = admin.page(&format!("/admin/statements/{id}")).await;
        assert_eq!(texts(&page, ".chip.red"), ["Voided"]);
        assert!(page.contains(voider["id"].as_str().unwrap()));
        let shown: Value = serde_json::from_str(&texts(&page, "pre")[0]).unwrap();
        assert_eq!(shown["id"], target["id"]);

        let page = admin.page(&format!("/admin/statements/{file}")).await;
        assert!(page.contains("Notes"));
        let content = format!("/admin/statements/{file}/attachments/{HASH}");
        let answer = Answer::of(admin.request(Method::GET, &content)).await;
        assert_eq!(answer.body, "hello");
        assert_eq!(answer.headers["content-type"], "application/octet-stream");
        assert_eq!(answer.headers["content-disposition"], "attachment");
        let other = format!("/admin/statements/{id}/attachments/{HASH}");
        assert_eq!(Answer::of(admin.request(Method::GET, &other)).await.status, 404);
    }

    async fn whoever_is_looked_at_by_an_administrator_sees_it(app: TestApp) {
        let sent = with_id(statement("anna", SHARED, "a"));
        app.post(&sent).await;
        app.projected().await;
        let anna = app.session("anna", Roles::default()).await;
        let me = async || {
            let page = app.client.get(format!("{}/me", app.base)).header("Cookie", &anna);
            page.send().await.unwrap().text().await.unwrap()
        };
        assert!(me().await.contains("Nobody but you has looked"));
        let admin = Asker::administrator(&app).await;
        admin.page(&format!("/admin/statements/{}", sent["id"].as_str().unwrap())).await;
        assert!(!me().await.contains("Nobody but you has looked"));
    }

    async fn a_filter_with_a_nul_finds_nothing_or_is_refused(app: TestApp) {
        let cookie = app.session("administrator", Roles::of(Role::Administrator)).await;
        assert_eq!(app.post(&statement("anna", SHARED, "a")).await.status, 200);
        for path in [
            "/admin/statements?verb=a%00b", "/admin/statements?activity=%00",
            "/admin/statements?agent=a%00b@example.org", "/admin/statements?agent=a&home_page=%00",
            "/admin/refusals?key=%00", "/admin/people?q=%00", "/admin/keys/%00", "/search?q=a%00b",
            "/api/v1/people?q=%00", "/api/v1/admin/refusals?key=%00",
        ] {
            let request = app.client.get(format!("{}{path}", app.base)).header("Cookie", &cookie);
            let answer = Answer::of(request.header("Accept", "text/html")).await;
            assert!(answer.status.as_u16() < 500, "{path} {}", answer.status);
        }
    }

    async fn refusals_stand_there_with_their_reasons(app: TestApp) {
        let admin = Asker::administrator(&app).await;
        assert!(admin.page("/admin/refusals").await.contains("Nothing was refused"));
        let mut bad = statement("anna", SHARED, "a");
        bad["result"] = json!({ "score": { "scaled": 2 } });
        assert_eq!(app.post(&bad).await.status, 400);
        let path = format!("/admin/refusals?key={}", app.key);
        let named = async || texts(&admin.page(&path).await, ".feed li .faults code");
        until(async || named().await == ["/result/score/scaled"]).await;
        assert!(admin.page("/admin/refusals?key=other").await.contains("Nothing was refused"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_administrators_are_accessible_and_fit_a_phone() {
    let app = TestApp::start(None).await;
    let (target, _) = voided(&app).await;
    let file = attached(&app).await;
    app.post(&json!({ "actor": 1, "verb": {}, "x": "y".repeat(50) }))
        .await;
    let admin = Asker::administrator(&app).await;
    let refusals = async || admin.page("/admin/refusals").await;
    until(async || !refusals().await.contains("Nothing was refused")).await;
    add_feed(&app).await;
    let id = target["id"].as_str().unwrap();
    let pages = [
        ("keys", "/admin/keys".to_owned()),
        ("statements", "/admin/statements".to_owned()),
        (
            "no statements",
            "/admin/statements?to=2000-01-01".to_owned(),
        ),
        ("voided", format!("/admin/statements/{id}")),
        ("attached", format!("/admin/statements/{file}")),
        ("refusals", "/admin/refusals".to_owned()),
        ("feeds", "/admin/feeds".to_owned()),
    ];
    let window = browser().await;
    // Of all people these have the most to choose from in the bar.
    let mut roles = Roles::of(Role::Administrator);
    roles.add(Role::Coach);
    let link = app.link("admin", roles).await;
    window.goto(&link).await.unwrap();
    let faults = faults(&window, &app.base, &pages).await;
    window.close().await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

//! Pages that are open are told what is new where they look, and nothing else.

use std::fmt::Write;

use coachlight::sso::{Role, Roles};
use fantoccini::Locator;
use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::coaching::{group, sent};
use crate::support::browser::browser;
use crate::support::{Answer, TestApp, both, fresh_postgres};

const CREATE: &str = "http://activitystrea.ms/create";
const JOIN: &str = "http://activitystrea.ms/join";

/// Coach coaches group 1 with anna in it, coach2 group 2 with cem.
async fn groups(app: &TestApp) {
    let statements = json!([
        sent("coach", CREATE, group(1), json!({})),
        sent("coach2", CREATE, group(2), json!({})),
        sent("anna", JOIN, group(1), json!({})),
        sent("cem", JOIN, group(2), json!({})),
    ]);
    assert_eq!(app.post(&statements).await.status, 200);
    app.projected().await;
}

/// Somebody says something in a group.
async fn says(app: &TestApp, who: &str, number: u32, post: u32) {
    let object = json!({
        "id": format!("https://app.example.org/posts/{post}"),
        "definition": { "type": "http://activitystrea.ms/note", "name": { "en": "Hello" } }
    });
    let within = json!({ "context": { "contextActivities": { "grouping": [group(number)] } } });
    let statement = sent(who, CREATE, object, within);
    assert_eq!(app.post(&json!([statement])).await.status, 200);
    app.projected().await;
}

/// The address by which a page of the coach is told what is new.
async fn told_at(app: &TestApp, cookie: &str, path: &str) -> String {
    let request = app.client.get(format!("{}{path}", app.base));
    let page = Answer::of(request.header("Cookie", cookie)).await.body;
    let page = page.as_str().unwrap().to_owned();
    let (_, rest) = page.split_once("data-live=\"").unwrap();
    rest.split('"').next().unwrap().replace("&amp;", "&")
}

async fn group_path(app: &TestApp, cookie: &str) -> String {
    let request = app.client.get(format!("{}/api/v1/groups", app.base));
    let groups = Answer::of(request.header("Cookie", cookie)).await.body;
    format!("/groups/{}", groups["items"][0]["id"].as_str().unwrap())
}

/// Reads a stream until it tells something that fits.
async fn hears(app: &TestApp, cookie: &str, address: &str, wanted: &str) {
    let request = app.client.get(format!("{}{address}", app.base));
    let answer = request.header("Cookie", cookie).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut body = answer.bytes_stream();
    let mut text = String::new();
    let heard = |text: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix("data:"));
        let news = lines.filter_map(|data| serde_json::from_str::<Value>(data).ok());
        news.filter_map(|news| news["text"].as_str().map(str::to_owned))
            .any(|text| text == wanted)
    };
    while !heard(&text) {
        let part = body.next().await;
        assert!(part.is_some(), "{wanted:?} was not told: {text}");
        write!(text, "{}", String::from_utf8_lossy(&part.unwrap().unwrap())).unwrap();
    }
}

both! {
    async fn a_page_is_told_what_others_contribute_where_it_looks(app: TestApp) {
        groups(&app).await;
        let cookie = app.session("coach", Roles::of(Role::Coach)).await;
        let path = group_path(&app, &cookie).await;
        let one = told_at(&app, &cookie, &path).await;
        let all = told_at(&app, &cookie, "/today").await;
        says(&app, "anna", 1, 1).await;
        // What is said elsewhere, or by the coach, is no news here.
        says(&app, "cem", 2, 2).await;
        says(&app, "coach", 1, 3).await;
        says(&app, "anna", 1, 4).await;
        for address in [&one, &all] {
            hears(&app, &cookie, address, "2 new contributions").await;
        }
        // The page, seen again, shows it.
        let again = told_at(&app, &cookie, &path).await;
        says(&app, "anna", 1, 5).await;
        hears(&app, &cookie, &again, "One new contribution").await;
        hears(&app, &cookie, &one, "3 new contributions").await;

        let ask = async |cookie: &str, address: &str| {
            let request = app.client.get(format!("{}{address}", app.base));
            request.header("Cookie", cookie).send().await.unwrap().status().as_u16()
        };
        let other = app.session("coach2", Roles::of(Role::Coach)).await;
        let learner = app.session("anna", Roles::default()).await;
        let statuses = [ask(&other, &one).await, ask(&learner, &all).await, ask(&cookie, "/live").await];
        assert_eq!(statuses, [404, 403, 400]);
    }

    async fn a_page_is_told_of_alerts(app: TestApp) {
        groups(&app).await;
        let cookie = app.session("coach", Roles::of(Role::Coach)).await;
        let address = told_at(&app, &cookie, "/today").await;
        // A question that has waited for a week.
        let question = json!({
            "id": "https://app.example.org/questions/1",
            "definition": { "type": "http://activitystrea.ms/question", "name": { "en": "How?" } }
        });
        let within = json!({ "context": { "contextActivities": { "grouping": [group(1)] } } });
        let asked = crate::alerts::ago(&app, 9, sent("anna", CREATE, question, within));
        assert_eq!(app.post(&json!([asked])).await.status, 200);
        crate::alerts::filed(&app).await;
        let request = app.client.get(format!("{}/api/v1/me/inbox", app.base));
        let inbox = Answer::of(request.header("Cookie", &cookie)).await.body;
        let count = inbox["alerts"].as_array().unwrap().len();
        assert!(count > 0, "{inbox}");
        let alerts = if count == 1 { "one new alert".to_owned() } else { format!("{count} new alerts") };
        hears(&app, &cookie, &address, &format!("One new contribution, {alerts}")).await;
    }
}

/// What one instance stores, a page that another serves is told of.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_told_what_another_instance_took_in() {
    let address = fresh_postgres().await;
    let here = TestApp::start(Some(address.clone())).await;
    let there = TestApp::start(Some(address)).await;
    groups(&here).await;
    let cookie = there.session("coach", Roles::of(Role::Coach)).await;
    let path = group_path(&there, &cookie).await;
    let address = told_at(&there, &cookie, &path).await;
    says(&here, "anna", 1, 1).await;
    hears(&there, &cookie, &address, "One new contribution").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_says_what_is_new_and_shows_it_when_asked() {
    let app = TestApp::start(None).await;
    groups(&app).await;
    let cookie = app.session("coach", Roles::of(Role::Coach)).await;
    let path = group_path(&app, &cookie).await;
    let window = browser().await;
    let link = app.link("coach", Roles::of(Role::Coach)).await;
    window.goto(&link).await.unwrap();
    window.goto(&format!("{}{path}", app.base)).await.unwrap();
    assert!(!window.source().await.unwrap().contains("Hello"));
    says(&app, "anna", 1, 1).await;
    let show = Locator::Css("p.news[role=status] a");
    let show = window.wait().for_element(show).await.unwrap();
    let news = window.find(Locator::Css("p.news")).await.unwrap();
    assert_eq!(news.text().await.unwrap(), "One new contribution Show");
    assert!(!window.source().await.unwrap().contains("Hello"));
    show.click().await.unwrap();
    let title = Locator::XPath("//div[contains(@class, 'title') and . = 'Hello']");
    window.wait().for_element(title).await.unwrap();
    let news = window.find(Locator::Css("p.news")).await.unwrap();
    assert_eq!(news.text().await.unwrap(), "");
    window.close().await.unwrap();
}

/// Keys do what the page says they do, and nothing while somebody writes or has turned them off.
#[tokio::test(flavor = "multi_thread")]
async fn keys_lead_to_the_search_and_to_what_they_are() {
    let app = TestApp::start(None).await;
    groups(&app).await;
    let window = browser().await;
    let link = app.link("coach", Roles::of(Role::Coach)).await;
    window.goto(&link).await.unwrap();
    window.goto(&format!("{}/today", app.base)).await.unwrap();
    let press = async |key: &str| {
        let body = window.find(Locator::Css("body")).await.unwrap();
        body.send_keys(key).await.unwrap();
    };
    let shown = async || window.find(Locator::Css("dialog[open]")).await.is_ok();
    press("/").await;
    let field = window.active_element().await.unwrap();
    assert_eq!(field.attr("name").await.unwrap().as_deref(), Some("q"));
    // What is written is written: no key means anything else then.
    field.send_keys("?/").await.unwrap();
    assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("?/"));
    assert!(!shown().await);
    field.send_keys("\u{e00c}").await.unwrap();
    press("?").await;
    assert!(shown().await);
    let list = window.find(Locator::Css("dialog dl")).await.unwrap();
    assert!(list.text().await.unwrap().contains('/'));
    let off = window.find(Locator::Css("#keys-on")).await.unwrap();
    off.click().await.unwrap();
    let close = window.find(Locator::Css("dialog button")).await.unwrap();
    close.click().await.unwrap();
    press("?").await;
    assert!(!shown().await, "keys are turned off");
    window.close().await.unwrap();
}

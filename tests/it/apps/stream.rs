//! The live stream of events, and the pages of the same log.

use coachlight::sso::{Role, Roles};
use futures_util::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};

use super::{ask, done, kinds, made, told};
use crate::support::{Answer, TestApp, both};

/// Reads server-sent events until there are so many: the `id` and the data of each.
async fn listen(
    app: &TestApp,
    last: Option<i64>,
    count: usize,
    meanwhile: impl AsyncFn(),
) -> Vec<(i64, Value)> {
    let mut request = app
        .get("/api/v1/events")
        .header("Accept", "text/event-stream");
    if let Some(last) = last {
        request = request.header("Last-Event-ID", last.to_string());
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut body = answer.bytes_stream();
    meanwhile().await;
    let mut text = String::new();
    let whole = |text: &str| {
        let events = text.split("\n\n").filter(|event| event.contains("data:"));
        text.ends_with("\n\n") && events.count() >= count
    };
    while !whole(&text) {
        text.push_str(std::str::from_utf8(&body.next().await.unwrap().unwrap()).unwrap());
    }
    let field = |event: &str, name: &str| {
        let line = event.lines().find_map(|line| line.strip_prefix(name));
        line.map(|value| value.trim().to_owned())
    };
    text.split("\n\n")
        .filter_map(|event| {
            let id = field(event, "id:")?.parse().unwrap();
            Some((id, serde_json::from_str(&field(event, "data:")?).unwrap()))
        })
        .collect()
}

both! {
    async fn a_stream_goes_on_where_it_was_left(app: TestApp) {
        let coach = app.person("coach").await;
        made(&app, coach, "Before", json!({})).await;
        told(&app, 1).await;
        // A new reader is told what comes.
        let found = listen(&app, None, 2, async || {
            made(&app, coach, "One", json!({})).await;
            made(&app, coach, "Two", json!({})).await;
        }).await;
        let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, [2, 3]);
        let names: Vec<&Value> = found.iter().map(|(_, body)| &body["data"]["group"]["name"]).collect();
        assert_eq!(names, ["One", "Two"]);
        assert_eq!(found[0].1["type"], "group.created");
        // One that was away is told what it missed.
        made(&app, coach, "Three", json!({})).await;
        let missed = listen(&app, Some(2), 2, async || {}).await;
        assert_eq!(missed.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(missed[0], found[1]);
        let all = listen(&app, Some(0), 4, async || {}).await;
        assert_eq!(all.len(), 4);
    }

    async fn the_log_is_read_in_pages(app: TestApp) {
        let coach = app.person("coach").await;
        for name in ["One", "Two", "Three"] {
            made(&app, coach, name, json!({})).await;
        }
        told(&app, 3).await;
        let page = done(&app, Method::GET, "/events?since=0&limit=2", Value::Null).await;
        assert_eq!((&page["last"], &page["more"]), (&json!(2), &json!(true)));
        assert_eq!(kinds(page["items"].as_array().unwrap()), ["group.created"; 2]);
        let rest = done(&app, Method::GET, "/events?since=2", Value::Null).await;
        assert_eq!((&rest["last"], &rest["more"]), (&json!(3), &json!(false)));
        let none = done(&app, Method::GET, "/events?since=3", Value::Null).await;
        assert_eq!((&none["items"], &none["last"]), (&json!([]), &json!(3)));
        for bad in ["since=9", "limit=0", "limit=501", "since=x", "until=3"] {
            assert_eq!(ask(&app, Method::GET, &format!("/events?{bad}"), Value::Null).await.status, 400, "{bad}");
        }
        // People read pages, not what apps are told.
        let cookie = app.session("coach", Roles::of(Role::Coach)).await;
        let asked = app.client.get(format!("{}/api/v1/events", app.base)).header("Cookie", cookie);
        assert_eq!(Answer::of(asked).await.status, 401);
    }
}

/// What is kept no longer is said to be gone.
#[tokio::test(flavor = "multi_thread")]
async fn events_are_kept_for_a_while_only() {
    let app = TestApp::start(None).await;
    let coach = app.person("coach").await;
    made(&app, coach, "Old", json!({})).await;
    made(&app, coach, "Older", json!({})).await;
    told(&app, 2).await;
    let app = app.restart_ahead(31 * 86_400).await;
    super::until(async || {
        let page = ask(&app, Method::GET, "/events?since=1", Value::Null).await;
        page.status == 410
    })
    .await;
    let gone = ask(&app, Method::GET, "/events?since=1", Value::Null).await;
    assert_eq!(gone.problem().1, "/problems/gone");
    let page = done(&app, Method::GET, "/events?since=0", Value::Null).await;
    assert_eq!((&page["items"], &page["last"]), (&json!([]), &json!(2)));
    made(&app, coach, "New", json!({})).await;
    super::until(async || {
        let page = done(&app, Method::GET, "/events?since=2", Value::Null).await;
        page["items"][0]["seq"] == 3
    })
    .await;
}

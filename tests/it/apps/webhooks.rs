//! Webhooks: signed, in order, once for whoever takes what they are sent, whatever fails.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use coachlight::credentials::Scope;
use reqwest::Method;
use serde_json::{Value, json};
use wiremock::matchers::{method, path as at};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{ask, done, made, signed, told, until};
use crate::coaching::{agent, group, sent};
use crate::support::process::Setting;
use crate::support::{Answer, TestApp, both, client, credential, fresh_postgres};

const NONE: Value = Value::Null;

/// A receiver that answers with a status until told otherwise, and keeps what it took.
struct Receiver {
    server: MockServer,
    answer: Arc<AtomicU16>,
    taken: Arc<Mutex<Vec<Request>>>,
}

impl Receiver {
    async fn new() -> Self {
        let server = MockServer::start().await;
        let (answer, taken) = (Arc::new(AtomicU16::new(200)), Arc::default());
        let (status, kept): (_, Arc<Mutex<Vec<Request>>>) = (answer.clone(), Arc::clone(&taken));
        let respond = move |request: &Request| {
            let status = status.load(Ordering::SeqCst);
            if status == 200 {
                kept.lock().unwrap().push(request.clone());
            }
            ResponseTemplate::new(status)
                .insert_header("Location", "/elsewhere")
                .set_body_string("not now")
        };
        Mock::given(method("POST"))
            .and(at("/hook"))
            .respond_with(respond)
            .mount(&server)
            .await;
        Self {
            server,
            answer,
            taken,
        }
    }

    fn answer(&self, status: u16) {
        self.answer.store(status, Ordering::SeqCst);
    }

    fn url(&self) -> String {
        format!("{}/hook", self.server.uri())
    }

    /// A webhook that leads here: its path and its secret.
    async fn webhook(&self, app: &TestApp, kinds: Value) -> (String, String) {
        let wish = json!({ "url": self.url(), "label": "App", "kinds": kinds });
        let made = done(app, Method::POST, "/webhooks", wish).await;
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (format!("/webhooks/{}", text("id")), text("secret"))
    }

    fn taken(&self) -> Vec<Request> {
        self.taken.lock().unwrap().clone()
    }

    /// What was taken, once it is so much.
    async fn bodies(&self, count: usize) -> Vec<Value> {
        until(async || self.taken().len() >= count).await;
        let bodies = self.taken();
        let bodies = bodies
            .iter()
            .map(|it| serde_json::from_slice(&it.body).unwrap());
        bodies.collect()
    }
}

fn kinds(bodies: &[Value]) -> Vec<&str> {
    bodies
        .iter()
        .map(|body| body["type"].as_str().unwrap())
        .collect()
}

both! {
    async fn what_happens_reaches_the_app_signed_and_in_order(app: TestApp) {
        let receiver = Receiver::new().await;
        let (hook, secret) = receiver.webhook(&app, json!([])).await;
        let (coach, anna) = (app.person("coach").await, app.person("anna").await);
        let (path, iri) = made(&app, coach, "Better deals", json!({})).await;
        let invite = json!({ "by": coach, "person": anna, "note": "Come along" });
        let first = done(&app, Method::POST, &format!("{path}/invitations"), invite.clone()).await;
        let first = first["statement"].as_str().unwrap().to_owned();
        receiver.bodies(2).await;
        done(&app, Method::DELETE, &format!("{path}/invitations/{first}"), json!({ "by": coach })).await;
        receiver.bodies(3).await;
        done(&app, Method::POST, &format!("{path}/invitations"), invite).await;
        let ours = json!({ "id": iri, "definition": { "type": "http://activitystrea.ms/group" } });
        app.post(&sent("anna", "http://activitystrea.ms/join", ours.clone(), json!({}))).await;
        app.projected().await;
        let bodies = receiver.bodies(5).await;
        assert_eq!(kinds(&bodies), [
            "group.created", "invitation.made", "invitation.withdrawn", "invitation.made",
            "invitation.accepted"
        ]);
        assert_eq!(bodies[1]["data"]["note"], "Come along");
        assert_eq!(bodies[1]["data"]["group"]["iri"], iri.as_str());
        assert_eq!(bodies[2]["data"]["invitation"], first.as_str());
        assert_eq!(bodies[4]["data"]["person"]["id"], json!(anna));
        // A hint and a goal; talk by somebody who coaches nobody is no hint.
        let hint = json!({ "by": coach, "text": "Ask first" });
        done(&app, Method::POST, &format!("/people/{anna}/hints"), hint).await;
        app.post(&sent("bo", "https://coachlight.org/xapi/verbs/hinted", agent("anna"), json!({}))).await;
        let hints = format!("/people/{anna}/hints");
        let given = done(&app, Method::GET, &hints, NONE).await;
        let given = given["items"][0]["statement"].as_str().unwrap().to_owned();
        receiver.bodies(6).await;
        done(&app, Method::DELETE, &format!("{hints}/{given}"), json!({ "by": coach })).await;
        let listed = done(&app, Method::GET, &hints, NONE).await;
        assert_eq!((&listed["items"][0]["state"], &listed["items"][0]["text"]), (&json!("withdrawn"), &json!("Ask first")));
        receiver.bodies(7).await;
        let goal = json!({ "by": anna, "title": "Lead a meeting" });
        let goal = done(&app, Method::POST, &format!("/people/{anna}/goals"), goal).await;
        let goal = goal["statement"].as_str().unwrap().to_owned();
        receiver.bodies(8).await;
        done(&app, Method::POST, &format!("/people/{anna}/goals/{goal}/achieved"), json!({ "by": anna })).await;
        let bodies = receiver.bodies(9).await;
        assert_eq!(kinds(&bodies[5..]), ["hint.given", "hint.withdrawn", "goal.set", "goal.closed"]);
        assert_eq!((&bodies[5]["data"]["text"], &bodies[8]["data"]["state"]), (&json!("Ask first"), &json!("achieved")));

        let taken = receiver.taken();
        assert!(taken.iter().all(|request| signed(request, &secret)));
        let log = told(&app, 9).await;
        for (request, event) in taken.iter().zip(&log) {
            assert_eq!(request.headers["webhook-id"].to_str().unwrap(), event["id"].as_str().unwrap());
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            assert_eq!((&body["data"], &body["timestamp"]), (&event["data"], &event["timestamp"]));
        }
        until(async || done(&app, Method::GET, &hook, NONE).await["waiting"] == 0).await;
        let state = done(&app, Method::GET, &hook, NONE).await;
        assert!(state["last_success_at"].is_string() && state["last_error"].is_null(), "{state}");
    }

    async fn a_receiver_that_fails_is_sent_everything_later_and_once(app: TestApp) {
        let receiver = Receiver::new().await;
        let (hook, secret) = receiver.webhook(&app, json!(["group.created"])).await;
        let coach = app.person("coach").await;
        let state = async || done(&app, Method::GET, &hook, NONE).await;
        for (status, words) in [(500, "500"), (307, "redirects are not followed"), (404, "404")] {
            receiver.answer(status);
            made(&app, coach, &format!("Group {status}"), json!({})).await;
            until(async || state().await["last_error"].as_str().is_some_and(|it| it.contains(words))).await;
            assert!(state().await["failing_since"].is_string());
            done(&app, Method::PUT, &format!("{hook}/enabled"), json!({ "enabled": true })).await;
        }
        receiver.answer(200);
        done(&app, Method::PUT, &format!("{hook}/enabled"), json!({ "enabled": true })).await;
        let bodies = receiver.bodies(3).await;
        until(async || state().await["waiting"] == 0).await;
        let names: Vec<&Value> = bodies.iter().map(|body| &body["data"]["group"]["name"]).collect();
        assert_eq!(names, ["Group 500", "Group 307", "Group 404"]);
        assert_eq!(receiver.taken().len(), 3);
        let elsewhere = receiver.server.received_requests().await.unwrap();
        assert!(elsewhere.iter().all(|request| request.url.path() == "/hook"));

        // Once more by hand: the same message, signed anew, with both secrets after a rotation.
        let new = done(&app, Method::POST, &format!("{hook}/rotate"), NONE).await["secret"].as_str().unwrap().to_owned();
        let sent = done(&app, Method::GET, &format!("{hook}/deliveries"), NONE).await;
        let first = &sent["items"][0];
        assert_eq!((&first["state"], &first["status"]), (&json!("taken"), &json!(200)));
        done(&app, Method::POST, &format!("{hook}/deliveries/{}/replay", first["event"]), NONE).await;
        receiver.bodies(4).await;
        let taken = receiver.taken();
        assert_eq!(taken[3].headers["webhook-id"], taken[0].headers["webhook-id"]);
        assert_eq!(taken[3].body, taken[0].body);
        assert!(new != secret && signed(&taken[3], &secret) && signed(&taken[3], &new));
        assert!(!signed(&taken[0], &new));

        // It wants no more.
        receiver.answer(410);
        made(&app, coach, "Gone", json!({})).await;
        until(async || state().await["enabled"] == false).await;
        assert!(state().await["disabled_for"].as_str().unwrap().contains("410"));
        assert_eq!(state().await["waiting"], 1);
        let tested = done(&app, Method::POST, &format!("{hook}/test"), NONE).await;
        assert_eq!((&tested["taken"], &tested["status"]), (&json!(false), &json!(410)));
        assert_eq!(ask(&app, Method::DELETE, &hook, NONE).await.status, 204);
        assert_eq!(ask(&app, Method::GET, &hook, NONE).await.status, 404);
    }

    async fn one_that_is_refused_holds_up_its_group_alone(app: TestApp) {
        let server = MockServer::start().await;
        let (taken, strict): (Arc<Mutex<Vec<String>>>, _) = (Arc::default(), Arc::new(AtomicU16::new(1)));
        let (kept, is_strict) = (taken.clone(), strict.clone());
        let respond = move |request: &Request| {
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            let text = format!("{} {}", body["data"]["group"]["name"].as_str().unwrap(), body["type"].as_str().unwrap());
            if text == "Bad group.created" && is_strict.load(Ordering::SeqCst) == 1 {
                return ResponseTemplate::new(422).set_body_string("no such name here");
            }
            kept.lock().unwrap().push(text);
            ResponseTemplate::new(204)
        };
        Mock::given(method("POST")).respond_with(respond).mount(&server).await;
        let wish = json!({ "url": server.uri(), "label": "Strict" });
        let hook = done(&app, Method::POST, "/webhooks", wish).await["id"].as_str().unwrap().to_owned();
        let hook = format!("/webhooks/{hook}");
        let coach = app.person("coach").await;
        let (bad, _) = made(&app, coach, "Bad", json!({})).await;
        done(&app, Method::POST, &format!("{bad}/close"), json!({ "by": coach })).await;
        made(&app, coach, "Good", json!({})).await;
        let now = async || taken.lock().unwrap().clone();
        until(async || !now().await.is_empty()).await;
        assert_eq!(now().await, ["Good group.created"]);
        until(async || done(&app, Method::GET, &hook, NONE).await["waiting"] == 2).await;
        assert_eq!(now().await, ["Good group.created"]);
        strict.store(0, Ordering::SeqCst);
        done(&app, Method::PUT, &format!("{hook}/enabled"), json!({ "enabled": true })).await;
        until(async || now().await.len() == 3).await;
        assert_eq!(now().await[1..], ["Bad group.created", "Bad group.closed"]);
    }

    async fn a_key_leads_its_own_webhooks_and_addresses_are_checked(app: TestApp) {
        let running = &app.running.as_ref().unwrap().app;
        let keys = [
            credential(running, "One", &[Scope::WebhooksWrite]).await,
            credential(running, "Two", &[Scope::WebhooksWrite]).await,
            credential(running, "Events", &[Scope::EventsRead]).await,
        ];
        let ask = async |key: usize, method: Method, path: &str, body: Value| {
            let request = app.client.request(method, format!("{}/api/v1{path}", app.base));
            let request = request.basic_auth(&keys[key].key, Some(&keys[key].secret));
            Answer::of(request.body(body.to_string())).await
        };
        let wish = json!({ "url": "https://app.example.org/h?token=x", "label": "One" });
        let made = ask(0, Method::POST, "/webhooks", wish.clone()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let hook = format!("/webhooks/{}", made.body["id"].as_str().unwrap());
        assert_eq!(ask(0, Method::GET, &hook, NONE).await.status, 200);
        assert_eq!(ask(1, Method::GET, &hook, NONE).await.status, 404);
        assert_eq!(ask(1, Method::DELETE, &hook, NONE).await.status, 404);
        assert_eq!(ask(1, Method::GET, "/webhooks", NONE).await.body["items"], json!([]));
        assert_eq!(ask(2, Method::GET, &hook, NONE).await.status, 403);
        assert_eq!(ask(2, Method::GET, "/events", NONE).await.status, 200);
        assert_eq!(ask(0, Method::GET, "/events", NONE).await.status, 403);
        for (url, kinds) in [
            ("ftp://app.example.org/", json!([])), ("https://user@app.example.org/", json!([])),
            ("nonsense", json!([])), ("https://app.example.org/", json!(["group.vanished"])),
        ] {
            let wish = json!({ "url": url, "label": "x", "kinds": kinds });
            assert_eq!(ask(0, Method::POST, "/webhooks", wish).await.status, 400, "{url}");
        }
    }
}

/// Events reach the receiver though the gateway was killed between, and each is told once by two.
async fn killed(database: Option<String>) {
    let receiver = Receiver::new().await;
    receiver.answer(503);
    let setting = Setting::new(database);
    let run = |arguments: &[&str]| {
        let output = setting.command(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let made = run(&["webhook", "create", "App", &receiver.url()]);
    let word = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    let (id, secret) = (word(&made, "id"), word(&made, "secret"));
    let mut process = setting.start().await;
    let client = client();
    let send = async |base: &str, statement: &Value| {
        let sent = client
            .post(format!("{base}/xapi/statements"))
            .basic_auth(&setting.key, Some(&setting.secret))
            .header("X-Experience-API-Version", "1.0.3")
            .json(statement);
        assert_eq!(sent.send().await.unwrap().status(), 200);
    };
    let create = |number| {
        sent(
            "coach",
            "http://activitystrea.ms/create",
            group(number),
            json!({}),
        )
    };
    for number in 1..=20 {
        send(&process.base, &create(number)).await;
    }
    // Killed before anything was taken, whatever was told by then.
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    receiver.answer(200);
    run(&["webhook", "enable", &id]);
    let mut process = setting.start().await;
    until(async || receiver.taken().len() >= 20).await;
    for number in 21..=30 {
        send(&process.base, &create(number)).await;
    }
    receiver.bodies(30).await;
    let listed = run(&["webhook", "deliveries", &id]);
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    assert!(listed.contains("taken"), "{listed}");
    let taken = receiver.taken();
    assert!(taken.iter().all(|request| signed(request, &secret)));
    let mut ids: Vec<_> = taken
        .iter()
        .map(|it| it.headers["webhook-id"].clone())
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 30, "in order, each once or again at once");
    assert!(run(&["webhook", "list"]).contains(&receiver.url()));
    run(&["webhook", "disable", &id, "--reason", "moving"]);
    assert!(run(&["webhook", "list"]).contains("moving"));
    assert_ne!(word(&run(&["webhook", "rotate", &id]), "secret"), secret);
    assert!(run(&["webhook", "test", &id]).contains("200"));
    run(&["webhook", "delete", &id]);
    assert!(run(&["webhook", "list"]).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn events_outlive_a_kill_sqlite() {
    killed(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_outlive_a_kill_postgres() {
    killed(Some(fresh_postgres().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_gateways_tell_each_event_once() {
    let receiver = Receiver::new().await;
    let setting = Setting::new(Some(fresh_postgres().await));
    let made = setting
        .command(&["webhook", "create", "App", &receiver.url()])
        .output()
        .unwrap();
    assert!(made.status.success());
    let mut both = [setting.start().await, setting.start().await];
    let client = client();
    for number in 1..=40 {
        let create = sent(
            "coach",
            "http://activitystrea.ms/create",
            group(number),
            json!({}),
        );
        let base = &both[number as usize % 2].base;
        let sent = client
            .post(format!("{base}/xapi/statements"))
            .basic_auth(&setting.key, Some(&setting.secret))
            .header("X-Experience-API-Version", "1.0.3")
            .json(&create);
        assert_eq!(sent.send().await.unwrap().status(), 200);
    }
    receiver.bodies(40).await;
    let log = async |base: &str| {
        let asked = client
            .get(format!("{base}/api/v1/events?since=0&limit=500"))
            .basic_auth(&setting.key, Some(&setting.secret));
        Answer::of(asked).await.body["items"].clone()
    };
    let (one, two) = (log(&both[0].base).await, log(&both[1].base).await);
    for process in &mut both {
        process.child.kill().unwrap();
        process.child.wait().unwrap();
    }
    assert_eq!(one, two);
    let places: Vec<i64> = one
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(places, (1..=40).collect::<Vec<i64>>());
    assert_eq!(receiver.taken().len(), 40, "each once");
}

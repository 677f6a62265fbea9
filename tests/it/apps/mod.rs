//! What is made here reaches apps: by signed webhooks, a live stream and pages of a log; and what
//! apps say has the same effect.

mod groups;
mod stream;
mod webhooks;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use coachlight::people::PersonId;
use reqwest::Method;
use serde_json::{Value, json};
use wiremock::Request;

use crate::support::waiting::until;
use crate::support::{Answer, TestApp};

/// Asks the API with the key that may do everything.
async fn ask(app: &TestApp, method: Method, path: &str, body: Value) -> Answer {
    let mut request = app.request(method, &format!("/api/v1{path}"));
    if !body.is_null() {
        request = request.body(body.to_string());
    }
    let answer = Answer::of(request).await;
    app.projected().await;
    answer
}

async fn done(app: &TestApp, method: Method, path: &str, body: Value) -> Value {
    let answer = ask(app, method.clone(), path, body.clone()).await;
    assert!(
        answer.status.is_success(),
        "{method} {path} {body}: {} {}",
        answer.status,
        answer.body
    );
    answer.body
}

/// Makes a group that `coach` coaches, and returns its path and its address.
async fn made(app: &TestApp, coach: PersonId, name: &str, more: Value) -> (String, String) {
    let mut body = json!({ "by": coach, "name": name });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    let made = done(app, Method::POST, "/groups", body).await;
    (
        format!("/groups/{}", made["id"].as_str().unwrap()),
        made["iri"].as_str().unwrap().to_owned(),
    )
}

/// Everything that was told, once something was told of the last statement.
async fn told(app: &TestApp, at_least: usize) -> Vec<Value> {
    let read = async || {
        let page = done(app, Method::GET, "/events?since=0&limit=500", Value::Null).await;
        page["items"].as_array().unwrap().clone()
    };
    until(async || read().await.len() >= at_least).await;
    read().await
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}

/// Whether a secret signed a message as Standard Webhooks says: by its own reading of the
/// specification, without a line of what is tested.
fn signed(request: &Request, secret: &str) -> bool {
    let header = |name: &str| request.headers[name].to_str().unwrap();
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    assert!(key.len() >= 24, "the specification asks for 24 bytes");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let mut content = format!("{}.{}.", header("webhook-id"), header("webhook-timestamp"));
    content.push_str(std::str::from_utf8(&request.body).unwrap());
    header("webhook-signature").split(' ').any(|one| {
        let (version, tag) = one.split_once(',').unwrap();
        let tag = STANDARD.decode(tag).unwrap();
        version == "v1" && hmac::verify(&key, content.as_bytes(), &tag).is_ok()
    })
}

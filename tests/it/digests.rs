//! A coach's daily digest: by the API, and as a letter that a real mail server takes.

use std::sync::atomic::Ordering;

use coachlight::config::Config;
use coachlight::digests::Rounds;
use coachlight::people::{self, LinkReason};
use coachlight::sso::{Role, Roles};
use coachlight::statements::{self, Identity};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::alerts::{ago, filed, group_silent_for, post, send};
use crate::support::waiting::once;
use crate::support::{Answer, TestApp, client, fresh_postgres, surroundings};

const DAY: i64 = 24 * 3600;

/// Letters at midnight, so that one of today can always be told.
fn letters(config: &mut Config) {
    config.mail.smtp_url = Some(SecretString::from(surroundings("COACHLIGHT_TEST_SMTP")));
    config.mail.from = Some("Coachlight <coachlight@example.org>".into());
    config.mail.digest_hour = 0;
}

/// A coach with an address of their own, who has looked at their inbox in a language.
async fn reader(app: &TestApp, account: &str, language: &str) -> (String, String) {
    let address = format!("{account}.{}@example.org", uuid::Uuid::new_v4().simple());
    let person = app.person(account).await;
    let now = app.running.as_ref().unwrap().app.clock.now();
    let mut tx = app.db().write().await.unwrap();
    let mbox = Identity::Mbox(format!("mailto:{address}"));
    let agent = statements::intern_agent(&mut tx, &mbox).await.unwrap();
    people::link_agent(&mut tx, agent, person, LinkReason::SignIn, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let cookie = look(app, account, language).await;
    (address, cookie)
}

async fn look(app: &TestApp, account: &str, language: &str) -> String {
    let cookie = app.session(account, Roles::of(Role::Coach)).await;
    let request = app.client.get(format!("{}/today", app.base));
    let request = request
        .header("Cookie", &cookie)
        .header("Accept-Language", language);
    assert_eq!(Answer::of(request).await.status, 200);
    cookie
}

/// What the mail server has been sent for an address, the folds of quoted-printable undone.
async fn sent_to(address: &str) -> Vec<String> {
    let desk = surroundings("COACHLIGHT_TEST_SMTP_DESK");
    let answer = client()
        .get(format!("{desk}/?to={address}"))
        .send()
        .await
        .unwrap();
    let letters: Value = answer.json().await.unwrap();
    let letters = letters.as_array().unwrap().iter();
    letters
        .map(|letter| letter["text"].as_str().unwrap().replace("=\r\n", ""))
        .collect()
}

/// The letters to an address, once there are so many; the test's own time limit bounds it.
async fn letters_to(address: &str, count: usize) -> Vec<String> {
    once(async || Some(sent_to(address).await).filter(|found| found.len() >= count)).await
}

async fn ask(app: &TestApp, cookie: &str, method: Method, path: &str, body: Value) -> Answer {
    let request = app
        .client
        .request(method, format!("{}/api/v1{path}", app.base));
    Answer::of(request.header("Cookie", cookie).body(body.to_string())).await
}

async fn a_letter_a_day(postgres: Option<String>) {
    let (app, ahead) = TestApp::start_ahead_with(postgres, letters).await;
    group_silent_for(&app, 15).await;
    let (address, _) = reader(&app, "coach", "en").await;
    // The server is busy the first time.
    let desk = surroundings("COACHLIGHT_TEST_SMTP_DESK");
    let busy = json!({ "to": address, "code": 451, "times": 1 });
    let told = app
        .client
        .post(&desk)
        .body(busy.to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(told.status(), 204);
    ahead.fetch_add(DAY, Ordering::SeqCst);
    filed(&app).await;
    // Several instances hand letters over.
    let state = &app.running.as_ref().unwrap().app;
    let stop = tokio_util::sync::CancellationToken::new();
    let others: Vec<_> = (0..3)
        .map(|_| {
            Rounds::new(app.db().clone(), state.clock.clone(), state.zone(), 0).start(stop.clone())
        })
        .collect();
    let first = letters_to(&address, 1).await.remove(0);
    for part in [
        "multipart/alternative",
        "Message-ID: <digest.",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <",
        "Nobody has contributed for 16 days.",
        "/today",
    ] {
        assert!(first.contains(part), "{part}: {first}");
    }
    // Another coach's letter comes after; the first has had one and no more.
    let cookie = look(&app, "coach", "en").await;
    let digest = ask(&app, &cookie, Method::GET, "/me/digest", Value::Null).await;
    assert_eq!(digest.status, 200, "{}", digest.body);
    assert!(
        !digest.body["new"].as_array().unwrap().is_empty(),
        "{}",
        digest.body
    );
    let tag = digest.headers["etag"].clone();
    let again = app.client.get(format!("{}/api/v1/me/digest", app.base));
    let again = again.header("Cookie", &cookie).header("If-None-Match", tag);
    assert_eq!(Answer::of(again).await.status, 304);

    // The next day it is still open, in the language read last; what is over is told once.
    look(&app, "coach", "de").await;
    let bo = ago(&app, 0, post("bo", 9));
    send(&app, vec![bo]).await;
    ahead.fetch_add(DAY, Ordering::SeqCst);
    filed(&app).await;
    let both = letters_to(&address, 2).await;
    assert!(both[1].contains("Vorbei"), "{}", both[1]);
    let cookie = look(&app, "coach", "de").await;
    let digest = ask(&app, &cookie, Method::GET, "/me/digest", Value::Null)
        .await
        .body;
    let over: Vec<&str> = digest["resolved"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["rule"].as_str().unwrap())
        .collect();
    assert!(over.contains(&"silence"), "{digest}");

    // Whoever wants none gets none, and nobody else gets more for it.
    let path = "/me/digest/subscription";
    let off = ask(&app, &cookie, Method::PUT, path, json!({ "email": false })).await;
    assert_eq!(
        (
            &off.body["email"],
            &off.body["address"],
            &off.body["language"]
        ),
        (&json!(false), &json!(address), &json!("de"))
    );
    ahead.fetch_add(DAY, Ordering::SeqCst);
    let (other, _) = reader(&app, "coach2", "en").await;
    let made = crate::coaching::sent(
        "coach2",
        "http://activitystrea.ms/create",
        crate::coaching::group(2),
        json!({}),
    );
    let joined = crate::coaching::sent(
        "cem",
        "http://activitystrea.ms/join",
        crate::coaching::group(2),
        json!({}),
    );
    let made = [made, joined].map(|it| ago(&app, 40, it));
    send(&app, made.to_vec()).await;
    ahead.fetch_add(DAY, Ordering::SeqCst);
    filed(&app).await;
    letters_to(&other, 1).await;
    assert_eq!(sent_to(&address).await.len(), 2);
    stop.cancel();
    for other in others {
        other.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coach_gets_one_letter_a_day_sqlite() {
    a_letter_a_day(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coach_gets_one_letter_a_day_postgres() {
    a_letter_a_day(Some(fresh_postgres().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_tells_no_more_than_a_works_council_admits() {
    let (app, ahead) = TestApp::start_ahead_with(None, |config| {
        letters(config);
        config.privacy.member_alerts = false;
    })
    .await;
    group_silent_for(&app, 15).await;
    let named = json!({
        "actor": {
            "name": "Bo Quietly",
            "account": { "homePage": "https://app.example.org", "name": "bo" }
        },
        "verb": { "id": "http://adlnet.gov/expapi/verbs/experienced" },
        "object": { "id": "https://app.example.org/pages/1" }
    });
    send(&app, vec![crate::support::with_id(named)]).await;
    let (address, _) = reader(&app, "coach", "en").await;
    ahead.fetch_add(DAY, Ordering::SeqCst);
    filed(&app).await;
    let letter = letters_to(&address, 1).await.remove(0);
    assert!(letter.contains("Nobody has contributed"), "{letter}");
    assert!(
        !letter.contains("Quietly") && !letter.contains("has been quiet"),
        "{letter}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_hides_names_as_pages_do() {
    let (app, ahead) = TestApp::start_ahead_with(None, |config| {
        letters(config);
        config.privacy.coach_pseudonyms = true;
    })
    .await;
    group_silent_for(&app, 15).await;
    let named = json!({
        "actor": {
            "name": "Bo Quietly",
            "account": { "homePage": "https://app.example.org", "name": "bo" }
        },
        "verb": { "id": "http://adlnet.gov/expapi/verbs/experienced" },
        "object": { "id": "https://app.example.org/pages/1" }
    });
    send(&app, vec![crate::support::with_id(named)]).await;
    let (address, _) = reader(&app, "coach", "en").await;
    ahead.fetch_add(DAY, Ordering::SeqCst);
    filed(&app).await;
    let letter = letters_to(&address, 1).await.remove(0);
    assert!(
        !letter.contains("Quietly") && letter.contains("Person ") && letter.contains("been quiet"),
        "{letter}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_ended_is_not_told() {
    let app = TestApp::start(None).await;
    let cookie = app.session("coach", Roles::of(Role::Coach)).await;
    let now = app.running.as_ref().unwrap().app.today();
    let date = |day| coachlight::projector::date_of(day).to_string();
    for (at, status) in [
        (date(now + 1), 400),
        (date(now - 1), 200),
        ("x".into(), 400),
    ] {
        let path = format!("/me/digest?at={at}");
        let answer = ask(&app, &cookie, Method::GET, &path, Value::Null).await;
        assert_eq!(answer.status, status, "{at}: {}", answer.body);
    }
    let path = "/me/digest/subscription";
    let known = ask(&app, &cookie, Method::GET, path, Value::Null)
        .await
        .body;
    assert_eq!(
        (&known["configured"], &known["address"]),
        (&json!(false), &Value::Null)
    );
    let wrong = json!({ "email": true, "language": "fr" });
    assert_eq!(
        ask(&app, &cookie, Method::PUT, path, wrong).await.status,
        400
    );
}

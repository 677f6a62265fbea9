//! Signing in at a real identity provider, in a real browser.

use fantoccini::{Client, Locator};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::support::browser::browser;
use crate::support::{TestApp, free_port, fresh_postgres, surroundings, with_id};

/// A gateway that is registered at the identity provider.
async fn start(postgres: Option<String>) -> TestApp {
    let issuer = surroundings("COACHLIGHT_TEST_OIDC");
    let port = free_port();
    let base = format!("http://127.0.0.1:{port}");
    let registered: Value = crate::support::client()
        .post(format!("{issuer}/reg"))
        .json(&json!({
            "redirect_uris": [format!("{base}/sign-in/callback")],
            "grant_types": ["authorization_code"], "response_types": ["code"],
        }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    TestApp::start_with(postgres, |config| {
        config.listen = format!("127.0.0.1:{port}").parse().unwrap();
        config.sso.issuer = Some(issuer.parse().unwrap());
        config.sso.client_id = Some(registered["client_id"].as_str().unwrap().into());
        config.sso.client_secret = Some(SecretString::from(
            registered["client_secret"].as_str().unwrap(),
        ));
        config.sso.account_home_page = Some("https://app.example.org".into());
    })
    .await
}

/// Signs in as somebody, from the page that was wanted.
async fn sign_in(browser: &Client, app: &TestApp, page: &str, who: &str) {
    browser.goto(&format!("{}{page}", app.base)).await.unwrap();
    browser
        .find(Locator::Css("a.button"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    let login = browser
        .wait()
        .for_element(Locator::Css("input[name=login]"))
        .await
        .unwrap();
    login.send_keys(who).await.unwrap();
    browser
        .find(Locator::Css("input[name=password]"))
        .await
        .unwrap()
        .send_keys("x")
        .await
        .unwrap();
    browser
        .find(Locator::Css("button[type=submit]"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    // The provider asks for consent after the name.
    let consent = Locator::XPath("//button[contains(., 'Continue')]");
    browser
        .wait()
        .for_element(consent)
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    browser
        .wait()
        .for_element(Locator::Css("header.bar nav a, section.card.narrow"))
        .await
        .unwrap();
}

async fn coach_and_learner(app: TestApp) {
    let group = json!({
        "id": "https://app.example.org/groups/1",
        "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "Negotiation" } }
    });
    let by = |who: &str, verb: &str| {
        with_id(json!({
            "actor": { "account": { "homePage": "https://app.example.org", "name": who } },
            "verb": { "id": format!("http://activitystrea.ms/{verb}") }, "object": group
        }))
    };
    app.post(&json!([by("coach1", "create"), by("learner1", "join")]))
        .await;
    app.projected().await;

    let window = browser().await;
    sign_in(&window, &app, "/groups", "coach1").await;
    // Back on the page that was wanted, as the coach whom the statements know.
    assert!(window.current_url().await.unwrap().path() == "/groups");
    let text = window
        .find(Locator::Css("main"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(text.contains("Negotiation"), "{text}");
    window
        .find(Locator::Css("tbody th a"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    window
        .wait()
        .for_element(Locator::Css("nav.tabs"))
        .await
        .unwrap();
    window
        .find(Locator::Css("header.bar button"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    window
        .wait()
        .for_element(Locator::Css("a.button"))
        .await
        .unwrap();
    window.goto(&format!("{}/groups", app.base)).await.unwrap();
    assert_eq!(window.current_url().await.unwrap().path(), "/sign-in");
    window.close().await.unwrap();

    // Somebody without name, e-mail and groups sees their own page and no group.
    let window = browser().await;
    sign_in(&window, &app, "/me", "nobody1").await;
    assert_eq!(window.current_url().await.unwrap().path(), "/me");
    window.goto(&format!("{}/groups", app.base)).await.unwrap();
    let text = window
        .find(Locator::Css("main"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(text.contains("Only coaches have groups"), "{text}");
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn people_sign_in_through_their_provider_sqlite() {
    coach_and_learner(start(None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_sign_in_through_their_provider_postgres() {
    coach_and_learner(start(Some(fresh_postgres().await)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_not_asked_for_is_refused() {
    let app = start(None).await;
    let started = app
        .client
        .get(format!("{}/sign-in/start", app.base))
        .send()
        .await
        .unwrap();
    let to = url::Url::parse(started.headers()["location"].to_str().unwrap()).unwrap();
    let state = to
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let pkce = to
        .query_pairs()
        .any(|(name, value)| name == "code_challenge_method" && value == "S256");
    assert!(pkce);
    for (state, cookie) in [(state.as_str(), ""), ("made-up", "coachlight_sign_in=x")] {
        let answer = app
            .client
            .get(format!(
                "{}/sign-in/callback?code=x&state={state}",
                app.base
            ))
            .header("Cookie", cookie)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 403);
        assert!(!answer.headers().contains_key("set-cookie"));
    }
}

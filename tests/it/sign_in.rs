//! Signing in at a real identity provider, in a real browser.

use fantoccini::{Client, Locator};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::support::browser::browser;
use crate::support::waiting::until;
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
            "post_logout_redirect_uris": [format!("{base}/sign-in")],
            "backchannel_logout_uri": format!("{base}/sign-in/back-channel-logout"),
            "backchannel_logout_session_required": true,
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

/// Clicks what a locator finds, once it is there.
async fn click(browser: &Client, locator: Locator<'_>) {
    let found = browser.wait().for_element(locator).await.unwrap();
    // While a page scrolls smoothly, something else may be where it was.
    while let Err(error) = found.click().await {
        assert!(error.to_string().contains("intercepted"), "{error}");
    }
}

/// Signs in as somebody, from the page that was wanted.
async fn sign_in(browser: &Client, app: &TestApp, page: &str, who: &str) {
    browser.goto(&format!("{}{page}", app.base)).await.unwrap();
    click(browser, Locator::Css("a.button")).await;
    say_who(browser, who).await;
    browser
        .wait()
        .for_element(Locator::Css("header.bar nav a, section.card.narrow"))
        .await
        .unwrap();
}

/// At the provider: the name, a password, and that it is agreed to.
pub(crate) async fn say_who(browser: &Client, who: &str) {
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
    // The provider asks for consent after the name, unless it has it; then it leads back here.
    let next = Locator::XPath("//button[contains(., 'Continue')] | //main[@id='content']");
    let next = browser.wait().for_element(next).await.unwrap();
    if next.tag_name().await.unwrap() == "button" {
        next.click().await.unwrap();
    }
}

/// At the provider: that one wants to be signed out there, too.
async fn agree_to_sign_out(browser: &Client) {
    click(browser, Locator::Css("button[name=logout]")).await;
    browser
        .wait()
        .for_element(Locator::Css("a.button"))
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
    // Signed out here, one is taken to the provider, and comes back.
    agree_to_sign_out(&window).await;
    assert_eq!(window.current_url().await.unwrap().path(), "/sign-in");
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

/// A learner says at a number that it is wrong, and their coach answers.
async fn a_disagreement(app: TestApp) {
    let group = json!({
        "id": "https://app.example.org/groups/1",
        "definition": { "type": "http://activitystrea.ms/group", "name": { "en": "Negotiation" } }
    });
    let by = |who: &str, verb: &str, object: &Value, context: Value| {
        with_id(json!({
            "actor": { "account": { "homePage": "https://app.example.org", "name": who } },
            "verb": { "id": format!("http://activitystrea.ms/{verb}") },
            "object": object, "context": context
        }))
    };
    let link = json!({ "extensions": {
        "https://coachlight.org/xapi/extensions/competency-link": ["https://app.example.org/c/1"]
    } });
    let note = json!({
        "id": "https://app.example.org/notes/1",
        "definition": { "type": "http://activitystrea.ms/note" }
    });
    let within = json!({ "contextActivities": { "grouping": [group] } });
    app.post(&json!([
        by("coach1", "create", &group, link),
        by("learner1", "join", &group, json!({})),
        by("learner1", "create", &note, within),
    ]))
    .await;
    app.projected().await;

    let learner = browser().await;
    sign_in(&learner, &app, "/me", "learner1").await;
    click(&learner, Locator::LinkText("I disagree")).await;
    let field = Locator::Css("#disagree textarea");
    let field = learner.wait().for_element(field).await.unwrap();
    field.send_keys("I did not write that.").await.unwrap();
    click(&learner, Locator::Css("#disagree form button")).await;
    let said = Locator::Css("li[id^=disagreement-]");
    learner.wait().for_element(said).await.unwrap();
    assert!(text(&learner).await.contains("Waits for an answer"));

    let coach = browser().await;
    sign_in(&coach, &app, "/today", "coach1").await;
    click(&coach, Locator::LinkText("Read and answer")).await;
    let field = Locator::Css("li[id^=disagreement-] textarea");
    let field = coach.wait().for_element(field).await.unwrap();
    let page = text(&coach).await;
    assert!(page.contains("I did not write that."), "{page}");
    field.send_keys("I ask the app.").await.unwrap();
    click(&coach, Locator::Css("form[action$='/answer'] button")).await;
    let answered = Locator::XPath("//blockquote[contains(., 'I ask the app.')]");
    coach.wait().for_element(answered).await.unwrap();
    coach.close().await.unwrap();

    learner.refresh().await.unwrap();
    let page = text(&learner).await;
    assert!(
        page.contains("I ask the app.") && page.contains("Answered"),
        "{page}"
    );
    learner.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_disagrees_and_a_coach_answers_sqlite() {
    a_disagreement(start(None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_disagrees_and_a_coach_answers_postgres() {
    a_disagreement(start(Some(fresh_postgres().await)).await).await;
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

async fn text(window: &Client) -> String {
    let main = window.find(Locator::Css("main")).await.unwrap();
    main.text().await.unwrap()
}

async fn administrator(app: TestApp) {
    let window = browser().await;
    sign_in(&window, &app, "/admin/sign-in", "admin1").await;
    // What the provider says, and which rule gives which role; the session stays as it is.
    let before = window.get_named_cookie("coachlight_session").await.unwrap();
    let test = window
        .find(Locator::Css("section.card a.button"))
        .await
        .unwrap();
    let test = test.attr("href").await.unwrap().unwrap();
    window.goto(&format!("{}{test}", app.base)).await.unwrap();
    let shown = Locator::XPath("//section[@role='status']");
    window.wait().for_element(shown).await.unwrap();
    let page = text(&window).await;
    for part in [
        "Ada Admin",
        "administrators",
        "Administrator",
        "admin1@example.org",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let after = window.get_named_cookie("coachlight_session").await.unwrap();
    assert_eq!(before.value(), after.value());

    // Asked to prove anew who one is, the provider asks, though it knows.
    window
        .goto(&format!(
            "{}/sign-in/again?return_to=/me/sessions",
            app.base
        ))
        .await
        .unwrap();
    click(&window, Locator::Css("main a.button")).await;
    say_who(&window, "admin1").await;
    window
        .wait()
        .for_element(Locator::Css("table.cards"))
        .await
        .unwrap();
    assert_eq!(window.current_url().await.unwrap().path(), "/me/sessions");
    let anew = window.get_named_cookie("coachlight_session").await.unwrap();
    assert_ne!(anew.value(), after.value());
    assert!(text(&window).await.contains("Chrome, Linux"));

    // Signed out at the provider by another way, the session here ends, too.
    let me = async || {
        let cookie = format!("coachlight_session={}", anew.value());
        let request = app
            .client
            .get(format!("{}/me", app.base))
            .header("Cookie", cookie);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(me().await, 200);
    let issuer = surroundings("COACHLIGHT_TEST_OIDC");
    window.goto(&format!("{issuer}/session/end")).await.unwrap();
    click(&window, Locator::Css("button[name=logout]")).await;
    // The provider says it server to server, about when the browser is told.
    until(async || me().await == 401).await;
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_try_sign_ins_out_and_providers_end_sessions_sqlite() {
    administrator(start(None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_try_sign_ins_out_and_providers_end_sessions_postgres() {
    administrator(start(Some(fresh_postgres().await)).await).await;
}

//! Launches in a real browser, in the frame of a page of another site.

use fantoccini::{Client, Locator};
use serde_json::Value;

use crate::support::browser::{browser, browser_with};
use crate::support::platform::{CLIENT, Frame, Opening, Platform};
use crate::support::waiting::until;
use crate::support::{TestApp, free_port};

/// A gateway on another site than the platform's: the one is called by its name, the other by its
/// number.
pub(crate) async fn gateway() -> TestApp {
    let port = free_port();
    TestApp::start_with(None, |config| {
        config.listen = format!("127.0.0.1:{port}").parse().unwrap();
        config.public_url = Some(format!("http://localhost:{port}/").parse().unwrap());
    })
    .await
}

/// Waits for a heading in the tool's frame.
async fn heading(window: &Client, text: &str) {
    let path = format!("//h1[contains(., \"{text}\")]");
    let found = window.wait().for_element(Locator::XPath(&path)).await;
    if found.is_err() {
        unreachable!("{text} is not shown: {}", window.source().await.unwrap());
    }
}

async fn open(
    window: &Client,
    app: &TestApp,
    platform: &Platform,
    opening: &Opening,
    frame: Frame,
) {
    let page = platform.page(&app.base, CLIENT, opening, frame);
    window.goto(page.as_str()).await.unwrap();
    window.enter_frame(0).await.unwrap();
}

/// What the tool said to the platform's window.
async fn seen(window: &Client) -> Vec<String> {
    window.clone().enter_parent_frame().await.unwrap();
    let seen = window
        .execute("return window.seen", Vec::new())
        .await
        .unwrap();
    let said = seen.as_array().unwrap().iter().filter_map(Value::as_str);
    said.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_visit_works_in_the_frame_with_the_frames_own_cookie() {
    let app = gateway().await;
    let platform = Platform::of(&app).await;
    let window = browser().await;
    // No roster says that sam is in the course: he is asked.
    let sam = Opening::learner("4")
        .without("https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice");
    open(&window, &app, &platform, &sam, Frame::Plain).await;
    heading(&window, "Join Negotiation?").await;
    let join = window
        .find(Locator::Css("button[type=submit]"))
        .await
        .unwrap();
    join.click().await.unwrap();
    heading(&window, "My progress").await;
    let board = Locator::XPath("//a[contains(., \"Coachlight\")]");
    window.find(board).await.unwrap().click().await.unwrap();
    heading(&window, "My progress").await;
    assert!(seen(&window).await.contains(&"lti.frameResize".to_owned()));
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_visit_shows_the_roster_by_itself_when_it_is_there() {
    let app = gateway().await;
    let platform = Platform::of(&app).await;
    let held = platform.hold_rosters().await;
    let window = browser().await;
    let tina = Opening::instructor("3");
    open(&window, &app, &platform, &tina, Frame::Plain).await;
    heading(&window, "Negotiation").await;
    let shown = async |path: &str| window.find(Locator::XPath(path)).await.is_ok();
    let waits = "//h2[contains(., 'is being fetched')]";
    assert!(shown(waits).await);
    drop(held);
    until(async || {
        app.projected().await;
        shown("//td[contains(., 'Sam Student')] | //th[contains(., 'Sam Student')]").await
    })
    .await;
    assert!(!shown(waits).await);
    window.close().await.unwrap();
}

/// A gateway and a browser that keeps none of its cookies: they have to be secure, and neither its
/// name nor plain http is.
async fn without_cookies() -> (TestApp, Client) {
    let port = free_port();
    let app = TestApp::start_with(None, |config| {
        config.listen = format!("127.0.0.1:{port}").parse().unwrap();
        config.public_url = Some(format!("http://tool.example:{port}/").parse().unwrap());
    })
    .await;
    let window = browser_with(&["--host-resolver-rules=MAP tool.example 127.0.0.1"]).await;
    (app, window)
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_cookie_arrives_what_was_stored_proves_the_browser() {
    let (app, window) = without_cookies().await;
    let platform = Platform::of(&app).await;
    let opening = Opening::learner("4").with_storage();
    // By the frame's own storage, and by the platform's where the frame has none: also where the login
    // alone said that there is one.
    for (frame, asked) in [(Frame::Plain, 0), (Frame::Bare, 1), (Frame::Silent, 1)] {
        open(&window, &app, &platform, &opening, frame).await;
        // The launch is let in; the session that cannot live in such a frame goes on in a window.
        heading(&window, "Your browser needs a window of its own").await;
        let seen = seen(&window).await;
        let said = |subject: &str| seen.iter().filter(|one| *one == subject).count();
        assert!(said("lti.put_data") >= 1, "{seen:?}");
        assert_eq!(said("lti.get_data"), asked, "{seen:?}");
    }
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_another_question_proves_nothing() {
    let (app, window) = without_cookies().await;
    let platform = Platform::of(&app).await;
    let opening = Opening::learner("4").with_storage();
    open(&window, &app, &platform, &opening, Frame::Lying).await;
    let out = Locator::Css("[data-otherwise]:not([hidden]) a.button");
    let out = window.wait().for_element(out).await.unwrap();
    let to = out.attr("href").await.unwrap().unwrap();
    assert!(
        to.starts_with("/lti/login?") && to.contains("login_hint=4"),
        "{to}"
    );
    window.close().await.unwrap();
}

//! Launches in real browsers, in the frame of a page of another site.

use std::time::Duration;

use fantoccini::{Client, Locator};
use serde_json::Value;
use tokio::time::timeout;

use crate::support::browser::{Engine, browser, browser_with};
use crate::support::platform::{CLIENT, Frame, Opening, Platform};
use crate::support::waiting::{once, until};
use crate::support::{TestApp, free_port, tls};

/// Runs a case in several engines.
macro_rules! engines {
    ($case:ident: $($name:ident is $engine:ident),+) => {
        mod $case {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$case(super::Engine::$engine).await;
            })+
        }
    };
}

/// A gateway on another site than the platform's: the one is called by its name, the other by its
/// number.
pub(crate) async fn gateway() -> TestApp {
    let port = free_port();
    let outside = tls::before(port).await;
    TestApp::start_with(None, |config| {
        config.listen = format!("127.0.0.1:{port}").parse().unwrap();
        config.public_url = Some(format!("https://localhost:{outside}/").parse().unwrap());
    })
    .await
}

/// Waits for a heading in the tool's frame, which goes through several pages until it is there.
async fn heading(window: &Client, text: &str) {
    let path = format!("//h1[contains(., \"{text}\")]");
    let shown = until(async || window.find(Locator::XPath(&path)).await.is_ok());
    if timeout(Duration::from_secs(30), shown).await.is_err() {
        unreachable!("{text} is not shown: {:?}", window.source().await);
    }
}

/// Goes to the window that a link opens.
async fn follow(window: &Client, link: &str) {
    let known = window.windows().await.unwrap();
    let link = window.find(Locator::Css(link)).await.unwrap();
    link.click().await.unwrap();
    let opened = once(async || {
        let all = window.windows().await.unwrap();
        all.into_iter().find(|one| !known.contains(one))
    })
    .await;
    window.switch_to_window(opened).await.unwrap();
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

engines!(a_whole_visit_works_in_the_frame_with_the_frames_own_cookie:
    chromium is Chromium, firefox is Firefox);

async fn a_whole_visit_works_in_the_frame_with_the_frames_own_cookie(engine: Engine) {
    let app = gateway().await;
    let platform = Platform::of(&app).await;
    let window = engine.window().await;
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

/// A gateway and a window in whose frames it keeps no cookies.
async fn without_cookies(engine: Engine) -> (TestApp, Client) {
    if engine != Engine::Chromium {
        return (gateway().await, engine.window().await);
    }
    // They have to be secure, and neither such a name nor plain http is.
    let port = free_port();
    let app = TestApp::start_with(None, |config| {
        config.listen = format!("127.0.0.1:{port}").parse().unwrap();
        config.public_url = Some(format!("http://tool.example:{port}/").parse().unwrap());
    })
    .await;
    let window = browser_with(&["--host-resolver-rules=MAP tool.example 127.0.0.1"]).await;
    (app, window)
}

engines!(where_no_cookie_arrives_what_was_stored_proves_the_browser_and_a_window_opens:
    chromium is Chromium, firefox is FirefoxBlocking, webkit is WebKit);

async fn where_no_cookie_arrives_what_was_stored_proves_the_browser_and_a_window_opens(
    engine: Engine,
) {
    let (app, window) = without_cookies(engine).await;
    let platform = Platform::of(&app).await;
    let opening = Opening::learner("4").with_storage();
    // By the platform's storage where the frame has none, also where the login alone said that there is
    // one; and by the frame's own.
    for (frame, asked) in [(Frame::Bare, 1), (Frame::Silent, 1), (Frame::Plain, 0)] {
        open(&window, &app, &platform, &opening, frame).await;
        // The launch is let in; the session that cannot live in such a frame goes on in a window.
        heading(&window, "Your browser needs a window of its own").await;
        let seen = seen(&window).await;
        let said = |subject: &str| seen.iter().filter(|one| *one == subject).count();
        assert!(said("lti.put_data") >= 1, "{seen:?}");
        assert_eq!(said("lti.get_data"), asked, "{seen:?}");
    }
    window.enter_frame(0).await.unwrap();
    // None of them allows what is asked for here before the person has been to us by ourselves.
    let ask = Locator::Css("form[data-lti=access]:not([hidden]) button");
    window.find(ask).await.unwrap().click().await.unwrap();
    let refused = Locator::Css("form[data-lti=access][hidden] + [data-refused]:not([hidden])");
    window.wait().for_element(refused).await.unwrap();
    follow(&window, "a.button").await;
    heading(&window, "My progress").await;
    window.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_another_question_proves_nothing() {
    let (app, window) = without_cookies(Engine::Chromium).await;
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

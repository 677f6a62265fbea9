//! What platforms tell is shown as text, too: on the pages of a launch, in the platform's frame.

use fantoccini::{Client, Locator};
use serde_json::json;

use super::payloads::payloads;
use super::{watched, wrong};
use crate::launch_browser::gateway;
use crate::support::TestApp;
use crate::support::platform::{CLIENT, Frame, Opening, Platform, claim};

/// What a frame shows, once it shows one of some elements.
async fn shown(window: &Client, what: &str, place: &str) -> Vec<String> {
    if window
        .wait()
        .for_element(Locator::Css(place))
        .await
        .is_err()
    {
        unreachable!("{what}: {}", window.source().await.unwrap());
    }
    let found = wrong(window).await;
    let found = found.as_array().unwrap();
    found
        .iter()
        .map(|fault| format!("{what}: {fault}"))
        .collect()
}

async fn launch(window: &Client, app: &TestApp, platform: &Platform, opening: &Opening) {
    let page = platform.page(&app.base, CLIENT, opening, Frame::Plain);
    window.clone().enter_parent_frame().await.ok();
    window.goto(page.as_str()).await.unwrap();
    window.enter_frame(0).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_platform_tells_is_shown_as_text_in_its_frame() {
    let app = gateway().await;
    let platform = Platform::of(&app).await;
    // The token of a launch goes through forms, which take no more.
    let all: Vec<String> = payloads()
        .into_iter()
        .map(|text| text.chars().take(500).collect())
        .collect();
    let roster = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";
    let window = watched().await;
    let mut faults = Vec::new();
    for (index, some) in all.chunks(5).enumerate() {
        let text = |place: usize| some.get(place).unwrap_or(&some[0]).as_str();
        let course = json!({
            "id": format!("c{index}"), "label": text(0), "title": text(1), "type": ["CourseSection"]
        });
        let opening = Opening::learner("4")
            .without(roster)
            .with("name", json!(text(2)))
            .with("given_name", json!(text(3)))
            .lti("context", course.clone())
            .lti(
                "resource_link",
                json!({ "id": "1", "title": text(3), "description": text(4) }),
            );
        let what = format!("launch {index} {:.40}", text(1));
        launch(&window, &app, &platform, &opening).await;
        faults.extend(shown(&window, &what, "form[action='/lti/join']").await);
        if index % 4 > 0 {
            continue;
        }
        // The learner's own page in the frame, with the name that the platform told.
        let on = Locator::Css("a[href='/me']");
        window.find(on).await.unwrap().click().await.unwrap();
        faults.extend(shown(&window, &what, "header.bar").await);
        let choosing = Opening::instructor("3")
            .without(roster)
            .with("name", json!(text(3)))
            .lti("context", course)
            .deep_linking(platform.issuer());
        launch(&window, &app, &platform, &choosing).await;
        faults.extend(shown(&window, &format!("choice {what}"), "main .card form").await);
        // A refusal shows what it is about.
        let waits = Opening::learner("4").with(&claim("deployment_id"), json!(text(0)));
        launch(&window, &app, &platform, &waits).await;
        faults.extend(shown(&window, &format!("approval {what}"), "main .card h1").await);
    }
    window.close().await.unwrap();
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

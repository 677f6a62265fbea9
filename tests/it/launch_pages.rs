//! What the pages of launches and platforms say, in both languages, and how they look to those who
//! cannot see them, and on a phone.

use coachlight::platforms::{self, Terms, registration};
use coachlight::sso::{Role, Roles};
use serde_json::json;

use crate::pages::{faults, steady};
use crate::support::browser::browser;
use crate::support::platform::{CLIENT, Misbehaviour, Opening, Platform, Visitor, claim, role};
use crate::support::{TestApp, by, fresh_postgres, statement};

/// A page without what differs from run to run.
fn masked(page: &str) -> String {
    let masks = [
        (
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "[id]",
        ),
        (r"[0-9a-f]{64}", "[digest]"),
        (r"reg-\[id\]", "[token]"),
        (r"client-[0-9a-f]{32}", "[client]"),
        (r"lti_state_[A-Za-z0-9_-]{43}", "lti_state_[secret]"),
        (r"[A-Za-z0-9_-]{43}", "[secret]"),
        (r"127\.0\.0\.1(:|%3A)\d+", "[host]"),
        // The weeks of what somebody did end today.
        (
            r#"<th scope="row">(\d{1,2} [A-Z][a-z]{2} \d{4}|\d{1,2}\.\d{1,2}\.\d{4})</th>"#,
            r#"<th scope="row">[day]</th>"#,
        ),
        // A roster may come while the pages are looked at.
        (
            r"(Last roster</dt>\n<dd>|Last roster.>)(never|\n<time[^>]*>\[time\]</time>\n)<",
            "$1[time or never]<",
        ),
        (r"(On the roster.>)(–|\d+)<", "$1[count]<"),
        (
            r"(Next roster.>)(being fetched|\n<time[^>]*>\[time\]</time>\n)<",
            "$1[time or now]<",
        ),
        (
            r"(Results last read: )(never|<time[^>]*>\[time\]</time>)\n?<",
            "$1[time or never]<",
        ),
        // What shows a roster as soon as it is there stands there only until it is.
        (
            r#"(?s)<p class="news" role="status" data-live="/admin/platforms/[^"]*">\n</p>\n<noscript>.*?</noscript>\n"#,
            "",
        ),
    ];
    masks.iter().fold(steady(page), |page, (pattern, mask)| {
        regex::Regex::new(pattern)
            .unwrap()
            .replace_all(&page, *mask)
            .into_owned()
    })
}

async fn invite(app: &TestApp) -> String {
    let running = &app.running.as_ref().unwrap().app;
    let terms = Terms {
        name: "Simulated".into(),
        ..Terms::default()
    };
    registration::invite(&running.db, &terms, &by(running), running.clock.now(), 1)
        .await
        .unwrap()
}

fn opened(platform: &Platform, invite: &str) -> String {
    let configuration = platform.at("/.well-known/openid-configuration");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("invite", invite)
        .append_pair("openid_configuration", configuration.as_str())
        .append_pair("registration_token", &platform.registration_token())
        .finish();
    format!("/lti/register?{query}")
}

/// A launch's page in a language, and the browser that shows it.
async fn launched(
    app: &TestApp,
    platform: &Platform,
    language: &str,
    opening: Opening,
) -> (Visitor, String) {
    let opening = opening.lti(
        "launch_presentation",
        json!({ "document_target": "window", "locale": language, "return_url": "/return" }),
    );
    // A roster would change who is in the group while the pages are looked at.
    let opening =
        opening.without("https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice");
    let mut visitor = Visitor::of(&app.base);
    visitor.language = language.to_owned();
    let answer = visitor.launch(platform, CLIENT, &opening).await;
    let to = answer
        .headers()
        .get("location")
        .map(|to| to.to_str().unwrap().to_owned());
    let page = match to {
        Some(to) => visitor.get(&to).await.text().await.unwrap(),
        None => answer.text().await.unwrap(),
    };
    (visitor, page)
}

/// Every page of launches and platforms in a language: its name and its text.
async fn pages(app: &TestApp, platform: &Platform, language: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let show = |opening: Opening| launched(app, platform, language, opening);
    // The first use of our keys makes them.
    app.get("/lti/keys").send().await.unwrap();
    let (mut learner, page) = show(Opening::learner("4")).await;
    found.push(("launch_join", page));
    learner.post("/lti/join", &[]).await;
    app.projected().await;
    found.push(("launch_me", learner.get("/me").await.text().await.unwrap()));
    let mentor = Opening::by("9", &[role("Mentor")]).lti("role_scope_mentor", json!(["4"]));
    found.push(("launch_mentored", show(mentor).await.1));
    app.projected().await;
    let choosing = Opening::instructor("3").deep_linking(platform.issuer());
    found.push(("launch_content", show(choosing).await.1));
    let waits = Opening::learner("4").with(&claim("deployment_id"), json!("77"));
    found.push(("launch_approval", show(waits).await.1));
    found.push((
        "launch_anonymous",
        show(Opening::learner("4").without("sub")).await.1,
    ));
    found.push((
        "launch_unsound",
        show(Opening::learner("4").with("aud", json!("x"))).await.1,
    ));
    let mut other = Visitor::of(&app.base);
    other.language = language.to_owned();
    let posting = learner.open(platform, CLIENT, &Opening::learner("4")).await;
    found.push((
        "launch_browser",
        other.answer(&posting).await.text().await.unwrap(),
    ));
    let framed = Opening::learner("4").lti(
        "launch_presentation",
        json!({ "document_target": "iframe", "locale": language }),
    );
    let posting = other.open(platform, CLIENT, &framed).await;
    let landing = other.answer(&posting).await.headers()["location"]
        .to_str()
        .unwrap()
        .to_owned();
    other.cookies.clear();
    found.push((
        "launch_landing",
        other.get(&landing).await.text().await.unwrap(),
    ));
    let mut bare = Visitor::without_cookies(&app.base);
    bare.language = language.to_owned();
    let stored = Opening::learner("4").with_storage();
    let page = bare
        .login(platform, CLIENT, &stored)
        .await
        .text()
        .await
        .unwrap();
    found.push(("launch_store", page));
    platform.misbehave(Misbehaviour::ConfigurationWithForeignEndpoint);
    let confirm = other
        .get(&opened(platform, &invite(app).await))
        .await
        .text()
        .await
        .unwrap();
    platform.behave();
    found.push(("register_foreign", confirm));
    let confirm = other
        .get(&opened(platform, &invite(app).await))
        .await
        .text()
        .await
        .unwrap();
    let agreed = crate::support::platform::form(&confirm);
    found.push(("register_confirm", confirm));
    let fields: Vec<(&str, &str)> = agreed
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    found.push((
        "register_done",
        other
            .post("/lti/register", &fields)
            .await
            .text()
            .await
            .unwrap(),
    ));
    found.push((
        "register_failed",
        other
            .post("/lti/register", &fields)
            .await
            .text()
            .await
            .unwrap(),
    ));
    found
}

/// The pages of administrators, after the others.
async fn admin_pages(app: &TestApp, language: &str) -> Vec<(&'static str, String)> {
    let cookie = app.session("admin", Roles::of(Role::Administrator)).await;
    let mut tx = app.db().read().await.unwrap();
    let known = platforms::all(&mut tx).await.unwrap();
    drop(tx);
    let known = known
        .iter()
        .find(|known| known.name == "Test platform")
        .unwrap();
    let mut found = Vec::new();
    for (name, path) in [
        ("admin_platforms", "/admin/platforms".to_owned()),
        ("admin_platform", format!("/admin/platforms/{}", known.id)),
        (
            "admin_courses",
            format!("/admin/platforms/{}/courses", known.id),
        ),
    ] {
        let request = app
            .client
            .get(format!("{}{path}", app.base))
            .header("Cookie", &cookie);
        let request = request
            .header("Accept", "text/html")
            .header("Accept-Language", language);
        found.push((name, request.send().await.unwrap().text().await.unwrap()));
    }
    found
}

async fn say_what_they_said(app: TestApp) {
    for language in ["en", "de"] {
        let platform = Platform::of(&app).await;
        let mut found = pages(&app, &platform, language).await;
        if language == "en" {
            // With a second platform of the same name the list would depend on the order.
            found.extend(admin_pages(&app, language).await);
        }
        for (name, page) in found {
            insta::with_settings!({
                prepend_module_to_snapshot => false,
                omit_expression => true,
                snapshot_path => "snapshots/pages",
            }, {
                insta::assert_snapshot!(format!("{name}.{language}"), masked(&page));
            });
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_launches_say_what_they_said_sqlite() {
    say_what_they_said(TestApp::start(None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_launches_say_what_they_said_postgres() {
    say_what_they_said(TestApp::start(Some(fresh_postgres().await)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_launches_are_accessible_and_fit_a_phone() {
    let app = TestApp::start(None).await;
    let platform = Platform::of(&app).await;
    app.post(&statement(
        "sam",
        "http://adlnet.gov/expapi/verbs/shared",
        "x",
    ))
    .await;
    app.projected().await;
    let window = browser().await;
    let mut found = Vec::new();
    for (name, opening) in [
        (
            "join",
            Opening::learner("4")
                .without("https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"),
        ),
        (
            "mentored",
            Opening::by("9", &[role("Mentor")]).lti("role_scope_mentor", json!(["4"])),
        ),
        (
            "content",
            Opening::instructor("3").deep_linking(platform.issuer()),
        ),
    ] {
        // The way out of the frame leads into the window; the platform tells no language.
        let opening = opening.lti(
            "launch_presentation",
            json!({ "document_target": "iframe" }),
        );
        let answer = Visitor::of(&app.base)
            .launch(&platform, CLIENT, &opening)
            .await;
        let landing = answer.headers()["location"].to_str().unwrap().to_owned();
        let link = landing.replace("/lti/landing/", "/sign-in/link/");
        window.goto(&format!("{}{link}", app.base)).await.unwrap();
        let path = window.current_url().await.unwrap().path().to_owned();
        found.extend(faults(&window, &app.base, &[(name, path)]).await);
    }
    window.close().await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

//! Launches that attackers make, and platforms in disorder: each is refused by its rule, with a
//! page that says what to do, and leaves nothing behind.

mod tokens;

use tokens::{forged, unsound};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coachlight::platforms::{self, DeploymentStatus, NewPlatform};
use coachlight::store::Db;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::platform::{CLIENT, Opening, Platform, Visitor};
use crate::support::process::Setting;
use crate::support::waiting::until;
use crate::support::{Answer, TestApp, both};

/// The launch alone tells of people, not a roster.
pub(crate) fn sam() -> Opening {
    Opening::learner("4")
        .shown_in("window")
        .without("https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice")
}

/// How many persons are known.
pub(crate) async fn persons(app: &TestApp) -> usize {
    let mut tx = app.db().read().await.unwrap();
    coachlight::people::list_all(&mut tx, None, 100)
        .await
        .unwrap()
        .len()
}

async fn statements(app: &TestApp) -> usize {
    let found = Answer::of(app.get("/xapi/statements")).await;
    found.body["statements"].as_array().unwrap().len()
}

/// The answer is a page that names the rule, without anything of the person.
pub(crate) async fn is_refused(case: &str, rule: &str, answer: Response) {
    assert_eq!(answer.status(), 401, "{case}");
    assert!(!answer.headers().contains_key("set-cookie"), "{case}");
    let kind = answer.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(kind.starts_with("text/html"), "{case}: {kind}");
    let page = answer.text().await.unwrap();
    assert!(
        page.contains(&format!("({rule})<")),
        "{case}, {rule}: {page}"
    );
    for private in ["Sam Student", "sam@example.com", "eyJ"] {
        assert!(!page.contains(private), "{case} tells {private}");
    }
}

/// What the platform's page tells of the latest refusal.
async fn latest(app: &TestApp, platform: &Platform) -> (String, String) {
    let mut tx = app.db().read().await.unwrap();
    let known = platforms::find(&mut tx, platform.issuer(), CLIENT)
        .await
        .unwrap()
        .unwrap();
    let found = platforms::refusals(&mut tx, known.id, 1).await.unwrap();
    found.first().map_or_else(Default::default, |one| {
        (one.rule.clone(), one.detail.clone())
    })
}

both! {
    async fn a_login_ends_once_in_the_browser_that_began_it(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        let posting = visitor.open(&platform, CLIENT, &sam()).await;
        is_refused("state", "state", visitor.answer(&posting.clone().with("state", "made-up")).await).await;
        is_refused("no state", "login_missing", visitor.answer(&posting.clone().with("state", "")).await).await;
        assert_eq!(visitor.answer(&posting).await.status(), 303);
        is_refused("again", "state", visitor.answer(&posting).await).await;

        // The attacker's login in the victim's browser, with or without a login of the victim's own.
        let mut victim = Visitor::of(&app.base);
        let posting = visitor.open(&platform, CLIENT, &sam()).await;
        is_refused("other browser", "browser", victim.answer(&posting).await).await;
        let theirs = visitor.open(&platform, CLIENT, &sam()).await;
        let own = victim.open(&platform, CLIENT, &sam()).await;
        is_refused("mixed", "browser", victim.answer(&theirs).await).await;
        let crossed = own.clone().with("id_token", theirs.field("id_token"));
        is_refused("another's token", "nonce", victim.answer(&crossed).await).await;
        // A flag proves nothing: this login left nothing in any storage.
        let posting = visitor.open(&platform, CLIENT, &sam()).await;
        let flagged = posting.with("lti_storage_target", "_parent").with("storage_proof", "x");
        is_refused("flag", "storage_not_offered", Visitor::of(&app.base).answer(&flagged).await).await;
    }

    async fn the_same_token_at_once_is_taken_once(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        let posting = visitor.open(&platform, CLIENT, &sam()).await;
        let send = || async {
            let cookies: Vec<String> =
                visitor.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let request = app.client.post(&posting.action).form(&posting.fields);
            request.header("Cookie", cookies.join("; ")).send().await.unwrap().status().as_u16()
        };
        let mut found: Vec<u16> =
            futures_util::future::join_all((0..8).map(|_| send())).await;
        found.sort_unstable();
        assert_eq!(found, [303, 401, 401, 401, 401, 401, 401, 401]);
        assert_eq!(statements(&app).await, 1);
    }

    async fn a_token_is_not_taken_for_another_login_either(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        let first = visitor.open(&platform, CLIENT, &sam()).await;
        assert_eq!(visitor.answer(&first).await.status(), 303);
        let second = visitor.open(&platform, CLIENT, &sam()).await;
        let replayed = second.with("id_token", first.field("id_token"));
        is_refused("replayed", "nonce", visitor.answer(&replayed).await).await;
    }

    async fn a_nonce_that_was_used_is_remembered(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        // Two logins with the same nonce cannot be made: it is as if another instance had used it.
        let posting = visitor.open(&platform, CLIENT, &sam()).await;
        let payload = posting.field("id_token").split('.').nth(1).unwrap();
        let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
        let claims: Value = serde_json::from_slice(&payload).unwrap();
        let used = coachlight::seal::sha256(claims["nonce"].as_str().unwrap().as_bytes());
        let sql = "INSERT INTO used_nonce (platform, nonce_sha256, remember_until)
                   SELECT id, $1, $2 FROM platform";
        let until = app.running.as_ref().unwrap().app.clock.now().as_microsecond() + 60_000_000;
        match app.db() {
            Db::Sqlite { write, .. } => {
                let query = sqlx::query(sql).bind(&used[..]).bind(until);
                query.execute(write).await.unwrap();
            }
            Db::Postgres(pool) => {
                let query = sqlx::query(sql).bind(&used[..]).bind(until);
                query.execute(pool).await.unwrap();
            }
        }
        is_refused("replayed", "replay", visitor.answer(&posting).await).await;
        assert_eq!((persons(&app).await, statements(&app).await), (0, 0));
    }

    async fn a_refusal_of_the_platform_is_shown_as_text(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        let posting = visitor.open(&platform, CLIENT, &sam()).await;
        let refused = posting
            .with("id_token", "")
            .with("error", "login_required")
            .with("error_description", "<script>alert(1)</script> sam@example.com")
            .with("error_uri", "https://lms.example.org/help?user=sam");
        let answer = visitor.answer(&refused).await;
        is_refused("refused", "platform", answer).await;
        let (_, detail) = latest(&app, &platform).await;
        assert!(detail.ends_with("login_required (https://lms.example.org/help)"), "{detail}");
    }

    async fn logins_that_are_not_sound_go_nowhere(app: TestApp) {
        let platform = Platform::of(&app).await;
        for (case, opening, rule) in [
            ("unknown issuer", sam().login("iss", Some("https://lms.example.org")), "registration_unknown"),
            ("slash", sam().login("iss", Some(&format!("{}/", platform.issuer()))), "registration_unknown"),
            ("unknown client", sam().login("client_id", Some("other")), "registration_unknown"),
            ("no hint", sam().login("login_hint", None), "login_missing"),
            ("no target", sam().login("target_link_uri", None), "login_missing"),
            ("long hint", sam().login("login_hint", Some(&"x".repeat(9000))), "login_malformed"),
            ("foreign", sam().to("https://evil.example.org/lti/launch"), "login_target"),
            ("script", sam().to("javascript:alert(1)"), "login_target"),
            ("data", sam().to("data:text/html,x"), "login_target"),
            ("no scheme", sam().to("//evil.example.org/lti/launch"), "login_target"),
            ("user", sam().to(&app.base.replacen("//", "//evil@", 1)), "login_target"),
            ("back-slash", sam().to(&format!("{}\\@evil.example.org/", app.base)), "login_target"),
        ] {
            let answer = Visitor::of(&app.base).login(&platform, CLIENT, &opening).await;
            assert!(answer.headers().get("location").is_none(), "{case}");
            is_refused(case, rule, answer).await;
        }
        // With two registrations the platform has to say which one it means.
        let mut tx = app.db().write().await.unwrap();
        let new = NewPlatform {
            name: "Second", issuer: platform.issuer(), client_id: "second",
            authorization_endpoint: "https://lms.example.org/auth",
            jwks_uri: "https://lms.example.org/keys", ..NewPlatform::default()
        };
        let now = app.running.as_ref().unwrap().app.clock.now();
        let second = platforms::add(&mut tx, &new, now).await.unwrap();
        platforms::add_deployment(&mut tx, second, "1", DeploymentStatus::Approved, now).await.unwrap();
        tx.commit().await.unwrap();
        let opening = sam().login("client_id", None);
        let answer = Visitor::of(&app.base).login(&platform, CLIENT, &opening).await;
        is_refused("ambiguous", "registration_ambiguous", answer).await;
        // By GET and by POST alike.
        let query = format!("iss={}&login_hint=4&target_link_uri={}/lti/launch&client_id={CLIENT}",
            platform.issuer(), app.base);
        let answer = app.client.get(format!("{}/lti/login?{query}", app.base)).send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let answer = Visitor::of(&app.base).get("/lti/launch?state=x&id_token=y").await;
        is_refused("by GET", "login_missing", answer).await;
    }

    async fn a_login_that_fits_no_registration_is_told_of_at_the_platform_that_it_means(app: TestApp) {
        let platform = Platform::of(&app).await;
        let login = async |name: &'static str, value: &str| {
            let opening = sam().login(name, Some(value));
            Visitor::of(&app.base).login(&platform, CLIENT, &opening).await
        };
        login("iss", "https://lms.example.org").await;
        assert_eq!(latest(&app, &platform).await, Default::default());
        let slashed = format!("{}/", platform.issuer());
        for (name, value) in [("iss", slashed.as_str()), ("client_id", "mistyped")] {
            is_refused(name, "registration_unknown", login(name, value).await).await;
            let (rule, detail) = latest(&app, &platform).await;
            assert_eq!(rule, "registration_unknown");
            assert!(detail.contains(&format!("{value:?}")), "{detail}");
        }
    }

    async fn a_deployment_of_another_client_does_not_launch(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut tx = app.db().write().await.unwrap();
        let known = platforms::find(&mut tx, platform.issuer(), CLIENT).await.unwrap().unwrap();
        let disabled = DeploymentStatus::Disabled;
        assert!(platforms::decide(&mut tx, known.id, "1", disabled).await.unwrap());
        let new = NewPlatform {
            name: "Second", issuer: platform.issuer(), client_id: "second",
            authorization_endpoint: "https://lms.example.org/auth",
            jwks_uri: "https://lms.example.org/keys", ..NewPlatform::default()
        };
        let now = app.running.as_ref().unwrap().app.clock.now();
        let second = platforms::add(&mut tx, &new, now).await.unwrap();
        platforms::add_deployment(&mut tx, second, "2", DeploymentStatus::Approved, now).await.unwrap();
        tx.commit().await.unwrap();
        let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &sam()).await;
        is_refused("disabled", "deployment_disabled", answer).await;
        let other = sam().lti("deployment_id", json!("2"));
        let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &other).await;
        is_refused("another's", "deployment_unknown", answer).await;
        assert_eq!(persons(&app).await, 0);
    }

    async fn people_of_two_platforms_are_never_one_by_number_or_mail(app: TestApp) {
        let one = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        visitor.launch(&one, CLIENT, &sam()).await;
        let other = Platform::start().await;
        other.knows(CLIENT, &app.base);
        let mut tx = app.db().write().await.unwrap();
        let [auth, keys] = ["/auth", "/keys"].map(|path| other.at(path));
        let new = NewPlatform {
            name: "Other", issuer: other.issuer(), client_id: CLIENT,
            authorization_endpoint: auth.as_str(), jwks_uri: keys.as_str(), ..NewPlatform::default()
        };
        let now = app.running.as_ref().unwrap().app.clock.now();
        let id = platforms::add(&mut tx, &new, now).await.unwrap();
        platforms::add_deployment(&mut tx, id, "1", DeploymentStatus::Approved, now).await.unwrap();
        tx.commit().await.unwrap();
        let before = persons(&app).await;
        let mut stranger = Visitor::of(&app.base);
        assert_eq!(stranger.launch(&other, CLIENT, &sam()).await.status(), 303);
        assert_eq!(persons(&app).await, before + 1);
        // A key of one platform signs nothing for the other, under whatever name.
        one.known().keys[0].id.clone_into(&mut other.known().keys[0].id);
        let posting = stranger.open(&one, CLIENT, &sam()).await;
        let foreign = stranger.open(&other, CLIENT, &sam()).await;
        let crossed = posting.with("id_token", foreign.field("id_token"));
        is_refused("cross", "token_signature", stranger.answer(&crossed).await).await;
    }

    async fn another_users_launch_ends_nobodys_session_and_takes_none_over(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut browser = Visitor::of(&app.base);
        browser.launch(&platform, CLIENT, &sam()).await;
        let first = browser.cookies["coachlight_session"].clone();
        browser.launch(&platform, CLIENT, &Opening::learner("5").shown_in("window")).await;
        let second = browser.cookies["coachlight_session"].clone();
        assert_ne!(first, second);
        let me = browser.get("/me").await.text().await.unwrap();
        assert!(me.contains("Sue Student") && !me.contains("Sam Student"), "{me}");
        // A session that somebody planted is not the one that a launch goes on with.
        let mut planted = Visitor::of(&app.base);
        planted.cookies.insert("coachlight_session".into(), "planted".into());
        planted.launch(&platform, CLIENT, &sam()).await;
        assert_ne!(planted.cookies["coachlight_session"], "planted");
        // In a frame the frame's own session counts, not that of the window.
        let framed = Opening::learner("5");
        let landing = browser.launch(&platform, CLIENT, &framed).await;
        let landing = landing.headers()["location"].to_str().unwrap().to_owned();
        assert_eq!(browser.get(&landing).await.status(), 303);
    }

    async fn other_sites_can_neither_join_nor_agree_for_somebody(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        visitor.launch(&platform, CLIENT, &sam()).await;
        let cookie = format!("coachlight_session={}", visitor.cookies["coachlight_session"]);
        // The second is of a browser that does not say what site a request comes from.
        for (name, value) in [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example.org")] {
            for path in ["/lti/join", "/lti/landing/x", "/lti/register", "/lti/deep-linking/x"] {
                let request = app.client.request(Method::POST, format!("{}{path}", app.base));
                let request = request.header("Cookie", &cookie).header(name, value);
                let answer = Answer::of(request.form(&[("invite", "x")])).await;
                assert_eq!(answer.status, 403, "{path}");
                assert_eq!(answer.body["detail"], "This form is another site’s.", "{path}");
            }
        }
        let joined = "/xapi/statements?verb=http://activitystrea.ms/join";
        let joined = Answer::of(app.get(joined)).await;
        assert!(joined.body["statements"].as_array().unwrap().is_empty());
        // A page of ours may, whichever of the two its browser says.
        for (name, value) in [("Sec-Fetch-Site", "same-origin"), ("Origin", app.base.as_str())] {
            let request = app.client.request(Method::POST, format!("{}/lti/join", app.base));
            let request = request.header("Cookie", &cookie).header(name, value);
            assert_ne!(request.send().await.unwrap().status(), 403, "{name}");
        }
    }

    async fn what_a_platform_writes_is_shown_as_text(app: TestApp) {
        let platform = Platform::of(&app).await;
        let evil = "<img src=x onerror=alert(1)>";
        let opening = Opening::instructor("3").shown_in("window")
            .with("name", json!(evil))
            .lti("context", json!({ "id": "2", "title": evil }))
            .lti("launch_presentation", json!({
                "document_target": "window", "return_url": "javascript:alert(1)"
            }));
        let mut visitor = Visitor::of(&app.base);
        let to = visitor.launch(&platform, CLIENT, &opening).await;
        let to = to.headers()["location"].to_str().unwrap().to_owned();
        let page = visitor.get(&to).await.text().await.unwrap();
        assert!(page.contains("&lt;img") && !page.contains("<img src=x"), "{page}");
        assert!(!page.contains("javascript:"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_may_differ_by_what_is_configured() {
    for (skew, admitted) in [(0, 401), (120, 303)] {
        let app = TestApp::start_with(None, |config| config.lti.clock_skew_seconds = skew).await;
        let platform = Platform::of(&app).await;
        let now = app.running.as_ref().unwrap().app.clock.now().as_second();
        let opening = sam()
            .with("iat", json!(now + 60))
            .with("exp", json!(now + 120));
        let answer = Visitor::of(&app.base)
            .launch(&platform, CLIENT, &opening)
            .await;
        assert_eq!(answer.status(), admitted, "{skew}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_tokens_nor_people_stand_in_the_log() {
    let setting = Setting::new(None);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let port = crate::support::free_port();
    let listen = format!("127.0.0.1:{port}");
    let base = format!("http://{listen}");
    let platform = Platform::start().await;
    platform.knows(CLIENT, &base);
    let [auth, keys] = ["/auth", "/keys"].map(|path| platform.at(path).to_string());
    let added = setting
        .command(&[
            "platform",
            "add",
            "Logged",
            "--issuer",
            platform.issuer(),
            "--client-id",
            CLIENT,
            "--authorization-endpoint",
            &auth,
            "--jwks-uri",
            &keys,
            "--deployment",
            "1",
        ])
        .output()
        .unwrap();
    assert!(added.status.success());
    let mut child = setting
        .command(&["serve", "--listen", &listen])
        .env("COACHLIGHT_LOG__LEVEL", "info,coachlight=trace")
        .stdout(std::fs::File::create(&path).unwrap())
        .stderr(std::fs::File::create(folder.path().join("errors")).unwrap())
        .spawn()
        .unwrap();
    let client = crate::support::client();
    until(async || client.get(format!("{base}/readyz")).send().await.is_ok()).await;
    let mut visitor = Visitor::of(&base);
    assert_eq!(
        visitor.launch(&platform, CLIENT, &sam()).await.status(),
        303
    );
    let mut seen = vec![
        "Sam Student".to_owned(),
        "sam@example.com".into(),
        "SAM-01".into(),
    ];
    for (_, opening, _) in unsound().into_iter().chain(forged()) {
        let posting = visitor.open(&platform, CLIENT, &opening).await;
        seen.push(posting.field("state").to_owned());
        let token = posting.field("id_token").to_owned();
        if token.len() > 40 {
            seen.push(token[..40].to_owned());
        }
        visitor.answer(&posting).await;
    }
    seen.extend(visitor.cookies.into_values());
    child.kill().unwrap();
    child.wait().unwrap();
    let mut log = std::fs::read_to_string(&path).unwrap();
    log += &std::fs::read_to_string(folder.path().join("errors")).unwrap();
    assert!(
        log.contains("lti.rule") && log.contains("token_signature"),
        "{log}"
    );
    for secret in seen {
        assert!(!log.contains(&secret), "the log tells {secret}");
    }
}

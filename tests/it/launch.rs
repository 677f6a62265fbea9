//! Launches from a learning platform, through the browser's redirects.

use coachlight::platforms;
use reqwest::Response;
use serde_json::{Value, json};

use crate::support::platform::{CLIENT, Opening, Platform, Visitor, claim, form, role};
use crate::support::{Answer, TestApp, both, statement};

/// A whole launch; where it sends the browser.
async fn lands(visitor: &mut Visitor, platform: &Platform, opening: &Opening) -> String {
    let answer = visitor.launch(platform, CLIENT, opening).await;
    let (status, to) = (answer.status(), answer.headers().get("location").cloned());
    let Some(to) = to else {
        unreachable!("{status}: {}", answer.text().await.unwrap())
    };
    to.to_str().unwrap().to_owned()
}

async fn text(answer: Response) -> (u16, String) {
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// What a roster says would be known beside what launches say.
const ROSTER: &str = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";

fn learner() -> Opening {
    Opening::learner("4").shown_in("window").without(ROSTER)
}

fn teacher() -> Opening {
    Opening::instructor("3").shown_in("window").without(ROSTER)
}

/// Statements with a verb.
async fn with_verb(app: &TestApp, verb: &str) -> Vec<Value> {
    let answer = Answer::of(app.get(&format!("/xapi/statements?verb={verb}"))).await;
    answer.body["statements"].as_array().unwrap().clone()
}

const JOIN: &str = "http://activitystrea.ms/join";
const LAUNCHED: &str = "http://adlnet.gov/expapi/verbs/launched";

both! {
    async fn a_learner_joins_the_courses_group_and_sees_their_own_progress_in_it(app: TestApp) {
        let platform = Platform::of(&app).await;
        // The statements know sam already; the launch is his, too.
        app.post(&statement("sam", "http://adlnet.gov/expapi/verbs/shared", "x")).await;
        app.projected().await;
        let sam = app.person("sam").await;
        let mut visitor = Visitor::of(&app.base);
        assert_eq!(lands(&mut visitor, &platform, &learner()).await, "/lti/join");
        assert!(with_verb(&app, JOIN).await.is_empty(), "nobody joins unasked");
        let (status, page) = text(visitor.get("/lti/join").await).await;
        assert!(status == 200 && page.contains("Join Negotiation?"), "{page}");
        assert_eq!(visitor.get(&format!("/people/{sam}")).await.status(), 200);
        assert_eq!(visitor.get("/groups").await.status(), 403);
        let joined = visitor.post("/lti/join", &[]).await;
        assert_eq!(joined.headers()["location"], "/me");
        app.projected().await;
        let (_, me) = text(visitor.get("/me").await).await;
        assert!(me.contains("Sam Student") && me.contains("My groups") && me.contains("Negotiation"), "{me}");

        let mut tina = Visitor::of(&app.base);
        let page = lands(&mut tina, &platform, &teacher()).await;
        assert!(page.starts_with("/groups/"), "{page}");
        let (status, shown) = text(tina.get(&page).await).await;
        assert_eq!(status, 200);
        assert!(shown.contains("Negotiation") && shown.contains("Sam Student"), "{shown}");
        assert_eq!(tina.get(&format!("/people/{sam}")).await.status(), 200);
        // Launching again adds no membership, and asks no more.
        assert_eq!(lands(&mut visitor, &platform, &learner()).await, "/me");
        assert_eq!(visitor.post("/lti/join", &[]).await.status(), 404);
        assert_eq!(with_verb(&app, JOIN).await.len(), 1);
    }

    async fn each_launch_is_a_statement_in_the_context_of_the_course(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        lands(&mut visitor, &platform, &learner()).await;
        // Whoever has not joined does not act in the group: acting there would make them members.
        let launched = with_verb(&app, LAUNCHED).await;
        assert_eq!(launched[0]["context"], json!({ "platform": "Test platform" }));
        visitor.post("/lti/join", &[]).await;
        lands(&mut visitor, &platform, &learner()).await;
        let launched = with_verb(&app, LAUNCHED).await;
        assert_eq!(launched.len(), 2);
        let one = &launched[0];
        assert_eq!(one["actor"]["account"]["name"], "sam");
        let grouping = &one["context"]["contextActivities"]["grouping"][0];
        assert_eq!(grouping["definition"]["name"]["und"], "Negotiation");
        assert_eq!(one["object"]["definition"]["name"]["und"], "Scene 1");
    }

    async fn rights_come_from_the_role_in_the_course_and_go_with_it(app: TestApp) {
        let platform = Platform::of(&app).await;
        let outside = Opening::by("4", &[
            "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor".into(),
            "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator".into(),
        ]).shown_in("window").lti("custom", json!({ "role": "Instructor" }));
        assert_eq!(lands(&mut Visitor::of(&app.base), &platform, &outside).await, "/me");
        let mut tina = Visitor::of(&app.base);
        let group = lands(&mut tina, &platform, &teacher()).await;
        assert_eq!(tina.get(&group).await.status(), 200);
        // Whoever no longer teaches sees it no longer, in no browser.
        let former = Opening::learner("3").shown_in("window").without(ROSTER);
        lands(&mut Visitor::of(&app.base), &platform, &former).await;
        assert_eq!(tina.get(&group).await.status(), 404);
    }

    async fn a_mentor_sees_those_whom_the_platform_names_and_nobody_else(app: TestApp) {
        let platform = Platform::of(&app).await;
        for (user, name) in [("4", "sam"), ("5", "sue")] {
            let mut visitor = Visitor::of(&app.base);
            lands(&mut visitor, &platform, &Opening::learner(user).shown_in("window")).await;
            app.post(&statement(name, "http://adlnet.gov/expapi/verbs/shared", "x")).await;
        }
        app.projected().await;
        let mentor = |named: Value| {
            Opening::by("9", &[role("Mentor")])
                .shown_in("window")
                .lti("role_scope_mentor", named)
        };
        let mut max = Visitor::of(&app.base);
        assert_eq!(lands(&mut max, &platform, &mentor(json!(["4"]))).await, "/mentored");
        let (_, list) = text(max.get("/mentored").await).await;
        assert!(list.contains("Sam Student") && !list.contains("Sue Student"), "{list}");
        let page = |person| format!("/people/{person}");
        let (sam, sue) = (page(app.person("sam").await), page(app.person("sue").await));
        assert_eq!(max.get(&sam).await.status(), 200);
        assert_eq!(max.get(&sue).await.status(), 404);
        // A list without the role says nothing, and the last list is the one.
        let learner = Opening::learner("9").shown_in("window").lti("role_scope_mentor", json!(["5"]));
        lands(&mut Visitor::of(&app.base), &platform, &learner).await;
        assert_eq!(max.get(&sam).await.status(), 404);
    }

    async fn a_test_account_leaves_no_trace_among_people(app: TestApp) {
        let platform = Platform::of(&app).await;
        lands(&mut Visitor::of(&app.base), &platform, &learner()).await;
        let test = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser";
        let opening = Opening::by("4", &[role("Learner"), test.into()]).shown_in("window");
        let mut visitor = Visitor::of(&app.base);
        assert_eq!(lands(&mut visitor, &platform, &opening).await, "/me");
        let sam = app.person("sam").await;
        assert_eq!(visitor.get(&format!("/people/{sam}")).await.status(), 404);
        assert_eq!(with_verb(&app, LAUNCHED).await.len(), 1);
    }

    async fn a_links_parameters_choose_the_view(app: TestApp) {
        let platform = Platform::of(&app).await;
        let choose = |view: &str| json!({
            "coachlight_view": view, "coachlight_competency": "https://app.example.org/c/1"
        });
        let mut visitor = Visitor::of(&app.base);
        lands(&mut visitor, &platform, &learner()).await;
        visitor.post("/lti/join", &[]).await;
        app.projected().await;
        let to = lands(&mut visitor, &platform, &learner().lti("custom", choose("competency"))).await;
        assert_eq!(to, "/me?competency=https%3A%2F%2Fapp.example.org%2Fc%2F1");
        assert_eq!(visitor.get(&to).await.status(), 200);
        let to = lands(&mut visitor, &platform, &learner().lti("custom", choose("board"))).await;
        assert!(to.ends_with("/board"), "{to}");
        assert_eq!(visitor.get(&to).await.status(), 200);
        let to = lands(&mut visitor, &platform, &teacher().lti("custom", choose("board"))).await;
        assert!(to.ends_with("#board"), "{to}");
        // A view that is not known is no view.
        let to = lands(&mut visitor, &platform, &learner().lti("custom", choose("everything"))).await;
        assert_eq!(to, "/me");
    }

    async fn the_first_page_of_whoever_a_roster_puts_in_a_group_knows_that_they_are_in_it(app: TestApp) {
        let platform = Platform::of(&app).await;
        let custom = json!({ "coachlight_view": "board" });
        let opening = Opening::learner("4").shown_in("window").lti("custom", custom);
        let mut visitor = Visitor::of(&app.base);
        let to = lands(&mut visitor, &platform, &opening).await;
        assert!(to.ends_with("/board"), "{to}");
        assert_eq!(visitor.get(&to).await.status(), 200);
        let mut visitor = Visitor::of(&app.base);
        let other = Opening::learner("5").shown_in("window");
        assert_eq!(lands(&mut visitor, &platform, &other).await, "/me");
        let (_, me) = text(visitor.get("/me").await).await;
        assert!(me.contains("/board\""), "{me}");
    }

    async fn a_review_opens_the_page_of_whom_it_is_about(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        lands(&mut visitor, &platform, &learner()).await;
        visitor.post("/lti/join", &[]).await;
        app.projected().await;
        let sam = app.person("sam").await;
        let mut tina = Visitor::of(&app.base);
        let to = lands(&mut tina, &platform, &teacher().submission_review("4")).await;
        assert_eq!(to, format!("/people/{sam}"));
        assert_eq!(tina.get(&to).await.status(), 200);
        // Another learner is sent there, too, and sees nothing.
        let other = Opening::learner("5").shown_in("window").submission_review("4");
        let mut sue = Visitor::of(&app.base);
        let to = lands(&mut sue, &platform, &other).await;
        assert_eq!(sue.get(&to).await.status(), 404);
    }

    async fn in_a_frame_pages_work_with_the_frames_own_cookie_and_there_is_a_way_out(app: TestApp) {
        let platform = Platform::of(&app).await;
        let opening = learner().lti("launch_presentation", json!({
            "document_target": "iframe", "locale": "de", "return_url": "/return?course=2"
        }));
        let mut visitor = Visitor::of(&app.base);
        let answer = visitor.launch(&platform, CLIENT, &opening).await;
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.ends_with("SameSite=None; Secure; Partitioned"), "{cookie}");
        let landing = answer.headers()["location"].to_str().unwrap().to_owned();
        let answer = visitor.get(&landing).await;
        assert_eq!(answer.headers()["location"], "/lti/join");
        assert_eq!(visitor.get(&landing).await.status(), 401, "it works once");
        let answer = visitor.get("/me").await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains(&format!("frame-ancestors {}", platform.issuer())), "{policy}");
        let (_, page) = text(answer).await;
        assert!(page.contains("lang=\"de\"") && page.contains("Zurück zum Kurs"), "{page}");
        assert!(page.contains(&format!("{}/return?course=2", platform.issuer())));

        // A browser that keeps no cookies in frames.
        let mut visitor = Visitor::of(&app.base);
        let posting = visitor.open(&platform, CLIENT, &opening).await;
        let answer = visitor.answer(&posting).await;
        let landing = answer.headers()["location"].to_str().unwrap().to_owned();
        visitor.cookies.clear();
        let answer = visitor.get(&landing).await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains(&format!("frame-ancestors {}", platform.issuer())), "{policy}");
        let (status, page) = text(answer).await;
        assert_eq!(status, 200);
        let (_, rest) = page.split_once("href=\"/sign-in/link/").unwrap();
        let link = format!("{}/sign-in/link/{}", app.base, rest.split('"').next().unwrap());
        let answer = app.client.get(&link).send().await.unwrap();
        assert_eq!(answer.headers()["location"], "/lti/join");
        assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("SameSite=Lax"));
        assert_eq!(app.client.get(&link).send().await.unwrap().status(), 403);
    }

    async fn without_a_cookie_the_platforms_storage_proves_the_browser(app: TestApp) {
        let platform = Platform::of(&app).await;
        let opening = learner().with_storage();
        let mut visitor = Visitor::without_cookies(&app.base);
        let login = visitor.login(&platform, CLIENT, &opening).await;
        let policy = login.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("script-src 'self';"), "{policy}");
        let (_, page) = text(login).await;
        assert!(!page.contains("<script>"), "no script stands in the page");
        let stored = page.split("data-value=\"").nth(1).unwrap().split('"').next().unwrap();
        let to = page.split("href=\"").find(|link| link.starts_with(platform.issuer())).unwrap();
        let to = to.split('"').next().unwrap().replace("&amp;", "&");
        let posting = visitor.authenticate(&to.parse().unwrap()).await;
        // The page that asks for the proof makes no session, however often it is asked for.
        for _ in 0..2 {
            let answer = visitor.answer(&posting).await;
            assert_eq!(answer.status(), 200);
            assert!(!answer.headers().contains_key("set-cookie"));
            let asks = form(&answer.text().await.unwrap());
            assert_eq!(asks.field("state"), posting.field("state"));
            assert_eq!(asks.field("id_token"), posting.field("id_token"));
        }
        let proven = posting.clone().with("storage_proof", stored);
        let answer = visitor.answer(&proven).await;
        assert_eq!(answer.status(), 303);
        assert!(answer.headers().contains_key("set-cookie"));
        assert_eq!(visitor.answer(&proven).await.status(), 401, "it works once");
        // A made-up proof uses the login up.
        let again = visitor.login(&platform, CLIENT, &opening).await;
        let (_, page) = text(again).await;
        let to = page.split("href=\"").find(|link| link.starts_with(platform.issuer())).unwrap();
        let to = to.split('"').next().unwrap().replace("&amp;", "&");
        let posting = visitor.authenticate(&to.parse().unwrap()).await;
        let answer = visitor.answer(&posting.clone().with("storage_proof", "guessed")).await;
        assert_eq!(answer.status(), 401);
        assert_eq!(visitor.answer(&posting).await.status(), 401);
    }

    async fn an_unknown_deployment_waits_for_an_administrator(app: TestApp) {
        let platform = Platform::of(&app).await;
        let opening = learner().with(&claim("deployment_id"), json!("77"));
        let answer = Visitor::of(&app.base).launch(&platform, CLIENT, &opening).await;
        assert_eq!(answer.status(), 401);
        assert!(answer.text().await.unwrap().contains("has to approve of it once"));
        let mut tx = app.db().write().await.unwrap();
        let found = platforms::find(&mut tx, platform.issuer(), CLIENT).await.unwrap().unwrap();
        let rows = platforms::deployments(&mut tx, found.id).await.unwrap();
        let waiting = rows.iter().find(|row| row.deployment_id == "77").unwrap();
        assert_eq!(waiting.status(), platforms::DeploymentStatus::Pending);
        assert_eq!(waiting.course.as_deref(), Some("Negotiation"));
        let approved = platforms::DeploymentStatus::Approved;
        assert!(platforms::decide(&mut tx, found.id, "77", approved).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(lands(&mut Visitor::of(&app.base), &platform, &opening).await, "/lti/join");
    }

    async fn who_somebody_was_in_lti_1_1_counts_only_with_the_old_secret(app: TestApp) {
        use aws_lc_rs::hmac;
        use base64::Engine;
        use base64::engine::general_purpose::STANDARD;
        let platform = Platform::of(&app).await;
        app.post(&json!({
            "actor": { "account": { "homePage": "https://old.example.org", "name": "sam-11" } },
            "verb": { "id": "http://adlnet.gov/expapi/verbs/shared" },
            "object": { "id": "https://app.example.org/x" }
        })).await;
        app.projected().await;
        let running = &app.running.as_ref().unwrap().app;
        let mut tx = app.db().write().await.unwrap();
        let found = platforms::find(&mut tx, platform.issuer(), CLIENT).await.unwrap().unwrap();
        let sealed = running.key.seal(platforms::CONSUMER_PURPOSE, b"old secret").unwrap();
        platforms::add_consumer(&mut tx, found.id, "old-key", &sealed, "https://old.example.org")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        for (secret, linked) in [("guessed", false), ("old secret", true)] {
            let user = if linked { "5" } else { "4" };
            let mut visitor = Visitor::of(&app.base);
            let login = visitor.login(&platform, CLIENT, &Opening::learner(user)).await;
            let to: url::Url = login.headers()["location"].to_str().unwrap().parse().unwrap();
            let nonce = to.query_pairs().find(|(name, _)| name == "nonce").unwrap().1.into_owned();
            let exp = running.clock.now().as_second() + 60;
            let signed = format!("old-key&1&{}&{CLIENT}&{exp}&{nonce}", platform.issuer());
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            let sign = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
            let changed = Opening::learner(user).shown_in("window").without(ROSTER).with("exp", json!(exp)).lti("lti1p1", json!({
                "user_id": "sam-11", "oauth_consumer_key": "old-key", "oauth_consumer_key_sign": sign
            }));
            for opening in platform.known().openings.values_mut() {
                *opening = changed.clone();
            }
            let posting = visitor.authenticate(&to).await;
            assert_eq!(visitor.answer(&posting).await.status(), 303);
            let (_, me) = text(visitor.get("/me").await).await;
            let mut tx = app.db().write().await.unwrap();
            let old = coachlight::statements::Identity::Account {
                home_page: "https://old.example.org".into(), name: "sam-11".into(),
            };
            let agent = coachlight::statements::intern_agent(&mut tx, &old).await.unwrap();
            let person = coachlight::people::by_agent(&mut tx, agent).await.unwrap().unwrap();
            let issuer = found.people_issuer();
            let subject = coachlight::people::by_subject(&mut tx, &issuer, user).await.unwrap();
            assert_eq!(subject == Some(person), linked, "{me}");
        }
    }

    async fn our_keys_are_published_and_their_private_halves_are_sealed(app: TestApp) {
        let keys = Answer::of(app.client.get(format!("{}/lti/keys", app.base))).await;
        let again = Answer::of(app.client.get(format!("{}/lti/keys", app.base))).await;
        assert_eq!(keys.body, again.body);
        let key = &keys.body["keys"][0];
        assert_eq!(key["alg"], "RS256");
        for private in ["d", "p", "q", "dp", "dq", "qi"] {
            assert!(key.get(private).is_none());
        }
    }
}

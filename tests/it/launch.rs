//! Launches from a learning platform, through the browser's redirects.

use reqwest::Response;
use serde_json::{Value, json};

use crate::support::platform::{CLIENT, Opening, Platform, Signing, Visitor, claim};
use crate::support::{TestApp, both, statement};

/// A whole launch; the page that it lands on.
async fn lands(app: &TestApp, platform: &Platform, opening: &Opening) -> (String, Visitor) {
    let mut visitor = Visitor::of(&app.base);
    let answer = visitor.launch(platform, CLIENT, opening).await;
    let status = answer.status();
    let to = answer.headers().get("location").cloned();
    let Some(to) = to else {
        unreachable!("{status}: {}", answer.text().await.unwrap())
    };
    (to.to_str().unwrap().to_owned(), visitor)
}

async fn text(answer: Response) -> (u16, String) {
    (answer.status().as_u16(), answer.text().await.unwrap())
}

both! {
    async fn a_learner_lands_on_their_own_progress_and_an_instructor_on_the_group(app: TestApp) {
        let platform = Platform::of(&app).await;
        // The statements know sam already; the launch is his, too.
        app.post(&statement("sam", "http://adlnet.gov/expapi/verbs/shared", "x")).await;
        app.projected().await;
        let sam = app.person("sam").await;
        let (page, mut visitor) = lands(&app, &platform, &Opening::learner("4").shown_in("window")).await;
        assert_eq!(page, "/me");
        assert!(text(visitor.get("/me").await).await.1.contains("Sam Student"));
        assert_eq!(visitor.get(&format!("/people/{sam}")).await.status(), 200);
        assert_eq!(visitor.get("/groups").await.status(), 403);

        app.projected().await;
        let (page, mut teacher) = lands(&app, &platform, &Opening::instructor("3").shown_in("window")).await;
        assert!(page.starts_with("/groups/"), "{page}");
        let (status, shown) = text(teacher.get(&page).await).await;
        assert_eq!(status, 200);
        assert!(shown.contains("Negotiation") && shown.contains("Sam Student"), "{shown}");
        assert_eq!(teacher.get(&format!("/people/{sam}")).await.status(), 200);
        // Launching again adds nothing.
        lands(&app, &platform, &Opening::learner("4").shown_in("window")).await;
        app.projected().await;
        let joined = crate::support::Answer::of(
            app.get("/xapi/statements?verb=http://activitystrea.ms/join"),
        ).await;
        assert_eq!(joined.body["statements"].as_array().unwrap().len(), 1);
    }

    async fn a_role_outside_the_course_opens_nothing(app: TestApp) {
        let platform = Platform::of(&app).await;
        let opening = Opening::by("4", &[
            "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor".into(),
            "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator".into(),
        ]).shown_in("window");
        assert_eq!(lands(&app, &platform, &opening).await.0, "/me");
    }

    async fn what_is_not_sound_is_refused_and_says_no_more_than_that(app: TestApp) {
        let platform = Platform::of(&app).await;
        for case in ["replay", "browser", "state", "nonce", "key", "deployment", "anonymous"] {
            let opening = Opening::learner("4").shown_in("window");
            let opening = match case {
                "nonce" => opening.with("nonce", json!("another")),
                "deployment" => opening.with(&claim("deployment_id"), json!("2")),
                "anonymous" => opening.without("sub"),
                "key" => opening.signed(Signing::Forged),
                _ => opening,
            };
            let mut visitor = Visitor::of(&app.base);
            let mut posting = visitor.open(&platform, CLIENT, &opening).await;
            match case {
                "replay" => assert_eq!(visitor.answer(&posting).await.status(), 303),
                "browser" => visitor.cookies.clear(),
                "state" => posting = posting.with("state", "made-up"),
                _ => {}
            }
            let answer = visitor.answer(&posting).await;
            assert_eq!(answer.status(), 401, "{case}");
            assert!(!answer.headers().contains_key("set-cookie"), "{case}");
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body["type"], "/problems/launch-refused");
            assert!(body.get("errors").is_none());
        }
        let foreign = Opening::learner("4").to("https://evil.example.org/");
        let answer = Visitor::of(&app.base).login(&platform, CLIENT, &foreign).await;
        assert_eq!(answer.status(), 401);
    }

    async fn in_a_frame_there_is_a_way_out(app: TestApp) {
        let platform = Platform::of(&app).await;
        let mut visitor = Visitor::of(&app.base);
        let answer = visitor.launch(&platform, CLIENT, &Opening::learner("4")).await;
        assert_eq!(answer.status(), 200);
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains(&format!("frame-ancestors {}", platform.issuer())));
        let shown = answer.text().await.unwrap();
        let (_, rest) = shown.split_once("href=\"/sign-in/link/").unwrap();
        let link = format!("{}/sign-in/link/{}", app.base, rest.split('"').next().unwrap());
        let answer = app.client.get(&link).send().await.unwrap();
        assert_eq!(answer.headers()["location"], "/me");
        assert_eq!(app.client.get(&link).send().await.unwrap().status(), 403);
    }

    async fn our_keys_are_published_and_their_private_halves_are_sealed(app: TestApp) {
        let keys = crate::support::Answer::of(app.client.get(format!("{}/lti/keys", app.base))).await;
        let again = crate::support::Answer::of(app.client.get(format!("{}/lti/keys", app.base))).await;
        assert_eq!(keys.body, again.body);
        let key = &keys.body["keys"][0];
        assert_eq!(key["alg"], "RS256");
        for private in ["d", "p", "q", "dp", "dq", "qi"] {
            assert!(key.get(private).is_none());
        }
    }
}

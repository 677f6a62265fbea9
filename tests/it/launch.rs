//! Launches from a learning platform, through the browser's redirects.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coachlight::launch::{self, NewPlatform};
use reqwest::Response;
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{TestApp, both, statement};

const CLAIM: &str = "https://purl.imsglobal.org/spec/lti/claim/";

/// A platform with keys of its own.
struct Platform {
    server: MockServer,
    key: RsaKeyPair,
}

impl Platform {
    async fn start(app: &TestApp) -> Self {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let server = MockServer::start().await;
        let public = key.public_key();
        let keys = json!({ "keys": [{
            "kty": "RSA", "kid": "k1", "use": "sig",
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        }] });
        Mock::given(path("/keys"))
            .respond_with(ResponseTemplate::new(200).set_body_json(keys))
            .expect(0..=1)
            .mount(&server)
            .await;
        let at = |path: &str| Url::parse(&format!("{}{path}", server.uri())).unwrap();
        let mut tx = app.db().write().await.unwrap();
        let now = app.running.as_ref().unwrap().app.clock.now();
        let new = NewPlatform {
            name: "Test platform",
            issuer: &server.uri(),
            client_id: "client",
            authorization_endpoint: &at("/auth?kept=1"),
            token_endpoint: None,
            jwks_uri: &at("/keys"),
            account_home_page: Some("https://app.example.org"),
            account_claim: Some("username"),
            trust_email: false,
        };
        let id = launch::add(&mut tx, &new, now).await.unwrap();
        launch::add_deployment(&mut tx, id, "1").await.unwrap();
        tx.commit().await.unwrap();
        Self { server, key }
    }

    /// Begins a login: the state, the nonce and the browser's cookie.
    async fn begin(&self, app: &TestApp) -> (String, String, String) {
        let target = format!("{}/lti/launch", app.base);
        let issuer = self.server.uri();
        let answer = app
            .client
            .post(format!("{}/lti/login", app.base))
            .form(&[
                ("iss", &issuer),
                ("login_hint", &"7".into()),
                ("target_link_uri", &target),
            ])
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 303);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let to = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        let get = |name: &str| {
            to.query_pairs()
                .find(|(found, _)| found == name)
                .unwrap()
                .1
                .into_owned()
        };
        assert_eq!(get("kept"), "1");
        (get("state"), get("nonce"), cookie)
    }

    fn claims(&self, app: &TestApp, nonce: &str, user: &str, role: &str) -> Value {
        let now = app.running.as_ref().unwrap().app.clock.now().as_second();
        let own = |name: &str| format!("{CLAIM}{name}");
        json!({
            "iss": self.server.uri(), "aud": "client", "sub": format!("sub-{user}"),
            "exp": now + 60, "iat": now, "nonce": nonce, "name": format!("Name of {user}"),
            own("message_type"): "LtiResourceLinkRequest", own("version"): "1.3.0",
            own("deployment_id"): "1", own("target_link_uri"): format!("{}/lti/launch", app.base),
            own("resource_link"): { "id": "link" },
            own("roles"): [format!("http://purl.imsglobal.org/vocab/lis/v2/membership#{role}")],
            own("context"): { "id": "course-9", "title": "A course" },
            own("ext"): { "user_username": user },
        })
    }

    fn sign(&self, claims: &Value) -> String {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!(
            "{}.{}",
            part(json!({ "alg": "RS256", "kid": "k1" })),
            part(claims.clone())
        );
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    async fn answer(app: &TestApp, state: &str, token: &str, cookie: &str) -> Response {
        app.client
            .post(format!("{}/lti/launch", app.base))
            .header("Cookie", cookie)
            .form(&[("state", state), ("id_token", token)])
            .send()
            .await
            .unwrap()
    }

    /// A whole launch; the page it lands on and the session's cookie.
    async fn launch(&self, app: &TestApp, user: &str, role: &str) -> (String, String) {
        let (state, nonce, cookie) = self.begin(app).await;
        let token = self.sign(&self.claims(app, &nonce, user, role));
        let answer = Self::answer(app, &state, &token, &cookie).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let page = answer.headers()["location"].to_str().unwrap().to_owned();
        let session = answer.headers()["set-cookie"].to_str().unwrap();
        (page, session.split(';').next().unwrap().to_owned())
    }
}

both! {
    async fn a_learner_lands_on_their_own_progress_and_an_instructor_on_the_group(app: TestApp) {
        let platform = Platform::start(&app).await;
        // The statements know anna already; the launch is hers, too.
        app.post(&statement("anna", "http://adlnet.gov/expapi/verbs/shared", "x")).await;
        app.projected().await;
        let anna = app.person("anna").await;
        let (page, session) = platform.launch(&app, "anna", "Learner").await;
        assert_eq!(page, "/me");
        let see = async |page: &str, session: &str| {
            let page = app.client.get(format!("{}{page}", app.base)).header("Cookie", session);
            let answer = page.send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        assert!(see("/me", &session).await.1.contains("Name of anna"));
        assert_eq!(see(&format!("/people/{anna}"), &session).await.0, 200);
        assert_eq!(see("/groups", &session).await.0, 403);

        app.projected().await;
        let (page, session) = platform.launch(&app, "tessa", "Instructor").await;
        assert!(page.starts_with("/groups/"), "{page}");
        let (status, text) = see(&page, &session).await;
        assert_eq!(status, 200);
        assert!(text.contains("A course") && text.contains("Name of anna"), "{text}");
        assert_eq!(see(&format!("/people/{anna}"), &session).await.0, 200);
        // Launching again adds nothing.
        platform.launch(&app, "anna", "Learner").await;
        app.projected().await;
        let joined = crate::support::Answer::of(
            app.get("/xapi/statements?verb=http://activitystrea.ms/join"),
        ).await;
        assert_eq!(joined.body["statements"].as_array().unwrap().len(), 1);
    }

    async fn a_role_outside_the_course_opens_nothing(app: TestApp) {
        let platform = Platform::start(&app).await;
        let (state, nonce, cookie) = platform.begin(&app).await;
        let mut claims = platform.claims(&app, &nonce, "mallory", "Learner");
        claims[format!("{CLAIM}roles")] = json!([
            "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
            "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
        ]);
        let answer = Platform::answer(&app, &state, &platform.sign(&claims), &cookie).await;
        assert_eq!(answer.headers()["location"], "/me");
    }

    async fn what_is_not_sound_is_refused_and_says_no_more_than_that(app: TestApp) {
        let platform = Platform::start(&app).await;
        let stranger = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        for case in ["replay", "browser", "state", "nonce", "key", "deployment", "anonymous"] {
            let (state, nonce, cookie) = platform.begin(&app).await;
            let mut claims = platform.claims(&app, &nonce, "anna", "Learner");
            let mut sent = (state.clone(), cookie.clone());
            let mut token = platform.sign(&claims);
            match case {
                "replay" => {
                    let first = Platform::answer(&app, &state, &token, &cookie).await;
                    assert_eq!(first.status(), 303);
                }
                "browser" => sent.1 = String::new(),
                "state" => sent.0 = "made-up".into(),
                "nonce" => {
                    claims["nonce"] = json!("another");
                    token = platform.sign(&claims);
                }
                "deployment" => {
                    claims[format!("{CLAIM}deployment_id")] = json!("2");
                    token = platform.sign(&claims);
                }
                "anonymous" => {
                    claims.as_object_mut().unwrap().remove("sub");
                    token = platform.sign(&claims);
                }
                _ => {
                    let forged = Platform { server: MockServer::start().await, key: stranger_key(&stranger) };
                    token = forged.sign(&claims);
                }
            }
            let answer = Platform::answer(&app, &sent.0, &token, &sent.1).await;
            assert_eq!(answer.status(), 401, "{case}");
            assert!(!answer.headers().contains_key("set-cookie"), "{case}");
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body["type"], "/problems/launch-refused");
            assert!(body.get("errors").is_none());
        }
        let foreign = app
            .client
            .get(format!("{}/lti/login", app.base))
            .query(&[
                ("iss", platform.server.uri().as_str()), ("login_hint", "7"),
                ("target_link_uri", "https://evil.example.org/"),
            ])
            .send()
            .await
            .unwrap();
        assert_eq!(foreign.status(), 401);
    }

    async fn in_a_frame_there_is_a_way_out(app: TestApp) {
        let platform = Platform::start(&app).await;
        let (state, nonce, cookie) = platform.begin(&app).await;
        let mut claims = platform.claims(&app, &nonce, "anna", "Learner");
        claims[format!("{CLAIM}launch_presentation")] = json!({ "document_target": "iframe" });
        let answer = Platform::answer(&app, &state, &platform.sign(&claims), &cookie).await;
        assert_eq!(answer.status(), 200);
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains(&format!("frame-ancestors {}", platform.server.uri())));
        let text = answer.text().await.unwrap();
        let (_, rest) = text.split_once("href=\"/sign-in/link/").unwrap();
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

/// A copy of a key pair.
fn stranger_key(key: &RsaKeyPair) -> RsaKeyPair {
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
    RsaKeyPair::from_pkcs8(der.as_ref()).unwrap()
}

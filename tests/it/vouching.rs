//! Whoever's token an app writes with vouches for what it says of others (xAPI 1.0.3, 4.1.9: an
//! authority of two), with tokens of a real provider.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fantoccini::Locator;
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use crate::coaching::{LISTENING, competency};
use crate::credentials::{AUDIENCE, granted, registered, start, token, with_token};
use crate::sign_in::say_who;
use crate::support::browser::browser;
use crate::support::{Answer, TestApp, fresh_postgres, surroundings, with_id};

const ACHIEVED: &str = "https://w3id.org/xapi/tla/verbs/achieved";
const VERIFIER: &str = "a-verifier-that-is-as-long-as-the-standard-wants-it";

/// A client of the provider that acts for people who sign in.
struct App {
    issuer: String,
    redirect: String,
    known: (String, String),
}

impl App {
    async fn of(issuer: &str, gateway: &TestApp) -> Self {
        let redirect = format!("{}/sign-in", gateway.base);
        let wish = json!({
            "redirect_uris": [redirect], "response_types": ["code"],
            "grant_types": ["authorization_code", "client_credentials"],
        });
        Self {
            known: registered(issuer, &wish).await,
            issuer: issuer.to_owned(),
            redirect,
        }
    }

    /// A token for somebody, who signs in for it.
    async fn token_of(&self, who: &str) -> String {
        let challenge =
            URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, VERIFIER.as_bytes()));
        let address = Url::parse_with_params(
            &format!("{}/auth", self.issuer),
            [
                ("client_id", self.known.0.as_str()),
                ("redirect_uri", self.redirect.as_str()),
                ("response_type", "code"),
                ("scope", "openid statements/write"),
                ("resource", AUDIENCE),
                ("code_challenge", challenge.as_str()),
                ("code_challenge_method", "S256"),
            ],
        );
        let window = browser().await;
        window.goto(address.unwrap().as_str()).await.unwrap();
        say_who(&window, who).await;
        let back = Locator::Css("main#content");
        window.wait().for_element(back).await.unwrap();
        let returned = window.current_url().await.unwrap();
        window.close().await.unwrap();
        let mut parameters = returned.query_pairs();
        let code = parameters.find(|(name, _)| name == "code");
        let code = code.unwrap_or_else(|| unreachable!("{returned}")).1;
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", &self.redirect),
            ("code_verifier", VERIFIER),
            ("resource", AUDIENCE),
        ];
        let (id, secret) = &self.known;
        granted(&self.issuer, (id, secret), &grant).await
    }
}

fn agent(home_page: &str, name: &str) -> Value {
    json!({ "account": { "homePage": home_page, "name": name } })
}

/// That anna has achieved a competency, told with a token; the kinds of her evidence after that.
async fn told(app: &TestApp, token: &str) -> Vec<String> {
    let said = with_id(json!({
        "actor": agent("https://app.example.org", "anna"),
        "verb": { "id": ACHIEVED }, "object": competency(LISTENING),
    }));
    let request = with_token(app, Method::POST, "/xapi/statements", token).json(&said);
    let answer = Answer::of(request).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    app.projected().await;
    let anna = app.person("anna").await;
    let path = format!("/api/v1/people/{anna}");
    let progress = Answer::of(app.get(&format!("{path}/progress"))).await.body;
    let key = &progress["competencies"][0]["key"];
    let list = Answer::of(app.get(&format!("{path}/competencies/{key}/evidence"))).await;
    let items = list.body["items"].as_array().unwrap().iter();
    let kinds = items.map(|it| it["kind"].as_str().unwrap().to_owned());
    let mut kinds: Vec<String> = kinds.collect();
    kinds.sort();
    kinds
}

async fn whoever_writes_with_a_coachs_token_vouches(postgres: Option<String>) {
    let issuer = surroundings("COACHLIGHT_TEST_OIDC");
    let app = start(postgres, &issuer).await;
    let group = json!({
        "id": "https://app.example.org/groups/1",
        "definition": { "type": "http://activitystrea.ms/group" }
    });
    let acts = |who: Value, verb: &str| {
        with_id(json!({
            "actor": who, "verb": { "id": format!("http://activitystrea.ms/{verb}") },
            "object": group
        }))
    };
    let made = json!([
        acts(agent(&issuer, "coach1"), "create"),
        acts(agent("https://app.example.org", "anna"), "join"),
    ]);
    assert_eq!(app.post(&made).await.status, 200);
    app.projected().await;
    let client = App::of(&issuer, &app).await;
    // An app alone vouches for nothing, nor does somebody who is not her coach.
    let alone = token(&issuer, &client.known, AUDIENCE, "statements/write").await;
    assert_eq!(told(&app, &alone).await, ["self_progress"]);
    let other = client.token_of("coach2").await;
    assert_eq!(told(&app, &other).await, ["self_progress"; 2]);
    let hers = client.token_of("coach1").await;
    let kinds = told(&app, &hers).await;
    assert_eq!(kinds, ["coach_rating", "self_progress", "self_progress"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_writes_with_a_coachs_token_vouches_sqlite() {
    whoever_writes_with_a_coachs_token_vouches(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_writes_with_a_coachs_token_vouches_postgres() {
    whoever_writes_with_a_coachs_token_vouches(Some(fresh_postgres().await)).await;
}

//! Keys and tokens: what limits them, how they change hands, and tokens of a real provider.

use coachlight::config::Issuer;
use coachlight::credentials::{self, NewCredential, Pair, Scope};
use coachlight::profiles::Check;
use jiff::SignedDuration;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{
    Answer, TestApp, both, by, client, fresh_postgres, statement, surroundings, with_id,
};

const SHARED: &str = "http://adlnet.gov/expapi/verbs/shared";
pub(crate) const AUDIENCE: &str = "https://coachlight.example.org/xapi/";

fn post(app: &TestApp, pair: &Pair, body: &Value) -> RequestBuilder {
    as_key(app, pair, Method::POST, "/xapi/statements").json(body)
}

fn as_key(app: &TestApp, pair: &Pair, method: Method, path: &str) -> RequestBuilder {
    app.client
        .request(method, format!("{}{path}", app.base))
        .basic_auth(&pair.key, Some(&pair.secret))
        .header("X-Experience-API-Version", "2.0.0")
}

async fn create(app: &TestApp, new: NewCredential) -> Pair {
    let running = &app.running.as_ref().unwrap().app;
    credentials::create(
        &running.db,
        &new,
        "https://app.example.org",
        &by(running),
        running.clock.now(),
    )
    .await
    .unwrap()
}

fn writer() -> NewCredential {
    NewCredential {
        label: "Our app".into(),
        scopes: vec![Scope::StatementsWrite, Scope::StatementsReadMine],
        ..NewCredential::default()
    }
}

async fn own_statements(app: &TestApp, pair: &Pair) -> usize {
    let answer = Answer::of(as_key(app, pair, Method::GET, "/xapi/statements")).await;
    answer.body["statements"].as_array().unwrap().len()
}

both! {
    async fn a_key_that_is_replaced_works_on_for_a_while_with_one_authority(app: TestApp) {
        let old = create(&app, writer()).await;
        assert_eq!(Answer::of(post(&app, &old, &statement("anna", SHARED, "a"))).await.status, 200);
        let running = &app.running.as_ref().unwrap().app;
        let now = running.clock.now();
        let hour = SignedDuration::from_hours(1);
        let new = credentials::rotate(&running.db, &old.key, hour, &by(running), now).await.unwrap();
        assert_eq!(own_statements(&app, &new).await, 1);
        assert_eq!(own_statements(&app, &old).await, 1);
        let listed = credentials::all(&running.db).await.unwrap();
        let old_one = listed.iter().find(|it| it.key == old.key).unwrap();
        assert!(old_one.in_force(now));
        assert!(!old_one.in_force(now + hour));
        let gone = SignedDuration::ZERO;
        let newest = credentials::rotate(&running.db, &new.key, gone, &by(running), now).await.unwrap();
        let again = credentials::rotate(&running.db, &new.key, gone, &by(running), now).await;
        assert!(again.is_err(), "a key that has ended cannot be replaced");
        assert_eq!(own_statements(&app, &newest).await, 1);
    }

    async fn keys_of_one_application_share_their_authority(app: TestApp) {
        let one = create(&app, writer()).await;
        let beside = NewCredential { beside: Some(one.key.clone()), ..writer() };
        let other = create(&app, beside).await;
        let stranger = create(&app, writer()).await;
        assert_eq!(Answer::of(post(&app, &one, &statement("anna", SHARED, "a"))).await.status, 200);
        assert_eq!(own_statements(&app, &other).await, 1);
        assert_eq!(own_statements(&app, &stranger).await, 0);
    }

    async fn a_key_writes_only_about_accounts_of_its_home_pages(app: TestApp) {
        let bound = NewCredential {
            scopes: vec![Scope::StatementsWrite, Scope::State],
            home_pages: vec!["https://app.example.org".into()],
            ..writer()
        };
        let pair = create(&app, bound).await;
        let account = |page: &str| json!({ "account": { "homePage": page, "name": "anna" } });
        let home = account("https://app.example.org");
        let away = account("https://app.example.org.evil.example");
        let group = |members: Value| json!({ "objectType": "Group", "member": members });
        let identified = |page: &str, members: Value| json!({
            "objectType": "Group", "account": { "homePage": page, "name": "team" }, "member": members
        });
        for (actor, status) in [
            (home.clone(), 200),
            (away.clone(), 403),
            (json!({ "mbox": "mailto:anna@example.org" }), 403),
            (group(json!([home, home])), 200),
            (group(json!([home, away])), 403),
            (identified("https://app.example.org", json!([home])), 200),
            (json!({ "objectType": "Group", "account": home["account"] }), 200),
            (identified("https://app.example.org", json!([home, away])), 403),
            (identified("https://elsewhere.example", json!([home])), 403),
        ] {
            let mut body = statement("anna", SHARED, "a");
            body["actor"] = actor.clone();
            assert_eq!(Answer::of(post(&app, &pair, &body)).await.status, status, "{actor}");
            assert_eq!(Answer::of(post(&app, &pair, &json!([body]))).await.status, status);
        }
        for (agent, status) in [(home, 204), (away, 403)] {
            let query: String = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("agent", &agent.to_string())
                .append_pair("activityId", "https://app.example.org/a")
                .append_pair("stateId", "s")
                .finish();
            let path = format!("/xapi/activities/state?{query}");
            let put = as_key(&app, &pair, Method::PUT, &path).json(&json!({}));
            assert_eq!(Answer::of(put).await.status, status);
        }
    }

    async fn a_key_beyond_its_rate_is_told_when_to_come_back(app: TestApp) {
        let pair = create(&app, NewCredential { requests_per_minute: Some(3), ..writer() }).await;
        let mut statuses = Vec::new();
        for _ in 0..4 {
            let answer = Answer::of(as_key(&app, &pair, Method::GET, "/xapi/statements")).await;
            statuses.push(answer.status.as_u16());
            if answer.status == 429 {
                let wait = answer.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap();
                assert!((1..=61).contains(&wait), "{wait}");
            }
        }
        assert_eq!(statuses, [200, 200, 200, 429]);
        assert_eq!(Answer::of(app.get("/xapi/statements")).await.status, 200);
    }
}

/// A client of the provider that acts for itself.
async fn register(issuer: &str) -> (String, String) {
    let of_its_own = json!({
        "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [],
    });
    registered(issuer, &of_its_own).await
}

/// A client of the provider: its identifier and its secret.
pub(crate) async fn registered(issuer: &str, wish: &Value) -> (String, String) {
    let request = client().post(format!("{issuer}/reg")).json(wish);
    let registered = Answer::of(request).await.body;
    let text = |name: &str| registered[name].as_str().unwrap().to_owned();
    (text("client_id"), text("client_secret"))
}

pub(crate) async fn token(
    issuer: &str,
    (id, secret): &(String, String),
    audience: &str,
    scope: &str,
) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("resource", audience),
        ("scope", scope),
    ];
    granted(issuer, (id, secret), &form).await
}

/// The token that the provider gives a client for a grant.
pub(crate) async fn granted(
    issuer: &str,
    (id, secret): (&str, &str),
    grant: &[(&str, &str)],
) -> String {
    let request = client().post(format!("{issuer}/token"));
    let answer = Answer::of(request.basic_auth(id, Some(secret)).form(grant)).await;
    answer.body["access_token"]
        .as_str()
        .unwrap_or_else(|| unreachable!("{}", answer.body))
        .to_owned()
}

pub(crate) async fn start(postgres: Option<String>, issuer: &str) -> TestApp {
    TestApp::start_with(postgres, |config| {
        config.xapi.issuers = vec![Issuer {
            issuer: issuer.to_owned(),
            audience: AUDIENCE.into(),
            jwks_uri: None,
            scope_claim: "scope".into(),
            scope_prefix: String::new(),
            profile_check: Check::Off,
        }];
    })
    .await
}

pub(crate) fn with_token(app: &TestApp, method: Method, path: &str, token: &str) -> RequestBuilder {
    app.client
        .request(method, format!("{}{path}", app.base))
        .bearer_auth(token)
        .header("X-Experience-API-Version", "2.0.0")
}

async fn tokens_of_a_real_provider_are_taken(postgres: Option<String>) {
    let issuer = surroundings("COACHLIGHT_TEST_OIDC");
    let app = start(postgres, &issuer).await;
    let known = register(&issuer).await;
    let good = token(
        &issuer,
        &known,
        AUDIENCE,
        "statements/write statements/read/mine fly",
    )
    .await;
    let sent = with_id(statement("anna", SHARED, "a"));
    let answer = Answer::of(with_token(&app, Method::POST, "/xapi/statements", &good).json(&sent));
    assert_eq!(answer.await.status, 200);
    let read = Answer::of(with_token(&app, Method::GET, "/xapi/statements", &good)).await;
    let authority = &read.body["statements"][0]["authority"];
    assert_eq!(
        authority["account"],
        json!({ "homePage": issuer, "name": known.0 })
    );
    let state = "/xapi/activities/state?activityId=https://app.example.org/a&agent=%7B%22mbox%22%3A%22mailto%3Aa%40example.org%22%7D";
    let answer = Answer::of(with_token(&app, Method::GET, state, &good)).await;
    assert_eq!(answer.status, 403, "{}", answer.body);

    let elsewhere = token(&issuer, &known, "https://other.example.org/", "all").await;
    let (signed, _) = good.rsplit_once('.').unwrap();
    let (_, other_signature) = elsewhere.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{other_signature}");
    for bad in [elsewhere.as_str(), forged.as_str(), "a.b.c", "", "x"] {
        let answer = Answer::of(with_token(&app, Method::GET, "/xapi/statements", bad)).await;
        assert_eq!(answer.status, 401, "{bad}");
        let challenges: Vec<&str> = answer
            .headers
            .get_all("www-authenticate")
            .iter()
            .map(|value| value.to_str().unwrap().split(' ').next().unwrap())
            .collect();
        assert_eq!(challenges, ["Basic", "Bearer"]);
    }
    let mut statuses = Vec::new();
    for _ in 0..12 {
        let answer = Answer::of(with_token(&app, Method::GET, "/xapi/statements", &forged)).await;
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
    assert_eq!(
        Answer::of(with_token(&app, Method::GET, "/xapi/statements", &good))
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_of_a_real_provider_are_taken_sqlite() {
    tokens_of_a_real_provider_are_taken(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_of_a_real_provider_are_taken_postgres() {
    tokens_of_a_real_provider_are_taken(Some(fresh_postgres().await)).await;
}

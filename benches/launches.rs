//! How many LTI launches a second a gateway takes: login, the platform's signed answer, and the page
//! that the browser is sent to, by people of one course.
//!
//! `cargo bench --bench launches` on SQLite; `./test --env-only cargo bench --bench launches` on
//! PostgreSQL. The limits beside it are the signatures alone, which a platform makes, and the
//! commits that the database's driver makes. `BENCH_PROFILE=1` shows what is asked of the database.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]
#![expect(
    clippy::disallowed_methods,
    reason = "a bench reads its own surroundings"
)]

#[path = "support/profile.rs"]
mod profile;
mod support;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::routing::get;
use axum::{Json, Router};
use coachlight::platforms::{self, DeploymentStatus, NewPlatform};
use coachlight::store::Db;
use coachlight::telemetry;
use futures_util::future::join_all;
use jiff::Timestamp;
use lti::tool_keys::{ToolKey, key_set};
use serde_json::json;
use url::Url;

use support::{Gateway, gateway};

const CLIENT: &str = "client";
/// Browsers that launch at the same time.
const BROWSERS: usize = 32;
const LAUNCHES: usize = 3_000;
const PEOPLE: usize = 500;

/// A platform that publishes its key.
struct Platform {
    issuer: String,
    key: ToolKey,
}

impl Platform {
    async fn start(gateway: &Gateway) -> Self {
        let key = ToolKey::generate("platform").unwrap();
        let keys = key_set(&[key.public_jwk()]);
        let router = Router::new().route("/keys", get(async || Json(keys)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        let [auth, keys] = ["auth", "keys"].map(|path| format!("{issuer}/{path}"));
        let new = NewPlatform {
            name: "Bench",
            issuer: &issuer,
            client_id: CLIENT,
            authorization_endpoint: &auth,
            jwks_uri: &keys,
            ..NewPlatform::default()
        };
        let app = &gateway.running.app;
        let now = app.clock.now();
        let mut tx = app.db.write().await.unwrap();
        let id = platforms::add(&mut tx, &new, now).await.unwrap();
        let approved = DeploymentStatus::Approved;
        platforms::add_deployment(&mut tx, id, "1", approved, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Self { issuer, key }
    }

    /// The answer to an authentication request.
    fn token(&self, person: usize, target: &str, nonce: &str) -> String {
        let now = Timestamp::now().as_second();
        let lti = |name: &str| format!("https://purl.imsglobal.org/spec/lti/claim/{name}");
        let claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": format!("{person}"), "nonce": nonce,
            "iat": now, "exp": now + 60, "name": format!("Learner {person}"),
            lti("deployment_id"): "1", lti("version"): "1.3.0",
            lti("message_type"): "LtiResourceLinkRequest", lti("target_link_uri"): target,
            lti("resource_link"): { "id": "1", "title": "Scene 1" },
            lti("context"): { "id": "2", "title": "Negotiation" },
            lti("launch_presentation"): { "document_target": "window" },
            lti("roles"): ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],
        });
        self.key.sign(&claims).unwrap()
    }
}

/// One whole launch, and how long the gateway took for it.
async fn launch(
    base: &str,
    client: &reqwest::Client,
    platform: &Platform,
    person: usize,
) -> Duration {
    let target = format!("{base}lti/launch");
    let start = Instant::now();
    let login = client
        .post(format!("{base}lti/login"))
        .form(&[
            ("iss", platform.issuer.as_str()),
            ("client_id", CLIENT),
            ("login_hint", "1"),
            ("target_link_uri", &target),
        ])
        .send()
        .await
        .unwrap();
    let mut time = start.elapsed();
    assert_eq!(login.status(), 303);
    let header = |name: &str| login.headers()[name].to_str().unwrap().to_owned();
    let cookie = header("set-cookie").split(';').next().unwrap().to_owned();
    let to = Url::parse(&header("location")).unwrap();
    let asked: HashMap<String, String> = to.query_pairs().into_owned().collect();
    let token = platform.token(person, &target, &asked["nonce"]);
    let start = Instant::now();
    let answer = client
        .post(&target)
        .header("Cookie", cookie)
        .form(&[("state", asked["state"].as_str()), ("id_token", &token)])
        .send()
        .await
        .unwrap();
    time += start.elapsed();
    assert_eq!(answer.status(), 303);
    time
}

/// Transactions of one row each, which the database's driver makes in a second.
async fn commits(db: &Db) -> f64 {
    const ROUNDS: i64 = 500;
    const SQL: &str = "INSERT INTO used_nonce (platform, nonce_sha256, remember_until)
                       SELECT id, $1, 0 FROM platform";
    let start = Instant::now();
    for number in 0..ROUNDS {
        let nonce = number.to_be_bytes().to_vec();
        match db {
            Db::Sqlite { write, .. } => {
                sqlx::query(SQL).bind(nonce).execute(write).await.unwrap();
            }
            Db::Postgres(pool) => {
                sqlx::query(SQL).bind(nonce).execute(pool).await.unwrap();
            }
        }
    }
    ROUNDS as f64 / start.elapsed().as_secs_f64()
}

async fn run(name: &str, server: Option<&str>) {
    let metrics = telemetry::start_metrics().unwrap();
    let gateway = gateway(None, server, &metrics).await;
    let platform = Arc::new(Platform::start(&gateway).await);
    let base = gateway.running.app.base_url.to_string();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    launch(&base, &client, &platform, 0).await;
    let before = profile::asked(&metrics);
    let start = Instant::now();
    let browsers = (0..BROWSERS).map(|browser| {
        let (base, client, platform) = (base.clone(), client.clone(), platform.clone());
        tokio::spawn(async move {
            let mut times = Vec::new();
            for number in (browser..LAUNCHES).step_by(BROWSERS) {
                times.push(launch(&base, &client, &platform, number % PEOPLE).await);
            }
            times
        })
    });
    let times = join_all(browsers.collect::<Vec<_>>()).await;
    let rate = LAUNCHES as f64 / start.elapsed().as_secs_f64();
    // A launch is a statement: the log tells that they were.
    let verb = "http://adlnet.gov/expapi/verbs/launched";
    let asked = client
        .get(format!("{base}xapi/statements?verb={verb}&limit=1"))
        .basic_auth(&gateway.key, Some(&gateway.secret))
        .header("X-Experience-API-Version", "2.0.0");
    let found: serde_json::Value = asked.send().await.unwrap().json().await.unwrap();
    assert_eq!(found["statements"][0]["verb"]["id"], verb);
    let mut times: Vec<Duration> = times.into_iter().flat_map(Result::unwrap).collect();
    times.sort();
    let start = Instant::now();
    for number in 0..500 {
        std::hint::black_box(platform.token(number, "https://example.org/", "nonce"));
    }
    let signed = 500.0 / start.elapsed().as_secs_f64();
    profile::print(&metrics, &before, LAUNCHES);
    let commits = commits(&gateway.running.app.db).await;
    println!(
        "{name}: {rate:.0} launches a second by {BROWSERS} browsers, each in {:.0} ms at the median and \
         {:.0} ms at the 99th percentile; one core signs {signed:.0} tokens a second, and the \
         database's driver makes {commits:.0} commits a second of a row each, one after the other",
        times[times.len() / 2].as_secs_f64() * 1e3,
        times[times.len() * 99 / 100].as_secs_f64() * 1e3,
    );
    gateway.running.stop().await;
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // Keys are fetched from this machine.
    runtime.block_on(async {
        match std::env::var("COACHLIGHT_TEST_POSTGRES") {
            Ok(server) => run("postgresql", Some(&server)).await,
            Err(_) => run("sqlite", None).await,
        }
    });
}

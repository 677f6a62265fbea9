//! An identity provider of our own: it signs whatever a test tells it to, and misbehaves.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use url::Url;

use super::platform::{SigningKey, unsigned};
use super::{Answer, TestApp, client};

/// Our client identifier at it.
pub(crate) const CLIENT: &str = "coachlight";

/// What its endpoints do wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Discovery and keys answer 503.
    Down,
    /// Discovery leads elsewhere.
    DiscoveryRedirects,
    /// Discovery names another issuer.
    DiscoveryOfAnother,
    /// The set of keys has 10 MB.
    KeysAreHuge,
    /// The set of keys begins to come and never ends.
    KeysAreSlow,
    /// The token endpoint refuses.
    TokenRefused,
    /// The token endpoint sends no ID token.
    NoIdToken,
}

/// How an ID token or logout token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Signing {
    /// As it should be.
    #[default]
    Sound,
    /// `alg: none` and no signature.
    None,
    /// HS256 with the client's secret.
    SharedSecret,
    /// Its header names no key, of which there are two.
    WithoutKeyId,
    /// By a key that is not published.
    UnknownKey,
    /// The signature is of another token.
    Tampered,
}

pub(crate) struct Known {
    pub(crate) keys: Vec<SigningKey>,
    pub(crate) fault: Option<Fault>,
    /// Claims of the next ID token; `nonce` is put in unless it stands there.
    pub(crate) claims: Value,
    pub(crate) signing: Signing,
    /// Whether answers name the issuer, and whether it says that they do (RFC 9207).
    pub(crate) names_issuer: bool,
    nonce: String,
}

/// The provider.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    pub(crate) known: Arc<Mutex<Known>>,
    /// Times that the keys were fetched.
    pub(crate) fetches: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    issuer: String,
    known: Arc<Mutex<Known>>,
    fetches: Arc<AtomicUsize>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn now() -> i64 {
    coachlight::clock::Clock::system().now().as_second()
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let known = Arc::new(Mutex::new(Known {
            keys: vec![SigningKey::generate("one"), SigningKey::generate("two")],
            fault: None,
            claims: json!({}),
            signing: Signing::Sound,
            names_issuer: false,
            nonce: String::new(),
        }));
        let shared = Shared {
            issuer: issuer.clone(),
            known: known.clone(),
            fetches: Arc::default(),
        };
        let fetches = shared.fetches.clone();
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .with_state(shared);
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            issuer,
            known,
            fetches,
            task,
        }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    pub(crate) fn fetched(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }

    /// Claims of an ID token about somebody.
    pub(crate) fn claims(&self, subject: &str) -> Value {
        json!({
            "iss": self.issuer, "aud": CLIENT, "sub": subject, "iat": now(), "exp": now() + 300,
            "auth_time": now(), "groups": ["coaches"]
        })
    }

    /// A logout token; `change` makes it wrong.
    pub(crate) fn logout(&self, signing: Signing, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "iat": now(), "exp": now() + 120,
            "jti": uuid::Uuid::new_v4().to_string(), "sub": "anna", "sid": "s1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} }
        });
        change(&mut claims);
        sign(&self.lock(), signing, "logout+jwt", &claims)
    }

    /// Begins a sign-in at the gateway: the provider's address that it leads to, and the cookie.
    pub(crate) async fn begin(app: &TestApp, query: &str) -> (Url, String) {
        let address = format!("{}/sign-in/start?{query}", app.base);
        let started = client().get(address).send().await.unwrap();
        assert_eq!(started.status(), 303, "{:?}", started.text().await);
        let to = Url::parse(started.headers()["location"].to_str().unwrap()).unwrap();
        let cookie = started.headers()["set-cookie"].to_str().unwrap();
        (to, cookie.split(';').next().unwrap().to_owned())
    }

    /// The provider's answer, as the browser brings it to the gateway.
    pub(crate) async fn answer(
        &self,
        app: &TestApp,
        (to, cookie): &(Url, String),
        more: &str,
    ) -> Answer {
        let named = |name: &str| {
            let found = to.query_pairs().find(|(found, _)| found == name);
            found
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default()
        };
        self.lock().nonce = named("nonce");
        let redirect = named("redirect_uri");
        let address = format!("{redirect}?code=c&state={}{more}", named("state"));
        assert!(redirect.starts_with(&app.base), "{redirect}");
        let request = client().get(address).header("Cookie", cookie);
        Answer::of(request.header("Accept", "text/html")).await
    }

    /// A whole sign-in: the gateway's answer to what the provider's claims were changed to.
    pub(crate) async fn sign_in(&self, app: &TestApp, claims: Value) -> Answer {
        self.lock().claims = claims;
        let begun = Self::begin(app, "return_to=/me").await;
        self.answer(app, &begun, "").await
    }
}

/// The session's cookie of an answer that lets somebody in.
pub(crate) fn session(answer: &Answer) -> String {
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("coachlight_session="), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

fn sign(known: &Known, signing: Signing, kind: &str, claims: &Value) -> String {
    let key = &known.keys[0];
    let header = json!({ "alg": "RS256", "kid": key.id, "typ": kind });
    let text = claims.to_string();
    match signing {
        Signing::Sound => key.sign(&header, &text),
        Signing::None => format!(
            "{}.",
            unsigned(&json!({ "alg": "none", "typ": kind }), &text)
        ),
        Signing::SharedSecret => {
            use base64::Engine;
            let text = unsigned(&json!({ "alg": "HS256", "typ": kind }), &text);
            let secret = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, b"secret");
            let tag = aws_lc_rs::hmac::sign(&secret, text.as_bytes());
            let tag = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(tag);
            format!("{text}.{tag}")
        }
        Signing::WithoutKeyId => key.sign(&json!({ "alg": "RS256", "typ": kind }), &text),
        Signing::UnknownKey => SigningKey::generate("one").sign(&header, &text),
        Signing::Tampered => {
            let sound = key.sign(&header, "{}");
            let signature = sound.rsplit('.').next().unwrap();
            format!("{}.{signature}", unsigned(&header, &text))
        }
    }
}

async fn discovery(State(shared): State<Shared>) -> Response {
    let (fault, names_issuer) = {
        let known = shared.known.lock().unwrap();
        (known.fault, known.names_issuer)
    };
    let issuer = &shared.issuer;
    match fault {
        Some(Fault::Down) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Fault::DiscoveryRedirects) => {
            return Redirect::temporary("/jwks").into_response();
        }
        _ => {}
    }
    let named = match fault {
        Some(Fault::DiscoveryOfAnother) => "https://other.example.org",
        _ => issuer,
    };
    axum::Json(json!({
        "issuer": named, "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "authorization_response_iss_parameter_supported": names_issuer
    }))
    .into_response()
}

async fn keys(State(shared): State<Shared>) -> Response {
    shared.fetches.fetch_add(1, Ordering::SeqCst);
    let (fault, keys) = {
        let known = shared.known.lock().unwrap();
        let keys: Vec<Value> = known.keys.iter().map(SigningKey::public).collect();
        (known.fault, keys)
    };
    match fault {
        Some(Fault::Down) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Fault::KeysAreHuge) => {
            let many: Vec<&Value> = keys.iter().cycle().take(25_000).collect();
            axum::Json(json!({ "keys": many })).into_response()
        }
        Some(Fault::KeysAreSlow) => {
            let first = futures_util::stream::iter([Ok::<_, std::io::Error>("{")]);
            let forever = futures_util::stream::pending();
            let body =
                axum::body::Body::from_stream(futures_util::StreamExt::chain(first, forever));
            ([(header::CONTENT_TYPE, "application/json")], body).into_response()
        }
        _ => axum::Json(json!({ "keys": keys })).into_response(),
    }
}

async fn token(State(shared): State<Shared>) -> Response {
    let known = shared.known.lock().unwrap();
    match known.fault {
        Some(Fault::TokenRefused) => {
            let body = axum::Json(json!({ "error": "invalid_grant" }));
            return (StatusCode::BAD_REQUEST, body).into_response();
        }
        Some(Fault::NoIdToken) => {
            let body = json!({ "access_token": "a", "token_type": "Bearer" });
            return axum::Json(body).into_response();
        }
        _ => {}
    }
    let mut claims = known.claims.clone();
    if claims.get("nonce").is_none() {
        claims["nonce"] = json!(known.nonce);
    }
    let id_token = sign(&known, known.signing, "JWT", &claims);
    drop(known);
    let body = json!({ "access_token": "a", "token_type": "Bearer", "id_token": id_token });
    axum::Json(body).into_response()
}

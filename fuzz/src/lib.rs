//! What the targets share: a gateway in this process, and what must hold of each answer.

use std::sync::{Mutex, OnceLock, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header, request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use coachlight::app::{self, Running};
use coachlight::audit::Author;
use coachlight::clock::Clock;
use coachlight::config::{Config, Flags};
use coachlight::credentials::{self, NewCredential, Scope};
use http_body_util::BodyExt;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// A gateway on a database of its own, with a key that may do everything.
pub struct Gateway {
    runtime: Runtime,
    router: Router,
    authorization: String,
    _running: Running,
    _folder: TempDir,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// What is being asked, for the panic message.
static ASKED: Mutex<String> = Mutex::new(String::new());

/// The one gateway of this process: requests must not pay for its start.
pub fn gateway() -> &'static Gateway {
    static GATEWAY: OnceLock<Gateway> = OnceLock::new();
    GATEWAY.get_or_init(Gateway::start)
}

impl Gateway {
    fn start() -> Self {
        // After libFuzzer's hook, which ends the process, so that a panic that the router would
        // turn into a 500 names its request, too.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
            eprintln!("while asking {asked}");
            drop(asked);
            hook(panic);
        }));
        // One thread, so that what runs beside a request is the same every time.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let flags = Flags {
            listen: Some("127.0.0.1:0".parse().unwrap()),
            data_dir: Some(folder.path().to_owned()),
            ..Flags::default()
        };
        let config = Config::load(&flags).unwrap();
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let (running, pair) = runtime.block_on(async {
            let running = app::start(config, Clock::system(), metrics).await.unwrap();
            let key = NewCredential {
                label: "Fuzz".into(),
                scopes: vec![Scope::All],
                ..NewCredential::default()
            };
            let now = running.app.clock.now();
            let by = Author::new(&running.app.key, "fuzz", None);
            let pair = credentials::create(&running.app.db, &key, "https://x.org", &by, now).await;
            (running, pair.unwrap())
        });
        let pair = STANDARD.encode(format!("{}:{}", pair.key, pair.secret));
        Self {
            router: app::router(running.app.clone()),
            runtime,
            authorization: format!("Basic {pair}"),
            _running: running,
            _folder: folder,
        }
    }

    /// Begins a request with the right credentials.
    pub fn request(&self, version: &str) -> request::Builder {
        Request::builder()
            .header(header::AUTHORIZATION, &self.authorization)
            .header("X-Experience-API-Version", version)
    }

    /// Sends a request; its answer must not be a failure of the gateway's, and a refusal must be a
    /// problem document.
    pub fn send(&self, request: Request<Body>, sent: &[u8]) -> Answer {
        let asked = {
            let (uri, headers) = (request.uri(), request.headers());
            let sent = sent.escape_ascii();
            format!("{} {uri} {headers:?} \"{sent}\"", request.method())
        };
        *ASKED.lock().unwrap_or_else(PoisonError::into_inner) = asked;
        let answer = self.runtime.block_on(async {
            let response = match self.router.clone().oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            let (head, body) = response.into_parts();
            Answer {
                status: head.status,
                headers: head.headers,
                body: body.collect().await.unwrap().to_bytes(),
            }
        });
        answer.check();
        answer
    }
}

impl Answer {
    fn check(&self) {
        let shown = || format!("{} {}", self.status, self.body.escape_ascii());
        assert!(self.status.as_u16() < 500, "failed: {}", shown());
        if self.status.is_client_error() && !self.body.is_empty() {
            assert_eq!(
                self.content_type(),
                "application/problem+json",
                "{}",
                shown()
            );
            let problem = self.json();
            assert_eq!(problem["status"], self.status.as_u16(), "{}", shown());
            let kind = problem["type"].as_str().unwrap_or_default();
            assert!(kind.starts_with("/problems/"), "{}", shown());
        }
    }

    /// The answer's media type.
    pub fn content_type(&self) -> &str {
        let value = self.headers.get(header::CONTENT_TYPE);
        value.and_then(|it| it.to_str().ok()).unwrap_or_default()
    }

    /// The body, which has to be JSON as strict as ours.
    pub fn json(&self) -> Value {
        strict_json::parse(&self.body, loose()).unwrap()
    }
}

/// Limits for what the gateway wrote itself: it may nest what was sent a little deeper.
pub fn loose() -> strict_json::Limits {
    strict_json::Limits {
        depth: 80,
        values: 100_000,
    }
}

/// Takes an input apart from its front.
pub struct Reader<'d>(pub &'d [u8]);

impl<'d> Reader<'d> {
    /// The next byte; zero after the end.
    pub fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or_default()
    }

    /// The next bytes, or as many as are left.
    pub fn take(&mut self, length: usize) -> &'d [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }
}

//! A gateway on a random port, on either database, with a client for it.

pub(crate) mod asker;
pub(crate) mod browser;
pub(crate) mod organisation;
pub(crate) mod platform;
pub(crate) mod process;
pub(crate) mod provider;
pub(crate) mod tls;
pub(crate) mod waiting;

use std::io::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use coachlight::app::{self, Running};
use coachlight::audit::Author;
use coachlight::clock::Clock;
use coachlight::config::{Config, Flags};
use coachlight::credentials::{self, NewCredential, Pair, Scope};
use coachlight::people::{self, PersonId};
use coachlight::sso::{self, Roles};
use coachlight::state::App;
use coachlight::statements::Identity;
use coachlight::store::Db;
use coachlight::telemetry;
use metrics_exporter_prometheus::PrometheusHandle;
use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};
use sqlx::Connection;
use tempfile::TempDir;

/// Runs a case on both databases.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {
        $(mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not each case needs all")]
            use super::*;
            async fn case($app: $crate::support::TestApp) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                case($crate::support::TestApp::start(None).await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let address = $crate::support::fresh_postgres().await;
                case($crate::support::TestApp::start(Some(address)).await).await;
            }
        })+
    };
}
pub(crate) use both;

/// A running gateway.
pub(crate) struct TestApp {
    pub(crate) running: Option<Running>,
    pub(crate) client: reqwest::Client,
    pub(crate) base: String,
    pub(crate) key: String,
    pub(crate) secret: String,
    pub(crate) postgres: Option<String>,
    folder: TempDir,
}

/// The one recorder of a process.
fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| telemetry::start_metrics().unwrap())
        .clone()
}

/// The address of a new database on the cluster that `./test` started. It goes when a later test
/// asks for its own: hundreds of them would fill a small disk.
pub(crate) async fn fresh_postgres() -> String {
    let cluster = surroundings("COACHLIGHT_TEST_POSTGRES");
    let mut connection = sqlx::PgConnection::connect(&cluster).await.unwrap();
    drop_abandoned(&mut connection).await;
    let unique = uuid::Uuid::new_v4().simple();
    let name = format!("t_{}_{unique}", std::process::id());
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut connection)
        .await
        .unwrap();
    let (server, _) = cluster.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

/// Drops the databases of tests whose process has ended.
async fn drop_abandoned(connection: &mut sqlx::PgConnection) {
    let names: Vec<(String,)> =
        sqlx::query_as("SELECT datname FROM pg_database WHERE datname LIKE 't\\_%'")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
    let abandoned = names.into_iter().filter(|(name,)| {
        let process = name.split('_').nth(1).unwrap();
        !std::path::Path::new("/proc").join(process).exists()
    });
    for (name,) in abandoned {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        let dropped = sqlx::query(sqlx::AssertSqlSafe(drop))
            .execute(&mut *connection)
            .await;
        if let Err(error) = dropped {
            // Another test may drop it at the same time.
            println!("{name} is not dropped: {error}");
        }
    }
}

/// What the gateways of this process have logged.
static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Keeps what is logged, and prints it.
struct Log;

impl Write for Log {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        LOGGED.lock().unwrap().extend_from_slice(part);
        print!("{}", String::from_utf8_lossy(part));
        Ok(part.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stdout().flush()
    }
}

/// Everything that was logged so far, down to what helps to find faults.
pub(crate) fn logged() -> String {
    String::from_utf8_lossy(&LOGGED.lock().unwrap()).into_owned()
}

impl TestApp {
    pub(crate) async fn start(postgres: Option<String>) -> Self {
        Self::start_with(postgres, |_| {}).await
    }

    /// Starts with a changed configuration.
    pub(crate) async fn start_with(
        postgres: Option<String>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::start_in(folder, postgres, Clock::system(), change).await
    }

    /// Starts on a day of the past, from whose noon the time goes on as it really does.
    pub(crate) async fn start_on(postgres: Option<String>, day: &str) -> Self {
        let noon: jiff::Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
        let started = std::time::Instant::now();
        let clock = Clock::from_fn(move || {
            noon + jiff::SignedDuration::try_from(started.elapsed()).unwrap()
        });
        Self::start_in(tempfile::tempdir().unwrap(), postgres, clock, |_| {}).await
    }

    /// Starts with a clock that a test can put ahead of the real one, by seconds.
    pub(crate) async fn start_ahead(postgres: Option<String>) -> (Self, Arc<AtomicI64>) {
        Self::start_ahead_with(postgres, |_| {}).await
    }

    /// The same with a changed configuration.
    pub(crate) async fn start_ahead_with(
        postgres: Option<String>,
        change: impl FnOnce(&mut Config),
    ) -> (Self, Arc<AtomicI64>) {
        let ahead = Arc::new(AtomicI64::new(0));
        let (system, by) = (Clock::system(), ahead.clone());
        let clock = Clock::from_fn(move || {
            system.now() + jiff::SignedDuration::from_secs(by.load(Ordering::SeqCst))
        });
        let folder = tempfile::tempdir().unwrap();
        (Self::start_in(folder, postgres, clock, change).await, ahead)
    }

    async fn start_in(
        folder: TempDir,
        postgres: Option<String>,
        clock: Clock,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        // The first gateway of a process sets it up for all.
        let _again = tracing_subscriber::fmt()
            .with_env_filter("warn,coachlight=debug")
            .with_writer(|| Log)
            .try_init();
        let mut config = config(&folder, postgres.as_deref());
        change(&mut config);
        let running = app::start(config, clock, metrics()).await.unwrap();
        let base = running
            .app
            .base_url
            .as_str()
            .trim_end_matches('/')
            .to_owned();
        let pair = credential(&running.app, "Tests", &[Scope::All]).await;
        Self {
            running: Some(running),
            client: client(),
            base,
            key: pair.key,
            secret: pair.secret,
            postgres,
            folder,
        }
    }

    /// Stops the gateway and starts it again on the same data.
    pub(crate) async fn restart(mut self) -> Self {
        self.running.take().unwrap().stop().await;
        Self::start_in(self.folder, self.postgres, Clock::system(), |_| {}).await
    }

    /// The same with a clock that is ahead of the real one, by seconds.
    pub(crate) async fn restart_ahead(mut self, seconds: i64) -> Self {
        self.running.take().unwrap().stop().await;
        let system = Clock::system();
        let clock = Clock::from_fn(move || system.now() + jiff::SignedDuration::from_secs(seconds));
        Self::start_in(self.folder, self.postgres, clock, |_| {}).await
    }

    pub(crate) fn db(&self) -> &Db {
        &self.running.as_ref().unwrap().app.db
    }

    /// Where the data are.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A projector like the gateway's own.
    pub(crate) fn projector(&self) -> coachlight::projector::Projector {
        let app = &self.running.as_ref().unwrap().app;
        app::projector(&app.config, app.db.clone(), app.clock.clone()).unwrap()
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.base))
            .basic_auth(&self.key, Some(&self.secret))
            .header("X-Experience-API-Version", "1.0.3")
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    /// Sends a body of JSON text to `/xapi/statements`.
    pub(crate) async fn post_text(&self, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, "/xapi/statements");
        Answer::of(
            request
                .header("Content-Type", "application/json")
                .body(body),
        )
        .await
    }

    pub(crate) async fn post(&self, statements: &Value) -> Answer {
        self.post_text(statements.to_string()).await
    }

    /// A link that signs the person behind an account of the app in, once.
    pub(crate) async fn link(&self, account: &str, roles: Roles) -> String {
        self.link_of(self.person(account).await, roles).await
    }

    async fn link_of(&self, person: PersonId, roles: Roles) -> String {
        let app = &self.running.as_ref().unwrap().app;
        let token = sso::make_link(&app.db, person, roles, app.clock.now(), 5)
            .await
            .unwrap();
        format!("{}/sign-in/link/{token}", self.base)
    }

    /// A cookie header of a session with roles for the person behind an account of the app.
    pub(crate) async fn session(&self, account: &str, roles: Roles) -> String {
        self.session_of(self.person(account).await, roles).await
    }

    /// The same for a person.
    pub(crate) async fn session_of(&self, person: PersonId, roles: Roles) -> String {
        self.entered(self.link_of(person, roles).await).await
    }

    /// A cookie header of the session that a link begins.
    pub(crate) async fn entered(&self, link: String) -> String {
        let answer = self.client.get(link).send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// The person behind an account of the app.
    pub(crate) async fn person(&self, account: &str) -> PersonId {
        let identity = Identity::Account {
            home_page: "https://app.example.org".into(),
            name: account.into(),
        };
        let mut tx = self.db().write().await.unwrap();
        let agent = coachlight::statements::intern_agent(&mut tx, &identity)
            .await
            .unwrap();
        let now = self.running.as_ref().unwrap().app.clock.now();
        people::ensure(&mut tx, &[(identity, agent)], &[], now)
            .await
            .unwrap();
        let person = people::by_agent(&mut tx, agent).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        person
    }

    /// Waits until everything stored is projected.
    pub(crate) async fn projected(&self) {
        let stop = tokio_util::sync::CancellationToken::new();
        self.projector().catch_up(&stop).await.unwrap();
    }
}

/// Whoever acts for a test.
pub(crate) fn by(app: &App) -> Author {
    Author::new(&app.key, "tests", None)
}

/// Makes a key with scopes.
pub(crate) async fn credential(app: &App, label: &str, scopes: &[Scope]) -> Pair {
    let new = NewCredential {
        label: label.into(),
        scopes: scopes.to_vec(),
        ..NewCredential::default()
    };
    let home_page = app.base_url.as_str().trim_end_matches('/');
    credentials::create(&app.db, &new, home_page, &by(app), app.clock.now())
        .await
        .unwrap()
}

/// A port that is free now, for servers whose address has to be known before they start. The
/// system gives none below 32768 to outgoing connections, so that it is free for a restart, too.
pub(crate) fn free_port() -> u16 {
    loop {
        let chance = uuid::Uuid::new_v4().as_u128();
        let port = 10_000 + u16::try_from(chance % 22_000).unwrap();
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A variable of the surroundings that `./test` makes.
pub(crate) fn surroundings(name: &str) -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "the surroundings come from ./test"
    )]
    let value = std::env::var(name);
    value.unwrap_or_else(|_| unreachable!("{name} is not set: run the tests with ./test"))
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(std::time::Duration::from_secs(30))
        // The gateway closes idle connections: one that it is about to close is not used again.
        .pool_idle_timeout(std::time::Duration::from_secs(5))
        // Gateways that browsers reach by https have certificates of their own making.
        .tls_danger_accept_invalid_certs(true)
        .build()
        .unwrap()
}

fn config(folder: &TempDir, postgres: Option<&str>) -> Config {
    let file = folder.path().join("coachlight.toml");
    let text = format!(
        "listen = \"127.0.0.1:0\"\ndata_dir = \"{}\"\ntime_zone = \"Europe/Berlin\"\n\
         [outbound]\nallow_private = true\n",
        folder.path().display()
    );
    std::fs::write(&file, text).unwrap();
    let flags = Flags {
        config: Some(file),
        ..Flags::default()
    };
    let mut config = Config::load(&flags).unwrap();
    config.database_url = postgres.map(SecretString::from);
    config
}

/// A response, read whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self {
            status,
            headers,
            body,
        }
    }

    /// Status, type and the places of the faults: what a client acts on.
    pub(crate) fn problem(&self) -> (u16, &str, Vec<&str>) {
        let faults = self.body["errors"].as_array().into_iter().flatten();
        (
            self.status.as_u16(),
            self.body["type"].as_str().unwrap_or_default(),
            faults
                .map(|fault| fault["pointer"].as_str().unwrap_or_default())
                .collect(),
        )
    }
}

/// A small statement.
pub(crate) fn statement(actor: &str, verb: &str, object: &str) -> Value {
    json!({
        "actor": { "account": { "homePage": "https://app.example.org", "name": actor } },
        "verb": { "id": verb },
        "object": { "id": format!("https://app.example.org/{object}") }
    })
}

/// The same with an identifier.
pub(crate) fn with_id(mut statement: Value) -> Value {
    statement["id"] = json!(uuid::Uuid::new_v4().to_string());
    statement
}

//! A learning platform of our own: it speaks the platform's side of LTI 1.3 Advantage on a port of
//! its own, as Moodle 4.5 does where the standard leaves room, and misbehaves where it is told to.
//!
//! A test opens a link with an [`Opening`] in a [`Visitor`]'s browser; what the platform then sends
//! is decided by the opening (claims, signature) and by the [`Misbehaviour`]s that are switched on.

mod configuration;
mod embed;
mod grades;
mod login;
mod opening;
mod roster;
mod signing;
mod token;
mod visitor;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::routing::{get, post};
use coachlight::platforms::{self, DeploymentStatus, NewPlatform};
use serde_json::{Value, json};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};
use tokio::task::JoinHandle;

pub(crate) use embed::Frame;
pub(crate) use grades::LineItem;
pub(crate) use opening::{Opening, Signing, claim, role};
pub(crate) use roster::{Member, StudyGroup};
pub(crate) use signing::{SigningKey, unsigned};
pub(crate) use visitor::{Posting, Visitor, form};

use super::TestApp;

/// The client identifier of the gateway that [`Platform::of`] registers.
pub(crate) const CLIENT: &str = "client";

/// What the platform's endpoints can do wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Misbehaviour {
    /// The configuration names an issuer on another host.
    ConfigurationOfAnotherIssuer,
    /// The configuration names a token endpoint on another host.
    ConfigurationWithForeignEndpoint,
    /// The configuration names a bare host as what gives tokens, as Canvas does, whose token endpoint
    /// takes an assertion for its own address alone.
    ConfigurationOfCanvas,
    /// The configuration redirects to itself.
    ConfigurationRedirects,
    /// The configuration is larger than any.
    ConfigurationIsHuge,
    /// The configuration's algorithms are none of ours.
    ConfigurationWithoutOurAlgorithms,
    /// The configuration names other keys than it did.
    ConfigurationWithOtherKeys,
    /// A registration is that of a tool which is known: it is replaced, and keeps its client, as
    /// Moodle does for a token of an existing tool.
    RegistrationIsUpdated,
    /// Registrations are refused.
    RegistrationIsRefused,
    /// A registration is answered without a client identifier.
    RegistrationWithoutClient,
    /// The keys are a page of HTML.
    KeysAreHtml,
    /// The keys are not to be had.
    KeysAreDown,
    /// The set of keys is empty.
    KeysAreEmpty,
    /// The keys redirect to themselves.
    KeysRedirect,
    /// The keys are larger than any.
    KeysAreHuge,
    /// The keys begin to come and never end.
    KeysAreSlow,
    /// A key that no longer signs is published once more under the name of the one that does.
    KeyTwice,
    /// The platform's key is for encryption.
    KeysAreForEncryption,
    /// Tokens are refused, in JSON that is broken as Moodle's is.
    TokenIsRefused,
    /// Tokens are of another type than Bearer.
    TokenOfAnotherType,
    /// Tokens last for ever, and for more than was asked for.
    TokenIsGenerous,
    /// No scope that was asked for is granted.
    TokenWithoutScopes,
    /// The roster is switched off, and a token for it refused as Moodle does.
    RosterIsSwitchedOff,
    /// Services answer 401 to the next token.
    TokenIsRefusedOnce,
    /// Lists say that they go on at another host.
    NextIsForeign,
    /// Lists say that they go on where they began.
    NextIsALoop,
    /// Rosters have no list of members.
    RosterWithoutMembers,
    /// Services ask to wait.
    TooManyRequests,
    /// Services fail.
    ServicesFail,
    /// The course was deleted, with its roster and gradebook.
    CourseIsDeleted,
    /// `Link` as Moodle writes it for line items: escaped ampersands and curly quotes.
    LinkOfMoodle,
}

/// Everything that the platform knows and has seen.
#[derive(Default)]
pub(crate) struct Known {
    /// What it does wrong.
    pub(crate) misbehaviours: BTreeSet<Misbehaviour>,
    /// Tools by client identifier, as they registered.
    pub(crate) tools: BTreeMap<String, Value>,
    /// Registration tokens that are still good.
    pub(crate) registration_tokens: BTreeSet<String>,
    /// Keys, the signing one first.
    pub(crate) keys: Vec<SigningKey>,
    /// Openings under way, by their hint.
    pub(crate) openings: BTreeMap<String, Opening>,
    /// Access tokens with their scopes.
    pub(crate) tokens: BTreeMap<String, BTreeSet<String>>,
    /// Identifiers of assertions seen: none may come twice.
    pub(crate) assertions: BTreeSet<String>,
    /// The people of the course.
    pub(crate) members: Vec<Member>,
    /// The groups of the course.
    pub(crate) groups: Vec<StudyGroup>,
    /// Line items by number.
    pub(crate) line_items: BTreeMap<u64, LineItem>,
    /// Answers of deep linking that arrived, verified.
    pub(crate) deep_linking: Vec<Value>,
    /// Method and path of every request, in order.
    pub(crate) requests: Vec<(String, String)>,
    /// What lists of services hold instead of what they should, by path.
    pub(crate) verbatim: BTreeMap<String, String>,
    /// Most entries of a page of a list, where the asker wishes for no fewer.
    pub(crate) page_size: Option<usize>,
}

/// What the endpoints share.
#[derive(Clone)]
struct Shared {
    base: String,
    client: reqwest::Client,
    known: Arc<Mutex<Known>>,
    /// Whoever holds it keeps rosters back.
    rosters: Arc<RwLock<()>>,
}

impl Shared {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    fn does(&self, what: Misbehaviour) -> bool {
        self.known().misbehaviours.contains(&what)
    }
}

/// A running platform. It stops with the test.
pub(crate) struct Platform {
    shared: Shared,
    serving: JoinHandle<()>,
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Platform {
    /// Starts a platform that knows no tool yet, with the course "Negotiation" (identifier 2), its
    /// teacher tina (3) and its students sam (4) and sue (5).
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let known = Known {
            keys: vec![SigningKey::generate("platform-1")],
            members: Member::course(),
            groups: StudyGroup::course(),
            ..Known::default()
        };
        let shared = Shared {
            base,
            client: super::client(),
            known: Arc::new(Mutex::new(known)),
            rosters: Arc::default(),
        };
        let router = router(shared.clone());
        let serving = tokio::spawn(async move {
            // Ends with the test that started it.
            axum::serve(listener, router).await.unwrap();
        });
        Self { shared, serving }
    }

    /// Starts a platform at which a gateway is registered as the client `client`, and which the
    /// gateway knows with the deployment 1.
    pub(crate) async fn of(app: &TestApp) -> Self {
        Self::of_product(app, None).await
    }

    /// The same of a product.
    pub(crate) async fn of_product(app: &TestApp, product: Option<&str>) -> Self {
        let platform = Self::start().await;
        platform.knows(CLIENT, &app.base);
        let [auth, tokens, keys] =
            ["/auth?kept=1", "/token", "/keys"].map(|path| platform.at(path));
        let scopes = token::SCOPES.join(" ");
        let new = NewPlatform {
            name: "Test platform",
            issuer: platform.issuer(),
            client_id: CLIENT,
            authorization_endpoint: auth.as_str(),
            token_endpoint: Some(tokens.as_str()),
            jwks_uri: keys.as_str(),
            scopes: &scopes,
            product_family: product,
            account_home_page: Some("https://app.example.org"),
            account_claim: Some("username"),
            ..NewPlatform::default()
        };
        let now = app.running.as_ref().unwrap().app.clock.now();
        let mut tx = app.db().write().await.unwrap();
        let id = platforms::add(&mut tx, &new, now).await.unwrap();
        platforms::add_deployment(&mut tx, id, "1", DeploymentStatus::Approved, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        platform
    }

    /// The issuer, which is the platform's address.
    pub(crate) fn issuer(&self) -> &str {
        &self.shared.base
    }

    /// An address of the platform.
    pub(crate) fn at(&self, path: &str) -> url::Url {
        url::Url::parse(&format!("{}{path}", self.shared.base)).unwrap()
    }

    /// What the platform knows and has seen, to look at and to change.
    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.shared.known()
    }

    /// Switches a misbehaviour on.
    pub(crate) fn misbehave(&self, what: Misbehaviour) {
        self.known().misbehaviours.insert(what);
    }

    /// Keeps rosters back until what it gives is dropped.
    pub(crate) async fn hold_rosters(&self) -> OwnedRwLockWriteGuard<()> {
        self.shared.rosters.clone().write_owned().await
    }

    /// Switches all misbehaviours off.
    pub(crate) fn behave(&self) {
        self.known().misbehaviours.clear();
    }

    /// Makes a new key the signing one; the old ones stay published unless they are dropped.
    pub(crate) fn rotate_keys(&self, drop_old: bool) {
        let mut known = self.known();
        let number = known.keys.len() + 1;
        if drop_old {
            known.keys.clear();
        }
        let id = format!("platform-{number}{}", if drop_old { "-new" } else { "" });
        known.keys.insert(0, SigningKey::generate(&id));
    }

    /// Makes the gateway at `base` a tool of this platform, as an administrator of the platform
    /// would by hand.
    pub(crate) fn knows(&self, client_id: &str, base: &str) {
        let tool = json!({
            "client_id": client_id,
            "initiate_login_uri": format!("{base}/lti/login"),
            "redirect_uris": [format!("{base}/lti/launch")],
            "jwks_uri": format!("{base}/lti/keys"),
            "scope": token::SCOPES.join(" "),
        });
        self.known().tools.insert(client_id.to_owned(), tool);
    }

    /// How often an endpoint was asked.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let known = self.known();
        known
            .requests
            .iter()
            .filter(|(_, asked)| asked == path)
            .count()
    }

    /// A token with which a tool may register once.
    pub(crate) fn registration_token(&self) -> String {
        let token = format!("reg-{}", uuid::Uuid::new_v4());
        self.known().registration_tokens.insert(token.clone());
        token
    }
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(configuration::get))
        .route("/register", post(configuration::register))
        .route(
            "/register/{client}",
            get(configuration::read).put(configuration::update),
        )
        .route(
            "/auth",
            get(login::authenticate).post(login::authenticate_by_post),
        )
        .route("/page", get(embed::page))
        .route("/keys", get(login::keys))
        .route("/deep-linking-return", post(login::deep_linking_return))
        .route("/token", post(token::grant))
        .route(
            "/services/2/lineitems",
            get(grades::list).post(grades::create),
        )
        .route(
            "/services/2/lineitems/{number}/lineitem",
            get(grades::get).put(grades::put).delete(grades::delete),
        )
        .route(
            "/services/2/lineitems/{number}/lineitem/scores",
            post(grades::score),
        )
        .route(
            "/services/2/lineitems/{number}/lineitem/results",
            get(grades::results),
        )
        .route("/services/2/memberships", get(roster::members))
        .route("/services/2/groups", get(roster::groups))
        .route("/services/2/groupsets", get(roster::sets))
        .layer(axum::middleware::from_fn_with_state(shared.clone(), note))
        .with_state(shared)
}

/// Notes every request before it is answered.
async fn note(
    axum::extract::State(shared): axum::extract::State<Shared>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    let entry = (
        request.method().to_string(),
        request.uri().path().to_owned(),
    );
    shared.known().requests.push(entry);
    next.run(request).await
}

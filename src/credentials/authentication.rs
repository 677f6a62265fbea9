//! Who calls: HTTP Basic with an API key, or a bearer token (xAPI 1.0.3, Communication 4.1).

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{Caller, CallerSlot, Credential, store};
use crate::config::Limits;
use crate::message::Message;
use crate::problem::{Kind, Problem};
use crate::seal::sha256;
use crate::state::App;

/// A revoked or changed credential works no longer than this.
const REMEMBERED: Duration = Duration::from_secs(1);
/// `last_used_at` is kept to the minute, so that reading does not become writing.
const USE_NOTED: Duration = Duration::from_secs(60);
/// Longest Basic header that is looked at, in bytes.
const HEADER_BYTES: usize = 1024;
/// Keys remembered at once.
const KEYS: usize = 10_000;
/// The digest of no secret.
const NO_SECRET: [u8; 32] = [0; 32];

/// Checks credentials, remembers them for a moment, and counts failures.
#[derive(Debug, Clone)]
pub struct Authenticator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    known: Mutex<HashMap<String, Known>>,
    failures: DefaultKeyedRateLimiter<Suspect>,
    /// Requests of keys that have a limit, with it.
    rates: Mutex<HashMap<Uuid, (NonZeroU32, Arc<DefaultDirectRateLimiter>)>>,
}

#[derive(Debug, Clone)]
struct Known {
    /// None for a key that nobody has.
    found: Option<Found>,
    until: Instant,
    use_noted: Instant,
}

/// A credential and the caller that it makes.
#[derive(Debug, Clone)]
struct Found {
    credential: Arc<Credential>,
    caller: Caller,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Suspect {
    Address(IpAddr),
    Key(String),
}

impl Authenticator {
    /// Counts failures by the limits given.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let failures = NonZeroU32::new(limits.failed_logins_per_minute).unwrap_or(NonZeroU32::MIN);
        Self(Arc::new(Inner {
            known: Mutex::new(HashMap::new()),
            failures: RateLimiter::keyed(Quota::per_minute(failures)),
            rates: Mutex::new(HashMap::new()),
        }))
    }

    async fn check(&self, app: &App, parts: &Parts, peer: IpAddr) -> Result<Caller, Problem> {
        let headers = &parts.headers;
        if let Some(token) = bearer(headers) {
            return match app.issuers.caller(app, token).await? {
                Ok(caller) => Ok(caller),
                Err(refusal) => {
                    self.failed(peer, true)?;
                    Err(challenge(app, refusal))
                }
            };
        }
        let Some((key, secret)) = basic(headers) else {
            return Err(challenge(app, "Send the key and secret by HTTP Basic."));
        };
        match self.proven(app, &key, &secret).await? {
            Some(found) => {
                self.within_rate(&found.credential)?;
                self.note_use(app, &key);
                Ok(found.caller)
            }
            None => {
                let of_key = self.0.failures.check_key(&Suspect::Key(key)).is_ok();
                self.failed(peer, of_key)?;
                Err(challenge(
                    app,
                    "The key or the secret is wrong, expired or revoked.",
                ))
            }
        }
    }

    /// Whom the headers of a request are of that was let in and still goes on; none once its
    /// credential is no longer in force.
    pub async fn still(&self, app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
        if let Some(token) = bearer(headers) {
            return Ok(app.issuers.caller(app, token).await?.ok());
        }
        let Some((key, secret)) = basic(headers) else {
            return Ok(None);
        };
        let found = self.proven(app, &key, &secret).await?;
        Ok(found.map(|found| found.caller))
    }

    /// The credential with this key, if it is in force and the secret is its own.
    async fn proven(&self, app: &App, key: &str, secret: &str) -> Result<Option<Found>, Problem> {
        let found = self.find(app, key).await?;
        // An unknown key costs the same work as a wrong secret, so that time tells neither.
        let expected = found
            .as_ref()
            .map_or(&NO_SECRET[..], |found| &found.credential.secret_sha256);
        let right = bool::from(sha256(secret.as_bytes()).ct_eq(expected));
        Ok(found.filter(|found| right && found.credential.in_force(app.clock.now())))
    }

    /// Refuses a request beyond the limit of its key.
    fn within_rate(&self, credential: &Credential) -> Result<(), Problem> {
        let Some(limit) = credential.requests_per_minute.and_then(NonZeroU32::new) else {
            return Ok(());
        };
        let mut rates = self.0.rates.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || {
            (
                limit,
                Arc::new(RateLimiter::direct(Quota::per_minute(limit))),
            )
        };
        let entry = rates.entry(credential.id).or_insert_with(fresh);
        if entry.0 != limit {
            *entry = fresh();
        }
        let limiter = entry.1.clone();
        drop(rates);
        let Err(early) = limiter.check() else {
            return Ok(());
        };
        let wait = early
            .wait_time_from(DefaultClock::default().now())
            .as_secs()
            + 1;
        Err(Problem::new(
            Kind::TooManyRequests,
            format!("This key may make {limit} requests a minute. Wait {wait} s."),
        )
        .with_header(header::RETRY_AFTER, HeaderValue::from(wait)))
    }

    /// Whom a key belongs to, from memory if it was looked up just now.
    async fn find(&self, app: &App, key: &str) -> Result<Option<Found>, Problem> {
        // No key holds it, and not every database can be asked for it.
        if key.contains('\0') {
            return Ok(None);
        }
        let now = Instant::now();
        let remembered = self
            .known()
            .get(key)
            .filter(|known| known.until > now)
            .map(|known| known.found.clone());
        if let Some(found) = remembered {
            return Ok(found);
        }
        let found = store::by_key(&app.db, key).await?.map(|credential| Found {
            caller: Caller::of_key(key, &credential),
            credential: Arc::new(credential),
        });
        let mut known = self.known();
        if known.len() >= KEYS {
            known.clear();
        }
        let use_noted = known
            .get(key)
            .map_or(now.checked_sub(USE_NOTED), |old| Some(old.use_noted));
        known.insert(
            key.to_owned(),
            Known {
                found: found.clone(),
                until: now + REMEMBERED,
                use_noted: use_noted.unwrap_or(now),
            },
        );
        Ok(found)
    }

    /// Writes down that a key is in use, at most once a minute and without holding up the request.
    fn note_use(&self, app: &App, key: &str) {
        let now = Instant::now();
        let mut known = self.known();
        let Some(entry) = known.get_mut(key) else {
            return;
        };
        let Some(found) = &entry.found else {
            return;
        };
        if now.duration_since(entry.use_noted) < USE_NOTED {
            return;
        }
        entry.use_noted = now;
        let (db, id, at) = (app.db.clone(), found.credential.id, app.clock.now());
        tokio::spawn(async move {
            if let Err(error) = store::used(&db, id, at).await {
                tracing::warn!(%error, "the last use of a credential could not be noted");
            }
        });
    }

    /// Counts an attempt to get in that failed; an error once there were too many from the address.
    pub fn failed_from(&self, Peer(peer): Peer) -> Result<(), Problem> {
        self.failed(peer, true)
    }

    fn failed(&self, peer: IpAddr, few_of_key: bool) -> Result<(), Problem> {
        let failures = &self.0.failures;
        if failures.check_key(&Suspect::Address(peer)).is_ok() && few_of_key {
            return Ok(());
        }
        failures.retain_recent();
        Err(
            Problem::new(Kind::TooManyRequests, Message::new("refused-attempts"))
                .with_header(header::RETRY_AFTER, HeaderValue::from_static("60")),
        )
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<String, Known>> {
        // A panic elsewhere leaves the map whole: each change is one insert.
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address a request comes from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(IpAddr);

impl Peer {
    fn of(parts: &Parts) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Self(peer.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(peer)| peer.ip()))
    }
}

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Peer(peer) = Peer::of(parts);
        let caller = app.authenticator.check(app, parts, peer).await?;
        if let Some(slot) = parts.extensions.get::<CallerSlot>() {
            slot.fill(&caller);
        }
        Ok(caller)
    }
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") || encoded.len() > HEADER_BYTES {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (key, secret) = pair.split_once(':')?;
    Some((key.to_owned(), secret.to_owned()))
}

/// The token of an `Authorization: Bearer` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn challenge(app: &App, detail: &str) -> Problem {
    let basic = "Basic realm=\"xAPI\", charset=\"UTF-8\"";
    let problem = Problem::new(Kind::Unauthorized, detail)
        .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(basic));
    if app.config.xapi.issuers.is_empty() {
        return problem;
    }
    let bearer = "Bearer realm=\"xAPI\", error=\"invalid_token\"";
    problem.with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(bearer))
}

//! Who calls: HTTP Basic with an API key (xAPI 1.0.3, Communication 4.1).

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use subtle::ConstantTimeEq;

use super::{Credential, Scope};
use crate::config::Limits;
use crate::problem::{Kind, Problem};
use crate::seal::sha256;
use crate::state::App;
use crate::statements::Author;

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

/// The caller of a request.
#[derive(Debug, Clone)]
pub struct Caller {
    credential: Arc<Credential>,
    /// The authority of statements it writes, as JSON text.
    pub authority: Arc<str>,
}

impl Caller {
    /// Refuses a caller whose credential has none of the scopes.
    pub fn require(&self, scopes: &[Scope]) -> Result<(), Problem> {
        if self.credential.allows(scopes) {
            return Ok(());
        }
        let wanted: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        Err(Problem::new(
            Kind::Forbidden,
            format!(
                "This credential lacks the scope; one of {} is needed.",
                wanted.join(", ")
            ),
        ))
    }

    /// Who vouches for statements that it writes. Only a credential that may define changes what is
    /// known of activities and verbs (xAPI 1.0.3, Communication 4.2).
    #[must_use]
    pub fn author(&self) -> Author {
        Author {
            authority: self.authority.clone(),
            defines: self.credential.allows(&[Scope::All, Scope::Define]),
        }
    }

    /// Whether it may read only what was written with its own authority.
    #[must_use]
    pub fn reads_only_own(&self) -> bool {
        !self
            .credential
            .allows(&[Scope::All, Scope::AllRead, Scope::StatementsRead])
    }
}

/// Checks credentials, remembers them for a moment, and counts failures.
#[derive(Debug, Clone)]
pub struct Authenticator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    known: Mutex<HashMap<String, Known>>,
    failures: DefaultKeyedRateLimiter<Suspect>,
}

#[derive(Debug, Clone)]
struct Known {
    /// None for a key that nobody has.
    caller: Option<Caller>,
    until: Instant,
    use_noted: Instant,
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
        }))
    }

    async fn check(&self, app: &App, parts: &Parts, peer: IpAddr) -> Result<Caller, Problem> {
        let Some((key, secret)) = basic(parts) else {
            return Err(challenge("Send the key and secret by HTTP Basic."));
        };
        let caller = self.caller(app, &key).await?;
        // An unknown key costs the same work as a wrong secret, so that time tells neither.
        let expected = caller
            .as_ref()
            .map_or(&NO_SECRET[..], |caller| &caller.credential.secret_sha256);
        let right = bool::from(sha256(secret.as_bytes()).ct_eq(expected));
        match caller {
            Some(caller) if right && caller.credential.in_force(app.clock.now()) => {
                self.note_use(app, &key);
                Ok(caller)
            }
            _ => {
                let of_key = self.0.failures.check_key(&Suspect::Key(key)).is_ok();
                self.failed(peer, of_key)?;
                Err(challenge(
                    "The key or the secret is wrong, expired or revoked.",
                ))
            }
        }
    }

    /// Whom a key belongs to, from memory if it was looked up just now.
    async fn caller(&self, app: &App, key: &str) -> Result<Option<Caller>, Problem> {
        let now = Instant::now();
        let remembered = self
            .known()
            .get(key)
            .filter(|known| known.until > now)
            .map(|known| known.caller.clone());
        if let Some(caller) = remembered {
            return Ok(caller);
        }
        let caller = super::by_key(&app.db, key).await?.map(|credential| Caller {
            authority: credential.authority.as_str().into(),
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
                caller: caller.clone(),
                until: now + REMEMBERED,
                use_noted: use_noted.unwrap_or(now),
            },
        );
        Ok(caller)
    }

    /// Writes down that a key is in use, at most once a minute and without holding up the request.
    fn note_use(&self, app: &App, key: &str) {
        let now = Instant::now();
        let mut known = self.known();
        let Some(entry) = known.get_mut(key) else {
            return;
        };
        let Some(caller) = &entry.caller else {
            return;
        };
        if now.duration_since(entry.use_noted) < USE_NOTED {
            return;
        }
        entry.use_noted = now;
        let (db, id, at) = (app.db.clone(), caller.credential.id, app.clock.now());
        tokio::spawn(async move {
            if let Err(error) = super::used(&db, id, at).await {
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
        Err(Problem::new(
            Kind::TooManyRequests,
            "Too many failed attempts. Wait a minute.",
        )
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("60")))
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
        app.authenticator.check(app, parts, peer).await
    }
}

fn basic(parts: &Parts) -> Option<(String, String)> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") || encoded.len() > HEADER_BYTES {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (key, secret) = pair.split_once(':')?;
    Some((key.to_owned(), secret.to_owned()))
}

fn challenge(detail: &str) -> Problem {
    Problem::new(Kind::Unauthorized, detail).with_header(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Basic realm=\"xAPI\", charset=\"UTF-8\""),
    )
}

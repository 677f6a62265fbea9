//! Sessions, and who acts. The server keeps them; the browser holds a random token of which only
//! the digest is stored.

use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::roles::{Role, Roles};
use super::store::{NewSession, SessionRow};
use super::{browser, cookie, store};
use crate::config::Sso;
use crate::groups::GroupId;
use crate::message::Message;
use crate::people::{self, CoachBy, Person, PersonId};
use crate::problem::{Kind, Problem};
use crate::seal::{SealError, hex, random_secret, sha256};
use crate::state::App;
use crate::store::{StoreError, Tx};

/// The cookie of a session; by https its name begins with `__Host-`.
pub const SESSION_COOKIE: &str = "coachlight_session";
/// The session of a visit in a platform's frame: another than that of a window of the same browser.
const VISIT_COOKIE: &str = "coachlight_visit";
/// `seen_at` is kept to the minute, so that reading does not become writing.
const SEEN_NOTED: i64 = MINUTE;
const MINUTE: i64 = 60 * 1_000_000;
/// What ID tokens are sealed for.
pub(super) const ID_TOKEN: &str = "sso id token";

/// How long sessions last, in microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    idle: i64,
    whole: i64,
}

impl Terms {
    pub(super) const fn of(sso: &Sso) -> Self {
        Self {
            idle: sso.session_idle_minutes * MINUTE,
            whole: sso.session_hours * 60 * MINUTE,
        }
    }

    /// A clock that was set back must not make a session live longer.
    pub(super) fn hold(self, created_at: i64, seen_at: i64, now: i64) -> bool {
        (0..self.whole).contains(&(now - created_at))
            && (-SEEN_NOTED..self.idle).contains(&(now - seen_at))
    }
}

/// How a platform shows us to whoever came from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Visit {
    /// Origins whose pages may frame ours, separated by blanks; none: ours stand in a window.
    pub framed_by: Option<String>,
    /// The way back to the platform.
    pub return_url: Option<String>,
    /// The language in which the platform speaks to the person (BCP 47).
    pub locale: Option<String>,
    /// The group of the course that they came from.
    pub group: Option<GroupId>,
    /// The statement that says they joined it, if they have not and may.
    pub join: Option<Value>,
    /// Whose subjects they may see as a mentor: those that the platform named.
    pub mentor_of: Option<String>,
}

/// Where the session of a request leaves its visit and language, for those that come before and after
/// it: the language of pages, and the headers of the answer.
#[derive(Debug, Clone, Default)]
pub struct Seen(Arc<OnceLock<(Option<Visit>, Option<String>)>>);

impl Seen {
    /// The visit, once the session is known.
    #[must_use]
    pub fn visit(&self) -> Option<&Visit> {
        self.0.get()?.0.as_ref()
    }

    /// The language that was chosen, once the session is known.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.0.get()?.1.as_deref()
    }
}

/// What a session is known by to whoever may end it. It does not let anybody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionId(pub(super) Vec<u8>);

impl std::fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&hex(&self.0))
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// Their name, where it is known.
    pub name: Option<String>,
    /// What they may do.
    pub roles: Roles,
    /// How a platform shows us to them, if they came from one.
    pub visit: Option<Visit>,
    /// The zone in which moments are shown to them.
    pub zone: TimeZone,
    /// The tag of the language that they chose, if they did.
    pub language: Option<String>,
    /// The session that they act in.
    pub session: SessionId,
    /// When they last proved who they are, microseconds since the epoch; 0 if nobody knows.
    pub authenticated_at: i64,
}

impl Actor {
    /// Somebody whose work goes on after the session in which they asked for it.
    #[must_use]
    pub fn without_session(person: Person, roles: Roles, zone: TimeZone) -> Self {
        Self {
            person: person.id,
            name: person.name,
            roles,
            visit: None,
            zone,
            language: None,
            session: SessionId(Vec::new()),
            authenticated_at: 0,
        }
    }
}

/// What a provider vouched for when a session began.
#[derive(Debug, Clone)]
pub struct Voucher {
    /// The provider's name in the settings.
    pub provider: String,
    /// Its issuer.
    pub issuer: String,
    /// The person's subject there.
    pub subject: String,
    /// Its own session, if it named one.
    pub sid: Option<String>,
    /// The ID token.
    pub id_token: String,
    /// When the person proved there who they are; 0 if it did not say.
    pub authenticated_at: i64,
}

/// Whom to let in.
#[derive(Debug)]
pub struct Entrance<'e> {
    /// The person.
    pub person: PersonId,
    /// What they may do.
    pub roles: Roles,
    /// How a platform shows us to them.
    pub visit: Option<&'e Visit>,
    /// The provider's word; none: a link or a launch let them in.
    pub voucher: Option<&'e Voucher>,
    /// Headers of the request, which name the browser.
    pub headers: &'e HeaderMap,
}

/// A new session: what the browser is to keep.
#[derive(Debug)]
pub struct SignedIn {
    /// The `Set-Cookie` value.
    pub cookie: HeaderValue,
}

/// Why a session or link could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// No random numbers, or no sealing.
    #[error("making a session")]
    Seal(#[from] SealError),
    /// The database refused.
    #[error("storing a session")]
    Store(#[from] StoreError),
    /// The address of the gateway cannot stand in a cookie.
    #[error("making a cookie")]
    Cookie,
    /// The person may not come in any more.
    #[error("the person is disabled")]
    Disabled,
}

impl From<SessionError> for Problem {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Store(error) => error.into(),
            SessionError::Disabled => Self::new(Kind::Forbidden, Message::new("refused-disabled")),
            other => Self::internal(other),
        }
    }
}

/// Begins a session. Whatever session the browser had before is another one.
pub async fn begin(app: &App, entrance: &Entrance<'_>) -> Result<SignedIn, SessionError> {
    let mut tx = app.db.write().await?;
    let signed_in = begin_within(app, &mut tx, entrance).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// The same as part of other work, with which it becomes durable. The cookie of a visit in a frame
/// is for that frame alone; any other takes the place of the one the browser had, whose session
/// ends.
pub async fn begin_within(
    app: &App,
    tx: &mut Tx,
    entrance: &Entrance<'_>,
) -> Result<SignedIn, SessionError> {
    let person = entrance.person;
    if people::is_disabled(tx, person).await? {
        return Err(SessionError::Disabled);
    }
    let token = random_secret()?;
    // The roles of a visit are those of a course, which the launch notes for its group.
    if entrance.visit.is_none() {
        let coach = entrance.roles.has(Role::Coach);
        people::note_coach(tx, person, CoachBy::SignIn, coach, app.clock.now()).await?;
    }
    let now = app.clock.now().as_microsecond();
    let terms = Terms::of(&app.config.sso);
    store::end_old(tx, now - terms.whole, now - terms.idle).await?;
    let framed = (entrance.visit).is_some_and(|visit| visit.framed_by.is_some());
    let (name, same_site) = if framed {
        (VISIT_COOKIE, "None")
    } else {
        (SESSION_COOKIE, "Lax")
    };
    if let Some(old) = cookie::read(&app.base_url, entrance.headers, name) {
        store::end_session(tx, &sha256(old.as_bytes())).await?;
    }
    let roles = entrance.roles.to_string();
    let voucher = entrance.voucher;
    if let Some(voucher) = voucher {
        // What the provider says now of the person's roles holds in their other browsers, too.
        store::end_otherwise(tx, person, &voucher.issuer, &roles).await?;
    }
    let id_token = voucher
        .map(|voucher| app.key.seal(ID_TOKEN, voucher.id_token.as_bytes()))
        .transpose()?;
    let visit = packed(entrance.visit);
    let session = NewSession {
        token: &sha256(token.as_bytes()),
        person,
        roles: &roles,
        visit: visit.as_deref(),
        voucher,
        id_token: id_token.as_deref(),
        authenticated_at: voucher.map_or(now, |voucher| voucher.authenticated_at.min(now)),
        browser: &browser::name(entrance.headers),
    };
    store::add_session(tx, &session, now).await?;
    let seconds = terms.whole / 1_000_000;
    let cookie = cookie::browser_cookie(&app.base_url, name, &token, seconds, same_site);
    Ok(SignedIn {
        cookie: cookie.ok_or(SessionError::Cookie)?,
    })
}

/// What a later release wrote in another way is no visit here.
pub(super) fn unpacked(visit: Option<&str>) -> Option<Visit> {
    serde_json::from_str(visit?).ok()
}

pub(super) fn packed(visit: Option<&Visit>) -> Option<String> {
    visit.and_then(|visit| serde_json::to_string(visit).ok())
}

/// What is left to do after sessions of a browser ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// `Set-Cookie` values that make the browser forget them.
    pub forget: Vec<HeaderValue>,
    /// The provider that let the person in, and its ID token where it can be opened.
    pub provider: Option<(String, Option<String>)>,
}

/// Ends the sessions of a request.
pub async fn end(app: &App, headers: &HeaderMap) -> Result<Ended, SessionError> {
    let mut ended = Ended::default();
    for (name, same_site) in [(SESSION_COOKIE, "Lax"), (VISIT_COOKIE, "None")] {
        if let Some(token) = cookie::read(&app.base_url, headers, name) {
            let token = sha256(token.as_bytes());
            let mut tx = app.db.write().await?;
            let let_in = store::let_in_by(&mut tx, &token).await?;
            store::end_session(&mut tx, &token).await?;
            tx.commit().await?;
            if let Some((provider, id_token)) = let_in {
                let open = |sealed: Vec<u8>| app.key.open(ID_TOKEN, &sealed).ok();
                let id_token = id_token.and_then(open).map(String::from_utf8);
                ended.provider = Some((provider, id_token.and_then(Result::ok)));
            }
            let cookie = cookie::browser_cookie(&app.base_url, name, "", 0, same_site);
            ended.forget.push(cookie.ok_or(SessionError::Cookie)?);
        }
    }
    Ok(ended)
}

/// Who acts, from the cookies of sessions: in a frame that of the visit, in a window the other.
async fn find(app: &App, headers: &HeaderMap) -> Result<Option<Actor>, Problem> {
    let in_window = headers
        .get("sec-fetch-dest")
        .is_some_and(|to| to == "document");
    let names = if in_window {
        [SESSION_COOKIE, VISIT_COOKIE]
    } else {
        [VISIT_COOKIE, SESSION_COOKIE]
    };
    for name in names {
        if let Some(token) = cookie::read(&app.base_url, headers, name)
            && let Some(actor) = of_token(app, token).await?
        {
            return Ok(Some(actor));
        }
    }
    Ok(None)
}

async fn of_token(app: &App, token: &str) -> Result<Option<Actor>, Problem> {
    let token = sha256(token.as_bytes());
    let now = app.clock.now().as_microsecond();
    let mut tx = app.db.read().await?;
    let Some(session) = store::session(&mut tx, &token).await? else {
        return Ok(None);
    };
    drop(tx);
    if !Terms::of(&app.config.sso).hold(session.created_at, session.seen_at, now) {
        return Ok(None);
    }
    if now - session.seen_at > SEEN_NOTED {
        let mut tx = app.db.write().await?;
        store::seen(&mut tx, &token, now).await?;
        tx.commit().await?;
    }
    Ok(Some(actor_of(app, session, token)))
}

fn actor_of(app: &App, session: SessionRow, token: Vec<u8>) -> Actor {
    Actor {
        person: session.person,
        name: session.name,
        roles: session.roles.parse().unwrap_or_default(),
        visit: unpacked(session.visit.as_deref()),
        zone: session.zones.zone().unwrap_or_else(|| app.zone()),
        language: session.language,
        session: SessionId(token),
        authenticated_at: session.authenticated_at,
    }
}

pub(super) async fn actor(app: &App, parts: &Parts) -> Result<Option<Actor>, Problem> {
    let found = find(app, &parts.headers).await?;
    if let (Some(actor), Some(seen)) = (&found, parts.extensions.get::<Seen>()) {
        // Several parts of a handler may ask who acts; the answer is the same.
        seen.0
            .get_or_init(|| (actor.visit.clone(), actor.language.clone()));
    }
    Ok(found)
}

pub(super) fn nobody() -> Problem {
    Problem::new(Kind::Unauthorized, Message::new("refused-nobody"))
}

impl FromRequestParts<App> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        actor(app, parts).await?.ok_or_else(nobody)
    }
}

impl OptionalFromRequestParts<App> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        actor(app, parts).await
    }
}

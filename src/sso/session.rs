//! Sessions, roles, and who acts.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{cookie, store};
use crate::groups::GroupId;
use crate::people::{self, CoachBy, PersonId};
use crate::problem::{Kind, Problem};
use crate::seal::{SealError, random_secret, sha256};
use crate::state::App;
use crate::store::{Db, StoreError, Tx};

const SESSION_COOKIE: &str = "coachlight_session";
/// The session of a visit in a platform's frame: another than that of a window of the same browser.
const VISIT_COOKIE: &str = "coachlight_visit";
/// A session ends after this long without a request.
const IDLE: i64 = 8 * HOUR;
/// A session ends this long after the sign-in.
const WHOLE: i64 = 24 * HOUR;
/// `seen_at` is kept to the minute, so that reading does not become writing.
const SEEN_NOTED: i64 = 60 * 1_000_000;
const HOUR: i64 = 3600 * 1_000_000;

/// What a person may do beside seeing their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Sees all groups and people, and the gateway's settings.
    Administrator,
    /// Sees the groups they coach and the people in them.
    Coach,
}

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles {
    administrator: bool,
    coach: bool,
}

impl Roles {
    /// Adds a role.
    pub const fn add(&mut self, role: Role) {
        match role {
            Role::Administrator => self.administrator = true,
            Role::Coach => self.coach = true,
        }
    }

    /// One role.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        let mut roles = Self {
            administrator: false,
            coach: false,
        };
        roles.add(role);
        roles
    }

    /// Whether a role is among them.
    #[must_use]
    pub const fn has(self, role: Role) -> bool {
        match role {
            Role::Administrator => self.administrator,
            Role::Coach => self.coach,
        }
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [(self.administrator, "administrator"), (self.coach, "coach")];
        let held: Vec<&str> = words
            .iter()
            .filter(|(held, _)| *held)
            .map(|(_, word)| *word)
            .collect();
        formatter.write_str(&held.join(" "))
    }
}

impl FromStr for Roles {
    type Err = std::convert::Infallible;

    /// Words of a later release are passed over: they grant nothing here.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut roles = Self::default();
        for word in text.split(' ') {
            match word {
                "administrator" => roles.add(Role::Administrator),
                "coach" => roles.add(Role::Coach),
                _ => {}
            }
        }
        Ok(roles)
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

/// Where the session of a request leaves its visit, for those that come before and after it: the
/// language of pages, and the headers of the answer.
#[derive(Debug, Clone, Default)]
pub struct Seen(Arc<OnceLock<Visit>>);

impl Seen {
    /// The visit, once the session is known.
    #[must_use]
    pub fn visit(&self) -> Option<&Visit> {
        self.0.get()
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
    /// No random numbers.
    #[error("making a session")]
    Seal(#[from] SealError),
    /// The database refused.
    #[error("storing a session")]
    Store(#[from] StoreError),
    /// The address of the gateway cannot stand in a cookie.
    #[error("making a cookie")]
    Cookie,
}

impl From<SessionError> for Problem {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// Begins a session. Whatever session the browser had before is another one. The cookie of a visit
/// in a frame is for that frame alone.
pub async fn begin(
    app: &App,
    person: PersonId,
    roles: Roles,
    visit: Option<&Visit>,
) -> Result<SignedIn, SessionError> {
    let mut tx = app.db.write().await?;
    let signed_in = begin_within(app, &mut tx, person, roles, visit).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// The same as part of other work, with which it becomes durable.
pub async fn begin_within(
    app: &App,
    tx: &mut Tx,
    person: PersonId,
    roles: Roles,
    visit: Option<&Visit>,
) -> Result<SignedIn, SessionError> {
    let token = random_secret()?;
    // The roles of a visit are those of a course, which the launch notes for its group.
    if visit.is_none() {
        let coach = roles.has(Role::Coach);
        people::note_coach(tx, person, CoachBy::SignIn, coach, app.clock.now()).await?;
    }
    let now = app.clock.now().as_microsecond();
    store::end_old(tx, now - WHOLE, now - IDLE).await?;
    store::add_session(
        tx,
        &sha256(token.as_bytes()),
        person,
        &roles.to_string(),
        packed(visit).as_deref(),
        now,
    )
    .await?;
    let framed = visit.is_some_and(|visit| visit.framed_by.is_some());
    let (name, same_site) = if framed {
        (VISIT_COOKIE, "None")
    } else {
        (SESSION_COOKIE, "Lax")
    };
    let cookie = cookie::browser_cookie(&app.base_url, name, &token, WHOLE / 1_000_000, same_site);
    Ok(SignedIn {
        cookie: cookie.ok_or(SessionError::Cookie)?,
    })
}

/// What a later release wrote in another way is no visit here.
fn unpacked(visit: Option<&str>) -> Option<Visit> {
    serde_json::from_str(visit?).ok()
}

fn packed(visit: Option<&Visit>) -> Option<String> {
    visit.and_then(|visit| serde_json::to_string(visit).ok())
}

/// Ends the sessions of a request and returns the cookies that make the browser forget them.
pub async fn end(app: &App, headers: &HeaderMap) -> Result<Vec<HeaderValue>, SessionError> {
    let mut forget = Vec::new();
    for (name, same_site) in [(SESSION_COOKIE, "Lax"), (VISIT_COOKIE, "None")] {
        if let Some(token) = cookie::read(&app.base_url, headers, name) {
            let mut tx = app.db.write().await?;
            store::end_session(&mut tx, &sha256(token.as_bytes())).await?;
            tx.commit().await?;
            let cookie = cookie::browser_cookie(&app.base_url, name, "", 0, same_site);
            forget.push(cookie.ok_or(SessionError::Cookie)?);
        }
    }
    Ok(forget)
}

/// Whom a one-time link signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The person.
    pub person: PersonId,
    /// What they may do.
    pub roles: Roles,
    /// How the platform shows us to them.
    pub visit: Option<Visit>,
}

impl Link {
    fn read(row: store::LinkRow, now: Timestamp) -> Option<Self> {
        (now.as_microsecond() < row.expires_at).then(|| Self {
            person: row.person,
            roles: row.roles.parse().unwrap_or_default(),
            visit: unpacked(row.visit.as_deref()),
        })
    }
}

/// Whom a link would sign in, without using it up.
pub async fn look_at_link(
    db: &Db,
    token: &str,
    now: Timestamp,
) -> Result<Option<Link>, StoreError> {
    let mut tx = db.read().await?;
    let found = store::link(&mut tx, &sha256(token.as_bytes())).await?;
    Ok(found.and_then(|row| Link::read(row, now)))
}

/// Uses a link up: it works once.
pub async fn take_link(db: &Db, token: &str, now: Timestamp) -> Result<Option<Link>, StoreError> {
    let mut tx = db.write().await?;
    let found = store::take_link(&mut tx, &sha256(token.as_bytes())).await?;
    tx.commit().await?;
    Ok(found.and_then(|row| Link::read(row, now)))
}

/// Makes a link that signs a person in once; returns its token.
pub async fn make_link(
    db: &Db,
    person: PersonId,
    roles: Roles,
    now: Timestamp,
    minutes: i64,
) -> Result<String, SessionError> {
    let mut tx = db.write().await?;
    let token = make_link_within(&mut tx, person, roles, None, now, minutes).await?;
    tx.commit().await?;
    Ok(token)
}

/// The same, also for whoever comes from a platform, as part of other work, with which it becomes
/// durable.
pub async fn make_link_within(
    tx: &mut Tx,
    person: PersonId,
    roles: Roles,
    visit: Option<&Visit>,
    now: Timestamp,
    minutes: i64,
) -> Result<String, SessionError> {
    let token = random_secret()?;
    let now = now.as_microsecond();
    let expires = now + minutes * 60 * 1_000_000;
    store::add_link(
        tx,
        &sha256(token.as_bytes()),
        person,
        &roles.to_string(),
        packed(visit).as_deref(),
        now,
        expires,
    )
    .await?;
    Ok(token)
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
    // A clock that was set back must not make a session live longer.
    let age = now - session.created_at;
    let idle = now - session.seen_at;
    if !(0..WHOLE).contains(&age) || !(-SEEN_NOTED..IDLE).contains(&idle) {
        return Ok(None);
    }
    if idle > SEEN_NOTED {
        let mut tx = app.db.write().await?;
        store::seen(&mut tx, &token, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Actor {
        person: session.person,
        name: session.name,
        roles: session.roles.parse().unwrap_or_default(),
        visit: unpacked(session.visit.as_deref()),
    }))
}

async fn actor(app: &App, parts: &Parts) -> Result<Option<Actor>, Problem> {
    let found = find(app, &parts.headers).await?;
    let visit = found.as_ref().and_then(|actor| actor.visit.as_ref());
    if let (Some(visit), Some(seen)) = (visit, parts.extensions.get::<Seen>()) {
        // Several parts of a handler may ask who acts; the answer is the same.
        seen.0.get_or_init(|| visit.clone());
    }
    Ok(found)
}

impl FromRequestParts<App> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        actor(app, parts)
            .await?
            .ok_or_else(|| Problem::new(Kind::Unauthorized, "Sign in to see this."))
    }
}

impl OptionalFromRequestParts<App> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        actor(app, parts).await
    }
}

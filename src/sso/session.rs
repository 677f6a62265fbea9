//! Sessions, roles, and who acts.

use std::fmt;
use std::str::FromStr;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use jiff::Timestamp;

use super::{cookie, store};
use crate::people::PersonId;
use crate::problem::{Kind, Problem};
use crate::seal::{SealError, random_secret, sha256};
use crate::state::App;
use crate::store::{Db, StoreError};

pub(super) const SESSION_COOKIE: &str = "coachlight_session";
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

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// Their name, where it is known.
    pub name: Option<String>,
    /// What they may do.
    pub roles: Roles,
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

/// Begins a session. Whatever session the browser had before is another one.
pub async fn begin(
    app: &App,
    person: PersonId,
    roles: Roles,
    in_frame: bool,
) -> Result<SignedIn, SessionError> {
    let token = random_secret()?;
    let now = app.clock.now().as_microsecond();
    let mut tx = app.db.write().await?;
    store::end_old(&mut tx, now - WHOLE, now - IDLE).await?;
    store::add_session(
        &mut tx,
        &sha256(token.as_bytes()),
        person,
        &roles.to_string(),
        now,
    )
    .await?;
    tx.commit().await?;
    let same_site = if in_frame && app.base_url.scheme() == "https" {
        "None"
    } else {
        "Lax"
    };
    let cookie = cookie::browser_cookie(
        &app.base_url,
        SESSION_COOKIE,
        &token,
        WHOLE / 1_000_000,
        same_site,
    );
    Ok(SignedIn {
        cookie: cookie.ok_or(SessionError::Cookie)?,
    })
}

/// Ends the session of a request and returns the cookie that makes the browser forget it.
pub async fn end(app: &App, headers: &HeaderMap) -> Result<HeaderValue, SessionError> {
    if let Some(token) = cookie::read(&app.base_url, headers, SESSION_COOKIE) {
        let mut tx = app.db.write().await?;
        store::end_session(&mut tx, &sha256(token.as_bytes())).await?;
        tx.commit().await?;
    }
    cookie::browser_cookie(&app.base_url, SESSION_COOKIE, "", 0, "Lax").ok_or(SessionError::Cookie)
}

/// Makes a link that signs a person in once; returns its token.
pub async fn make_link(
    db: &Db,
    person: PersonId,
    roles: Roles,
    now: Timestamp,
    minutes: i64,
) -> Result<String, SessionError> {
    let token = random_secret()?;
    let now = now.as_microsecond();
    let mut tx = db.write().await?;
    let expires = now + minutes * 60 * 1_000_000;
    store::add_link(
        &mut tx,
        &sha256(token.as_bytes()),
        person,
        &roles.to_string(),
        now,
        expires,
    )
    .await?;
    tx.commit().await?;
    Ok(token)
}

async fn actor(app: &App, headers: &HeaderMap) -> Result<Option<Actor>, Problem> {
    let Some(token) = cookie::read(&app.base_url, headers, SESSION_COOKIE) else {
        return Ok(None);
    };
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
    }))
}

impl FromRequestParts<App> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        actor(app, &parts.headers)
            .await?
            .ok_or_else(|| Problem::new(Kind::Unauthorized, "Sign in to see this."))
    }
}

impl OptionalFromRequestParts<App> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        actor(app, &parts.headers).await
    }
}

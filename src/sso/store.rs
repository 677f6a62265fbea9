//! All SQL of the sign-in tables.

use crate::people::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_optional, sql};

sql! {
    ADD_SESSION = "INSERT INTO session (token_sha256, person, roles, visit, created_at, seen_at)
                   VALUES ($1, $2, $3, $4, $5, $5)";
    SESSION = "SELECT s.person, s.roles, s.visit, s.created_at, s.seen_at, p.name
               FROM session s JOIN person p ON p.id = s.person WHERE s.token_sha256 = $1";
    SEEN = "UPDATE session SET seen_at = $2 WHERE token_sha256 = $1";
    END_SESSION = "DELETE FROM session WHERE token_sha256 = $1";
    END_SESSIONS = "DELETE FROM session WHERE person = $1";
    END_OLD = "DELETE FROM session WHERE created_at < $1 OR seen_at < $2";
    ADD_ATTEMPT = "INSERT INTO sign_in_attempt
                       (state_sha256, browser_sha256, nonce, verifier, return_to, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6)";
    TAKE_ATTEMPT = "DELETE FROM sign_in_attempt WHERE state_sha256 = $1
                    RETURNING browser_sha256, nonce, verifier, return_to, created_at";
    DROP_ATTEMPTS = "DELETE FROM sign_in_attempt WHERE created_at < $1";
    ADD_LINK = "INSERT INTO sign_in_link (token_sha256, person, roles, visit, created_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6)";
    LINK = "SELECT person, roles, visit, expires_at FROM sign_in_link WHERE token_sha256 = $1";
    TAKE_LINK = "DELETE FROM sign_in_link WHERE token_sha256 = $1
                 RETURNING person, roles, visit, expires_at";
}

/// A session as it stands in the database.
#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    pub(super) person: PersonId,
    pub(super) roles: String,
    pub(super) visit: Option<String>,
    pub(super) created_at: i64,
    pub(super) seen_at: i64,
    pub(super) name: Option<String>,
}

pub(super) async fn add_session(
    tx: &mut Tx,
    token: &[u8],
    person: PersonId,
    roles: &str,
    visit: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    execute!(tx, ADD_SESSION, token, person, roles, visit, now)?;
    Ok(())
}

pub(super) async fn session(tx: &mut Tx, token: &[u8]) -> Result<Option<SessionRow>, StoreError> {
    fetch_optional!(tx, SESSION as SessionRow, token)
}

pub(super) async fn seen(tx: &mut Tx, token: &[u8], now: i64) -> Result<(), StoreError> {
    execute!(tx, SEEN, token, now)?;
    Ok(())
}

/// Ends every session of a person.
pub async fn end_sessions(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    execute!(tx, END_SESSIONS, person)?;
    Ok(())
}

pub(super) async fn end_session(tx: &mut Tx, token: &[u8]) -> Result<(), StoreError> {
    execute!(tx, END_SESSION, token)?;
    Ok(())
}

/// Forgets sessions made before `created` or not seen since `seen`.
pub(super) async fn end_old(tx: &mut Tx, created: i64, seen: i64) -> Result<(), StoreError> {
    execute!(tx, END_OLD, created, seen)?;
    Ok(())
}

/// A sign-in under way.
#[derive(sqlx::FromRow)]
pub(super) struct Attempt {
    pub(super) browser_sha256: Vec<u8>,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) return_to: String,
    pub(super) created_at: i64,
}

/// Notes a sign-in under way and forgets those from before `oldest`.
pub(super) async fn add_attempt(
    tx: &mut Tx,
    state: &[u8],
    attempt: &Attempt,
    oldest: i64,
) -> Result<(), StoreError> {
    execute!(tx, DROP_ATTEMPTS, oldest)?;
    execute!(
        tx,
        ADD_ATTEMPT,
        state,
        &attempt.browser_sha256,
        &attempt.nonce,
        &attempt.verifier,
        &attempt.return_to,
        attempt.created_at
    )?;
    Ok(())
}

/// Takes a sign-in under way: it works once.
pub(super) async fn take_attempt(tx: &mut Tx, state: &[u8]) -> Result<Option<Attempt>, StoreError> {
    fetch_optional!(tx, TAKE_ATTEMPT as Attempt, state)
}

pub(super) async fn add_link(
    tx: &mut Tx,
    token: &[u8],
    person: PersonId,
    roles: &str,
    visit: Option<&str>,
    now: i64,
    expires: i64,
) -> Result<(), StoreError> {
    execute!(tx, ADD_LINK, token, person, roles, visit, now, expires)?;
    Ok(())
}

/// A one-time link as it stands in the database.
#[derive(sqlx::FromRow)]
pub(super) struct LinkRow {
    pub(super) person: PersonId,
    pub(super) roles: String,
    pub(super) visit: Option<String>,
    pub(super) expires_at: i64,
}

/// A one-time link, which stays.
pub(super) async fn link(tx: &mut Tx, token: &[u8]) -> Result<Option<LinkRow>, StoreError> {
    fetch_optional!(tx, LINK as LinkRow, token)
}

/// Takes a one-time link: it works once.
pub(super) async fn take_link(tx: &mut Tx, token: &[u8]) -> Result<Option<LinkRow>, StoreError> {
    fetch_optional!(tx, TAKE_LINK as LinkRow, token)
}

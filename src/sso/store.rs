//! All SQL of the sign-in tables.

use uuid::Uuid;

use super::session::Voucher;
use crate::people::{PersonId, Zones};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    ADD_SESSION = "INSERT INTO session
                       (token_sha256, person, roles, visit, created_at, seen_at, provider, issuer,
                        subject, sid, id_token, authenticated_at, browser)
                   VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// Of somebody who may still come in.
    SESSION = "SELECT s.person, s.roles, s.visit, s.created_at, s.seen_at, s.authenticated_at,
                   p.name, z.chosen, z.told, z.language
               FROM session s JOIN person p ON p.id = s.person
                   LEFT JOIN person_zone z ON z.person = s.person
               WHERE s.token_sha256 = $1 AND p.disabled_at IS NULL";
    SESSIONS_OF = "SELECT token_sha256, provider, visit, browser, created_at, seen_at
                   FROM session WHERE person = $1 ORDER BY seen_at DESC, created_at DESC";
    LET_IN_BY = "SELECT provider, id_token FROM session
                 WHERE token_sha256 = $1 AND provider IS NOT NULL";
    SEEN = "UPDATE session SET seen_at = $2 WHERE token_sha256 = $1";
    END_SESSION = "DELETE FROM session WHERE token_sha256 = $1";
    END_ONE = "DELETE FROM session WHERE token_sha256 = $1 AND person = $2";
    END_SESSIONS = "DELETE FROM session WHERE person = $1";
    END_OTHERS = "DELETE FROM session WHERE person = $1 AND token_sha256 <> $2";
    /// Those that a provider let in with other roles.
    END_OTHERWISE = "DELETE FROM session WHERE person = $1 AND issuer = $2 AND roles <> $3";
    END_OLD = "DELETE FROM session WHERE created_at < $1 OR seen_at < $2";
    END_OF_SUBJECT = "DELETE FROM session WHERE issuer = $1 AND subject = $2";
    END_OF_SID = "DELETE FROM session WHERE issuer = $1 AND sid = $2";
    END_OF_BOTH = "DELETE FROM session WHERE issuer = $1 AND sid = $2 AND subject = $3";
    FORGET_LOGOUT_TOKENS = "DELETE FROM used_logout_token WHERE remember_until < $1";
    USE_LOGOUT_TOKEN = "INSERT INTO used_logout_token (issuer, token_sha256, remember_until)
                        VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    ADD_ATTEMPT = "INSERT INTO sign_in_attempt
                       (state_sha256, browser_sha256, nonce, verifier, return_to, created_at,
                        provider, purpose)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    TAKE_ATTEMPT = "DELETE FROM sign_in_attempt WHERE state_sha256 = $1
                    RETURNING browser_sha256, nonce, verifier, return_to, created_at, provider,
                        purpose";
    DROP_ATTEMPTS = "DELETE FROM sign_in_attempt WHERE created_at < $1";
    ADD_LINK = "INSERT INTO sign_in_link (token_sha256, person, roles, visit, created_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6)";
    LINK = "SELECT person, roles, visit, expires_at FROM sign_in_link WHERE token_sha256 = $1";
    TAKE_LINK = "DELETE FROM sign_in_link WHERE token_sha256 = $1
                 RETURNING person, roles, visit, expires_at";
    HOLD_FORM = "INSERT INTO held_form (id, person, path, fields, created_at)
                 VALUES ($1, $2, $3, $4, $5)";
    HELD_FORM = "SELECT path, fields FROM held_form
                 WHERE id = $1 AND person = $2 AND created_at > $3";
    DROP_FORMS = "DELETE FROM held_form WHERE created_at < $1";
}

/// A session as it stands in the database.
#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    pub(super) person: PersonId,
    pub(super) roles: String,
    pub(super) visit: Option<String>,
    pub(super) created_at: i64,
    pub(super) seen_at: i64,
    pub(super) authenticated_at: i64,
    pub(super) name: Option<String>,
    pub(super) language: Option<String>,
    #[sqlx(flatten)]
    pub(super) zones: Zones,
}

/// A session to be kept.
pub(super) struct NewSession<'n> {
    pub(super) token: &'n [u8],
    pub(super) person: PersonId,
    pub(super) roles: &'n str,
    pub(super) visit: Option<&'n str>,
    pub(super) voucher: Option<&'n Voucher>,
    pub(super) id_token: Option<&'n [u8]>,
    pub(super) authenticated_at: i64,
    pub(super) browser: &'n str,
}

pub(super) async fn add_session(
    tx: &mut Tx,
    session: &NewSession<'_>,
    now: i64,
) -> Result<(), StoreError> {
    let voucher = session.voucher;
    execute!(
        tx,
        ADD_SESSION,
        session.token,
        session.person,
        session.roles,
        session.visit,
        now,
        voucher.map(|it| it.provider.as_str()),
        voucher.map(|it| it.issuer.as_str()),
        voucher.map(|it| it.subject.as_str()),
        voucher.and_then(|it| it.sid.as_deref()),
        session.id_token,
        session.authenticated_at,
        session.browser
    )?;
    Ok(())
}

pub(super) async fn session(tx: &mut Tx, token: &[u8]) -> Result<Option<SessionRow>, StoreError> {
    fetch_optional!(tx, SESSION as SessionRow, token)
}

/// A session as it is listed.
#[derive(sqlx::FromRow)]
pub(super) struct ListedRow {
    pub(super) token_sha256: Vec<u8>,
    pub(super) provider: Option<String>,
    pub(super) visit: Option<String>,
    pub(super) browser: String,
    pub(super) created_at: i64,
    pub(super) seen_at: i64,
}

pub(super) async fn sessions_of(
    tx: &mut Tx,
    person: PersonId,
) -> Result<Vec<ListedRow>, StoreError> {
    fetch_all!(tx, SESSIONS_OF as ListedRow, person)
}

/// The provider that let somebody in, with the sealed ID token.
pub(super) async fn let_in_by(
    tx: &mut Tx,
    token: &[u8],
) -> Result<Option<(String, Option<Vec<u8>>)>, StoreError> {
    fetch_optional!(tx, LET_IN_BY as (String, Option<Vec<u8>>), token)
}

pub(super) async fn seen(tx: &mut Tx, token: &[u8], now: i64) -> Result<(), StoreError> {
    execute!(tx, SEEN, token, now)?;
    Ok(())
}

/// Ends every session of a person; how many there were.
pub async fn end_sessions(tx: &mut Tx, person: PersonId) -> Result<u64, StoreError> {
    execute!(tx, END_SESSIONS, person)
}

/// Ends every session of a person but one; how many there were.
pub async fn end_other_sessions(
    tx: &mut Tx,
    person: PersonId,
    but: &super::SessionId,
) -> Result<u64, StoreError> {
    execute!(tx, END_OTHERS, person, &but.0)
}

/// Ends one session of a person; whether it was theirs.
pub async fn end_one_session(
    tx: &mut Tx,
    person: PersonId,
    session: &super::SessionId,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, END_ONE, &session.0, person)? > 0)
}

pub(super) async fn end_session(tx: &mut Tx, token: &[u8]) -> Result<(), StoreError> {
    execute!(tx, END_SESSION, token)?;
    Ok(())
}

pub(super) async fn end_otherwise(
    tx: &mut Tx,
    person: PersonId,
    issuer: &str,
    roles: &str,
) -> Result<(), StoreError> {
    execute!(tx, END_OTHERWISE, person, issuer, roles)?;
    Ok(())
}

/// Ends what a provider let in and says is over; how many sessions there were.
pub(super) async fn end_of(
    tx: &mut Tx,
    issuer: &str,
    subject: Option<&str>,
    sid: Option<&str>,
) -> Result<u64, StoreError> {
    match (subject, sid) {
        (Some(subject), Some(sid)) => execute!(tx, END_OF_BOTH, issuer, sid, subject),
        (Some(subject), None) => execute!(tx, END_OF_SUBJECT, issuer, subject),
        (None, Some(sid)) => execute!(tx, END_OF_SID, issuer, sid),
        (None, None) => Ok(0),
    }
}

/// Notes that a logout token was used; false if it was before. Those that nobody would take any
/// more are forgotten.
pub(super) async fn use_logout_token(
    tx: &mut Tx,
    issuer: &str,
    token: &[u8],
    until: i64,
    now: i64,
) -> Result<bool, StoreError> {
    execute!(tx, FORGET_LOGOUT_TOKENS, now)?;
    Ok(execute!(tx, USE_LOGOUT_TOKEN, issuer, token, until)? > 0)
}

/// Forgets sessions made before `created` or not seen since `seen`.
pub(super) async fn end_old(tx: &mut Tx, created: i64, seen: i64) -> Result<(), StoreError> {
    execute!(tx, END_OLD, created, seen)?;
    Ok(())
}

/// A sign-in under way.
#[derive(sqlx::FromRow)]
pub(super) struct AttemptRow {
    pub(super) browser_sha256: Vec<u8>,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) return_to: String,
    pub(super) created_at: i64,
    pub(super) provider: String,
    pub(super) purpose: String,
}

/// Notes a sign-in under way and forgets those from before `oldest`.
pub(super) async fn add_attempt(
    tx: &mut Tx,
    state: &[u8],
    attempt: &AttemptRow,
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
        attempt.created_at,
        &attempt.provider,
        &attempt.purpose
    )?;
    Ok(())
}

/// Takes a sign-in under way: it works once.
pub(super) async fn take_attempt(
    tx: &mut Tx,
    state: &[u8],
) -> Result<Option<AttemptRow>, StoreError> {
    fetch_optional!(tx, TAKE_ATTEMPT as AttemptRow, state)
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

/// Keeps what somebody sent until they have signed in anew, and forgets what is from before
/// `oldest`.
pub(super) async fn hold_form(
    tx: &mut Tx,
    id: Uuid,
    person: PersonId,
    (path, fields): (&str, &[u8]),
    now: i64,
    oldest: i64,
) -> Result<(), StoreError> {
    execute!(tx, DROP_FORMS, oldest)?;
    execute!(tx, HOLD_FORM, id, person, path, fields, now)?;
    Ok(())
}

/// What a person sent after `oldest`: where to, and its sealed fields.
pub(super) async fn held_form(
    tx: &mut Tx,
    id: Uuid,
    person: PersonId,
    oldest: i64,
) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    fetch_optional!(tx, HELD_FORM as (String, Vec<u8>), id, person, oldest)
}

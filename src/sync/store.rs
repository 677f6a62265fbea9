//! All SQL of feeds.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;
use xapi_schemas::Version;

use super::feed::{Feed, Kind, NewFeed, State};
use super::pull::Cursor;
use super::{SyncError, shorten};
use crate::statements;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, sql};

sql! {
    INSERT = "INSERT INTO feed (id, kind, endpoint, version, user_key, secret_sealed, terms, enabled,
                  created_at, position, leased_until, next_at, failures)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0)";
    ALL = "SELECT f.id, f.kind, f.endpoint, f.version, f.user_key, f.secret_sealed, f.terms,
               f.enabled, f.position, f.cursor, f.failures, f.last_success_at, f.last_error_at,
               f.last_error, (SELECT count(*) FROM feed_refusal r WHERE r.feed = f.id) AS set_aside
           FROM feed f ORDER BY f.created_at, f.id";
    ONE = "SELECT id, kind, endpoint, version, user_key, secret_sealed, terms, enabled, position,
               cursor, failures, last_success_at, last_error_at, last_error
           FROM feed WHERE id = $1";
    /// Feeds that may be worked on now, and whether one has statements to try again.
    DUE = {
        sqlite: "SELECT f.id, f.kind, f.position, EXISTS (SELECT 1 FROM feed_refusal r
                     WHERE r.feed = f.id AND r.retry = 1)
                 FROM feed f WHERE f.enabled AND f.next_at <= $1
                 AND (f.worker IS NULL OR f.worker = $2 OR f.leased_until < $1)",
        postgres: "SELECT f.id, f.kind, f.position, EXISTS (SELECT 1 FROM feed_refusal r
                       WHERE r.feed = f.id AND r.retry)
                   FROM feed f WHERE f.enabled AND f.next_at <= $1
                   AND (f.worker IS NULL OR f.worker = $2 OR f.leased_until < $1)",
    };
    /// Takes or renews the lease, unless another instance holds it or the feed is paused.
    LEASE = "UPDATE feed SET worker = $2, leased_until = $3 WHERE id = $1 AND enabled
             AND (worker IS NULL OR worker = $2 OR leased_until < $4)";
    RELEASE = "UPDATE feed SET worker = NULL, leased_until = 0 WHERE id = $1 AND worker = $2";
    ADVANCE = "UPDATE feed SET position = $3, last_success_at = $4, failures = 0
               WHERE id = $1 AND worker = $2";
    MOVE_CURSOR = "UPDATE feed SET cursor = $3, last_success_at = $4, failures = 0
                   WHERE id = $1 AND worker = $2";
    POSTPONE = "UPDATE feed SET next_at = $3, last_success_at = $4, failures = 0
                WHERE id = $1 AND worker = $2";
    FAIL = "UPDATE feed SET next_at = $3, last_error_at = $4, last_error = $5,
                failures = failures + 1
            WHERE id = $1 AND worker = $2";
    SET_ENABLED = "UPDATE feed SET enabled = $3, next_at = 0, failures = 0
                   WHERE id = $1 AND kind = $2";
    SET_ENDPOINT = "UPDATE feed SET endpoint = $2, user_key = coalesce($3, user_key),
                        secret_sealed = $4, next_at = 0
                    WHERE id = $1";
    REMOVE = "DELETE FROM feed WHERE id = $1 AND kind = $2";

    REFUSE = "INSERT INTO feed_refusal (feed, statement, seq, status, reason, refused_at, retry)
              VALUES ($1, $2, $3, $4, $5, $6, $7)
              ON CONFLICT (feed, statement) DO UPDATE SET seq = excluded.seq,
                  status = excluded.status, reason = excluded.reason,
                  refused_at = excluded.refused_at, retry = excluded.retry";
    REFUSALS = "SELECT statement, seq, status, reason, refused_at FROM feed_refusal
                WHERE feed = $1 AND statement > $2 ORDER BY statement LIMIT $3";
    RETRY = "UPDATE feed_refusal SET retry = $2 WHERE feed = $1";
    HURRY = "UPDATE feed SET next_at = 0 WHERE id = $1";
    RETRYING = {
        sqlite: "SELECT statement, seq, status, reason, refused_at FROM feed_refusal
                 WHERE feed = $1 AND retry = 1 ORDER BY statement LIMIT $2",
        postgres: "SELECT statement, seq, status, reason, refused_at FROM feed_refusal
                   WHERE feed = $1 AND retry ORDER BY statement LIMIT $2",
    };
    SETTLE = "DELETE FROM feed_refusal WHERE feed = $1 AND statement = $2";
    AWAIT = "INSERT INTO feed_awaited (feed, statement, asked_at) VALUES ($1, $2, $3)
             ON CONFLICT (feed, statement) DO UPDATE SET asked_at = excluded.asked_at";
    AWAITED = "SELECT statement FROM feed_awaited WHERE feed = $1
               ORDER BY asked_at, statement LIMIT $2";
    ARRIVED = "DELETE FROM feed_awaited WHERE feed = $1 AND statement = $2";
    KNOWN = "SELECT count(*) FROM feed WHERE id = $1 AND kind = $2";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: i64,
    endpoint: String,
    version: i64,
    user_key: String,
    secret_sealed: Option<Vec<u8>>,
    terms: String,
    enabled: bool,
    position: i64,
    cursor: Option<String>,
    failures: i64,
    last_success_at: Option<i64>,
    last_error_at: Option<i64>,
    last_error: Option<String>,
    #[sqlx(default)]
    set_aside: i64,
}

impl Row {
    fn kind(&self) -> Kind {
        Kind::from_code(self.kind).unwrap_or(Kind::Pull)
    }

    fn feed(self) -> Result<Feed, SyncError> {
        let (feed, kind) = (self.id, self.kind());
        Ok(Feed {
            id: feed,
            kind,
            version: match self.version {
                200.. => Version::V2_0,
                _ => Version::V1_0_3,
            },
            terms: serde_json::from_str(&self.terms)
                .map_err(|source| SyncError::Row { feed, source })?,
            endpoint: self.endpoint,
            key: self.user_key,
            secret_sealed: self.secret_sealed,
            position: self.position,
            cursor: self.cursor,
            failures: self.failures,
        })
    }

    fn state(self, head: i64) -> Result<State, SyncError> {
        let (feed, kind) = (self.id, self.kind());
        let forward = kind == Kind::Forward;
        let malformed = |source| SyncError::Row { feed, source };
        let cursor: Option<Cursor> = self
            .cursor
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(malformed)?;
        Ok(State {
            id: feed,
            kind,
            endpoint: self.endpoint,
            enabled: self.enabled,
            terms: serde_json::from_str(&self.terms).map_err(malformed)?,
            checkpoint: forward.then_some(self.position),
            reached: cursor.map(|cursor| cursor.stored.to_string()),
            lag: forward.then_some((head - self.position).max(0)),
            last_success_at: self.last_success_at,
            last_error_at: self.last_error_at,
            last_error: self.last_error,
            failures: self.failures,
            set_aside: self.set_aside,
        })
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    new: &NewFeed<'_>,
    endpoint: &str,
    sealed: Vec<u8>,
    position: i64,
    now: Timestamp,
) -> Result<(), SyncError> {
    let version: i64 = match new.version {
        Version::V1_0_3 => 103,
        Version::V2_0 => 200,
    };
    let terms =
        serde_json::to_string(new.terms).map_err(|source| SyncError::Row { feed: id, source })?;
    execute!(
        tx,
        INSERT,
        id,
        new.kind.code(),
        endpoint,
        version,
        new.key,
        sealed,
        terms,
        new.enabled,
        now.as_microsecond(),
        position
    )?;
    Ok(())
}

/// All feeds with how they are doing, the oldest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<State>, SyncError> {
    let head = statements::head(tx).await?.seq;
    let rows = fetch_all!(tx, ALL as Row)?;
    rows.into_iter().map(|row| row.state(head)).collect()
}

pub(super) async fn one(tx: &mut Tx, feed: Uuid) -> Result<Option<Feed>, SyncError> {
    fetch_optional!(tx, ONE as Row, feed)?
        .map(Row::feed)
        .transpose()
}

/// A feed that may be worked on.
pub(super) struct Due {
    pub(super) id: Uuid,
    pub(super) kind: Kind,
    pub(super) position: i64,
    pub(super) retrying: bool,
}

pub(super) async fn due(tx: &mut Tx, worker: Uuid, now: i64) -> Result<Vec<Due>, StoreError> {
    let rows = fetch_all!(tx, DUE as (Uuid, i64, i64, bool), now, worker)?;
    let known = rows
        .into_iter()
        .filter_map(|(id, kind, position, retrying)| {
            Some(Due {
                id,
                kind: Kind::from_code(kind)?,
                position,
                retrying,
            })
        });
    Ok(known.collect())
}

/// Whether the lease is ours until `until`.
pub(super) async fn lease(
    tx: &mut Tx,
    feed: Uuid,
    worker: Uuid,
    until: i64,
    now: i64,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, LEASE, feed, worker, until, now)? == 1)
}

pub(super) async fn release(tx: &mut Tx, feed: Uuid, worker: Uuid) -> Result<(), StoreError> {
    execute!(tx, RELEASE, feed, worker)?;
    Ok(())
}

/// Moves a forwarding's place in the log, if the lease is still ours.
pub(super) async fn advance(
    tx: &mut Tx,
    feed: Uuid,
    worker: Uuid,
    position: i64,
    now: i64,
) -> Result<(), SyncError> {
    ours(execute!(tx, ADVANCE, feed, worker, position, now)?)
}

/// Moves a pull's place in the other log, if the lease is still ours.
pub(super) async fn move_cursor(
    tx: &mut Tx,
    feed: Uuid,
    worker: Uuid,
    cursor: Option<String>,
    now: i64,
) -> Result<(), SyncError> {
    ours(execute!(tx, MOVE_CURSOR, feed, worker, cursor, now)?)
}

/// Lets a feed rest until `next`.
pub(super) async fn postpone(
    tx: &mut Tx,
    feed: Uuid,
    worker: Uuid,
    next: i64,
    now: i64,
) -> Result<(), SyncError> {
    ours(execute!(tx, POSTPONE, feed, worker, next, now)?)
}

/// Notes a failure and lets the feed rest until `next`.
pub(super) async fn fail(
    tx: &mut Tx,
    feed: Uuid,
    worker: Uuid,
    next: i64,
    now: i64,
    words: &str,
) -> Result<(), SyncError> {
    ours(execute!(tx, FAIL, feed, worker, next, now, words)?)
}

const fn ours(rows: u64) -> Result<(), SyncError> {
    match rows {
        0 => Err(SyncError::Lost),
        _ => Ok(()),
    }
}

/// Pauses or resumes a feed. False if there is none of this kind.
pub async fn set_enabled(
    tx: &mut Tx,
    kind: Kind,
    feed: Uuid,
    enabled: bool,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, SET_ENABLED, feed, kind.code(), enabled)? == 1)
}

pub(super) async fn set_endpoint(
    tx: &mut Tx,
    feed: Uuid,
    endpoint: &str,
    user_key: Option<&str>,
    sealed: Option<Vec<u8>>,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, SET_ENDPOINT, feed, endpoint, user_key, sealed)? == 1)
}

/// Removes a feed with what it has set aside. False if there is none of this kind.
pub async fn remove(tx: &mut Tx, kind: Kind, feed: Uuid) -> Result<bool, StoreError> {
    Ok(execute!(tx, REMOVE, feed, kind.code())? == 1)
}

/// A statement that one end did not take.
#[derive(Debug, Clone, FromRow, serde::Serialize)]
pub struct Refusal {
    /// The statement's identifier, or its hash where it has none.
    pub statement: String,
    /// Its place in our log, if it is one of ours.
    pub seq: Option<i64>,
    /// The HTTP status it was refused with, if it was.
    pub status: Option<i64>,
    /// Why.
    pub reason: String,
    /// When, microseconds since the epoch.
    pub refused_at: i64,
}

/// Sets a statement aside.
pub(super) async fn refuse(tx: &mut Tx, feed: Uuid, refusal: &Refusal) -> Result<(), StoreError> {
    let Refusal {
        statement,
        seq,
        status,
        reason,
        refused_at,
    } = refusal;
    let reason = shorten(reason);
    execute!(
        tx, REFUSE, feed, statement, seq, status, reason, refused_at, false
    )?;
    Ok(())
}

/// At most `limit` statements set aside by a feed, after one of them.
pub async fn refusals(
    tx: &mut Tx,
    feed: Uuid,
    after: &str,
    limit: i64,
) -> Result<Vec<Refusal>, StoreError> {
    fetch_all!(tx, REFUSALS as Refusal, feed, after, limit)
}

/// Lets what a feed has set aside be tried again at once. Returns how many statements that are;
/// none if there is no such feed of this kind.
pub async fn retry(tx: &mut Tx, kind: Kind, feed: Uuid) -> Result<Option<u64>, StoreError> {
    let (known,) = fetch_one!(tx, KNOWN as (i64,), feed, kind.code())?;
    if known == 0 {
        return Ok(None);
    }
    execute!(tx, HURRY, feed)?;
    Ok(Some(execute!(tx, RETRY, feed, true)?))
}

/// Has every forwarding try again what it has set aside.
pub async fn retry_forwards(tx: &mut Tx) -> Result<(), StoreError> {
    for feed in fetch_all!(tx, ALL as Row)? {
        if feed.kind == Kind::Forward.code() {
            retry(tx, Kind::Forward, feed.id).await?;
        }
    }
    Ok(())
}

/// Statements that are to be tried again.
pub(super) async fn retrying(
    tx: &mut Tx,
    feed: Uuid,
    limit: i64,
) -> Result<Vec<Refusal>, StoreError> {
    fetch_all!(tx, RETRYING as Refusal, feed, limit)
}

/// Remembers a statement that the other end did not have when it was asked for.
pub(super) async fn wait_for(
    tx: &mut Tx,
    feed: Uuid,
    statement: Uuid,
    asked_at: i64,
) -> Result<(), StoreError> {
    execute!(tx, AWAIT, feed, statement, asked_at)?;
    Ok(())
}

/// Statements that are waited for: those that were asked for longest ago.
pub(super) async fn awaited(tx: &mut Tx, feed: Uuid, limit: i64) -> Result<Vec<Uuid>, StoreError> {
    let rows = fetch_all!(tx, AWAITED as (Uuid,), feed, limit)?;
    Ok(rows.into_iter().map(|(statement,)| statement).collect())
}

/// Waits for a statement no longer.
pub(super) async fn arrived(tx: &mut Tx, feed: Uuid, statement: Uuid) -> Result<(), StoreError> {
    execute!(tx, ARRIVED, feed, statement)?;
    Ok(())
}

/// Forgets that a statement was set aside.
pub(super) async fn settle(tx: &mut Tx, feed: Uuid, statement: &str) -> Result<(), StoreError> {
    execute!(tx, SETTLE, feed, statement)?;
    Ok(())
}

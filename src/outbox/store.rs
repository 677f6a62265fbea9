//! All SQL of the outbox.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Failure, Lanes};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, sql};

sql! {
    ENQUEUE = "INSERT INTO outgoing (id, platform, about, payload, version, created_at, next_at,
                   attempts, line, place)
               VALUES ($1, $2, $3, $4, 1, $5, $6, 0, $7, $8)
               ON CONFLICT (about) DO UPDATE SET payload = excluded.payload,
                   version = outgoing.version + 1, created_at = excluded.created_at,
                   next_at = excluded.next_at, attempts = 0, status = NULL, error = NULL,
                   given_up_at = NULL";
    WITHDRAW = "DELETE FROM outgoing WHERE about = $1";
    WITHDRAW_ALL = "DELETE FROM outgoing WHERE platform = $1";
    FORGET_LANE = "DELETE FROM outgoing_lane WHERE platform = $1";
    /// Platforms that have something to be sent to them now.
    PLATFORMS = "SELECT p.id FROM platform p LEFT JOIN outgoing_lane l ON l.platform = p.id
                 WHERE p.enabled AND coalesce(l.rest_until, 0) <= $1
                     AND EXISTS (SELECT 1 FROM outgoing o WHERE o.platform = p.id
                                 AND o.given_up_at IS NULL AND o.next_at <= $1)";
    /// The same for webhooks.
    WEBHOOKS = "SELECT w.id FROM webhook w LEFT JOIN outgoing_lane l ON l.platform = w.id
                WHERE w.enabled AND coalesce(l.rest_until, 0) <= $1
                    AND EXISTS (SELECT 1 FROM outgoing o WHERE o.platform = w.id
                                AND o.given_up_at IS NULL AND o.next_at <= $1)";
    /// The same of one lane.
    DUE = "SELECT o.platform FROM outgoing o LEFT JOIN outgoing_lane l ON l.platform = o.platform
           WHERE o.platform = $2 AND o.given_up_at IS NULL AND o.next_at <= $1
               AND coalesce(l.rest_until, 0) <= $1 LIMIT 1";
    /// What is due, unless something before it in its line is still to go.
    NEXT = "SELECT id, about, payload, version, created_at, next_at, attempts, place, status, error,
                given_up_at
            FROM outgoing o
            WHERE platform = $1 AND given_up_at IS NULL AND next_at <= $2
                AND (line IS NULL OR NOT EXISTS (
                    SELECT 1 FROM outgoing b WHERE b.platform = $1 AND b.line = o.line
                        AND b.place < o.place AND b.given_up_at IS NULL))
            ORDER BY place, next_at, id LIMIT 1";
    /// What waits in a lane or was given up, by its place, after one.
    IN_LANE = "SELECT id, about, payload, version, created_at, next_at, attempts, place, status,
                   error, given_up_at
               FROM outgoing WHERE platform = $1 AND place > $2 ORDER BY place LIMIT $3";
    DONE = "DELETE FROM outgoing WHERE id = $1 AND version = $2";
    LATER = "UPDATE outgoing SET next_at = $3 WHERE id = $1 AND version = $2";
    AGAIN = "UPDATE outgoing SET attempts = attempts + 1, next_at = $3, status = $4, error = $5
             WHERE id = $1 AND version = $2";
    GIVE_UP = "UPDATE outgoing SET attempts = attempts + 1, given_up_at = $3, status = $4,
                   error = $5
               WHERE id = $1 AND version = $2";
    REST = "INSERT INTO outgoing_lane (platform, rest_until, failures, error, error_at,
                failing_since)
            VALUES ($1, $2, 1, $3, $4, $4)
            ON CONFLICT (platform) DO UPDATE SET rest_until = excluded.rest_until,
                failures = outgoing_lane.failures + 1, error = excluded.error,
                error_at = excluded.error_at,
                failing_since = coalesce(outgoing_lane.failing_since, excluded.failing_since)";
    /// Something in the lane was refused, though the lane goes on.
    NOTE_REFUSAL = "INSERT INTO outgoing_lane (platform, rest_until, failures, error, error_at)
                    VALUES ($1, 0, 0, $2, $3)
                    ON CONFLICT (platform) DO UPDATE SET error = excluded.error,
                        error_at = excluded.error_at";
    SENT = "INSERT INTO outgoing_lane (platform, rest_until, failures, last_sent_at)
            VALUES ($1, 0, 0, $2)
            ON CONFLICT (platform) DO UPDATE SET rest_until = 0, failures = 0,
                last_sent_at = excluded.last_sent_at, error = NULL, failing_since = NULL";
    LANE = "SELECT rest_until, failures, last_sent_at, error, error_at, failing_since
            FROM outgoing_lane WHERE platform = $1";
    WAITING = "SELECT count(*) FROM outgoing WHERE platform = $1 AND given_up_at IS NULL";
    GIVEN_UP = "SELECT id, platform, about, attempts, status, error, given_up_at FROM outgoing
                WHERE given_up_at IS NOT NULL AND (given_up_at, id) > ($1, $2)
                ORDER BY given_up_at, id LIMIT $3";
    LISTED = "SELECT id, about, payload, version, created_at, next_at, attempts, place, status,
                  error, given_up_at
              FROM outgoing WHERE platform = $1 AND id > $2 ORDER BY id LIMIT $3";
    COUNT_GIVEN_UP = "SELECT count(*) FROM outgoing
                      WHERE platform = $1 AND given_up_at IS NOT NULL";
    RETRY = "UPDATE outgoing SET given_up_at = NULL, attempts = 0, next_at = $2 WHERE id = $1";
    RETRY_ALL = "UPDATE outgoing SET given_up_at = NULL, attempts = 0, next_at = $2
                 WHERE given_up_at IS NOT NULL AND platform = $1";
    HURRY = "UPDATE outgoing_lane SET rest_until = 0, failures = 0, failing_since = NULL
             WHERE platform = $1";
    DUE_NOW = "UPDATE outgoing SET next_at = $2 WHERE platform = $1 AND given_up_at IS NULL
                   AND next_at > $2";
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Outgoing {
    /// Identifier.
    pub id: Uuid,
    /// What it is about.
    pub about: String,
    /// What its deliverer needs to know.
    pub payload: String,
    /// How often newer work has taken its place.
    pub version: i64,
    /// When it came, microseconds since the epoch.
    pub created_at: i64,
    /// When it is due.
    pub next_at: i64,
    /// How often it has failed.
    pub attempts: i64,
    /// Its place in the order of its line; 0 for work without one.
    pub place: i64,
    /// The HTTP status of the last refusal, if there was one.
    pub status: Option<i64>,
    /// Why it failed last.
    pub error: Option<String>,
    /// When it was given up.
    pub given_up_at: Option<i64>,
}

/// Writes down work, in the transaction of its cause. Work of the same line goes in the order of its
/// place; work without a line goes in any order.
pub async fn enqueue(
    tx: &mut Tx,
    lane: Uuid,
    line: Option<(&str, i64)>,
    about: &str,
    payload: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let now = now.as_microsecond();
    let (line, place) = line.map_or((None, 0), |(line, place)| (Some(line), place));
    execute!(
        tx,
        ENQUEUE,
        Uuid::now_v7(),
        lane,
        about,
        payload,
        now,
        now,
        line,
        place
    )?;
    Ok(())
}

/// Takes everything back that was to be sent to a lane that is no more.
pub async fn forget_lane(tx: &mut Tx, lane: Uuid) -> Result<(), StoreError> {
    execute!(tx, WITHDRAW_ALL, lane)?;
    execute!(tx, FORGET_LANE, lane)?;
    Ok(())
}

/// At most `limit` pieces of work that wait in a lane or were given up, by their place, after one.
pub async fn in_lane(
    tx: &mut Tx,
    lane: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<Outgoing>, StoreError> {
    fetch_all!(tx, IN_LANE as Outgoing, lane, after, limit)
}

/// Takes work back, because what it is about is gone.
pub async fn withdraw(tx: &mut Tx, about: &str) -> Result<(), StoreError> {
    execute!(tx, WITHDRAW, about)?;
    Ok(())
}

pub(super) async fn lanes(tx: &mut Tx, of: Lanes, now: i64) -> Result<Vec<Uuid>, StoreError> {
    let rows = match of {
        Lanes::Platforms => fetch_all!(tx, PLATFORMS as (Uuid,), now)?,
        Lanes::Webhooks => fetch_all!(tx, WEBHOOKS as (Uuid,), now)?,
        Lanes::One(lane) => fetch_all!(tx, DUE as (Uuid,), now, lane)?,
    };
    Ok(rows.into_iter().map(|(lane,)| lane).collect())
}

pub(super) async fn note_refusal(
    tx: &mut Tx,
    lane: Uuid,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, NOTE_REFUSAL, lane, reason, now.as_microsecond())?;
    Ok(())
}

pub(super) async fn next(
    tx: &mut Tx,
    platform: Uuid,
    now: i64,
) -> Result<Option<Outgoing>, StoreError> {
    fetch_optional!(tx, NEXT as Outgoing, platform, now)
}

pub(super) async fn done(tx: &mut Tx, work: &Outgoing) -> Result<(), StoreError> {
    execute!(tx, DONE, work.id, work.version)?;
    Ok(())
}

pub(super) async fn later(tx: &mut Tx, work: &Outgoing, at: Timestamp) -> Result<(), StoreError> {
    execute!(tx, LATER, work.id, work.version, at.as_microsecond())?;
    Ok(())
}

pub(super) async fn again(
    tx: &mut Tx,
    work: &Outgoing,
    at: Timestamp,
    failure: &Failure,
) -> Result<(), StoreError> {
    let status = failure.status.map(i64::from);
    let reason = failure.reason.as_str();
    execute!(
        tx,
        AGAIN,
        work.id,
        work.version,
        at.as_microsecond(),
        status,
        reason
    )?;
    Ok(())
}

pub(super) async fn give_up(
    tx: &mut Tx,
    work: &Outgoing,
    now: Timestamp,
    failure: &Failure,
) -> Result<(), StoreError> {
    let status = failure.status.map(i64::from);
    let reason = failure.reason.as_str();
    execute!(
        tx,
        GIVE_UP,
        work.id,
        work.version,
        now.as_microsecond(),
        status,
        reason
    )?;
    Ok(())
}

pub(super) async fn rest(
    tx: &mut Tx,
    platform: Uuid,
    until: Timestamp,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (until, now) = (until.as_microsecond(), now.as_microsecond());
    execute!(tx, REST, platform, until, reason, now)?;
    Ok(())
}

pub(super) async fn sent(tx: &mut Tx, platform: Uuid, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, SENT, platform, now.as_microsecond())?;
    Ok(())
}

/// How a lane takes what is sent. Times are microseconds since the epoch.
#[derive(Debug, Clone, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Lane {
    /// Nothing is sent before.
    pub rest_until: i64,
    /// Failures in a row.
    pub failures: i64,
    /// When it took something last.
    pub last_sent_at: Option<i64>,
    /// What failed last, in words; none after a success.
    pub error: Option<String>,
    /// When that was.
    pub error_at: Option<i64>,
    /// Since when each attempt has failed; none after a success.
    pub failing_since: Option<i64>,
}

/// How a lane takes what is sent.
pub async fn lane(tx: &mut Tx, platform: Uuid) -> Result<Lane, StoreError> {
    Ok(fetch_optional!(tx, LANE as Lane, platform)?.unwrap_or_default())
}

/// How much waits to be sent to a lane.
pub async fn waiting(tx: &mut Tx, platform: Uuid) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, WAITING as (i64,), platform)?.0)
}

/// Work that was given up.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct GivenUp {
    /// Identifier.
    pub id: Uuid,
    /// To whom it was to be sent.
    pub platform: Uuid,
    /// What it is about.
    pub about: String,
    /// How often it has failed.
    pub attempts: i64,
    /// The HTTP status of the last refusal, if there was one.
    pub status: Option<i64>,
    /// Why.
    pub error: Option<String>,
    /// When, microseconds since the epoch.
    pub given_up_at: i64,
}

/// At most `limit` pieces of work that were given up, after one of them (moment and identifier).
pub async fn given_up(
    tx: &mut Tx,
    after: (i64, Uuid),
    limit: i64,
) -> Result<Vec<GivenUp>, StoreError> {
    fetch_all!(tx, GIVEN_UP as GivenUp, after.0, after.1, limit)
}

/// At most `limit` pieces of work that wait in a lane or were given up, in the order in which they
/// came, after one of them.
pub async fn listed(
    tx: &mut Tx,
    lane: Uuid,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Outgoing>, StoreError> {
    fetch_all!(tx, LISTED as Outgoing, lane, after, limit)
}

/// How much was given up of a lane.
pub async fn count_given_up(tx: &mut Tx, lane: Uuid) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, COUNT_GIVEN_UP as (i64,), lane)?.0)
}

/// Lets work be tried again at once. False if there is none.
pub async fn retry(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, RETRY, id, now.as_microsecond())? == 1)
}

/// Lets everything that was given up for a lane be tried again at once, and what waits while it
/// rests. Returns how much was given up.
pub async fn retry_all(tx: &mut Tx, platform: Uuid, now: Timestamp) -> Result<u64, StoreError> {
    hurry(tx, platform, now).await?;
    execute!(tx, RETRY_ALL, platform, now.as_microsecond())
}

/// Lets what waits in a lane be tried at once, as if nothing had failed before.
pub async fn hurry(tx: &mut Tx, lane: Uuid, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, HURRY, lane)?;
    execute!(tx, DUE_NOW, lane, now.as_microsecond())?;
    Ok(())
}

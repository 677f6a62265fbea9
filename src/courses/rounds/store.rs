//! All SQL of rounds.

use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Done, RoundKind};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    DUE = "SELECT r.course FROM course_round r
           JOIN course c ON c.id = r.course
           JOIN platform p ON p.id = c.platform
           JOIN platform_deployment d ON d.platform = c.platform
               AND d.deployment_id = c.deployment_id
           WHERE r.kind = $1 AND r.next_at <= $2 AND r.rest_until <= $2 AND p.enabled
               AND d.status = 'approved'
           ORDER BY r.next_at LIMIT $3";
    STATE = "SELECT next_at, rest_until, failures, done_at, count, state, error, error_at
             FROM course_round WHERE course = $1 AND kind = $2";
    /// At once, or when a pause after the last round is over, unless it is due sooner anyway.
    WISH = "INSERT INTO course_round (course, kind, next_at, rest_until, failures)
            VALUES ($1, $2, $3, 0, 0)
            ON CONFLICT (course, kind) DO UPDATE SET next_at = CASE
                WHEN coalesce(course_round.done_at, 0) + $4 <= excluded.next_at THEN
                    CASE WHEN course_round.next_at < excluded.next_at THEN course_round.next_at
                        ELSE excluded.next_at END
                WHEN course_round.next_at < coalesce(course_round.done_at, 0) + $4 THEN
                    course_round.next_at
                ELSE coalesce(course_round.done_at, 0) + $4 END";
    HURRY = "UPDATE course_round SET next_at = $3, rest_until = 0 WHERE course = $1 AND kind = $2";
    /// A wish that came while the round was under way may not have been met by it.
    DONE = "UPDATE course_round SET next_at = CASE WHEN next_at > $6 THEN next_at ELSE $3 END,
                rest_until = 0, failures = 0, done_at = $4, count = $5, state = $7, error = NULL
            WHERE course = $1 AND kind = $2";
    FAILED = "UPDATE course_round SET rest_until = $3, failures = failures + 1, error = $4,
                  error_at = $5
              WHERE course = $1 AND kind = $2";
}

/// How the rounds of a kind go for a course. Times are microseconds since the epoch.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RoundState {
    /// When the next is due.
    pub next_at: i64,
    /// Not before.
    pub rest_until: i64,
    /// Failures in a row.
    pub failures: i64,
    /// When the last one ended well.
    pub done_at: Option<i64>,
    /// How many it brought.
    pub count: Option<i64>,
    pub(super) state: Option<String>,
    /// What failed last, in words; none after a success.
    pub error: Option<String>,
    /// When that was.
    pub error_at: Option<i64>,
}

pub(super) async fn due(
    tx: &mut Tx,
    kind: RoundKind,
    now: i64,
    limit: i64,
) -> Result<Vec<Uuid>, StoreError> {
    let rows = fetch_all!(tx, DUE as (Uuid,), kind.code(), now, limit)?;
    Ok(rows.into_iter().map(|(course,)| course).collect())
}

pub(super) async fn state(
    tx: &mut Tx,
    course: Uuid,
    kind: RoundKind,
) -> Result<Option<RoundState>, StoreError> {
    fetch_optional!(tx, STATE as RoundState, course, kind.code())
}

pub(super) async fn wish(
    tx: &mut Tx,
    course: Uuid,
    kind: RoundKind,
    now: Timestamp,
    pause: Duration,
) -> Result<(), StoreError> {
    let pause = i64::try_from(pause.as_micros()).unwrap_or(i64::MAX / 4);
    execute!(tx, WISH, course, kind.code(), now.as_microsecond(), pause)?;
    Ok(())
}

pub(super) async fn hurry(
    tx: &mut Tx,
    course: Uuid,
    kind: RoundKind,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, HURRY, course, kind.code(), now.as_microsecond())? == 1)
}

pub(super) async fn done(
    tx: &mut Tx,
    course: Uuid,
    kind: RoundKind,
    done: &Done,
    begun: Timestamp,
    now: Timestamp,
    next: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        DONE,
        course,
        kind.code(),
        next.as_microsecond(),
        now.as_microsecond(),
        done.count,
        begun.as_microsecond(),
        done.state.as_deref()
    )?;
    Ok(())
}

pub(super) async fn failed(
    tx: &mut Tx,
    course: Uuid,
    kind: RoundKind,
    rest: Timestamp,
    now: Timestamp,
    words: &str,
) -> Result<(), StoreError> {
    execute!(
        tx,
        FAILED,
        course,
        kind.code(),
        rest.as_microsecond(),
        words,
        now.as_microsecond()
    )?;
    Ok(())
}

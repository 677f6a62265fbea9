//! All SQL of rounds.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Done, RoundKind};
use crate::courses::Trouble;
use crate::groups::GroupId;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, id_list, sql};

sql! {
    DUE = "SELECT r.course FROM course_round r
           JOIN course c ON c.id = r.course
           JOIN platform p ON p.id = c.platform
           JOIN platform_deployment d ON d.platform = c.platform
               AND d.deployment_id = c.deployment_id
           WHERE r.kind = $1 AND r.next_at <= $2 AND r.rest_until <= $2 AND p.enabled
               AND d.status = 'approved'
           ORDER BY r.next_at LIMIT $3";
    STATE = "SELECT next_at, rest_until, failures, done_at, count, state, error, error_code, error_at
             FROM course_round WHERE course = $1 AND kind = $2";
    STATES = {
        sqlite: "SELECT course, next_at, rest_until, failures, done_at, count, state, error,
                     error_code, error_at
                 FROM course_round WHERE kind = $1
                     AND course IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "SELECT course, next_at, rest_until, failures, done_at, count, state, error,
                       error_code, error_at
                   FROM course_round WHERE kind = $1 AND course IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
    OF_GROUP = "SELECT r.next_at, r.rest_until, r.failures, r.done_at, r.count, r.state, r.error,
                    r.error_code, r.error_at, p.enabled, d.status
                FROM course c
                JOIN course_round r ON r.course = c.id AND r.kind = $2
                JOIN platform p ON p.id = c.platform
                JOIN platform_deployment d ON d.platform = c.platform
                    AND d.deployment_id = c.deployment_id
                WHERE c.group_id = $1 ORDER BY c.launched_at DESC, c.id";
    /// At once, or when a pause after the last round is over, unless it is due sooner anyway. So long
    /// after a failure somebody may have mended it, unless the platform has said when to come again.
    WISH = "INSERT INTO course_round (course, kind, next_at, rest_until, failures)
            VALUES ($1, $2, $3, 0, 0)
            ON CONFLICT (course, kind) DO UPDATE SET next_at = CASE
                WHEN coalesce(course_round.done_at, 0) + $4 <= excluded.next_at THEN
                    CASE WHEN course_round.next_at < excluded.next_at THEN course_round.next_at
                        ELSE excluded.next_at END
                WHEN course_round.next_at < coalesce(course_round.done_at, 0) + $4 THEN
                    course_round.next_at
                ELSE coalesce(course_round.done_at, 0) + $4 END,
                rest_until = CASE WHEN course_round.error_at + $4 <= excluded.next_at
                        AND coalesce(course_round.error_code, '') <> 'service_retry' THEN 0
                    ELSE course_round.rest_until END";
    HURRY = "UPDATE course_round SET next_at = $3, rest_until = 0 WHERE course = $1 AND kind = $2";
    /// A wish that came while the round was under way may not have been met by it.
    DONE = "UPDATE course_round SET next_at = CASE WHEN next_at > $6 THEN next_at ELSE $3 END,
                rest_until = 0, failures = 0, done_at = $4, count = $5, state = $7, error = NULL,
                error_code = NULL
            WHERE course = $1 AND kind = $2";
    /// Where nothing is asked, nothing fails.
    FAILING = "SELECT c.title, c.context_id FROM course c
               JOIN course_round r ON r.course = c.id AND r.kind = $2
               JOIN platform_deployment d ON d.platform = c.platform
                   AND d.deployment_id = c.deployment_id
               WHERE c.platform = $1 AND r.error IS NOT NULL AND d.status = 'approved'
                   AND r.error_code IS DISTINCT FROM $4
               ORDER BY c.deployment_id, c.context_id LIMIT $3";
    FAILED = "UPDATE course_round SET rest_until = $3, failures = failures + 1, error = $4,
                  error_at = $5, error_code = $6
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
    error_code: Option<String>,
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

impl RoundState {
    /// When the next one may begin.
    #[must_use]
    pub fn due_at(&self) -> i64 {
        self.next_at.max(self.rest_until)
    }

    /// Why the last one failed: a code, or words where an earlier release kept them alone.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.error_code.as_deref().or(self.error.as_deref())
    }
}

#[derive(sqlx::FromRow)]
struct OfCourse {
    course: Uuid,
    #[sqlx(flatten)]
    state: RoundState,
}

pub(super) async fn states(
    tx: &mut Tx,
    courses: &[Uuid],
    kind: RoundKind,
) -> Result<BTreeMap<Uuid, RoundState>, StoreError> {
    let courses = id_list(courses);
    let rows = fetch_all!(tx, STATES as OfCourse, kind.code(), &courses)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.course, row.state))
        .collect())
}

/// A round of one of a group's courses, and whether it is done at all.
#[derive(sqlx::FromRow)]
pub(super) struct OfGroup {
    #[sqlx(flatten)]
    pub(super) state: RoundState,
    /// Whether the platform is enabled.
    pub(super) enabled: bool,
    /// How its deployment stands.
    pub(super) status: String,
}

/// The rounds of a group's courses, the one launched last first.
pub(super) async fn of_group(
    tx: &mut Tx,
    group: GroupId,
    kind: RoundKind,
) -> Result<Vec<OfGroup>, StoreError> {
    fetch_all!(tx, OF_GROUP as OfGroup, group, kind.code())
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

/// What courses of a platform whose last round failed are called.
pub(super) async fn failing(
    tx: &mut Tx,
    platform: Uuid,
    kind: RoundKind,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    let rows = fetch_all!(
        tx,
        FAILING as (Option<String>, String),
        platform,
        kind.code(),
        limit,
        lti::services::Verdict::Gone.code()
    )?;
    let called = |(title, context): (Option<String>, String)| title.unwrap_or(context);
    Ok(rows.into_iter().map(called).collect())
}

pub(super) async fn failed(
    tx: &mut Tx,
    course: Uuid,
    kind: RoundKind,
    rest: Timestamp,
    now: Timestamp,
    trouble: &Trouble,
) -> Result<(), StoreError> {
    execute!(
        tx,
        FAILED,
        course,
        kind.code(),
        rest.as_microsecond(),
        trouble.words(),
        now.as_microsecond(),
        trouble.code()
    )?;
    Ok(())
}

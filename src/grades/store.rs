//! All SQL of grades.

use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{Measure, NewColumn, Wanted};
use crate::store::{
    StoreError, Tx, coded, execute, fetch_all, fetch_one, fetch_optional, list, sql,
};

sql! {
    CHOOSE = "INSERT INTO grade_item (id, course, measure, competency, label, maximum,
                  resource_link, url, state, sweep_at, created_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)
              ON CONFLICT (course, measure, competency) DO UPDATE SET label = excluded.label,
                  maximum = excluded.maximum,
                  resource_link = coalesce(excluded.resource_link, grade_item.resource_link),
                  url = coalesce(excluded.url, grade_item.url),
                  state = CASE WHEN coalesce(excluded.url, grade_item.url) IS NULL
                      THEN 1 ELSE 2 END,
                  sweep_at = 0
              RETURNING id";
    UNWANTED = "UPDATE grade_item SET state = 3 WHERE id = $1
                RETURNING (SELECT platform FROM course WHERE course.id = grade_item.course)";
    ONE = "SELECT id, course, measure, competency, label, maximum, resource_link, url, state
           FROM grade_item WHERE id = $1";
    COLUMNS = "SELECT id, course, measure, competency, label, maximum, resource_link, url, state
               FROM grade_item WHERE course = $1 ORDER BY measure, competency";
    ANY_LIVE = "SELECT 1 FROM grade_item WHERE state = 2 AND sweep_at >= 0 LIMIT 1";
    LIVE_OF = {
        sqlite: "SELECT id, course, measure, competency, label, maximum, resource_link, url, state
                 FROM grade_item WHERE state = 2
                     AND course IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT id, course, measure, competency, label, maximum, resource_link, url,
                       state
                   FROM grade_item WHERE state = 2 AND course IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
    };
    DUE_SWEEPS = "SELECT id, course, measure, competency, label, maximum, resource_link, url, state
                  FROM grade_item WHERE state = 2 AND sweep_at <= $1 ORDER BY sweep_at LIMIT $2";
    SWEPT = "UPDATE grade_item SET sweep_at = $2 WHERE id = $1";
    SWEEP_ALL = "UPDATE grade_item SET sweep_at = 0 WHERE state = 2 AND sweep_at > 0";
    /// One that is no longer wanted meanwhile has to be known by its address all the same.
    MADE = "UPDATE grade_item SET url = $2, sweep_at = 0,
                state = CASE state WHEN 3 THEN 3 ELSE 2 END
            WHERE id = $1";
    LOST = "UPDATE grade_item SET url = NULL, state = 1 WHERE id = $1 AND state = 2";
    DROP_ITEM = "DELETE FROM grade_item WHERE id = $1 AND state = 3";

    GRADE = "SELECT subject, share, completed, comment, timestamp, sending, published,
                 published_at, result, result_at, standing, trouble
             FROM grade WHERE item = $1 AND subject = $2";
    GRADES = "SELECT subject, share, completed, comment, timestamp, sending, published,
                  published_at, result, result_at, standing, trouble
              FROM grade WHERE item = $1 ORDER BY subject";
    WANT = "INSERT INTO grade (item, subject, share, completed, comment, standing)
            VALUES ($1, $2, $3, $4, $5, 1)
            ON CONFLICT (item, subject) DO UPDATE SET share = excluded.share,
                completed = excluded.completed, comment = excluded.comment";
    STAMP = "UPDATE grade SET timestamp = $3, sending = $4 WHERE item = $1 AND subject = $2";
    PUBLISHED = "UPDATE grade SET published = $3, published_at = $4, standing = $5, trouble = $6
                 WHERE item = $1 AND subject = $2";
    TROUBLE = "UPDATE grade SET trouble = $3 WHERE item = $1 AND subject = $2";
    JUDGED = "UPDATE grade SET result = $3, result_at = $4, standing = $5
              WHERE item = $1 AND subject = $2";

    POSITION = "SELECT generation, seq FROM grade_watch WHERE one = 1";
    MOVE = "INSERT INTO grade_watch (one, generation, seq) VALUES (1, $1, $2)
            ON CONFLICT (one) DO UPDATE SET generation = excluded.generation, seq = excluded.seq";

    FOREIGN = "SELECT subject, score, maximum, times FROM foreign_result
               WHERE course = $1 AND item = $2";
    PUT_FOREIGN = "INSERT INTO foreign_result (course, item, subject, score, maximum, times)
                   VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (course, item, subject) DO UPDATE SET score = excluded.score,
                       maximum = excluded.maximum, times = excluded.times";
}

/// A column is wanted, there, or to be deleted.
pub(super) mod state {
    pub(crate) const WANTED: i64 = 1;
    pub(crate) const THERE: i64 = 2;
    pub(crate) const UNWANTED: i64 = 3;
}

/// A column of a platform's gradebook that we fill.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Column {
    /// Identifier, which the platform knows it by as well (`resourceId`).
    pub id: Uuid,
    /// The course.
    pub course: Uuid,
    pub(super) measure: i64,
    /// The competency's IRI.
    pub competency: String,
    /// What it is called.
    pub label: String,
    /// The score that counts as all.
    pub maximum: i64,
    /// The resource link it belongs to at the platform, if to one.
    pub resource_link: Option<String>,
    /// Where it is; none if it has not been made yet.
    pub url: Option<String>,
    pub(super) state: i64,
}

impl Column {
    /// What it shows.
    #[must_use]
    pub fn measure(&self) -> Measure {
        Measure::from_code(self.measure).unwrap_or(Measure::Competency)
    }

    /// Whether it is there.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.state == state::THERE
    }

    /// Whether it is to be deleted.
    #[must_use]
    pub const fn is_unwanted(&self) -> bool {
        self.state == state::UNWANTED
    }
}

coded! {
    /// What the gradebook holds of what we published.
    pub enum Standing {
        /// What we published, as far as is known.
        AsPublished = 1 "as-published",
        /// Something else; ours was sent once more.
        SentAgain = 2 "sent-again",
        /// Something else that somebody there wants to stand.
        Overridden = 3 "overridden",
    }
}

/// Somebody's grade in a column. Shares are hundredths, times microseconds since the epoch.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Grade {
    /// As launches call them.
    pub subject: String,
    /// What is to stand there; none: nothing.
    pub share: Option<i64>,
    /// Whether there is nothing left to do.
    pub completed: bool,
    /// The number in a sentence.
    pub comment: String,
    pub(super) timestamp: Option<i64>,
    pub(super) sending: Option<String>,
    /// What the platform has taken.
    pub published: Option<i64>,
    /// When it took it.
    pub published_at: Option<i64>,
    /// What the platform says stands there.
    pub result: Option<i64>,
    /// When it said so.
    pub result_at: Option<i64>,
    standing: i64,
    /// Why the platform does not take it, in words.
    pub trouble: Option<String>,
}

impl Grade {
    /// What the gradebook holds of it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing::from_code(self.standing).unwrap_or(Standing::AsPublished)
    }
}

pub(super) async fn choose(
    tx: &mut Tx,
    column: &NewColumn<'_>,
    now: Timestamp,
) -> Result<Uuid, StoreError> {
    let state = if column.url.is_some() {
        state::THERE
    } else {
        state::WANTED
    };
    let (id,) = fetch_one!(
        tx,
        CHOOSE as (Uuid,),
        Uuid::now_v7(),
        column.course,
        column.measure.code(),
        column.competency,
        column.label,
        column.maximum,
        column.resource_link,
        column.url,
        state,
        now.as_microsecond()
    )?;
    Ok(id)
}

/// Marks a column to be deleted; its platform.
pub(super) async fn unwanted(tx: &mut Tx, item: Uuid) -> Result<Option<Uuid>, StoreError> {
    Ok(fetch_optional!(tx, UNWANTED as (Uuid,), item)?.map(|(platform,)| platform))
}

pub(super) async fn one(tx: &mut Tx, item: Uuid) -> Result<Option<Column>, StoreError> {
    fetch_optional!(tx, ONE as Column, item)
}

/// The columns of a course.
pub async fn columns(tx: &mut Tx, course: Uuid) -> Result<Vec<Column>, StoreError> {
    fetch_all!(tx, COLUMNS as Column, course)
}

pub(super) async fn any_live(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, ANY_LIVE as (i32,))?.is_some())
}

pub(super) async fn live_of(
    tx: &mut Tx,
    courses: impl Iterator<Item = Uuid>,
) -> Result<Vec<Column>, StoreError> {
    let courses = list(courses.map(|id| json!(id.simple().to_string())));
    fetch_all!(tx, LIVE_OF as Column, &courses)
}

pub(super) async fn due_sweeps(
    tx: &mut Tx,
    now: i64,
    limit: i64,
) -> Result<Vec<Column>, StoreError> {
    fetch_all!(tx, DUE_SWEEPS as Column, now, limit)
}

pub(super) async fn swept(tx: &mut Tx, item: Uuid, next: Timestamp) -> Result<(), StoreError> {
    execute!(tx, SWEPT, item, next.as_microsecond())?;
    Ok(())
}

pub(super) async fn sweep_all(tx: &mut Tx) -> Result<(), StoreError> {
    execute!(tx, SWEEP_ALL)?;
    Ok(())
}

pub(super) async fn made(tx: &mut Tx, item: Uuid, url: &str) -> Result<(), StoreError> {
    execute!(tx, MADE, item, url)?;
    Ok(())
}

pub(super) async fn lost(tx: &mut Tx, item: Uuid) -> Result<(), StoreError> {
    execute!(tx, LOST, item)?;
    Ok(())
}

pub(super) async fn drop_item(tx: &mut Tx, item: Uuid) -> Result<(), StoreError> {
    execute!(tx, DROP_ITEM, item)?;
    Ok(())
}

pub(super) async fn grade(
    tx: &mut Tx,
    item: Uuid,
    subject: &str,
) -> Result<Option<Grade>, StoreError> {
    fetch_optional!(tx, GRADE as Grade, item, subject)
}

/// Everybody's grade in a column.
pub async fn grades(tx: &mut Tx, item: Uuid) -> Result<Vec<Grade>, StoreError> {
    fetch_all!(tx, GRADES as Grade, item)
}

pub(super) async fn want(
    tx: &mut Tx,
    item: Uuid,
    subject: &str,
    wanted: &Wanted,
) -> Result<(), StoreError> {
    execute!(
        tx,
        WANT,
        item,
        subject,
        wanted.share,
        wanted.completed,
        wanted.comment.as_str()
    )?;
    Ok(())
}

pub(super) async fn stamp(
    tx: &mut Tx,
    item: Uuid,
    subject: &str,
    at: Timestamp,
    sending: &str,
) -> Result<(), StoreError> {
    execute!(tx, STAMP, item, subject, at.as_microsecond(), sending)?;
    Ok(())
}

pub(super) async fn published(
    tx: &mut Tx,
    item: Uuid,
    grade: &Grade,
    now: Timestamp,
    trouble: Option<&str>,
) -> Result<(), StoreError> {
    // The same once more does not make the platform's users wrong.
    let standing = if grade.published == grade.share {
        grade.standing()
    } else {
        Standing::AsPublished
    };
    execute!(
        tx,
        PUBLISHED,
        item,
        grade.subject.as_str(),
        grade.share,
        now.as_microsecond(),
        standing.code(),
        trouble
    )?;
    Ok(())
}

pub(super) async fn trouble(
    tx: &mut Tx,
    item: Uuid,
    subject: &str,
    words: &str,
) -> Result<(), StoreError> {
    execute!(tx, TROUBLE, item, subject, words)?;
    Ok(())
}

pub(super) async fn judged(
    tx: &mut Tx,
    item: Uuid,
    subject: &str,
    result: Option<i64>,
    standing: Standing,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        JUDGED,
        item,
        subject,
        result,
        now.as_microsecond(),
        standing.code()
    )?;
    Ok(())
}

/// Generation and sequence number up to which the projection has been looked at.
pub(super) async fn position(tx: &mut Tx) -> Result<Option<(i64, i64)>, StoreError> {
    fetch_optional!(tx, POSITION as (i64, i64))
}

pub(super) async fn move_to(tx: &mut Tx, generation: i64, seq: i64) -> Result<(), StoreError> {
    execute!(tx, MOVE, generation, seq)?;
    Ok(())
}

/// A result in a column of the platform's own, as it was told last.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub(super) struct Foreign {
    pub(super) subject: String,
    pub(super) score: f64,
    pub(super) maximum: f64,
    pub(super) times: i64,
}

pub(super) async fn foreign(
    tx: &mut Tx,
    course: Uuid,
    item: &str,
) -> Result<Vec<Foreign>, StoreError> {
    fetch_all!(tx, FOREIGN as Foreign, course, item)
}

pub(super) async fn put_foreign(
    tx: &mut Tx,
    course: Uuid,
    item: &str,
    result: &Foreign,
) -> Result<(), StoreError> {
    execute!(
        tx,
        PUT_FOREIGN,
        course,
        item,
        result.subject.as_str(),
        result.score,
        result.maximum,
        result.times
    )?;
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Nothing yet.
    pub(crate) fn grade() -> Grade {
        Grade {
            subject: "4".into(),
            share: None,
            completed: false,
            comment: String::new(),
            timestamp: None,
            sending: None,
            published: None,
            published_at: None,
            result: None,
            result_at: None,
            standing: Standing::AsPublished.code(),
            trouble: None,
        }
    }
}

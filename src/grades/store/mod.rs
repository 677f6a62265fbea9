//! All SQL of columns and of what is worked out for them, a file for each subject.

mod foreign;
mod grade;

use jiff::Timestamp;
use uuid::Uuid;

use crate::grades::{Measure, NewColumn};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, id_list, sql};

pub(super) use foreign::{Foreign, foreign, put_foreign};
#[cfg(test)]
pub(super) use grade::tests::grade as a_grade;
pub use grade::{Grade, Standing, grades};
pub(super) use grade::{forget, grade, judged, published, stamp, trouble, want};

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
    CHOSEN = {
        sqlite: "SELECT id, course, measure, competency, label, maximum, resource_link, url, state
                 FROM grade_item WHERE state <> 3
                     AND course IN (SELECT unhex(value) FROM json_each($1))
                 ORDER BY measure, competency",
        postgres: "SELECT id, course, measure, competency, label, maximum, resource_link, url,
                       state
                   FROM grade_item WHERE state <> 3 AND course IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))
                   ORDER BY measure, competency",
    };
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
    /// One that is elsewhere meanwhile has nothing of what was worked out.
    SWEPT = "UPDATE grade_item SET sweep_at = $3 WHERE id = $1 AND url = $2";
    SWEEP_ALL = "UPDATE grade_item SET sweep_at = 0 WHERE state = 2 AND sweep_at > 0";
    /// One that is no longer wanted meanwhile has to be known by its address all the same.
    MADE = "UPDATE grade_item SET url = $2, sweep_at = 0,
                state = CASE state WHEN 3 THEN 3 ELSE 2 END
            WHERE id = $1";
    /// The link that it was made with is gone with it. One that is elsewhere meanwhile is not lost.
    LOST = "UPDATE grade_item SET url = NULL, resource_link = NULL, state = 4
            WHERE id = $1 AND state = 2 AND url = $2";
    EMPTY = "DELETE FROM grade WHERE item = $1";
    DROP_ITEM = "DELETE FROM grade_item WHERE id = $1 AND state = 3";

    POSITION = "SELECT generation, seq FROM grade_watch WHERE one = 1";
    MOVE = "INSERT INTO grade_watch (one, generation, seq) VALUES (1, $1, $2)
            ON CONFLICT (one) DO UPDATE SET generation = excluded.generation, seq = excluded.seq";

}

/// A column is wanted, there, to be deleted, or was deleted by somebody at the platform.
pub(in crate::grades) mod state {
    pub(crate) const WANTED: i64 = 1;
    pub(crate) const THERE: i64 = 2;
    pub(crate) const UNWANTED: i64 = 3;
    pub(crate) const GONE: i64 = 4;
}

/// A column of a platform's gradebook that we fill.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Column {
    /// Identifier, which the platform knows it by as well (`resourceId`).
    pub id: Uuid,
    /// The course.
    pub course: Uuid,
    pub(in crate::grades) measure: i64,
    /// The competency's IRI.
    pub competency: String,
    /// What it is called.
    pub label: String,
    /// The score that counts as all.
    pub maximum: i64,
    /// The resource link it belongs to at the platform, if to one.
    pub resource_link: Option<String>,
    /// Where it is; none if it has not been made yet, or is gone.
    pub url: Option<String>,
    pub(in crate::grades) state: i64,
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

    /// Whether somebody deleted it at the platform: it is filled again when it is chosen, or picked
    /// with a link, once more.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        self.state == state::GONE
    }

    /// Whether it is to be deleted.
    #[must_use]
    pub const fn is_unwanted(&self) -> bool {
        self.state == state::UNWANTED
    }
}

pub(in crate::grades) async fn choose(
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
    if column.url.is_some() {
        execute!(tx, EMPTY, id)?;
    }
    Ok(id)
}

/// Marks a column to be deleted; its platform.
pub(in crate::grades) async fn unwanted(
    tx: &mut Tx,
    item: Uuid,
) -> Result<Option<Uuid>, StoreError> {
    Ok(fetch_optional!(tx, UNWANTED as (Uuid,), item)?.map(|(platform,)| platform))
}

pub(in crate::grades) async fn one(tx: &mut Tx, item: Uuid) -> Result<Option<Column>, StoreError> {
    fetch_optional!(tx, ONE as Column, item)
}

/// The columns of a course.
pub async fn columns(tx: &mut Tx, course: Uuid) -> Result<Vec<Column>, StoreError> {
    fetch_all!(tx, COLUMNS as Column, course)
}

/// The columns of courses that are not to be deleted.
pub async fn chosen(tx: &mut Tx, courses: &[Uuid]) -> Result<Vec<Column>, StoreError> {
    let courses = id_list(courses);
    fetch_all!(tx, CHOSEN as Column, &courses)
}

pub(in crate::grades) async fn any_live(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, ANY_LIVE as (i32,))?.is_some())
}

pub(in crate::grades) async fn live_of(
    tx: &mut Tx,
    courses: impl Iterator<Item = Uuid>,
) -> Result<Vec<Column>, StoreError> {
    let courses = id_list(courses);
    fetch_all!(tx, LIVE_OF as Column, &courses)
}

pub(in crate::grades) async fn due_sweeps(
    tx: &mut Tx,
    now: i64,
    limit: i64,
) -> Result<Vec<Column>, StoreError> {
    fetch_all!(tx, DUE_SWEEPS as Column, now, limit)
}

pub(in crate::grades) async fn swept(
    tx: &mut Tx,
    column: &Column,
    next: Timestamp,
) -> Result<(), StoreError> {
    let url = column.url.as_deref();
    execute!(tx, SWEPT, column.id, url, next.as_microsecond())?;
    Ok(())
}

/// Has everybody's grade in each column worked out again.
pub async fn sweep_all(tx: &mut Tx) -> Result<(), StoreError> {
    execute!(tx, SWEEP_ALL)?;
    Ok(())
}

/// Notes where a column is. Nothing has been sent there: what one before it had, or refused, is
/// nothing to it.
pub(in crate::grades) async fn made(tx: &mut Tx, item: Uuid, url: &str) -> Result<(), StoreError> {
    execute!(tx, MADE, item, url)?;
    execute!(tx, EMPTY, item)?;
    Ok(())
}

/// Notes that a column is no longer at an address. Whether it was known to be there.
pub(in crate::grades) async fn lost(
    tx: &mut Tx,
    item: Uuid,
    url: &str,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, LOST, item, url)? == 1)
}

pub(in crate::grades) async fn drop_item(tx: &mut Tx, item: Uuid) -> Result<(), StoreError> {
    execute!(tx, DROP_ITEM, item)?;
    Ok(())
}

/// Generation and sequence number up to which the projection has been looked at.
pub(in crate::grades) async fn position(tx: &mut Tx) -> Result<Option<(i64, i64)>, StoreError> {
    fetch_optional!(tx, POSITION as (i64, i64))
}

pub(in crate::grades) async fn move_to(
    tx: &mut Tx,
    generation: i64,
    seq: i64,
) -> Result<(), StoreError> {
    execute!(tx, MOVE, generation, seq)?;
    Ok(())
}

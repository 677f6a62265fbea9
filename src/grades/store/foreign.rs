//! All SQL of results in columns of the platform's own.

use uuid::Uuid;

use crate::store::{StoreError, Tx, execute, fetch_all, sql};

sql! {
    FOREIGN = "SELECT subject, score, maximum, times FROM foreign_result
               WHERE course = $1 AND item = $2";
    PUT_FOREIGN = "INSERT INTO foreign_result (course, item, subject, score, maximum, times)
                   VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (course, item, subject) DO UPDATE SET score = excluded.score,
                       maximum = excluded.maximum, times = excluded.times";
}

/// A result in a column of the platform's own, as it was told last.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub(in crate::grades) struct Foreign {
    pub(in crate::grades) subject: String,
    pub(in crate::grades) score: f64,
    pub(in crate::grades) maximum: f64,
    pub(in crate::grades) times: i64,
}

pub(in crate::grades) async fn foreign(
    tx: &mut Tx,
    course: Uuid,
    item: &str,
) -> Result<Vec<Foreign>, StoreError> {
    fetch_all!(tx, FOREIGN as Foreign, course, item)
}

pub(in crate::grades) async fn put_foreign(
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

//! All SQL of grades.

use jiff::Timestamp;
use uuid::Uuid;

use crate::grades::Wanted;
use crate::store::{StoreError, Tx, coded, execute, fetch_all, fetch_optional, sql};

sql! {
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
    FORGET = "DELETE FROM grade WHERE item = $1 AND subject = $2";
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
    pub(in crate::grades) timestamp: Option<i64>,
    pub(in crate::grades) sending: Option<String>,
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

pub(in crate::grades) async fn grade(
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

pub(in crate::grades) async fn want(
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

pub(in crate::grades) async fn stamp(
    tx: &mut Tx,
    item: Uuid,
    subject: &str,
    at: Timestamp,
    sending: &str,
) -> Result<(), StoreError> {
    execute!(tx, STAMP, item, subject, at.as_microsecond(), sending)?;
    Ok(())
}

pub(in crate::grades) async fn published(
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

pub(in crate::grades) async fn trouble(
    tx: &mut Tx,
    item: Uuid,
    subject: &str,
    words: &str,
) -> Result<(), StoreError> {
    execute!(tx, TROUBLE, item, subject, words)?;
    Ok(())
}

pub(in crate::grades) async fn judged(
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

/// Forgets somebody's grade: if they are to have one, it is worked out and sent as a new one.
pub(in crate::grades) async fn forget(
    tx: &mut Tx,
    item: Uuid,
    subject: &str,
) -> Result<(), StoreError> {
    execute!(tx, FORGET, item, subject)?;
    Ok(())
}

#[cfg(test)]
pub(in crate::grades) mod tests {
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

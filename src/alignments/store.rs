//! All SQL of alignments.

use std::collections::BTreeMap;

use fluent_uri::Iri;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::people::{self, PersonId};
use crate::statements::intern_activities;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, list, sql};

/// The columns of [`Alignment`].
macro_rules! alignment {
    ($condition:literal) => {
        concat!(
            "SELECT l.id, a.iri AS activity, c.iri AS competency, l.why, l.made_by, l.made_day,
                 l.ended_by, l.ended_day
             FROM alignment l JOIN activity a ON a.key = l.activity
             JOIN activity c ON c.key = l.competency ",
            $condition
        )
    };
}

sql! {
    ADD = "INSERT INTO alignment (id, activity, competency, why, made_by, made_day, made_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    END = "UPDATE alignment SET ended_by = $2, ended_day = $3, ended_at = $4
           WHERE id = $1 AND ended_at IS NULL";
    ONE = alignment!("WHERE l.id = $1");
    STANDING = alignment!("WHERE l.activity = $1 AND l.competency = $2 AND l.ended_at IS NULL");
    PAGE = alignment!("WHERE l.id > $1 ORDER BY l.id LIMIT $2");
    /// Standing alignments to something that no framework has and no statement speaks of, or of
    /// something that no statement speaks of.
    POINTLESS = alignment!("WHERE l.id > $1 AND l.ended_at IS NULL AND (
                    (NOT EXISTS (SELECT 1 FROM framework_item i WHERE i.competency = l.competency)
                     AND NOT EXISTS (SELECT 1 FROM statement_activity s
                                     WHERE s.activity = l.competency))
                    OR NOT EXISTS (SELECT 1 FROM statement_activity s
                                   WHERE s.activity = l.activity))
                ORDER BY l.id LIMIT $2");
    ALIGNED_TO = {
        sqlite: "SELECT competency, count(*) FROM alignment
                 WHERE competency IN (SELECT value FROM json_each($1)) AND ended_at IS NULL
                 GROUP BY competency",
        postgres: "SELECT competency, count(*) FROM alignment
                   WHERE competency IN
                       (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
                       AND ended_at IS NULL
                   GROUP BY competency",
    };
    /// Those that stood on one of the days from the first to the last.
    ALIGNED = {
        sqlite: "SELECT activity, competency, made_day, ended_day FROM alignment
                 WHERE activity IN (SELECT value FROM json_each($1)) AND made_day <= $3
                     AND (ended_day IS NULL OR ended_day > $2)
                 ORDER BY activity, competency",
        postgres: "SELECT activity, competency, made_day, ended_day FROM alignment
                   WHERE activity IN
                       (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
                       AND made_day <= $3 AND (ended_day IS NULL OR ended_day > $2)
                   ORDER BY activity, competency",
    };
}

/// Most characters of a reason.
const WHY: usize = 500;

/// That an activity is about a competency.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Alignment {
    /// Its identifier.
    pub id: Uuid,
    /// The activity's address.
    pub activity: String,
    /// The competency's address.
    pub competency: String,
    /// Why.
    pub why: String,
    /// Who said so; none for a table that was imported.
    pub made_by: Option<PersonId>,
    /// From which day on it holds.
    pub made_day: i64,
    /// Who took it back.
    pub ended_by: Option<PersonId>,
    /// From which day on it no longer holds.
    pub ended_day: Option<i64>,
}

/// Why an alignment is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AlignmentError {
    /// One of the two is no address.
    #[error("{0} is no address of an activity: it has to be an IRI such as https://example.org/1")]
    NoAddress(String),
    /// An activity cannot be about itself.
    #[error("an activity is not about itself")]
    Same,
    /// The reason is missing or too long.
    #[error("the reason is a text of 1 to {WHY} characters")]
    Why,
    /// The table cannot be read.
    #[error("line {line}: {detail}")]
    Table {
        /// The line.
        line: u64,
        /// What is wrong with it.
        detail: String,
    },
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Says that an activity is about a competency; who says the same again changes nothing. Whether it
/// is new.
pub async fn add(
    tx: &mut Tx,
    (activity, competency): (&str, &str),
    (why, by): (&str, Option<PersonId>),
    today: i64,
    now: Timestamp,
) -> Result<(Alignment, bool), AlignmentError> {
    for address in [activity, competency] {
        if Iri::parse(address).is_err() {
            return Err(AlignmentError::NoAddress(address.to_owned()));
        }
    }
    if activity == competency {
        return Err(AlignmentError::Same);
    }
    let why = why.trim();
    if why.is_empty() || why.chars().count() > WHY || why.contains('\0') {
        return Err(AlignmentError::Why);
    }
    let keys: BTreeMap<String, i64> = intern_activities(tx, &[activity, competency])
        .await?
        .into_iter()
        .collect();
    let key = |iri: &str| {
        let found = keys.get(iri).copied();
        found.ok_or_else(|| AlignmentError::NoAddress(iri.to_owned()))
    };
    let (activity, competency) = (key(activity)?, key(competency)?);
    let id = Uuid::now_v7();
    let at = now.as_microsecond();
    let new = execute!(tx, ADD, id, activity, competency, why, by, today, at)? == 1;
    let standing = fetch_optional!(tx, STANDING as Alignment, activity, competency)?;
    let standing = standing.ok_or(AlignmentError::Store(sqlx::Error::RowNotFound.into()))?;
    Ok((standing, new))
}

/// Takes an alignment back. False if it was taken back before.
pub async fn take_back(
    tx: &mut Tx,
    id: Uuid,
    by: Option<PersonId>,
    today: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, END, id, by, today, now.as_microsecond())? == 1)
}

/// An alignment, standing or taken back.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Alignment>, StoreError> {
    fetch_optional!(tx, ONE as Alignment, id)
}

/// At most `limit` alignments after one of them, standing or taken back, in the order in which they
/// were made.
pub async fn list_all(
    tx: &mut Tx,
    after: Uuid,
    limit: usize,
) -> Result<Vec<Alignment>, StoreError> {
    let mut page = fetch_all!(tx, PAGE as Alignment, after, limit as i64)?;
    for one in &mut page {
        one.why = people::text(tx, std::mem::take(&mut one.why));
    }
    Ok(page)
}

/// At most `limit` standing alignments after one of them that point to nothing: no statement is about
/// the activity, or neither a framework nor a statement knows the competency.
pub async fn pointless(
    tx: &mut Tx,
    after: Uuid,
    limit: usize,
) -> Result<Vec<Alignment>, StoreError> {
    fetch_all!(tx, POINTLESS as Alignment, after, limit as i64)
}

/// How many standing alignments lead to each of some competencies, where any does.
pub async fn aligned_to(tx: &mut Tx, keys: &[i64]) -> Result<BTreeMap<i64, i64>, StoreError> {
    let rows = fetch_all!(tx, ALIGNED_TO as (i64, i64), list(keys.iter()))?;
    Ok(rows.into_iter().collect())
}

/// Which competencies some activities were about on each of some days, all by key.
pub async fn aligned(
    tx: &mut Tx,
    activities: &[i64],
    days: &[i64],
) -> Result<Vec<BTreeMap<i64, Vec<i64>>>, StoreError> {
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        return Ok(Vec::new());
    };
    let keys = list(activities.iter());
    let rows = fetch_all!(
        tx,
        ALIGNED as (i64, i64, i64, Option<i64>),
        &keys,
        first,
        last
    )?;
    let on = |day: &i64| {
        let mut found: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (activity, competency, made, ended) in &rows {
            if made <= day && ended.is_none_or(|ended| ended > *day) {
                found.entry(*activity).or_default().push(*competency);
            }
        }
        found
    };
    Ok(days.iter().map(on).collect())
}

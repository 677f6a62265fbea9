//! All SQL of absences: days on which a person is away, so that nobody takes them for quiet.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_all, id_list, sql};

sql! {
    ADD = "INSERT INTO absence (id, person, first_day, last_day, noted_by, noted_at)
           VALUES ($1, $2, $3, $4, $5, $6)";
    OF = "SELECT id, first_day, last_day, noted_by FROM absence
          WHERE person = $1 ORDER BY first_day DESC, id";
    REMOVE = "DELETE FROM absence WHERE id = $1 AND person = $2";
    ABSENT = {
        sqlite: "SELECT DISTINCT person FROM absence
                 WHERE person IN (SELECT unhex(value) FROM json_each($1))
                     AND first_day <= $2 AND last_day >= $2",
        postgres: "SELECT DISTINCT person FROM absence
                   WHERE person IN (SELECT value::uuid
                                    FROM jsonb_array_elements_text($1::jsonb))
                       AND first_day <= $2 AND last_day >= $2",
    };
}

/// Days on which a person is away.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Absence {
    /// Its identifier.
    pub id: Uuid,
    /// The first day, days since the epoch.
    pub first_day: i64,
    /// The last.
    pub last_day: i64,
    /// Who noted it.
    pub noted_by: PersonId,
}

/// Notes that a person is away.
pub async fn note_absence(
    tx: &mut Tx,
    person: PersonId,
    days: std::ops::RangeInclusive<i64>,
    by: PersonId,
    now: Timestamp,
) -> Result<Absence, StoreError> {
    let absence = Absence {
        id: Uuid::now_v7(),
        first_day: *days.start(),
        last_day: *days.end(),
        noted_by: by,
    };
    execute!(
        tx,
        ADD,
        absence.id,
        person,
        absence.first_day,
        absence.last_day,
        by,
        now.as_microsecond()
    )?;
    Ok(absence)
}

/// When a person is away, the latest first.
pub async fn absences(tx: &mut Tx, person: PersonId) -> Result<Vec<Absence>, StoreError> {
    fetch_all!(tx, OF as Absence, person)
}

/// Takes back that a person is away; whether it was noted.
pub async fn remove_absence(
    tx: &mut Tx,
    person: PersonId,
    absence: Uuid,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, REMOVE, absence, person)? > 0)
}

/// Those of some persons who are away on a day.
pub async fn absent_on(
    tx: &mut Tx,
    persons: &[PersonId],
    day: i64,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let ids = id_list(persons);
    let rows = fetch_all!(tx, ABSENT as (PersonId,), &ids, day)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

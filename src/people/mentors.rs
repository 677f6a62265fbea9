//! All SQL of mentors: whom one may see, as a platform said in the mentor's last launch there.

use super::shown::shown;
use super::{Person, PersonId};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, list, sql};

sql! {
    FORGET = "DELETE FROM mentorship WHERE mentor = $1 AND issuer = $2";
    ADD = {
        sqlite: "INSERT INTO mentorship (mentor, issuer, subject)
                 SELECT $1, $2, value FROM json_each($3) WHERE true ON CONFLICT DO NOTHING",
        postgres: "INSERT INTO mentorship (mentor, issuer, subject)
                   SELECT $1, $2, value FROM jsonb_array_elements_text($3::jsonb)
                   ON CONFLICT DO NOTHING",
    };
    MAY = "SELECT 1 FROM mentorship m
           JOIN person_subject s ON s.issuer = m.issuer AND s.subject = m.subject
           WHERE m.mentor = $1 AND m.issuer = $2 AND s.person = $3 LIMIT 1";
    MENTORED = "SELECT DISTINCT p.id, p.name FROM mentorship m
                JOIN person_subject s ON s.issuer = m.issuer AND s.subject = m.subject
                JOIN person p ON p.id = s.person
                WHERE m.mentor = $1 AND m.issuer = $2";
}

/// Notes whom a mentor may see at an issuer, in place of whom they might before.
pub async fn mentors(
    tx: &mut Tx,
    mentor: PersonId,
    issuer: &str,
    subjects: &[String],
) -> Result<(), StoreError> {
    execute!(tx, FORGET, mentor, issuer)?;
    if !subjects.is_empty() {
        let subjects = list(subjects.iter());
        execute!(tx, ADD, mentor, issuer, &subjects)?;
    }
    Ok(())
}

/// Whether a mentor may see a person.
pub async fn may_mentor(
    tx: &mut Tx,
    mentor: PersonId,
    issuer: &str,
    person: PersonId,
) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, MAY as (i32,), mentor, issuer, person)?.is_some())
}

/// Whom a mentor may see at an issuer, by name: those who have come here themselves.
pub async fn mentored(
    tx: &mut Tx,
    mentor: PersonId,
    issuer: &str,
) -> Result<Vec<Person>, StoreError> {
    let found = fetch_all!(tx, MENTORED as Person, mentor, issuer)?;
    let mut found = shown(tx, found).await?;
    found.sort_by(|left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
    Ok(found)
}

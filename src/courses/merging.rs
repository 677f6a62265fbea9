//! All SQL of giving one person's places in courses to another and back.

use serde_json::json;
use uuid::Uuid;

use crate::people::PersonId;
use crate::store::{Identifier, StoreError, Tx, execute, fetch_all, list, sql};

sql! {
    MOVE_PLACES = "UPDATE course_member SET person = $2 WHERE person = $1
                   RETURNING course, subject";
    RETURN_PLACES = {
        sqlite: "UPDATE course_member SET person = $1 FROM json_each($3) AS p
                 WHERE course_member.person = $2 AND course_member.course = unhex(p.value->>0)
                     AND course_member.subject = p.value->>1",
        postgres: "UPDATE course_member SET person = $1 FROM jsonb_array_elements($3::jsonb) AS p
                   WHERE course_member.person = $2 AND course_member.course = (p->>0)::uuid
                       AND course_member.subject = p->>1",
    };
}

/// Gives the places of `from` in courses to `to`; returns them: the course and the platform's name
/// for the member.
pub async fn move_places(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
) -> Result<Vec<(Uuid, String)>, StoreError> {
    fetch_all!(tx, MOVE_PLACES as (Uuid, String), from, to)
}

/// Gives back to `from` what `to` still has of it.
pub async fn return_places(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
    places: &[(Uuid, String)],
) -> Result<(), StoreError> {
    let rows = places
        .iter()
        .map(|(course, subject)| json!([course.hex(), subject]));
    let rows = list(rows);
    execute!(tx, RETURN_PLACES, from, to, &rows)?;
    Ok(())
}

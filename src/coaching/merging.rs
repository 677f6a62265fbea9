//! All SQL of giving what is kept of one person to another and back. What they said and did is in
//! statements, and follows their identifiers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::people::{PersonId, moved};
use crate::store::{StoreError, Tx, execute, fetch_all, id_list, sql};

sql! {
    MOVE_NOTES = "UPDATE review_private_note SET writer = $2
                  WHERE writer = $1 AND NOT EXISTS (SELECT 1 FROM review_private_note o
                      WHERE o.review = review_private_note.review AND o.writer = $2)
                  RETURNING review";
    RETURN_NOTES = {
        sqlite: "UPDATE review_private_note SET writer = $1
                 WHERE writer = $2 AND review IN (SELECT unhex(value) FROM json_each($3))",
        postgres: "UPDATE review_private_note SET writer = $1
                   WHERE writer = $2 AND review IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($3::jsonb))",
    };
    /// Where both have a role, or wish for one, each keeps theirs.
    MOVE_ROLES = "UPDATE person_role SET person = $2
                  WHERE person = $1 AND NOT EXISTS (SELECT 1 FROM person_role o
                      WHERE o.person = $2 AND o.hold = person_role.hold)
                  RETURNING hold, role";
    RETURN_ROLE = "UPDATE person_role SET person = $1
                   WHERE person = $2 AND hold = $3 AND role = $4";
}

moved! {
    /// Rows with identifiers of their own.
    struct Rows {
        plans: ("development_plan", "person"),
        pins: ("pin", "person"),
        disagreements: ("disagreement", "person"),
        reviews: ("review", "person"),
        held: ("review", "coach"),
    }
}

/// What was one person's and is another's now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MovedRecords {
    #[serde(flatten)]
    rows: Rows,
    notes: Vec<Uuid>,
    roles: Vec<(i64, Uuid)>,
}

/// Gives what is kept of `from` to `to`.
pub async fn move_records(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
) -> Result<MovedRecords, StoreError> {
    let notes = fetch_all!(tx, MOVE_NOTES as (Uuid,), from, to)?;
    Ok(MovedRecords {
        rows: Rows::take(tx, from, to).await?,
        notes: notes.into_iter().map(|(review,)| review).collect(),
        roles: fetch_all!(tx, MOVE_ROLES as (i64, Uuid), from, to)?,
    })
}

/// Gives back to `from` what `to` has of it.
pub async fn return_records(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
    moved: &MovedRecords,
) -> Result<(), StoreError> {
    moved.rows.give_back(tx, from).await?;
    let notes = id_list(&moved.notes);
    execute!(tx, RETURN_NOTES, from, to, notes)?;
    for (hold, role) in &moved.roles {
        execute!(tx, RETURN_ROLE, from, to, *hold, *role)?;
    }
    Ok(())
}

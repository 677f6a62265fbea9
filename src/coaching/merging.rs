//! All SQL of giving what is kept of one person to another and back. What they said and did is in
//! statements, and follows their identifiers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::people::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_all, list, sql};

sql! {
    MOVE_PLANS = "UPDATE development_plan SET person = $2 WHERE person = $1 RETURNING id";
    MOVE_PINS = "UPDATE pin SET person = $2 WHERE person = $1 RETURNING id";
    MOVE_DISAGREEMENTS = "UPDATE disagreement SET person = $2 WHERE person = $1 RETURNING id";
    MOVE_REVIEWS = "UPDATE review SET person = $2 WHERE person = $1 RETURNING id";
    MOVE_HELD = "UPDATE review SET coach = $2 WHERE coach = $1 RETURNING id";
    RETURN_PLANS = {
        sqlite: "UPDATE development_plan SET person = $1
                 WHERE id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE development_plan SET person = $1
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
    RETURN_PINS = {
        sqlite: "UPDATE pin SET person = $1
                 WHERE id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE pin SET person = $1
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
    RETURN_DISAGREEMENTS = {
        sqlite: "UPDATE disagreement SET person = $1
                 WHERE id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE disagreement SET person = $1
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
    RETURN_REVIEWS = {
        sqlite: "UPDATE review SET person = $1
                 WHERE id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE review SET person = $1
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
    RETURN_HELD = {
        sqlite: "UPDATE review SET coach = $1
                 WHERE id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE review SET coach = $1
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
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
}

/// What was one person's and is another's now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MovedRecords {
    plans: Vec<Uuid>,
    pins: Vec<Uuid>,
    disagreements: Vec<Uuid>,
    reviews: Vec<Uuid>,
    held: Vec<Uuid>,
    notes: Vec<Uuid>,
}

fn ids(rows: Vec<(Uuid,)>) -> Vec<Uuid> {
    rows.into_iter().map(|(id,)| id).collect()
}

/// Gives what is kept of `from` to `to`.
pub async fn move_records(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
) -> Result<MovedRecords, StoreError> {
    Ok(MovedRecords {
        plans: ids(fetch_all!(tx, MOVE_PLANS as (Uuid,), from, to)?),
        pins: ids(fetch_all!(tx, MOVE_PINS as (Uuid,), from, to)?),
        disagreements: ids(fetch_all!(tx, MOVE_DISAGREEMENTS as (Uuid,), from, to)?),
        reviews: ids(fetch_all!(tx, MOVE_REVIEWS as (Uuid,), from, to)?),
        held: ids(fetch_all!(tx, MOVE_HELD as (Uuid,), from, to)?),
        notes: ids(fetch_all!(tx, MOVE_NOTES as (Uuid,), from, to)?),
    })
}

/// Gives back to `from` what `to` has of it.
pub async fn return_records(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
    moved: &MovedRecords,
) -> Result<(), StoreError> {
    let text = |all: &[Uuid]| list(all.iter().map(|id| id.simple().to_string()));
    execute!(tx, RETURN_PLANS, from, text(&moved.plans))?;
    execute!(tx, RETURN_PINS, from, text(&moved.pins))?;
    execute!(tx, RETURN_DISAGREEMENTS, from, text(&moved.disagreements))?;
    execute!(tx, RETURN_REVIEWS, from, text(&moved.reviews))?;
    execute!(tx, RETURN_HELD, from, text(&moved.held))?;
    execute!(tx, RETURN_NOTES, from, to, text(&moved.notes))?;
    Ok(())
}

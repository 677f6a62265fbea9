//! All SQL of giving one person's identifiers to another and back.

use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_all, list, sql};

sql! {
    MOVE_AGENTS = "UPDATE person_agent SET person = $2 WHERE person = $1 RETURNING agent";
    MOVE_SUBJECTS = "UPDATE person_subject SET person = $2 WHERE person = $1
                     RETURNING issuer, subject";
    MOVE_LOOKED_AT = "UPDATE look SET person = $2 WHERE person = $1 RETURNING id";
    MOVE_LOOKED = "UPDATE look SET viewer = $2 WHERE viewer = $1 RETURNING id";
    MOVE_ABSENCES = "UPDATE absence SET person = $2 WHERE person = $1 RETURNING id";
    RETURN_ABSENCES = {
        sqlite: "UPDATE absence SET person = $1
                 WHERE id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE absence SET person = $1
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
    RETURN_AGENTS = {
        sqlite: "UPDATE person_agent SET person = $1
                 WHERE person = $2 AND agent IN (SELECT value FROM json_each($3))",
        postgres: "UPDATE person_agent SET person = $1
                   WHERE person = $2 AND agent IN (SELECT value::bigint
                                                   FROM jsonb_array_elements_text($3::jsonb))",
    };
    RETURN_SUBJECTS = {
        sqlite: "UPDATE person_subject SET person = $1 FROM json_each($3) AS s
                 WHERE person_subject.person = $2 AND person_subject.issuer = s.value->>0
                     AND person_subject.subject = s.value->>1",
        postgres: "UPDATE person_subject SET person = $1 FROM jsonb_array_elements($3::jsonb) AS s
                   WHERE person_subject.person = $2 AND person_subject.issuer = s->>0
                       AND person_subject.subject = s->>1",
    };
    RETURN_LOOKED_AT = {
        sqlite: "UPDATE look SET person = $1
                 WHERE id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE look SET person = $1
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
    RETURN_LOOKED = {
        sqlite: "UPDATE look SET viewer = $1
                 WHERE id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE look SET viewer = $1
                   WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))",
    };
}

/// What was one person's and is another's now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MovedIdentifiers {
    agents: Vec<i64>,
    subjects: Vec<(String, String)>,
    looked_at: Vec<Uuid>,
    looked: Vec<Uuid>,
    #[serde(default)]
    absences: Vec<Uuid>,
}

/// Gives everything by which `from` is known to `to`.
pub async fn move_identifiers(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
) -> Result<MovedIdentifiers, StoreError> {
    let agents = fetch_all!(tx, MOVE_AGENTS as (i64,), from, to)?;
    let looked_at = fetch_all!(tx, MOVE_LOOKED_AT as (Uuid,), from, to)?;
    let looked = fetch_all!(tx, MOVE_LOOKED as (Uuid,), from, to)?;
    let absences = fetch_all!(tx, MOVE_ABSENCES as (Uuid,), from, to)?;
    Ok(MovedIdentifiers {
        agents: agents.into_iter().map(|(agent,)| agent).collect(),
        subjects: fetch_all!(tx, MOVE_SUBJECTS as (String, String), from, to)?,
        looked_at: looked_at.into_iter().map(|(id,)| id).collect(),
        looked: looked.into_iter().map(|(id,)| id).collect(),
        absences: absences.into_iter().map(|(id,)| id).collect(),
    })
}

/// Gives back to `from` what `to` still has of it.
pub async fn return_identifiers(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
    moved: &MovedIdentifiers,
) -> Result<(), StoreError> {
    let agents = list(moved.agents.iter());
    execute!(tx, RETURN_AGENTS, from, to, &agents)?;
    let subjects = list(
        moved
            .subjects
            .iter()
            .map(|(issuer, subject)| json!([issuer, subject])),
    );
    execute!(tx, RETURN_SUBJECTS, from, to, &subjects)?;
    let ids = |ids: &[Uuid]| list(ids.iter().map(|id| json!(id.simple().to_string())));
    let looked_at = ids(&moved.looked_at);
    execute!(tx, RETURN_LOOKED_AT, from, &looked_at)?;
    let looked = ids(&moved.looked);
    execute!(tx, RETURN_LOOKED, from, &looked)?;
    let absences = ids(&moved.absences);
    execute!(tx, RETURN_ABSENCES, from, &absences)?;
    Ok(())
}

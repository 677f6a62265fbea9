//! All SQL of giving one person's identifiers to another and back.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{PersonId, moved};
use crate::store::{StoreError, Tx, execute, fetch_all, list, sql};

sql! {
    MOVE_AGENTS = "UPDATE person_agent SET person = $2 WHERE person = $1 RETURNING agent";
    MOVE_SUBJECTS = "UPDATE person_subject SET person = $2 WHERE person = $1
                     RETURNING issuer, subject";
    /// What both are known for by the same stays where it is.
    MOVE_COACH = "UPDATE known_coach SET person = $2
                  WHERE person = $1 AND NOT EXISTS (SELECT 1 FROM known_coach o
                      WHERE o.person = $2 AND o.reason = known_coach.reason)
                  RETURNING reason";
    /// Whoever chose a zone or a language or was told a zone keeps it.
    MOVE_ZONE = "UPDATE person_zone SET person = $2
                 WHERE person = $1 AND NOT EXISTS
                     (SELECT 1 FROM person_zone o WHERE o.person = $2)";
    RETURN_ZONE = "UPDATE person_zone SET person = $1 WHERE person = $2";
    RETURN_COACH = "UPDATE known_coach SET person = $1 WHERE person = $2 AND reason = $3";
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
}

moved! {
    /// Rows with identifiers of their own.
    struct Rows {
        looked_at: ("look", "person"),
        looked: ("look", "viewer"),
        absences: ("absence", "person"),
    }
}

/// What was one person's and is another's now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MovedIdentifiers {
    agents: Vec<i64>,
    subjects: Vec<(String, String)>,
    #[serde(flatten)]
    rows: Rows,
    #[serde(default)]
    coach_by: Vec<String>,
    #[serde(default)]
    zone: bool,
}

/// Gives everything by which `from` is known to `to`.
pub async fn move_identifiers(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
) -> Result<MovedIdentifiers, StoreError> {
    let agents = fetch_all!(tx, MOVE_AGENTS as (i64,), from, to)?;
    let coach_by = fetch_all!(tx, MOVE_COACH as (String,), from, to)?;
    Ok(MovedIdentifiers {
        agents: agents.into_iter().map(|(agent,)| agent).collect(),
        subjects: fetch_all!(tx, MOVE_SUBJECTS as (String, String), from, to)?,
        rows: Rows::take(tx, from, to).await?,
        zone: execute!(tx, MOVE_ZONE, from, to)? > 0,
        coach_by: coach_by.into_iter().map(|(reason,)| reason).collect(),
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
    for reason in &moved.coach_by {
        execute!(tx, RETURN_COACH, from, to, reason)?;
    }
    if moved.zone {
        execute!(tx, RETURN_ZONE, from, to)?;
    }
    moved.rows.give_back(tx, from).await
}

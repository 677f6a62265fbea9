//! What people finished: attendances, completions and results.

use uuid::Uuid;

use super::row::speaks_of_progress;
use crate::people::PersonId;
use crate::projector::kinds::ActKind;
use crate::store::{StoreError, Tx, fetch_all, id_list, list, sql};

sql! {
    FINISHED = {
        sqlite: concat!("SELECT p.person, f.id AS statement, f.object FROM person_agent p
                 CROSS JOIN fact f INDEXED BY fact_evidence
                     ON f.actor = p.agent AND f.day > $3 AND f.day <= $4 AND f.generation = $1
                 WHERE p.person IN (SELECT unhex(value) FROM json_each($2))
                     AND f.act IN (SELECT value FROM json_each($5)) AND ", speaks_of_progress!(), "
                     AND f.object IS NOT NULL AND NOT f.resent
                     AND (f.withdrawn_day IS NULL OR f.withdrawn_day > $4)"),
        postgres: concat!("SELECT p.person, f.id AS statement, f.object FROM person_agent p
                   JOIN fact f ON f.actor = p.agent AND f.day > $3 AND f.day <= $4
                       AND f.generation = $1
                   WHERE p.person IN (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))
                       AND f.act IN
                           (SELECT value::bigint FROM jsonb_array_elements_text($5::jsonb))
                       AND ", speaks_of_progress!(), "
                       AND f.object IS NOT NULL AND NOT f.resent
                       AND (f.withdrawn_day IS NULL OR f.withdrawn_day > $4)"),
    };
}

/// Acts that finish something.
const ACTS: [ActKind; 5] = [
    ActKind::AnswerItem,
    ActKind::Assess,
    ActKind::Attend,
    ActKind::Complete,
    ActKind::Take,
];

/// Something that somebody finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Finished {
    /// Who.
    pub person: PersonId,
    /// The statement that says so.
    pub statement: Uuid,
    /// The activity that is its object, by key.
    pub object: i64,
}

/// What people finished after one day and up to another, as it is known at the end of that.
pub async fn finished(
    tx: &mut Tx,
    generation: i64,
    persons: &[PersonId],
    (after, until): (i64, i64),
) -> Result<Vec<Finished>, StoreError> {
    let acts = list(ACTS.iter().map(|act| act.code()));
    let persons = id_list(persons);
    fetch_all!(
        tx,
        FINISHED as Finished,
        generation,
        persons,
        after,
        until,
        acts
    )
}

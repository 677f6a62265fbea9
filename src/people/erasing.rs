//! What of a person stands in the people tables, and the person's own row.

use jiff::Timestamp;

use super::{PersonId, held};
use crate::store::{StoreError, Tx, execute, fetch_all, list, sql};

held! {
    removed {
        mentorships: "mentorship" where "mentor = $1 OR EXISTS (SELECT 1 FROM person_subject s
            WHERE s.person = $1 AND s.issuer = mentorship.issuer
                AND s.subject = mentorship.subject)",
        sign_in_identifiers: "person_subject" where "person = $1",
        coach_notes: "known_coach" where "person = $1",
        absences: "absence" where "person = $1",
        pseudonyms: "pseudonym" where "person = $1",
        hints: "person_hint" where "person = $1",
        time_zones: "person_zone" where "person = $1",
        // A choice of content at a platform that is still to be made.
        choices_of_content: "deep_linking_request" where "person = $1",
        looks_at_them: "look" where "person = $1",
    }
    renamed {
        agents: "person_agent"."person",
        noted: "absence"."noted_by",
    }
    texts {
        coach_reasons: "known_coach"."reason",
        systems: "look"."system",
    }
}

sql! {
    /// A look's identifier is made from who looked, and would tell it to whoever tries.
    ERASE_VIEWER = {
        sqlite: "UPDATE look SET viewer = $2, id = randomblob(16) WHERE viewer = $1",
        postgres: "UPDATE look SET viewer = $2, id = gen_random_uuid() WHERE viewer = $1",
    };
    ADD_NAMELESS = "INSERT INTO person (id, name, name_at, created_at, disabled_at)
                    VALUES ($1, NULL, 9223372036854775807, $2, $2)";
    /// A name that is said later does not come back.
    UNNAME = "UPDATE person SET name = NULL, name_at = 9223372036854775807 WHERE id = $1";
    ERASE_PERSON = "DELETE FROM person WHERE id = $1";
    ADD_ABSENCE = "INSERT INTO absence (id, person, first_day, last_day, noted_by, noted_at)
                   VALUES ($1, $2, $3, $4, $2, $5)";
    /// What a platform said of somebody else who may be the same.
    ERASE_HINTS = {
        sqlite: "DELETE FROM person_hint WHERE value IN (SELECT value FROM json_each($1))",
        postgres: "DELETE FROM person_hint
                   WHERE value IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))",
    };
    SUBJECTS_OF = "SELECT issuer, subject FROM person_subject WHERE person = $1";
}

/// The last day that there is.
const LAST_DAY: i64 = 2_900_000;

/// Takes a person's name away for good.
pub async fn unname(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    execute!(tx, UNNAME, person)?;
    Ok(())
}

/// The subjects of providers and platforms that a person is.
pub async fn subjects_of(
    tx: &mut Tx,
    person: PersonId,
) -> Result<Vec<(String, String)>, StoreError> {
    fetch_all!(tx, SUBJECTS_OF as (String, String), person)
}

/// Removes what tells by an identifier (in lower case) who somebody may be.
pub async fn forget_hints(tx: &mut Tx, identifiers: &[String]) -> Result<(), StoreError> {
    execute!(tx, ERASE_HINTS, list(identifiers.iter()))?;
    Ok(())
}

/// Makes somebody without a name, who cannot sign in and is away from a day on: what is counted of an
/// erased person is theirs, and no alert waits for them.
pub async fn add_nameless(
    tx: &mut Tx,
    person: PersonId,
    away_from: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let at = now.as_microsecond();
    execute!(tx, ADD_NAMELESS, person, at)?;
    let absence = uuid::Uuid::new_v4();
    execute!(tx, ADD_ABSENCE, absence, person, away_from, LAST_DAY, at)?;
    Ok(())
}

/// Removes a person's row, the last of what there was.
pub async fn remove(tx: &mut Tx, person: PersonId, to: PersonId) -> Result<(), StoreError> {
    execute!(tx, ERASE_VIEWER, person, to)?;
    execute!(tx, ERASE_PERSON, person)?;
    Ok(())
}

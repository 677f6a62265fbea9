//! What of a person stands in the tables of coaching.

use crate::people::held;
use crate::seal::{hex, sha256};
use crate::store::{Change, StoreError, Tx, execute, fetch_all, list, sql};
use uuid::Uuid;

held! {
    removed {
        unsaid_acts: "unsaid" where "id IN (SELECT id FROM development_plan WHERE person = $1)
            OR id IN (SELECT id FROM review WHERE person = $1)",
        plan_versions: "development_plan_version" where
            "plan IN (SELECT id FROM development_plan WHERE person = $1)",
        plans: "development_plan" where "person = $1",
        pins: "pin" where "person = $1",
        disagreement_notes: "disagreement_note" where
            "disagreement IN (SELECT id FROM disagreement WHERE person = $1)",
        disagreements: "disagreement" where "person = $1",
        notes_on_their_reviews: "review_private_note" where
            "review IN (SELECT id FROM review WHERE person = $1)",
        reviews: "review" where "person = $1",
        private_notes: "review_private_note" where "writer = $1",
        roles: "person_role" where "person = $1",
    }
    renamed {
        plans_made: "development_plan_version"."made_by",
        plans_signed: "development_plan_version"."coach",
        pins_made: "pin"."made_by",
        pins_ended: "pin"."ended_by",
        disagreements_closed: "disagreement"."closed_by",
        notes_written: "disagreement_note"."writer",
        reviews_held: "review"."coach",
    }
    texts {
        plan_titles: "development_plan_version"."title",
        plan_items: "development_plan_version"."items",
        pin_reasons: "pin"."reason",
        note_texts: "disagreement_note"."text",
        records: "review"."record",
        private_texts: "review_private_note"."text",
        role_sources: "role_version"."source",
    }
}

sql! {
    ERASE_SNAPSHOTS = {
        sqlite: "SELECT id, snapshot FROM review r WHERE EXISTS (SELECT 1 FROM json_each($1) w
                 WHERE instr(lower(r.snapshot), w.value) > 0)",
        postgres: "SELECT id, snapshot FROM review r
                   WHERE EXISTS (SELECT 1 FROM jsonb_array_elements_text($1::jsonb) w
                       WHERE strpos(lower(r.snapshot COLLATE \"C\"), w.value) > 0)",
    };
    SET_SNAPSHOT = "UPDATE review SET snapshot = $2, digest = $3 WHERE id = $1";
}

/// Takes what is sought out of what was frozen of others' reviews, and makes the digests fit again.
pub async fn replace_in_snapshots(
    tx: &mut Tx,
    sought: &[String],
    change: Change<'_>,
) -> Result<(), StoreError> {
    let found = fetch_all!(tx, ERASE_SNAPSHOTS as (Uuid, String), list(sought.iter()))?;
    for (review, snapshot) in found {
        let new = change(&snapshot);
        if new != snapshot {
            let digest = hex(&sha256(new.as_bytes()));
            execute!(tx, SET_SNAPSHOT, review, &new, &digest)?;
        }
    }
    Ok(())
}

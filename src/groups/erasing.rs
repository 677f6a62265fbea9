//! What of a person stands in the groups' tables.

use crate::people::held;
use crate::store::{Change, StoreError, Tx, execute, fetch_all, fetch_optional, list, sql};

held! {
    removed {
        coached_groups: "group_coach" where "person = $1",
        once_coached_groups: "group_coached" where "person = $1",
        board_choices: "group_board" where "person = $1",
    }
    renamed { board_modes: "group_board_mode"."by_person", }
    texts {
        names: "learning_group"."name",
        alias_reasons: "group_alias"."reason",
        alias_deciders: "group_alias"."decided_by",
        coach_reasons: "group_coach"."reason",
        once_coach_reasons: "group_coached"."reason",
    }
}

sql! {
    ERASE_IDENTITIES = {
        sqlite: "SELECT key, identity FROM group_identifier i WHERE EXISTS (
                     SELECT 1 FROM json_each($1) w WHERE instr(lower(i.identity), w.value) > 0)",
        postgres: "SELECT key, identity FROM group_identifier i WHERE EXISTS (
                       SELECT 1 FROM jsonb_array_elements_text($1::jsonb) w
                       WHERE strpos(lower(i.identity COLLATE \"C\"), w.value) > 0)",
    };
    IDENTITY_TAKEN = "SELECT key FROM group_identifier WHERE identity = $1";
    SET_IDENTITY = "UPDATE group_identifier SET identity = $2 WHERE key = $1";
}

/// Takes what is sought out of what groups are known by. Two that differed by it only stay two.
pub async fn replace_in_identities(
    tx: &mut Tx,
    sought: &[String],
    change: Change<'_>,
) -> Result<(), StoreError> {
    let found = fetch_all!(tx, ERASE_IDENTITIES as (i64, String), list(sought.iter()))?;
    for (key, identity) in found {
        // What a group of agents is identified by stays, as in statements.
        let Some(iri) = identity.strip_prefix("activity ") else {
            continue;
        };
        let mut new = format!("activity {}", change(iri));
        if new == identity {
            continue;
        }
        if fetch_optional!(tx, IDENTITY_TAKEN as (i64,), &new)?.is_some() {
            new = format!("{new}-{key}");
        }
        execute!(tx, SET_IDENTITY, key, &new)?;
    }
    Ok(())
}

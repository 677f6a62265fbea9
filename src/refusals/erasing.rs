//! Refusals that repeat something of a person: they go whole.

use crate::store::{StoreError, Tx, execute, fetch_one, list, sql};

sql! {
    ERASE_COUNT = {
        sqlite: "SELECT count(*) FROM refusal r WHERE EXISTS (SELECT 1 FROM json_each($1) w
                 WHERE instr(lower(r.caller || r.path || r.detail || r.faults), w.value) > 0)",
        postgres: "SELECT count(*) FROM refusal r
                   WHERE EXISTS (SELECT 1 FROM jsonb_array_elements_text($1::jsonb) w
                       WHERE strpos(lower((r.caller || r.path || r.detail || r.faults)
                           COLLATE \"C\"), w.value) > 0)",
    };
    ERASE_REMOVE = {
        sqlite: "DELETE FROM refusal WHERE EXISTS (SELECT 1 FROM json_each($1) w
                 WHERE instr(lower(refusal.caller || refusal.path || refusal.detail
                     || refusal.faults), w.value) > 0)",
        postgres: "DELETE FROM refusal r
                   WHERE EXISTS (SELECT 1 FROM jsonb_array_elements_text($1::jsonb) w
                       WHERE strpos(lower((r.caller || r.path || r.detail || r.faults)
                           COLLATE \"C\"), w.value) > 0)",
    };
}

/// How many refusals hold one of some words, which are lowercase.
pub async fn held(tx: &mut Tx, words: &[String]) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, ERASE_COUNT as (i64,), list(words.iter()))?.0)
}

/// Removes them.
pub async fn let_go(tx: &mut Tx, words: &[String]) -> Result<(), StoreError> {
    execute!(tx, ERASE_REMOVE, list(words.iter()))?;
    Ok(())
}

//! What is derived, where a person is erased: facts stay, without what would tell of whom they are.

use crate::statements::{AgentKey, StoredStatement};
use crate::store::{StoreError, Tx, execute, fetch_all, list, sql, texts};

sql! {
    /// What a person wrote, and the steps that they set themselves.
    WRITTEN = {
        sqlite: "SELECT DISTINCT f.object FROM json_each($1) a CROSS JOIN generation g
                 CROSS JOIN fact f ON f.actor = a.value AND f.generation = g.generation
                 WHERE f.object IS NOT NULL AND (f.creates OR f.act = 29)
                     AND NOT EXISTS (SELECT 1 FROM framework_item i WHERE i.competency = f.object)",
        postgres: "SELECT DISTINCT f.object FROM jsonb_array_elements_text($1::jsonb) a
                   CROSS JOIN generation g
                   JOIN fact f ON f.actor = a.value::bigint AND f.generation = g.generation
                   WHERE f.object IS NOT NULL AND (f.creates OR f.act = 29)
                       AND NOT EXISTS (SELECT 1 FROM framework_item i
                                       WHERE i.competency = f.object)",
    };
    /// It is made of what the statement says, and would tell of whom to whoever tries.
    SET_RESEND_KEY = "UPDATE fact SET resend_key = $2 WHERE seq = $1 AND resend_key IS NOT NULL";
    ERASE_NAME = "SELECT name FROM activity_name WHERE activity = $1";
    SET_NAME = "UPDATE activity_name SET name = $2 WHERE activity = $1";
}

/// Activities (by their keys) that agents brought into being.
pub async fn written(tx: &mut Tx, agents: &[AgentKey]) -> Result<Vec<i64>, StoreError> {
    let rows = fetch_all!(tx, WRITTEN as (i64,), list(agents.iter()))?;
    Ok(rows.into_iter().map(|(activity,)| activity).collect())
}

/// Makes what tells a resend of a statement from its text, which was rewritten.
pub async fn rewritten(tx: &mut Tx, stored: &StoredStatement) -> Result<(), StoreError> {
    if stored.id_received {
        return Ok(());
    }
    let statement = stored
        .value()
        .map_err(|error| sqlx::Error::Decode(error.into()))?;
    if let Some(key) = super::act::resend_key(stored, &statement) {
        execute!(tx, SET_RESEND_KEY, stored.seq, key)?;
    }
    Ok(())
}

/// Changes what an activity is called.
pub async fn rename_activity(
    tx: &mut Tx,
    activity: i64,
    change: impl Fn(&str) -> String,
) -> Result<(), StoreError> {
    for (name,) in fetch_all!(tx, ERASE_NAME as (String,), activity)? {
        execute!(tx, SET_NAME, activity, change(&name))?;
    }
    Ok(())
}

texts! {
    replaced { names: "activity_name"."name", }
    working {}
}

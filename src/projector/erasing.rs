//! What is derived, where a person is erased: facts stay, without what would tell of whom they are.

use std::collections::BTreeSet;

use crate::statements::{AgentKey, StoredStatement};
use crate::store::{StoreError, Tx, execute, fetch_all, list, sql, texts};

sql! {
    /// Contributions of a person.
    WRITTEN = {
        sqlite: "SELECT DISTINCT f.object FROM json_each($1) a CROSS JOIN generation g
                 CROSS JOIN fact f ON f.actor = a.value AND f.generation = g.generation
                 WHERE f.object IS NOT NULL AND f.creates
                     AND NOT EXISTS (SELECT 1 FROM framework_item i WHERE i.competency = f.object)",
        postgres: "SELECT DISTINCT f.object FROM jsonb_array_elements_text($1::jsonb) a
                   CROSS JOIN generation g
                   JOIN fact f ON f.actor = a.value::bigint AND f.generation = g.generation
                   WHERE f.object IS NOT NULL AND f.creates
                       AND NOT EXISTS (SELECT 1 FROM framework_item i
                                       WHERE i.competency = f.object)",
    };
    /// Goals and steps of a person, whoever set them: what is planned (19), progressed in (22),
    /// achieved (2), done (29) or given up (31), is no competency, and nobody else has. Others have it
    /// who do one of these, or learn with it (5, 6, 7, 28, 36); a goal that somebody only assigns (19
    /// without points, and nobody vouches) is not theirs, and the erased have nothing.
    AIMED_AT = {
        sqlite: "SELECT DISTINCT f.object FROM json_each($1) a CROSS JOIN generation g
                 CROSS JOIN fact f ON (f.actor = a.value OR f.recipient = a.value)
                     AND f.generation = g.generation
                 WHERE f.act IN (2, 19, 22, 29, 31) AND f.object IS NOT NULL
                     AND coalesce(f.recipient, f.actor) = a.value
                     AND NOT EXISTS (SELECT 1 FROM framework_item i WHERE i.competency = f.object)
                     AND NOT EXISTS (SELECT 1 FROM fact_competency c
                                     WHERE c.seq = f.seq AND c.generation = f.generation
                                         AND c.competency = f.object)
                     AND NOT EXISTS (SELECT 1 FROM statement_activity s
                         CROSS JOIN fact o ON o.seq = s.seq AND o.generation = f.generation
                         CROSS JOIN agent e ON e.key = coalesce(o.recipient, o.actor)
                         WHERE s.activity = f.object AND s.via = s.seq AND o.object = f.object
                             AND o.act IN (2, 5, 6, 7, 19, 22, 28, 29, 31, 36)
                             AND (o.act <> 19 OR o.engagement <> 0 OR o.instructor IS NOT NULL)
                             AND e.key NOT IN (SELECT value FROM json_each($1))
                             AND e.home_page <> $2)",
        postgres: "SELECT DISTINCT f.object FROM jsonb_array_elements_text($1::jsonb) a
                   CROSS JOIN generation g
                   JOIN fact f ON (f.actor = a.value::bigint OR f.recipient = a.value::bigint)
                       AND f.generation = g.generation
                   WHERE f.act IN (2, 19, 22, 29, 31) AND f.object IS NOT NULL
                       AND coalesce(f.recipient, f.actor) = a.value::bigint
                       AND NOT EXISTS (SELECT 1 FROM framework_item i
                                       WHERE i.competency = f.object)
                       AND NOT EXISTS (SELECT 1 FROM fact_competency c
                                       WHERE c.seq = f.seq AND c.generation = f.generation
                                           AND c.competency = f.object)
                       AND NOT EXISTS (SELECT 1 FROM statement_activity s
                           JOIN fact o ON o.seq = s.seq AND o.generation = f.generation
                           JOIN agent e ON e.key = coalesce(o.recipient, o.actor)
                           WHERE s.activity = f.object AND s.via = s.seq AND o.object = f.object
                               AND o.act IN (2, 5, 6, 7, 19, 22, 28, 29, 31, 36)
                               AND (o.act <> 19 OR o.engagement <> 0 OR o.instructor IS NOT NULL)
                               AND e.key NOT IN (SELECT value::bigint
                                                 FROM jsonb_array_elements_text($1::jsonb))
                               AND e.home_page <> $2)",
    };
    /// It is made of what the statement says, and would tell of whom to whoever tries.
    SET_RESEND_KEY = "UPDATE fact SET resend_key = $2 WHERE seq = $1 AND resend_key IS NOT NULL";
    ERASE_NAME = "SELECT name FROM activity_name WHERE activity = $1";
    SET_NAME = "UPDATE activity_name SET name = $2 WHERE activity = $1";
}

/// Activities (by their keys) whose titles and texts are an erased person's: what their agents brought
/// into being, and the goals and steps that are nobody else's, too. `pseudonyms`: the home page of the
/// accounts that stand for whoever was erased.
pub async fn written(
    tx: &mut Tx,
    agents: &[AgentKey],
    pseudonyms: &str,
) -> Result<Vec<i64>, StoreError> {
    let made = fetch_all!(tx, WRITTEN as (i64,), list(agents.iter()))?;
    let aimed_at = fetch_all!(tx, AIMED_AT as (i64,), list(agents.iter()), pseudonyms)?;
    let all: BTreeSet<i64> = made.into_iter().chain(aimed_at).map(|(key,)| key).collect();
    Ok(all.into_iter().collect())
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

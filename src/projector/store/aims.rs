//! Who aims at a level of something.

use std::collections::BTreeSet;

use serde_json::json;

use crate::people::PersonId;
use crate::store::{StoreError, Tx, fetch_all, id_list, list, sql};

sql! {
    /// Of the few facts that plan a level, those about some competencies. The plan may have been
    /// given up since.
    AIMING = {
        sqlite: "SELECT DISTINCT p.person FROM fact f
                 CROSS JOIN fact_competency c ON c.seq = f.seq AND c.generation = f.generation
                 CROSS JOIN person_agent p ON p.agent = coalesce(f.recipient, f.actor)
                 WHERE f.generation = $1 AND f.act = 19 AND f.level IS NOT NULL AND f.day <= $3
                     AND c.competency IN (SELECT value FROM json_each($2)) ORDER BY 1",
        postgres: "SELECT DISTINCT p.person FROM fact f
                   JOIN fact_competency c ON c.seq = f.seq AND c.generation = f.generation
                   JOIN person_agent p ON p.agent = coalesce(f.recipient, f.actor)
                   WHERE f.generation = $1 AND f.act = 19 AND f.level IS NOT NULL AND f.day <= $3
                       AND c.competency IN (SELECT value::bigint
                                            FROM jsonb_array_elements_text($2::jsonb))
                   ORDER BY 1",
    };
    /// The same of some people: their plans are found by whom they are for. The plus takes the
    /// column's type away: the index, being of an expression, has none, and would not be used.
    AIMING_AMONG = {
        sqlite: "SELECT DISTINCT p.person FROM json_each($4) AS m
                 CROSS JOIN person_agent p ON p.person = unhex(m.value)
                 CROSS JOIN fact f INDEXED BY fact_aim_of
                     ON coalesce(f.recipient, f.actor) = +p.agent AND f.generation = $1
                 CROSS JOIN fact_competency c ON c.seq = f.seq AND c.generation = f.generation
                 WHERE f.act = 19 AND f.level IS NOT NULL AND f.day <= $3
                     AND c.competency IN (SELECT value FROM json_each($2)) ORDER BY 1",
        postgres: "SELECT DISTINCT p.person FROM jsonb_array_elements_text($4::jsonb) AS m
                   JOIN person_agent p ON p.person = m.value::uuid
                   JOIN fact f ON coalesce(f.recipient, f.actor) = p.agent AND f.generation = $1
                   JOIN fact_competency c ON c.seq = f.seq AND c.generation = f.generation
                   WHERE f.act = 19 AND f.level IS NOT NULL AND f.day <= $3
                       AND c.competency IN (SELECT value::bigint
                                            FROM jsonb_array_elements_text($2::jsonb))
                   ORDER BY 1",
    };
}

/// Persons who have ever planned a level of one of some competencies; `among` some, or everybody.
pub async fn aiming_at(
    tx: &mut Tx,
    generation: i64,
    competencies: &[i64],
    among: Option<&BTreeSet<PersonId>>,
    until: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let competencies = list(competencies.iter().map(|key| json!(key)));
    let rows = match among {
        None => fetch_all!(tx, AIMING as (PersonId,), generation, &competencies, until)?,
        Some(among) => {
            let among = id_list(among);
            fetch_all!(
                tx,
                AIMING_AMONG as (PersonId,),
                generation,
                &competencies,
                until,
                &among
            )?
        }
    };
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Row};

    use super::AIMING_AMONG;
    use crate::store::{Db, Target, Tx};

    /// Everybody's plans are not looked through for a few people's.
    #[tokio::test]
    async fn plans_are_found_by_whom_they_are_for() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Sqlite(folder.path().join("coachlight.db"));
        let db = Db::open(&target).await.unwrap();
        db.migrate().await.unwrap();
        let mut tx = db.read().await.unwrap();
        let Tx::Sqlite(on) = &mut tx else {
            unreachable!("it was opened as an embedded one")
        };
        let explain = format!("EXPLAIN QUERY PLAN {}", AIMING_AMONG.sqlite);
        let steps = sqlx::query(AssertSqlSafe(explain))
            .fetch_all(&mut **on)
            .await
            .unwrap();
        let steps: Vec<String> = steps.iter().map(|step| step.get("detail")).collect();
        let found = |step: &String| step.starts_with("SEARCH f USING INDEX fact_aim_of (<expr>=?");
        assert!(steps.iter().any(found), "{steps:#?}");
    }
}

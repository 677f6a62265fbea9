//! Facts of statements whose time is over.

use std::collections::{BTreeSet, HashSet};

use uuid::Uuid;

use super::ProjectorError;
use super::follow::Projector;
use super::kinds::ActKind;
use super::project::{Batch, Derivation, project};
use super::store;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, fetch_all, fetch_one, list, sql};

/// Acts of the moment: nothing that stands rests on them.
const PASSING: [ActKind; 4] = [
    ActKind::Dislike,
    ActKind::Like,
    ActKind::Unlike,
    ActKind::View,
];

sql! {
    PASSING_BETWEEN = {
        sqlite: "SELECT seq FROM fact WHERE generation = $1 AND seq > $2 AND seq <= $3
                     AND act IN (SELECT value FROM json_each($4)) ORDER BY seq LIMIT $5",
        postgres: "SELECT seq FROM fact WHERE generation = $1 AND seq > $2 AND seq <= $3
                       AND act IN (SELECT value::bigint FROM jsonb_array_elements_text($4::jsonb))
                   ORDER BY seq LIMIT $5",
    };
    COUNT_PASSING = {
        sqlite: "SELECT count(*) FROM fact WHERE generation = $1 AND seq > $2 AND seq <= $3
                     AND act IN (SELECT value FROM json_each($4))",
        postgres: "SELECT count(*) FROM fact WHERE generation = $1 AND seq > $2 AND seq <= $3
                       AND act IN (SELECT value::bigint FROM jsonb_array_elements_text($4::jsonb))",
    };
    /// Those of a list of activities that are contributions.
    CONTRIBUTIONS_AMONG = {
        sqlite: "SELECT a.iri FROM json_each($2) j CROSS JOIN activity a ON a.iri = j.value
                 CROSS JOIN contribution c ON c.generation = $1 AND c.object = a.key",
        postgres: "SELECT a.iri FROM jsonb_array_elements_text($2::jsonb) j
                   JOIN activity a ON a.iri = j.value
                   JOIN contribution c ON c.generation = $1 AND c.object = a.key",
    };
    /// Contributions that statements of a part of the log made.
    WRITTEN_BETWEEN = "SELECT DISTINCT object, actor FROM fact
                       WHERE generation = $1 AND seq > $2 AND seq <= $3 AND creates
                           AND object IS NOT NULL";
}

fn passing_acts() -> String {
    list(PASSING.iter().map(|act| act.code()))
}

/// At most `limit` statements of a part of the log (after a place, up to one) that are likes, views and
/// their like, in their order.
pub async fn passing(
    tx: &mut Tx,
    generation: i64,
    (after, until): (i64, i64),
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let acts = passing_acts();
    let rows = fetch_all!(
        tx,
        PASSING_BETWEEN as (i64,),
        generation,
        after,
        until,
        acts,
        limit
    )?;
    Ok(rows.into_iter().map(|(seq,)| seq).collect())
}

/// How many likes, views and their like there are in a part of the log.
pub async fn count(
    tx: &mut Tx,
    generation: i64,
    (after, until): (i64, i64),
) -> Result<i64, StoreError> {
    let acts = passing_acts();
    Ok(fetch_one!(tx, COUNT_PASSING as (i64,), generation, after, until, acts)?.0)
}

/// Contributions (by the keys of activities) that statements of a part of the log made, but those by
/// some agents.
pub async fn written(
    tx: &mut Tx,
    generation: i64,
    (after, until): (i64, i64),
    but: &BTreeSet<AgentKey>,
) -> Result<Vec<i64>, StoreError> {
    let rows = fetch_all!(
        tx,
        WRITTEN_BETWEEN as (i64, AgentKey),
        generation,
        after,
        until
    )?;
    let others = rows.into_iter().filter(|(_, actor)| !but.contains(actor));
    let objects: BTreeSet<i64> = others.map(|(object, _)| object).collect();
    Ok(objects.into_iter().collect())
}

/// Which of some activities (by their IRIs) are contributions: what people wrote.
pub async fn contributions_among(
    tx: &mut Tx,
    generation: i64,
    activities: &BTreeSet<String>,
) -> Result<HashSet<String>, StoreError> {
    let iris = list(activities.iter());
    let rows = fetch_all!(tx, CONTRIBUTIONS_AMONG as (String,), generation, iris)?;
    Ok(rows.into_iter().map(|(iri,)| iri).collect())
}

impl Projector {
    /// Removes the facts of statements from every generation, as if they had been voided.
    pub async fn forget(&self, tx: &mut Tx, statements: &[Uuid]) -> Result<(), ProjectorError> {
        let current = store::current(tx).await?;
        let read = Batch::voiding(statements);
        for one in store::lock_all(tx).await? {
            if one.retired {
                continue;
            }
            let derivation = Derivation {
                generation: one.generation,
                current: current
                    .as_ref()
                    .is_some_and(|it| it.generation == one.generation),
            };
            project(tx, derivation, &read, self.clock.now()).await?;
        }
        Ok(())
    }
}

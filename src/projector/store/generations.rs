//! Generations: complete derivations of the log, made, compared and dropped.

use serde_json::json;

use super::packs::change_all;
use crate::groups::Activities;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, sql};

/// Statements whose facts are compared at once: no statement of SQL is to run for long.
const COMPARED: i64 = 100_000;

sql! {
    CURRENT = "SELECT generation, seq, vocabulary, time_zone, retired FROM generation WHERE current";
    ADD_GENERATION = "INSERT INTO generation
                          (generation, seq, current, vocabulary, time_zone, started_at)
                      SELECT coalesce(max(generation), 0) + 1, 0, $1, $2, $3, $4 FROM generation
                      RETURNING generation";
    FIND = "SELECT generation, seq, vocabulary, time_zone, retired FROM generation WHERE generation = $1";
    /// Locks the generation against other projectors until the transaction ends; nobody is to add
    /// to a retired one.
    LOCK_GENERATION = {
        sqlite: "SELECT seq, current FROM generation WHERE generation = $1 AND NOT retired",
        postgres: "SELECT seq, current FROM generation WHERE generation = $1 AND NOT retired
                   FOR UPDATE",
    };
    NOTE_VOCABULARY = "INSERT INTO vocabulary (version, own, shipped, activities)
                       VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    VOCABULARY = "SELECT own, shipped, coalesce(activities, '{}') AS activities
                  FROM vocabulary WHERE version = $1";
    ALL = "SELECT generation, seq, vocabulary, time_zone, retired FROM generation
           ORDER BY generation";
    LOCK_ALL = {
        sqlite: "SELECT generation, seq, vocabulary, time_zone, retired FROM generation
                 ORDER BY generation",
        postgres: "SELECT generation, seq, vocabulary, time_zone, retired FROM generation
                   ORDER BY generation FOR UPDATE",
    };
    MOVE_GENERATION = "UPDATE generation SET seq = $2 WHERE generation = $1";
    RETIRE = "UPDATE generation SET current = false, retired = true WHERE generation = $1";
    PROMOTE = "UPDATE generation SET current = true WHERE generation = $1";
    DROP_GENERATION = "DELETE FROM generation WHERE generation = $1";
    /// Facts of a part of the log.
    DROP_FACTS = "DELETE FROM fact WHERE generation = $1 AND seq > $2 AND seq <= $3";
    DROP_COMPETENCIES = "DELETE FROM fact_competency
                         WHERE generation = $1 AND seq > $2 AND seq <= $3";
    DROP_UNUSED = "DELETE FROM unused_statement
                   WHERE generation = $1 AND seq > $2 AND seq <= $3";
    DROP_CONTRIBUTIONS = "DELETE FROM contribution WHERE generation = $1";
    DROP_CHANGED = "DELETE FROM fact_pack_changed WHERE generation = $1";
    DROP_PACKS = "DELETE FROM fact_pack WHERE generation = $1";
    /// Facts of a part of the log that one generation has and the other lacks, both at the same
    /// place. The two lie side by side.
    DIFFERENT_FACTS = "SELECT count(*) FROM fact a
        WHERE a.generation = $1 AND a.seq > $3 AND a.seq <= $4 AND NOT EXISTS (
            SELECT 1 FROM fact b WHERE b.seq = a.seq AND b.generation = $2
                AND b.id = a.id AND b.act = a.act AND b.engagement = a.engagement
                AND b.evidence = a.evidence AND b.at = a.at AND b.day = a.day
                AND b.actor = a.actor AND b.instructor IS NOT DISTINCT FROM a.instructor
                AND b.recipient IS NOT DISTINCT FROM a.recipient
                AND b.object IS NOT DISTINCT FROM a.object
                AND b.anchor IS NOT DISTINCT FROM a.anchor AND b.creates = a.creates
                AND b.group_key IS NOT DISTINCT FROM a.group_key
                AND b.group_named = a.group_named
                AND b.fallback_key IS NOT DISTINCT FROM a.fallback_key
                AND b.quality IS NOT DISTINCT FROM a.quality
                AND b.target IS NOT DISTINCT FROM a.target
                AND b.level IS NOT DISTINCT FROM a.level
                AND b.due_day IS NOT DISTINCT FROM a.due_day
                AND b.expires_day IS NOT DISTINCT FROM a.expires_day
                AND b.resend_key IS NOT DISTINCT FROM a.resend_key AND b.resent = a.resent
                AND b.recipient_since IS NOT DISTINCT FROM a.recipient_since
                AND b.group_since IS NOT DISTINCT FROM a.group_since
                AND b.withdrawn_day IS NOT DISTINCT FROM a.withdrawn_day)";
    DIFFERENT_COMPETENCIES = "SELECT count(*) FROM fact_competency a
        WHERE a.generation = $1 AND a.seq > $3 AND a.seq <= $4 AND NOT EXISTS (
            SELECT 1 FROM fact_competency b
            WHERE b.seq = a.seq AND b.generation = $2 AND b.competency = a.competency)";
    DIFFERENT_CONTRIBUTIONS = "SELECT count(*) FROM contribution a
        WHERE a.generation = $1 AND NOT EXISTS (
            SELECT 1 FROM contribution b WHERE b.object = a.object AND b.generation = $2
                AND b.author = a.author AND b.parent IS NOT DISTINCT FROM a.parent
                AND b.own_group IS NOT DISTINCT FROM a.own_group
                AND b.fallback_key IS NOT DISTINCT FROM a.fallback_key AND b.since = a.since
                AND b.group_key IS NOT DISTINCT FROM a.group_key
                AND b.group_since IS NOT DISTINCT FROM a.group_since
                AND b.withdrawn_day IS NOT DISTINCT FROM a.withdrawn_day)";
}

/// A complete derivation of the log.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Generation {
    /// Its number.
    pub generation: i64,
    /// Everything up to this sequence number is in.
    pub seq: i64,
    /// The vocabulary it was made by.
    pub vocabulary: String,
    /// The zone whose midnight separates its days.
    pub time_zone: String,
    /// Whether it is not used any more, and parts of it may be gone.
    pub retired: bool,
}

/// The generation that readers use; none before the first start.
pub async fn current(tx: &mut Tx) -> Result<Option<Generation>, StoreError> {
    fetch_optional!(tx, CURRENT as Generation)
}

pub(in crate::projector) async fn add_generation(
    tx: &mut Tx,
    is_current: bool,
    vocabulary: &str,
    time_zone: &str,
    now: i64,
) -> Result<i64, StoreError> {
    let (generation,) = fetch_one!(
        tx,
        ADD_GENERATION as (i64,),
        is_current,
        vocabulary,
        time_zone,
        now
    )?;
    Ok(generation)
}

/// A generation; none once it was dropped.
pub(in crate::projector) async fn generation(
    tx: &mut Tx,
    generation: i64,
) -> Result<Option<Generation>, StoreError> {
    fetch_optional!(tx, FIND as Generation, generation)
}

/// Notes the text of a vocabulary under its version.
pub(in crate::projector) async fn note_vocabulary(
    tx: &mut Tx,
    version: &str,
    own: Option<&str>,
    shipped: &str,
    activities: &Activities,
) -> Result<(), StoreError> {
    let activities = (!activities.is_empty()).then(|| json!(activities).to_string());
    execute!(tx, NOTE_VOCABULARY, version, own, shipped, activities)?;
    Ok(())
}

/// A vocabulary as it was noted.
#[derive(sqlx::FromRow)]
pub(in crate::projector) struct NotedVocabulary {
    /// The organisation's rules.
    pub(in crate::projector) own: Option<String>,
    /// The shipped ones.
    pub(in crate::projector) shipped: String,
    /// Activities that stand for groups, as JSON.
    activities: String,
}

impl NotedVocabulary {
    /// Activities that stand for groups.
    pub(in crate::projector) fn activities(&self) -> Result<Activities, serde_json::Error> {
        serde_json::from_str(&self.activities)
    }
}

/// A vocabulary that was noted.
pub(in crate::projector) async fn vocabulary(
    tx: &mut Tx,
    version: &str,
) -> Result<NotedVocabulary, StoreError> {
    fetch_one!(tx, VOCABULARY as NotedVocabulary, version)
}

/// The place a generation has reached, and whether readers use it; the right to move it until the
/// transaction ends.
pub(in crate::projector) async fn lock_generation(
    tx: &mut Tx,
    generation: i64,
) -> Result<Option<(i64, bool)>, StoreError> {
    fetch_optional!(tx, LOCK_GENERATION as (i64, bool), generation)
}

/// Every generation, none of which moves until the transaction ends.
pub(in crate::projector) async fn lock_all(tx: &mut Tx) -> Result<Vec<Generation>, StoreError> {
    fetch_all!(tx, LOCK_ALL as Generation)
}

pub(in crate::projector) async fn move_generation(
    tx: &mut Tx,
    generation: i64,
    seq: i64,
) -> Result<(), StoreError> {
    execute!(tx, MOVE_GENERATION, generation, seq)?;
    Ok(())
}

/// Every generation.
pub(in crate::projector) async fn all(tx: &mut Tx) -> Result<Vec<Generation>, StoreError> {
    fetch_all!(tx, ALL as Generation)
}

/// Takes a generation out of use: what is left to do is to drop it.
pub(in crate::projector) async fn retire(tx: &mut Tx, generation: i64) -> Result<(), StoreError> {
    execute!(tx, RETIRE, generation)?;
    Ok(())
}

/// Makes a generation the one that readers use, in place of a retired one.
pub(in crate::projector) async fn promote(tx: &mut Tx, generation: i64) -> Result<(), StoreError> {
    execute!(tx, PROMOTE, generation)?;
    change_all(tx, generation).await
}

/// Takes away what a retired generation holds of the part of the log behind `after` up to `until`.
pub(in crate::projector) async fn drop_portion(
    tx: &mut Tx,
    generation: i64,
    after: i64,
    until: i64,
) -> Result<(), StoreError> {
    execute!(tx, DROP_FACTS, generation, after, until)?;
    execute!(tx, DROP_COMPETENCIES, generation, after, until)?;
    execute!(tx, DROP_UNUSED, generation, after, until)?;
    Ok(())
}

/// Takes away the rest of a retired generation.
pub(in crate::projector) async fn drop_generation(
    tx: &mut Tx,
    generation: i64,
) -> Result<(), StoreError> {
    execute!(tx, DROP_CONTRIBUTIONS, generation)?;
    execute!(tx, DROP_CHANGED, generation)?;
    execute!(tx, DROP_PACKS, generation)?;
    execute!(tx, DROP_GENERATION, generation)?;
    Ok(())
}

/// Facts, competency links and contributions that stand in one of two generations only, both at
/// the place `seq` of the log.
pub(in crate::projector) async fn differences(
    tx: &mut Tx,
    old: i64,
    new: i64,
    seq: i64,
) -> Result<[i64; 3], StoreError> {
    let mut sums = [0; 3];
    for (left, right) in [(old, new), (new, old)] {
        let mut after = 0;
        while after < seq {
            let until = after + COMPARED;
            let facts = fetch_one!(tx, DIFFERENT_FACTS as (i64,), left, right, after, until)?;
            let links = fetch_one!(
                tx,
                DIFFERENT_COMPETENCIES as (i64,),
                left,
                right,
                after,
                until
            )?;
            sums[0] += facts.0;
            sums[1] += links.0;
            after = until;
        }
        sums[2] += fetch_one!(tx, DIFFERENT_CONTRIBUTIONS as (i64,), left, right)?.0;
    }
    Ok(sums)
}

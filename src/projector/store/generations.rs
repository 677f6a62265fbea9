//! Generations: complete derivations of the log, made, compared and dropped.

use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, sql};

sql! {
    CURRENT = "SELECT generation, seq, vocabulary, time_zone FROM generation WHERE current";
    ADD_GENERATION = "INSERT INTO generation
                          (generation, seq, current, vocabulary, time_zone, started_at)
                      SELECT coalesce(max(generation), 0) + 1, 0, $1, $2, $3, $4 FROM generation
                      RETURNING generation";
    REACHED = "SELECT seq FROM generation WHERE generation = $1";
    /// Locks the generation against other projectors until the transaction ends.
    LOCK_GENERATION = {
        sqlite: "SELECT seq FROM generation WHERE generation = $1",
        postgres: "SELECT seq FROM generation WHERE generation = $1 FOR UPDATE",
    };
    LOCK_ALL = {
        sqlite: "SELECT generation, seq, vocabulary, time_zone FROM generation ORDER BY generation",
        postgres: "SELECT generation, seq, vocabulary, time_zone FROM generation
                   ORDER BY generation FOR UPDATE",
    };
    MOVE_GENERATION = "UPDATE generation SET seq = $2 WHERE generation = $1";
    RETIRE = "UPDATE generation SET current = false WHERE current";
    PROMOTE = "UPDATE generation SET current = true WHERE generation = $1";
    DROP_GENERATION = "DELETE FROM generation WHERE generation = $1";
    DROP_FACTS = "DELETE FROM fact WHERE generation = $1";
    DROP_COMPETENCIES = "DELETE FROM fact_competency WHERE generation = $1";
    DROP_CONTRIBUTIONS = "DELETE FROM contribution WHERE generation = $1";
    DROP_UNMAPPED = "DELETE FROM unmapped_verb WHERE generation = $1";
    /// Facts of one generation that the other lacks, both at the same place of the log.
    DIFFERENT_FACTS = "SELECT count(*) FROM (
        SELECT seq, id, act, engagement, evidence, at, day, actor, instructor, recipient, object,
            anchor, creates, group_key, group_named, quality, target, level, due_day, expires_day,
            resend_key, resent, recipient_since, group_since, withdrawn_day FROM fact WHERE generation = $1
        EXCEPT
        SELECT seq, id, act, engagement, evidence, at, day, actor, instructor, recipient, object,
            anchor, creates, group_key, group_named, quality, target, level, due_day, expires_day,
            resend_key, resent, recipient_since, group_since, withdrawn_day FROM fact WHERE generation = $2) d";
    DIFFERENT_COMPETENCIES = "SELECT count(*) FROM (
        SELECT seq, competency FROM fact_competency WHERE generation = $1
        EXCEPT
        SELECT seq, competency FROM fact_competency WHERE generation = $2) d";
    DIFFERENT_CONTRIBUTIONS = "SELECT count(*) FROM (
        SELECT object, author, parent, own_group, since, group_key, group_since, withdrawn_day
            FROM contribution WHERE generation = $1
        EXCEPT
        SELECT object, author, parent, own_group, since, group_key, group_since, withdrawn_day
            FROM contribution WHERE generation = $2) d";
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

/// The place a generation has reached.
pub(in crate::projector) async fn reached(
    tx: &mut Tx,
    generation: i64,
) -> Result<Option<i64>, StoreError> {
    Ok(fetch_optional!(tx, REACHED as (i64,), generation)?.map(|(seq,)| seq))
}

/// The place a generation has reached; the right to move it until the transaction ends.
pub(in crate::projector) async fn lock_generation(
    tx: &mut Tx,
    generation: i64,
) -> Result<Option<i64>, StoreError> {
    Ok(fetch_optional!(tx, LOCK_GENERATION as (i64,), generation)?.map(|(seq,)| seq))
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

pub(in crate::projector) async fn promote(tx: &mut Tx, generation: i64) -> Result<(), StoreError> {
    execute!(tx, RETIRE)?;
    execute!(tx, PROMOTE, generation)?;
    Ok(())
}

pub(in crate::projector) async fn drop_generation(
    tx: &mut Tx,
    generation: i64,
) -> Result<(), StoreError> {
    execute!(tx, DROP_GENERATION, generation)?;
    execute!(tx, DROP_FACTS, generation)?;
    execute!(tx, DROP_COMPETENCIES, generation)?;
    execute!(tx, DROP_CONTRIBUTIONS, generation)?;
    execute!(tx, DROP_UNMAPPED, generation)?;
    Ok(())
}

/// Facts, competency links and contributions that stand in one generation only.
pub(in crate::projector) async fn differences(
    tx: &mut Tx,
    old: i64,
    new: i64,
) -> Result<[i64; 3], StoreError> {
    let mut sums = [0; 3];
    for (left, right) in [(old, new), (new, old)] {
        sums[0] += fetch_one!(tx, DIFFERENT_FACTS as (i64,), left, right)?.0;
        sums[1] += fetch_one!(tx, DIFFERENT_COMPETENCIES as (i64,), left, right)?.0;
        sums[2] += fetch_one!(tx, DIFFERENT_CONTRIBUTIONS as (i64,), left, right)?.0;
    }
    Ok(sums)
}

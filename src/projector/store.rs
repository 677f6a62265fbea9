//! All SQL of facts, contributions and generations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::fact::{Fact, GroupFacts, Visits};
use super::kinds::{ActKind, EngagementKind, EvidenceKind};
use crate::groups::{Group, GroupId};
use crate::people::PersonId;
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, list, sql};

/// The columns of a fact as [`Row`] reads them.
macro_rules! columns {
    () => {
        "f.seq, f.id, f.act, f.engagement, f.evidence, f.at, f.day, f.actor, f.instructor, \
         f.recipient, f.object, f.anchor, f.group_key, f.quality, f.target, f.level, f.due_day, f.expires_day"
    };
}

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

    INSERT_FACTS = {
        sqlite: "INSERT INTO fact (generation, seq, id, act, engagement, evidence, at, day, actor,
                     instructor, recipient, recipient_named, object, anchor, creates, group_key,
                     group_named, quality, target, level, due_day, expires_day, resend_key,
                     excluded)
                 SELECT $1, value->>0, unhex(value->>1), value->>2, value->>3, value->>4,
                     value->>5, value->>6, value->>7, value->>8, value->>9, value->>10,
                     value->>11, value->>12, value->>13, value->>14, value->>15, value->>16,
                     unhex(value->>17), value->>18, value->>19, value->>20, unhex(value->>21),
                     value->>22
                 FROM json_each($2)",
        postgres: "INSERT INTO fact (generation, seq, id, act, engagement, evidence, at, day, actor,
                       instructor, recipient, recipient_named, object, anchor, creates, group_key,
                       group_named, quality, target, level, due_day, expires_day, resend_key,
                       excluded)
                   SELECT $1, (r->>0)::bigint, (r->>1)::uuid, (r->>2)::bigint, (r->>3)::bigint,
                       (r->>4)::bigint, (r->>5)::bigint, (r->>6)::bigint, (r->>7)::bigint,
                       (r->>8)::bigint, (r->>9)::bigint, (r->>10)::boolean, (r->>11)::bigint,
                       (r->>12)::bigint, (r->>13)::boolean, (r->>14)::bigint, (r->>15)::boolean,
                       (r->>16)::bigint, (r->>17)::uuid, (r->>18)::bigint, (r->>19)::bigint,
                       (r->>20)::bigint, decode(r->>21, 'hex'), (r->>22)::bigint
                   FROM jsonb_array_elements($2::jsonb) AS r",
    };
    INSERT_COMPETENCIES = {
        sqlite: "INSERT INTO fact_competency (generation, seq, competency)
                 SELECT $1, value->>0, value->>1 FROM json_each($2)",
        postgres: "INSERT INTO fact_competency (generation, seq, competency)
                   SELECT $1, (r->>0)::bigint, (r->>1)::bigint
                   FROM jsonb_array_elements($2::jsonb) AS r",
    };
    COUNT_UNMAPPED = {
        sqlite: "INSERT INTO unmapped_verb (generation, verb, statements)
                 SELECT $1, value->>0, value->>1 FROM json_each($2) WHERE true
                 ON CONFLICT (generation, verb)
                 DO UPDATE SET statements = unmapped_verb.statements + excluded.statements",
        postgres: "INSERT INTO unmapped_verb (generation, verb, statements)
                   SELECT $1, r->>0, (r->>1)::bigint FROM jsonb_array_elements($2::jsonb) AS r
                   ON CONFLICT (generation, verb)
                   DO UPDATE SET statements = unmapped_verb.statements + excluded.statements",
    };
    UNMAPPED = "SELECT u.verb, u.statements FROM unmapped_verb u
                JOIN generation g ON g.generation = u.generation AND g.current
                ORDER BY u.statements DESC, u.verb LIMIT $1";
    NAME_ACTIVITIES = {
        sqlite: "INSERT INTO activity_name (activity, name, at)
                 SELECT value->>0, value->>1, value->>2 FROM json_each($1) WHERE true
                 ON CONFLICT (activity) DO UPDATE SET name = excluded.name, at = excluded.at
                 WHERE activity_name.at < excluded.at
                     OR (activity_name.at = excluded.at AND activity_name.name < excluded.name)",
        postgres: "INSERT INTO activity_name (activity, name, at)
                   SELECT (r->>0)::bigint, r->>1, (r->>2)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r
                   ON CONFLICT (activity) DO UPDATE SET name = excluded.name, at = excluded.at
                   WHERE activity_name.at < excluded.at
                       OR (activity_name.at = excluded.at AND activity_name.name < excluded.name)",
    };
    ACTIVITY_NAMES = {
        sqlite: "SELECT a.key, a.iri, n.name FROM activity a
                 LEFT JOIN activity_name n ON n.activity = a.key
                 WHERE a.key IN (SELECT value FROM json_each($1))",
        postgres: "SELECT a.key, a.iri, n.name FROM activity a
                   LEFT JOIN activity_name n ON n.activity = a.key
                   WHERE a.key IN (SELECT value::bigint
                                   FROM jsonb_array_elements_text($1::jsonb))",
    };

    /// The facts of voided statements.
    OF_STATEMENTS = {
        sqlite: "SELECT f.seq, f.object, f.creates, f.act, f.resend_key FROM fact f
                 WHERE f.generation = $1 AND f.seq IN
                     (SELECT s.seq FROM statement s
                      WHERE s.id IN (SELECT unhex(value) FROM json_each($2)))",
        postgres: "SELECT f.seq, f.object, f.creates, f.act, f.resend_key FROM fact f
                   WHERE f.generation = $1 AND f.seq IN
                       (SELECT s.seq FROM statement s
                        WHERE s.id IN (SELECT value::uuid
                                       FROM jsonb_array_elements_text($2::jsonb)))",
    };
    DELETE_FACTS = {
        sqlite: "DELETE FROM fact
                 WHERE generation = $1 AND seq IN (SELECT value FROM json_each($2))",
        postgres: "DELETE FROM fact WHERE generation = $1
                   AND seq IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))",
    };
    DELETE_COMPETENCIES = {
        sqlite: "DELETE FROM fact_competency
                 WHERE generation = $1 AND seq IN (SELECT value FROM json_each($2))",
        postgres: "DELETE FROM fact_competency WHERE generation = $1
                   AND seq IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))",
    };
    /// Of facts with the same resend key the first counts, the others do not.
    MARK_RESENDS = {
        sqlite: "UPDATE fact SET excluded = CASE
                     WHEN seq = (SELECT min(o.seq) FROM fact o
                                 WHERE o.generation = $1 AND o.resend_key = fact.resend_key)
                     THEN excluded & ~1 ELSE excluded | 1 END
                 WHERE generation = $1
                     AND resend_key IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE fact SET excluded = CASE
                       WHEN seq = (SELECT min(o.seq) FROM fact o
                                   WHERE o.generation = $1 AND o.resend_key = fact.resend_key)
                       THEN excluded & ~1::bigint ELSE excluded | 1 END
                   WHERE generation = $1
                       AND resend_key IN (SELECT decode(value, 'hex')
                                          FROM jsonb_array_elements_text($2::jsonb))",
    };

    /// Who brought objects into being first: their authors.
    CREATORS = {
        sqlite: "SELECT f.object, f.actor, f.anchor, CASE WHEN f.group_named THEN f.group_key END
                 FROM json_each($2) o CROSS JOIN fact f ON f.generation = $1
                     AND f.seq = (SELECT c.seq FROM fact c WHERE c.object = o.value
                                  AND c.generation = $1 AND c.creates
                                  ORDER BY c.at, c.id LIMIT 1)",
        postgres: "SELECT f.object, f.actor, f.anchor, CASE WHEN f.group_named THEN f.group_key END
                   FROM jsonb_array_elements_text($2::jsonb) AS o
                   JOIN fact f ON f.generation = $1
                       AND f.seq = (SELECT c.seq FROM fact c WHERE c.object = o.value::bigint
                                    AND c.generation = $1 AND c.creates
                                    ORDER BY c.at, c.id LIMIT 1)",
    };
    /// Those of some objects (with their authors) that were taken back: a share by whoever shared,
    /// anything else by whoever may delete it.
    WITHDRAWN = {
        sqlite: "SELECT o.value->>0 FROM json_each($2) o
                 WHERE EXISTS (SELECT 1 FROM fact f WHERE f.object = o.value->>0
                     AND f.generation = $1 AND f.act IN (35, 38)
                     AND (f.act = 35 OR f.actor = o.value->>1))",
        postgres: "SELECT (o->>0)::bigint FROM jsonb_array_elements($2::jsonb) AS o
                   WHERE EXISTS (SELECT 1 FROM fact f WHERE f.object = (o->>0)::bigint
                       AND f.generation = $1 AND f.act IN (35, 38)
                       AND (f.act = 35 OR f.actor = (o->>1)::bigint))",
    };
    CONTRIBUTIONS = {
        sqlite: "SELECT object, author, parent, own_group, group_key, withdrawn FROM contribution
                 WHERE generation = $1 AND object IN (SELECT value FROM json_each($2))",
        postgres: "SELECT object, author, parent, own_group, group_key, withdrawn FROM contribution
                   WHERE generation = $1
                       AND object IN (SELECT value::bigint
                                      FROM jsonb_array_elements_text($2::jsonb))",
    };
    /// Contributions that take their group from one of these.
    CHILDREN = {
        sqlite: "SELECT object FROM contribution WHERE generation = $1 AND own_group IS NULL
                 AND parent IN (SELECT value FROM json_each($2))",
        postgres: "SELECT object FROM contribution WHERE generation = $1 AND own_group IS NULL
                   AND parent IN (SELECT value::bigint
                                  FROM jsonb_array_elements_text($2::jsonb))",
    };
    PUT_CONTRIBUTIONS = {
        sqlite: "INSERT INTO contribution
                     (generation, object, author, parent, own_group, group_key, withdrawn)
                 SELECT $1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5
                 FROM json_each($2) WHERE true
                 ON CONFLICT (generation, object) DO UPDATE SET author = excluded.author,
                     parent = excluded.parent, own_group = excluded.own_group,
                     group_key = excluded.group_key, withdrawn = excluded.withdrawn",
        postgres: "INSERT INTO contribution
                       (generation, object, author, parent, own_group, group_key, withdrawn)
                   SELECT $1, (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, (r->>3)::bigint,
                       (r->>4)::bigint, (r->>5)::boolean
                   FROM jsonb_array_elements($2::jsonb) AS r
                   ON CONFLICT (generation, object) DO UPDATE SET author = excluded.author,
                       parent = excluded.parent, own_group = excluded.own_group,
                       group_key = excluded.group_key, withdrawn = excluded.withdrawn",
    };
    DELETE_CONTRIBUTIONS = {
        sqlite: "DELETE FROM contribution
                 WHERE generation = $1 AND object IN (SELECT value FROM json_each($2))",
        postgres: "DELETE FROM contribution WHERE generation = $1
                   AND object IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))",
    };
    /// Tells the facts about contributions who their authors are and in which group they stand.
    TELL_ANCHORED = {
        sqlite: "UPDATE fact SET
                     group_key = CASE WHEN group_named THEN group_key ELSE c.value->>2 END,
                     recipient = CASE WHEN recipient_named THEN recipient ELSE c.value->>1 END,
                     excluded = CASE WHEN c.value->>3 AND act IN (1, 9, 18, 23, 30)
                                THEN excluded | 2 ELSE
                                CASE WHEN creates THEN excluded ELSE excluded & ~2 END END
                 FROM json_each($2) AS c
                 WHERE fact.generation = $1 AND fact.anchor = c.value->>0",
        postgres: "UPDATE fact SET
                       group_key = CASE WHEN group_named THEN group_key
                                   ELSE (c->>2)::bigint END,
                       recipient = CASE WHEN recipient_named THEN recipient
                                   ELSE (c->>1)::bigint END,
                       excluded = CASE WHEN (c->>3)::boolean AND act IN (1, 9, 18, 23, 30)
                                  THEN excluded | 2 ELSE
                                  CASE WHEN creates THEN excluded
                                  ELSE excluded & ~2::bigint END END
                   FROM jsonb_array_elements($2::jsonb) AS c
                   WHERE fact.generation = $1 AND fact.anchor = (c->>0)::bigint",
    };
    /// A contribution that was withdrawn does not count.
    TELL_CREATORS = {
        sqlite: "UPDATE fact SET excluded = CASE WHEN c.value->>3
                     THEN excluded | 2 ELSE excluded & ~2 END
                 FROM json_each($2) AS c
                 WHERE fact.generation = $1 AND fact.creates AND fact.object = c.value->>0",
        postgres: "UPDATE fact SET excluded = CASE WHEN (c->>3)::boolean
                       THEN excluded | 2 ELSE excluded & ~2::bigint END
                   FROM jsonb_array_elements($2::jsonb) AS c
                   WHERE fact.generation = $1 AND fact.creates AND fact.object = (c->>0)::bigint",
    };

    GROUP_FACTS = {
        sqlite: concat!("SELECT i.group_id, ", columns!(), " FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND f.day <= $3 AND f.excluded = 0 AND f.engagement NOT IN (8, 13)
                 ORDER BY f.seq"),
        postgres: concat!("SELECT i.group_id, ", columns!(), " FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   WHERE i.group_id IN (SELECT value::uuid
                                        FROM jsonb_array_elements_text($2::jsonb))
                       AND f.day <= $3 AND f.excluded = 0 AND f.engagement NOT IN (8, 13)
                   ORDER BY f.seq"),
    };
    GROUP_VISITS = {
        sqlite: "SELECT i.group_id, f.actor, f.day, f.engagement, count(*)
                 FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 WHERE i.group_id IN (SELECT unhex(value) FROM json_each($2))
                     AND f.day <= $3 AND f.excluded = 0 AND f.engagement IN (8, 13)
                 GROUP BY 1, 2, 3, 4",
        postgres: "SELECT i.group_id, f.actor, f.day, f.engagement, count(*)
                   FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   WHERE i.group_id IN (SELECT value::uuid
                                        FROM jsonb_array_elements_text($2::jsonb))
                       AND f.day <= $3 AND f.excluded = 0 AND f.engagement IN (8, 13)
                   GROUP BY 1, 2, 3, 4",
    };
    /// What a person did, what others did that concerns them, and what refers to either.
    ABOUT_PERSON = concat!(
        "SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND f.excluded = 0 AND f.day <= $3
                 AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
         UNION SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND f.excluded = 0 AND f.day <= $3
                 AND f.recipient IN (SELECT agent FROM person_agent WHERE person = $2)
         UNION SELECT ", columns!(), " FROM fact f
             WHERE f.generation = $1 AND f.excluded = 0 AND f.day <= $3 AND f.target IN
                 (SELECT o.id FROM fact o WHERE o.generation = $1 AND o.excluded = 0
                  AND o.actor IN (SELECT agent FROM person_agent WHERE person = $2))
         ORDER BY 1"
    );
    /// Whom facts of a part of the log are about.
    TOUCHED = "SELECT actor FROM fact WHERE generation = $1 AND seq > $2 AND seq <= $3
               UNION SELECT recipient FROM fact
               WHERE generation = $1 AND seq > $2 AND seq <= $3 AND recipient IS NOT NULL
               UNION SELECT instructor FROM fact
               WHERE generation = $1 AND seq > $2 AND seq <= $3 AND instructor IS NOT NULL";
    FACT_COMPETENCIES = {
        sqlite: "SELECT seq, competency FROM fact_competency
                 WHERE generation = $1 AND seq IN (SELECT value FROM json_each($2))
                 ORDER BY seq, competency",
        postgres: "SELECT seq, competency FROM fact_competency WHERE generation = $1
                   AND seq IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))
                   ORDER BY seq, competency",
    };
    /// Those of some persons who made a group, or were made a coach by a launch or an
    /// administrator.
    COACHES = {
        sqlite: "SELECT a.person FROM json_each($2) AS p
                 CROSS JOIN person_agent a ON a.person = unhex(p.value)
                 CROSS JOIN fact f ON f.actor = a.agent AND f.act = 8
                 WHERE f.generation = $1 AND f.excluded = 0
                 UNION SELECT c.person FROM json_each($2) AS p
                 CROSS JOIN group_coach c ON c.person = unhex(p.value)",
        postgres: "SELECT a.person FROM jsonb_array_elements_text($2::jsonb) AS p
                   JOIN person_agent a ON a.person = p.value::uuid
                   JOIN fact f ON f.actor = a.agent AND f.act = 8
                   WHERE f.generation = $1 AND f.excluded = 0
                   UNION SELECT c.person FROM jsonb_array_elements_text($2::jsonb) AS p
                   JOIN group_coach c ON c.person = p.value::uuid",
    };
    /// Groups that a person made, and so coaches.
    COACHED = "SELECT DISTINCT l.id, l.name FROM fact f
               JOIN group_identifier i ON i.key = f.group_key
               JOIN learning_group l ON l.id = i.group_id
               WHERE f.generation = $1 AND f.act = 8 AND f.excluded = 0
                   AND f.actor IN (SELECT agent FROM person_agent WHERE person = $2)
               ORDER BY l.name, l.id";
    IS_COACH = "SELECT 1 FROM fact f JOIN group_identifier i ON i.key = f.group_key
                WHERE f.generation = $1 AND f.act = 8 AND f.excluded = 0 AND i.group_id = $2
                    AND f.actor IN (SELECT agent FROM person_agent WHERE person = $3) LIMIT 1";
    /// Whether one person coaches a group that another is in and has not left.
    SHARES_GROUP = "SELECT 1 FROM group_identifier i
        JOIN fact f ON f.generation = $1 AND f.group_key = i.key AND f.excluded = 0
            AND f.actor IN (SELECT agent FROM person_agent WHERE person = $3)
        WHERE i.group_id IN (
            SELECT c.group_id FROM group_coach c WHERE c.person = $2
            UNION SELECT o.group_id FROM fact m JOIN group_identifier o ON o.key = m.group_key
                WHERE m.generation = $1 AND m.act = 8 AND m.excluded = 0
                    AND m.actor IN (SELECT agent FROM person_agent WHERE person = $2))
        AND coalesce((SELECT l.act FROM fact l
                      JOIN group_identifier li ON li.key = l.group_key
                      WHERE l.generation = $1 AND l.excluded = 0 AND li.group_id = i.group_id
                          AND l.act IN (16, 17)
                          AND l.actor IN (SELECT agent FROM person_agent WHERE person = $3)
                      ORDER BY l.at DESC, l.id DESC LIMIT 1), 16) <> 17
        LIMIT 1";
    /// Competencies that the makers of groups linked to them.
    GROUP_COMPETENCIES = {
        sqlite: "SELECT DISTINCT i.group_id, c.competency FROM group_identifier i
                 CROSS JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                 JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                 WHERE f.excluded = 0 AND f.act IN (8, 19) AND i.group_id IN
                     (SELECT unhex(value) FROM json_each($2))
                 ORDER BY 1, 2",
        postgres: "SELECT DISTINCT i.group_id, c.competency FROM group_identifier i
                   JOIN fact f ON f.generation = $1 AND f.group_key = i.key
                   JOIN fact_competency c ON c.generation = f.generation AND c.seq = f.seq
                   WHERE f.excluded = 0 AND f.act IN (8, 19) AND i.group_id IN
                       (SELECT value::uuid FROM jsonb_array_elements_text($2::jsonb))
                   ORDER BY 1, 2",
    };

    /// Facts of one generation that the other lacks, both at the same place of the log.
    DIFFERENT_FACTS = "SELECT count(*) FROM (
        SELECT seq, id, act, engagement, evidence, at, day, actor, instructor, recipient, object,
            anchor, creates, group_key, group_named, quality, target, level, due_day, expires_day,
            resend_key, excluded FROM fact WHERE generation = $1
        EXCEPT
        SELECT seq, id, act, engagement, evidence, at, day, actor, instructor, recipient, object,
            anchor, creates, group_key, group_named, quality, target, level, due_day, expires_day,
            resend_key, excluded FROM fact WHERE generation = $2) d";
    DIFFERENT_COMPETENCIES = "SELECT count(*) FROM (
        SELECT seq, competency FROM fact_competency WHERE generation = $1
        EXCEPT
        SELECT seq, competency FROM fact_competency WHERE generation = $2) d";
    DIFFERENT_CONTRIBUTIONS = "SELECT count(*) FROM (
        SELECT object, author, parent, own_group, group_key, withdrawn
            FROM contribution WHERE generation = $1
        EXCEPT
        SELECT object, author, parent, own_group, group_key, withdrawn
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

pub(super) async fn add_generation(
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
pub(super) async fn reached(tx: &mut Tx, generation: i64) -> Result<Option<i64>, StoreError> {
    Ok(fetch_optional!(tx, REACHED as (i64,), generation)?.map(|(seq,)| seq))
}

/// The place a generation has reached; the right to move it until the transaction ends.
pub(super) async fn lock_generation(
    tx: &mut Tx,
    generation: i64,
) -> Result<Option<i64>, StoreError> {
    Ok(fetch_optional!(tx, LOCK_GENERATION as (i64,), generation)?.map(|(seq,)| seq))
}

/// Every generation, none of which moves until the transaction ends.
pub(super) async fn lock_all(tx: &mut Tx) -> Result<Vec<Generation>, StoreError> {
    fetch_all!(tx, LOCK_ALL as Generation)
}

pub(super) async fn move_generation(
    tx: &mut Tx,
    generation: i64,
    seq: i64,
) -> Result<(), StoreError> {
    execute!(tx, MOVE_GENERATION, generation, seq)?;
    Ok(())
}

pub(super) async fn promote(tx: &mut Tx, generation: i64) -> Result<(), StoreError> {
    execute!(tx, RETIRE)?;
    execute!(tx, PROMOTE, generation)?;
    Ok(())
}

pub(super) async fn drop_generation(tx: &mut Tx, generation: i64) -> Result<(), StoreError> {
    execute!(tx, DROP_GENERATION, generation)?;
    execute!(tx, DROP_FACTS, generation)?;
    execute!(tx, DROP_COMPETENCIES, generation)?;
    execute!(tx, DROP_CONTRIBUTIONS, generation)?;
    execute!(tx, DROP_UNMAPPED, generation)?;
    Ok(())
}

/// Facts, competency links and contributions that stand in one generation only.
pub(super) async fn differences(tx: &mut Tx, old: i64, new: i64) -> Result<[i64; 3], StoreError> {
    let mut sums = [0; 3];
    for (left, right) in [(old, new), (new, old)] {
        sums[0] += fetch_one!(tx, DIFFERENT_FACTS as (i64,), left, right)?.0;
        sums[1] += fetch_one!(tx, DIFFERENT_COMPETENCIES as (i64,), left, right)?.0;
        sums[2] += fetch_one!(tx, DIFFERENT_CONTRIBUTIONS as (i64,), left, right)?.0;
    }
    Ok(sums)
}

/// Writes facts (rows in the order of the statement's columns) and their competencies.
pub(super) async fn insert_facts(
    tx: &mut Tx,
    generation: i64,
    facts: &str,
    competencies: &str,
) -> Result<(), StoreError> {
    execute!(tx, INSERT_FACTS, generation, facts)?;
    execute!(tx, INSERT_COMPETENCIES, generation, competencies)?;
    Ok(())
}

pub(super) async fn count_unmapped(
    tx: &mut Tx,
    generation: i64,
    verbs: &BTreeMap<String, i64>,
) -> Result<(), StoreError> {
    let rows = list(verbs.iter().map(|(verb, count)| json!([verb, count])));
    execute!(tx, COUNT_UNMAPPED, generation, &rows)?;
    Ok(())
}

/// Verbs that no rule matched, with the number of statements, the most frequent first.
pub async fn unmapped_verbs(tx: &mut Tx, limit: i64) -> Result<Vec<(String, i64)>, StoreError> {
    fetch_all!(tx, UNMAPPED as (String, i64), limit)
}

pub(super) async fn name_activities(tx: &mut Tx, rows: &str) -> Result<(), StoreError> {
    execute!(tx, NAME_ACTIVITIES, rows)?;
    Ok(())
}

/// IRI and name of activities.
pub async fn activity_names(
    tx: &mut Tx,
    keys: &[i64],
) -> Result<BTreeMap<i64, (String, Option<String>)>, StoreError> {
    let keys = list(keys.iter().map(|key| json!(key)));
    let rows = fetch_all!(tx, ACTIVITY_NAMES as (i64, String, Option<String>), &keys)?;
    Ok(rows
        .into_iter()
        .map(|(key, iri, name)| (key, (iri, name)))
        .collect())
}

/// A fact that is to go, as far as others depend on it.
#[derive(sqlx::FromRow)]
pub(super) struct Leaving {
    pub(super) seq: i64,
    pub(super) object: Option<i64>,
    pub(super) creates: bool,
    pub(super) act: i64,
    pub(super) resend_key: Option<Vec<u8>>,
}

/// Takes away the facts of statements; returns what others depend on.
pub(super) async fn remove(
    tx: &mut Tx,
    generation: i64,
    statements: &[Uuid],
) -> Result<Vec<Leaving>, StoreError> {
    let ids = list(statements.iter().map(|id| json!(id.simple().to_string())));
    let leaving = fetch_all!(tx, OF_STATEMENTS as Leaving, generation, &ids)?;
    if !leaving.is_empty() {
        let seqs = list(leaving.iter().map(|fact| json!(fact.seq)));
        execute!(tx, DELETE_FACTS, generation, &seqs)?;
        execute!(tx, DELETE_COMPETENCIES, generation, &seqs)?;
    }
    Ok(leaving)
}

pub(super) async fn mark_resends(
    tx: &mut Tx,
    generation: i64,
    keys: &[String],
) -> Result<(), StoreError> {
    let keys = list(keys.iter().map(|key| json!(key)));
    execute!(tx, MARK_RESENDS, generation, &keys)?;
    Ok(())
}

/// Contributions by the earliest statements that brought them into being; the group and whether
/// they were withdrawn are found later.
pub(super) async fn creators(
    tx: &mut Tx,
    generation: i64,
    objects: &[i64],
) -> Result<Vec<Contribution>, StoreError> {
    type Columns = (i64, i64, Option<i64>, Option<i64>);
    let objects = keys(objects);
    let rows = fetch_all!(tx, CREATORS as Columns, generation, &objects)?;
    let contributions = rows
        .into_iter()
        .map(|(object, author, anchor, own_group)| Contribution {
            object,
            author,
            parent: anchor.filter(|parent| *parent != object),
            own_group,
            group_key: None,
            withdrawn: false,
        });
    Ok(contributions.collect())
}

/// Those of some contributions that were taken back.
pub(super) async fn withdrawn<'c>(
    tx: &mut Tx,
    generation: i64,
    contributions: impl Iterator<Item = &'c Contribution>,
) -> Result<Vec<i64>, StoreError> {
    let rows = list(contributions.map(|c| json!([c.object, c.author])));
    let found = fetch_all!(tx, WITHDRAWN as (i64,), generation, &rows)?;
    Ok(found.into_iter().map(|(object,)| object).collect())
}

/// A contribution as the table holds it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Contribution {
    pub(super) object: i64,
    pub(super) author: i64,
    pub(super) parent: Option<i64>,
    pub(super) own_group: Option<i64>,
    pub(super) group_key: Option<i64>,
    pub(super) withdrawn: bool,
}

impl Contribution {
    /// Whether two states of it differ in nothing but the group that was found for it.
    pub(super) fn is_same_but_for_group(&self, other: &Self) -> bool {
        let group_key = self.group_key;
        *self
            == Self {
                group_key,
                ..other.clone()
            }
    }
}

pub(super) async fn contributions(
    tx: &mut Tx,
    generation: i64,
    objects: &[i64],
) -> Result<Vec<Contribution>, StoreError> {
    let objects = keys(objects);
    fetch_all!(tx, CONTRIBUTIONS as Contribution, generation, &objects)
}

pub(super) async fn children(
    tx: &mut Tx,
    generation: i64,
    objects: &[i64],
) -> Result<Vec<i64>, StoreError> {
    let objects = keys(objects);
    let rows = fetch_all!(tx, CHILDREN as (i64,), generation, &objects)?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// Writes changed contributions, takes away those that are none any more, and tells the facts.
pub(super) async fn put_contributions(
    tx: &mut Tx,
    generation: i64,
    changed: &[Contribution],
    gone: &[i64],
) -> Result<(), StoreError> {
    if !changed.is_empty() {
        let rows = list(changed.iter().map(|c| {
            json!([
                c.object,
                c.author,
                c.parent,
                c.own_group,
                c.group_key,
                c.withdrawn
            ])
        }));
        execute!(tx, PUT_CONTRIBUTIONS, generation, &rows)?;
    }
    if !gone.is_empty() {
        let gone = keys(gone);
        execute!(tx, DELETE_CONTRIBUTIONS, generation, &gone)?;
    }
    let told = changed
        .iter()
        .map(|c| json!([c.object, c.author, c.group_key, c.withdrawn]))
        .chain(
            gone.iter()
                .map(|object| json!([object, null_value(), null_value(), false])),
        );
    let told = list(told);
    execute!(tx, TELL_ANCHORED, generation, &told)?;
    execute!(tx, TELL_CREATORS, generation, &told)?;
    Ok(())
}

const fn null_value() -> Value {
    Value::Null
}

fn keys(keys: &[i64]) -> String {
    list(keys.iter().map(|key| json!(key)))
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    id: Uuid,
    act: i64,
    engagement: i64,
    evidence: i64,
    at: i64,
    day: i64,
    actor: i64,
    instructor: Option<i64>,
    recipient: Option<i64>,
    object: Option<i64>,
    anchor: Option<i64>,
    group_key: Option<i64>,
    quality: Option<i64>,
    target: Option<Uuid>,
    level: Option<i64>,
    due_day: Option<i64>,
    expires_day: Option<i64>,
}

impl Row {
    /// None for codes of a later release, which this one cannot weigh.
    fn fact(self) -> Option<Fact> {
        Some(Fact {
            seq: self.seq,
            id: self.id,
            act: ActKind::from_code(self.act)?,
            engagement: EngagementKind::from_code(self.engagement)?,
            evidence: EvidenceKind::from_code(self.evidence)?,
            at: self.at,
            day: self.day,
            actor: self.actor as AgentKey,
            instructor: self.instructor,
            recipient: self.recipient,
            object: self.object,
            anchor: self.anchor,
            group: self.group_key,
            quality: self.quality,
            target: self.target,
            level: self.level,
            due_day: self.due_day,
            expires_day: self.expires_day,
            competencies: Vec::new(),
        })
    }
}

/// Group, actor, day, engagement, how many.
type VisitRow = (GroupId, AgentKey, i64, i64, i64);

#[derive(sqlx::FromRow)]
struct GroupRow {
    group_id: GroupId,
    #[sqlx(flatten)]
    row: Row,
}

/// All facts of groups up to a day.
pub async fn facts_of_groups(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
    until: i64,
) -> Result<BTreeMap<GroupId, GroupFacts>, StoreError> {
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let mut facts: BTreeMap<GroupId, GroupFacts> = groups
        .iter()
        .map(|group| (*group, GroupFacts::default()))
        .collect();
    let rows = fetch_all!(tx, GROUP_FACTS as GroupRow, generation, &ids, until)?;
    for GroupRow { group_id, row } in rows {
        facts.entry(group_id).or_default().acts.extend(row.fact());
    }
    let visits = fetch_all!(tx, GROUP_VISITS as VisitRow, generation, &ids, until)?;
    for (group, actor, day, engagement, count) in visits {
        let visits = &mut facts.entry(group).or_default().visits;
        visits.extend(
            EngagementKind::from_code(engagement).map(|engagement| Visits {
                actor,
                day,
                engagement,
                count,
            }),
        );
    }
    Ok(facts)
}

/// All facts of one group up to a day.
pub async fn facts_of_group(
    tx: &mut Tx,
    generation: i64,
    group: GroupId,
    until: i64,
) -> Result<GroupFacts, StoreError> {
    let mut facts = facts_of_groups(tx, generation, &[group], until).await?;
    Ok(facts.remove(&group).unwrap_or_default())
}

/// All facts about a person up to a day, with the competencies they name, in the order of the log.
pub async fn facts_about(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
    until: i64,
) -> Result<Vec<Fact>, StoreError> {
    let rows = fetch_all!(tx, ABOUT_PERSON as Row, generation, person, until)?;
    let mut facts: Vec<Fact> = rows.into_iter().filter_map(Row::fact).collect();
    let seqs = list(facts.iter().map(|fact| json!(fact.seq)));
    let mut links: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (seq, competency) in fetch_all!(tx, FACT_COMPETENCIES as (i64, i64), generation, &seqs)? {
        links.entry(seq).or_default().push(competency);
    }
    for fact in &mut facts {
        fact.competencies = links.remove(&fact.seq).unwrap_or_default();
    }
    Ok(facts)
}

/// Whom facts are about that statements of a part of the log brought: actors, recipients and those
/// who vouch.
pub async fn touched(
    tx: &mut Tx,
    generation: i64,
    after: i64,
    until: i64,
) -> Result<Vec<AgentKey>, StoreError> {
    let rows = fetch_all!(tx, TOUCHED as (AgentKey,), generation, after, until)?;
    Ok(rows.into_iter().map(|(agent,)| agent).collect())
}

/// Groups that a person coaches because they made them.
pub async fn coached_groups(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
) -> Result<Vec<Group>, StoreError> {
    fetch_all!(tx, COACHED as Group, generation, person)
}

/// Those of some persons whose word counts as a coach's.
pub async fn coaches(
    tx: &mut Tx,
    generation: i64,
    persons: impl Iterator<Item = PersonId>,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let persons: BTreeSet<PersonId> = persons.collect();
    let persons = list(
        persons
            .iter()
            .map(|person| json!(person.0.simple().to_string())),
    );
    let rows = fetch_all!(tx, COACHES as (PersonId,), generation, &persons)?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// Whether a person coaches a group because they made it.
pub async fn is_coach_of(
    tx: &mut Tx,
    generation: i64,
    group: GroupId,
    person: PersonId,
) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, IS_COACH as (i32,), generation, group, person)?.is_some())
}

/// Whether `coach` coaches a group that `person` is in and has not left.
pub async fn shares_group(
    tx: &mut Tx,
    generation: i64,
    coach: PersonId,
    person: PersonId,
) -> Result<bool, StoreError> {
    Ok(fetch_optional!(tx, SHARES_GROUP as (i32,), generation, coach, person)?.is_some())
}

/// The competencies planned for groups.
pub async fn group_competencies(
    tx: &mut Tx,
    generation: i64,
    groups: &[GroupId],
) -> Result<BTreeMap<GroupId, Vec<i64>>, StoreError> {
    let ids = list(groups.iter().map(|id| json!(id.0.simple().to_string())));
    let mut planned: BTreeMap<GroupId, Vec<i64>> = BTreeMap::new();
    let rows = fetch_all!(tx, GROUP_COMPETENCIES as (GroupId, i64), generation, &ids)?;
    for (group, competency) in rows {
        planned.entry(group).or_default().push(competency);
    }
    Ok(planned)
}

//! Who made what, in which thread and group, and the facts that are told about it.

use std::collections::BTreeMap;

use serde_json::json;
use uuid::Uuid;

use super::keys;
use crate::store::{StoreError, Tx, execute, fetch_all, id_list, list, sql};

sql! {
    /// Who brought objects into being first: their authors.
    CREATORS = {
        sqlite: "SELECT f.object, f.actor AS author, f.anchor AS parent,
                     CASE WHEN f.group_named THEN f.group_key END AS own_group, f.fallback_key,
                     f.day AS since, NULL AS group_key, NULL AS group_since, f.withdrawn_day
                 FROM json_each($2) o CROSS JOIN fact f ON f.generation = $1
                     AND f.seq = (SELECT c.seq FROM fact c WHERE c.object = o.value
                                  AND c.generation = $1 AND c.creates
                                  ORDER BY c.day, c.at, c.id LIMIT 1)",
        postgres: "SELECT f.object, f.actor AS author, f.anchor AS parent,
                       CASE WHEN f.group_named THEN f.group_key END AS own_group, f.fallback_key,
                       f.day AS since, NULL::bigint AS group_key, NULL::bigint AS group_since, f.withdrawn_day
                   FROM jsonb_array_elements_text($2::jsonb) AS o
                   JOIN fact f ON f.generation = $1
                       AND f.seq = (SELECT c.seq FROM fact c WHERE c.object = o.value::bigint
                                    AND c.generation = $1 AND c.creates
                                    ORDER BY c.day, c.at, c.id LIMIT 1)",
    };
    CONTRIBUTIONS = {
        sqlite: "SELECT object, author, parent, own_group, fallback_key, since, group_key,
                     group_since, withdrawn_day FROM contribution
                 WHERE generation = $1 AND object IN (SELECT value FROM json_each($2))",
        postgres: "SELECT object, author, parent, own_group, fallback_key, since, group_key,
                       group_since, withdrawn_day FROM contribution
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
        sqlite: "INSERT INTO contribution (generation, object, author, parent, own_group, since,
                     group_key, group_since, withdrawn_day, fallback_key)
                 SELECT $1, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5,
                     value->>6, value->>7, value->>8
                 FROM json_each($2) WHERE true
                 ON CONFLICT (generation, object) DO UPDATE SET author = excluded.author,
                     parent = excluded.parent, own_group = excluded.own_group,
                     since = excluded.since, group_key = excluded.group_key,
                     group_since = excluded.group_since,
                     withdrawn_day = excluded.withdrawn_day,
                     fallback_key = excluded.fallback_key",
        postgres: "INSERT INTO contribution (generation, object, author, parent, own_group, since,
                       group_key, group_since, withdrawn_day, fallback_key)
                   SELECT $1, (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, (r->>3)::bigint,
                       (r->>4)::bigint, (r->>5)::bigint, (r->>6)::bigint, (r->>7)::bigint,
                       (r->>8)::bigint
                   FROM jsonb_array_elements($2::jsonb) AS r
                   ON CONFLICT (generation, object) DO UPDATE SET author = excluded.author,
                       parent = excluded.parent, own_group = excluded.own_group,
                       since = excluded.since, group_key = excluded.group_key,
                       group_since = excluded.group_since,
                       withdrawn_day = excluded.withdrawn_day,
                       fallback_key = excluded.fallback_key",
    };
    DELETE_CONTRIBUTIONS = {
        sqlite: "DELETE FROM contribution
                 WHERE generation = $1 AND object IN (SELECT value FROM json_each($2))",
        postgres: "DELETE FROM contribution WHERE generation = $1
                   AND object IN (SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb))",
    };
    /// Tells the facts about contributions who their authors are, in which group they stand, since
    /// when, and when they were taken back.
    TELL_ANCHORED = {
        sqlite: "UPDATE fact SET
                     recipient = CASE WHEN recipient_named THEN recipient ELSE c.value->>1 END,
                     recipient_since = CASE WHEN recipient_named OR c.value->>4 <= day THEN NULL
                                       ELSE c.value->>4 END,
                     group_key = CASE WHEN group_named THEN group_key
                                 WHEN c.value->>6 <= day OR fallback_key IS NULL
                                     THEN c.value->>5
                                 ELSE fallback_key END,
                     group_since = CASE WHEN group_named OR fallback_key IS NOT NULL
                                       OR c.value->>6 <= day THEN NULL
                                   ELSE c.value->>6 END,
                     withdrawn_day = CASE WHEN act IN (1, 9, 18, 23, 30, 44) THEN c.value->>7
                                     WHEN creates THEN withdrawn_day END
                 FROM json_each($2) AS c
                 WHERE fact.generation = $1 AND fact.anchor = c.value->>0",
        postgres: "UPDATE fact SET
                       recipient = CASE WHEN recipient_named THEN recipient
                                   ELSE (c->>1)::bigint END,
                       recipient_since = CASE WHEN recipient_named OR (c->>4)::bigint <= day
                                         THEN NULL ELSE (c->>4)::bigint END,
                       group_key = CASE WHEN group_named THEN group_key
                                   WHEN (c->>6)::bigint <= day OR fallback_key IS NULL
                                       THEN (c->>5)::bigint
                                   ELSE fallback_key END,
                       group_since = CASE WHEN group_named OR fallback_key IS NOT NULL
                                         OR (c->>6)::bigint <= day THEN NULL
                                     ELSE (c->>6)::bigint END,
                       withdrawn_day = CASE WHEN act IN (1, 9, 18, 23, 30, 44) THEN (c->>7)::bigint
                                       WHEN creates THEN withdrawn_day END
                   FROM jsonb_array_elements($2::jsonb) AS c
                   WHERE fact.generation = $1 AND fact.anchor = (c->>0)::bigint",
    };
    /// What brought objects into being does not count from the day on which it was withdrawn: with the
    /// object, by whoever may delete it (naming the object or a statement that made it), or a share by
    /// whoever shared it before.
    /// A statement that is named before it was made is known from its own day on.
    TELL_CREATORS = {
        sqlite: "WITH w (object, day, act, actor, at, id) AS MATERIALIZED (
                     SELECT o.object, o.day, o.act, o.actor, o.at, o.id FROM json_each($2) l
                     CROSS JOIN fact o ON o.object = l.value AND o.generation = $1
                         AND o.act IN (35, 38)
                     UNION ALL SELECT c.object, max(t.day, c.day), t.act, t.actor, t.at, t.id
                     FROM json_each($2) l
                     CROSS JOIN fact c ON c.object = l.value AND c.generation = $1 AND c.creates
                     CROSS JOIN fact t ON t.target = c.id AND t.generation = $1
                         AND t.act IN (35, 38))
                 UPDATE fact SET withdrawn_day = (
                     SELECT min(w.day) FROM w WHERE w.object = fact.object
                         AND (w.act = 35 OR (fact.act = 27 AND w.actor = fact.actor
                                             AND (w.at, w.id) > (fact.at, fact.id))))
                 WHERE fact.generation = $1 AND fact.creates AND fact.seq IN (
                     SELECT m.seq FROM json_each($2) l
                     CROSS JOIN fact m ON m.object = l.value AND m.generation = $1 AND m.creates
                     WHERE m.withdrawn_day IS NOT NULL OR m.object IN (SELECT object FROM w))",
        postgres: "WITH l (object) AS MATERIALIZED (
                       SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb)),
                   w (object, day, act, actor, at, id) AS MATERIALIZED (
                       SELECT o.object, o.day, o.act, o.actor, o.at, o.id FROM l
                       JOIN fact o ON o.object = l.object AND o.generation = $1
                           AND o.act IN (35, 38)
                       UNION ALL SELECT c.object, greatest(t.day, c.day), t.act, t.actor, t.at,
                           t.id FROM l
                       JOIN fact c ON c.object = l.object AND c.generation = $1 AND c.creates
                       JOIN fact t ON t.target = c.id AND t.generation = $1
                           AND t.act IN (35, 38))
                   UPDATE fact SET withdrawn_day = (
                       SELECT min(w.day) FROM w WHERE w.object = fact.object
                           AND (w.act = 35 OR (fact.act = 27 AND w.actor = fact.actor
                                               AND (w.at, w.id) > (fact.at, fact.id))))
                   WHERE fact.generation = $1 AND fact.creates AND fact.seq IN (
                       SELECT m.seq FROM l
                       JOIN fact m ON m.object = l.object AND m.generation = $1 AND m.creates
                       WHERE m.withdrawn_day IS NOT NULL OR m.object IN (SELECT object FROM w))",
    };
    /// Likes and comments whose object is a statement are about what that statement made.
    POINT = {
        sqlite: "UPDATE fact SET (object, anchor) = (
                     SELECT made.object, made.object FROM statement s
                     CROSS JOIN fact made ON made.seq = s.seq AND made.generation = $1
                         AND made.creates
                     WHERE s.id = fact.target)
                 WHERE fact.generation = $1 AND fact.act IN (1, 9, 18, 23, 25, 30)
                     AND NOT fact.creates
                     AND (fact.seq IN (SELECT value FROM json_each($2))
                         OR fact.target IN (SELECT unhex(value) FROM json_each($3)))
                     AND fact.target IS NOT NULL",
        postgres: "UPDATE fact SET (object, anchor) = (
                       SELECT made.object, made.object FROM statement s
                       JOIN fact made ON made.seq = s.seq AND made.generation = $1
                           AND made.creates
                       WHERE s.id = fact.target)
                   WHERE fact.generation = $1 AND fact.act IN (1, 9, 18, 23, 25, 30)
                       AND NOT fact.creates
                       AND (fact.seq IN (SELECT value::bigint
                                         FROM jsonb_array_elements_text($2::jsonb))
                           OR fact.target IN (SELECT value::uuid
                                              FROM jsonb_array_elements_text($3::jsonb)))
                       AND fact.target IS NOT NULL",
    };
    /// Tells those facts what is known of the contribution.
    TELL_POINTED = {
        sqlite: "UPDATE fact SET
                     recipient = CASE WHEN recipient_named THEN recipient ELSE c.author END,
                     recipient_since = CASE WHEN recipient_named OR c.since <= day THEN NULL
                                       ELSE c.since END,
                     group_key = CASE WHEN group_named THEN fact.group_key
                                 WHEN c.group_since <= day OR fact.fallback_key IS NULL
                                     THEN c.group_key
                                 ELSE fact.fallback_key END,
                     group_since = CASE WHEN group_named OR fact.fallback_key IS NOT NULL
                                       OR c.group_since <= day THEN NULL
                                   ELSE c.group_since END,
                     withdrawn_day = CASE WHEN act IN (1, 9, 18, 23, 30, 44) THEN c.withdrawn_day END
                 FROM (SELECT f.seq, c.* FROM fact f
                       LEFT JOIN contribution c ON c.object = f.anchor AND c.generation = $1
                       WHERE f.generation = $1 AND f.act IN (1, 9, 18, 23, 25, 30)
                           AND NOT f.creates AND f.target IS NOT NULL
                           AND (f.seq IN (SELECT value FROM json_each($2))
                               OR f.target IN (SELECT unhex(value) FROM json_each($3)))) AS c
                 WHERE fact.generation = $1 AND fact.seq = c.seq",
        postgres: "UPDATE fact SET
                       recipient = CASE WHEN recipient_named THEN recipient ELSE c.author END,
                       recipient_since = CASE WHEN recipient_named OR c.since <= day THEN NULL
                                         ELSE c.since END,
                       group_key = CASE WHEN group_named THEN fact.group_key
                                   WHEN c.group_since <= day OR fact.fallback_key IS NULL
                                       THEN c.group_key
                                   ELSE fact.fallback_key END,
                       group_since = CASE WHEN group_named OR fact.fallback_key IS NOT NULL
                                         OR c.group_since <= day THEN NULL
                                     ELSE c.group_since END,
                       withdrawn_day = CASE WHEN act IN (1, 9, 18, 23, 30, 44) THEN c.withdrawn_day END
                   FROM (SELECT f.seq, c.author, c.since, c.group_key, c.group_since,
                             c.withdrawn_day FROM fact f
                         LEFT JOIN contribution c ON c.object = f.anchor AND c.generation = $1
                         WHERE f.generation = $1 AND f.act IN (1, 9, 18, 23, 25, 30)
                             AND NOT f.creates AND f.target IS NOT NULL
                             AND (f.seq IN (SELECT value::bigint
                                            FROM jsonb_array_elements_text($2::jsonb))
                                 OR f.target IN (SELECT value::uuid
                                                 FROM jsonb_array_elements_text($3::jsonb)))) AS c
                   WHERE fact.generation = $1 AND fact.seq = c.seq",
    };
}

/// A contribution as the table holds it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::projector) struct Contribution {
    pub(in crate::projector) object: i64,
    pub(in crate::projector) author: i64,
    pub(in crate::projector) parent: Option<i64>,
    pub(in crate::projector) own_group: Option<i64>,
    /// The group that it falls in if neither it nor its thread has one.
    pub(in crate::projector) fallback_key: Option<i64>,
    /// The day it came into being.
    pub(in crate::projector) since: i64,
    pub(in crate::projector) group_key: Option<i64>,
    /// The day from which the group can be found.
    pub(in crate::projector) group_since: Option<i64>,
    /// The day it was taken back.
    pub(in crate::projector) withdrawn_day: Option<i64>,
}

impl Contribution {
    /// Whether two states of it differ in nothing but the group that was found for it.
    pub(in crate::projector) fn is_same_but_for_group(&self, other: &Self) -> bool {
        *self
            == Self {
                group_key: self.group_key,
                group_since: self.group_since,
                ..other.clone()
            }
    }
}

/// Contributions by the earliest statements that brought them into being; their groups are found
/// later.
pub(in crate::projector) async fn created(
    tx: &mut Tx,
    generation: i64,
    objects: &[i64],
) -> Result<BTreeMap<i64, Contribution>, StoreError> {
    let objects = keys(objects);
    let created = fetch_all!(tx, CREATORS as Contribution, generation, &objects)?;
    let found = created.into_iter().map(|found| {
        let object = found.object;
        let contribution = Contribution {
            parent: found.parent.filter(|parent| *parent != object),
            ..found
        };
        (object, contribution)
    });
    Ok(found.collect())
}

pub(in crate::projector) async fn contributions(
    tx: &mut Tx,
    generation: i64,
    objects: &[i64],
) -> Result<Vec<Contribution>, StoreError> {
    let objects = keys(objects);
    fetch_all!(tx, CONTRIBUTIONS as Contribution, generation, &objects)
}

pub(in crate::projector) async fn children(
    tx: &mut Tx,
    generation: i64,
    objects: &[i64],
) -> Result<Vec<i64>, StoreError> {
    let objects = keys(objects);
    let rows = fetch_all!(tx, CHILDREN as (i64,), generation, &objects)?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// Writes changed contributions, takes away those that are none any more, and tells the facts.
pub(in crate::projector) async fn put_contributions(
    tx: &mut Tx,
    generation: i64,
    changed: &[Contribution],
    gone: &[i64],
) -> Result<(), StoreError> {
    let row = |c: &Contribution| {
        json!([
            c.object,
            c.author,
            c.parent,
            c.own_group,
            c.since,
            c.group_key,
            c.group_since,
            c.withdrawn_day,
            c.fallback_key
        ])
    };
    if !changed.is_empty() {
        let rows = list(changed.iter().map(row));
        execute!(tx, PUT_CONTRIBUTIONS, generation, &rows)?;
    }
    if !gone.is_empty() {
        let gone = keys(gone);
        execute!(tx, DELETE_CONTRIBUTIONS, generation, &gone)?;
    }
    // Of what is a contribution no more nothing is known: the places of the row stay empty.
    let told = changed
        .iter()
        .map(row)
        .chain(gone.iter().map(|object| json!([object])));
    let told = list(told);
    execute!(tx, TELL_ANCHORED, generation, &told)?;
    Ok(())
}

/// Tells what brought objects into being when it was withdrawn.
pub(in crate::projector) async fn tell_creators(
    tx: &mut Tx,
    generation: i64,
    objects: &[i64],
) -> Result<(), StoreError> {
    let objects = keys(objects);
    execute!(tx, TELL_CREATORS, generation, &objects)?;
    Ok(())
}

/// Points likes and comments that refer to a statement (by their own places in the log, or by what
/// they refer to) at what the statement made.
pub(in crate::projector) async fn point(
    tx: &mut Tx,
    generation: i64,
    referring: &[i64],
    statements: &[Uuid],
) -> Result<(), StoreError> {
    let referring = keys(referring);
    let statements = id_list(statements);
    execute!(tx, POINT, generation, &referring, &statements)?;
    execute!(tx, TELL_POINTED, generation, &referring, &statements)?;
    Ok(())
}

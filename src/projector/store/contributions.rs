//! Who made what, in which thread and group, and the facts that are told about it.

use serde_json::{Value, json};

use super::keys;
use crate::store::{StoreError, Tx, execute, fetch_all, list, sql};

sql! {
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
}

/// Contributions by the earliest statements that brought them into being; the group and whether
/// they were withdrawn are found later.
pub(in crate::projector) async fn creators(
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
pub(in crate::projector) async fn withdrawn<'c>(
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
pub(in crate::projector) struct Contribution {
    pub(in crate::projector) object: i64,
    pub(in crate::projector) author: i64,
    pub(in crate::projector) parent: Option<i64>,
    pub(in crate::projector) own_group: Option<i64>,
    pub(in crate::projector) group_key: Option<i64>,
    pub(in crate::projector) withdrawn: bool,
}

impl Contribution {
    /// Whether two states of it differ in nothing but the group that was found for it.
    pub(in crate::projector) fn is_same_but_for_group(&self, other: &Self) -> bool {
        let group_key = self.group_key;
        *self
            == Self {
                group_key,
                ..other.clone()
            }
    }
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

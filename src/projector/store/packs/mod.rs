//! Facts packed together: those of an agent, and those of a group. Where many are looked at, finding
//! facts one by one takes longer than all the computing. A pack is a copy of rows of `fact` that is
//! kept as long as it holds: who needs one that is outdated has it made on the spot.

mod agents;
mod groups;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(super) use agents::{Pack, PackedFact, packs};
pub(super) use groups::{GroupPack, group_packs};

use crate::store::{StoreError, Tx, execute, fetch_all, id_list, list, mark, sql};

/// Whose facts are in a pack; the key of the pack is the one by which facts name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Agent = 1,
    Group = 2,
}

impl Kind {
    const fn code(self) -> i64 {
        self as i64
    }

    const fn from_code(code: i64) -> Option<Self> {
        match code {
            1 => Some(Self::Agent),
            2 => Some(Self::Group),
            _ => None,
        }
    }
}

/// What is to be packed, as the database makes it of rows: whose, and two lists in JSON.
type Rows = (i64, String, String);
/// A pack as it is kept: facts and what stands beside them, in `MessagePack`, which is read several times as
/// fast as JSON.
pub type Packed = (Vec<u8>, Vec<u8>);

fn parsed<'t, T: Deserialize<'t>>(text: &'t str) -> Result<Vec<T>, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn written<T: Serialize>(list: &[T]) -> Result<Vec<u8>, sqlx::Error> {
    rmp_serde::to_vec(list).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// What was packed; it cannot be read if it was changed from outside.
fn read<'p, T: Deserialize<'p>>(packed: &'p [u8]) -> Result<Vec<T>, sqlx::Error> {
    rmp_serde::from_slice(packed).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// As a pack of a kind (1: an agent's, 2: a group's) is kept, of what the statement of SQL that packs makes of
/// facts; none of another kind.
pub fn packed(kind: i64, facts: &str, beside: &str) -> Result<Option<Packed>, sqlx::Error> {
    let kind = Kind::from_code(kind);
    kind.map(|kind| kind.kept(facts, beside)).transpose()
}

impl Kind {
    fn kept(self, facts: &str, beside: &str) -> Result<Packed, sqlx::Error> {
        match self {
            Self::Agent => agents::kept(facts, beside),
            Self::Group => groups::kept(facts, beside),
        }
    }
}

/// Packs as they are to be now, with the keys of whose they are.
async fn made(
    tx: &mut Tx,
    generation: i64,
    kind: Kind,
    keys: &[i64],
) -> Result<Vec<(i64, Vec<u8>, Vec<u8>)>, StoreError> {
    let rows = match kind {
        Kind::Agent => agents::rows(tx, generation, keys).await?,
        Kind::Group => groups::rows(tx, generation, keys).await?,
    };
    let mut made = Vec::with_capacity(rows.len());
    for (key, facts, beside) in rows {
        let (facts, beside) = kind.kept(&facts, &beside)?;
        made.push((key, facts, beside));
    }
    Ok(made)
}

/// The columns of a fact in JSON, as [`super::row::Row`] reads them.
macro_rules! row_json {
    (sqlite) => {
        "json_array(f.seq, hex(f.id), f.act, f.engagement, f.evidence, f.at, f.day, f.actor,
             f.instructor, f.recipient, f.recipient_since, f.object, f.anchor, f.group_key,
             f.group_since, f.quality,
             CASE WHEN f.target IS NOT NULL THEN hex(f.target) END, f.level, f.due_day,
             f.expires_day)"
    };
    (postgres) => {
        "json_build_array(f.seq, f.id, f.act, f.engagement, f.evidence, f.at, f.day, f.actor,
             f.instructor, f.recipient, f.recipient_since, f.object, f.anchor, f.group_key,
             f.group_since, f.quality, f.target, f.level, f.due_day, f.expires_day)"
    };
}
use row_json;

sql! {
    KEEP = "INSERT INTO fact_pack (kind, key, generation, facts, beside) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (kind, key, generation)
                DO UPDATE SET facts = excluded.facts, beside = excluded.beside";
    /// Some of those whose packs are outdated, with the marks of their last changes: by these, which
    /// are random, so that all have their turn however often some change.
    OUTDATED = "SELECT kind, key, mark FROM fact_pack_changed WHERE generation = $1
                ORDER BY mark LIMIT $2";
    /// Takes from the outdated those of a list that have not changed since.
    TAKE_UNCHANGED = {
        sqlite: "DELETE FROM fact_pack_changed WHERE generation = $1 AND (kind, key, mark) IN
                     (SELECT value->>0, value->>1, value->>2 FROM json_each($2))
                 RETURNING kind, key",
        postgres: "DELETE FROM fact_pack_changed WHERE generation = $1 AND (kind, key, mark) IN
                       (SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint
                        FROM jsonb_array_elements($2::jsonb) r)
                   RETURNING kind, key",
    };
    /// Everybody and all groups: what a new generation begins with.
    CHANGE_ALL = "INSERT INTO fact_pack_changed (generation, kind, key, mark)
                  SELECT $1, p.kind, p.key, $2 FROM (
                      SELECT 1 AS kind, agent AS key FROM person_agent
                      UNION ALL SELECT 2, key FROM group_identifier) p WHERE true
                  ON CONFLICT (generation, kind, key) DO UPDATE SET mark = excluded.mark";
    /// Those whose packs hold some facts: by places in the log (`$2`), identifiers of statements
    /// (`$3`), or what they are about (`$4`), refer to (`$5`) or made (`$6`), or their resend keys
    /// (`$7`). `$8` is the mark.
    CHANGE = {
        sqlite: "WITH named (seq) AS (
                     SELECT l.value FROM json_each($2) l
                     UNION SELECT s.seq FROM json_each($3) l
                     CROSS JOIN statement s ON s.id = unhex(l.value)
                     UNION SELECT f.seq FROM json_each($4) l
                     CROSS JOIN fact f ON f.anchor = l.value AND f.generation = $1
                     UNION SELECT f.seq FROM json_each($5) l
                     CROSS JOIN fact f ON f.target = unhex(l.value) AND f.generation = $1
                     UNION SELECT f.seq FROM json_each($6) l
                     CROSS JOIN fact f ON f.object = l.value AND f.generation = $1 AND f.creates
                     UNION SELECT f.seq FROM json_each($7) l
                     CROSS JOIN fact f ON f.resend_key = unhex(l.value) AND f.generation = $1),
                 z (act, actor, recipient, anchor, target, group_key) AS MATERIALIZED (
                     SELECT f.act, f.actor, f.recipient, f.anchor, f.target, f.group_key
                     FROM named p
                     CROSS JOIN fact f ON f.seq = p.seq AND f.generation = $1)
                 INSERT INTO fact_pack_changed (generation, kind, key, mark)
                 SELECT $1, u.kind, u.key, $8 FROM (
                     SELECT 1 AS kind, z.actor AS key FROM z
                     UNION SELECT 1, z.recipient FROM z
                     UNION SELECT 1, o.actor FROM z CROSS JOIN statement s ON s.id = z.target
                     CROSS JOIN fact o ON o.seq = s.seq AND o.generation = $1
                     UNION SELECT 1, o.recipient FROM z CROSS JOIN statement s ON s.id = z.target
                     CROSS JOIN fact o ON o.seq = s.seq AND o.generation = $1
                     UNION SELECT 1, o.actor FROM z CROSS JOIN fact o ON o.object = z.anchor
                         AND o.generation = $1 AND o.act = 29
                     WHERE z.act = 32
                     UNION SELECT 2, z.group_key FROM z) u
                 WHERE u.key IS NOT NULL
                 ON CONFLICT (generation, kind, key) DO UPDATE SET mark = excluded.mark",
        postgres: "WITH named (seq) AS (
                       SELECT l.value::bigint FROM jsonb_array_elements_text($2::jsonb) l
                       UNION SELECT s.seq FROM jsonb_array_elements_text($3::jsonb) l
                       JOIN statement s ON s.id = l.value::uuid
                       UNION SELECT f.seq FROM jsonb_array_elements_text($4::jsonb) l
                       JOIN fact f ON f.anchor = l.value::bigint AND f.generation = $1
                       UNION SELECT f.seq FROM jsonb_array_elements_text($5::jsonb) l
                       JOIN fact f ON f.target = l.value::uuid AND f.generation = $1
                       UNION SELECT f.seq FROM jsonb_array_elements_text($6::jsonb) l
                       JOIN fact f ON f.object = l.value::bigint AND f.generation = $1
                           AND f.creates
                       UNION SELECT f.seq FROM jsonb_array_elements_text($7::jsonb) l
                       JOIN fact f ON f.resend_key = decode(l.value, 'hex')
                           AND f.generation = $1),
                   z (act, actor, recipient, anchor, target, group_key) AS MATERIALIZED (
                       SELECT f.act, f.actor, f.recipient, f.anchor, f.target, f.group_key
                     FROM named p
                       JOIN fact f ON f.seq = p.seq AND f.generation = $1)
                   INSERT INTO fact_pack_changed (generation, kind, key, mark)
                   SELECT $1, u.kind, u.key, $8 FROM (
                       SELECT 1 AS kind, z.actor AS key FROM z
                       UNION SELECT 1, z.recipient FROM z
                       UNION SELECT 1, o.actor FROM z JOIN statement s ON s.id = z.target
                       JOIN fact o ON o.seq = s.seq AND o.generation = $1
                       UNION SELECT 1, o.recipient FROM z JOIN statement s ON s.id = z.target
                       JOIN fact o ON o.seq = s.seq AND o.generation = $1
                       UNION SELECT 1, o.actor FROM z JOIN fact o ON o.object = z.anchor
                           AND o.generation = $1 AND o.act = 29
                       WHERE z.act = 32
                     UNION SELECT 2, z.group_key FROM z) u
                   WHERE u.key IS NOT NULL
                   ON CONFLICT (generation, kind, key) DO UPDATE SET mark = excluded.mark",
    };
}

/// A pack: whose, its facts, and what stands beside them.
type Made = (Kind, i64, Vec<u8>, Vec<u8>);

/// Packs made anew, each with the mark of the last change before.
pub(in crate::projector) struct Renewed {
    packs: Vec<Made>,
    marks: BTreeMap<(Kind, i64), i64>,
}

impl Renewed {
    /// How many were outdated.
    pub(in crate::projector) fn count(&self) -> usize {
        self.marks.len()
    }
}

/// Makes at most `most` of the packs anew that are outdated, and keeps nothing yet.
pub(in crate::projector) async fn renew(
    tx: &mut Tx,
    generation: i64,
    most: i64,
) -> Result<Renewed, StoreError> {
    let mut marks = BTreeMap::new();
    let mut keys: BTreeMap<Kind, Vec<i64>> = BTreeMap::new();
    for (kind, key, mark) in fetch_all!(tx, OUTDATED as (i64, i64, i64), generation, most)? {
        if let Some(kind) = Kind::from_code(kind) {
            marks.insert((kind, key), mark);
            keys.entry(kind).or_default().push(key);
        }
    }
    let mut packs = Vec::new();
    for (kind, keys) in keys {
        let made = made(tx, generation, kind, &keys).await?.into_iter();
        packs.extend(made.map(|(key, facts, beside)| (kind, key, facts, beside)));
    }
    Ok(Renewed { packs, marks })
}

/// Keeps those packs that have not changed since they were made. To be told while nobody else can
/// change facts of the generation.
pub(in crate::projector) async fn keep(
    tx: &mut Tx,
    generation: i64,
    renewed: &Renewed,
) -> Result<(), StoreError> {
    let marks = renewed.marks.iter();
    let marks = list(marks.map(|((kind, key), mark)| (kind.code(), key, mark)));
    let taken = fetch_all!(tx, TAKE_UNCHANGED as (i64, i64), generation, &marks)?;
    let taken: BTreeSet<(i64, i64)> = taken.into_iter().collect();
    for (kind, key, facts, beside) in &renewed.packs {
        let (kind, key) = (kind.code(), *key);
        if taken.contains(&(kind, key)) {
            execute!(tx, KEEP, kind, key, generation, &facts[..], &beside[..])?;
        }
    }
    Ok(())
}

/// Notes that all packs of a generation are still to be made.
pub(in crate::projector) async fn change_all(
    tx: &mut Tx,
    generation: i64,
) -> Result<(), StoreError> {
    execute!(tx, CHANGE_ALL, generation, mark())?;
    Ok(())
}

/// Facts that change.
#[derive(Debug, Default)]
pub(in crate::projector) struct Changing<'c> {
    /// Their places in the log.
    pub(in crate::projector) seqs: &'c [i64],
    /// The statements they were made from.
    pub(in crate::projector) statements: &'c [Uuid],
    /// What they are about.
    pub(in crate::projector) anchors: &'c [i64],
    /// The statements they refer to.
    pub(in crate::projector) targets: &'c [Uuid],
    /// What they brought into being.
    pub(in crate::projector) made: &'c [i64],
    /// Their resend keys, in hexadecimal.
    pub(in crate::projector) resends: &'c [String],
}

/// Notes that the packs which hold these facts are outdated. To be told before a change that may
/// take facts from an agent or a group, and after one that may give them.
pub(in crate::projector) async fn change(
    tx: &mut Tx,
    generation: i64,
    changing: &Changing<'_>,
) -> Result<(), StoreError> {
    execute!(
        tx,
        CHANGE,
        generation,
        &list(changing.seqs.iter()),
        &id_list(changing.statements),
        &list(changing.anchors.iter()),
        &id_list(changing.targets),
        &list(changing.made.iter()),
        &list(changing.resends.iter()),
        mark()
    )?;
    Ok(())
}

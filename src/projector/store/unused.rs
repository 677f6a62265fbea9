//! Statements that nothing could be made of.

use serde_json::json;
use uuid::Uuid;

use crate::projector::kinds::Unused;
use crate::store::{StoreError, Tx, execute, fetch_all, list, sql};

sql! {
    NOTE_UNUSED = {
        sqlite: "INSERT INTO unused_statement (generation, seq, reason, verb)
                 SELECT $1, value->>0, value->>1, value->>2 FROM json_each($2)",
        postgres: "INSERT INTO unused_statement (generation, seq, reason, verb)
                   SELECT $1, (r->>0)::bigint, (r->>1)::bigint, r->>2
                   FROM jsonb_array_elements($2::jsonb) AS r",
    };
    FORGET = {
        sqlite: "DELETE FROM unused_statement WHERE generation = $1 AND seq IN
                     (SELECT s.seq FROM statement s
                      WHERE s.id IN (SELECT unhex(value) FROM json_each($2)))",
        postgres: "DELETE FROM unused_statement WHERE generation = $1 AND seq IN
                       (SELECT s.seq FROM statement s
                        WHERE s.id IN (SELECT value::uuid
                                       FROM jsonb_array_elements_text($2::jsonb)))",
    };
    UNMAPPED = "SELECT u.verb, count(*) AS statements, min(u.seq) AS first_seq,
                    max(u.seq) AS last_seq
                FROM unused_statement u
                WHERE u.generation = $1 AND u.verb IS NOT NULL
                GROUP BY u.verb ORDER BY 2 DESC, 1 LIMIT $2";
    /// Those that a batch could not use, and facts that count for nobody or nowhere: what they are
    /// about is not known, they were sent before, or no group can be found.
    UNUSED = "SELECT u.seq, s.id, u.reason FROM unused_statement u
              JOIN statement s ON s.seq = u.seq
              WHERE u.generation = $1 AND u.seq < $2
              UNION ALL
              SELECT f.seq, f.id, CASE WHEN f.resent THEN 5
                  WHEN f.act IN (1, 9, 18, 23, 30) AND f.recipient IS NULL THEN 6 ELSE 7 END
              FROM fact f
              WHERE f.generation = $1 AND f.seq < $2
                  AND (f.resent OR (f.act IN (1, 9, 18, 23, 30) AND f.recipient IS NULL)
                      OR (f.creates AND f.group_key IS NULL))
              ORDER BY 1 DESC LIMIT $3";
}

/// A statement of a batch that nothing could be made of.
pub(in crate::projector) struct Noted {
    pub(in crate::projector) seq: i64,
    pub(in crate::projector) reason: Unused,
    /// The verb that no rule matches.
    pub(in crate::projector) verb: Option<String>,
}

/// A statement that counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnusedStatement {
    /// Its place in the log.
    pub seq: i64,
    /// Its identifier.
    pub id: Uuid,
    /// Why.
    pub reason: Unused,
}

pub(in crate::projector) async fn note_unused(
    tx: &mut Tx,
    generation: i64,
    unused: &[Noted],
) -> Result<(), StoreError> {
    let row = |noted: &Noted| json!([noted.seq, noted.reason.code(), noted.verb]);
    let rows = list(unused.iter().map(row));
    execute!(tx, NOTE_UNUSED, generation, &rows)?;
    Ok(())
}

/// Forgets statements (a list of identifiers) that were voided.
pub(super) async fn forget(tx: &mut Tx, generation: i64, ids: &str) -> Result<(), StoreError> {
    execute!(tx, FORGET, generation, ids)?;
    Ok(())
}

/// A verb that no rule matches.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Unmapped {
    /// Its IRI.
    pub verb: String,
    /// Statements with it.
    pub statements: i64,
    /// The place in the log of the first of them.
    pub first_seq: i64,
    /// The place of the last.
    pub last_seq: i64,
}

/// Verbs that no rule matched, the most frequent first.
pub async fn unmapped_verbs(
    tx: &mut Tx,
    generation: i64,
    limit: i64,
) -> Result<Vec<Unmapped>, StoreError> {
    fetch_all!(tx, UNMAPPED as Unmapped, generation, limit)
}

/// At most `limit` statements that count for nothing, from before a place in the log backwards.
pub async fn unused_statements(
    tx: &mut Tx,
    generation: i64,
    before: i64,
    limit: i64,
) -> Result<Vec<UnusedStatement>, StoreError> {
    let rows = fetch_all!(tx, UNUSED as (i64, Uuid, i64), generation, before, limit)?;
    let read = |(seq, id, reason)| {
        Some(UnusedStatement {
            seq,
            id,
            reason: Unused::from_code(reason)?,
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

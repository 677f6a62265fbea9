//! All SQL of what arrives.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Count;
use crate::statements;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, list, sql};

sql! {
    COUNTED = "SELECT seq FROM arrival_head WHERE one = 1";
    MOVE_ON = "UPDATE arrival_head SET seq = $2 WHERE one = 1 AND seq = $1";
    ADD = {
        sqlite: "INSERT INTO arrival (authority, day, statements, last_seq, last_at)
                 SELECT value->>0, value->>1, value->>2, value->>3, value->>4
                 FROM json_each($1) WHERE true
                 ON CONFLICT (authority, day) DO UPDATE SET
                     statements = arrival.statements + excluded.statements,
                     last_seq = excluded.last_seq, last_at = excluded.last_at",
        postgres: "INSERT INTO arrival (authority, day, statements, last_seq, last_at)
                   SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, (r->>3)::bigint,
                       (r->>4)::bigint
                   FROM jsonb_array_elements($1::jsonb) AS r
                   ON CONFLICT (authority, day) DO UPDATE SET
                       statements = arrival.statements + excluded.statements,
                       last_seq = excluded.last_seq, last_at = excluded.last_at",
    };
    SOURCES = "SELECT authority, (SELECT text FROM authority a WHERE a.key = arrival.authority),
                   CAST(sum(statements) AS BIGINT), max(last_seq), max(last_at)
               FROM arrival GROUP BY authority ORDER BY 5 DESC, 1";
    DAYS = "SELECT authority, day, statements FROM arrival WHERE day >= $1";
}

/// Whom statements come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The agent that the record store vouches for them by.
    pub authority: Value,
    /// Statements in all.
    pub statements: i64,
    /// The place in the log of the last.
    pub last_seq: i64,
    /// When that was stored, microseconds since the epoch.
    pub last_at: i64,
    /// Statements by day, since the day asked for.
    pub days: BTreeMap<i64, i64>,
}

impl Source {
    /// What the source is called: its name, else the name of its account.
    #[must_use]
    pub fn name(&self) -> &str {
        statements::sender(&self.authority).unwrap_or("–")
    }

    /// The name of its account: of an app, its first key.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.authority
            .pointer("/account/name")
            .and_then(Value::as_str)
    }
}

/// Up to where the log is counted.
pub(super) async fn counted(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, COUNTED as (i64,))?.0)
}

/// Takes the next part of the log; false if another has taken it.
pub(super) async fn move_on(tx: &mut Tx, from: i64, to: i64) -> Result<bool, StoreError> {
    Ok(execute!(tx, MOVE_ON, from, to)? == 1)
}

pub(super) async fn add(
    tx: &mut Tx,
    counts: &BTreeMap<(i64, i64), Count>,
) -> Result<(), StoreError> {
    let rows = list(counts.iter().map(|((authority, day), count)| {
        json!([
            authority,
            day,
            count.statements,
            count.last_seq,
            count.last_at
        ])
    }));
    execute!(tx, ADD, &rows)?;
    Ok(())
}

/// Everybody whom statements came from, whoever sent last first, with the days since `since`.
pub async fn sources(tx: &mut Tx, since: i64) -> Result<Vec<Source>, StoreError> {
    type Row = (i64, String, i64, i64, i64);
    let mut days: BTreeMap<i64, BTreeMap<i64, i64>> = BTreeMap::new();
    for (authority, day, statements) in fetch_all!(tx, DAYS as (i64, i64, i64), since)? {
        days.entry(authority).or_default().insert(day, statements);
    }
    let rows = fetch_all!(tx, SOURCES as Row)?;
    let source = |(authority, text, statements, last_seq, last_at): Row| Source {
        // What was stored is JSON; anything else has no name.
        authority: serde_json::from_str(&text).unwrap_or_default(),
        statements,
        last_seq,
        last_at,
        days: days.remove(&authority).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(source).collect())
}

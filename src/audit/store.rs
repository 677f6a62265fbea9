//! All SQL of the audit log. Nothing here changes an entry; only those whose time is over are removed.

use super::Act;
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, sql};

sql! {
    /// Locks the row until the transaction ends: the next act waits for it.
    NEXT = "UPDATE audit_head SET sequence = sequence + 1 WHERE one = 1 RETURNING sequence, digest";
    SET_HEAD = "UPDATE audit_head SET digest = $1 WHERE one = 1";
    HEAD = "SELECT sequence, digest FROM audit_head WHERE one = 1";
    LOCK = {
        sqlite: "SELECT sequence, digest FROM audit_head WHERE one = 1",
        postgres: "SELECT sequence, digest FROM audit_head WHERE one = 1 FOR UPDATE",
    };
    GONE = "SELECT gone, gone_digest FROM audit_head WHERE one = 1";
    SET_GONE = "UPDATE audit_head SET gone = $1, gone_digest = $2 WHERE one = 1";
    COUNT_BEFORE = "SELECT count(*) FROM audit_entry WHERE at < $1";
    /// With a clock that was put back, the earliest of them in the log's order.
    LAST_BEFORE = "SELECT sequence, digest FROM audit_entry WHERE sequence < coalesce(
                       (SELECT min(sequence) FROM audit_entry WHERE at >= $1),
                       (SELECT sequence FROM audit_head WHERE one = 1))
                   ORDER BY sequence DESC LIMIT 1";
    REMOVE_UNTIL = "DELETE FROM audit_entry WHERE sequence <= $1";
    ADD = "INSERT INTO audit_entry
               (sequence, at, actor, actor_name, act, subject, before, after, digest)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    AFTER = "SELECT sequence, at, actor, actor_name, act, subject, before, after, digest
             FROM audit_entry WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    LATEST = "SELECT sequence, at, actor, actor_name, act, subject, before, after, digest
              FROM audit_entry WHERE sequence < $1 ORDER BY sequence DESC LIMIT $2";
    LATEST_OF = "SELECT sequence, at, actor, actor_name, act, subject, before, after, digest
                 FROM audit_entry WHERE act = $1 AND sequence < $2
                 ORDER BY sequence DESC LIMIT $3";
}

/// An entry.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    /// Its number, from 1 on without gaps.
    pub sequence: i64,
    /// When, microseconds since the epoch.
    pub at: i64,
    /// Who acted: a person's identifier, a key, or the command line.
    pub actor: String,
    /// Their name at that time, where it was known.
    pub actor_name: Option<String>,
    /// The word of the [`Act`].
    pub act: String,
    /// What was acted on.
    pub subject: String,
    /// How it was.
    pub before: Option<String>,
    /// How it was then.
    pub after: Option<String>,
    /// Of it and the one before.
    pub digest: Vec<u8>,
}

/// The number of the next entry, and the digest of the last.
pub(super) async fn next(tx: &mut Tx) -> Result<(i64, Vec<u8>), StoreError> {
    fetch_one!(tx, NEXT as (i64, Vec<u8>))
}

pub(super) async fn add(tx: &mut Tx, entry: &Entry) -> Result<(), StoreError> {
    execute!(
        tx,
        ADD,
        entry.sequence,
        entry.at,
        &entry.actor,
        &entry.actor_name,
        &entry.act,
        &entry.subject,
        &entry.before,
        &entry.after,
        &entry.digest
    )?;
    execute!(tx, SET_HEAD, &entry.digest)?;
    Ok(())
}

/// How many entries there are, and the digest of the last.
pub async fn head(tx: &mut Tx) -> Result<(i64, Vec<u8>), StoreError> {
    fetch_one!(tx, HEAD as (i64, Vec<u8>))
}

pub(super) async fn after(tx: &mut Tx, last: i64, limit: i64) -> Result<Vec<Entry>, StoreError> {
    fetch_all!(tx, AFTER as Entry, last, limit)
}

/// Which entries are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of one kind of act; none: of all.
    pub act: Option<Act>,
    /// Before this number; none: the latest.
    pub before: Option<i64>,
}

/// At most `limit` entries, latest first.
pub async fn list(tx: &mut Tx, filter: Filter, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let before = filter.before.unwrap_or(i64::MAX);
    match filter.act {
        None => fetch_all!(tx, LATEST as Entry, before, limit),
        Some(act) => fetch_all!(tx, LATEST_OF as Entry, act.word(), before, limit),
    }
}

/// The number and digest of the last entry, and the right to add one until the transaction ends.
pub(super) async fn lock(tx: &mut Tx) -> Result<(i64, Vec<u8>), StoreError> {
    fetch_one!(tx, LOCK as (i64, Vec<u8>))
}

/// The number and digest of the last entry that has gone because its time was over; 0: none has.
pub(super) async fn gone(tx: &mut Tx) -> Result<(i64, Vec<u8>), StoreError> {
    fetch_one!(tx, GONE as (i64, Vec<u8>))
}

/// How many entries are from before a moment (microseconds since the epoch).
pub async fn count_before(tx: &mut Tx, before: jiff::Timestamp) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, COUNT_BEFORE as (i64,), before.as_microsecond())?.0)
}

/// The last entry before the first that is not from before a moment; never the last of all.
pub(super) async fn last_before(
    tx: &mut Tx,
    before: i64,
) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    fetch_optional!(tx, LAST_BEFORE as (i64, Vec<u8>), before)
}

/// Removes entries up to one, whose digest the next one follows on; how many there were.
pub(super) async fn remove_until(tx: &mut Tx, last: i64, digest: &[u8]) -> Result<i64, StoreError> {
    let removed = execute!(tx, REMOVE_UNTIL, last)?;
    execute!(tx, SET_GONE, last, digest)?;
    Ok(i64::try_from(removed).unwrap_or(i64::MAX))
}

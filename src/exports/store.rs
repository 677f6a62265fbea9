//! All SQL of exports.

use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::{StoreError, Tx, execute, fetch_all, fetch_one, fetch_optional, sql};

/// The columns of a [`Job`].
macro_rules! columns {
    () => {
        "id, asker, choice, language, state, attempts, done, total, reason, file_name, \
         length, created_at, finished_at, expires_at"
    };
}

sql! {
    ADD = "INSERT INTO export_job (id, owner, asker, choice, language, state, attempts, done, total,
               length, created_at)
           VALUES ($1, $2, $3, $4, $5, 'queued', 0, 0, 0, 0, $6)";
    FIND = concat!("SELECT ", columns!(), " FROM export_job WHERE id = $1 AND owner = $2");
    LIST = concat!("SELECT ", columns!(), " FROM export_job WHERE owner = $1 AND created_at < $2
                   ORDER BY created_at DESC, id DESC LIMIT $3");
    /// How many of an owner's are unfinished, and how many there are with a file.
    HELD = "SELECT count(CASE WHEN state IN ('queued', 'running') THEN 1 END),
                count(CASE WHEN state = 'done' THEN 1 END)
            FROM export_job WHERE owner = $1";
    OPEN = "SELECT id FROM export_job WHERE state IN ('queued', 'running')
            ORDER BY created_at LIMIT 20";
    START = concat!("UPDATE export_job SET state = 'running', attempts = attempts + 1, done = 0,
                         total = 0
                     WHERE id = $1 AND state IN ('queued', 'running') RETURNING ", columns!());
    PROGRESS = "UPDATE export_job SET done = $2, total = $3 WHERE id = $1 AND state = 'running'";
    IS_RUNNING = "SELECT 1 FROM export_job WHERE id = $1 AND state = 'running'";
    FINISH = "UPDATE export_job SET state = 'done', file_name = $2, length = $3, finished_at = $4,
                  expires_at = $5
              WHERE id = $1 AND state = 'running'";
    END = "UPDATE export_job SET state = $2, reason = $3, finished_at = $4
           WHERE id = $1 AND state IN ('queued', 'running')";
    EXPIRE = "UPDATE export_job SET state = 'expired' WHERE id = $1 AND state = 'done'";
    EXPIRED = "SELECT id FROM export_job WHERE state = 'done' AND expires_at <= $1
               ORDER BY expires_at LIMIT 100";
    KEPT = "SELECT CAST(coalesce(sum(length), 0) AS BIGINT) FROM export_job
            WHERE state = 'done' AND expires_at > $1";
    FORGET = "DELETE FROM export_job
              WHERE created_at < $1 AND state NOT IN ('queued', 'running', 'done')";
    DELETE = "DELETE FROM export_job WHERE id = $1";
    ADD_PART = "INSERT INTO export_part (job, part, bytes) VALUES ($1, $2, $3)";
    PART = "SELECT bytes FROM export_part WHERE job = $1 AND part = $2";
    DELETE_PARTS = "DELETE FROM export_part WHERE job = $1";
}

/// How an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportState)]
pub enum State {
    /// It was called off.
    Cancelled,
    /// Its file is there.
    Done,
    /// Its file was there for its time.
    Expired,
    /// It could not be made.
    Failed,
    /// It waits for its turn.
    Queued,
    /// It is being made.
    Running,
}

impl State {
    /// The word it is stored as.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Done => "done",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Queued => "queued",
            Self::Running => "running",
        }
    }

    fn of(word: &str) -> Self {
        match word {
            "cancelled" => Self::Cancelled,
            "done" => Self::Done,
            "expired" => Self::Expired,
            "queued" => Self::Queued,
            "running" => Self::Running,
            // A state of a later release: nothing that this one could go on with.
            _ => Self::Failed,
        }
    }

    /// Whether it is still to come.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

/// An export that is made in the background.
#[derive(Debug, Clone, FromRow)]
pub struct Job {
    /// Identifier.
    pub id: Uuid,
    pub(super) asker: String,
    pub(super) choice: String,
    pub(super) language: String,
    state: String,
    pub(super) attempts: i64,
    /// How much is done…
    pub done: i64,
    /// …of how much; 0 while that is not known.
    pub total: i64,
    /// Why it failed, in words.
    pub reason: Option<String>,
    /// What the file is called.
    pub file_name: Option<String>,
    /// Bytes of the file.
    pub length: i64,
    /// When it was asked for, microseconds since the epoch.
    pub created_at: i64,
    /// When it ended.
    pub finished_at: Option<i64>,
    /// When its file is removed.
    pub expires_at: Option<i64>,
}

impl Job {
    /// How it stands.
    #[must_use]
    pub fn state(&self) -> State {
        State::of(&self.state)
    }
}

pub(super) async fn add(
    tx: &mut Tx,
    (id, owner): (Uuid, &str),
    (asker, choice, language): (&str, &str, &str),
    now: i64,
) -> Result<(), StoreError> {
    execute!(tx, ADD, id, owner, asker, choice, language, now)?;
    Ok(())
}

pub(super) async fn find(tx: &mut Tx, id: Uuid, owner: &str) -> Result<Option<Job>, StoreError> {
    fetch_optional!(tx, FIND as Job, id, owner)
}

/// An owner's, asked for before a moment, the latest first.
pub(super) async fn list(
    tx: &mut Tx,
    owner: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<Job>, StoreError> {
    fetch_all!(tx, LIST as Job, owner, before, limit)
}

/// How many of an owner's are open, and how many have a file.
pub(super) async fn held(tx: &mut Tx, owner: &str) -> Result<(i64, i64), StoreError> {
    fetch_one!(tx, HELD as (i64, i64), owner)
}

pub(super) async fn open(tx: &mut Tx) -> Result<Vec<Uuid>, StoreError> {
    let found = fetch_all!(tx, OPEN as (Uuid,))?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Begins one, without what an earlier attempt has left; none if it is not open any more.
pub(super) async fn start(tx: &mut Tx, id: Uuid) -> Result<Option<Job>, StoreError> {
    execute!(tx, DELETE_PARTS, id)?;
    fetch_optional!(tx, START as Job, id)
}

/// Notes how far one is; false if it was called off.
pub(super) async fn progress(
    tx: &mut Tx,
    id: Uuid,
    done: i64,
    total: i64,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, PROGRESS, id, done, total)? == 1)
}

/// Adds a part of the file; false if the export was called off.
pub(super) async fn add_part(
    tx: &mut Tx,
    id: Uuid,
    part: i64,
    bytes: &[u8],
) -> Result<bool, StoreError> {
    if fetch_optional!(tx, IS_RUNNING as (i32,), id)?.is_none() {
        return Ok(false);
    }
    execute!(tx, ADD_PART, id, part, bytes)?;
    Ok(true)
}

pub(super) async fn finish(
    tx: &mut Tx,
    id: Uuid,
    (file_name, length): (&str, i64),
    now: i64,
    expires: i64,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, FINISH, id, file_name, length, now, expires)? == 1)
}

/// Ends one without a file, if it is open.
pub(super) async fn end(
    tx: &mut Tx,
    id: Uuid,
    state: State,
    reason: Option<&str>,
    now: i64,
) -> Result<bool, StoreError> {
    let ended = execute!(tx, END, id, state.word(), reason, now)? == 1;
    execute!(tx, DELETE_PARTS, id)?;
    Ok(ended)
}

/// Bytes that are kept beyond a moment.
pub(super) async fn kept(tx: &mut Tx, now: i64) -> Result<i64, StoreError> {
    let (kept,) = fetch_one!(tx, KEPT as (i64,), now)?;
    Ok(kept)
}

/// Removes files whose time is over, and what was over before `forgotten`.
pub(super) async fn expire(tx: &mut Tx, now: i64, forgotten: i64) -> Result<usize, StoreError> {
    let over = fetch_all!(tx, EXPIRED as (Uuid,), now)?;
    for (id,) in &over {
        execute!(tx, DELETE_PARTS, *id)?;
        execute!(tx, EXPIRE, *id)?;
    }
    execute!(tx, FORGET, forgotten)?;
    Ok(over.len())
}

pub(super) async fn delete(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    execute!(tx, DELETE_PARTS, id)?;
    execute!(tx, DELETE, id)?;
    Ok(())
}

pub(super) async fn part(tx: &mut Tx, id: Uuid, part: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(fetch_optional!(tx, PART as (Vec<u8>,), id, part)?.map(|(bytes,)| bytes))
}

//! All SQL of deep linking requests.

use jiff::Timestamp;
use uuid::Uuid;

use crate::groups::GroupId;
use crate::people::PersonId;
use crate::store::{StoreError, Tx, execute, fetch_optional, sql};

sql! {
    ADD = "INSERT INTO deep_linking_request
               (id, platform, deployment_id, person, group_id, settings_sealed, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FORGET = "DELETE FROM deep_linking_request WHERE created_at < $1";
    OPEN = "SELECT platform, deployment_id, group_id, settings_sealed FROM deep_linking_request
            WHERE id = $1 AND person = $2 AND created_at >= $3";
    TAKE = "DELETE FROM deep_linking_request WHERE id = $1 AND person = $2 AND created_at >= $3
            RETURNING platform, deployment_id, group_id, settings_sealed";
}

/// How long there is to choose, in microseconds.
const LIFE: i64 = 4 * 3600 * 1_000_000;

/// A request that waits for its answer.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Waiting {
    pub(super) platform: Uuid,
    pub(super) deployment_id: String,
    pub(super) group_id: Option<GroupId>,
    pub(super) settings_sealed: Vec<u8>,
}

/// Keeps a request for somebody to answer, and forgets those that nobody answered.
pub(super) async fn add(
    tx: &mut Tx,
    person: PersonId,
    waiting: &Waiting,
    now: Timestamp,
) -> Result<Uuid, StoreError> {
    let now = now.as_microsecond();
    execute!(tx, FORGET, now - LIFE)?;
    let id = Uuid::now_v7();
    execute!(
        tx,
        ADD,
        id,
        waiting.platform,
        &waiting.deployment_id,
        person,
        waiting.group_id,
        &waiting.settings_sealed,
        now
    )?;
    Ok(id)
}

/// Somebody's request, which stays.
pub(super) async fn open(
    tx: &mut Tx,
    id: Uuid,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<Waiting>, StoreError> {
    let oldest = now.as_microsecond() - LIFE;
    fetch_optional!(tx, OPEN as Waiting, id, person, oldest)
}

/// Takes somebody's request: it is answered once.
pub(super) async fn take(
    tx: &mut Tx,
    id: Uuid,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<Waiting>, StoreError> {
    let oldest = now.as_microsecond() - LIFE;
    fetch_optional!(tx, TAKE as Waiting, id, person, oldest)
}

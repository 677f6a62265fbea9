//! All SQL of leases.

use uuid::Uuid;

use crate::store::{StoreError, Tx, execute, sql};

sql! {
    TAKE = "INSERT INTO lease (name, worker, leased_until) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET worker = excluded.worker,
                leased_until = excluded.leased_until
            WHERE lease.worker = excluded.worker OR lease.leased_until < $4";
    RELEASE = "DELETE FROM lease WHERE name = $1 AND worker = $2";
}

/// Whether the lease is ours until `until`.
pub(super) async fn take(
    tx: &mut Tx,
    name: &str,
    worker: Uuid,
    until: i64,
    now: i64,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, TAKE, name, worker, until, now)? == 1)
}

pub(super) async fn release(tx: &mut Tx, name: &str, worker: Uuid) -> Result<(), StoreError> {
    execute!(tx, RELEASE, name, worker)?;
    Ok(())
}

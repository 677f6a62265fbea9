//! Waiting for facts: whoever has just said something is to see what follows from it.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::store::current;
use crate::store::{Db, StoreError};

/// How often it is looked for.
const LOOK: Duration = Duration::from_millis(25);

/// Waits until the facts that readers use include the log up to `seq`, at most for `longest`.
/// Whether they do.
pub async fn caught_up(db: &Db, seq: i64, longest: Duration) -> Result<bool, StoreError> {
    let end = Instant::now() + longest;
    loop {
        let mut tx = db.read().await?;
        let known = current(&mut tx).await?;
        drop(tx);
        if known.is_none_or(|known| known.seq >= seq) {
            return Ok(true);
        }
        if Instant::now() >= end {
            return Ok(false);
        }
        sleep(LOOK).await;
    }
}

//! Documents that apps keep about an agent: they go whole.

use crate::statements::AgentKey;
use crate::store::{StoreError, Tx, execute, fetch_one, sql};

sql! {
    ERASE_COUNT = "SELECT count(*) FROM document WHERE agent = $1";
    ERASE_REMOVE = "DELETE FROM document WHERE agent = $1";
}

/// How many documents there are about an agent.
pub async fn held(tx: &mut Tx, agent: AgentKey) -> Result<i64, StoreError> {
    Ok(fetch_one!(tx, ERASE_COUNT as (i64,), agent)?.0)
}

/// Removes them.
pub async fn let_go(tx: &mut Tx, agent: AgentKey) -> Result<(), StoreError> {
    execute!(tx, ERASE_REMOVE, agent)?;
    Ok(())
}

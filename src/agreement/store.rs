//! All SQL of the table of switches.

use super::Switch;
use crate::store::{StoreError, Tx, execute, fetch_all, sql};

sql! {
    ON = "SELECT switch FROM agreement_switch";
    PUT_ON = "INSERT INTO agreement_switch (switch) VALUES ($1) ON CONFLICT DO NOTHING";
    PUT_OFF = "DELETE FROM agreement_switch WHERE switch = $1";
}

/// The switches that are on.
pub(super) async fn on(tx: &mut Tx) -> Result<Vec<Switch>, StoreError> {
    let rows = fetch_all!(tx, ON as (i64,))?;
    let switches = rows
        .into_iter()
        .filter_map(|(code,)| Switch::from_code(code));
    Ok(switches.collect())
}

/// Puts a switch on or off; whether that changed anything.
pub(super) async fn set(tx: &mut Tx, switch: Switch, on: bool) -> Result<bool, StoreError> {
    let changed = if on {
        execute!(tx, PUT_ON, switch.code())?
    } else {
        execute!(tx, PUT_OFF, switch.code())?
    };
    Ok(changed > 0)
}

//! Work that is about a person, where the person is erased: it is not done any more.

use crate::store::{StoreError, Tx, execute, sql, texts};

sql! {
    ERASE_ABOUT = {
        sqlite: "DELETE FROM outgoing WHERE substr(about, -length($1) - 1) = ' ' || $1",
        postgres: "DELETE FROM outgoing WHERE right(about, length($1) + 1) = ' ' || $1",
    };
    ERASE_LINE = "UPDATE outgoing SET line = $2 WHERE line = $1";
}

/// Calls a line of work otherwise, which goes on in its order.
pub async fn rename_line(tx: &mut Tx, from: &str, to: &str) -> Result<(), StoreError> {
    execute!(tx, ERASE_LINE, from, to)?;
    Ok(())
}

/// Withdraws work whose subject ends in a name: a person's identifier, or what a platform calls them.
pub async fn let_go(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    execute!(tx, ERASE_ABOUT, name)?;
    Ok(())
}

texts! {
    replaced {
        troubles: "outgoing"."error",
        lane_troubles: "outgoing_lane"."error",
    }
    working {}
}

//! All SQL of giving one person's roles in groups to another and back.

use serde::{Deserialize, Serialize};

use super::GroupId;
use crate::people::{PersonId, moved};
use crate::store::{StoreError, Tx, execute, fetch_all, fetch_optional, sql};

sql! {
    TAKE_COACH = "DELETE FROM group_coach WHERE person = $1 RETURNING group_id, reason, since";
    GIVE_COACH = "INSERT INTO group_coach (group_id, person, reason, since)
                  VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING group_id";
    DROP_COACH = "DELETE FROM group_coach WHERE group_id = $1 AND person = $2";
    TAKE_BOARD = "DELETE FROM group_board WHERE person = $1 RETURNING group_id, shown, at";
    GIVE_BOARD = "INSERT INTO group_board (group_id, person, shown, at)
                  VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING group_id";
    DROP_BOARD = "DELETE FROM group_board WHERE group_id = $1 AND person = $2";
}

moved! {
    /// Rows with identifiers of their own.
    struct Rows { coached: ("group_coached", "person"), }
}

/// What was one person's and is another's now. `given` says whether the other has it from here or
/// had it before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MovedRoles {
    #[serde(flatten)]
    rows: Rows,
    coaching: Vec<Coaching>,
    boards: Vec<Board>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Coaching {
    group: GroupId,
    reason: String,
    since: i64,
    given: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Board {
    group: GroupId,
    shown: bool,
    at: i64,
    given: bool,
}

/// Gives what `from` coaches, and where they want to be on a leader board, to `to`.
pub async fn move_roles(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
) -> Result<MovedRoles, StoreError> {
    let mut moved = MovedRoles {
        rows: Rows::take(tx, from, to).await?,
        ..MovedRoles::default()
    };
    for (group, reason, since) in fetch_all!(tx, TAKE_COACH as (GroupId, String, i64), from)? {
        let given = fetch_optional!(tx, GIVE_COACH as (GroupId,), group, to, &reason, since)?;
        moved.coaching.push(Coaching {
            group,
            reason,
            since,
            given: given.is_some(),
        });
    }
    for (group, shown, at) in fetch_all!(tx, TAKE_BOARD as (GroupId, bool, i64), from)? {
        let given = fetch_optional!(tx, GIVE_BOARD as (GroupId,), group, to, shown, at)?;
        moved.boards.push(Board {
            group,
            shown,
            at,
            given: given.is_some(),
        });
    }
    Ok(moved)
}

/// Gives back to `from` what `to` has of it.
pub async fn return_roles(
    tx: &mut Tx,
    from: PersonId,
    to: PersonId,
    moved: &MovedRoles,
) -> Result<(), StoreError> {
    moved.rows.give_back(tx, from).await?;
    for row in &moved.coaching {
        fetch_optional!(
            tx,
            GIVE_COACH as (GroupId,),
            row.group,
            from,
            &row.reason,
            row.since
        )?;
        if row.given {
            execute!(tx, DROP_COACH, row.group, to)?;
        }
    }
    for row in &moved.boards {
        fetch_optional!(
            tx,
            GIVE_BOARD as (GroupId,),
            row.group,
            from,
            row.shown,
            row.at
        )?;
        if row.given {
            execute!(tx, DROP_BOARD, row.group, to)?;
        }
    }
    Ok(())
}

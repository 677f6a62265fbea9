//! Learning groups: their identities in statements, their names and their coaches.

mod merging;
mod store;

pub use merging::{MovedRoles, move_roles, return_roles};
pub use store::{
    BoardMode, Group, GroupId, Named, add_coach, appointed, board_choices, board_mode,
    choose_board, choose_board_mode, coached_by_launch, ensure, find, identities, ids,
    is_coach_by_launch, list_all, remove_coach,
};

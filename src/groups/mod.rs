//! Learning groups: their identities in statements, their names and their coaches.

mod merging;
mod store;

pub use merging::{MovedRoles, move_roles, return_roles};
pub use store::{
    Group, GroupId, Named, add_coach, appointed, choose_board, coached_by_launch, ensure, find,
    identities, ids, is_coach_by_launch, list_all, on_board, remove_coach,
};

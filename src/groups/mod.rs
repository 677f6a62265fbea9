//! Learning groups: their identities in statements, their names and their coaches.

mod activities;
mod aliases;
pub mod erasing;
mod merging;
mod store;

pub use activities::{
    Activities, activities, activities_of, add_activity, key_of, regroup, remove_activity,
};
pub use aliases::{Alias, AliasError, aliases, belongs_to, link, named, unlink};
pub use merging::{MovedRoles, move_roles, return_roles};
pub use store::{
    Appointed, BoardMode, Group, GroupId, Named, add_coach, appointed, board_choices,
    board_choices_of, board_mode, choose_board, choose_board_mode, coached_by_launch,
    coaches_because, ensure, find, find_all, identities, ids, is_coach_by_launch,
    known_coaches_only, list_all, remove_coach, set_known_coaches_only,
};

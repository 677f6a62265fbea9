//! Role profiles: which level of which competency a role, or a step of a career in it, asks for, and
//! what a person lacks for the role they have or wish for.

mod gap;
mod import;
mod store;

pub use gap::{Gap, Requirement, gaps};
pub use import::{ImportedRole, RoleError, import};
pub use store::{
    Holding, Part, Role, RoleVersion, asked_for, asked_of, assign, by_id, held, held_by, list,
    requirements, versions,
};

use crate::store::coded;

coded! {
    /// Which of a person's roles.
    pub enum Hold {
        /// The one they have.
        Present = 0 "present",
        /// The one they wish for.
        Wished = 1 "wished",
    }
}

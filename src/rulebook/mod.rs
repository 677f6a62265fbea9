//! What an organisation decides in place of what is shipped: its vocabulary and its rule set, each
//! a document with versions. A document that is wrong changes nothing and says where it is wrong.

mod document;
pub mod erasing;
mod store;

pub use document::{Fault, Faults, read};
pub use store::{Kind, Ruling, add, find, in_force, list_all};

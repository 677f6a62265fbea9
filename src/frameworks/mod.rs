//! Competency frameworks: what the organisation measures, in the terms of 1EdTech's CASE 1.0 and
//! 1.1 (Competencies and Academic Standards Exchange).
//!
//! A framework comes as a `CFPackage` from a file or a CASE endpoint, as Moodle's table, or as a
//! plain one. Each import that says something new is a version, kept whole, so that any can be put
//! back; what is asked for all the time (items, hierarchy, scales, mappings) stands in tables of
//! the current version beside it.
//!
//! The engine knows a competency by the key of the activity whose IRI is the item's `uri`, since
//! that is how statements name it. So an item is found whether a statement or a framework came
//! first, and an item whose `uri` changes keeps its evidence by a mapping from the old one.

mod build;
mod checks;
mod difference;
pub mod erasing;
mod export;
mod fault;
mod graph;
mod import;
mod levels;
mod mapping;
mod moodle;
mod moodle_write;
mod package;
mod plain;
mod read;
mod remote;
mod scale;
mod shape;
mod source;
mod store;
mod structure;
mod table;
mod write;

pub use build::Terms;
pub use difference::{Change, Difference};
pub use export::{in_force, link};
pub use fault::{Fault, Faults, FrameworkError, Place};
pub use graph::{DEFAULT_WEIGHT, Edge, cycle, weight_of};
pub use import::{Imported, import, map, put_back, remove, weigh};
pub use levels::{parse as parse_scale, scales};
pub use mapping::{Pair, read_mapping, resolve};
pub use moodle::COLUMNS as MOODLE_COLUMNS;
pub use moodle_write::write_moodle;
pub use package::{Link, Package, Record};
pub use read::read_package;
pub use remote::{Answerer, Credentials, Endpoint, Listed as ListedDocument};
pub use scale::{MOST_LEVELS, Rating, Scale, ScaleLevel};
pub use shape::Class;
pub use source::{Form, read};
pub use store::{
    Framework, Item, Version, associations_of, by_id, document, documents, find_items, item, items,
    list, object, package, package_of_version, resolve_item, versions, with_those_below,
};
pub use structure::{Child, Known, Structure, above, current_of, mapped, names, structure};
pub use write::{is_written, write, write_package, write_value};

pub(crate) use table::{Row, Table, check_header, columns, read_table};

/// An edition of CASE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// CASE 1.0.
    V1p0,
    /// CASE 1.1.
    V1p1,
}

impl Edition {
    /// As it stands in addresses.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::V1p0 => "v1p0",
            Self::V1p1 => "v1p1",
        }
    }
}

impl std::str::FromStr for Edition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "v1p0" | "1.0" => Ok(Self::V1p0),
            "v1p1" | "1.1" => Ok(Self::V1p1),
            _ => Err(format!(
                "{text:?} is no edition of CASE; there are 1.0 and 1.1"
            )),
        }
    }
}

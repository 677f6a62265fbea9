//! All SQL of the framework tables.

mod current;
mod lookup;
mod reading;
mod versions;

pub use lookup::{
    associations_of, find_items, item, items, object, resolve_item, with_those_below,
};
pub use reading::Item;
pub use versions::{
    Framework, Version, by_id, document, documents, list, package, package_of_version, versions,
};

pub(super) use current::*;
pub(super) use reading::*;
pub(super) use versions::*;

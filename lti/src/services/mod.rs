//! The platform's services, without any I/O: each call is a value, and what came back is read into
//! a typed result.
//!
//! 1. a function such as [`names_and_roles::members`] makes a [`Call`];
//! 2. [`Origins::allows`] says whether a token may go there;
//! 3. [`token::Cache`] has a token for one of [`Call::scopes`], or [`token::request`] asks for one;
//! 4. the host sends the call with `Authorization: Bearer`, without following redirects, and hands
//!    status, headers and body back as an [`Answer`];
//! 5. the service's own function reads it, or says with a [`Verdict`] what is to be done now.

pub mod assignment_and_grade;
mod call;
pub mod groups;
mod link;
pub mod names_and_roles;
pub mod notices;
mod origins;
mod paging;
pub mod token;
mod verdict;

pub use call::{Answer, Call, Method, append_query, append_segment};
pub use link::{Link, links};
pub use origins::{OriginError, Origins};
pub use paging::{Page, Paged, Whole};
pub use verdict::{ServiceError, Verdict};

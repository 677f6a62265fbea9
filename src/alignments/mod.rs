//! Which competencies an activity is about, as coaches have said: what somebody does with it is
//! evidence of them, as if the statement named them.
//!
//! Alignments are read when numbers are worked out, so that nothing has to be derived anew when one
//! is made or taken back; each holds from the day when it was made to the day before it was taken
//! back, for looking back.

pub mod erasing;
mod store;
mod table;

pub use store::{
    Alignment, AlignmentError, add, aligned, aligned_to, find, list_all, pointless, take_back,
};
pub use table::{Imported, export, import};

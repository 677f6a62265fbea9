//! What people may ask of those who hold their data.

mod erasure;
mod restricting;
mod wishes;

pub use erasure::{
    ByHand, Eraser, Erasure, ErasureError, Mentions, Phase, Preview, admit, begin, erasure,
    erasures, preview, under_way,
};
pub use restricting::{Ender, Step, restrict, step, withdraw_restriction};
pub use wishes::{
    LONGEST, Wish, answer, decline, latest_wish, open_wishes, reason, wish, withdraw,
};

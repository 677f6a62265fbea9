//! What people may ask of those who hold their data.

mod erasure;

pub use erasure::{
    Eraser, Erasure, ErasureError, Mentions, Phase, Preview, admit, begin, erasure, erasures,
    preview, under_way,
};

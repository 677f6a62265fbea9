//! Charts as SVG: geometry is pure, colours come from the style sheet, and each has a text that
//! says the same.

mod days;
mod meter;
mod spark;

pub(super) use days::days;
pub(super) use meter::{index, meter};
pub(super) use spark::spark;

/// A number of pixels without needless digits.
fn px(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

//! Charts as SVG: geometry is pure, colours come from the style sheet, and each has a text that
//! says the same.

mod days;
mod levels;
mod meter;
mod network;
mod radar;
mod spark;
mod then_and_now;
mod timeline;

pub(super) use days::days;
pub(super) use levels::levels;
pub(super) use meter::{index, meter};
pub(super) use network::{Edge, Node, network};
pub(super) use radar::{MOST as MOST_SPOKES, Spoke, radar};
pub(super) use spark::spark;
pub(super) use then_and_now::then_and_now;
pub(super) use timeline::{Mark, Sample, timeline};

/// Into which of five shades, from 0 on, a share falls.
pub(super) fn shade(share: f64) -> u8 {
    match share {
        share if share < 0.15 => 0,
        share if share < 0.35 => 1,
        share if share < 0.55 => 2,
        share if share < 0.75 => 3,
        _ => 4,
    }
}

/// A number of pixels without needless digits.
fn px(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

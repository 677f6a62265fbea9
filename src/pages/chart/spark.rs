//! A row of small columns.

use maud::{Markup, html};

use super::px;

const WIDTH: f64 = 132.0;
const HEIGHT: f64 = 30.0;

/// Columns for counts, the oldest first; `summary` says the same in words.
pub(in crate::pages) fn spark(counts: &[usize], summary: &str) -> Markup {
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / counts.len().max(1) as f64;
    html! {
        svg.spark viewBox="0 0 132 30" role="img" aria-label=(summary) {
            title { (summary) }
            @for (index, count) in counts.iter().enumerate() {
                @let height = (*count as f64 / most * HEIGHT).max(2.0);
                rect.nil[*count == 0] x=(px(index as f64 * step + 1.0)) y=(px(HEIGHT - height))
                    width=(px(step - 2.0)) height=(px(height)) rx="1" {}
            }
        }
    }
}

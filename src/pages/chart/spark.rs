//! A row of small columns.

use maud::{Markup, html};

use super::px;

const WIDTH: f64 = 132.0;
const HEIGHT: f64 = 30.0;

/// Columns for counts, the oldest first, with a gap where one is not told; `summary` says the same in
/// words.
pub(in crate::pages) fn spark(counts: &[Option<usize>], summary: &str) -> Markup {
    let most = counts.iter().flatten().copied().max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / counts.len().max(1) as f64;
    let told = counts.iter().enumerate();
    let told = told.filter_map(|(index, count)| Some((index, (*count)?)));
    html! {
        svg.spark viewBox="0 0 132 30" role="img" aria-label=(summary) {
            title { (summary) }
            @for (index, count) in told {
                @let height = (count as f64 / most * HEIGHT).max(2.0);
                rect.nil[count == 0] x=(px(index as f64 * step + 1.0)) y=(px(HEIGHT - height))
                    width=(px(step - 2.0)) height=(px(height)) rx="1" {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::spark;

    #[test]
    fn what_is_not_told_is_a_gap_and_no_nought() {
        let drawn =
            |counts: &[Option<usize>]| spark(counts, "").into_string().matches("<rect").count();
        assert_eq!(drawn(&[Some(10), Some(0), Some(5)]), 3);
        assert_eq!(drawn(&[Some(10), None, Some(5)]), 2);
    }
}

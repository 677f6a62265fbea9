//! A bar of people by level.

use maud::{Markup, html};

use super::px;

const WIDTH: f64 = 240.0;

/// A piece of the bar: where it begins, how wide it is, and the shade of its level; none where it
/// is withheld whose it is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    x: f64,
    width: f64,
    level: Option<usize>,
}

/// Levels from the lowest on; what is withheld, all together, comes last.
fn pieces(levels: &[Option<u64>], people: u64) -> Vec<Piece> {
    let told: u64 = levels.iter().flatten().sum();
    // Rounded numbers may come to more than their rounded sum.
    let all = told.max(people).max(1) as f64;
    let mut x = 0.0;
    let mut pieces = Vec::new();
    let each = levels.iter().enumerate();
    let each = each.filter_map(|(level, number)| Some((Some(level), (*number)?)));
    for (level, number) in each.chain([(None, people.saturating_sub(told))]) {
        let width = number as f64 / all * WIDTH;
        if number > 0 {
            pieces.push(Piece { x, width, level });
        }
        x += width;
    }
    pieces
}

/// People by level; `summary` says the same in words.
pub(in crate::pages) fn levels(levels: &[Option<u64>], people: u64, summary: &str) -> Markup {
    html! {
        svg.levels viewBox="0 0 240 10" preserveAspectRatio="none" role="img" aria-label=(summary) {
            title { (summary) }
            @for piece in pieces(levels, people) {
                @let class = piece.level.map_or("u".to_owned(), |level| format!("l{}", level.min(4)));
                rect class=(class) x=(px(piece.x)) y="0" width=(px(piece.width)) height="10" {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_fill_the_bar_side_by_side(
            levels in prop::collection::vec(prop::option::of(0..500_u64), 0..6),
            more in 0..500_u64,
        ) {
            let people = levels.iter().flatten().sum::<u64>() + more;
            let pieces = pieces(&levels, people);
            let mut x = 0.0;
            for piece in &pieces {
                prop_assert!((piece.x - x).abs() < 1e-6 && piece.width > 0.0);
                x += piece.width;
            }
            prop_assert!(people == 0 || (x - WIDTH).abs() < 1e-6);
        }
    }
}

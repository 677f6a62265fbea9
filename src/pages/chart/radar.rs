//! Levels against targets, each on a spoke of its own. Spokes are numbered: names stand in the table
//! beside the chart, where they have room.

use std::f64::consts::TAU;

use maud::{Markup, html};

use super::px;

/// Most spokes that can be told apart.
pub(in crate::pages) const MOST: usize = 8;
/// With fewer there is no area to see.
const LEAST: usize = 3;

const SIZE: f64 = 320.0;
const CENTRE: f64 = SIZE / 2.0;
const RADIUS: f64 = 124.0;
const LABELS: f64 = RADIUS + 18.0;

/// A competency with the level that is reached, the one that is aimed at, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) struct Spoke {
    pub(in crate::pages) level: usize,
    pub(in crate::pages) target: Option<usize>,
    pub(in crate::pages) levels: usize,
    /// What whoever points at it reads.
    pub(in crate::pages) words: String,
}

impl Spoke {
    /// How far out a level lies, 0 to 1.
    fn share(&self, level: usize) -> f64 {
        (level as f64 / self.levels.max(1) as f64).min(1.0)
    }
}

/// A point at a share of the way out along a spoke, the first pointing up, clockwise.
fn point(place: usize, count: usize, reach: f64) -> (f64, f64) {
    let angle = TAU * place as f64 / count.max(1) as f64 - TAU / 4.0;
    (CENTRE + reach * angle.cos(), CENTRE + reach * angle.sin())
}

fn points(places: impl Iterator<Item = (f64, f64)>) -> String {
    let texts: Vec<String> = places
        .map(|(x, y)| format!("{},{}", px(x), px(y)))
        .collect();
    texts.join(" ")
}

/// Rings at the levels where all have as many, else the rim alone.
fn rings(spokes: &[Spoke]) -> usize {
    let first = spokes.first().map_or(1, |spoke| spoke.levels);
    if spokes.iter().all(|spoke| spoke.levels == first) {
        first
    } else {
        1
    }
}

/// The chart; none of fewer than three spokes, and none beyond the most that can be told apart.
pub(in crate::pages) fn radar(spokes: &[Spoke], summary: &str) -> Option<Markup> {
    let count = spokes.len();
    if !(LEAST..=MOST).contains(&count) {
        return None;
    }
    let at = |place: usize, share: f64| point(place, count, share * RADIUS);
    let reached = |(place, spoke): (usize, &Spoke)| at(place, spoke.share(spoke.level));
    let wanted = |(place, spoke): (usize, &Spoke)| Some(at(place, spoke.share(spoke.target?)));
    let targets: Vec<(f64, f64)> = spokes.iter().enumerate().filter_map(wanted).collect();
    let rings = rings(spokes);
    Some(html! {
        svg.radar viewBox="0 0 320 320" role="img" aria-label=(summary) {
            title { (summary) }
            @for ring in 1..=rings {
                polygon.ring points=(points((0..count).map(|place| at(place, ring as f64 / rings as f64)))) {}
            }
            @for place in 0..count {
                @let (x, y) = at(place, 1.0);
                line.ring x1=(px(CENTRE)) y1=(px(CENTRE)) x2=(px(x)) y2=(px(y)) {}
            }
            polygon.shown points=(points(spokes.iter().enumerate().map(reached))) {}
            // Between spokes without a target there is nothing that a line could stand for.
            @if targets.len() == count { polygon.target points=(points(targets.iter().copied())) {} }
            @for (x, y) in &targets { circle.target cx=(px(*x)) cy=(px(*y)) r="4.5" {} }
            @for (place, spoke) in spokes.iter().enumerate() {
                @let (x, y) = reached((place, spoke));
                @let (label_x, label_y) = point(place, count, LABELS);
                g {
                    title { (spoke.words) }
                    circle.dot cx=(px(x)) cy=(px(y)) r="4" {}
                    text x=(px(label_x)) y=(px(label_y)) text-anchor="middle" dy=".35em" { (place + 1) }
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spoke(level: usize, levels: usize, target: Option<usize>) -> Spoke {
        Spoke {
            level,
            target,
            levels,
            words: String::new(),
        }
    }

    proptest! {
        #[test]
        fn a_higher_level_lies_further_out_and_all_lie_inside(
            count in LEAST..=MOST, place in 0..MOST, levels in 1_usize..12, level in 0_usize..12,
        ) {
            let place = place % count;
            let one = spoke(level.min(levels), levels, None);
            let from_centre = |share: f64| {
                let (x, y) = point(place, count, share * RADIUS);
                (x - CENTRE).hypot(y - CENTRE)
            };
            for lower in 0..one.level {
                prop_assert!(from_centre(one.share(lower)) < from_centre(one.share(one.level)));
            }
            prop_assert!(from_centre(one.share(one.level)) <= RADIUS + 1e-9);
            let (x, y) = point(place, count, LABELS);
            prop_assert!(x > 8.0 && x < SIZE - 8.0 && y > 8.0 && y < SIZE - 8.0);
        }
    }

    #[test]
    fn an_area_is_drawn_of_three_to_eight_and_its_target_where_all_have_one() {
        let drawn = |count: usize, targets: usize| {
            let target = |place: usize| (place < targets).then_some(2);
            let spokes: Vec<Spoke> = (0..count).map(|place| spoke(1, 4, target(place))).collect();
            radar(&spokes, "s").map(Markup::into_string)
        };
        assert!(drawn(2, 2).is_none() && drawn(9, 9).is_none());
        let whole = drawn(8, 8).unwrap();
        let lines = |svg: &str, of: &str| svg.matches(of).count();
        assert_eq!(lines(&whole, "polygon class=\"ring\""), 4);
        assert_eq!(lines(&whole, "polygon class=\"target\""), 1);
        let part = drawn(3, 2).unwrap();
        assert_eq!(lines(&part, "polygon class=\"target\""), 0);
        assert_eq!(lines(&part, "circle class=\"target\""), 2);
    }

    #[test]
    fn rings_stand_for_levels_only_where_all_have_as_many() {
        assert_eq!(rings(&[spoke(1, 5, None), spoke(2, 5, None)]), 5);
        assert_eq!(rings(&[spoke(1, 5, None), spoke(2, 4, None)]), 1);
    }
}

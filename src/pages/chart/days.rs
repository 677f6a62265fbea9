//! Columns for days, contributions below and everything else on top.

use maud::{Markup, html};

use super::px;
use crate::engagement::Activity;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 120.0;
const TOP: f64 = 14.0;

/// Where a day's column stands.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Column {
    x: f64,
    width: f64,
    lower: f64,
    upper: f64,
}

fn columns(days: &[Activity]) -> Vec<Column> {
    let most = days
        .iter()
        .map(|day| day.contributions + day.other)
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let step = WIDTH / days.len().max(1) as f64;
    let gap = (step * 0.2).min(3.0);
    days.iter()
        .enumerate()
        .map(|(index, day)| Column {
            x: index as f64 * step + gap / 2.0,
            width: step - gap,
            lower: day.contributions as f64 / most * HEIGHT,
            upper: day.other as f64 / most * HEIGHT,
        })
        .collect()
}

/// The chart; `labels` are the dates of the first and the last day.
pub(in crate::pages) fn days(days: &[Activity], labels: (&str, &str), summary: &str) -> Markup {
    let ground = TOP + HEIGHT;
    let most = days
        .iter()
        .map(|day| day.contributions + day.other)
        .max()
        .unwrap_or(0);
    html! {
        svg.days viewBox="0 0 640 154" role="img" aria-label=(summary) {
            title { (summary) }
            @for column in columns(days) {
                @if column.upper > 0.0 {
                    rect.b x=(px(column.x)) y=(px(ground - column.lower - column.upper))
                        width=(px(column.width)) height=(px(column.upper)) {}
                }
                @if column.lower > 0.0 {
                    rect.a x=(px(column.x)) y=(px(ground - column.lower))
                        width=(px(column.width)) height=(px(column.lower)) {}
                }
            }
            line.axis x1="0" x2="640" y1=(px(ground + 0.5)) y2=(px(ground + 0.5)) {}
            text x="0" y="10" { (most) }
            text x="0" y="150" { (labels.0) }
            text x="640" y="150" text-anchor="end" { (labels.1) }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn columns_stay_inside_and_do_not_overlap(
            counts in prop::collection::vec((0_usize..500, 0_usize..5000), 1..95),
        ) {
            let days: Vec<Activity> = counts
                .iter()
                .enumerate()
                .map(|(day, (contributions, other))| Activity {
                    day: day as i64,
                    contributions: *contributions,
                    other: *other,
                })
                .collect();
            let columns = columns(&days);
            for column in &columns {
                prop_assert!(column.x >= 0.0 && column.x + column.width <= WIDTH + 1e-6);
                prop_assert!(column.lower + column.upper <= HEIGHT + 1e-6);
            }
            for pair in columns.windows(2) {
                prop_assert!(pair[0].x + pair[0].width <= pair[1].x + 1e-6);
            }
        }
    }
}

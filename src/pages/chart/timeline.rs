//! How a share grew, and the evidence below it, on one line of time.

use maud::{Markup, html};

use super::px;
use crate::projector::ONE;
use crate::rules::Level;

const WIDTH: f64 = 640.0;
const TOP: f64 = 10.0;
const HEIGHT: f64 = 130.0;
const LANES: f64 = 166.0;
const LANE: f64 = 30.0;
/// From the name of a lane down to its line, so that no mark covers the name.
const BELOW: f64 = 10.0;

/// The shares on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::pages) struct Sample {
    pub(in crate::pages) day: i64,
    pub(in crate::pages) shown: f64,
    pub(in crate::pages) contradicted: f64,
}

/// A piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::pages) struct Mark {
    pub(in crate::pages) day: i64,
    /// The lane it stands in, the first being 0.
    pub(in crate::pages) lane: usize,
    /// How good it is, 0 to 1.
    pub(in crate::pages) quality: f64,
}

/// Days that a chart spans: at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    first: i64,
    last: i64,
}

impl Span {
    fn of(samples: &[Sample], marks: &[Mark]) -> Option<Self> {
        let days = || {
            let marks = marks.iter().map(|mark| mark.day);
            samples.iter().map(|sample| sample.day).chain(marks)
        };
        let (first, last) = (days().min()?, days().max()?);
        Some(Self {
            first,
            last: last.max(first + 1),
        })
    }

    fn x(self, day: i64) -> f64 {
        let share = (day - self.first) as f64 / (self.last - self.first) as f64;
        4.0 + share * (WIDTH - 8.0)
    }
}

fn y(share: f64) -> f64 {
    TOP + (1.0 - share.clamp(0.0, 1.0)) * HEIGHT
}

/// The points of a line.
fn points(span: Span, samples: &[Sample], share: impl Fn(&Sample) -> f64) -> String {
    let point = |sample: &Sample| format!("{},{}", px(span.x(sample.day)), px(y(share(sample))));
    let points: Vec<String> = samples.iter().map(point).collect();
    points.join(" ")
}

/// The chart. `lanes` are the names of the rows of evidence, `ends` the first and the last day.
pub(in crate::pages) fn timeline(
    samples: &[Sample],
    marks: &[Mark],
    (scale, target): (&[Level], Option<i64>),
    lanes: &[String],
    ends: (&str, &str),
    summary: &str,
) -> Markup {
    let Some(span) = Span::of(samples, marks) else {
        return html! {};
    };
    let height = LANES + lanes.len() as f64 * LANE + 16.0;
    let level = |level: &Level| y(level.threshold as f64 / ONE as f64);
    html! {
        svg.timeline viewBox={ "0 0 640 " (px(height)) } role="img" aria-label=(summary) {
            title { (summary) }
            @for step in scale {
                @let aimed_at = target == Some(i64::from(step.number));
                line.level[!aimed_at].target[aimed_at] x1="0" x2="640" y1=(px(level(step))) y2=(px(level(step))) {}
                text x="2" y=(px(level(step) - 3.0)) { (step.number) }
            }
            line.axis x1="0" x2="640" y1=(px(y(0.0))) y2=(px(y(0.0))) {}
            polyline.against points=(points(span, samples, |sample| sample.contradicted)) {}
            polyline.shown points=(points(span, samples, |sample| sample.shown)) {}
            @for (row, lane) in lanes.iter().enumerate() {
                @let middle = LANES + row as f64 * LANE;
                line.lane x1="0" x2="640" y1=(px(middle + BELOW)) y2=(px(middle + BELOW)) {}
                text x="2" y=(px(middle)) { (lane) }
            }
            @for mark in marks {
                circle class=(look(mark.quality)) r="4" cx=(px(span.x(mark.day)))
                    cy=(px(LANES + mark.lane as f64 * LANE + BELOW)) {}
            }
            text x="2" y=(px(height - 2.0)) { (ends.0) }
            text x="638" y=(px(height - 2.0)) text-anchor="end" { (ends.1) }
        }
    }
}

/// For, against, or between.
fn look(quality: f64) -> &'static str {
    match quality {
        quality if quality >= 0.75 => "for",
        quality if quality >= 0.25 => "mixed",
        _ => "not",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_day_lies_inside_and_in_order(
            days in prop::collection::vec((0_i64..4000, 0.0..=1.0_f64, 0.0..=1.0_f64), 1..40),
        ) {
            let mut samples: Vec<Sample> = days
                .iter()
                .map(|(day, shown, contradicted)| Sample {
                    day: *day,
                    shown: *shown,
                    contradicted: *contradicted,
                })
                .collect();
            samples.sort_by_key(|sample| sample.day);
            let span = Span::of(&samples, &[]).unwrap();
            for pair in samples.windows(2) {
                prop_assert!(span.x(pair[0].day) <= span.x(pair[1].day));
            }
            for sample in &samples {
                prop_assert!((0.0..=WIDTH).contains(&span.x(sample.day)));
                prop_assert!((TOP..=TOP + HEIGHT).contains(&y(sample.shown)));
            }
        }

    }
}

//! Bars of shares.

use maud::{Markup, html};

use super::px;
use crate::competency::Progress;
use crate::projector::ONE;
use crate::rules::Level;

const WIDTH: f64 = 600.0;

/// Three shares side by side, with the thresholds of the levels and the target marked.
pub(in crate::pages) fn meter(
    progress: &Progress,
    scale: &[Level],
    target: Option<i64>,
    summary: &str,
) -> Markup {
    let shown = progress.shown * WIDTH;
    let against = progress.contradicted * WIDTH;
    let target = target
        .and_then(|target| scale.iter().find(|level| i64::from(level.number) == target))
        .map(place);
    html! {
        svg.meter viewBox="0 0 600 22" preserveAspectRatio="none" role="img" aria-label=(summary) {
            title { (summary) }
            rect.u x="0" y="4" width="600" height="14" rx="3" {}
            rect.s x="0" y="4" width=(px(shown)) height="14" rx="3" {}
            rect.c x=(px(shown)) y="4" width=(px(against)) height="14" {}
            @for level in scale {
                line.g x1=(px(place(level))) x2=(px(place(level))) y1="4" y2="18" {}
            }
            @if let Some(target) = target {
                line.t x1=(px(target)) x2=(px(target)) y1="0" y2="22" {}
            }
        }
    }
}

/// Where a level begins.
fn place(level: &Level) -> f64 {
    level.threshold as f64 / ONE as f64 * WIDTH
}

/// A small bar for an index from 0 to 100, beside which the number stands as text.
pub(in crate::pages) fn index(value: i64) -> Markup {
    html! {
        svg viewBox="0 0 64 8" aria-hidden="true" {
            rect.u width="64" height="8" rx="4" {}
            rect.s width=(px(value as f64 * 0.64)) height="8" rx="4" {}
        }
    }
}

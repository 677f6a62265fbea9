//! Two bars of shares, one below the other: what was shown then, and now.

use maud::{Markup, html};

use super::px;

const WIDTH: f64 = 600.0;

/// Shown and contradicted shares of two days; nothing was known where `then` is none.
pub(in crate::pages) fn then_and_now(
    then: Option<(f64, f64)>,
    now: (f64, f64),
    summary: &str,
) -> Markup {
    html! {
        svg.meter.two viewBox="0 0 600 30" preserveAspectRatio="none" role="img" aria-label=(summary) {
            title { (summary) }
            (bar(then.unwrap_or((0.0, 0.0)), 2.0, 8.0, "s then"))
            (bar(now, 14.0, 14.0, "s"))
        }
    }
}

fn bar((shown, contradicted): (f64, f64), y: f64, height: f64, class: &str) -> Markup {
    let shown = shown * WIDTH;
    html! {
        rect.u x="0" y=(px(y)) width="600" height=(px(height)) rx="3" {}
        rect class=(class) x="0" y=(px(y)) width=(px(shown)) height=(px(height)) rx="3" {}
        rect.c x=(px(shown)) y=(px(y)) width=(px(contradicted * WIDTH)) height=(px(height)) {}
    }
}

//! The list of who is in a course, which a group's members come from, where it is not there: what
//! happened, and what to do.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::locale::Locale;
use super::ui;
use crate::courses::RosterState;
use crate::words;

/// What whoever looks at the group has to know of it.
pub(super) fn card(locale: Locale, zone: &TimeZone, state: &RosterState) -> Markup {
    match state {
        RosterState::Awaited => awaited(locale),
        RosterState::Current { .. } => html! {},
        RosterState::Failing {
            reason,
            done_at,
            next_at,
        } => {
            let (title, advice) = match next_at {
                Some(_) => ("roster-failing", advice(reason)),
                None => ("roster-stopped", "roster-tell-stopped"),
            };
            html! {
                section.card {
                    h2 { (locale.text(title)) }
                    dl.pairs {
                        dt { (locale.text("roster-reason")) }
                        dd { (words::rule(locale, reason)) }
                        @if let Some(at) = done_at {
                            dt { (locale.text("roster-as-of")) }
                            dd { (ui::moment(locale, zone, *at)) }
                        }
                        @if let Some(at) = next_at {
                            dt { (locale.text("roster-again")) }
                            dd { (ui::moment(locale, zone, *at)) }
                        }
                    }
                    p { (locale.text(advice)) }
                }
            }
        }
    }
}

/// What to do about a list that failed for a reason.
fn advice(reason: &str) -> &'static str {
    match reason {
        "service_scope" => "roster-tell-switch-on",
        "service_retry" | "service_unfinished" | "unreachable" => "roster-tell",
        _ => "roster-tell-mend",
    }
}

fn awaited(locale: Locale) -> Markup {
    html! {
        section.card {
            h2 { (locale.text("roster-awaited")) }
            p { (locale.text("roster-awaited-note")) }
            (by_hand(locale))
        }
    }
}

/// How a page that waits for a list is asked for again where no script does so.
pub(super) fn by_hand(locale: Locale) -> Markup {
    html! {
        noscript {
            p { (locale.text("roster-no-script")) " " a href="" { (locale.text("roster-look")) } }
        }
    }
}

//! Small parts that pages share.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::locale::Locale;
use crate::competency::{Progress, Status};
use crate::engagement::Severity;
use crate::groups::Group;
use crate::locale::zone_name;
use crate::people::{Person, PersonId};
use crate::statements::format_time;

pub(super) use crate::exports::sheets::name;

/// A person's name with the way to their page.
pub(super) fn person_link(locale: Locale, person: &Person) -> Markup {
    html! { a href={ "/people/" (person.id) } { (name(locale, Some(person))) } }
}

/// A moment by the reader's clock. Programs read it in UTC, and whoever points at it which clock that is.
pub(super) fn moment(locale: Locale, zone: &TimeZone, at: i64) -> Markup {
    html! {
        time datetime=(format_time(at)) title=(zone_name(zone)) { (locale.moment(zone, at)) }
    }
}

/// The same to the minute, where people speak.
pub(super) fn minute(locale: Locale, zone: &TimeZone, at: i64) -> Markup {
    html! {
        time datetime=(format_time(at)) title=(locale.moment_there(zone, at)) {
            (locale.minute(zone, at))
        }
    }
}

/// The same of a moment that may not have been.
pub(super) fn moment_if(locale: Locale, zone: &TimeZone, at: Option<i64>) -> Markup {
    html! { @match at { Some(at) => (moment(locale, zone, at)), None => (locale.text("never")) } }
}

/// The day of a moment by the reader's clock; whoever points at it reads the time.
pub(super) fn day_of(locale: Locale, zone: &TimeZone, at: i64) -> Markup {
    html! {
        time datetime=(format_time(at)) title=(locale.moment_there(zone, at)) {
            (locale.day_of(zone, at))
        }
    }
}

/// A group's name, or the words for its having none.
pub(super) fn group_name(locale: Locale, group: &Group) -> String {
    let name = group.name.clone();
    name.unwrap_or_else(|| locale.text("group-unnamed"))
}

/// What something is called, in the quotation marks of the language.
pub(super) fn quoted(locale: Locale, title: &str) -> Markup {
    html! { span { (locale.with("quoted", &[("text", title.into())])) } }
}

/// A state in words and colour.
pub(super) fn state(locale: Locale, worst: Option<Severity>) -> Markup {
    let (class, key) = match worst {
        None => ("chip green", "state-well"),
        Some(Severity::Amber) => ("chip amber", "state-amber"),
        Some(Severity::Red) => ("chip red", "state-red"),
    };
    html! { span class=(class) { (locale.text(key)) } }
}

/// How an aim stands.
pub(super) fn status(locale: Locale, status: Status) -> Markup {
    let (class, key) = match status {
        Status::Achieved => ("chip green", "status-achieved"),
        Status::OnTrack => ("chip", "status-on-track"),
        Status::Behind => ("chip amber", "status-behind"),
        Status::Overdue => ("chip red", "status-overdue"),
    };
    html! { span class=(class) { (locale.text(key)) } }
}

/// The parts of a person's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PersonTab {
    Progress,
    Goals,
    Plans,
    Reviews,
    Words,
}

/// The way between the parts of a person's pages.
pub(super) fn person_tabs(
    locale: Locale,
    person: PersonId,
    is_own: bool,
    current: PersonTab,
) -> Markup {
    let progress = if is_own {
        "/me".to_owned()
    } else {
        format!("/people/{person}")
    };
    let tabs = [
        (PersonTab::Progress, progress, "person-progress"),
        (
            PersonTab::Goals,
            format!("/people/{person}/goals"),
            "goals-title",
        ),
        (
            PersonTab::Plans,
            format!("/people/{person}/plans"),
            "plans-title",
        ),
        (
            PersonTab::Reviews,
            format!("/people/{person}/reviews"),
            "reviews-title",
        ),
        (
            PersonTab::Words,
            format!("/people/{person}/hints"),
            "hints-title",
        ),
    ];
    html! {
        nav.tabs aria-label=(locale.text("person-parts")) {
            @for (tab, path, key) in tabs {
                a href=(path) aria-current=[(tab == current).then_some("page")] { (locale.text(key)) }
            }
        }
    }
}

/// What a number consists of, in words.
pub(super) fn shares(locale: Locale, progress: &Progress) -> String {
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    locale.with(
        "progress-summary",
        &[
            ("shown", percent(progress.shown).into()),
            ("contradicted", percent(progress.contradicted).into()),
            ("unknown", percent(progress.unknown).into()),
        ],
    )
}

/// By which rules numbers were made.
pub(super) fn rule_set(locale: Locale, version: &str) -> Markup {
    html! { p.note { (locale.with("rule-set", &[("version", version.to_owned().into())])) } }
}

/// A page's part that has nothing to show, with what to do about it.
pub(super) fn empty(locale: Locale, title: &str, text: &str) -> Markup {
    empty_with(locale, title, text, html! {})
}

/// The same with a way on.
pub(super) fn empty_with(locale: Locale, title: &str, text: &str, way: Markup) -> Markup {
    html! {
        section.card.empty {
            h2 { (locale.text(title)) }
            p { (locale.text(text)) }
            (way)
        }
    }
}

/// What is wrong with a form, above it.
pub(super) fn fault(locale: Locale, fault: Option<&str>) -> Markup {
    html! {
        @if let Some(fault) = fault {
            div.card.fault role="alert" {
                p { strong { (locale.text("form-fault")) } }
                @if fault.contains('\n') {
                    ul.faults { @for line in fault.lines() { li { (line) } } }
                } @else { p { (fault) } }
            }
        }
    }
}

/// A number as it is told, or that it is not.
pub(super) fn told<T: Copy>(
    locale: Locale,
    value: Option<T>,
    written: impl Fn(T) -> String,
) -> Markup {
    match value {
        Some(value) => html! { (written(value)) },
        None => html! {
            span.withheld title=(locale.text("report-withheld")) {
                span aria-hidden="true" { "–" } span.hidden { (locale.text("report-withheld")) }
            }
        },
    }
}

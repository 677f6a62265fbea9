//! Small parts that pages share.

use maud::{Markup, html};

use super::locale::Locale;
use crate::competency::Status;
use crate::engagement::{Facet, Severity};
use crate::people::Person;

/// A person's name, or the words for not knowing it.
pub(super) fn name(locale: Locale, person: Option<&Person>) -> String {
    person
        .and_then(|person| person.name.clone())
        .unwrap_or_else(|| locale.text("person-unnamed"))
}

/// A person's name with the way to their page.
pub(super) fn person_link(locale: Locale, person: &Person) -> Markup {
    html! { a href={ "/people/" (person.id) } { (name(locale, Some(person))) } }
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

/// The text that names a side of engagement.
pub(super) const fn facet(facet: Facet) -> &'static str {
    match facet {
        Facet::Contribute => "facet-contribute",
        Facet::Respond => "facet-respond",
        Facet::Appreciate => "facet-appreciate",
        Facet::Apply => "facet-apply",
    }
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

/// A page's part that has nothing to show, with what to do about it.
pub(super) fn empty(locale: Locale, title: &str, text: &str) -> Markup {
    html! {
        section.card.empty {
            h2 { (locale.text(title)) }
            p { (locale.text(text)) }
        }
    }
}

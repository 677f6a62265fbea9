//! Lists that go on at another page.

use maud::{Markup, html};

use super::super::locale::Locale;

/// The entries of a page, and whether there are more.
pub(super) struct Paged<T> {
    pub(super) items: Vec<T>,
    more: bool,
}

impl<T> Paged<T> {
    /// What fits of what was found, when one more was asked for.
    pub(super) fn of(mut items: Vec<T>, most: usize) -> Self {
        let more = items.len() > most;
        items.truncate(most);
        Self { items, more }
    }

    /// The way to the next page, at the address of what comes after the last entry.
    pub(super) fn next(
        &self,
        locale: Locale,
        label: &str,
        address: impl FnOnce(&T) -> String,
    ) -> Markup {
        html! {
            @if self.more && let Some(last) = self.items.last() {
                p { a.button href=(address(last)) { (locale.text(label)) } }
            }
        }
    }
}

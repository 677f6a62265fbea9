//! The languages: what lies in `src/pages/i18n`, one file each, named by its tag. A file says how its
//! language writes dates and numbers, too.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Locale;

// Written by build.rs: `ENGLISH`, the place of English, and `read`, which reads every file in the
// order of the tags.
include!(concat!(env!("OUT_DIR"), "/languages.rs"));

pub(super) static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(read);

/// A language, read from its file.
pub(super) struct Language {
    pub(super) tag: &'static str,
    pub(super) id: LanguageIdentifier,
    pub(super) bundle: FluentBundle<FluentResource>,
    pub(super) thousands: String,
    pub(super) decimal_sign: String,
}

impl Language {
    /// The language at a place of the list.
    fn at<const PLACE: usize>(tag: &'static str, text: &str) -> Self {
        let id: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id.clone()]);
        // Direction marks around values are for mixed scripts; copied names should stay clean.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(number::<PLACE, _>));
        // A broken message is left out; the test of the files finds it.
        let resource =
            FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
        let sign = |key: &str| {
            let pattern = bundle.get_message(key).and_then(|message| message.value());
            pattern.map_or_else(String::new, |pattern| {
                let written = bundle.format_pattern(pattern, None, &mut Vec::new());
                written.into_owned()
            })
        };
        Self {
            tag,
            id,
            thousands: sign("format-thousands"),
            decimal_sign: sign("format-decimal-sign"),
            bundle,
        }
    }
}

/// A number in a text, with the separators of its language. The library calls a plain function, which
/// knows the language by its place.
fn number<const PLACE: usize, M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(Locale(PLACE).separated(&number.as_string())),
        _ => None,
    }
}

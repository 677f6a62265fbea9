//! Texts in the reader's language, and numbers and dates as it writes them.

use std::sync::LazyLock;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unic_langid::{LanguageIdentifier, langid};

use crate::language;
use crate::projector::date_of;
use crate::sso::{Seen, Visit};

/// A language that pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    /// German.
    De,
    /// English.
    En,
}

type Bundle = FluentBundle<FluentResource>;

static GERMAN: LazyLock<Bundle> =
    LazyLock::new(|| bundle(langid!("de"), include_str!("pages/i18n/de.ftl")));
static ENGLISH: LazyLock<Bundle> =
    LazyLock::new(|| bundle(langid!("en"), include_str!("pages/i18n/en.ftl")));

fn bundle(language: LanguageIdentifier, text: &str) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Direction marks around values are for mixed scripts; copied names should stay clean.
    bundle.set_use_isolating(false);
    // A broken message is left out; the test of the files finds it.
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, _)| partial);
    bundle.add_resource_overriding(resource);
    bundle
}

/// A value that cannot turn the text around it: without the marks that set the direction of
/// everything up to the end of the line.
fn in_order<'v>(value: &FluentValue<'v>) -> FluentValue<'v> {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match value {
        FluentValue::String(text) if text.contains(turns) => text.replace(turns, "").into(),
        other => other.clone(),
    }
}

/// An argument of a text.
pub type Argument<'a> = (&'static str, FluentValue<'a>);

impl Locale {
    /// The language a browser asks for.
    fn of(accepted: &str) -> Self {
        let wanted = language::accepted(accepted);
        let (de, en) = (langid!("de"), langid!("en"));
        let available = [en.clone(), de.clone()];
        let found =
            negotiate_languages(&wanted, &available, Some(&en), NegotiationStrategy::Lookup);
        if found.first() == Some(&&de) {
            Self::De
        } else {
            Self::En
        }
    }

    /// The language in which the platform that somebody came from speaks to them; this one where
    /// nobody came from one, or it has no language of ours.
    #[must_use]
    pub fn in_visit(self, visit: Option<&Visit>) -> Self {
        visit
            .and_then(|visit| visit.locale.as_deref())
            .map_or(self, |tag| self.or_launch(tag))
    }

    /// The language that a platform speaks to the person, if pages are written in it; some write
    /// `de_AT`.
    #[must_use]
    pub fn or_launch(self, tag: &str) -> Self {
        match tag.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("de") => Self::De,
            Some("en") => Self::En,
            _ => self,
        }
    }

    /// The language's tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    fn bundle(self) -> &'static Bundle {
        match self {
            Self::De => &GERMAN,
            Self::En => &ENGLISH,
        }
    }

    /// A text without arguments.
    pub fn text(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text with arguments.
    pub fn with(self, key: &str, arguments: &[Argument<'_>]) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = arguments
            .iter()
            .map(|(name, value)| (*name, in_order(value)))
            .collect();
        let mut errors = Vec::new();
        bundle
            .format_pattern(pattern, Some(&arguments), &mut errors)
            .into_owned()
    }

    /// A day as a date.
    pub fn day(self, day: i64) -> String {
        self.date(date_of(day))
    }

    /// A moment (microseconds since the epoch) to the second, as a clock in `zone` shows it.
    pub fn moment(self, zone: &TimeZone, at: i64) -> String {
        let Ok(time) = Timestamp::from_microsecond(at) else {
            return "–".to_owned();
        };
        let local = zone.to_datetime(time);
        let (hour, minute, second) = (local.hour(), local.minute(), local.second());
        format!(
            "{}, {hour:02}:{minute:02}:{second:02}",
            self.date(local.date())
        )
    }

    fn date(self, date: Date) -> String {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        match self {
            Self::De => format!("{}.{}.{}", date.day(), date.month(), date.year()),
            Self::En => {
                let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
                format!(
                    "{} {} {}",
                    date.day(),
                    MONTHS.get(month).unwrap_or(&""),
                    date.year()
                )
            }
        }
    }

    /// A number with one decimal.
    pub fn decimal(self, value: f64) -> String {
        let text = format!("{value:.1}");
        match self {
            Self::De => text.replace('.', ","),
            Self::En => text,
        }
    }

    /// A share as whole percent.
    pub fn percent(self, share: f64) -> String {
        match self {
            Self::De => format!("{:.0}\u{a0}%", share * 100.0),
            Self::En => format!("{:.0}%", share * 100.0),
        }
    }

    /// How many days ago.
    pub fn days_ago(self, day: Option<i64>, today: i64) -> String {
        match day {
            Some(day) => self.with("days-ago", &[("days", (today - day).into())]),
            None => self.text("never"),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Locale {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE);
        let accepted = accepted.and_then(|value| value.to_str().ok());
        let asked = Self::of(accepted.unwrap_or("en"));
        // Whoever comes from a platform reads on in its language.
        let seen = parts.extensions.get::<Seen>();
        Ok(asked.in_visit(seen.and_then(Seen::visit)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(text: &str) -> BTreeSet<&str> {
        text.lines()
            .filter(|line| !line.starts_with([' ', '#', '}']))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key)
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_sound_texts() {
        let (en, de) = (
            include_str!("pages/i18n/en.ftl"),
            include_str!("pages/i18n/de.ftl"),
        );
        assert_eq!(keys(en), keys(de));
        for text in [en, de] {
            assert!(FluentResource::try_new(text.to_owned()).is_ok());
        }
    }

    /// The files that show texts.
    const FILES: [&str; 85] = [
        "pages/mod",
        "pages/board",
        "pages/exports",
        "pages/sheet",
        "exports/dossier",
        "exports/produce",
        "exports/data_sheet",
        "exports/sheets/mod",
        "exports/coached",
        "exports/organised",
        "exports/sheets/analysis",
        "exports/sheets/coaching",
        "exports/sheets/groups",
        "exports/sheets/people",
        "exports/sheets/records",
        "exports/sheets/reports",
        "words",
        "digests/letter",
        "pages/layout",
        "pages/live",
        "pages/groups",
        "pages/group",
        "pages/person",
        "pages/sign_in",
        "pages/today/mod",
        "pages/today/entry",
        "pages/problem",
        "pages/reports",
        "pages/search",
        "pages/ui",
        "pages/admin/mod",
        "pages/admin/feeds",
        "pages/admin/keys",
        "pages/admin/platform",
        "pages/admin/platforms",
        "pages/admin/refusals",
        "pages/admin/statement",
        "pages/admin/statements",
        "pages/form",
        "pages/organising/mod",
        "pages/organising/edit",
        "pages/organising/invite",
        "pages/competency",
        "pages/network",
        "pages/coaching/mod",
        "pages/coaching/choice",
        "pages/coaching/compared",
        "pages/coaching/goals",
        "pages/coaching/plan",
        "pages/coaching/plans",
        "pages/coaching/review",
        "pages/coaching/reviews",
        "pages/matrix",
        "pages/mentored",
        "pages/looks",
        "pages/sessions",
        "pages/admin/audit",
        "pages/admin/people",
        "pages/admin/agreement",
        "pages/admin/alone",
        "pages/admin/likenesses",
        "pages/admin/merging",
        "pages/admin/documents/mod",
        "pages/admin/documents/rules",
        "pages/admin/documents/vocabulary",
        "pages/admin/sources",
        "pages/admin/unused",
        "pages/admin/deliveries",
        "pages/admin/overview",
        "pages/admin/frameworks/mod",
        "pages/admin/frameworks/imports",
        "pages/admin/frameworks/one",
        "pages/admin/frameworks/tree",
        "pages/admin/erasures",
        "pages/privacy",
        "pages/admin/sign_in",
        "grades/score",
        "launch/answer",
        "launch/deep_linking/mod",
        "launch/deep_linking/offer",
        "launch/deep_linking/page",
        "launch/landing",
        "launch/login",
        "launch/refusal",
        "launch/register",
    ];

    #[test]
    fn every_text_used_exists_and_every_text_is_used() {
        let mut source = String::new();
        for file in FILES {
            let path = format!("{}/src/{file}.rs", env!("CARGO_MANIFEST_DIR"));
            source += &std::fs::read_to_string(path).unwrap();
        }
        source += include_str!("locale.rs");
        // Keys put together from a word of a closed list.
        let families = [
            "kind-",
            "class-",
            "facet-",
            "status-",
            "confidence-",
            "act-",
            "board-mode-",
            "alert-",
            "state-",
            "filter-",
            "scope-",
            "check-",
            "deployment-",
            "finding-",
            "held-",
            "privacy-",
            "rule-",
            "look-",
            "role-",
            "reached-",
            "known-",
            "reason-",
            "meaning-",
            "unused-",
            "delivery-",
            "export-of-",
            "measure-",
            "agreement-",
            "sheet-",
            "export-is-",
        ];
        for key in keys(include_str!("pages/i18n/en.ftl")) {
            let used = source.contains(&format!("\"{key}\""))
                || families.iter().any(|family| key.starts_with(family));
            assert!(used, "{key} is not used");
        }
    }

    #[test]
    fn every_act_view_and_role_has_its_words() {
        use crate::audit::Act;
        use crate::people::View;
        use crate::sso::Role;

        let acts = Act::ALL.iter().map(|act| format!("act-{}", act.word()));
        let views = View::ALL.iter().map(|view| format!("look-{}", view.word()));
        let roles = Role::ALL.iter().map(|role| format!("role-{}", role.word()));
        for key in acts.chain(views).chain(roles) {
            assert_ne!(Locale::En.text(&key), key);
        }
    }

    #[test]
    fn a_value_does_not_turn_the_text_around_it() {
        let name = "\u{202e}gnp\u{2066}".into();
        let text = Locale::En.with("group-coached-by", &[("names", name)]);
        assert_eq!(text, "Coached by gnp");
        let hebrew = "\u{5e9}\u{5dc}";
        let text = Locale::En.with("group-coached-by", &[("names", hebrew.into())]);
        assert_eq!(text, format!("Coached by {hebrew}"));
    }

    #[test]
    fn the_browsers_wish_is_met() {
        for (accepted, tag) in [
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("en-GB", "en"),
            ("fr,de;q=0.5", "de"),
            ("fr", "en"),
            ("", "en"),
            ("xx;;q", "en"),
        ] {
            assert_eq!(Locale::of(accepted).tag(), tag, "{accepted}");
        }
    }
}

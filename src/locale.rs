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
use crate::message::{Gap, Message};
use crate::projector::{self, date_of};
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
    let mut bundle = FluentBundle::new_concurrent(vec![language.clone()]);
    // Direction marks around values are for mixed scripts; copied names should stay clean.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(if language == langid!("de") {
        in_german
    } else {
        in_english
    }));
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

fn in_german<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    number(Locale::De, value)
}

fn in_english<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    number(Locale::En, value)
}

/// A number in a text, with the separators of its language.
fn number(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(locale.separated(&number.as_string())),
        _ => None,
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

    /// A sentence of a room that knows no language.
    pub fn say(self, message: &Message) -> String {
        let gaps: Vec<Argument<'_>> = message
            .gaps
            .iter()
            .map(|(name, gap)| match gap {
                Gap::Decimal(digits) => (*name, self.separated(digits).into()),
                Gap::Id(number) => (*name, number.to_string().into()),
                Gap::Number(number) => (*name, (*number).into()),
                Gap::Text(text) => (*name, text.as_str().into()),
                Gap::Said(message) => (*name, self.say(message).into()),
            })
            .collect();
        self.with(message.key, &gaps)
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
        let second = zone.to_datetime(time).second();
        format!("{}:{second:02}", self.minute(zone, at))
    }

    /// The same to the minute.
    pub fn minute(self, zone: &TimeZone, at: i64) -> String {
        let Ok(time) = Timestamp::from_microsecond(at) else {
            return "–".to_owned();
        };
        let local = zone.to_datetime(time);
        let (hour, minute) = (local.hour(), local.minute());
        format!("{}, {hour:02}:{minute:02}", self.date(local.date()))
    }

    /// The same with the zone, where nothing else beside it names that.
    pub fn moment_there(self, zone: &TimeZone, at: i64) -> String {
        format!("{} ({})", self.moment(zone, at), zone_name(zone))
    }

    /// The day of a moment, as a calendar in `zone` shows it.
    pub fn day_of(self, zone: &TimeZone, at: i64) -> String {
        self.day(projector::day(zone, at))
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
        self.separated(&format!("{value:.1}"))
    }

    /// A whole number.
    pub fn whole(self, value: impl std::fmt::Display + Copy) -> String {
        self.separated(&value.to_string())
    }

    /// The digits of a number with the separators of the language: of thousands and of decimals.
    fn separated(self, digits: &str) -> String {
        let (thousands, decimals) = match self {
            Self::De => ('.', ','),
            Self::En => (',', '.'),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        let mut left = whole.bytes().filter(u8::is_ascii_digit).count();
        for letter in whole.chars() {
            text.push(letter);
            if letter.is_ascii_digit() {
                left -= 1;
                if left > 0 && left % 3 == 0 {
                    text.push(thousands);
                }
            }
        }
        if !fraction.is_empty() {
            text.push(decimals);
            text.push_str(fraction);
        }
        text
    }

    /// A share as whole percent.
    pub fn percent(self, share: f64) -> String {
        let percent = self.separated(&format!("{:.0}", share * 100.0));
        match self {
            Self::De => format!("{percent}\u{a0}%"),
            Self::En => format!("{percent}%"),
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

/// What a zone is called.
#[must_use]
pub fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
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

impl std::fmt::Display for Message {
    /// In English, as programs and logs read it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&Locale::En.say(self))
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

    /// The files of a folder of the source, with their paths.
    fn files(folder: &str) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let mut folders = vec![format!("{}/{folder}", env!("CARGO_MANIFEST_DIR")).into()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir::<std::path::PathBuf>(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|kind| kind == "rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    files.push((path.display().to_string(), text));
                }
            }
        }
        files
    }

    /// All of the source, without the texts themselves.
    fn source() -> String {
        files("src").into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn every_text_used_exists_and_every_text_is_used() {
        let source = source();
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
            "by-hand-",
            "held-",
            "privacy-",
            "archive-",
            "restriction-",
            "retention-",
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
            "problem-",
        ];
        for key in keys(include_str!("pages/i18n/en.ftl")) {
            let used = source.contains(&format!("\"{key}\""))
                || families.iter().any(|family| key.starts_with(family));
            assert!(used, "{key} is not used");
        }
        let known = keys(include_str!("pages/i18n/en.ftl"));
        let asked = [
            ".text(",
            ".with(",
            "Message::new(",
            "::wrong(",
            "::state(",
            "::not_yours(",
        ];
        let flat = source.split_whitespace().collect::<Vec<_>>().join(" ");
        let flat = flat.replace("( \"", "(\"");
        for call in asked {
            for part in flat.split(&format!("{call}\"")).skip(1) {
                let key = part.split('"').next().unwrap_or_default();
                let is_key = key.contains('-') && !key.contains([' ', '{', '/']);
                assert!(!is_key || known.contains(key), "{key} has no text");
            }
        }
    }

    #[test]
    fn every_kind_of_problem_is_told_in_english_as_programs_are_told() {
        use crate::problem::Kind;

        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for kind in Kind::ALL {
            let key = format!("problem-{}", kind.slug());
            assert_eq!(Locale::En.text(&key), kind.title());
            assert_eq!(
                words(&Locale::En.text(&format!("{key}-what"))),
                words(kind.explanation())
            );
        }
    }

    #[test]
    fn numbers_have_the_separators_of_the_language() {
        assert_eq!(Locale::De.whole(1_234_567), "1.234.567");
        assert_eq!(Locale::En.whole(-1_234), "-1,234");
        assert_eq!(Locale::En.whole(999), "999");
        assert_eq!(Locale::De.decimal(-12_345.67), "-12.345,7");
        assert_eq!(Locale::De.percent(12.5), "1.250\u{a0}%");
        let text = |locale: Locale| locale.with("refused-plan-many", &[("most", 12_500.into())]);
        assert_eq!(text(Locale::De), "Ein Plan hat höchstens 12.500 Ziele.");
        assert_eq!(text(Locale::En), "A plan has at most 12,500 aims.");
    }

    #[test]
    fn every_act_view_role_and_scope_has_its_words() {
        use crate::audit::Act;
        use crate::credentials::Scope;
        use crate::people::View;
        use crate::sso::Role;

        let acts = Act::ALL.iter().map(|act| format!("act-{}", act.word()));
        let views = View::ALL.iter().map(|view| format!("look-{}", view.word()));
        let roles = Role::ALL.iter().map(|role| format!("role-{}", role.word()));
        let scopes =
            Scope::ALL.map(|scope| format!("scope-{}", scope.to_string().replace('/', "-")));
        for key in acts.chain(views).chain(roles).chain(scopes) {
            assert_ne!(Locale::En.text(&key), key);
        }
    }

    /// Codes that programs alone meet: of what we send, and of what nobody sends us.
    const NO_RULES: [&str; 5] = ["item_", "line_item_", "notice_", "score_", "tool_key_"];

    /// The codes of why something fails between a platform and us, out of the source: what every
    /// `fn code` can give, what launches are refused for, and what the self-test finds.
    fn rules() -> BTreeSet<String> {
        let mut source = files("src");
        source.extend(files("lti/src"));
        let mut found = BTreeSet::new();
        let mut words = |text: &str| {
            let parts = text.split('"').skip(1).step_by(2);
            let is_code = |part: &&str| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            };
            found.extend(parts.filter(is_code).map(str::to_owned));
        };
        for (path, text) in &source {
            for body in text.split("fn code(").skip(1) {
                let body = body.split("\n    }\n").next().unwrap_or_default();
                if body.contains("&'static str") {
                    words(body);
                }
            }
            if path.contains("src/launch/") {
                let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
                for call in flat.replace("( ", "(").split("refused(").skip(1) {
                    words(call.split(',').next().unwrap_or_default());
                }
            }
            if path.ends_with("platforms/clinic.rs") {
                for fault in text.split("Some(").skip(1) {
                    words(fault.split(')').next().unwrap_or_default());
                }
            }
        }
        found.retain(|code| !NO_RULES.iter().any(|of| code.starts_with(of)));
        found
    }

    #[test]
    fn every_reason_why_a_platform_fails_is_told_in_words() {
        let rules = rules();
        for known in [
            "service_retry",
            "token_signature",
            "replay",
            "keys_unfit",
            "tool_key",
        ] {
            assert!(rules.contains(known), "{known} was not found in the source");
        }
        for code in rules {
            let key = format!("rule-{}", code.replace('_', "-"));
            for locale in [Locale::En, Locale::De] {
                assert_ne!(locale.text(&key), key, "{code} has no words");
            }
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

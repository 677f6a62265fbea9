//! Texts in the reader's language, and numbers and dates as it writes them.

mod languages;
#[cfg(test)]
mod tests;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use fluent_bundle::{FluentArgs, FluentValue};
use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unic_langid::{CharacterDirection, LanguageIdentifier};

use self::languages::{LANGUAGES, Language};
use crate::language;
use crate::message::{Gap, Message};
use crate::projector::{self, date_of};
use crate::sso::{Actor, Seen, Visit};

/// A language that pages are written in: one of those whose texts lie in `src/pages/i18n`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Locale(usize);

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
    /// English: what programs and logs are told, and whoever asks for no language of ours.
    pub const ENGLISH: Self = Self(languages::ENGLISH);

    /// Every language, in the order of their tags.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len()).map(Self)
    }

    /// The language with a tag.
    #[must_use]
    pub fn tagged(tag: &str) -> Option<Self> {
        Self::all().find(|locale| locale.tag() == tag)
    }

    /// The language that somebody chooses by its tag, or what to tell them.
    pub fn chosen(tag: &str) -> Result<Self, Message> {
        Self::tagged(tag).ok_or_else(|| {
            let known: Vec<&str> = Self::all().map(Self::tag).collect();
            let shown: String = tag.chars().take(60).collect();
            Message::new("refused-language")
                .with("language", shown)
                .with("known", known.join(", "))
        })
    }

    /// The first language that fits one of those that are wanted.
    fn wanted(wanted: &[LanguageIdentifier]) -> Option<Self> {
        let known: Vec<&LanguageIdentifier> = LANGUAGES.iter().map(|it| &it.id).collect();
        let found = negotiate_languages(wanted, &known, None, NegotiationStrategy::Lookup);
        let found = *found.first()?;
        known.iter().position(|one| one == found).map(Self)
    }

    /// The language a browser asks for.
    fn asked(accepted: &str) -> Self {
        Self::wanted(&language::accepted(accepted)).unwrap_or(Self::ENGLISH)
    }

    /// The language in which somebody is spoken to: what they chose, else that of the platform that
    /// they came from, else this one.
    #[must_use]
    pub fn of(self, actor: &Actor) -> Self {
        self.spoken(actor.language.as_deref(), actor.visit.as_ref())
    }

    /// The language in which the platform that somebody came from speaks to them; this one where
    /// nobody came from one, or it has no language of ours.
    #[must_use]
    pub fn in_visit(self, visit: Option<&Visit>) -> Self {
        self.spoken(None, visit)
    }

    /// The same of whoever the session of a request belongs to, where that is known by now.
    #[must_use]
    pub fn seen(self, seen: Option<&Seen>) -> Self {
        match seen {
            Some(seen) => self.spoken(seen.language(), seen.visit()),
            None => self,
        }
    }

    fn spoken(self, chosen: Option<&str>, visit: Option<&Visit>) -> Self {
        let by_platform = visit.and_then(|visit| visit.locale.as_deref());
        chosen
            .and_then(Self::tagged)
            .unwrap_or_else(|| by_platform.map_or(self, |tag| self.or_launch(tag)))
    }

    /// The language that a platform speaks to the person, if pages are written in it; some write
    /// `de_AT`.
    #[must_use]
    pub fn or_launch(self, tag: &str) -> Self {
        let tag: Option<LanguageIdentifier> = tag.parse().ok();
        tag.and_then(|tag| Self::wanted(&[tag])).unwrap_or(self)
    }

    fn language(self) -> &'static Language {
        &LANGUAGES[self.0]
    }

    /// The language's tag (BCP 47).
    pub fn tag(self) -> &'static str {
        self.language().tag
    }

    /// What the language calls itself.
    pub fn name(self) -> String {
        self.text("language-name")
    }

    /// How a page says that it is written from right to left, if it is.
    pub fn direction(self) -> Option<&'static str> {
        let direction = self.language().id.character_direction();
        (direction == CharacterDirection::RTL).then_some("rtl")
    }

    /// A text without arguments.
    pub fn text(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text with arguments.
    pub fn with(self, key: &str, arguments: &[Argument<'_>]) -> String {
        let bundle = &self.language().bundle;
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
        // As text, so that no separator gets into a year.
        let arguments = [
            ("day", date.day().into()),
            ("month", date.month().into()),
            ("year", date.year().to_string().into()),
            ("day-of-two", format!("{:02}", date.day()).into()),
            ("month-of-two", format!("{:02}", date.month()).into()),
        ];
        self.with("format-date", &arguments)
    }

    /// A number with one decimal.
    pub fn decimal(self, value: f64) -> String {
        self.separated(&format!("{value:.1}"))
    }

    /// A whole number.
    pub fn whole(self, value: impl std::fmt::Display + Copy) -> String {
        self.separated(&value.to_string())
    }

    /// A number as programs write it, with the decimal sign of the language.
    pub fn with_decimal_sign(self, digits: &str) -> String {
        digits.replace('.', &self.language().decimal_sign)
    }

    /// The digits of a number with the separators of the language: of thousands and of decimals.
    fn separated(self, digits: &str) -> String {
        let Language {
            thousands,
            decimal_sign,
            ..
        } = self.language();
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        let mut left = whole.bytes().filter(u8::is_ascii_digit).count();
        for letter in whole.chars() {
            text.push(letter);
            if letter.is_ascii_digit() {
                left -= 1;
                if left > 0 && left % 3 == 0 {
                    text.push_str(thousands);
                }
            }
        }
        if !fraction.is_empty() {
            text.push_str(decimal_sign);
            text.push_str(fraction);
        }
        text
    }

    /// A share as whole percent.
    pub fn percent(self, share: f64) -> String {
        let percent = self.separated(&format!("{:.0}", share * 100.0));
        self.with("format-percent", &[("percent", percent.into())])
    }

    /// A length of time in its largest unit, and the next smaller one.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the number is bounded before"
    )]
    pub fn length(self, seconds: f64) -> String {
        const UNITS: [(&str, i64); 4] = [
            ("length-days", 86_400),
            ("length-hours", 3600),
            ("length-minutes", 60),
            ("length-seconds", 1),
        ];
        if seconds > 0.0 && seconds < 1.0 {
            return self.with("length-seconds", &[("count", self.decimal(seconds).into())]);
        }
        let whole = seconds.clamp(0.0, 1e12) as i64;
        let largest = UNITS.iter().position(|(_, unit)| whole >= *unit);
        let mut rest = whole;
        let mut words = Vec::new();
        for (key, unit) in UNITS.iter().skip(largest.unwrap_or(3)).take(2) {
            let count = rest / unit;
            rest %= unit;
            if count > 0 || words.is_empty() {
                words.push(self.with(key, &[("count", count.into())]));
            }
        }
        words.join(" ")
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
        let asked = Self::asked(accepted.unwrap_or_default());
        Ok(asked.seen(parts.extensions.get::<Seen>()))
    }
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.tag())
    }
}

impl std::fmt::Display for Message {
    /// In English, as programs and logs read it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&Locale::ENGLISH.say(self))
    }
}

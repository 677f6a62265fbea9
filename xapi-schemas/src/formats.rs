//! Forms of texts that xAPI wants: IRIs, times, durations, language tags, addresses.

use std::str::FromStr;

use email_address::EmailAddress;
use fluent_uri::Iri;
use jiff::Timestamp;
use jiff::fmt::temporal::Pieces;
use jsonschema::ValidationOptions;
use oxilangtag::LanguageTag;

/// Longest text of a bounded form that is looked at, in bytes; longer ones are refused.
const LONGEST: usize = 8192;

/// Makes the forms known to a schema's compiler.
pub(crate) fn register(options: ValidationOptions<'_>) -> ValidationOptions<'_> {
    options
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("iri", is_iri)
        .with_format("language-tag", is_language_tag)
        .with_format("mailto", is_mailto)
        .with_format("xapi-duration", |text: &str| duration(text).is_some())
        .with_format("xapi-timestamp", |text: &str| timestamp(text).is_some())
        .with_format("xapi-uuid", is_uuid)
}

/// Whether a text is an absolute IRI (RFC 3987).
#[must_use]
pub fn is_iri(text: &str) -> bool {
    text.len() <= LONGEST && Iri::parse(text).is_ok()
}

fn is_language_tag(text: &str) -> bool {
    text.len() <= LONGEST && LanguageTag::parse(text).is_ok()
}

fn is_mailto(text: &str) -> bool {
    text.strip_prefix("mailto:")
        .is_some_and(|address| EmailAddress::from_str(address).is_ok())
}

/// A UUID in its canonical form with the variant of RFC 9562 (xAPI 1.0.3, Data 4.1).
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && uuid::Uuid::try_parse(text).is_ok_and(|id| id.get_variant() == uuid::Variant::RFC4122)
}

/// Reads a time (xAPI 1.0.3, Data 4.5; IEEE 9274.1.1, 4.2.7): date, `T`, hours, minutes, seconds
/// with any number of fractional digits, and an offset that is not `-00:00`.
///
/// Digits beyond the nanosecond are cut off. None for anything else.
#[must_use]
pub fn timestamp(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let shape = bytes.get(..19)?;
    let digits = |range: std::ops::Range<usize>| shape[range].iter().all(u8::is_ascii_digit);
    let sound = digits(0..4)
        && shape[4] == b'-'
        && digits(5..7)
        && shape[7] == b'-'
        && digits(8..10)
        && matches!(shape[10], b'T' | b't' | b' ')
        && digits(11..13)
        && shape[13] == b':'
        && digits(14..16)
        && shape[16] == b':'
        && digits(17..19);
    if !sound || text.len() > LONGEST {
        return None;
    }
    let (fraction, offset) = split_fraction(text.get(19..)?)?;
    if !sound_offset(offset) {
        return None;
    }
    let fraction = fraction.get(..10).unwrap_or(fraction);
    let normal = format!("{}{fraction}{offset}", text.get(..19)?);
    // Pieces keeps `Z` and offsets apart from the zone names that xAPI does not have.
    Pieces::parse(&normal).ok()?;
    normal.parse().ok()
}

/// `.123` or nothing, and the rest.
fn split_fraction(rest: &str) -> Option<(&str, &str)> {
    let Some(after) = rest.strip_prefix('.') else {
        return Some(("", rest));
    };
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| rest.split_at(1 + digits))
}

/// `Z`, `±hh`, `±hhmm` or `±hh:mm`, but no negative zero.
fn sound_offset(offset: &str) -> bool {
    if matches!(offset, "Z" | "z") {
        return true;
    }
    let Some(digits) = offset.strip_prefix(['+', '-']) else {
        return false;
    };
    let plain: String = match digits.len() {
        2 | 4 => digits.to_owned(),
        5 if digits.as_bytes().get(2) == Some(&b':') => digits.replacen(':', "", 1),
        _ => return false,
    };
    plain.bytes().all(|byte| byte.is_ascii_digit())
        && !(offset.starts_with('-') && plain.bytes().all(|byte| byte == b'0'))
}

/// Reads an ISO 8601 duration (xAPI 1.0.3, Data 4.6) in seconds, a year taken as 365.25 days and
/// a month as a twelfth of it. Only the smallest part may have a fraction; weeks stand alone.
#[must_use]
pub fn duration(text: &str) -> Option<f64> {
    let rest = text.strip_prefix('P').filter(|_| text.len() <= LONGEST)?;
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    if let Some(weeks) = date.strip_suffix('W') {
        return time
            .is_empty()
            .then(|| number(weeks))
            .flatten()
            .map(|weeks| weeks * 604_800.0);
    }
    let (days, fraction) = parts(
        date,
        &[('Y', 31_557_600.0), ('M', 2_629_800.0), ('D', 86_400.0)],
        false,
    )?;
    let (seconds, _) = parts(time, &[('H', 3600.0), ('M', 60.0), ('S', 1.0)], fraction)?;
    (!fraction || time.is_empty()).then_some(days + seconds)
}

/// Reads `3H20M`: units in order, each at most once; says whether the last part had a fraction.
fn parts(text: &str, units: &[(char, f64)], mut fraction: bool) -> Option<(f64, bool)> {
    let mut sum = 0.0;
    let mut units = units.iter();
    let mut rest = text;
    while !rest.is_empty() {
        if fraction {
            return None;
        }
        let end = rest.find(|character: char| character.is_ascii_alphabetic())?;
        let (digits, after) = rest.split_at(end);
        let unit = after.chars().next()?;
        let (_, seconds) = units.find(|(known, _)| *known == unit)?;
        sum += number(digits)? * seconds;
        fraction = digits.contains(['.', ',']);
        rest = after.get(1..)?;
    }
    Some((sum, fraction))
}

fn number(digits: &str) -> Option<f64> {
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (plain(whole) && plain(fraction))
        .then(|| format!("{whole}.{fraction}").parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for good in [
            "2026-11-23T09:30:00Z",
            "2026-11-23T09:30:00.1234567890123Z",
            "2026-11-23T09:30:00+01",
            "2026-11-23T09:30:00+0100",
            "2026-11-23T09:30:00-05:30",
            "2026-11-23T09:30:60Z",
            "2026-11-23T09:30:00+00:00",
        ] {
            assert!(timestamp(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "2026-11-23",
            "2026-11-23T09:30Z",
            "20261123T093000Z",
            "2026-11-23T09:30:00",
            "2026-11-23T09:30:00-00:00",
            "2026-11-23T09:30:00-0000",
            "2026-11-23T09:30:00-00",
            "2026-02-30T09:30:00Z",
            "2026-11-23T25:30:00Z",
            "2026-11-23T09:30:00.Z",
            "2026-11-23T09:30:00+1:00",
            "2026-11-23T09:30:00Z[UTC]",
            "yesterday",
        ] {
            assert!(timestamp(bad).is_none(), "{bad}");
        }
        assert_eq!(
            timestamp("2026-11-23T09:30:00.5+01:00"),
            timestamp("2026-11-23T08:30:00.5Z")
        );
    }

    #[test]
    fn durations() {
        for (good, seconds) in [
            ("PT1H0M0.1S", 3600.1),
            ("P4W", 2_419_200.0),
            ("P1D", 86_400.0),
            ("PT0S", 0.0),
            (
                "P1Y2M3DT4H5M6S",
                31_557_600.0 + 2.0 * 2_629_800.0 + 273_906.0,
            ),
            ("PT1,5S", 1.5),
            ("PT36H", 129_600.0),
            ("P0.5D", 43_200.0),
        ] {
            let read = duration(good).unwrap();
            assert!((read - seconds).abs() < 1e-6, "{good} {read}");
        }
        for bad in [
            "",
            "P",
            "PT",
            "P1DT",
            "1D",
            "P1S",
            "PT1D",
            "P1W2D",
            "P4W1D",
            "PT1.5H3M",
            "P-1D",
            "PT1M1H",
            "P1.D",
            "P.5D",
            "P0001-01-01T00:00:00",
            "pt1s",
        ] {
            assert!(duration(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn other_forms() {
        assert!(is_iri("http://example.org/ä?x=1#y") && is_iri("urn:x:y"));
        assert!(!is_iri("example.org") && !is_iri("http://a b") && !is_iri("http://%zz"));
        assert!(is_mailto("mailto:a.b@example.org"));
        assert!(!is_mailto("a@example.org") && !is_mailto("mailto:a@b@c"));
        assert!(!is_mailto("MAILTO:a@example.org"));
        assert!(is_language_tag("en") && is_language_tag("de-AT") && !is_language_tag("e_n"));
        assert!(is_uuid("6f1d3b8e-0d5c-4b0e-9f33-0f1c3a5c9f10"));
        assert!(!is_uuid("6f1d3b8e-0d5c-4b0e-cf33-0f1c3a5c9f10"));
        assert!(!is_uuid("6f1d3b8e0d5c4b0e9f330f1c3a5c9f10"));
    }
}

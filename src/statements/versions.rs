//! A statement in the form of the version that is asked for: the store holds statements of both.

use memchr::memmem;
use serde_json::Value;
use xapi_schemas::Version;

use super::new::change;
use super::stored::StoredStatement;

/// Members of a context that 1.0.3 does not know (IEEE 9274.1.1, 4.2.2.5).
const NEW_IN_2_0: [&str; 2] = ["contextAgents", "contextGroups"];

impl StoredStatement {
    /// The statement as JSON text as a version of the standard has it. A reader of 1.0.3 gets a
    /// statement of 2.0 without what 1.0.3 does not know; a reader of 2.0 gets times in UTC
    /// (IEEE 9274.1.1, 4.2.7).
    pub fn served(&self, version: Version) -> Result<String, serde_json::Error> {
        let text = self.to_json();
        match (version, self.version) {
            (Version::V1_0_3, 200..) => older(&text),
            (Version::V2_0, _) if !is_in_utc(&text) => in_utc(&text),
            _ => Ok(text),
        }
    }
}

fn older(text: &str) -> Result<String, serde_json::Error> {
    change(text, |name, value| match name {
        "version" => Ok(Some("\"1.0.3\"".to_owned())),
        "context" => without_new(value).map(Some),
        "object" if value.contains("\"context\"") => {
            let inner = |name: &str, value: &str| match name {
                "context" => without_new(value).map(Some),
                _ => Ok(Some(value.to_owned())),
            };
            change(value, inner).map(Some)
        }
        _ => Ok(Some(value.to_owned())),
    })
}

fn without_new(context: &str) -> Result<String, serde_json::Error> {
    change(context, |name, value| {
        let known = !NEW_IN_2_0.contains(&name);
        Ok(known.then(|| value.to_owned()))
    })
}

/// Whether every member of that name is a time in UTC, as most apps write it. A text that is
/// written in any other way is looked at more closely.
fn is_in_utc(text: &str) -> bool {
    const NAME: &str = "\"timestamp\"";
    memmem::find_iter(text.as_bytes(), NAME).all(|start| {
        let value = text.get(start + NAME.len()..).unwrap_or_default();
        value
            .strip_prefix(":\"")
            .and_then(|value| value.split_once('"'))
            .is_some_and(|(time, _)| time.ends_with('Z'))
    })
}

fn in_utc(text: &str) -> Result<String, serde_json::Error> {
    change(text, |name, value| match name {
        "timestamp" => utc(value).map(Some),
        // A statement in a statement has one, too.
        "object" if value.contains("timestamp") || value.contains('\\') => {
            let inner = |name: &str, value: &str| match name {
                "timestamp" => utc(value).map(Some),
                _ => Ok(Some(value.to_owned())),
            };
            change(value, inner).map(Some)
        }
        _ => Ok(Some(value.to_owned())),
    })
}

/// A time in UTC; one that cannot be read any more, although it was when it was stored, as it is.
fn utc(value: &str) -> Result<String, serde_json::Error> {
    let time: String = serde_json::from_str(value)?;
    let utc = xapi_schemas::timestamp(&time).map(|time| Value::from(time.to_string()));
    Ok(utc.map_or_else(|| value.to_owned(), |utc| utc.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_left_out_for_older_readers() {
        let context = |members: &str| {
            format!(
                r#"{{"actor":{{}},"object":{{"objectType":"SubStatement","context":{{{members}}}}},"context":{{{members}}},"version":"VERSION"}}"#
            )
        };
        let newer = context(r#""contextAgents":[],"platform":"p","contextGroups":[]"#);
        let expected = context(r#""platform":"p""#);
        assert_eq!(
            older(&newer.replace("VERSION", "2.0.0")).unwrap(),
            expected.replace("VERSION", "1.0.3")
        );
    }

    #[test]
    fn times_are_told_in_utc() {
        let with = |time: &str| format!(r#"{{"actor":{{}},"timestamp":"{time}"}}"#);
        assert!(is_in_utc(&with("2026-11-25T09:30:00Z")));
        assert!(!is_in_utc(&with("2026-11-25T10:30:00+01:00")));
        assert!(!is_in_utc(r#"{"timestamp" : "2026-11-25T10:30:00Z"}"#));
        assert_eq!(
            in_utc(&with("2026-11-25T10:30:00.1234+01:00")).unwrap(),
            with("2026-11-25T09:30:00.1234Z")
        );
        assert_eq!(in_utc(&with("no time")).unwrap(), with("no time"));
        let inner = |time: &str| format!(r#"{{"object":{}}}"#, with(time));
        assert!(!is_in_utc(&inner("2026-11-25T10:30:00+01:00")));
        assert_eq!(
            in_utc(&inner("2026-11-25T10:30:00+01:00")).unwrap(),
            inner("2026-11-25T09:30:00Z")
        );
    }
}

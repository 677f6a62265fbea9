//! `POST` to a JSON document (xAPI 1.0.3, Communication 2.2): members that are sent replace those
//! of the same name, all others stay, and nothing below the first level is looked at.

use serde_json::Value;
use xapi_schemas::json;

/// Why two contents cannot be merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// The stored content is no JSON object.
    #[error("the stored document is no JSON object")]
    Stored,
    /// The sent content is JSON, but no object.
    #[error("the sent document is no JSON object")]
    Sent,
    /// The sent content is no JSON.
    #[error("the sent document is not JSON")]
    Json(#[source] json::Error),
}

/// The merged text; every value stays as it was written.
pub fn merge(stored: &[u8], sent: &[u8]) -> Result<String, MergeError> {
    let new = object(sent)?.ok_or(MergeError::Sent)?;
    let old = object(stored).ok().flatten().ok_or(MergeError::Stored)?;
    let old = json::members(old).map_err(|_| MergeError::Stored)?;
    let new = json::members(new).map_err(|_| MergeError::Sent)?;
    let kept = old
        .iter()
        .filter(|(name, _)| !new.iter().any(|(other, _)| other == name));
    json::object(
        kept.chain(&new)
            .map(|(name, value)| (name.as_ref(), value.get())),
    )
    .map_err(|_| MergeError::Sent)
}

/// The text of a content that is a JSON object; none if it is other JSON.
fn object(content: &[u8]) -> Result<Option<&str>, MergeError> {
    let value = json::parse(content, json::Limits::default()).map_err(MergeError::Json)?;
    Ok(matches!(value, Value::Object(_))
        .then(|| std::str::from_utf8(content).ok())
        .flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_level_is_merged() {
        let stored = br#"{"a":{"x":1,"y":2},"b":1e2,"c":"\u0041"}"#;
        let merged = merge(stored, br#"{"a":{"z":3}, "d":null}"#).unwrap();
        assert_eq!(merged, r#"{"b":1e2,"c":"\u0041","a":{"z":3},"d":null}"#);
    }

    #[test]
    fn what_is_no_object_is_not_merged() {
        assert!(matches!(merge(b"{}", b"[1]"), Err(MergeError::Sent)));
        assert!(matches!(merge(b"[1]", b"{}"), Err(MergeError::Stored)));
        assert!(matches!(merge(b"{}", b"{"), Err(MergeError::Json(_))));
        assert!(matches!(merge(b"\xff", b"{}"), Err(MergeError::Stored)));
    }
}

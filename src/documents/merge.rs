//! `POST` to a JSON document (xAPI 1.0.3, Communication 2.2): members that are sent replace those
//! of the same name, all others stay, and nothing below the first level is looked at.

use std::collections::HashSet;

use serde_json::Value;
use xapi_schemas::json;

/// Why two contents cannot be merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// The stored content is no JSON object.
    #[error("the stored document is no JSON object")]
    Stored,
    /// The stored content cannot be read as JSON.
    #[error("the stored document is not JSON that can be read")]
    StoredJson(#[source] json::Error),
    /// The sent content is JSON, but no object.
    #[error("the sent document is no JSON object")]
    Sent,
    /// The sent content is no JSON.
    #[error("the sent document is not JSON")]
    Json(#[source] json::Error),
    /// What comes of it would have more values than a document may.
    #[error("the merged document would have more than {0} values")]
    Values(usize),
}

/// The merged text; every value stays as it was written.
pub fn merge(stored: &[u8], sent: &[u8]) -> Result<String, MergeError> {
    let new = object(sent)
        .map_err(MergeError::Json)?
        .ok_or(MergeError::Sent)?;
    let old = object(stored)
        .map_err(MergeError::StoredJson)?
        .ok_or(MergeError::Stored)?;
    let old = json::members(old).map_err(|_| MergeError::Stored)?;
    let new = json::members(new).map_err(|_| MergeError::Sent)?;
    let replaced: HashSet<&str> = new.iter().map(|(name, _)| name.as_ref()).collect();
    let kept = old
        .iter()
        .filter(|(name, _)| !replaced.contains(name.as_ref()));
    let merged = json::object(
        kept.chain(&new)
            .map(|(name, value)| (name.as_ref(), value.get())),
    )
    .map_err(|_| MergeError::Sent)?;
    // Neither has too many by itself: what is written here has to be read again.
    let limits = json::Limits::default();
    match json::parse(merged.as_bytes(), limits) {
        Ok(_) => Ok(merged),
        Err(_) => Err(MergeError::Values(limits.values)),
    }
}

/// The text of a content that is a JSON object; none if it is other JSON.
fn object(content: &[u8]) -> Result<Option<&str>, json::Error> {
    let value = json::parse(content, json::Limits::default())?;
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
        assert!(matches!(
            merge(b"\xff", b"{}"),
            Err(MergeError::StoredJson(_))
        ));
    }

    #[test]
    fn what_is_merged_can_be_merged_again() {
        let with = |prefix: &str, count: usize| {
            let members: Vec<String> = (0..count).map(|n| format!("\"{prefix}{n}\":1")).collect();
            format!("{{{}}}", members.join(","))
        };
        let stored = merge(with("a", 15_000).as_bytes(), with("b", 14_999).as_bytes()).unwrap();
        assert_eq!(
            merge(stored.as_bytes(), b"{\"a0\":2}").unwrap().len(),
            stored.len()
        );
        assert!(matches!(
            merge(stored.as_bytes(), b"{\"c\":1}"),
            Err(MergeError::Values(30_000))
        ));
    }
}

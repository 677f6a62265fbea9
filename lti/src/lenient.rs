//! Reading of what no rights hang on: what is missing, null, empty or of another type is not there.
//! Real platforms send all of these.

use serde_json::{Map, Value};
use url::Url;

/// A text that is not empty.
pub(crate) fn text(object: &Value, name: &str) -> Option<String> {
    let text = object.get(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// An identifier: a text, or a number as its text, because some platforms do not quote theirs.
pub(crate) fn identifier(object: &Value, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::Number(number) => Some(number.to_string()),
        _ => text(object, name),
    }
}

/// A list of texts; a single text counts as a list of one.
pub(crate) fn texts(object: &Value, name: &str) -> Vec<String> {
    match object.get(name) {
        Some(Value::String(one)) if !one.is_empty() => vec![one.clone()],
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// An absolute address of the web.
pub(crate) fn address(object: &Value, name: &str) -> Option<Url> {
    web(object.get(name)?.as_str()?)
}

/// Reads an absolute address of the web: http or https, with a host, without credentials.
pub(crate) fn web(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && plain).then_some(url)
}

/// A truth value, also as a text, because some platforms quote theirs.
pub(crate) fn flag(object: &Value, name: &str) -> Option<bool> {
    match object.get(name)? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

/// A size in pixels or milliseconds.
pub(crate) fn size(object: &Value, name: &str) -> Option<u32> {
    let value = object.get(name)?;
    let whole = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    whole.try_into().ok()
}

/// The members of an object that are not among those named: kept, because whoever writes the
/// object back must not lose them.
pub(crate) fn others(object: &Value, known: &[&str]) -> Map<String, Value> {
    let members = object.as_object().into_iter().flatten();
    members
        .filter(|(name, _)| !known.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
/// A finite number, also as a text.
pub(crate) fn number(object: &Value, name: &str) -> Option<f64> {
    let value = object.get(name)?;
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    number.is_finite().then_some(number)
}

/// A moment (ISO 8601 with a zone).
pub(crate) fn moment(object: &Value, name: &str) -> Option<jiff::Timestamp> {
    object.get(name)?.as_str()?.parse().ok()
}

/// A number as it is written: without a fraction if it has none.
pub(crate) fn written(number: f64) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within 2^53 every whole number is one of both types"
    )]
    let whole = number as i64;
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        whole.into()
    } else {
        number.into()
    }
}

//! When two statements are the same (xAPI 1.0.3, Data 2.3.1 "Statement Immutability"): what a
//! record store may set or change does not count, nor do names, displays and definitions, which
//! describe without identifying.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Number, Value};

/// Whether a sent statement says the same as a stored one.
#[must_use]
pub fn equivalent(left: &Value, right: &Value) -> bool {
    Said::by(left).agrees(&Said::by(right))
}

/// What a statement says, ready to be compared with what others say.
#[derive(Debug)]
pub(super) struct Said {
    time: Option<Timestamp>,
    rest: Value,
}

impl Said {
    pub(super) fn by(value: &Value) -> Self {
        let time = value.get("timestamp").and_then(Value::as_str);
        Self {
            time: time.and_then(xapi_schemas::timestamp),
            rest: statement(value),
        }
    }

    /// A timestamp that only one of them brings was set by a record store and does not count.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let times = self.time.zip(other.time);
        times.is_none_or(|(one, other)| one == other) && self.rest == other.rest
    }
}

/// The part of a statement that identifies it, in one canonical form.
fn statement(value: &Value) -> Value {
    let Some(members) = value.as_object() else {
        return value.clone();
    };
    let mut canonical = Map::new();
    for (key, member) in members {
        let member = match key.as_str() {
            "id" | "authority" | "stored" | "timestamp" | "version" | "attachments" => continue,
            "actor" => actor(member),
            "verb" => keep(member, &["id"]),
            "object" => object(member),
            "context" => context(member),
            "result" => result(member),
            _ => number_form(member),
        };
        canonical.insert(key.clone(), member);
    }
    Value::Object(canonical)
}

/// Durations compare to a hundredth of a second (xAPI 1.0.3, Data 4.6); a fraction of any longer
/// unit counts whole.
fn result(value: &Value) -> Value {
    let mut canonical = number_form(value);
    if let Some(Value::String(duration)) = canonical.get_mut("duration")
        && let Some((whole, fraction)) = duration.split_once(['.', ','])
    {
        let unit = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let digits = fraction.strip_suffix(unit).unwrap_or(fraction);
        let counted = match unit {
            "S" => digits.get(..2).unwrap_or(digits),
            _ => digits,
        };
        *duration = match counted.trim_end_matches('0') {
            "" => format!("{whole}{unit}"),
            counted => format!("{whole}.{counted}{unit}"),
        };
    }
    canonical
}

fn object(value: &Value) -> Value {
    match value
        .get("objectType")
        .and_then(Value::as_str)
        .unwrap_or("Activity")
    {
        "Agent" | "Group" => actor(value),
        "SubStatement" => inner_statement(value),
        "StatementRef" => reference(value),
        _ => keep(value, &["id"]),
    }
}

/// A statement in a statement: no record store sets its timestamp, so that it counts, as the moment
/// that it names.
fn inner_statement(value: &Value) -> Value {
    let mut canonical = statement(value);
    let time = value.get("timestamp").and_then(Value::as_str);
    if let (Some(time), Some(members)) = (time, canonical.as_object_mut()) {
        let moment = xapi_schemas::timestamp(time).map(|time| time.to_string());
        members.insert(
            "timestamp".into(),
            moment.unwrap_or_else(|| time.to_owned()).into(),
        );
    }
    canonical
}

fn reference(value: &Value) -> Value {
    let mut canonical = value.clone();
    if let Some(id) = canonical.get_mut("id") {
        *id = lowercase(id);
    }
    canonical
}

/// UUIDs and hexadecimal digits are the same in capitals.
fn lowercase(value: &Value) -> Value {
    value
        .as_str()
        .map_or_else(|| value.clone(), |text| text.to_ascii_lowercase().into())
}

/// An agent or group by its identifier; members as a set.
fn actor(value: &Value) -> Value {
    let group = value.get("objectType").and_then(Value::as_str) == Some("Group");
    let mut canonical = keep(value, &["mbox", "mbox_sha1sum", "openid", "account"]);
    if let Some(sum) = canonical.get_mut("mbox_sha1sum") {
        *sum = lowercase(sum);
    }
    if let Some(members) = canonical.as_object_mut() {
        members.insert(
            "objectType".into(),
            if group { "Group" } else { "Agent" }.into(),
        );
        if members.len() == 1 {
            let set = value
                .get("member")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            members.insert("member".into(), sorted(set.map(actor)));
        }
    }
    canonical
}

fn context(value: &Value) -> Value {
    let Some(members) = value.as_object() else {
        return value.clone();
    };
    let mut canonical = Map::new();
    for (key, member) in members {
        let member = match key.as_str() {
            "instructor" | "team" => actor(member),
            "contextActivities" => context_activities(member),
            "registration" => lowercase(member),
            "statement" => reference(member),
            "contextAgents" | "contextGroups" => {
                sorted(member.as_array().into_iter().flatten().map(context_entry))
            }
            _ => number_form(member),
        };
        canonical.insert(key.clone(), member);
    }
    Value::Object(canonical)
}

/// An agent or group of 2.0's context lists with what it is relevant for, in no order.
fn context_entry(entry: &Value) -> Value {
    let mut canonical = entry.clone();
    for name in ["agent", "group"] {
        if let Some(named) = canonical.get_mut(name) {
            *named = actor(named);
        }
    }
    if let Some(types) = canonical.get_mut("relevantTypes") {
        *types = sorted(types.as_array().into_iter().flatten().cloned());
    }
    canonical
}

/// One activity and a list of one are the same; the order of a list says nothing.
fn context_activities(value: &Value) -> Value {
    let Some(places) = value.as_object() else {
        return value.clone();
    };
    let canonical = places.iter().map(|(place, activities)| {
        let list = match activities {
            Value::Array(list) => list.as_slice(),
            single => std::slice::from_ref(single),
        };
        (
            place.clone(),
            sorted(list.iter().map(|activity| keep(activity, &["id"]))),
        )
    });
    Value::Object(canonical.collect())
}

fn keep(value: &Value, keys: &[&str]) -> Value {
    let Some(members) = value.as_object() else {
        return value.clone();
    };
    let kept = keys.iter().filter_map(|key| {
        members
            .get(*key)
            .map(|member| ((*key).to_owned(), member.clone()))
    });
    Value::Object(kept.collect())
}

fn sorted(values: impl Iterator<Item = Value>) -> Value {
    let texts: BTreeSet<String> = values.map(|value| value.to_string()).collect();
    Value::Array(texts.into_iter().map(Value::String).collect())
}

/// Numbers compare by value: 1, 1.0 and 1e0 are the same score.
fn number_form(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(whole(number).unwrap_or_else(|| number.clone())),
        Value::Array(list) => Value::Array(list.iter().map(number_form).collect()),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(key, member)| (key.clone(), number_form(member)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// A number that is written as a fraction or with an exponent, and is whole: as one that is written
/// out, with all its digits.
fn whole(number: &Number) -> Option<Number> {
    let value = number.as_f64().filter(|_| number.is_f64())?;
    let digits = (value.fract() == 0.0).then(|| format!("{:.0}", value.abs()))?;
    if value < 0.0 {
        return format!("-{digits}").parse::<i64>().ok().map(Number::from);
    }
    digits.parse::<u64>().ok().map(Number::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn base() -> Value {
        json!({
            "actor": { "mbox": "mailto:a@example.org", "name": "A" },
            "verb": { "id": "https://example.org/v", "display": { "en": "did" } },
            "object": { "id": "https://example.org/o" },
            "result": { "score": { "raw": 1 } },
            "context": { "contextActivities": { "parent": { "id": "https://example.org/p" } } }
        })
    }

    #[test]
    fn what_only_describes_makes_no_difference() {
        let mut other = base();
        other["actor"]["name"] = json!("Anna");
        other["actor"]["objectType"] = json!("Agent");
        other["verb"]["display"] = json!({ "de": "tat" });
        other["object"]["definition"] = json!({ "name": { "en": "thing" } });
        other["stored"] = json!("2026-01-01T00:00:00Z");
        other["result"]["score"]["raw"] = json!(1.0);
        other["context"]["contextActivities"]["parent"] =
            json!([{ "id": "https://example.org/p" }]);
        assert!(equivalent(&base(), &other));
    }

    #[test]
    fn durations_compare_to_a_hundredth_of_a_second() {
        let with = |duration: &str| {
            let mut statement = base();
            statement["result"]["duration"] = json!(duration);
            statement
        };
        assert!(equivalent(&with("PT1.237S"), &with("PT1.23S")));
        assert!(equivalent(&with("PT1.2S"), &with("PT1.20S")));
        assert!(!equivalent(&with("PT1.24S"), &with("PT1.23S")));
        assert!(!equivalent(&with("PT1M"), &with("PT1S")));
        assert!(equivalent(&with("PT1.004S"), &with("PT1S")));
        assert!(equivalent(&with("PT0.50H"), &with("PT0,5H")));
        assert!(!equivalent(&with("PT0.501H"), &with("PT0.509H")));
    }

    #[test]
    fn numbers_compare_by_their_value() {
        let with = |value: Value| {
            let mut statement = base();
            statement["result"]["extensions"]["https://example.org/e"] = value;
            statement
        };
        let same = [
            (json!(100), json!(1e2)),
            (json!(0), json!(-0.0)),
            (json!(-7), json!(-7.0)),
            (
                json!(9_007_199_254_740_992_u64),
                json!(9_007_199_254_740_992.0),
            ),
            (json!(1e300), json!(1e300)),
        ];
        for (one, other) in same {
            assert!(
                equivalent(&with(one.clone()), &with(other.clone())),
                "{one} {other}"
            );
        }
        let different = [
            (json!(1), json!("1")),
            (json!(1), json!(true)),
            (
                json!(9_007_199_254_740_993_u64),
                json!(9_007_199_254_740_992_u64),
            ),
            (json!(u64::MAX), json!(u64::MAX - 1)),
            (json!(i64::MIN), json!(i64::MIN + 1)),
            (json!(0.1), json!(0.2)),
        ];
        for (one, other) in different {
            assert!(
                !equivalent(&with(one.clone()), &with(other.clone())),
                "{one} {other}"
            );
        }
    }

    #[test]
    fn what_identifies_makes_a_difference() {
        for (pointer, value) in [
            ("/actor/mbox", json!("mailto:b@example.org")),
            ("/verb/id", json!("https://example.org/w")),
            ("/object/id", json!("https://example.org/q")),
            ("/result/score/raw", json!(2)),
        ] {
            let mut other = base();
            *other.pointer_mut(pointer).unwrap() = value;
            assert!(!equivalent(&base(), &other), "{pointer}");
        }
    }
}

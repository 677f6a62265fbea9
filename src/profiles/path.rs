//! The `JSONPath` of statement template rules (xAPI Profiles 1.0, Structure 8.1): paths of names,
//! places and wildcards, several of them separated by bars. Each becomes a piece of JSON Schema.

use serde_json::{Value, json};

/// A step from a value to those in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Every member or element.
    Each,
    /// The member with a name.
    Member(String),
    /// The element at a place.
    Place(usize),
}

/// Reads paths separated by bars; none for what is beyond names, places and wildcards.
pub(super) fn parse(text: &str) -> Option<Vec<Vec<Step>>> {
    split(text)
        .into_iter()
        .map(|path| one(path.trim()))
        .collect()
}

/// Splits at bars outside of quotes.
fn split(text: &str) -> Vec<&str> {
    let mut quote = None;
    text.split(|letter: char| {
        match (letter, quote) {
            ('\'' | '"', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            _ => {}
        }
        letter == '|' && quote.is_none()
    })
    .collect()
}

fn one(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[*]").or_else(|| rest.strip_prefix(".*")) {
            steps.push(Step::Each);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            if name.is_empty() || name.contains(['*', '?', '(', '@']) {
                return None;
            }
            steps.push(Step::Member(name.to_owned()));
            rest = after;
        } else {
            let after = rest.strip_prefix('[')?;
            let quote = after.chars().next()?;
            if matches!(quote, '\'' | '"') {
                let (name, after) = after.get(1..)?.split_once(quote)?;
                steps.push(Step::Member(name.to_owned()));
                rest = after.strip_prefix(']')?;
            } else {
                let (place, after) = after.split_once(']')?;
                steps.push(Step::Place(place.parse().ok()?));
                rest = after;
            }
        }
    }
    Some(steps)
}

/// Some value at the path is as `leaf` says.
pub(super) fn exists(path: &[Step], leaf: &Value) -> Value {
    let Some((step, rest)) = path.split_first() else {
        return leaf.clone();
    };
    let inner = exists(rest, leaf);
    match step {
        Step::Member(name) => json!({
            "type": "object", "required": [name], "properties": { name: inner }
        }),
        Step::Place(place) => {
            let mut items = vec![json!(true); *place];
            items.push(inner);
            json!({ "type": "array", "minItems": place + 1, "prefixItems": items })
        }
        Step::Each => json!({ "anyOf": [
            { "type": "array", "contains": inner },
            { "type": "object", "not": { "additionalProperties": { "not": inner } } },
        ] }),
    }
}

/// Every value at the path is as `leaf` says; with `whole` the path leads to one wherever a
/// wildcard branches.
pub(super) fn for_all(path: &[Step], leaf: &Value, whole: bool) -> Value {
    let Some((step, rest)) = path.split_first() else {
        return leaf.clone();
    };
    let inner = for_all(rest, leaf, whole);
    match step {
        Step::Member(name) if whole => {
            json!({ "type": "object", "required": [name], "properties": { name: inner } })
        }
        Step::Member(name) => json!({ "properties": { name: inner } }),
        Step::Place(place) => {
            let mut items = vec![json!(true); *place];
            items.push(inner);
            json!({ "prefixItems": items })
        }
        Step::Each => json!({ "items": inner, "additionalProperties": inner }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read() {
        let member = |name: &str| Step::Member(name.into());
        assert_eq!(
            parse("$.context.contextActivities.grouping[*]['a|b'] | $[\"x\"][0].*"),
            Some(vec![
                vec![
                    member("context"),
                    member("contextActivities"),
                    member("grouping"),
                    Step::Each,
                    member("a|b"),
                ],
                vec![member("x"), Step::Place(0), Step::Each],
            ])
        );
        for bad in [
            "",
            "context",
            "$..id",
            "$.a[?(@.b)]",
            "$.a[",
            "$.a[1:2]",
            "$[",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}

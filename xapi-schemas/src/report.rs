//! From a validator's errors to sentences that a developer can act on.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde::Serialize;
use serde_json::Value;
use strict_json::{escape, shorten};

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Where in the request's body (RFC 6901).
    pub pointer: String,
    /// Which rule: a stable name with the section of the standard.
    pub rule: String,
    /// What is wrong and how to mend it, one or two sentences.
    pub message: String,
}

impl Violation {
    pub(crate) fn new(pointer: String, rule: String, message: impl Into<String>) -> Self {
        Self {
            pointer,
            rule,
            message: message.into(),
        }
    }
}

/// Adds an error's violations: one for each unexpected member.
pub(crate) fn push(
    error: &ValidationError<'_>,
    document: &Value,
    rules: &str,
    base: &str,
    violations: &mut Vec<Violation>,
) {
    let pointer = format!("{base}{}", error.instance_path());
    let notes = Notes::along(document, error.evaluation_path().as_str());
    let rule = format!("{rules}/{}", notes.rule.unwrap_or("schema"));
    let mend = notes
        .mend
        .map_or_else(String::new, |mend| format!(" {mend}"));
    let mut add = |pointer: String, what: String| {
        let violation = Violation::new(pointer, rule.clone(), format!("{what}{mend}"));
        // Two subschemas may find the same fault.
        if !violations
            .iter()
            .any(|known| known.pointer == violation.pointer && known.message == violation.message)
        {
            violations.push(violation);
        }
    };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            for name in unexpected {
                let member = format!("{pointer}/{}", escape(name));
                add(
                    member,
                    format!("There is no member {:?} here.", shorten(name)),
                );
            }
        }
        Kind::Required { property } => {
            add(pointer, format!("The member {property} is missing."));
        }
        Kind::PropertyNames { error } => {
            let name = error.instance().as_str().unwrap_or_default();
            let what = format!(
                "The key {:?} is not {}.",
                shorten(name),
                expected(error.kind())
            );
            add(format!("{pointer}/{}", escape(name)), what);
        }
        Kind::OneOfNotValid { .. } => add(pointer, "No identifier is given.".into()),
        Kind::OneOfMultipleValid { .. } => add(pointer, "Several identifiers are given.".into()),
        Kind::FalseSchema => add(pointer, "This member may not stand here.".into()),
        kind => {
            let what = format!("{} is not {}.", value(error.instance()), expected(kind));
            add(pointer, what);
        }
    }
}

/// The nearest `rule` and `mend` above the keyword that failed.
#[derive(Default)]
struct Notes<'d> {
    rule: Option<&'d str>,
    mend: Option<&'d str>,
}

impl<'d> Notes<'d> {
    /// Walks an evaluation path, which goes through `$ref`.
    fn along(document: &'d Value, path: &str) -> Self {
        let mut notes = Self::default();
        let mut place = document;
        notes.read(place);
        for token in path.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let next = match place {
                Value::Array(list) => token.parse().ok().and_then(|index: usize| list.get(index)),
                other => other.get(&token),
            };
            place = match next {
                Some(Value::String(reference)) if token == "$ref" => {
                    let target = reference
                        .strip_prefix('#')
                        .and_then(|to| document.pointer(to));
                    let Some(target) = target else { return notes };
                    target
                }
                Some(next) => next,
                None => return notes,
            };
            notes.read(place);
        }
        notes
    }

    fn read(&mut self, place: &'d Value) {
        if let Some(rule) = place.get("rule").and_then(Value::as_str) {
            self.rule = Some(rule);
            // A hint belongs to the rule it stands beside.
            self.mend = None;
        }
        if let Some(mend) = place.get("mend").and_then(Value::as_str) {
            self.mend = Some(mend);
        }
    }
}

/// What would have been right, to go after "is not".
fn expected(kind: &Kind) -> String {
    match kind {
        Kind::Constant { expected_value } => expected_value.to_string(),
        Kind::Enum { options } => {
            let options = options.as_array().map_or_else(Vec::new, |list| {
                list.iter().map(ToString::to_string).collect::<Vec<_>>()
            });
            format!("one of {}", options.join(", "))
        }
        Kind::Format { format } => match format.as_str() {
            "iri" => "an absolute IRI".into(),
            "language-tag" => "a language tag".into(),
            "mailto" => "a mailto: IRI with one e-mail address".into(),
            "xapi-duration" => "an ISO 8601 duration".into(),
            "xapi-timestamp" => "an ISO 8601 time with zone".into(),
            "xapi-uuid" => "a UUID".into(),
            other => format!("of the form {other}"),
        },
        Kind::Maximum { limit } => format!("{limit} or less"),
        Kind::MaxItems { limit } => format!("a list of {limit} or fewer"),
        Kind::Minimum { limit } => format!("{limit} or more"),
        Kind::MinItems { limit } => format!("a list of {limit} or more"),
        Kind::MinLength { limit } => format!("a text of {limit} or more characters"),
        Kind::Pattern { .. } => "of the form wanted here".into(),
        Kind::Type { kind } => match kind {
            TypeKind::Single(kind) => article(&kind.to_string()),
            TypeKind::Multiple(kinds) => {
                let kinds: Vec<String> = kinds
                    .into_iter()
                    .map(|kind| article(&kind.to_string()))
                    .collect();
                kinds.join(" or ")
            }
        },
        other => format!("what the keyword {} wants", other.keyword()),
    }
}

fn article(kind: &str) -> String {
    match kind.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

/// A received value, short enough to repeat.
fn value(value: &Value) -> String {
    match value {
        Value::Object(_) => "An object".into(),
        Value::Array(_) => "A list".into(),
        Value::String(text) => format!("{:?}", shorten(text)),
        other => other.to_string(),
    }
}

//! From a validator's errors to sentences that a developer can act on.

use std::fmt;

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
    /// What is wrong in parts, for whoever says it in another language; none where only the sentence
    /// says it.
    #[serde(skip)]
    pub what: Option<What>,
}

impl Violation {
    pub(crate) fn new(pointer: String, rule: String, message: impl Into<String>) -> Self {
        Self {
            pointer,
            rule,
            message: message.into(),
            what: None,
        }
    }
}

/// What is wrong with a value. As text it is a sentence in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A member that may not stand in the object; how it is called, in quotation marks.
    Unexpected(String),
    /// A member that has to stand in the object.
    Missing(String),
    /// A member's name, in quotation marks, is another than is wanted.
    Key(String, Wanted),
    /// None of the identifiers of which one is needed.
    NoIdentifier,
    /// Several identifiers of which one is wanted.
    ManyIdentifiers,
    /// Nothing may stand here.
    Forbidden,
    /// A value is another than is wanted.
    Not(Found, Wanted),
}

/// A value that was found, short enough to repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A list.
    List,
    /// An object.
    Object,
    /// Any other, as JSON writes it.
    Value(String),
}

/// What would have been right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// This value.
    Value(String),
    /// One of these values, divided by commas.
    OneOf(String),
    /// A text of a named form.
    Form(String),
    /// A number of at most this.
    AtMost(String),
    /// A number of at least this.
    AtLeast(String),
    /// A list of at most so many.
    Fewer(u64),
    /// A list of at least so many.
    More(u64),
    /// A text of at least so many characters.
    Longer(u64),
    /// A text that a pattern describes.
    Pattern,
    /// A value of one of these types of JSON.
    Types(Vec<String>),
    /// What a keyword of JSON Schema says.
    Keyword(String),
}

impl fmt::Display for What {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected(name) => write!(formatter, "There is no member {name} here."),
            Self::Missing(name) => write!(formatter, "The member {name} is missing."),
            Self::Key(name, wanted) => write!(formatter, "The key {name} is not {wanted}."),
            Self::NoIdentifier => formatter.write_str("No identifier is given."),
            Self::ManyIdentifiers => formatter.write_str("Several identifiers are given."),
            Self::Forbidden => formatter.write_str("This member may not stand here."),
            Self::Not(found, wanted) => write!(formatter, "{found} is not {wanted}."),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::List => "A list",
            Self::Object => "An object",
            Self::Value(text) => text,
        })
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => formatter.write_str(value),
            Self::OneOf(values) => write!(formatter, "one of {values}"),
            Self::Form(form) => match form.as_str() {
                "iri" => formatter.write_str("an absolute IRI"),
                "language-tag" => formatter.write_str("a language tag"),
                "mailto" => formatter.write_str("a mailto: IRI with one e-mail address"),
                "xapi-duration" => formatter.write_str("an ISO 8601 duration"),
                "xapi-timestamp" => formatter.write_str("an ISO 8601 time with zone"),
                "xapi-uuid" => formatter.write_str("a UUID"),
                other => write!(formatter, "of the form {other}"),
            },
            Self::AtMost(limit) => write!(formatter, "{limit} or less"),
            Self::AtLeast(limit) => write!(formatter, "{limit} or more"),
            Self::Fewer(limit) => write!(formatter, "a list of {limit} or fewer"),
            Self::More(limit) => write!(formatter, "a list of {limit} or more"),
            Self::Longer(limit) => write!(formatter, "a text of {limit} or more characters"),
            Self::Pattern => formatter.write_str("of the form wanted here"),
            Self::Types(types) => {
                let types: Vec<String> = types.iter().map(|kind| article(kind)).collect();
                formatter.write_str(&types.join(" or "))
            }
            Self::Keyword(keyword) => write!(formatter, "what the keyword {keyword} wants"),
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
    let mut add = |pointer: String, what: What| {
        let message = format!("{what}{mend}");
        // Two subschemas may find the same fault.
        if !violations
            .iter()
            .any(|known| known.pointer == pointer && known.message == message)
        {
            violations.push(Violation {
                pointer,
                rule: rule.clone(),
                message,
                what: Some(what),
            });
        }
    };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            for name in unexpected {
                let member = format!("{pointer}/{}", escape(name));
                add(member, What::Unexpected(format!("{:?}", shorten(name))));
            }
        }
        Kind::Required { property } => {
            add(pointer, What::Missing(property.to_string()));
        }
        Kind::PropertyNames { error } => {
            let name = error.instance().as_str().unwrap_or_default();
            let member = format!("{pointer}/{}", escape(name));
            let name = format!("{:?}", shorten(name));
            add(member, What::Key(name, wanted(error.kind())));
        }
        Kind::OneOfNotValid { .. } => add(pointer, What::NoIdentifier),
        Kind::OneOfMultipleValid { .. } => add(pointer, What::ManyIdentifiers),
        Kind::FalseSchema => add(pointer, What::Forbidden),
        kind => add(pointer, What::Not(found(error.instance()), wanted(kind))),
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

fn wanted(kind: &Kind) -> Wanted {
    match kind {
        Kind::Constant { expected_value } => Wanted::Value(expected_value.to_string()),
        Kind::Enum { options } => {
            let options = options.as_array().map_or_else(Vec::new, |list| {
                list.iter().map(ToString::to_string).collect::<Vec<_>>()
            });
            Wanted::OneOf(options.join(", "))
        }
        Kind::Format { format } => Wanted::Form(format.clone()),
        Kind::Maximum { limit } => Wanted::AtMost(limit.to_string()),
        Kind::MaxItems { limit } => Wanted::Fewer(*limit),
        Kind::Minimum { limit } => Wanted::AtLeast(limit.to_string()),
        Kind::MinItems { limit } => Wanted::More(*limit),
        Kind::MinLength { limit } => Wanted::Longer(*limit),
        Kind::Pattern { .. } => Wanted::Pattern,
        Kind::Type { kind } => Wanted::Types(match kind {
            TypeKind::Single(kind) => vec![kind.to_string()],
            TypeKind::Multiple(kinds) => kinds.into_iter().map(|kind| kind.to_string()).collect(),
        }),
        other => Wanted::Keyword(other.keyword().to_owned()),
    }
}

fn article(kind: &str) -> String {
    match kind.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

fn found(value: &Value) -> Found {
    match value {
        Value::Object(_) => Found::Object,
        Value::Array(_) => Found::List,
        Value::String(text) => Found::Value(format!("{:?}", shorten(text))),
        other => Found::Value(other.to_string()),
    }
}

//! Reading a document with every fault's line.

use std::fmt;

use serde_json::Value;
use xapi_schemas::json::{self, Limits};
use xapi_schemas::{Found, Schema, Violation, Wanted, What};

use crate::message::{Gap, Message};

/// Something wrong in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1 on.
    pub line: usize,
    /// The place (RFC 6901).
    pub pointer: String,
    /// What is wrong and how to mend it.
    pub message: Message,
}

impl Fault {
    /// A fault at a place of a document's text.
    #[must_use]
    pub fn at(text: &str, pointer: impl Into<String>, message: Message) -> Self {
        let pointer = pointer.into();
        Self {
            line: json::line_of(text, &pointer),
            pointer,
            message,
        }
    }

    /// The whole of it: where, and what.
    #[must_use]
    pub fn said(&self) -> Message {
        let line = i64::try_from(self.line).unwrap_or(i64::MAX);
        let whole = match self.pointer.as_str() {
            "" => Message::new("fault-on-line"),
            pointer => Message::new("fault-on-line-at").with("place", pointer),
        };
        let what = self.message.clone();
        whole.with("line", Gap::Id(line)).with("what", what)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(formatter)
    }
}

/// Everything wrong in a document, a line each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{fault}")?;
        }
        Ok(())
    }
}

/// Reads a JSON document that has to follow a schema.
pub fn read(text: &str, schema: &Schema) -> Result<Value, Faults> {
    let limits = Limits {
        values: 1_000_000,
        ..Limits::default()
    };
    let document = json::parse(text.as_bytes(), limits).map_err(|error| {
        Faults(vec![Fault::at(
            text,
            error.pointer.clone(),
            Message::from(&error),
        )])
    })?;
    schema.validate(&document).map_err(|violations| {
        let faults = violations.into_iter().map(|violation| {
            let message = of_schema(&violation);
            Fault::at(text, violation.pointer, message)
        });
        Faults(faults.collect())
    })?;
    Ok(document)
}

/// What a schema finds wrong.
fn of_schema(violation: &Violation) -> Message {
    match &violation.what {
        None => Message::quoted(violation.message.as_str()),
        Some(What::Unexpected(name)) => {
            Message::new("fault-unexpected").with("name", name.as_str())
        }
        Some(What::Missing(name)) => Message::new("fault-missing").with("name", name.as_str()),
        Some(What::Key(name, wanted)) => Message::new("fault-key")
            .with("name", name.as_str())
            .with("wanted", what_is(wanted)),
        Some(What::NoIdentifier) => Message::new("fault-no-identifier"),
        Some(What::ManyIdentifiers) => Message::new("fault-many-identifiers"),
        Some(What::Forbidden) => Message::new("fault-forbidden"),
        Some(What::Not(found, wanted)) => {
            let found = match found {
                Found::List => Gap::from(Message::new("fault-a-list")),
                Found::Object => Message::new("fault-an-object").into(),
                Found::Value(value) => value.as_str().into(),
            };
            Message::new("fault-not")
                .with("found", found)
                .with("wanted", what_is(wanted))
        }
    }
}

/// What would have been right.
fn what_is(wanted: &Wanted) -> Gap {
    let text = |key: &'static str, text: &str| Message::new(key).with("value", text).into();
    let count = |key: &'static str, count: u64| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        Message::new(key).with("count", count).into()
    };
    match wanted {
        Wanted::Value(value) => value.as_str().into(),
        Wanted::OneOf(values) => text("wanted-one-of", values),
        Wanted::Form(form) if form == "iri" => Message::new("wanted-iri").into(),
        Wanted::Form(form) => text("wanted-form", form),
        Wanted::AtMost(limit) => text("wanted-at-most", limit),
        Wanted::AtLeast(limit) => text("wanted-at-least", limit),
        Wanted::Fewer(limit) => count("wanted-fewer", *limit),
        Wanted::More(limit) => count("wanted-more", *limit),
        Wanted::Longer(limit) => count("wanted-longer", *limit),
        Wanted::Pattern => Message::new("wanted-pattern").into(),
        Wanted::Types(types) => types
            .iter()
            .map(|kind| Message::new(name_of_type(kind)))
            .reduce(|one, other| {
                Message::new("wanted-or")
                    .with("one", one)
                    .with("other", other)
            })
            .map_or_else(|| "".into(), Gap::from),
        Wanted::Keyword(keyword) => text("wanted-keyword", keyword),
    }
}

/// What the types of JSON are called.
fn name_of_type(kind: &str) -> &'static str {
    match kind {
        "array" => "type-array",
        "boolean" => "type-boolean",
        "integer" => "type-integer",
        "null" => "type-null",
        "number" => "type-number",
        "object" => "type-object",
        _ => "type-string",
    }
}

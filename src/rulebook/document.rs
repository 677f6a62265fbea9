//! Reading a document with every fault's line.

use std::fmt;

use serde_json::Value;
use xapi_schemas::Schema;
use xapi_schemas::json::{self, Limits};

/// Something wrong in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1 on.
    pub line: usize,
    /// The place (RFC 6901).
    pub pointer: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Fault {
    /// A fault at a place of a document's text.
    #[must_use]
    pub fn at(text: &str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        let pointer = pointer.into();
        Self {
            line: json::line_of(text, &pointer),
            pointer,
            message: message.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            pointer,
            message,
        } = self;
        match pointer.as_str() {
            "" => write!(formatter, "line {line}: {message}"),
            pointer => write!(formatter, "line {line}, {pointer}: {message}"),
        }
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
    let document = json::parse(text.as_bytes(), limits)
        .map_err(|error| Faults(vec![Fault::at(text, error.pointer, error.message)]))?;
    schema.validate(&document).map_err(|violations| {
        let faults = violations
            .into_iter()
            .map(|violation| Fault::at(text, violation.pointer, violation.message));
        Faults(faults.collect())
    })?;
    Ok(document)
}

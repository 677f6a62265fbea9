//! Every failure that a client can see, in one table, and the RFC 9457 documents made from it.

mod errors;
mod kinds;

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use kinds::Kind;

use crate::locale::Locale;
use crate::message::Message;
use crate::store::StoreError;

/// One fault of many in a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    /// Where in the body (RFC 6901), or the parameter's name.
    pub pointer: String,
    /// The rule that it breaks.
    pub rule: String,
    /// What is wrong and how to mend it.
    pub detail: String,
}

impl From<xapi_schemas::Violation> for Fault {
    fn from(violation: xapi_schemas::Violation) -> Self {
        Self {
            pointer: violation.pointer,
            rule: violation.rule,
            detail: violation.message,
        }
    }
}

/// What went wrong this time and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// For programs and their makers: in English.
    English(String),
    /// For people: in each language.
    Said(Message),
}

impl Detail {
    /// In a language, as far as it is there in it.
    #[must_use]
    pub fn written(&self, locale: Locale) -> String {
        match self {
            Self::English(text) => text.clone(),
            Self::Said(message) => locale.say(message),
        }
    }
}

impl From<&str> for Detail {
    fn from(text: &str) -> Self {
        Self::English(text.to_owned())
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::English(text)
    }
}

impl From<Message> for Detail {
    fn from(message: Message) -> Self {
        Self::Said(message)
    }
}

impl std::fmt::Display for Detail {
    /// In English, as programs and logs read it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.written(Locale::ENGLISH))
    }
}

/// A failure as a client sees it.
#[derive(Debug)]
pub struct Problem {
    kind: Kind,
    detail: Detail,
    faults: Vec<Fault>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<anyhow::Error>,
}

/// The body of a problem document (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Relative address of the page that explains this type of problem.
    #[serde(rename = "type")]
    type_uri: String,
    /// The same for every problem of the type.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What went wrong this time and how to mend it.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    /// Each fault with its place and rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
}

impl Problem {
    /// A problem with a sentence that says what to mend.
    pub fn new(kind: Kind, detail: impl Into<Detail>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            faults: Vec::new(),
            headers: Vec::new(),
            cause: None,
        }
    }

    /// Adds the single faults.
    #[must_use]
    pub fn with_faults(mut self, faults: Vec<Fault>) -> Self {
        self.faults = faults;
        self
    }

    /// Adds a response header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// A failure of ours: logged with its cause, shown without it.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        let mut problem = Self::new(Kind::Internal, Message::new("refused-internal"));
        problem.cause = Some(cause.into());
        problem
    }

    /// The address has other methods.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        Self::new(Kind::MethodNotAllowed, Message::new("refused-method"))
    }

    /// Nothing at this address, or nothing the asker may know of.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, Message::new("refused-not-found"))
    }

    /// What is needed cannot be reached just now; the same request may succeed later.
    pub fn unavailable(detail: impl Into<Detail>) -> Self {
        Self::new(Kind::Unavailable, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))
    }

    /// A database failure that several requests share, so that none of them owns it.
    #[must_use]
    pub fn from_shared(error: &Arc<StoreError>) -> Self {
        let shown = match **error {
            StoreError::Full(_) => Self::new(Kind::OutOfSpace, Message::new("refused-full")),
            StoreError::Unavailable(_) => Self::unavailable(Message::new("refused-database")),
            StoreError::Character(_) => {
                Self::new(Kind::BadRequest, Message::new("refused-character"))
            }
            _ => return Self::internal(error.clone()),
        };
        Self {
            cause: Some(anyhow::Error::new(error.clone())),
            ..shown
        }
    }

    /// What kind it is of.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The sentence that says what to mend.
    #[must_use]
    pub const fn detail(&self) -> &Detail {
        &self.detail
    }

    /// The body that it is answered with.
    #[must_use]
    pub fn document(&self) -> ProblemDocument {
        ProblemDocument {
            type_uri: format!("/problems/{}", self.kind.slug()),
            title: self.kind.title(),
            status: self.kind.status().as_u16(),
            detail: self.detail.to_string(),
            errors: self.faults.clone(),
        }
    }

    /// Logs what only the operator may see; called once, where the response is made.
    fn log(&self) {
        if let Some(cause) = &self.cause {
            tracing::error!(
                problem.kind = self.kind.slug(),
                error = %Chain(cause),
                "a request failed: {}", self.kind.title()
            );
        }
    }
}

/// An error with its causes on one line.
struct Chain<'e>(&'e anyhow::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, cause) in self.0.chain().enumerate() {
            if index > 0 {
                formatter.write_str(": ")?;
            }
            write!(formatter, "{cause}")?;
        }
        Ok(())
    }
}

/// A problem as its document says it, for whoever turns it into a page or keeps it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The kind.
    pub kind: Kind,
    /// The sentence for this occurrence.
    pub detail: Detail,
    /// The single faults.
    pub faults: Vec<Fault>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.log();
        let shown = Shown {
            kind: self.kind,
            detail: self.detail.clone(),
            faults: self.faults.clone(),
        };
        let document = self.document();
        let mut response = (self.kind.status(), Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.extend(self.headers);
        response.extensions_mut().insert(shown);
        response
    }
}

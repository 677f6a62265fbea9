//! Every failure that a client can see, in one table, and the RFC 9457 documents made from it.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::agreement::AgreementError;
use crate::audit::AuditError;
use crate::coaching::CoachingError;
use crate::locale::Locale;
use crate::merges::MergeError;
use crate::message::Message;
use crate::people::LookError;
use crate::reports::{ReportError, SETTLING};
use crate::restrictions::RestrictionError;
use crate::retention::RetentionError;
use crate::store::StoreError;

/// Declares [`Kind`] and the table behind it.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = ($status:ident, $slug:literal, $title:literal);)+) => {
        /// The kinds of failure, alphabetically.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $($(#[doc = $doc])+ $name,)+ }

        impl Kind {
            /// Every kind, for the page that explains them and the tests.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The last segment of the type's URI: stable, the key that programs match on.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)+ }
            }

            /// The HTTP status it is sent with.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            /// A short sentence that is the same for every occurrence.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// What happened and what to do, for the page at the type's URI.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc,)+),)+ }
            }
        }
    };
}

kinds! {
    /// The request is malformed in a way that has no kind of its own; the detail says how.
    BadRequest = (BAD_REQUEST, "bad-request", "The request cannot be understood");
    /// The stored thing and the sent one contradict each other: nothing was changed. Send the
    /// stored version again, or use a new identifier.
    Conflict = (CONFLICT, "conflict", "This contradicts what is stored");
    /// It is about somebody whose data were erased at their wish, so that it is not stored again.
    /// Leave it out. Whoever comes back is admitted by an administrator.
    Erased = (FORBIDDEN, "erased", "This person's data were erased");
    /// You are signed in, but this is not yours to do or see.
    Forbidden = (FORBIDDEN, "forbidden", "You may not do this");
    /// What was asked for was kept for a while only. Read how things stand now, and go on from there.
    Gone = (GONE, "gone", "This is kept no longer");
    /// The gateway failed. Nothing that was acknowledged is lost. Report the request identifier
    /// to whoever runs the gateway.
    Internal = (INTERNAL_SERVER_ERROR, "internal", "The gateway failed");
    /// The body is JSON, but breaks a rule of the standard. `errors` names each place and rule.
    /// Nothing of the request was stored.
    InvalidStatement = (BAD_REQUEST, "invalid-statement", "A statement breaks a rule");
    /// A parameter of the address has a wrong name or value.
    InvalidParameter = (BAD_REQUEST, "invalid-parameter", "A parameter is wrong");
    /// The launch from the learning platform was refused. The administrator finds the reason in
    /// the log under the request identifier.
    LaunchRefused = (UNAUTHORIZED, "launch-refused", "The launch was refused");
    /// The body is not JSON as RFC 8259 defines it, or repeats a key in an object.
    MalformedJson = (BAD_REQUEST, "malformed-json", "The body is not valid JSON");
    /// The address exists, but not for this method. `Allow` lists those that work.
    MethodNotAllowed = (METHOD_NOT_ALLOWED, "method-not-allowed", "This method does not work here");
    /// There is nothing at this address, or nothing that you may know of.
    NotFound = (NOT_FOUND, "not-found", "There is nothing here");
    /// The disk of the gateway is full: nothing was stored. Reading still works; send it again
    /// when `/readyz` says that there is space.
    OutOfSpace = (INSUFFICIENT_STORAGE, "out-of-space", "There is no space left");
    /// What the request was to start from is no longer what is stored: somebody else changed it
    /// meanwhile, or it was there already. Nothing was changed. Read it again, and send the change
    /// with the entity tag of what you read.
    PreconditionFailed = (PRECONDITION_FAILED, "precondition-failed", "It has been changed meanwhile");
    /// What you want to do reveals or changes much, and you signed in a while ago. Sign in again;
    /// then go on where you were.
    ReauthenticationNeeded = (FORBIDDEN, "reauthentication-needed", "Sign in again to do this");
    /// The sender was slower than the limits allow.
    RequestTimeout = (REQUEST_TIMEOUT, "request-timeout", "The request took too long to arrive");
    /// The data of this person are restricted (GDPR, article 18): they are kept and not used, so nothing
    /// of them is shown or changed. What comes meanwhile is kept, too, and is all there when the
    /// restriction is over. Speak with the person, or with your administrator.
    Restricted = (FORBIDDEN, "restricted", "This person's data are restricted");
    /// Signing in failed, and nothing was stored. Start again; if it happens again, show your
    /// administrator what the page says.
    SignInRefused = (FORBIDDEN, "sign-in-refused", "You are not signed in");
    /// The body is larger than the gateway takes. Send fewer statements at a time.
    TooLarge = (PAYLOAD_TOO_LARGE, "too-large", "The body is too large");
    /// Too many failed attempts or requests. Wait as long as `Retry-After` says.
    TooManyRequests = (TOO_MANY_REQUESTS, "too-many-requests", "Too many requests");
    /// The credentials are missing, wrong, expired or revoked.
    Unauthorized = (UNAUTHORIZED, "unauthorized", "Credentials are needed");
    /// The database cannot be reached now. Nothing is lost: send the same request again after
    /// the time in `Retry-After`; a statement with an identifier is never stored twice.
    Unavailable = (SERVICE_UNAVAILABLE, "unavailable", "The gateway cannot answer just now");
    /// The body's content type or encoding is not one that works here.
    UnsupportedMediaType = (UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "This content type does not work here");
    /// The X-Experience-API-Version header is missing or names a version that is not spoken here.
    UnsupportedVersion = (BAD_REQUEST, "unsupported-version", "This xAPI version is not spoken here");
}

impl Kind {
    /// The kind that stands for a status where nothing more is known of a failure.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::BAD_REQUEST => Some(Self::BadRequest),
            StatusCode::UNAUTHORIZED => Some(Self::Unauthorized),
            StatusCode::FORBIDDEN => Some(Self::Forbidden),
            other => Self::ALL
                .iter()
                .copied()
                .find(|kind| kind.status() == other),
        }
    }
}

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
        formatter.write_str(&self.written(Locale::En))
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

impl From<LookError> for Problem {
    fn from(error: LookError) -> Self {
        match error {
            LookError::Store(error) => Self::from_shared(&error),
            LookError::Stopped => Self::unavailable(Message::new("refused-stopping")),
        }
    }
}

impl From<AuditError> for Problem {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Store(error) => error.into(),
            other @ AuditError::Seal(_) => Self::internal(other),
        }
    }
}

impl From<MergeError> for Problem {
    fn from(error: MergeError) -> Self {
        let kind = match &error {
            MergeError::NoPerson(_) | MergeError::NoMerge(_) | MergeError::NoSuggestion(_) => {
                Kind::NotFound
            }
            MergeError::Same | MergeError::NotSuggested(_) => Kind::BadRequest,
            _ => Kind::Conflict,
        };
        if let Some(said) = error.said() {
            return Self::new(kind, said);
        }
        match error {
            MergeError::Audit(error) => error.into(),
            MergeError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::from_shared(&Arc::new(error))
    }
}

impl From<CoachingError> for Problem {
    fn from(error: CoachingError) -> Self {
        match error {
            CoachingError::Wrong(detail) => Self::new(Kind::BadRequest, detail),
            CoachingError::State(detail) => Self::new(Kind::Conflict, detail),
            CoachingError::NotYours(detail) => Self::new(Kind::Forbidden, detail),
            CoachingError::Changed => {
                Self::new(Kind::PreconditionFailed, Message::new("refused-changed"))
            }
            CoachingError::Unknown => Self::not_found(),
            CoachingError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<AgreementError> for Problem {
    fn from(error: AgreementError) -> Self {
        match error {
            AgreementError::Fixed => {
                Self::new(Kind::Conflict, Message::new("refused-switch-fixed"))
            }
            AgreementError::NamesShown => {
                Self::new(Kind::Conflict, Message::new("refused-names-shown"))
            }
            AgreementError::Coaching(error) => error.into(),
            AgreementError::Store(error) => error.into(),
            error @ AgreementError::Audit(_) => Self::internal(error),
        }
    }
}

impl From<RestrictionError> for Problem {
    fn from(error: RestrictionError) -> Self {
        match error {
            RestrictionError::Audit(error) => error.into(),
            RestrictionError::State(detail) => Self::new(Kind::Conflict, detail),
            RestrictionError::Store(error) => error.into(),
            RestrictionError::Unknown => Self::not_found(),
            RestrictionError::Wrong(detail) => Self::new(Kind::BadRequest, detail),
        }
    }
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::NotClosed => Self::new(
                Kind::InvalidParameter,
                Message::new("refused-report-early").with("days", SETTLING),
            ),
            ReportError::Overlaps(other) => Self::new(
                Kind::Conflict,
                Message::new("refused-report-overlaps").with("period", other),
            ),
            ReportError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<RetentionError> for Problem {
    fn from(error: RetentionError) -> Self {
        match error {
            RetentionError::Period(kind) => Self::new(
                Kind::InvalidParameter,
                Message::new("refused-retention-period").with("longest", kind.longest()),
            ),
            RetentionError::Store(error) => error.into(),
            RetentionError::Audit(error) => error.into(),
            other => Self::internal(other),
        }
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

//! The kinds of failure.

use axum::http::StatusCode;

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
    Erased = (FORBIDDEN, "erased", "This person’s data were erased");
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
    Restricted = (FORBIDDEN, "restricted", "This person’s data are restricted");
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
    /// The body’s content type or encoding is not one that works here.
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

//! Refusals as CASE says them: `imsx_StatusInfo`.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::frameworks::FrameworkError;
use crate::problem::{Kind, Problem};
use crate::store::StoreError;

/// A refusal.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    minor: &'static str,
    detail: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    fn new(status: StatusCode, minor: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            minor,
            detail: detail.into(),
            headers: Vec::new(),
        }
    }

    /// Nothing has this identifier.
    pub(super) fn unknown() -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknownobject", "Unknown Object")
    }

    /// The identifier is no UUID.
    pub(super) fn no_uuid() -> Self {
        Self::new(StatusCode::NOT_FOUND, "invaliduuid", "Invalid UUID")
    }

    /// A list cannot be sorted so.
    pub(super) fn sort(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_sort_field", detail)
    }

    /// Fields, a filter or a place in a list make no sense.
    pub(super) fn selection(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_selection_field", detail)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let detail = problem.detail().to_string();
        let (kind, response) = (problem.kind(), problem.into_response());
        let minor = match kind {
            Kind::Unauthorized => "unauthorisedrequest",
            Kind::Forbidden => "forbidden",
            Kind::TooManyRequests | Kind::Unavailable => "server_busy",
            Kind::NotFound => "unknownobject",
            _ => "internal_server_error",
        };
        let mut refusal = Self::new(kind.status(), minor, detail);
        for name in [header::WWW_AUTHENTICATE, header::RETRY_AFTER] {
            if let Some(value) = response.headers().get(&name) {
                refusal.headers.push((name, value.clone()));
            }
        }
        refusal
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Problem::from(error).into()
    }
}

impl From<FrameworkError> for Refusal {
    fn from(error: FrameworkError) -> Self {
        match error {
            FrameworkError::Store(error) => error.into(),
            other => Problem::internal(other).into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({
            "imsx_codeMajor": "failure",
            "imsx_severity": "error",
            "imsx_description": self.detail,
            "imsx_codeMinor": { "imsx_codeMinorField": [{
                "imsx_codeMinorFieldName": "TargetEndSystem",
                "imsx_codeMinorFieldValue": self.minor
            }] }
        });
        let headers: HeaderMap = self.headers.into_iter().collect();
        (self.status, headers, Json(body)).into_response()
    }
}

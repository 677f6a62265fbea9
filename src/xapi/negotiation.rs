//! Which version of xAPI a request speaks (xAPI 1.0.3, Communication 3.3; IEEE 9274.1.1, 4.1.1).

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use xapi_schemas::Version;

use crate::config::UnaskedVersion;
use crate::problem::{Kind, Problem};
use crate::state::App;

pub(super) const VERSION_HEADER: HeaderName = HeaderName::from_static("x-experience-api-version");

/// The version that a request speaks, put there by [`require_version`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Spoken(pub(super) Version);

impl<S: Sync> FromRequestParts<S> for Spoken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts
            .extensions
            .get()
            .copied()
            .unwrap_or(Self(Version::V2_0)))
    }
}

/// Middleware: refuses a request without a version that is spoken here.
pub(super) async fn require_version(mut request: Request, next: Next) -> Response {
    let header = request.headers().get(VERSION_HEADER);
    let version = header
        .ok_or_else(|| "The header X-Experience-API-Version is missing.".to_owned())
        .and_then(|value| {
            value
                .to_str()
                .ok()
                .and_then(|text| Version::from_header(text).ok())
                .ok_or_else(|| {
                    format!(
                        "X-Experience-API-Version is {:?}.",
                        String::from_utf8_lossy(value.as_bytes())
                            .chars()
                            .take(40)
                            .collect::<String>()
                    )
                })
        });
    match version {
        Ok(version) => {
            request.extensions_mut().insert(Spoken(version));
            let mut response = next.run(request).await;
            response
                .headers_mut()
                .insert(VERSION_HEADER, HeaderValue::from_static(version.as_str()));
            response
        }
        Err(reason) => Problem::new(
            Kind::UnsupportedVersion,
            format!("{reason} Send 2.0.0 or 1.0.3; 1.0.0 to 1.0.2 are served as 1.0.3."),
        )
        .into_response(),
    }
}

/// The version that a request names, if it is spoken here.
pub(super) fn spoken(headers: &HeaderMap) -> Option<Version> {
    let named = headers.get(VERSION_HEADER)?.to_str().ok()?;
    Version::from_header(named).ok()
}

/// Middleware: every answer names a version, also the refusals: that of the request, or else the one
/// that is configured.
pub(super) async fn name_version(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = spoken(request.headers());
    let mut response = next.run(request).await;
    let unasked = asked.unwrap_or(match app.config.xapi.unasked_version {
        UnaskedVersion::V1_0_3 => Version::V1_0_3,
        UnaskedVersion::V2_0 => Version::V2_0,
    });
    response
        .headers_mut()
        .entry(VERSION_HEADER)
        .or_insert(HeaderValue::from_static(unasked.as_str()));
    response
}

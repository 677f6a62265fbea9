//! Our own xAPI Profile, for those who write statements and their tools.

use axum::http::header;
use axum::response::IntoResponse;

use crate::profiles;

/// The JSON-LD document; needs neither a version nor credentials.
pub(super) async fn get() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/ld+json")],
        profiles::OWN,
    )
}

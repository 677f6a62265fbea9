//! Style, icon and scripts, embedded, under an address that changes with their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;
use crate::seal::{hex, sha256};

const STYLE: &str = include_str!("app.css");
const ICON: &str = include_str!("icon.svg");
const SCRIPT: &str = include_str!("app.js");
const FRAME_SCRIPT: &str = include_str!("lti.js");
const EXPORTS: &str = include_str!("exports.js");

static HASH: LazyLock<String> = LazyLock::new(|| {
    let digest = hex(&sha256(
        format!("{STYLE}{ICON}{SCRIPT}{FRAME_SCRIPT}{EXPORTS}").as_bytes(),
    ));
    digest.chars().take(16).collect()
});

/// The address of an asset.
#[must_use]
pub fn path(name: &str) -> String {
    format!("/assets/{}/{name}", *HASH)
}

/// Serves an asset.
pub async fn get(Path((_hash, name)): Path<(String, String)>) -> Response {
    let (kind, body) = match name.as_str() {
        "app.css" => ("text/css; charset=utf-8", STYLE),
        "app.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "lti.js" => ("text/javascript; charset=utf-8", FRAME_SCRIPT),
        "exports.js" => ("text/javascript; charset=utf-8", EXPORTS),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return Problem::not_found().into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, body).into_response()
}

//! What all answers have in common: a failure is a problem document, and what is read has an entity
//! tag.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::{Kind, Problem, Shown};
use crate::seal::{hex, sha256};

/// Longest text that a refusal of an extractor brings, in bytes.
const REFUSAL: usize = 4096;

/// Middleware around every operation.
pub(super) async fn finish(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        return as_problem(response).await;
    }
    if reads && status == StatusCode::OK && is_json(response.headers()) {
        return with_tag(response, known.as_ref()).await;
    }
    response
}

/// What an extractor refuses in plain text: a path or a body that cannot be read.
async fn as_problem(response: Response) -> Response {
    if response.extensions().get::<Shown>().is_some() {
        return response;
    }
    let status = response.status();
    let (parts, body) = response.into_parts();
    let text = to_bytes(body, REFUSAL).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let Some(kind) = Kind::of_status(status) else {
        let cause = anyhow::anyhow!("a layer answered {status}: {text}");
        return Problem::internal(cause).into_response();
    };
    let mut problem = Problem::new(kind, text.into_owned());
    if let Some(allowed) = parts.headers.get(header::ALLOW) {
        problem = problem.with_header(header::ALLOW, allowed.clone());
    }
    problem.into_response()
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// The answer with its entity tag, that of its bytes unless it has one already; nothing of it if the
/// asker has it.
async fn with_tag(response: Response, known: Option<&HeaderValue>) -> Response {
    let (mut parts, body) = response.into_parts();
    // It is in memory already: streams are of other types.
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return Problem::internal(error).into_response(),
    };
    let tag = match parts.headers.get(header::ETAG) {
        Some(tag) => tag.clone(),
        None => match HeaderValue::from_str(&format!("\"{}\"", hex(&sha256(&bytes)))) {
            Ok(tag) => tag,
            Err(error) => return Problem::internal(error).into_response(),
        },
    };
    let same = known.is_some_and(|known| names(known, &tag));
    parts.headers.insert(header::ETAG, tag);
    if !same {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::empty())
}

/// Whether `If-None-Match` names a tag (RFC 9110, 13.1.2: compared weakly). Ours hold no comma.
fn names(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else {
        return false;
    };
    known
        .split(',')
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_in_lists() {
        let tag = HeaderValue::from_static("\"a\"");
        let named = |known| names(&HeaderValue::from_static(known), &tag);
        for known in ["\"a\"", "W/\"a\"", "*", "\"b\", W/\"a\"", "\"b\",\"a\""] {
            assert!(named(known), "{known}");
        }
        for known in ["", "a", "\"b\"", "\"A\"", "\"a", "\"a\"b"] {
            assert!(!named(known), "{known}");
        }
    }
}

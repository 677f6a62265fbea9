//! Bodies of requests: taken whole up to a limit, or let go in a way that the sender can read why.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use http_body::Body as _;
use http_body_util::BodyExt;

use crate::problem::{Kind, Problem};

/// How many times the limit is read of a body that is too large, so that its sender comes to the end
/// and reads the refusal.
pub(super) const LINGER: usize = 4;

/// The whole body, in one piece of memory from the start where its length is told.
pub(super) async fn collect(
    headers: &HeaderMap,
    mut body: Body,
    limit: usize,
) -> Result<Vec<u8>, Problem> {
    let told = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let waits = headers.contains_key(header::EXPECT);
    if told > LINGER * limit || (told > limit && waits) {
        return Err(too_large(limit as u64));
    }
    let mut bytes = Vec::with_capacity(if told > limit { 0 } else { told });
    while let Some(part) = next(&mut body).await? {
        if told > limit || bytes.len() + part.len() > limit {
            drop(bytes);
            linger(body, LINGER * limit).await?;
            return Err(too_large(limit as u64));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// Reads on for a while: a sender that is cut off while it sends never reads why.
pub(super) async fn linger(mut body: Body, most: usize) -> Result<(), Problem> {
    let mut read = 0;
    while let Some(part) = next(&mut body).await?
        && read < most
    {
        read += part.len();
    }
    Ok(())
}

async fn next(body: &mut Body) -> Result<Option<Bytes>, Problem> {
    next_part(body).await.map_err(|error| unread(&error))
}

/// The body's next part.
pub(super) async fn next_part(body: &mut Body) -> Result<Option<Bytes>, axum::Error> {
    while let Some(frame) = body.frame().await {
        // Trailers are not data.
        if let Ok(part) = frame?.into_data() {
            return Ok(Some(part));
        }
    }
    Ok(None)
}

pub(super) fn too_large(limit: u64) -> Problem {
    Problem::new(
        Kind::TooLarge,
        format!("The body has more than {limit} bytes. Send less at a time."),
    )
}

pub(super) fn invalid_part(detail: impl Into<String>) -> Problem {
    Problem::new(Kind::BadRequest, detail.into())
}

pub(super) fn unread(error: &(dyn std::error::Error + 'static)) -> Problem {
    let mut cause = Some(error);
    while let Some(current) = cause {
        if current.is::<tower_http::timeout::TimeoutError>() {
            return Problem::new(Kind::RequestTimeout, "The body stopped arriving.");
        }
        cause = current.source();
    }
    Problem::new(
        Kind::BadRequest,
        format!("The body could not be read: {error}."),
    )
}

pub(super) fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}

//! Times in headers.

use axum::http::HeaderValue;

/// A time (microseconds since the epoch) as HTTP writes it (RFC 9110, 5.6.7); none outside the
/// calendar.
pub(super) fn http_date(microseconds: i64) -> Option<HeaderValue> {
    let time = jiff::Timestamp::from_microsecond(microseconds).ok()?;
    let text = jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&time)
        .ok()?;
    HeaderValue::from_str(&text).ok()
}

//! Cookies: host-only and `HttpOnly`; `Secure` and prefixed wherever the gateway is reached by
//! https.

use axum::http::{HeaderMap, HeaderValue, header};
use url::Url;

/// A cookie as a `Set-Cookie` value. `same_site` is `Lax`, or `None` for frames of another site.
#[must_use]
pub fn browser_cookie(
    base: &Url,
    name: &str,
    value: &str,
    max_age_seconds: i64,
    same_site: &str,
) -> Option<HeaderValue> {
    // Cookies for frames of another site have to be secure. Browsers take that of this machine's
    // own addresses by http, too, so that platforms can be tried out there.
    let secure = base.scheme() == "https" || same_site == "None";
    let name = full_name(base, name);
    let mut cookie = format!(
        "{name}={value}; Path=/; HttpOnly; Max-Age={max_age_seconds}; SameSite={same_site}"
    );
    if secure {
        cookie.push_str("; Secure");
        if same_site == "None" {
            cookie.push_str("; Partitioned");
        }
    }
    HeaderValue::from_str(&cookie).ok()
}

fn full_name(base: &Url, name: &str) -> String {
    if base.scheme() == "https" {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

/// The value of a cookie.
#[must_use]
pub fn read<'h>(base: &Url, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let name = full_name(base, name);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

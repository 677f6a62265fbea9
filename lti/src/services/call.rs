//! Requests and answers as values. What they carry, tokens and people's data, is shown by no
//! `Debug`.

use std::fmt;

use url::Url;

/// A method of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or asks for a token.
    Post,
    /// Replaces.
    Put,
    /// Deletes.
    Delete,
}

impl Method {
    /// As it is written in a request.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request that the host is to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Where to; ask [`crate::services::Origins::allows`] first.
    pub url: Url,
    /// The header `Accept`: services of LTI insist on their own media types.
    pub accept: &'static str,
    /// The header `Content-Type`, where there is a body.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: Option<String>,
    /// The scopes of which the token needs one, the weakest first; empty where the call takes no
    /// token of the platform.
    pub scopes: &'static [&'static str],
}

impl Call {
    pub(crate) fn get(url: Url, accept: &'static str, scopes: &'static [&'static str]) -> Self {
        Self {
            method: Method::Get,
            url,
            accept,
            content_type: None,
            body: None,
            scopes,
        }
    }

    pub(crate) fn with_body(
        method: Method,
        url: Url,
        media_type: &'static str,
        body: String,
        scopes: &'static [&'static str],
    ) -> Self {
        Self {
            method,
            url,
            accept: media_type,
            content_type: Some(media_type),
            body: Some(body),
            scopes,
        }
    }

    /// The scope to ask a token for: the weakest that the platform may grant. None if it grants
    /// none of them, which is a capability that this platform does not have.
    #[must_use]
    pub fn scope(&self, granted: &[String]) -> Option<&'static str> {
        let mut scopes = self.scopes.iter().copied();
        scopes.find(|scope| granted.iter().any(|known| known == scope))
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body.as_ref().map(String::len);
        formatter
            .debug_struct("Call")
            .field("method", &self.method)
            .field("url", &self.url.as_str())
            .field("body_bytes", &body)
            .finish_non_exhaustive()
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names and values of the headers, at least `Link` and `Retry-After`. Values are bytes:
    /// Moodle's `Link` is not ASCII, and libraries that insist on it lose the next page.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, which the host has bounded in size.
    pub body: Vec<u8>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// The values of a header, whose name is compared without regard to case.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_slice())
    }

    pub(crate) const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// Adds those parameters to an address that have a value; its own query stays as the platform
/// wrote it.
#[must_use]
pub fn append_query(url: &Url, parameters: &[(&str, Option<&str>)]) -> Url {
    let mut url = url.clone();
    for (name, value) in parameters {
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    url
}

/// Adds a segment to the path of an address and keeps its query: AGS puts `/scores` before it,
/// and Moodle's line items have one.
#[must_use]
pub fn append_segment(url: &Url, segment: &str) -> Url {
    let mut url = url.clone();
    let path = format!("{}/{segment}", url.path().trim_end_matches('/'));
    url.set_path(&path);
    url.set_fragment(None);
    url
}

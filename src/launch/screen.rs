//! The pages of a launch on its way: small, in the person's language, framed by the platform alone.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::locale::Locale;

/// A page of a launch.
pub(super) struct Screen<'s> {
    locale: Locale,
    title: &'s str,
    body: Markup,
    /// Origins whose pages may frame it; none: no page may.
    pub(super) framed_by: Option<String>,
    /// Whether it talks with the platform's window.
    pub(super) script: bool,
    /// An origin that its form posts to beside our own.
    pub(super) posts_to: Option<String>,
    /// Whether it keeps its tie with the window that opened it, to talk with it.
    pub(super) keeps_opener: bool,
    /// Whether it has the width of a page.
    pub(super) wide: bool,
}

impl<'s> Screen<'s> {
    pub(super) const fn new(locale: Locale, title: &'s str, body: Markup) -> Self {
        Self {
            locale,
            title,
            body,
            framed_by: None,
            script: false,
            posts_to: None,
            keeps_opener: false,
            wide: false,
        }
    }
}

/// Renders a page with the headers that bind it.
pub(super) fn render(screen: Screen<'_>) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(screen.locale.tag()) dir=[screen.locale.direction()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (screen.title) " · Coachlight" }
                link rel="stylesheet" href=(assets::path("app.css"));
                link rel="icon" type="image/svg+xml" href=(assets::path("icon.svg"));
                @if screen.script { script src=(assets::path("lti.js")) defer {} }
            }
            body { main { section.card.narrow[!screen.wide] { (screen.body) } } }
        }
    };
    let ancestors = screen.framed_by.as_deref().unwrap_or("'none'");
    let scripts = if screen.script { "'self'" } else { "'none'" };
    let posts_to = screen.posts_to.as_deref().unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src {scripts}; \
         base-uri 'none'; form-action 'self' {posts_to}; frame-ancestors {ancestors}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    let mut response = page.into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if screen.keeps_opener {
        headers.insert(
            "cross-origin-opener-policy",
            HeaderValue::from_static("unsafe-none"),
        );
    }
    response
}

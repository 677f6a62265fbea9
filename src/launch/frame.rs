//! The page inside a platform's frame: browsers keep other sites' cookies out of frames, so the
//! person goes on in a window of their own.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, html};
use url::Url;

use crate::assets;

/// A page that only the platform may frame, with the way out of it.
pub(super) fn way_out(platform: &Url, to: &str) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Coachlight" }
                link rel="stylesheet" href=(assets::path("app.css"));
            }
            body {
                main {
                    section.card.narrow {
                        h1 { "Coachlight" }
                        p { a.button href=(to) target="_blank" rel="noopener" {
                            "Open in a new window · In neuem Fenster öffnen"
                        } }
                    }
                }
            }
        }
    };
    let policy = format!(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors {}",
        platform.origin().ascii_serialization()
    );
    let mut response = page.into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

//! Failures as a person sees them: a page that says what to do, or the way to the sign-in.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::layout::{Place, page};
use super::locale::Locale;
use super::visit::Harmless;
use crate::problem::{Kind, Problem, Shown};
use crate::sso::Seen;
use crate::state::App;

/// Middleware: browsers get a page where programs get a problem document.
pub(super) async fn as_page(
    State(app): State<App>,
    locale: Locale,
    request: Request,
    next: Next,
) -> Response {
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let path = request
        .uri()
        .path_and_query()
        .map_or_else(String::new, ToString::to_string);
    let read = request.method() == Method::GET;
    let framed = request
        .headers()
        .get("sec-fetch-dest")
        .is_some_and(|to| to == "iframe" || to == "frame");
    let seen = request.extensions().get::<Seen>().cloned();
    let response = next.run(request).await;
    let spoken = seen
        .as_ref()
        .and_then(Seen::visit)
        .and_then(|visit| visit.locale.as_deref());
    let locale = spoken.map_or(locale, |tag| locale.or_launch(tag));
    let failed = response.status().is_client_error() || response.status().is_server_error();
    // A form that is shown again with what is wrong is a page already.
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !wants_page || !failed || is_page {
        return response;
    }
    if response.status() == StatusCode::UNAUTHORIZED && framed {
        return ended(&app, locale);
    }
    if response.status() == StatusCode::UNAUTHORIZED && read {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("return_to", &path)
            .finish();
        return Redirect::to(&format!("/sign-in?{query}")).into_response();
    }
    let shown = response.extensions().get::<Shown>().cloned();
    let told = shown.is_some();
    let (kind, detail) = shown.map_or_else(
        || (Kind::of_status(response.status()), String::new()),
        |shown| (Some(shown.kind), shown.detail.written(locale)),
    );
    // An address that is read and cannot be understood is, to a person, one at which there is nothing.
    let kind = match kind {
        Some(kind) if read && !told && kind == Kind::BadRequest => Kind::NotFound,
        kind => kind.unwrap_or(Kind::BadRequest),
    };
    let (parts, _) = response.into_parts();
    let mut page = document(&app, locale, kind, &detail).into_response();
    *page.status_mut() = parts.status;
    for (name, value) in &parts.headers {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            page.headers_mut().insert(name.clone(), value.clone());
        }
    }
    page.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    page
}

/// A visit in a platform's frame has ended: signing in is not possible there.
fn ended(app: &App, locale: Locale) -> Response {
    let title = locale.text("visit-ended");
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            p { (locale.text("visit-ended-what")) }
        }
    };
    let page = page(app, locale, None, Place::Elsewhere, &title, body);
    (StatusCode::UNAUTHORIZED, Extension(Harmless), page).into_response()
}

fn document(app: &App, locale: Locale, kind: Kind, detail: &str) -> Markup {
    let title = title(locale, kind);
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            p { @if detail.is_empty() { (explanation(locale, kind)) } @else { (detail) } }
            p { a href="/" { (locale.text("error-back")) } }
        }
    };
    page(app, locale, None, Place::Elsewhere, &title, body)
}

/// What a kind of problem is called.
fn title(locale: Locale, kind: Kind) -> String {
    locale.text(&format!("problem-{}", kind.slug()))
}

/// What happened, and what to do.
fn explanation(locale: Locale, kind: Kind) -> String {
    locale.text(&format!("problem-{}-what", kind.slug()))
}

/// The page at a problem type's address.
pub(super) async fn explain(
    State(app): State<App>,
    locale: Locale,
    Path(slug): Path<String>,
) -> Result<Markup, Problem> {
    let kind = Kind::ALL
        .iter()
        .copied()
        .find(|kind| kind.slug() == slug)
        .ok_or_else(Problem::not_found)?;
    let title = title(locale, kind);
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            h2 { (locale.text("problem-kind")) }
            p { (explanation(locale, kind)) }
            p.note { "HTTP " (kind.status().as_u16()) " · " code { "/problems/" (slug) } }
        }
    };
    Ok(page(&app, locale, None, Place::Elsewhere, &title, body))
}

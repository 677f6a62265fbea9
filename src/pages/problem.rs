//! Failures as a person sees them: a page that says what to do, or the way to the sign-in.

use axum::Extension;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::layout::{Place, page};
use super::locale::Locale;
use super::visit::Harmless;
use crate::message::Message;
use crate::problem::{Detail, Kind, Problem, Shown};
use crate::sso::{Actor, Seen};
use crate::state::App;

/// The key of the sentence that an address cannot be read.
const UNREAD: &str = "refused-address";
/// Bytes of a sentence in which the framework refuses something.
const SENTENCE: usize = 4096;

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
    let (mut asked, body) = request.into_parts();
    let response = next.run(Request::from_parts(asked.clone(), body)).await;
    let locale = locale.seen(seen.as_ref());
    let failed = response.status().is_client_error() || response.status().is_server_error();
    // A form that is shown again with what is wrong is a page already.
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !failed || is_page {
        return response;
    }
    let response = told(response).await;
    if !wants_page {
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
    let kind = shown.as_ref().map(|shown| shown.kind);
    let kind = kind.or_else(|| Kind::of_status(response.status()));
    let kind = kind.unwrap_or(Kind::BadRequest);
    let detail = shown.map(|shown| shown.detail);
    // An address that is read and cannot be understood is, to a person, one at which there is nothing.
    let unread = matches!(&detail, Some(Detail::Said(said)) if said.key == UNREAD);
    let (kind, detail) = if read && unread {
        (Kind::NotFound, None)
    } else {
        (kind, detail)
    };
    let (parts, _) = response.into_parts();
    // Whoever is signed in keeps the way to everything else.
    let actor = Actor::from_request_parts(&mut asked, &app).await.ok();
    let mut page = document((&app, actor.as_ref()), locale, kind, detail.as_ref()).into_response();
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

/// Refusals of the framework are texts: of a form that lacks a field, of an address that cannot be
/// read. Here each becomes a problem as ours are; programs read what the framework said.
async fn told(response: Response) -> Response {
    let is_text = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if response.extensions().get::<Shown>().is_some() || !is_text {
        return response;
    }
    let (kind, key) = match response.status() {
        StatusCode::BAD_REQUEST => (Kind::InvalidParameter, UNREAD),
        StatusCode::PAYLOAD_TOO_LARGE => (Kind::TooLarge, "refused-form-large"),
        StatusCode::UNPROCESSABLE_ENTITY => (Kind::BadRequest, "refused-form"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (Kind::UnsupportedMediaType, "refused-no-form"),
        _ => return response,
    };
    let said = axum::body::to_bytes(response.into_body(), SENTENCE).await;
    // What is longer than a sentence is none of the framework's: then ours alone is told.
    let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
    Problem::new(kind, Message::new(key).with("text", said)).into_response()
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

fn document(
    (app, actor): (&App, Option<&Actor>),
    locale: Locale,
    kind: Kind,
    detail: Option<&Detail>,
) -> Markup {
    let title = title(locale, kind);
    // What is said in English alone is read out as English.
    let is_foreign = matches!(detail, Some(Detail::English(_))) && locale != Locale::ENGLISH;
    let language = is_foreign.then_some(Locale::ENGLISH.tag());
    let body = html! {
        section.card.narrow {
            h1 { (title) }
            p lang=[language] {
                @match detail {
                    Some(detail) => (detail.written(locale)),
                    None => (explanation(locale, kind)),
                }
            }
            p { a href="/" { (locale.text("error-back")) } }
        }
    };
    page(app, locale, actor, Place::Elsewhere, &title, body)
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
    actor: Option<Actor>,
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
    Ok(page(
        &app,
        locale,
        actor.as_ref(),
        Place::Elsewhere,
        &title,
        body,
    ))
}

//! The alternate request syntax of xAPI 1.0.3 (Communication 1.3), for browsers that can send no
//! more than a form: `POST …?method=PUT` with headers, parameters and content as fields.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use xapi_schemas::Version;

use super::body::{collect, linger};
use super::negotiation::{VERSION_HEADER, spoken};
use super::parameters::pairs;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Fields that stand for headers.
const HEADERS: [HeaderName; 6] = [
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::ACCEPT_LANGUAGE,
    VERSION_HEADER,
];

/// Middleware: answers a form as the request that it stands for.
pub(super) async fn unfold(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(method) = stands_for(&request) else {
        return next.run(request).await;
    };
    match rewrite(&app, request, method).await {
        Ok(request) => match super::resources().with_state(app).oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        },
        Err(problem) => problem.into_response(),
    }
}

/// The method that a form asks for; none for any other request. In 2.0 there is no such syntax, and
/// the parameter is refused like every unknown one.
fn stands_for(request: &Request) -> Option<String> {
    if request.method() != Method::POST {
        return None;
    }
    if spoken(request.headers()) == Some(Version::V2_0) {
        return None;
    }
    let query = request.uri().query()?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "method")
        .map(|(_, method)| method.into_owned())
}

async fn rewrite(app: &App, request: Request, method: String) -> Result<Request, Problem> {
    let (mut parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    if url::form_urlencoded::parse(query.as_bytes()).count() > 1 {
        return Err(refused(
            "Beside method the address has other parameters; send them as fields of the form.",
        ));
    }
    let method = match method.as_str() {
        "GET" => Method::GET,
        "PUT" => Method::PUT,
        "POST" => Method::POST,
        "DELETE" => Method::DELETE,
        _ => return Err(refused("method is none of GET, PUT, POST and DELETE.")),
    };
    let form = body_of(app, &parts.headers, body).await?;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    let mut parameters = url::form_urlencoded::Serializer::new(String::new());
    let mut content = None;
    for pair in pairs(&form) {
        let (name, value) = pair?;
        if name == "content" {
            content = Some(value);
        } else if let Some(header) = HEADERS
            .iter()
            .find(|it| name.eq_ignore_ascii_case(it.as_str()))
        {
            let value = HeaderValue::from_str(&value)
                .map_err(|_| refused("A field that stands for a header cannot be one."))?;
            parts.headers.insert(header, value);
        } else if !name.eq_ignore_ascii_case(header::CONTENT_LENGTH.as_str()) {
            parameters.append_pair(&name, &value);
        }
    }
    if spoken(&parts.headers) == Some(Version::V2_0) {
        return Err(refused("In xAPI 2.0 a form stands for no other request."));
    }
    let writes = matches!(method, Method::PUT | Method::POST);
    if writes && content.is_none() {
        return Err(refused("The form has no field content."));
    }
    if writes && !parts.headers.contains_key(header::CONTENT_TYPE) {
        parts.headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
    }
    let path = parts.uri.path();
    let target = format!("{path}?{}", parameters.finish());
    parts.uri = target
        .trim_end_matches('?')
        .parse::<Uri>()
        .map_err(|_| refused("The fields make no address."))?;
    parts.method = method;
    Ok(Request::from_parts(
        parts,
        Body::from(content.unwrap_or_default()),
    ))
}

/// The form as it was sent.
async fn body_of(app: &App, headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Problem> {
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok()?.parse::<mime::Mime>().ok())
        .is_some_and(|kind| kind.essence_str() == mime::APPLICATION_WWW_FORM_URLENCODED);
    if !is_form {
        linger(body, app.config.limits.body_bytes).await?;
        return Err(refused(
            "With the parameter method the body is application/x-www-form-urlencoded.",
        ));
    }
    // Percent-encoding triples what it has to encode.
    collect(headers, body, 3 * app.config.limits.body_bytes).await
}

fn refused(detail: &str) -> Problem {
    Problem::new(Kind::BadRequest, detail)
}

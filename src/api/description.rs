//! What all operations have in common, written into the description once: who may call, what can
//! fail, and entity tags.

use axum::http::StatusCode;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    Components, ContentBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Required, Response,
    ResponseBuilder, Schema, Type,
};

use crate::problem::Kind;
use crate::sso;

const KEY: &str = "api_key";
const TOKEN: &str = "access_token";
const SESSION: &str = "session";

/// Methods of a path, as the description names them.
type Method = &'static str;

/// Completes what the handlers say of themselves.
pub(super) fn complete(document: &mut OpenApi) {
    let mut components = document.components.take().unwrap_or_default();
    for (name, scheme) in schemes() {
        components.add_security_scheme(name, scheme);
    }
    for (path, item) in &mut document.paths.paths {
        let operations: [(Method, &mut Option<Operation>); 4] = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                complete_one(operation, (method, path), &components);
            }
        }
    }
    document.components = Some(components);
}

fn schemes() -> [(&'static str, SecurityScheme); 3] {
    let key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Basic)
        .description(Some(
            "A key and its secret, with a scope that allows the operation.",
        ));
    let token = Http::new(HttpAuthScheme::Bearer);
    let session = ApiKeyValue::with_description(
        sso::SESSION_COOKIE,
        "The session of somebody who signed in with a browser. Where the gateway is reached by \
         https the name begins with __Host-.",
    );
    [
        (KEY, SecurityScheme::Http(key.build())),
        (TOKEN, SecurityScheme::Http(token)),
        (SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(session))),
    ]
}

fn complete_one(
    operation: &mut Operation,
    (method, path): (Method, &str),
    components: &Components,
) {
    operation.operation_id = Some(identifier(method, path));
    let tags = operation.tags.clone().unwrap_or_default();
    let callers: &[&str] = if path.starts_with("/me/") || path == "/me" {
        &[SESSION]
    } else if tags.iter().any(|tag| tag == "events") {
        &[KEY, TOKEN]
    } else {
        &[KEY, TOKEN, SESSION]
    };
    let no_scopes: [&str; 0] = [];
    let security = callers
        .iter()
        .map(|caller| SecurityRequirement::new(*caller, no_scopes));
    operation.security = Some(security.collect());
    let mut failures = vec![
        StatusCode::BAD_REQUEST,
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ];
    if path.contains('{') {
        failures.push(StatusCode::NOT_FOUND);
    }
    if method != "get" {
        failures.push(StatusCode::CONFLICT);
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        failures.extend([StatusCode::PAYLOAD_TOO_LARGE, StatusCode::REQUEST_TIMEOUT]);
        if is_optional(body, components) {
            body.required = Some(Required::False);
        }
    }
    let responses = &mut operation.responses.responses;
    for status in failures {
        let named = responses.entry(status.as_str().to_owned());
        named.or_insert_with(|| RefOr::T(Response::new("")));
    }
    if method == "get" && has_json(responses.get("200")) {
        let unchanged = Response::new("It is as the asker has it (`If-None-Match`).");
        responses.insert("304".into(), RefOr::T(unchanged));
        with_header(
            operation,
            "If-None-Match",
            "Entity tags of what the asker has; the answer is 304 if it is one of them.",
        );
    }
    if operation.responses.responses.contains_key("412") {
        with_header(
            operation,
            "If-Match",
            "The entity tag of what the change starts from; if it has changed since, the answer is 412.",
        );
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            complete_response(method, status, response);
        }
    }
}

/// `get /groups/{group}/matrix` is `get_groups_group_matrix`.
fn identifier(method: &str, path: &str) -> String {
    let words = path
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    std::iter::once(method)
        .chain(words)
        .collect::<Vec<_>>()
        .join("_")
}

/// Whether a body may be left out: none of its members has to be there.
fn is_optional(body: &RequestBody, components: &Components) -> bool {
    body.content.values().all(|content| {
        let RefOr::T(content) = content else {
            return false;
        };
        let Some(RefOr::Ref(named)) = &content.schema else {
            return false;
        };
        let name = named.ref_location.rsplit('/').next().unwrap_or_default();
        matches!(
            components.schemas.get(name),
            Some(RefOr::T(Schema::Object(object))) if object.required.is_empty()
        )
    })
}

fn has_json(response: Option<&RefOr<Response>>) -> bool {
    matches!(response, Some(RefOr::T(response)) if response.content.contains_key("application/json"))
}

fn with_header(operation: &mut Operation, name: &str, what: &str) {
    let header = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .description(Some(what))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build();
    operation
        .parameters
        .get_or_insert_default()
        .push(RefOr::T(header));
}

fn complete_response(method: &str, status: &str, response: &mut Response) {
    let code = status
        .parse()
        .ok()
        .and_then(|code| StatusCode::from_u16(code).ok());
    let Some(code) = code else { return };
    let failed = code.is_client_error() || code.is_server_error();
    if response.description.is_empty() {
        let known = Kind::of_status(code).filter(|_| failed);
        response.description = match known {
            Some(kind) => format!("{}.", kind.title()),
            None => code.canonical_reason().unwrap_or_default().to_owned(),
        };
    }
    if failed {
        let problem = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .build();
        *response = ResponseBuilder::new()
            .description(std::mem::take(&mut response.description))
            .content("application/problem+json", problem)
            .build();
    } else if method == "get" && response.content.contains_key("application/json") {
        let tag = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .description(Some(
                "What tells this answer from any other at this address.",
            ));
        response
            .headers
            .insert("ETag".into(), RefOr::T(tag.build()));
    }
}

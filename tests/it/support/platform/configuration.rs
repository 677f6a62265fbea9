//! The platform's configuration, and the registration of tools.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::token::SCOPES;
use super::{Misbehaviour, Shared};

const TOOL: &str = "https://purl.imsglobal.org/spec/lti-tool-configuration";
const PLATFORM: &str = "https://purl.imsglobal.org/spec/lti-platform-configuration";

fn bearer(headers: &HeaderMap) -> String {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    given
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default()
        .to_owned()
}

/// The configuration, for whoever holds a registration token.
pub(super) async fn get(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if shared.does(Misbehaviour::ConfigurationRedirects) {
        return Redirect::temporary("/.well-known/openid-configuration?again").into_response();
    }
    // Canvas insists on the token.
    if !shared
        .known()
        .registration_tokens
        .contains(&bearer(&headers))
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let base = &shared.base;
    let mut found = json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/auth"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/keys"),
        "registration_endpoint": format!("{base}/register"),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "scopes_supported": SCOPES,
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        PLATFORM: {
            "product_family_code": "moodle",
            "version": "4.5.6 (Build: 20250811)",
            "messages_supported": [
                { "type": "LtiResourceLinkRequest" },
                { "type": "LtiDeepLinkingRequest", "placements": ["ContentArea"] },
            ],
            "variables": ["Context.id", "Person.sourcedId"],
        },
    });
    if shared.does(Misbehaviour::ConfigurationOfAnotherIssuer) {
        found["issuer"] = json!("https://lms.example.org");
    }
    if shared.does(Misbehaviour::ConfigurationWithForeignEndpoint) {
        found["token_endpoint"] = json!("https://tokens.example.org/token");
    }
    if shared.does(Misbehaviour::ConfigurationWithOtherKeys) {
        found["jwks_uri"] = json!(format!("{base}/keys?of=another"));
    }
    if shared.does(Misbehaviour::ConfigurationOfCanvas) {
        let (_, host) = base.split_once("://").unwrap();
        found["authorization_server"] = json!(host);
        found[PLATFORM]["product_family_code"] = json!("canvas");
    }
    if shared.does(Misbehaviour::ConfigurationIsHuge) {
        found["padding"] = json!("x".repeat(9 * 1024 * 1024));
    }
    if shared.does(Misbehaviour::ConfigurationWithoutOurAlgorithms) {
        found["id_token_signing_alg_values_supported"] = json!(["HS256", "none"]);
    }
    Json(found).into_response()
}

/// What is wrong with a registration.
fn fault(asked: &Value) -> Option<&'static str> {
    let own = &asked[TOOL];
    let text = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
    if asked["application_type"] != "web" {
        return Some("application_type");
    }
    if asked["token_endpoint_auth_method"] != "private_key_jwt" {
        return Some("token_endpoint_auth_method");
    }
    for name in ["client_name", "jwks_uri", "initiate_login_uri"] {
        if text(name).is_empty() {
            return Some(name);
        }
    }
    let target = own["target_link_uri"].as_str().unwrap_or_default();
    let place = |address: &str| {
        let url = url::Url::parse(address).ok()?;
        Some(match url.port() {
            Some(port) => format!("{}:{port}", url.host_str()?),
            None => url.host_str()?.to_owned(),
        })
    };
    // With the port, and the same as the target's.
    if own["domain"].as_str().map(str::to_owned) != place(target) {
        return Some("domain");
    }
    if asked["redirect_uris"].as_array().is_none_or(Vec::is_empty) {
        return Some("redirect_uris");
    }
    None
}

fn refusal(status: StatusCode, error: &str, why: &str) -> Response {
    let body = json!({ "error": error, "error_description": why });
    (status, Json(body)).into_response()
}

/// Registers a tool, once for each token.
pub(super) async fn register(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Json(asked): Json<Value>,
) -> Response {
    if !shared.known().registration_tokens.remove(&bearer(&headers)) {
        return refusal(
            StatusCode::UNAUTHORIZED,
            "token_already_used",
            "The token was used",
        );
    }
    if shared.does(Misbehaviour::RegistrationIsRefused) {
        let why = "<b>Tools</b> are not welcome";
        return refusal(StatusCode::BAD_REQUEST, "invalid_client_metadata", why);
    }
    if let Some(fault) = fault(&asked) {
        return refusal(StatusCode::BAD_REQUEST, "invalid_client_metadata", fault);
    }
    if shared.does(Misbehaviour::RegistrationWithoutClient) {
        return Json(json!({ "client_name": "?" })).into_response();
    }
    let known = shared.known().tools.keys().next().cloned();
    let known = known.filter(|_| shared.does(Misbehaviour::RegistrationIsUpdated));
    let client_id = known.unwrap_or_else(|| format!("client-{}", uuid::Uuid::new_v4().simple()));
    Json(keep(&shared, &client_id, asked)).into_response()
}

/// Notes a registration and makes the answer to it.
fn keep(shared: &Shared, client_id: &str, mut asked: Value) -> Value {
    asked["client_id"] = json!(client_id);
    asked["registration_client_uri"] = json!(format!("{}/register/{client_id}", shared.base));
    asked[TOOL]["deployment_id"] = json!("1");
    // As Moodle does: of the messages only deep linking is told.
    let messages = asked[TOOL]["messages"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let told: Vec<Value> = messages
        .into_iter()
        .filter(|message| message["type"] == "LtiDeepLinkingRequest")
        .collect();
    let mut answer = asked.clone();
    answer[TOOL]["messages"] = json!(told);
    shared.known().tools.insert(client_id.to_owned(), asked);
    answer
}

/// The registration as it is now.
pub(super) async fn read(
    State(shared): State<Shared>,
    Path(client): Path<String>,
    headers: HeaderMap,
) -> Response {
    if !shared
        .known()
        .registration_tokens
        .contains(&bearer(&headers))
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match shared.known().tools.get(&client) {
        Some(tool) => Json(tool.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Replaces a registration; client and deployment stay.
pub(super) async fn update(
    State(shared): State<Shared>,
    Path(client): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<Value>,
) -> Response {
    if !shared.known().registration_tokens.remove(&bearer(&headers)) {
        return refusal(
            StatusCode::UNAUTHORIZED,
            "token_already_used",
            "The token was used",
        );
    }
    if let Some(fault) = fault(&asked) {
        return refusal(StatusCode::BAD_REQUEST, "invalid_client_metadata", fault);
    }
    if !shared.known().tools.contains_key(&client) {
        return StatusCode::NOT_FOUND.into_response();
    }
    Json(keep(&shared, &client, asked)).into_response()
}

//! Dynamic Registration 1.0 (DR): the tool registers itself at a platform.
//!
//! 1. an administrator opens the tool's registration address from within the platform, which adds
//!    `openid_configuration` and `registration_token`; a confirmation page of the tool guards it;
//! 2. [`super::configuration`] asks for the configuration, [`PlatformConfiguration::parse`] reads
//!    it, and an administrator sees [`PlatformConfiguration::foreign_endpoints`];
//! 3. [`register`] asks, [`Registered::parse`] reads the answer, and [`Registered::difference`]
//!    says what was not granted;
//! 4. the page sends [`crate::storage::CLOSE_REGISTRATION`] to its opener or parent.

mod answer;

use serde_json::{Map, Value, json};
use url::Url;

use super::platform::PlatformConfiguration;
use super::tool::{Tool, ToolMessage};
use crate::services::{Call, Method};

pub use answer::{Difference, RegisterError, Registered};

/// The scope of a registration's own address, where the platform grants it.
pub const SCOPE: &str = "https://purl.imsglobal.org/spec/lti-reg/scope/registration";

const TOOL: &str = "https://purl.imsglobal.org/spec/lti-tool-configuration";
const JSON: &str = "application/json";

/// Registers the tool. The registration token, if there is one, goes with it as `Bearer`. Only
/// scopes, claims, messages and placements that the platform has are asked for; what it does not
/// list at all is asked for as it is.
#[must_use]
pub fn register(tool: &Tool, platform: &PlatformConfiguration) -> Call {
    let url = platform.registration_endpoint.clone();
    Call::with_body(
        Method::Post,
        url,
        JSON,
        Value::Object(body(tool, platform)).to_string(),
        &[],
    )
}

/// Replaces a registration with what the tool says of itself now (RFC 7592, 2.2). It takes a token
/// for [`SCOPE`], or the registration's own access token where the platform gave one.
#[must_use]
pub fn update(
    registration_client_uri: &Url,
    client_id: &str,
    deployment_id: Option<&str>,
    tool: &Tool,
    platform: &PlatformConfiguration,
) -> Call {
    let mut body = body(tool, platform);
    body.insert("client_id".into(), client_id.into());
    if let (Some(id), Some(own)) = (deployment_id, body.get_mut(TOOL)) {
        own["deployment_id"] = id.into();
    }
    Call::with_body(
        Method::Put,
        registration_client_uri.clone(),
        JSON,
        Value::Object(body).to_string(),
        &[SCOPE],
    )
}

/// Asks for a registration as the platform has it now; [`Registered::parse`] reads the answer.
#[must_use]
pub fn read(registration_client_uri: &Url) -> Call {
    Call::get(registration_client_uri.clone(), JSON, &[SCOPE])
}

/// Those of a list that the platform has; all, if it does not say what it has.
fn supported<'t>(own: &'t [String], platform: &[String]) -> Vec<&'t str> {
    own.iter()
        .filter(|word| platform.is_empty() || platform.contains(word))
        .map(String::as_str)
        .collect()
}

fn body(tool: &Tool, platform: &PlatformConfiguration) -> Map<String, Value> {
    let mut members = Map::new();
    tool.name.write("client_name", &mut members);
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("application_type", "web".into());
    put("response_types", json!(["id_token"]));
    put("grant_types", json!(["client_credentials", "implicit"]));
    put(
        "initiate_login_uri",
        tool.initiate_login_uri.as_str().into(),
    );
    let redirects: Vec<&str> = tool.redirect_uris.iter().map(Url::as_str).collect();
    put("redirect_uris", json!(redirects));
    put("jwks_uri", tool.jwks_uri.as_str().into());
    put("token_endpoint_auth_method", "private_key_jwt".into());
    let scopes = supported(&tool.scopes, &platform.scopes_supported);
    put("scope", scopes.join(" ").into());
    for (name, url) in [
        ("logo_uri", &tool.logo_uri),
        ("client_uri", &tool.client_uri),
        ("policy_uri", &tool.policy_uri),
        ("tos_uri", &tool.tos_uri),
    ] {
        if let Some(url) = url {
            put(name, url.as_str().into());
        }
    }
    if !tool.contacts.is_empty() {
        put("contacts", json!(tool.contacts));
    }
    put(TOOL, Value::Object(configuration(tool, platform)));
    members
}

fn configuration(tool: &Tool, platform: &PlatformConfiguration) -> Map<String, Value> {
    let messages: Vec<Value> = tool
        .messages
        .iter()
        .filter_map(|own| message(own, platform))
        .collect();
    let mut members = Map::new();
    tool.description.write("description", &mut members);
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("domain", tool.domain().into());
    if !tool.secondary_domains.is_empty() {
        put("secondary_domains", json!(tool.secondary_domains));
    }
    put("target_link_uri", tool.target_link_uri.as_str().into());
    if !tool.custom_parameters.is_empty() {
        put("custom_parameters", json!(tool.custom_parameters));
    }
    let claims = supported(&tool.claims, &platform.claims_supported);
    put("claims", json!(claims));
    put("messages", json!(messages));
    members
}

fn message(own: &ToolMessage, platform: &PlatformConfiguration) -> Option<Value> {
    let all = &platform.messages_supported;
    let known = all.iter().find(|known| known.kind == own.kind.name());
    if known.is_none() && !all.is_empty() {
        return None;
    }
    let placements: Vec<&String> = own
        .placements
        .iter()
        .filter(|word| known.is_none_or(|known| known.placements.contains(word)))
        .collect();
    let mut members = Map::new();
    if let Some(label) = &own.label {
        label.write("label", &mut members);
    }
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("type", own.kind.name().into());
    for (name, url) in [
        ("target_link_uri", &own.target_link_uri),
        ("icon_uri", &own.icon_uri),
    ] {
        if let Some(url) = url {
            put(name, url.as_str().into());
        }
    }
    if !own.custom_parameters.is_empty() {
        put("custom_parameters", json!(own.custom_parameters));
    }
    if !placements.is_empty() {
        put("placements", json!(placements));
    }
    for (name, list) in [
        ("roles", &own.roles),
        ("supported_types", &own.supported_types),
        ("supported_media_types", &own.supported_media_types),
    ] {
        if !list.is_empty() {
            put(name, json!(list));
        }
    }
    Some(Value::Object(members))
}

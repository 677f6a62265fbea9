//! Registration by hand: what an administrator pastes into a platform, and Canvas' file.

use serde_json::{Map, Value, json};
use url::Url;

use super::tool::Tool;
use crate::launch::MessageType;

/// Values to paste. Platforms call them by different names: those of Moodle and Canvas are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values {
    /// "Tool name", "Title".
    pub name: String,
    /// "Tool URL" (Moodle), "Target Link URI" (Canvas).
    pub target_link_uri: Url,
    /// "Initiate login URL" (Moodle), "`OpenID` Connect Initiation Url" (Canvas).
    pub initiate_login_uri: Url,
    /// "Redirection URI(s)" (Moodle), "Redirect URIs" (Canvas), one a line.
    pub redirect_uris: Vec<Url>,
    /// "Public keyset" (Moodle), "Public JWK URL" (Canvas).
    pub jwks_uri: Url,
    /// "Content selection URL" (Moodle); none if the tool offers no deep linking.
    pub deep_linking_uri: Option<Url>,
    /// "Domain".
    pub domain: String,
    /// "Icon URL".
    pub logo_uri: Option<Url>,
    /// "Custom parameters", as `name=value`, one a line.
    pub custom_parameters: String,
    /// Scopes, which platforms show as services to switch on.
    pub scopes: Vec<String>,
}

impl Values {
    /// What is to be pasted for a tool.
    #[must_use]
    pub fn of(tool: &Tool) -> Self {
        let choosing = |message: &&super::ToolMessage| message.kind == MessageType::DeepLinking;
        let deep_linking = tool.messages.iter().find(choosing);
        let parameters: Vec<String> = tool
            .custom_parameters
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Self {
            name: tool.name.default.clone(),
            target_link_uri: tool.target_link_uri.clone(),
            initiate_login_uri: tool.initiate_login_uri.clone(),
            redirect_uris: tool.redirect_uris.clone(),
            jwks_uri: tool.jwks_uri.clone(),
            deep_linking_uri: deep_linking.map(|message| {
                let own = message.target_link_uri.as_ref();
                own.unwrap_or(&tool.target_link_uri).clone()
            }),
            domain: tool.domain(),
            logo_uri: tool.logo_uri.clone(),
            custom_parameters: parameters.join("\n"),
            scopes: tool.scopes.clone(),
        }
    }
}

/// How much Canvas tells of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivacyLevel {
    /// Names, e-mail addresses, pictures, identifiers.
    Public,
    /// Names.
    NameOnly,
    /// E-mail addresses.
    EmailOnly,
    /// The subject alone.
    Anonymous,
}

impl PrivacyLevel {
    const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::NameOnly => "name_only",
            Self::EmailOnly => "email_only",
            Self::Anonymous => "anonymous",
        }
    }
}

/// Scopes that a developer key of Canvas knows.
const CANVAS_SCOPES: [&str; 6] = [
    crate::services::assignment_and_grade::scope::LINE_ITEM,
    crate::services::assignment_and_grade::scope::LINE_ITEM_READONLY,
    crate::services::assignment_and_grade::scope::RESULT_READONLY,
    crate::services::assignment_and_grade::scope::SCORE,
    crate::services::names_and_roles::SCOPE,
    crate::services::notices::SCOPE,
];

/// The file that Canvas' developer keys are configured with, by pasting it or by its address.
/// `tool_id` tells this tool from others on the same domain. Placements are those of the tool's
/// messages that are Canvas' own words.
#[must_use]
pub fn canvas(tool: &Tool, tool_id: &str, privacy: PrivacyLevel) -> Value {
    let placements: Vec<Value> = tool
        .messages
        .iter()
        .flat_map(|message| {
            let own = message.placements.iter();
            // The standard's words begin with a capital letter, Canvas' own do not.
            let own = own.filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase()));
            own.map(move |placement| canvas_placement(tool, message, placement))
        })
        .collect();
    let scopes: Vec<&String> = tool
        .scopes
        .iter()
        .filter(|scope| CANVAS_SCOPES.contains(&scope.as_str()))
        .collect();
    let mut settings = json!({ "text": tool.name.default, "placements": placements });
    let mut labels = Map::new();
    for (language, text) in &tool.name.by_language {
        labels.insert(language.clone(), text.as_str().into());
    }
    if !labels.is_empty() {
        settings["labels"] = Value::Object(labels);
    }
    if let Some(icon) = &tool.logo_uri {
        settings["icon_url"] = icon.as_str().into();
    }
    json!({
        "title": tool.name.default,
        "description": tool.description.default,
        "oidc_initiation_url": tool.initiate_login_uri.as_str(),
        "target_link_uri": tool.target_link_uri.as_str(),
        "public_jwk_url": tool.jwks_uri.as_str(),
        "scopes": scopes,
        "custom_fields": tool.custom_parameters,
        "extensions": [{
            "domain": tool.domain(),
            "tool_id": tool_id,
            "platform": "canvas.instructure.com",
            "privacy_level": privacy.name(),
            "settings": settings,
        }],
    })
}

fn canvas_placement(tool: &Tool, message: &super::ToolMessage, placement: &str) -> Value {
    let target = message.target_link_uri.as_ref();
    let label = message.label.as_ref().unwrap_or(&tool.name);
    let mut value = json!({
        "placement": placement,
        "enabled": true,
        "message_type": message.kind.name(),
        "target_link_uri": target.unwrap_or(&tool.target_link_uri).as_str(),
        "text": label.default,
    });
    if let Some(icon) = &message.icon_uri {
        value["icon_url"] = icon.as_str().into();
    }
    if !message.custom_parameters.is_empty() {
        value["custom_fields"] = json!(message.custom_parameters);
    }
    value
}

//! A platform's configuration as it is found by dynamic registration (DR).

use serde_json::Value;
use url::Url;

use crate::jws::Algorithm;
use crate::lenient;
use crate::services::{Answer, Call};

/// Why a configuration is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigurationError {
    /// The address is not one that may be asked.
    #[error("the configuration's address is not https, or malformed")]
    Address,
    /// The platform and the tool have no signature algorithm in common.
    #[error("the platform's {0} have none that this tool takes")]
    Algorithms(&'static str),
    /// The issuer is on another host than the configuration: anybody could speak for it.
    #[error("the issuer {issuer} is not on the configuration's host {host}")]
    Issuer {
        /// The issuer that the configuration names.
        issuer: String,
        /// The host that it came from.
        host: String,
    },
    /// A member that has to be there is missing or malformed.
    #[error("the configuration's {0} is missing or malformed")]
    Member(&'static str),
    /// The platform answered with an error, or not with a configuration.
    #[error("the platform answered {0} and no configuration")]
    Status(u16),
}

impl ConfigurationError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address => "configuration_address",
            Self::Algorithms(_) => "configuration_algorithms",
            Self::Issuer { .. } => "configuration_issuer",
            Self::Member(_) => "configuration_member",
            Self::Status(_) => "configuration_status",
        }
    }
}

/// A kind of message that a platform sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportedMessage {
    /// The value of the claim `message_type`.
    pub kind: String,
    /// Where the platform can offer it.
    pub placements: Vec<String>,
}

/// A platform's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformConfiguration {
    /// The issuer, byte for byte.
    pub issuer: String,
    /// Where the browser is sent to authenticate.
    pub authorization_endpoint: Url,
    /// Where the tool registers.
    pub registration_endpoint: Url,
    /// Where the platform publishes its keys.
    pub jwks_uri: Url,
    /// Where tokens are given.
    pub token_endpoint: Url,
    /// The audience of assertions, where it is not the token endpoint.
    pub authorization_server: Option<String>,
    /// Scopes that the platform can grant; empty if it does not say.
    pub scopes_supported: Vec<String>,
    /// Claims that the platform can send; empty if it does not say.
    pub claims_supported: Vec<String>,
    /// The product, such as `moodle`.
    pub product_family_code: Option<String>,
    /// The product's version.
    pub version: Option<String>,
    /// Messages that the platform sends; empty if it does not say.
    pub messages_supported: Vec<SupportedMessage>,
    /// Variables that the platform replaces in custom parameters.
    pub variables: Vec<String>,
    /// Kinds of notices that the platform sends.
    pub notice_types_supported: Vec<String>,
    /// Endpoints on another host than the issuer: legitimate at some platforms, and for an
    /// administrator to see before anything is sent there.
    pub foreign_endpoints: Vec<(&'static str, Url)>,
}

/// Asks for the configuration whose address the platform gave to the browser. The registration
/// token, if there is one, goes with it as `Bearer`: Canvas insists on it. The host sends it to no
/// private address unless it is configured to, and follows no redirect to another host. With
/// `plain` http is allowed.
pub fn configuration(openid_configuration: &str, plain: bool) -> Result<Call, ConfigurationError> {
    let url = lenient::web(openid_configuration).ok_or(ConfigurationError::Address)?;
    if url.scheme() != "https" && !plain {
        return Err(ConfigurationError::Address);
    }
    Ok(Call::get(url, "application/json", &[]))
}

impl PlatformConfiguration {
    /// Reads the answer to [`configuration`]. `asked` is the address that it was asked at.
    pub fn parse(answer: &Answer, asked: &Url, plain: bool) -> Result<Self, ConfigurationError> {
        let found: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let found = found
            .filter(|found| found.is_object() && (200..300).contains(&answer.status))
            .ok_or(ConfigurationError::Status(answer.status))?;
        let issuer = lenient::text(&found, "issuer").ok_or(ConfigurationError::Member("issuer"))?;
        let place = |url: &Url| {
            let host = url.host_str().map(str::to_owned);
            (host, url.port_or_known_default())
        };
        let own = lenient::web(&issuer).ok_or(ConfigurationError::Member("issuer"))?;
        if place(&own) != place(asked) {
            return Err(ConfigurationError::Issuer {
                issuer,
                host: asked.host_str().unwrap_or_default().to_owned(),
            });
        }
        let mut foreign_endpoints = Vec::new();
        let mut endpoint = |name: &'static str| {
            let url = lenient::address(&found, name)
                .filter(|url| url.scheme() == "https" || plain)
                .ok_or(ConfigurationError::Member(name))?;
            if place(&url) != place(&own) {
                foreign_endpoints.push((name, url.clone()));
            }
            Ok::<Url, ConfigurationError>(url)
        };
        let authorization_endpoint = endpoint("authorization_endpoint")?;
        let registration_endpoint = endpoint("registration_endpoint")?;
        let jwks_uri = endpoint("jwks_uri")?;
        let token_endpoint = endpoint("token_endpoint")?;
        algorithms(&found)?;
        let nothing = Value::Null;
        let platform = found
            .get("https://purl.imsglobal.org/spec/lti-platform-configuration")
            .unwrap_or(&nothing);
        let messages = platform.get("messages_supported").and_then(Value::as_array);
        Ok(Self {
            issuer,
            authorization_endpoint,
            registration_endpoint,
            jwks_uri,
            token_endpoint,
            authorization_server: lenient::text(&found, "authorization_server"),
            scopes_supported: lenient::texts(&found, "scopes_supported"),
            claims_supported: lenient::texts(&found, "claims_supported"),
            product_family_code: lenient::text(platform, "product_family_code"),
            version: lenient::identifier(platform, "version"),
            messages_supported: messages
                .into_iter()
                .flatten()
                .filter_map(|message| {
                    Some(SupportedMessage {
                        kind: lenient::text(message, "type")?,
                        placements: lenient::texts(message, "placements"),
                    })
                })
                .collect(),
            variables: lenient::texts(platform, "variables"),
            notice_types_supported: lenient::texts(platform, "notice_types_supported"),
            foreign_endpoints,
        })
    }
}

/// The tool signs with RS256 and takes what [`Algorithm`] lists; a platform that says nothing takes
/// the standard's RS256.
fn algorithms(found: &Value) -> Result<(), ConfigurationError> {
    const SIGNING: &str = "token_endpoint_auth_signing_alg_values_supported";
    const TOKENS: &str = "id_token_signing_alg_values_supported";
    let signing = lenient::texts(found, SIGNING);
    if !signing.is_empty() && !signing.iter().any(|name| name == "RS256") {
        return Err(ConfigurationError::Algorithms(SIGNING));
    }
    let tokens = lenient::texts(found, TOKENS);
    if !tokens.is_empty() && !tokens.iter().any(|name| Algorithm::named(name).is_some()) {
        return Err(ConfigurationError::Algorithms(TOKENS));
    }
    Ok(())
}

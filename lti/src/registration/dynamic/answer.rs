//! What a platform answers to a registration (DR).

use serde_json::Value;
use url::Url;

use super::TOOL;
use crate::lenient;
use crate::registration::{
    Deployment, DeploymentStatus, PlatformConfiguration, Registration, Tool,
};
use crate::services::Answer;
use crate::services::token::Client;

/// Why a registration has failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// The answer names no client.
    #[error("the answer names no client_id")]
    Client,
    /// The platform refused.
    #[error("the platform answered {status} {}", .said.as_deref().unwrap_or(""))]
    Refused {
        /// The status.
        status: u16,
        /// What the platform says of it, at most 200 characters; not to be trusted as HTML.
        said: Option<String>,
    },
}

impl RegisterError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Client => "register_client",
            Self::Refused { .. } => "register_refused",
        }
    }
}

/// A registration as the platform answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Registered {
    /// The tool's client identifier.
    pub client_id: String,
    /// The first deployment, where the platform makes one at once.
    pub deployment_id: Option<String>,
    /// Where the registration can be read and replaced.
    pub registration_client_uri: Option<Url>,
    /// What the registration's address is asked with, where the platform gives it. A secret.
    pub registration_access_token: Option<String>,
    /// Scopes that the platform says it grants. The token's own scopes are the truth: Moodle
    /// overstates here.
    pub scopes: Vec<String>,
    /// Kinds of messages that the platform will send.
    pub messages: Vec<String>,
    /// Claims that the platform will send.
    pub claims: Vec<String>,
}

impl std::fmt::Debug for Registered {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Registered")
            .field("client_id", &self.client_id)
            .field("deployment_id", &self.deployment_id)
            .field("scopes", &self.scopes)
            .field("messages", &self.messages)
            .finish_non_exhaustive()
    }
}

/// What was asked for and what was granted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Scopes that the tool can use and does not have.
    pub scopes_missing: Vec<String>,
    /// Kinds of messages that the tool offers and the platform will not send.
    pub messages_missing: Vec<String>,
    /// Claims that the tool can use and the platform will not send.
    pub claims_missing: Vec<String>,
}

impl Difference {
    /// Whether all was granted.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.scopes_missing.is_empty()
            && self.messages_missing.is_empty()
            && self.claims_missing.is_empty()
    }
}

impl Registered {
    /// Reads the answer to [`super::register`], [`super::update`] and [`super::read`].
    pub fn parse(answer: &Answer) -> Result<Self, RegisterError> {
        let found: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if !(200..300).contains(&answer.status) {
            let said = ["error_description", "message", "error"]
                .into_iter()
                .find_map(|name| lenient::text(&found, name));
            return Err(RegisterError::Refused {
                status: answer.status,
                said: said.map(|text| text.chars().take(200).collect()),
            });
        }
        let nothing = Value::Null;
        let tool = found.get(TOOL).unwrap_or(&nothing);
        let messages = tool.get("messages").and_then(Value::as_array);
        let scope = lenient::text(&found, "scope").unwrap_or_default();
        Ok(Self {
            client_id: lenient::identifier(&found, "client_id").ok_or(RegisterError::Client)?,
            deployment_id: lenient::identifier(tool, "deployment_id"),
            registration_client_uri: lenient::address(&found, "registration_client_uri"),
            registration_access_token: lenient::text(&found, "registration_access_token"),
            scopes: scope.split_whitespace().map(str::to_owned).collect(),
            messages: messages
                .into_iter()
                .flatten()
                .filter_map(|message| lenient::text(message, "type"))
                .collect(),
            claims: lenient::texts(tool, "claims"),
        })
    }

    /// What the tool can do and this platform does not give, for an administrator to see.
    #[must_use]
    pub fn difference(&self, tool: &Tool) -> Difference {
        let missing = |wanted: &[String], granted: &[String]| -> Vec<String> {
            let lacks = |word: &&String| !granted.contains(word);
            wanted.iter().filter(lacks).cloned().collect()
        };
        let kinds: Vec<String> = tool
            .messages
            .iter()
            .map(|message| message.kind.name().to_owned())
            .collect();
        Difference {
            scopes_missing: missing(&tool.scopes, &self.scopes),
            messages_missing: missing(&kinds, &self.messages),
            claims_missing: missing(&tool.claims, &self.claims),
        }
    }

    /// The registration to keep. Its deployment is disabled until an administrator of the tool has
    /// approved of it.
    #[must_use]
    pub fn registration(
        &self,
        platform: &PlatformConfiguration,
        redirect_uri: &Url,
    ) -> Registration {
        let deployment = self.deployment_id.clone().map(|id| Deployment {
            id,
            status: DeploymentStatus::Disabled,
        });
        Registration {
            issuer: platform.issuer.clone(),
            client_id: self.client_id.clone(),
            authorization_endpoint: platform.authorization_endpoint.clone(),
            jwks_uri: platform.jwks_uri.clone(),
            redirect_uri: redirect_uri.to_string(),
            deployments: deployment.into_iter().collect(),
            trusted_audiences: Vec::new(),
        }
    }

    /// Who asks for tokens. The platform's `authorization_server` is the audience if it is an
    /// address, as D2L's: Canvas names a bare host there, and takes its token endpoint alone.
    #[must_use]
    pub fn client(&self, platform: &PlatformConfiguration) -> Client {
        Client {
            client_id: self.client_id.clone(),
            token_endpoint: platform.token_endpoint.clone(),
            audience: platform
                .authorization_server
                .clone()
                .filter(|server| lenient::web(server).is_some()),
        }
    }
}

//! What is agreed between a platform and the tool, and how it comes about: by dynamic registration
//! ([`dynamic`]) or by hand ([`manual`]), from one description of the tool ([`Tool`]).

pub mod dynamic;
pub mod manual;
mod platform;
mod tool;

use url::Url;

pub use platform::{ConfigurationError, PlatformConfiguration, SupportedMessage, configuration};
pub use tool::{Localized, Tool, ToolMessage};

/// A platform's registration of the tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The platform's issuer, byte for byte.
    pub issuer: String,
    /// The tool's client identifier at the platform.
    pub client_id: String,
    /// Where the browser is sent to authenticate.
    pub authorization_endpoint: Url,
    /// Where the platform publishes its keys.
    pub jwks_uri: Url,
    /// Where the platform posts the ID token: the exact string that was registered.
    pub redirect_uri: String,
    /// The deployments that are known.
    pub deployments: Vec<Deployment>,
    /// Audiences beside the client identifier that are trusted in a token.
    pub trusted_audiences: Vec<String>,
}

/// A place of the platform where the tool was installed (CORE 3.1.3): one registration may have
/// many, in some platforms one for each course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Identifier, unique within issuer and client.
    pub id: String,
    /// Whether it may launch.
    pub status: DeploymentStatus,
}

impl Deployment {
    /// A deployment that may launch.
    pub fn approved(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            status: DeploymentStatus::Approved,
        }
    }
}

/// Whether a deployment may launch. One that is not known at all may not either, and is reported
/// by [`crate::id_token::IdTokenError::UnknownDeployment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeploymentStatus {
    /// An administrator has approved of it.
    Approved,
    /// An administrator has disabled it.
    Disabled,
}

/// Why no registration can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// The platform has several registrations and the request names none of them.
    #[error("the platform has several registrations and the request names no client_id")]
    Ambiguous,
    /// There is none for this issuer and client.
    #[error("there is no registration for this issuer and client_id")]
    Unknown,
}

impl SelectError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ambiguous => "registration_ambiguous",
            Self::Unknown => "registration_unknown",
        }
    }
}

/// Chooses the registration of an issuer (CORE 4.1.3): by client identifier, or the only one.
pub fn select<'r>(
    registrations: &'r [Registration],
    issuer: &str,
    client_id: Option<&str>,
) -> Result<&'r Registration, SelectError> {
    let mut candidates = registrations.iter().filter(|registration| {
        registration.issuer == issuer
            && client_id.is_none_or(|client_id| registration.client_id == client_id)
    });
    match (candidates.next(), candidates.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(SelectError::Ambiguous),
        (None, _) => Err(SelectError::Unknown),
    }
}

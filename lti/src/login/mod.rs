//! Third-party login initiation and the authentication request (SEC 5.1.1.1, 5.1.1.2).

mod pending;
mod response;

use std::fmt;

use jiff::Timestamp;
use url::Url;

use crate::registration::Registration;

use pending::sha256;
pub use pending::{Pending, Proof, ProofError, Proven};
pub use response::{AuthenticationResponse, Outcome};

/// A login has to be finished in this time.
pub const LIFE_SECONDS: i64 = 600;
/// Longest parameter that is taken, in bytes: platforms send hints of some hundreds.
const LONGEST: usize = 8192;

/// Why a login initiation is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// A required parameter is missing or empty.
    #[error("the parameter {0} is missing")]
    Missing(&'static str),
    /// A parameter is given twice with different values, or is too long.
    #[error("the parameter {0} is given twice or is too long")]
    Malformed(&'static str),
    /// `target_link_uri` does not lie under the tool's own address.
    #[error("target_link_uri does not belong to this tool")]
    Target,
}

impl LoginError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "login_missing",
            Self::Malformed(_) => "login_malformed",
            Self::Target => "login_target",
        }
    }
}

/// What a platform sends to begin a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initiation {
    /// The platform's issuer.
    pub issuer: String,
    /// Opaque; goes back byte for byte.
    pub login_hint: String,
    /// Where the launch is to end.
    pub target_link_uri: String,
    /// Opaque; goes back byte for byte.
    pub message_hint: Option<String>,
    /// The tool's client identifier, where the platform says it.
    pub client_id: Option<String>,
    /// The deployment, where the platform says it.
    pub deployment_id: Option<String>,
    /// The frame that offers platform storage, where there is one.
    pub storage_target: Option<String>,
}

impl Initiation {
    /// Reads decoded parameters of query and body together.
    pub fn parse<'p>(
        parameters: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> Result<Self, LoginError> {
        const NAMES: [&str; 8] = [
            "iss",
            "login_hint",
            "target_link_uri",
            "lti_message_hint",
            "client_id",
            "lti_deployment_id",
            "deployment_id",
            "lti_storage_target",
        ];
        let [
            issuer,
            login_hint,
            target,
            hint,
            client,
            deployment,
            canvas,
            storage,
        ] = pick(NAMES, LONGEST, parameters)?;
        let required =
            |value: Option<&str>, name| value.map(str::to_owned).ok_or(LoginError::Missing(name));
        let optional = |value: Option<&str>| value.map(str::to_owned);
        Ok(Self {
            issuer: required(issuer, "iss")?,
            login_hint: required(login_hint, "login_hint")?,
            target_link_uri: required(target, "target_link_uri")?,
            message_hint: optional(hint),
            client_id: optional(client),
            // Canvas writes the name without its prefix.
            deployment_id: optional(deployment.or(canvas)),
            storage_target: optional(storage),
        })
    }
}

/// The values of some parameters, empty ones left out; a parameter may come in query and body, but
/// not with two values, nor with one that is too long.
fn pick<'p, const N: usize>(
    names: [&'static str; N],
    longest: usize,
    parameters: impl IntoIterator<Item = (&'p str, &'p str)>,
) -> Result<[Option<&'p str>; N], LoginError> {
    let mut found = [None; N];
    for (name, value) in parameters {
        let Some(index) = names.iter().position(|known| *known == name) else {
            continue;
        };
        let (Some(slot), Some(known)) = (found.get_mut(index), names.get(index)) else {
            continue;
        };
        if value.len() > longest || slot.is_some_and(|before| before != value) {
            return Err(LoginError::Malformed(known));
        }
        *slot = Some(value);
    }
    Ok(found.map(|value| value.filter(|value: &&str| !value.is_empty())))
}

/// Random values for one login, at least 128 bits each, URL-safe.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    /// Goes through the platform and back.
    pub state: String,
    /// Comes back signed.
    pub nonce: String,
    /// Stays in the browser's cookie.
    pub browser: String,
    /// Stays in the platform's storage; none if that way is not offered.
    pub storage: Option<String>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Secrets").finish_non_exhaustive()
    }
}

/// Begins a login: where to send the browser, and what to keep under the state.
pub fn begin(
    initiation: &Initiation,
    registration: &Registration,
    tool: &Url,
    secrets: &Secrets,
    now: Timestamp,
) -> Result<(Url, Pending), LoginError> {
    if !is_own(&initiation.target_link_uri, tool) {
        return Err(LoginError::Target);
    }
    let mut url = registration.authorization_endpoint.clone();
    {
        let mut query = url.query_pairs_mut();
        query
            .append_pair("scope", "openid")
            .append_pair("response_type", "id_token")
            .append_pair("response_mode", "form_post")
            .append_pair("prompt", "none")
            .append_pair("client_id", &registration.client_id)
            .append_pair("redirect_uri", &registration.redirect_uri)
            .append_pair("login_hint", &initiation.login_hint)
            .append_pair("state", &secrets.state)
            .append_pair("nonce", &secrets.nonce);
        if let Some(hint) = &initiation.message_hint {
            query.append_pair("lti_message_hint", hint);
        }
    }
    let pending = Pending {
        issuer: registration.issuer.clone(),
        client_id: registration.client_id.clone(),
        target_link_uri: initiation.target_link_uri.clone(),
        nonce: secrets.nonce.clone(),
        browser_sha256: sha256(&secrets.browser),
        storage_sha256: secrets.storage.as_deref().map(sha256),
        created_at: now,
    };
    Ok((url, pending))
}

/// Whether an address lies under the tool's own: same scheme, host and port, no user part, and a
/// path below the tool's, compared by segments.
#[must_use]
pub fn is_own(address: &str, tool: &Url) -> bool {
    if address.contains(['\\', '\t', '\n', '\r']) {
        return false;
    }
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let segments = |url: &Url| {
        let path = url.path().trim_end_matches('/').to_owned();
        path.split('/').map(str::to_owned).collect::<Vec<_>>()
    };
    matches!(url.scheme(), "http" | "https")
        && url.origin() == tool.origin()
        && url.username().is_empty()
        && url.password().is_none()
        && segments(&url).starts_with(&segments(tool))
}

//! The checks that every signed message of a platform passes (SEC 5.1.3; OIDC 3.1.3.7): launches
//! and notices alike.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::claims::{self, Context, ToolPlatform, lti};
use crate::jwks::{KeyError, KeySet};
use crate::jws::{JwsError, Unverified};
use crate::registration::{DeploymentStatus, Registration};

/// How far clocks may differ and how old a message may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Tolerated difference of clocks in seconds, 0 to 300. Half a minute is common, and a
    /// platform whose clock is a fraction of a second ahead is usual.
    pub leeway_seconds: i64,
    /// A token issued longer ago than this is refused even if it has not expired, in seconds;
    /// `i64::MAX` for no limit, at the price of remembering nonces for as long as tokens live.
    pub oldest_seconds: i64,
}

impl Default for Limits {
    /// One minute and ten minutes.
    fn default() -> Self {
        Self {
            leeway_seconds: 60,
            oldest_seconds: 600,
        }
    }
}

/// A deployment that sent a sound message and is not known: what an administrator needs to see to
/// approve of it. No person is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownDeployment {
    /// The platform's issuer.
    pub issuer: String,
    /// The tool's client identifier there.
    pub client_id: String,
    /// The deployment, at most 255 bytes.
    pub deployment_id: String,
    /// What the platform says of itself.
    pub platform: Option<ToolPlatform>,
    /// The course from which somebody tried.
    pub context: Option<Context>,
}

/// The rule that a refused message broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// `aud` names neither our client identifier alone nor beside trusted ones.
    #[error("aud is not for this tool")]
    Audience,
    /// `azp` is missing where it has to be, or names somebody else.
    #[error("azp is not this tool")]
    AuthorizedParty,
    /// `deployment_id` is missing, empty, no text, or longer than 255 bytes.
    #[error("the deployment is missing or malformed")]
    Deployment,
    /// An administrator has disabled the deployment.
    #[error("the deployment {0:?} is disabled")]
    DisabledDeployment(String),
    /// `exp` is missing or has passed.
    #[error("the token has expired")]
    Expired,
    /// `iat` is missing, in the future, or too long ago, or `nbf` is in the future.
    #[error("the token's time of issue is wrong")]
    IssuedAt,
    /// `iss` is not the registration's, byte for byte.
    #[error("iss is not the registered issuer")]
    Issuer,
    /// No key fits.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The token cannot be read or its signature is wrong.
    #[error(transparent)]
    Token(#[from] JwsError),
    /// All is sound, and nobody has approved of the deployment yet.
    #[error("the deployment {:?} is not approved", .0.deployment_id)]
    UnknownDeployment(Box<UnknownDeployment>),
    /// The version is not 1.3.0.
    #[error("the LTI version is not 1.3.0")]
    Version,
}

impl IdTokenError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Audience => "audience",
            Self::AuthorizedParty => "authorized_party",
            Self::Deployment => "deployment",
            Self::DisabledDeployment(_) => "deployment_disabled",
            Self::Expired => "expired",
            Self::IssuedAt => "issued_at",
            Self::Issuer => "issuer",
            Self::Key(error) => error.code(),
            Self::Token(error) => error.code(),
            Self::UnknownDeployment(_) => "deployment_unknown",
            Self::Version => "version",
        }
    }
}

/// A message whose signature, parties, times and version are sound.
pub(crate) struct Checked {
    pub(crate) claims: Map<String, Value>,
    /// `exp` in seconds.
    pub(crate) expires: i64,
    /// Until when the message could be sent again.
    pub(crate) remember_until: Timestamp,
}

pub(crate) fn check(
    token: &str,
    registration: &Registration,
    keys: &KeySet,
    limits: Limits,
    now: Timestamp,
) -> Result<Checked, IdTokenError> {
    let unverified = Unverified::parse(token)?;
    let key = keys.find(unverified.key_id(), unverified.algorithm())?;
    let claims = unverified.verify(key)?;
    if claims.get("iss").and_then(Value::as_str) != Some(&registration.issuer) {
        return Err(IdTokenError::Issuer);
    }
    audience(&claims, registration)?;
    let (expires, usable_until) = times(&claims, limits, now)?;
    if lti(&claims, "version").and_then(Value::as_str) != Some("1.3.0") {
        return Err(IdTokenError::Version);
    }
    Ok(Checked {
        claims,
        expires,
        remember_until: Timestamp::from_second(usable_until).unwrap_or(Timestamp::MAX),
    })
}

/// The client identifier is among the audiences, and nobody is who is not trusted.
fn audience(claims: &Map<String, Value>, registration: &Registration) -> Result<(), IdTokenError> {
    let ours = registration.client_id.as_str();
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(list)) => {
            let texts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
            texts.ok_or(IdTokenError::Audience)?
        }
        _ => return Err(IdTokenError::Audience),
    };
    let trusted = |audience: &&str| {
        *audience == ours
            || registration
                .trusted_audiences
                .iter()
                .any(|known| known == audience)
    };
    if !audiences.contains(&ours) || !audiences.iter().all(trusted) {
        return Err(IdTokenError::Audience);
    }
    match claims.get("azp") {
        None | Some(Value::Null) if audiences.len() > 1 => Err(IdTokenError::AuthorizedParty),
        None | Some(Value::Null) => Ok(()),
        Some(party) if party == ours => Ok(()),
        Some(_) => Err(IdTokenError::AuthorizedParty),
    }
}

/// `exp`, and the second after which the token can no longer be used here.
fn times(
    claims: &Map<String, Value>,
    limits: Limits,
    now: Timestamp,
) -> Result<(i64, i64), IdTokenError> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float saturates, and both ends fail"
    )]
    let seconds = |name: &str| {
        let value = claims.get(name)?;
        value
            .as_i64()
            .or_else(|| value.as_f64().map(|seconds| seconds as i64))
    };
    let now = now.as_second();
    let Limits {
        leeway_seconds: leeway,
        oldest_seconds: oldest,
    } = limits;
    let latest = now.saturating_add(leeway);
    let earliest = now.saturating_sub(oldest).saturating_sub(leeway);
    // First, for no login lasts as long as such a token is old: it is the clock that is wrong, not the person
    // who was slow.
    let issued = seconds("iat");
    if issued.is_some_and(|issued| issued < earliest) {
        return Err(IdTokenError::IssuedAt);
    }
    let expires = seconds("exp").ok_or(IdTokenError::Expired)?;
    if expires.saturating_add(leeway) <= now {
        return Err(IdTokenError::Expired);
    }
    let issued = issued.ok_or(IdTokenError::IssuedAt)?;
    if issued > latest {
        return Err(IdTokenError::IssuedAt);
    }
    if seconds("nbf").is_some_and(|begin| begin > latest) {
        return Err(IdTokenError::IssuedAt);
    }
    // However far away a token's expiry is, its age limit ends its use.
    let usable_until = expires
        .min(issued.saturating_add(oldest))
        .saturating_add(leeway);
    Ok((expires, usable_until))
}

/// The deployment, if it may send messages. Asked last, so that only sound messages are parked for
/// an administrator's approval.
pub(crate) fn deployment(
    claims: &Map<String, Value>,
    registration: &Registration,
) -> Result<String, IdTokenError> {
    let id = lti(claims, "deployment_id")
        .and_then(Value::as_str)
        .filter(|id| (1..=255).contains(&id.len()))
        .ok_or(IdTokenError::Deployment)?;
    let known = registration
        .deployments
        .iter()
        .find(|deployment| deployment.id == id);
    match known.map(|deployment| deployment.status) {
        Some(DeploymentStatus::Approved) => Ok(id.to_owned()),
        Some(DeploymentStatus::Disabled) => Err(IdTokenError::DisabledDeployment(id.to_owned())),
        None => Err(IdTokenError::UnknownDeployment(Box::new(
            UnknownDeployment {
                issuer: registration.issuer.clone(),
                client_id: registration.client_id.clone(),
                deployment_id: id.to_owned(),
                platform: claims::tool_platform(claims),
                context: claims::context(claims),
            },
        ))),
    }
}

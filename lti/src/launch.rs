//! The check of an ID token (SEC 5.1.3; OIDC 3.1.3.7; CORE 5.3) and the launch it stands for.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::claims::{self, Context, Presentation, Profile, ResourceLink, lti};
use crate::jwks::{KeyError, KeySet};
use crate::jws::{JwsError, Unverified};
use crate::login::Pending;
use crate::registration::Registration;
use crate::roles::Roles;

/// A token issued longer ago than this is refused even if it has not expired.
const OLDEST_SECONDS: i64 = 600;
/// Most roles that are looked at.
const ROLES: usize = 200;

/// The rule that a refused token broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LaunchError {
    /// `aud` names neither our client identifier alone nor beside trusted ones.
    #[error("aud is not for this tool")]
    Audience,
    /// `azp` is missing where it has to be, or names somebody else.
    #[error("azp is not this tool")]
    AuthorizedParty,
    /// The deployment is not among those that may launch.
    #[error("the deployment {0:?} is not approved")]
    Deployment(String),
    /// `exp` is missing or has passed.
    #[error("the token has expired")]
    Expired,
    /// `iat` is missing, in the future, or too long ago.
    #[error("the token's time of issue is wrong")]
    IssuedAt,
    /// `iss` is not the registration's, byte for byte.
    #[error("iss is not the registered issuer")]
    Issuer,
    /// No key fits.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The kind of message is missing or not one that this endpoint serves.
    #[error("the message type is missing or not served here")]
    MessageType,
    /// `nonce` is not the one of this login.
    #[error("nonce is not the one of this login")]
    Nonce,
    /// The login belongs to another registration.
    #[error("the login was begun for another registration")]
    Registration,
    /// The resource link is missing or its identifier is too long.
    #[error("the resource link is missing or malformed")]
    ResourceLink,
    /// `roles` is not a list of texts.
    #[error("roles is not a list")]
    Roles,
    /// `sub` is not a text of at most 255 ASCII characters.
    #[error("sub is malformed")]
    Subject,
    /// `target_link_uri` is not the one of the login.
    #[error("target_link_uri is not the one of the login")]
    TargetLink,
    /// The token cannot be read or its signature is wrong.
    #[error(transparent)]
    Token(#[from] JwsError),
    /// The version is not 1.3.0.
    #[error("the LTI version is not 1.3.0")]
    Version,
}

impl LaunchError {
    /// A stable word for logs and the administrator's page.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Audience => "audience",
            Self::AuthorizedParty => "authorized_party",
            Self::Deployment(_) => "deployment",
            Self::Expired => "expired",
            Self::IssuedAt => "issued_at",
            Self::Issuer => "issuer",
            Self::Key(_) => "key",
            Self::MessageType => "message_type",
            Self::Nonce => "nonce",
            Self::Registration => "registration",
            Self::ResourceLink => "resource_link",
            Self::Roles => "roles",
            Self::Subject => "subject",
            Self::TargetLink => "target_link_uri",
            Self::Token(_) => "token",
            Self::Version => "version",
        }
    }
}

/// A verified resource-link launch.
#[derive(Debug, Clone, PartialEq)]
pub struct Launch {
    /// The platform.
    pub issuer: String,
    /// Our client identifier there.
    pub client_id: String,
    /// The deployment.
    pub deployment_id: String,
    /// The person on the platform; none for an anonymous launch.
    pub subject: Option<String>,
    /// Their roles in the context.
    pub roles: Roles,
    /// Where it comes from.
    pub context: Option<Context>,
    /// The link.
    pub resource_link: ResourceLink,
    /// How it is shown.
    pub presentation: Presentation,
    /// Who it is.
    pub profile: Profile,
    /// Custom parameters that are available.
    pub custom: BTreeMap<String, String>,
    /// Where it is to end.
    pub target_link_uri: String,
    /// The nonce, to be remembered as used until [`Launch::remember_until`].
    pub nonce: String,
    /// Until when the token could be sent again.
    pub remember_until: Timestamp,
}

/// Checks an ID token. `leeway` is the tolerated difference of clocks in seconds.
pub fn verify(
    token: &str,
    registration: &Registration,
    keys: &KeySet,
    pending: &Pending,
    now: Timestamp,
    leeway: i64,
) -> Result<Launch, LaunchError> {
    let unverified = Unverified::parse(token)?;
    let key = keys.find(unverified.key_id(), unverified.algorithm())?;
    let claims = unverified.verify(key)?;
    if pending.issuer != registration.issuer || pending.client_id != registration.client_id {
        return Err(LaunchError::Registration);
    }
    if claims.get("iss").and_then(Value::as_str) != Some(&registration.issuer) {
        return Err(LaunchError::Issuer);
    }
    audience(&claims, registration)?;
    let expires = times(&claims, now, leeway)?;
    if claims.get("nonce").and_then(Value::as_str) != Some(&pending.nonce) {
        return Err(LaunchError::Nonce);
    }
    message(&claims, registration, pending, expires + leeway)
}

/// The client identifier is among the audiences, and nobody is who is not trusted.
fn audience(claims: &Map<String, Value>, registration: &Registration) -> Result<(), LaunchError> {
    let ours = registration.client_id.as_str();
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(list)) => {
            let texts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
            texts.ok_or(LaunchError::Audience)?
        }
        _ => return Err(LaunchError::Audience),
    };
    let trusted = |audience: &&str| {
        *audience == ours
            || registration
                .trusted_audiences
                .iter()
                .any(|known| known == audience)
    };
    if !audiences.contains(&ours) || !audiences.iter().all(trusted) {
        return Err(LaunchError::Audience);
    }
    match claims.get("azp") {
        None | Some(Value::Null) if audiences.len() > 1 => Err(LaunchError::AuthorizedParty),
        None | Some(Value::Null) => Ok(()),
        Some(party) if party == ours => Ok(()),
        Some(_) => Err(LaunchError::AuthorizedParty),
    }
}

/// `exp` and `iat` in seconds; returns the expiry.
fn times(claims: &Map<String, Value>, now: Timestamp, leeway: i64) -> Result<i64, LaunchError> {
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
    let expires = seconds("exp").ok_or(LaunchError::Expired)?;
    if expires.saturating_add(leeway) <= now {
        return Err(LaunchError::Expired);
    }
    let issued = seconds("iat").ok_or(LaunchError::IssuedAt)?;
    if issued > now + leeway || issued < now - OLDEST_SECONDS - leeway {
        return Err(LaunchError::IssuedAt);
    }
    // However far away a token's expiry is, its age limit ends its use.
    Ok(expires.min(issued + OLDEST_SECONDS))
}

fn message(
    claims: &Map<String, Value>,
    registration: &Registration,
    pending: &Pending,
    remember_until: i64,
) -> Result<Launch, LaunchError> {
    let own = |name: &str| lti(claims, name).and_then(Value::as_str);
    if own("version") != Some("1.3.0") {
        return Err(LaunchError::Version);
    }
    if own("message_type") != Some("LtiResourceLinkRequest") {
        return Err(LaunchError::MessageType);
    }
    let subject = match claims.get("sub") {
        None | Some(Value::Null) => None,
        Some(Value::String(sub)) if sub.is_ascii() && (1..=255).contains(&sub.len()) => {
            Some(sub.clone())
        }
        Some(_) => return Err(LaunchError::Subject),
    };
    let deployment_id = own("deployment_id").unwrap_or_default().to_owned();
    if !registration.deployments.contains(&deployment_id) || deployment_id.len() > 255 {
        let shown = deployment_id.chars().take(255).collect();
        return Err(LaunchError::Deployment(shown));
    }
    if own("target_link_uri") != Some(&pending.target_link_uri) {
        return Err(LaunchError::TargetLink);
    }
    let link = lti(claims, "resource_link").ok_or(LaunchError::ResourceLink)?;
    let id = link.get("id").and_then(Value::as_str).unwrap_or_default();
    if !(1..=255).contains(&id.len()) {
        return Err(LaunchError::ResourceLink);
    }
    let roles = match lti(claims, "roles") {
        None => Roles::default(),
        Some(Value::Array(list)) => Roles::read(list.iter().take(ROLES).filter_map(Value::as_str)),
        Some(_) => return Err(LaunchError::Roles),
    };
    Ok(Launch {
        issuer: registration.issuer.clone(),
        client_id: registration.client_id.clone(),
        deployment_id,
        subject,
        roles,
        context: claims::context(claims),
        resource_link: ResourceLink {
            id: id.to_owned(),
            title: link.get("title").and_then(Value::as_str).map(str::to_owned),
        },
        presentation: claims::presentation(claims),
        profile: claims::profile(claims),
        custom: claims::custom(claims),
        target_link_uri: pending.target_link_uri.clone(),
        nonce: pending.nonce.clone(),
        remember_until: Timestamp::from_second(remember_until).unwrap_or(Timestamp::MAX),
    })
}

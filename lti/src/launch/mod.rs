//! The check of a launch (SEC 5.1.3; OIDC 3.1.3.7; CORE 5.3) and the message that it brings.

mod error;
mod message;

use jiff::Timestamp;
use serde_json::{Map, Value};
use url::Url;

use crate::claims::{self, lti};
use crate::deep_linking::Settings;
use crate::id_token::{self, Checked, Limits};
use crate::jwks::KeySet;
use crate::login::{Proven, is_own};
use crate::migration;
use crate::registration::Registration;
use crate::roles::Roles;

pub use error::LaunchError;
pub use message::{
    DataPrivacyLaunchRequest, DeepLinkingRequest, Launch, Message, MessageType,
    ResourceLinkRequest, SubmissionReviewRequest,
};

/// What an endpoint takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Clocks and ages.
    pub limits: Limits,
    /// The messages that the endpoint serves; any other is refused.
    pub serves: Vec<MessageType>,
    /// Where a launch may end.
    pub target: Target,
}

/// The rule for `target_link_uri` (CORE 5.3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// It is the very text that began the login.
    OfLogin,
    /// It lies under this address of the tool; for platforms that begin each login with the tool's
    /// general address. The signed claim is the one to follow.
    Under(Url),
}

impl Policy {
    /// The default limits, and the target of the login.
    #[must_use]
    pub fn serving(messages: &[MessageType]) -> Self {
        Self {
            limits: Limits::default(),
            serves: messages.to_vec(),
            target: Target::OfLogin,
        }
    }
}

/// Checks an ID token that answers a login. Whoever calls has taken the login of the answer's
/// `state` out of its store, once, and had it proven that the browser is the same
/// ([`crate::login::Pending::prove`]).
pub fn verify(
    token: &str,
    registration: &Registration,
    keys: &KeySet,
    login: &Proven,
    policy: &Policy,
    now: Timestamp,
) -> Result<Message, LaunchError> {
    let pending = login.pending();
    if pending.issuer != registration.issuer || pending.client_id != registration.client_id {
        return Err(LaunchError::Registration);
    }
    let checked = id_token::check(token, registration, keys, policy.limits, now)?;
    let claims = &checked.claims;
    if claims.get("nonce").and_then(Value::as_str) != Some(&pending.nonce) {
        return Err(LaunchError::Nonce);
    }
    let kind = lti(claims, "message_type")
        .and_then(Value::as_str)
        .and_then(MessageType::named)
        .filter(|kind| policy.serves.contains(kind))
        .ok_or(LaunchError::MessageType)?;
    let target = lti(claims, "target_link_uri")
        .and_then(Value::as_str)
        .filter(|target| match &policy.target {
            Target::OfLogin => **target == pending.target_link_uri,
            Target::Under(tool) => is_own(target, tool),
        })
        .ok_or(LaunchError::TargetLink)?
        .to_owned();
    let subject = subject(claims)?;
    let roles = roles(claims)?;
    let own = OwnPart::read(kind, claims, registration)?;
    let deployment_id = id_token::deployment(claims, registration)?;
    let launch = launch(checked, registration, deployment_id, subject, roles, target);
    Ok(own.with(launch))
}

/// What the kind of message adds to a launch.
enum OwnPart {
    ResourceLink(claims::ResourceLink),
    DeepLinking(Settings),
    SubmissionReview(claims::ForUser, Url, Option<claims::ResourceLink>),
    DataPrivacy(claims::ForUser),
}

impl OwnPart {
    fn read(
        kind: MessageType,
        claims: &Map<String, Value>,
        registration: &Registration,
    ) -> Result<Self, LaunchError> {
        Ok(match kind {
            MessageType::ResourceLink => {
                Self::ResourceLink(claims::resource_link(claims).ok_or(LaunchError::ResourceLink)?)
            }
            MessageType::DeepLinking => {
                let secure = registration.authorization_endpoint.scheme() == "https";
                let settings = Settings::read(claims, secure);
                Self::DeepLinking(settings.map_err(LaunchError::DeepLinkingSettings)?)
            }
            MessageType::SubmissionReview => Self::SubmissionReview(
                claims::for_user(claims).ok_or(LaunchError::ForUser)?,
                claims::assignment_and_grade(claims)
                    .and_then(|endpoint| endpoint.line_item)
                    .ok_or(LaunchError::LineItem)?,
                claims::resource_link(claims),
            ),
            MessageType::DataPrivacy => {
                Self::DataPrivacy(claims::for_user(claims).ok_or(LaunchError::ForUser)?)
            }
        })
    }

    fn with(self, launch: Launch) -> Message {
        match self {
            Self::ResourceLink(resource_link) => Message::ResourceLink(ResourceLinkRequest {
                launch,
                resource_link,
            }),
            Self::DeepLinking(settings) => {
                Message::DeepLinking(DeepLinkingRequest { launch, settings })
            }
            Self::SubmissionReview(for_user, line_item, resource_link) => {
                Message::SubmissionReview(SubmissionReviewRequest {
                    launch,
                    for_user,
                    line_item,
                    resource_link,
                })
            }
            Self::DataPrivacy(for_user) => {
                Message::DataPrivacy(DataPrivacyLaunchRequest { launch, for_user })
            }
        }
    }
}

/// No subject is an anonymous launch (CORE 5.3.6.1); a malformed one is none.
fn subject(claims: &Map<String, Value>) -> Result<Option<String>, LaunchError> {
    match claims.get("sub") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(sub)) if sub.is_ascii() && (1..=255).contains(&sub.len()) => {
            Ok(Some(sub.clone()))
        }
        Some(_) => Err(LaunchError::Subject),
    }
}

fn roles(claims: &Map<String, Value>) -> Result<Roles, LaunchError> {
    match lti(claims, "roles") {
        None => Ok(Roles::default()),
        Some(Value::Array(list)) => Ok(Roles::of_list(list)),
        Some(_) => Err(LaunchError::Roles),
    }
}

fn launch(
    checked: Checked,
    registration: &Registration,
    deployment_id: String,
    subject: Option<String>,
    roles: Roles,
    target_link_uri: String,
) -> Launch {
    let claims = checked.claims;
    let nonce = claims.get("nonce").and_then(Value::as_str);
    let nonce = nonce.unwrap_or_default().to_owned();
    let parties = [
        deployment_id.as_str(),
        registration.issuer.as_str(),
        registration.client_id.as_str(),
    ];
    Launch {
        migration: migration::Claim::read(&claims, parties, checked.expires, &nonce),
        issuer: registration.issuer.clone(),
        client_id: registration.client_id.clone(),
        deployment_id,
        subject,
        roles,
        mentored: claims::mentored(&claims),
        context: claims::context(&claims),
        presentation: claims::presentation(&claims),
        platform: claims::tool_platform(&claims),
        profile: claims::profile(&claims),
        lis: claims::lis(&claims),
        for_user: claims::for_user(&claims),
        custom: claims::custom(&claims),
        assignment_and_grade: claims::assignment_and_grade(&claims),
        names_and_roles: claims::names_and_roles(&claims),
        groups: claims::groups(&claims),
        notifications: claims::notifications(&claims),
        legacy_user_id: lti(&claims, "lti11_legacy_user_id")
            .and_then(Value::as_str)
            .map(str::to_owned),
        target_link_uri,
        nonce,
        remember_until: checked.remember_until,
        claims,
    }
}

//! The messages that a launch can bring.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};
use url::Url;

use crate::claims::{
    AssignmentAndGrade, Context, ForUser, Groups, Lis, NamesAndRoles, Notifications, Presentation,
    Profile, ResourceLink, ToolPlatform,
};
use crate::deep_linking::Settings;
use crate::migration;
use crate::roles::Roles;

/// Kinds of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageType {
    /// Somebody opened a link (CORE 5.2).
    ResourceLink,
    /// Somebody chooses content (DL).
    DeepLinking,
    /// Somebody looks at what somebody else handed in (SR).
    SubmissionReview,
    /// Somebody looks after the personal data of one person (Data Privacy Launch).
    DataPrivacy,
}

impl MessageType {
    /// Every kind that this library reads.
    pub const ALL: [Self; 4] = [
        Self::ResourceLink,
        Self::DeepLinking,
        Self::SubmissionReview,
        Self::DataPrivacy,
    ];

    /// The value of the claim.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ResourceLink => "LtiResourceLinkRequest",
            Self::DeepLinking => "LtiDeepLinkingRequest",
            Self::SubmissionReview => "LtiSubmissionReviewRequest",
            Self::DataPrivacy => "DataPrivacyLaunchRequest",
        }
    }

    /// Reads the value of the claim.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// What every verified launch says.
#[derive(Debug, Clone, PartialEq)]
pub struct Launch {
    /// The platform.
    pub issuer: String,
    /// The tool's client identifier there.
    pub client_id: String,
    /// The deployment.
    pub deployment_id: String,
    /// The person on the platform, unique within the issuer; none for an anonymous launch, which
    /// is nobody's and may write nothing.
    pub subject: Option<String>,
    /// Their roles.
    pub roles: Roles,
    /// The subjects that a mentor may see (`role_scope_mentor`, CORE 5.4.3).
    pub mentored: Vec<String>,
    /// The course or group it comes from.
    pub context: Option<Context>,
    /// How it is shown.
    pub presentation: Presentation,
    /// The platform's installation.
    pub platform: Option<ToolPlatform>,
    /// What is said of the person.
    pub profile: Profile,
    /// Identifiers of the student information system.
    pub lis: Lis,
    /// The person whom the message is about, if it is not about the subject.
    pub for_user: Option<ForUser>,
    /// Custom parameters that are available.
    pub custom: BTreeMap<String, String>,
    /// Assignment and Grade Services.
    pub assignment_and_grade: Option<AssignmentAndGrade>,
    /// Names and Role Provisioning Services.
    pub names_and_roles: Option<NamesAndRoles>,
    /// Course Groups service.
    pub groups: Option<Groups>,
    /// Platform Notification Service.
    pub notifications: Option<Notifications>,
    /// Who the person was in LTI 1.1; to be verified.
    pub migration: Option<migration::Claim>,
    /// The person's identifier in LTI 1.1, without any proof.
    pub legacy_user_id: Option<String>,
    /// Where it is to end.
    pub target_link_uri: String,
    /// The nonce, to be remembered as used until [`Launch::remember_until`].
    pub nonce: String,
    /// Until when the token could be sent again.
    pub remember_until: Timestamp,
    /// All claims as they were signed, vendors' own among them. No right may hang on those.
    pub claims: Map<String, Value>,
}

/// Somebody opened a link.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceLinkRequest {
    /// Who, where from and with what.
    pub launch: Launch,
    /// The link.
    pub resource_link: ResourceLink,
}

/// Somebody chooses content. Only somebody with [`Roles::is_author`] may answer.
#[derive(Debug, Clone, PartialEq)]
pub struct DeepLinkingRequest {
    /// Who, where from and with what.
    pub launch: Launch,
    /// What the platform takes, and where the answer goes.
    pub settings: Settings,
}

/// Somebody looks at what somebody else, or they themselves, handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct SubmissionReviewRequest {
    /// Who looks. Whether they may see another's work is for their roles to say.
    pub launch: Launch,
    /// Whose submission it is.
    pub for_user: ForUser,
    /// The line item that the submission was scored for.
    pub line_item: Url,
    /// The link, if the line item belongs to one.
    pub resource_link: Option<ResourceLink>,
}

/// Somebody looks after the personal data of one person: to show, export or erase them.
#[derive(Debug, Clone, PartialEq)]
pub struct DataPrivacyLaunchRequest {
    /// Who does it. There is no context: whether they may is for the host to know, and a role in
    /// the institution alone does not say so.
    pub launch: Launch,
    /// Whose data they are.
    pub for_user: ForUser,
}

/// A verified message.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// Somebody opened a link.
    ResourceLink(ResourceLinkRequest),
    /// Somebody chooses content.
    DeepLinking(DeepLinkingRequest),
    /// Somebody looks at a submission.
    SubmissionReview(SubmissionReviewRequest),
    /// Somebody looks after personal data.
    DataPrivacy(DataPrivacyLaunchRequest),
}

impl Message {
    /// What every launch says.
    #[must_use]
    pub const fn launch(&self) -> &Launch {
        match self {
            Self::ResourceLink(request) => &request.launch,
            Self::DeepLinking(request) => &request.launch,
            Self::SubmissionReview(request) => &request.launch,
            Self::DataPrivacy(request) => &request.launch,
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn message_type(&self) -> MessageType {
        match self {
            Self::ResourceLink(_) => MessageType::ResourceLink,
            Self::DeepLinking(_) => MessageType::DeepLinking,
            Self::SubmissionReview(_) => MessageType::SubmissionReview,
            Self::DataPrivacy(_) => MessageType::DataPrivacy,
        }
    }
}

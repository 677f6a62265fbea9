//! Why launches are refused.

use crate::id_token::IdTokenError;

/// The rule that a refused launch broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LaunchError {
    /// A member of the deep linking settings that has to be there is missing or malformed.
    #[error("the deep linking settings' {0} is missing or malformed")]
    DeepLinkingSettings(&'static str),
    /// A submission review or a data privacy launch does not say whom it is about.
    #[error("for_user is missing or malformed")]
    ForUser,
    /// A rule of every signed message.
    #[error(transparent)]
    IdToken(#[from] IdTokenError),
    /// A submission review does not say which line item it is about.
    #[error("the line item of the review is missing")]
    LineItem,
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
    /// `roles` is not a list.
    #[error("roles is not a list")]
    Roles,
    /// `sub` is not a text of at most 255 ASCII characters.
    #[error("sub is malformed")]
    Subject,
    /// `target_link_uri` is not the one of the login, or not the tool's.
    #[error("target_link_uri is not where this login may end")]
    TargetLink,
}

impl LaunchError {
    /// A stable word for logs and the administrator's page.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DeepLinkingSettings(_) => "deep_linking_settings",
            Self::ForUser => "for_user",
            Self::IdToken(error) => error.code(),
            Self::LineItem => "line_item",
            Self::MessageType => "message_type",
            Self::Nonce => "nonce",
            Self::Registration => "registration",
            Self::ResourceLink => "resource_link",
            Self::Roles => "roles",
            Self::Subject => "subject",
            Self::TargetLink => "target_link_uri",
        }
    }
}

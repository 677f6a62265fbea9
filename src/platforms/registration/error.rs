//! Why a platform could not register us.

use lti::registration::ConfigurationError;
use lti::registration::dynamic::RegisterError;

use crate::audit::AuditError;
use crate::message::{Gap, Message};
use crate::outbound::OutboundError;
use crate::seal::SealError;
use crate::store::StoreError;

/// Why a platform could not register us.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// The link is unknown, was used or has expired.
    #[error("the registration link is unknown, was used or has expired")]
    Invite,
    /// The configuration is not what was agreed to.
    #[error("the platform's configuration has changed since it was shown")]
    Changed,
    /// There is a live registration with other addresses.
    #[error("this platform is registered already with other addresses")]
    Conflict,
    /// The configuration is refused.
    #[error("reading the platform's configuration")]
    Configuration(#[from] ConfigurationError),
    /// The platform refused.
    #[error("registering at the platform")]
    Register(#[from] RegisterError),
    /// The platform could not be asked.
    #[error("asking the platform")]
    Outbound(#[from] OutboundError),
    /// No random numbers.
    #[error("making a link")]
    Seal(#[from] SealError),
    /// The database refused.
    #[error("storing a registration")]
    Store(#[from] StoreError),
    /// The audit log refused.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

impl RegistrationError {
    /// A stable word for logs and pages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invite => "registration_invite",
            Self::Changed => "registration_changed",
            Self::Conflict => "registration_conflict",
            Self::Configuration(error) => error.code(),
            Self::Register(error) => error.code(),
            Self::Outbound(OutboundError::Refused(_)) => "address_refused",
            Self::Outbound(OutboundError::TooLarge(_)) => "answer_too_large",
            Self::Outbound(OutboundError::Request(_)) => "unreachable",
            Self::Audit(_) | Self::Seal(_) | Self::Store(_) => "internal",
        }
    }

    /// What is wrong and what to do, for a person.
    #[must_use]
    pub fn said(&self) -> Message {
        use ConfigurationError as Wrong;
        match self {
            Self::Invite => Message::new("rule-registration-invite"),
            Self::Changed => Message::new("rule-registration-changed"),
            Self::Conflict => Message::new("rule-registration-conflict"),
            Self::Configuration(Wrong::Address) => Message::new("rule-configuration-address"),
            Self::Configuration(Wrong::Algorithms(name)) => {
                Message::new("rule-configuration-algorithms").with("name", *name)
            }
            Self::Configuration(Wrong::Issuer { issuer, host }) => {
                Message::new("rule-configuration-issuer")
                    .with("issuer", issuer.as_str())
                    .with("host", host.as_str())
            }
            Self::Configuration(Wrong::Member(name)) => {
                Message::new("rule-configuration-member").with("name", *name)
            }
            Self::Configuration(Wrong::Status(status)) => {
                Message::new("rule-configuration-status").with("status", Gap::Id((*status).into()))
            }
            Self::Register(RegisterError::Client) => Message::new("rule-register-client"),
            Self::Register(RegisterError::Refused { status, said }) => {
                let message = match said {
                    Some(said) => {
                        Message::new("rule-register-refused-because").with("said", said.as_str())
                    }
                    None => Message::new("rule-register-refused"),
                };
                message.with("status", Gap::Id((*status).into()))
            }
            Self::Outbound(OutboundError::Refused(_)) => Message::new("rule-address-refused"),
            Self::Outbound(OutboundError::TooLarge(_)) => Message::new("rule-answer-too-large"),
            Self::Outbound(OutboundError::Request(_)) => Message::new("rule-unreachable"),
            Self::Audit(_) | Self::Seal(_) | Self::Store(_) => Message::new("rule-internal"),
        }
    }
}

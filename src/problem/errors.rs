//! What the errors of rooms are to a client.

use std::sync::Arc;

use super::{Kind, Problem};
use crate::agreement::AgreementError;
use crate::audit::AuditError;
use crate::coaching::CoachingError;
use crate::course_list::LinkError;
use crate::courses::ActivityError;
use crate::deliveries::DeliveryError;
use crate::frameworks::FrameworkError;
use crate::merges::MergeError;
use crate::message::Message;
use crate::people::LookError;
use crate::platforms::PeopleError;
use crate::reports::{ReportError, SETTLING};
use crate::restrictions::RestrictionError;
use crate::retention::RetentionError;
use crate::store::StoreError;

impl From<LookError> for Problem {
    fn from(error: LookError) -> Self {
        match error {
            LookError::Store(error) => Self::from_shared(&error),
            LookError::Stopped => Self::unavailable(Message::new("refused-stopping")),
        }
    }
}

impl From<AuditError> for Problem {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Store(error) => error.into(),
            other @ AuditError::Seal(_) => Self::internal(other),
        }
    }
}

impl From<MergeError> for Problem {
    fn from(error: MergeError) -> Self {
        let kind = match &error {
            MergeError::NoPerson(_) | MergeError::NoMerge(_) | MergeError::NoSuggestion(_) => {
                Kind::NotFound
            }
            MergeError::Same | MergeError::NotSuggested(_) => Kind::BadRequest,
            _ => Kind::Conflict,
        };
        if let Some(said) = error.said() {
            return Self::new(kind, said);
        }
        match error {
            MergeError::Audit(error) => error.into(),
            MergeError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<DeliveryError> for Problem {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::from_shared(&Arc::new(error))
    }
}

impl From<CoachingError> for Problem {
    fn from(error: CoachingError) -> Self {
        match error {
            CoachingError::Wrong(detail) => Self::new(Kind::BadRequest, detail),
            CoachingError::State(detail) => Self::new(Kind::Conflict, detail),
            CoachingError::NotYours(detail) => Self::new(Kind::Forbidden, detail),
            CoachingError::Changed => {
                Self::new(Kind::PreconditionFailed, Message::new("refused-changed"))
            }
            CoachingError::Unknown => Self::not_found(),
            CoachingError::Table(FrameworkError::Faulty(faults)) => {
                Self::new(Kind::BadRequest, faults.to_string())
            }
            CoachingError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        if let Some(said) = error.said() {
            return Self::new(Kind::BadRequest, said);
        }
        match error {
            LinkError::NoGroup(_) | LinkError::NotLinked => Self::not_found(),
            LinkError::Audit(error) => error.into(),
            LinkError::Store(error) => error.into(),
        }
    }
}

impl From<PeopleError> for Problem {
    fn from(error: PeopleError) -> Self {
        if let Some(said) = error.said() {
            return Self::new(Kind::BadRequest, said);
        }
        match error {
            PeopleError::NoHomePage(_) => Self::internal(error),
            PeopleError::Audit(error) => error.into(),
            PeopleError::Store(error) => error.into(),
        }
    }
}

impl From<ActivityError> for Problem {
    fn from(error: ActivityError) -> Self {
        let kind = match error {
            ActivityError::NoIri(_) | ActivityError::Many => Kind::BadRequest,
            _ => Kind::Conflict,
        };
        if let Some(said) = error.said() {
            return Self::new(kind, said);
        }
        match error {
            ActivityError::Audit(error) => error.into(),
            ActivityError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<AgreementError> for Problem {
    fn from(error: AgreementError) -> Self {
        match error {
            AgreementError::Fixed => {
                Self::new(Kind::Conflict, Message::new("refused-switch-fixed"))
            }
            AgreementError::NamesShown => {
                Self::new(Kind::Conflict, Message::new("refused-names-shown"))
            }
            AgreementError::Coaching(error) => error.into(),
            AgreementError::Store(error) => error.into(),
            error @ AgreementError::Audit(_) => Self::internal(error),
        }
    }
}

impl From<RestrictionError> for Problem {
    fn from(error: RestrictionError) -> Self {
        match error {
            RestrictionError::Audit(error) => error.into(),
            RestrictionError::State(detail) => Self::new(Kind::Conflict, detail),
            RestrictionError::Store(error) => error.into(),
            RestrictionError::Unknown => Self::not_found(),
            RestrictionError::Wrong(detail) => Self::new(Kind::BadRequest, detail),
        }
    }
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::NotClosed => Self::new(
                Kind::InvalidParameter,
                Message::new("refused-report-early").with("days", SETTLING),
            ),
            ReportError::Overlaps(other) => Self::new(
                Kind::Conflict,
                Message::new("refused-report-overlaps").with("period", other),
            ),
            ReportError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<RetentionError> for Problem {
    fn from(error: RetentionError) -> Self {
        match error {
            RetentionError::Period(kind) => Self::new(
                Kind::InvalidParameter,
                Message::new("refused-retention-period").with("longest", kind.longest()),
            ),
            RetentionError::Store(error) => error.into(),
            RetentionError::Audit(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

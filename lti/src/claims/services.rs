//! Claims that say where a platform's services are. A service without its address is not offered;
//! whether an address may be called is for [`crate::services::Origins`] to say.

use serde_json::{Map, Value};
use url::Url;

use super::{lti, named};
use crate::lenient;

/// Assignment and Grade Services (AGS 3.1). Either address may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssignmentAndGrade {
    /// Scopes that the platform may grant, unknown ones too.
    pub scopes: Vec<String>,
    /// The container of line items; may carry a query of its own.
    pub line_items: Option<Url>,
    /// The line item of the launched link, if it has exactly one.
    pub line_item: Option<Url>,
}

/// Names and Role Provisioning Services (NRPS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamesAndRoles {
    /// The roster of the context.
    pub context_memberships_url: Url,
    /// Versions of the service; 2.0 is the one that this library speaks.
    pub service_versions: Vec<String>,
}

/// Course Groups service (GS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The groups of the context.
    pub context_groups_url: Url,
    /// The sets that groups belong to.
    pub context_group_sets_url: Option<Url>,
    /// Scopes that the platform may grant.
    pub scopes: Vec<String>,
    /// Versions of the service.
    pub service_versions: Vec<String>,
}

/// Platform Notification Service (PNS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notifications {
    /// Where handlers are set.
    pub platform_notification_service_url: Url,
    /// Versions of the service.
    pub service_versions: Vec<String>,
    /// Scopes that the platform may grant.
    pub scopes: Vec<String>,
    /// Kinds of notices, such as `LtiContextCopyNotice`.
    pub notice_types_supported: Vec<String>,
}

pub(crate) fn assignment_and_grade(claims: &Map<String, Value>) -> Option<AssignmentAndGrade> {
    let claim = named(
        claims,
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
    )?;
    claim.is_object().then(|| AssignmentAndGrade {
        scopes: lenient::texts(claim, "scope"),
        line_items: lenient::address(claim, "lineitems"),
        line_item: lenient::address(claim, "lineitem"),
    })
}

pub(crate) fn names_and_roles(claims: &Map<String, Value>) -> Option<NamesAndRoles> {
    let claim = named(
        claims,
        "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice",
    )?;
    Some(NamesAndRoles {
        context_memberships_url: lenient::address(claim, "context_memberships_url")?,
        service_versions: lenient::texts(claim, "service_versions"),
    })
}

pub(crate) fn groups(claims: &Map<String, Value>) -> Option<Groups> {
    let claim = named(
        claims,
        "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice",
    )?;
    Some(Groups {
        context_groups_url: lenient::address(claim, "context_groups_url")?,
        context_group_sets_url: lenient::address(claim, "context_group_sets_url"),
        scopes: lenient::texts(claim, "scope"),
        service_versions: lenient::texts(claim, "service_versions"),
    })
}

pub(crate) fn notifications(claims: &Map<String, Value>) -> Option<Notifications> {
    let claim = lti(claims, "platformnotificationservice")?;
    Some(Notifications {
        platform_notification_service_url: lenient::address(
            claim,
            "platform_notification_service_url",
        )?,
        service_versions: lenient::texts(claim, "service_versions"),
        scopes: lenient::texts(claim, "scope"),
        notice_types_supported: lenient::texts(claim, "notice_types_supported"),
    })
}

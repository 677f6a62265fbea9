//! Claims of a launch (CORE 5.3, 5.4) that no right hangs on: read leniently, because platforms
//! send nulls, short names, unknown words and unreplaced variables.

mod person;
mod services;

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::Url;

use crate::lenient;

pub use person::{ForUser, Lis, Profile};
pub(crate) use person::{for_user, lis, mentored, profile};
pub use services::{AssignmentAndGrade, Groups, NamesAndRoles, Notifications};
pub(crate) use services::{assignment_and_grade, groups, names_and_roles, notifications};

/// What the names of LTI's own claims begin with.
pub(crate) const LTI: &str = "https://purl.imsglobal.org/spec/lti/claim/";

/// A claim of LTI by its short name; null counts as missing.
pub(crate) fn lti<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    named(claims, &format!("{LTI}{name}"))
}

/// A claim by its whole name; null counts as missing.
pub(crate) fn named<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    claims.get(name).filter(|value| !value.is_null())
}

/// A kind of context (CORE A.1). Platforms write the URI or the short name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextKind {
    /// A template that courses are made from.
    CourseTemplate,
    /// A course as it is held once.
    CourseOffering,
    /// A part of a course with its own learners.
    CourseSection,
    /// A group.
    Group,
    /// A word that the standard does not have.
    Other(String),
}

impl ContextKind {
    fn read(text: &str) -> Self {
        let short = text
            .strip_prefix("http://purl.imsglobal.org/vocab/lis/v2/course#")
            .unwrap_or(text);
        match short {
            "CourseTemplate" => Self::CourseTemplate,
            "CourseOffering" => Self::CourseOffering,
            "CourseSection" => Self::CourseSection,
            "Group" => Self::Group,
            _ => Self::Other(text.to_owned()),
        }
    }
}

/// The course or group that a launch comes from (CORE 5.4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Identifier, unique within the deployment.
    pub id: String,
    /// Short name.
    pub label: Option<String>,
    /// Full name.
    pub title: Option<String>,
    /// Its kinds.
    pub kinds: Vec<ContextKind>,
}

/// The link that was launched (CORE 5.3.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceLink {
    /// Identifier, at most 255 bytes, unique within the deployment.
    pub id: String,
    /// Name.
    pub title: Option<String>,
    /// Plain text.
    pub description: Option<String>,
}

/// How the platform shows the tool (CORE 5.4.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presentation {
    /// `frame`, `iframe`, `window`, or another word.
    pub document_target: Option<String>,
    /// Width of the frame in pixels.
    pub width: Option<u32>,
    /// Height of the frame in pixels.
    pub height: Option<u32>,
    /// Where to send the person afterwards; http or https. See [`crate::return_url`].
    pub return_url: Option<Url>,
    /// The person's language (BCP 47; some platforms write `_` for `-`).
    pub locale: Option<String>,
}

impl Presentation {
    /// Whether the tool runs in a frame of the platform's page, as far as the platform says.
    #[must_use]
    pub fn is_framed(&self) -> bool {
        matches!(self.document_target.as_deref(), Some("iframe" | "frame"))
    }
}

/// The platform that a launch comes from (CORE 5.4.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToolPlatform {
    /// Identifier of the installation; required by the standard, missing in practice.
    pub guid: Option<String>,
    /// Name of the installation.
    pub name: Option<String>,
    /// Version of the product.
    pub version: Option<String>,
    /// The product, such as `moodle` or `canvas`.
    pub product_family_code: Option<String>,
    /// Its home page.
    pub url: Option<Url>,
    /// Plain text.
    pub description: Option<String>,
    /// Who runs it.
    pub contact_email: Option<String>,
}

pub(crate) fn context(claims: &Map<String, Value>) -> Option<Context> {
    let context = lti(claims, "context")?;
    Some(Context {
        id: lenient::identifier(context, "id")?,
        label: lenient::text(context, "label"),
        title: lenient::text(context, "title"),
        kinds: lenient::texts(context, "type")
            .iter()
            .map(|kind| ContextKind::read(kind))
            .collect(),
    })
}

pub(crate) fn resource_link(claims: &Map<String, Value>) -> Option<ResourceLink> {
    let link = lti(claims, "resource_link")?;
    let id = link.get("id")?.as_str()?;
    (1..=255).contains(&id.len()).then(|| ResourceLink {
        id: id.to_owned(),
        title: lenient::text(link, "title"),
        description: lenient::text(link, "description"),
    })
}

pub(crate) fn presentation(claims: &Map<String, Value>) -> Presentation {
    let Some(found) = lti(claims, "launch_presentation") else {
        return Presentation::default();
    };
    Presentation {
        document_target: lenient::text(found, "document_target"),
        width: lenient::size(found, "width"),
        height: lenient::size(found, "height"),
        return_url: lenient::address(found, "return_url"),
        locale: lenient::text(found, "locale"),
    }
}

pub(crate) fn tool_platform(claims: &Map<String, Value>) -> Option<ToolPlatform> {
    let platform = lti(claims, "tool_platform").filter(|platform| platform.is_object())?;
    Some(ToolPlatform {
        guid: lenient::identifier(platform, "guid"),
        name: lenient::text(platform, "name"),
        version: lenient::identifier(platform, "version"),
        product_family_code: lenient::text(platform, "product_family_code"),
        url: lenient::address(platform, "url"),
        description: lenient::text(platform, "description"),
        contact_email: lenient::text(platform, "contact_email"),
    })
}

/// Custom parameters: a null and a variable that the platform did not replace are not available.
pub(crate) fn custom(claims: &Map<String, Value>) -> BTreeMap<String, String> {
    lti(claims, "custom").map(custom_of).unwrap_or_default()
}

pub(crate) fn custom_of(custom: &Value) -> BTreeMap<String, String> {
    let members = custom.as_object().into_iter().flatten();
    members
        .filter_map(|(name, value)| {
            let value = match value {
                Value::String(text) if is_variable(text) => return None,
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                _ => return None,
            };
            Some((name.clone(), value))
        })
        .collect()
}

/// Whether a value is a variable's name, such as `$Context.id`, and not what stands for it.
fn is_variable(text: &str) -> bool {
    text.strip_prefix('$').is_some_and(|name| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-'))
    })
}

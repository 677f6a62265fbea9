//! Claims about people.

use serde_json::{Map, Value};
use url::Url;

use super::lti;
use crate::lenient;
use crate::roles::Roles;

/// Most people that a mentor is read to accompany.
const MENTORED: usize = 10_000;

/// What the platform says of the person (OIDC 5.1). All of it may be missing, and none of it
/// identifies anybody: only the subject does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Full name; put together from its parts where only those are there.
    pub name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// E-mail address, which the platform may not have checked.
    pub email: Option<String>,
    /// A picture's address.
    pub picture: Option<Url>,
    /// Language of the person's own settings.
    pub locale: Option<String>,
    /// The user name on the platform, where it tells: Moodle does, in its own extension.
    pub username: Option<String>,
}

/// Identifiers of the organisation's student information system (CORE 5.4.5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lis {
    /// The person.
    pub person_sourcedid: Option<String>,
    /// The course as it is held.
    pub course_offering_sourcedid: Option<String>,
    /// The section of the course.
    pub course_section_sourcedid: Option<String>,
}

/// The person that a message is about, who is not the one that launches (SR).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForUser {
    /// Identifier, as the subject of that person's own launches.
    pub user_id: String,
    /// Identifier of the student information system.
    pub person_sourcedid: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Roles in the context.
    pub roles: Roles,
}

pub(crate) fn profile(claims: &Map<String, Value>) -> Profile {
    let own = |name: &str| {
        let text = claims.get(name)?.as_str()?;
        (!text.trim().is_empty()).then(|| text.to_owned())
    };
    let (given_name, family_name) = (own("given_name"), own("family_name"));
    let parts: Vec<&str> = [&given_name, &family_name]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let composed = (!parts.is_empty()).then(|| parts.join(" "));
    Profile {
        name: own("name").or(composed),
        given_name,
        family_name,
        middle_name: own("middle_name"),
        email: own("email"),
        picture: own("picture").and_then(|address| lenient::web(&address)),
        locale: own("locale"),
        username: lti(claims, "ext").and_then(|ext| lenient::text(ext, "user_username")),
    }
}

pub(crate) fn lis(claims: &Map<String, Value>) -> Lis {
    let Some(lis) = lti(claims, "lis") else {
        return Lis::default();
    };
    Lis {
        person_sourcedid: lenient::identifier(lis, "person_sourcedid"),
        course_offering_sourcedid: lenient::identifier(lis, "course_offering_sourcedid"),
        course_section_sourcedid: lenient::identifier(lis, "course_section_sourcedid"),
    }
}

pub(crate) fn for_user(claims: &Map<String, Value>) -> Option<ForUser> {
    let user = lti(claims, "for_user")?;
    Some(ForUser {
        user_id: lenient::identifier(user, "user_id").filter(|id| id.len() <= 255)?,
        person_sourcedid: lenient::identifier(user, "person_sourcedid"),
        name: lenient::text(user, "name"),
        given_name: lenient::text(user, "given_name"),
        family_name: lenient::text(user, "family_name"),
        email: lenient::text(user, "email"),
        roles: Roles::read(lenient::texts(user, "roles").iter().map(String::as_str)),
    })
}

/// The subjects that a mentor may see.
pub(crate) fn mentored(claims: &Map<String, Value>) -> Vec<String> {
    let scope = lti(claims, "role_scope_mentor").and_then(Value::as_array);
    scope
        .into_iter()
        .flatten()
        .take(MENTORED)
        .filter_map(Value::as_str)
        .filter(|subject| !subject.is_empty())
        .map(str::to_owned)
        .collect()
}

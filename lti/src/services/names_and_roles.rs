//! Names and Role Provisioning Services 2.0: who is in a context.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::Url;

use super::call::{Call, append_query};
use super::paging::{Page, Paged};
use super::verdict::{ServiceError, json};
use crate::claims::{LTI, custom_of};
use crate::lenient;
use crate::roles::Roles;

/// The scope of the service.
pub const SCOPE: &str = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
/// The media type of a roster.
pub const MEDIA_TYPE: &str = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";

/// What to ask for (NRPS).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Only members with this role: a URI, or its short name.
    pub role: Option<String>,
    /// Members of a page. Platforms page by themselves as they like; Moodle only where this is
    /// given.
    pub limit: Option<u32>,
    /// Only those who may open this resource link, with what the link would send for each.
    pub resource_link_id: Option<String>,
}

/// Asks for the members of a context.
#[must_use]
pub fn members(context_memberships_url: &Url, query: &Query) -> Paged<Roster> {
    let limit = query.limit.map(|limit| limit.to_string());
    let parameters = [
        ("role", query.role.as_deref()),
        ("limit", limit.as_deref()),
        ("rlid", query.resource_link_id.as_deref()),
    ];
    let url = append_query(context_memberships_url, &parameters);
    Paged::new(Call::get(url, MEDIA_TYPE, &[SCOPE]))
}

/// Asks for what has changed since a roster was read ([`super::Whole::differences`]). Members who
/// have left come with [`Status::Deleted`]; who is not named has not changed.
#[must_use]
pub fn differences(url: &Url) -> Paged<Roster> {
    Paged::new(Call::get(url.clone(), MEDIA_TYPE, &[SCOPE]))
}

/// Whether somebody takes part (NRPS).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Takes part; also what is meant where nothing is said.
    Active,
    /// Does not take part for now. Unknown words are read so: they give nobody a right.
    Inactive,
    /// Has left; only in differences.
    Deleted,
}

/// One member.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Identifier, as the subject of the person's launches.
    pub user_id: String,
    /// Roles in the context.
    pub roles: Roles,
    /// Whether they take part.
    pub status: Status,
    /// Full name.
    pub name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// A picture's address.
    pub picture: Option<Url>,
    /// Identifier of the student information system.
    pub lis_person_sourcedid: Option<String>,
    /// Identifier of LTI 1.1, without any proof.
    pub lti11_legacy_user_id: Option<String>,
    /// What the resource link would send, where one was asked for. Not signed.
    pub messages: Vec<Map<String, Value>>,
    /// Members that the standard does not have, such as Moodle's `ext_user_username`.
    pub others: Map<String, Value>,
}

impl Member {
    /// Custom parameters that the resource link would send.
    #[must_use]
    pub fn custom(&self) -> BTreeMap<String, String> {
        let name = format!("{LTI}custom");
        let all = self.messages.iter().filter_map(|one| one.get(&name));
        all.flat_map(custom_of).collect()
    }
}

/// The members of a context.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Roster {
    /// The context's identifier.
    pub context_id: Option<String>,
    /// The context's full name.
    pub context_title: Option<String>,
    /// The context's short name.
    pub context_label: Option<String>,
    /// The members.
    pub members: Vec<Member>,
    /// How many entries could not be read, because they name nobody. Whoever removes those who are
    /// not in a roster should not do it then.
    pub unreadable: usize,
}

impl Page for Roster {
    fn read(body: &[u8]) -> Result<Self, ServiceError> {
        let answer = json(body)?;
        let entries = answer.get("members").and_then(Value::as_array);
        // A body without the list is an error page, not an empty class.
        let entries = entries.ok_or(ServiceError::Malformed("members"))?;
        let members: Vec<Member> = entries.iter().filter_map(member).collect();
        let context = answer.get("context").unwrap_or(&Value::Null);
        Ok(Self {
            context_id: lenient::identifier(context, "id"),
            context_title: lenient::text(context, "title"),
            context_label: lenient::text(context, "label"),
            unreadable: entries.len() - members.len(),
            members,
        })
    }

    fn append(&mut self, next: Self) {
        self.members.extend(next.members);
        self.unreadable += next.unreadable;
    }
}

const KNOWN: [&str; 12] = [
    "user_id",
    "roles",
    "status",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "email",
    "picture",
    "lis_person_sourcedid",
    "lti11_legacy_user_id",
    "message",
];

fn member(entry: &Value) -> Option<Member> {
    let messages = match entry.get("message") {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_object).cloned().collect(),
        // Blackboard sends one without a list around it.
        Some(Value::Object(one)) => vec![one.clone()],
        _ => Vec::new(),
    };
    let status = match entry.get("status").and_then(Value::as_str) {
        None => Status::Active,
        Some(word) if word.eq_ignore_ascii_case("active") || word.is_empty() => Status::Active,
        Some(word) if word.eq_ignore_ascii_case("deleted") => Status::Deleted,
        Some(_) => Status::Inactive,
    };
    let roles = lenient::texts(entry, "roles");
    Some(Member {
        user_id: lenient::identifier(entry, "user_id")?,
        roles: Roles::read(roles.iter().map(String::as_str)),
        status,
        name: lenient::text(entry, "name"),
        given_name: lenient::text(entry, "given_name"),
        family_name: lenient::text(entry, "family_name"),
        middle_name: lenient::text(entry, "middle_name"),
        email: lenient::text(entry, "email"),
        picture: lenient::address(entry, "picture"),
        lis_person_sourcedid: lenient::identifier(entry, "lis_person_sourcedid"),
        lti11_legacy_user_id: lenient::identifier(entry, "lti11_legacy_user_id"),
        messages,
        others: lenient::others(entry, &KNOWN),
    })
}

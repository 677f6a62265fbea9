//! Course Groups service 1.0 (GS): the groups of a context and the sets they belong to.

use serde_json::Value;
use url::Url;

use super::call::{Call, append_query};
use super::paging::{Page, Paged};
use super::verdict::{ServiceError, json};
use crate::lenient;

/// The scope of the service.
pub const SCOPE: &str = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly";
/// The media type of groups.
pub const GROUPS: &str = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json";
/// The media type of sets.
pub const SETS: &str = "application/vnd.ims.lti-gs.v1.contextgroupsetcontainer+json";

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Identifier, unique within the context.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// A word that the platform's users gave it.
    pub tag: Option<String>,
    /// The set it belongs to; none if to none, or where all of a context belong to one.
    pub set_id: Option<String>,
}

/// A set of groups, such as the groups of one assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSet {
    /// Identifier, unique within the context.
    pub id: String,
    /// Name.
    pub name: Option<String>,
}

/// Asks for the groups of a context, all of them or one member's. `limit` is the groups of a page.
#[must_use]
pub fn groups(
    context_groups_url: &Url,
    user_id: Option<&str>,
    limit: Option<u32>,
) -> Paged<Vec<Group>> {
    let limit = limit.map(|limit| limit.to_string());
    let parameters = [("user_id", user_id), ("limit", limit.as_deref())];
    let url = append_query(context_groups_url, &parameters);
    Paged::new(Call::get(url, GROUPS, &[SCOPE]))
}

/// Asks for the sets of a context.
#[must_use]
pub fn sets(context_group_sets_url: &Url) -> Paged<Vec<GroupSet>> {
    Paged::new(Call::get(context_group_sets_url.clone(), SETS, &[SCOPE]))
}

fn entries(body: &[u8], name: &'static str) -> Result<Vec<Value>, ServiceError> {
    let answer = json(body)?;
    match answer {
        Value::Object(mut members) => match members.remove(name) {
            Some(Value::Array(list)) => Ok(list),
            _ => Err(ServiceError::Malformed(name)),
        },
        _ => Err(ServiceError::Malformed(name)),
    }
}

impl Page for Vec<Group> {
    fn read(body: &[u8]) -> Result<Self, ServiceError> {
        let read = |entry: &Value| {
            Some(Group {
                id: lenient::identifier(entry, "id")?,
                name: lenient::text(entry, "name"),
                tag: lenient::text(entry, "tag"),
                set_id: lenient::identifier(entry, "set_id"),
            })
        };
        let groups: Option<Self> = entries(body, "groups")?.iter().map(read).collect();
        groups.ok_or(ServiceError::Malformed("group's id"))
    }

    fn append(&mut self, next: Self) {
        self.extend(next);
    }
}

impl Page for Vec<GroupSet> {
    fn read(body: &[u8]) -> Result<Self, ServiceError> {
        let read = |entry: &Value| {
            Some(GroupSet {
                id: lenient::identifier(entry, "id")?,
                name: lenient::text(entry, "name"),
            })
        };
        let sets: Option<Self> = entries(body, "sets")?.iter().map(read).collect();
        sets.ok_or(ServiceError::Malformed("set's id"))
    }

    fn append(&mut self, next: Self) {
        self.extend(next);
    }
}

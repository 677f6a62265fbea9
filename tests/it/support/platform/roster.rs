//! Names and roles of the course, and its groups.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::grades::paged;
use super::token::authorise;
use super::{Misbehaviour, Shared};

const ROSTER: &str = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";
const GROUPS: &str = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json";
const SETS: &str = "application/vnd.ims.lti-gs.v1.contextgroupsetcontainer+json";
const MEMBERSHIP: &str =
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
const GROUP: &str = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly";

/// Somebody in the course.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The subject.
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) sourced_id: String,
    /// Short names of roles, as Moodle's rosters have them.
    pub(crate) roles: Vec<String>,
    /// `Active`, `Inactive` or `Deleted`.
    pub(crate) status: String,
    /// The number of the change that made it so; see `rel="differences"`.
    pub(crate) changed: u64,
    /// The links that they may open; none: all.
    pub(crate) links: Option<Vec<String>>,
}

impl Member {
    /// Somebody with one role.
    pub(crate) fn new(id: &str, username: &str, role: &str) -> Self {
        let mut name = username.to_owned();
        name[..1].make_ascii_uppercase();
        let family = if role == "Learner" {
            "Student"
        } else {
            "Teacher"
        };
        Self {
            id: id.to_owned(),
            username: username.to_owned(),
            name: format!("{name} {family}"),
            email: format!("{username}@example.com"),
            sourced_id: format!("{}-01", username.to_uppercase()),
            roles: vec![role.to_owned()],
            status: "Active".to_owned(),
            changed: 0,
            links: None,
        }
    }

    pub(super) fn course() -> Vec<Self> {
        vec![
            Self::new("4", "sam", "Learner"),
            Self::new("5", "sue", "Learner"),
            Self::new("3", "tina", "Instructor"),
        ]
    }

    pub(super) fn is_learner(&self) -> bool {
        self.roles.iter().any(|role| role == "Learner")
    }

    fn shown(&self, rlid: Option<&str>) -> Value {
        let (given, family) = self.name.split_once(' ').unwrap_or((&self.name, ""));
        let mut member = json!({
            "status": self.status, "roles": self.roles, "user_id": self.id,
            "lis_person_sourcedid": self.sourced_id, "name": self.name, "given_name": given,
            "family_name": family, "email": self.email, "ext_user_username": self.username,
        });
        if rlid.is_some() {
            member["message"] = json!([{
                "https://purl.imsglobal.org/spec/lti/claim/message_type": "LtiResourceLinkRequest"
            }]);
        }
        member
    }
}

/// A group of the course.
#[derive(Debug, Clone)]
pub(crate) struct StudyGroup {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Subjects.
    pub(crate) members: Vec<String>,
}

impl StudyGroup {
    pub(super) fn course() -> Vec<Self> {
        let group = |id: &str, name: &str, member: &str| Self {
            id: id.to_owned(),
            name: name.to_owned(),
            members: vec![member.to_owned()],
        };
        vec![group("g1", "Blue", "4"), group("g2", "Green", "5")]
    }
}

type Parameters = Query<BTreeMap<String, String>>;

pub(super) async fn members(
    State(shared): State<Shared>,
    Query(asked): Parameters,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &[MEMBERSHIP]) {
        return *refusal;
    }
    let _held = shared.rosters.read().await;
    let path = "/services/2/memberships";
    let known = shared.known();
    let since = asked.get("since").and_then(|text| text.parse::<u64>().ok());
    let newest = known
        .members
        .iter()
        .map(|member| member.changed)
        .max()
        .unwrap_or(0);
    let has_role = |roles: &[String]| {
        asked.get("role").is_none_or(|wanted| {
            let short = wanted.rsplit('#').next().unwrap_or(wanted);
            roles.iter().any(|role| role == short)
        })
    };
    let rlid = asked.get("rlid").map(String::as_str);
    let all: Vec<Value> = known
        .members
        .iter()
        .filter(|member| has_role(&member.roles))
        .filter(|member| match (rlid, &member.links) {
            (Some(link), Some(links)) => links.iter().any(|own| own == link),
            _ => true,
        })
        // Whoever was removed is told of in differences alone.
        .filter(|member| match since {
            Some(since) => member.changed > since,
            None => member.status != "Deleted",
        })
        .map(|member| member.shown(rlid))
        .collect();
    drop(known);
    let broken = shared.does(Misbehaviour::RosterWithoutMembers);
    let id = format!("{}{path}", shared.base);
    let mut response = paged(
        &shared,
        path,
        &asked,
        all,
        |page| {
            let context = json!({ "id": "2", "label": "NEG101", "title": "Negotiation" });
            if broken {
                json!({ "id": id, "context": context })
            } else {
                json!({ "id": id, "context": context, "members": page })
            }
        },
        ROSTER,
    );
    if !response.headers().contains_key(header::LINK) {
        let link = format!("<{id}?since={newest}>; rel=\"differences\"");
        let link = HeaderValue::from_str(&link).unwrap();
        response.headers_mut().append(header::LINK, link);
    }
    response
}

pub(super) async fn groups(
    State(shared): State<Shared>,
    Query(asked): Parameters,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &[GROUP]) {
        return *refusal;
    }
    let accepts = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    if accepts != Some(GROUPS) {
        return StatusCode::NOT_ACCEPTABLE.into_response();
    }
    let known = shared.known();
    let all: Vec<Value> = known
        .groups
        .iter()
        .filter(|group| {
            asked
                .get("user_id")
                .is_none_or(|user| group.members.contains(user))
        })
        .map(|group| json!({ "id": group.id, "name": group.name, "set_id": "s1" }))
        .collect();
    drop(known);
    let wrap = |page| json!({ "id": "groups", "groups": page });
    paged(&shared, "/services/2/groups", &asked, all, wrap, GROUPS)
}

pub(super) async fn sets(
    State(shared): State<Shared>,
    Query(asked): Parameters,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = authorise(&shared, &headers, &[GROUP]) {
        return *refusal;
    }
    let all = vec![json!({ "id": "s1", "name": "Teams" })];
    let wrap = |page| json!({ "id": "sets", "sets": page });
    paged(&shared, "/services/2/groupsets", &asked, all, wrap, SETS)
}

//! Rosters and groups.

use lti::services::names_and_roles::{Query, Roster, Status, differences, members};
use lti::services::{Answer, Paged, ServiceError, groups};
use serde_json::json;
use url::Url;

use super::{answer, with_header};
use crate::support::at;

const MOODLE: &str = include_str!("../../../../fixtures/lti/moodle45-nrps.json");
const MOODLE_LINK: &str = include_str!("../../../../fixtures/lti/moodle45-nrps-rlid.json");

fn url() -> Url {
    Url::parse("https://lms.example.org/members?type_id=1").unwrap()
}

fn read(answer: &Answer) -> Result<Roster, ServiceError> {
    let mut list = members(&url(), &Query::default());
    list.take(answer, at(0))?;
    Ok(list.finish()?.content)
}

#[test]
fn the_query_is_added_to_the_addresss_own() {
    let query = Query {
        role: Some("http://purl.imsglobal.org/vocab/lis/v2/membership#Learner".into()),
        limit: Some(50),
        resource_link_id: Some("a b".into()),
    };
    let list = members(&url(), &query);
    let call = list.next_call().unwrap();
    assert_eq!(
        call.url.as_str(),
        "https://lms.example.org/members?type_id=1&role=http%3A%2F%2Fpurl.imsglobal.org%2Fvocab%2F\
         lis%2Fv2%2Fmembership%23Learner&limit=50&rlid=a+b"
    );
    assert_eq!(
        call.accept,
        "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    );
}

#[test]
fn moodles_roster_is_read() {
    let roster = read(&answer(200, MOODLE)).unwrap();
    assert_eq!(roster.context_id.as_deref(), Some("2"));
    assert_eq!((roster.members.len(), roster.unreadable), (4, 0));
    // Roles are short names here.
    assert!(roster.members[0].roles.is_learner());
    assert!(roster.members[1].roles.is_instructor());
    let third = &roster.members[2];
    assert_eq!(third.name.as_deref(), Some("Søren Thrée"));
    assert_eq!(third.lis_person_sourcedid.as_deref(), Some("sis-student3"));
    assert_eq!(third.others["ext_user_username"], "student3");
}

#[test]
fn moodles_roster_of_a_link_is_read() {
    let roster = read(&answer(200, MOODLE_LINK)).unwrap();
    let member = &roster.members[0];
    assert_eq!(member.messages.len(), 1);
    assert!(member.custom().is_empty());
    let outcome = "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome";
    assert!(member.messages[0].contains_key(outcome));
}

#[test]
fn members_are_read_as_platforms_write_them() {
    let custom = "https://purl.imsglobal.org/spec/lti/claim/custom";
    let body = json!({ "members": [
        { "user_id": "1", "roles": ["Learner"] },
        { "user_id": 2, "roles": "Instructor", "status": "inactive" },
        { "user_id": "3", "roles": null, "status": "Deleted", "name": null, "email": "" },
        { "user_id": "4", "status": "Suspended", "picture": "javascript:alert(1)" },
        // Blackboard's message is no list.
        { "user_id": "5", "roles": [], "message": { custom: { "a": "b", "c": "$X.y" } } },
        { "roles": ["Learner"] },
        null,
    ]});
    let roster = read(&answer(200, &body.to_string())).unwrap();
    let statuses: Vec<Status> = roster.members.iter().map(|member| member.status).collect();
    assert_eq!(
        statuses,
        [
            Status::Active,
            Status::Inactive,
            Status::Deleted,
            Status::Inactive,
            Status::Active
        ]
    );
    assert_eq!(roster.unreadable, 2);
    assert_eq!(roster.members[1].user_id, "2");
    assert!(roster.members[1].roles.is_instructor());
    assert_eq!(roster.members[3].picture, None);
    let custom = roster.members[4].custom();
    assert_eq!(custom.len(), 1);
    assert_eq!(custom["a"], "b");
}

#[test]
fn what_is_no_roster_is_no_empty_class() {
    for (body, what) in [
        ("", "JSON"),
        ("<html>", "JSON"),
        ("{}", "members"),
        ("[]", "members"),
        (r#"{"members":null}"#, "members"),
        (r#"{"members":{}}"#, "members"),
        (r#"{"error":"x"}"#, "members"),
    ] {
        assert_eq!(
            read(&answer(200, body)),
            Err(ServiceError::Malformed(what)),
            "{body}"
        );
    }
}

#[test]
fn differences_are_kept_for_later() {
    let mut list: Paged<Roster> = members(&url(), &Query::default());
    let page = with_header(
        answer(200, MOODLE),
        "Link",
        "<https://lms.example.org/members?since=7>; rel=\"differences\", \
         <https://lms.example.org/members?p=2>; rel=\"next\"",
    );
    list.take(&page, at(0)).unwrap();
    list.take(&answer(200, MOODLE), at(0)).unwrap();
    let whole = list.finish().unwrap();
    assert_eq!(whole.content.members.len(), 8);
    let later = differences(whole.differences.as_ref().unwrap());
    assert_eq!(
        later.next_call().unwrap().url.as_str(),
        "https://lms.example.org/members?since=7"
    );
    let mut list: Paged<Roster> = members(&url(), &Query::default());
    let foreign = with_header(
        answer(200, MOODLE),
        "Link",
        "<https://evil.example.org/members>; rel=\"differences\"",
    );
    list.take(&foreign, at(0)).unwrap();
    assert_eq!(list.finish().unwrap().differences, None);
}

#[test]
fn groups_and_their_sets_are_read() {
    let groups_url = Url::parse("https://lms.example.org/groups").unwrap();
    let mut list = groups::groups(&groups_url, Some("5"), None);
    assert_eq!(list.next_call().unwrap().url.query(), Some("user_id=5"));
    let body = json!({ "id": "x", "groups": [
        { "id": "g1", "name": "Monday", "tag": "lab", "set_id": "s1" }, { "id": 2 }
    ]});
    list.take(&answer(200, &body.to_string()), at(0)).unwrap();
    let found = list.finish().unwrap().content;
    assert_eq!(found[0].set_id.as_deref(), Some("s1"));
    assert_eq!(found[1].id, "2");
    let mut sets = groups::sets(&groups_url);
    let body = json!({ "sets": [{ "id": "s1", "name": "Labs" }] });
    sets.take(&answer(200, &body.to_string()), at(0)).unwrap();
    assert_eq!(
        sets.finish().unwrap().content[0].name.as_deref(),
        Some("Labs")
    );
    let mut broken = groups::groups(&groups_url, None, Some(10));
    for body in ["{}", "[]", r#"{"groups":[{}]}"#] {
        assert!(broken.take(&answer(200, body), at(0)).is_err(), "{body}");
    }
}

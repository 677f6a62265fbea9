//! What a launch tells of its course and of whoever launched.

use jiff::Timestamp;
use lti::launch::Launch;

use super::rounds::{RoundKind, hurry, wish};
use super::store::{self, MemberRow};
use super::{BY_LAUNCH, BY_ROSTER};
use uuid::Uuid;

use crate::groups::{self, GroupId};
use crate::people::PersonId;
use crate::store::{StoreError, Tx};

/// A verified launch whose person and group are known.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// The registration.
    pub platform: uuid::Uuid,
    /// What the launch says.
    pub launch: &'a Launch,
    /// The link that was launched, if it was one.
    pub resource_link: Option<&'a str>,
    /// Who launched.
    pub person: PersonId,
    /// The course's learning group.
    pub group: GroupId,
    /// The course in statements.
    pub iri: &'a str,
}

/// A course that somebody came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// The course.
    pub course: Uuid,
    /// Whether what statements call it belongs to another group since: facts are to be derived anew.
    pub regrouped: bool,
}

/// Remembers a course with its services, and who came from it; its roster is wished for. Without a
/// context, and of test accounts, there is nothing to remember.
pub async fn arrived(
    tx: &mut Tx,
    arrival: &Arrival<'_>,
    now: Timestamp,
) -> Result<Option<Met>, StoreError> {
    let launch = arrival.launch;
    let (Some(context), Some(subject)) = (&launch.context, &launch.subject) else {
        return Ok(None);
    };
    if launch.roles.is_test_user() {
        return Ok(None);
    }
    let grades = launch.assignment_and_grade.as_ref();
    let groups = launch.groups.as_ref();
    let mut scopes: Vec<&str> = grades
        .map(|claim| &claim.scopes[..])
        .into_iter()
        .chain(groups.map(|claim| &claim.scopes[..]))
        .flatten()
        .map(String::as_str)
        .collect();
    let rosters = launch.names_and_roles.as_ref().filter(|claim| {
        // Platforms that say nothing of versions mean the one that there is.
        let versions = &claim.service_versions;
        versions.is_empty() || versions.iter().any(|version| version == "2.0")
    });
    if rosters.is_some() {
        scopes.push(lti::services::names_and_roles::SCOPE);
    }
    let course = store::NewCourse {
        platform: arrival.platform,
        deployment: &launch.deployment_id,
        context: &context.id,
        title: context.title.as_deref().or(context.label.as_deref()),
        iri: arrival.iri,
        group: arrival.group,
        locale: launch.presentation.locale.as_deref(),
        taught: launch.roles.is_instructor(),
        resource_link: arrival.resource_link,
        memberships: rosters.map(|claim| claim.context_memberships_url.as_str()),
        line_items: grades.and_then(|claim| Some(claim.line_items.as_ref()?.as_str())),
        groups: groups.map(|claim| claim.context_groups_url.as_str()),
        group_sets: groups.and_then(|claim| Some(claim.context_group_sets_url.as_ref()?.as_str())),
        scopes: scopes.join(" "),
    };
    let (id, was_in) = store::remember(tx, &course, now).await?;
    let moved = was_in.is_some_and(|group| group != course.group);
    let regrouped = moved && groups::regroup(tx, id, course.group).await?;
    let member = MemberRow {
        subject: subject.clone(),
        person: arrival.person,
        learner: launch.roles.is_learner(),
        teacher: launch.roles.is_instructor(),
        present: true,
        locale: launch.presentation.locale.clone(),
    };
    store::meet(tx, id, &member, now).await?;
    if course.memberships.is_some() {
        // Nobody is in the other group until a roster says so.
        if moved {
            hurry(tx, id, RoundKind::Roster, now).await?;
        } else {
            wish(tx, id, RoundKind::Roster, now).await?;
        }
    }
    if course.line_items.is_some() {
        wish(tx, id, RoundKind::Results, now).await?;
    }
    Ok(Some(Met {
        course: id,
        regrouped,
    }))
}

/// Ends that somebody coaches a learning group because they taught, unless a course of the group
/// still has them for a teacher. What they are now is to be noted before. Whether it has ended.
pub async fn stop_coaching(
    tx: &mut Tx,
    group: GroupId,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if store::teaches(tx, group, person).await? {
        return Ok(false);
    }
    for reason in [BY_ROSTER, BY_LAUNCH] {
        groups::remove_coach(tx, group, person, reason, now).await?;
    }
    Ok(true)
}

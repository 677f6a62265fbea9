//! A verified launch becomes a person, a group, and the right page.

use axum::http::HeaderMap;
use jiff::Timestamp;
use lti::launch::{Launch, Message};
use lti::return_url::Return;
use serde_json::Value;
use uuid::Uuid;

use super::joining::{self, Joining, Somebody};
use super::refusal::{Refusal, refused};
use super::views::View;
use super::{deep_linking, identify, statement, store};
use crate::courses::{self, Met, RoundKind};
use crate::grades;
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::platforms::{self, Platform};
use crate::problem::Problem;
use crate::sso::{self, Entrance, Role, Roles, SignedIn, Visit};
use crate::state::App;
use crate::statements::Identity;
use crate::store::Tx;

/// How somebody who came is let in, and where to.
pub(super) struct Arrival {
    pub(super) signed_in: SignedIn,
    /// What the landing of a frame is reached by.
    pub(super) landing: Option<String>,
    pub(super) to: String,
}

/// Minutes in which the landing has to be reached.
const LANDING_MINUTES: i64 = 10;

/// What a launch says of the course.
pub(super) struct Course {
    pub(super) iri: String,
    pub(super) group: GroupId,
    /// What statements call the group that an administrator has linked the course to.
    pub(super) identities: Vec<String>,
}

/// Takes a launch in, with which its login is used up: all of it becomes durable together.
/// Anonymous launches have nobody to show anything of.
pub(super) async fn arrive(
    app: &App,
    platform: &Platform,
    message: &Message,
    state: &str,
    headers: &HeaderMap,
    framed: bool,
) -> Result<Arrival, Refusal> {
    let launch = message.launch();
    let now = app.clock.now();
    let Some(subject) = &launch.subject else {
        return Err(refused(
            "anonymous",
            "the platform does not say who launches",
        ));
    };
    if matches!(message, Message::DeepLinking(_)) && !launch.roles.is_author() {
        return Err(refused(
            "content_author",
            "only those who make the course may choose content",
        ));
    }
    let mut tx = app.db.write().await?;
    if store::take_pending(&mut tx, state).await?.is_none() {
        return Err(refused("state", "the state was used meanwhile"));
    }
    let until = launch.remember_until;
    if !store::use_nonce(&mut tx, platform.id, &launch.nonce, until, now).await? {
        return Err(refused("replay", "the token was used before"));
    }
    // In the order in which the projector takes them: agents, groups, persons. Otherwise the two
    // could wait for each other.
    let agents = identify::agents(app, &mut tx, platform, launch, subject).await?;
    let course = course(app, &mut tx, platform, launch).await?;
    let person = identify::person(app, &mut tx, platform, launch, subject, &agents).await?;
    let reviewed = match message {
        Message::SubmissionReview(request) => {
            let issuer = platform.people_issuer();
            people::by_subject(&mut tx, &issuer, &request.for_user.user_id).await?
        }
        _ => None,
    };
    let group = course.as_ref().map(|course| course.group);
    let choice = match message {
        Message::DeepLinking(request) => {
            Some(deep_linking::begin(app, &mut tx, platform, request, person, group).await?)
        }
        _ => None,
    };
    let known = match &course {
        Some(course) => remember(&mut tx, platform, message, person, course, now).await?,
        None => None,
    };
    let roles = rights(app, &mut tx, platform, launch, person, group).await?;
    let agent = agents.first().map(|(agent, _)| agent);
    let joining = match (&course, known, agent) {
        (Some(course), Some(met), Some(agent)) => {
            let somebody = Somebody {
                person,
                agent,
                subject,
            };
            joining::joining(
                app, &mut tx, platform, launch, course, met.course, &somebody,
            )
            .await?
        }
        _ => Joining::default(),
    };
    let said = said(app, platform, message, agent, course.as_ref(), &joining);
    let mentor = launch.roles.is_mentor() && !launch.mentored.is_empty();
    let visit = Visit {
        framed_by: framed.then(|| platform.frame_origins()),
        return_url: way_back(launch),
        locale: launch.presentation.locale.clone(),
        group,
        join: joining.offered,
        mentor_of: mentor.then(|| platform.people_issuer()),
    };
    let entrance = Entrance {
        person,
        roles,
        visit: Some(&visit),
        voucher: None,
        headers,
    };
    let signed_in = sso::begin_within(app, &mut tx, &entrance).await?;
    let landing = if framed {
        let minutes = LANDING_MINUTES;
        Some(sso::make_link_within(&mut tx, person, roles, Some(&visit), now, minutes).await?)
    } else {
        None
    };
    // Last, for it is what launches of a platform wait for each other at.
    platforms::launched(&mut tx, platform.id, now).await?;
    let regrouped = known.is_some_and(|met| met.regrouped);
    app.renewals.commit(tx, regrouped).await?;
    statement::write(app, &said).await?;
    let to = choice.unwrap_or_else(|| page(launch, &visit, reviewed));
    Ok(Arrival {
        signed_in,
        landing,
        to,
    })
}

/// What the log is told of a launch.
fn said(
    app: &App,
    platform: &Platform,
    message: &Message,
    agent: Option<&Identity>,
    course: Option<&Course>,
    joining: &Joining,
) -> Vec<Value> {
    // Choosing what a course links to is no use of the course.
    let (Some(agent), false) = (agent, matches!(message, Message::DeepLinking(_))) else {
        return Vec::new();
    };
    // Whoever acts in a group is in it: before they have joined, a launch is not an act there, and
    // a mentor's never is.
    let roles = &message.launch().roles;
    let belongs = roles.is_learner() || roles.is_instructor();
    let course = course.filter(|_| belongs && joining.offered.is_none());
    let course = course.map(|course| (course.iri.as_str(), &course.identities[..]));
    let launched = statement::launched(app, agent, platform, message, course);
    joining.joined.iter().cloned().chain([launched]).collect()
}

/// Remembers the course with who came from it, and asks for what it shows.
async fn remember(
    tx: &mut Tx,
    platform: &Platform,
    message: &Message,
    person: PersonId,
    course: &Course,
    now: Timestamp,
) -> Result<Option<Met>, Problem> {
    let launch = message.launch();
    let arrival = courses::Arrival {
        platform: platform.id,
        launch,
        resource_link: match message {
            Message::ResourceLink(request) => Some(&request.resource_link.id),
            _ => None,
        },
        person,
        group: course.group,
        iri: &course.iri,
    };
    let known = courses::arrived(tx, &arrival, now).await?;
    if let Some(met) = known {
        meet_column(tx, platform, launch, met.course, now).await?;
    }
    Ok(known)
}

/// A link that was picked with a column of the gradebook is launched: the column, if it is not known
/// yet or the one before is gone, is looked for at once; if another is known, whether that is there.
async fn meet_column(
    tx: &mut Tx,
    platform: &Platform,
    launch: &Launch,
    course: Uuid,
    now: Timestamp,
) -> Result<(), Problem> {
    let view = View::of(launch);
    let column = launch.assignment_and_grade.as_ref();
    let column = column.and_then(|claim| claim.line_item.as_ref());
    let (Some(competency), Some(tag), Some(url)) = (view.competency(), view.tag(), column) else {
        return Ok(());
    };
    let mut known = grades::columns(tx, course).await?.into_iter();
    let known = known.find(|known| known.competency == competency && known.measure().tag() == tag);
    match known.filter(|known| !known.is_gone()) {
        None => {
            courses::hurry(tx, course, RoundKind::Results, now).await?;
        }
        Some(known) if known.is_there() && known.url.as_deref() != Some(url.as_str()) => {
            grades::look(tx, platform.id, known.id, now).await?;
        }
        Some(_) => {}
    }
    Ok(())
}

/// The return address, as far as it can be shown as a link.
fn way_back(launch: &Launch) -> Option<String> {
    let url = Return::default().url(launch.presentation.return_url.as_ref()?)?;
    Some(url.to_string())
}

/// What the person may do, by their roles in the course alone. What an earlier launch of this course
/// gave and this one does not is taken back. What they are in the course is remembered before.
async fn rights(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    launch: &Launch,
    person: PersonId,
    group: Option<GroupId>,
) -> Result<Roles, Problem> {
    let teaches = launch.roles.is_instructor() && !launch.roles.is_test_user();
    if let Some(group) = group {
        let now = app.clock.now();
        if teaches {
            groups::add_coach(tx, group, person, courses::BY_LAUNCH, now).await?;
        } else {
            courses::stop_coaching(tx, group, person, now).await?;
        }
    }
    let mentored = if launch.roles.is_mentor() && !launch.roles.is_test_user() {
        &launch.mentored[..]
    } else {
        &[]
    };
    people::mentors(tx, person, &platform.people_issuer(), mentored).await?;
    Ok(if teaches {
        Roles::of(Role::Coach)
    } else {
        Roles::default()
    })
}

/// The course's group: what an administrator linked it to, or one of its own.
async fn course(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    launch: &Launch,
) -> Result<Option<Course>, Problem> {
    let Some(context) = &launch.context else {
        return Ok(None);
    };
    if launch.roles.is_test_user() {
        return Ok(None);
    }
    let iri = statement::course_iri(&app.base_url, platform, launch, &context.id);
    let linked = platforms::context(tx, platform.id, &launch.deployment_id, &context.id).await?;
    let group = match linked {
        Some(group) => group,
        None => courses::own_group(tx, &iri, context.title.as_deref(), app.clock.now()).await?,
    };
    let identities = if linked.is_some() {
        groups::identities(tx, group).await?
    } else {
        Vec::new()
    };
    Ok(Some(Course {
        iri,
        group,
        identities,
    }))
}

/// The page: what the link's custom parameters choose, or what fits the role. No page shows more
/// than the session's rights, whatever is chosen.
fn page(launch: &Launch, visit: &Visit, reviewed: Option<PersonId>) -> String {
    if let Some(person) = reviewed {
        return format!("/people/{person}");
    }
    let view = View::of(launch);
    match (launch.roles.is_instructor(), visit.group, view) {
        (true, Some(group), View::Board) => format!("/groups/{group}#board"),
        (true, Some(group), _) => format!("/groups/{group}"),
        (true, None, _) => "/groups".to_owned(),
        (false, _, _) if visit.mentor_of.is_some() => "/mentored".to_owned(),
        (false, _, _) if visit.join.is_some() => "/lti/join".to_owned(),
        (false, Some(group), View::Board) => format!("/groups/{group}/board"),
        (false, _, View::Competency(iri) | View::Goal(iri)) => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("competency", &iri)
                .finish();
            format!("/me?{query}")
        }
        (false, _, View::Group | View::Board) => "/me".to_owned(),
    }
}

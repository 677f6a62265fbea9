//! A verified launch becomes a person, a group, and the right page.

use jiff::Timestamp;
use lti::launch::{Launch, Message};
use lti::return_url::Return;
use uuid::Uuid;

use super::refusal::{Refusal, refused};
use super::views::View;
use super::{deep_linking, identify, statement, store};
use crate::courses::{self, RoundKind};
use crate::engagement;
use crate::grades;
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::platforms::{self, Platform};
use crate::problem::Problem;
use crate::sso::{Role, Roles, Visit};
use crate::state::App;
use crate::store::Tx;

/// Who came, and where to.
pub(super) struct Arrival {
    pub(super) person: PersonId,
    pub(super) roles: Roles,
    pub(super) visit: Visit,
    pub(super) to: String,
}

/// What a launch says of the course.
struct Course {
    iri: String,
    group: GroupId,
    /// What statements call the group.
    identities: Vec<String>,
}

/// Takes a launch in. Anonymous launches have nobody to show anything of.
pub(super) async fn arrive(
    app: &App,
    platform: &Platform,
    message: &Message,
    framed: bool,
) -> Result<Arrival, Refusal> {
    let launch = message.launch();
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let until = launch.remember_until;
    if !store::use_nonce(&mut tx, platform.id, &launch.nonce, until, now).await? {
        return Err(refused("replay", "the token was used before"));
    }
    let Some(subject) = &launch.subject else {
        tx.commit().await?;
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
    // In the order in which the projector takes them: agents, groups, persons. Otherwise the two
    // could wait for each other.
    let agents = identify::agents(app, &mut tx, platform, launch, subject).await?;
    let course = course(app, &mut tx, platform, launch).await?;
    let person = identify::person(app, &mut tx, platform, launch, subject, &agents).await?;
    let roles = rights(app, &mut tx, platform, launch, person, course.as_ref()).await?;
    if let Some(course) = &course {
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
        if let Some(course) = courses::arrived(&mut tx, &arrival, now).await? {
            meet_column(&mut tx, launch, course, now).await?;
        }
    }
    platforms::launched(&mut tx, platform.id, now).await?;
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
    tx.commit().await?;
    let agent = agents.first().map(|(agent, _)| agent);
    let mut join = None;
    if let (Some(course), Some(agent), true) = (&course, agent, launch.roles.is_learner()) {
        let title = launch
            .context
            .as_ref()
            .and_then(|context| context.title.as_deref());
        let joined = statement::joined(agent, platform, launch, &course.iri, title);
        let member = statement::is_written(app, &joined).await?
            || is_member(app, course.group, person).await?;
        join = (!member).then_some(joined);
    }
    // Choosing what a course links to is no use of the course.
    if let (Some(agent), None) = (agent, &choice) {
        // Whoever acts in a group is in it: before they have joined, a launch is not an act there,
        // and a mentor's never is.
        let belongs = launch.roles.is_learner() || launch.roles.is_instructor();
        let course = course.as_ref().filter(|_| join.is_none() && belongs);
        let course = course.map(|course| (course.iri.as_str(), &course.identities[..]));
        let launched = statement::launched(app, agent, platform, message, course);
        statement::write(app, launched).await?;
    }
    let mentor = launch.roles.is_mentor() && !launch.mentored.is_empty();
    let visit = Visit {
        framed_by: framed.then(|| platform.frame_origins()),
        return_url: way_back(launch),
        locale: launch.presentation.locale.clone(),
        group,
        join,
        mentor_of: mentor.then(|| platform.people_issuer()),
    };
    let to = choice.unwrap_or_else(|| page(launch, &visit, reviewed));
    Ok(Arrival {
        person,
        roles,
        visit,
        to,
    })
}

/// A link that was picked with a column of the gradebook is launched: the column, if it is not known
/// yet, is looked for at once.
async fn meet_column(
    tx: &mut Tx,
    launch: &Launch,
    course: Uuid,
    now: Timestamp,
) -> Result<(), Problem> {
    let view = View::of(launch);
    let column = launch.assignment_and_grade.as_ref();
    let column = column.and_then(|claim| claim.line_item.as_ref());
    let (Some(competency), Some(tag), Some(_)) = (view.competency(), view.tag(), column) else {
        return Ok(());
    };
    let known = grades::columns(tx, course).await?;
    let is_known = known
        .iter()
        .any(|known| known.competency == competency && known.measure().tag() == tag);
    if !is_known {
        courses::hurry(tx, course, RoundKind::Results, now).await?;
    }
    Ok(())
}

/// Whether somebody is in a group by another way than this course's.
async fn is_member(app: &App, group: GroupId, person: PersonId) -> Result<bool, Problem> {
    let mut tx = app.db.read().await?;
    let members = engagement::members(&mut tx, group, app.today()).await?;
    Ok(members.iter().any(|member| member.id == person))
}

/// The return address, as far as it can be shown as a link.
fn way_back(launch: &Launch) -> Option<String> {
    let url = Return::default().url(launch.presentation.return_url.as_ref()?)?;
    Some(url.to_string())
}

/// What the person may do, by their roles in the course alone. What an earlier launch gave and this
/// one does not is taken back.
async fn rights(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    launch: &Launch,
    person: PersonId,
    course: Option<&Course>,
) -> Result<Roles, Problem> {
    let teaches = launch.roles.is_instructor() && !launch.roles.is_test_user();
    if let Some(course) = course {
        if teaches {
            groups::add_coach(tx, course.group, person, REASON, app.clock.now()).await?;
        } else {
            groups::remove_coach(tx, course.group, person, REASON).await?;
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

/// Why a launch makes somebody a coach.
const REASON: &str = "lti_launch";

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
        None => own_group(app, tx, &iri, context.title.as_deref()).await?,
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

async fn own_group(
    app: &App,
    tx: &mut Tx,
    iri: &str,
    title: Option<&str>,
) -> Result<GroupId, Problem> {
    let now = app.clock.now();
    let identity = format!("activity {iri}");
    let named = groups::Named {
        identity: &identity,
        name: title,
        at: now.as_microsecond(),
    };
    let keys = groups::ensure(tx, &[named], now).await?;
    let keys: Vec<i64> = keys.into_values().collect();
    let found = groups::ids(tx, &keys).await?;
    found
        .into_values()
        .next()
        .ok_or_else(|| Problem::internal(anyhow::anyhow!("the course's group was not made")))
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

//! How a learner comes into the group of their course.
//!
//! Where the platform's roster says who learns in a course, nobody is asked: whoever launches is in
//! the group as the roster will say, until it says otherwise. Where there is none, they are asked.

use lti::launch::Launch;
use serde_json::Value;
use uuid::Uuid;

use super::arrive::Course;
use super::statement;
use crate::courses::{self, COURSE, Membership};
use crate::engagement;
use crate::people::PersonId;
use crate::platforms::Platform;
use crate::problem::Problem;
use crate::state::App;
use crate::statements::Identity;
use crate::store::Tx;

/// Whoever launched.
pub(super) struct Somebody<'s> {
    pub(super) person: PersonId,
    /// Who, in statements.
    pub(super) agent: &'s Identity,
    /// Who, at the platform.
    pub(super) subject: &'s str,
}

/// What is to be said of a learner and their course's group; nothing if they are in it, or are not
/// to be.
#[derive(Default)]
pub(super) struct Joining {
    /// That they have joined: it holds without being asked.
    pub(super) joined: Option<Value>,
    /// That they join, if they agree.
    pub(super) offered: Option<Value>,
}

pub(super) async fn joining(
    app: &App,
    tx: &mut Tx,
    platform: &Platform,
    launch: &Launch,
    course: &Course,
    id: Uuid,
    somebody: &Somebody<'_>,
) -> Result<Joining, Problem> {
    // Who teaches learns in no group of the course.
    if !launch.roles.is_learner() || launch.roles.is_instructor() {
        return Ok(Joining::default());
    }
    let title = launch.context.as_ref().and_then(|context| {
        let title = context.title.as_deref();
        title.or(context.label.as_deref())
    });
    let (activity, title) = courses::group_activity(&course.iri, title, &course.identities);
    let rostered = courses::is_rostered(tx, platform, id).await?;
    let membership = Membership {
        platform,
        agent: somebody.agent,
        name: launch.profile.name.as_deref(),
        subject: somebody.subject,
        activity,
        title,
        joins: true,
        joining: 1,
        reason: if rostered { "launched" } else { "agreed" },
    };
    let joined = membership.statement(app.clock.now());
    if statement::is_written(tx, &joined).await? {
        return Ok(Joining::default());
    }
    if rostered {
        // Whom a roster has had in the group already, it has the last word on.
        let seat = courses::seat(tx, id, somebody.subject, COURSE).await?;
        return Ok(Joining {
            joined: seat.is_none().then_some(joined),
            offered: None,
        });
    }
    // They may be in the group by another way than this course's.
    let membership = engagement::membership(tx, course.group, app.today()).await?;
    let is_member = membership.has(somebody.person);
    Ok(Joining {
        joined: None,
        offered: (!is_member).then_some(joined),
    })
}

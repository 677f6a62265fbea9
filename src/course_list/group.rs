//! Which group launches from a course open, if it is to be another than the course's own.

use jiff::Timestamp;
use uuid::Uuid;

use crate::audit::{self, Act, AuditError, Author, Change};
use crate::courses::{self, Course};
use crate::groups::{self, Group, GroupId};
use crate::message::Message;
use crate::platforms;
use crate::store::{StoreError, Tx};

/// Why launches from a course do not open another group.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// No group is called so.
    #[error(
        "no group is called {0:?}: give the address of its page, its identifier, or what statements call it. A \
         group is there once it was made on its page or in a statement"
    )]
    NoGroup(String),
    /// The course is linked to no group.
    #[error("the course is linked to no group: its launches open its own")]
    NotLinked,
    /// The audit log cannot be kept.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LinkError {
    /// What whoever says it can mend, in words; none where there is nothing to mend.
    #[must_use]
    pub fn said(&self) -> Option<Message> {
        match self {
            Self::NoGroup(text) => {
                Some(Message::new("refused-course-no-group").with("group", text.as_str()))
            }
            Self::NotLinked | Self::Audit(_) | Self::Store(_) => None,
        }
    }
}

/// A platform's course by what the platform calls it. It need not have been launched yet.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// The platform.
    pub platform: Uuid,
    /// The deployment.
    pub deployment: &'p str,
    /// The context.
    pub context: &'p str,
}

impl<'p> Place<'p> {
    /// That of a course.
    #[must_use]
    pub fn of(course: &'p Course) -> Self {
        Self {
            platform: course.platform,
            deployment: &course.deployment_id,
            context: &course.context_id,
        }
    }

    async fn course(&self, tx: &mut Tx) -> Result<Option<Course>, StoreError> {
        courses::find(tx, self.platform, self.deployment, self.context).await
    }

    /// What the audit log calls it.
    fn named(&self, course: Option<&Course>) -> String {
        course.map_or_else(
            || format!("{} {} {}", self.platform, self.deployment, self.context),
            |course| course.id.to_string(),
        )
    }
}

/// What became of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The group that launches open from now on; none where that is the own group of a course that has not
    /// been launched yet.
    pub group: Option<Group>,
    /// Whether the course has been launched.
    pub launched: bool,
    /// Whether what statements call the course belongs to another group now: facts are to be derived anew.
    pub regrouped: bool,
}

async fn moved(
    tx: &mut Tx,
    course: Option<&Course>,
    group: Option<GroupId>,
    now: Timestamp,
) -> Result<Linked, StoreError> {
    let regrouped = match (course, group) {
        (Some(course), Some(group)) => courses::move_to(tx, course, group, now).await?,
        _ => false,
    };
    Ok(Linked {
        group: match group {
            Some(group) => groups::find(tx, group).await?,
            None => None,
        },
        launched: course.is_some(),
        regrouped,
    })
}

/// Has launches from a course open a group, which is named as [`groups::named`] reads it, and brings who is in
/// the course into it. What happened in the group before stays there.
pub async fn link(
    tx: &mut Tx,
    place: Place<'_>,
    name: &str,
    author: &Author,
    now: Timestamp,
) -> Result<Linked, LinkError> {
    let Some(group) = groups::named(tx, name).await? else {
        return Err(LinkError::NoGroup(name.to_owned()));
    };
    let Place {
        platform,
        deployment,
        context,
    } = place;
    platforms::link_context(tx, platform, deployment, context, group.id).await?;
    let course = place.course(tx).await?;
    let change = Change::to(place.named(course.as_ref()), group.id.to_string());
    audit::record(tx, author, Act::CourseLinked, change, now).await?;
    Ok(moved(tx, course.as_ref(), Some(group.id), now).await?)
}

/// Has launches from a course open its own group again.
pub async fn unlink(
    tx: &mut Tx,
    place: Place<'_>,
    author: &Author,
    now: Timestamp,
) -> Result<Linked, LinkError> {
    let (platform, deployment, context) = (place.platform, place.deployment, place.context);
    if !platforms::unlink_context(tx, platform, deployment, context).await? {
        return Err(LinkError::NotLinked);
    }
    let course = place.course(tx).await?;
    let own = match &course {
        Some(course) => {
            let title = course.title.as_deref();
            Some(courses::own_group(tx, &course.iri, title, now).await?)
        }
        None => None,
    };
    let change = Change::to(place.named(course.as_ref()), "its own group");
    audit::record(tx, author, Act::CourseUnlinked, change, now).await?;
    Ok(moved(tx, course.as_ref(), own, now).await?)
}

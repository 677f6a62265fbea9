//! Which group launches from a course open, if it is to be another than the course's own.

use jiff::Timestamp;
use uuid::Uuid;

use crate::audit::{self, Act, AuditError, Author, Change};
use crate::courses;
use crate::groups::{self, Group};
use crate::message::Message;
use crate::platforms;
use crate::store::{StoreError, Tx};

/// Why launches from a course do not open a group.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The platform has no such course.
    #[error("there is no such course")]
    NoCourse,
    /// No group is called so.
    #[error("no group is called {0:?}")]
    NoGroup(String),
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
            Self::NoCourse | Self::Audit(_) | Self::Store(_) => None,
        }
    }
}

/// Has launches from a platform's course open a group, which is named as [`groups::named`] reads it, from the
/// next launch on. What happened in the group before stays there.
pub async fn link(
    tx: &mut Tx,
    (platform, course): (Uuid, Uuid),
    name: &str,
    author: &Author,
    now: Timestamp,
) -> Result<Group, LinkError> {
    let found = courses::by_id(tx, course).await?;
    let found = found.filter(|found| found.platform == platform);
    let course = found.ok_or(LinkError::NoCourse)?;
    let Some(group) = groups::named(tx, name).await? else {
        return Err(LinkError::NoGroup(name.to_owned()));
    };
    let (deployment, context) = course.place();
    platforms::link_context(tx, platform, &deployment, &context, group.id).await?;
    let change = Change::to(course.id, group.id.to_string());
    audit::record(tx, author, Act::CourseLinked, change, now).await?;
    Ok(group)
}

//! What apps' statements call a course: the IRI of its page at the platform. What happens there belongs
//! to the course's learning group, if the statement names no other (`domain.md` 5.2). LTI tells an
//! identifier of the course and never such an IRI, so an administrator says it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use uuid::Uuid;
use xapi_schemas::is_iri;

use super::Course;
use crate::audit::{self, Act, AuditError, Author, Change};
use crate::groups;
use crate::message::Message;
use crate::platforms::Platform;
use crate::store::{StoreError, Tx};

/// Most IRIs of one course.
const MOST: usize = 20;
/// Longest IRI, in characters.
const LONGEST: usize = 2000;

/// Why a course cannot be called so.
#[derive(Debug, thiserror::Error)]
pub enum ActivityError {
    /// It is no IRI that an activity can have.
    #[error("{0:?} is not the IRI of an activity")]
    NoIri(String),
    /// It is what another course is called.
    #[error("{0} is what another course is called")]
    Taken(String),
    /// They are more than a course can have.
    #[error("a course is called by at most {MOST} IRIs")]
    Many,
    /// The course's group has become part of another, which the next launch tells.
    #[error("the course's group is part of another now")]
    NoGroup,
    /// The audit log cannot be kept.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ActivityError {
    /// What whoever says it can mend, in words; none where the gateway failed.
    #[must_use]
    pub fn said(&self) -> Option<Message> {
        Some(match self {
            Self::NoIri(iri) => Message::new("refused-course-iri").with("iri", iri.as_str()),
            Self::Taken(iri) => Message::new("refused-course-taken").with("iri", iri.as_str()),
            Self::Many => Message::new("refused-course-many").with("most", MOST as i64),
            Self::NoGroup => Message::new("refused-course-group"),
            Self::Audit(_) | Self::Store(_) => return None,
        })
    }
}

/// The IRI that a platform's product is known to give the course: Moodle's issuer is the address of the
/// site, its context identifier the number of the course, and its plugin for xAPI names a course by the
/// address of its page. Of other products neither is known to hold.
#[must_use]
pub fn proposed(platform: &Platform, context_id: &str) -> Option<String> {
    let is_number = !context_id.is_empty() && context_id.bytes().all(|it| it.is_ascii_digit());
    if !platform.is_moodle() || !is_number {
        return None;
    }
    let site = platform.issuer.trim_end_matches('/');
    Some(format!("{site}/course/view.php?id={context_id}"))
}

/// What courses are called in statements; one that is called nothing is left out.
pub async fn called(
    tx: &mut Tx,
    courses: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, BTreeSet<String>>, StoreError> {
    groups::activities_of(tx, courses).await
}

/// Says what a course is called in statements: all of it, in place of what was said before. Facts are to
/// be derived anew after that if it is true that anything changed.
pub async fn call(
    tx: &mut Tx,
    course: &Course,
    iris: impl IntoIterator<Item = &str>,
    author: &Author,
    now: Timestamp,
) -> Result<bool, ActivityError> {
    let wanted: BTreeSet<&str> = iris.into_iter().map(str::trim).collect();
    if wanted.len() > MOST {
        return Err(ActivityError::Many);
    }
    let known = called(tx, [course.id]).await?.remove(&course.id);
    let known = known.unwrap_or_default();
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    if wanted == known {
        return Ok(false);
    }
    let key = groups::key_of(tx, course.group_id).await?;
    let key = key.ok_or(ActivityError::NoGroup)?;
    for iri in wanted.difference(&known) {
        if !is_iri(iri) || iri.chars().count() > LONGEST {
            return Err(ActivityError::NoIri((*iri).to_owned()));
        }
        if !groups::add_activity(tx, iri, course.id, key).await? {
            return Err(ActivityError::Taken((*iri).to_owned()));
        }
    }
    for iri in known.difference(&wanted) {
        groups::remove_activity(tx, iri, course.id).await?;
    }
    let said: Vec<&str> = wanted.into_iter().collect();
    let change = Change::to(course.id, said.join(" "));
    audit::record(tx, author, Act::CourseCalled, change, now).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_of_a_product_is_proposed() {
        let mut platform = Platform {
            issuer: "https://lms.example.org/".into(),
            product_family: Some("moodle".into()),
            ..Platform::default()
        };
        assert_eq!(
            proposed(&platform, "12").as_deref(),
            Some("https://lms.example.org/course/view.php?id=12")
        );
        assert_eq!(proposed(&platform, "CL101"), None);
        assert_eq!(proposed(&platform, ""), None);
        platform.product_family = Some("canvas".into());
        assert_eq!(proposed(&platform, "12"), None);
    }
}

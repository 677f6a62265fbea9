//! Rosters of courses (NRPS 2.0): who is in a learning group because a platform says so.
//!
//! - A roster is read to its end or not at all. One that is broken, of another course or empty
//!   where somebody has launched changes nothing.
//! - Whoever is no longer in it, or is inactive there, leaves the group by a statement; what they
//!   did stays. Who comes back joins again.
//! - Between whole rosters, one a day, only what has changed is asked for where the platform offers
//!   it.
//! - Persons are found by what the registration vouches for alone ([`crate::courses::identify`]).

mod people;
mod plan;
mod seats;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lti::services::names_and_roles::{self, Query, Roster};
use lti::services::{ServiceError, Whole};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::courses::{self, Course, Done, Round, RoundKind, Setting, Trouble, whole};
use crate::groups::{self, GroupId};
use crate::platforms::Platform;

pub use plan::{Basis, Gone, Known, Plan, Present, plan};

/// What administrators set of rosters.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// From one to the next.
    pub period: Duration,
    /// Only learners are asked for; who teaches is known from launches.
    pub learners_only: bool,
    /// Only those are asked for who may open the link that was launched last.
    pub of_link: bool,
}

/// Reads rosters.
#[derive(Debug)]
pub struct Rosters {
    /// What it needs.
    pub setting: Setting,
    /// What was set.
    pub terms: Terms,
}

/// A whole roster is asked for this long after the last one.
const WHOLE_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// What the next round needs to know.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Memory {
    whole_at: Option<Timestamp>,
    differences: Option<Url>,
    /// Who was in the course came into this one: another gets all of them.
    group: Option<GroupId>,
}

/// What came.
struct Read {
    roster: Roster,
    basis: Basis,
    memory: Memory,
}

impl Round for Rosters {
    const KIND: RoundKind = RoundKind::Roster;

    fn period(&self) -> Duration {
        self.terms.period
    }

    async fn run(
        &self,
        course: &Course,
        platform: &Platform,
        state: Option<&str>,
    ) -> Result<Done, Trouble> {
        // What an earlier release kept and this one cannot read is asked for anew.
        let memory = state.and_then(|state| serde_json::from_str(state).ok());
        let course = self.linked(course).await?;
        let memory = memory.unwrap_or_default();
        let read = self.read(&course, platform, memory).await?;
        let mut tx = self.setting.db.read().await?;
        let known = courses::members(&mut tx, course.id).await?;
        let group = course.group_id;
        let by_roster = groups::coaches_because(&mut tx, group, courses::BY_ROSTER).await?;
        drop(tx);
        if let Some(context) = &read.roster.context_id
            && *context != course.context_id
        {
            return Err(Trouble::Unusable("the roster is of another course"));
        }
        let people_known = known.iter().any(|member| member.present);
        let is_whole = read.basis != Basis::Differences;
        if is_whole && !self.terms.learners_only && read.roster.members.is_empty() && people_known {
            return Err(Trouble::Unusable(
                "the roster is empty, and people have launched",
            ));
        }
        let known: Vec<Known> = known
            .into_iter()
            .map(|row| Known::of(row, &by_roster))
            .collect();
        let plan = plan(&known, &read.roster.members, read.basis);
        let people = people::apply(&self.setting, &course, platform, &plan, &self.terms).await?;
        seats::apply(&self.setting, &course, platform, &plan, &people).await?;
        let state = serde_json::to_string(&read.memory);
        Ok(Done {
            count: people::present(&self.setting, course.id).await?,
            state: state.ok(),
        })
    }
}

impl Rosters {
    /// What has changed, where that can be asked for and nothing speaks against it; else all.
    async fn read(
        &self,
        course: &Course,
        platform: &Platform,
        memory: Memory,
    ) -> Result<Read, Trouble> {
        let now = self.setting.clock.now();
        let recent = memory.whole_at.is_some_and(|at| {
            let age = now.duration_since(at);
            (SignedDuration::ZERO..WHOLE_EVERY).contains(&age)
        });
        // Differences do not tell who has changed teams within the course, nor who was there when it was
        // linked to another group.
        let mut tx = self.setting.db.read().await?;
        let teams = courses::teams(&mut tx, course.id).await?;
        drop(tx);
        let same = memory.group == Some(course.group_id);
        let will_do = recent && same && teams.iter().all(|team| team.activity.is_none());
        if let (true, Some(address)) = (will_do, &memory.differences) {
            let asked = names_and_roles::differences(address);
            match whole(&self.setting, platform, asked).await {
                Ok(Whole {
                    content,
                    differences,
                }) => {
                    let memory = Memory {
                        whole_at: memory.whole_at,
                        // Without a new address the old one goes on telling all since then.
                        differences: differences.or(memory.differences),
                        group: memory.group,
                    };
                    return Ok(Read {
                        roster: content,
                        basis: Basis::Differences,
                        memory,
                    });
                }
                Err(Trouble::Service(error)) if !is_for_later(&error) => {
                    let code = error.code();
                    tracing::info!(course = %course.id, code, "all of a roster is read again");
                }
                Err(trouble) => return Err(trouble),
            }
        }
        let address = course.memberships_url.as_deref().map(Url::parse);
        let Some(Ok(address)) = address else {
            return Err(Trouble::Unusable("the course has no roster"));
        };
        let link = course.resource_link.clone().filter(|_| self.terms.of_link);
        let query = Query {
            role: self
                .terms
                .learners_only
                .then(|| lti::roles::ContextRole::Learner.uri()),
            limit: None,
            resource_link_id: link,
        };
        let asked = names_and_roles::members(&address, &query);
        let Whole {
            content,
            differences,
        } = whole(&self.setting, platform, asked).await?;
        let basis = match (content.unreadable, self.terms.learners_only) {
            // Who could not be read may be one of those who are missed.
            (1.., _) => Basis::Part,
            (0, true) => Basis::Learners,
            (0, false) => Basis::All,
        };
        Ok(Read {
            roster: content,
            basis,
            memory: Memory {
                whole_at: Some(now),
                // What was filtered for all may be unfiltered in differences.
                differences: differences.filter(|_| !self.terms.of_link),
                group: Some(course.group_id),
            },
        })
    }

    /// The course with the learning group that an administrator has linked it to meanwhile.
    async fn linked(&self, course: &Course) -> Result<Course, Trouble> {
        let mut tx = self.setting.db.read().await?;
        let (platform, deployment) = (course.platform, &course.deployment_id);
        let linked =
            crate::platforms::context(&mut tx, platform, deployment, &course.context_id).await?;
        let mut course = course.clone();
        if let Some(group) = linked {
            course.group_id = group;
            let identities = groups::identities(&mut tx, group).await?;
            let own = course.title.as_deref();
            let (activity, title) = courses::group_activity(&course.iri, own, &identities);
            (course.iri, course.title) = (activity.to_owned(), title.map(str::to_owned));
        }
        Ok(course)
    }
}

/// Whether the same may succeed later, so that asking for more now is no help.
fn is_for_later(error: &ServiceError) -> bool {
    use lti::services::Verdict;
    matches!(
        error.verdict(),
        Some(Verdict::RetryAt(_) | Verdict::DropToken | Verdict::MissingScope)
    )
}

//! Statements chosen by what stands in themselves: the filters of a query, without the
//! statements that only refer to one that matches.

use super::identity::Identity;
use super::new::{NewStatement, PrepareError, Relation};
use super::stored::StoredStatement;

/// Which statements; what is left empty chooses all.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// With one of these verbs.
    pub verbs: Vec<String>,
    /// On this activity.
    pub activity: Option<String>,
    /// With this agent or group as actor, as object or as a member of one.
    pub agent: Option<Identity>,
}

impl Selection {
    /// Whether it chooses every statement.
    #[must_use]
    pub const fn is_all(&self) -> bool {
        self.verbs.is_empty() && self.activity.is_none() && self.agent.is_none()
    }

    /// Whether it chooses a statement.
    pub fn takes(&self, stored: &StoredStatement) -> Result<bool, PrepareError> {
        if self.is_all() {
            return Ok(true);
        }
        let read = NewStatement::from_stored(stored)?;
        let direct = Some(&Relation::Direct);
        Ok((self.verbs.is_empty() || self.verbs.contains(&read.verb))
            && self
                .activity
                .as_ref()
                .is_none_or(|iri| read.activities.get(iri) == direct)
            && self
                .agent
                .as_ref()
                .is_none_or(|agent| read.agents.get(agent) == direct))
    }
}

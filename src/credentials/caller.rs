//! A request's caller, and what it may do.

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::{Credential, Scope};
use crate::problem::{Kind, Problem};
use crate::profiles::Check;
use crate::statements::{Author, Identity};

/// The caller of a request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// What it is known by: its key, or a token's issuer and client.
    pub name: Arc<str>,
    /// What it was made for, in words.
    pub label: Arc<str>,
    /// The authority of statements it writes, as JSON text.
    pub authority: Arc<str>,
    scopes: Arc<[Scope]>,
    home_pages: Arc<[String]>,
    /// Whether its statements are checked against profiles.
    pub profile_check: Check,
}

/// Where the caller of a request is left once it is known, for whoever looks at the answer.
#[derive(Debug, Clone, Default)]
pub struct CallerSlot(Arc<OnceLock<Arc<str>>>);

impl CallerSlot {
    /// What the caller is known by; none if nobody was asked who they are, or they did not say.
    #[must_use]
    pub fn caller(&self) -> Option<&str> {
        self.0.get().map(|name| &**name)
    }

    pub(super) fn fill(&self, caller: &Caller) {
        self.0.get_or_init(|| caller.name.clone());
    }
}

impl Caller {
    pub(super) fn of_key(key: &str, credential: &Credential) -> Self {
        Self {
            name: key.into(),
            label: credential.label.as_str().into(),
            authority: credential.authority.as_str().into(),
            scopes: credential.scopes.as_slice().into(),
            home_pages: credential.home_pages.as_slice().into(),
            profile_check: credential.profile_check,
        }
    }

    pub(super) fn of_token(
        name: &str,
        authority: &Value,
        scopes: Vec<Scope>,
        profile_check: Check,
    ) -> Self {
        Self {
            name: name.into(),
            label: name.into(),
            authority: authority.to_string().into(),
            scopes: scopes.into(),
            home_pages: Arc::default(),
            profile_check,
        }
    }

    fn allows(&self, scopes: &[Scope]) -> bool {
        self.scopes.iter().any(|scope| scopes.contains(scope))
    }

    /// Refuses a caller whose credential has none of the scopes.
    pub fn require(&self, scopes: &[Scope]) -> Result<(), Problem> {
        if self.allows(scopes) {
            return Ok(());
        }
        let wanted: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        Err(Problem::new(
            Kind::Forbidden,
            format!(
                "This credential lacks the scope; one of {} is needed.",
                wanted.join(", ")
            ),
        ))
    }

    /// Refuses a caller that may not write about an agent or group: one whose credential names
    /// home pages writes only about accounts there.
    pub fn may_write_about(&self, actor: &Value) -> Result<(), Problem> {
        if self.home_pages.is_empty() {
            return Ok(());
        }
        let identity = Identity::of(actor);
        let members = actor.get("member").and_then(Value::as_array);
        let home = |member: &Value| Identity::of(member).is_some_and(|it| self.is_home(&it));
        // Somebody is meant at all events: by name, or as a member.
        let named = identity.is_some() || members.is_some();
        if named
            && identity.is_none_or(|identity| self.is_home(&identity))
            && members.into_iter().flatten().all(home)
        {
            return Ok(());
        }
        Err(self.elsewhere())
    }

    /// The same for an agent that is identified already.
    pub fn may_write_of(&self, identity: &Identity) -> Result<(), Problem> {
        if self.home_pages.is_empty() || self.is_home(identity) {
            return Ok(());
        }
        Err(self.elsewhere())
    }

    fn is_home(&self, identity: &Identity) -> bool {
        matches!(identity, Identity::Account { home_page, .. }
            if self.home_pages.iter().any(|page| page == home_page))
    }

    fn elsewhere(&self) -> Problem {
        Problem::new(
            Kind::Forbidden,
            format!(
                "This credential writes only about accounts with the homePage {}.",
                self.home_pages.join(" or ")
            ),
        )
    }

    /// Who vouches for statements that it writes. Only a credential that may define changes what is
    /// known of activities and verbs (xAPI 1.0.3, Communication 4.2).
    #[must_use]
    pub fn author(&self) -> Author {
        Author {
            authority: self.authority.clone(),
            defines: self.allows(&[Scope::All, Scope::Define]),
        }
    }

    /// Whether it may read only what was written with its own authority.
    #[must_use]
    pub fn reads_only_own(&self) -> bool {
        !self.allows(&[Scope::All, Scope::AllRead, Scope::StatementsRead])
    }
}

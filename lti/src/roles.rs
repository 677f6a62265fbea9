//! Role vocabularies (CORE A.2). Rights come from the roles in the context alone: an institution's
//! or system's role never raises a learner.

const MEMBERSHIP: &str = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
const MEMBERSHIP_SUB: &str = "http://purl.imsglobal.org/vocab/lis/v2/membership/";
const TEST_USER: &str = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser";

/// Principal roles in a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are the vocabulary's own")]
pub enum ContextRole {
    Administrator,
    ContentDeveloper,
    Instructor,
    Learner,
    Manager,
    Member,
    Mentor,
    Officer,
}

impl ContextRole {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "Administrator" => Self::Administrator,
            "ContentDeveloper" => Self::ContentDeveloper,
            "Instructor" => Self::Instructor,
            "Learner" => Self::Learner,
            "Manager" => Self::Manager,
            "Member" => Self::Member,
            "Mentor" => Self::Mentor,
            "Officer" => Self::Officer,
            _ => return None,
        })
    }

    /// Reads a role: the full URI, a sub-role's URI, or the short name that Moodle's rosters use.
    fn read(role: &str) -> Option<Self> {
        if let Some(name) = role.strip_prefix(MEMBERSHIP) {
            return Self::named(name);
        }
        if let Some(sub) = role.strip_prefix(MEMBERSHIP_SUB) {
            // A sub-role implies its principal role and nothing more.
            return sub
                .split_once('#')
                .and_then(|(principal, _)| Self::named(principal));
        }
        if role.contains(':') {
            None
        } else {
            Self::named(role)
        }
    }
}

/// The roles of a person in a launch or roster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    context: Vec<ContextRole>,
    test_user: bool,
}

impl Roles {
    /// Reads role URIs; those that are not known are passed over.
    pub fn read<'r>(roles: impl IntoIterator<Item = &'r str>) -> Self {
        let mut found = Self::default();
        for role in roles {
            found.test_user |= role == TEST_USER;
            found.context.extend(ContextRole::read(role));
        }
        found
    }

    /// Whether the person has a role in the context.
    #[must_use]
    pub fn has(&self, role: ContextRole) -> bool {
        self.context.contains(&role)
    }

    /// Whether the person teaches in the context.
    #[must_use]
    pub fn is_instructor(&self) -> bool {
        self.has(ContextRole::Instructor)
    }

    /// Whether the person learns in the context.
    #[must_use]
    pub fn is_learner(&self) -> bool {
        self.has(ContextRole::Learner)
    }

    /// Whether the person accompanies certain learners of the context.
    #[must_use]
    pub fn is_mentor(&self) -> bool {
        self.has(ContextRole::Mentor)
    }

    /// Whether it is a platform's test account, whose data are kept apart.
    #[must_use]
    pub const fn is_test_user(&self) -> bool {
        self.test_user
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_roles_of_the_context_count() {
        let read = |role: &str| Roles::read([role]);
        assert!(
            read("http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor").is_instructor()
        );
        assert!(
            read("http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#Grader")
                .is_instructor()
        );
        assert!(read("Learner").is_learner());
        for role in [
            "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
            "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
            "urn:lti:role:ims/lis/Instructor",
            "instructor",
            "https://evil.example.org/membership#Instructor",
            "",
        ] {
            assert_eq!(read(role), Roles::default(), "{role}");
        }
        assert!(read(TEST_USER).is_test_user());
    }
}

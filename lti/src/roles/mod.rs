//! Roles of a person (CORE A.2). Rights come from the roles in the context alone: an institution's
//! or system's role never raises a learner.

mod vocabulary;

use serde_json::Value;

pub use vocabulary::{ContextRole, InstitutionRole, SubRole, SystemRole};

/// Marks a platform's test account (CORE A.2.4).
pub const TEST_USER: &str = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser";

/// Most roles that are looked at.
const MOST: usize = 200;

/// The roles of a person in a launch or roster. Words that are not known are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    context: Vec<ContextRole>,
    narrowed: Vec<SubRole>,
    institution: Vec<InstitutionRole>,
    system: Vec<SystemRole>,
    test_user: bool,
}

impl Roles {
    /// Reads roles: URIs, and the short names that Moodle's rosters use for roles in the context.
    /// At most 200 are looked at.
    pub fn read<'r>(roles: impl IntoIterator<Item = &'r str>) -> Self {
        let mut found = Self::default();
        for role in roles.into_iter().take(MOST) {
            if role == TEST_USER {
                found.test_user = true;
            } else if let Some(role) = ContextRole::read(role) {
                add(&mut found.context, role);
            } else if let Some(role) = SubRole::read(role) {
                // A sub-role implies its principal role and nothing more.
                add(&mut found.context, role.principal);
                add(&mut found.narrowed, role);
            } else if let Some(role) = InstitutionRole::read(role) {
                add(&mut found.institution, role);
            } else if let Some(role) = SystemRole::read(role) {
                add(&mut found.system, role);
            } else if let Some(role) = ContextRole::named(role) {
                add(&mut found.context, role);
            }
        }
        found
    }

    /// Reads a list of roles; what is no text is passed over.
    pub(crate) fn of_list(list: &[Value]) -> Self {
        Self::read(list.iter().take(MOST).filter_map(Value::as_str))
    }

    /// Whether the person has a role in the context, by itself or by a sub-role.
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

    /// Whether the person accompanies certain learners of the context: those that the launch names
    /// in `role_scope_mentor`.
    #[must_use]
    pub fn is_mentor(&self) -> bool {
        self.has(ContextRole::Mentor)
    }

    /// Whether the person may answer a deep linking request: those who make the course may.
    #[must_use]
    pub fn is_author(&self) -> bool {
        [
            ContextRole::Administrator,
            ContextRole::ContentDeveloper,
            ContextRole::Instructor,
        ]
        .into_iter()
        .any(|role| self.has(role))
    }

    /// Whether it is a platform's test account, whose data are kept apart.
    #[must_use]
    pub const fn is_test_user(&self) -> bool {
        self.test_user
    }

    /// Principal roles in the context, in the order they came.
    #[must_use]
    pub fn context(&self) -> &[ContextRole] {
        &self.context
    }

    /// Sub-roles in the context.
    #[must_use]
    pub fn sub_roles(&self) -> &[SubRole] {
        &self.narrowed
    }

    /// Roles in the institution: to be shown, never to give rights.
    #[must_use]
    pub fn institution(&self) -> &[InstitutionRole] {
        &self.institution
    }

    /// Roles in the platform's system: to be shown, never to give rights.
    #[must_use]
    pub fn system(&self) -> &[SystemRole] {
        &self.system
    }
}

fn add<R: PartialEq>(roles: &mut Vec<R>, role: R) {
    if !roles.contains(&role) {
        roles.push(role);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_roles_of_the_context_give_rights() {
        let read = |role: &str| Roles::read([role]);
        assert!(
            read("http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor").is_instructor()
        );
        let grader = read("http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#Grader");
        assert!(grader.is_instructor() && !grader.is_learner());
        assert!(grader.sub_roles()[0].is_listed());
        assert!(read("Learner").is_learner());
        for role in [
            "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
            "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
            "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
        ] {
            let roles = read(role);
            assert!(roles.context().is_empty() && !roles.is_author(), "{role}");
            assert_eq!(roles.institution().len() + roles.system().len(), 1);
        }
        for role in [
            "urn:lti:role:ims/lis/Instructor",
            "instructor",
            "Grader",
            "https://evil.example.org/membership#Instructor",
            "http://purl.imsglobal.org/vocab/lis/v2/membership/Teacher#Instructor",
            "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#",
            "",
        ] {
            assert_eq!(read(role), Roles::default(), "{role}");
        }
        assert!(read(TEST_USER).is_test_user());
    }

    #[test]
    fn a_sub_role_has_the_rights_of_its_principal_alone() {
        let learner =
            Roles::read(["http://purl.imsglobal.org/vocab/lis/v2/membership/Learner#Instructor"]);
        assert!(learner.is_learner() && !learner.is_instructor());
    }

    #[test]
    fn every_word_is_read_from_its_uri() {
        for role in ContextRole::ALL {
            assert_eq!(Roles::read([role.uri().as_str()]).context(), [*role]);
            for name in SubRole::listed(*role) {
                let sub_role = SubRole {
                    principal: *role,
                    name: (*name).to_owned(),
                };
                let roles = Roles::read([sub_role.uri().as_str()]);
                assert_eq!(roles.sub_roles(), [sub_role]);
                assert_eq!(roles.context(), [*role]);
            }
        }
        for role in InstitutionRole::ALL {
            assert_eq!(Roles::read([role.uri().as_str()]).institution(), [*role]);
        }
        for role in SystemRole::ALL {
            assert_eq!(Roles::read([role.uri().as_str()]).system(), [*role]);
        }
    }

    #[test]
    fn a_flood_of_roles_costs_little() {
        let many = vec!["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"; 10_000];
        assert_eq!(Roles::read(many).context(), [ContextRole::Learner]);
    }
}

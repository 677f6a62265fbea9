//! The words of the role vocabularies (CORE A.2), each with its URI.

/// Declares one vocabulary: an enum of its words, all of them, and their URIs.
macro_rules! vocabulary {
    ($(#[$about:meta])* $name:ident in $prefix:literal { $($word:ident = $text:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the words are the vocabulary's own")]
        pub enum $name { $($word),+ }

        impl $name {
            /// Every word of the vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$word),+];
            const PREFIX: &'static str = $prefix;

            /// The word as it ends the URI.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$word => $text),+ }
            }

            /// The whole URI.
            #[must_use]
            pub fn uri(self) -> String {
                format!("{}{}", Self::PREFIX, self.name())
            }

            /// Reads a word, which is case-sensitive.
            pub(super) fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == name)
            }

            /// Reads a URI.
            pub(super) fn read(uri: &str) -> Option<Self> {
                Self::named(uri.strip_prefix(Self::PREFIX)?)
            }
        }
    };
}

vocabulary! {
    /// Principal roles in a context (CORE A.2.3).
    ContextRole in "http://purl.imsglobal.org/vocab/lis/v2/membership#" {
        Administrator = "Administrator",
        ContentDeveloper = "ContentDeveloper",
        Instructor = "Instructor",
        Learner = "Learner",
        Manager = "Manager",
        Member = "Member",
        Mentor = "Mentor",
        Officer = "Officer",
    }
}

vocabulary! {
    /// Roles in the institution (CORE A.2.2). They give no rights in a context.
    InstitutionRole in "http://purl.imsglobal.org/vocab/lis/v2/institution/person#" {
        Administrator = "Administrator",
        Faculty = "Faculty",
        Guest = "Guest",
        None = "None",
        Other = "Other",
        Staff = "Staff",
        Student = "Student",
        Alumni = "Alumni",
        Instructor = "Instructor",
        Learner = "Learner",
        Member = "Member",
        Mentor = "Mentor",
        Observer = "Observer",
        ProspectiveStudent = "ProspectiveStudent",
    }
}

vocabulary! {
    /// Roles in the platform's system (CORE A.2.1). They give no rights in a context.
    SystemRole in "http://purl.imsglobal.org/vocab/lis/v2/system/person#" {
        Administrator = "Administrator",
        None = "None",
        AccountAdmin = "AccountAdmin",
        Creator = "Creator",
        SysAdmin = "SysAdmin",
        SysSupport = "SysSupport",
        User = "User",
    }
}

/// What precedes the principal role in the URI of a sub-role.
const SUB_ROLE: &str = "http://purl.imsglobal.org/vocab/lis/v2/membership/";

/// A sub-role in a context (CORE A.2.3.1): a principal role and what it is narrowed to. Names that
/// the standard does not list are kept too, because they narrow all the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubRole {
    /// The role that it narrows, and the only one whose rights it can have.
    pub principal: ContextRole,
    /// Its own name, such as `TeachingAssistant`.
    pub name: String,
}

impl SubRole {
    /// The sub-roles that the standard lists for a principal role.
    #[must_use]
    pub const fn listed(principal: ContextRole) -> &'static [&'static str] {
        match principal {
            ContextRole::Administrator => &[
                "Administrator",
                "Developer",
                "ExternalDeveloper",
                "ExternalSupport",
                "ExternalSystemAdministrator",
                "Support",
                "SystemAdministrator",
            ],
            ContextRole::ContentDeveloper => &[
                "ContentDeveloper",
                "ContentExpert",
                "ExternalContentExpert",
                "Librarian",
            ],
            ContextRole::Instructor => &[
                "ExternalInstructor",
                "Grader",
                "GuestInstructor",
                "Lecturer",
                "PrimaryInstructor",
                "SecondaryInstructor",
                "TeachingAssistant",
                "TeachingAssistantGroup",
                "TeachingAssistantOffering",
                "TeachingAssistantSection",
                "TeachingAssistantSectionAssociation",
                "TeachingAssistantTemplate",
            ],
            ContextRole::Learner => &[
                "ExternalLearner",
                "GuestLearner",
                "Instructor",
                "Learner",
                "NonCreditLearner",
            ],
            ContextRole::Manager => &[
                "AreaManager",
                "CourseCoordinator",
                "ExternalObserver",
                "Manager",
                "Observer",
            ],
            ContextRole::Member => &["Member"],
            ContextRole::Mentor => &[
                "Advisor",
                "Auditor",
                "ExternalAdvisor",
                "ExternalAuditor",
                "ExternalLearningFacilitator",
                "ExternalMentor",
                "ExternalReviewer",
                "ExternalTutor",
                "LearningFacilitator",
                "Mentor",
                "Reviewer",
                "Tutor",
            ],
            ContextRole::Officer => &[
                "Chair",
                "Communications",
                "Secretary",
                "Treasurer",
                "Vice-Chair",
            ],
        }
    }

    /// Whether the standard lists it.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        Self::listed(self.principal).contains(&self.name.as_str())
    }

    /// The whole URI.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("{SUB_ROLE}{}#{}", self.principal.name(), self.name)
    }

    pub(super) fn read(uri: &str) -> Option<Self> {
        let (principal, name) = uri.strip_prefix(SUB_ROLE)?.split_once('#')?;
        let listable = !name.is_empty() && name.len() <= 64;
        Some(Self {
            principal: ContextRole::named(principal)?,
            name: name.to_owned(),
        })
        .filter(|_| listable)
    }
}

//! The classes of CASE 1.0 and 1.1 as tables: the lenient reader and the strict writer both go by
//! them (CASE 1.1 Information Model, sections 5 and 6).

use super::Edition;

/// A class of CASE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// `CFDocument`: the framework itself.
    Document,
    /// `CFItem`: a competency, or what groups some.
    Item,
    /// `CFAssociation`.
    Association,
    /// `CFConcept`.
    Concept,
    /// `CFSubject`.
    Subject,
    /// `CFLicense`.
    License,
    /// `CFItemType`.
    ItemType,
    /// `CFAssociationGrouping`.
    Grouping,
    /// `CFRubric`.
    Rubric,
    /// `CFRubricCriterion`, within a rubric.
    Criterion,
    /// `CFRubricCriterionLevel`, within a criterion.
    Level,
}

impl Class {
    /// The classes that a package lists, with the code that the database holds.
    pub const LISTED: [(Self, i64); 8] = [
        (Self::Item, 1),
        (Self::Association, 2),
        (Self::Concept, 3),
        (Self::Subject, 4),
        (Self::License, 5),
        (Self::ItemType, 6),
        (Self::Grouping, 7),
        (Self::Rubric, 8),
    ];

    /// The name of a list of them, in packages and addresses.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Document => "CFDocuments",
            Self::Item => "CFItems",
            Self::Association => "CFAssociations",
            Self::Concept => "CFConcepts",
            Self::Subject => "CFSubjects",
            Self::License => "CFLicenses",
            Self::ItemType => "CFItemTypes",
            Self::Grouping => "CFAssociationGroupings",
            Self::Rubric => "CFRubrics",
            Self::Criterion => "CFRubricCriteria",
            Self::Level => "CFRubricCriterionLevels",
        }
    }

    /// The class of a list's name.
    #[must_use]
    pub fn of_plural(name: &str) -> Option<Self> {
        std::iter::once(Self::Document)
            .chain(Self::LISTED.map(|(class, _)| class))
            .find(|class| class.plural() == name)
    }

    /// Whether a package lists them under `CFDefinitions`.
    #[must_use]
    pub const fn is_definition(self) -> bool {
        matches!(
            self,
            Self::Concept | Self::Subject | Self::License | Self::ItemType | Self::Grouping
        )
    }

    /// The number that the database holds; 0 for what is never listed.
    #[must_use]
    pub fn code(self) -> i64 {
        let found = Self::LISTED.iter().find(|(class, _)| *class == self);
        found.map_or(0, |(_, code)| *code)
    }
}

/// How a member's value is read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    Text,
    Texts,
    Link,
    Links,
    /// A link whose identifier may be any text.
    AnyLink,
    Time,
    Date,
    Number,
    Integer,
    AssociationType,
    Records(Class),
    Extensions,
    /// The official schema has a list of objects here and only here.
    ExtensionsInList,
}

/// Whether a member has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Refused without it.
    Must,
    /// Made where it is missing: the standard wants it, the wild often lacks it.
    Made,
    May,
}

/// A member of a class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) need: Need,
    pub(super) since: Edition,
}

const fn member(name: &'static str, kind: Kind, need: Need) -> Member {
    Member {
        name,
        kind,
        need,
        since: Edition::V1p0,
    }
}

const fn may(name: &'static str, kind: Kind) -> Member {
    member(name, kind, Need::May)
}

const fn new(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        kind,
        need: Need::May,
        since: Edition::V1p1,
    }
}

const ID: Member = member("identifier", Kind::Uuid, Need::Must);
const URI: Member = member("uri", Kind::Text, Need::Must);
const OWN_URI: Member = member("uri", Kind::Text, Need::Made);
const TITLE: Member = member("title", Kind::Text, Need::Made);
const CODE: Member = member("hierarchyCode", Kind::Text, Need::Made);
const CHANGED: Member = member("lastChangeDateTime", Kind::Time, Need::Made);
const MORE: Member = new("extensions", Kind::Extensions);
const DESCRIPTION: Member = may("description", Kind::Text);

static DOCUMENT: &[Member] = &[
    ID,
    URI,
    new("frameworkType", Kind::Text),
    member("creator", Kind::Text, Need::Made),
    member("title", Kind::Text, Need::Must),
    CHANGED,
    may("officialSourceURL", Kind::Text),
    may("publisher", Kind::Text),
    DESCRIPTION,
    may("subject", Kind::Texts),
    may("subjectURI", Kind::Links),
    may("language", Kind::Text),
    may("version", Kind::Text),
    may("adoptionStatus", Kind::Text),
    may("statusStartDate", Kind::Date),
    may("statusEndDate", Kind::Date),
    may("licenseURI", Kind::Link),
    may("notes", Kind::Text),
    MORE,
];

static ITEM: &[Member] = &[
    ID,
    member("fullStatement", Kind::Text, Need::Must),
    may("alternativeLabel", Kind::Text),
    may("CFItemType", Kind::Text),
    URI,
    may("humanCodingScheme", Kind::Text),
    may("listEnumeration", Kind::Text),
    may("abbreviatedStatement", Kind::Text),
    may("conceptKeywords", Kind::Texts),
    may("conceptKeywordsURI", Kind::Link),
    may("notes", Kind::Text),
    new("subject", Kind::Texts),
    new("subjectURI", Kind::Links),
    may("language", Kind::Text),
    may("educationLevel", Kind::Texts),
    may("CFItemTypeURI", Kind::Link),
    may("licenseURI", Kind::Link),
    may("statusStartDate", Kind::Date),
    may("statusEndDate", Kind::Date),
    CHANGED,
    MORE,
];

static ASSOCIATION: &[Member] = &[
    member("identifier", Kind::Uuid, Need::Made),
    member("associationType", Kind::AssociationType, Need::Must),
    may("sequenceNumber", Kind::Integer),
    OWN_URI,
    member("originNodeURI", Kind::AnyLink, Need::Must),
    member("destinationNodeURI", Kind::AnyLink, Need::Must),
    may("CFAssociationGroupingURI", Kind::Link),
    CHANGED,
    new("notes", Kind::Text),
    MORE,
];

static CONCEPT: &[Member] = &[
    ID,
    OWN_URI,
    TITLE,
    may("keywords", Kind::Text),
    CODE,
    DESCRIPTION,
    CHANGED,
    MORE,
];

static SUBJECT: &[Member] = &[ID, OWN_URI, TITLE, CODE, DESCRIPTION, CHANGED, MORE];

static LICENSE: &[Member] = &[
    ID,
    OWN_URI,
    TITLE,
    DESCRIPTION,
    member("licenseText", Kind::Text, Need::Made),
    CHANGED,
    MORE,
];

static ITEM_TYPE: &[Member] = &[
    ID,
    OWN_URI,
    TITLE,
    // 1.1 wants it.
    member("description", Kind::Text, Need::Made),
    CODE,
    may("typeCode", Kind::Text),
    CHANGED,
    MORE,
];

static GROUPING: &[Member] = &[ID, OWN_URI, TITLE, DESCRIPTION, CHANGED, MORE];

static RUBRIC: &[Member] = &[
    ID,
    OWN_URI,
    may("title", Kind::Text),
    DESCRIPTION,
    CHANGED,
    may("CFRubricCriteria", Kind::Records(Class::Criterion)),
    MORE,
];

static CRITERION: &[Member] = &[
    ID,
    OWN_URI,
    may("category", Kind::Text),
    DESCRIPTION,
    may("CFItemURI", Kind::Link),
    may("weight", Kind::Number),
    may("position", Kind::Integer),
    may("rubricId", Kind::Uuid),
    CHANGED,
    may("CFRubricCriterionLevels", Kind::Records(Class::Level)),
    MORE,
];

static LEVEL: &[Member] = &[
    ID,
    OWN_URI,
    DESCRIPTION,
    may("quality", Kind::Text),
    may("score", Kind::Number),
    may("feedback", Kind::Text),
    may("position", Kind::Integer),
    may("rubricCriterionId", Kind::Uuid),
    CHANGED,
    new("extensions", Kind::ExtensionsInList),
];

impl Class {
    /// Its members, in the order in which they are written.
    pub(super) const fn members(self) -> &'static [Member] {
        match self {
            Self::Document => DOCUMENT,
            Self::Item => ITEM,
            Self::Association => ASSOCIATION,
            Self::Concept => CONCEPT,
            Self::Subject => SUBJECT,
            Self::License => LICENSE,
            Self::ItemType => ITEM_TYPE,
            Self::Grouping => GROUPING,
            Self::Rubric => RUBRIC,
            Self::Criterion => CRITERION,
            Self::Level => LEVEL,
        }
    }
}

/// Types of associations that 1.0 knows.
const OF_1P0: [&str; 9] = [
    "isChildOf",
    "isPeerOf",
    "isPartOf",
    "exactMatchOf",
    "precedes",
    "isRelatedTo",
    "replacedBy",
    "exemplar",
    "hasSkillLevel",
];
/// The one that 1.1 adds.
const TRANSLATION: &str = "isTranslationOf";

/// A type of association as the standard writes it; another one gets 1.1's prefix of extensions.
pub(super) fn association_type(text: &str) -> String {
    let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let standard = OF_1P0.iter().chain([&TRANSLATION]);
    let known = standard
        .clone()
        .find(|known| known.eq_ignore_ascii_case(&bare));
    if let Some(known) = known {
        return (*known).to_owned();
    }
    let name = text.strip_prefix("ext:").unwrap_or(text);
    let name: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || ".-_".contains(letter) {
                letter
            } else {
                '_'
            }
        })
        .collect();
    format!("ext:{name}")
}

/// Whether an edition knows a type of association.
pub(super) fn knows_association(edition: Edition, name: &str) -> bool {
    edition == Edition::V1p1 || OF_1P0.contains(&name)
}

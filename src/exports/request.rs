//! What is asked for, by whom, in which format.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::message::Message;
use crate::people::Viewer;
use crate::problem::{Kind, Problem};
use crate::reports::Period;
use crate::sso::Actor;
use crate::tables::Separator;

/// What an export is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Everything that is kept of whoever asks.
    Archive,
    /// What administrators did.
    Audit,
    /// A group's leader board, as whoever asks sees it.
    Board,
    /// What data are kept, who sees them, and what was agreed with a works council.
    DataSheet,
    /// What is on its way to other systems, and what of it was given up.
    Deliveries,
    /// Every piece of evidence of everybody, for analysis.
    Evidence,
    /// A person's goals and transfer steps.
    Goals,
    /// Who has contributed how much to a group, and what happened on which day.
    Group,
    /// The groups that a coach has, each with its state.
    Groups,
    /// Hints that a group or a person got; of a person what they wrote about their own learning, too.
    Hints,
    /// The progress of everybody in each competency, at the end of each month, for analysis.
    History,
    /// The form of an assessment of what the processing means for people (GDPR, article 35).
    ImpactAssessment,
    /// Who was invited to a group, and what became of it.
    Invitations,
    /// Who looked at whoever asks.
    Looks,
    /// The members of a group by the competencies that it works on.
    Matrix,
    /// What people are told about their data (GDPR, articles 13 and 14).
    Notice,
    /// One development plan: what it aims at, how that stands, and who has signed it.
    Plan,
    /// How far a person is in each competency, with the evidence for it.
    Progress,
    /// Requests of apps that were refused lately, and why.
    Refusals,
    /// Figures of the organisation in a month or quarter, without people.
    Report,
    /// One review interview, with what it looks at and what was agreed on.
    Review,
    /// A person's review interviews.
    Reviews,
    /// Statements, as they stand in the log.
    Statements,
    /// What needs the coach who asks.
    Today,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 24] = [
        Self::Archive,
        Self::Audit,
        Self::Board,
        Self::DataSheet,
        Self::Deliveries,
        Self::Evidence,
        Self::Goals,
        Self::Group,
        Self::Groups,
        Self::Hints,
        Self::History,
        Self::ImpactAssessment,
        Self::Invitations,
        Self::Looks,
        Self::Matrix,
        Self::Notice,
        Self::Plan,
        Self::Progress,
        Self::Refusals,
        Self::Report,
        Self::Review,
        Self::Reviews,
        Self::Statements,
        Self::Today,
    ];

    /// The word it is written as.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Audit => "audit",
            Self::Board => "board",
            Self::DataSheet => "data_sheet",
            Self::Deliveries => "deliveries",
            Self::Evidence => "evidence",
            Self::Goals => "goals",
            Self::Group => "group",
            Self::Groups => "groups",
            Self::Hints => "hints",
            Self::History => "history",
            Self::ImpactAssessment => "impact_assessment",
            Self::Invitations => "invitations",
            Self::Looks => "looks",
            Self::Matrix => "matrix",
            Self::Notice => "notice",
            Self::Plan => "plan",
            Self::Progress => "progress",
            Self::Refusals => "refusals",
            Self::Report => "report",
            Self::Review => "review",
            Self::Reviews => "reviews",
            Self::Statements => "statements",
            Self::Today => "today",
        }
    }

    /// The formats that it is made in.
    #[must_use]
    pub const fn formats(self) -> &'static [Format] {
        match self {
            Self::Archive => &[Format::Zip],
            Self::Evidence | Self::History => &[Format::Parquet, Format::Ndjson, Format::Csv],
            Self::Statements => &[Format::Ndjson],
            Self::DataSheet | Self::ImpactAssessment | Self::Notice => {
                &[Format::Pdf, Format::Markdown]
            }
            Self::Review => &[Format::Pdf],
            _ => &[Format::Csv, Format::Xlsx, Format::Json, Format::Pdf],
        }
    }

    /// Whether it is no larger than a page's work, so that whoever asks can wait for it.
    #[must_use]
    pub const fn is_small(self) -> bool {
        !matches!(
            self,
            Self::Archive
                | Self::Audit
                | Self::Deliveries
                | Self::Evidence
                | Self::History
                | Self::Refusals
                | Self::Statements
        )
    }
}

/// A format of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma-separated values (RFC 4180) of one table.
    Csv,
    /// All tables as one object.
    Json,
    /// Text with simple marks, to be edited.
    #[serde(rename = "md")]
    Markdown,
    /// An object a line.
    Ndjson,
    /// One table by columns, for analysis.
    Parquet,
    /// A document to print.
    Pdf,
    /// A workbook with a sheet for each table.
    Xlsx,
    /// Files of several kinds in one.
    Zip,
}

impl Format {
    /// The word it is written as, which ends the names of files, too.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Zip => "zip",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Zip => "application/zip",
        }
    }
}

const fn yes() -> bool {
    true
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What the export is of.
    pub what: Subject,
    /// The format.
    pub format: Format,
    /// The group of `group`, `board`, `hints`, `invitations` and `matrix`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Uuid>,
    /// The person of `goals`, `hints`, `plan`, `progress`, `review` and `reviews`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Uuid>,
    /// The plan of `plan`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Uuid>,
    /// The interview of `review`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Uuid>,
    /// The period of `report`: a quarter such as `2026-Q3`, or a month such as `2026-07`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Days that count in `group`: 7, 30 or 90; 30 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<i64>,
    /// Of CSV: which of the tables; the first if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Of CSV: what stands between values.
    #[serde(default)]
    pub separator: Separator,
    /// Of CSV: whether a byte order mark stands first, by which Excel knows UTF-8.
    #[serde(default = "yes")]
    pub bom: bool,
    /// Of `statements`: with this verb.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
    /// Of `statements`: on this activity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    /// Of `statements`: of this registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Uuid>,
    /// Of `statements`: of this agent, as xAPI writes it in JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// Of `statements`: agents and activities in any place.
    #[serde(default)]
    pub related: bool,
    /// Of `evidence` and `history`: whether words that lead to nobody stand in place of people.
    #[serde(default)]
    pub pseudonyms: bool,
    /// Of `statements`: stored after this moment. Of `evidence` and `history`: from its day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub since: Option<jiff::Timestamp>,
    /// Of `statements`: stored at this moment or before. Of `evidence` and `history`: up to its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub until: Option<jiff::Timestamp>,
}

impl Choice {
    /// Refuses a format that the subject is not made in, and a subject without what it is of.
    pub fn check(&self) -> Result<(), Problem> {
        let formats = self.what.formats();
        if !formats.contains(&self.format) {
            let words: Vec<&str> = formats.iter().map(|format| format.word()).collect();
            let made = Message::new("refused-export-format")
                .with("what", self.what.word())
                .with("formats", words.join(", "));
            return Err(wrong(made));
        }
        match self.what {
            Subject::Board | Subject::Group | Subject::Invitations | Subject::Matrix => {
                self.group().map(|_| ())
            }
            Subject::Hints if self.person.is_none() => self.group().map(|_| ()),
            Subject::Goals | Subject::Progress | Subject::Reviews => self.person().map(|_| ()),
            Subject::Plan => self.person().and_then(|_| self.plan()).map(|_| ()),
            Subject::Report => self.period().map(|_| ()),
            Subject::Review => self.person().and_then(|_| self.review()).map(|_| ()),
            _ => Ok(()),
        }
    }

    fn needs(&self, parameter: &'static str) -> Problem {
        let needs = Message::new("refused-export-needs").with("what", self.what.word());
        wrong(needs.with("parameter", parameter))
    }

    pub(super) fn group(&self) -> Result<crate::groups::GroupId, Problem> {
        let group = self.group.map(crate::groups::GroupId);
        group.ok_or_else(|| self.needs("group"))
    }

    pub(super) fn person(&self) -> Result<crate::people::PersonId, Problem> {
        let person = self.person.map(crate::people::PersonId);
        person.ok_or_else(|| self.needs("person"))
    }

    pub(super) fn plan(&self) -> Result<Uuid, Problem> {
        self.plan.ok_or_else(|| self.needs("plan"))
    }

    pub(super) fn period(&self) -> Result<Period, Problem> {
        let period = self.period.as_deref().map(str::parse);
        let period = period.and_then(Result::ok);
        period.ok_or_else(|| wrong(Message::new("refused-export-period")))
    }

    pub(super) fn review(&self) -> Result<Uuid, Problem> {
        self.review.ok_or_else(|| self.needs("review"))
    }

    /// Whether other people than whoever asks stand in it, or all that is kept of whoever asks.
    #[must_use]
    pub fn shows_others(&self, actor: &Actor) -> bool {
        match self.what {
            Subject::DataSheet
            | Subject::Groups
            | Subject::ImpactAssessment
            | Subject::Looks
            | Subject::Notice
            | Subject::Report => false,
            Subject::Goals
            | Subject::Hints
            | Subject::Plan
            | Subject::Progress
            | Subject::Review
            | Subject::Reviews => self.person != Some(actor.person.0),
            _ => true,
        }
    }
}

pub(super) fn wrong(detail: Message) -> Problem {
    Problem::new(Kind::InvalidParameter, detail)
}

/// Who asks for an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// Somebody, who gets what they see.
    Person(Box<Actor>),
    /// A system with a key.
    System {
        /// What it is known by.
        name: String,
        /// The same with what it was made for, as people looked at see it.
        shown: String,
        /// Whether it may read the log and what administrators did.
        everything: bool,
    },
}

impl Asker {
    /// As whom people in an export see that it was taken.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        match self {
            Self::Person(actor) => Viewer::Person(actor.person),
            Self::System { shown, .. } => Viewer::System(shown.clone()),
        }
    }
}

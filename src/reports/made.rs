//! A report as it is told and kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Learners who are in a group at the end of the period, or were active in it.
    People,
    /// Learners who did something in a group, or put something into practice.
    Active,
    /// Active learners who had never done anything in a group before the period.
    Newcomers,
    /// Learners who contributed to a discussion: the voices that were heard.
    Contributing,
    /// Learners who reported a transfer step.
    Applying,
    /// Learners of whom a coach confirmed a transfer step.
    Verified,
    /// Learners who reached a goal.
    Achieving,
    /// Contributions to discussions.
    Contributions,
    /// Questions among them.
    Questions,
    /// Questions that somebody else has replied to by the end of the period.
    Answered,
    /// Transfer steps that were reported.
    Steps,
    /// Transfer steps that a coach confirmed.
    VerifiedSteps,
    /// Goals that were reached.
    Goals,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 13] = [
        Self::People,
        Self::Active,
        Self::Newcomers,
        Self::Contributing,
        Self::Applying,
        Self::Verified,
        Self::Achieving,
        Self::Contributions,
        Self::Questions,
        Self::Answered,
        Self::Steps,
        Self::VerifiedSteps,
        Self::Goals,
    ];

    /// The word it is written as.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Active => "active",
            Self::Newcomers => "newcomers",
            Self::Contributing => "contributing",
            Self::Applying => "applying",
            Self::Verified => "verified",
            Self::Achieving => "achieving",
            Self::Contributions => "contributions",
            Self::Questions => "questions",
            Self::Answered => "answered",
            Self::Steps => "steps",
            Self::VerifiedSteps => "verified_steps",
            Self::Goals => "goals",
        }
    }
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    /// What is counted.
    pub measure: Measure,
    /// How many, to the nearest five; `null` where it is withheld.
    pub number: Option<u64>,
    /// Of people, the share of all learners; of answers, that of all questions; in percent, to the
    /// nearest five. `null` where it is withheld, and of other measures.
    pub share: Option<u8>,
}

/// Shares of the people with a role, in percent to the nearest five; `null` where withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoleShares {
    /// The role profile; `null` for those without one.
    pub role: Option<Uuid>,
    /// What it is called.
    pub title: Option<String>,
    /// Learners with the role, to the nearest five.
    pub people: Option<u64>,
    /// Those who were active.
    pub active: Option<u8>,
    /// Those who contributed to a discussion.
    pub contributing: Option<u8>,
    /// Those who reported a transfer step.
    pub applying: Option<u8>,
    /// Those of whom a coach confirmed a transfer step.
    pub verified: Option<u8>,
    /// Those who reached a goal.
    pub achieving: Option<u8>,
}

/// How people stand in a competency, in numbers to the nearest five; `null` where withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompetencyFigures {
    /// Its address.
    pub iri: String,
    /// Its name.
    pub name: String,
    /// People of whom anything is known or planned.
    pub people: u64,
    /// People at each level at the end of the period, from 0 (none yet) on.
    pub levels: Vec<Option<u64>>,
    /// People whose level is higher than before the period.
    pub moved_up: Option<u64>,
    /// People whose plan aims at a level.
    pub with_target: Option<u64>,
    /// Those of them who have reached it, in percent to the nearest five.
    pub target_reached: Option<u8>,
}

/// People whose first activity fell into a period, some periods later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cohort {
    /// The period of their first activity.
    pub began: String,
    /// How many periods ago that was; 0 for those who are new.
    pub after: i64,
    /// How many began then, to the nearest five.
    pub people: Option<u64>,
    /// Those who were active in the period of the report, in percent to the nearest five.
    pub active: Option<u8>,
    /// Those who had level 2 or more in a competency at its end, in percent to the nearest five.
    pub at_level_two: Option<u8>,
}

/// Figures of a period. What is withheld is of fewer than five people, or would let such a number be
/// worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// The period: `2026-07` or `2026-Q3`.
    pub period: String,
    /// Its first day.
    pub first_day: String,
    /// Its last day.
    pub last_day: String,
    /// The day on which it was worked out.
    pub made_on: String,
    /// Version of the rules that the numbers were made by.
    pub rule_set: String,
    /// The whole organisation.
    pub figures: Vec<Figure>,
    /// By role; empty where nobody has one.
    pub roles: Vec<RoleShares>,
    /// By competency, those of the most people first.
    pub competencies: Vec<CompetencyFigures>,
    /// People who began lately, the latest first.
    pub cohorts: Vec<Cohort>,
}

impl Report {
    /// A figure of the whole organisation.
    #[must_use]
    pub fn figure(&self, measure: Measure) -> Option<Figure> {
        let mut figures = self.figures.iter();
        figures.find(|figure| figure.measure == measure).copied()
    }
}

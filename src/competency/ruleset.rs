//! The numbers of the ledger, all in one place (`domain.md` 3.3). Millionths where integers.

use serde::Serialize;
use utoipa::ToSchema;

use crate::projector::EvidenceKind;

/// Classes of evidence, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// What the learner says of themself.
    Own,
    /// What peers and contributions show.
    Social,
    /// What systems record: tests, attendance, credentials.
    System,
    /// What a coach has seen.
    Coach,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 4] = [Self::Own, Self::Social, Self::System, Self::Coach];
}

/// A level of the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Its number, from 1 on.
    pub number: u8,
    /// The shown share it needs.
    pub threshold: f64,
    /// Whether a test or a coach must have been among the evidence lately.
    pub needs_check: bool,
    /// Whether a coach must have been.
    pub needs_coach: bool,
}

/// A version of all numbers.
#[derive(Debug)]
pub struct RuleSet {
    /// Shown beside every number.
    pub version: &'static str,
    /// Evidence that stands against certainty: mass of the unknown.
    pub unknown: f64,
    /// Most mass that a class counts with.
    pub ceilings: [f64; 4],
    /// Days after which evidence of a class weighs half.
    pub half_lives: [f64; 4],
    /// The scale.
    pub levels: [Level; 4],
    /// Days for which a check or a coach's word opens a gate: 24 months.
    pub gate_days: i64,
}

/// The numbers in force.
pub static RULESET: RuleSet = RuleSet {
    version: "1",
    unknown: 4.0,
    ceilings: [2.0, 2.5, 7.0, 16.0],
    half_lives: [120.0, 180.0, 365.0, 730.0],
    levels: [
        Level {
            number: 1,
            threshold: 0.15,
            needs_check: false,
            needs_coach: false,
        },
        Level {
            number: 2,
            threshold: 0.35,
            needs_check: false,
            needs_coach: false,
        },
        Level {
            number: 3,
            threshold: 0.55,
            needs_check: true,
            needs_coach: false,
        },
        Level {
            number: 4,
            threshold: 0.75,
            needs_check: true,
            needs_coach: true,
        },
    ],
    gate_days: 730,
};

impl RuleSet {
    /// Most mass that a class counts with.
    #[must_use]
    pub const fn ceiling(&self, class: Class) -> f64 {
        self.ceilings[class as usize]
    }

    /// Days after which evidence of a class weighs half.
    #[must_use]
    pub const fn half_life(&self, class: Class) -> f64 {
        self.half_lives[class as usize]
    }

    /// The level with a number.
    #[must_use]
    pub fn level(&self, number: i64) -> Option<&Level> {
        self.levels
            .iter()
            .find(|level| i64::from(level.number) == number)
    }
}

/// Class, weight and most weight a day of a kind of evidence, in millionths.
#[must_use]
pub const fn weight(kind: EvidenceKind) -> Option<(Class, i64, i64)> {
    use Class::{Coach, Own, Social, System};
    use EvidenceKind as Kind;
    Some(match kind {
        Kind::SelfProgress | Kind::Reflection => (Own, 500_000, 500_000),
        Kind::TransferSelf => (Own, 1_000_000, 2_000_000),
        Kind::Contribution => (Social, 250_000, 750_000),
        Kind::Like => (Social, 150_000, 600_000),
        Kind::PeerRating | Kind::AnswerAccepted => (Social, 750_000, 1_500_000),
        Kind::Attended => (System, 500_000, 1_000_000),
        Kind::Completed => (System, 1_000_000, 3_000_000),
        Kind::Assessed => (System, 2_500_000, 5_000_000),
        Kind::Question => (System, 100_000, 500_000),
        Kind::Credential => (System, 4_000_000, 8_000_000),
        Kind::TransferVerified => (Coach, 2_000_000, 4_000_000),
        Kind::CoachRating => (Coach, 4_000_000, 4_000_000),
        Kind::None => return None,
    })
}

/// How much is known, by the unknown share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Less than 40 % is known.
    Low,
    /// Less than 70 % is known.
    Medium,
    /// 70 % or more is known.
    High,
}

impl Confidence {
    /// By the unknown share, 0 to 1.
    #[must_use]
    pub fn of(unknown: f64) -> Self {
        match 1.0 - unknown {
            known if known < 0.4 => Self::Low,
            known if known < 0.7 => Self::Medium,
            _ => Self::High,
        }
    }
}

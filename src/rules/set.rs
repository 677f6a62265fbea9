//! A rule set, ready to be worked with. Masses and factors are millionths, points are tenths.

use super::kinds::{Class, Counter, Gate};
use crate::projector::EvidenceKind;

/// A version of all numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSet {
    /// Shown beside every number.
    pub version: String,
    /// How evidence becomes progress (`domain.md` 3.3 and 3.4).
    pub progress: ProgressRules,
    /// How acts become points (`domain.md` 4.2 and 4.3).
    pub engagement: EngagementRules,
    /// When a group deserves a look (`domain.md` 4.4).
    pub health: HealthRules,
}

/// How evidence becomes progress.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressRules {
    /// Mass of the unknown, K.
    pub unknown: f64,
    /// Of the weight of evidence that only the group's topic links to a competency, so many
    /// millionths count.
    pub implied_factor: i64,
    /// Of one person's likes for another so many count in a calendar month.
    pub likes_a_month: usize,
    /// Days for which a check or a coach's word opens a gate.
    pub gate_days: i64,
    /// Progress may lag this much behind the share of time that has gone.
    pub plan_lag: f64,
    /// What took less than this share of the time that its activity declares is not plausible; 0:
    /// everything is. It counts as before.
    pub too_fast: f64,
    /// By class.
    pub classes: [ClassRule; 4],
    /// By the code of the kind; none for what is no evidence.
    pub kinds: [Option<EvidenceRule>; KINDS],
    /// The scale of competencies whose framework brings none, from the lowest level up.
    pub levels: Vec<Level>,
}

/// Codes of kinds of evidence, from 0 on.
pub(super) const KINDS: usize = EvidenceKind::ALL.len();

/// A class of evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassRule {
    /// Most mass that the class counts with, CAP.
    pub ceiling: f64,
    /// Days after which its evidence weighs half, H.
    pub half_life: f64,
}

/// A kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvidenceRule {
    /// Its class.
    pub class: Class,
    /// Millionths of mass of one piece, w.
    pub weight: i64,
    /// Most millionths of a day.
    pub daily_cap: i64,
}

/// A level of a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Its number, from 1 on.
    pub number: u8,
    /// What it is called, if it has a name.
    pub title: Option<String>,
    /// Millionths of the shown share that it needs.
    pub threshold: i64,
    /// What must have been among the evidence lately.
    pub gate: Option<Gate>,
}

/// How acts become points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngagementRules {
    /// Most tenths of a point of one member in a day.
    pub daily_cap: i64,
    /// Tenths of points that make an index of 100.
    pub targets: Targets,
    /// Fewer members than this who want to be on it have no leader board.
    pub smallest_board: usize,
    /// By the place of the counter in [`Counter::ALL`].
    pub points: [PointRule; Counter::ALL.len()],
}

/// Tenths of points that make an index of 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Targets {
    /// In seven days.
    pub week: i64,
    /// In thirty days.
    pub month: i64,
    /// In ninety days.
    pub quarter: i64,
}

/// Points of what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PointRule {
    /// Tenths of a point of one.
    pub tenths: i64,
    /// How many count in a day.
    pub daily_cap: i64,
}

/// When a group deserves a look.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthRules {
    /// Days that shares and counts look at.
    pub days: i64,
    /// Members with an own action, as a share: alerts below.
    pub activity: Limits,
    /// Days since the last contribution.
    pub silence: Days,
    /// Effective voices: alerts below.
    pub voices: Limits,
    /// Voices are counted from so many contributions on.
    pub voices_contributions: usize,
    /// Voices are counted from so many members on.
    pub voices_members: usize,
    /// Share of the replies that are by or to the coach: alerts above.
    pub coach_centred: Limits,
    /// The coach's share is looked at from so many replies on.
    pub coach_centred_replies: usize,
    /// Working days that a question waits.
    pub unanswered: Days,
    /// Older questions than this many days are not asked for any more.
    pub question_days: i64,
    /// Median hours to the first reply: alerts above.
    pub response: Days,
    /// Points below this share of those of the period before.
    pub momentum: f64,
    /// Days without an own action of a member.
    pub quiet: Days,
    /// A member who joined fewer days ago is not quiet yet.
    pub new_member_days: i64,
    /// An open goal without progress for so many days.
    pub goal_stalled_days: i64,
    /// A goal is due soon when so many days are left.
    pub goal_due_days: i64,
    /// A goal that is due soon should be done by this share.
    pub goal_due_done: f64,
}

/// Two limits of a share or a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Look at it.
    pub amber: f64,
    /// Act on it.
    pub red: f64,
}

/// Two limits of a number of days or hours, reached from them on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// Look at it.
    pub amber: i64,
    /// Act on it.
    pub red: i64,
}

impl ProgressRules {
    /// The rule of a class.
    #[must_use]
    pub const fn class(&self, class: Class) -> ClassRule {
        self.classes[class as usize]
    }

    /// The rule of a kind; none for what is no evidence.
    #[must_use]
    pub fn kind(&self, kind: EvidenceKind) -> Option<EvidenceRule> {
        *usize::try_from(kind.code())
            .ok()
            .and_then(|code| self.kinds.get(code))?
    }
}

impl EngagementRules {
    /// The points of what is counted.
    #[must_use]
    pub const fn points(&self, counter: Counter) -> PointRule {
        self.points[counter as usize]
    }
}

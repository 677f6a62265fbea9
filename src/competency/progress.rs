//! From mass to progress: ceilings, the three shares, levels and gates (`domain.md` 3.3). Pure.

use serde::Serialize;
use utoipa::ToSchema;

use crate::projector::ONE;
use crate::rules::{Class, Gate, Level, ProgressRules};

/// Mass and good mass of each class after daily caps and fading, before ceilings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sums {
    mass: [f64; 4],
    good: [f64; 4],
    /// Whether a test or a coach was among the evidence lately.
    pub checked: bool,
    /// Whether a coach was.
    pub coached: bool,
}

impl Sums {
    /// Adds to a class, or takes away what was added.
    pub const fn add(&mut self, class: Class, mass: f64, good: f64) {
        self.mass[class as usize] += mass;
        self.good[class as usize] += good;
    }

    /// Mass and good mass of a class.
    #[must_use]
    pub const fn class(&self, class: Class) -> (f64, f64) {
        (self.mass[class as usize], self.good[class as usize])
    }
}

/// What a class of evidence comes to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClassMass {
    /// Mass after caps and decay, before the ceiling.
    pub raw: f64,
    /// Mass that counts.
    pub counted: f64,
    /// Mean quality, 0 to 1.
    pub quality: f64,
}

/// What evidence comes to: for and against.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mass {
    /// Mass that shows the competency, R.
    pub shown: f64,
    /// Mass that contradicts it, S.
    pub contradicted: f64,
    /// What each class comes to, in the order of [`Class::ALL`].
    pub classes: [ClassMass; 4],
    /// Whether a test or a coach was among the evidence lately.
    pub checked: bool,
    /// Whether a coach was.
    pub coached: bool,
}

impl Mass {
    /// Puts the ceilings on the classes.
    #[must_use]
    pub fn of(sums: &Sums, rules: &ProgressRules) -> Self {
        let mut whole = Self {
            checked: sums.checked,
            coached: sums.coached,
            ..Self::default()
        };
        for class in Class::ALL {
            let (mass, good) = sums.class(class);
            if mass <= 0.0 {
                continue;
            }
            let ceiling = (rules.class(class).ceiling / mass).min(1.0);
            whole.shown += ceiling * good;
            whole.contradicted += ceiling * (mass - good);
            whole.classes[class as usize] = ClassMass {
                raw: mass,
                counted: ceiling * mass,
                quality: good / mass,
            };
        }
        whole
    }

    /// A competency's own mass with the weighted mean of its parts' masses. A gate is open if
    /// what opens it is among the evidence of any of them.
    #[must_use]
    pub fn with_parts(mut self, parts: &[(i64, Self)]) -> Self {
        let weights: i64 = parts.iter().map(|(weight, _)| weight).sum();
        if weights <= 0 {
            return self;
        }
        for (weight, part) in parts {
            let share = *weight as f64 / weights as f64;
            self.shown += share * part.shown;
            self.contradicted += share * part.contradicted;
            self.checked |= part.checked;
            self.coached |= part.coached;
        }
        self
    }
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

/// Progress on a day: three shares that sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Share that the evidence shows.
    pub shown: f64,
    /// Share that the evidence contradicts.
    pub contradicted: f64,
    /// Share that is not known.
    pub unknown: f64,
    /// How much is known.
    pub confidence: Confidence,
    /// The highest level reached with its gates, 0 for none.
    pub level: u8,
    /// The next level whose threshold is reached, but whose gate is closed.
    pub waiting_for: Option<u8>,
    /// What each class comes to, in the order of [`Class::ALL`].
    pub classes: [ClassMass; 4],
    /// Whether a test or a coach was among the evidence lately.
    pub checked: bool,
    /// Whether a coach was.
    pub coached: bool,
}

impl Progress {
    /// The shares of a mass against the unknown, and the level they reach on a scale.
    #[must_use]
    pub fn of(mass: &Mass, rules: &ProgressRules, scale: &[Level]) -> Self {
        let whole = mass.shown + mass.contradicted + rules.unknown;
        let shown = mass.shown / whole;
        let unknown = rules.unknown / whole;
        let open = |level: &Level| is_open(level.gate, mass.checked, mass.coached);
        let reached = |level: &&Level| micro(shown) >= level.threshold;
        let level = scale.iter().filter(reached).rfind(|level| open(level));
        let waiting = scale.iter().filter(reached).find(|level| !open(level));
        Self {
            shown,
            contradicted: mass.contradicted / whole,
            unknown,
            confidence: Confidence::of(unknown),
            level: level.map_or(0, |level| level.number),
            waiting_for: waiting.map(|level| level.number),
            classes: mass.classes,
            checked: mass.checked,
            coached: mass.coached,
        }
    }

    /// Whether what a level's gate asks for was among the evidence lately.
    #[must_use]
    pub fn opens(&self, level: &Level) -> bool {
        is_open(level.gate, self.checked, self.coached)
    }

    /// Whether the shown share is enough for a level, whatever its gate asks for.
    #[must_use]
    pub fn suffices(&self, level: &Level) -> bool {
        micro(self.shown) >= level.threshold
    }
}

const fn is_open(gate: Option<Gate>, checked: bool, coached: bool) -> bool {
    match gate {
        None => true,
        Some(Gate::Check) => checked,
        Some(Gate::Coach) => coached,
    }
}

/// Shares compare in millionths, so that platforms agree.
#[expect(
    clippy::cast_possible_truncation,
    reason = "shares lie between 0 and 1"
)]
pub(super) fn micro(share: f64) -> i64 {
    (share * ONE as f64).round() as i64
}

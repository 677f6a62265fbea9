//! The gap between what a role asks for and what a person has reached. Pure.

use std::collections::BTreeMap;

/// A level of a competency that a role asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Requirement {
    /// The key of the competency.
    pub competency: i64,
    /// The number of the level, from 1 on.
    pub level: i64,
}

/// What is asked for in a competency, and what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The key of the competency.
    pub competency: i64,
    /// The level that is asked for.
    pub required: i64,
    /// The level that is reached; 0 for none.
    pub reached: i64,
}

impl Gap {
    /// Levels that are missing; 0 if none is.
    #[must_use]
    pub const fn missing(&self) -> i64 {
        let missing = self.required - self.reached;
        if missing > 0 { missing } else { 0 }
    }
}

/// Every requirement with the level that is reached, the widest gap first.
#[must_use]
pub fn gaps(requirements: &[Requirement], reached: &BTreeMap<i64, u8>) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = requirements
        .iter()
        .map(|requirement| Gap {
            competency: requirement.competency,
            required: requirement.level,
            reached: reached
                .get(&requirement.competency)
                .copied()
                .map_or(0, i64::from),
        })
        .collect();
    gaps.sort_by_key(|gap| (-gap.missing(), gap.competency));
    gaps
}

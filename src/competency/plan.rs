//! Development plans: which level of which competency a person aims at, and by when.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::progress::Progress;
use crate::people::PersonId;
use crate::projector::{ActKind, Fact, ONE};
use crate::rules::{Level, ProgressRules};
use crate::statements::AgentKey;

/// One aim of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanItem {
    /// The statement that planned it.
    pub statement: Uuid,
    /// The competency.
    pub competency: i64,
    /// The level aimed at.
    pub target: i64,
    /// The day it was planned.
    pub since: i64,
    /// The day it is due.
    pub due: Option<i64>,
}

/// How an aim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The level is reached.
    Achieved,
    /// Progress lags behind the time that has gone.
    Behind,
    /// Progress keeps up with time.
    OnTrack,
    /// The day has passed.
    Overdue,
}

/// The plan of a person: for each competency the aim set last and not given up since.
#[must_use]
pub fn plans(
    facts: &[Fact],
    person: PersonId,
    persons: &BTreeMap<AgentKey, PersonId>,
) -> Vec<PlanItem> {
    let mine = |agent: AgentKey| persons.get(&agent) == Some(&person);
    let mut latest: BTreeMap<i64, &Fact> = BTreeMap::new();
    let planned = facts.iter().filter(|fact| {
        fact.act == ActKind::Plan
            && fact.level.is_some()
            && mine(fact.recipient.unwrap_or(fact.actor))
    });
    for fact in planned {
        let mut drops = facts.iter().filter(|it| it.act == ActKind::Unplan);
        let dropped = |drop: &Fact| {
            let names_it = drop.object.is_some() && drop.object == fact.object;
            let later = (drop.at, drop.id) > (fact.at, fact.id);
            drop.target == Some(fact.id)
                || (names_it && later && mine(drop.recipient.unwrap_or(drop.actor)))
        };
        if drops.any(dropped) {
            continue;
        }
        for competency in &fact.competencies {
            let known = latest.entry(*competency).or_insert(fact);
            if (known.at, known.id) < (fact.at, fact.id) {
                *known = fact;
            }
        }
    }
    latest
        .into_iter()
        .map(|(competency, fact)| PlanItem {
            statement: fact.id,
            competency,
            target: fact.level.unwrap_or(1),
            since: fact.day,
            due: fact.due_day,
        })
        .collect()
}

impl PlanItem {
    /// The way to the target that is gone, 0 to 1, on a scale.
    #[must_use]
    pub fn done(&self, scale: &[Level], progress: &Progress) -> f64 {
        let target = scale
            .iter()
            .find(|level| i64::from(level.number) == self.target);
        let threshold = target.map_or(1.0, |level| level.threshold as f64 / ONE as f64);
        (progress.shown / threshold).min(1.0)
    }

    /// How it stands today.
    #[must_use]
    pub fn status(
        &self,
        rules: &ProgressRules,
        scale: &[Level],
        progress: &Progress,
        today: i64,
    ) -> Status {
        if i64::from(progress.level) >= self.target {
            return Status::Achieved;
        }
        let Some(due) = self.due else {
            return Status::OnTrack;
        };
        if today > due {
            return Status::Overdue;
        }
        let whole = (due - self.since).max(1) as f64;
        let gone = (today - self.since).max(0) as f64 / whole;
        if self.done(scale, progress) >= gone - rules.plan_lag {
            Status::OnTrack
        } else {
            Status::Behind
        }
    }
}

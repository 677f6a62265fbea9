//! Goals that members of a group set themselves or were set, and how they stand. Pure.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::competency::{Aim, Aims, Sources};
use crate::people::PersonId;
use crate::projector::{ActKind, Fact, ONE};
use crate::rules::HealthRules;
use crate::statements::AgentKey;

use super::alert::{Alert, AlertRule, Severity};

/// An open goal of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// The statement that set it.
    pub statement: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// The goal or competency aimed at.
    pub object: i64,
    /// The day it was set.
    pub since: i64,
    /// The day it is due.
    pub due: Option<i64>,
    /// Progress noted last, or the way to a planned level that is gone; millionths.
    pub done: i64,
    /// The day of it, of the newest evidence for such a level, or of setting the goal.
    pub last: i64,
}

/// Whose goal or progress a fact is.
fn owner(fact: &Fact, persons: &BTreeMap<AgentKey, PersonId>) -> Option<PersonId> {
    let agent = fact.recipient.unwrap_or(fact.actor);
    persons.get(&agent).copied()
}

/// Whoever has planned to reach a level of something.
#[must_use]
pub(super) fn planners(
    facts: &[Fact],
    persons: &BTreeMap<AgentKey, PersonId>,
) -> BTreeSet<PersonId> {
    let planned = facts
        .iter()
        .filter(|fact| fact.act == ActKind::Plan && fact.level.is_some());
    planned.filter_map(|fact| owner(fact, persons)).collect()
}

/// Goals and planned steps that are neither reached nor given up, by their setting. An aim
/// at a level stands as in the plan: what somebody says of it themselves does not end it.
#[must_use]
pub(super) fn open_goals(facts: &[Fact], sources: &Sources, aims: &Aims) -> Vec<Goal> {
    let owner = |fact: &Fact| owner(fact, &sources.persons);
    let mut goals: BTreeMap<(PersonId, i64), &Fact> = BTreeMap::new();
    for plan in facts.iter().filter(|fact| fact.act == ActKind::Plan) {
        let (Some(person), Some(object)) = (owner(plan), plan.object) else {
            continue;
        };
        // A coach's plan is the group's topic, not a goal.
        if sources.coaches.contains(&person) {
            continue;
        }
        let known = goals.entry((person, object)).or_insert(plan);
        if (known.at, known.id) < (plan.at, plan.id) {
            *known = plan;
        }
    }
    let open = goals.into_iter().filter_map(|((person, object), plan)| {
        let about = |fact: &&Fact| {
            (fact.at, fact.id) > (plan.at, plan.id)
                && (fact.target == Some(plan.id)
                    || (fact.object == Some(object) && owner(fact) == Some(person)))
        };
        let aim = aims.get(&plan.id).copied();
        let closed = match aim {
            Some(aim) => aim == Aim::Closed,
            None => {
                let mut ends = facts.iter().filter(|fact| fact.act.ends_an_aim());
                ends.any(|fact| about(&fact))
            }
        };
        if closed {
            return None;
        }
        let noted = facts
            .iter()
            .filter(|fact| fact.act == ActKind::Progress)
            .filter(about)
            .max_by_key(|fact| (fact.at, fact.id));
        let (done, shown) = match aim {
            Some(Aim::Open { done, last }) => (done, last),
            _ => (noted.and_then(|fact| fact.quality).unwrap_or(0), None),
        };
        let last = noted.map_or(plan.day, |fact| fact.day);
        Some(Goal {
            statement: plan.id,
            person,
            object,
            since: plan.day,
            due: plan.due_day,
            done,
            last: shown.map_or(last, |shown| shown.max(last)),
        })
    });
    // The way to a level may be gone where a coach's word is still wanting.
    open.filter(|goal| goal.done < ONE || aims.contains_key(&goal.statement))
        .collect()
}

/// What about a goal deserves a look today.
pub(super) fn alerts(goal: &Goal, rules: &HealthRules, today: i64) -> Vec<Alert> {
    let alert = |rule, severity, value: i64| Alert {
        rule,
        severity,
        person: Some(goal.person),
        statement: Some(goal.statement),
        object: Some(goal.object),
        value: value as f64,
    };
    let mut alerts = Vec::new();
    if let Some(due) = goal.due {
        let left = due - today;
        if left < 0 {
            alerts.push(alert(AlertRule::GoalDue, Severity::Red, left));
        } else if left <= rules.goal_due_days
            && (goal.done as f64) < rules.goal_due_done * ONE as f64
        {
            alerts.push(alert(AlertRule::GoalDue, Severity::Amber, left));
        }
    }
    let still = today - goal.last;
    if still >= rules.goal_stalled_days {
        alerts.push(alert(AlertRule::GoalStalled, Severity::Amber, still));
    }
    alerts
}

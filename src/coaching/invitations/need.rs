//! Who needs what a group is for, and what became of invitations. Pure.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::competency::Sources;
use crate::people::PersonId;
use crate::projector::{ActKind, Fact};

/// A level that a person is to reach and has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The competency.
    pub competency: i64,
    /// The level that is wanted.
    pub wanted: i64,
    /// The level that is reached; 0 for none.
    pub reached: i64,
    /// The day it is due, by the plan.
    pub due: Option<i64>,
    /// Whether the person's plan says so; else a role of theirs does.
    pub planned: bool,
}

impl Need {
    /// Levels that are missing.
    #[must_use]
    pub const fn missing(&self) -> i64 {
        self.wanted - self.reached
    }
}

/// A level that is wanted: of which competency, which, by when, and whether by the plan.
pub type Wanted = (i64, i64, Option<i64>, bool);

/// What of some wanted levels is missing. Of several for one competency the highest counts.
#[must_use]
pub fn needs(wanted: &[Wanted], reached: &BTreeMap<i64, i64>) -> Vec<Need> {
    let mut highest: BTreeMap<i64, Wanted> = BTreeMap::new();
    for one in wanted {
        let known = highest.entry(one.0).or_insert(*one);
        if (known.1, known.3) < (one.1, one.3) {
            *known = *one;
        }
    }
    let mut needs: Vec<Need> = highest
        .into_values()
        .map(|(competency, wanted, due, planned)| Need {
            competency,
            wanted,
            reached: reached.get(&competency).copied().unwrap_or(0),
            due,
            planned,
        })
        .filter(|need| need.missing() > 0)
        .collect();
    needs.sort_by_key(|need| (-need.missing(), need.competency));
    needs
}

/// By need: the widest gap in all first, then what is due first.
#[must_use]
pub fn urgency(needs: &[Need]) -> (i64, i64) {
    let missing: i64 = needs.iter().map(Need::missing).sum();
    let due = needs.iter().filter_map(|need| need.due).min();
    (-missing, due.unwrap_or(i64::MAX))
}

/// An invitation to a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The statement.
    pub statement: Uuid,
    /// Who is invited.
    pub person: PersonId,
    /// The coach who invites.
    pub by: PersonId,
    /// The day.
    pub day: i64,
    /// Whatever reminded of it since, statements with their days, the earliest first.
    pub reminders: Vec<(Uuid, i64)>,
    /// The day of joining after it.
    pub joined: Option<i64>,
}

impl Invitation {
    /// The day on which the person was told of it last.
    #[must_use]
    pub fn told_last(&self) -> i64 {
        self.reminders.last().map_or(self.day, |(_, day)| *day)
    }
}

/// The invitations to a group by its facts, the newest first. Inviting somebody again before they have
/// joined reminds them; afterwards it is another invitation, and the last one is told.
#[must_use]
pub fn invitations(facts: &[Fact], sources: &Sources) -> Vec<Invitation> {
    let who = |agent: i64| sources.persons.get(&agent).copied();
    let mut moves: Vec<&Fact> = facts
        .iter()
        .filter(|fact| matches!(fact.act, ActKind::Invite | ActKind::Join))
        .collect();
    moves.sort_by_key(|fact| (fact.at, fact.act == ActKind::Join, fact.id));
    let mut latest: BTreeMap<PersonId, Invitation> = BTreeMap::new();
    for fact in moves {
        if fact.act == ActKind::Join {
            let known = who(fact.actor).and_then(|person| latest.get_mut(&person));
            if let Some(one) = known {
                one.joined.get_or_insert(fact.day);
            }
            continue;
        }
        let (Some(person), Some(by)) = (fact.recipient.and_then(who), who(fact.actor)) else {
            continue;
        };
        if !sources.tenures.cover(by, fact.day) {
            continue;
        }
        match latest.get_mut(&person) {
            Some(one) if one.joined.is_none() => one.reminders.push((fact.id, fact.day)),
            _ => {
                let one = Invitation {
                    statement: fact.id,
                    person,
                    by,
                    day: fact.day,
                    reminders: Vec::new(),
                    joined: None,
                };
                latest.insert(person, one);
            }
        }
    }
    let mut invitations: Vec<Invitation> = latest.into_values().collect();
    invitations.sort_by_key(|it| std::cmp::Reverse((it.day, it.statement)));
    invitations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_plan_and_role_the_higher_level_is_needed() {
        let wanted = [
            (1, 2, Some(50), true),
            (1, 3, None, false),
            (2, 1, None, false),
            (3, 4, None, true),
        ];
        let reached = [(1, 1), (2, 1)].into();
        let needs = needs(&wanted, &reached);
        let short: Vec<(i64, i64, bool)> = needs
            .iter()
            .map(|it| (it.competency, it.missing(), it.planned))
            .collect();
        // What is reached is no need; the widest gap comes first.
        assert_eq!(short, [(3, 4, true), (1, 2, false)]);
    }

    #[test]
    fn who_lacks_more_comes_first_then_who_is_due_first() {
        let need = |missing, due| Need {
            competency: 1,
            wanted: missing,
            reached: 0,
            due,
            planned: true,
        };
        let mut all = [
            vec![need(1, None)],
            vec![need(1, Some(9))],
            vec![need(1, None), need(2, None)],
            vec![need(1, Some(3))],
        ];
        all.sort_by_key(|needs| urgency(needs));
        let order: Vec<(usize, Option<i64>)> = all.iter().map(|it| (it.len(), it[0].due)).collect();
        assert_eq!(order, [(2, None), (1, Some(3)), (1, Some(9)), (1, None)]);
    }
}

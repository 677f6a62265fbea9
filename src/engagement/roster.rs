//! Who is in a group, by its facts. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::competency::Sources;
use crate::people::PersonId;
use crate::projector::{ActKind, Fact, GroupFacts};

/// A member of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// The day of the last joining, or of the first own action.
    pub since: i64,
}

/// Who is in a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// Learners, in the order of their identifiers.
    pub members: Vec<Member>,
    /// Coaches.
    pub coaches: BTreeSet<PersonId>,
}

/// Acts that make nobody a member: whoever organised a group is not its learner afterwards.
const ORGANISING: [ActKind; 6] = [
    ActKind::AppointCoach,
    ActKind::ChangeGroup,
    ActKind::CloseGroup,
    ActKind::CreateGroup,
    ActKind::DismissCoach,
    ActKind::ReopenGroup,
];

/// Works out who is in a group from all its facts up to a day.
///
/// A person is in if their last joining or leaving was joining; one who never did either is in if
/// they acted there, since learning platforms do not tell of joining.
#[must_use]
pub fn roster(facts: &GroupFacts, sources: &Sources) -> Roster {
    let coaches = sources.coaches.clone();
    let mut moves: BTreeMap<PersonId, (&Fact, bool)> = BTreeMap::new();
    let mut first: BTreeMap<PersonId, i64> = BTreeMap::new();
    for fact in &facts.acts {
        let Some(person) = sources.persons.get(&fact.actor).copied() else {
            continue;
        };
        if matches!(fact.act, ActKind::Join | ActKind::Leave) {
            let known = moves.get(&person).map(|(fact, _)| (fact.at, fact.id));
            if known.is_none_or(|known| known < (fact.at, fact.id)) {
                moves.insert(person, (fact, fact.act == ActKind::Join));
            }
        }
        if ORGANISING.contains(&fact.act) {
            continue;
        }
        let day = first.entry(person).or_insert(fact.day);
        *day = (*day).min(fact.day);
    }
    for visits in &facts.visits {
        if let Some(person) = sources.persons.get(&visits.actor) {
            let day = first.entry(*person).or_insert(visits.day);
            *day = (*day).min(visits.day);
        }
    }
    let members = first
        .into_iter()
        .filter(|(person, _)| !coaches.contains(person))
        .filter_map(|(person, first)| match moves.get(&person) {
            Some((_, false)) => None,
            Some((join, true)) => Some(Member {
                person,
                since: join.day,
            }),
            None => Some(Member {
                person,
                since: first,
            }),
        })
        .collect();
    Roster { members, coaches }
}

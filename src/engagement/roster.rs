//! Who is in a group, by its facts. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::competency::Sources;
use crate::people::PersonId;
use crate::projector::{Move, Presence};
use crate::statements::AgentKey;

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

/// Works out who is in a group.
///
/// A person is in if their last joining or leaving was joining; one who never did either is in if
/// they acted there, since learning platforms do not tell of joining.
#[must_use]
pub fn roster(presence: &Presence, sources: &Sources) -> Roster {
    let coaches = sources.coaches.clone();
    let person = |actor: AgentKey| sources.persons.get(&actor).copied();
    let mut moves: BTreeMap<PersonId, &Move> = BTreeMap::new();
    for told in &presence.moves {
        let Some(person) = person(told.actor) else {
            continue;
        };
        let last = moves.entry(person).or_insert(told);
        if last.moment < told.moment {
            *last = told;
        }
    }
    let mut first: BTreeMap<PersonId, i64> = BTreeMap::new();
    for (actor, day) in &presence.first {
        if let Some(person) = person(*actor) {
            let first = first.entry(person).or_insert(*day);
            *first = (*first).min(*day);
        }
    }
    let members = first
        .into_iter()
        .filter(|(person, _)| !coaches.contains(person))
        .filter_map(|(person, first)| match moves.get(&person) {
            Some(last) if !last.joined => None,
            Some(joining) => Some(Member {
                person,
                since: joining.day,
            }),
            None => Some(Member {
                person,
                since: first,
            }),
        })
        .collect();
    Roster { members, coaches }
}

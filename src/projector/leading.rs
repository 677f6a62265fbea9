//! Who leads a group, what it is for, and whether it is closed: from what organises it. Pure.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::kinds::ActKind;
use super::tenures::{Tenure, Tenures};
use crate::people::PersonId;

/// An act that organises a group, once for each competency that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Organising {
    pub(super) act: ActKind,
    /// When, and the statement: the order of acts.
    pub(super) moment: (i64, Uuid),
    pub(super) day: i64,
    /// Who does it.
    pub(super) person: PersonId,
    /// Whom it concerns.
    pub(super) recipient: Option<PersonId>,
    pub(super) competency: Option<i64>,
}

/// What a group is for, who leads it, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupSetting {
    /// Its makers, those whom its coaches appointed, and those whom a launch or an administrator
    /// did.
    pub coaches: BTreeSet<PersonId>,
    /// Who has coached it when: what they organised stays, and what they said is a coach's word.
    pub tenures: Tenures,
    /// Competencies that a coach of it planned for it.
    pub competencies: BTreeSet<i64>,
    /// The statement that said last what the group is.
    pub described_by: Option<Uuid>,
    /// The day a coach closed it, unless one has opened it again since.
    pub closed: Option<i64>,
}

/// Works out how it stands at the end of the day `until`, by all acts up to it. `base` are coaches that
/// no statement made so; `may` tells who can become a coach by a statement.
///
/// What a coach did stays in force when they coach the group no longer, so that a change of coaches
/// changes nothing else.
pub(super) fn setting(
    acts: &[Organising],
    base: Tenures,
    until: i64,
    may: impl Fn(PersonId) -> bool,
) -> GroupSetting {
    let mut acts: Vec<&Organising> = acts.iter().collect();
    acts.sort_by_key(|it| (it.moment, it.competency));
    // Those whom statements made coaches, since which day.
    let mut since: BTreeMap<PersonId, i64> = BTreeMap::new();
    let mut tenures = base.clone();
    for it in &acts {
        let coaches = since.contains_key(&it.person) || base.cover(it.person, it.day);
        match (it.act, it.recipient) {
            (ActKind::CreateGroup, _) if may(it.person) => {
                // Before it was made it had no other coach.
                since.entry(it.person).or_insert(i64::MIN);
            }
            (ActKind::AppointCoach, Some(who)) if coaches && may(who) => {
                since.entry(who).or_insert(it.day);
            }
            (ActKind::DismissCoach, Some(who)) if coaches => {
                if let Some(first) = since.remove(&who) {
                    let last = Some(it.day);
                    tenures.add(who, Tenure { first, last });
                }
            }
            _ => {}
        }
    }
    for (who, first) in since {
        tenures.add(who, Tenure { first, last: None });
    }
    let mut linked: BTreeMap<i64, bool> = BTreeMap::new();
    let mut setting = GroupSetting {
        coaches: tenures.at_the_end_of(until),
        ..GroupSetting::default()
    };
    for it in acts.into_iter().filter(|it| tenures.include(it.person)) {
        match it.act {
            ActKind::CreateGroup | ActKind::ChangeGroup => {
                setting.described_by = Some(it.moment.1);
            }
            ActKind::CloseGroup => setting.closed = Some(it.day),
            ActKind::ReopenGroup => setting.closed = None,
            _ => {}
        }
        let links = match it.act {
            ActKind::CreateGroup | ActKind::Plan | ActKind::ChangeGroup => true,
            ActKind::Unplan => false,
            _ => continue,
        };
        if let Some(competency) = it.competency {
            linked.insert(competency, links);
        }
    }
    let linked = linked.into_iter().filter(|(_, is)| *is);
    setting.competencies = linked.map(|(competency, _)| competency).collect();
    setting.tenures = tenures;
    setting
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn act(at: i64, act: ActKind, person: u128) -> Organising {
        Organising {
            act,
            moment: (at, Uuid::from_u128(at.unsigned_abs().into())),
            day: at,
            person: who(person),
            recipient: None,
            competency: None,
        }
    }

    fn to(at: i64, kind: ActKind, person: u128, recipient: u128) -> Organising {
        Organising {
            recipient: Some(who(recipient)),
            ..act(at, kind, person)
        }
    }

    fn link(at: i64, kind: ActKind, person: u128, competency: i64) -> Organising {
        Organising {
            competency: Some(competency),
            ..act(at, kind, person)
        }
    }

    #[test]
    fn coaches_appoint_and_dismiss_and_others_do_not() {
        let acts = [
            act(1, ActKind::CreateGroup, 1),
            to(2, ActKind::AppointCoach, 9, 9),
            to(3, ActKind::AppointCoach, 1, 2),
            to(4, ActKind::AppointCoach, 2, 3),
            to(5, ActKind::DismissCoach, 3, 1),
            to(6, ActKind::AppointCoach, 1, 4),
            to(7, ActKind::DismissCoach, 2, 7),
        ];
        let appointed = |person, last| {
            (
                person,
                Tenure {
                    first: i64::MIN,
                    last,
                },
            )
        };
        let base = Tenures::from_iter([appointed(who(7), None)]);
        let found = setting(&acts, base.clone(), 7, |_| true);
        // Whoever was dismissed appoints nobody; a launch's coach is not dismissed by a statement.
        assert_eq!(found.coaches, BTreeSet::from([who(2), who(3), who(7)]));
        let mut turned = acts.to_vec();
        turned.reverse();
        assert_eq!(setting(&turned, base.clone(), 7, |_| true), found);
        let few = setting(&acts, base, 7, |person| person == who(3));
        assert_eq!(few.coaches, BTreeSet::from([who(7)]));
        // Who has been dismissed was a coach up to that day, and who was appointed not before.
        let covered =
            |person, days: [i64; 2]| days.map(|day| found.tenures.cover(who(person), day));
        assert_eq!(covered(1, [5, 6]), [true, false]);
        assert_eq!(covered(3, [3, 4]), [false, true]);
        // A launch's coach appoints as long as they are one.
        let base = Tenures::from_iter([appointed(who(7), Some(4))]);
        let acts = [
            to(4, ActKind::AppointCoach, 7, 5),
            to(5, ActKind::AppointCoach, 7, 6),
        ];
        let found = setting(&acts, base, 5, |_| true);
        assert_eq!(found.coaches, BTreeSet::from([who(5)]));
    }

    #[test]
    fn what_was_linked_and_closed_last_holds_and_outlives_the_coach() {
        let mut acts = vec![
            link(1, ActKind::CreateGroup, 1, 10),
            link(2, ActKind::Plan, 1, 11),
            link(3, ActKind::Unplan, 1, 10),
            link(4, ActKind::Unplan, 9, 11),
            act(5, ActKind::CloseGroup, 9),
            act(6, ActKind::ChangeGroup, 1),
            act(7, ActKind::CloseGroup, 1),
            to(8, ActKind::DismissCoach, 1, 1),
        ];
        let found = setting(&acts, Tenures::default(), 10, |_| true);
        assert_eq!(found.competencies, BTreeSet::from([11]));
        assert_eq!((found.closed, found.coaches.len()), (Some(7), 0));
        assert_eq!(found.described_by, Some(Uuid::from_u128(6)));
        acts.push(act(9, ActKind::ReopenGroup, 1));
        acts.push(link(10, ActKind::Plan, 1, 10));
        let found = setting(&acts, Tenures::default(), 10, |_| true);
        assert_eq!(found.closed, None);
        assert_eq!(found.competencies, BTreeSet::from([10, 11]));
    }
}

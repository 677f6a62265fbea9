//! What a roster changes. Pure.

use std::collections::{BTreeMap, BTreeSet};

use lti::services::names_and_roles::{Member, Status};

use crate::courses::{BY_LAUNCH, BY_ROSTER, MemberRow};
use crate::people::PersonId;

/// What the members that came are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Everybody: who is missing has left.
    All,
    /// All learners: a learner who is missing has left.
    Learners,
    /// Some of them: who is missing may still be there.
    Part,
    /// Those who have changed.
    Differences,
}

/// Somebody who was in the course so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// As launches call them.
    pub subject: String,
    /// Who they are.
    pub person: PersonId,
    /// Whether they learnt there.
    pub learner: bool,
    /// Whether they taught there.
    pub teacher: bool,
    /// Whether it was a roster that said so: what launches alone say of somebody no roster takes back
    /// that has never said it.
    pub by_roster: bool,
    /// Whether they took part.
    pub present: bool,
}

impl Known {
    /// Somebody, with those who coach because of a roster.
    #[must_use]
    pub fn of(row: MemberRow, by_roster: &BTreeSet<PersonId>) -> Self {
        Self {
            by_roster: by_roster.contains(&row.person),
            subject: row.subject,
            person: row.person,
            learner: row.learner,
            teacher: row.teacher,
            present: row.present,
        }
    }
}

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq)]
pub struct Present<'m> {
    /// What the roster says of them.
    pub member: &'m Member,
    /// Whether they learn.
    pub learner: bool,
    /// Whether they teach.
    pub teacher: bool,
    /// Whether the roster says so; launches do otherwise.
    pub by_roster: bool,
    /// What they were before; none if nothing.
    pub before: Option<&'m Known>,
}

impl Present<'_> {
    /// Why they coach, if they teach.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        if self.by_roster { BY_ROSTER } else { BY_LAUNCH }
    }
}

/// Somebody who took part and does not any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone<'m> {
    /// What they were.
    pub known: &'m Known,
    /// Why.
    pub reason: &'static str,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan<'m> {
    /// Who takes part, each once.
    pub present: Vec<Present<'m>>,
    /// Who does not any more.
    pub gone: Vec<Gone<'m>>,
}

/// Works out what a roster changes. Test accounts are nobody; one who neither learns nor teaches
/// takes no part; one who is named twice has the roles of both.
///
/// Moodle's rosters call a non-editing teacher a learner and its launches an instructor. So whom
/// launches call a teacher stays one until they launch as something else or are gone, or until a
/// roster that has said the same says otherwise.
#[must_use]
pub fn plan<'m>(known: &'m [Known], members: &'m [Member], basis: Basis) -> Plan<'m> {
    let before: BTreeMap<&str, &Known> = known
        .iter()
        .map(|known| (known.subject.as_str(), known))
        .collect();
    let mut present: BTreeMap<&str, Present<'_>> = BTreeMap::new();
    let mut out: BTreeMap<&str, &'static str> = BTreeMap::new();
    for member in members {
        let subject = member.user_id.as_str();
        let (learner, teacher) = (member.roles.is_learner(), member.roles.is_instructor());
        let reason = match member.status {
            Status::Deleted => Some("removed from the course"),
            Status::Inactive => Some("inactive in the course"),
            Status::Active if member.roles.is_test_user() => Some("a test account"),
            Status::Active if !learner && !teacher => Some("neither learner nor teacher"),
            Status::Active => None,
        };
        if let Some(reason) = reason {
            out.entry(subject).or_insert(reason);
            continue;
        }
        let before = before.get(subject).copied().filter(|known| known.present);
        let by_launch = before.is_some_and(|known| known.teacher && !known.by_roster);
        let entry = present.entry(subject).or_insert(Present {
            member,
            learner,
            teacher: teacher || by_launch,
            by_roster: teacher,
            before,
        });
        entry.learner |= learner;
        entry.teacher |= teacher;
        entry.by_roster |= teacher;
    }
    let named: BTreeSet<&str> = members.iter().map(|one| one.user_id.as_str()).collect();
    let gone = known
        .iter()
        .filter(|known| known.present)
        .filter_map(|known| {
            let subject = known.subject.as_str();
            if present.contains_key(subject) {
                return None;
            }
            let missing = !named.contains(subject)
                && match basis {
                    Basis::All => true,
                    Basis::Learners => known.learner && !known.teacher,
                    Basis::Part | Basis::Differences => false,
                };
            let reason = out.get(subject).copied();
            let reason = reason.or(missing.then_some("no longer in the roster"))?;
            Some(Gone { known, reason })
        })
        .collect();
    Plan {
        present: present.into_values().collect(),
        gone,
    }
}

#[cfg(test)]
mod tests {
    use lti::roles::Roles;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn member(number: u8, role: &str, status: Status) -> Member {
        Member {
            user_id: number.to_string(),
            roles: Roles::read([role]),
            status,
            name: None,
            given_name: None,
            family_name: None,
            middle_name: None,
            email: None,
            picture: None,
            lis_person_sourcedid: None,
            lti11_legacy_user_id: None,
            messages: Vec::new(),
            others: serde_json::Map::default(),
        }
    }

    fn known(number: u8, teacher: bool, present: bool) -> Known {
        Known {
            subject: number.to_string(),
            person: PersonId(Uuid::from_u128(number.into())),
            learner: !teacher,
            teacher,
            by_roster: teacher,
            present,
        }
    }

    fn any_member() -> impl Strategy<Value = Member> {
        let role = prop_oneof![
            Just("Learner"),
            Just("Instructor"),
            Just("Manager"),
            Just(lti::roles::TEST_USER),
            Just("")
        ];
        let status = prop_oneof![
            3 => Just(Status::Active),
            1 => Just(Status::Inactive),
            1 => Just(Status::Deleted)
        ];
        (0_u8..12, role, status).prop_map(|(number, role, status)| member(number, role, status))
    }

    fn any_known() -> impl Strategy<Value = Vec<Known>> {
        prop::collection::btree_map(0_u8..12, (any::<bool>(), any::<bool>()), 0..12).prop_map(
            |rows| {
                rows.into_iter()
                    .map(|(number, (teacher, present))| known(number, teacher, present))
                    .collect()
            },
        )
    }

    proptest! {
        #[test]
        fn nobody_is_both_in_and_out_and_nobody_twice(
            known in any_known(),
            members in prop::collection::vec(any_member(), 0..20),
        ) {
            for basis in [Basis::All, Basis::Learners, Basis::Part, Basis::Differences] {
                let plan = plan(&known, &members, basis);
                let present: BTreeSet<&str> =
                    plan.present.iter().map(|one| one.member.user_id.as_str()).collect();
                prop_assert_eq!(present.len(), plan.present.len());
                for gone in &plan.gone {
                    prop_assert!(!present.contains(gone.known.subject.as_str()));
                    prop_assert!(gone.known.present);
                    let named = members.iter().any(|one| one.user_id == gone.known.subject);
                    prop_assert!(named || matches!(basis, Basis::All | Basis::Learners));
                }
                for one in &plan.present {
                    prop_assert!(one.learner || one.teacher);
                }
            }
        }

        #[test]
        fn a_whole_roster_leaves_exactly_those_who_take_part(
            known in any_known(),
            members in prop::collection::vec(any_member(), 0..20),
        ) {
            let plan = plan(&known, &members, Basis::All);
            let present: BTreeSet<&str> =
                plan.present.iter().map(|one| one.member.user_id.as_str()).collect();
            for one in known.iter().filter(|one| one.present) {
                let gone = plan.gone.iter().any(|gone| gone.known == one);
                prop_assert_eq!(gone, !present.contains(one.subject.as_str()));
            }
        }
    }

    #[test]
    fn a_learners_roster_says_nothing_of_teachers() {
        let known = [known(3, true, true), known(4, false, true)];
        let plan = plan(&known, &[], Basis::Learners);
        let gone: Vec<&str> = plan
            .gone
            .iter()
            .map(|one| one.known.subject.as_str())
            .collect();
        assert_eq!(gone, ["4"]);
    }
}

//! Who coached when. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::people::PersonId;

/// Days on which somebody coached, the first and the last included; without a last one they still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenure {
    /// Days since the epoch.
    pub first: i64,
    /// Days since the epoch.
    pub last: Option<i64>,
}

/// Who coached when: a coach's word stays one when they coach no longer, and whoever becomes a coach
/// has not been one before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tenures(BTreeMap<PersonId, Vec<Tenure>>);

impl Tenures {
    /// Somebody coached, too.
    pub fn add(&mut self, person: PersonId, tenure: Tenure) {
        self.0.entry(person).or_default().push(tenure);
    }

    /// All that others tell holds, too.
    pub fn add_all(&mut self, others: &Self) {
        for (person, tenures) in &others.0 {
            self.0.entry(*person).or_default().extend(tenures);
        }
    }

    /// Whether somebody coached on a day.
    #[must_use]
    pub fn cover(&self, person: PersonId, day: i64) -> bool {
        let covers = |it: &Tenure| it.first <= day && it.last.is_none_or(|last| day <= last);
        self.0
            .get(&person)
            .is_some_and(|all| all.iter().any(covers))
    }

    /// Whether somebody has ever coached.
    #[must_use]
    pub fn include(&self, person: PersonId) -> bool {
        self.0.contains_key(&person)
    }

    /// Whoever has ever coached.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.0.keys().copied()
    }

    /// Whoever coaches at the end of a day.
    #[must_use]
    pub fn at_the_end_of(&self, day: i64) -> BTreeSet<PersonId> {
        let holds = |it: &Tenure| it.first <= day && it.last.is_none_or(|last| day < last);
        let all = self.0.iter();
        all.filter(|(_, tenures)| tenures.iter().any(holds))
            .map(|(person, _)| *person)
            .collect()
    }
}

impl FromIterator<(PersonId, Tenure)> for Tenures {
    fn from_iter<I: IntoIterator<Item = (PersonId, Tenure)>>(all: I) -> Self {
        let mut tenures = Self::default();
        for (person, tenure) in all {
            tenures.add(person, tenure);
        }
        tenures
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_tenure_covers_its_last_day_and_does_not_outlast_it() {
        let [one, other] = [1, 2].map(|number| PersonId(Uuid::from_u128(number)));
        let mut tenures = Tenures::from_iter([
            (
                one,
                Tenure {
                    first: 3,
                    last: Some(5),
                },
            ),
            (
                one,
                Tenure {
                    first: 9,
                    last: None,
                },
            ),
        ]);
        tenures.add_all(&Tenures::from_iter([(
            other,
            Tenure {
                first: 4,
                last: Some(4),
            },
        )]));
        let covered = (0..12).filter(|day| tenures.cover(one, *day));
        assert_eq!(covered.collect::<Vec<_>>(), [3, 4, 5, 9, 10, 11]);
        let holding = (0..12).filter(|day| tenures.at_the_end_of(*day).contains(&one));
        assert_eq!(holding.collect::<Vec<_>>(), [3, 4, 9, 10, 11]);
        assert!(tenures.cover(other, 4) && !tenures.cover(other, 5));
        assert!(tenures.at_the_end_of(4) == BTreeSet::from([one]));
        assert!(tenures.include(other) && tenures.people().eq([one, other]));
    }
}

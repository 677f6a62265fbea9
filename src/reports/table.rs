//! People of each role by what they did, and which of these numbers are told. Pure.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::made::Measure;
use super::observed::Participant;
use super::suppression::{Number, Numbers};

/// Roles that have a row; those of fewer people share one with people who have none.
const MOST_ROLES: usize = 12;

/// People with a role, and what it is called.
pub(super) struct Row<'p> {
    pub(super) role: Option<(Uuid, String)>,
    pub(super) people: Vec<&'p Participant>,
}

/// Divides people by their role: the roles of most people, and everybody else.
pub(super) fn rows<'p>(
    people: impl Iterator<Item = &'p Participant>,
    roles: &BTreeMap<Uuid, String>,
) -> Vec<Row<'p>> {
    let mut by_role: BTreeMap<Option<Uuid>, Vec<&Participant>> = BTreeMap::new();
    for person in people {
        let role = person.role.filter(|role| roles.contains_key(role));
        by_role.entry(role).or_default().push(person);
    }
    let mut others = by_role.remove(&None).unwrap_or_default();
    let mut sorted: Vec<(Uuid, Vec<&Participant>)> = by_role
        .into_iter()
        .filter_map(|(role, people)| Some((role?, people)))
        .collect();
    sorted.sort_by_key(|(role, people)| (std::cmp::Reverse(people.len()), *role));
    let few = sorted.split_off(sorted.len().min(MOST_ROLES));
    others.extend(few.into_iter().flat_map(|(_, people)| people));
    let mut rows: Vec<Row<'_>> = sorted
        .into_iter()
        .map(|(role, people)| Row {
            role: roles.get(&role).map(|title| (role, title.clone())),
            people,
        })
        .collect();
    rows.sort_by(|left, right| {
        let title = |row: &Row<'_>| row.role.as_ref().map(|(_, title)| title.clone());
        title(left).cmp(&title(right))
    });
    rows.push(Row {
        role: None,
        people: others,
    });
    rows
}

/// Measures of people, each with the one whose people it is some of.
pub(super) const NESTED: [(Measure, Option<Measure>); 7] = [
    (Measure::People, None),
    (Measure::Active, Some(Measure::People)),
    (Measure::Newcomers, Some(Measure::Active)),
    (Measure::Contributing, Some(Measure::Active)),
    (Measure::Applying, Some(Measure::Active)),
    (Measure::Verified, Some(Measure::People)),
    (Measure::Achieving, Some(Measure::People)),
];

/// People of each measure in each row.
pub(super) struct Table {
    rows: usize,
    people: BTreeMap<&'static str, Vec<u64>>,
}

/// Whether the numbers of each row, and their sum, are told.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) rows: Vec<bool>,
    pub(super) all: bool,
}

pub(super) type AllTold = BTreeMap<&'static str, Told>;

impl Table {
    pub(super) fn of(rows: &[Row<'_>]) -> Self {
        let people = NESTED.map(|(measure, _)| {
            let counts = rows.iter().map(|row| {
                let matching = row.people.iter().filter(|person| is(measure, person));
                u64::try_from(matching.count()).unwrap_or(u64::MAX)
            });
            (measure.word(), counts.collect())
        });
        Self {
            rows: rows.len(),
            people: people.into_iter().collect(),
        }
    }

    pub(super) fn counts(&self, measure: Measure) -> &[u64] {
        self.people.get(measure.word()).map_or(&[], Vec::as_slice)
    }

    pub(super) fn all(&self, measure: Measure) -> u64 {
        self.counts(measure).iter().sum()
    }

    /// What is told of each measure. Measures that are part of the same one, such as contributing
    /// and applying of the active, share nothing but that: no sum of one with numbers of the other
    /// tells of people by both. So each is decided with those that it is a part of, in turn.
    pub(super) fn told(&self) -> AllTold {
        let mut told = AllTold::new();
        for (measure, _) in NESTED {
            let mut chain = vec![measure];
            while let Some((_, Some(whole))) =
                NESTED.iter().find(|(it, _)| Some(it) == chain.last())
            {
                chain.push(*whole);
            }
            chain.reverse();
            let decided = self.decide(&chain, &told);
            told.insert(measure.word(), decided);
        }
        told
    }

    /// What is told of the last of a chain of measures, each of people of the one before.
    fn decide(&self, chain: &[Measure], told: &AllTold) -> Told {
        let depth = chain.len();
        // A row's people by the last measure of the chain that they meet.
        let part = |row: usize, layer: usize| row * depth + layer;
        let mut parts = Vec::new();
        for row in 0..self.rows {
            for (layer, measure) in chain.iter().enumerate() {
                let inner = chain.get(layer + 1);
                let inner = inner.map_or(0, |inner| self.counts(*inner)[row]);
                parts.push(self.counts(*measure)[row].saturating_sub(inner));
            }
        }
        let mut numbers = Numbers::over(parts);
        let mut last: (Vec<Number>, Number) = (Vec::new(), 0);
        for (layer, measure) in chain.iter().enumerate() {
            let is_last = layer + 1 == depth;
            let of_row = |row: usize| (layer..depth).map(move |layer| part(row, layer));
            let known = told.get(measure.word()).filter(|_| !is_last);
            let mut add = |parts: Vec<usize>, settled: Option<bool>| match settled {
                Some(told) => numbers.settled(parts, told),
                None => numbers.may_tell(parts),
            };
            let rows: Vec<Number> = (0..self.rows)
                .map(|row| add(of_row(row).collect(), known.map(|told| told.rows[row])))
                .collect();
            let whole = (0..self.rows).flat_map(of_row).collect();
            let all = add(whole, known.map(|told| told.all));
            numbers.divide(all, rows.iter().copied());
            last = (rows, all);
            // Those of the measure who are not of the next one.
            if !is_last {
                let without: Vec<Number> = (0..self.rows)
                    .map(|row| numbers.never([part(row, layer)]))
                    .collect();
                let all = numbers.never((0..self.rows).map(|row| part(row, layer)));
                numbers.divide(all, without);
            }
        }
        let told = numbers.told();
        Told {
            rows: last.0.iter().map(|number| told[*number]).collect(),
            all: told[last.1],
        }
    }
}

/// Whether a person is one of a measure's.
pub(super) const fn is(measure: Measure, person: &Participant) -> bool {
    match measure {
        Measure::Active => person.active,
        Measure::Contributing => person.contributions > 0,
        Measure::Applying => person.steps > 0,
        Measure::Verified => person.verified > 0,
        Measure::Achieving => person.goals > 0,
        Measure::Newcomers => person.new,
        _ => true,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::period::Period;
    use super::super::suppression::LEAST;
    use super::super::suppression::tests::follows;
    use super::*;

    pub(in super::super) const QUARTER: &str = "2026-Q2";

    pub(in super::super) fn person() -> impl Strategy<Value = Participant> {
        let role = prop_oneof![2 => Just(None), 3 => (0..4_u128).prop_map(|role| Some(Uuid::from_u128(role)))];
        let done = prop::bool::weighted(0.6);
        (role, 0..900_i64, done, any::<[bool; 5]>(), 0..4_u8).prop_map(
            |(role, ago, active, [asks, steps, verified, goals, answered], level)| {
                let period: Period = QUARTER.parse().unwrap();
                let first = period.last() - ago;
                let active = active || first >= period.first();
                let own = |done: bool| u64::from(done && active);
                Participant {
                    role,
                    first,
                    here: true,
                    active,
                    contributions: own(asks),
                    questions: own(asks),
                    answered: own(asks && answered),
                    new: first >= period.first(),
                    steps: own(steps),
                    verified: u64::from(verified),
                    goals: u64::from(goals),
                    level,
                }
            },
        )
    }

    pub(in super::super) fn roles() -> BTreeMap<Uuid, String> {
        (0..4)
            .map(|role| (Uuid::from_u128(role), format!("Role {role}")))
            .collect()
    }

    /// The kinds of people that an attacker tells apart: by row and by what they did.
    type Kind = (usize, [bool; 7]);

    fn kind(row: usize, person: &Participant) -> Kind {
        (row, NESTED.map(|(measure, _)| is(measure, person)))
    }

    /// Every kind that there could be: what is nested by its meaning is so for everybody.
    fn kinds(rows: usize) -> Vec<Kind> {
        let possible = |did: &[bool; 7]| {
            let [people, active, new, contributing, applying, ..] = *did;
            people && (active || !(new || contributing || applying))
        };
        let all = (0..128_u8).map(|bits| [0, 1, 2, 3, 4, 5, 6].map(|bit| bits >> bit & 1 == 1));
        let all: Vec<[bool; 7]> = all.filter(possible).collect();
        (0..rows)
            .flat_map(|row| all.iter().map(move |did| (row, *did)))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whatever is told by role and in total: no measure of few people, nor those who are left
        /// when one measure's are taken from the people that it is some of, follows from the rest.
        #[test]
        fn nothing_of_few_follows_from_roles_and_totals(people in prop::collection::vec(person(), 0..90)) {
            let rows = rows(people.iter(), &roles());
            let table = Table::of(&rows);
            let told = table.told();
            let kinds = kinds(rows.len());
            let vector = |test: &dyn Fn(&Kind) -> bool| -> Vec<f64> {
                kinds.iter().map(|kind| f64::from(u8::from(test(kind)))).collect()
            };
            let mut equations = Vec::new();
            for (place, (measure, _)) in NESTED.iter().enumerate() {
                let told = &told[measure.word()];
                for row in (0..rows.len()).filter(|row| told.rows[*row]) {
                    equations.push(vector(&|kind| kind.0 == row && kind.1[place]));
                }
                if told.all {
                    equations.push(vector(&|kind| kind.1[place]));
                }
            }
            let found: Vec<Kind> = rows.iter().enumerate()
                .flat_map(|(place, row)| row.people.iter().map(move |person| kind(place, person)))
                .collect();
            let check = |test: &dyn Fn(&Kind) -> bool| {
                let few = u64::try_from(found.iter().filter(|kind| test(kind)).count()).unwrap() < LEAST;
                !few || !follows(&equations, &vector(test))
            };
            for (place, (measure, whole)) in NESTED.iter().enumerate() {
                let whole = NESTED.iter().position(|(it, _)| Some(*it) == *whole).unwrap_or(place);
                for row in 0..rows.len() {
                    prop_assert!(check(&|kind| kind.0 == row && kind.1[place]), "{measure:?} {row}");
                    if whole != place {
                        prop_assert!(check(&|kind| kind.0 == row && kind.1[whole] && !kind.1[place]), "not {measure:?} {row}");
                    }
                }
                prop_assert!(check(&|kind| kind.1[place]), "{measure:?}");
            }
        }
    }
}

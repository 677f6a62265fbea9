//! From what is known of each person to what is told of all. Pure.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::made::{Cohort, CompetencyFigures, Figure, Measure, Report, RoleShares};
use super::observed::{Measured, Observed, Participant};
use super::period::Period;
use super::suppression::{LEAST, Number, Numbers, rounded, share};
use crate::engagement::Topic;
use crate::projector::date_of;

/// Roles that have a row; those of fewer people share one with people who have none.
const MOST_ROLES: usize = 12;
/// Periods of beginning that are looked at.
const MOST_COHORTS: i64 = 8;

/// The report of a period.
pub(super) fn report(
    period: Period,
    today: i64,
    observed: &Observed,
    roles: &BTreeMap<Uuid, String>,
    named: &[Topic],
    rules: &str,
) -> Report {
    let here = || observed.participants.iter().filter(|it| it.here);
    let rows = rows(here(), roles);
    let table = Table::of(&rows);
    let told = table.told();
    let mut competencies: Vec<CompetencyFigures> = named
        .iter()
        .filter_map(|topic| competency(topic, observed.competencies.get(&topic.key)?))
        .collect();
    competencies.sort_by(|left, right| {
        (right.people, &left.name, &left.iri).cmp(&(left.people, &right.name, &right.iri))
    });
    Report {
        period: period.to_string(),
        first_day: date_of(period.first()).to_string(),
        last_day: date_of(period.last()).to_string(),
        made_on: date_of(today).to_string(),
        rule_set: rules.to_owned(),
        figures: figures(here(), &table, &told),
        roles: by_role(&rows, &table, &told),
        competencies,
        cohorts: cohorts(&observed.participants, period, &told),
    }
}

fn count<T>(of: impl Iterator<Item = T>) -> u64 {
    u64::try_from(of.count()).unwrap_or(u64::MAX)
}

/// People with a role, and what it is called.
struct Row<'p> {
    role: Option<(Uuid, String)>,
    people: Vec<&'p Participant>,
}

/// Divides people by their role: the roles of most people, and everybody else.
fn rows<'p>(
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
const NESTED: [(Measure, Option<Measure>); 7] = [
    (Measure::People, None),
    (Measure::Active, Some(Measure::People)),
    (Measure::Newcomers, Some(Measure::Active)),
    (Measure::Contributing, Some(Measure::Active)),
    (Measure::Applying, Some(Measure::Active)),
    (Measure::Verified, Some(Measure::People)),
    (Measure::Achieving, Some(Measure::People)),
];

/// People of each measure in each row.
struct Table {
    rows: usize,
    people: BTreeMap<&'static str, Vec<u64>>,
}

/// Whether the numbers of each row, and their sum, are told.
#[derive(Debug, Clone, Default)]
struct Told {
    rows: Vec<bool>,
    all: bool,
}

type AllTold = BTreeMap<&'static str, Told>;

impl Table {
    fn of(rows: &[Row<'_>]) -> Self {
        let people = NESTED.map(|(measure, _)| {
            let counts = rows.iter().map(|row| {
                let matching = row.people.iter().filter(|person| is(measure, person));
                count(matching)
            });
            (measure.word(), counts.collect())
        });
        Self {
            rows: rows.len(),
            people: people.into_iter().collect(),
        }
    }

    fn counts(&self, measure: Measure) -> &[u64] {
        self.people.get(measure.word()).map_or(&[], Vec::as_slice)
    }

    fn all(&self, measure: Measure) -> u64 {
        self.counts(measure).iter().sum()
    }

    /// What is told of each measure. Measures that are part of the same one, such as contributing
    /// and applying of the active, share nothing but that: no sum of one with numbers of the other
    /// tells of people by both. So each is decided with those that it is a part of, in turn.
    fn told(&self) -> AllTold {
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
const fn is(measure: Measure, person: &Participant) -> bool {
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

/// How much of something there was, and whether of enough people to tell it.
fn amount<'p>(
    people: impl Iterator<Item = &'p Participant>,
    of: impl Fn(&Participant) -> u64,
) -> (u64, bool) {
    let (mut sum, mut behind) = (0, 0);
    for amount in people.map(of).filter(|amount| *amount > 0) {
        sum += amount;
        behind += 1;
    }
    (sum, behind >= LEAST)
}

fn figures<'p>(
    people: impl Iterator<Item = &'p Participant>,
    table: &Table,
    told: &AllTold,
) -> Vec<Figure> {
    let people: Vec<&Participant> = people.collect();
    let all = || people.iter().copied();
    let everybody = table.all(Measure::People);
    let questions = amount(all(), |it| it.questions);
    let answered = amount(all(), |it| it.answered);
    let open = amount(all(), |it| it.questions.saturating_sub(it.answered));
    // What remains of questions, or of steps, must not be of few either.
    let answers_told = answered.1 && open.1;
    let plain = |(sum, told): (u64, bool)| (told.then(|| rounded(sum)), None);
    let figure = |measure: Measure| {
        let (number, share) = match measure {
            Measure::Contributions => plain(amount(all(), |it| it.contributions)),
            Measure::Questions => plain(questions),
            Measure::Answered if answers_told => {
                (Some(rounded(answered.0)), share(answered.0, questions.0))
            }
            Measure::Answered => (None, None),
            Measure::Steps => plain(amount(all(), |it| it.steps)),
            Measure::VerifiedSteps => plain(amount(all(), |it| it.verified)),
            Measure::Goals => plain(amount(all(), |it| it.goals)),
            _ if told.get(measure.word()).is_some_and(|told| told.all) => {
                let number = table.all(measure);
                (Some(rounded(number)), share(number, everybody))
            }
            _ => (None, None),
        };
        Figure {
            measure,
            number,
            share,
        }
    };
    Measure::ALL.map(figure).to_vec()
}

fn by_role(rows: &[Row<'_>], table: &Table, told: &AllTold) -> Vec<RoleShares> {
    if rows.len() < 2 {
        return Vec::new();
    }
    let shares = rows.iter().enumerate().map(|(place, row)| {
        let told = |measure: Measure| {
            let told = told
                .get(measure.word())
                .is_some_and(|told| told.rows[place]);
            told.then(|| table.counts(measure)[place])
        };
        let everybody = told(Measure::People);
        let of = |measure: Measure| share(told(measure)?, everybody?);
        RoleShares {
            role: row.role.as_ref().map(|(role, _)| *role),
            title: row.role.as_ref().map(|(_, title)| title.clone()),
            people: everybody.map(rounded),
            active: of(Measure::Active),
            contributing: of(Measure::Contributing),
            applying: of(Measure::Applying),
            verified: of(Measure::Verified),
            achieving: of(Measure::Achieving),
        }
    });
    shares.collect()
}

/// A competency of at least [`LEAST`] people.
fn competency(topic: &Topic, measured: &Measured) -> Option<CompetencyFigures> {
    let everybody = count(measured.standings.iter());
    if everybody < LEAST {
        return None;
    }
    let levels = usize::from(measured.highest) + 1;
    // Parts: each level, once those who did not move up and once those who did.
    let mut parts = vec![0; levels * 2];
    for standing in &measured.standings {
        let level = usize::from(standing.level).min(levels - 1);
        parts[level + levels * usize::from(standing.level > standing.before)] += 1;
    }
    let mut numbers = Numbers::over(parts);
    let whole = numbers.settled(0..levels * 2, true);
    let at: Vec<Number> = (0..levels)
        .map(|level| numbers.may_tell([level, level + levels]))
        .collect();
    numbers.divide(whole, at.iter().copied());
    let moved = numbers.may_tell(levels..levels * 2);
    // Nobody has moved up to no level.
    numbers.never((1..levels).flat_map(|level| [level, level + levels]));
    let told = numbers.told();
    let people = |level: usize| {
        let here = measured.standings.iter();
        count(here.filter(|it| usize::from(it.level).min(levels - 1) == level))
    };
    let up = count(measured.standings.iter().filter(|it| it.level > it.before));
    let (with_target, target_reached) = targets(measured);
    Some(CompetencyFigures {
        iri: topic.iri.clone(),
        name: topic.name.clone(),
        people: rounded(everybody),
        levels: (at.iter().enumerate())
            .map(|(level, number)| told[*number].then(|| rounded(people(level))))
            .collect(),
        moved_up: told[moved].then(|| rounded(up)),
        with_target,
        target_reached,
    })
}

/// People whose plan aims at a level, and the share of those who have reached it.
fn targets(measured: &Measured) -> (Option<u64>, Option<u8>) {
    let aiming = || {
        let standings = measured.standings.iter();
        standings.filter_map(|it| Some((it.level, it.target?)))
    };
    let all = count(aiming());
    let reached = count(aiming().filter(|(level, target)| i64::from(*level) >= *target));
    let without = count(measured.standings.iter()) - all;
    let mut numbers = Numbers::over(vec![reached, all - reached, without]);
    numbers.settled([0, 1, 2], true);
    let aim = numbers.may_tell([0, 1]);
    let reach = numbers.may_tell([0]);
    let told = numbers.told();
    let number = told[aim].then(|| rounded(all));
    (number, told[reach].then(|| share(reached, all)).flatten())
}

/// Those who began in each of the last periods. Taken together with those who began before, the
/// active of all periods are the active of this one: where that number is told, too, a cohort can be
/// what is left of it.
fn cohorts(people: &[Participant], period: Period, told: &AllTold) -> Vec<Cohort> {
    let age = |person: &Participant| {
        let began = Period::holding(period.length(), person.first);
        period.since(began).min(MOST_COHORTS)
    };
    let ages: BTreeSet<i64> = people.iter().map(age).collect();
    let of = |age_of: i64, test: &dyn Fn(&Participant) -> bool| {
        count(people.iter().filter(|it| age(it) == age_of && test(it)))
    };
    let told = |measure: Measure| told.get(measure.word()).is_some_and(|told| told.all);
    let active = {
        let parts = ages
            .iter()
            .flat_map(|age| [of(*age, &|it| it.active), of(*age, &|it| !it.active)]);
        let mut numbers = Numbers::over(parts.collect());
        let mut each = Vec::new();
        for (place, age) in ages.iter().enumerate() {
            each.push(if *age == 0 {
                // Whoever is new is active.
                numbers.settled([2 * place], told(Measure::Newcomers))
            } else {
                numbers.settled([2 * place, 2 * place + 1], true);
                numbers.may_tell([2 * place])
            });
        }
        let all = (0..ages.len()).map(|place| 2 * place);
        let all = numbers.settled(all, told(Measure::Active));
        numbers.divide(all, each.iter().copied());
        let decided = numbers.told();
        let each: Vec<bool> = each.iter().map(|number| decided[*number]).collect();
        ages.iter()
            .copied()
            .zip(each)
            .collect::<BTreeMap<i64, bool>>()
    };
    let shown = ages.iter().copied().filter(|age| *age < MOST_COHORTS);
    let cohort = |age: i64| {
        let everybody = of(age, &|_| true);
        let at_two = of(age, &|it| it.level >= 2);
        let enough = |part: u64| part >= LEAST && everybody - part >= LEAST;
        let active_told = active.get(&age).copied().unwrap_or(false);
        let still = of(age, &|it| it.active);
        Cohort {
            began: period.before(age).to_string(),
            after: age,
            people: (everybody >= LEAST && (age > 0 || active_told)).then(|| rounded(everybody)),
            active: active_told.then(|| share(still, everybody)).flatten(),
            at_level_two: enough(at_two).then(|| share(at_two, everybody)).flatten(),
        }
    };
    shown.map(cohort).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::period::Length;
    use super::super::suppression::tests::follows;
    use super::*;
    use crate::reports::observed::Standing;

    const QUARTER: &str = "2026-Q2";

    fn person() -> impl Strategy<Value = Participant> {
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

    fn roles() -> BTreeMap<Uuid, String> {
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
                let few = count(found.iter().filter(|kind| test(kind))) < LEAST;
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

        /// Numbers are told by fives, never of fewer, and shares only where both sides are of
        /// enough.
        #[test]
        fn reports_tell_of_enough_people_by_fives(
            people in prop::collection::vec(person(), 0..120),
            standings in prop::collection::vec((0..5_u8, 0..5_u8, prop::option::of(1..5_i64)), 0..60),
        ) {
            let standings: Vec<Standing> = standings.into_iter()
                .map(|(level, before, target)| Standing { level, before, target })
                .collect();
            let observed = Observed {
                participants: people.clone(),
                competencies: BTreeMap::from([(7, Measured { highest: 4, standings: standings.clone() })]),
            };
            let topic = Topic { key: 7, iri: "https://c.example.org/7".into(), name: "Listening".into() };
            let period: Period = QUARTER.parse().unwrap();
            let report = report(period, period.last() + 30, &observed, &roles(), &[topic], "1");
            let numbers = report.figures.iter().filter_map(|it| it.number);
            let numbers = numbers.chain(report.roles.iter().filter_map(|it| it.people));
            let numbers = numbers.chain(report.cohorts.iter().filter_map(|it| it.people));
            let levels = report.competencies.iter().flat_map(|it| {
                it.levels.iter().copied().chain([it.moved_up, it.with_target]).flatten()
            });
            for number in numbers.chain(levels) {
                prop_assert!(number >= LEAST && number % 5 == 0, "{report:?}");
            }
            for cohort in report.cohorts.iter().filter(|it| it.after > 0 && it.active.is_some()) {
                let of = people.iter().filter(|it| {
                    Period::holding(Length::Quarter, it.first).to_string() == cohort.began
                });
                let (still, gone): (Vec<_>, Vec<_>) = of.partition(|it| it.active);
                prop_assert!(still.len() >= 5 && gone.len() >= 5);
            }
            // A line of levels with its total: what is withheld is none, or of at least five.
            for it in &report.competencies {
                let hidden = it.levels.iter().enumerate().filter(|(_, told)| told.is_none());
                let hidden: Vec<usize> = hidden.map(|(level, _)| level).collect();
                let behind = standings.iter().filter(|it| hidden.contains(&usize::from(it.level)));
                prop_assert!(hidden.len() != 1, "{report:?}");
                prop_assert!(hidden.is_empty() || behind.count() >= 5, "{report:?}");
            }
        }
    }

    #[test]
    fn a_report_says_what_people_did() {
        let period: Period = QUARTER.parse().unwrap();
        let one = |number: i64| Participant {
            role: None,
            first: if number < 10 {
                period.first() + 1
            } else {
                period.first() - 100
            },
            here: true,
            active: number < 20,
            contributions: u64::from(number < 13) * 3,
            questions: u64::from(number < 12),
            answered: u64::from(number < 6),
            new: number < 10,
            steps: u64::from(number < 3),
            verified: 0,
            goals: 0,
            level: if number < 8 { 2 } else { 0 },
        };
        let observed = Observed {
            participants: (0..30).map(one).collect(),
            competencies: BTreeMap::new(),
        };
        let report = report(
            period,
            period.last() + 30,
            &observed,
            &BTreeMap::new(),
            &[],
            "1",
        );
        let figure = |measure| {
            let found = report.figure(measure).unwrap();
            (found.number, found.share)
        };
        assert_eq!(figure(Measure::People), (Some(30), Some(100)));
        assert_eq!(figure(Measure::Active), (Some(20), Some(65)));
        assert_eq!(figure(Measure::Newcomers), (Some(10), Some(35)));
        assert_eq!(figure(Measure::Contributing), (Some(15), Some(45)));
        assert_eq!(figure(Measure::Contributions), (Some(40), None));
        assert_eq!(figure(Measure::Questions), (Some(10), None));
        assert_eq!(figure(Measure::Answered), (Some(5), Some(50)));
        assert_eq!(figure(Measure::Steps), (None, None));
        assert!(report.roles.is_empty());
        let ages: Vec<(i64, Option<u8>)> = report
            .cohorts
            .iter()
            .map(|it| (it.after, it.active))
            .collect();
        assert_eq!(ages, [(0, Some(100)), (2, Some(50))]);
    }
}

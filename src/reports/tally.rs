//! From what is known of each person to what is told of all. Pure.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::made::{Cohort, CompetencyFigures, Figure, Measure, Report, RoleShares};
use super::observed::{Measured, Observed, Participant};
use super::period::Period;
use super::suppression::{LEAST, Number, Numbers, rounded, share};
use super::table::{AllTold, Row, Table, rows};
use crate::engagement::Topic;
use crate::projector::date_of;

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
    use super::super::table::tests::{QUARTER, person, roles};
    use super::*;
    use crate::reports::observed::Standing;

    proptest! {
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

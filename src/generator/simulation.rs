//! Day by day: who shows up in which group.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;
use xapi_schemas::Version;

use super::noise::Noise;
use super::organisation::{Group, Options, Organisation, Temper, normal};
use super::statement as make;
use super::story::{self, Noted};
use crate::projector::date_of;

/// Monday to Sunday.
const WEEK: [f64; 7] = [1.0, 1.1, 1.1, 1.0, 0.8, 0.12, 0.12];
/// Sessions of an average member on an average working day.
const SESSIONS: f64 = 0.22;
/// Posts of a group that members still see.
const RECENT: usize = 25;
/// Days after which a group of that temper falls silent.
const SILENT_AFTER: i64 = 14;

/// Who wrote something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    Coach,
    Learner(usize),
}

/// A post that can be seen, liked and replied to.
pub(super) struct Post {
    pub(super) object: Value,
    pub(super) author: Author,
    pub(super) day: i64,
    pub(super) replies: usize,
    /// Whether somebody else has replied.
    pub(super) heard: bool,
    pub(super) liked_by: Vec<usize>,
}

impl Post {
    pub(super) fn is_question(&self) -> bool {
        let kind = self.object.pointer("/definition/type");
        kind.and_then(Value::as_str)
            .is_some_and(|kind| kind.ends_with("/question"))
    }
}

/// What a group has come to.
#[derive(Default)]
pub(super) struct GroupState {
    made: bool,
    pub(super) joined: Vec<usize>,
    pub(super) posts: Vec<Post>,
    pub(super) objects: usize,
    /// Transfer steps reported and not yet verified: statement, learner.
    pub(super) steps: Vec<(Uuid, usize)>,
    /// How far members are with their goals, where a story is told.
    pub(super) noted: BTreeMap<usize, Noted>,
}

/// The running history of an organisation.
pub struct Simulation {
    options: Options,
    /// Who is in it.
    pub organisation: Organisation,
    pub(super) states: Vec<GroupState>,
    pub(super) random: StdRng,
    pub(super) day: i64,
    sent: Vec<(i64, Value)>,
    noise: Noise,
    /// Whether it tells a story rather than what chance gives.
    pub(super) is_told: bool,
}

impl Simulation {
    /// Starts a history as chance has it. `options.people` is at least 5.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self::of(options, Organisation::new(&options), false)
    }

    /// Starts a history that lives to its last day and holds something of all that a coach is to
    /// see: groups that do well, a silent one, one of one voice, open questions, goals that are due.
    #[must_use]
    pub fn told(options: Options) -> Self {
        let mut organisation = Organisation::new(&options);
        story::cast(&mut organisation);
        Self::of(options, organisation, true)
    }

    fn of(options: Options, organisation: Organisation, is_told: bool) -> Self {
        let states = organisation
            .groups
            .iter()
            .map(|_| GroupState::default())
            .collect();
        Self {
            options,
            organisation,
            states,
            random: StdRng::seed_from_u64(options.seed ^ 0x5eed),
            day: 0,
            sent: Vec::new(),
            noise: Noise::new(options.seed),
            is_told,
        }
    }

    /// Pairs of identifiers of one person: as the app and as the learning platform know them.
    #[must_use]
    pub fn links(&self) -> Vec<(Value, Value)> {
        let learners = self.organisation.learners.iter();
        learners
            .map(|learner| {
                (
                    make::learner(learner.number, &learner.name),
                    make::student(learner.number, &learner.name),
                )
            })
            .collect()
    }

    /// The identifier of the first coach, who has the first groups.
    #[must_use]
    pub fn first_coach(&self) -> Value {
        make::coach(
            0,
            self.organisation.coaches.first().map_or("", String::as_str),
        )
    }

    pub(super) fn today(&self) -> i64 {
        self.options.last_day - self.days_left()
    }

    /// Days of the history that are to come.
    pub(super) fn days_left(&self) -> i64 {
        self.options.days - 1 - self.day
    }

    /// A moment of today: two humps in working hours and a small one in the evening.
    pub(super) fn moment(&mut self) -> i64 {
        let hour = match self.random.random_range(0.0..1.0) {
            share if share < 0.45 => 10.0 + 0.9 * normal(&mut self.random),
            share if share < 0.92 => 15.3 + 1.0 * normal(&mut self.random),
            _ => 20.5 + 0.6 * normal(&mut self.random),
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "at most a day in milliseconds"
        )]
        let milliseconds = (hour.clamp(6.0, 23.5) * 3_600_000.0) as i64;
        self.today() * 86_400_000 + milliseconds
    }

    /// A statement of the app, which gives it an identifier.
    pub(super) fn say(
        &mut self,
        at: i64,
        actor: Value,
        verb: &str,
        object: Value,
        more: Value,
    ) -> Uuid {
        let id = uuid::Builder::from_random_bytes(self.random.random()).into_uuid();
        let mut statement = self.statement(at, actor, verb, object, more);
        statement["id"] = json!(id.to_string());
        self.sent.push((at, statement));
        id
    }

    /// A statement of the learning platform, which gives none.
    pub(super) fn report(&mut self, at: i64, actor: Value, verb: &str, object: Value, more: Value) {
        let statement = self.statement(at, actor, verb, object, more);
        self.sent.push((at, statement));
    }

    fn statement(&self, at: i64, actor: Value, verb: &str, object: Value, more: Value) -> Value {
        let time = jiff::Timestamp::from_millisecond(at)
            .map_or_else(|_| String::new(), |time| format!("{time:.3}"));
        let mut statement = json!({
            "actor": actor,
            "verb": make::verb(verb),
            "object": object,
            "timestamp": time,
        });
        if let (Some(target), Value::Object(more)) = (statement.as_object_mut(), more) {
            target.extend(more);
        }
        if self.options.version == Version::V2_0 {
            make::into_2_0(&mut statement);
        }
        statement
    }

    fn group_day(&mut self, number: usize) {
        let Some(group) = self.organisation.groups.get(number).cloned() else {
            return;
        };
        let age = self.day - group.start;
        if age < 0 {
            return;
        }
        if !self.states[number].made {
            self.make_group(&group);
            self.states[number].made = true;
        }
        let posts = &mut self.states[number].posts;
        posts.drain(..posts.len().saturating_sub(RECENT));
        self.join(&group, age);
        let weekday = usize::from(
            date_of(self.today())
                .weekday()
                .to_monday_zero_offset()
                .unsigned_abs(),
        );
        let life = if self.is_told {
            story::life(self.day)
        } else if (group.dies && age > 40) || (group.temper == Temper::Silent && age > SILENT_AFTER)
        {
            0.0
        } else {
            0.35 + 0.65 * (-(age as f64) / 90.0).exp()
        };
        let rhythm = WEEK.get(weekday).copied().unwrap_or(1.0) * life;
        for member in self.states[number].joined.clone() {
            let Some(learner) = self.organisation.learners.get(member) else {
                continue;
            };
            let chance = (SESSIONS * learner.rate * rhythm).min(0.95);
            if self.random.random_bool(chance) {
                self.session(&group, member);
            }
        }
        self.coach_day(&group, age, rhythm);
        if self.is_told {
            self.questions(&group, rhythm);
        }
    }

    /// Most join in the first two weeks.
    fn join(&mut self, group: &Group, age: i64) {
        let waiting: Vec<usize> = group
            .members
            .iter()
            .copied()
            .filter(|member| !self.states[group.number].joined.contains(member))
            .collect();
        for member in waiting {
            if !self.random.random_bool(if age < 2 { 0.5 } else { 0.12 }) {
                continue;
            }
            let at = self.moment();
            let actor = self.learner(member);
            self.say(
                at,
                actor,
                "joined",
                make::group(group.number, group.topic),
                json!({}),
            );
            self.states[group.number].joined.push(member);
            if self.random.random_bool(0.7) {
                self.plan(group, member, at + 3_600_000);
            }
        }
    }

    pub(super) fn learner(&self, number: usize) -> Value {
        let name = self
            .organisation
            .learners
            .get(number)
            .map_or("", |learner| &learner.name);
        make::learner(number, name)
    }

    pub(super) fn coach(&self, group: &Group) -> Value {
        let name = self
            .organisation
            .coaches
            .get(group.coach)
            .map_or("", String::as_str);
        make::coach(group.coach, name)
    }

    pub(super) fn within(group: &Group) -> Value {
        json!({ "contextActivities": { "grouping": [make::group(group.number, group.topic)] } })
    }
}

/// What arrives on each day.
impl Iterator for Simulation {
    type Item = Vec<Value>;

    fn next(&mut self) -> Option<Vec<Value>> {
        if self.day >= self.options.days {
            return None;
        }
        for group in 0..self.states.len() {
            self.group_day(group);
        }
        let mut sent = std::mem::take(&mut self.sent);
        sent.sort_by_key(|(at, _)| *at);
        let last = self.day + 1 == self.options.days;
        let arrived = self.noise.arrivals(self.day, last, sent.into_iter());
        self.day += 1;
        Some(arrived)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn options() -> Options {
        Options {
            people: 60,
            days: 84,
            last_day: 20_780,
            seed: 7,
            version: Version::V1_0_3,
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_history() {
        let [left, right] = [0, 1].map(|_| {
            Simulation::new(options())
                .flatten()
                .map(|s| s.to_string())
                .collect::<Vec<_>>()
        });
        assert!(left == right);
        assert!((2_000..9_000).contains(&left.len()), "{}", left.len());
    }

    #[test]
    fn every_statement_is_valid_and_means_something() {
        let vocabulary = crate::projector::Vocabulary::load(None).unwrap();
        for version in [Version::V1_0_3, Version::V2_0] {
            for statement in Simulation::new(Options {
                version,
                ..options()
            })
            .flatten()
            {
                let result = xapi_schemas::validate_statement(version, &statement);
                assert_eq!(result, Ok(()), "{statement}");
                assert!(vocabulary.rule(&statement).is_some(), "{statement}");
            }
        }
    }

    #[test]
    fn some_statements_are_late_and_some_are_sent_again() {
        let (mut seen, mut latest) = (BTreeMap::new(), 0);
        let (mut late, mut all) = (0_usize, 0_usize);
        for (day, arrived) in (0_i64..).zip(Simulation::new(options())) {
            for statement in arrived {
                let time: jiff::Timestamp =
                    statement["timestamp"].as_str().unwrap().parse().unwrap();
                let happened = time.as_second().div_euclid(86_400);
                let today = 20_780 - 84 + 1 + day;
                late += usize::from(happened < today - 3);
                latest = latest.max(today - happened);
                all += 1;
                *seen.entry(statement.to_string()).or_insert(0) += 1;
            }
        }
        let again = seen.values().filter(|count| **count > 1).count();
        assert!((all / 400..all / 100).contains(&late), "{late} of {all}");
        assert!((20..=31).contains(&latest), "{latest}");
        assert!((all / 100..all / 30).contains(&again), "{again} of {all}");
    }

    #[test]
    fn participation_is_heavy_tailed_and_weekends_are_quiet() {
        let mut by_actor = BTreeMap::<String, usize>::new();
        let mut weekend = 0;
        let mut all = 0;
        for (day, statements) in (0_i64..).zip(Simulation::new(options())) {
            let date = date_of(20_780 - 84 + 1 + day);
            all += statements.len();
            if date.weekday().to_monday_zero_offset() >= 5 {
                weekend += statements.len();
            }
            for statement in statements {
                *by_actor
                    .entry(statement["actor"]["account"].to_string())
                    .or_default() += 1;
            }
        }
        let mut counts: Vec<usize> = by_actor.into_values().collect();
        counts.sort_unstable_by(|left, right| right.cmp(left));
        let top: usize = counts.iter().take(counts.len() / 10).sum();
        assert!(
            top * 100 / all > 20,
            "the top tenth makes {} %",
            top * 100 / all
        );
        assert!(
            weekend * 100 / all < 8,
            "weekends make {} %",
            weekend * 100 / all
        );
    }
}

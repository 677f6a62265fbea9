//! Day by day: who shows up in which group and what they do there.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;

use super::organisation::{Group, Options, Organisation, normal};
use super::statement as make;
use super::text::{POSTS, QUESTIONS, REFLECTION, REPLIES, STEPS, TITLES};
use crate::projector::date_of;

/// Monday to Sunday.
const WEEK: [f64; 7] = [1.0, 1.1, 1.1, 1.0, 0.8, 0.12, 0.12];
/// Sessions of an average member on an average working day.
const SESSIONS: f64 = 0.22;
/// Posts of a group that members still see.
const RECENT: usize = 25;

/// A post that can be seen, liked and replied to.
struct Post {
    object: Value,
    author: usize,
    day: i64,
    replies: usize,
    liked_by: Vec<usize>,
}

/// What a group has come to.
#[derive(Default)]
struct GroupState {
    made: bool,
    joined: Vec<usize>,
    posts: Vec<Post>,
    objects: usize,
    /// Transfer steps reported and not yet verified: statement, learner.
    steps: Vec<(Uuid, usize)>,
}

/// The running history of an organisation.
pub struct Simulation {
    options: Options,
    /// Who is in it.
    pub organisation: Organisation,
    states: Vec<GroupState>,
    random: StdRng,
    day: i64,
    out: Vec<(i64, Value)>,
}

impl Simulation {
    /// Starts a history. `options.people` is at least 5.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let organisation = Organisation::new(&options);
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
            out: Vec::new(),
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

    fn today(&self) -> i64 {
        self.options.last_day - self.options.days + 1 + self.day
    }

    /// A moment of today: two humps in working hours and a small one in the evening.
    fn moment(&mut self) -> i64 {
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

    fn id(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.random.random()).into_uuid()
    }

    fn say(&mut self, at: i64, actor: Value, verb: &str, object: Value, more: Value) -> Uuid {
        let id = self.id();
        let time = jiff::Timestamp::from_millisecond(at)
            .map_or_else(|_| String::new(), |time| format!("{time:.3}"));
        let mut statement = json!({
            "id": id.to_string(),
            "actor": actor,
            "verb": make::verb(verb),
            "object": object,
            "timestamp": time,
        });
        if let (Some(target), Value::Object(more)) = (statement.as_object_mut(), more) {
            target.extend(more);
        }
        self.out.push((at, statement));
        id
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
        }
        self.join(&group, age);
        let weekday = usize::from(
            date_of(self.today())
                .weekday()
                .to_monday_zero_offset()
                .unsigned_abs(),
        );
        let mut life = 0.35 + 0.65 * (-(age as f64) / 90.0).exp();
        if group.dies && age > 40 {
            life = 0.0;
        }
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
    }

    fn make_group(&mut self, group: &Group) {
        let coach = self.coach(group);
        let at = self.moment();
        let object = make::group(group.number, group.topic);
        let link = json!({ "context": { "extensions": {
            "https://coachlight.org/xapi/extensions/competency-link":
                [make::competency_iri(group.topic)]
        } } });
        self.say(at, coach, "created", object, link);
        self.states[group.number].made = true;
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

    fn learner(&self, number: usize) -> Value {
        let name = self
            .organisation
            .learners
            .get(number)
            .map_or("", |learner| &learner.name);
        make::learner(number, name)
    }

    fn coach(&self, group: &Group) -> Value {
        let name = self
            .organisation
            .coaches
            .get(group.coach)
            .map_or("", String::as_str);
        make::coach(group.coach, name)
    }

    fn within(group: &Group) -> Value {
        json!({ "contextActivities": { "grouping": [make::group(group.number, group.topic)] } })
    }

    fn plan(&mut self, group: &Group, member: usize, at: i64) {
        let level = *[2, 2, 3, 3, 3, 4].choose(&mut self.random).unwrap_or(&3);
        let due = date_of(self.today() + self.random.random_range(60..150));
        let mut context = Self::within(group);
        context["instructor"] = self.coach(group);
        context["extensions"] = json!({
            "https://coachlight.org/xapi/extensions/target-level": level,
            "https://w3id.org/xapi/tla/contextextensions/due_date": due.to_string(),
        });
        let actor = self.learner(member);
        let more = json!({ "context": context });
        self.say(at, actor, "planned", make::competency(group.topic), more);
    }

    fn session(&mut self, group: &Group, member: usize) {
        let mut at = self.moment();
        let Some(learner) = self.organisation.learners.get(member).cloned() else {
            return;
        };
        for view in 0..self.random.random_range(1..4) {
            at += self.random.random_range(20_000..240_000);
            let name = TITLES
                .choose(&mut self.random)
                .copied()
                .unwrap_or("A resource");
            let path = format!(
                "groups/{}/resources/{}",
                group.number,
                (self.day + view) % 20
            );
            let more = json!({ "context": Self::within(group) });
            let actor = self.learner(member);
            self.say(at, actor, "viewed", make::resource(&path, name), more);
        }
        self.like(group, member, at);
        let voice = if group.soloist == Some(member) {
            6.0
        } else if group.soloist.is_some() {
            learner.voice * 0.3
        } else {
            learner.voice
        };
        if self.random.random_bool((0.3 * voice).min(0.9)) {
            at += self.random.random_range(60_000..600_000);
            self.contribute(group, member, at);
        }
        if self.random.random_bool(0.06) {
            self.apply(group, member, at + 300_000);
        }
        if self.random.random_bool(0.03) {
            self.test(group, member, learner.skill, at + 900_000);
        }
    }

    fn contribute(&mut self, group: &Group, member: usize, at: i64) {
        let reply_to = self.reply_target(group.number);
        if let Some(index) = reply_to
            && self.random.random_bool(0.6)
        {
            self.reply(group, member, index, at);
            return;
        }
        let state = &mut self.states[group.number];
        state.objects += 1;
        let path = format!("groups/{}/posts/{}", group.number, state.objects);
        let title = TITLES.choose(&mut self.random).copied().unwrap_or("A note");
        let (object, verb) = match self.random.random_range(0..10) {
            0 | 1 => {
                let text = QUESTIONS
                    .choose(&mut self.random)
                    .copied()
                    .unwrap_or("How?");
                (make::note(&path, "question", text, text), "created")
            }
            2 => (
                make::note(&path, "bookmark", title, "A link worth your time."),
                "shared",
            ),
            3 => (make::note(&path, "note", title, REFLECTION), "reflected"),
            _ => {
                let text = POSTS
                    .choose(&mut self.random)
                    .copied()
                    .unwrap_or("A thought.");
                (make::discussion(&path, title, text), "created")
            }
        };
        let actor = self.learner(member);
        let more = json!({ "context": Self::within(group) });
        let id = self.say(at, actor.clone(), verb, object.clone(), more);
        match self.random.random_range(0..1000) {
            0..10 => {
                let target = json!({ "objectType": "StatementRef", "id": id.to_string() });
                self.say(at + 600_000, actor, "voided", target, json!({}));
            }
            10..15 => {
                self.say(at + 600_000, actor, "deleted", object, json!({}));
            }
            _ => self.publish(group.number, object, member),
        }
    }

    fn publish(&mut self, group: usize, object: Value, author: usize) {
        let day = self.day;
        let posts = &mut self.states[group].posts;
        posts.push(Post {
            object,
            author,
            day,
            replies: 0,
            liked_by: Vec::new(),
        });
        if posts.len() > RECENT {
            posts.remove(0);
        }
    }

    /// Fresh and lively threads draw replies.
    fn reply_target(&mut self, group: usize) -> Option<usize> {
        let day = self.day;
        let posts = &self.states[group].posts;
        let weights: Vec<f64> = posts
            .iter()
            .map(|post| (1.0 + post.replies as f64) * (-((day - post.day) as f64) / 5.0).exp())
            .collect();
        let whole: f64 = weights.iter().sum();
        if whole < 0.05 {
            return None;
        }
        let mut point = self.random.random_range(0.0..whole);
        weights.iter().position(|weight| {
            point -= weight;
            point <= 0.0
        })
    }

    fn reply(&mut self, group: &Group, member: usize, index: usize, at: i64) {
        let state = &mut self.states[group.number];
        let Some(post) = state.posts.get_mut(index) else {
            return;
        };
        post.replies += 1;
        let parent = post.object.clone();
        state.objects += 1;
        let path = format!("groups/{}/posts/{}", group.number, state.objects);
        let text = REPLIES
            .choose(&mut self.random)
            .copied()
            .unwrap_or("Thank you.");
        // As the app does it: a reply names its thread and leaves the group to be found by it.
        let more = json!({
            "result": { "response": text },
            "context": { "contextActivities": { "parent": [parent] } }
        });
        let object = make::note(&path, "comment", "Reply", text);
        let actor = self.learner(member);
        self.say(at, actor, "replied", object.clone(), more);
        self.publish(group.number, object, member);
    }

    fn like(&mut self, group: &Group, member: usize, at: i64) {
        let day = self.day;
        let mut chosen = Vec::new();
        // Two rings of four like whatever the others post.
        let ring = |who: usize| (who < 8).then_some(who / 4);
        for post in &mut self.states[group.number].posts {
            let fresh = day - post.day <= 6;
            let same_ring = ring(member).is_some() && ring(member) == ring(post.author);
            let chance = if same_ring { 0.8 } else { 0.18 };
            if post.author != member
                && fresh
                && !post.liked_by.contains(&member)
                && self.random.random_bool(chance)
            {
                post.liked_by.push(member);
                chosen.push(post.object.clone());
            }
        }
        for (index, object) in (1..).zip(chosen) {
            let actor = self.learner(member);
            let at = at + index * 15_000;
            self.say(at, actor.clone(), "liked", object.clone(), json!({}));
            if self.random.random_bool(0.01) {
                self.say(at + 60_000, actor, "unliked", object, json!({}));
            }
        }
    }

    fn apply(&mut self, group: &Group, member: usize, at: i64) {
        let name = STEPS.choose(&mut self.random).copied().unwrap_or("A step");
        let number = self.day * 100 + self.random.random_range(0..100);
        let path = format!("learners/{member}/steps/{number}");
        let actor = self.learner(member);
        let context = json!({ "context": Self::within(group) });
        if self.random.random_bool(0.4) {
            let share = self.random.random_range(1..10) * 10;
            let mut more = context;
            more["result"] = json!({ "extensions": {
                "https://w3id.org/xapi/cmi5/result/extensions/progress": share
            } });
            self.say(at, actor, "progressed", make::competency(group.topic), more);
        } else {
            let id = self.say(at, actor, "applied", make::step(&path, name), context);
            self.states[group.number].steps.push((id, member));
        }
    }

    fn test(&mut self, group: &Group, member: usize, skill: f64, at: i64) {
        let share = (skill + 0.12 * normal(&mut self.random)).clamp(0.0, 1.0);
        let name = self
            .organisation
            .learners
            .get(member)
            .map_or("", |learner| &learner.name);
        let actor = make::student(member, name);
        let more = json!({
            "result": make::quiz_result(share),
            "context": {
                "platform": "Moodle",
                "contextActivities": { "grouping": [make::competency(group.topic)] }
            }
        });
        let attempt = self.random.random_range(1..3);
        self.say(
            at,
            actor,
            "completed",
            make::quiz(group.topic, attempt),
            more,
        );
    }

    /// The coach reads, answers now and then, verifies steps and holds reviews.
    fn coach_day(&mut self, group: &Group, age: i64, rhythm: f64) {
        let steps = std::mem::take(&mut self.states[group.number].steps);
        for (step, member) in steps {
            if !self.random.random_bool((0.08 * rhythm).clamp(0.0, 1.0)) {
                self.states[group.number].steps.push((step, member));
                continue;
            }
            let at = self.moment();
            let coach = self.coach(group);
            let target = json!({ "objectType": "StatementRef", "id": step.to_string() });
            let mark = *[0.5, 0.75, 0.75, 1.0]
                .choose(&mut self.random)
                .unwrap_or(&1.0);
            let more = json!({ "result": { "score": { "scaled": mark } } });
            self.say(at, coach, "verified", target, more);
        }
        if age > 0 && age % 91 == 60 {
            self.reviews(group);
        }
    }

    fn reviews(&mut self, group: &Group) {
        for member in self.states[group.number].joined.clone() {
            let Some(learner) = self.organisation.learners.get(member) else {
                continue;
            };
            let skill = learner.skill;
            if !self.random.random_bool(0.5) {
                continue;
            }
            let at = self.moment();
            let level = ((skill + 0.1 * normal(&mut self.random)) * 4.0)
                .round()
                .clamp(0.0, 4.0);
            let coach = self.coach(group);
            let about = self.learner(member);
            let more = json!({
                "result": { "score": { "raw": level, "min": 0, "max": 4 } },
                "context": { "contextActivities": {
                    "grouping": [make::competency(group.topic)]
                } }
            });
            self.say(at, coach, "reviewed", about, more);
        }
    }
}

/// The statements of each day in the order of their times.
impl Iterator for Simulation {
    type Item = Vec<Value>;

    fn next(&mut self) -> Option<Vec<Value>> {
        if self.day >= self.options.days {
            return None;
        }
        for group in 0..self.states.len() {
            self.group_day(group);
        }
        self.day += 1;
        let mut day = std::mem::take(&mut self.out);
        day.sort_by_key(|(at, _)| *at);
        Some(day.into_iter().map(|(_, statement)| statement).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        Options {
            people: 60,
            days: 84,
            last_day: 20_780,
            seed: 7,
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
        for statement in Simulation::new(options()).flatten() {
            let result =
                xapi_schemas::validate_statement(xapi_schemas::Version::V1_0_3, &statement);
            assert_eq!(result, Ok(()), "{statement}");
            assert!(vocabulary.rule(&statement).is_some(), "{statement}");
        }
    }

    #[test]
    fn participation_is_heavy_tailed_and_weekends_are_quiet() {
        let mut by_actor = std::collections::BTreeMap::<String, usize>::new();
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

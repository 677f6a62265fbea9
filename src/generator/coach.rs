//! What a coach does.

use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::json;

use super::organisation::{Group, Temper, normal};
use super::simulation::{Author, Simulation};
use super::statement as make;

impl Simulation {
    pub(super) fn make_group(&mut self, group: &Group) {
        let coach = self.coach(group);
        let at = self.moment();
        let object = make::group(group.number, group.topic);
        let link = json!({ "context": { "extensions": {
            "https://coachlight.org/xapi/extensions/competency-link":
                [make::competency_iri(group.topic)]
        } } });
        self.say(at, coach, "created", object, link);
    }

    /// The coach reads, answers, verifies steps and holds reviews.
    pub(super) fn coach_day(&mut self, group: &Group, age: i64, rhythm: f64) {
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
        self.answers(group, rhythm);
        if age > 0 && age % 91 == 60 {
            self.reviews(group);
        }
    }

    /// Replies to posts of today: to few, or to nearly all where the group looks at its coach.
    fn answers(&mut self, group: &Group, rhythm: f64) {
        let chance = match group.temper {
            Temper::CoachCentred => 0.9,
            Temper::Ordinary | Temper::Silent | Temper::Soloist(_) => 0.06 * rhythm,
        };
        let day = self.day;
        let fresh: Vec<usize> = (0..)
            .zip(&self.states[group.number].posts)
            .filter(|(_, post)| post.day == day && post.author != Author::Coach)
            .map(|(index, _)| index)
            .collect();
        for index in fresh {
            if self.random.random_bool(chance.clamp(0.0, 1.0)) {
                let at =
                    self.today() * 86_400_000 + self.random.random_range(79_200_000..86_000_000);
                self.reply(group, Author::Coach, index, at);
            }
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

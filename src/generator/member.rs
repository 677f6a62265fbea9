//! What a member does.

use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use super::organisation::{Group, Temper, normal};
use super::simulation::{Author, Post, Simulation};
use super::statement as make;
use super::text::{POSTS, QUESTIONS, REFLECTION, REPLIES, STEPS, TITLES};
use crate::projector::date_of;

impl Simulation {
    pub(super) fn plan(&mut self, group: &Group, member: usize, at: i64) {
        let level = *[2, 2, 3, 3, 3, 4].choose(&mut self.random).unwrap_or(&3);
        let due = if self.is_told {
            self.told_due(group, member)
        } else {
            self.today() + self.random.random_range(60..150)
        };
        let due = date_of(due);
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

    pub(super) fn session(&mut self, group: &Group, member: usize) {
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
        if self.is_told {
            self.note_progress(group, member, at + 240_000);
            if self.only_reads(group) {
                return;
            }
        }
        self.like(group, member, at);
        let voice = match group.temper {
            Temper::Soloist(soloist) if soloist == member => 6.0,
            Temper::Soloist(_) if self.is_told => learner.voice * 0.08,
            Temper::Soloist(_) => learner.voice * 0.3,
            Temper::CoachCentred | Temper::Ordinary | Temper::Silent => learner.voice,
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
        let reply_to = self.reply_target(group);
        if let Some(index) = reply_to
            && self.random.random_bool(0.6)
        {
            self.reply(group, Author::Learner(member), index, at);
            return;
        }
        let path = self.next_post(group);
        let title = TITLES.choose(&mut self.random).copied().unwrap_or("A note");
        let (object, verb) = match self.random.random_range(0..10) {
            0 | 1 => (self.question(&path), "created"),
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
            _ => self.publish(group.number, object, Author::Learner(member)),
        }
    }

    /// Where the next post of a group is to be found.
    fn next_post(&mut self, group: &Group) -> String {
        let state = &mut self.states[group.number];
        state.objects += 1;
        format!("groups/{}/posts/{}", group.number, state.objects)
    }

    fn question(&mut self, path: &str) -> Value {
        let text = QUESTIONS
            .choose(&mut self.random)
            .copied()
            .unwrap_or("How?");
        make::note(path, "question", text, text)
    }

    /// Asks a question.
    pub(super) fn ask(&mut self, group: &Group, member: usize, at: i64) {
        let path = self.next_post(group);
        let object = self.question(&path);
        let actor = self.learner(member);
        let more = json!({ "context": Self::within(group) });
        self.say(at, actor, "created", object.clone(), more);
        self.publish(group.number, object, Author::Learner(member));
    }

    pub(super) fn publish(&mut self, group: usize, object: Value, author: Author) {
        let day = self.day;
        self.states[group].posts.push(Post {
            object,
            author,
            day,
            replies: 0,
            heard: false,
            liked_by: Vec::new(),
        });
    }

    /// Fresh and lively threads draw replies; in a group that looks at its coach only, the coach's.
    fn reply_target(&mut self, group: &Group) -> Option<usize> {
        let day = self.day;
        let weights: Vec<f64> = self.states[group.number]
            .posts
            .iter()
            .map(|post| {
                if self.is_told && self.stays_open(group, post) {
                    return 0.0;
                }
                let fresh = (-((day - post.day) as f64) / 5.0).exp();
                let heard = match (group.temper, post.author) {
                    (Temper::CoachCentred, Author::Learner(_)) => 0.05,
                    _ => 1.0,
                };
                (1.0 + post.replies as f64) * fresh * heard
            })
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

    /// Says something about a post. As the app does it: a reply names its thread and leaves the
    /// group to be found by it.
    pub(super) fn reply(&mut self, group: &Group, author: Author, index: usize, at: i64) {
        let state = &mut self.states[group.number];
        let Some(post) = state.posts.get_mut(index) else {
            return;
        };
        post.replies += 1;
        post.heard |= post.author != author;
        let parent = post.object.clone();
        let path = self.next_post(group);
        let text = REPLIES
            .choose(&mut self.random)
            .copied()
            .unwrap_or("Thank you.");
        let more = json!({
            "result": { "response": text },
            "context": { "contextActivities": { "parent": [parent] } }
        });
        let object = make::note(&path, "comment", "Reply", text);
        let actor = match author {
            Author::Coach => self.coach(group),
            Author::Learner(member) => self.learner(member),
        };
        self.say(at, actor, "replied", object.clone(), more);
        self.publish(group.number, object, author);
    }

    fn like(&mut self, group: &Group, member: usize, at: i64) {
        let day = self.day;
        let mut chosen = Vec::new();
        // Two rings of four like whatever the others post.
        let ring = |who: usize| (who < 8).then_some(who / 4);
        for post in &mut self.states[group.number].posts {
            let fresh = day - post.day <= 6;
            let chance = match post.author {
                Author::Learner(author) if author == member => continue,
                Author::Learner(author)
                    if ring(member).is_some_and(|of| ring(author) == Some(of)) =>
                {
                    0.8
                }
                Author::Coach | Author::Learner(_) => 0.18,
            };
            if fresh && !post.liked_by.contains(&member) && self.random.random_bool(chance) {
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
        if !self.is_told && self.random.random_bool(0.4) {
            // Of another width it would be drawn differently, and with it all that follows.
            let share: i32 = self.random.random_range(1..10) * 10;
            self.progress(group, member, at, share.into());
        } else {
            let id = self.say(at, actor, "applied", make::step(&path, name), context);
            self.states[group.number].steps.push((id, member));
        }
    }

    /// Says how far a goal is, in percent.
    pub(super) fn progress(&mut self, group: &Group, member: usize, at: i64, share: i64) {
        let actor = self.learner(member);
        let mut more = json!({ "context": Self::within(group) });
        more["result"] = json!({ "extensions": {
            "https://w3id.org/xapi/cmi5/result/extensions/progress": share
        } });
        self.say(at, actor, "progressed", make::competency(group.topic), more);
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
        let quiz = make::quiz(group.topic, attempt);
        self.report(at, actor, "completed", quiz, more);
    }
}

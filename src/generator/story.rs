//! The history that the demo tells: where chance would let most groups fade, these live to the last
//! day, and each of the first has something of its own for their coach to see.

use jiff::civil::Weekday;
use rand::Rng;
use rand::seq::IndexedRandom;

use super::organisation::{Group, Organisation, Temper};
use super::simulation::{Author, Post, Simulation};
use crate::projector::date_of;

/// Days at the end on which the silent group is only read.
const SILENT: i64 = 30;
/// How often the keenest show up, against an average of 1.
const MOST: f64 = 2.6;
/// The same of the one who speaks for all.
const KEENEST: f64 = 3.5;
/// Days before the end on which a question is asked that nobody replies to any more: in the group of
/// one voice, and in the others, by their number.
const UNHEARD: i64 = 9;
const OPEN: [i64; 3] = [1, 2, 4];
/// Days after which a question is replied to for certain, by whoever it is.
const PATIENCE: i64 = 1;
/// How often it is a member, not the coach, who replies to what has waited.
const OTHERS: f64 = 0.6;
/// Days between two words on how far a goal is, at least.
const PACE: i64 = 9;

/// How far a member is with the goal that they set themselves in a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Noted {
    since: i64,
    due: i64,
    /// The day of the last word on it.
    last: i64,
    percent: i64,
    /// How fast they get on, against the time there is.
    pace: f64,
}

/// Nobody is hardly ever there, nobody drowns out the others but the one who is to, and the groups
/// that chance gives no character of their own stay ordinary.
pub(super) fn cast(organisation: &mut Organisation) {
    for learner in &mut organisation.learners {
        learner.rate = (1.6 * learner.rate).clamp(1.0, MOST);
        learner.voice = learner.voice.clamp(0.6, 1.4);
    }
    for group in &mut organisation.groups {
        match group.temper {
            Temper::CoachCentred => group.temper = Temper::Ordinary,
            Temper::Soloist(soloist) => {
                if let Some(learner) = organisation.learners.get_mut(soloist) {
                    learner.rate = KEENEST;
                }
            }
            Temper::Ordinary | Temper::Silent => {}
        }
    }
}

/// How lively a day of the history is: busier and quieter weeks, no end.
pub(super) fn life(day: i64) -> f64 {
    0.85 + 0.15 * (day as f64 / 9.0).sin()
}

impl Simulation {
    /// Whether members of a group read and say nothing any more.
    pub(super) fn only_reads(&self, group: &Group) -> bool {
        group.temper == Temper::Silent && self.days_left() < SILENT
    }

    /// The day by which a member wants to reach the goal that they set today: some soon after the
    /// end, one or the other just before it.
    pub(super) fn told_due(&mut self, group: &Group, member: usize) -> i64 {
        let since = self.today();
        let due = since + self.days_left() + self.random.random_range(-2..60);
        let noted = Noted {
            since,
            due: due.max(since + 14),
            last: since,
            percent: 0,
            // One in four takes on too much.
            pace: if member % 4 == 1 { 0.4 } else { 1.0 },
        };
        self.states[group.number].noted.insert(member, noted);
        noted.due
    }

    /// Says now and then how far a goal is: about as far as the time is, rather less than more.
    pub(super) fn note_progress(&mut self, group: &Group, member: usize, at: i64) {
        let today = self.today();
        let Some(mut noted) = self.states[group.number].noted.get(&member).copied() else {
            return;
        };
        if today - noted.last < PACE || noted.percent >= 100 {
            return;
        }
        let passed = (today - noted.since) as f64 / (noted.due - noted.since) as f64;
        let share = noted.pace * passed * self.random.random_range(0.7..1.2);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a share of about one, in steps of five percent"
        )]
        let percent = ((share * 20.0).round() as i64 * 5).clamp(5, 100);
        noted.percent = percent.max(noted.percent);
        noted.last = today;
        self.states[group.number].noted.insert(member, noted);
        self.progress(group, member, at, noted.percent);
    }

    /// Whether a post is a question that stays without a reply to the end.
    pub(super) fn stays_open(&self, group: &Group, post: &Post) -> bool {
        post.is_question() && self.days_left() + self.day - post.day <= open_since(group)
    }

    /// Asks what stays open, and others reply within days to what was asked before, or else the
    /// coach does.
    pub(super) fn questions(&mut self, group: &Group, rhythm: f64) {
        if self.only_reads(group) {
            return;
        }
        if self.days_left() == open_since(group)
            && let Some(member) = self.states[group.number]
                .joined
                .choose(&mut self.random)
                .copied()
        {
            let at = self.moment();
            self.ask(group, member, at);
        }
        let open: Vec<(usize, i64, Author)> = (0..)
            .zip(&self.states[group.number].posts)
            .filter(|(_, post)| !post.heard && post.is_question() && !self.stays_open(group, post))
            .map(|(index, post)| (index, self.day - post.day, post.author))
            .collect();
        let before_weekend = date_of(self.today()).weekday() == Weekday::Friday;
        for (index, age, asker) in open {
            let joined = self.states[group.number].joined.iter().copied();
            let others: Vec<usize> = joined
                .filter(|member| Author::Learner(*member) != asker)
                .collect();
            // Nobody lets one wait over a weekend.
            let late = age >= PATIENCE || before_weekend;
            let by = match others.choose(&mut self.random) {
                Some(other) if !late || self.random.random_bool(OTHERS) => Author::Learner(*other),
                _ => Author::Coach,
            };
            let chance = if age == 0 { 0.15 } else { 0.45 };
            if (late && rhythm > 0.3) || self.random.random_bool((chance * rhythm).clamp(0.0, 1.0))
            {
                // After all that is asked today.
                let at =
                    self.today() * 86_400_000 + self.random.random_range(79_200_000..86_000_000);
                self.reply(group, by, index, at);
            }
        }
    }
}

/// Days before the end on which the question is asked that stays open.
fn open_since(group: &Group) -> i64 {
    match group.temper {
        Temper::Soloist(_) => UNHEARD,
        _ => OPEN[group.number % OPEN.len()],
    }
}

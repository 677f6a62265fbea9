//! Is a group well (`domain.md` 4.4)? Indicators, each with its thresholds; no composite number.
//! Pure.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::alert::{Alert, AlertRule, Severity, above, below, from};
use super::goal::{self, Goal, open_goals};
use super::policy::Policy;
use super::roster::{Member, Roster};
use super::score::{Counters, Window};
use crate::competency::{Aims, Sources};
use crate::people::PersonId;
use crate::projector::{ActKind, Fact};
use crate::rules::{HealthRules, RuleSet};

/// A question that nobody else has replied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenQuestion {
    /// Its statement.
    pub statement: Uuid,
    /// Who asks.
    pub asker: PersonId,
    /// Working days that it has waited.
    pub waiting: i64,
    /// The activity that it is.
    pub object: Option<i64>,
}

/// The state of a group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Health {
    /// Members with an own action lately, as a share.
    pub active: Option<f64>,
    /// Days since the last contribution.
    pub silence: Option<i64>,
    /// Effective voices, where there are contributions enough.
    pub voices: Option<f64>,
    /// Share of the replies that are by or to a coach, where there are replies enough.
    pub coach_centred: Option<f64>,
    /// Median hours to the first reply to a question.
    pub response: Option<f64>,
    /// Points lately against those of the time before.
    pub momentum: Option<f64>,
    /// Questions without a reply by another person.
    pub unanswered: Vec<OpenQuestion>,
    /// Open goals of the members.
    pub goals: Vec<Goal>,
    /// What to look at, the most urgent first.
    pub alerts: Vec<Alert>,
}

/// What the state is worked out from: all facts up to `today`.
pub struct Observed<'o> {
    /// The rules.
    pub rules: &'o RuleSet,
    /// What was done.
    pub facts: &'o [Fact],
    /// Who is behind it.
    pub sources: &'o Sources,
    /// Who is in the group.
    pub roster: &'o Roster,
    /// Their daily counts.
    pub counters: &'o Counters,
    /// Members who are away on it.
    pub absent: &'o BTreeSet<PersonId>,
    /// Contributions that somebody has replied to whose data are only kept: nothing is told of the
    /// reply, and the question is not called open.
    pub answered: &'o BTreeSet<i64>,
    /// Members of whom no alert is to tell, because they object to it.
    pub unwatched: &'o BTreeSet<PersonId>,
    /// How what members have planned to reach stands.
    pub aims: &'o Aims,
    /// What the organisation has decided of alerts.
    pub policy: &'o Policy,
    /// The day.
    pub today: i64,
}

impl Observed<'_> {
    /// An open question is the group's to answer, whoever asks it.
    fn may_tell(&self, alert: &Alert) -> bool {
        let watched = |person| !self.unwatched.contains(&person);
        !alert.rule.is_about_a_member() || alert.person.is_none_or(watched)
    }
}

const HOUR: f64 = 3_600_000_000.0;

impl Health {
    /// The worst alert about the group as a whole.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.about_group().map(|alert| alert.severity).max()
    }

    /// Alerts that are not about one member.
    pub fn about_group(&self) -> impl Iterator<Item = &Alert> {
        self.alerts
            .iter()
            .filter(|alert| !alert.rule.is_about_a_member())
    }

    fn raise(&mut self, rule: AlertRule, severity: Option<Severity>, value: f64) {
        self.alerts.extend(severity.map(|severity| Alert {
            rule,
            severity,
            person: None,
            statement: None,
            object: None,
            value,
        }));
    }
}

/// Works out a group's state.
#[must_use]
pub fn health(observed: &Observed<'_>) -> Health {
    let mut health = Health::default();
    if observed.roster.members.is_empty() {
        return health;
    }
    let seen = Seen::of(observed);
    seen.activity(&mut health);
    seen.silence(&mut health);
    seen.voices(&mut health);
    seen.coach_centred(&mut health);
    seen.questions(&mut health);
    seen.momentum(&mut health);
    seen.quiet(&mut health);
    seen.goals(&mut health);
    health
        .alerts
        .retain(|alert| observed.policy.raises(alert.rule) && observed.may_tell(alert));
    health.alerts.sort_by(|left, right| {
        let key = |alert: &Alert| {
            let Alert {
                rule,
                severity,
                person,
                statement,
                ..
            } = alert;
            (std::cmp::Reverse(*severity), *rule, *person, *statement)
        };
        key(left).cmp(&key(right))
    });
    health
}

struct Seen<'o> {
    observed: &'o Observed<'o>,
    rules: &'o HealthRules,
    members: BTreeSet<PersonId>,
    /// The days that shares and counts look at.
    days: std::ops::RangeInclusive<i64>,
    contributions: Vec<(&'o Fact, PersonId)>,
}

impl<'o> Seen<'o> {
    fn of(observed: &'o Observed<'o>) -> Self {
        let rules = &observed.rules.health;
        let members = observed.roster.members.iter();
        let contributions = observed
            .facts
            .iter()
            .filter(|fact| fact.act.is_contribution())
            .filter_map(|fact| Some((fact, *observed.sources.persons.get(&fact.actor)?)));
        Self {
            observed,
            rules,
            members: members.map(|member| member.person).collect(),
            days: observed.today - rules.days + 1..=observed.today,
            contributions: contributions.collect(),
        }
    }

    fn activity(&self, health: &mut Health) {
        let active = self
            .observed
            .counters
            .active_between(self.days.clone())
            .filter(|who| self.members.contains(who))
            .count();
        let share = active as f64 / self.members.len() as f64;
        health.active = Some(share);
        // A group whose members have just come has had no time to be active.
        let mut members = self.observed.roster.members.iter();
        if members.any(|member| !self.is_new(member)) {
            let severity = below(share, self.rules.activity);
            health.raise(AlertRule::Activity, severity, share * 100.0);
        }
    }

    fn silence(&self, health: &mut Health) {
        let today = self.observed.today;
        let last = self.contributions.iter().map(|(fact, _)| fact.day).max();
        health.silence = last.map(|last| today - last);
        // Where nobody has ever said anything it has been silent since the first of them is in.
        let members = self.observed.roster.members.iter();
        if let Some(last) = last.or_else(|| members.map(|member| member.since).min()) {
            let severity = from(today - last, self.rules.silence);
            health.raise(AlertRule::Silence, severity, (today - last) as f64);
        }
    }

    /// Effective voices: how many equal speakers would spread contributions as these do.
    fn voices(&self, health: &mut Health) {
        let mut counts: BTreeMap<PersonId, usize> = BTreeMap::new();
        for (fact, person) in &self.contributions {
            if self.days.contains(&fact.day) && self.members.contains(person) {
                *counts.entry(*person).or_default() += 1;
            }
        }
        let all: usize = counts.values().sum();
        if all < self.rules.voices_contributions || self.members.len() < self.rules.voices_members {
            return;
        }
        let squares: f64 = counts
            .values()
            .map(|count| (*count as f64 / all as f64).powi(2))
            .sum();
        let voices = 1.0 / squares;
        health.voices = Some(voices);
        health.raise(AlertRule::Voices, below(voices, self.rules.voices), voices);
    }

    fn coach_centred(&self, health: &mut Health) {
        let coach = |agent| {
            let person = self.observed.sources.persons.get(&agent);
            person.is_some_and(|who| self.observed.sources.coaches.contains(who))
        };
        let replies: Vec<&Fact> = self
            .contributions
            .iter()
            .map(|(fact, _)| *fact)
            .filter(|fact| fact.act == ActKind::Reply && self.days.contains(&fact.day))
            .collect();
        if replies.len() < self.rules.coach_centred_replies {
            return;
        }
        let centred = replies
            .iter()
            .filter(|fact| coach(fact.actor) || fact.recipient.is_some_and(coach))
            .count();
        let share = centred as f64 / replies.len() as f64;
        health.coach_centred = Some(share);
        let severity = above(share, self.rules.coach_centred);
        health.raise(AlertRule::CoachCentred, severity, share * 100.0);
    }

    /// Questions that nobody else has replied to, and how long the others waited for the first
    /// reply.
    fn questions(&self, health: &mut Health) {
        let today = self.observed.today;
        let mut hours = Vec::new();
        for (question, asker) in &self.contributions {
            if question.act != ActKind::Ask || question.day < today - self.rules.question_days {
                continue;
            }
            let first = self
                .contributions
                .iter()
                .filter(|(reply, who)| {
                    reply.act == ActKind::Reply && reply.anchor == question.object && who != asker
                })
                .map(|(reply, _)| reply.at)
                .min();
            if let Some(first) = first {
                if self.days.contains(&question.day) {
                    hours.push((first - question.at).max(0) as f64 / HOUR);
                }
                continue;
            }
            let answered = &self.observed.answered;
            if question.object.is_some_and(|it| answered.contains(&it)) {
                continue;
            }
            let waiting = working_days(question.day, today);
            health.unanswered.push(OpenQuestion {
                statement: question.id,
                asker: *asker,
                waiting,
                object: question.object,
            });
            if let Some(severity) = from(waiting, self.rules.unanswered) {
                health.alerts.push(Alert {
                    rule: AlertRule::Unanswered,
                    severity,
                    person: Some(*asker),
                    statement: Some(question.id),
                    object: question.object,
                    value: waiting as f64,
                });
            }
        }
        health.response = median(&mut hours);
        if let Some(response) = health.response {
            let limits = self.rules.response;
            let severity = match response {
                hours if hours > limits.red as f64 => Some(Severity::Red),
                hours if hours > limits.amber as f64 => Some(Severity::Amber),
                _ => None,
            };
            health.raise(AlertRule::Response, severity, response);
        }
    }

    /// Points of the month against those of the month before.
    fn momentum(&self, health: &mut Health) {
        let points = |end: i64| -> i64 {
            let rules = &self.observed.rules.engagement;
            let score = |who: &PersonId| {
                let counters = self.observed.counters;
                counters.score(rules, *who, Window::Month, end).tenths
            };
            self.members.iter().map(score).sum()
        };
        let today = self.observed.today;
        let (now, before) = (points(today), points(today - Window::Month.days()));
        if before > 0 {
            let ratio = now as f64 / before as f64;
            health.momentum = Some(ratio);
            let severity = (ratio < self.rules.momentum).then_some(Severity::Amber);
            health.raise(AlertRule::Momentum, severity, ratio * 100.0);
        }
    }

    fn is_new(&self, member: &Member) -> bool {
        self.observed.today - member.since <= self.rules.new_member_days
    }

    fn quiet(&self, health: &mut Health) {
        let today = self.observed.today;
        for member in &self.observed.roster.members {
            let last = self.observed.counters.last_active(member.person);
            let quiet = today - last.unwrap_or(member.since);
            // Whoever is away is missed, not quiet.
            if self.is_new(member) || self.observed.absent.contains(&member.person) {
                continue;
            }
            if let Some(severity) = from(quiet, self.rules.quiet) {
                health.alerts.push(Alert {
                    rule: AlertRule::Quiet,
                    severity,
                    person: Some(member.person),
                    statement: None,
                    object: None,
                    value: quiet as f64,
                });
            }
        }
    }

    fn goals(&self, health: &mut Health) {
        let Observed {
            facts,
            sources,
            aims,
            ..
        } = self.observed;
        health.goals = open_goals(facts, sources, aims);
        health
            .goals
            .retain(|goal| self.members.contains(&goal.person));
        for goal in &health.goals {
            health
                .alerts
                .extend(goal::alerts(goal, self.rules, self.observed.today));
        }
    }
}

/// The middle of some figures, or the mean of the two in the middle.
fn median(figures: &mut [f64]) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    let upper = *figures.get(middle)?;
    if figures.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *figures.get(middle.checked_sub(1)?)?;
    Some(f64::midpoint(lower, upper))
}

/// Mondays to Fridays after one day up to another.
fn working_days(from: i64, to: i64) -> i64 {
    // Day 0 of the epoch was a Thursday.
    (from + 1..=to)
        .map(|day| i64::from((day + 3).rem_euclid(7) < 5))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_do_not_make_a_question_older() {
        // 2026-11-20 is a Friday: day 20,777.
        assert_eq!(working_days(20_777, 20_779), 0);
        assert_eq!(working_days(20_777, 20_780), 1);
        assert_eq!(working_days(20_777, 20_784), 5);
    }

    #[test]
    fn the_middle_of_figures() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }
}

//! Is a group well (`domain.md` 4.4)? Indicators, each with its thresholds; no composite number.
//! Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::roster::Roster;
use super::score::{Counters, Window};
use crate::competency::Sources;
use crate::people::PersonId;
use crate::projector::{ActKind, Fact};

/// How urgent an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Look at it.
    Amber,
    /// Act on it.
    Red,
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertRule {
    /// Few members did anything lately.
    Activity,
    /// Points fell against the month before.
    Momentum,
    /// A member did nothing of their own for long.
    Quiet,
    /// Nobody contributed for long.
    Silence,
    /// A question waits for an answer.
    Unanswered,
    /// Few voices speak for many.
    Voices,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// What it is about.
    pub rule: AlertRule,
    /// How urgent.
    pub severity: Severity,
    /// Whom it is about, where it is about one member.
    pub person: Option<PersonId>,
    /// The figure behind it: percent, days or effective voices, by the rule.
    pub value: f64,
}

/// The state of a group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Health {
    /// Members with an own action in 30 days, as a share.
    pub active: Option<f64>,
    /// Days since the last contribution.
    pub silence: Option<i64>,
    /// Effective voices of 30 days, where there are contributions enough.
    pub voices: Option<f64>,
    /// Questions without a reply by another person.
    pub unanswered: Vec<(i64, i64)>,
    /// What to look at, the most urgent first.
    pub alerts: Vec<Alert>,
}

impl Health {
    /// The worst alert about the group as a whole. A quiet member is a reason to look at the
    /// member; were it one to call the group unwell, few groups would ever be well.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.about_group().map(|alert| alert.severity).max()
    }

    /// Alerts that are not about a quiet member.
    pub fn about_group(&self) -> impl Iterator<Item = &Alert> {
        self.alerts
            .iter()
            .filter(|alert| alert.rule != AlertRule::Quiet)
    }
}

/// Days of the indicators.
const MONTH: i64 = 30;
/// Voices are counted from this many contributions and members on.
const VOICES_CONTRIBUTIONS: usize = 10;
const VOICES_MEMBERS: usize = 5;
/// A newcomer is not quiet before this many days.
const NEW: i64 = 14;

/// Works out a group's state from all its facts up to `today`.
#[must_use]
pub fn health(
    facts: &[Fact],
    sources: &Sources,
    roster: &Roster,
    counters: &Counters,
    today: i64,
) -> Health {
    let members: BTreeSet<PersonId> = roster.members.iter().map(|member| member.person).collect();
    let mut health = Health::default();
    if members.is_empty() {
        return health;
    }
    let month = today - MONTH + 1..=today;
    let active = counters
        .active_between(month.clone())
        .filter(|who| members.contains(who))
        .count();
    let share = active as f64 / members.len() as f64;
    health.active = Some(share);
    health.raise(
        AlertRule::Activity,
        below(share, 0.5, 0.3),
        None,
        share * 100.0,
    );

    let contributions: Vec<(&Fact, PersonId)> = facts
        .iter()
        .filter(|fact| fact.act.creates() || fact.act == ActKind::Reply)
        .filter_map(|fact| Some((fact, *sources.persons.get(&fact.actor)?)))
        .collect();
    if let Some(last) = contributions.iter().map(|(fact, _)| fact.day).max() {
        let silence = today - last;
        health.silence = Some(silence);
        health.raise(
            AlertRule::Silence,
            from(silence, 14, 28),
            None,
            silence as f64,
        );
    }
    health.voices(&contributions, &members, &month);
    health.questions(&contributions, facts, sources, today);
    health.momentum(counters, &members, today);
    for member in &roster.members {
        let since = counters.last_active(member.person).unwrap_or(member.since);
        let quiet = today - since;
        if today - member.since > NEW {
            let who = Some(member.person);
            health.raise(AlertRule::Quiet, from(quiet, 14, 28), who, quiet as f64);
        }
    }
    health
        .alerts
        .sort_by_key(|alert| (std::cmp::Reverse(alert.severity), alert.rule, alert.person));
    health
}

impl Health {
    fn raise(
        &mut self,
        rule: AlertRule,
        severity: Option<Severity>,
        person: Option<PersonId>,
        value: f64,
    ) {
        self.alerts.extend(severity.map(|severity| Alert {
            rule,
            severity,
            person,
            value,
        }));
    }

    /// Effective voices: how many equal speakers would spread contributions as these do.
    fn voices(
        &mut self,
        contributions: &[(&Fact, PersonId)],
        members: &BTreeSet<PersonId>,
        month: &std::ops::RangeInclusive<i64>,
    ) {
        let mut counts: BTreeMap<PersonId, usize> = BTreeMap::new();
        for (fact, person) in contributions {
            if month.contains(&fact.day) && members.contains(person) {
                *counts.entry(*person).or_default() += 1;
            }
        }
        let all: usize = counts.values().sum();
        if all < VOICES_CONTRIBUTIONS || members.len() < VOICES_MEMBERS {
            return;
        }
        let squares: f64 = counts
            .values()
            .map(|count| (*count as f64 / all as f64).powi(2))
            .sum();
        let voices = 1.0 / squares;
        self.voices = Some(voices);
        self.raise(AlertRule::Voices, below(voices, 2.5, 2.0), None, voices);
    }

    /// Questions of the last 90 days that nobody else has replied to.
    fn questions(
        &mut self,
        contributions: &[(&Fact, PersonId)],
        facts: &[Fact],
        sources: &Sources,
        today: i64,
    ) {
        for (question, asker) in contributions {
            if question.act != ActKind::Ask || question.day < today - 90 {
                continue;
            }
            let answered = facts.iter().any(|reply| {
                reply.act == ActKind::Reply
                    && reply.anchor == question.object
                    && sources
                        .persons
                        .get(&reply.actor)
                        .is_some_and(|who| who != asker)
            });
            if answered {
                continue;
            }
            let waiting = working_days(question.day, today);
            self.unanswered.push((question.seq, waiting));
            let severity = from(waiting, 2, 5);
            self.raise(
                AlertRule::Unanswered,
                severity,
                Some(*asker),
                waiting as f64,
            );
        }
    }

    /// Points of 30 days against the 30 before.
    fn momentum(&mut self, counters: &Counters, members: &BTreeSet<PersonId>, today: i64) {
        let points = |end: i64| -> i64 {
            members
                .iter()
                .map(|who| counters.score(*who, Window::Month, end).tenths)
                .sum()
        };
        let (now, before) = (points(today), points(today - MONTH));
        if before > 0 {
            let ratio = now as f64 / before as f64;
            let severity = (ratio < 0.5).then_some(Severity::Amber);
            self.raise(AlertRule::Momentum, severity, None, ratio * 100.0);
        }
    }
}

fn below(value: f64, amber: f64, red: f64) -> Option<Severity> {
    match value {
        value if value < red => Some(Severity::Red),
        value if value < amber => Some(Severity::Amber),
        _ => None,
    }
}

fn from(value: i64, amber: i64, red: i64) -> Option<Severity> {
    match value {
        value if value >= red => Some(Severity::Red),
        value if value >= amber => Some(Severity::Amber),
        _ => None,
    }
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
}

//! The document of a rule set: its form, what a form cannot say, and its reading.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use xapi_schemas::Schema;

use super::kinds::{Class, Counter, Gate};
use super::set::{
    ClassRule, Days, EngagementRules, EvidenceRule, HealthRules, KINDS, Level, Limits, PointRule,
    ProgressRules, RuleSet, Targets,
};
use crate::message::{Gap, Message};
use crate::projector::EvidenceKind;
use crate::rulebook::{Fault, Faults, read};
use crate::seal::{hex, sha256};

/// The form of rule sets.
const SCHEMA: &str = include_str!("../../xapi-schemas/schemas/coachlight/rules.json");

#[derive(Deserialize)]
struct Document {
    version: String,
    progress: Progress,
    engagement: Engagement,
    health: Health,
}

#[derive(Deserialize)]
struct Progress {
    unknown: f64,
    implied_factor: f64,
    likes_a_month: usize,
    gate_days: i64,
    plan_lag: f64,
    #[serde(default)]
    too_fast: f64,
    classes: BTreeMap<Class, ClassEntry>,
    kinds: BTreeMap<EvidenceKind, KindEntry>,
    levels: Vec<LevelEntry>,
}

#[derive(Deserialize)]
struct ClassEntry {
    ceiling: f64,
    half_life_days: f64,
}

#[derive(Deserialize)]
struct KindEntry {
    class: Class,
    weight: f64,
    daily_cap: f64,
}

#[derive(Deserialize)]
struct LevelEntry {
    threshold: f64,
    title: Option<String>,
    gate: Option<Gate>,
}

#[derive(Deserialize)]
struct Engagement {
    daily_cap: f64,
    targets: TargetEntry,
    smallest_board: usize,
    points: BTreeMap<Counter, PointEntry>,
}

#[derive(Deserialize)]
struct TargetEntry {
    week: f64,
    month: f64,
    quarter: f64,
}

#[derive(Deserialize)]
struct PointEntry {
    points: f64,
    daily_cap: i64,
}

#[derive(Deserialize)]
struct Health {
    days: i64,
    activity: LimitsEntry,
    silence_days: DaysEntry,
    voices: LimitsEntry,
    voices_contributions: usize,
    voices_members: usize,
    coach_centred: LimitsEntry,
    coach_centred_replies: usize,
    unanswered_working_days: DaysEntry,
    question_days: i64,
    response_hours: DaysEntry,
    momentum: f64,
    quiet_days: DaysEntry,
    new_member_days: i64,
    goal_stalled_days: i64,
    goal_due_days: i64,
    goal_due_done: f64,
}

#[derive(Deserialize)]
struct LimitsEntry {
    amber: f64,
    red: f64,
}

#[derive(Deserialize)]
struct DaysEntry {
    amber: i64,
    red: i64,
}

/// Reads a rule set; every fault names its line.
///
/// The version that numbers are shown with is the document's and the beginning of its digest, so
/// that two sets whose author forgot to raise the version are told apart.
pub fn parse(text: &str) -> Result<RuleSet, Faults> {
    let broken = |error: &dyn std::fmt::Display| {
        let message = Message::quoted(error.to_string());
        Faults(vec![Fault::at(text, "", message)])
    };
    let schema: Value = serde_json::from_str(SCHEMA).map_err(|error| broken(&error))?;
    let schema = Schema::compile("rules", schema).map_err(|error| broken(&error))?;
    let value = read(text, &schema)?;
    let document: Document = serde_json::from_value(value).map_err(|error| broken(&error))?;
    let mut checks = Checks {
        text,
        faults: Vec::new(),
    };
    let digest: String = hex(&sha256(text.as_bytes())).chars().take(8).collect();
    let rules = RuleSet {
        version: format!("{}-{digest}", document.version),
        progress: checks.progress(document.progress),
        engagement: checks.engagement(&document.engagement),
        health: checks.health(&document.health),
    };
    if checks.faults.is_empty() {
        Ok(rules)
    } else {
        Err(Faults(checks.faults))
    }
}

/// What the form cannot say.
struct Checks<'t> {
    text: &'t str,
    faults: Vec<Fault>,
}

impl Checks<'_> {
    fn fault(&mut self, pointer: String, message: Message) {
        self.faults.push(Fault::at(self.text, pointer, message));
    }

    fn progress(&mut self, found: Progress) -> ProgressRules {
        let classes = Class::ALL.map(|class| {
            found.classes.get(&class).map_or(
                ClassRule {
                    ceiling: 0.0,
                    half_life: 1.0,
                },
                |entry| ClassRule {
                    ceiling: entry.ceiling,
                    half_life: entry.half_life_days,
                },
            )
        });
        let mut kinds = [None; KINDS];
        for (kind, entry) in &found.kinds {
            if entry.daily_cap < entry.weight {
                self.fault(
                    format!("/progress/kinds/{}/daily_cap", kind.word()),
                    Message::new("fault-rules-cap"),
                );
            }
            let place = usize::try_from(kind.code()).ok();
            if let Some(place) = place.and_then(|code| kinds.get_mut(code)) {
                *place = Some(EvidenceRule {
                    class: entry.class,
                    weight: millionths(entry.weight),
                    daily_cap: millionths(entry.daily_cap),
                });
            }
        }
        let most = reachable(found.unknown, &classes);
        let mut levels: Vec<Level> = Vec::with_capacity(found.levels.len());
        for (number, entry) in (1_u8..).zip(found.levels) {
            let pointer = format!("/progress/levels/{}/threshold", number - 1);
            let threshold = millionths(entry.threshold);
            if levels
                .last()
                .is_some_and(|below| below.threshold >= threshold)
            {
                self.fault(pointer.clone(), Message::new("fault-rules-order"));
            }
            if threshold > millionths(most) {
                self.fault(
                    pointer,
                    Message::new("fault-rules-reach")
                        .with("most", Gap::Decimal(format!("{most:.3}"))),
                );
            }
            levels.push(Level {
                number,
                title: entry.title,
                threshold,
                gate: entry.gate,
            });
        }
        ProgressRules {
            unknown: found.unknown,
            implied_factor: millionths(found.implied_factor),
            likes_a_month: found.likes_a_month,
            gate_days: found.gate_days,
            plan_lag: found.plan_lag,
            too_fast: found.too_fast,
            classes,
            kinds,
            levels,
        }
    }

    fn engagement(&mut self, found: &Engagement) -> EngagementRules {
        let mut points = [PointRule::default(); Counter::ALL.len()];
        for (counter, entry) in &found.points {
            let name = serde_json::to_value(counter).unwrap_or_default();
            let name = name.as_str().unwrap_or_default();
            points[*counter as usize] = PointRule {
                tenths: self.tenths(entry.points, format!("/engagement/points/{name}/points")),
                daily_cap: entry.daily_cap,
            };
        }
        let mut target =
            |value, name: &str| self.tenths(value, format!("/engagement/targets/{name}"));
        let targets = Targets {
            week: target(found.targets.week, "week"),
            month: target(found.targets.month, "month"),
            quarter: target(found.targets.quarter, "quarter"),
        };
        EngagementRules {
            daily_cap: self.tenths(found.daily_cap, "/engagement/daily_cap".into()),
            targets,
            smallest_board: found.smallest_board,
            points,
        }
    }

    fn health(&mut self, found: &Health) -> HealthRules {
        let below = [("activity", &found.activity), ("voices", &found.voices)];
        for (name, limits) in below {
            if limits.red > limits.amber {
                self.fault(
                    format!("/health/{name}/red"),
                    Message::new("fault-rules-below"),
                );
            }
        }
        if found.coach_centred.red < found.coach_centred.amber {
            self.fault(
                "/health/coach_centred/red".into(),
                Message::new("fault-rules-above"),
            );
        }
        for (name, days) in [
            ("silence_days", &found.silence_days),
            ("unanswered_working_days", &found.unanswered_working_days),
            ("response_hours", &found.response_hours),
            ("quiet_days", &found.quiet_days),
        ] {
            if days.red < days.amber {
                self.fault(
                    format!("/health/{name}/red"),
                    Message::new("fault-rules-after"),
                );
            }
        }
        HealthRules {
            days: found.days,
            activity: found.activity.limits(),
            silence: found.silence_days.days(),
            voices: found.voices.limits(),
            voices_contributions: found.voices_contributions,
            voices_members: found.voices_members,
            coach_centred: found.coach_centred.limits(),
            coach_centred_replies: found.coach_centred_replies,
            unanswered: found.unanswered_working_days.days(),
            question_days: found.question_days,
            response: found.response_hours.days(),
            momentum: found.momentum,
            quiet: found.quiet_days.days(),
            new_member_days: found.new_member_days,
            goal_stalled_days: found.goal_stalled_days,
            goal_due_days: found.goal_due_days,
            goal_due_done: found.goal_due_done,
        }
    }

    /// Points in tenths; a smaller part of a point cannot be counted.
    fn tenths(&mut self, points: f64, pointer: String) -> i64 {
        let tenths = millionths(points * 1e-5);
        if (points * 10.0 - tenths as f64).abs() > 1e-6 {
            self.fault(pointer, Message::new("fault-rules-tenths"));
        }
        tenths
    }
}

impl LimitsEntry {
    const fn limits(&self) -> Limits {
        Limits {
            amber: self.amber,
            red: self.red,
        }
    }
}

impl DaysEntry {
    const fn days(&self) -> Days {
        Days {
            amber: self.amber,
            red: self.red,
        }
    }
}

/// The most that all classes together can show: each at its ceiling, without a doubt.
fn reachable(unknown: f64, classes: &[ClassRule; 4]) -> f64 {
    let mass: f64 = classes.iter().map(|class| class.ceiling).sum();
    mass / (mass + unknown)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the form bounds every number to a million"
)]
fn millionths(value: f64) -> i64 {
    (value * 1e6).round() as i64
}

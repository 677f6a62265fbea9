//! Sentences that pages and letters share.

use crate::engagement::{Alert, AlertRule, Severity};
use crate::locale::Locale;

/// What an alert that no longer holds was about. `name` is whom.
pub fn about(locale: Locale, rule: AlertRule, name: &str) -> String {
    let key = match rule {
        AlertRule::Activity => "about-activity",
        AlertRule::CoachCentred => "about-coach-centred",
        AlertRule::GoalDue => "about-goal-due",
        AlertRule::GoalStalled => "about-goal-stalled",
        AlertRule::Momentum => "about-momentum",
        AlertRule::Quiet => "about-quiet",
        AlertRule::Response => "about-response",
        AlertRule::Silence => "about-silence",
        AlertRule::Unanswered => "about-unanswered",
        AlertRule::Voices => "about-voices",
    };
    locale.with(key, &[("name", name.into())])
}

/// What an alert says. `name` is whom it is about.
pub fn alert(locale: Locale, alert: &Alert, name: &str) -> String {
    let key = match alert.rule {
        AlertRule::Activity => "alert-activity",
        AlertRule::CoachCentred => "alert-coach-centred",
        AlertRule::GoalDue if alert.severity == Severity::Red => "alert-goal-overdue",
        AlertRule::GoalDue => "alert-goal-due",
        AlertRule::GoalStalled => "alert-goal-stalled",
        AlertRule::Momentum => "alert-momentum",
        AlertRule::Quiet => "alert-quiet",
        AlertRule::Response => "alert-response",
        AlertRule::Silence => "alert-silence",
        AlertRule::Unanswered => "alert-unanswered",
        AlertRule::Voices => "alert-voices",
    };
    let value = match alert.rule {
        AlertRule::Voices => locale.decimal(alert.value).into(),
        // As a number, so that one day is "one day".
        _ => alert.value.abs().round().into(),
    };
    locale.with(key, &[("value", value), ("name", name.into())])
}

/// What the code of a rule or a trouble means and what to do; one that has no words stands for itself.
pub fn rule(locale: Locale, code: &str) -> String {
    let key = format!("rule-{}", code.replace('_', "-"));
    let text = locale.text(&key);
    if text == key { code.to_owned() } else { text }
}

/// A level, with what its scale calls it.
#[must_use]
pub fn level(locale: Locale, number: i64, title: Option<&str>) -> String {
    if number == 0 {
        return locale.text("level-none");
    }
    let level = locale.with("level", &[("level", number.into())]);
    match title {
        Some(title) if !title.is_empty() => format!("{level}: {title}"),
        _ => level,
    }
}

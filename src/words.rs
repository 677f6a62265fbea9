//! Sentences that pages and letters share.

use crate::engagement::{Alert, AlertRule, Severity};
use crate::locale::Locale;

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
        AlertRule::Voices => locale.decimal(alert.value),
        _ => format!("{:.0}", alert.value.abs()),
    };
    locale.with(key, &[("value", value.into()), ("name", name.into())])
}

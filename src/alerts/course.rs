//! What is kept of an alert.

use sqlx::FromRow;
use uuid::Uuid;

use crate::engagement::{Alert, AlertRule, Severity};
use crate::groups::GroupId;
use crate::people::PersonId;
use crate::store::{coded, identifier};

identifier! {
    /// An alert's identifier.
    AlertId
}

coded! {
    /// What happened to an alert.
    pub enum Happened {
        /// Its indicator began to hold.
        Opened = 1 "opened",
        /// From amber to red.
        Escalated = 2 "escalated",
        /// From red to amber.
        Eased = 3 "eased",
        /// It is over.
        Ended = 4 "ended",
        /// Put off by a coach.
        Snoozed = 5 "snoozed",
        /// Taken up again by a coach, or because it escalated.
        Woken = 6 "woken",
    }
}

coded! {
    /// Why an alert is over.
    pub enum Because {
        /// Its indicator no longer holds.
        Resolved = 1 "resolved",
        /// By what is known now it never held: statements were voided, or came late.
        Undone = 2 "undone",
        /// The person is away.
        Absent = 3 "absent",
        /// Other rules are in force.
        Rules = 4 "rules",
        /// The data of the person whom it is about are only kept, or they object to alerts.
        Restricted = 5 "restricted",
    }
}

/// What an alert is about: no two open ones of a group have the same.
pub(super) type Key = (&'static str, Uuid);

/// The key of an alert of a group.
pub(super) fn key(group: GroupId, alert: &Alert) -> Key {
    let person = alert.person.map(|person| person.0);
    let subject = alert.statement.or(person).unwrap_or(group.0);
    (alert.rule.word(), subject)
}

/// What is kept of an alert.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Kept {
    /// Identifier.
    pub id: AlertId,
    /// The group.
    pub group_id: GroupId,
    pub(super) rule: String,
    pub(super) subject: Uuid,
    /// Whom it is about, where it is about one member.
    pub person: Option<PersonId>,
    /// The question or goal it is about.
    pub statement: Option<Uuid>,
    pub(super) severity: i64,
    /// Since when, microseconds since the epoch.
    pub opened_at: i64,
    /// Since which day.
    pub opened_day: i64,
    /// Version of the rules that opened it.
    pub rules: String,
    /// The last day that it is put off for.
    pub snoozed_until: Option<i64>,
    /// Who put it off.
    pub snoozed_by: Option<PersonId>,
    /// Why.
    pub snooze_reason: Option<String>,
    /// Until when, if it is over.
    pub ended_at: Option<i64>,
    pub(super) ended_because: Option<i64>,
}

impl Kept {
    /// What it is about; none if a later release wrote it.
    #[must_use]
    pub fn rule(&self) -> Option<AlertRule> {
        AlertRule::of_word(&self.rule)
    }

    /// How urgent it was last.
    #[must_use]
    pub fn severity(&self) -> Severity {
        severity_of(self.severity)
    }

    /// Why it is over, if it is.
    #[must_use]
    pub fn because(&self) -> Option<Because> {
        self.ended_because.and_then(Because::from_code)
    }

    /// Whether it is put off on a day.
    #[must_use]
    pub fn is_snoozed(&self, day: i64) -> bool {
        self.snoozed_until.is_some_and(|until| until >= day)
    }
}

pub(super) const fn severity_code(severity: Severity) -> i64 {
    match severity {
        Severity::Amber => 1,
        Severity::Red => 2,
    }
}

pub(super) const fn severity_of(code: i64) -> Severity {
    if code >= 2 {
        Severity::Red
    } else {
        Severity::Amber
    }
}

/// Something that happened to an alert.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct Event {
    /// The alert.
    pub alert: AlertId,
    /// When, microseconds since the epoch.
    pub at: i64,
    pub(super) what: i64,
    pub(super) severity: Option<i64>,
    /// The figure then: percent, days, hours or effective voices, by the rule.
    pub value: Option<f64>,
    /// Who did it, where somebody did.
    pub by_person: Option<PersonId>,
    /// Why.
    pub reason: Option<String>,
    /// The last day that it is put off for.
    pub until_day: Option<i64>,
}

impl Event {
    /// What happened; none if a later release wrote it.
    #[must_use]
    pub const fn what(&self) -> Option<Happened> {
        Happened::from_code(self.what)
    }

    /// How urgent it was from then on, where that was settled.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.severity.map(severity_of)
    }
}

//! The daily digest of a coach: what is new, what has become more urgent, what is over, and what
//! still waits, over all their groups. Told by the API, and sent by e-mail where a server is set.
//!
//! A digest is of a day and ends at an hour of it that the organisation has chosen; it tells what has
//! happened since that hour of the day before. Work that waits to be sent names a coach and a day
//! and nothing else: the letter is written when it is sent, from what the coach may see then.

pub mod erasing;
mod letter;
mod mailer;
mod readers;
mod rounds;
mod store;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::alerts::{self, AlertId, Because, Happened, Hush, Kept, Standing};
use crate::engagement::{self, AlertRule, Policy, Severity};
use crate::groups::Group;
use crate::people::{self, Person, PersonId};
use crate::projector;
use crate::store::{StoreError, Tx};

pub use letter::{Letter, letter};
pub use mailer::{House, MAIL, Mailer, MailerError};
pub use readers::{Subscription, address, subscribe, subscription, visited};
pub use rounds::Rounds;

/// What an alert comes to in a digest.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The alert.
    pub alert: AlertId,
    /// The group.
    pub group: Group,
    /// What it is about.
    pub rule: AlertRule,
    /// How urgent.
    pub severity: Severity,
    /// Whom it is about.
    pub person: Option<Person>,
    /// What the question or goal is called.
    pub title: Option<String>,
    /// The figure behind it, where it holds.
    pub value: Option<f64>,
    /// Why it is over, if it is.
    pub because: Option<Because>,
}

/// What a coach is told on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// The day, days since the epoch.
    pub day: i64,
    /// What has happened from here on.
    pub from: Timestamp,
    /// Up to here.
    pub to: Timestamp,
    /// Opened since.
    pub new: Vec<Line>,
    /// Red since, amber before.
    pub escalated: Vec<Line>,
    /// Over since.
    pub resolved: Vec<Line>,
    /// Open since before, and not put off.
    pub open: Vec<Line>,
}

impl Digest {
    /// Whether there is nothing to tell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.new.is_empty()
            && self.escalated.is_empty()
            && self.resolved.is_empty()
            && self.open.is_empty()
    }
}

/// When the digest of a day ends; none on the last days that can be told.
#[must_use]
pub fn end_of(zone: &TimeZone, hour: i8, day: i64) -> Option<Timestamp> {
    let date = projector::date_of(day);
    zone.to_timestamp(date.at(hour, 0, 0, 0)).ok()
}

/// The day of the last digest that has ended.
#[must_use]
pub fn last_day(zone: &TimeZone, hour: i8, now: Timestamp) -> i64 {
    let today = projector::day(zone, now.as_microsecond());
    match end_of(zone, hour, today) {
        Some(end) if end <= now => today,
        _ => today - 1,
    }
}

/// A coach's digest of a day; none if it has not ended.
pub async fn digest(
    tx: &mut Tx,
    coach: PersonId,
    (zone, hour): (&TimeZone, i8),
    day: i64,
    policy: &Policy,
) -> Result<Option<Digest>, StoreError> {
    let (Some(from), Some(to)) = (end_of(zone, hour, day - 1), end_of(zone, hour, day)) else {
        return Ok(None);
    };
    let groups = engagement::my_groups(tx, coach).await?;
    let ids: Vec<_> = groups.iter().map(|group| group.id).collect();
    let (kept, events) = alerts::happened(tx, &ids, from..=to).await?;
    let standing = alerts::of_groups(tx, &groups, None, day, policy).await?;
    let standing: BTreeMap<AlertId, Standing> = standing
        .into_iter()
        .filter_map(|one| Some((one.kept.as_ref()?.id, one)))
        .collect();
    let since = from.as_microsecond();
    let until = to.as_microsecond();
    let escalated: BTreeSet<AlertId> = events
        .iter()
        .filter(|event| event.what() == Some(Happened::Escalated))
        .map(|event| event.alert)
        .collect();
    let mut digest = Digest {
        day,
        from,
        to,
        new: Vec::new(),
        escalated: Vec::new(),
        resolved: Vec::new(),
        open: Vec::new(),
    };
    for alert in kept {
        let Some(rule) = alert.rule().filter(|rule| policy.raises(*rule)) else {
            continue;
        };
        let over = alert.ended_at.filter(|ended| *ended <= until);
        let one = standing.get(&alert.id);
        let quiet = match one.and_then(|one| one.hush) {
            Some(Hush::Absent | Hush::Snoozed) => true,
            None => alert.is_snoozed(day),
        };
        let new = alert.opened_at > since;
        // What came and went in between nobody has to know; what was put off neither.
        if (over.is_some() && new) || (over.is_none() && quiet) {
            continue;
        }
        let Some(line) = line(tx, &groups, rule, &alert, one).await? else {
            continue;
        };
        let list = match (over, new, escalated.contains(&alert.id)) {
            (Some(_), ..) => &mut digest.resolved,
            (None, true, _) => &mut digest.new,
            (None, false, true) if line.severity == Severity::Red => &mut digest.escalated,
            (None, false, _) => &mut digest.open,
        };
        list.push(line);
    }
    for list in [
        &mut digest.new,
        &mut digest.escalated,
        &mut digest.resolved,
        &mut digest.open,
    ] {
        list.sort_by_cached_key(|line| {
            let group = (line.group.name.clone(), line.group.id);
            (
                std::cmp::Reverse(line.severity),
                group,
                line.rule,
                line.alert,
            )
        });
    }
    Ok(Some(digest))
}

async fn line(
    tx: &mut Tx,
    groups: &[Group],
    rule: AlertRule,
    alert: &Kept,
    standing: Option<&Standing>,
) -> Result<Option<Line>, StoreError> {
    let Some(group) = groups.iter().find(|group| group.id == alert.group_id) else {
        return Ok(None);
    };
    let person = match (standing, alert.person) {
        (Some(one), _) => one.person.clone(),
        (None, Some(person)) => people::find(tx, person).await?,
        (None, None) => None,
    };
    Ok(Some(Line {
        alert: alert.id,
        group: group.clone(),
        rule,
        severity: standing.map_or_else(|| alert.severity(), |one| one.alert.severity),
        person,
        title: standing.and_then(|one| one.title.clone()),
        value: standing.map(|one| one.alert.value),
        because: alert.because(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_ends_at_its_hour_on_the_days_when_clocks_change_too() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let ends = |date: &str, hour| {
            let day = projector::days_since_epoch(date.parse().unwrap());
            end_of(&zone, hour, day).unwrap().to_string()
        };
        assert_eq!(ends("2026-11-29", 7), "2026-11-29T06:00:00Z");
        assert_eq!(ends("2026-07-01", 7), "2026-07-01T05:00:00Z");
        // Two o'clock does not exist on this day, and is twice on the other.
        assert_eq!(ends("2026-03-29", 2), "2026-03-29T01:00:00Z");
        assert_eq!(ends("2026-10-25", 2), "2026-10-25T00:00:00Z");
    }

    #[test]
    fn before_its_hour_the_digest_is_of_the_day_before() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let day = |at: &str| {
            let day = last_day(&zone, 7, at.parse().unwrap());
            projector::date_of(day).to_string()
        };
        assert_eq!(day("2026-11-29T05:59:59Z"), "2026-11-28");
        assert_eq!(day("2026-11-29T06:00:00Z"), "2026-11-29");
        assert_eq!(day("2026-11-29T22:59:59Z"), "2026-11-29");
        assert_eq!(day("2026-11-29T23:00:00Z"), "2026-11-29");
    }
}

//! Bringing what is kept of alerts up to what holds now.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::course::{Because, Kept, Key, key};
use super::{store, untold};
use crate::engagement::{
    Alert, AlertRule, GroupSummary, Health, Policy, group_summaries, health_then,
};
use crate::groups::{Group, GroupId};
use crate::people::{self, PersonId};
use crate::rules;
use crate::store::{Db, StoreError, Tx};

/// What is to be noted of a group's alerts.
#[derive(Debug)]
enum Change {
    Open(Key, Alert),
    Turn(Kept, Alert),
    End(Kept, Because),
}

/// Looks at groups on a day and notes what has become of their alerts. Doing it twice, or at two
/// places at once, notes nothing twice.
pub(super) async fn file(
    db: &Db,
    groups: &[Group],
    today: i64,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut tx = db.read().await?;
    let rules = rules::in_force(&mut tx).await?;
    let summaries = group_summaries(&mut tx, groups, today, policy).await?;
    let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let mut kept: BTreeMap<GroupId, Vec<Kept>> = BTreeMap::new();
    for alert in store::open_of(&mut tx, &ids).await? {
        kept.entry(alert.group_id).or_default().push(alert);
    }
    let mut all = Vec::new();
    for summary in &summaries {
        let kept = kept.remove(&summary.group.id).unwrap_or_default();
        let found = changes(&mut tx, summary, kept, (today, &rules.version), policy).await?;
        if !found.is_empty() {
            all.push((summary.group.id, found));
        }
    }
    drop(tx);
    for (group, found) in all {
        let mut tx = db.write().await?;
        for change in found {
            match change {
                Change::Open(key, alert) => {
                    let by = (today, rules.version.as_str());
                    store::open(&mut tx, group, key, &alert, by, now).await?;
                }
                Change::Turn(kept, alert) => store::turn(&mut tx, &kept, &alert, now).await?,
                Change::End(kept, because) => store::end(&mut tx, kept.id, because, now).await?,
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn changes(
    tx: &mut Tx,
    summary: &GroupSummary,
    kept: Vec<Kept>,
    (today, rules): (i64, &str),
    policy: &Policy,
) -> Result<Vec<Change>, StoreError> {
    let group = &summary.group;
    let mut held: BTreeMap<Key, &Alert> = BTreeMap::new();
    for alert in &summary.health.alerts {
        held.entry(key(group.id, alert)).or_insert(alert);
    }
    let withheld = untold::Withheld::read(tx).await?;
    let mut found = Vec::new();
    for alert in kept {
        let known = alert
            .rule()
            .and_then(|rule| held.remove(&(rule.word(), alert.subject)));
        match known {
            Some(now) if now.severity != alert.severity() => {
                found.push(Change::Turn(alert, now.clone()));
            }
            Some(_) => {}
            None => {
                let then = (alert.opened_day, alert.opened_at);
                let mut held = holds(&health_then(tx, group, then, policy).await?, &alert);
                if !held {
                    // What came late may have made it begin later.
                    let before = (today - 1, i64::MAX);
                    held = holds(&health_then(tx, group, before, policy).await?, &alert);
                }
                let away = away(tx, &alert, today).await?;
                let because = if untold::is_untold(&alert, &withheld) {
                    Because::Restricted
                } else {
                    because(held, away, alert.rules == rules)
                };
                found.push(Change::End(alert, because));
            }
        }
    }
    let new = held
        .into_iter()
        .map(|(key, alert)| Change::Open(key, alert.clone()));
    found.extend(new);
    Ok(found)
}

/// Whether a group's state holds an alert.
fn holds(state: &Health, alert: &Kept) -> bool {
    let mut keys = state.alerts.iter().map(|one| key(alert.group_id, one));
    keys.any(|key| key == (alert.rule.as_str(), alert.subject))
}

/// Why an alert is over: whether it held, by what is known now, when it was opened or yesterday;
/// whether the person is away; whether the rules are those that opened it.
const fn because(held: bool, away: bool, same_rules: bool) -> Because {
    match (held, away, same_rules) {
        (_, true, _) => Because::Absent,
        (true, ..) => Because::Resolved,
        (false, _, true) => Because::Undone,
        (false, _, false) => Because::Rules,
    }
}

/// Whether somebody is not called quiet because they are away, today or when the alert was opened.
async fn away(tx: &mut Tx, alert: &Kept, today: i64) -> Result<bool, StoreError> {
    let Some(person) = alert
        .person
        .filter(|_| alert.rule() == Some(AlertRule::Quiet))
    else {
        return Ok(false);
    };
    let persons: [PersonId; 1] = [person];
    for day in [today, alert.opened_day] {
        if people::absent_on(tx, &persons, day)
            .await?
            .contains(&person)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_over_for_one_reason() {
        for (held, away, same_rules, expected) in [
            (true, false, true, Because::Resolved),
            (true, false, false, Because::Resolved),
            (true, true, true, Because::Absent),
            (false, false, true, Because::Undone),
            (false, false, false, Because::Rules),
            (false, true, true, Because::Absent),
        ] {
            assert_eq!(because(held, away, same_rules), expected);
        }
    }
}

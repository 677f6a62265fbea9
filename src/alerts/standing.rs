//! The alerts that hold, with what is known of their course.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::course::{AlertId, Event, Kept, Key, key};
use super::{store, untold};
use crate::engagement::{Alert, GroupSummary, Policy, group_summaries};
use crate::groups::{Group, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::activity_names;
use crate::store::{StoreError, Tx};

/// Why an alert that holds need not be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hush {
    /// The member whom it is about is away.
    Absent,
    /// A coach has put it off.
    Snoozed,
}

/// An alert that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The group.
    pub group: Group,
    /// What holds.
    pub alert: Alert,
    /// Whom it is about.
    pub person: Option<Person>,
    /// What the question or goal is called.
    pub title: Option<String>,
    /// Its course; none in the moment before it is opened.
    pub kept: Option<Kept>,
    /// Why it need not be looked at, if so.
    pub hush: Option<Hush>,
    /// Whether whoever asks has had it before their eyes.
    pub seen: bool,
}

/// The alerts that hold in some groups today, the most urgent first.
pub async fn of_groups(
    tx: &mut Tx,
    groups: &[Group],
    viewer: Option<PersonId>,
    today: i64,
    policy: &Policy,
) -> Result<Vec<Standing>, StoreError> {
    let summaries = group_summaries(tx, groups, today, policy).await?;
    of_summaries(tx, &summaries, viewer, today).await
}

/// The same, of groups whose state has been worked out already.
pub async fn of_summaries(
    tx: &mut Tx,
    summaries: &[GroupSummary],
    viewer: Option<PersonId>,
    today: i64,
) -> Result<Vec<Standing>, StoreError> {
    let ids: Vec<GroupId> = summaries.iter().map(|summary| summary.group.id).collect();
    let mut kept: BTreeMap<(GroupId, Key), Kept> = BTreeMap::new();
    for alert in store::open_of(tx, &ids).await? {
        if let Some(rule) = alert.rule() {
            kept.insert((alert.group_id, (rule.word(), alert.subject)), alert);
        }
    }
    let seen: BTreeSet<AlertId> = match viewer {
        Some(viewer) => store::seen(tx, viewer).await?.into_iter().collect(),
        None => BTreeSet::new(),
    };
    let mut standing = holding(tx, summaries).await?;
    let concerned: BTreeSet<PersonId> =
        standing.iter().filter_map(|one| one.alert.person).collect();
    let concerned: Vec<PersonId> = concerned.into_iter().collect();
    let absent = people::absent_on(tx, &concerned, today).await?;
    for one in &mut standing {
        one.kept = kept.remove(&(one.group.id, key(one.group.id, &one.alert)));
        let kept = one.kept.as_ref();
        let about = one
            .alert
            .person
            .filter(|_| one.alert.rule.is_about_a_member());
        one.hush = if kept.is_some_and(|kept| kept.is_snoozed(today)) {
            Some(Hush::Snoozed)
        } else if about.is_some_and(|person| absent.contains(&person)) {
            Some(Hush::Absent)
        } else {
            None
        };
        one.seen = kept.is_some_and(|kept| seen.contains(&kept.id));
    }
    Ok(standing)
}

/// The alerts that held in some groups at the end of a day, the most urgent first. Their course is
/// not asked for: it is of today.
pub async fn as_of(
    tx: &mut Tx,
    groups: &[Group],
    day: i64,
    policy: &Policy,
) -> Result<Vec<Standing>, StoreError> {
    let summaries = group_summaries(tx, groups, day, policy).await?;
    holding(tx, &summaries).await
}

async fn holding(tx: &mut Tx, summaries: &[GroupSummary]) -> Result<Vec<Standing>, StoreError> {
    let alerts = || summaries.iter().flat_map(|summary| &summary.health.alerts);
    let objects: BTreeSet<i64> = alerts().filter_map(|alert| alert.object).collect();
    let objects: Vec<i64> = objects.into_iter().collect();
    let titles = activity_names(tx, &objects).await?;
    let mut standing: Vec<Standing> = summaries
        .iter()
        .flat_map(|summary| {
            summary
                .health
                .alerts
                .iter()
                .map(move |alert| (summary, alert))
        })
        .map(|(summary, alert)| Standing {
            group: summary.group.clone(),
            person: alert.person.and_then(|person| {
                let mut concerned = summary.concerned.iter();
                concerned.find(|known| known.id == person).cloned()
            }),
            title: alert
                .object
                .and_then(|object| titles.get(&object)?.1.clone()),
            alert: alert.clone(),
            kept: None,
            hush: None,
            seen: false,
        })
        .collect();
    standing.sort_by_cached_key(|one| {
        let group = (one.group.name.clone(), one.group.id);
        let Alert {
            rule,
            severity,
            person,
            statement,
            ..
        } = one.alert;
        (Reverse(severity), group, rule, person, statement)
    });
    Ok(standing)
}

/// What is kept of an alert, open or over, with all that happened to it in order; none where nobody is
/// to be told of it.
pub async fn with_history(
    tx: &mut Tx,
    id: AlertId,
) -> Result<Option<(Kept, Vec<Event>)>, StoreError> {
    let Some(kept) = store::one(tx, id).await? else {
        return Ok(None);
    };
    if untold::is_untold(&kept, &untold::Withheld::read(tx).await?) {
        return Ok(None);
    }
    let history = store::history(tx, id).await?;
    Ok(Some((kept, history)))
}

//! What is known of each person at the end of a period, read from facts. It names nobody, and
//! stays within this room.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::period::Period;
use crate::coaching::roles::{self, Hold};
use crate::coaching::{AimState, aims, steps};
use crate::competency::{Cell, Sources, of_each};
use crate::engagement::roster;
use crate::groups::{self, GroupId};
use crate::people::{self, PersonId};
use crate::projector::{
    self, ActKind, EngagementKind, Fact, GroupFacts, GroupSetting, facts_of_groups, group_settings,
};
use crate::restrictions::{self, Use};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx};

/// Groups and persons that are looked at together.
const GROUPS: usize = 50;
const PERSONS: usize = 500;

/// What a learner did in a period, and how they stand at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Participant {
    /// The role they have.
    pub(super) role: Option<Uuid>,
    /// The first day on which they did something in a group.
    pub(super) first: i64,
    /// Whether they are in a group at the end of the period, or did something in it.
    pub(super) here: bool,
    /// Whether they did something in a group, or put something into practice.
    pub(super) active: bool,
    pub(super) contributions: u64,
    pub(super) questions: u64,
    /// Questions of theirs that somebody else has replied to by the end of the period.
    pub(super) answered: u64,
    /// Whether they are active and had done nothing in a group before the period.
    pub(super) new: bool,
    /// Transfer steps that they reported.
    pub(super) steps: u64,
    /// Transfer steps of theirs that a coach confirmed.
    pub(super) verified: u64,
    /// Goals that they reached.
    pub(super) goals: u64,
    /// The highest level they have in any competency.
    pub(super) level: u8,
}

/// How somebody stands in a competency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// The level at the end of the period.
    pub(super) level: u8,
    /// The level at the end of the day before it.
    pub(super) before: u8,
    /// The level that the plan aims at.
    pub(super) target: Option<i64>,
}

/// A competency, and how those stand in it of whom anything is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Measured {
    /// The highest level of its scale.
    pub(super) highest: u8,
    pub(super) standings: Vec<Standing>,
}

/// All that a report is made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Observed {
    pub(super) participants: Vec<Participant>,
    /// By the competency's key.
    pub(super) competencies: BTreeMap<i64, Measured>,
}

/// Reads what is known at the end of a period.
pub(super) async fn observe(tx: &mut Tx, period: Period) -> Result<Observed, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Observed::default());
    };
    let mut seen: BTreeMap<PersonId, Participant> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = groups::list_all(tx, after, GROUPS).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.name.clone().unwrap_or_default(), last.id));
        let ids: Vec<GroupId> = page.iter().map(|group| group.id).collect();
        let facts = facts_of_groups(tx, current.generation, &ids, period.last()).await?;
        let settings = group_settings(tx, current.generation, &ids, period.last()).await?;
        let persons = people::persons(tx, &agents(facts.values())).await?;
        for (group, facts) in &facts {
            let none = GroupSetting::default();
            let setting = settings.get(group).unwrap_or(&none);
            let sources = Sources {
                persons: persons.clone(),
                coaches: setting.coaches.clone(),
                ..Sources::default()
            };
            in_group(&mut seen, facts, &sources, period);
        }
    }
    let withheld = restrictions::withheld(tx, Use::Reports).await?;
    seen.retain(|person, _| !withheld.contains(person));
    let competencies = standing(tx, &mut seen, period).await?;
    let persons: Vec<PersonId> = seen.keys().copied().collect();
    for part in persons.chunks(PERSONS) {
        for (person, role) in roles::held_by(tx, part, Hold::Present).await? {
            if let Some(participant) = seen.get_mut(&person) {
                participant.role = Some(role);
            }
        }
    }
    Ok(Observed {
        participants: seen.into_values().collect(),
        competencies,
    })
}

/// Everybody who did something.
fn agents<'f>(facts: impl Iterator<Item = &'f GroupFacts>) -> Vec<AgentKey> {
    let mut agents = BTreeSet::new();
    for facts in facts {
        agents.extend(facts.acts.iter().map(|fact| fact.actor));
        agents.extend(facts.visits.iter().map(|visits| visits.actor));
    }
    agents.into_iter().collect()
}

impl Participant {
    const fn since(day: i64) -> Self {
        Self {
            role: None,
            first: day,
            here: false,
            active: false,
            contributions: 0,
            questions: 0,
            answered: 0,
            new: false,
            steps: 0,
            verified: 0,
            goals: 0,
            level: 0,
        }
    }
}

/// Adds what learners did in a group. Whoever coaches it is no learner there.
fn in_group(
    seen: &mut BTreeMap<PersonId, Participant>,
    facts: &GroupFacts,
    sources: &Sources,
    period: Period,
) {
    let learner = |agent: AgentKey| {
        let person = sources.persons.get(&agent).copied()?;
        (!sources.coaches.contains(&person)).then_some(person)
    };
    let days = period.first()..=period.last();
    let mut act = |person: PersonId, day: i64| {
        let participant = seen
            .entry(person)
            .or_insert_with(|| Participant::since(day));
        participant.first = participant.first.min(day);
        participant.active |= days.contains(&day);
    };
    for visits in &facts.visits {
        if let Some(person) = learner(visits.actor) {
            act(person, visits.day);
        }
    }
    let counted =
        |fact: &&Fact| fact.engagement != EngagementKind::None || fact.act.is_contribution();
    for fact in facts.acts.iter().filter(counted) {
        if let Some(person) = learner(fact.actor) {
            act(person, fact.day);
        }
    }
    for member in roster(&facts.presence(), sources).members {
        if let Some(participant) = seen.get_mut(&member.person) {
            participant.here = true;
        }
    }
    let contributions = facts.acts.iter().filter(|fact| fact.act.is_contribution());
    for fact in contributions.filter(|fact| days.contains(&fact.day)) {
        let Some(person) = learner(fact.actor) else {
            continue;
        };
        let Some(participant) = seen.get_mut(&person) else {
            continue;
        };
        participant.contributions += 1;
        if fact.act == ActKind::Ask {
            participant.questions += 1;
            let answers = |reply: &Fact| {
                reply.act == ActKind::Reply
                    && reply.anchor == fact.object
                    && sources.persons.get(&reply.actor) != Some(&person)
            };
            participant.answered += u64::from(facts.acts.iter().any(answers));
        }
    }
}

/// What concerns one person beside groups.
struct Own {
    person: PersonId,
    steps: u64,
    verified: u64,
    goals: u64,
    cells: BTreeMap<i64, Cell>,
}

/// Adds what people put into practice and reached, and returns how they stand in each competency.
async fn standing(
    tx: &mut Tx,
    seen: &mut BTreeMap<PersonId, Participant>,
    period: Period,
) -> Result<BTreeMap<i64, Measured>, StoreError> {
    let mut measured: BTreeMap<i64, Measured> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = people::list_all(tx, after, PERSONS).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.name.clone().unwrap_or_default(), last.id));
        let persons: Vec<PersonId> = page.iter().map(|person| person.id).collect();
        let persons = restrictions::without_withheld(tx, Use::Reports, &persons).await?;
        let before = of_each(tx, &persons, period.first() - 1, |person, _, _, cells| {
            let levels = cells
                .into_iter()
                .map(|(key, cell)| (key, cell.progress.level));
            (person, levels.collect::<BTreeMap<i64, u8>>())
        });
        let before: BTreeMap<PersonId, _> = before.await?.into_iter().collect();
        let own = of_each(
            tx,
            &persons,
            period.last(),
            move |person, facts, sources, cells| own(person, facts, sources, cells, period),
        );
        for own in own.await? {
            let earlier = before.get(&own.person);
            for (key, cell) in &own.cells {
                let of = measured.entry(*key).or_default();
                of.highest = cell.highest;
                of.standings.push(Standing {
                    level: cell.progress.level,
                    before: earlier
                        .and_then(|levels| levels.get(key))
                        .copied()
                        .unwrap_or(0),
                    target: cell.plan.map(|plan| plan.target),
                });
            }
            let Some(participant) = seen.get_mut(&own.person) else {
                continue;
            };
            participant.steps = own.steps;
            participant.verified = own.verified;
            participant.goals = own.goals;
            let levels = own.cells.values().map(|cell| cell.progress.level);
            participant.level = levels.max().unwrap_or(0);
        }
    }
    for participant in seen.values_mut() {
        participant.active |= participant.steps > 0;
        participant.here |= participant.active;
        participant.new = participant.active && participant.first >= period.first();
    }
    Ok(measured)
}

fn own(
    person: PersonId,
    facts: &[Fact],
    sources: &Sources,
    cells: BTreeMap<i64, Cell>,
    period: Period,
) -> Own {
    let days = period.first()..=period.last();
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    let steps = steps(facts, person, sources);
    let reported = steps.iter().filter(|step| days.contains(&step.day));
    let words = steps.iter().filter_map(|step| step.verification);
    let reached = aims(facts, person, sources).into_iter().filter(|aim| {
        aim.state == AimState::Achieved && aim.closed.is_some_and(|day| days.contains(&day))
    });
    Own {
        person,
        steps: count(reported.count()),
        verified: count(words.filter(|word| days.contains(&word.day)).count()),
        goals: count(reached.count()),
        cells,
    }
}

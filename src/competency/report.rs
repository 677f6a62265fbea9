//! A person's progress as pages and the API show it: every number with its evidence.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::evidence::{Evidence, Sources, gather};
use super::ledger::{Ledger, Progress};
use super::plan::{PlanItem, Status, plans};
use super::ruleset::RULESET;
use crate::groups::{self, GroupId};
use crate::people::{self, Person, PersonId};
use crate::projector::{self, EvidenceKind, Fact, activity_names, facts_about, group_competencies};
use crate::store::{StoreError, Tx};

/// One piece of evidence with what it does to the number.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceItem {
    /// The statement.
    pub statement: Uuid,
    /// What it is.
    pub kind: EvidenceKind,
    /// The day it counts from.
    pub day: i64,
    /// Weight, millionths.
    pub weight: i64,
    /// Quality, millionths.
    pub quality: i64,
    /// Shown share less what it would be without this item.
    pub effect: f64,
    /// Who did it.
    pub by: Option<Person>,
    /// Whether only the group's plan links it to the competency.
    pub implied: bool,
}

/// Progress in one competency.
#[derive(Debug, Clone, PartialEq)]
pub struct CompetencyProgress {
    /// Key of the competency.
    pub key: i64,
    /// IRI of the competency.
    pub iri: String,
    /// Its name.
    pub name: String,
    /// The number.
    pub progress: Progress,
    /// What the plan aims at.
    pub plan: Option<PlanItem>,
    /// How the aim stands.
    pub status: Option<Status>,
    /// The way to the target that is gone, 0 to 1.
    pub done: Option<f64>,
    /// The first day on which the level would be lower without anything new.
    pub lapses: Option<i64>,
    /// The evidence, the newest first.
    pub evidence: Vec<EvidenceItem>,
}

/// All about one person's progress on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonReport {
    /// The person.
    pub person: Person,
    /// The day.
    pub today: i64,
    /// Each competency there is a plan or evidence for.
    pub competencies: Vec<CompetencyProgress>,
    /// Groups the person has acted in.
    pub groups: Vec<GroupId>,
}

/// Progress of a person at the end of `today`; none for a person who does not exist.
pub async fn person_report(
    tx: &mut Tx,
    person: PersonId,
    today: i64,
) -> Result<Option<PersonReport>, StoreError> {
    let Some(person) = people::find(tx, person).await? else {
        return Ok(None);
    };
    let Some(generation) = projector::current(tx).await? else {
        return Ok(None);
    };
    let generation = generation.generation;
    let facts = facts_about(tx, generation, person.id, today).await?;
    let (sources, names, groups) = sources(tx, generation, &facts).await?;
    let evidence = gather(&facts, person.id, &sources);
    let plan = plans(&facts, person.id, &sources.persons);
    let keys: BTreeSet<i64> = evidence
        .keys()
        .copied()
        .chain(plan.iter().map(|item| item.competency))
        .collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    let titles = activity_names(tx, &keys).await?;
    let mut competencies: Vec<CompetencyProgress> = keys
        .iter()
        .map(|key| {
            let items = evidence.get(key).map_or(&[][..], Vec::as_slice);
            let (iri, name) = titles.get(key).cloned().unwrap_or_default();
            let item = plan.iter().find(|item| item.competency == *key).copied();
            weigh(*key, iri, name, items, item, &names, today)
        })
        .collect();
    // What is planned comes first, then what is known best.
    competencies.sort_by(|left, right| {
        (left.plan.is_none(), &left.name).cmp(&(right.plan.is_none(), &right.name))
    });
    Ok(Some(PersonReport {
        person,
        today,
        competencies,
        groups,
    }))
}

/// What the rules need beside facts, the names of those who acted, and the groups acted in.
async fn sources(
    tx: &mut Tx,
    generation: i64,
    facts: &[Fact],
) -> Result<(Sources, BTreeMap<i64, Person>, Vec<GroupId>), StoreError> {
    let agents: BTreeSet<i64> = facts
        .iter()
        .flat_map(|fact| [Some(fact.actor), fact.instructor, fact.recipient])
        .flatten()
        .collect();
    let agents: Vec<i64> = agents.into_iter().collect();
    let names = people::names(tx, &agents).await?;
    let keys: BTreeSet<i64> = facts.iter().filter_map(|fact| fact.group).collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    let ids = groups::ids(tx, &keys).await?;
    let mut groups: Vec<GroupId> = ids.values().copied().collect();
    groups.sort_unstable();
    groups.dedup();
    let planned = group_competencies(tx, generation, &groups).await?;
    let sources = Sources {
        persons: names
            .iter()
            .map(|(agent, person)| (*agent, person.id))
            .collect(),
        coaches: projector::coaches(tx, generation, names.values().map(|person| person.id)).await?,
        planned: ids
            .into_iter()
            .filter_map(|(key, id)| Some((key, planned.get(&id)?.clone())))
            .collect(),
    };
    Ok((sources, names, groups))
}

fn weigh(
    key: i64,
    iri: String,
    name: Option<String>,
    items: &[Evidence],
    plan: Option<PlanItem>,
    names: &BTreeMap<i64, Person>,
    today: i64,
) -> CompetencyProgress {
    let mut ledger = Ledger::default();
    for item in items {
        put(&mut ledger, item, 1);
    }
    let progress = ledger.progress(&RULESET, today);
    let evidence = items
        .iter()
        .rev()
        .map(|item| {
            put(&mut ledger, item, -1);
            let without = ledger.progress(&RULESET, today).shown;
            put(&mut ledger, item, 1);
            EvidenceItem {
                statement: item.statement,
                kind: item.kind,
                day: item.day,
                weight: item.weight,
                quality: item.quality,
                effect: progress.shown - without,
                by: names.get(&item.by).cloned(),
                implied: item.implied,
            }
        })
        .collect();
    CompetencyProgress {
        key,
        name: name.unwrap_or_else(|| iri.clone()),
        iri,
        status: plan.map(|plan| plan.status(&RULESET, &progress, today)),
        done: plan.map(|plan| plan.done(&RULESET, &progress)),
        lapses: ledger.lapses(&RULESET, today),
        plan,
        progress,
        evidence,
    }
}

fn put(ledger: &mut Ledger, item: &Evidence, sign: i64) {
    ledger.add(
        item.kind,
        item.day,
        item.expires,
        item.weight,
        item.quality,
        sign,
    );
}

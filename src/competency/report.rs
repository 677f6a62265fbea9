//! A person's progress as pages and the API show it: every number with its evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::evidence::{Evidence, Sources, gather};
use super::explain::{Help, effects, helps};
use super::ledger::BucketKey;
use super::plan::{PlanItem, Status, plans};
use super::progress::Progress;
use super::surroundings::{Surroundings, activities, agents};
use super::timing::{Timing, timings};
use super::weighing::{Weighing, with_mapped};
use crate::alignments;
use crate::frameworks::{self, Child};
use crate::groups::GroupId;
use crate::people::{self, Person, PersonId};
use crate::projector::{self, About, EngagementKind, EvidenceKind, about, activity_names};
use crate::restrictions::{self, Use};
use crate::rules::{self, Class, Level, RuleSet};
use crate::statements;
use crate::store::{StoreError, Tx};

/// One piece of evidence with what it does to the number.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceItem {
    /// The statement.
    pub statement: Uuid,
    /// What it is.
    pub kind: EvidenceKind,
    /// The kind that it weighs as: of what a coach has verified that of the claim.
    pub weighs: EvidenceKind,
    /// On whose word it rests.
    pub class: Class,
    /// The day it counts from.
    pub day: i64,
    /// Weight, millionths.
    pub weight: i64,
    /// Quality, millionths.
    pub quality: i64,
    /// Shown share less what it would be without this item.
    pub effect: f64,
    /// Who did it; none where their data are only kept.
    pub by: Option<Person>,
    /// Whether only the group's plan links it to the competency.
    pub implied: bool,
    /// Whether what coaches have said of the activity links it to the competency.
    pub aligned: bool,
    /// The statement that this one verifies.
    pub verifies: Option<Uuid>,
    /// The app that the statement came from, where that was asked for and it has a name.
    pub sender: Option<String>,
    /// How long it took, where that was asked for and the statement says it; of a word on a claim, what
    /// is claimed.
    pub timing: Option<Timing>,
}

impl EvidenceItem {
    /// The statement that says what was done.
    fn done(&self) -> Uuid {
        self.verifies.unwrap_or(self.statement)
    }

    /// How long it took, if that is not plausible.
    #[must_use]
    pub fn too_fast(&self) -> Option<&Timing> {
        self.timing.as_ref().filter(|timing| timing.too_fast)
    }
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
    /// The levels it is measured by.
    pub scale: Vec<Level>,
    /// What the plan aims at.
    pub plan: Option<PlanItem>,
    /// How the aim stands.
    pub status: Option<Status>,
    /// The way to the target that is gone, 0 to 1.
    pub done: Option<f64>,
    /// The first day on which the level would be lower without anything new.
    pub lapses: Option<i64>,
    /// The competencies that it consists of, with their weights.
    pub parts: Vec<Child>,
    /// What would raise the number most, the best first.
    pub helps: Vec<Help>,
    /// The evidence, the newest first.
    pub evidence: Vec<EvidenceItem>,
}

impl CompetencyProgress {
    /// What the scale calls a level.
    #[must_use]
    pub fn title_of(&self, level: i64) -> Option<&str> {
        let mut scale = self.scale.iter();
        let level = scale.find(|one| i64::from(one.number) == level)?;
        level.title.as_deref()
    }
}

/// What somebody did in a group, and who coaches it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Involvement {
    /// Coaches at the end of the day looked at.
    pub coaches: BTreeSet<PersonId>,
    /// The day of each own contribution, goal, note of progress, step, reflection and attendance.
    pub days: Vec<i64>,
}

/// All about one person's progress on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonReport {
    /// The person.
    pub person: Person,
    /// The day.
    pub today: i64,
    /// The rules that the numbers were made by.
    pub rules: Arc<RuleSet>,
    /// Each competency there is a plan or evidence for.
    pub competencies: Vec<CompetencyProgress>,
    /// Groups the person has acted in.
    pub groups: BTreeMap<GroupId, Involvement>,
}

impl PersonReport {
    /// Whether a statement is evidence for one of the numbers.
    #[must_use]
    pub fn cites(&self, statement: Uuid) -> bool {
        let mut evidence = self.competencies.iter().flat_map(|found| &found.evidence);
        evidence.any(|item| item.statement == statement || item.verifies == Some(statement))
    }

    /// Finds out what only the statements tell: from which apps the evidence came, and how long it
    /// took.
    pub async fn ask_statements(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let evidence = || self.competencies.iter().flat_map(|found| &found.evidence);
        let all: BTreeSet<Uuid> = evidence().map(|item| item.statement).collect();
        let senders = statements::senders(tx, &all).await?;
        let done: BTreeSet<Uuid> = evidence().map(EvidenceItem::done).collect();
        let timings = timings(tx, &done, self.rules.progress.too_fast).await?;
        let competencies = self.competencies.iter_mut();
        for item in competencies.flat_map(|found| &mut found.evidence) {
            item.sender = senders.get(&item.statement).cloned();
            item.timing = timings.get(&item.done()).cloned();
        }
        Ok(())
    }
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
    let rules = rules::in_force(tx).await?;
    let known = about(tx, generation, person.id, today).await?;
    let (sources, mut names, groups) = sources(tx, generation, person.id, &known, today).await?;
    // What others did for somebody is evidence of theirs, too, and stays it without saying whose.
    let withheld = restrictions::withheld(tx, Use::Everything).await?;
    names.retain(|_, other| other.id == person.id || !withheld.contains(&other.id));
    let evidence = gather(&known.facts, person.id, &sources, &rules.progress);
    let plan = plans(&known.facts, person.id, &sources.persons);
    let known: Vec<i64> = evidence.keys().copied().collect();
    let evidence = with_mapped(evidence, &frameworks::current_of(tx, &known).await?);
    let mut keys: BTreeSet<i64> = evidence
        .keys()
        .copied()
        .chain(plan.iter().map(|item| item.competency))
        .collect();
    let known: Vec<i64> = keys.iter().copied().collect();
    // What these are parts of is known a little by them.
    keys.extend(frameworks::above(tx, &known).await?);
    let keys: Vec<i64> = keys.into_iter().collect();
    let structure = frameworks::structure(tx, &keys).await?;
    let titles = activity_names(tx, &keys).await?;
    let weighing = Weighing::new(&rules.progress, &structure, &evidence);
    let mut competencies: Vec<CompetencyProgress> = keys
        .iter()
        .map(|key| {
            let items = evidence.get(key).map_or(&[][..], Vec::as_slice);
            let (iri, said) = titles.get(key).cloned().unwrap_or_default();
            // A framework's name wins over what statements call it.
            let framed = structure.items.get(key).map(|item| item.name.clone());
            let item = plan.iter().find(|item| item.competency == *key).copied();
            let name = framed.or(said).unwrap_or_else(|| iri.clone());
            explained(&weighing, (*key, iri, name), items, item, &names, today)
        })
        .collect();
    // What is planned comes first, then what is known best.
    competencies.sort_by(|left, right| {
        (left.plan.is_none(), &left.name).cmp(&(right.plan.is_none(), &right.name))
    });
    Ok(Some(PersonReport {
        person,
        today,
        rules,
        competencies,
        groups,
    }))
}

type Groups = BTreeMap<GroupId, Involvement>;

/// What the rules need beside facts, the names of those who acted, and the groups acted in.
async fn sources(
    tx: &mut Tx,
    generation: i64,
    person: PersonId,
    known: &About,
    today: i64,
) -> Result<(Sources, BTreeMap<i64, Person>, Groups), StoreError> {
    let names = people::names(tx, &agents(known.facts.iter())).await?;
    let keys = known.facts.iter().filter_map(|fact| fact.group);
    let keys = keys.chain(known.acted_in.iter().copied()).collect();
    let surroundings = Surroundings::of(tx, generation, keys, today).await?;
    let mine = surroundings.groups(known.acted_in.iter());
    let activities = activities(known.facts.iter());
    let aligned = alignments::aligned(tx, &activities, &[today]).await?.pop();
    let sources = Sources {
        persons: names
            .iter()
            .map(|(agent, person)| (*agent, person.id))
            .collect(),
        tenures: surroundings.tenures(&mine),
        planned: surroundings.planned(),
        aligned: aligned.unwrap_or_default(),
        ..Sources::default()
    };
    let mut groups: Groups = mine
        .into_iter()
        .map(|group| (group, surroundings.coaches(group)))
        .map(|(group, coaches)| {
            (
                group,
                Involvement {
                    coaches,
                    days: Vec::new(),
                },
            )
        })
        .collect();
    let own = known.facts.iter().filter(|fact| {
        use EngagementKind::{Join, Like, None, Presence, View};
        let actor = names.get(&fact.actor);
        actor.is_some_and(|it| it.id == person)
            && !matches!(fact.engagement, Join | Like | None | Presence | View)
    });
    for fact in own {
        let group = fact.group.and_then(|key| surroundings.group(key));
        if let Some(involved) = group.and_then(|group| groups.get_mut(&group)) {
            involved.days.push(fact.day);
        }
    }
    Ok((sources, names, groups))
}

/// Progress in one competency (its key, IRI and name) with everything that explains it.
fn explained(
    weighing: &Weighing<'_>,
    (key, iri, name): (i64, String, String),
    items: &[Evidence],
    plan: Option<PlanItem>,
    names: &BTreeMap<i64, Person>,
    today: i64,
) -> CompetencyProgress {
    let rules = weighing.rules;
    let scale = weighing.scale(key);
    let tree = weighing.tree(key);
    let progress = tree.progress(rules, &scale, today);
    let listed: Vec<(BucketKey, i64, i64)> = items
        .iter()
        .map(|item| (item.bucket(), item.weight, item.quality))
        .collect();
    let effects = effects(&tree, rules, today, &listed);
    let evidence = items.iter().zip(effects).rev();
    let evidence = evidence
        .map(|(item, effect)| EvidenceItem {
            statement: item.statement,
            kind: item.kind,
            weighs: item.weighs,
            class: rules.kind(item.kind).map_or(Class::Own, |rule| rule.class),
            day: item.day,
            weight: item.weight,
            quality: item.quality,
            effect,
            by: names.get(&item.by).cloned(),
            implied: item.implied,
            aligned: item.aligned,
            verifies: item.verifies,
            sender: None,
            timing: None,
        })
        .collect();
    CompetencyProgress {
        key,
        iri,
        name,
        status: plan.map(|plan| plan.status(rules, &scale, &progress, today)),
        done: plan.map(|plan| plan.done(&scale, &progress)),
        lapses: tree.lapses(rules, &scale, today),
        helps: helps(&tree, rules, today),
        parts: weighing.structure.children(key).to_vec(),
        plan,
        progress,
        evidence,
        scale,
    }
}

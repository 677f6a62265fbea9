//! Progress of many people in many competencies at once: where the gaps are. The same rules as for
//! one person, without what explains a number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::evidence::{Evidence, Sources, gather};
use super::plan::{PlanItem, plans};
use super::progress::Progress;
use super::surroundings::{Surroundings, activities, agents};
use super::weighing::{Mapping, Weighing, with_mapped};
use crate::alignments;
use crate::cores;
use crate::frameworks::{self, Structure};
use crate::people::{self, PersonId};
use crate::projector::{self, About, Fact, Tenures, about_on};
use crate::restrictions::{self, Use};
use crate::rules::{self, ProgressRules, RuleSet};
use crate::statements::AgentKey;
use crate::store::{StoreError, Tx};

/// Most people and most competencies of a matrix.
pub const MOST_PEOPLE: usize = 500;
/// See [`MOST_PEOPLE`].
pub const MOST_COMPETENCIES: usize = 100;

/// One person's progress in one competency.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The number.
    pub progress: Progress,
    /// What the plan aims at.
    pub plan: Option<PlanItem>,
    /// The way to that which is gone, 0 to 1.
    pub done: Option<f64>,
    /// The day of the newest evidence.
    pub last: Option<i64>,
    /// The highest level of the scale that it is measured by.
    pub highest: u8,
}

/// Progress of people (rows) in competencies.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The rules that the numbers were made by.
    pub rules: Arc<RuleSet>,
    /// By person and competency; where nothing is known there is no cell.
    pub cells: BTreeMap<PersonId, BTreeMap<i64, Cell>>,
}

/// Progress of `persons` in `competencies` at the end of `today`, without those whose data are only
/// kept.
pub async fn matrix(
    tx: &mut Tx,
    persons: &[PersonId],
    competencies: &[i64],
    today: i64,
) -> Result<Matrix, StoreError> {
    let persons = restrictions::without_withheld(tx, Use::Everything, persons).await?;
    matrix_of(tx, &persons, competencies, today).await
}

/// The same, whatever may be done with their data: for who may see them.
pub(super) async fn matrix_of(
    tx: &mut Tx,
    persons: &[PersonId],
    competencies: &[i64],
    today: i64,
) -> Result<Matrix, StoreError> {
    let rules = rules::in_force(tx).await?;
    let wanted = Wanted::These(competencies);
    let cells = match prepare(tx, persons, wanted, &[today]).await?.pop() {
        None => BTreeMap::new(),
        Some((computing, known)) => {
            let (computing, rules) = (Arc::new(computing), rules.clone());
            let rows = move |part| computing.rows(part, &rules);
            let rows = cores::on_all(known, rows).await;
            rows.into_iter().collect()
        }
    };
    Ok(Matrix { rules, cells })
}

/// A person's progress in a competency at the end of each of some days; days on which nothing was
/// known are left out.
pub async fn trend(
    tx: &mut Tx,
    person: PersonId,
    competency: i64,
    days: &[i64],
) -> Result<Vec<(i64, Progress)>, StoreError> {
    let rules = rules::in_force(tx).await?;
    let prepared = prepare(tx, &[person], Wanted::These(&[competency]), days).await?;
    let progress = prepared.into_iter().filter_map(|(computing, known)| {
        let (_, mut row) = computing.rows(known, &rules).pop()?;
        Some((computing.today, row.remove(&competency)?.progress))
    });
    Ok(progress.collect())
}

/// What `work` makes of each of `persons`, from the facts that concern them up to the end of `today`,
/// what has to be known beside these, and their progress in each competency there is evidence or a
/// plan for. Persons of whom nothing is known or whose data are only kept are left out.
pub async fn of_each<T, F>(
    tx: &mut Tx,
    persons: &[PersonId],
    today: i64,
    work: F,
) -> Result<Vec<T>, StoreError>
where
    T: Send + 'static,
    F: Fn(PersonId, &[Fact], &Sources, BTreeMap<i64, Cell>) -> T + Clone + Send + 'static,
{
    let rules = rules::in_force(tx).await?;
    let persons = restrictions::without_withheld(tx, Use::Everything, persons).await?;
    let prepared = prepare(tx, &persons, Wanted::All, &[today]).await?.pop();
    let Some((computing, known)) = prepared else {
        return Ok(Vec::new());
    };
    let computing = Arc::new(computing);
    let made = move |part| computing.each(part, &rules, &work);
    Ok(cores::on_all(known, made).await)
}

/// The evidence for each competency of `persons`, but of those whose data are only kept, at the end of `today`.
pub(super) async fn evidence_of(
    tx: &mut Tx,
    persons: &[PersonId],
    today: i64,
) -> Result<Vec<(PersonId, BTreeMap<i64, Vec<Evidence>>)>, StoreError> {
    if persons.is_empty() {
        return Ok(Vec::new());
    }
    let rules = rules::in_force(tx).await?;
    let persons = restrictions::without_withheld(tx, Use::Everything, persons).await?;
    let prepared = prepare(tx, &persons, Wanted::All, &[today]).await?.pop();
    let evidence = prepared.map(|(computing, known)| computing.evidence(known, &rules.progress));
    Ok(evidence.unwrap_or_default())
}

/// A level by one rule set and by another.
pub type Levels = (u8, u8);

/// The levels of `persons`, but those whose data are only kept, at the end of `today` in each competency there is evidence or a plan for,
/// by two rule sets.
pub async fn levels_by(
    tx: &mut Tx,
    (old, new): (Arc<RuleSet>, Arc<RuleSet>),
    persons: &[PersonId],
    today: i64,
) -> Result<BTreeMap<PersonId, BTreeMap<i64, Levels>>, StoreError> {
    let persons = restrictions::without_withheld(tx, Use::Everything, persons).await?;
    let prepared = prepare(tx, &persons, Wanted::All, &[today]).await?.pop();
    let Some((computing, known)) = prepared else {
        return Ok(BTreeMap::new());
    };
    let computing = Arc::new(computing);
    let rows = move |part: Vec<(PersonId, About)>| {
        let before = computing.rows(part.clone(), &old);
        let mut after: BTreeMap<PersonId, _> = computing.rows(part, &new).into_iter().collect();
        let both = before.into_iter().map(|(person, row)| {
            let after: BTreeMap<i64, Cell> = after.remove(&person).unwrap_or_default();
            let levels = row.into_iter().map(|(key, cell)| {
                let after = after.get(&key).map_or(0, |cell| cell.progress.level);
                (key, (cell.progress.level, after))
            });
            (person, levels.collect::<BTreeMap<i64, Levels>>())
        });
        both.collect::<Vec<_>>()
    };
    Ok(cores::on_all(known, rows).await.into_iter().collect())
}

/// Which competencies are asked for.
enum Wanted<'w> {
    These(&'w [i64]),
    /// All that facts name, and what those are parts of.
    All,
}

/// What numbers of a day are worked out from, and what is known of each person by then.
type Prepared = (Computing, Vec<(PersonId, About)>);

/// All that numbers are worked out from on each of some days, in their order; nothing before the
/// first start.
async fn prepare(
    tx: &mut Tx,
    persons: &[PersonId],
    wanted: Wanted<'_>,
    days: &[i64],
) -> Result<Vec<Prepared>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(Vec::new());
    };
    let generation = current.generation;
    let mut known = about_on(tx, generation, persons, days).await?;
    for of_day in &mut known {
        of_day.retain(|_, about| !about.facts.is_empty());
    }
    let abouts = || known.iter().flat_map(BTreeMap::values);
    let facts = || abouts().flat_map(|about| &about.facts);
    let acted_in = abouts().flat_map(|about| &about.acted_in).copied();
    let persons_by_agent = people::persons(tx, &agents(facts())).await?;
    let keys = facts().filter_map(|fact| fact.group).chain(acted_in);
    let surroundings = Surroundings::on(tx, generation, keys.collect(), days).await?;
    let activities = activities(facts());
    let aligned = alignments::aligned(tx, &activities, days).await?;
    let competencies = match wanted {
        Wanted::These(these) => these.to_vec(),
        Wanted::All => {
            let planned = surroundings.iter().flat_map(Surroundings::planned);
            let named = facts().flat_map(|fact| &fact.competencies).copied();
            let named: BTreeSet<i64> = named
                .chain(aligned.iter().flat_map(BTreeMap::values).flatten().copied())
                .chain(planned.flat_map(|(_, planned)| planned))
                .collect();
            let mut all: Vec<i64> = named.into_iter().collect();
            let new = frameworks::current_of(tx, &all).await?;
            all.extend(new.into_values().flatten().map(|(key, _)| key));
            all.extend(frameworks::above(tx, &all).await?);
            all.sort_unstable();
            all.dedup();
            all
        }
    };
    let competencies = &competencies[..];
    let structure = frameworks::structure(tx, competencies).await?;
    let mut wanted: BTreeSet<i64> = competencies.iter().copied().collect();
    for competency in competencies {
        wanted.extend(structure.below(*competency));
    }
    let wanted: Vec<i64> = wanted.into_iter().collect();
    let older = frameworks::mapped(tx, &wanted).await?;
    let older: Vec<i64> = older.into_values().flatten().map(|(old, _)| old).collect();
    let mapping = frameworks::current_of(tx, &older).await?;
    let competencies: Vec<(i64, BTreeSet<i64>)> = competencies
        .iter()
        .map(|competency| (*competency, structure.below(*competency)))
        .collect();
    let beside = days.iter().zip(surroundings).zip(aligned);
    let prepared = beside
        .zip(known)
        .map(|(((today, surroundings), aligned), known)| {
            let computing = Computing {
                competencies: competencies.clone(),
                today: *today,
                persons_by_agent: persons_by_agent.clone(),
                surroundings,
                aligned,
                structure: structure.clone(),
                mapping: mapping.clone(),
            };
            (computing, known.into_iter().collect())
        });
    Ok(prepared.collect())
}

/// All that rows are worked out from beside what is known of each person.
struct Computing {
    /// Each with all that is below it.
    competencies: Vec<(i64, BTreeSet<i64>)>,
    today: i64,
    persons_by_agent: BTreeMap<AgentKey, PersonId>,
    surroundings: Surroundings,
    aligned: BTreeMap<i64, Vec<i64>>,
    structure: Structure,
    mapping: Mapping,
}

impl Computing {
    /// The rows of some persons.
    fn rows(
        &self,
        persons: Vec<(PersonId, About)>,
        rules: &RuleSet,
    ) -> Vec<(PersonId, BTreeMap<i64, Cell>)> {
        self.each(persons, rules, &|person, _: &[Fact], _: &Sources, row| {
            (person, row)
        })
    }

    /// What `work` makes of some persons and their rows.
    fn each<T>(
        &self,
        persons: Vec<(PersonId, About)>,
        rules: &RuleSet,
        work: &impl Fn(PersonId, &[Fact], &Sources, BTreeMap<i64, Cell>) -> T,
    ) -> Vec<T> {
        let mut sources = self.sources();
        let mut rows = Vec::with_capacity(persons.len());
        for (person, about) in persons {
            sources.tenures = self.tenures(&about);
            let row = self.row(person, &about.facts, &sources, rules);
            rows.push(work(person, &about.facts, &sources, row));
        }
        rows
    }

    /// The evidence for each competency of some persons.
    fn evidence(
        &self,
        persons: Vec<(PersonId, About)>,
        rules: &ProgressRules,
    ) -> Vec<(PersonId, BTreeMap<i64, Vec<Evidence>>)> {
        let mut sources = self.sources();
        let found = persons.into_iter().map(|(person, about)| {
            sources.tenures = self.tenures(&about);
            let evidence = gather(&about.facts, person, &sources, rules);
            (person, with_mapped(evidence, &self.mapping))
        });
        found.collect()
    }

    /// What has to be known beside facts, but for who coached whom.
    fn sources(&self) -> Sources {
        Sources {
            persons: self.persons_by_agent.clone(),
            planned: self.surroundings.planned(),
            aligned: self.aligned.clone(),
            ..Sources::default()
        }
    }

    fn tenures(&self, about: &About) -> Tenures {
        let groups = self.surroundings.groups(about.acted_in.iter());
        self.surroundings.tenures(&groups)
    }

    fn row(
        &self,
        person: PersonId,
        facts: &[Fact],
        sources: &Sources,
        rules: &RuleSet,
    ) -> BTreeMap<i64, Cell> {
        let rules = &rules.progress;
        let evidence = gather(facts, person, sources, rules);
        let evidence = with_mapped(evidence, &self.mapping);
        let plan = plans(facts, person, &sources.persons);
        let weighing = Weighing::new(rules, &self.structure, &evidence);
        let mut cells = BTreeMap::new();
        for (competency, below) in &self.competencies {
            let plan = plan.iter().find(|item| item.competency == *competency);
            if plan.is_none() && !below.iter().any(|key| evidence.contains_key(key)) {
                continue;
            }
            let scale = weighing.scale(*competency);
            let progress = weighing
                .tree(*competency)
                .progress(rules, &scale, self.today);
            let last = below.iter().filter_map(|key| evidence.get(key)?.last());
            let cell = Cell {
                done: plan.map(|plan| plan.done(&scale, &progress)),
                last: last.map(|item| item.day).max(),
                progress,
                plan: plan.copied(),
                highest: scale.iter().map(|level| level.number).max().unwrap_or(0),
            };
            cells.insert(*competency, cell);
        }
        cells
    }
}

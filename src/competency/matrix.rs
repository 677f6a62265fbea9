//! Progress of many people in many competencies at once: where the gaps are. The same rules as for
//! one person, without what explains a number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::evidence::{Sources, gather};
use super::plan::{PlanItem, plans};
use super::progress::Progress;
use super::surroundings::{Surroundings, activities, agents};
use super::weighing::{Mapping, Weighing, with_mapped};
use crate::alignments;
use crate::cores;
use crate::frameworks::{self, Structure};
use crate::people::{self, PersonId};
use crate::projector::{self, About, Fact, about_all};
use crate::rules::{self, RuleSet};
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
}

/// Progress of people (rows) in competencies.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The rules that the numbers were made by.
    pub rules: Arc<RuleSet>,
    /// By person and competency; where nothing is known there is no cell.
    pub cells: BTreeMap<PersonId, BTreeMap<i64, Cell>>,
}

/// Progress of `persons` in `competencies` at the end of `today`.
pub async fn matrix(
    tx: &mut Tx,
    persons: &[PersonId],
    competencies: &[i64],
    today: i64,
) -> Result<Matrix, StoreError> {
    let rules = rules::in_force(tx).await?;
    let mut matrix = Matrix {
        rules: rules.clone(),
        cells: BTreeMap::new(),
    };
    let Some(current) = projector::current(tx).await? else {
        return Ok(matrix);
    };
    let generation = current.generation;
    let mut known = about_all(tx, generation, persons, today).await?;
    known.retain(|_, about| !about.facts.is_empty());
    let facts = || known.values().flat_map(|about| &about.facts);
    let acted_in = known.values().flat_map(|about| &about.acted_in).copied();
    let persons_by_agent = people::persons(tx, &agents(facts())).await?;
    let keys = facts().filter_map(|fact| fact.group).chain(acted_in);
    let surroundings = Surroundings::of(tx, generation, keys.collect(), today).await?;
    let aligned = alignments::aligned(tx, &activities(facts()), today).await?;
    let structure = frameworks::structure(tx, competencies).await?;
    let mut wanted: BTreeSet<i64> = competencies.iter().copied().collect();
    for competency in competencies {
        wanted.extend(structure.below(*competency));
    }
    let wanted: Vec<i64> = wanted.into_iter().collect();
    let older = frameworks::mapped(tx, &wanted).await?;
    let older: Vec<i64> = older.into_values().flatten().map(|(old, _)| old).collect();
    let computing = Arc::new(Computing {
        rules,
        competencies: competencies
            .iter()
            .map(|competency| (*competency, structure.below(*competency)))
            .collect(),
        today,
        persons_by_agent,
        surroundings,
        aligned,
        structure,
        mapping: frameworks::current_of(tx, &older).await?,
    });
    let rows = move |part| computing.rows(part);
    let rows = cores::on_all(known.into_iter().collect(), rows).await;
    matrix.cells.extend(rows);
    Ok(matrix)
}

/// All that rows are worked out from beside what is known of each person.
struct Computing {
    rules: Arc<RuleSet>,
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
    fn rows(&self, persons: Vec<(PersonId, About)>) -> Vec<(PersonId, BTreeMap<i64, Cell>)> {
        let mut sources = Sources {
            persons: self.persons_by_agent.clone(),
            coaches: BTreeSet::new(),
            planned: self.surroundings.planned(),
            aligned: self.aligned.clone(),
        };
        let mut rows = Vec::with_capacity(persons.len());
        for (person, about) in persons {
            let groups = self.surroundings.groups(about.acted_in.iter());
            sources.coaches = self.surroundings.coaches(&groups);
            rows.push((person, self.row(person, &about.facts, &sources)));
        }
        rows
    }

    fn row(&self, person: PersonId, facts: &[Fact], sources: &Sources) -> BTreeMap<i64, Cell> {
        let rules = &self.rules.progress;
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
            let plan = plan.copied();
            cells.insert(*competency, Cell { progress, plan });
        }
        cells
    }
}

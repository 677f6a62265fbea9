//! Progress of many people in many competencies at once: where the gaps are. The same rules as for
//! one person, without what explains a number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::evidence::{Sources, gather};
use super::plan::{PlanItem, plans};
use super::progress::Progress;
use super::surroundings::{Surroundings, activities, agents};
use super::weighing::{Weighing, with_mapped};
use crate::alignments;
use crate::frameworks;
use crate::people::{self, PersonId};
use crate::projector::{self, acted_in_all, facts_about_all};
use crate::rules::{self, RuleSet};
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
    let facts = facts_about_all(tx, generation, persons, today).await?;
    let acted = acted_in_all(tx, generation, persons, today).await?;
    let agents = agents(facts.values().flatten());
    let persons_by_agent = people::persons(tx, &agents).await?;
    let keys = facts.values().flatten().filter_map(|fact| fact.group);
    let keys = keys.chain(acted.values().flatten().copied()).collect();
    let surroundings = Surroundings::of(tx, generation, keys, today).await?;
    let mut sources = Sources {
        persons: persons_by_agent,
        coaches: BTreeSet::new(),
        planned: surroundings.planned(),
        aligned: alignments::aligned(tx, &activities(facts.values().flatten()), today).await?,
    };
    let structure = frameworks::structure(tx, competencies).await?;
    let mut wanted: BTreeSet<i64> = competencies.iter().copied().collect();
    for competency in competencies {
        wanted.extend(structure.below(*competency));
    }
    let wanted: Vec<i64> = wanted.into_iter().collect();
    let older = frameworks::mapped(tx, &wanted).await?;
    let older: Vec<i64> = older.into_values().flatten().map(|(old, _)| old).collect();
    let mapping = frameworks::current_of(tx, &older).await?;
    for (person, facts) in &facts {
        let mine = acted.get(person).into_iter().flatten();
        sources.coaches = surroundings.coaches(&surroundings.groups(mine));
        let evidence = gather(facts, *person, &sources, &rules.progress);
        let evidence = with_mapped(evidence, &mapping);
        let plan = plans(facts, *person, &sources.persons);
        let weighing = Weighing::new(&rules.progress, &structure, &evidence);
        let cells = matrix.cells.entry(*person).or_default();
        for competency in competencies {
            let plan = plan.iter().find(|item| item.competency == *competency);
            let below = structure.below(*competency);
            if plan.is_none() && !below.iter().any(|key| evidence.contains_key(key)) {
                continue;
            }
            let scale = weighing.scale(*competency);
            let progress = weighing
                .tree(*competency)
                .progress(&rules.progress, &scale, today);
            cells.insert(
                *competency,
                Cell {
                    progress,
                    plan: plan.copied(),
                },
            );
        }
    }
    Ok(matrix)
}

//! Results that took less time than can be ask a coach for a look, and change no number (`domain.md` 3.4).

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::evidence::Evidence;
use super::matrix::evidence_of;
use super::report::{CompetencyProgress, EvidenceItem};
use super::timing::{DECLARED, timings};
use crate::people::PersonId;
use crate::projector;
use crate::rules::{self, Class, ProgressRules};
use crate::statements;
use crate::store::{StoreError, Tx};

/// Days that it is told of.
const DAYS: i64 = 28;

/// Whether what was done too fast on a day asks for a look: until a coach has given a word on the
/// competency, of which `words` are the days. What rests on the person's own word waits for one anyway.
fn asks(class: Class, day: i64, mut words: impl Iterator<Item = i64>) -> bool {
    !matches!(class, Class::Own | Class::Coach) && !words.any(|word| word >= day)
}

impl CompetencyProgress {
    /// Whether a piece of its evidence took less time than can be, and no coach has given a word since.
    #[must_use]
    pub fn is_hurried(&self, item: &EvidenceItem) -> bool {
        let coached = self.evidence.iter().filter(|it| it.class == Class::Coach);
        item.too_fast().is_some() && asks(item.class, item.day, coached.map(|word| word.day))
    }
}

/// The statements among `fast` that ask for a look as evidence of any competency.
fn asking(
    evidence: &BTreeMap<i64, Vec<Evidence>>,
    fast: &BTreeSet<Uuid>,
    rules: &ProgressRules,
) -> BTreeSet<Uuid> {
    let class = |item: &Evidence| rules.kind(item.kind).map_or(Class::Own, |rule| rule.class);
    let of_each = evidence.values().flat_map(|list| {
        let hurried = list.iter().filter(|item| fast.contains(&item.statement));
        hurried.filter(move |item| {
            let coached = list.iter().filter(|it| class(it) == Class::Coach);
            asks(class(item), item.day, coached.map(|word| word.day))
        })
    });
    of_each.map(|item| item.statement).collect()
}

/// How much of what people finished in the last weeks took less time than can be and waits for a coach's word
/// at the end of `today`; those of whom nothing does are left out.
pub async fn hurried(
    tx: &mut Tx,
    persons: &[PersonId],
    today: i64,
) -> Result<BTreeMap<PersonId, usize>, StoreError> {
    let Some(current) = projector::current(tx).await? else {
        return Ok(BTreeMap::new());
    };
    let rules = rules::in_force(tx).await?;
    let days = (today - DAYS, today);
    let finished = projector::finished(tx, current.generation, persons, days).await?;
    let objects: BTreeSet<i64> = finished.iter().map(|one| one.object).collect();
    let timed = statements::declaring(tx, objects, &DECLARED).await?;
    let finished = finished.iter().filter(|one| timed.contains(&one.object));
    let people: BTreeMap<Uuid, PersonId> =
        finished.map(|one| (one.statement, one.person)).collect();
    let statements: BTreeSet<Uuid> = people.keys().copied().collect();
    let timings = timings(tx, &statements, rules.progress.too_fast).await?;
    let fast: BTreeSet<Uuid> = timings
        .into_iter()
        .filter_map(|(statement, timing)| timing.too_fast.then_some(statement))
        .collect();
    let concerned = fast.iter().filter_map(|statement| people.get(statement));
    let concerned: BTreeSet<PersonId> = concerned.copied().collect();
    let concerned: Vec<PersonId> = concerned.into_iter().collect();
    let evidence = evidence_of(tx, &concerned, today).await?;
    let counted = evidence.into_iter().map(|(person, evidence)| {
        let asking = asking(&evidence, &fast, &rules.progress);
        (person, asking.len())
    });
    Ok(counted.filter(|(_, count)| *count > 0).collect())
}

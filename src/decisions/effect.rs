//! What another rule set would change: how many people would have a higher or a lower level, by
//! competency. Counts, not names: the numbers of a person are for them and their coaches.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::competency::levels_by;
use crate::frameworks;
use crate::people::{self, PersonId};
use crate::projector::activity_names;
use crate::rules;
use crate::store::Tx;

use super::DecisionError;

/// People that are worked out, at once and in all.
const AT_ONCE: usize = 500;
const MOST: usize = 3000;

/// How many people's levels would move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// To a higher level.
    pub up: usize,
    /// To a lower one.
    pub down: usize,
    /// People there is evidence or a plan of.
    pub people: usize,
}

/// What another rule set would change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// The version that it would have.
    pub version: String,
    /// People that were looked at.
    pub looked_at: usize,
    /// Whether that was everybody.
    pub whole: bool,
    /// People of whom some level would move.
    pub people: usize,
    /// By competency, with its name, those first of which most would move.
    pub competencies: Vec<(String, Moved)>,
}

/// Works out what a rule set would change at the end of `today` beside the one in force.
pub async fn effect(tx: &mut Tx, document: &str, today: i64) -> Result<Effect, DecisionError> {
    let new = Arc::new(rules::parse(document)?);
    let old = rules::in_force(tx).await?;
    let mut effect = Effect {
        version: new.version.clone(),
        ..Effect::default()
    };
    let mut moved: BTreeMap<i64, Moved> = BTreeMap::new();
    let mut after: Option<(String, PersonId)> = None;
    loop {
        let page = people::list_all(tx, after.clone(), AT_ONCE).await?;
        let persons: Vec<PersonId> = page.iter().map(|person| person.id).collect();
        let rules = (old.clone(), new.clone());
        for levels in levels_by(tx, rules, &persons, today).await?.into_values() {
            let mut any = false;
            for (competency, (before, after)) in levels {
                let moved = moved.entry(competency).or_default();
                moved.people += 1;
                moved.up += usize::from(after > before);
                moved.down += usize::from(after < before);
                any |= after != before;
            }
            effect.people += usize::from(any);
        }
        effect.looked_at += page.len();
        effect.whole = page.len() < AT_ONCE;
        let Some(last) = page.last() else { break };
        after = Some((last.name.clone().unwrap_or_default(), last.id));
        if effect.whole || effect.looked_at >= MOST {
            break;
        }
    }
    let keys: Vec<i64> = moved.keys().copied().collect();
    let names = frameworks::names(tx, &keys).await?;
    let told = activity_names(tx, &keys).await?;
    let name = |key: i64| {
        let told = || {
            told.get(&key)
                .map(|(iri, name)| name.clone().unwrap_or_else(|| iri.clone()))
        };
        names.get(&key).cloned().or_else(told).unwrap_or_default()
    };
    effect.competencies = moved
        .into_iter()
        .map(|(key, moved)| (name(key), moved))
        .collect();
    effect
        .competencies
        .sort_by_key(|(name, moved)| (std::cmp::Reverse(moved.up + moved.down), name.clone()));
    Ok(effect)
}

//! What another rule set would change: how many people would have a higher or a lower level, by
//! competency. Counts, not names: the numbers of a person are for them and their coaches. Counts are
//! told as those of reports are, so that none of few people follows from them: whoever may try rule
//! sets out could else find a person's number by trying threshold after threshold.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::competency::levels_by;
use crate::frameworks;
use crate::people::{self, PersonId};
use crate::projector::activity_names;
use crate::reports::suppression::{LEAST, Numbers, rounded};
use crate::rules;
use crate::store::Tx;

use super::DecisionError;

/// People that are worked out, at once and in all.
const AT_ONCE: usize = 500;
const MOST: usize = 3000;

/// How many people's levels would move in a competency, as far as that may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// To a higher level.
    pub up: Option<u64>,
    /// To a lower one.
    pub down: Option<u64>,
    /// People there is evidence or a plan of.
    pub people: Option<u64>,
}

/// What another rule set would change, as far as that may be told: numbers to the nearest five, and
/// none from which it would follow what fewer than five people's levels do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// The version that it would have.
    pub version: String,
    /// People that were looked at.
    pub looked_at: usize,
    /// Whether that was everybody.
    pub whole: bool,
    /// People of whom some level would move.
    pub people: Option<u64>,
    /// The competencies of which it is told that levels would move, with their names; those first in
    /// which most would.
    pub competencies: Vec<(String, Moved)>,
}

/// How many people's levels move, exactly.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    up: u64,
    down: u64,
    people: u64,
}

impl Count {
    /// What may be told of it. `sum_is_known` says that how many move in all is told elsewhere.
    fn told(self, sum_is_known: bool) -> Moved {
        if self.people < LEAST {
            return Moved::default();
        }
        let same = self.people - self.up - self.down;
        let mut numbers = Numbers::over(vec![self.up, self.down, same]);
        numbers.settled([0, 1, 2], true);
        numbers.settled([0, 1], sum_is_known);
        let (up, down) = (numbers.may_tell([0]), numbers.may_tell([1]));
        let told = numbers.told();
        Moved {
            up: told[up].then(|| rounded(self.up)),
            down: told[down].then(|| rounded(self.down)),
            people: Some(rounded(self.people)),
        }
    }
}

/// How many of those looked at would have another level somewhere, if that may be told.
fn any_told(moving: u64, looked_at: u64) -> Option<u64> {
    let mut numbers = Numbers::over(vec![moving, looked_at - moving]);
    numbers.settled([0, 1], true);
    let any = numbers.may_tell([0]);
    numbers.told()[any].then(|| rounded(moving))
}

/// Works out what a rule set would change at the end of `today` beside the one in force.
pub async fn effect(tx: &mut Tx, document: &str, today: i64) -> Result<Effect, DecisionError> {
    let new = Arc::new(rules::parse(document)?);
    let old = rules::in_force(tx).await?;
    let mut effect = Effect {
        version: new.version.clone(),
        ..Effect::default()
    };
    let mut moved: BTreeMap<i64, Count> = BTreeMap::new();
    let mut moving = 0;
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
                moved.up += u64::from(after > before);
                moved.down += u64::from(after < before);
                any |= after != before;
            }
            moving += u64::from(any);
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
    effect.people = any_told(moving, effect.looked_at as u64);
    let in_one = moved.values().filter(|it| it.up + it.down > 0).count() == 1;
    let sum_is_known = in_one && effect.people.is_some();
    let told = moved.into_iter();
    let told = told.map(|(key, count)| (name(key), count.told(sum_is_known)));
    let mut told: Vec<(String, Moved)> = told
        .filter(|(_, moved)| moved.up.is_some() || moved.down.is_some())
        .collect();
    let sum = |moved: &Moved| moved.up.unwrap_or(0) + moved.down.unwrap_or(0);
    told.sort_by_key(|(name, moved)| (std::cmp::Reverse(sum(moved)), name.clone()));
    effect.competencies = told;
    Ok(effect)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(up: u64, down: u64, same: u64) -> (Option<u64>, Option<u64>) {
        let people = up + down + same;
        let told = Count { up, down, people }.told(false);
        (told.up, told.down)
    }

    #[test]
    fn few_are_not_told_nor_is_what_leaves_few() {
        assert_eq!(told(6, 0, 6), (Some(5), None));
        // Five of six move: one would be known not to.
        assert_eq!(told(5, 0, 1), (None, None));
        assert_eq!(told(6, 0, 0), (None, None));
        assert_eq!(told(8, 7, 3), (Some(10), None));
        assert_eq!(told(1, 0, 40), (None, None));
        // Where it is told how many move, those who move down are the rest of those who move up.
        let count = Count {
            up: 20,
            down: 2,
            people: 60,
        };
        assert_eq!(count.told(false).up, Some(20));
        assert_eq!(count.told(true).up, None);
        assert_eq!(any_told(3, 60), None);
        assert_eq!(any_told(58, 60), None);
        assert_eq!(any_told(33, 60), Some(35));
    }

    proptest! {
        /// Whatever is told: neither those who move one way nor those who do not are few.
        #[test]
        fn what_is_told_is_of_enough_on_both_sides(up in 0..30_u64, down in 0..30_u64, same in 0..30_u64) {
            let people = up + down + same;
            let (higher, lower) = told(up, down, same);
            if higher.is_some() { prop_assert!(up >= LEAST && people - up >= LEAST); }
            if lower.is_some() { prop_assert!(down >= LEAST && people - down >= LEAST); }
            if higher.is_some() && lower.is_some() { prop_assert!(same >= LEAST); }
        }
    }
}

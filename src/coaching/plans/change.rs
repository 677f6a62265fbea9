//! What agreeing on a version changes. Pure.

use serde::{Deserialize, Serialize};

/// An aim of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The competency's address.
    pub competency: String,
    /// The level aimed at.
    pub level: i64,
    /// The day it is due, days since the epoch.
    pub due: Option<i64>,
    /// Why.
    pub why: Option<String>,
}

impl Item {
    /// Whether two aims are one: a better reason makes no new aim.
    fn is_as(&self, other: &Self) -> bool {
        (&self.competency, self.level, self.due) == (&other.competency, other.level, other.due)
    }
}

/// What an agreement changes. The number beside each is the version since which it was agreed
/// without a break, which tells the statement that planned it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Aims that the statements do not tell yet.
    pub planned: Vec<(Item, i64)>,
    /// Competencies whose aim ends or changes.
    pub dropped: Vec<(String, i64)>,
}

/// What the last of some agreed versions (number and aims, in their order) changes against the one
/// before.
#[must_use]
pub fn changes(agreed: &[(i64, &[Item])]) -> Changes {
    let Some(((number, items), before)) = agreed.split_last() else {
        return Changes::default();
    };
    let last = before.last().map_or(&[][..], |(_, items)| items);
    let planned = items
        .iter()
        .filter(|item| !last.iter().any(|old| old.is_as(item)));
    let dropped = last
        .iter()
        .filter(|old| !items.iter().any(|item| item.is_as(old)));
    Changes {
        planned: planned.map(|item| (item.clone(), *number)).collect(),
        dropped: dropped
            .map(|old| (old.competency.clone(), since(before, old)))
            .collect(),
    }
}

/// The first version of the unbroken row at the end that has an aim.
fn since(agreed: &[(i64, &[Item])], item: &Item) -> i64 {
    agreed
        .iter()
        .rev()
        .take_while(|(_, items)| items.iter().any(|other| other.is_as(item)))
        .last()
        .map_or(0, |(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn items() -> impl Strategy<Value = Vec<Item>> {
        let item = (0..4_u8, 1..3_i64, proptest::option::of(1..3_i64));
        proptest::collection::vec(item, 0..5).prop_map(|list| {
            let by_competency: BTreeMap<u8, Item> = list
                .into_iter()
                .map(|(name, level, due)| {
                    let competency = format!("c{name}");
                    (
                        name,
                        Item {
                            competency,
                            level,
                            due,
                            why: None,
                        },
                    )
                })
                .collect();
            by_competency.into_values().collect()
        })
    }

    proptest! {
        /// Whatever is agreed in turn, what the statements plan and have not given up is the last
        /// agreement, each aim once.
        #[test]
        fn the_statements_add_up_to_the_last_agreement(
            history in proptest::collection::vec(items(), 1..6)
        ) {
            let numbered: Vec<(i64, &[Item])> =
                (1..).step_by(2).zip(&history).map(|(number, items)| (number, items.as_slice())).collect();
            let mut standing: BTreeMap<(String, i64), Item> = BTreeMap::new();
            for end in 1..=numbered.len() {
                let Changes { planned, dropped } = changes(&numbered[..end]);
                for (competency, since) in dropped {
                    prop_assert!(standing.remove(&(competency, since)).is_some());
                }
                for (item, since) in planned {
                    let key = (item.competency.clone(), since);
                    prop_assert!(standing.insert(key, item).is_none());
                }
            }
            let mut left: Vec<Item> = standing.into_values().collect();
            left.sort_by(|a, b| a.competency.cmp(&b.competency));
            prop_assert_eq!(&left, history.last().unwrap());
        }
    }

    #[test]
    fn a_better_reason_says_nothing_anew() {
        let item = Item {
            competency: "c".into(),
            level: 2,
            due: None,
            why: None,
        };
        let why = Item {
            why: Some("because".into()),
            ..item.clone()
        };
        assert_eq!(changes(&[(1, &[item]), (2, &[why])]), Changes::default());
    }
}

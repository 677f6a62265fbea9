//! How what people aim at stands: the items of their plans, by the statements that planned them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::matrix::{Cell, of_each};
use super::progress::micro;
use crate::people::PersonId;
use crate::projector::{ActKind, Fact};
use crate::store::{StoreError, Tx};

/// How a planned level stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// It is reached, given up, or another one was planned since.
    Closed,
    /// It is to be reached.
    Open {
        /// The way that is gone, millionths.
        done: i64,
        /// The day of the newest evidence.
        last: Option<i64>,
    },
}

/// Aims by the statements that planned them.
pub type Aims = BTreeMap<Uuid, Aim>;

/// How the levels that `persons` have planned to reach stand at the end of `today`. Whose data are only
/// kept is left out.
pub async fn aims(tx: &mut Tx, persons: &[PersonId], today: i64) -> Result<Aims, StoreError> {
    let of_person = of_each(tx, persons, today, |_, facts, _, row| {
        stand(facts, row.values())
    });
    Ok(of_person.await?.into_iter().flatten().collect())
}

/// An aim at several competencies is as far as the one that is least so.
fn stand<'c>(facts: &[Fact], row: impl Iterator<Item = &'c Cell>) -> Aims {
    let planned = facts.iter().filter(|fact| {
        fact.act == ActKind::Plan && fact.level.is_some() && !fact.competencies.is_empty()
    });
    let mut aims: Aims = planned.map(|fact| (fact.id, Aim::Closed)).collect();
    for cell in row {
        let (Some(item), Some(share)) = (cell.plan, cell.done) else {
            continue;
        };
        if i64::from(cell.progress.level) >= item.target {
            continue;
        }
        let now = micro(share);
        let known = aims.entry(item.statement).or_insert(Aim::Closed);
        *known = match *known {
            Aim::Closed => Aim::Open {
                done: now,
                last: cell.last,
            },
            Aim::Open { done, last } => Aim::Open {
                done: done.min(now),
                last: last.max(cell.last),
            },
        };
    }
    aims
}
